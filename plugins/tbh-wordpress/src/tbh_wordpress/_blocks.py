"""Rich text -> the block markup of WordPress: HTML between comments that say which block it is.

Elements and comments are made with lxml, which escapes. What WordPress itself would take for more
than words, shortcodes and addresses that it embeds, is written in another way at the end.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, assert_never

from attrs import frozen
from lxml.builder import E
from lxml.etree import Comment, _Element, tostring
from lxml.html import fragment_fromstring

from tbh_model.i18n import direction
from tbh_model.text import (
    Block,
    BlockQuote,
    BulletList,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    Inline,
    InlineImage,
    LineBreak,
    Link,
    ListItem,
    OrderedList,
    Paragraph,
    RichText,
    Strong,
    Text,
    ThematicBreak,
    join,
    map_links,
    replace_unencodable,
    uri,
    write_html,
)

Nodes = list[_Element]
"""A block: a comment, an element, a comment."""

_DEEPEST: Final = 6
_DEFAULT_LEVEL: Final = 2
_UNSAFE_IN_DELIMITER: Final[Mapping[str, str]] = {
    "--": r"\u002d\u002d",
    "<": r"\u003c",
    ">": r"\u003e",
    "&": r"\u0026",
    r"\"": r"\u0022",
}
_BARE_ADDRESS: Final = re.compile(r"(^|>)(\s*https?)://", re.MULTILINE | re.IGNORECASE)


def markup(blocks: Iterable[Nodes]) -> str:
    """Write blocks as the content of a post.

    A bracket becomes a number, because WordPress looks for shortcodes in all text; and so does the
    colon of an address that begins a line, because WordPress would show what is behind it.
    """
    written = "\n".join(
        "".join(tostring(node, encoding="unicode", method="html") for node in block)
        for block in blocks
    )
    numbered = written.replace("[", "&#91;").replace("]", "&#93;")
    return _BARE_ADDRESS.sub(r"\1\2&#58;//", numbered)


def delimiter(name: str, attributes: Mapping[str, object]) -> str:
    """Write what opens a block, as WordPress writes it: nothing in it can end a comment."""
    if not attributes:
        return f" wp:{name} "
    text = json.dumps(attributes, ensure_ascii=False, separators=(",", ":"))
    for sign, escaped in _UNSAFE_IN_DELIMITER.items():
        text = text.replace(sign, escaped)
    return f" wp:{name} {text} "


def block(name: str, element: _Element, **attributes: object) -> Nodes:
    """Make a block of one element."""
    start, end = Comment(delimiter(name, attributes)), Comment(f" /wp:{name} ")
    for node in (start, element, end):
        node.tail = "\n"
    return [start, element, end]


def separator() -> Nodes:
    """Make a rule."""
    return block("separator", E.hr({"class": "wp-block-separator has-alpha-channel-opacity"}))


def quote(
    children: Iterable[Nodes], anchor: str | None = None, citation: _Element | None = None
) -> Nodes:
    """Make a quote of blocks, with an address of its own, and with whose it is at its end."""
    element = E.blockquote({"class": "wp-block-quote"})
    if anchor is not None:
        element.set("id", anchor)
    for child in children:
        element.extend(child)
    if citation is not None:
        element.append(citation)
    return block("quote", element)


def group(children: Iterable[Nodes], anchor: str) -> Nodes:
    """Make a group of blocks, with an address of its own."""
    element = E.div({"class": "wp-block-group", "id": anchor})
    for child in children:
        element.extend(child)
    return block("group", element)


@frozen(kw_only=True)
class Writer:
    """Writes rich text of one series."""

    base_url: str
    """What relative addresses are joined to."""
    page: str | None = None
    """The page of the edition: what a query or a fragment alone is joined to."""
    level: int = _DEFAULT_LEVEL
    """The level of the heading that the text stands under; its own lie below."""
    language: str | None = None
    """The language of the words, where it is not that of the post."""

    def blocks(self, text: RichText) -> Iterator[Nodes]:
        """Return each block of a text."""
        shown = map_links(text, self.link, lambda url: url or None)
        return map(self.block, shown.blocks)

    def link(self, url: str) -> str | None:
        """Return where a link leads; one without an address leads nowhere."""
        return join(self.base_url, url, self.page) if url else None

    def block(self, node: Block) -> Nodes:
        """Make the block of WordPress that shows a block."""
        match node:
            case Paragraph(children=(InlineImage() as image,)):
                return self.image(image)
            case Paragraph(children=children):
                return block("paragraph", self.filled("p", children))
            case Heading(level=level, children=children):
                return self.heading(children, min(level + self.level, _DEEPEST))
            case BlockQuote(children=children):
                return quote(map(self.block, children))
            case BulletList() | OrderedList():
                return self.list(node) if _is_plain(node) else self.html(node)
            case CodeBlock(value=value):
                code = E.pre({"class": "wp-block-code"}, E.code(replace_unencodable(value)))
                return block("code", code)
            case ThematicBreak():
                return separator()
            case _:
                assert_never(node)

    def heading(self, children: Iterable[Inline], level: int) -> Nodes:
        """Make a heading; level 2 is what WordPress takes for granted."""
        element = self.filled(f"h{level}", children)
        element.set("class", "wp-block-heading")
        return block("heading", element, **({} if level == _DEFAULT_LEVEL else {"level": level}))

    def image(self, image: InlineImage) -> Nodes:
        """Make the block of a picture that stands alone."""
        return block("image", E.figure({"class": "wp-block-image"}, self.inline(image)))

    def html(self, node: Block) -> Nodes:
        """Make a block of HTML: for lists of more than lines, which WordPress has no block for."""
        text = write_html(
            RichText(blocks=(node,)), heading_level=self.level + 1, base_url=self.base_url
        )
        return block("html", fragment_fromstring(text))

    def list(self, node: BulletList | OrderedList) -> Nodes:
        """Make a list, and a block for each item in it."""
        numbered = isinstance(node, OrderedList)
        element = E("ol" if numbered else "ul", {"class": "wp-block-list"})
        attributes: dict[str, object] = {"ordered": True} if numbered else {}
        if isinstance(node, OrderedList) and node.start != 1:
            element.set("start", str(node.start))
            attributes["start"] = node.start
        for item in node.children:
            element.extend(block("list-item", self.item(item)))
        return block("list", element, **attributes)

    def item(self, item: ListItem) -> _Element:
        """Make an item: lines, and then lists inside it."""
        lines = [each for each in item.children if isinstance(each, Paragraph)]
        inlines = [inline for line in lines for inline in (*_GAP, *line.children)][len(_GAP) :]
        element = self.filled("li", inlines)
        for each in item.children:
            if isinstance(each, BulletList | OrderedList):
                element.extend(self.list(each))
        return element

    def cite(self, person: Inline) -> _Element:
        """Make the element that says whose words a quote has."""
        return E.cite(*self.inlines([person]))

    def filled(self, name: str, children: Iterable[Inline]) -> _Element:
        """Make an element with words in it, in whichever language they are."""
        words = self.inlines(children)
        if self.language is None:
            return E(name, *words)
        tongue = {"lang": self.language, "dir": direction(self.language)}
        return E(name, E.span(tongue, *words))

    def inlines(self, children: Iterable[Inline]) -> Iterator[_Element | str]:
        """Yield words and elements, one by one; where a source was wrapped means nothing."""
        for child in children:
            if isinstance(child, Text):
                yield replace_unencodable(child.value).replace("\n", " ")
            else:
                yield self.inline(child)

    def inline(self, node: Emphasis | Strong | Code | Link | InlineImage | LineBreak) -> _Element:
        """Make the element of an inline."""
        match node:
            case Emphasis(children=children):
                return E.em(*self.inlines(children))
            case Strong(children=children):
                return E.strong(*self.inlines(children))
            case Code(value=value):
                return E.code(replace_unencodable(value))
            case Link(url=url, children=children, title=title):
                return _titled(E.a({"href": self.address(url)}, *self.inlines(children)), title)
            case InlineImage(url=url, alt=alt, title=title):
                return _titled(
                    E.img({"src": self.address(url), "alt": replace_unencodable(alt)}), title
                )
            case LineBreak():
                return E.br()
            case _:
                assert_never(node)

    def address(self, url: str) -> str:
        """Return the absolute form of an address."""
        return uri(join(self.base_url, replace_unencodable(url), self.page))


_GAP: Final = (LineBreak(), LineBreak())
"""Between the paragraphs of an item."""


def _titled(element: _Element, title: str | None) -> _Element:
    if title is not None:
        element.set("title", replace_unencodable(title))
    return element


def _is_plain(node: BulletList | OrderedList) -> bool:
    """Whether a list has only lines in it, each with lists behind them at most."""
    return all(map(_is_plain_item, node.children))


def _is_plain_item(item: ListItem) -> bool:
    lists = [each for each in item.children if isinstance(each, BulletList | OrderedList)]
    lines = item.children[: len(item.children) - len(lists)]
    return all(isinstance(each, Paragraph) for each in lines) and all(map(_is_plain, lists))
