"""What is open while HTML is read, and the lists that it becomes."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from attrs import define, field, frozen

from tbh_model.text._blocks import Block, BlockQuote, BulletList, ListItem, OrderedList, Paragraph
from tbh_model.text._html_elements import LISTS
from tbh_model.text._inlines import Inline

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
