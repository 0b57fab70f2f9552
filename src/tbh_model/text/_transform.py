"""Walk rich text and change it: whatever looks into a text or changes one does it here.

Among the changes are links that lead elsewhere, and paragraphs on one line: where a source was
wrapped means nothing, yet some mailing services print it as a line break.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, assert_never

from tbh_model._attrs import evolve, frozen
from tbh_model.text._blocks import (
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
from tbh_model.text._html import html_urls, html_words, unread_html
from tbh_model.text._inlines import (
    Inline,
    InlineImage,
    Link,
    Text,
    contains,
    has_content,
    is_same,
    map_inlines,
    words,
)
from tbh_model.text._parser import parse_lazily
from tbh_model.text._unicode import is_unseen


def unwrap_lines(text: RichText) -> RichText:
    r"""Return a text with each paragraph and heading on one line; hard line breaks are kept.

    The same object is returned if it has no wrapped line. A text that nobody has read yet stays so
    where its source can be joined.

    >>> tbh.write_plain(text.unwrap_lines(tbh.markdown("The bus\nwas early.")))
    'The bus was early.'
    """
    html = unread_html(text)
    if html is not None:
        unwrapped = _WRAP.sub(" ", html)
        if unwrapped == html:
            return text
        joined = parse_lazily(_WRAP_IN_SOURCE.sub(" ", text.source or ""))
        # on one line `**` above `*` is a rule, and no prose
        if joined is not None and unread_html(joined) == unwrapped:
            return joined
    return map_text(text, _unwrap)


def headings(text: RichText) -> tuple[tuple[int, str], ...]:
    """Return the level and the words of each heading of a text, at any depth.

    >>> text.headings(tbh.markdown("> # A *heading*"))
    ((1, 'A heading'),)
    """
    html = unread_html(text)
    if html is not None:
        return tuple((int(level), html_words(inner)) for level, inner in _HEADING.findall(html))
    nodes = (node for node in walk(text.parse()) if isinstance(node, Heading))
    return tuple((node.level, words(node.children)) for node in nodes)


def map_text(
    text: RichText,
    inline: Callable[[Inline], tuple[Inline, ...]] = lambda inline: (inline,),
    block: Callable[[Block], Block | None] = lambda block: block,
) -> RichText:
    r"""Return a text that is changed from the inside outwards.

    The same object is returned if nothing changes. A paragraph of which nothing is left is left
    out.

    Args:
        text: The text.
        inline: Returns what takes the place of an inline, whose own children have been changed.
        block: Returns what takes the place of a paragraph, a heading or another block that holds
            no blocks, in the order of the text; `None` for nothing.

    >>> shorter = text.map_text(
    ...     tbh.markdown("# A heading\n\nSome words."),
    ...     block=lambda block: None if isinstance(block, text.Heading) else block,
    ... )
    >>> tbh.write_plain(shorter)
    'Some words.'
    """
    blocks = text.parse()
    mapped = _Mapper(inline, block).blocks(blocks)
    return text if mapped is blocks else RichText(blocks=mapped)


@frozen
class _Mapper:
    change_inline: Callable[[Inline], tuple[Inline, ...]]
    change_block: Callable[[Block], Block | None]

    def blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        mapped = tuple(result for block in blocks if (result := self.block(block)) is not None)
        return blocks if is_same(mapped, blocks) else mapped

    def block(self, block: Block) -> Block | None:
        match block:
            case BlockQuote(children=children):
                inside = self.blocks(children)
                return block if inside is children else evolve(block, children=inside)
            case BulletList(children=children) | OrderedList(children=children):
                items = tuple(map(self.item, children))
                return block if is_same(items, children) else evolve(block, children=items)
            case Paragraph(children=children) | Heading(children=children):
                inlines = map_inlines(children, self.change_inline)
                if inlines is children:
                    return self.change_block(block)
                if isinstance(block, Paragraph) and not has_content(inlines):
                    return None
                return self.change_block(evolve(block, children=inlines))
            case CodeBlock() | ThematicBreak():
                return self.change_block(block)
            case _:
                assert_never(block)

    def item(self, item: ListItem) -> ListItem:
        inside = self.blocks(item.children)
        return item if inside is item.children else evolve(item, children=inside)


def walk(blocks: Iterable[Block]) -> Iterator[Block | ListItem | Inline]:
    """Yield every block, list item and inline of some blocks, in the order of the text.

    >>> [type(node).__name__ for node in text.walk(tbh.markdown("> Early.").blocks)]
    ['BlockQuote', 'Paragraph', 'Text']
    """
    stack: list[Block | ListItem | Inline] = [*reversed(tuple(blocks))]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(getattr(node, "children", ())))


def map_links(
    text: RichText,
    link: Callable[[str], str | None],
    image: Callable[[str], str | None] = lambda url: url,
) -> RichText:
    """Return a text with other URLs of its links and images.

    The same object is returned if nothing changes. A paragraph that becomes empty is removed, and
    so is a heading without text.

    Args:
        text: The text.
        link: Returns the URL of a link, or None to replace the link by its text.
        image: Returns the URL of an image, or None to replace the image by its description.

    >>> answer = tbh.markdown("See [the panel](panel.html).")
    >>> tbh.write_plain(text.map_links(answer, lambda url: None))
    'See the panel.'
    """

    def change(inline: Inline) -> tuple[Inline, ...]:
        match inline:
            case Link(url=url, children=children):
                address = link(url)
                if address is None:
                    return children
                return (inline if address == url else evolve(inline, url=address),)
            case InlineImage(url=url, alt=alt):
                address, shown_alt = image(url), "" if is_unseen(alt) else alt
                if address is None:
                    return (Text(value=alt),) if alt else ()
                if (address, shown_alt) == (url, alt):
                    return (inline,)
                return (evolve(inline, url=address, alt=shown_alt),)
            case _:
                return (inline,)

    html = unread_html(text)
    is_same_html = html is not None and all(link(url) == url for url in html_urls(html))
    if is_same_html and not headings(text):
        return text
    return map_text(text, change, without_blank_heading)


def without_blank_heading(block: Block) -> Block | None:
    """Return a block, or `None` for a heading of which a reader sees nothing.

    >>> text.without_blank_heading(text.Heading(level=1, children=())) is None
    True
    """
    return None if isinstance(block, Heading) and not is_shown(block.children) else block


def is_shown(inlines: Iterable[Inline]) -> bool:
    """Return whether inlines show anything to a reader: an image or text.

    >>> text.is_shown((text.Text(value=" "),))
    False
    """
    inlines = tuple(inlines)
    return contains(inlines, InlineImage) or not is_unseen(words(inlines))


def _unwrap(inline: Inline) -> tuple[Inline, ...]:
    if isinstance(inline, Text) and "\n" in inline.value:
        return (Text(value=inline.value.replace("\n", " ")),)
    return (inline,)


_HEADING: Final = re.compile("<h([1-6])>(.*?)</h")
# An end of a line among words: behind the tag of a block or a line break there is none.
_WRAP: Final = re.compile(
    r"\n(?:(?<=[^>]\n)|(?<=</em>\n)|(?<=</strong>\n)|(?<=</code>\n)|(?<=</a>\n))"
)
_WRAP_IN_SOURCE: Final = re.compile(r"(?<=[^ \t\n])[ \t]*\n[ \t]*(?=[^ \t\n])")
