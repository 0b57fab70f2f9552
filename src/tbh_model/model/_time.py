"""Days of a time zone, which begin at midnight even where clocks change at midnight."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo


@cache
def start_of(day: date, time_zone: str) -> datetime:
    """Return the first instant of a day in a time zone, in UTC.

    Where clocks skip midnight it is the instant at which they do; where they repeat it, the first
    time. A day that a zone skipped altogether begins with the one after it.

    Args:
        day: The day.
        time_zone: IANA name of the zone.
    """
    try:
        return datetime.combine(day, time.min, ZoneInfo(time_zone)).astimezone(UTC)
    except OverflowError:  # the first day of the calendar, which began before it did
        return datetime.min.replace(tzinfo=UTC)


def day_of(instant: datetime, time_zone: str) -> date:
    """Return the day that an instant belongs to: no later instant belongs to an earlier day.

    Args:
        instant: An aware instant.
        time_zone: IANA name of the zone.
    """
    day = in_time_zone(instant, time_zone).date()
    if day == date.max:
        return day
    following = day + timedelta(days=1)
    # clocks that go back over midnight show the old day again: the new one has begun all the same
    return following if instant >= start_of(following, time_zone) else day


def in_time_zone(instant: datetime, time_zone: str) -> datetime:
    """Return an instant by the clocks of a time zone, or as it is where they show no such year.

    Args:
        instant: An aware instant.
        time_zone: IANA name of the zone.
    """
    try:
        return instant.astimezone(ZoneInfo(time_zone))
    except OverflowError:  # at either end of the calendar
        return instant


def at_fixed_offset(instant: datetime) -> datetime:
    """Return the same instant with an offset of its own, in whole minutes.

    Python compares two datetimes of one `ZoneInfo` by their clocks alone. In the hour that a clock
    goes through twice, what comes later could then pass for earlier.
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
    """Return whether an instant lies in the years 1 to 9999 in UTC too."""
    if instant.year not in _ENDS:
        return True
    try:
        return bool(instant.astimezone(UTC))
    except OverflowError:
        return False


_ONE_MINUTE: Final = timedelta(minutes=1)
_ENDS: Final = (date.min.year, date.max.year)
