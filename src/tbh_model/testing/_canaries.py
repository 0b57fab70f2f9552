"""Marks that may not be found in any output, in any encoding, and how to look for them."""

import base64
import binascii
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import count
from urllib.parse import unquote

from attrs import define, field

_MARK = re.compile(r"zq\d{4}canary")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}")
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})|=([0-9a-f]{2})")
_ZIP = b"PK\x03\x04"
_ZLIB = 0x78
"""How a compressed stream begins."""
_PNG = b"\x89PNG\r\n\x1a\n"


@define
class Canaries:
    """Makes marks, and remembers what each is in and on which channels it may be seen."""

    marks: dict[str, tuple[str, frozenset[str]]] = field(factory=dict)
    _numbers: Iterator[int] = field(factory=count)

    def mark(self, what: str, *channels: str) -> str:
        """Make a mark that may be seen on some channels, or on none."""
        mark = f"zq{next(self._numbers):04}canary"
        self.marks[mark] = (what, frozenset(channels))
        return mark

    def leaks(self, channel: str, path: str, body: bytes) -> list[str]:
        """Name what is found in a file and may not be seen on its channel."""
        return sorted(
            self.marks[mark][0]
            for mark in marks_in(path.encode() + b"\n" + body)
            if channel not in self.marks[mark][1]
        )


def marks_in(body: bytes) -> set[str]:
    """Find every mark: plain, escaped, percent-encoded, in base64, compressed in an image."""
    marks = {mark for text in _decodings(body) for mark in _MARK.findall(text)}
    for run in _BASE64.findall(body):
        for start in range(4):
            marks |= {
                mark
                for text in _decodings(_decode_base64(run[start:]))
                for mark in _MARK.findall(text)
            }
    if body.startswith(_ZIP):
        marks |= {mark for member in _members(body) for mark in marks_in(member)}
    if _PNG in body:
        marks |= {mark for chunk in _decompressed_streams(body) for mark in _MARK.findall(chunk)}
    return marks


def _decodings(body: bytes) -> Iterator[str]:
    text = body.decode("utf-8", "replace").casefold()
    yield text
    if "&" in text:
        yield html.unescape(html.unescape(text))
    if "%" in text:
        yield unquote(unquote(text))
    if "\\u" in text or "=" in text:
        unfolded = text.replace("=\r\n", "").replace("=\n", "")
        yield _ESCAPED.sub(lambda match: chr(int(match[1] or match[2], 16)), unfolded)
    yield body.decode("utf-16-le", "replace").casefold()


def _decode_base64(run: bytes) -> bytes:
    trimmed = run[:-1] if len(run) % 4 == 1 else run
    padded = trimmed + b"=" * (-len(trimmed) % 4)
    try:
        return base64.b64decode(padded.replace(b"-", b"+").replace(b"_", b"/"))
    except binascii.Error:
        return b""


def _members(body: bytes) -> Iterator[bytes]:
    """Yield the files of an archive, each behind its name."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for info in archive.infolist():
            yield info.filename.encode() + b"\n" + archive.read(info)


def _decompressed_streams(body: bytes) -> Iterator[str]:
    """Yield what is compressed in a picture: `zTXt` and `iTXt` chunks, and everything else."""
    for start in range(len(body)):
        if body[start] == _ZLIB:
            try:
                yield zlib.decompressobj().decompress(body[start:]).decode("latin-1").casefold()
            except zlib.error:
                continue
