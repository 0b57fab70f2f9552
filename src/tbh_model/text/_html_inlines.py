"""Collect the inlines of a block of HTML: open elements, and white space as CSS collapses it."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Final, TypeAlias

from attrs import define, field

from tbh_model.text._blocks import MAX_DEPTH
from tbh_model.text._html_tokenizer import Token
from tbh_model.text._inlines import (
    Code,
    Emphasis,
    Inline,
    LineBreak,
    Link,
    Strong,
    Text,
    has_content,
    words,
)

FORMATTING: Final = frozenset(
    {"a", "b", "big", "code", "em", "font", "i", "nobr"}
    | {"s", "small", "strike", "strong", "tt", "u"}
)
"""Elements that go on in the next block until they are closed (HTML standard, 13.2.4.3)."""
_SPACE: Final = re.compile(r"[ \t\n]+")
_SPACERS: Final = " \xa0\u200b"


@define(eq=False)
class LinkTarget:
    """Where a link leads, while its words are read."""

    url: str
    title: str | None
    token: Token
    is_used: bool = False


Mark: TypeAlias = type[Emphasis] | type[Strong] | type[Code] | LinkTarget
"""What an element does to the words in it."""


@define
class _OpenInline:
    """An inline element that is open, or the style of an open block."""

    name: str
    depth: int
    """How many blocks were open when it began."""
    marks: tuple[Mark, ...]
    reset: tuple[Mark, ...]
    path: tuple[Mark, ...]
    """The marks of the words in it."""


@define
class InlineCollector:
    """The open inline elements, and what stands in the block that is read."""

    _open: list[_OpenInline] = field(factory=list)
    _leaves: list[tuple[tuple[Mark, ...], Inline]] = field(factory=list)

    def open(
        self, name: str, depth: int, marks: tuple[Mark, ...], reset: tuple[Mark, ...] = ()
    ) -> bool:
        """Open an element; return False if the oldest had to be closed for it."""
        path = tuple(mark for mark in self._path if mark not in reset)
        path += tuple(mark for mark in marks if mark not in path)
        self._open.append(_OpenInline(name, depth, marks, reset, path))
        is_full = len(self._open) > MAX_DEPTH
        if is_full:
            del self._open[0]
        return not is_full

    def close(self, name: str) -> None:
        """Close the innermost element of a name, wherever it stands among the others."""
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index].name == name:
                self._reopen(index, self._open[index + 1 :])
                return

    def leave_block(self, depth: int, *, keeps_formatting: bool) -> None:
        """Close what began in a block that ends; formatting goes on in the next."""
        index = len(self._open)
        while index and self._open[index - 1].depth > depth:
            index -= 1
        inside = self._open[index:]
        formatting = [
            element for element in inside if keeps_formatting and element.name in FORMATTING
        ]
        for element in formatting:
            element.depth = depth
        if len(formatting) < len(inside):
            self._reopen(index, formatting)

    def _reopen(self, index: int, elements: list[_OpenInline]) -> None:
        """Close the elements from an index on, and open others in their place."""
        del self._open[index:]
        for element in elements:
            self.open(element.name, element.depth, element.marks, element.reset)

    @property
    def _path(self) -> tuple[Mark, ...]:
        return self._open[-1].path if self._open else ()

    @property
    def is_linked(self) -> bool:
        """Whether words that follow are those of a link."""
        return any(isinstance(mark, LinkTarget) for mark in self._path)

    @property
    def begins_line(self) -> bool:
        """Whether nothing stands on the line so far."""
        return not self._leaves or isinstance(self._leaves[-1][1], LineBreak)

    def add_text(self, text: str) -> None:
        """Add words, with a space for each run of white space."""
        text = _SPACE.sub(" ", text)
        if self.begins_line or self._ends_in_space():
            text = text.lstrip(" ")
        if text:
            self.add(_literal(text, is_code=Code in self._path))

    def add(self, inline: Inline) -> None:
        """Add an inline within the open elements."""
        for mark in self._path:
            if isinstance(mark, LinkTarget):
                mark.is_used = True
        self._leaves.append((tuple(mark for mark in self._path if mark is not Code), inline))

    def add_break(self) -> None:
        """End the line."""
        self._strip_space()
        self.add(LineBreak())

    def _ends_in_space(self) -> bool:
        last = self._leaves[-1][1]
        return isinstance(last, Text | Code) and last.value.endswith(" ")

    def _strip_space(self) -> None:
        """Remove the space at the end of a line, which nobody sees."""
        if self._leaves and self._ends_in_space():
            path, last = self._leaves.pop()
            text = words((last,)).rstrip(" ")
            if text:
                self._leaves.append((path, _literal(text, is_code=isinstance(last, Code))))

    def take(self) -> tuple[Inline, ...]:
        """Return what has been collected, and begin anew; nothing if it is mere space."""
        self._strip_space()
        leaves, self._leaves = self._leaves, []
        if all(_is_spacer(inline) for _, inline in leaves):
            return ()
        return _nest(leaves, 0)


def _literal(text: str, *, is_code: bool) -> Text | Code:
    return Code(value=text) if is_code else Text(value=text)


def _is_spacer(inline: Inline) -> bool:
    match inline:
        case Text(value=value):
            return not value.strip(_SPACERS)
        case _:
            return isinstance(inline, LineBreak)


def _nest(leaves: Sequence[tuple[tuple[Mark, ...], Inline]], depth: int) -> tuple[Inline, ...]:
    """Return leaves within the emphases and links on their paths, which have at most three."""
    inlines: list[Inline] = []
    for mark, run in groupby(leaves, lambda leaf: leaf[0][depth] if leaf[0][depth:] else None):
        if mark is None:
            inlines += (inline for _, inline in run)
            continue
        children = _nest(list(run), depth + 1)
        if isinstance(mark, LinkTarget):
            inlines.append(Link(url=mark.url, children=children, title=mark.title))
        elif has_content(children) and mark is not Code:
            inlines.append(mark(children=children))
        else:
            inlines += children
    return tuple(inlines)
