import pickle
from collections.abc import Iterable, Iterator

import html5lib
import pytest
from hypothesis import assume, given, settings, strategies as st

from strategies_text import plain_text, sources, trees, unicode_text
from tbh_model.text import (
    Block,
    BlockQuote,
    BulletList,
    Code,
    CodeBlock,
    Heading,
    Inline,
    ListItem,
    OrderedList,
    Paragraph,
    RichText,
    Text,
    count_words,
    escape_markdown,
    is_allowed,
    is_shown,
    parse_lazily,
    read_markdown,
    replace_unencodable,
    summary_words,
    unwrap_lines,
    write_html,
    write_markdown,
    write_plain,
)

_ATTRIBUTES = {
    "a": {"href", "title"},
    "code": {"class"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = {"p", "blockquote", "ul", "ol", "li", "pre", "hr", *_HEADINGS}
_NESTED = (Paragraph, Heading, BlockQuote, BulletList, OrderedList, ListItem)
_ELEMENTS = {"code", "em", "strong", "a", "img", "br", *_BLOCKS}


def texts(node: Block | ListItem | Inline) -> Iterator[str]:
    """The words of all text and code under a node."""
    if isinstance(node, Text | Code | CodeBlock):
        yield node.value
    for child in getattr(node, "children", ()):
        yield from texts(child)


def words(tree: RichText) -> str:
    """All words of a tree, in order."""
    return "".join(words for block in tree.blocks for words in texts(block))


def shown_texts(node: Block | ListItem) -> Iterator[str]:
    """The words under a block without those of headings that nobody sees: they are not written."""
    if not isinstance(node, Heading) or is_shown(node.children):
        below = [each for each in getattr(node, "children", ()) if isinstance(each, _NESTED)]
        for each in below:
            yield from shown_texts(each)
        if not below:
            yield from texts(node)


def shown_words(tree: RichText) -> str:
    """All words of a tree that are written, in order."""
    return "".join(words for block in tree.blocks for words in shown_texts(block))


def is_within(characters: Iterable[str], text: str) -> bool:
    """Whether all characters are in the text, in their order."""
    rest = iter(text)
    return all(character in rest for character in characters)


@given(trees)
def test_a_tree_written_as_markdown_reads_back_as_itself(tree: RichText) -> None:
    """Nothing that the constructors accept is lost, and nothing of it is a problem."""
    reading = read_markdown(write_markdown(tree))

    assert (reading.tree, reading.problems) == (tree, ())


@given(sources)
def test_what_was_read_is_written_and_read_again_without_a_change(source: str) -> None:
    """Whatever the source, one reading is as good as two."""
    tree = read_markdown(source).tree
    reading = read_markdown(write_markdown(tree))

    assert (reading.tree, reading.problems) == (tree, ())


@given(unicode_text)
def test_reading_is_deterministic_and_its_problems_have_places(source: str) -> None:
    """Any str at all is read, twice the same, and every problem points into it."""
    reading = read_markdown(source)
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    assert read_markdown(source) == reading
    for problem in reading.problems:
        assert problem.line is not None
        assert problem.column is not None
        line = lines[problem.line - 1]
        assert 1 <= problem.column <= problem.column + problem.length - 1 <= len(line)


@given(sources)
def test_every_problem_points_at_characters_of_its_line(source: str) -> None:
    """The caret stands under what is meant."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    for problem in read_markdown(source).problems:
        assert problem.line is not None
        assert problem.column is not None
        line = lines[problem.line - 1]
        assert 1 <= problem.column <= problem.column + problem.length - 1 <= len(line)


@given(plain_text)
@pytest.mark.parametrize(
    ("before", "after"), [("", ""), ("a ", " b"), ("# ", ""), ("> - ", ""), ("a\n", "\nb")]
)
def test_escaped_text_reads_back_as_exactly_that_text(before: str, after: str, text: str) -> None:
    """Wherever it stands in a line: as words, and without a problem."""
    escaped = escape_markdown(text)
    reading = read_markdown(f"{before}x{escaped}x{after}")
    bare = read_markdown(f"{before}{escaped}{after}")

    end_of_heading = text.replace("\r\n", "\n").replace("\r", "\n")
    if before == "# ":
        end_of_heading = end_of_heading.replace("\n", " ")
    assert end_of_heading in words(reading.tree)
    assert end_of_heading in words(bare.tree)
    assert "\n" not in escaped
    assert reading.problems == bare.problems == ()


@given(trees)
def test_plain_text_keeps_every_character_of_the_words(tree: RichText) -> None:
    """In order, whatever is put between them."""
    assert is_within(shown_words(tree), write_plain(tree))


@given(trees)
def test_html_holds_only_our_elements_and_all_words(tree: RichText) -> None:
    """It is parsed without an error by a parser that forgives nothing."""
    written = write_html(tree)
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    body = parser.parse(f"<!DOCTYPE html><title>a</title><body>{written}").find("body")

    assert body is not None
    for element in body.iter():
        assert element is body or element.tag in _ELEMENTS
        assert set(element.attrib) <= _ATTRIBUTES.get(element.tag, set())
        assert is_allowed(element.get("href", ""))
        assert is_allowed(element.get("src", ""))
    assert is_within(replace_unencodable(shown_words(tree)), "".join(body.itertext()))


@given(trees)
def test_writing_is_deterministic(tree: RichText) -> None:
    """The same tree is the same bytes, today and tomorrow."""
    again = RichText(blocks=tuple(tree.blocks))

    assert write_html(tree) == write_html(again)
    assert write_markdown(tree) == write_markdown(again)
    assert write_plain(tree) == write_plain(again)


@pytest.mark.parametrize("source", [">" * 3000 + "a", "- " * 3000 + "a", "*" * 6000 + "a"])
def test_no_depth_runs_out_of_stack(source: str) -> None:
    """The deepest tree that reading gives is written by every writer."""
    tree = read_markdown(source).tree

    assert read_markdown(write_markdown(tree)).tree == tree
    assert "a" in write_html(tree)
    assert "a" in write_plain(tree)


@given(sources)
def test_a_text_that_is_read_later_has_no_problem(source: str) -> None:
    """And is the same text, before and after somebody looks at it."""
    later = parse_lazily(source)
    if later is None:
        return
    copy = pickle.loads(pickle.dumps(later))  # noqa: S301 - our own bytes

    reading = read_markdown(source)
    assert reading.problems == ()
    assert bool(later) == bool(reading.tree)
    assert copy == later == reading.tree
    assert hash(later) == hash(reading.tree)
    assert later.blocks == reading.tree.blocks
    tree = RichText(blocks=reading.tree.blocks)
    assert write_html(later) == write_html(tree)
    assert write_plain(later) == write_plain(tree)
    assert summary_words(later) == summary_words(tree)
    assert count_words(later) == count_words(tree) == len(summary_words(tree).split())


_links = st.lists(
    st.sampled_from(
        [
            *(
                "[a](https://a.example)",
                "![b](http://b.example/c?d=e&f)",
                "[g *h](https://a.b/_i_)*",
            ),
            *("[", "]", "(", ")", "!", "`", "\\", "&lt;", "\n", "\n\n", " ", "a", "*", "> ", "- "),
            *("](https://a.example/j)", "[k](javascript:l)", "[m](https://n@o.p)", "[q]: /r\n"),
        ]
    ),
    max_size=12,
).map("".join)


@settings(max_examples=20 * settings().max_examples)
@given(_links)
def test_a_text_with_links_that_is_read_later_has_no_problem(source: str) -> None:
    """Whatever stands beside a plain link, within it and around it."""
    later = parse_lazily(source)
    assume(later is not None)
    reading = read_markdown(source)

    assert reading.problems == ()
    assert later == reading.tree


_fragments = st.lists(
    st.sampled_from(
        [
            *("*", "**", "***", "_", "`", " ", " ", "  ", "\n", "\n\n", "    ", "  \n", "\\\n"),
            *("a", "Rest", "a < b", "<3", '"', "'", "é", "&", "&amp;", "&#1;", "&copy;", "~", "|"),
            *("> ", "\n> ", "\n- ", "\n* ", "1. ", "\n3) ", "\n  ", "# ", "\n## ", "\n---\n"),
            *("[a](https://a.example)", "[b *c*](http://b.example/c?d=e&f#g)", "[", "]", "[sic]"),
            *("[é](https://a.example/é|^{}%20%zz'~)", "[https://a.example](https://a.example)"),
            *("[](https://a.example)", "[a.html](a.html)", "[m](mailto:m@a.example)", "[n](#n)"),
            *("![p](p.png)", '[t](https://a.example "t")', "\n```\nq\n```\n", "[j](javascript:j)"),
            *("\\", ".", "(", "!", "\n==\n"),
        ]
    ),
    max_size=24,
).map("".join)


@settings(max_examples=30 * settings().max_examples)
@given(_fragments)
def test_a_text_is_written_in_one_way_with_a_tree_and_without(source: str) -> None:
    """Whatever it is made of, and wherever a line ends."""
    later = parse_lazily(source)
    assume(later is not None)
    assert later is not None
    reading = read_markdown(source)
    tree = RichText(blocks=reading.tree.blocks)

    assert reading.problems == ()
    for level, base in ((1, None), (3, "../"), (2, "https://b.example/c/")):
        as_read = write_html(tree, heading_level=level, base_url=base)
        assert write_html(later, heading_level=level, base_url=base) == as_read
    assert write_plain(later) == write_plain(tree)
    assert summary_words(later) == summary_words(tree)
    assert count_words(later) == count_words(tree)
    assert write_html(unwrap_lines(later)) == write_html(unwrap_lines(tree))
