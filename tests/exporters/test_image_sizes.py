"""Width and height of images on pages: those of the author, or else those of the file."""

import io
import re
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image

import tbh_model as tbh
from small import AT, edition, series, therapist
from small_folder import EDITION, SERIES, THERAPIST, write

SRC: Final = "images/a.png"
UNCHANGED: Final = tbh.Outcome.UNCHANGED
_IMAGE: Final = re.compile(rb"<img [^>]*a\.png[^>]*>")


def png(width: int, height: int) -> bytes:
    body = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(body, "PNG")
    return body.getvalue()


def images(page: bytes) -> list[tuple[str | None, str | None]]:
    """Return width and height of each image of a page."""

    def attribute(name: bytes, tag: bytes) -> str | None:
        found = re.search(rb' %s="(\d+)"' % name, tag)
        return None if found is None else found[1].decode()

    return [(attribute(b"width", tag), attribute(b"height", tag)) for tag in _IMAGE.findall(page)]


def exported(image: dict[str, Any], exporter: object = "html", **fields: Any) -> dict[str, bytes]:
    """Export an edition with an image that no folder has."""
    shown = edition(image=tbh.Image(src=SRC, alt="A chair", **image), **fields)
    person = therapist(portrait=tbh.Image(src=SRC, alt="Dana"))
    whole = series(therapists=(person,), editions=(shown,))
    made = tbh.export(whole, exporter, at=AT, images={SRC: png(70, 40)})  # type: ignore[arg-type]
    return {artifact.path: artifact.body for artifact in made}


PAGE: Final = "editions/patience/index.html"


def test_images_without_a_size_have_that_of_their_file() -> None:
    """On every page that shows them, and in the text of an edition."""
    pages = exported({}, introduction=tbh.markdown(f"Look: ![a chair](./{SRC} 'Old')."))

    for name, count in ((PAGE, 4), ("index.html", 2), ("therapists/t-1/index.html", 1)):
        assert images(pages[name]) == [("70", "40")] * count, name
    assert b'og:image:width" content="70"' in pages[PAGE]
    assert b'og:image:height" content="40"' in pages[PAGE]


@pytest.mark.parametrize(
    ("given", "size"),
    [({"width": 7, "height": 4}, ("7", "4")), ({"width": 7}, ("7", None))],
)
def test_the_size_of_the_author_takes_precedence(
    given: dict[str, int], size: tuple[str, str | None]
) -> None:
    """Alone also: browsers keep the proportions."""
    assert size in images(exported(given)[PAGE])


def test_fragments_say_the_size_of_images_too() -> None:
    pages = exported({}, tbh.HTML(fragment=True), introduction=tbh.markdown(f"![a chair]({SRC})"))

    assert images(pages["fragments/patience.html"]) == [("70", "40")] * 2


def test_an_image_on_the_web_has_no_size_but_the_given_one() -> None:
    """Nobody fetches it; nor does an image that is not published have one."""
    remote = tbh.Image(src="https://example.org/a.png", alt="A chair")
    words = tbh.markdown("![one](https://example.org/a.png) ![two](images/none/a.png)")
    whole = series(editions=(edition(image=remote, introduction=words),))
    page = next(made.body for made in tbh.export(whole, "html", at=AT) if made.path == PAGE)

    assert images(page) == [(None, None)] * 2


def test_a_page_is_made_again_when_its_image_has_another_size(tmp_path: Path) -> None:
    """The others are not, nor is any for an image of the same size."""
    content, site = tmp_path / "content", tmp_path / "site"
    write(content, "series.yaml", SERIES)
    write(content, "therapists/t-1.yaml", THERAPIST)
    shown = f"image: {{src: {SRC}, alt: A chair.}}\n"
    write(content, "editions/patience.yaml", EDITION + shown)
    write(content, "editions/hope.yaml", EDITION.replace("patience", "hope").replace("e-1", "e-2"))

    def build(width: int, colour: bytes) -> set[str]:
        write(content, SRC, png(width, 40) + colour)
        report = tbh.publish(tbh.load(content), site, exporters=[tbh.HTML()], at=AT, cache=True)
        outcomes = report.written.items()
        return {path for path, how in outcomes if path.endswith(".html") and how is not UNCHANGED}

    assert PAGE in build(70, b"")
    assert build(70, b"\0") == set()
    assert build(71, b"\0") == {PAGE, "index.html"}
    assert ("71", "40") in images((site / PAGE).read_bytes())
