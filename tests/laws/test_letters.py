"""Words that are written as Markdown for every renderer, read back by those that services use."""

from collections.abc import Iterator

import liquid
import pytest
from django.template import Context, Engine
from hypothesis import assume, example, given, settings, strategies as st
from jinja2 import Environment

from markdown_readers import READERS, seen
from strategies_text import plain_text
from tbh_model.text import (
    Block,
    BlockQuote,
    BulletList,
    Code,
    CodeBlock,
    Dialect,
    Heading,
    InlineImage,
    LineBreak,
    Link,
    ListItem,
    Paragraph,
    RichText,
    Strong,
    Text,
    unencodable,
    write_html,
    write_markdown,
)

DELIMITERS = (
    "{{ subscriber.email }}",
    "{% if x %}",
    "{# x #}",
    "*|FNAME|*",
    "[[x]]",
    "%%x%%",
    "%%{uuid}%%",
    "%x%",
    "${x}",
    "#{x}",
    "<%= x %>",
    "{x}",
    "[FIRSTNAME]",
    "@@x",
)
_PIECES = (
    *DELIMITERS,
    *("https://", "www.", "e.com", "//", ":smile:", "a.example", "~~", "|", "\n|---|---|\n"),
    *("[^1]", "- [ ] ", "==", "^", "&#91;", "&amp;", "<div>", "</div>", "\n# ", "\n===", "\n---"),
    *("\n1. ", "\n1) ", "  \n", "\n", "_", "*", "a", "é", " ", "\t", "`", "![", "](", "](b)"),
    *("<", "!", "\\", "\u00a0", "1", "-", "+", "=", '"', ".", ":", "\n: ", "$", "<!--", "\u3000"),
)
_words = st.one_of(
    plain_text.map(lambda text: text.replace("@", "")),
    st.lists(st.sampled_from(_PIECES), max_size=8).map("".join),
).filter(str.strip)


def _places(words: str) -> Iterator[Block]:
    """Blocks in which words stand in some way of their own."""
    text, x = Text(value=words), Text(value="x ")
    link = Link(url="https://e.example/(a)_(b)?x={{y}}&z=*|F|*", children=(text,))
    yield Paragraph(children=(text,))
    yield Heading(level=2, children=(text,))
    item = ListItem(children=(Paragraph(children=(text,)),))
    yield BulletList(children=(item, item))
    yield BlockQuote(children=(Paragraph(children=(Strong(children=(text,)),)),))
    yield Paragraph(children=(x, link, text))
    yield Paragraph(children=(x, LineBreak(), text, LineBreak(), Strong(children=(text,))))
    yield Paragraph(children=(x, InlineImage(url="https://e.example/a%20b.png", alt=words)))
    if not unencodable(words):
        yield Paragraph(children=(x, Code(value=words)))


@settings(max_examples=60)
@given(_words)
@example("![x](https://e.example/t.png)")
@example("See https://e.example/(a)_(b)")
@example("&#91;")
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("dialect", [Dialect.PORTABLE, Dialect.TEMPLATED])
def test_every_renderer_shows_the_words_and_the_links_of_the_text(
    dialect: Dialect, reader: str, words: str
) -> None:
    """And no link, picture or heading that is not in it, wherever the words stand."""
    for block in _places(words):
        tree = RichText(blocks=(block,))
        written = write_markdown(tree, dialect=dialect)
        if "<img" in written and reader == "cmark-gfm":
            continue  # it leaves out all HTML
        if reader == "cmark-gfm" and "@" in words:
            continue
        assert seen(READERS[reader](written)) == seen(write_html(tree))


@settings(max_examples=40)
@given(_words)
@pytest.mark.parametrize("reader", READERS)
def test_a_language_around_words_changes_none_of_them(reader: str, words: str) -> None:
    """Every renderer reads the Markdown inside a span, wherever the words stand."""
    assume(reader != "cmark-gfm" or "@" not in words)
    arabic = (("lang", "ar"), ("dir", "rtl"))
    for block in _places(words):
        tree = RichText(blocks=(block,))
        written = write_markdown(tree, dialect=Dialect.TEMPLATED, attributes=arabic)
        if "<img" in written and reader == "cmark-gfm":
            continue  # it leaves out all HTML
        assert seen(READERS[reader](written)) == seen(write_html(tree))


@pytest.mark.parametrize("reader", READERS)
def test_a_line_breaks_in_every_renderer(reader: str) -> None:
    """By two spaces: a backslash is one more character to some."""
    lines = (Text(value="One"), LineBreak(), Text(value="Two"))
    written = write_markdown(
        RichText(blocks=(Paragraph(children=lines),)), dialect=Dialect.PORTABLE
    )

    html = READERS[reader](written)

    assert written == "One  \nTwo\n"
    assert "<br" in html
    assert "\\" not in html


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["a", "`x`", "<b>", "&lt;", "\n", "  ", "é"]), min_size=1))
@pytest.mark.parametrize("reader", READERS)
def test_code_is_shown_as_it_is(reader: str, pieces: list[str]) -> None:
    """By renderers that know no fence, too."""
    value = "".join(pieces).strip()
    assume(value)
    tree = RichText(blocks=(CodeBlock(value=value),))

    assert seen(READERS[reader](write_markdown(tree, dialect=Dialect.PORTABLE))) == seen(
        write_html(tree)
    )


def _django(source: str) -> str:
    return str(Engine().from_string(source).render(Context({"x": "RUN"}, autoescape=False)))


def _jinja(source: str) -> str:
    return Environment(autoescape=False, keep_trailing_newline=True).from_string(source).render()  # noqa: S701 - it reads Markdown


def _liquid(source: str) -> str:
    return str(liquid.Environment().from_string(source).render(x="RUN"))


@pytest.mark.parametrize("engine", [_django, _jinja, _liquid])
@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_a_template_engine_finds_nothing_in_the_markdown(delimiter: str, engine: object) -> None:
    """The Markdown comes out of it as it went in."""
    assert callable(engine)
    for block in (*_places(delimiter), CodeBlock(value=delimiter)):
        for dialect in (Dialect.PORTABLE, Dialect.TEMPLATED):
            written = write_markdown(RichText(blocks=(block,)), dialect=dialect)

            assert delimiter not in written
            assert engine(written) == written


@pytest.mark.parametrize("engine", [_django, _jinja, _liquid])
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_a_template_engine_finds_nothing_in_the_html(
    delimiter: str, reader: str, engine: object
) -> None:
    """Where a service has made HTML of the Markdown before it fills in its fields."""
    assert callable(engine)
    for block in (*_places(delimiter), CodeBlock(value=delimiter)):
        html = READERS[reader](write_markdown(RichText(blocks=(block,)), dialect=Dialect.TEMPLATED))

        assert delimiter not in html
        assert engine(html) == html


def test_code_with_a_delimiter_is_words_where_no_html_can_be() -> None:
    """In code no renderer knows a character reference."""
    tree = RichText(
        blocks=(
            Paragraph(children=(Text(value="Write "), Code(value="{{ x }}"), Text(value=" here"))),
            CodeBlock(value="{% if x %}\n\nyes"),
        )
    )

    assert write_markdown(tree, dialect=Dialect.PORTABLE) == (
        "Write \\{\\{ x \\}\\} here\n\n&#123;&#37; if x &#37;\\}\n\nyes\n"
    )
    assert write_markdown(tree, dialect=Dialect.TEMPLATED) == (
        "Write <code>&#123;<!-- -->&#123;<!-- --> x &#125;&#125;</code> here\n\n"
        "<pre><code>&#123;<!-- -->&#37;<!-- --> if x &#37;<!-- -->&#125;"
        "&#10;&#10;yes</code></pre>\n"
    )


def test_a_title_with_a_delimiter_is_an_attribute_of_html() -> None:
    """Markdown has no way to write one that HTML keeps apart."""
    link = Link(url="https://e.example/", title="{{ x }}", children=(Text(value="a"),))
    image = InlineImage(url="https://e.example/a.png", alt="*|X|*", title="b")

    written = write_markdown(
        RichText(blocks=(Paragraph(children=(link, image)),)), dialect=Dialect.TEMPLATED
    )

    assert written == (
        '<a href="https://e.example/" title="&#123;&#123; x &#125;&#125;">a</a>'
        '<img src="https://e.example/a.png" alt="&#42;&#124;X&#124;&#42;" title="b">\n'
    )
