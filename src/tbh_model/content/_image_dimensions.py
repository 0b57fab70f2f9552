"""Width and height of an image, and whether it moves, read from its header.

They are those that a browser shows: an image that lies on its side is turned. What is not certain
has none.
"""

# ruff: noqa: PLR2004 - the numbers of the formats stand where they are read, as in their standards

import re
import struct
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from tbh_model._attrs import frozen
from tbh_model._final import final
from tbh_model.content._image_files import (
    EXIF_NAME,
    ORIENTATION,
    SIGNATURES,
    STANDALONE_MARKERS,
    PictureError,
    boxes,
    exif_entries,
)

Dimensions = tuple[int, int]


@final
@frozen(kw_only=True)
class ImageInfo:
    """What is known of an image of a content folder as it is published."""

    size: int
    """Bytes."""
    dimensions: tuple[int, int] | None
    """Width and height in pixels, if its header says them."""
    is_animated: bool
    """Whether it is a PNG or WebP of several frames."""


# The orientations from here on exchange width and height.
_FIRST_SIDEWAYS: Final = 5
_WEBP_ANIMATION: Final = 0x02


def image_dimensions(data: bytes) -> tuple[int, int] | None:
    """Return width and height of an image in pixels, as browsers show it.

    Args:
        data: The bytes of a PNG, JPEG, GIF, WebP, AVIF or SVG file; its header is enough.

    Returns:
        None for other files, and where the header leaves them open, as in an SVG in millimetres.

    >>> content.image_dimensions(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"/>')
    (40, 30)
    """
    name = next((name for name, begins in SIGNATURES.items() if begins.match(data)), None)
    if name is None:
        return None
    try:
        dimensions = _READERS[name](data)
    except (struct.error, IndexError, PictureError):  # the file ends early
        return None
    return dimensions if dimensions is not None and min(dimensions) > 0 else None


def image_info(data: bytes) -> ImageInfo:
    """Return what is known of an image by its bytes.

    >>> content.image_info(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"/>').size
    61
    """
    # PNG: an `acTL` chunk before the first data; WebP: a flag of the extended header
    is_animated = (data.startswith(b"\x89PNG") and b"acTL" in data[: data.find(b"IDAT")]) or (
        data[8:16] == b"WEBPVP8X" and bool(int.from_bytes(data[20:21]) & _WEBP_ANIMATION)
    )
    return ImageInfo(size=len(data), dimensions=image_dimensions(data), is_animated=is_animated)


def _is_sideways(tiff: bytes) -> bool:
    return dict(exif_entries(tiff)).get(ORIENTATION, 0) in range(_FIRST_SIDEWAYS, 9)


def _png(data: bytes) -> Dimensions | None:
    exif = data.find(b"eXIf")
    # browsers differ on the orientation of a PNG
    if data[12:16] != b"IHDR" or (exif >= 0 and _is_sideways(data[exif + 4 :])):
        return None
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


# Markers that begin a frame: C4, C8 and CC are none.
_SOF: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _jpeg(data: bytes) -> Dimensions | None:
    at, is_sideways = 2, None
    while data[at] == 0xFF:
        while data[at] == 0xFF:
            at += 1
        marker, at = data[at], at + 1
        if marker in STANDALONE_MARKERS:
            continue
        (length,) = struct.unpack_from(">H", data, at)
        if marker in _SOF:
            height, width = struct.unpack_from(">HH", data, at + 3)
            return (height, width) if is_sideways else (width, height)
        if marker == 0xE1 and data.startswith(EXIF_NAME, at + 2) and is_sideways is None:
            is_sideways = _is_sideways(data[at + 8 : at + length])
        at += length
    return None


def _gif(data: bytes) -> Dimensions:
    width, height = struct.unpack_from("<HH", data, 6)
    return width, height


def _webp(data: bytes) -> Dimensions | None:
    exif = data.find(b"EXIF")
    if exif >= 0 and _is_sideways(data[exif + 8 :].removeprefix(b"Exif\0\0")):
        return None  # browsers differ
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<xI", data, 20)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


def _avif(data: bytes) -> Dimensions | None:
    """Return the dimensions of the primary item, whose properties are listed apart from it."""
    meta = next((box for box in boxes(data, 0, len(data)) if box[0] == b"meta"), None)
    if meta is None:
        return None
    inside = {kind: (at, end) for kind, at, end in boxes(data, meta[1] + 4, meta[2])}
    if not {b"pitm", b"iprp"} <= inside.keys():
        return None
    at, _ = inside[b"pitm"]
    primary = int.from_bytes(data[at + 4 : at + (8 if data[at] else 6)])
    properties = {kind: (at, end) for kind, at, end in boxes(data, *inside[b"iprp"])}
    if not {b"ipco", b"ipma"} <= properties.keys():
        return None
    container = list(boxes(data, *properties[b"ipco"]))
    dimensions, is_sideways = None, False
    for index in _associations(data, properties[b"ipma"][0], primary):
        kind, at, _ = container[index - 1]
        if kind == b"ispe":
            dimensions = struct.unpack_from(">II", data, at + 4)
        elif kind == b"irot":
            is_sideways = bool(data[at] & 1)
        elif kind == b"clap":  # cut to a part
            return None
    if dimensions is None:
        return None
    width, height = dimensions
    return (height, width) if is_sideways else (width, height)


def _associations(data: bytes, at: int, item: int) -> Iterator[int]:
    """Yield the number of each property of an item."""
    id_size, size = (4 if data[at] else 2), (2 if data[at + 3] & 1 else 1)
    (count,) = struct.unpack_from(">I", data, at + 4)
    at += 8
    for _ in range(count):
        number, length = int.from_bytes(data[at : at + id_size]), data[at + id_size]
        at += id_size + 1
        if number == item:
            for place in range(at, at + length * size, size):
                # the first bit says whether the property is essential
                yield int.from_bytes(data[place : place + size]) & (0x7FFF if size == 2 else 0x7F)
        at += length * size


_SVG_HEAD: Final = 2**16  # bytes; the first element is in them
_SVG_PIXELS: Final = re.compile(r"\s*\+?(\d{1,9})(?:\.0*)?(?:px)?\s*")


def _svg(data: bytes) -> Dimensions | None:
    from lxml import etree  # 20 ms, only for drawings

    parser = etree.XMLPullParser(
        ("start",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        parser.feed(data[:_SVG_HEAD])
        _, root = next(iter(parser.read_events()))
    except (etree.XMLSyntaxError, ValueError, StopIteration):
        return None
    if etree.QName(root).localname != "svg" or re.search("width|height", root.get("style", "")):
        return None
    sizes = [root.get(name, "auto").strip() for name in ("width", "height")]
    if set(sizes) <= {"auto", "100%"}:
        sizes = re.split(r"[\s,]+", root.get("viewBox", "").strip())[2:]
    pixels = [match[1] for match in map(_SVG_PIXELS.fullmatch, sizes) if match]
    return (int(pixels[0]), int(pixels[1])) if len(pixels) == len(sizes) == 2 else None


_READERS: Final[Mapping[str, Callable[[bytes], Dimensions | None]]] = {
    "PNG": _png,
    "JPEG": _jpeg,
    "GIF": _gif,
    "WebP": _webp,
    "AVIF": _avif,
    "SVG": _svg,
}
