"""The command that publishes, and the system checks."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.test import override_settings

from rows import edition, response, roundup, series, therapist


def publish(*words: str) -> tuple[str, str]:
    """Run the command, and return what it says."""
    out, err = StringIO(), StringIO()
    call_command("tbh_publish", *words, stdout=out, stderr=err, no_color=True)
    return out.getvalue(), err.getvalue()


def test_the_command_writes_a_site(tmp_path: Path) -> None:
    """Feeds and pages, and says what it wrote."""
    roundup()
    said, withheld = publish("--to", str(tmp_path))

    assert said.startswith("Off the Clock: ")
    assert withheld == ""
    assert "How late I am." in (tmp_path / "rss.xml").read_text(encoding="utf-8")
    assert (tmp_path / "editions/running-late/index.html").is_file()


def test_the_command_says_what_is_withheld(tmp_path: Path) -> None:
    """On every channel."""
    response(edition(series()), therapist())
    with override_settings(TBH={"PUBLISH_TO": str(tmp_path)}):
        _, withheld = publish("off-the-clock", "--at", "2026-06-01T00:00:00+00:00")

    assert "has no record of consent" in withheld
    assert "withheld from web" in withheld
    assert "withheld from feed" in withheld


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "There is no folder"),
        (("--to", "x"), "there is no series"),
        (("other", "--to", "x"), "no series 'other'"),
    ],
)
def test_the_command_says_what_is_missing(words: tuple[str, ...], message: str) -> None:
    """And writes nothing."""
    with pytest.raises(CommandError, match=message):
        publish(*words)


@pytest.mark.parametrize(
    ("settings", "code", "hint"),
    [
        ({"USE_TZ": False}, "E001", "USE_TZ = True"),
        ({"TBH": {"EXPORTER": []}}, "E002", "EXPORTERS"),
        ({"TBH": {"EXPORTERS": ["rs"]}}, "E003", "rss"),
        ({"TBH": {"SERIES": "project.nothing"}}, "E004", "tbh_model.Series"),
    ],
)
def test_settings_are_checked(settings: dict[str, object], code: str, hint: str) -> None:
    """With what to do."""
    with override_settings(**settings), pytest.raises(SystemCheckError) as caught:
        call_command("check")

    assert f"tbh_django.{code}" in str(caught.value)
    assert hint in str(caught.value)


def test_series_are_checked_with_the_database() -> None:
    """Rows that were written past the forms."""
    edition(series(language="klingon"))
    call_command("check")

    with pytest.raises(SystemCheckError, match=r"tbh_django.E005"):
        call_command("check", databases=["default"])


def test_no_migration_is_missing() -> None:
    """The tables are those of the models."""
    call_command("makemigrations", "tbh_django", check=True, dry_run=True, verbosity=0)
