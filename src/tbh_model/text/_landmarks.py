"""Where the links, images and headings of a Markdown text stand, for those who judge a text."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from attrs import define, evolve, field, frozen

from tbh_model._final import final
from tbh_model.text._characters import visible
from tbh_model.text._tree import MAX_DEPTH

if TYPE_CHECKING:
    from pyromark.event import Event, Range


class LandmarkKind(StrEnum):
    """What stands out in a text."""

    LINK = "link"
    IMAGE = "image"
    HEADING = "heading"


@final
@frozen(kw_only=True)
class Landmark:
    """A link, an image or a heading, at a range of code points of the source."""

    kind: LandmarkKind
    words: str
    """The words of a link or a heading, the description of an image."""
    url: str
    """Where a link leads or an image lies, as it is written; empty for a heading."""
    level: int
    """From 1 to 6 for a heading, otherwise 0."""
    start: int
    """Where the words of a link begin, or the mark of an image or a heading."""
    end: int


_MAY_HOLD: Final = re.compile(r"[\[#<]|^[ \t>]*[=-]", re.MULTILINE)
"""Without any of these a text holds no landmark."""


def landmarks(source: str) -> tuple[Landmark, ...]:
    """Find the landmarks of a CommonMark text, in the order in which they end."""
    if _MAY_HOLD.search(source) is None:
        return ()
    import pyromark  # a compiled library, only for those who read Markdown

    carried = visible(source)
    finder = _Finder(data=carried.encode())
    for event, span in pyromark.events_with_range(carried, merge_text=True):
        finder.take(event, span)
    return tuple(_in_characters(finder.found, finder.data))


def _in_characters(found: list[Landmark], data: bytes) -> Iterator[Landmark]:
    """Turn ranges of bytes into ranges of characters, in one walk over the text."""
    if data.isascii():
        yield from found
        return
    places = sorted({place for landmark in found for place in (landmark.start, landmark.end)})
    characters: dict[int, int] = {}
    seen, count = 0, 0
    for place in places:
        count += len(data[seen:place].decode())
        seen, characters[place] = place, count
    for landmark in found:
        start, end = characters[landmark.start], characters[landmark.end]
        yield evolve(landmark, start=start, end=end)


@define
class _Open:
    """A landmark that has begun."""

    kind: LandmarkKind
    url: str
    level: int
    start: int
    end: int
    words: list[str] = field(factory=list)
    spans: list[tuple[int, int]] = field(factory=list)


@define
class _Finder:
    data: bytes
    found: list[Landmark] = field(factory=list)
    _open: list[_Open] = field(factory=list)

    def take(self, event: "Event", span: "Range") -> None:
        start, end = span["start"], span["end"]
        match event:
            case {"Start": {"Heading": {"level": str(level)}}}:
                self._open.append(_Open(LandmarkKind.HEADING, "", int(level[1:]), start, end))
            case {"Start": {"Link": {"dest_url": str(url)}}}:
                self._open.append(_Open(LandmarkKind.LINK, url, 0, start, end))
            case {"Start": {"Image": {"dest_url": str(url)}}}:
                self._say("", start, end)
                self._open.append(_Open(LandmarkKind.IMAGE, url, 0, start, end))
            case {"End": "Link" | "Image" | {"Heading": _}}:
                self.found.append(self._landmark(self._open.pop()))
            case {"Text": str(words)} | {"Code": str(words)} | {"InlineHtml": str(words)}:
                self._say(words, start, end)
            case "SoftBreak" | "HardBreak":
                self._say(" ", start, end)

    def _say(self, words: str, start: int, end: int) -> None:
        for landmark in self._open[-MAX_DEPTH:]:  # deeper nesting is refused anyway
            landmark.words.append(words)
            landmark.spans.append((start, end))

    def _landmark(self, done: _Open) -> Landmark:
        start, end = done.start, done.end
        if done.kind is LandmarkKind.LINK and done.spans:
            start, end = done.spans[0][0], done.spans[-1][1]
        end = start + len(self.data[start:end].partition(b"\n")[0].rstrip())
        return Landmark(
            kind=done.kind,
            words="".join(done.words),
            url=done.url,
            level=done.level,
            start=start,
            end=end,
        )
