"""Laws of reading HTML, against html5lib as an independent reader."""

import re

import html5lib
from hypothesis import given, strategies as st

from strategies_text import trees, unicode_text
from tbh_model.testing._leaks import intruders
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
    from_html,
    read_html,
    write_html,
    write_plain,
)
from tbh_model.text._inlines import contains

_WORD = re.compile("[a-z]{1,3}[0-9]")
_WORDS = st.lists(
    st.sampled_from(["a", "b<i>", "&amp;", "“c”", "é\xa0f", '"', "العربية", "*d*"]),
    min_size=1,
    max_size=3,
).map(" ".join)
_URLS = st.sampled_from(["/a?b=c&copy=d", "https://a.example/#b", "mailto:a@b.c", "../x"])
_TITLES = st.sampled_from([None, "a", 'a "b" & <c>\n d'])
_leaves: st.SearchStrategy[Inline] = st.one_of(
    st.builds(Text, value=_WORDS),
    st.builds(Code, value=_WORDS),
    st.builds(InlineImage, url=_URLS, alt=_WORDS, title=_TITLES),
)


def _joined(children: st.SearchStrategy[Inline]) -> st.SearchStrategy[tuple[Inline, ...]]:
    """Inlines that begin and end with something, with line breaks between some of them."""
    between = st.lists(st.one_of(children, st.just(LineBreak())), max_size=2)
    return st.tuples(children, between, children).map(lambda it: (it[0], *it[1], it[2]))


def _without_breaks(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    return tuple(child for child in children if not contains((child,), LineBreak))


def _emphases(children: st.SearchStrategy[Inline]) -> st.SearchStrategy[Inline]:
    inside = _joined(children)
    return st.one_of(st.builds(Emphasis, children=inside), st.builds(Strong, children=inside))


_linked = st.deferred(lambda: st.recursive(_leaves, _emphases, max_leaves=4))
_links = st.builds(Link, url=_URLS, title=_TITLES, children=_joined(_linked))
_inlines = st.deferred(
    lambda: _joined(st.recursive(st.one_of(_leaves, _links), _emphases, max_leaves=5))
)
_lines = st.sampled_from(["", "a\n b", "\n<b>\n\n", "  x"])
_plain_blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, children=_inlines),
    st.builds(
        Heading, level=st.integers(1, 5), children=_inlines.map(_without_breaks).filter(bool)
    ),
    st.builds(CodeBlock, value=_lines, language=st.sampled_from([None, "c"])),
    st.just(ThematicBreak()),
)


def _holders(inside: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    blocks = st.lists(inside, max_size=3).map(tuple)
    items = st.lists(st.builds(ListItem, children=blocks), min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(BlockQuote, children=blocks),
        st.builds(BulletList, children=items, tight=st.booleans()),
        st.builds(
            OrderedList, children=items, start=st.sampled_from([0, 1, 7]), tight=st.booleans()
        ),
    )


texts = st.lists(st.recursive(_plain_blocks, _holders, max_leaves=6), max_size=4).map(
    lambda blocks: RichText(blocks=tuple(blocks))
)
"""Texts of which HTML can tell everything: with single spaces, and nothing that is not shown."""

_PIECES = st.one_of(
    st.sampled_from(
        "<p> </p> <div> </div> <b> </b> <i> </i> <a|href=/x> </a> <ul> </ul> <ol> <li> <br> "
        "<hr> <blockquote> </blockquote> "
        "<span|style='font-weight:bold'> </span> <h2> </h3> <pre> </pre> "
        "<code> </code> <sup> </sup> <table><tr><td> </td><td> </table> <q> <x-y> <script> "
        "</script> "
        "<style> </style> <!-- --> <a|href='javascript:alert(1)'|onclick=alert(1)> <svg> </svg> "
        "<img|src=/x|onerror=alert(1)> <video> </video> <textarea> </textarea> <iframe|src=//x> "
        "</iframe> <button> <form> <p|hidden> <div|style=display:none> < &lt; &amp;lt;b&gt; &nbsp; "
        "&#0; | ' \" = /> </ <p|class=' <p|style='mso-list:l0|level2'> "
        "<span|style='mso-list:Ignore'>·</span>".replace("|", "\t").split(" ")
    ),
    st.from_regex(r"\A ?[a-z]{1,3}[0-9] ?\Z"),
)
sources = st.lists(_PIECES, max_size=25).map("".join)
"""HTML that is hard to read."""
_UNBROKEN = [
    "b",
    "u",
    "span",
    "x-y",
    "code",
    "div",
    "p",
    "blockquote",
    "h2",
    "button",
    "video",
    "ul",
]
nested = st.recursive(
    st.from_regex(r"\A[a-z]{1,3}[0-9]{1,2}\Z"),
    lambda inside: st.tuples(st.sampled_from(_UNBROKEN), st.lists(inside, max_size=3)).map(
        lambda it: f"<{it[0]}>{' '.join(it[1])}</{it[0]}>"
    ),
    max_leaves=12,
)
"""HTML without broken markup, but with elements where they should not be."""


@given(texts)
def test_a_text_written_as_html_reads_back_as_itself(tree: RichText) -> None:
    """Without a problem."""
    assert read_html(write_html(tree)).problems == ()
    assert from_html(write_html(tree)) == tree
    assert from_html(write_html(tree, heading_level=1), heading_level=1) == tree


@given(trees)
def test_what_was_read_is_written_and_read_again_without_a_change(tree: RichText) -> None:
    """One reading is as good as two, for any text."""
    once = read_html(write_html(tree)).tree

    assert read_html(write_html(once)).tree == once


@given(st.one_of(sources, unicode_text))
def test_any_source_is_read_once_for_all(source: str) -> None:
    """It is read twice the same, its problems have places, and its text can be written."""
    reading = read_html(source)
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    assert read_html(source) == reading
    assert read_html(write_html(reading.tree)).tree == reading.tree
    for problem in reading.problems:
        assert problem.line is not None
        assert problem.column is not None
        line = lines[problem.line - 1]
        assert 1 <= problem.column <= problem.column + problem.length - 1 <= max(1, len(line))


@given(st.one_of(sources, nested))
def test_nothing_hostile_is_left(source: str) -> None:
    """By the check that the conformance kit runs on exporters."""
    html = write_html(read_html(source).tree)

    assert list(intruders("text/html", html.encode(), "alert")) == []


@given(st.one_of(sources, nested))
def test_every_word_is_in_the_text_or_in_a_problem(source: str) -> None:
    """Every word that html5lib finds in what a browser shows."""
    body = html5lib.parse(source, namespaceHTMLElements=False).find("body")
    reading = read_html(source)
    everything = write_plain(reading.tree) + "".join(one.message for one in reading.problems)
    for element in [] if body is None else list(body.iter()):
        if element.tag in {"script", "style"} or not isinstance(element.tag, str):
            element.text = ""  # what a browser does not show, comments among it

    for text in [] if body is None else body.itertext():
        assert [word for word in _WORD.findall(text) if word not in everything] == []


@given(nested)
def test_words_stay_in_their_order(source: str) -> None:
    """Those that are not in a problem."""
    body = html5lib.parse(source, namespaceHTMLElements=False).find("body")
    reading = read_html(source)
    named = " ".join(one.message for one in reading.problems).split()
    rest = iter(write_plain(reading.tree).replace("`", " ").split())

    assert body is not None
    for word in " ".join(body.itertext()).split():
        assert word in named or any(word in each for each in rest)
