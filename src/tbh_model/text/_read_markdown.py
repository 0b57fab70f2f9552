"""CommonMark to tree, with a problem and its place for everything that the tree cannot hold."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from attrs import define, field, frozen

from tbh_model._arguments import explained_arguments
from tbh_model._final import final
from tbh_model._problems import Problem, Severity
from tbh_model.text._characters import is_carried, visible
from tbh_model.text._error import RichTextError
from tbh_model.text._inlines import Inline, holds, says_something, tidy, without, words
from tbh_model.text._markdown_problems import (
    Found,
    RawHTML,
    characters_not_carried,
    forbidden_address,
    located,
    nested_too_deeply,
    unsupported,
    unused,
)
from tbh_model.text._tree import (
    MAX_DEPTH,
    MAX_TEXT_DEPTH,
    Block,
    BlockQuote,
    BulletList,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    Image,
    LineBreak,
    Link,
    ListItem,
    OrderedList,
    Paragraph,
    RichText,
    Strong,
    Text,
    ThematicBreak,
    Unread,
)
from tbh_model.text._urls import fault, mailto

if TYPE_CHECKING:
    from pyromark.event import Event, Range

_LINE_ENDING = re.compile("\r\n?")
_CONTAINERS = frozenset({"BlockQuote", "Item"})
_EMPHASES = frozenset({"Emphasis", "Strong"})
_SPANS = frozenset({*_EMPHASES, "Link", "Image"})


@final
@frozen(kw_only=True)
class Reading:
    """What came out of reading a Markdown text."""

    tree: RichText
    """The text. Raw HTML stands in it as the words it is written with, and a link that may not
    be followed as the words it was put on: no word is lost, and nothing is passed on as markup."""
    problems: tuple[Problem, ...] = ()
    """What the tree could not hold, in the order of the text."""


@explained_arguments
def read_markdown(source: str) -> Reading:
    """Read CommonMark, without any extension; never raises, whatever the text."""
    if "\r" in source:
        source = _LINE_ENDING.sub("\n", source)
    carried = visible(source)
    reader = _Reader()
    tree = reader.read(carried)
    problems = list(located(reader.found, carried))
    if carried is not source:
        problems += characters_not_carried(source)
        problems.sort(key=lambda problem: (problem.line or 0, problem.column or 0))
    return Reading(tree=tree, problems=tuple(problems))


def read_harmless(source: str) -> RichText | None:
    """Return a text in which nothing can be wrong, to be read when it is first looked at.

    `None` where something may be: what looks like HTML or a link, characters that cannot be
    carried, deep nesting. Then it must be read at once.
    """
    if "<" in source or "[" in source or "\r" in source:
        return None
    if sum(map(source.count, _MARKERS)) > _MANY or not is_carried(source):
        return None
    return RichText(blocks=Unread(source, _blocks_of)) if source.strip(" \t\n") else RichText()


def _blocks_of(source: str) -> tuple[Block, ...]:
    return read_markdown(source).tree.blocks


_MARKERS = (">", "-", "*", "+", ".", ")")
"""One of these begins each block quote and each item of a list."""
_MANY = MAX_DEPTH // 2


@explained_arguments
def markdown(source: str) -> RichText:
    """Read CommonMark that has no mistake in it.

    Raises:
        RichTextError: with every problem of the text, when one of them is an error.
    """
    reading = read_markdown(source)
    if any(problem.severity is Severity.ERROR for problem in reading.problems):
        raise RichTextError(reading.problems)
    return reading.tree


@define(eq=False)
class _Frame:
    """A construct that is open: its name and data as the parser gives them, and what it holds."""

    name: str
    data: object = None
    start: int = 0
    end: int = 0
    words: list[str] = field(factory=list)
    inlines: list[Inline] = field(factory=list)
    blocks: list[Block] = field(factory=list)
    items: list[ListItem] = field(factory=list)
    tight: bool = True

    def add(self, *inlines: Inline) -> None:
        self._end_words()
        self.inlines.extend(inlines)

    def add_block(self, block: Block) -> None:
        self.settle()
        self.blocks.append(block)

    def children(self) -> tuple[Inline, ...]:
        self._end_words()
        return tuple(self.inlines)

    def settle(self) -> None:
        """Make a paragraph of loose inlines: the items of a tight list hold them bare."""
        children = tidy(self.children())
        self.inlines = []
        if says_something(children):
            self.blocks.append(Paragraph(children=children))

    def settled(self) -> tuple[Block, ...]:
        self.settle()
        return tuple(self.blocks)

    def _end_words(self) -> None:
        if self.words:
            self.inlines.append(Text(value="".join(self.words)))
            self.words = []


class _Reader:
    """Builds the tree from the events of the parser, in one pass."""

    def __init__(self) -> None:
        self.found: list[Found] = []
        self._stack = [_Frame("Document")]
        # How many constructs of each name are open, those that are left out included.
        self._opened: Counter[str] = Counter()
        self._too_deep = False
        self._html = RawHTML()
        self._used: set[str] = set()
        self._forbidden: set[str] = set()
        self._definitions: Mapping[str, tuple[int, int]] = {}

    def read(self, source: str) -> RichText:
        import pyromark  # a compiled library, only for those who read Markdown

        if "]:" in source:
            definitions = pyromark.reference_definitions(source)
            self._definitions = {
                _label(label): (found["span"]["start"], found["span"]["end"])
                for label, found in definitions.items()
            }
        for event, span in pyromark.events_with_range(source, merge_text=True):
            self._take(event, span)
        for label, (start, end) in self._definitions.items():
            if label not in self._used:
                self.found.append(unused(label, start, end))
        return RichText(blocks=self._stack[0].settled())

    def _take(self, event: "Event", span: "Range") -> None:
        here = self._stack[-1]
        match event:
            case {"Text": str(text)} | {"Html": str(text)}:
                here.words.append(text)
            case "SoftBreak":
                here.words.append("\n")
            case {"Start": tag}:
                self._open(tag, span)
            case {"End": tag}:
                self._close(tag)
            case {"Code": str(value)}:
                here.add(Code(value=value))
            case "HardBreak":
                here.add(LineBreak())
            case {"InlineHtml": str(html)}:
                self.found += self._html.found(html, span["start"], span["end"])
                here.words.append(html)
            case _:  # "Rule", the only other event of CommonMark without extensions
                here.add_block(ThematicBreak())

    def _open(self, tag: object, span: "Range") -> None:
        name, data = _named(tag)
        here = self._stack[-1]
        if name in _CONTAINERS:
            here.settle()
        if name == "Paragraph" and here.name == "Item":
            self._stack[-2].tight = False
        left_out = self._is_left_out(name, span)
        self._opened[name] += 1
        # What is in a construct that is left out goes to the one around it.
        self._stack.append(here if left_out else _Frame(name, data, span["start"], span["end"]))

    def _is_left_out(self, name: str, span: "Range") -> bool:
        if name == "Item":
            return self._stack[-1].name != "List"
        if self._is_too_deep(name):
            if not self._too_deep:
                self.found.append(nested_too_deeply(span["start"]))
            self._too_deep = True
            return True
        return name in _EMPHASES and self._opened[name] > 0

    def _is_too_deep(self, name: str) -> bool:
        if name in {"BlockQuote", "List"}:
            return sum(map(self._opened.__getitem__, _CONTAINERS)) >= MAX_TEXT_DEPTH
        return name in _SPANS and sum(map(self._opened.__getitem__, _SPANS)) >= MAX_DEPTH

    def _close(self, tag: object) -> None:
        name = _named(tag)[0]
        self._opened[name] -= 1
        frame = self._stack.pop()
        here = self._stack[-1]
        if here is frame:
            if name in _CONTAINERS:
                here.settle()
        elif name in _SPANS:
            self._add_span(frame, here)
        elif name == "Item":
            here.items.append(ListItem(children=frame.settled()))
        else:
            self._add_block(frame, here)

    def _add_block(self, frame: _Frame, here: _Frame) -> None:
        match frame.name:
            case "Paragraph":
                for paragraph in frame.settled():
                    here.add_block(paragraph)
            case "Heading":
                data = cast("Mapping[str, str]", frame.data)
                here.add_block(Heading(level=int(data["level"][1:]), children=frame.children()))
            case "BlockQuote":
                here.add_block(BlockQuote(children=frame.settled()))
            case "List":
                here.add_block(_list(frame))
            case "CodeBlock":
                here.add_block(_code_block(frame))
            case _:  # "HtmlBlock"
                html = "".join(frame.words)
                self.found += self._html.found(html, frame.start, frame.end)
                here.add_block(Paragraph(children=(Text(value=html.strip()),)))

    def _add_span(self, frame: _Frame, here: _Frame) -> None:
        children = tidy(frame.children())
        match frame.name:
            case "Emphasis" if says_something(children):
                here.add(Emphasis(children=children))
            case "Strong" if says_something(children):
                here.add(Strong(children=children))
            case "Link":
                self._add_link(frame, here, children)
            case "Image":
                self._add_image(frame, here, children)
            case _:  # an emphasis of nothing but line breaks
                here.add(*children)

    def _add_link(self, frame: _Frame, here: _Frame, children: tuple[Inline, ...]) -> None:
        url, title = self._address(frame)
        if wrong := fault(url):
            self._forbid(frame, url, *wrong)
            here.add(*children)
            return
        if holds(children, Link):
            hint = "end one link before the other"
            self.found.append(unsupported("a link inside a link", hint, frame.start, frame.end))
            children = without(children, Link)
        here.add(Link(url=url, children=children, title=title))

    def _add_image(self, frame: _Frame, here: _Frame, children: tuple[Inline, ...]) -> None:
        url, title = self._address(frame)
        alt = words(children)
        if wrong := fault(url):
            self._forbid(frame, url, *wrong)
            here.words.append(alt)
            return
        if not self._opened["Image"] and (holds(children, Link) or holds(children, Image)):
            construct = "a link or an image in the description of an image"
            hint = "describe the image in words"
            self.found.append(unsupported(construct, hint, frame.start, frame.end))
        here.add(Image(url=url, alt=alt, title=title))

    def _address(self, frame: _Frame) -> tuple[str, str]:
        data = cast("Mapping[str, str]", frame.data)
        self._used.add(_label(data["id"]))
        url = data["dest_url"]
        return mailto(url) if data["link_type"] == "Email" else url, data["title"]

    def _forbid(self, frame: _Frame, url: str, what: str, hint: str) -> None:
        """Report an address where it is written, which for a reference is its definition."""
        label = _label(cast("Mapping[str, str]", frame.data)["id"])
        if label in self._forbidden:
            return
        if label:
            self._forbidden.add(label)
        start, end = self._definitions.get(label, (frame.start, frame.end))
        self.found.append(forbidden_address(url, what, hint, start, end))


def _named(tag: object) -> tuple[str, object]:
    if isinstance(tag, str):
        return tag, None
    return next(iter(cast("Mapping[str, object]", tag).items()))


def _label(label: str) -> str:
    """Labels match whatever their case and the space in them."""
    return " ".join(label.split()).casefold()


def _list(frame: _Frame) -> BulletList | OrderedList:
    items = tuple(frame.items)
    if frame.data is None:
        return BulletList(children=items, tight=frame.tight)
    return OrderedList(children=items, start=cast("int", frame.data), tight=frame.tight)


def _code_block(frame: _Frame) -> CodeBlock:
    value = "".join(frame.words).removesuffix("\n")
    info: Sequence[str] = ()
    if isinstance(frame.data, dict):
        info = cast("Mapping[str, str]", frame.data)["Fenced"].split(maxsplit=1)
    language, meta = (*info, None, None)[:2]
    return CodeBlock(value=value, language=language, meta=meta)
