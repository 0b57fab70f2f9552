"""Read Markdown into rich text, and find elements in its source."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final, cast

from tbh_model._arguments import check_arguments_on_error
from tbh_model._attrs import define, evolve, field, frozen
from tbh_model._final import final
from tbh_model._problems import Problem, Severity
from tbh_model.text._blocks import (
    MAX_DEPTH,
    MAX_TEXT_DEPTH,
    Block,
    BlockQuote,
    BulletList,
    CodeBlock,
    Heading,
    ListItem,
    OrderedList,
    Paragraph,
    RichText,
    ThematicBreak,
)
from tbh_model.text._inlines import (
    Code,
    Emphasis,
    Inline,
    InlineImage,
    LineBreak,
    Link,
    Strong,
    Text,
    contains,
    has_content,
    normalize,
    strip,
    words,
)
from tbh_model.text._markdown_problems import (
    RawHTML,
    SourceProblem,
    forbidden_address,
    locate_problems,
    nested_too_deeply,
    unencodable_characters,
    unsupported_construct,
    unused_definition,
)
from tbh_model.text._unicode import is_encodable, replace_unencodable
from tbh_model.text._urls import mailto, url_error
from tbh_model.text._validation import RichTextError

if TYPE_CHECKING:
    from pyromark.event import Event, Range


_LINE_ENDING = re.compile("\r\n?")
_CONTAINERS = frozenset({"BlockQuote", "Item"})
_EMPHASES = frozenset({"Emphasis", "Strong"})
_SPANS = frozenset({*_EMPHASES, "Link", "Image"})


@final
@frozen(kw_only=True)
class ParsedMarkdown:
    """Result of parsing a Markdown source."""

    tree: RichText
    """The text. Raw HTML stands in it as the words it is written with, and a link that may not
    be followed as the words it was put on: no word is lost, and nothing is passed on as markup."""
    problems: tuple[Problem, ...] = ()
    """The problems, in the order of the source."""


@check_arguments_on_error
def read_markdown(source: str) -> ParsedMarkdown:
    """Return the parsed form of a CommonMark source; no source raises an error.

    >>> tbh.read_markdown("An *answer*").problems
    ()
    """
    if "\r" in source:
        source = _LINE_ENDING.sub("\n", source)
    encodable = replace_unencodable(source)
    reader = _TreeBuilder()
    tree = reader.build(encodable)
    problems = list(locate_problems(reader.problems, encodable))
    if encodable is not source:
        problems += unencodable_characters(source)
        problems.sort(key=lambda problem: (problem.line or 0, problem.column or 0))
    return ParsedMarkdown(tree=tree, problems=tuple(problems))


def parse_lazily(source: str) -> RichText | None:
    """Return a text that is parsed on first access, or None if it may have problems.

    A source may have problems if it has something like HTML, a definition, a link other than those
    to ordinary addresses, characters that cannot be encoded, or deep nesting. It must be parsed at
    once.

    >>> text.parse_lazily("<b>late</b>") is None, text.parse_lazily("late") is None
    (True, False)
    """
    if "\r" in source or ("<" in source and _HTML_START.search(source)):
        return None
    if "]" in source and _LINK_REST.search(_PLAIN_LINK.sub(" ", source)):
        return None
    if _DEEP_LINE.search(f"\n{source}") or not is_encodable(source):
        return None
    return RichText(_source=source) if source.strip(" \t\n") else RichText()


# What may begin HTML or an address between angle brackets.
_HTML_START = re.compile("<[A-Za-z/!?]")
# A link, or an image, of which `url_error` has nothing to say, whatever stands around it.
_PLAIN_LINK = re.compile(
    r"\[[^][\\`]*\]\((?:https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:[/?#][^][\\()\s]*)?"
    r"|mailto:[\w.+-]+@[\w-]+(?:\.[\w-]+)+|/?(?:\.\.?/)*[\w-][\w./-]*|#[\w-]+)\)"
)
# What makes a link or a definition of other brackets.
_LINK_REST = re.compile(r"\][(:]")
# A line that may open many block quotes and items: up to two for each character, if it is a tab.
_DEEP_LINE = re.compile(rf"\n[ \t>*+\-0-9.)]{{{MAX_DEPTH // 4}}}")


@check_arguments_on_error
def markdown(source: str) -> RichText:
    """Return the rich text of a CommonMark source without mistakes.

    Raises:
        RichTextError: With every problem of the source, if one of them is an error.

    >>> tbh.write_html(tbh.markdown("The bus was *early*."))
    '<p>The bus was <em>early</em>.</p>'
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

    def add_inlines(self, *inlines: Inline) -> None:
        self._flush_text()
        self.inlines.extend(inlines)

    def add_block(self, block: Block) -> None:
        self.flush_inlines()
        self.blocks.append(block)

    def children(self) -> tuple[Inline, ...]:
        self._flush_text()
        return tuple(self.inlines)

    def flush_inlines(self) -> None:
        """Turn inlines of a tight list item, which have no paragraph, into one."""
        children = normalize(self.children())
        self.inlines = []
        if has_content(children):
            self.blocks.append(Paragraph(children=children))

    def finish(self) -> tuple[Block, ...]:
        self.flush_inlines()
        return tuple(self.blocks)

    def _flush_text(self) -> None:
        if self.words:
            self.inlines.append(Text(value="".join(self.words)))
            self.words = []


class _TreeBuilder:
    """Builds the tree from the events of the parser, in one pass."""

    def __init__(self) -> None:
        self.problems: list[SourceProblem] = []
        self._stack = [_Frame("Document")]
        # How many constructs of each name are open, those that are left out included.
        self._open_counts: Counter[str] = Counter()
        self._too_deep = False
        self._html = RawHTML()
        self._used_labels: set[str] = set()
        self._forbidden_labels: set[str] = set()
        self._definitions: Mapping[str, tuple[int, int]] = {}

    def build(self, source: str) -> RichText:
        import pyromark  # a compiled library, only for those who read Markdown

        # a pass over the text of its own, which only those with definitions of links need
        if "]:" in source:
            definitions = pyromark.reference_definitions(source)
            self._definitions = {
                _normalize_label(label): (definition["span"]["start"], definition["span"]["end"])
                for label, definition in definitions.items()
            }
        for event, span in pyromark.events_with_range(source, merge_text=True):
            self._feed(event, span)
        for label, (start, end) in self._definitions.items():
            if label not in self._used_labels:
                self.problems.append(unused_definition(label, start, end))
        return RichText(blocks=self._stack[0].finish())

    def _feed(self, event: "Event", span: "Range") -> None:
        frame = self._stack[-1]
        match event:
            case {"Text": str(text)} | {"Html": str(text)}:
                frame.words.append(text)
            case "SoftBreak":
                frame.words.append("\n")
            case {"Start": tag}:
                self._open(tag, span)
            case {"End": tag}:
                self._close(tag)
            case {"Code": str(value)}:
                frame.add_inlines(Code(value=value))
            case "HardBreak":
                frame.add_inlines(LineBreak())
            case {"InlineHtml": str(html)}:
                self.problems += self._html.report(html, span["start"], span["end"])
                frame.words.append(html)
            case _:  # "Rule", the only other event of CommonMark without extensions
                frame.add_block(ThematicBreak())

    def _open(self, tag: object, span: "Range") -> None:
        name, data = _name_and_data(tag)
        parent = self._stack[-1]
        if name in _CONTAINERS:
            parent.flush_inlines()
        # the parser gives paragraphs in the items of loose lists alone
        if name == "Paragraph" and parent.name == "Item":
            self._stack[-2].tight = False
        is_skipped = self._is_skipped(name, span)
        self._open_counts[name] += 1
        # What is in a construct that is left out goes to the one around it.
        self._stack.append(parent if is_skipped else _Frame(name, data, span["start"], span["end"]))

    def _is_skipped(self, name: str, span: "Range") -> bool:
        if name == "Item":
            return self._stack[-1].name != "List"
        if self._is_too_deep(name):
            if not self._too_deep:
                self.problems.append(nested_too_deeply(span["start"]))
            self._too_deep = True
            return True
        # an emphasis inside one of its kind is that emphasis
        return name in _EMPHASES and self._open_counts[name] > 0

    def _is_too_deep(self, name: str) -> bool:
        if name in {"BlockQuote", "List"}:
            return sum(map(self._open_counts.__getitem__, _CONTAINERS)) >= MAX_TEXT_DEPTH
        return name in _SPANS and sum(map(self._open_counts.__getitem__, _SPANS)) >= MAX_DEPTH

    def _close(self, tag: object) -> None:
        name = _name_and_data(tag)[0]
        self._open_counts[name] -= 1
        frame = self._stack.pop()
        parent = self._stack[-1]
        if parent is frame:
            if name in _CONTAINERS:
                parent.flush_inlines()
        elif name in _SPANS:
            self._add_span(frame, parent)
        elif name == "Item":
            parent.items.append(ListItem(children=frame.finish()))
        else:
            self._add_block(frame, parent)

    def _add_block(self, frame: _Frame, parent: _Frame) -> None:
        match frame.name:
            case "Paragraph":
                for paragraph in frame.finish():
                    parent.add_block(paragraph)
            case "Heading":
                data = cast("Mapping[str, str]", frame.data)
                parent.add_block(Heading(level=int(data["level"][1:]), children=frame.children()))
            case "BlockQuote":
                parent.add_block(BlockQuote(children=frame.finish()))
            case "List":
                parent.add_block(_build_list(frame))
            case "CodeBlock":
                parent.add_block(_build_code_block(frame))
            case _:  # "HtmlBlock"
                html = "".join(frame.words)
                self.problems += self._html.report(html, frame.start, frame.end)
                parent.add_block(Paragraph(children=(Text(value=html.strip()),)))

    def _add_span(self, frame: _Frame, parent: _Frame) -> None:
        children = normalize(frame.children())
        match frame.name:
            case "Emphasis" if has_content(children):
                parent.add_inlines(Emphasis(children=children))
            case "Strong" if has_content(children):
                parent.add_inlines(Strong(children=children))
            case "Link":
                self._add_link(frame, parent, children)
            case "Image":
                self._add_image(frame, parent, children)
            case _:  # an emphasis of nothing but line breaks
                parent.add_inlines(*children)

    def _add_link(self, frame: _Frame, parent: _Frame, children: tuple[Inline, ...]) -> None:
        url, title = self._url_and_title(frame)
        if error := url_error(url):
            self._report_forbidden(frame, url, *error)
            parent.add_inlines(*children)
            return
        if contains(children, Link):
            hint = "end one link before the other"
            self.problems.append(
                unsupported_construct("a link inside a link", hint, frame.start, frame.end)
            )
            children = strip(children, Link)
        parent.add_inlines(Link(url=url, children=children, title=title))

    def _add_image(self, frame: _Frame, parent: _Frame, children: tuple[Inline, ...]) -> None:
        url, title = self._url_and_title(frame)
        alt = words(children)
        if error := url_error(url):
            self._report_forbidden(frame, url, *error)
            parent.words.append(alt)
            return
        if not self._open_counts["Image"] and (
            contains(children, Link) or contains(children, InlineImage)
        ):
            construct = "a link or an image in the description of an image"
            hint = "describe the image in words"
            self.problems.append(unsupported_construct(construct, hint, frame.start, frame.end))
        parent.add_inlines(InlineImage(url=url, alt=alt, title=title))

    def _url_and_title(self, frame: _Frame) -> tuple[str, str]:
        data = cast("Mapping[str, str]", frame.data)
        self._used_labels.add(_normalize_label(data["id"]))
        url = data["dest_url"]
        return mailto(url) if data["link_type"] == "Email" else url, data["title"]

    def _report_forbidden(self, frame: _Frame, url: str, reason: str, hint: str) -> None:
        """Report an address where it is written, which for a reference is its definition."""
        label = _normalize_label(cast("Mapping[str, str]", frame.data)["id"])
        if label in self._forbidden_labels:
            return
        if label:
            self._forbidden_labels.add(label)
        start, end = self._definitions.get(label, (frame.start, frame.end))
        self.problems.append(forbidden_address(url, reason, hint, start, end))


def _name_and_data(tag: object) -> tuple[str, object]:
    if isinstance(tag, str):
        return tag, None
    return next(iter(cast("Mapping[str, object]", tag).items()))


def _normalize_label(label: str) -> str:
    """Labels match whatever their case and the space in them."""
    return " ".join(label.split()).casefold()


def _build_list(frame: _Frame) -> BulletList | OrderedList:
    items = tuple(frame.items)
    if frame.data is None:
        return BulletList(children=items, tight=frame.tight)
    return OrderedList(children=items, start=cast("int", frame.data), tight=frame.tight)


def _build_code_block(frame: _Frame) -> CodeBlock:
    value = "".join(frame.words).removesuffix("\n")
    info: Sequence[str] = ()
    if isinstance(frame.data, dict):
        info = cast("Mapping[str, str]", frame.data)["Fenced"].split(maxsplit=1)
    language, meta = (*info, None, None)[:2]
    return CodeBlock(value=value, language=language, meta=meta)


class MarkdownElementKind(StrEnum):
    """Kind of a Markdown element."""

    LINK = "link"
    """A link."""
    IMAGE = "image"
    """An image."""
    HEADING = "heading"
    """A heading."""


@final
@frozen(kw_only=True)
class MarkdownElement:
    """A link, an image or a heading, at a range of code points of the source."""

    kind: MarkdownElementKind
    """The kind of element."""
    words: str
    """The words of a link or a heading, the description of an image."""
    url: str
    """The URL of a link or an image as written; empty for a heading."""
    level: int
    """The level of a heading, from 1 to 6; otherwise 0."""
    start: int
    """The index of the text of a link, or of the mark of an image or a heading."""
    end: int
    """The index behind the last code point."""


# Without any of these a text has no element, and need not be parsed.
_MAY_HAVE_ELEMENTS: Final = re.compile(r"[\[#<]|^[ \t>]*[=-]", re.MULTILINE)


def find_elements(source: str) -> tuple[MarkdownElement, ...]:
    """Return the elements of a CommonMark source with their positions, in the order of their ends.

    >>> [element.kind.name for element in text.find_elements("[a](https://a.example/)")]
    ['LINK']
    """
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
    """An element that has begun."""

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
