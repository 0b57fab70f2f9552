"""An edit is a span of a text and what takes its place; everything else stays byte for byte.

Spans count code points of a text as it is read: without byte order mark, every end of a line one
line feed. What is written has the mark and the ends of lines that the file had.
"""

import re
from bisect import bisect_left
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable
from typing import Final

from attrs import field, frozen


@frozen(order=True)
class Edit:
    """A span of a text, and the text that takes its place."""

    start: int
    end: int
    text: str = field(order=False)


def apply_edits(text: str, edits: Iterable[Edit], *, start: int = 0, end: int | None = None) -> str:
    """Return a text, or a part of it, with edits made to it that do not overlap."""
    parts: list[str] = []
    for edit in sorted(edits):
        parts += (text[start : edit.start], edit.text)
        start = edit.end
    return "".join((*parts, text[start:end]))


def apply_edits_to_bytes(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the bytes of a text file with edits made to it."""
    bom = BOM_UTF8 if data.startswith(BOM_UTF8) else b""
    text = data[len(bom) :].decode()
    ends = [match.start() for match in _CRLF.finditer(text)]
    # a position in the text as it was read is that many line feeds further on in the file
    line_ends = [position - count for count, position in enumerate(ends)]
    line_end = _dominant_line_end(text)
    file_edits = (
        Edit(
            edit.start + bisect_left(line_ends, edit.start),
            edit.end + bisect_left(line_ends, edit.end),
            edit.text.replace("\n", line_end),
        )
        for edit in edits
    )
    return bom + apply_edits(text, file_edits).encode()


def _dominant_line_end(text: str) -> str:
    """Return the end of a line that a text uses most."""
    counts = Counter(_LINE_END.findall(text)).most_common(1)
    return counts[0][0] if counts else "\n"


_CRLF: Final = re.compile("\r\n")
_LINE_END: Final = re.compile("\r\n|\r|\n")
