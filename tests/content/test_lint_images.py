"""Lint: files whose names say that they are images."""

import io
import os
import random
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import tbh_model as tbh
from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model.exporters._images import MEDIA_TYPES

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder in which nothing is wrong."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/patience.yaml", EDITION)
    return tmp_path


def with_image(folder: Path, name: str, data: bytes) -> list[tbh.Problem]:
    """Return what is found of the image of the edition when it holds some bytes."""
    write(folder, "editions/patience.yaml", EDITION + f"image: {{src: images/{name}, alt: A.}}\n")
    write(folder, f"images/{name}", data)
    return [each for each in tbh.check(folder) if each.code != "TBH441"]


@pytest.mark.parametrize(
    ("name", "data", "message", "hint"),
    [
        (
            "photo.jpg",
            b"A picture will follow.",
            "`images/photo.jpg` does not begin like JPEG",
            "save the picture as JPEG, or name the file that holds it",
        ),
        (
            "photo.JPEG",
            PNG,
            "`images/photo.JPEG` begins like PNG, and its name says JPEG",
            "end its name with .png, here too, or save it as JPEG",
        ),
        (
            "photo.png",
            b"",
            "`images/photo.png` is empty, and no PNG",
            "save the picture as PNG, or name the file that holds it",
        ),
        (
            "photo.svg",
            b"<!doctype html><svg/>",
            "`images/photo.svg` does not begin like SVG",
            "save the picture as SVG, or name the file that holds it",
        ),
        (
            "photo.HEIC",
            b"\0\0\0\x18ftypheic",
            "`images/photo.HEIC` does not end as images on the web do, and no page shows it",
            "save the picture as JPEG or PNG, and name that file",
        ),
        (
            "photo",
            PNG,
            "`images/photo` does not end as images on the web do, and no page shows it",
            "end its name with .png, here too",
        ),
    ],
)
def test_an_image_that_is_none_is_a_warning(
    folder: Path, name: str, data: bytes, message: str, hint: str
) -> None:
    """Readers would see a gap; the series can be loaded all the same."""
    (problem,) = with_image(folder, name, data)

    assert (problem.code, problem.severity) == ("TBH417", tbh.Severity.WARNING)
    assert (problem.line, problem.column, problem.path) == (15, 14, "image.src")
    assert (problem.message, problem.hint) == (message, hint)
    assert tbh.load(folder).editions


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", PNG),
        ("a.PNG", PNG),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF"),
        ("a.gif", b"GIF89a\1\0"),
        ("a.webp", b"RIFF\x24\n\0\0WEBPVP8 "),
        ("a.avif", b"\0\0\0 ftypavif\0\0\0\0avifmif1"),
        ("a.avif", b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif"),
        ("a.svg", SVG),
        ("a.svg", b"\xef\xbb\xbf\n" + SVG),
        ("a.svg", b'<?xml version="1.0"?>\n' + SVG),
        ("a.svg", b"<!-- by hand -->" + SVG),
        ("a.svg", b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">' + SVG),
        ("a.svg", b'<s:svg xmlns:s="http://www.w3.org/2000/svg"/>'),
        ("a.svg", SVG.decode().encode("utf-16")),
    ],
)
def test_an_image_that_begins_as_its_name_says_is_fine(
    folder: Path, name: str, data: bytes
) -> None:
    """Whatever the letters of its ending are, and whatever a program noted in it."""
    assert [each for each in with_image(folder, name, data) if each.code != "TBH424"] == []


def test_every_image_of_a_folder_is_looked_at(folder: Path) -> None:
    """That of the series, the logo, portraits, and those of editions."""
    wrong = "{src: images/a.png, alt: A.}"
    write(folder, "series.yaml", SERIES + f"  logo: {wrong}\nimage: {wrong}\n")
    write(folder, "therapists/t-1.yaml", THERAPIST + f"portrait: {wrong}\n")

    found = with_image(folder, "a.png", SVG)

    assert {each.code for each in found} == {"TBH417"}
    assert {each.path for each in found} == {
        *("publisher.logo.src", "image.src", "portrait.src"),
    }
    assert len(found) == 4


def test_an_image_in_a_text_is_looked_at_too(folder: Path) -> None:
    """Where it is written, and by the path that its address stands for."""
    text = "introduction: A ![lake](images/a%20lake.png), and ![far](https://example.org/b.png).\n"
    write(folder, "editions/patience.yaml", EDITION + text)
    write(folder, "images/a lake.png", SVG)

    (problem,) = tbh.check(folder)

    assert (problem.code, problem.line, problem.column) == ("TBH417", 15, 17)
    assert problem.message == "`images/a lake.png` begins like SVG, and its name says PNG"


def test_every_format_that_a_page_shows_is_looked_at(folder: Path) -> None:
    """And what is not looked at is said to be shown nowhere."""
    for ending in MEDIA_TYPES:
        (problem,) = with_image(folder, f"photo{ending}", b"")

        assert "is empty, and no" in problem.message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders here")
def test_what_is_no_file_is_not_opened(folder: Path) -> None:
    """A pipe would keep the check waiting for ever. It is named."""
    with_image(folder, "a.png", PNG)
    (folder / "images/a.png").unlink()
    os.mkfifo(folder / "images/a.png")

    assert [(each.code, each.message) for each in tbh.check(folder)] == [
        ("TBH150", "image `images/a.png`: this is a pipe, and not a regular file")
    ]


def test_a_load_does_not_look_into_images(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build is as fast as if there were none."""
    with_image(folder, "a.png", b"")
    opened: list[str] = []
    really_open = os.open

    def noted(file: Any, *how: Any, **more: Any) -> Any:
        opened.append(Path(file).name)
        return really_open(file, *how, **more)

    monkeypatch.setattr(os, "open", noted)

    tbh.load(folder)

    assert "patience.yaml" in opened
    assert "a.png" not in opened


def test_an_image_that_cannot_be_read_is_not_judged(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be anything; whoever builds is told."""
    opened = os.open

    def refused(file: Any, flags: int, *arguments: Any, **named: Any) -> Any:
        if str(file).endswith(".png") and not flags & os.O_CREAT:
            raise PermissionError
        return opened(file, flags, *arguments, **named)

    monkeypatch.setattr(os, "open", refused)

    assert with_image(folder, "photo.png", b"no picture") == []


@pytest.mark.parametrize("count", range(1, 6))
def test_an_image_that_vanishes_while_it_is_looked_at_is_not_judged(
    folder: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """However often it could be opened before."""
    opened = os.open
    times: list[str] = []

    def vanishing(file: Any, flags: int, *arguments: Any, **named: Any) -> Any:
        number = opened(file, flags, *arguments, **named)
        if str(file).endswith(".png") and not flags & os.O_CREAT:
            times.append(str(file))
            if len(times) == count:
                Path(file).unlink()
        return number

    monkeypatch.setattr(os, "open", vanishing)

    assert {each.code for each in with_image(folder, "photo.png", PNG)} <= {"TBH113", "TBH426"}
    assert len(times) >= min(count, 3)


def unused(folder: Path) -> list[str | None]:
    return [each.file for each in tbh.check(folder) if each.code == "TBH441"]


def test_a_picture_that_nothing_names_is_named(folder: Path) -> None:
    """It is worth knowing: it goes nowhere. A comment is no use of it, and no name beside it."""
    write(folder, "images/apology.png", PNG)
    write(folder, "images/2025/apology-2.JPG", PNG)
    write(folder, "images/.hidden.png", PNG)
    write(folder, "images/notes.txt", b"Who took what.")
    write(folder, "editions/patience.yaml", EDITION + "# image: {src: images/apology.png}\n")

    found = [each for each in tbh.check(folder) if each.code == "TBH441"]

    assert [each.file for each in found] == ["images/2025/apology-2.JPG", "images/apology.png"]
    assert {each.severity for each in found} == {tbh.Severity.INFO}
    assert {each.line for each in found} == {None}


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("editions/patience.yaml", EDITION + "image: {src: images/été 1.png, alt: A.}\n"),
        (
            "editions/patience.yaml",
            f"{EDITION}introduction: '![A](images/%C3%A9t%C3%A9%201.png)'\n",
        ),
        ("editions/patience.yaml", EDITION + "introduction: '![A](</images/été 1.png>)'\n"),
        ("series.yaml", SERIES + "image: {src: images/été 1.png, alt: A.}\n"),
        ("therapists/t-1.yaml", THERAPIST + "portrait: {src: images/été 1.png, alt: A.}\n"),
        ("publish.yaml", "exporters:\n  html: {icon: images/été 1.png}\n"),
        ("templates/html/base.html", "<link rel='icon' href='{{ root }}/images/été 1.png'>"),
    ],
)
def test_a_picture_is_used_wherever_it_is_named(folder: Path, file: str, text: str) -> None:
    """In fields, in Markdown, in options and in templates, however its address is written."""
    write(folder, "images/e\u0301te\u0301 1.png", PNG)

    assert len(unused(folder)) == 1
    write(folder, file, text)

    assert unused(folder) == []


def test_no_picture_is_unused_where_a_file_cannot_be_read(folder: Path) -> None:
    """That file may use it. And the rule can be set, as every other."""
    write(folder, "images/apology.png", PNG)
    write(folder, "editions/patience.yaml", EDITION + "titel: A slip.\n")
    assert unused(folder) == []

    write(folder, "editions/patience.yaml", EDITION)
    write(folder, "series.yaml", SERIES + "lint: {TBH441: off}\n")
    assert unused(folder) == []


@pytest.mark.parametrize(
    ("name", "size", "message", "hint"),
    [
        ("a.png", (1800, 40), None, None),
        ("a.png", (1801, 40), "is 1801 pixels wide", "save it at most 1800 pixels wide"),
        ("a.jpg", (40, 9000), None, None),
        ("noise.png", (420, 400), "has 505 kB", "save it at most 1800 pixels wide"),
        ("a.svg", (4000, 40), None, None),
        ("long.svg", (40, 40), "has 500 kB", "simplify the drawing, or save it as WebP"),
    ],
)
def test_a_picture_that_is_larger_than_needed_is_a_warning(
    folder: Path, name: str, size: tuple[int, int], message: str | None, hint: str | None
) -> None:
    """By its bytes as they are published, and, but for drawings, by its width."""
    body, (width, height) = io.BytesIO(), size
    if name.endswith(".svg"):
        drawing = SVG.replace(b"/>", f' width="{width}" height="{height}">'.encode())
        body.write(drawing + b"<path/>" * (71_460 if name == "long.svg" else 1) + b"</svg>")
    else:
        noise = random.Random(1).randbytes(3 * width * height)  # noqa: S311 - no secret
        plain = Image.new("RGB", size)
        picture = Image.frombytes("RGB", size, noise) if name == "noise.png" else plain
        picture.save(body, "PNG" if name.endswith("png") else "JPEG")

    found = with_image(folder, name, body.getvalue())

    if message is None:
        assert found == []
    else:
        (problem,) = found
        assert (problem.code, problem.severity) == ("TBH427", tbh.Severity.WARNING)
        assert problem.message == f"`images/{name}` {message}, more than any page needs"
        assert (problem.hint or "").startswith(hint or "")


def test_pictures_in_texts_are_weighed_too(folder: Path) -> None:
    body = io.BytesIO()
    Image.new("RGB", (4000, 9)).save(body, "PNG")
    write(folder, "images/b.png", body.getvalue())
    text = EDITION + "introduction: |\n  ![A wide view.](images/b.png)\n"
    write(folder, "editions/patience.yaml", text)

    assert [each.code for each in tbh.check(folder)] == ["TBH427"]
