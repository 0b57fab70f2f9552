"""An edition as passages: what feeds write straight away is what its tree would give."""

from attrs import evolve
from hypothesis import assume, given, settings

import tbh_model as tbh
from small import edition, response, series
from strategies_text import sources
from tbh_model.exporters import Tracking
from tbh_model.exporters._passages import entry_tree, html_of, passages, tree_of
from tbh_model.exporters._tracking import tracked
from tbh_model.text import markdown, read_harmless, write_html

BASE = "https://example.org/"


def test_the_example_is_written_as_its_trees_are(example: tbh.Series) -> None:
    """Each edition, in one language or the other."""
    for each in example.editions:
        tree = entry_tree(example, each, more_on_web=True)

        assert html_of(passages(example, each, more_on_web=True), BASE) == write_html(
            tree, base_url=BASE
        )


@settings(max_examples=300)
@given(sources)
def test_a_text_is_written_as_its_tree_is(source: str) -> None:
    """As an introduction and inside the quotation of an answer, whatever its Markdown is."""
    text = read_harmless(source)
    assume(text)
    assert text is not None
    whole = series()
    shown = edition(introduction=text, responses=(response(answer=text),))

    tree = entry_tree(whole, shown)

    assert html_of(passages(whole, shown), BASE) == write_html(tree, base_url=BASE)


def test_links_in_passages_are_marked_and_prose_stays_unread() -> None:
    """A text without a link has nothing to mark."""
    prose = read_harmless("Rest.")
    assert prose is not None
    link = markdown("[Rest](https://example.org/rest)")
    whole, shown = series(), edition(introduction=prose, responses=(response(answer=link),))
    marks = Tracking(hosts=("example.org",), source="feed", content="all")

    marked = tracked(passages(whole, shown), marks, BASE, "https://example.org/here")

    assert marked[0].texts[0] is prose
    assert 'href="https://example.org/rest?utm_source=feed&amp;utm_content=all"' in write_html(
        tree_of(marked)
    )


def test_no_text_leaves_no_empty_line() -> None:
    """An edition without an introduction begins with its first heading."""
    shown = evolve(edition(), introduction=tbh.RichText())

    assert html_of(passages(series(), shown), BASE).startswith("<h2>")
