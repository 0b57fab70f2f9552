"""Rich text from the tokens of HTML: open elements, blocks and lists, as browsers build a page."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from tbh_model._attrs import define, field, frozen
from tbh_model.text._blocks import (
    DEEPEST_HEADING,
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
from tbh_model.text._html_inlines import (
    BLOCKS,
    CELLS,
    CLOSED_BY,
    HEADINGS,
    LISTS,
    PREFORMATTED,
    SILENT,
    VOID,
    InlineCollector,
    LinkTarget,
    Omission,
    first_number,
    has_place,
    is_word_marker,
    language_of,
    marks_of,
    omission,
    word_level,
)
from tbh_model.text._html_tokenizer import (
    HTMLProblems,
    Token,
    TokenKind,
    excerpt,
    report_attributes,
    styles,
)
from tbh_model.text._inlines import Inline, InlineImage
from tbh_model.text._shorten import collapse_spaces
from tbh_model.text._unicode import replace_unencodable

_NUMBER: Final = re.compile(r"\s*(?:([0-9]{1,9})|[a-zA-Z]{1,6})[.)]")


@define
class Frame:
    """A document, a block quote, a list or an item that is open, with what it holds."""

    name: str
    blocks: list[Block] = field(factory=list)
    items: list[list[Block]] = field(factory=list)
    start: int | None = None
    tight: bool = True
    is_level: bool = False
    """Whether what it holds lies one level deeper."""

    @property
    def target(self) -> list[Block]:
        """Where a block goes: what stands in a list outside of its items goes to the last."""
        if self.name in LISTS and not self.items:
            self.items.append([])
        return self.items[-1] if self.name in LISTS else self.blocks

    def build(self) -> Block | None:
        """Return the block that it has become; None for an item, or a list without items."""
        if self.name == "blockquote":
            return BlockQuote(children=tuple(self.blocks))
        if not self.items:
            return None
        items = tuple(ListItem(children=tuple(blocks)) for blocks in self.items)
        return _list(items, self.start, tight=self.tight)


@frozen
class OpenBlock:
    """A block element that is open, and the frame that it has opened."""

    name: str
    frame: Frame | None


@define
class WordItem:
    """A paragraph that Word shows as the item of a list."""

    level: int
    marker: list[str] = field(factory=list)
    children: tuple[Inline, ...] = ()

    @property
    def number(self) -> int | None:
        """The number before it; None if it has a bullet."""
        match = _NUMBER.match("".join(self.marker))
        return None if match is None else int(match[1] or 1)


def word_lists(items: Sequence[WordItem]) -> list[Block]:
    """Return the lists of Word's items; those of a deeper level than the first lie below others."""
    entries: list[tuple[WordItem, list[WordItem]]] = []
    for item in items:
        if entries and item.level > items[0].level:
            entries[-1][1].append(item)
        else:
            entries.append((item, []))
    lists: list[Block] = []
    for _, group in groupby(entries, lambda entry: entry[0].number is not None):
        run = list(group)
        children = tuple(
            ListItem(children=(Paragraph(children=item.children), *word_lists(below)))
            for item, below in run
        )
        lists.append(_list(children, run[0][0].number, tight=True))
    return lists


def _list(items: tuple[ListItem, ...], start: int | None, *, tight: bool) -> Block:
    if start is None:
        return BulletList(children=items, tight=tight)
    return OrderedList(children=items, start=start, tight=tight)


_KEEPS_BREAKS: Final = frozenset({"p", "li"})
"""Blocks in which two line breaks are not the end of a paragraph."""


@define
class TreeBuilder:
    """Builds the tree from the tokens, in one pass."""

    _heading_level: int
    problems: HTMLProblems = field(factory=HTMLProblems)
    _inlines: InlineCollector = field(factory=InlineCollector)
    _open: list[OpenBlock] = field(factory=list)
    _open_counts: Counter[str] = field(factory=Counter)
    _frames: list[Frame] = field(factory=lambda: [Frame("document")])
    _depth: int = 0
    _heading: int = 0
    """The level of the heading that is open, or 0."""
    _lines: list[str] | None = None
    """The text of the preformatted block that is open."""
    _lines_start: int = 0
    _language: str | None = None
    _omission: Omission | None = None
    _word_item: WordItem | None = None
    _word_items: list[WordItem] = field(factory=list)
    _links: list[LinkTarget] = field(factory=list)

    def build(self, tokens: Iterable[Token]) -> RichText:
        """Return the text of all tokens."""
        for token in tokens:
            if self._omission is None or not self._omit(token, self._omission):
                self._feed(token)
        if self._omission is not None:
            self._end_omission(self._omission)
        while self._open:
            self._close_block()
        self._flush()
        self._end_word_list()
        for link in self._links:
            if not link.is_used:
                what = f"the link to `{excerpt(link.url)}` on no words"
                self.problems.removal(what, link.token, is_seen=False)
        return RichText(blocks=tuple(self._frames[0].blocks))

    def _feed(self, token: Token) -> None:
        match token.kind:
            case TokenKind.TEXT:
                self._add_text(token)
            case TokenKind.START:
                self._start(token)
            case TokenKind.END:
                self._end(token)
            case _:
                self.problems.comment(token)

    def _start(self, token: Token) -> None:
        name = token.value
        if (omitted := omission(token)) is not None:
            return self._begin_omission(omitted)
        if self._word_item is not None and is_word_marker(token):
            self._omission = Omission(token, "", is_seen=False, words=self._word_item.marker)
            return None
        if not has_place(token):
            self.problems.form(name, token)
        report_attributes(self.problems, token)
        if name in BLOCKS:
            return self._start_block(token)
        if name == "br":
            return self._add_break()
        if name == "img":
            return self._add_image(token)
        return None if name in VOID else self._start_inline(token)

    def _end(self, token: Token) -> None:
        name = token.value
        if name == "br":
            self._add_break()
        # the end tag of any heading ends the open one, `</h3>` an `<h2>` (HTML standard,
        # 13.2.6.4.7)
        elif name in HEADINGS and self._heading:
            while self._close_block() not in HEADINGS:
                pass
        elif name not in BLOCKS:
            self._inlines.close(name)
        elif self._open_counts[name]:
            while self._close_block() != name:
                pass

    def _start_block(self, token: Token) -> None:
        name = token.value
        # `<li>` ends the item before it, and a block the paragraph before it (HTML standard,
        # 13.2.6.4.7): editors leave end tags out.
        if name == "li" and self._frames[-1].name == "li":
            frame = self._frames[-1]
            while self._frames[-1] is frame:
                self._close_block()
        closed = CLOSED_BY.get(name, frozenset())
        while self._open and (self._open[-1].name == "p" or self._open[-1].name in closed):
            self._close_block()
        self._flush()
        if name == "hr":
            self._add_block(ThematicBreak())
        else:
            self._open_block(token)

    def _open_block(self, token: Token) -> None:
        name = token.value
        frame = self._frame(token)
        if frame is not None:
            self._end_word_list()
            self._frames.append(frame)
            self._depth += frame.is_level
        self._open.append(OpenBlock(name, frame))
        self._open_counts[name] += 1
        marks, reset = marks_of(token)
        if marks or reset:
            self._inlines.open("", len(self._open), marks, reset)
        if name in HEADINGS:
            self._heading = HEADINGS[name]
        elif name in PREFORMATTED and self._lines is None:
            self._lines, self._lines_start, self._language = [], token.end, language_of(token)
        elif name == "p":
            self._start_paragraph(token)

    def _start_paragraph(self, token: Token) -> None:
        if self._frames[-1].name == "li":
            self._frames[-2].tight = False
        level = min(word_level(token), self._levels_left)
        self._word_item = WordItem(level) if level > 0 else None

    @property
    def _levels_left(self) -> int:
        """How many block quotes and items may be opened; what is in a list makes an item."""
        return MAX_TEXT_DEPTH - self._depth - (self._frames[-1].name in LISTS)

    def _frame(self, token: Token) -> Frame | None:
        """Return the frame that an element opens."""
        name, parent = token.value, self._frames[-1]
        if name == "li" and parent.name in LISTS:
            parent.items.append([])
            return Frame(name, blocks=parent.items[-1], is_level=True)
        if name == "li":
            self.problems.form(name, token)
        if (name not in LISTS and name != "blockquote") or self._lines is not None:
            return None
        if self._levels_left <= 0:
            self.problems.depth(token)
            return Frame("", blocks=parent.target, is_level=parent.name in LISTS)
        is_level = name == "blockquote" or parent.name in LISTS
        return Frame(name, start=first_number(token), is_level=is_level)

    def _close_block(self) -> str:
        """Close the innermost block, and return its name."""
        self._flush()
        block = self._open.pop()
        self._open_counts[block.name] -= 1
        if block.frame is not None:
            self._end_word_list()
            self._frames.pop()
            self._depth -= block.frame.is_level
            if (built := block.frame.build()) is not None:
                self._add_block(built)
        if block.name in HEADINGS:
            self._heading = 0
        elif block.name in PREFORMATTED and self._lines is not None:
            value = "".join(self._lines).removesuffix("\n")
            self._lines = None
            self._add_block(CodeBlock(value=value, language=self._language))
        elif block.name == "p":
            self._word_item = None
        self._inlines.leave_block(len(self._open), keeps_formatting=block.name not in CELLS)
        return block.name

    def _flush(self) -> None:
        """End the paragraph or heading, or the line of a preformatted block."""
        if self._lines is not None:
            if self._lines and not self._lines[-1].endswith("\n"):
                self._lines.append("\n")
            return
        children = self._inlines.take()
        if not children:
            return
        if self._heading:
            level = max(1, min(DEEPEST_HEADING, self._heading - self._heading_level + 1))
            self._add_block(Heading(level=level, children=children))
        elif self._word_item is not None:
            self._word_item.children = children
            self._word_items.append(self._word_item)
            self._word_item = None
        else:
            self._add_block(Paragraph(children=children))

    def _add_block(self, block: Block) -> None:
        self._end_word_list()
        self._frames[-1].target.append(block)

    def _end_word_list(self) -> None:
        if self._word_items:
            self._frames[-1].target.extend(word_lists(self._word_items))
            self._word_items = []

    def _start_inline(self, token: Token) -> None:
        name = token.value
        marks, reset = marks_of(token)
        url = self._attribute(token, "href") if name == "a" and "href" in token.attributes else ""
        if self._lines is not None:
            self._report_in_lines(token, url, is_marked=bool(marks))
            return
        # a link cannot stand in a link: the second start tag ends the first, as in browsers
        if name == "a":
            self._inlines.close(name)
        if url and not self.problems.is_forbidden(url, token):
            target = LinkTarget(url, self._attribute(token, "title", is_url=False), token)
            self._links.append(target)
            marks = (target, *marks)
        decoration = styles(token.attributes).get("text-decoration", "")
        if "underline" in decoration and name not in {"a", "u"} and not self._inlines.is_linked:
            self.problems.form("u", token)
        if not self._inlines.open(name, len(self._open), marks, reset):
            self.problems.depth(token)

    def _report_in_lines(self, token: Token, url: str, *, is_marked: bool) -> None:
        if token.value == "code":
            self._language = language_of(token) or self._language
        elif url:
            self.problems.loss(f"the link to `{excerpt(url)}` in preformatted text", token)
        elif is_marked:
            self.problems.loss(f"`<{token.value}>` in preformatted text", token)

    def _add_text(self, token: Token) -> None:
        text = self._encodable(token.value, token)
        if self._lines is None:
            self._inlines.add_text(text)
        elif token.start == self._lines_start:  # a line ending after the tag is none of the text
            self._lines.append(text.removeprefix("\n"))
        else:
            self._lines.append(text)

    def _encodable(self, text: str, token: Token) -> str:
        encodable = replace_unencodable(text)
        if encodable is not text:
            self.problems.character(text, token)
        return encodable

    def _attribute(self, token: Token, name: str, *, is_url: bool = True) -> str:
        value = self._encodable(token.attributes.get(name, ""), token)
        # as browsers do (URL standard, 4.4): a mail program may have broken a long one into lines
        return re.sub(r"[\t\n\r]", "", value).strip() if is_url else value

    def _add_break(self) -> None:
        if self._lines is not None:
            self._lines.append("\n")
        elif self._heading:  # which stands on one line
            self._inlines.add_text(" ")
        elif self._inlines.begins_line and not (
            self._open and self._open[-1].name in _KEEPS_BREAKS
        ):
            self._flush()
        else:
            self._inlines.add_break()

    def _add_image(self, token: Token) -> None:
        url, alt = (self._attribute(token, name, is_url=name == "src") for name in ("src", "alt"))
        alt = collapse_spaces(alt)
        # pages that load pictures late have the address here, and a placeholder in `src`
        lazy = self._attribute(token, "data-src")
        if lazy and (not url or url.startswith("data:")):
            url = lazy
        if not url or self._lines is not None:
            what = f"the image `{excerpt(url)}`" if url else "an image without an address"
            self.problems.removal(what, token)
        if url and self._lines is None and not self.problems.is_forbidden(url, token):
            title = self._attribute(token, "title", is_url=False)
            self._inlines.add(InlineImage(url=url, alt=alt, title=title))
        elif self._lines is None:
            self._inlines.add_text(alt)
        else:
            self._lines.append(alt)

    def _begin_omission(self, omitted: Omission) -> None:
        if omitted.token.value in VOID or omitted.token.is_empty:
            self._end_omission(omitted)
        else:
            self._omission = omitted

    def _end_omission(self, omitted: Omission) -> None:
        self._omission = None
        if omitted.what:
            words = collapse_spaces(self._encodable("".join(omitted.words), omitted.token))
            self.problems.removal(omitted.what, omitted.token, words, is_seen=omitted.is_seen)

    def _omit(self, token: Token, omitted: Omission) -> bool:
        """Leave a token out, or return False if what is left out has ended before it."""
        name = omitted.token.value
        if token.kind is TokenKind.TEXT and name not in SILENT:
            omitted.words.append(token.value)
        if token.kind not in {TokenKind.START, TokenKind.END}:
            return True
        if name == "p" and token.kind is TokenKind.START and token.value in BLOCKS:
            self._end_omission(omitted)
            return False
        if token.value == name:
            omitted.depth += 1 if token.kind is TokenKind.START else -1
        if token.value in BLOCKS or token.value in {"br", "text"}:
            omitted.words.append(" ")
        if not omitted.depth:
            self._end_omission(omitted)
        return True
