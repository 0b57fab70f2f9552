"""Rich text as a typed tree: blocks that hold blocks or inlines, named as in mdast."""

from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from typing import TypeAlias, get_args

from tbh_model._attrs import field, frozen
from tbh_model._final import final
from tbh_model._problems import Problem
from tbh_model.text._inlines import (
    Code,
    Emphasis,
    Inline,
    InlineImage,
    LineBreak,
    Link,
    Strong,
    Text,
    check_inlines,
    has_content,
    normalize,
    on_one_line,
    words,
)
from tbh_model.text._shorten import clip
from tbh_model.text._validation import (
    check_children,
    check_program,
    check_range,
    check_text,
    describe_value,
    is_text,
    normalize_line_endings,
    problem,
    raise_problems,
)

__all__ = [
    "MAX_DEPTH",
    "MAX_TEXT_DEPTH",
    "Block",
    "BlockQuote",
    "BulletList",
    "Code",
    "CodeBlock",
    "Emphasis",
    "Heading",
    "Inline",
    "InlineImage",
    "LineBreak",
    "Link",
    "ListItem",
    "OrderedList",
    "Paragraph",
    "RichText",
    "Strong",
    "Text",
    "ThematicBreak",
]

# Texts are walked by recursion, a few calls for each level, and Python stops at a thousand.
MAX_DEPTH = 100
"""Maximum depth of nested block quotes and list items."""
MAX_TEXT_DEPTH = 90
"""Maximum depth of nested block quotes and list items in a text of the model.

Exporters add a few levels, such as the quotation around an answer."""
# The deepest level that a heading has in Markdown and HTML.
DEEPEST_HEADING = 6
# The highest number that CommonMark can read before a list item.
MAX_START = 999_999_999
_LONGEST_REPR = 30


def _strip_trailing_breaks(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    children = normalize(children)
    while type(children) is tuple and children and type(children[-1]) is LineBreak:
        children = children[:-1]
    return children


def _to_one_line(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    return normalize(on_one_line(normalize(children)))


def _normalize_meta(meta: str | None) -> str | None:
    return " ".join(meta.split()) or None if meta is not None and is_text(meta) else meta


@final
@frozen(kw_only=True)
class Paragraph:
    """A run of inlines."""

    children: tuple[Inline, ...] = field(converter=_strip_trailing_breaks)
    """At least one inline that is not a line break. A line break at the end is removed."""

    def __attrs_post_init__(self) -> None:
        problems = check_inlines("Paragraph.children", self.children)
        if not problems and not has_content(self.children):
            hint = "leave it out"
            problems.append(problem("Paragraph.children", "a paragraph with nothing in it", hint))
        raise_problems(problems)


@final
@frozen(kw_only=True)
class Heading:
    """A heading inside the text; the writer decides how deep level 1 lies in its document."""

    level: int
    """The level, from 1 to 6."""
    children: tuple[Inline, ...] = field(converter=_to_one_line)
    """A heading stands on one line: line breaks in it become spaces."""

    def __attrs_post_init__(self) -> None:
        raise_problems(
            [
                *check_range("Heading.level", self.level, 1, 6),
                *check_inlines("Heading.children", self.children),
            ]
        )


@final
@frozen(kw_only=True)
class CodeBlock:
    """Lines of a program."""

    value: str = field(converter=normalize_line_endings)
    """The lines, without the line ending of the last."""
    language: str | None = None
    """The first word after the fence, such as `python`."""
    meta: str | None = field(default=None, converter=_normalize_meta)
    """The text after the language, with single spaces."""

    def __attrs_post_init__(self) -> None:
        problems = check_program("CodeBlock.value", self.value)
        if self.language is not None:
            problems += _check_language(self.language)
        if self.meta is not None:
            problems += check_text("CodeBlock.meta", self.meta)
        if self.meta is not None and self.language is None:
            problems.append(
                problem("CodeBlock.meta", "meta without a language", "name the language")
            )
        raise_problems(problems)


def _check_language(language: object) -> list[Problem]:
    problems = check_text("CodeBlock.language", language)
    if not problems and str(language).split() != [language]:
        message = f"expected one word, found {describe_value(language)}"
        problems.append(
            problem("CodeBlock.language", message, "put what follows the word in `meta`")
        )
    return problems


@final
@frozen(kw_only=True)
class ThematicBreak:
    """A turn in the text, drawn as a rule."""


@final
@frozen(kw_only=True)
class BlockQuote:
    """Blocks that somebody else said."""

    children: "tuple[Block, ...]"
    """The quoted blocks."""

    def __attrs_post_init__(self) -> None:
        raise_problems(_check_blocks("BlockQuote.children", self.children))


@final
@frozen(kw_only=True)
class ListItem:
    """Item of a list."""

    children: "tuple[Block, ...]" = ()
    """The blocks of the item."""

    def __attrs_post_init__(self) -> None:
        raise_problems(_check_blocks("ListItem.children", self.children))


@final
@frozen(kw_only=True, init=False)
class BulletList:
    """Items in no order that counts."""

    children: tuple[ListItem, ...]
    """At least one item. Empty items at the end of a loose list are removed."""
    tight: bool = True
    """Whether the list is tight. It is always True if a page cannot show the difference, and always
    False if blocks of an item need a blank line between them."""

    def __init__(self, *, children: tuple[ListItem, ...], tight: bool = True) -> None:
        raise_problems(_check_items("BulletList", children, tight=tight))
        children, tight = _normalize_items(children, tight=tight)
        self.__attrs_init__(  # pyright: ignore[reportAttributeAccessIssue]  # attrs makes it
            children=children, tight=tight
        )


@final
@frozen(kw_only=True, init=False)
class OrderedList:
    """Items that count."""

    children: tuple[ListItem, ...]
    """At least one item; as in `BulletList`."""
    start: int = 1
    """The number of the first item, from 0 to 999,999,999."""
    tight: bool = True
    """As in `BulletList`."""

    def __init__(
        self, *, children: tuple[ListItem, ...], start: int = 1, tight: bool = True
    ) -> None:
        problems = _check_items("OrderedList", children, tight=tight)
        raise_problems([*problems, *check_range("OrderedList.start", start, 0, MAX_START)])
        children, tight = _normalize_items(children, tight=tight)
        self.__attrs_init__(  # pyright: ignore[reportAttributeAccessIssue]  # attrs makes it
            children=children, start=start, tight=tight
        )


Block: TypeAlias = (
    Paragraph | Heading | BlockQuote | BulletList | OrderedList | CodeBlock | ThematicBreak
)
"""Block of a rich text, a block quote or a list item."""

_BLOCKS = frozenset(get_args(Block))
_ITEMS = frozenset({ListItem})
_LISTS = (BulletList, OrderedList)


@lru_cache(maxsize=128)
def _parse_cached(source: str) -> "tuple[Block, ...]":
    from tbh_model.text._parser import read_markdown  # which builds what is defined here

    return read_markdown(source).tree.blocks


@final
@frozen(kw_only=True, repr=False, eq=False)
class RichText:
    """A text with structure; falsy when there is nothing in it.

    One that was loaded from Markdown may be read when its blocks are first asked for, so that a
    series of thousands of editions loads without reading what nobody looks at.
    """

    _content: tuple[Block, ...] = field(default=(), alias="blocks")
    # Markdown in which nothing is wrong, in place of the content. It is a string and no object with
    # a parser: a large series has tens of thousands, and each collection of garbage visits objects.
    source: str | None = field(default=None, alias="_source")
    """The Markdown that it was loaded from; `None` for one that was made as a tree."""

    def __attrs_post_init__(self) -> None:
        if self.source is None:
            raise_problems(check_children("RichText.blocks", self._content, _BLOCKS, "block"))

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The text, block by block."""
        return self.parse()

    def parse(self) -> tuple[Block, ...]:
        """Return the blocks without keeping them: for those who look at thousands of texts.

        The last hundred or so that anybody has read are remembered, because a page looks at each of
        its texts several times.
        """
        return self._content if self.source is None else _parse_cached(self.source)

    @cached_property
    def depth(self) -> int:
        """Depth of nested block quotes and list items; 0 while it is not read.

        A text that has not been read yet has few.
        """
        return _depth(self._content)

    def __bool__(self) -> bool:
        return bool(self._content or self.source)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RichText):
            return NotImplemented
        if not self or not other:
            return bool(self) == bool(other)
        is_same_source = self.source is not None and self.source == other.source
        return is_same_source or self.blocks == other.blocks

    def __hash__(self) -> int:
        return hash(self.blocks)

    def __reduce__(self) -> "tuple[Callable[..., RichText], tuple[object, ...]]":
        # one that nobody has read travels as its source
        return _restore, (self._content, self.source)

    def __deepcopy__(self, _memo: object) -> "RichText":
        return self

    def __repr__(self) -> str:
        first = next((_first_words(block) for block in self.blocks), "")
        first = clip(first, _LONGEST_REPR, "…")
        return f"<RichText {len(self.blocks)} blocks {first!r}>"


def _restore(blocks: tuple[Block, ...], source: str | None) -> RichText:
    return RichText(blocks=blocks, _source=source)


def _first_words(block: Block) -> str:
    match block:
        case Paragraph(children=children) | Heading(children=children):
            return words(children)
        case CodeBlock(value=value):
            return value
        case _:
            return ""


def _check_blocks(path: str, children: "tuple[Block, ...]") -> list[Problem]:
    problems = check_children(path, children, _BLOCKS, "block")
    if not problems and _depth(children) >= MAX_DEPTH:
        message = f"more than {MAX_DEPTH} block quotes and list items inside each other"
        problems.append(problem(path, message, "take some levels out", code="TBH124"))
    return problems


def _check_items(name: str, items: tuple[ListItem, ...], *, tight: object) -> list[Problem]:
    problems = check_children(f"{name}.children", items, _ITEMS, "list item")
    if not problems and not items:
        problems.append(problem(f"{name}.children", "a list without an item", "leave it out"))
    if type(tight) is not bool:
        message = f"expected True or False, found {describe_value(tight)}"
        problems.append(problem(f"{name}.tight", message, "give a bool"))
    return problems


def _depth(blocks: "Iterable[Block | ListItem]") -> int:
    """Depth of nested block quotes and list items; bounded by `MAX_DEPTH`."""
    return max(map(_depth_of, blocks), default=0)


def _depth_of(block: "Block | ListItem") -> int:
    match block:
        case BlockQuote(children=children) | ListItem(children=children):
            return 1 + _depth(children)
        case BulletList(children=items) | OrderedList(children=items):
            return _depth(items)
        case _:
            return 0


def _normalize_items(
    items: tuple[ListItem, ...], *, tight: bool
) -> tuple[tuple[ListItem, ...], bool]:
    """Return the items of a list in normal form, and whether they stand close."""
    # Each depends on the other, so that no converter of one field could do it.
    is_tight = _is_tight(items, requested=tight)
    # The parser loses its place after an empty item that ends a list with blank lines in it.
    while not is_tight and not items[-1].children:
        items = items[:-1]
        is_tight = _is_tight(items, requested=tight)
    return items, is_tight


def _is_tight(items: tuple[ListItem, ...], *, requested: bool) -> bool:
    """Return whether a list is tight: as requested, if both forms differ."""
    if not any(type(block) is Paragraph for item in items for block in item.children):
        return True
    if len(items) == 1 and len(items[0].children) == 1:
        return True
    return requested and not any(
        needs_blank_line(above, below)
        for item in items
        for above, below in zip(item.children, item.children[1:], strict=False)
    )


def needs_blank_line(above: Block, below: Block) -> bool:
    """Return whether Markdown needs a blank line between two blocks."""
    if not isinstance(above, Paragraph | BlockQuote | BulletList | OrderedList):
        return False
    match below:
        case Paragraph():
            return True
        case BlockQuote():
            return type(above) is BlockQuote
        case OrderedList(start=start) if start != 1:
            return True
        case BulletList(children=items) | OrderedList(children=items):
            return not items[0].children
        case _:
            return False
