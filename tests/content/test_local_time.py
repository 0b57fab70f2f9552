"""An instant without an offset is what clocks show where the series is at home."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import evolve

import tbh_model as tbh
from small_folder import EDITION, SERIES, THERAPIST, digests, write
from tbh_model.content import file_problems

PUBLISHED = "published: 2026-05-01T09:00:00-04:00"


def put(folder: Path, time_zone: str, published: str) -> None:
    write(folder, "series.yaml", f"{SERIES}time_zone: {time_zone}\n")
    write(folder, "therapists/t-1.yaml", THERAPIST)
    text = EDITION.replace(PUBLISHED, f"published: {published}")
    write(folder, "editions/patience.yaml", text)


@pytest.mark.parametrize(
    ("time_zone", "written", "expected"),
    [
        ("Europe/Paris", "2026-01-15 09:00", "2026-01-15T09:00:00+01:00"),
        ("Europe/Paris", "2026-07-15 09:00", "2026-07-15T09:00:00+02:00"),
        ("Asia/Kolkata", "2026-07-15T09:00:30", "2026-07-15T09:00:30+05:30"),
        ("America/Toronto", "2026-11-01 00:59", "2026-11-01T00:59:00-04:00"),
        ("America/Toronto", "2026-11-01 02:00", "2026-11-01T02:00:00-05:00"),
        ("America/Toronto", "2026-11-01 01:30-05:00", "2026-11-01T01:30:00-05:00"),
        ("UTC", "0001-01-01 00:00", "0001-01-01T00:00:00+00:00"),
    ],
)
def test_an_instant_without_an_offset_is_local_time(
    tmp_path: Path, time_zone: str, written: str, expected: str
) -> None:
    """In summer and in winter, in a folder and in one JSON document."""
    put(tmp_path, time_zone, written)

    series = tbh.load(tmp_path)

    assert series.editions[0].published == datetime.fromisoformat(expected)
    assert tbh.check(tmp_path) == ()
    document = tbh.dumps(series).replace(f'"{expected}"', f'"{written}"')
    assert tbh.loads(document) == series


@pytest.mark.parametrize(
    ("time_zone", "written", "message", "hint"),
    [
        (
            "Europe/Paris",
            "2026-10-25 02:30",
            "found `2026-10-25 02:30`, which comes twice in Europe/Paris: clocks go back",
            "add the offset from UTC: 2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00",
        ),
        (
            "America/Toronto",
            "2026-03-08 02:30",
            "found `2026-03-08 02:30`, which never comes in America/Toronto: clocks go forward",
            "write the time that they show then: 2026-03-08T03:30:00",
        ),
    ],
)
def test_a_time_that_comes_twice_or_never_is_a_problem(
    tmp_path: Path, time_zone: str, written: str, message: str, hint: str
) -> None:
    """Nobody guesses which is meant."""
    put(tmp_path, time_zone, written)

    (problem,) = tbh.check(tmp_path)

    assert (problem.code, problem.line, problem.column) == ("TBH108", 5, 12)
    assert (problem.message, problem.hint) == (message, hint)


def test_where_the_zone_is_unknown_an_offset_is_asked_for(tmp_path: Path) -> None:
    """Its own mistake is said as well."""
    put(tmp_path, "Europe/Nowhere", "2026-05-01 09:00")

    assert [(each.code, each.file, each.hint) for each in tbh.check(tmp_path)] == [
        (
            "TBH108",
            "editions/patience.yaml",
            "add the offset from UTC: 2026-05-01T09:00:00+00:00, or Z for UTC itself",
        ),
        (
            "TBH110",
            "series.yaml",
            "did you mean Europe/Jersey?",
        ),
    ]
    (problem,) = file_problems(tmp_path, ["editions/patience.yaml"])
    assert problem.code == "TBH108"


def test_a_series_that_cannot_be_read_has_no_zone(tmp_path: Path) -> None:
    """What is wrong with it comes first."""
    put(tmp_path, "[", "2026-05-01 09:00")

    assert [each.code for each in tbh.check(tmp_path)] == ["TBH108", "TBH103"]


def test_save_leaves_a_local_time_as_it_is_written(tmp_path: Path) -> None:
    """And writes one that is new with its offset."""
    put(tmp_path, "Europe/Paris", "2026-05-01 09:00")
    before = digests(tmp_path)
    series = tbh.load(tmp_path)

    assert tbh.save(series, tmp_path) == ()
    assert digests(tmp_path) == before

    (edition,) = series.editions
    later = evolve(edition, updated=datetime(2026, 5, 2, 9, tzinfo=UTC))
    tbh.save(evolve(series, editions=(later,)), tmp_path)
    text = (tmp_path / "editions/patience.yaml").read_text(encoding="utf-8")
    assert "published: 2026-05-01 09:00\n" in text
    assert "updated: 2026-05-02T09:00:00+00:00\n" in text
