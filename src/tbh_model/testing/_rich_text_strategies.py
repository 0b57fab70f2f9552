"""Strategies for rich text: any tree that can be, with the characters that bite."""

from hypothesis import strategies as st

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
    is_allowed,
    unencodable,
)

_HOSTILE = "*_`[]()<>#+-.!=~|:&;\\\"'\n\t ab1é\u00a0\u2003\u2028\u0301😀\x01\x0c\x85"
_SNIPPETS = (
    "* ",
    "- ",
    "1. ",
    "2) ",
    "# ",
    "> ",
    "```",
    "~~~",
    "---",
    "===",
    "***",
    "    ",
    "\n\n",
    "\\\n",
    "  \n",
    "**",
    "__",
    "](",
    "![",
    "[a](b)",
    "[a]: /b",
    "<b>",
    "<!--",
    "</div>",
    "<http://a.b>",
    "&amp;",
    "&#10;",
    "&#32;",
    "&copy;",
    "words",
)

characters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
"""Any character that a text node takes."""
plain_text = st.one_of(
    st.text(characters, max_size=12),
    st.text(st.sampled_from(_HOSTILE), max_size=12),
    st.lists(st.sampled_from(_SNIPPETS), max_size=4).map("".join),
)
"""Plain text, often of what means something in Markdown."""
_some_text = plain_text.filter(bool)
_program = _some_text.filter(lambda text: not unencodable(text))
_words = plain_text.map(lambda value: Text(value=value))
_solid_words = _some_text.map(lambda value: Text(value=value))
_urls = st.one_of(
    plain_text.map(lambda text: f"http://example.org/{text}"),
    plain_text.map(lambda text: f"/{text}").filter(is_allowed),
    st.sampled_from(["", "#a", "mailto:a@b.c", "http://a.b/c_d_(e)", "../x y"]),
)
_titles = st.one_of(st.none(), plain_text)
_images = st.builds(InlineImage, url=_urls, alt=plain_text, title=_titles)
_codes = st.builds(Code, value=_program)
_leaves = st.one_of(_words, _words, _words, _codes, _images, st.just(LineBreak()))
_solid = st.one_of(_solid_words, _codes, _images)


@st.composite
def _emphatic(draw: st.DrawFn, children: st.SearchStrategy[Inline]) -> Inline:
    """An emphasis of some children, at least one of which is no line break."""
    some = st.lists(children, max_size=2)
    mixed = (*draw(some), draw(_solid), *draw(some))
    return Emphasis(children=mixed) if draw(st.booleans()) else Strong(children=mixed)


# Deferred, because Hypothesis writes every strategy out in full.
_linked: st.SearchStrategy[Inline] = st.deferred(
    lambda: st.recursive(_leaves, _emphatic, max_leaves=5)
)
_links = st.builds(
    Link, url=_urls, children=st.lists(_linked, max_size=3).map(tuple), title=_titles
)
_autolinks = st.sampled_from(["http://a.b", "https://a.b/c?d=e&f=g#h"]).map(
    lambda url: Link(url=url, children=(Text(value=url),))
)
inlines: st.SearchStrategy[Inline] = st.deferred(
    lambda: st.recursive(st.one_of(_leaves, _links, _autolinks), _emphatic, max_leaves=6)
)
"""Any inline."""

_paragraphs = st.tuples(st.lists(inlines, max_size=3), _solid, st.lists(inlines, max_size=3)).map(
    lambda parts: Paragraph(children=(*parts[0], parts[1], *parts[2]))
)
_headings = st.builds(
    Heading, level=st.integers(1, 6), children=st.lists(inlines, max_size=3).map(tuple)
)
_languages = st.one_of(st.none(), plain_text.map(lambda text: "".join(text.split())).filter(bool))
_code_blocks = st.tuples(
    st.one_of(st.just(""), _program), _languages, st.one_of(st.none(), plain_text)
).map(
    lambda parts: CodeBlock(value=parts[0], language=parts[1], meta=parts[2] if parts[1] else None)
)
_simple_blocks: st.SearchStrategy[Block] = st.one_of(
    _paragraphs, _headings, _code_blocks, st.just(ThematicBreak())
)


@st.composite
def _holders(draw: st.DrawFn, inside: st.SearchStrategy[Block]) -> Block:
    """A block quote or a list of some blocks."""
    children = st.lists(inside, max_size=3).map(tuple)
    if draw(st.booleans()):
        return BlockQuote(children=draw(children))
    items = tuple(ListItem(children=draw(children)) for _ in range(draw(st.integers(1, 3))))
    tight = draw(st.booleans())
    if draw(st.booleans()):
        return BulletList(children=items, tight=tight)
    start = draw(st.sampled_from([0, 1, 2, 9, 99, 999_999_999]))
    return OrderedList(children=items, tight=tight, start=start)


blocks: st.SearchStrategy[Block] = st.deferred(
    lambda: st.recursive(_simple_blocks, _holders, max_leaves=8)
)
"""Any block."""
trees = st.lists(blocks, max_size=4).map(lambda drawn: RichText(blocks=tuple(drawn)))
"""Any rich text."""
