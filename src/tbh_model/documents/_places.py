"""Where each character of a value is written in its file, whatever YAML or JSON did to it.

A value and its spelling hold the same words in the same order; only white space, escapes and
doubled quotation marks differ. Both are walked side by side.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Final

from attrs import define, field, frozen

ESCAPE: Final = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4}|.|$)"
)
_WHITE_ESCAPES: Final = frozenset(" \tnrtvfN_LP")
"""What follows a backslash where the whole means white space."""
_line: Final = attrgetter("line")


@frozen
class SourceRange:
    """Some code points of a line of a file; line and column count from 1."""

    line: int
    column: int
    length: int = 1


@define
class _Tokenizer:
    """What is written, token by token: each a place, and whether it is white space."""

    lines: Sequence[str]
    style: str

    def tokens(self, line: int, column: int) -> Iterator[SourceRange]:
        """Yield the place of everything that is not white space, from some place on."""
        for number in range(line, len(self.lines) + 1):
            row = self.lines[number - 1]
            position = column - 1 if number == line else 0
            if self.style not in {"'", '"'}:  # nothing is escaped
                for index in range(position, len(row)):
                    if not row[index].isspace():
                        yield SourceRange(number, index + 1)
                continue
            while position < len(row):
                width, is_white = self._token(row, position)
                if not is_white:
                    yield SourceRange(number, position + 1, width)
                position += width

    def _token(self, row: str, position: int) -> tuple[int, bool]:
        if self.style == "'" and row.startswith("''", position):
            return 2, False
        if self.style != '"' or row[position] != "\\":
            return 1, row[position].isspace()
        escape = ESCAPE.match(row, position)
        token = escape.group() if escape else "\\"
        return len(token), _is_whitespace_escape(token)


def _is_whitespace_escape(escape: str) -> bool:
    name = escape[1:]
    if len(name) > 1:
        return len(name) in {3, 5, 9} and chr(int(name[1:], 16)).isspace()
    return name == "" or name in _WHITE_ESCAPES


@define
class SourceMap:
    """The place of each code point of a value."""

    start: SourceRange
    _ranges: list[SourceRange] = field(factory=list)

    @classmethod
    def of(cls, text: str, lines: Sequence[str], style: str, line: int, column: int) -> "SourceMap":
        """Walk a value and its spelling, which begins at a line and column with its mark."""
        start = (line + 1, 1) if style in {"|", ">"} else (line, column + len(style))
        tokens = _Tokenizer(lines, style).tokens(*start)
        last = SourceRange(line, column)
        source_map = cls(last)
        for character in text:
            if character.isspace():
                source_map._ranges.append(SourceRange(last.line, last.column + last.length))
                continue
            last = next(tokens, last)
            source_map._ranges.append(last)
        return source_map

    def span(self, start: int, end: int) -> SourceRange:
        """Return the place of a range of the value, as far as it goes on one line."""
        if not self._ranges:
            return self.start
        first = self._ranges[min(start, len(self._ranges) - 1)]
        end = min(end, len(self._ranges))
        behind = bisect_right(self._ranges, first.line, start, max(start, end), key=_line)
        last = self._ranges[behind - 1] if behind > start else first
        return SourceRange(first.line, first.column, last.column + last.length - first.column)
