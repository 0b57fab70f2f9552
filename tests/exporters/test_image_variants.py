"""Smaller copies of pictures: which there are, what they show, and when they are made."""

import io
import re
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve
from PIL import Image, ImageCms

import tbh_model as tbh
from small import AT, edition, series, therapist
from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model.content import ContentError
from tbh_model.exporters import _image_variants
from tbh_model.exporters._image_variants import encode_variant

SRC: Final = "images/door.jpg"
PAGE: Final = "editions/patience/index.html"
RED, BLUE = (200, 30, 30), (30, 30, 200)


def photo(width: int, height: int, form: str = "JPEG", mode: str = "RGB", **options: Any) -> bytes:
    """Return a picture that is red on the left, and blue on the right."""
    body = io.BytesIO()
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    image.convert(mode).save(body, form, **options)
    return body.getvalue()


def exported(
    data: bytes, src: str = SRC, exporter: object = "html", **fields: Any
) -> dict[str, bytes]:
    image = tbh.Image(src=src, alt="A door")
    whole = series(editions=(edition(image=image, **fields),))
    made = tbh.export(whole, exporter, at=AT, images={src: data})  # type: ignore[arg-type]
    return {artifact.path: artifact.body for artifact in made}


def widths(files: dict[str, bytes]) -> dict[str, int]:
    """Return the width of each variant."""
    return {
        path: Image.open(io.BytesIO(body)).width
        for path, body in files.items()
        if re.search(r"-\d+w\.webp$", path)
    }


def srcsets(page: bytes) -> list[str]:
    return re.findall(r' srcset="([^"]*)"', page.decode())


def test_a_large_picture_has_smaller_copies_beside_it() -> None:
    """Three at most; the page lets the window choose, and keeps the picture for all others."""
    files = exported(photo(2000, 1000))
    page = files[PAGE].decode()

    assert widths(files) == {f"images/door-{width}w.webp": width for width in (480, 960, 1440)}
    assert 'src="../../images/door.jpg"' in page
    assert srcsets(files[PAGE]) == [
        ", ".join(f"../../images/door-{width}w.webp {width}w" for width in (480, 960, 1440))
    ]
    assert 'width="2000" height="1000"' in page
    assert ' sizes="(min-width: 62rem) 56rem, 100vw"' in page
    assert Image.open(io.BytesIO(files["images/door-480w.webp"])).size == (480, 240)


@pytest.mark.parametrize(
    ("width", "names"),
    [
        (480, []),
        (481, ["images/door-480w.webp 480w", "images/door.jpg 481w"]),
        (
            1000,
            ["images/door-480w.webp 480w", "images/door-960w.webp 960w", "images/door.jpg 1000w"],
        ),
    ],
)
def test_no_copy_is_larger_than_the_picture(width: int, names: list[str]) -> None:
    """Which is a choice itself where the largest copy is not enough for the widest page."""
    files = exported(photo(width, 100))

    assert srcsets(files["index.html"]) == ([", ".join(names)] if names else [])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="9"/>'),
        ("a.gif", photo(2000, 9, "GIF")),
        ("a.avif", photo(2000, 9, "AVIF")),
        (
            "moving.png",
            photo(600, 9, "PNG", save_all=True, append_images=[Image.new("RGB", (600, 9))]),
        ),
        (
            "a.webp",
            photo(600, 9, "WEBP", save_all=True, append_images=[Image.new("RGB", (600, 9))]),
        ),
        ("huge.png", photo(20_001, 5_000, "PNG", mode="1")),
    ],
)
def test_what_would_lose_something_has_no_copies(name: str, data: bytes) -> None:
    """Drawings and motion, and what is small already or would take too much memory."""
    files = exported(data, f"images/{name}")

    assert widths(files) == {}
    assert not srcsets(files[PAGE])


def test_images_in_texts_and_in_fragments_have_them_too() -> None:
    words = tbh.markdown(f"Look: ![a door]({SRC})")
    data = photo(600, 300)

    (in_text,) = srcsets(exported(data, introduction=words)[PAGE])[1:]
    assert in_text == "../../images/door-480w.webp 480w, ../../images/door.jpg 600w"
    fragments = exported(data, exporter=tbh.HTML(fragment=True), introduction=words)
    root = "https://example.org/small/images/door"
    choices = f"{root}-480w.webp 480w, {root}.jpg 600w"
    assert srcsets(fragments["fragments/patience.html"]) == [choices, choices]
    assert "images/door-480w.webp" in fragments


@pytest.mark.parametrize(
    "data",
    [
        photo(600, 300),
        photo(600, 300, mode="CMYK"),
        photo(600, 300, "PNG", mode="P"),
        photo(600, 300, "PNG", mode="RGBA"),
        photo(600, 300, "WEBP", lossless=True),
    ],
)
def test_they_show_what_the_picture_shows(data: bytes) -> None:
    shown = Image.open(io.BytesIO(encode_variant(data, SRC, 480))).convert("RGB")

    assert shown.size == (480, 240)
    for at, colour in ((40, RED), (440, BLUE)):
        pixel = shown.getpixel((at, 100))
        assert isinstance(pixel, tuple)
        assert max(abs(a - b) for a, b in zip(pixel, colour, strict=True)) < 12


def test_greys_of_sixteen_bits_and_transparency_stay() -> None:
    grey, clear = io.BytesIO(), io.BytesIO()
    Image.new("I;16", (600, 300), 32_768).save(grey, "PNG")
    Image.new("RGBA", (600, 300), (9, 9, 9, 0)).save(clear, "PNG")

    small = Image.open(io.BytesIO(encode_variant(grey.getvalue(), "a.png", 480)))
    assert small.convert("L").getpixel((9, 9)) in range(124, 133)
    alpha = Image.open(io.BytesIO(encode_variant(clear.getvalue(), "a.png", 480)))
    assert alpha.convert("RGBA").getpixel((9, 9))[3] == 0  # type: ignore[index]


def test_they_are_upright_and_carry_no_metadata() -> None:
    """But for the profile of their colours."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "CANARY Cameras"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = photo(1200, 600, exif=exif, icc_profile=profile, comment=b"CANARY", xmp=b"<CANARY/>")
    files = exported(data)

    body = files["images/door-480w.webp"]
    small = Image.open(io.BytesIO(body))
    assert small.size == (480, 960)  # a picture of 600 x 1200 that is shown upright
    assert small.convert("RGB").getpixel((240, 20))[0] > 150  # type: ignore[index]
    assert small.info["icc_profile"] == profile
    assert b"CANARY" not in body
    assert not {b"EXIF", b"XMP "} & {body[at : at + 4] for at in range(len(body))}


def test_the_same_picture_gives_the_same_bytes() -> None:
    data = photo(1000, 700)

    assert encode_variant(data, SRC, 480) == encode_variant(data, SRC, 480)


def test_a_picture_that_cannot_be_decoded_is_an_error_with_its_name() -> None:
    """Its header says a size, and the rest is missing."""
    data = photo(1000, 700, "WEBP")[:60]

    with pytest.raises(ContentError, match="cannot be decoded") as caught:
        encode_variant(data, SRC, 480)
    (problem,) = caught.value.problems
    assert (problem.code, problem.file) == ("TBH425", SRC)


def test_of_a_picture_that_was_cut_off_the_copy_shows_what_is_there() -> None:
    """As browsers show it: a page never names a copy that is not there."""
    data = photo(1000, 700)
    made = exported(data[: len(data) // 2])

    assert sorted(widths(made).values()) == [480, 960]
    with Image.open(io.BytesIO(encode_variant(data[: len(data) // 2], SRC, 480))) as copy:
        red, _, blue = copy.convert("RGB").crop((5, 5, 6, 6)).tobytes()
    assert red > 150 > blue


def test_other_widths_can_be_chosen_and_none() -> None:
    data = photo(1000, 500)

    chosen = exported(data, exporter=tbh.HTML(image_widths=(300, 200, 300)))
    assert sorted(widths(chosen).values()) == [200, 300]
    assert srcsets(chosen[PAGE])[0].endswith("images/door.jpg 1000w")
    assert widths(exported(data, exporter=tbh.HTML(image_widths=()))) == {}


def test_a_file_of_the_author_keeps_its_path() -> None:
    """The copy that would have it is left out."""
    own = "images/door-480w.webp"
    person = therapist(portrait=tbh.Image(src=own, alt="Dana"))
    image = tbh.Image(src=SRC, alt="A door")
    whole = series(therapists=(person,), editions=(edition(image=image),))
    data = photo(40, 40, "WEBP")
    made = tbh.export(whole, "html", at=AT, images={SRC: photo(1000, 500), own: data})
    files = {artifact.path: artifact.body for artifact in made}

    assert files[own] == data
    assert srcsets(files[PAGE]) == ["../../images/door-960w.webp 960w, ../../images/door.jpg 1000w"]


def test_without_pillow_there_are_the_pictures_and_one_note(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """However many they are; none where no picture is large, or no copies are wanted."""
    monkeypatch.setattr("tbh_model.exporters._image_variants.find_spec", lambda _: None)
    _image_variants.has_encoder.cache_clear()
    words = tbh.markdown("![b](images/b.jpg)")
    images = {SRC: photo(1000, 500), "images/b.jpg": photo(700, 500)}
    whole = series(editions=(edition(image=tbh.Image(src=SRC), introduction=words),))
    try:
        made = tbh.export(whole, "html", at=AT, images=images)
        notes = [each for each in made.warnings if each.code == "TBH428"]
        small = tbh.export(whole, "html", at=AT, images={SRC: photo(9, 9)}).warnings
        none = tbh.export(whole, tbh.HTML(image_widths=()), at=AT, images=images).warnings
    finally:
        _image_variants.has_encoder.cache_clear()

    assert [(note.severity, note.message) for note in notes] == [
        (
            tbh.Severity.INFO,
            "no smaller copies of pictures such as `images/door.jpg`: Pillow is missing",
        )
    ]
    assert SRC in {artifact.path for artifact in made}
    assert not any(artifact.path.endswith(".webp") for artifact in made)
    assert not {"TBH428"} & {each.code for each in (*small, *none)}


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    write(folder, "series.yaml", SERIES)
    write(
        folder,
        "therapists/t-1.yaml",
        f"{THERAPIST}portrait: {{src: images/dana.jpg, alt: Dana.}}\n",
    )
    write(folder, "editions/patience.yaml", f"{EDITION}image: {{src: {SRC}, alt: A door.}}\n")
    write(folder, SRC, photo(1000, 500))
    write(folder, "images/dana.jpg", photo(500, 500))
    return folder


def build(content: Path, at: Any = AT) -> tbh.PublishReport:
    to = content.parent / "site"
    return tbh.publish(tbh.load(content), to, exporters=[tbh.HTML()], at=at, cache=True)


def test_a_rebuild_encodes_only_pictures_that_changed(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(content)
    saved: list[str] = []
    save = Image.Image.save

    def count(image: Image.Image, *arguments: Any, **options: Any) -> None:
        saved.append(f"{image.width}")
        save(image, *arguments, **options)

    write(
        content, "editions/patience.yaml", (content / "editions/patience.yaml").read_text() + "\n"
    )
    changed = (content / "series.yaml").read_text().replace("Small Talk", "Smaller Talk")
    write(content, "series.yaml", changed)
    monkeypatch.setattr(Image.Image, "save", count)
    report = build(content)
    assert report.written[PAGE] is tbh.Outcome.CHANGED
    assert saved == []

    monkeypatch.undo()
    data = photo(1000, 600)
    monkeypatch.setattr(Image.Image, "save", count)
    write(content, SRC, data)
    build(content)
    assert sorted(saved) == ["480", "960"]


def test_a_picture_that_is_withheld_leaves_no_copy(content: Path) -> None:
    """Nor does one of a build before it was: the portrait goes with the last answer."""
    site = content.parent / "site"
    build(content)
    assert (site / "images/dana-480w.webp").is_file()
    assert (site / "images/door-960w.webp").is_file()

    text = (
        (content / "editions/patience.yaml").read_text().replace("status: ready", "status: draft")
    )
    write(content, "editions/patience.yaml", text)
    build(content)

    assert [file.name for file in site.rglob("door*")] == []


def test_a_portrait_of_somebody_who_is_not_named_leaves_no_copy() -> None:
    person = therapist(portrait=tbh.Image(src=SRC, alt="Dana"))
    whole = series(therapists=(person,))
    shown = evolve(whole.editions[0].responses[0], attribution=tbh.Attribution.ANONYMOUS)
    hidden = evolve(whole, editions=(evolve(whole.editions[0], responses=(shown,)),))

    def paths(content: tbh.Series) -> set[str]:
        made = tbh.export(content, "html", at=AT, images={SRC: photo(600, 600)})
        return {artifact.path for artifact in made if "door" in artifact.path}

    assert paths(whole) == {SRC, "images/door-480w.webp"}
    assert paths(hidden) == set()
