"""Width and height of images: Pillow writes them, and what is read is what browsers show."""

import io
import struct
from itertools import pairwise
from typing import Any, Final

import pytest
from hypothesis import given, strategies as st
from PIL import Image, ImageOps

from tbh_model.content import image_dimensions
from tbh_model.content._image_files import strip_metadata

WIDTH, HEIGHT = 37, 23
FORMATS: Final[dict[str, dict[str, Any]]] = {
    "PNG": {},
    "JPEG": {},
    "JPEG progressive": {"progressive": True, "comment": b"words"},
    "GIF": {},
    "WEBP": {},
    "WEBP lossless": {"lossless": True},
    "WEBP extended": {"icc_profile": b"colours", "exact": True},
    "AVIF": {},
}
ORIENTATION: Final = 0x0112


def picture(
    form: str, orientation: int | None = None, size: tuple[int, int] | None = None
) -> bytes:
    """Return a picture as Pillow writes it."""
    options, body = dict(FORMATS[form]), io.BytesIO()
    if orientation is not None:
        options["exif"] = Image.Exif()
        options["exif"][ORIENTATION] = orientation
    Image.new("RGB", size or (WIDTH, HEIGHT), "teal").save(body, form.partition(" ")[0], **options)
    return body.getvalue()


def shown_size(data: bytes) -> tuple[int, int]:
    """Return the size of a picture as Pillow shows it."""
    return ImageOps.exif_transpose(Image.open(io.BytesIO(data))).size


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("size", [(WIDTH, HEIGHT), (1, 1), (300, 2), (2, 1500)])
def test_they_are_those_that_pillow_reads(form: str, size: tuple[int, int]) -> None:
    data = picture(form, size=size)

    assert image_dimensions(data) == shown_size(data) == size


@pytest.mark.parametrize("orientation", range(10))
@pytest.mark.parametrize("form", ["JPEG", "JPEG progressive", "AVIF"])
def test_a_picture_on_its_side_is_turned(form: str, orientation: int) -> None:
    """Also when its metadata are left out, as in what is published."""
    data = picture(form, orientation)
    published = strip_metadata(data, f"a.{form.partition(' ')[0].lower()}").body

    turned = (HEIGHT, WIDTH) if orientation in range(5, 9) else (WIDTH, HEIGHT)
    assert image_dimensions(data) == image_dimensions(published) == turned


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_where_browsers_differ_nothing_is_said(form: str) -> None:
    """Not all of them turn a PNG or a WebP by its Exif."""
    assert image_dimensions(picture(form, 6)) is None
    assert image_dimensions(picture(form, 3)) == (WIDTH, HEIGHT)


@pytest.mark.parametrize("form", FORMATS)
def test_the_header_is_enough(form: str) -> None:
    """The first kilobyte of a small picture has it, and half of its header has none."""
    data = picture(form, size=(500, 400))

    assert image_dimensions(data[:1024]) == (500, 400)
    assert image_dimensions(data[:9]) is None


SVG: Final = '<svg xmlns="http://www.w3.org/2000/svg" {}><path d="M0 0h9"/></svg>'


@pytest.mark.parametrize(
    ("attributes", "dimensions"),
    [
        ('width="120" height="63"', (120, 63)),
        ('width="120px" height=" 63.0 " viewBox="0 0 9 9"', (120, 63)),
        ('viewBox="0 0 40 30"', (40, 30)),
        ('viewBox="-5,-5, 40.00 ,30"', (40, 30)),
        ('width="100%" height="auto" viewBox="0 0 40 30"', (40, 30)),
        ('width="210mm" height="297mm" viewBox="0 0 210 297"', None),
        ('width="50%" height="50%" viewBox="0 0 40 30"', None),
        ('width="40" viewBox="0 0 40 30"', None),
        ('width="12.5" height="25"', None),
        ('width="0" height="25"', None),
        ('width="-4" height="25"', None),
        ('width="9999999999" height="25"', None),
        ('width="4" height="25" style="width: 50px"', None),
        ('viewBox="0 0 40"', None),
        ('viewBox="0 0 40 30 20"', None),
        ("", None),
    ],
)
def test_a_drawing_says_its_size_in_pixels_or_by_its_view_box(
    attributes: str, dimensions: tuple[int, int] | None
) -> None:
    assert image_dimensions(SVG.format(attributes).encode()) == dimensions


def test_a_drawing_begins_with_its_first_element() -> None:
    """After a declaration, comments and a document type, in any encoding that XML has."""
    drawing = SVG.format('width="4" height="5"')
    head = '<?xml version="1.0" encoding="{}"?>\n<!-- <svg width="9" height="9"/> -->\n'

    assert image_dimensions((head.format("utf-8") + drawing).encode()) == (4, 5)
    assert image_dimensions((head.format("utf-16") + drawing).encode("utf-16")) == (4, 5)
    long = drawing.replace("<path", "<g/>" * 100_000 + "<path")
    assert image_dimensions(long.encode()) == (4, 5)
    assert image_dimensions(("<!--" + " " * 100_000 + "-->" + drawing).encode()) is None
    assert image_dimensions(b'<?xml version="1.0"?><html width="4" height="5"/>') is None
    assert image_dimensions(b"<svg width='4' height='5' <") is None


def test_entities_of_a_drawing_do_not_grow() -> None:
    """A few bytes that stand for a gigabyte are no size."""
    names = "abcdefghij"
    entities = "".join(f'<!ENTITY {name} "{f"&{inner};" * 10}">' for inner, name in pairwise(names))
    bomb = f'<!DOCTYPE svg [<!ENTITY a "1">{entities}]><svg width="&j;" height="&j;"/>'

    assert image_dimensions(bomb.encode()) is None


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


FULL: Final = b"\0\0\0\0"  # version and flags
SPAN: Final = box(b"ispe", FULL, struct.pack(">II", WIDTH, HEIGHT))
OTHER_SPAN: Final = box(b"ispe", FULL, struct.pack(">II", 9, 9))


def avif(*properties: bytes, order: bytes = b"\x01\x81", primary: int = 1) -> bytes:
    """Return the boxes of an AVIF that say its size; `order` numbers the properties of item 1."""
    entries = struct.pack(">IHB", 2, 7, 1) + b"\x01" + struct.pack(">H", 1) + order
    container = box(b"ipco", *properties), box(b"ipma", FULL, entries)
    item = box(b"pitm", FULL, struct.pack(">H", primary))
    meta = box(b"meta", FULL, item, box(b"iprp", *container))
    return box(b"ftyp", b"avif", FULL, b"avif") + meta


@pytest.mark.parametrize(
    ("data", "dimensions"),
    [
        (avif(SPAN), (WIDTH, HEIGHT)),
        (avif(SPAN, box(b"irot", b"\1"), order=b"\x02\x81\x02"), (HEIGHT, WIDTH)),
        (avif(SPAN, box(b"irot", b"\2"), order=b"\x02\x81\x02"), (WIDTH, HEIGHT)),
        (avif(OTHER_SPAN, SPAN, order=b"\x01\x82"), (WIDTH, HEIGHT)),
        (avif(SPAN, box(b"clap", bytes(32)), order=b"\x02\x81\x82"), None),
        (avif(SPAN, primary=2), None),
        (avif(SPAN, order=b"\x00"), None),
        (avif(SPAN, order=b"\x01\x85"), None),
        (avif(SPAN).replace(b"pitm", b"free"), None),
        (avif(SPAN).replace(b"ipma", b"free"), None),
        (avif(SPAN).replace(b"meta", b"free"), None),
        (avif(SPAN)[:30], None),
    ],
)
def test_an_avif_has_the_properties_of_its_primary_item(
    data: bytes, dimensions: tuple[int, int] | None
) -> None:
    assert image_dimensions(data) == dimensions


def test_an_avif_may_number_its_items_and_properties_with_more_bytes() -> None:
    entries = struct.pack(">IIBH", 1, 70_000, 1, 0x8001)
    item = box(b"pitm", b"\1\0\0\0", struct.pack(">I", 70_000))
    container = box(b"ipco", SPAN), box(b"ipma", b"\1\0\0\1", entries)
    meta = box(b"meta", FULL, item, box(b"iprp", *container))

    assert image_dimensions(box(b"ftyp", b"avif", FULL) + meta) == (WIDTH, HEIGHT)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture",
        b"\x89PNG\r\n\x1a\n\0\0\0\4CgBI" + bytes(30),
        b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" + bytes(30),
        b"GIF89a" + bytes(20),
        b"RIFF\0\0\0\0WEBPVP8 " + bytes(30),
        b"RIFF\0\0\0\0WEBPWHAT" + bytes(30),
        b"\xff\xd8\xff\xff\x01\xff\xd0\xff\xe0\0\0" + bytes(30),
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xda\0\x02\x00",
    ],
)
def test_what_says_no_size_has_none(data: bytes) -> None:
    assert image_dimensions(data) is None


def damaged(data: bytes) -> st.SearchStrategy[bytes]:
    """Cut a picture, or write other bytes into its header."""
    cut = st.integers(0, len(data)).map(lambda end: data[:end])

    def overwrite(change: tuple[int, bytes]) -> bytes:
        at, new = change
        return data[:at] + new + data[at + len(new) :]

    changes = st.tuples(st.integers(0, min(600, len(data))), st.binary(min_size=1, max_size=8))
    return cut | changes.map(overwrite)


HEADS: Final = [
    *(picture(form, orientation) for form in FORMATS for orientation in (None, 6)),
    avif(SPAN),
    SVG.format('viewBox="0 0 40 30"').encode(),
]


@given(st.sampled_from(HEADS).flatmap(damaged) | st.binary(max_size=200))
def test_no_file_makes_the_reader_fail(data: bytes) -> None:
    """The answer is a size, or None."""
    dimensions = image_dimensions(data)

    assert dimensions is None or min(dimensions) > 0
