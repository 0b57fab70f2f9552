"""Tree to Markdown that reads back as the same tree, in what all dialects read alike."""

import re
from collections.abc import Iterable, Iterator
from itertools import count, repeat
from typing import assert_never

from attrs import frozen

from tbh_model._arguments import check_arguments_on_error
from tbh_model.text._blocks import (
    DEEPEST_HEADING,
    MAX_START,
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
    needs_blank_line,
)
from tbh_model.text._inlines import Inline
from tbh_model.text._markdown_escape import Dialect, escape_portable, has_delimiter, reference
from tbh_model.text._markdown_inlines import write_inlines
from tbh_model.text._plain import paragraphs
from tbh_model.text._unicode import UNENCODABLE

# Never an underline, a bullet or front matter, whatever stands around it.
_RULE = "___"
_INDENT = 4
_BACKTICKS = re.compile("`{3,}")
_IN_INFO = re.compile(rf"[\\`{UNENCODABLE}]|&(?=\#?[0-9A-Za-z]+;)")


@check_arguments_on_error
def write_markdown(
    tree: RichText,
    *,
    heading_level: int = 1,
    base_url: str | None = None,
    dialect: Dialect = Dialect.COMMONMARK,
    attributes: Iterable[tuple[str, str]] = (),
) -> str:
    r"""Return a rich text as CommonMark: `read_markdown(write_markdown(tree)).tree == tree`.

    The dialect is what CommonMark, GFM and Python-Markdown read alike: ATX headings, items whose
    content is indented by four, fenced code, no HTML. The last line ends in a line feed; an empty
    tree is an empty text.

    Args:
        tree: The text.
        heading_level: The level of a heading of level 1; the other levels follow, up to 6.
        base_url: The base of relative URLs, as in `write_html`.
        dialect: The dialect of the reader. The equation above holds for the default.
        attributes: Attributes of a `span` around the text of each paragraph, such as its language,
            which Markdown cannot express. Names and values need no escape.

    >>> tbh.write_markdown(tbh.markdown("A __strong__ answer"))
    'A **strong** answer\n'
    """
    span = "".join(f' {name}="{value}"' for name, value in attributes)
    writer = _MarkdownWriter(
        heading_level=heading_level, base_url=base_url, dialect=dialect, span=span
    )
    return "".join(f"{line}\n" for line in writer.blocks(tree.parse()))


@frozen(kw_only=True)
class _MarkdownWriter:
    heading_level: int
    base_url: str | None
    dialect: Dialect
    span: str

    def blocks(
        self, blocks: Iterable[Block], *, tight: bool = False, marker: str = ""
    ) -> Iterator[str]:
        """Lines of some blocks; `marker` is that of the item whose first line theirs shares."""
        previous: Block | None = None
        in_item = marker != ""
        for block in blocks:
            if previous is not None and (not tight or needs_blank_line(previous, block)):
                yield ""
            # Unless the markers differ, two lists are one, and three bullets on a line a rule.
            goes_on = previous is None or type(previous) is type(block)
            marker = _marker(block, marker if goes_on else "")
            if isinstance(block, CodeBlock) and not in_item and self.is_indented(block, previous):
                yield from (
                    f"{' ' * _INDENT}{line}" if line else "" for line in block.value.split("\n")
                )
            else:
                yield from self.block(block, marker)
            previous = block

    def block(self, block: Block, marker: str) -> Iterator[str]:
        match block:
            case Paragraph(children=children):
                yield from self.inlines(children, opens_line=True).split("\n")
            case Heading(level=level, children=children):
                level = max(1, min(DEEPEST_HEADING, level - 1 + self.heading_level))
                yield _heading(level, self.inlines(children, opens_line=False))
            case BlockQuote(children=children):
                lines = list(self.blocks(children)) or [""]
                yield from (f"> {line}" if line else ">" for line in lines)
            case BulletList(children=items, tight=tight):
                yield from self.items(zip(repeat(marker), items, strict=False), tight=tight)
            case OrderedList(children=items, start=start, tight=tight):
                numbers = (f"{min(number, MAX_START)}{marker}" for number in count(start))
                yield from self.items(zip(numbers, items, strict=False), tight=tight)
            case CodeBlock():
                yield from self.code_block(block)
            case ThematicBreak():
                yield _RULE
            case _:
                assert_never(block)

    def items(self, items: Iterable[tuple[str, ListItem]], *, tight: bool) -> Iterator[str]:
        for index, (marker, item) in enumerate(items):
            if index and not tight:
                yield ""
            start = f"{marker} ".ljust(_INDENT)
            lines = self.blocks(item.children, tight=tight, marker=marker)
            yield f"{start}{next(lines, '')}".rstrip(" ")
            yield from (f"{' ' * len(start)}{line}" if line else "" for line in lines)

    def inlines(self, inlines: tuple[Inline, ...], *, opens_line: bool) -> str:
        inline_markdown = write_inlines(
            inlines,
            self.base_url,
            opens_line=opens_line and not self.span,
            dialect=self.dialect,
        )
        return (
            f"<span{self.span}>{inline_markdown}</span>"
            if self.span and inline_markdown
            else inline_markdown
        )

    def is_indented(self, block: CodeBlock, previous: Block | None) -> bool:
        """Return whether code is indented, for renderers without fenced code.

        Below a list it would belong to the last item, and blank lines at its edges would go.
        """
        value = block.value
        is_alone = not isinstance(previous, BulletList | OrderedList)
        can_be = is_alone and value != "" and value == value.strip("\n") and not value[0].isspace()
        return self.dialect.is_portable and can_be and not has_delimiter(value)

    def code_block(self, block: CodeBlock) -> Iterator[str]:
        if not (self.dialect.is_portable and has_delimiter(block.value)):
            yield from _code_block(block)
        elif self.dialect is Dialect.TEMPLATED:
            words = escape_portable(block.value, is_templated=True)
            yield from f"<pre><code>{words}</code></pre>".split("\n")
        else:  # as words: in code no renderer knows a reference
            yield from self.blocks(paragraphs(block.value))


def _marker(block: Block, previous: str) -> str:
    """The marker of a list that cannot be taken for going on with another."""
    match block:
        case BulletList():
            return "*" if previous == "-" else "-"
        case OrderedList():
            return ")" if previous == "." else "."
        case _:
            return ""


def _heading(level: int, words: str) -> str:
    # Signs at the end would close the heading and vanish.
    words = f"{words[:-1]}\\#" if words.endswith("#") else words
    return f"{'#' * level} {words}".rstrip(" ")


def _code_block(block: CodeBlock) -> Iterator[str]:
    longest = max(map(len, _BACKTICKS.findall(block.value)), default=2)
    fence = "`" * (longest + 1)
    info = " ".join(word for word in (block.language, block.meta) if word)
    yield f"{fence}{_IN_INFO.sub(lambda match: reference(match[0]), info)}"
    if block.value:
        yield from block.value.split("\n")
    yield fence
