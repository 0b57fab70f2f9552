"""Tree to plain text, for people who read it as it is."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import count, repeat
from typing import Final, assert_never

from tbh_model._arguments import check_arguments_on_error
from tbh_model._attrs import frozen
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
from tbh_model.text._html import html_words, prose_words, unread_html
from tbh_model.text._inlines import (
    Code,
    Emphasis,
    Inline,
    InlineImage,
    LineBreak,
    Link,
    Strong,
    Text,
    words,
)
from tbh_model.text._shorten import collapse_spaces
from tbh_model.text._transform import is_shown
from tbh_model.text._unicode import is_unseen
from tbh_model.text._urls import join, uri

_RULE = "* * *"
_IMPLIED_PREFIXES = ("mailto:", "tel:", "https://", "http://")


@check_arguments_on_error
def write_plain(tree: RichText, *, base_url: str | None = None) -> str:
    """Return a rich text as plain text, without a line ending after the last line.

    Every character of the text is kept. Blank lines separate blocks, items have their bullet or
    number, quoted lines begin with `> `, an image is its description, and a link is `text (URL)`
    unless the text is the URL.

    Args:
        tree: The text.
        base_url: The base of relative URLs, as in `write_html`.

    >>> tbh.write_plain(tbh.markdown("See [the panel](https://panel.example/)."))
    'See the panel (https://panel.example/).'
    """
    words_of_prose = prose_words(tree)
    return (
        _PlainWriter(base_url=base_url).blocks(tree.parse())
        if words_of_prose is None
        else words_of_prose
    )


@check_arguments_on_error
def count_words(tree: RichText) -> int:
    """Return the number of words of a rich text: those of `summary_words`, separated by spaces.

    >>> text.count_words(tbh.markdown("How *late* I am."))
    4
    """
    return len(_unspaced_words(tree).split())


def summary_words(tree: RichText) -> str:
    r"""Return the text of a rich text on one line, without marks of Markdown and without URLs.

    Blocks and items follow one another. A link is its text, an image its description.

    >>> text.summary_words(tbh.markdown("# Late\n\nThe bus was *early*."))
    'Late The bus was early.'
    """
    return collapse_spaces(_unspaced_words(tree))


def _unspaced_words(tree: RichText) -> str:
    html = unread_html(tree)
    if html is None or any(map(_may_be_url, _LINK_TEXT.findall(html))):
        return " ".join(_block_words(tree.parse()))
    return html_words(html)


_LINK_TEXT: Final = re.compile(r'<a href="([^"]+)">(.*?)</a>', re.DOTALL)


def _may_be_url(link: tuple[str, str]) -> bool:
    """Return whether the text of a link may be its URL, which HTML writes in another form."""
    url, words = link[0], html_words(link[1])
    is_web = url.startswith("http")
    return is_web == words.startswith("http") and uri(words) == uri(unescape(url))


def _block_words(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(children=children) | Heading(children=children):
                yield "".join(map(_inline_words, children))
            case BlockQuote(children=children):
                yield from _block_words(children)
            case BulletList(children=items) | OrderedList(children=items):
                for item in items:
                    yield from _block_words(item.children)
            case CodeBlock(value=value):
                yield value
            case ThematicBreak():
                pass
            case _:
                assert_never(block)


def _inline_words(inline: Inline) -> str:
    match inline:
        case Link(url=url, children=children) if words(children) == url:
            return ""
        case Emphasis(children=children) | Strong(children=children) | Link(children=children):
            return "".join(map(_inline_words, children))
        case Text() | Code() | InlineImage() | LineBreak():
            return words((inline,))
        case _:
            assert_never(inline)


@frozen(kw_only=True)
class _PlainWriter:
    base_url: str | None

    def blocks(self, blocks: Iterable[Block], *, separator: str = "\n\n") -> str:
        return separator.join(map(self.block, filter(_is_visible, blocks)))

    def block(self, block: Block) -> str:
        match block:
            case Paragraph(children=children) | Heading(children=children):
                return self.inlines(children)
            case BlockQuote(children=children):
                return _prefix_lines(self.blocks(children), first="> ", rest="> ")
            case BulletList(children=items, tight=tight):
                return self.items(zip(repeat("- "), items, strict=False), tight=tight)
            case OrderedList(children=items, start=start, tight=tight):
                numbers = (f"{number}. " for number in count(start))
                return self.items(zip(numbers, items, strict=False), tight=tight)
            case CodeBlock(value=value):
                return value
            case ThematicBreak():
                return _RULE
            case _:
                assert_never(block)

    def items(self, items: Iterable[tuple[str, ListItem]], *, tight: bool) -> str:
        separator = "\n" if tight else "\n\n"
        return separator.join(
            _prefix_lines(
                self.blocks(item.children, separator=separator),
                first=marker,
                rest=" " * len(marker),
            )
            for marker, item in items
        )

    def inlines(self, inlines: Iterable[Inline]) -> str:
        return "".join(map(self.inline, inlines))

    def inline(self, inline: Inline) -> str:
        match inline:
            case Text(value=value) | Code(value=value):
                return value
            case Emphasis(children=children) | Strong(children=children):
                return self.inlines(children)
            case Link(url="", children=children):
                return self.inlines(children)
            case Link(url=url, children=children):
                return self.link(url, children)
            case InlineImage(alt=alt):
                return "" if is_unseen(alt) else alt
            case LineBreak():
                return "\n"
            case _:
                assert_never(inline)

    def link(self, url: str, children: tuple[Inline, ...]) -> str:
        text, bare = self.inlines(children), _readable_url(words(children))
        resolved = join(self.base_url, url)
        # A fragment leads nowhere on paper.
        if resolved.startswith("#") or _readable_url(resolved) in {"", bare}:
            return text
        printed_url = resolved if self.base_url is None else uri(resolved)
        if _readable_url(printed_url) == bare:
            return text
        return f"{text} ({printed_url})" if text else printed_url


def _is_visible(block: Block) -> bool:
    """Return whether a block is anything but a heading without words."""
    return not isinstance(block, Heading) or is_shown(block.children)


def _readable_url(url: str) -> str:
    """Return a URL as people write it in text."""
    url = url.strip()
    for beginning in _IMPLIED_PREFIXES:
        url = url.removeprefix(beginning)
    return url.removesuffix("/")


def _prefix_lines(text: str, *, first: str, rest: str) -> str:
    """Add a prefix to each line, without trailing space on blank lines."""
    prefixes = [first, *repeat(rest, text.count("\n"))]
    return "\n".join(
        f"{prefix}{line}" if line else prefix.rstrip()
        for prefix, line in zip(prefixes, text.split("\n"), strict=True)
    )


_LINE_END: Final = re.compile("\r\n|[\r\u2028]")
_BLANK_LINES: Final = re.compile(r"\n(?:[^\S\n]*\n)+|\u2029\n?")


def paragraphs(words: str) -> tuple[Paragraph, ...]:
    r"""Return the paragraphs of a plain text: a blank line ends one, other line breaks are kept.

    A line with only spaces is blank. Line endings of all systems are recognised. The text is not
    read as Markdown, and every character of a line is kept.

    >>> len(text.paragraphs("One.\n\nTwo."))
    2
    """
    parts = _BLANK_LINES.split(_LINE_END.sub("\n", words))
    return tuple(map(_paragraph, filter(str.strip, parts)))


def _paragraph(words: str) -> Paragraph:
    inlines: list[Inline] = []
    for line in words.strip("\n").split("\n"):
        inlines += [*([LineBreak()] if inlines else []), Text(value=line)]
    return Paragraph(children=tuple(inlines))
