"""An edition as passages: what feeds write straight away is what its tree would give."""

import re

from attrs import evolve
from hypothesis import assume, given, settings

import tbh_model as tbh
from small import edition, response, series
from strategies_text import sources
from tbh_model.exporters import Tracking
from tbh_model.exporters._edition_body import edition_sections, to_html, to_rich_text
from tbh_model.exporters._utm import add_utm_to_sections
from tbh_model.text import markdown, parse_lazily, write_html

BASE = "https://example.org/"


@settings(max_examples=300)
@given(sources)
def test_a_text_is_written_as_its_tree_is(source: str) -> None:
    """As an introduction and inside the quotation of an answer, whatever its Markdown is."""
    text = parse_lazily(source)
    assume(text)
    assert text is not None
    whole = series()
    shown = edition(introduction=text, responses=(response(answer=text),))

    parts = edition_sections(whole, shown)

    assert to_html(parts, BASE) == write_html(to_rich_text(parts), base_url=BASE)


def test_a_name_stands_before_the_words() -> None:
    """As on the page: whoever reads knows whose words they are."""
    html = to_html(edition_sections(series(), edition()), BASE)

    assert html.index("<strong>Dana Okafor, RP</strong>") < html.index("<blockquote>")


def _attributes(whole: tbh.Series, shown: tbh.Edition) -> list[str]:
    found = to_html(edition_sections(whole, shown), BASE)
    return re.findall(r"<(?:div|blockquote)[^>]*>", found)


def test_what_is_in_another_language_says_so() -> None:
    """An Arabic answer in an English edition, a French one in an Arabic edition."""
    spoken = tuple(
        response(id=f"r-{language}", language=language) for language in ("ar", "fr", "en")
    )
    arabic = edition(language="ar", responses=spoken[1:], sign_off="Bye.")

    assert _attributes(series(), edition(responses=spoken)) == [
        '<blockquote lang="ar" dir="rtl">',
        '<blockquote lang="fr">',
        "<blockquote>",
    ]
    assert _attributes(series(sign_off="Bye.", next_time="Soon."), arabic) == [
        '<blockquote lang="fr" dir="ltr">',
        '<blockquote lang="en" dir="ltr">',
        '<div lang="en" dir="ltr">',
    ]


def test_our_own_words_are_in_a_language_of_their_own() -> None:
    """Where the edition is in one that we do not speak."""
    html = to_html(edition_sections(series(), edition(language="de"), more_on_web=True), BASE)

    assert (
        '<div lang="en">\n<p><a href="https://example.org/small/editions/patience/">There' in html
    )


def test_links_in_passages_are_marked_and_prose_stays_unread() -> None:
    """A text without a link has nothing to mark."""
    prose = parse_lazily("Rest.")
    assert prose is not None
    link = markdown("[Rest](https://example.org/rest)")
    whole, shown = series(), edition(introduction=prose, responses=(response(answer=link),))
    marks = Tracking(hosts=("example.org",), source="feed", content="all")

    marked = add_utm_to_sections(
        edition_sections(whole, shown), marks, BASE, "https://example.org/here"
    )

    assert marked[0].texts[0] is prose
    assert 'href="https://example.org/rest?utm_source=feed&amp;utm_content=all"' in write_html(
        to_rich_text(marked)
    )


def test_no_text_leaves_no_empty_line() -> None:
    """An edition without an introduction begins with its first heading."""
    shown = evolve(edition(), introduction=tbh.RichText())

    assert to_html(edition_sections(series(), shown), BASE).startswith("<h2>")
