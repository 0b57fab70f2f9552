"""What is in the index, and what is not."""

import json
import re
from datetime import date

import pytest

import tbh_model as tbh
from small_talk import edition, files, index, response, series
from tbh_search import Search

FIXED = tbh.CorrectionKind.CORRECTION


def test_nothing_is_in_it_that_the_site_does_not_show() -> None:
    """A draft, an answer for the newsletter alone, and their words are nowhere in any file."""
    newsletter = tbh.Consent(uses=frozenset({tbh.Channel.NEWSLETTER}), granted=date(2025, 12, 1))
    content = series(
        edition(
            1,
            responses=(
                response("For the letter.", consents=(newsletter,)),
                response("For the site.", id="r-2"),
            ),
        ),
        edition(2, title="Not yet", status=tbh.EditionStatus.DRAFT),
    )
    everything = "".join(files(content).values())

    assert "Number 1" in everything
    assert "For the letter" not in everything
    assert "Not yet" not in everything


def test_an_edition_is_told_part_by_part() -> None:
    """Whose the words are, in which language, where they stand, without any markup."""
    answer = tbh.markdown("So *much*\nof [it](https://example.org/x).\n\n- one\n- two")
    made = edition(
        1,
        url="https://example.org/elsewhere",
        tags=("waiting",),
        introduction=tbh.markdown("Before **all** else."),
        responses=(response("It is a room.", answer=answer, language="fr"),),
        corrections=(tbh.Correction(on=date(2026, 2, 1), kind=FIXED, text="It was Tuesday."),),
        sign_off="That is all.",
    )

    assert index(series(made))["editions"] == [
        {
            "url": "https://example.org/elsewhere",
            "title": "Number 1",
            "language": "en",
            "topic": "Patience",
            "tags": ["waiting"],
            "prompt": "What is patience for?",
            "responses": [
                {
                    "url": "https://example.org/elsewhere#r-1",
                    "language": "fr",
                    "quote": "It is a room.",
                    "answer": "So much of it. one two",
                    "byline": "Zoë Ångström",
                }
            ],
            "prose": "Before all else. It was Tuesday.",
            "published": "2026-01-01",
        }
    ]


def test_the_newest_edition_is_first_and_the_undated_last() -> None:
    """The page keeps this order among results that are equally good."""
    content = series(edition(1), edition(3, published=None), edition(2))

    assert [each["title"] for each in index(content)["editions"]] == [
        "Number 2",
        "Number 1",
        "Number 3",
    ]


def test_the_script_assigns_what_the_data_says() -> None:
    """The two spellings of the index are one."""
    made = files(series(edition(1, responses=(response("</script> \u2028 ]]>"),))))
    script = made["search/index.js"].removeprefix("globalThis.tbhIndex = ").removesuffix(";\n")

    assert json.loads(script) == json.loads(made["search/index.json"])


def test_the_page_lies_where_it_is_asked_to() -> None:
    """Links lead home from any folder."""
    made = files(series(edition(1)), Search(folder="tools/find", results=5))

    assert 'href="../../"' in made["tools/find/index.html"]
    assert 'data-results="5"' in made["tools/find/index.html"]
    assert sorted(made) == [
        f"tools/find/{name}"
        for name in ("index.html", "index.js", "index.json", "matching.js", "page.js", "style.css")
    ]


@pytest.mark.parametrize("folder", ["", "/search", "../search", "a//b", "Search", "a b"])
def test_a_folder_outside_of_the_site_is_refused(folder: str) -> None:
    """The error says what a folder is."""
    with pytest.raises(tbh.InvalidValueError, match="a folder of the output, such as cards"):
        Search(folder=folder)


def test_our_own_words_say_their_language_where_it_is_another() -> None:
    """The page is Arabic, and runs from right to left; our words are English."""
    page = files(series(edition(1), language="ar"))["search/index.html"]

    assert '<html lang="ar" dir="rtl">' in page
    assert '<h1 lang="en" dir="ltr">Search</h1>' in page


def test_the_page_speaks_french() -> None:
    """And says nothing of a language then."""
    page = files(series(edition(1), language="fr-CA"))["search/index.html"]

    assert "<h1>Rechercher</h1>" in page


def test_nothing_on_the_page_needs_a_loose_policy() -> None:
    """No script, style or handler stands in the page, and nothing comes from elsewhere."""
    made = files(series(edition(1)))
    page = made["search/index.html"]

    assert "script-src 'self'; style-src 'self'" in page
    assert "<style" not in page
    assert re.search(r"<[^>]* on\w+=", page) is None
    assert page.count("<script") == page.count('<script src="') == 3
    scripts = made["search/page.js"] + made["search/matching.js"]
    assert not any(word in scripts for word in ("innerHTML", "eval(", "fetch(", "https://"))
