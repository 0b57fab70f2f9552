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


def edited(text: str, edits: Iterable[Edit], *, start: int = 0, end: int | None = None) -> str:
    """Return a text, or a part of it, with edits made to it that do not overlap."""
    parts: list[str] = []
    for edit in sorted(edits):
        parts += (text[start : edit.start], edit.text)
        start = edit.end
    return "".join((*parts, text[start:end]))


def edited_bytes(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the bytes of a text file with edits made to it."""
    mark = BOM_UTF8 if data.startswith(BOM_UTF8) else b""
    text = data[len(mark) :].decode()
    ends = [match.start() for match in _WINDOWS.finditer(text)]
    # a position in the text as it was read is that many line feeds further on in the file
    seen = [position - before for before, position in enumerate(ends)]
    line_end = _usual(text)
    made = (
        Edit(
            edit.start + bisect_left(seen, edit.start),
            edit.end + bisect_left(seen, edit.end),
            edit.text.replace("\n", line_end),
        )
        for edit in edits
    )
    return mark + edited(text, made).encode()


def _usual(text: str) -> str:
    """Return the end of a line that a text uses most."""
    found = Counter(_LINE_END.findall(text)).most_common(1)
    return found[0][0] if found else "\n"


_WINDOWS: Final = re.compile("\r\n")
_LINE_END: Final = re.compile("\r\n|\r|\n")
