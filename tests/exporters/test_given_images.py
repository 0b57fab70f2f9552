"""Images of a series that has no content folder: given as bytes or paths, or left out."""

import logging
import pickle
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve

import tbh_model as tbh
from small import AT, edition, series, therapist
from tbh_model.content import given_image
from tbh_model.content._files import MAX_IMAGE_BYTES
from tbh_model.exporters import image_url

SRC: Final = "images/a.png"
DRAWING: Final = "images/b.svg"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG: Final = b"\x89PNG\r\n\x1a\n" + b"".join(
    [
        _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        _chunk(b"IDAT", zlib.compress(b"\0\0")),
        _chunk(b"IEND", b""),
    ]
)
WITH_COMMENT: Final = PNG[:33] + _chunk(b"tEXt", b"Author\0Ada Lund") + PNG[33:]
SVG: Final = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
SCRIPT: Final = SVG.replace(b"/>", b"><script>alert(1)</script></svg>")


@pytest.fixture
def whole() -> tbh.Series:
    """Return a series whose images lie nowhere."""
    words = tbh.markdown(f"Look: ![a drawing]({DRAWING}).")
    shown = edition(image=tbh.Image(src=SRC, alt="A chair"), introduction=words)
    person = therapist(portrait=tbh.Image(src=DRAWING, alt="Dana"))
    return series(therapists=(person,), editions=(shown,))


def files(whole: tbh.Series, images: Mapping[str, Any] | None, *names: str) -> dict[str, bytes]:
    """Export with several exporters, and return the bytes of every file."""
    return {
        artifact.path: artifact.body
        for name in names or ("html", "rss", "atom", "json-feed", "newsletter")
        for artifact in tbh.export(whole, name, at=AT, images=images)
    }


def test_images_are_published_from_bytes_and_from_paths(whole: tbh.Series, tmp_path: Path) -> None:
    """Beside the pages, without metadata; feeds and newsletters name their addresses and sizes."""
    (tmp_path / "any name").write_bytes(SVG)
    made = files(whole, {SRC: WITH_COMMENT, DRAWING: tmp_path / "any name"})

    assert made[SRC] == PNG
    assert made[DRAWING] == SVG
    page = made["editions/patience/index.html"].decode()
    assert f'src="../../{SRC}"' in page
    assert f'src="../../{DRAWING}"' in page
    address = image_url(whole, tbh.Image(src=SRC))
    assert f'url="{address}" fileSize="{len(PNG)}"' in made["rss.xml"].decode()
    for name in ("atom.xml", "feed.json", "newsletter/patience.md"):
        assert address in made[name].decode()


def test_without_them_nothing_links_to_an_image(
    whole: tbh.Series, caplog: pytest.LogCaptureFixture
) -> None:
    """Each is a warning, in words that say what to do; its description stands in its place."""
    made = files(whole, None)

    assert not [path for path in made if path.startswith("images/")]
    for path, body in made.items():
        assert SRC.encode() not in body, path
        assert DRAWING.encode() not in body, path
    assert b"a drawing" in made["rss.xml"]
    with caplog.at_level(logging.WARNING, "tbh_model"):
        warnings = tbh.export(whole, "html", at=AT).warnings
    hints = {warning.hint for warning in warnings if warning.code == "TBH116"}
    (hint,) = hints
    assert hint is not None
    assert hint.startswith("give it in `images`")
    assert f"the picture `{SRC}` of the edition patience is not published" in caplog.text


@pytest.mark.parametrize(
    ("src", "data", "reason"),
    [
        (SRC, b"<html><script>alert(1)</script>", "it does not begin like PNG"),
        (SRC, SVG, "it does not begin like PNG"),
        (SRC, b"", "it is empty, and no PNG"),
        (SRC, PNG[:40], None),
        (DRAWING, PNG, "it does not begin like SVG"),
        (DRAWING, SCRIPT, "script"),
        (DRAWING, SVG.replace(b"/>", b' onload="alert(1)"/>'), "onload"),
        (SRC, b"\x89PNG\r\n\x1a\n" + bytes(64 * 2**20), "this file has 64 MB"),
        (SRC, Path("nowhere/a.png"), "its file cannot be read"),
        (SRC, Path("/dev/zero"), "regular file"),
        (SRC, Path("tests"), "it"),
    ],
)
def test_what_is_no_such_image_is_left_out_with_the_reason(
    whole: tbh.Series, src: str, data: bytes | Path, reason: str | None
) -> None:
    """No page names it, and no file is written: neither markup, nor a script, nor what is huge."""
    given: dict[str, Any] = {SRC: PNG, DRAWING: SVG, src: data}
    artifacts = tbh.export(whole, "html", at=AT, images=given)
    made = {artifact.path: artifact.body for artifact in artifacts}
    warnings = [warning for warning in artifacts.warnings if warning.code == "TBH116"]

    if reason is None and src in made:
        return  # a truncated picture stays truncated
    assert src not in made
    assert not [path for path, body in made.items() if src.encode() in body]
    (warning,) = warnings
    assert f"`{src}`" in warning.message
    assert (reason or "") in warning.message
    assert warning.hint


def test_what_is_withheld_takes_its_image_along(whole: tbh.Series) -> None:
    """An image is published because something that is out shows it."""
    hidden = evolve(whole.editions[0], status=tbh.EditionStatus.DRAFT)
    made = files(evolve(whole, editions=(hidden,)), {SRC: PNG, DRAWING: SVG, "images/c.png": PNG})

    assert SRC not in made
    assert "images/c.png" not in made


@pytest.mark.parametrize("given", [3, None, [PNG], PNG.decode("latin-1").encode])
def test_what_is_neither_bytes_nor_a_path_is_refused(whole: tbh.Series, given: Any) -> None:
    """By its key."""
    with pytest.raises(tbh.ArgumentError, match=r"images: `images/a\.png` is .*give bytes, or"):
        tbh.export(whole, "html", at=AT, images={SRC: given})


@pytest.mark.parametrize("jobs", [1, 2])
def test_publish_writes_them(whole: tbh.Series, tmp_path: Path, jobs: int) -> None:
    """The same with any number of processes, and a second build writes nothing."""
    images = {SRC: PNG, DRAWING: SVG}
    names = ["html", "rss"]
    tbh.publish(whole, tmp_path, AT, exporters=names, images=images, jobs=jobs)
    report = tbh.publish(whole, tmp_path, AT, exporters=names, images=images, jobs=jobs)
    assert (tmp_path / SRC).read_bytes() == PNG
    assert (tmp_path / DRAWING).read_bytes() == SVG
    assert {str(outcome) for outcome in report.written.values()} <= {"unchanged"}
    assert not [warning for warning in report.warnings if warning.code == "TBH116"]

    report = tbh.publish(whole, tmp_path, AT, exporters=names, images={SRC: SVG})
    assert not (tmp_path / SRC).exists()
    assert [warning.code for warning in report.warnings].count("TBH116") == 2


def test_a_release_with_images_pickles(whole: tbh.Series) -> None:
    """So that another process can export it."""
    artifacts = tbh.export(whole, "html", at=AT, images={SRC: PNG, DRAWING: SVG})
    again = pickle.loads(pickle.dumps(artifacts))  # noqa: S301 - our own bytes

    assert {each.path: each.body for each in again}[SRC] == PNG


def test_given_images_are_no_part_of_the_content(whole: tbh.Series) -> None:
    """They are neither compared nor saved nor shown."""
    released = tbh.export(whole, "html", at=AT, images={SRC: PNG, DRAWING: SVG}).release.series
    plain = tbh.export(whole, "html", at=AT).release.series

    assert released == plain
    assert tbh.dumps(released) == tbh.dumps(plain)
    assert "PNG" not in repr(released)


@pytest.mark.parametrize(
    ("data", "src", "said"),
    [
        (bytes(MAX_IMAGE_BYTES + 1), SRC, "has 64 MB"),
        (PNG, "../a.png", "an empty part, `.` or `..`"),
        (PNG, "images/a.txt", "does not end as images on the web do"),
    ],
)
def test_what_is_no_image_for_the_web_is_refused(data: bytes, src: str, said: str) -> None:
    """By its size and by its name."""
    assert said in (given_image(data, src).refusal or "")
