"""Corrections that are dated later than the build."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

import tbh_model as tbh
from small_folder import EDITION, SERIES, THERAPIST, write


@pytest.mark.parametrize(
    ("at", "is_early"),
    [
        (datetime(2026, 6, 10, 3, 59, tzinfo=UTC), True),
        (datetime(2026, 6, 10, 4, 0, tzinfo=UTC), False),
    ],
)
def test_a_correction_of_tomorrow_is_named(tmp_path: Path, at: datetime, *, is_early: bool) -> None:
    """No page says it before its day, which begins where the series is."""
    write(tmp_path, "series.yaml", SERIES + "time_zone: America/Toronto\n")
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    correction = "corrections:\n  - {on: 2026-06-10, kind: correction, text: A slip.}\n"
    write(tmp_path, "editions/patience.yaml", EDITION + correction)

    found = [each for each in tbh.check(tmp_path, at=at) if each.code == "TBH444"]

    assert [(each.path, each.line, each.severity) for each in found] == (
        [("corrections[0].on", 16, tbh.Severity.WARNING)] if is_early else []
    )
