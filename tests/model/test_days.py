"""Days of a time zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from tbh_model.model import at_fixed_offset, day_of, start_of

ZONES = st.sampled_from(
    [
        "UTC",
        "America/Toronto",
        "America/Santiago",  # clocks skip midnight
        "Asia/Beirut",
        "America/St_Johns",  # clocks went back over midnight until 2010
        "Pacific/Apia",  # a day was skipped in 2011
        "Pacific/Kiritimati",
        "Australia/Lord_Howe",
    ]
)
INSTANTS = st.datetimes(datetime(2005, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone comes beside
DAYS = st.dates(date(2005, 1, 1), date(2035, 1, 1))


@pytest.mark.parametrize(
    ("day", "zone", "begins"),
    [
        (date(2026, 3, 8), "America/Toronto", "2026-03-08T05:00:00+00:00"),  # clocks change at two
        (date(2026, 3, 9), "America/Toronto", "2026-03-09T04:00:00+00:00"),
        (date(2024, 9, 8), "America/Santiago", "2024-09-08T04:00:00+00:00"),  # no midnight
        (date(2009, 11, 1), "America/St_Johns", "2009-11-01T02:30:00+00:00"),  # midnight twice
        (date(2011, 12, 30), "Pacific/Apia", "2011-12-30T10:00:00+00:00"),  # no such day
        (date(2011, 12, 31), "Pacific/Apia", "2011-12-30T10:00:00+00:00"),
    ],
)
def test_a_day_begins_at_its_first_instant(day: date, zone: str, begins: str) -> None:
    """Also where clocks skip midnight, or show it twice."""
    assert start_of(day, zone).isoformat() == begins


@given(ZONES, INSTANTS, st.timedeltas(timedelta(0), timedelta(days=2)))
def test_no_later_instant_belongs_to_an_earlier_day(
    zone: str, at: datetime, later: timedelta
) -> None:
    """A right that holds from a day on does not blink when clocks go back."""
    assert day_of(at, zone) <= day_of(at + later, zone)


@given(ZONES, DAYS)
def test_a_day_is_its_own_from_its_first_instant(zone: str, day: date) -> None:
    """And not a moment before."""
    begins = start_of(day, zone)

    assert day_of(begins, zone) >= day
    assert day_of(begins - timedelta(microseconds=1), zone) < day


def test_the_last_day_has_no_next() -> None:
    """Dates end somewhere, and nothing breaks there."""
    assert day_of(datetime.max.replace(tzinfo=UTC), "UTC") == date.max


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_a_zone_leads_nobody_out_of_the_calendar(zone: str) -> None:
    """At its ends the day is that of UTC, and the first one begins with it."""
    assert day_of(datetime.min.replace(tzinfo=UTC), zone) == date.min
    assert day_of(datetime.max.replace(tzinfo=UTC), zone) == date.max
    assert start_of(date.min, zone).date() == date.min


@pytest.mark.parametrize(
    ("day", "zone", "begins"),
    [
        (date.min, "Asia/Tokyo", datetime.min.replace(tzinfo=UTC)),
        (date.min, "UTC", datetime.min.replace(tzinfo=UTC)),
    ],
)
def test_the_first_day_of_the_calendar_begins_with_it(
    day: date, zone: str, begins: datetime
) -> None:
    """Where it began before, in UTC, there is no earlier instant to name."""
    assert start_of(day, zone) == begins


def test_an_offset_in_seconds_may_lead_beyond_the_calendar() -> None:
    """Paris was nine minutes and 21 seconds ahead: its first midnight is in no year of UTC."""
    first = datetime(1, 1, 1, tzinfo=ZoneInfo("Europe/Paris"))

    assert at_fixed_offset(first).utcoffset() == timedelta(minutes=9, seconds=21)
    assert at_fixed_offset(first.replace(hour=1)).utcoffset() == timedelta(0)
