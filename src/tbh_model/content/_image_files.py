"""Removal of metadata from images.

Each format is a sequence of parts. The parts that a program needs to show the image are kept byte
for byte; all others are removed, known or not. A truncated file stays truncated.
"""

# ruff: noqa: PLR2004 - the numbers of the formats stand where they are read, as in their standards

import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

from tbh_model._attrs import define, field, frozen

# Bytes; more than any page should ask of its readers.
MAX_PICTURE_BYTES: Final = 128 * 2**20

# Signature of each format; anything that XML allows may precede the first element of SVG.
SIGNATURES: Final[Mapping[str, re.Pattern[bytes]]] = {
    "PNG": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "JPEG": re.compile(rb"\xff\xd8\xff"),
    "GIF": re.compile(rb"GIF8[79]a"),
    "WebP": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
    "AVIF": re.compile(rb".{4}ftyp(?:.{4}){0,15}?avi[fs]", re.DOTALL),
    "SVG": re.compile(
        rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<\0?(?:\?xml|!--|!DOCTYPE\s+svg|(?:\w+:)?svg\b|[?!s]\0)"
    ),
}

# Media type of each suffix.
ENDINGS: Final[Mapping[str, str]] = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".gif": "GIF",
    ".webp": "WebP",
    ".avif": "AVIF",
    ".svg": "SVG",
}

_GPS: Final = "the place where it was taken"
_EXIF: Final = "EXIF"
_XMP: Final = "XMP"
_COMMENTS: Final = "comments"
_DATE: Final = "a date"
_TRAILING_DATA: Final = "data behind the picture"
_OTHER: Final = "data that is not shown"
_THUMBNAIL: Final = "a small copy of it"
_IPTC: Final = "IPTC"


class PictureError(ValueError):
    """A picture that is not published, and why: the reason, what to do, on which line."""

    def __init__(self, reason: str, hint: str, line: int | None = None) -> None:
        super().__init__(reason, hint, line)
        self.reason, self.hint, self.line = reason, hint, line

    def __str__(self) -> str:
        """Describe the reason."""
        return f"{self.reason} (line {self.line})" if self.line else self.reason


def refusal(line: int | None, reason: str, hint: str) -> PictureError:
    """Return the error that refuses a picture."""
    return PictureError(reason, hint, line)


def wrong_format(data: bytes, name: str) -> PictureError | None:
    """Return the error for an image in another format than its name says, or None."""
    expected = ENDINGS.get(PurePosixPath(name).suffix.lower())
    if expected is None:
        return refusal(
            None, "does not end as images on the web do", "save the picture as JPEG or PNG"
        )
    if SIGNATURES[expected].match(data):
        return None
    reason = f"{'does not begin like' if data else 'is empty, and no'} {expected}"
    return refusal(None, reason, f"save the picture as {expected}")


@frozen
class PublishedPicture:
    """A picture as it is published."""

    body: bytes
    removed_metadata: tuple[str, ...] = ()
    """The kinds of removed metadata, in words."""


def strip_metadata(data: bytes, name: str) -> PublishedPicture:
    """Return an image without metadata.

    Args:
        data: The bytes of the file. What is no picture that we know stays as it is, unless it is a
            document that a browser could run.
        name: The name of the file, whose ending says what it is served as.

    Raises:
        PictureError: If it cannot be read, or could run something.
    """
    if len(data) > MAX_PICTURE_BYTES:
        raise refusal(None, f"is larger than {MAX_PICTURE_BYTES // 2**20} MB", "save it smaller")
    if name.lower().endswith(".svg") or _MARKUP.match(data[:_SNIFFED_BYTES]):
        return _strip_drawing(data, name)
    for begins, strip in _FORMATS:
        if begins.match(data):
            parts = _PartFilter()
            try:
                strip(data, parts)
            except (struct.error, IndexError, OverflowError) as error:
                raise _unreadable_error(len(data), "the file ends") from error
            return PublishedPicture(
                b"".join(parts.chunks), tuple(dict.fromkeys(parts.removed_metadata))
            )
    foreign = next((kind for kind, begins in _FOREIGN.items() if begins.match(data)), None)
    if foreign is not None:
        message = f"is in the format {foreign}, whose metadata stay in it"
        raise refusal(None, message, "save the picture as JPEG or PNG")
    return PublishedPicture(data)


def _strip_drawing(data: bytes, name: str) -> PublishedPicture:
    from tbh_model.content._svg import strip_svg  # lxml: 20 ms, only for drawings

    try:
        body = strip_svg(data)
    except PictureError:
        if name.lower().endswith(".svg"):
            raise
        hint = "save the picture as its name says, or name the file that holds it"
        raise refusal(None, "is a document of markup, and no picture", hint) from None
    return PublishedPicture(body, () if body == data else ("what a drawing program wrote",))


@define
class _PartFilter:
    chunks: list[bytes] = field(factory=list)
    removed_metadata: list[str] = field(factory=list)

    def keep(self, part: bytes) -> None:
        self.chunks.append(part)

    def remove(self, *names: str) -> None:
        self.removed_metadata.extend(names)


def _unreadable_error(at: int, why: str) -> PictureError:
    return refusal(None, f"cannot be read to its end (byte {at}: {why})", "save the picture anew")


_FOREIGN: Final = {
    "TIFF": re.compile(rb"II\*\0|MM\0\*"),
    "JPEG XL": re.compile(rb"\xff\x0a|\0\0\0\x0cJXL "),
    "JPEG 2000": re.compile(rb"\0\0\0\x0cjP  "),
    "Photoshop": re.compile(rb"8BPS"),
    "PDF": re.compile(rb"%PDF-"),
}
_SNIFFED_BYTES: Final = 1024
_MARKUP: Final = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*"
    rb"<\0?(?:[?!]\0?[A-Za-z-]|\0?(?:h\0?t\0?m\0?l|s\0?c\0?r\0?i\0?p\0?t|s\0?v\0?g|b\0?o\0?d\0?y|"
    rb"h\0?e\0?a\0?d|i\0?f\0?r\0?a\0?m\0?e|i\0?m\0?g|\w+:svg))",
    re.IGNORECASE,
)

# --- Exif, which JPEG, PNG and WebP hold alike

ORIENTATION: Final = 0x0112
_GPS_PLACE: Final = 0x8825
_MAKER: Final = 0x927C
_UPRIGHT: Final = 1
_MAX_ORIENTATION: Final = 8
_MAX_ENTRIES: Final = 1000


def _minimal_exif(tiff: bytes) -> tuple[bytes | None, list[str]]:
    """Return minimal Exif data with the orientation, and the kinds of removed data."""
    contents = [_EXIF]
    entries = dict(exif_entries(tiff))
    if _GPS_PLACE in entries:
        contents.insert(0, _GPS)
    if b"\xff\xd8\xff" in tiff:
        contents.append(_THUMBNAIL)
    orientation = entries.get(ORIENTATION, _UPRIGHT)
    if not _UPRIGHT < orientation <= _MAX_ORIENTATION:
        return None, contents
    entry = struct.pack(">HHIHH", ORIENTATION, 3, 1, orientation, 0)
    least = b"MM\0*\0\0\0\x08\0\x01" + entry + b"\0\0\0\0"
    return least, [] if tiff == least else contents


def exif_entries(tiff: bytes) -> Iterator[tuple[int, int]]:
    """Yield tag and short value of the first directory, as far as it can be read."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < len("MM\0*\0\0\0\0"):
        return
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    if start + 2 > len(tiff):
        return
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    for index in range(min(count, _MAX_ENTRIES)):
        at = start + 2 + 12 * index
        if at + 12 > len(tiff):
            return
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, at)
        yield tag, value


# --- JPEG

_SOI, _EOI, _SOS, _COM = 0xD8, 0xD9, 0xDA, 0xFE
# Markers without a length: TEM and the restarts.
STANDALONE_MARKERS: Final = frozenset({0x01, *range(0xD0, 0xD8)})
_NEXT_MARKER: Final = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
EXIF_NAME: Final = b"Exif\0"
_JFIF_LENGTH: Final = 14


def _strip_jpeg(data: bytes, parts: _PartFilter) -> None:
    parts.keep(data[:2])
    at, size = 2, len(data)
    while at < size:
        if data[at] != 0xFF:
            raise _unreadable_error(at, "no part of a JPEG")
        while at < size and data[at] == 0xFF:  # any number may stand before a marker
            at += 1
        if at >= size:
            return
        marker, at = data[at], at + 1
        if marker == _EOI:
            parts.keep(b"\xff\xd9")
            if data[at:].strip(b"\0"):
                parts.remove(_TRAILING_DATA)
            return
        if marker in STANDALONE_MARKERS:
            parts.keep(bytes((0xFF, marker)))
            continue
        length = struct.unpack_from(">H", data, at)[0] if at + 2 <= size else 2
        if length < 2:
            raise _unreadable_error(at, "a part without a length")
        segment = data[at + 2 : at + length]
        _keep_segment(marker, segment, parts, is_whole=at + length <= size)
        at += length
        if marker == _SOS:
            match = _NEXT_MARKER.search(data, at)
            end = size if match is None else match.start()
            parts.keep(data[at:end])
            at = end


def _keep_segment(marker: int, segment: bytes, parts: _PartFilter, *, is_whole: bool) -> None:
    if 0xE0 <= marker <= 0xEF or marker == _COM:
        segment = _filter_application_segment(marker, segment, parts)
        if not segment:
            return
        is_whole = True
    if is_whole:
        parts.keep(struct.pack(">BBH", 0xFF, marker, len(segment) + 2))
    else:
        parts.keep(bytes((0xFF, marker)))
    parts.keep(segment)


def _filter_application_segment(marker: int, segment: bytes, parts: _PartFilter) -> bytes:
    """Return what is kept of a segment in which programs write what they like."""
    number = marker - 0xE0
    if number == 0 and segment.startswith(b"JFIF"):
        if len(segment) > _JFIF_LENGTH:
            parts.remove(_THUMBNAIL)
            return segment[: _JFIF_LENGTH - 2] + b"\0\0"
        return segment
    if number == 1 and segment.startswith(EXIF_NAME):
        least, contents = _minimal_exif(segment[6:])
        parts.remove(*contents)
        return b"" if least is None else b"Exif\0\0" + least
    if number == 2 and segment.startswith(b"ICC_PROFILE\0"):
        return segment
    if number == 14 and segment.startswith(b"Adobe"):
        return segment
    if number == 1:
        parts.remove(_XMP)
    elif number == 13:
        parts.remove(_IPTC)
    else:
        parts.remove(_COMMENTS if marker == _COM else _OTHER)
    return b""


# --- PNG

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNKS: Final = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT "
    b"acTL fcTL fdAT".split()
)
_PNG_METADATA: Final = {b"tEXt": _COMMENTS, b"zTXt": _COMMENTS, b"iTXt": _COMMENTS, b"tIME": _DATE}


def _strip_png(data: bytes, parts: _PartFilter) -> None:
    parts.keep(_PNG)
    at, size = len(_PNG), len(data)
    while at < size:
        length = struct.unpack_from(">I", data, at)[0] if at + 8 <= size else 0
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if kind in _PNG_CHUNKS or at + 8 > size:
            parts.keep(data[at:end])
        elif not kind.isalpha() or kind[:1].isupper():
            raise _unreadable_error(at, "no part of a PNG")
        elif kind == b"eXIf":
            least, contents = _minimal_exif(data[at + 8 : end - 4])
            parts.remove(*contents)
            if least is not None:
                chunk = kind + least
                parts.keep(struct.pack(">I", len(least)) + chunk)
                parts.keep(struct.pack(">I", zlib.crc32(chunk)))
        else:
            text = data[at + 8 : at + 64]
            is_xmp = kind == b"iTXt" and text.startswith(b"XML:com.adobe.xmp")
            parts.remove(_XMP if is_xmp else _PNG_METADATA.get(kind, _OTHER))
        if kind == b"IEND":
            if data[end:].strip(b"\0"):
                parts.remove(_TRAILING_DATA)
            return
        at = end


# --- GIF

_TRAILER, _EXTENSION, _FRAME = 0x3B, 0x21, 0x2C
_TEXT, _CONTROL, _COMMENT, _APPLICATION = 0x01, 0xF9, 0xFE, 0xFF
_GIF_APPLICATIONS: Final = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")
_HAS_TABLE, _TABLE_SIZE = 0x80, 0x07


def _strip_gif(data: bytes, parts: _PartFilter) -> None:
    at, size = 13, len(data)
    if size > at - 3 and data[10] & _HAS_TABLE:
        at += 3 << ((data[10] & _TABLE_SIZE) + 1)
    parts.keep(data[:at])
    while at < size:
        kind = data[at]
        if kind == _TRAILER:
            parts.keep(data[at : at + 1])
            if data[at + 1 :].strip(b"\0"):
                parts.remove(_TRAILING_DATA)
            return
        if kind == _FRAME:
            end = at + 10
            if end <= size and data[at + 9] & _HAS_TABLE:
                end += 3 << ((data[at + 9] & _TABLE_SIZE) + 1)
            end = _sub_blocks(data, end + 1)
            parts.keep(data[at:end])
        elif kind == _EXTENSION:
            label = data[at + 1] if at + 1 < size else _CONTROL
            end = _sub_blocks(data, at + 2)
            if label in {_TEXT, _CONTROL} or data[at + 3 : at + 14] in _GIF_APPLICATIONS:
                parts.keep(data[at:end])
            else:
                is_xmp = data[at + 3 : at + 11] == b"XMP Data"
                parts.remove(_XMP if is_xmp else _COMMENTS if label == _COMMENT else _OTHER)
        elif kind == 0:  # some programs pad
            end = at + 1
        else:
            raise _unreadable_error(at, "no part of a GIF")
        at = end


def _sub_blocks(data: bytes, at: int) -> int:
    """Return where a row of blocks ends, each of which says how long it is."""
    size = len(data)
    while at < size and data[at]:
        at += 1 + data[at]
    return min(at + 1, size)


# --- WebP

_RIFF_CHUNKS: Final = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP"})
_EXIF_FLAG, _XMP_FLAG = 0x08, 0x04


def _strip_webp(data: bytes, parts: _PartFilter) -> None:
    (riff_size,) = struct.unpack_from("<I", data, 4)
    at, size = 12, min(len(data), riff_size + 8)
    if data[size:].strip(b"\0"):
        parts.remove(_TRAILING_DATA)
    chunks: list[bytes] = []
    flags: int | None = None
    while at + 8 <= size:
        kind, length = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        body = data[at + 8 : min(at + 8 + length, size)]
        if kind == b"VP8X" and body:
            flags, kind = len(chunks), b"VP8X"
            body = bytes((body[0] & ~(_EXIF_FLAG | _XMP_FLAG),)) + body[1:]
        if kind == b"EXIF":
            least, words = _minimal_exif(body.removeprefix(b"Exif\0\0"))
            parts.remove(*words)
            if least is not None and flags is not None:
                chunks.append(_riff_chunk(kind, least))
                chunks[flags] = _set_flag(chunks[flags], _EXIF_FLAG)
        elif kind in _RIFF_CHUNKS:
            chunks.append(kind + struct.pack("<I", length) + body + b"\0" * (length & 1))
        else:
            parts.remove(_XMP if kind == b"XMP " else _OTHER)
        at += 8 + length + (length & 1)
    riff_body = b"WEBP" + b"".join(chunks)
    parts.keep(b"RIFF" + struct.pack("<I", len(riff_body)) + riff_body)


def _riff_chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) & 1)


def _set_flag(chunk: bytes, flag: int) -> bytes:
    return chunk[:8] + bytes((chunk[8] | flag,)) + chunk[9:]


# --- AVIF: a file of boxes, in which places are counted from its beginning, so that nothing moves

_BOX: Final = 8
_MAX_BOXES: Final = 10_000
_BLANK_EXIF: Final = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"


def _strip_avif(data: bytes, parts: _PartFilter) -> None:
    output = bytearray(data)
    for kind, start, end in boxes(data, 0, len(data)):
        if kind == b"meta":
            _blank_items(data, start + 4, end, output, parts)
        elif kind == b"moov":
            _blank_user_data(data, start, end, output, parts)
        elif kind == b"uuid":
            _blank_box(output, start, end, parts)
    parts.keep(bytes(output))


def boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield kind, start and end of what is in each box; the last one may end too early."""
    for _ in range(_MAX_BOXES):
        if at + _BOX > end:
            return
        size, kind = struct.unpack_from(">I4s", data, at)
        head = _BOX
        if size == 1 and at + 16 <= end:
            (size,) = struct.unpack_from(">Q", data, at + 8)
            head = 16
        size = size or end - at
        if size < head:
            raise _unreadable_error(at, "no part of an AVIF")
        yield kind, at + head, min(at + size, end)
        at += size
    raise _unreadable_error(at, "too many parts")


def _blank_box(output: bytearray, start: int, end: int, parts: _PartFilter) -> None:
    """Replace a box by a free box without content."""
    output[start - 4 : start] = b"free"
    output[start:end] = bytes(end - start)
    parts.remove(_OTHER)


def _blank_user_data(
    data: bytes, start: int, end: int, output: bytearray, parts: _PartFilter
) -> None:
    for kind, inner, last in boxes(data, start, end):
        if kind in {b"udta", b"uuid", b"meta"}:
            _blank_box(output, inner, last, parts)
        elif kind == b"trak":
            _blank_user_data(data, inner, last, output, parts)


def _blank_items(data: bytes, start: int, end: int, output: bytearray, parts: _PartFilter) -> None:
    item_kinds: dict[int, str] = {}
    places: dict[int, list[tuple[int, int]]] = {}
    idat = (start, start)
    for kind, inner, last in boxes(data, start, end):
        if kind == b"iinf":
            item_kinds = dict(_metadata_items(data, inner, last))
        elif kind == b"iloc":
            places = _item_places(data[inner:last])
        elif kind == b"idat":
            idat = inner, last
    for item, item_kind in item_kinds.items():
        for offset, length in places.get(item, ()):
            first = offset if offset >= 0 else idat[0] - offset - 1
            last = min(first + length, len(output)) if length else len(output)
            blank = _BLANK_EXIF if item_kind == _EXIF else b""
            if bytes(output[first:last]).strip(b"\0 ") in {b"", blank.strip(b"\0 ")}:
                continue
            if item_kind == _EXIF and _GPS_PLACE in dict(exif_entries(_tiff_in(data[first:last]))):
                parts.remove(_GPS)
            parts.remove(item_kind)
            output[first:last] = blank[: last - first].ljust(last - first, b"\0")


def _tiff_in(item: bytes) -> bytes:
    """Return what begins with the mark of TIFF, which has a few bytes before it."""
    match = _TIFF.search(item[:64])
    return b"" if match is None else item[match.start() :]


_TIFF: Final = re.compile(rb"II\*\0|MM\0\*")


def _metadata_items(data: bytes, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Yield the number of each item that holds Exif or XMP."""
    at = start + 6 if data[start] == 0 else start + 8
    for kind, inner, last in boxes(data, at, end):
        version = data[inner]
        if kind != b"infe" or version < 2:
            continue
        form, size = (">H", 2) if version == 2 else (">I", 4)
        (number,) = struct.unpack_from(form, data, inner + 4)
        item = data[inner + 4 + size + 2 : last]
        if item.startswith(b"Exif"):
            yield number, _EXIF
        elif item.startswith(b"mime"):
            yield number, _XMP


def _item_places(iloc: bytes) -> dict[int, list[tuple[int, int]]]:
    """Return the offset of each item; items of the box `idat` have negative offsets."""
    version = iloc[0]
    sizes = struct.unpack_from(">H", iloc, 4)[0]
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    at = 6
    number_size = 2 if version < 2 else 4

    def read_integer(size: int) -> int:
        nonlocal at
        at += size
        if at > len(iloc):
            raise _unreadable_error(at, "the list of parts ends")
        return int.from_bytes(iloc[at - size : at])

    places: dict[int, list[tuple[int, int]]] = {}
    for _ in range(read_integer(number_size)):
        number = read_integer(number_size)
        method = read_integer(2) & 15 if version else 0
        read_integer(2)
        base = read_integer(base_size)
        for _ in range(read_integer(2)):
            read_integer(index_size)
            offset, length = base + read_integer(offset_size), read_integer(length_size)
            places.setdefault(number, []).append((-offset - 1 if method else offset, length))
    return places


_FORMATS: Final[tuple[tuple[re.Pattern[bytes], Callable[[bytes, _PartFilter], None]], ...]] = (
    (re.compile(rb"\xff\xd8\xff"), _strip_jpeg),
    (re.compile(re.escape(_PNG)), _strip_png),
    (re.compile(rb"GIF8[79]a"), _strip_gif),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), _strip_webp),
    (re.compile(rb".{4}ftyp", re.DOTALL), _strip_avif),
)
