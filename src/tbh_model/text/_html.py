"""Write rich text as HTML; text that is mere prose takes a short way."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from html import escape, unescape
from typing import Final, assert_never

from tbh_model._arguments import check_arguments_on_error
from tbh_model._attrs import frozen
from tbh_model.text._blocks import (
    DEEPEST_HEADING,
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
from tbh_model.text._inlines import (
    Code,
    Emphasis,
    Inline,
    InlineImage,
    LineBreak,
    Link,
    Strong,
    Text,
)
from tbh_model.text._unicode import is_encodable, is_unseen, replace_unencodable
from tbh_model.text._urls import join, uri


@check_arguments_on_error
def write_html(
    tree: RichText,
    *,
    heading_level: int = 2,
    base_url: str | None = None,
    image_attributes: Callable[[str], Mapping[str, str]] | None = None,
) -> str:
    """Return a rich text as HTML blocks, without a line ending after the last.

    Only these elements are used: `p h1-h6 blockquote ul ol li pre code hr em strong a img br`.
    Characters that HTML or XML 1.0 forbid become U+FFFD. A link without a URL is its text,
    and an image without one its description.

    Args:
        tree: The text.
        heading_level: The level of a heading of level 1; the other levels follow, up to 6.
        base_url: The base of relative URLs: absolute, or relative such as `../../`.
        image_attributes: Returns further attributes of an image by its URL in the text, such as
            `width` and `height`.

    >>> tbh.write_html(tbh.markdown("# A *title*"), heading_level=3)
    '<h3>A <em>title</em></h3>'
    """
    html = unread_html(tree)
    if html is not None:
        return _place(html, heading_level, base_url)
    writer = _HTMLWriter(
        heading_level=heading_level, base_url=base_url, image_attributes=image_attributes
    )
    return "\n".join(map(writer.block, tree.parse()))


def _text(text: str) -> str:
    # An apostrophe needs no escape: attributes stand between double quotation marks.
    return escape(replace_unencodable(text), quote=False).replace('"', "&quot;")


def _fit(level: int) -> int:
    """Return the level of a heading that HTML has."""
    return max(1, min(DEEPEST_HEADING, level))


def _start_tag(name: str, attributes: Iterable[tuple[str, str | None]] = ()) -> str:
    attributes_html = "".join(
        f' {key}="{_text(value)}"' for key, value in attributes if value is not None
    )
    return f"<{name}{attributes_html}>"


def _element(name: str, inner: str, attributes: Iterable[tuple[str, str | None]] = ()) -> str:
    return f"{_start_tag(name, attributes)}{inner}</{name}>"


@frozen(kw_only=True)
class _HTMLWriter:
    heading_level: int
    base_url: str | None
    image_attributes: Callable[[str], Mapping[str, str]] | None

    def block(self, block: Block) -> str:
        match block:
            case Paragraph(children=children):
                return _element("p", self.inlines(children))
            case Heading(level=level, children=children):
                level = _fit(level - 1 + self.heading_level)
                return _element(f"h{level}", self.inlines(children))
            case BlockQuote(children=children):
                return _element("blockquote", _lines(map(self.block, children)))
            case BulletList(children=items, tight=tight):
                return _element("ul", self.items(items, tight=tight))
            case OrderedList(children=items, start=start, tight=tight):
                first = None if start == 1 else str(start)
                return _element("ol", self.items(items, tight=tight), [("start", first)])
            case CodeBlock(value=value, language=language):
                kind = None if language is None else f"language-{language}"
                lines = f"{_text(value)}\n" if value else ""
                return _element("pre", _element("code", lines, [("class", kind)]))
            case ThematicBreak():
                return _start_tag("hr")
            case _:
                assert_never(block)

    def items(self, items: Iterable[ListItem], *, tight: bool) -> str:
        return _lines(
            _element(
                "li", self.tight_item(item) if tight else _lines(map(self.block, item.children))
            )
            for item in items
        )

    def tight_item(self, item: ListItem) -> str:
        """The blocks of an item whose paragraphs are bare."""
        return "\n".join(
            self.inlines(block.children) if isinstance(block, Paragraph) else self.block(block)
            for block in item.children
        )

    def inlines(self, inlines: Iterable[Inline]) -> str:
        return "".join(map(self.inline, inlines))

    def inline(self, inline: Inline) -> str:
        match inline:
            case Text(value=value):
                return _text(value)
            case Emphasis(children=children):
                return _element("em", self.inlines(children))
            case Strong(children=children):
                return _element("strong", self.inlines(children))
            case Code(value=value):
                return _element("code", _text(value))
            case Link(url="", children=children):  # to no address: it would lead to this very page
                return self.inlines(children)
            case Link(url=url, children=children, title=title):
                attributes = [("href", self.address(url)), ("title", title)]
                return _element("a", self.inlines(children), attributes)
            case InlineImage(url="", alt=alt):
                return _text(alt)
            case InlineImage(url=url, alt=alt, title=title):
                description = "" if is_unseen(alt) else alt
                attributes = [("src", self.address(url)), ("alt", description), ("title", title)]
                more = self.image_attributes(url) if self.image_attributes else {}
                return _start_tag("img", (*attributes, *more.items()))
            case LineBreak():
                return f"{_start_tag('br')}\n"
            case _:
                assert_never(inline)

    def address(self, url: str) -> str:
        return uri(join(self.base_url, replace_unencodable(url)))


def _lines(blocks: Iterable[str]) -> str:
    """Blocks on lines of their own, between the tags of what holds them."""
    inner = "\n".join(blocks)
    return f"\n{inner}\n" if inner else ""


@lru_cache(maxsize=128)
def fast_html(source: str) -> str | None:
    """Return the HTML of a Markdown source without building its tree; `None` where that may differ.

    Headings have their own levels, and links the addresses that are written.
    """
    import pyromark  # a compiled library, only for those who read Markdown

    html = pyromark.html(source)
    if _UNUSUAL.search(html) or (_REFERENCE.search(source) and not is_encodable(html)):
        return None
    html = html.removesuffix("\n").replace(" />", ">")
    return _QUOTATION_MARK.sub("&quot;", html) if '"' in html else html


# A reference may stand for a character that cannot be encoded.
_REFERENCE: Final = re.compile(r"&[#\w]+;")
# What the tree writes in another way, or in the normal form that it has. Each begins with a tag,
# for which the engine looks much faster than for anything else.
_UNUSUAL: Final = re.compile(
    r"""<(?:
    # other elements, titles of links, and links to nowhere
    (?!/?(?:p|em|strong|code|a|ul|ol|li|blockquote|h[1-6])>
      |a\ href="[^"]+">|ol\ start="\d+">|[bh]r\ />)
    # emphasis in emphasis of its kind, and neighbours that are one
    |em>[^<]*(?:<(?!/?em>)[^<]*)*<em>
    |strong>[^<]*(?:<(?!/?strong>)[^<]*)*<strong>
    |/(?P<kind>em|strong|code)><(?P=kind)>
    # what holds nothing
    |(?:p|em|strong|a\ href="[^"]+"|li|blockquote|h[1-6])>\n?</
    # ends of lines at the edge of an emphasis or a link, and line breaks in a heading
    |(?:em|strong)><br
    |a\ href="[^"]+">(?:<br|\n)
    |br\ />\n</
    |h[1-6]>(?![^\n]*</h[1-6]>\n)
    # items with more than words or paragraphs, and one item alone with blank lines in it
    |li>\n(?!<p>)
    |(?<=\n<)(?<!</p>\n<)/li>
    |[uo]l[^>]*>\n<li>\n<p>[^<]*(?:<(?!/p>)[^<]*)*</p>\n</li>\n</[uo]l>
    )""",
    re.VERBOSE,
)
# A quotation mark among words: behind one in a tag, the tag ends.
_QUOTATION_MARK: Final = re.compile(r'"(?![^<>]*>)')


def _place(html: str, heading_level: int, base_url: str | None) -> str:
    """Fit HTML that a source has by itself into its place."""
    if "<a " in html:
        html = _HREF.sub(lambda match: f'<a href="{_href(match[1], base_url)}"', html)
    if heading_level != 1 and "<h" in html:
        html = _HEADING.sub(
            lambda match: f"{match[1]}{_fit(int(match[2]) - 1 + heading_level)}>",
            html,
        )
    return html


_HREF: Final = re.compile(r'<a href="([^"]+)"')
_HEADING: Final = re.compile(r"(</?h)([1-6])>")


def html_urls(html: str) -> Iterator[str]:
    """Yield the URL of each link in HTML that `fast_html` gave."""
    return map(unescape, _HREF.findall(html))


@lru_cache(maxsize=1024)
def _href(escaped: str, base_url: str | None) -> str:
    return _text(uri(join(base_url, unescape(escaped))))


def unread_html(tree: RichText) -> str | None:
    """Return the same of a text that nobody has read yet; `None` for one that was."""
    return None if tree.source is None else fast_html(tree.source)


def prose_words(tree: RichText) -> str | None:
    """Return the words of a text, if that has nothing but paragraphs and emphasis; else `None`."""
    html = unread_html(tree)
    if html is None or _NOT_PROSE.search(html):
        return None
    return html_words(html.replace("</p>\n", "\n\n"))


def html_words(html: str) -> str:
    """Return the words between the tags of HTML that `fast_html` gave."""
    words = _TAG.sub("", html)
    return unescape(words) if "&" in words else words


_NOT_PROSE: Final = re.compile(r"<(?!/?(?:p|em|strong)>)")
_TAG: Final = re.compile(r"<[^>]*>")
