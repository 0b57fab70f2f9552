"""A series: what it holds, and how to find it."""

from datetime import UTC, datetime

import pytest

import tbh_model as tbh
from small import edition, response, series, therapist
from tbh_model.model import newest_first


def test_an_edition_is_found_by_id_and_by_slug() -> None:
    """Both lead to the same edition."""
    made = series()

    assert made.edition("e-patience") is made.edition("patience") is made.editions[0]


def test_where_an_id_is_the_slug_of_another_the_id_wins() -> None:
    """Ids are permanent, slugs are not."""
    first, second = edition("a", id="b"), edition("b", id="c")

    assert series(editions=(first, second)).edition("b") is first


def test_an_unknown_edition_is_answered_with_the_nearest() -> None:
    """A typing mistake is worth a suggestion."""
    with pytest.raises(tbh.UnknownIdError) as caught:
        series().edition("patiance")

    assert str(caught.value) == "no edition 'patiance' in this series; did you mean 'patience'?"


def test_an_unknown_therapist_is_named() -> None:
    """Where nothing is near, nothing is suggested."""
    with pytest.raises(LookupError, match=r"^no therapist 'nobody' in this series$"):
        series().therapist("nobody")


def test_a_series_with_an_unknown_therapist_cannot_be() -> None:
    """Whoever holds a series can follow every reference in it."""
    with pytest.raises(tbh.InvalidValueError) as caught:
        series(editions=(edition(responses=(response(therapist="t-2"),)),))

    (violation,) = caught.value.violations
    assert violation.field == "editions[0].responses[0].therapist"
    assert violation.allowed == "the id of a therapist of the series, such as 't-1'"


def test_nothing_stands_twice() -> None:
    """Ids, slugs and keys are distinct; slugs also without regard to case."""
    call = tbh.CallToAction(key="book", kind=tbh.CallToActionKind.BOOK, text="Book now.")
    with pytest.raises(tbh.InvalidValueError) as caught:
        series(
            therapists=(therapist(), therapist()),
            editions=(edition("a", id="1"), edition("A", id="1")),
            calls_to_action=(call, call),
        )

    assert [violation.field for violation in caught.value.violations] == [
        "therapists[1].id",
        "editions[1].id",
        "editions[1].slug",
        "calls_to_action[1].key",
    ]


def test_the_permalink_follows_the_pattern() -> None:
    """The pattern of the series decides, and the URL of an edition decides over it."""
    own = "https://elsewhere.example/x"

    assert series().url_of(edition()) == "https://example.org/small/editions/patience/"
    assert series(url="https://example.org").url_of(edition()) == (
        "https://example.org/editions/patience/"
    )
    assert series(permalink="{url}{id}.html").url_of(edition()) == (
        "https://example.org/small/e-patience.html"
    )
    assert series().url_of(edition(url=own)) == own


def test_a_slug_in_any_alphabet_makes_a_uri() -> None:
    """What is not ASCII is percent-encoded."""
    assert series().url_of(edition("صبر")) == (
        "https://example.org/small/editions/%D8%B5%D8%A8%D8%B1/"
    )


@pytest.mark.parametrize(
    ("series_id", "expected"),
    [
        ("tag:example.org,2026:tbh", "tag:example.org,2026:tbh/e-1"),
        ("tag:example.org,2026:tbh/", "tag:example.org,2026:tbh/e-1"),
        ("urn:example:tbh", "urn:example:tbh#e-1"),
    ],
)
def test_an_entry_id_is_made_of_two_ids(series_id: str, expected: str) -> None:
    """It depends on the ids of series and edition, and on nothing else."""
    made = series(id=series_id)
    renamed = edition("other", id="e-1", title="Other", url="https://example.org/x")

    assert made.entry_id(edition("any", id="e-1")) == expected
    assert made.entry_id(renamed) == expected


def test_labels_come_from_the_language_of_the_edition() -> None:
    """An edition in French has French labels in an English series."""
    made = series(labels=tbh.Labels(results="What they said"))

    assert made.words(edition()).results == "What they said"
    assert made.words(edition(language="fr-CA")).results == "Les réponses"
    assert series(language="it").words(edition()).challenge == "The Challenge"


def test_the_label_of_the_prompt_follows_that_of_the_challenge() -> None:
    """Unless it has words of its own."""
    assert tbh.Labels(challenge="The Dare").within("en").prompt == "The Dare"
    assert tbh.Labels(challenge="The Dare", prompt="We asked").within("en").prompt == "We asked"


def test_the_folder_is_no_part_of_the_content() -> None:
    """Two series are equal wherever they were loaded from."""
    from pathlib import Path

    assert series(folder=Path("a")) == series(folder=Path("b"))


def test_the_newest_edition_is_first_and_one_without_a_date_last() -> None:
    """Two of one instant stand by id, in whatever order they are written."""
    may, june = (datetime(2026, month, 1, tzinfo=UTC) for month in (5, 6))
    editions = (
        edition("d", published=None),
        edition("c", published=may),
        edition("b", published=may),
        edition("a", published=june),
    )

    for given in (editions, editions[::-1]):
        assert [each.slug for each in newest_first(given)] == ["a", "b", "c", "d"]
