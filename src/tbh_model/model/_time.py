"""Dates and times in the time zone of a series."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo


@cache
def start_of(day: date, time_zone: str) -> datetime:
    """Return the first instant of a day in a time zone, in UTC.

    Where clocks skip midnight, this is the instant of the change; where they repeat it, the first
    of the two. A day that a zone skips starts with the day after it.

    Args:
        day: The day.
        time_zone: The IANA name of the zone.

    >>> model.start_of(date(2026, 11, 20), "America/Toronto").isoformat()
    '2026-11-20T05:00:00+00:00'
    """
    try:
        return datetime.combine(day, time.min, ZoneInfo(time_zone)).astimezone(UTC)
    except OverflowError:  # the first day of the calendar, which began before it did
        return datetime.min.replace(tzinfo=UTC)


def day_of(instant: datetime, time_zone: str) -> date:
    """Return the date of an instant in a time zone; dates never decrease as time passes.

    Args:
        instant: An aware datetime.
        time_zone: The IANA name of the zone.

    >>> model.day_of(at, "Pacific/Auckland").isoformat()
    '2026-11-21'
    """
    day = in_time_zone(instant, time_zone).date()
    if day == date.max:
        return day
    following = day + timedelta(days=1)
    # clocks that go back over midnight show the old day again: the new one has begun all the same
    return following if instant >= start_of(following, time_zone) else day


def in_time_zone(instant: datetime, time_zone: str) -> datetime:
    """Return an instant in a time zone, or unchanged if the year would be out of range.

    Args:
        instant: An aware datetime.
        time_zone: The IANA name of the zone.

    >>> model.in_time_zone(at, "America/Toronto").isoformat()
    '2026-11-20T07:00:00-05:00'
    """
    try:
        return instant.astimezone(ZoneInfo(time_zone))
    except OverflowError:  # at either end of the calendar
        return instant


def at_fixed_offset(instant: datetime) -> datetime:
    """Return the same instant with a fixed offset in whole minutes.

    Python compares two datetimes of one `ZoneInfo` by their clock times alone. In the hour that a
    clock repeats, a later instant would compare as earlier.

    >>> model.at_fixed_offset(at).isoformat()
    '2026-11-20T12:00:00+00:00'
    """
    offset = instant.utcoffset() or timedelta(0)
    is_whole = not offset % _ONE_MINUTE
    if is_whole and type(instant) is datetime and type(instant.tzinfo) is timezone:
        return instant.replace(fold=0) if instant.fold else instant
    clock = datetime.combine(instant.date(), instant.time().replace(fold=0))
    fixed = clock.replace(tzinfo=timezone(offset) if offset else UTC)
    try:
        return fixed if is_whole else fixed.astimezone(UTC)
    except OverflowError:  # it is beyond the calendar there
        return fixed


def is_in_calendar(instant: datetime) -> bool:
    """Return whether an instant is within the years 1 to 9999 in UTC.

    >>> model.is_in_calendar(at)
    True
    """
    if instant.year not in _ENDS:
        return True
    try:
        return bool(instant.astimezone(UTC))
    except OverflowError:
        return False


_ONE_MINUTE: Final = timedelta(minutes=1)
_ENDS: Final = (date.min.year, date.max.year)
