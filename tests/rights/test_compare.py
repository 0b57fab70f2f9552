"""What time alone changes between two instants."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given

import tbh_model as tbh
from small import AT, consent, edition, response, series
from small_folder import EDITION, SERIES as SERIES_FILE, THERAPIST, write
from strategies_model import INSTANTS, SERIES
from tbh_model.cli._main import tbh as command

LATER = datetime(2026, 8, 1, 12, tzinfo=UTC)


def lines(changes: tuple[tbh.Change, ...], channel: str = "web") -> list[tuple[str, str, str]]:
    return [(each.part, each.id, each.kind.value) for each in changes if each.channel == channel]


def test_an_edition_that_is_due_appears() -> None:
    """With whoever is named in it alone, on each channel."""
    content = series(editions=(edition(published=datetime(2026, 7, 1, tzinfo=UTC)),))

    changes = tbh.changes_between(content, AT, LATER)

    expected = [("edition", "e-patience", "appears"), ("therapist", "t-1", "appears")]
    assert lines(changes) == lines(changes, "newsletter") == expected


def test_an_answer_whose_consent_ends_disappears_with_the_reason() -> None:
    """And nothing else does."""
    ends = consent(expires=date(2026, 7, 1))
    answers = (response("r-1"), response("r-2", quote="It ends.", consents=(ends,)))
    content = series(editions=(edition(responses=answers),))

    (change,) = (c for c in tbh.changes_between(content, AT, LATER) if c.channel == "feed")

    assert (change.part, change.id, change.edition) == ("response", "r-2", "e-patience")
    assert change.kind is tbh.ChangeKind.DISAPPEARS
    assert change.reason is not None
    assert change.reason == "has a consent that ran out"


def test_a_title_that_ends_changes_the_person() -> None:
    """In the field that holds it."""
    (person,) = series().therapists
    title = tbh.Credential(
        title="Registered Psychotherapist", abbreviation="RP", valid_until=date(2026, 7, 1)
    )
    content = series(therapists=(tbh.Therapist(id=person.id, name="Dana", credentials=(title,)),))

    (change,) = (c for c in tbh.changes_between(content, AT, LATER) if c.channel == "web")

    assert (change.part, change.kind.value) == ("therapist", "changes")
    assert change.fields == ("credentials",)


@given(content=SERIES, start=INSTANTS, end=INSTANTS)
def test_there_are_changes_where_releases_differ(
    content: tbh.Series, start: datetime, end: datetime
) -> None:
    """On exactly the channels whose series is another one."""
    changed = {change.channel for change in tbh.changes_between(content, start, end)}
    differing = {
        channel
        for channel in content.all_uses
        if tbh.release(content, channel, start).series != tbh.release(content, channel, end).series
    }

    assert changed == differing


@given(content=SERIES, start=INSTANTS, end=INSTANTS)
def test_back_is_the_reverse(content: tbh.Series, start: datetime, end: datetime) -> None:
    """What appears one way disappears the other way, and what changes changes in the same."""
    reverse = {"appears": "disappears", "disappears": "appears", "changes": "changes"}
    there = {
        (c.channel, c.part, c.edition, c.id, c.kind.value, c.fields)
        for c in tbh.changes_between(content, start, end)
    }
    back = {
        (c.channel, c.part, c.edition, c.id, reverse[c.kind.value], c.fields)
        for c in tbh.changes_between(content, end, start)
    }

    assert there == back


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder with one edition that ends."""
    write(tmp_path, "series.yaml", SERIES_FILE)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/patience.yaml", f"{EDITION}expires: 2026-07-01 09:00\n")
    return tmp_path


def test_the_command_prints_each_change_with_its_channels(folder: Path) -> None:
    """By title and name."""
    instants = (f"{AT:%Y-%m-%dT%H:%MZ}", f"{AT + timedelta(days=60):%Y-%m-%dT%H:%MZ}")
    arguments = [word for each in instants for word in ("--at", each)]

    done = CliRunner().invoke(command, ["diff", str(folder), *arguments])
    first = done.stdout.splitlines()[0]

    assert done.exit_code == 0
    assert first.startswith(
        "web, feed, newsletter, social: “What is patience for?” [e-1] disappears"
    )
    assert "expired" in first


def test_the_command_says_that_nothing_changes(folder: Path) -> None:
    """And wants one instant or two."""
    same = ["--at", "2026-06-01T12:00Z"] * 2

    assert "Nothing changes." in CliRunner().invoke(command, ["diff", str(folder), *same]).stderr
    assert CliRunner().invoke(command, ["diff", str(folder), *same, *same]).exit_code == 2
    assert CliRunner().invoke(command, ["diff", str(folder), *same, "--json"]).stdout == "[]\n"
