"""Each paragraph on one line: where a source was wrapped means nothing.

Yet some mailing services print it as a line break.
"""

import re
from typing import Final

from attrs import evolve

from tbh_model.text._inlines import Emphasis, Inline, Link, Strong, Text
from tbh_model.text._prose import prose_html
from tbh_model.text._read_markdown import read_harmless
from tbh_model.text._tree import (
    Block,
    BlockQuote,
    BulletList,
    Heading,
    ListItem,
    OrderedList,
    Paragraph,
    RichText,
)


def unwrapped(text: RichText) -> RichText:
    """Give a text with each paragraph and heading on one line; lines that break stay broken.

    The same object comes back when it is prose without a wrapped line. Prose stays unread.
    """
    source = text.source or ""
    html = prose_html(source)
    if html and html.count("\n") == html.count("</p>\n"):
        return text
    joined = read_harmless(_WRAP_IN_SOURCE.sub(" ", source)) if html else None
    # on one line `**` above `*` is a rule, and no prose
    if joined is not None and prose_html(joined.source or "") == _WRAP.sub(" ", html or ""):
        return joined
    return RichText(blocks=tuple(map(_block, text.read())))


def is_prose(text: RichText) -> bool:
    """Whether a text is unread, and nothing but paragraphs of words and emphasis."""
    return text.source is not None and prose_html(text.source) is not None


def _block(block: Block) -> Block:
    match block:
        case Paragraph(children=inlines) | Heading(children=inlines):
            return evolve(block, children=_inlines(inlines)) if _is_wrapped(inlines) else block
        case BlockQuote(children=children):
            return evolve(block, children=tuple(map(_block, children)))
        case BulletList(children=items) | OrderedList(children=items):
            return evolve(block, children=tuple(map(_item, items)))
        case _:
            return block


def _item(item: ListItem) -> ListItem:
    return evolve(item, children=tuple(map(_block, item.children)))


def _is_wrapped(inlines: tuple[Inline, ...]) -> bool:
    return any(
        "\n" in inline.value if isinstance(inline, Text) else _is_wrapped_inside(inline)
        for inline in inlines
    )


def _is_wrapped_inside(inline: Inline) -> bool:
    return isinstance(inline, Emphasis | Strong | Link) and _is_wrapped(inline.children)


def _inlines(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    return tuple(map(_inline, inlines))


def _inline(inline: Inline) -> Inline:
    match inline:
        case Text(value=value):
            return Text(value=value.replace("\n", " "))
        case Emphasis(children=children) | Strong(children=children) | Link(children=children):
            return evolve(inline, children=_inlines(children))
        case _:
            return inline


_WRAP: Final = re.compile(r"(?<!</p>)\n")
_WRAP_IN_SOURCE: Final = re.compile(r"(?<=[^ \t\n])[ \t]*\n[ \t]*(?=[^ \t\n])")
