"""Texts changed on their way out: each paragraph on one line, and links that lead elsewhere.

Where a source was wrapped means nothing, yet some mailing services print it as a line break.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from attrs import evolve, frozen

from tbh_model.text._blocks import (
    Block,
    BlockQuote,
    BulletList,
    Heading,
    ListItem,
    OrderedList,
    Paragraph,
    RichText,
)
from tbh_model.text._html import simple_html
from tbh_model.text._inlines import (
    Emphasis,
    Inline,
    InlineImage,
    LineBreak,
    Link,
    Strong,
    Text,
    contains,
    words,
)
from tbh_model.text._parser import parse_lazily
from tbh_model.text._unicode import is_unseen


def unwrap_lines(text: RichText) -> RichText:
    r"""Return a text with each paragraph and heading on one line; hard line breaks are kept.

    The same object is returned if it is simple and has no wrapped line. A simple text stays
    unparsed.

    >>> tbh.write_plain(text.unwrap_lines(tbh.markdown("The bus\nwas early.")))
    'The bus was early.'
    """
    source = text.source or ""
    html = simple_html(source)
    if html and html.count("\n") == html.count("</p>\n"):
        return text
    joined = parse_lazily(_WRAP_IN_SOURCE.sub(" ", source)) if html else None
    # on one line `**` above `*` is a rule, and no prose
    if joined is not None and simple_html(joined.source or "") == _WRAP.sub(" ", html or ""):
        return joined
    return RichText(blocks=tuple(map(_unwrap_block, text.parse())))


def is_simple(text: RichText) -> bool:
    """Return whether a text is not parsed yet, and has only paragraphs of text and emphasis.

    >>> text.is_simple(tbh.markdown("# A heading"))
    False
    """
    return text.source is not None and simple_html(text.source) is not None


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
    if is_simple(text):
        return text
    blocks = text.parse()
    mapped = tuple(_LinkMapper(link, image).blocks(blocks))
    return text if mapped == blocks else RichText(blocks=mapped)


@frozen
class _LinkMapper:
    link: Callable[[str], str | None]
    image: Callable[[str], str | None]

    def blocks(self, blocks: Iterable[Block]) -> Iterator[Block]:
        for block in blocks:
            match block:
                case Heading(children=children) if not is_shown(self.inlines(children)):
                    continue
                case Paragraph(children=children) | Heading(children=children):
                    inlines = self.inlines(children)
                    if inlines == children:
                        yield block
                    elif any(not isinstance(inline, LineBreak) for inline in inlines):
                        yield evolve(block, children=inlines)
                case BlockQuote(children=children):
                    yield evolve(block, children=tuple(self.blocks(children)))
                case BulletList(children=items) | OrderedList(children=items):
                    yield evolve(block, children=tuple(map(self.item, items)))
                case _:
                    yield block

    def item(self, item: ListItem) -> ListItem:
        return evolve(item, children=tuple(self.blocks(item.children)))

    def inlines(self, inlines: Iterable[Inline]) -> tuple[Inline, ...]:
        return tuple(mapped for inline in inlines for mapped in self.inline(inline))

    def inline(self, inline: Inline) -> Iterator[Inline]:
        match inline:
            case Link(url=url, children=children):
                address, words = self.link(url), self.inlines(children)
                if address is None:
                    yield from words
                else:
                    yield evolve(inline, url=address, children=words)
            case InlineImage(url=url, alt=alt):
                address = self.image(url)
                if address is not None:
                    yield evolve(inline, url=address, alt="" if is_unseen(alt) else alt)
                elif alt:
                    yield Text(value=alt)
            case Emphasis(children=children) | Strong(children=children):
                words = self.inlines(children)
                if any(not isinstance(word, LineBreak) for word in words):
                    yield evolve(inline, children=words)
                else:
                    yield from words
            case _:
                yield inline


def is_shown(inlines: Iterable[Inline]) -> bool:
    """Return whether inlines show anything to a reader: an image or text.

    >>> text.is_shown((text.Text(value=" "),))
    False
    """
    inlines = tuple(inlines)
    return contains(inlines, InlineImage) or not is_unseen(words(inlines))


def _unwrap_block(block: Block) -> Block:
    match block:
        case Paragraph(children=inlines) | Heading(children=inlines):
            return (
                evolve(block, children=_unwrap_inlines(inlines)) if _is_wrapped(inlines) else block
            )
        case BlockQuote(children=children):
            return evolve(block, children=tuple(map(_unwrap_block, children)))
        case BulletList(children=items) | OrderedList(children=items):
            return evolve(block, children=tuple(map(_unwrap_item, items)))
        case _:
            return block


def _unwrap_item(item: ListItem) -> ListItem:
    return evolve(item, children=tuple(map(_unwrap_block, item.children)))


def _is_wrapped(inlines: tuple[Inline, ...]) -> bool:
    return any(
        "\n" in inline.value if isinstance(inline, Text) else _is_wrapped_inside(inline)
        for inline in inlines
    )


def _is_wrapped_inside(inline: Inline) -> bool:
    return isinstance(inline, Emphasis | Strong | Link) and _is_wrapped(inline.children)


def _unwrap_inlines(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    return tuple(map(_unwrap_inline, inlines))


def _unwrap_inline(inline: Inline) -> Inline:
    match inline:
        case Text(value=value):
            return Text(value=value.replace("\n", " "))
        case Emphasis(children=children) | Strong(children=children) | Link(children=children):
            return evolve(inline, children=_unwrap_inlines(children))
        case _:
            return inline


_WRAP: Final = re.compile(r"(?<!</p>)\n")
_WRAP_IN_SOURCE: Final = re.compile(r"(?<=[^ \t\n])[ \t]*\n[ \t]*(?=[^ \t\n])")
