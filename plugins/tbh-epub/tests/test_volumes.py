from datetime import UTC, date, datetime

import pytest

import talk
import tbh_model as tbh
from reader import AT, Book, book, books
from tbh_epub import EPUB, Season


def test_each_year_is_a_book() -> None:
    """Its name is the last part of the id of the series, and the year."""
    made = talk.series(talk.edition("tea", 2025), talk.edition("ink", 2026))

    assert [*books(made)] == ["small-talk-2025.epub", "small-talk-2026.epub"]


def test_all_editions_can_be_one_book() -> None:
    """Then there is no year in its name and in its title."""
    made = talk.series(talk.edition("tea", 2025), talk.edition("ink", 2026))
    ((name, whole),) = books(made, EPUB(season=Season.ALL)).items()

    assert name == "small-talk.epub"
    assert whole.said("dc:title") == ["Small Talk"]
    assert _editions(whole) == ["edition-tea.xhtml", "edition-ink.xhtml"]


def test_editions_without_a_date_are_the_last_of_the_newest_book() -> None:
    """They are out, and in no year."""
    made = talk.series(
        talk.edition("never", None), talk.edition("ink", 2026), talk.edition("tea", 2025)
    )
    old, new = books(made).values()

    assert _editions(old) == ["edition-tea.xhtml"]
    assert _editions(new) == ["edition-ink.xhtml", "edition-never.xhtml"]


def test_a_series_without_a_date_is_one_book() -> None:
    """It is dated by the year in the id of the series."""
    ((name, only),) = books(talk.series(talk.edition("never", None))).items()

    assert name == "small-talk.epub"
    assert only.said("dcterms:modified") == ["2020-01-01T00:00:00Z"]


def test_a_series_without_editions_has_no_book() -> None:
    """A book with nothing in it is of no use to anybody."""
    assert books(talk.series()) == {}


def test_a_year_ends_in_the_zone_of_the_series() -> None:
    """In Toronto it was still 2025."""
    late = talk.edition("late", published=datetime(2026, 1, 1, 3, tzinfo=UTC))

    assert [*books(talk.series(late, time_zone="America/Toronto"))] == ["small-talk-2025.epub"]


@pytest.mark.parametrize(
    ("series_id", "identifier", "name"),
    [
        ("tag:a.example,2020:talk", "tag:a.example,2020:talk/epub/2026", "talk-2026.epub"),
        ("tag:a.example,2020:x/talk/", "tag:a.example,2020:x/talk/epub/2026", "talk-2026.epub"),
        ("urn:example:a+b", "urn:example:a+b#epub/2026", "a_2b_b-2026.epub"),
    ],
)
def test_a_book_is_identified_by_the_series(series_id: str, identifier: str, name: str) -> None:
    """Neither a title nor a page has a part in it, so that readers know the next edition of it."""
    ((path, made),) = books(talk.series(talk.edition("tea"), id=series_id)).items()

    assert made.said("dc:identifier") == [identifier]
    assert path == name


def test_a_correction_is_a_change() -> None:
    """A reading system fetches a book again when `dcterms:modified` is newer."""
    fix = tbh.Correction(
        on=date(2026, 6, 2), kind=tbh.CorrectionKind.CORRECTION, text="It was two."
    )
    made = talk.series(talk.edition("tea", corrections=(fix,)), time_zone="America/Toronto")

    assert book(made).said("dcterms:modified") == ["2026-06-02T04:00:00Z"]


def test_the_artifact_tells_when_it_changed() -> None:
    """A server can say so."""
    (made,) = tbh.export(talk.series(talk.edition("tea")), EPUB(), at=AT)

    assert made.last_modified == datetime(2026, 5, 4, 9, tzinfo=UTC)


def _editions(made: Book) -> list[str]:
    return [name for name in made.spine if name.startswith("edition-")]
