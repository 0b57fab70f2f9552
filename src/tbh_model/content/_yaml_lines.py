"""Line scanner for YAML that tolerates errors.

A parser stops at the first mistake. This scanner continues: it tracks keys and items, block and
quoted texts, brackets, and values that span several lines. It ends an unclosed text at the next
line that begins with a known key of content.
"""

import re
from collections.abc import Iterator
from enum import Enum, auto
from functools import cache
from typing import Any, Final, get_args

import attrs

from tbh_model import model
from tbh_model._attrs import define, field, frozen
from tbh_model.model import field_types, is_private
from tbh_model.text import RichText


class LineKind(Enum):
    """Context of a line."""

    NOTHING = auto()
    """A blank line or a comment between keys."""
    KEYS = auto()
    """A key or an item begins on it, or something that should be one."""
    BLOCK = auto()
    """A text below `|` or `>`."""
    QUOTED = auto()
    """A text in quotation marks that began on a line above."""
    BRACKETS = auto()
    """A list or group in brackets that began on a line above."""
    PLAIN = auto()
    """A text without any marks that began on a line above."""


@define(eq=False)
class YAMLEntry:
    """A key with its value, or an item of a list that has no key."""

    key: str
    """The key without quotation marks; empty for an item without one."""
    line: int
    """The index of the line, from 0."""
    dash: int | None
    """The column of the last hyphen in front of it, from 0."""
    column: int
    """The column of the key, or of the value of an item."""
    start: int
    """The column where the value begins, or would."""
    form: str = ""
    """The first character of the value for a text in a block or quotes, and for brackets;
    `-` for a text without marks; nothing as long as there is no value."""
    end: int | None = None
    """The column behind the value on the last of its lines, for quotes and brackets."""
    closing: int | None = None
    """The line on which quotes or brackets close; `None` if they do not."""
    value_line: int | None = None
    """The line on which the value begins."""
    indent: int | None = None
    """The indentation of the text in a block."""

    @property
    def begins_below(self) -> bool:
        """Whether the value begins on a line below the key."""
        return self.value_line is not None and self.value_line > self.line

    @property
    def is_open(self) -> bool:
        """Whether its quotes or brackets are never closed."""
        return self.form in _CLOSABLE and self.closing is None

    @property
    def margin(self) -> int:
        """The column to the right of which all lines of the value are."""
        return self.column if self.key or self.dash is None else self.dash


@frozen(eq=False)
class Line:
    """A line and what it is inside of."""

    number: int
    """The index of the line, from 0."""
    text: str
    indent: int
    """The number of leading spaces."""
    kind: LineKind
    entry: YAMLEntry | None
    """The entry that begins on the line or contains it."""


_CLOSABLE: Final = frozenset("'\"[{")
_KEY: Final = re.compile(r"(?:\"[^\"]*\"|'[^']*'|[^\s\"'#\[\]{},&*!|>@`%?-]|[?-](?=\S))")
_DASHES: Final = re.compile(r"(?:-(?: +|$))*")
_BLOCK: Final = re.compile(r"[|>][-+0-9]*[ \t]*(?:#.*)?$")
_COMMENT: Final = re.compile(r"(?:^|(?<=[ \t]))#")
_SINGLE: Final = re.compile("(?:[^']|'')*")
_DOUBLE: Final = re.compile(r'(?:[^"\\]|\\.)*')
_IN_BRACKETS: Final = re.compile(r"[\"'\[\]{}#]")
_WORD: Final = re.compile(r"[\"']?([a-z_]+)[\"']?[ \t]*:(?=[ \t]|$)")


def scan(lines: list[str]) -> tuple[Line, ...]:
    """Return what each line of a YAML text is inside of."""
    return tuple(_Scanner().read(lines))


@define
class _Scanner:
    # The last that began.
    _entry: YAMLEntry | None = None
    # Context of the next line, unless it begins another.
    _kind: LineKind = LineKind.KEYS
    _quote: str = ""
    _closers: list[str] = field(factory=list)

    def read(self, lines: list[str]) -> Iterator[Line]:
        for number, text in enumerate(lines):
            indent = len(text) - len(text.lstrip(" "))
            kind = self._read_line(number, text, indent)
            yield Line(number, text, indent, kind, self._entry)

    def _read_line(self, number: int, text: str, indent: int) -> LineKind:
        entry, is_blank = self._entry, not text.strip(" \t")
        if entry is None or self._kind is LineKind.KEYS:
            return self._read_structure(number, text, indent, is_blank=is_blank)
        margin = entry.margin
        if self._kind is LineKind.BLOCK:
            if is_blank or indent > margin:
                if entry.indent is None and not is_blank:
                    entry.indent = indent
                return LineKind.BLOCK
        elif self._kind is LineKind.PLAIN:
            if is_blank or (indent > margin and not text.startswith("#", indent)):
                return LineKind.PLAIN
        elif not (indent <= margin and begins_with_known_key(text)):
            kind = self._kind
            self._continue_value(number, text, 0)
            return kind
        self._kind = LineKind.KEYS
        return self._read_structure(number, text, indent, is_blank=is_blank)

    def _read_structure(self, number: int, text: str, indent: int, *, is_blank: bool) -> LineKind:
        if is_blank or text.startswith("#", indent):
            return LineKind.NOTHING
        dashes = _DASHES.match(text, indent)
        column = dashes.end() if dashes else indent
        dash = text.rfind("-", indent, column) if column > indent else None
        colon = _find_colon(text, column)
        above = self._entry
        if colon < 0 and dash is None and _is_value_of(above, indent):
            assert above is not None  # noqa: S101 - that is what was just looked at
            self._begin_value(above, number, text, column)
            return LineKind.PLAIN if above.form == "-" else LineKind.KEYS
        key = text[column:colon].strip().strip("\"'") if colon >= 0 else ""
        start = colon + 1 if colon >= 0 else column
        self._entry = entry = YAMLEntry(key, number, dash, column, start)
        if colon >= 0 or dash is not None:
            self._begin_value(entry, number, text, start)
        return LineKind.KEYS

    def _begin_value(self, entry: YAMLEntry, number: int, text: str, start: int) -> None:
        rest = text[start:]
        value = rest.strip(" \t")
        start += len(rest) - len(rest.lstrip(" \t"))
        entry.start = start
        first = value[:1]
        if not first or first == "#":
            return
        entry.value_line = number
        if first in _CLOSABLE:
            entry.form = first
            self._quote = first if first in "'\"" else ""
            self._closers = [] if self._quote else [_CLOSER[first]]
            self._kind = LineKind.QUOTED if self._quote else LineKind.BRACKETS
            self._continue_value(number, text, start + 1)
        elif _BLOCK.match(value):
            entry.form, self._kind = first, LineKind.BLOCK
        else:
            entry.form, self._kind = "-", LineKind.PLAIN

    def _continue_value(self, number: int, text: str, position: int) -> None:
        """Read on in quotes or brackets, up to the end of the line or of the value."""
        while self._quote or self._closers:
            position = self._next_mark(text, position)
            if position < 0:
                return
        entry = self._entry
        assert entry is not None  # noqa: S101 - something is open
        entry.closing, entry.end = number, position
        self._kind = LineKind.KEYS

    def _next_mark(self, text: str, position: int) -> int:
        """Return the index after the next mark, or -1."""
        if self._quote:
            end = find_quote_end(text, position, self._quote)
            self._quote = "" if end >= 0 else self._quote
            return end
        mark = _IN_BRACKETS.search(text, position)
        if mark is None:
            return -1
        character, at = mark[0], mark.start()
        if character == "#":
            return -1 if _COMMENT.match(text, at) else at + 1
        if character in _CLOSER:
            self._closers.append(_CLOSER[character])
        elif character in "]}":
            self._closers.pop()
        elif text[:at].rstrip(" \t")[-1:] in {"", "[", "{", ",", ":"}:
            self._quote = character
        return at + 1


_CLOSER: Final = {"[": "]", "{": "}"}


def find_quote_end(text: str, position: int, quote: str) -> int:
    """Return the column behind the mark that closes a quotation on this line; -1 if none does."""
    match = (_SINGLE if quote == "'" else _DOUBLE).match(text, position)
    end = position if match is None else match.end()
    return end + 1 if text.startswith(quote, end) else -1


def _find_colon(text: str, column: int) -> int:
    """Find the colon of the key that begins at a column; -1 if there is none."""
    match = _KEY.match(text, column)
    if match is None:
        return -1
    position = match.end() if match[0][0] in "\"'" else column
    while (colon := text.find(":", position)) >= 0:
        if text[colon + 1 : colon + 2] in {"", " ", "\t"}:
            is_quoted = match[0][0] in "\"'" and text[position:colon].strip()
            comment = text.find(" #", column, colon)
            return -1 if is_quoted or comment >= 0 else colon
        position = colon + 1
    return -1


def _is_value_of(entry: YAMLEntry | None, indent: int) -> bool:
    """Return whether a line without a key is the value of the key above it."""
    return entry is not None and not entry.form and bool(entry.key) and indent > entry.margin


def begins_with_known_key(text: str) -> bool:
    """Return whether a line begins with a key that content is known to have."""
    dashes = _DASHES.match(text, len(text) - len(text.lstrip(" ")))
    word = _WORD.match(text, dashes.end() if dashes else 0)
    return word is not None and word[1] in content_keys()


@cache
def content_classes() -> tuple[type[attrs.AttrsInstance], ...]:
    """Return the classes whose fields are keys of the content: that of a series, and all below."""
    classes: dict[type[attrs.AttrsInstance], None] = {}
    waiting: list[Any] = [model.Series]
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and attrs.has(kind) and kind is not RichText:
            if kind not in classes:
                classes[kind] = None
                waiting += field_types(kind).values()
        else:
            waiting += get_args(kind)
    return tuple(classes)


@cache
def content_keys() -> frozenset[str]:
    """Name every key of the content."""
    return frozenset(("lint", *(name for kind in content_classes() for name in field_types(kind))))


@cache
def private_keys() -> frozenset[str]:
    """Return the keys with private values."""
    fields = (item for kind in content_classes() for item in attrs.fields(kind))
    return frozenset(item.name for item in fields if is_private(item))
