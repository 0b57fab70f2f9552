"""Where the links, images and headings of a Markdown text stand, for those who judge a text."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from attrs import define, evolve, field, frozen

from tbh_model._final import final
from tbh_model.text._characters import replace_unencodable
from tbh_model.text._tree import MAX_DEPTH

if TYPE_CHECKING:
    from pyromark.event import Event, Range


class MarkdownElementKind(StrEnum):
    """What stands out in a text."""

    LINK = "link"
    IMAGE = "image"
    HEADING = "heading"


@final
@frozen(kw_only=True)
class MarkdownElement:
    """A link, an image or a heading, at a range of code points of the source."""

    kind: MarkdownElementKind
    words: str
    """The words of a link or a heading, the description of an image."""
    url: str
    """Where a link leads or an image lies, as it is written; empty for a heading."""
    level: int
    """From 1 to 6 for a heading, otherwise 0."""
    start: int
    """Where the words of a link begin, or the mark of an image or a heading."""
    end: int


_MAY_HAVE_ELEMENTS: Final = re.compile(r"[\[#<]|^[ \t>]*[=-]", re.MULTILINE)
"""Without any of these a text holds no landmark."""


def find_elements(source: str) -> tuple[MarkdownElement, ...]:
    """Find the landmarks of a CommonMark text, in the order in which they end."""
    if _MAY_HAVE_ELEMENTS.search(source) is None:
        return ()
    import pyromark  # a compiled library, only for those who read Markdown

    encodable = replace_unencodable(source)
    finder = _ElementFinder(data=encodable.encode())
    for event, span in pyromark.events_with_range(encodable, merge_text=True):
        finder.feed(event, span)
    return tuple(_to_character_ranges(finder.elements, finder.data))


def _to_character_ranges(elements: list[MarkdownElement], data: bytes) -> Iterator[MarkdownElement]:
    """Turn ranges of bytes into ranges of characters, in one walk over the text."""
    if data.isascii():
        yield from elements
        return
    offsets = sorted({offset for element in elements for offset in (element.start, element.end)})
    characters: dict[int, int] = {}
    position, count = 0, 0
    for offset in offsets:
        count += len(data[position:offset].decode())
        position, characters[offset] = offset, count
    for element in elements:
        start, end = characters[element.start], characters[element.end]
        yield evolve(element, start=start, end=end)


@define
class _OpenElement:
    """A landmark that has begun."""

    kind: MarkdownElementKind
    url: str
    level: int
    start: int
    end: int
    words: list[str] = field(factory=list)
    spans: list[tuple[int, int]] = field(factory=list)


@define
class _ElementFinder:
    data: bytes
    elements: list[MarkdownElement] = field(factory=list)
    _open_elements: list[_OpenElement] = field(factory=list)

    def feed(self, event: "Event", span: "Range") -> None:
        start, end = span["start"], span["end"]
        match event:
            case {"Start": {"Heading": {"level": str(level)}}}:
                self._open_elements.append(
                    _OpenElement(MarkdownElementKind.HEADING, "", int(level[1:]), start, end)
                )
            case {"Start": {"Link": {"dest_url": str(url)}}}:
                self._open_elements.append(
                    _OpenElement(MarkdownElementKind.LINK, url, 0, start, end)
                )
            case {"Start": {"Image": {"dest_url": str(url)}}}:
                self._add_text("", start, end)
                self._open_elements.append(
                    _OpenElement(MarkdownElementKind.IMAGE, url, 0, start, end)
                )
            case {"End": "Link" | "Image" | {"Heading": _}}:
                self.elements.append(self._close_element(self._open_elements.pop()))
            case {"Text": str(words)} | {"Code": str(words)} | {"InlineHtml": str(words)}:
                self._add_text(words, start, end)
            case "SoftBreak" | "HardBreak":
                self._add_text(" ", start, end)

    def _add_text(self, words: str, start: int, end: int) -> None:
        for element in self._open_elements[-MAX_DEPTH:]:  # deeper nesting is refused anyway
            element.words.append(words)
            element.spans.append((start, end))

    def _close_element(self, element: _OpenElement) -> MarkdownElement:
        start, end = element.start, element.end
        if element.kind is MarkdownElementKind.LINK and element.spans:
            start, end = element.spans[0][0], element.spans[-1][1]
        end = start + len(self.data[start:end].partition(b"\n")[0].rstrip())
        return MarkdownElement(
            kind=element.kind,
            words="".join(element.words),
            url=element.url,
            level=element.level,
            start=start,
            end=end,
        )
