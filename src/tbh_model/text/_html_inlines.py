"""Inlines from HTML, and what each of its elements and styles means for rich text."""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final, TypeAlias

from tbh_model._attrs import define, field
from tbh_model.text._blocks import MAX_DEPTH, MAX_START
from tbh_model.text._html_tokenizer import Token, excerpt, styles
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
        # each end tag searches the open elements: a page that never closes any must not cost their
        # square
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


def _names(line: str) -> frozenset[str]:
    return frozenset(line.split())


HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
LISTS: Final = _names("ul ol menu dir")
PREFORMATTED: Final = _names("pre listing xmp plaintext")
CELLS: Final = _names("td th caption")
BLOCKS: Final = frozenset({*HEADINGS, *LISTS, *PREFORMATTED, *CELLS}) | _names(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption "
    "figure footer form frameset head header hgroup hr html legend li main nav optgroup option p "
    "search section summary table tbody tfoot thead tr"
)
CLOSED_BY: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(HEADINGS, frozenset(HEADINGS)),
    **dict.fromkeys(CELLS, CELLS),
    **dict.fromkeys(("dd", "dt"), _names("dd dt")),
    "tr": CELLS | {"tr"},
}
"""The elements that the start of another one closes."""
VOID: Final = _names(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source "
    "track wbr"
)
SILENT: Final = _names("script style")
"""Elements whose text is none that anybody reads."""
_UNSEEN: Final = _names("base link meta noembed noframes param script style template title")
_SEEN: Final = _names(
    "applet area audio bgsound canvas embed frame iframe input keygen meter object progress select "
    "svg textarea video"
)
_MARKS: Final[Mapping[str, Mark]] = {
    **dict.fromkeys(_names("b strong"), Strong),
    **dict.fromkeys(_names("cite dfn em i var"), Emphasis),
    **dict.fromkeys(_names("code kbd samp tt"), Code),
}
_NEUTRAL: Final = (
    (BLOCKS | VOID | _MARKS.keys()) - _names("details dialog dl figcaption form table")
    | _names("a abbr acronym bdi bdo colgroup data font label map nobr noscript o:p picture")
    | _names("rp rt span time")
)
# With a regular and a bold face, browsers show this weight in bold (CSS Fonts, 5.2).
_BOLD: Final = 600
_LANGUAGE: Final = re.compile(r"(?:^|\s)lang(?:uage)?-(\S+)")
_WORD_LEVEL: Final = re.compile(r"level([1-9])\b")


def has_place(token: Token) -> bool:
    """Return whether rich text has a place for an element, or it means nothing by itself."""
    is_layout = token.attributes.get("role") in {"presentation", "none"}
    return token.value in _NEUTRAL or (token.value == "table" and is_layout)


def marks_of(token: Token) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    """Return what an element and its style do to the words in it, and what they take back."""
    marks: list[Mark] = [_MARKS[token.value]] if token.value in _MARKS else []
    reset: list[Mark] = []
    for mark, is_on in _style_marks(token):
        (marks if is_on else reset).append(mark)
    return tuple(mark for mark in dict.fromkeys(marks) if mark not in reset), tuple(reset)


def _style_marks(token: Token) -> list[tuple[Mark, bool]]:
    style = styles(token.attributes)
    weight, slant = style.get("font-weight", ""), style.get("font-style", "")
    result: list[tuple[Mark, bool]] = []
    if token.value not in HEADINGS and weight in {"bold", "bolder", "normal", "lighter"}:
        result.append((Strong, weight.startswith("bold")))
    elif token.value not in HEADINGS and re.fullmatch("[0-9]{1,4}", weight, re.ASCII):
        result.append((Strong, int(weight) >= _BOLD))
    if slant.startswith(("italic", "oblique")) or slant == "normal":
        result.append((Emphasis, slant != "normal"))
    return result


def language_of(token: Token) -> str | None:
    """Return the programming language that a class names."""
    match = _LANGUAGE.search(token.attributes.get("class", ""))
    return match[1] if match else None


def first_number(token: Token) -> int | None:
    """Return the number of the first item of a list, or None if it is not ordered."""
    start = token.attributes.get("start", "").strip()
    is_number = re.fullmatch("[0-9]{1,9}", start, re.ASCII)
    return None if token.value != "ol" else min(int(start), MAX_START) if is_number else 1


def word_level(token: Token) -> int:
    """Return the level of a paragraph that Word shows as the item of a list; otherwise 0."""
    match = _WORD_LEVEL.search(styles(token.attributes).get("mso-list", ""))
    return int(match[1]) if match else 0


def is_word_marker(token: Token) -> bool:
    """Return whether an element is the bullet or number that Word writes before an item."""
    return styles(token.attributes).get("mso-list") == "ignore"


@define
class Omission:
    """An element that is left out: what it is, its words, and how many of its name are open."""

    token: Token
    what: str
    is_seen: bool
    words: list[str] = field(factory=list)
    depth: int = 1


def omission(token: Token) -> Omission | None:
    """Return what to leave out where an element begins; None if it stays."""
    name, attributes = token.value, token.attributes
    if name in _UNSEEN or (name == "input" and attributes.get("type", "").lower() == "hidden"):
        return Omission(token, f"`<{name}>`", is_seen=False)
    if name in _SEEN:
        address = attributes.get("src") or attributes.get("data") or attributes.get("href")
        what = f"`<{name}>` of `{excerpt(address)}`" if address else f"`<{name}>`"
        words = attributes.get("value") or attributes.get("placeholder") or ""
        return Omission(token, what, is_seen=True, words=[words])
    is_hidden = "hidden" in attributes or styles(attributes).get("display") == "none"
    if is_hidden and name not in {"html", "body"}:
        return Omission(token, f"a hidden `<{excerpt(name)}>`", is_seen=False)
    size = {attributes.get("width"), attributes.get("height")}
    # a pixel that counts readers
    if name == "img" and size <= {"0", "1", "0px", "1px"}:
        what = f"an image of one pixel, `{excerpt(attributes.get('src', ''))}`,"
        return Omission(token, what, is_seen=False)
    return None
