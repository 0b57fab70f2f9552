"""Rich text as it stands on a page: headings without a gap, no image that is not there."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, assert_never

from attrs import define, evolve, field

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
    is_shown,
)

_UNDERLINE: Final = re.compile(r"[=-][ \t]*$", re.MULTILINE)


def fit_to_page(text: RichText, is_shown: Callable[[InlineImage], bool]) -> RichText:
    """Return the same text with headings that never skip a level, and without some images.

    The first heading has level 1, and each other one is at most one deeper than that before it.
    An image that is not shown leaves its description, if it has one.
    """
    if text.source is not None and not _may_need_fitting(text.source):
        return text
    return RichText(blocks=tuple(_PageFitter(is_shown=is_shown).blocks(text.parse())))


def _may_need_fitting(source: str) -> bool:
    """Return whether Markdown may have a heading or an image; nearly all texts have neither."""
    return "#" in source or "![" in source or _UNDERLINE.search(source) is not None


@define
class _PageFitter:
    is_shown: Callable[[InlineImage], bool]
    open_levels: list[int] = field(factory=list)
    """The levels, as written, of the headings that the next one may lie under."""

    def blocks(self, blocks: Iterable[Block]) -> Iterator[Block]:
        for block in blocks:
            yield from self.block(block)

    def block(self, block: Block) -> Iterator[Block]:
        match block:
            case Paragraph(children=children):
                inlines = self.inlines(children)
                if _has_content(inlines):
                    yield Paragraph(children=inlines)
            case Heading(level=level, children=children):
                inlines = self.inlines(children)
                if is_shown(inlines):
                    yield Heading(level=self.level(level), children=inlines)
            case BlockQuote(children=blocks):
                yield BlockQuote(children=tuple(self.blocks(blocks)))
            case BulletList(children=items) | OrderedList(children=items):
                yield evolve(block, children=tuple(map(self.item, items)))
            case CodeBlock() | ThematicBreak():
                yield block
            case _:
                assert_never(block)

    def item(self, item: ListItem) -> ListItem:
        return ListItem(children=tuple(self.blocks(item.children)))

    def level(self, source_level: int) -> int:
        while self.open_levels and self.open_levels[-1] >= source_level:
            self.open_levels.pop()
        self.open_levels.append(source_level)
        return len(self.open_levels)

    def inlines(self, inlines: Iterable[Inline]) -> tuple[Inline, ...]:
        return tuple(result for inline in inlines for result in self.inline(inline))

    def inline(self, inline: Inline) -> Iterator[Inline]:
        match inline:
            case InlineImage() if self.is_shown(inline):
                yield inline
            case InlineImage(alt=alt):
                if alt:
                    yield Text(value=alt)
            case Emphasis() | Strong() | Link():
                children = self.inlines(inline.children)
                if _has_content(children):
                    yield evolve(inline, children=children)
            case Text() | Code() | LineBreak():
                yield inline
            case _:
                assert_never(inline)


def _has_content(inlines: Iterable[Inline]) -> bool:
    return any(not isinstance(inline, LineBreak) for inline in inlines)
