"""Pictures as they are published: what they tell beside what they show is left out."""

import io
import random
import struct
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, strategies as st
from PIL import Image, ImageCms, PngImagePlugin

import tbh_model as tbh
from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model.content import ContentError, image_size, read_image
from tbh_model.content._image_files import MAX_PICTURE_BYTES, PictureError, strip_metadata

CANARY: Final = b"CANARY"
TURNED: Final = 6
GPS: Final = 0x8825


def exif(turned: int = TURNED) -> Image.Exif:
    """Return what a camera writes."""
    made = Image.Exif()
    made[0x0112] = turned
    made[0x010F] = "CANARY Cameras"
    place = made.get_ifd(GPS)
    place[1], place[2] = "N", (43.0, 28.0, 12.0)
    place[0x1D] = "2026:01:01 CANARY"
    return made


def icc() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def photo(kind: str, **more: Any) -> bytes:
    body = io.BytesIO()
    Image.effect_noise((40, 30), 50).convert("RGB").save(body, kind, **more)
    return body.getvalue()


def moving(kind: str, **more: Any) -> bytes:
    body = io.BytesIO()
    first, *others = (Image.effect_noise((20, 20), 10 * n).convert("P") for n in range(3))
    first.save(
        body, kind, save_all=True, append_images=others, duration=[50, 60, 70], loop=0, **more
    )
    return body.getvalue()


def words() -> PngImagePlugin.PngInfo:
    made = PngImagePlugin.PngInfo()
    made.add_text("Author", "CANARY")
    made.add_text("Long", "CANARY" * 50, zip=True)
    made.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>CANARY</x:xmpmeta>")
    made.add(b"tIME", b"\x07\xea\1\1\1\1\1")
    made.add(b"caBX", b"CANARY")
    return made


PLACE: Final = "the place where it was taken"
PICTURES: Final[dict[str, tuple[Callable[[], bytes], set[str]]]] = {
    "a.jpg": (
        lambda: photo("JPEG", exif=exif(), icc_profile=icc(), comment=CANARY, xmp=b"<CANARY/>"),
        {PLACE, "EXIF", "XMP", "comments"},
    ),
    "progressive.jpg": (
        lambda: photo("JPEG", exif=exif(), progressive=True) + b"CANARY behind",
        {PLACE, "EXIF", "data behind the picture"},
    ),
    "a.png": (
        lambda: photo("PNG", exif=exif(), icc_profile=icc(), pnginfo=words()) + CANARY,
        {PLACE, "EXIF", "XMP", "comments", "a date", "data that is not shown"}
        | {"data behind the picture"},
    ),
    "moving.png": (lambda: moving("PNG", pnginfo=words()), {"XMP", "comments", "a date"}),
    "a.webp": (
        lambda: photo("WEBP", exif=exif(), icc_profile=icc(), xmp=b"<CANARY/>"),
        {PLACE, "EXIF", "XMP"},
    ),
    "lossless.webp": (lambda: photo("WEBP", lossless=True), set()),
    "moving.webp": (
        lambda: moving("WEBP", exif=exif(), xmp=b"<CANARY/>") + CANARY,
        {PLACE, "EXIF", "XMP", "data behind the picture"},
    ),
    "a.gif": (
        lambda: moving("GIF", comment=CANARY) + CANARY,
        {"comments", "data behind the picture"},
    ),
    "a.avif": (
        lambda: photo("AVIF", exif=exif(), icc_profile=icc(), xmp=b"<CANARY/>"),
        {PLACE, "EXIF", "XMP"},
    ),
}


def frames(body: bytes) -> list[tuple[bytes, Any]]:
    """Return what is seen, and for how long."""
    shown = Image.open(io.BytesIO(body))
    seen = []
    for number in range(getattr(shown, "n_frames", 1)):
        shown.seek(number)
        seen.append((shown.convert("RGBA").tobytes(), shown.info.get("duration")))
    return seen


@pytest.mark.parametrize("name", PICTURES)
def test_what_a_picture_tells_is_left_out(name: str) -> None:
    """Read back by Pillow: the same pixels and colours, the same way up, and not a word more."""
    make, told = PICTURES[name]
    data = make()

    made = strip_metadata(data, name)

    before, after = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(made.body))
    assert told <= {*made.removed_metadata}
    assert CANARY not in made.body
    assert frames(made.body) == frames(data)
    assert after.info.get("icc_profile") == before.info.get("icc_profile")
    assert after.info.get("loop") == before.info.get("loop")
    assert after.getexif().get(0x0112) == before.getexif().get(0x0112)
    assert {*after.getexif()} <= {0x0112}
    assert dict(after.getexif().get_ifd(GPS)) == {}


@pytest.mark.parametrize("name", PICTURES)
def test_what_tells_nothing_stays_byte_for_byte(name: str) -> None:
    """As what was published does when it is published again."""
    once = strip_metadata(PICTURES[name][0](), name)

    assert strip_metadata(once.body, name) == type(once)(once.body, ())


@pytest.mark.parametrize("turned", range(1, 9))
def test_a_picture_stays_the_way_up_that_it_is(turned: int) -> None:
    """A camera notes how it was held, and the picture lies on its side without."""
    for name, kind in (("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP")):
        made = strip_metadata(photo(kind, exif=exif(turned)), name)

        found = Image.open(io.BytesIO(made.body)).getexif().get(0x0112, 1)
        assert found == turned


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def test_what_a_moving_avif_tells_is_blanked() -> None:
    """In the boxes of users, wherever they are; nothing moves, for places are counted."""
    large = struct.pack(">I4sQ", 1, b"mdat", 16 + 2) + b"ab"
    data = b"".join(
        (
            box(b"ftyp", b"avis\0\0\0\0"),
            box(
                b"moov",
                box(b"udta", CANARY) + box(b"trak", box(b"meta", CANARY) + box(b"tkhd", b"x")),
            ),
            box(b"uuid", CANARY),
            large,
            struct.pack(">I4s", 0, b"free") + b"to the end",
        )
    )

    made = strip_metadata(data, "a.avif")

    assert made.removed_metadata == ("data that is not shown",)
    assert CANARY not in made.body
    assert made.body == (
        data.replace(b"udta" + CANARY, b"free" + b"\0" * 6)
        .replace(b"meta" + CANARY, b"free" + b"\0" * 6)
        .replace(b"uuid" + CANARY, b"free" + b"\0" * 6)
    )
    with pytest.raises(PictureError, match="too many parts"):
        strip_metadata(box(b"ftyp", b"avif") + box(b"free", b"") * 10_001, "a.avif")


def test_a_small_copy_goes_too() -> None:
    """It may show what was cut off: in the Exif, and in the head of a JPEG."""
    small = photo("JPEG")
    head = b"\xff\xd8\xff\xe0" + struct.pack(">H", 2 + 14 + 3) + b"JFIF\0\1\2\0\0\1\0\1\1\1abc"
    whole = photo("JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0" + small)

    assert "a small copy of it" in strip_metadata(whole, "a.jpg").removed_metadata
    assert "a small copy of it" in strip_metadata(head + small[20:], "a.jpg").removed_metadata
    assert b"abc" not in strip_metadata(head + small[20:], "a.jpg").body[:40]


def test_what_a_jpeg_needs_to_be_shown_stays() -> None:
    """The colours of Adobe, a restart, and the end; the words of an agency go."""
    start, head = photo("JPEG")[:2], photo("JPEG")[2:]
    adobe = b"\xff\xee\0\x0eAdobe\0d\0\0\0\0\1"
    agency = b"\xff\xed\0\x0fPhotoshop" + b"CAN\0"
    alone = b"\xff\xd0"

    made = strip_metadata(start + adobe + agency + alone + head, "a.jpg")

    assert made.body == start + adobe + alone + head
    assert made.removed_metadata == ("IPTC",)
    assert frames(made.body) == frames(start + head)


def test_what_an_avif_tells_beside_its_pictures_is_blanked() -> None:
    """Its items may lie in a box of the same list."""
    told = b"Exif" + CANARY
    infe = box(b"infe", b"\2\0\0\0" + b"\0\1\0\0" + b"mime" + b"\0application/rdf+xml\0")
    iinf = box(b"iinf", b"\0\0\0\0\0\1" + infe)
    extent = struct.pack(">HHHHII", 1, 1, 0, 1, 0, len(told))
    iloc = box(b"iloc", b"\1\0\0\0\x44\0" + b"\0\1" + extent)
    idat = box(b"idat", told)
    data = box(b"ftyp", b"avif\0\0\0\0") + box(b"meta", b"\0\0\0\0" + iinf + iloc + idat)

    made = strip_metadata(data, "a.avif")

    assert made.body == data.replace(told, b"\0" * len(told))
    assert made.removed_metadata == ("XMP",)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_that_ends_too_early_tells_nothing(name: str) -> None:
    """Cut anywhere: it is refused, or goes out without what it told. Nothing hangs or fails."""
    data = PICTURES[name][0]()
    for end in range(0, len(data), 7):
        try:
            made = strip_metadata(data[:end], name)
        except PictureError:
            continue
        # a long run of pixels is not looked for words; Pillow's own are in ASCII
        assert CANARY not in made.body


@pytest.mark.parametrize("name", PICTURES)
def test_a_damaged_picture_is_refused_or_read(name: str) -> None:
    """Whatever a byte is changed to."""
    chance = random.Random(7)  # noqa: S311 - the same damage in every run
    data = PICTURES[name][0]()
    for _ in range(300):
        damaged = bytearray(data)
        for _ in range(chance.randrange(1, 6)):
            damaged[chance.randrange(4, len(data))] = chance.randrange(256)
        with suppress(PictureError):
            assert strip_metadata(bytes(damaged), name).body


@given(st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a"]), st.binary(max_size=200))
def test_any_bytes_are_refused_or_read(begins: bytes, rest: bytes) -> None:
    """After the first ones, that say what it should be."""
    for start in (
        begins,
        b"RIFF\xff\0\0\0WEBP",
        b"\0\0\0\x10ftypavif\0\0\0\0\0\0\0\x20meta\0\0\0\0",
    ):
        with suppress(PictureError):
            assert strip_metadata(start + rest, "a.jpg").body


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("a.jpg", b"\xff\xd8\xff\xe0\0\4ab\0\0", "byte 8: no part of a JPEG"),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\1ab", "a part without a length"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\0ABCDxxxx", "no part of a PNG"),
        ("a.gif", b"GIF89a\1\0\1\0\0\0\0\x99", "no part of a GIF"),
        ("a.avif", b"\0\0\0\x10ftypavif\0\0\0\0\0\0\0\4meta", "no part of an AVIF"),
        ("a.jpg", b"II*\0\x08\0\0\0", "is in the format TIFF"),
        ("a.jpg", b"%PDF-1.7", "is in the format PDF"),
        ("a.jpg", b"\xff\x0a\0\0", "is in the format JPEG XL"),
        ("a.png", b"<!DOCTYPE html><script>x</script>", "is a document of markup, and no picture"),
        ("a.png", b"\xef\xbb\xbf  <html>", "is a document of markup, and no picture"),
        ("a.jpg", b"<?php x ?>", "is a document of markup, and no picture"),
        ("a.jpg", "<svg onload='x'/>".encode("utf-16"), "is a document of markup"),
    ],
)
def test_what_is_no_picture_is_refused(tmp_path: Path, name: str, data: bytes, found: str) -> None:
    """It is named, and not published: by check, and by a build."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/patience.yaml", EDITION + f"image: {{src: images/{name}, alt: A.}}\n")
    write(tmp_path, f"images/{name}", data)

    (problem,) = tbh.check(tmp_path)
    with pytest.raises(ContentError) as caught:
        read_image(tmp_path, f"images/{name}")

    assert (problem.code, problem.line, problem.severity) == ("TBH425", 15, tbh.Severity.ERROR)
    assert found in problem.message
    assert found in caught.value.problems[0].message
    assert image_size(tmp_path, f"images/{name}") is None


def test_a_picture_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No page should ask that of its readers."""
    with pytest.raises(PictureError, match="is larger than 128 MB"):
        strip_metadata(b"\0" * (MAX_PICTURE_BYTES + 1), "a.png")
    write(tmp_path, "series.yaml", SERIES + "image: {src: images/a.png, alt: A.}\n")
    write(tmp_path, "images/a.png", photo("PNG"))
    monkeypatch.setattr("tbh_model.content.lint._images.MAX_PICTURE_BYTES", 10)

    assert "TBH425" in {each.code for each in tbh.check(tmp_path)}


def test_other_bytes_stay_as_they_are() -> None:
    """What a name promises and the file is not, is said elsewhere."""
    assert strip_metadata(b"A picture will follow.", "a.jpg").body == b"A picture will follow."


def test_check_says_what_is_left_out(tmp_path: Path) -> None:
    """In one line a picture; the file of the author is not touched."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    text = "image: {src: images/a.jpg, alt: A.}\nintroduction: A ![lake](images/a.jpg).\n"
    write(tmp_path, "editions/patience.yaml", EDITION + text)
    data = PICTURES["a.jpg"][0]()
    write(tmp_path, "images/a.jpg", data)

    found = tbh.check(tmp_path)

    assert [(each.code, each.line, each.severity) for each in found] == [
        ("TBH424", 15, tbh.Severity.INFO),
        ("TBH424", 16, tbh.Severity.INFO),
    ]
    assert found[0].message == (
        "`images/a.jpg` also tells the place where it was taken, EXIF, XMP and comments, "
        "which is left out of what is published"
    )
    assert CANARY not in read_image(tmp_path, "images/a.jpg")
    assert (tmp_path / "images/a.jpg").read_bytes() == data


def test_a_build_publishes_nothing_of_it(tmp_path: Path) -> None:
    """In every file, and with the size that feeds tell."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/patience.yaml", EDITION + "image: {src: images/a.jpg, alt: A.}\n")
    write(tmp_path, "images/a.jpg", PICTURES["a.jpg"][0]())

    report = tbh.publish(tbh.load(tmp_path), to=tmp_path / "out", jobs=1)

    body = (tmp_path / "out/images/a.jpg").read_bytes()
    assert report.is_complete
    assert CANARY not in body
    assert f'fileSize="{len(body)}"' in (tmp_path / "out/rss.xml").read_text("utf-8")


def test_a_picture_that_cannot_be_published_leaves_the_pages_alone(tmp_path: Path) -> None:
    """They are made, and the build names the picture."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/patience.yaml", EDITION + "image: {src: images/a.png, alt: A.}\n")
    write(tmp_path, "images/a.png", b"<html>")

    report = tbh.publish(tbh.load(tmp_path), to=tmp_path / "out", jobs=1)

    assert not report.is_complete
    assert "is a document of markup" in str(report.failures[0])
    assert (tmp_path / "out/editions/patience/index.html").exists()
    assert not (tmp_path / "out/images/a.png").exists()
