"""Rich text as XHTML."""

from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from attrs import define, field
from lxml.etree import _Element

from tbh_epub._places import Places
from tbh_epub._xhtml import Child, element
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
)

_DEEPEST: Final = 6


def prose(
    text: RichText, places: Places, level: int, page: str | None = None
) -> Iterator[_Element]:
    """Write a rich text; its first heading has a level, and none of them skips one.

    An image that is not in the book leaves its description. A link to a place alone leads to a
    page, which is that of the edition that the text belongs to.
    """
    return _Prose(places=places, level=level, page=page).blocks(text.blocks)


@define(kw_only=True)
class _Prose:
    places: Places
    level: int
    page: str | None = None
    above: list[int] = field(factory=list)
    """The levels, as the author wrote them, of the headings that the next one may lie under."""

    def blocks(self, blocks: Iterable[Block]) -> Iterator[_Element]:
        for block in blocks:
            yield from self.block(block)

    def block(self, block: Block) -> Iterator[_Element]:
        match block:
            case Paragraph(children=children):
                yield from _unless_empty("p", self.inlines(children))
            case Heading(level=level, children=children):
                inlines = self.inlines(children)
                if _says_something(inlines):  # one that says nothing is over nothing
                    yield element(self.heading(level), inlines)
            case BlockQuote(children=children):
                yield from _unless_empty("blockquote", list(self.blocks(children)))
            case BulletList(children=items, tight=tight):
                yield element("ul", [self.item(item, tight=tight) for item in items])
            case OrderedList(children=items, start=start, tight=tight):
                first = {} if start == 1 else {"start": str(start)}
                yield element("ol", [self.item(item, tight=tight) for item in items], first)
            case CodeBlock(value=value):
                yield element("pre", [element("code", [value])])
            case ThematicBreak():
                yield element("hr")
            case _:
                assert_never(block)

    def item(self, item: ListItem, *, tight: bool) -> _Element:
        children: list[Child] = []
        for block in item.children:
            if tight and isinstance(block, Paragraph):
                children += self.inlines(block.children)
            else:
                children += self.block(block)
        return element("li", children)

    def heading(self, written: int) -> str:
        while self.above and self.above[-1] >= written:
            self.above.pop()
        self.above.append(written)
        return f"h{min(len(self.above) - 1 + self.level, _DEEPEST)}"

    def inlines(self, inlines: Iterable[Inline]) -> list[Child]:
        return [child for inline in inlines for child in self.inline(inline)]

    def inline(self, inline: Inline) -> Iterator[Child]:
        match inline:
            case Text(value=value):
                yield value
            case Emphasis(children=children):
                yield from _unless_empty("em", self.inlines(children))
            case Strong(children=children):
                yield from _unless_empty("strong", self.inlines(children))
            case Code(value=value):
                yield element("code", [value])
            case Link(children=children):
                yield from self.link(inline, self.inlines(children))
            case InlineImage():
                yield from self.image(inline)
            case LineBreak():
                yield element("br")
            case _:
                assert_never(inline)

    def link(self, link: Link, children: list[Child]) -> Iterator[Child]:
        address = self.places.address(link.url, self.page)
        if address is None or not _says_something(children):
            yield from children
            return
        titled = {} if link.title is None else {"title": link.title}
        yield element("a", children, {"href": address, **titled})

    def image(self, image: InlineImage) -> Iterator[Child]:
        path = self.places.picture_in_text(image.url)
        if path is not None:
            yield element("img", attributes={"src": path, "alt": image.alt})
        elif image.alt:
            yield image.alt


def _unless_empty(name: str, children: list[Child] | list[_Element]) -> Iterator[_Element]:
    if _says_something(children):
        yield element(name, children)


def _says_something(children: Iterable[Child]) -> bool:
    return any(child if isinstance(child, str) else _is_no_break(child) for child in children)


def _is_no_break(child: _Element) -> bool:
    return not str(child.tag).endswith("}br")
