"""The instant that is looked at: `?at=` in an address, and what is said of one that is none."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tbh_model._errors import TBHError
from tbh_model.documents import printable
from tbh_model.model import in_time_zone
from tbh_model.text import shorten

NOW = "now"
"""What is written to look at the present again."""


class InstantError(TBHError, ValueError):
    """Something was given as an instant that is none."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        """Name what was given, and what can be."""
        shown_text = printable(shorten(self.text, 60))
        return f"“{shown_text}” is not an instant; write one such as 2026-12-24T18:00Z, or now"


def read_instant(text: str, time_zone: str) -> datetime | None:
    """Read an instant as people write it into an address; `None` for now.

    One without an offset from UTC is in the time zone of the series. A plus sign may have become a
    space on its way, as it does in addresses.

    Raises:
        InstantError: If it is none, or too near to where calendars end.
    """
    stripped = text.strip()
    if stripped.lower() in {"", NOW}:
        return None
    head, _, tail = stripped.rpartition(" ")
    candidates = (stripped, f"{head}+{tail}")
    for candidate in candidates:
        try:
            instant = datetime.fromisoformat(candidate)
            if instant.tzinfo is None:
                instant = instant.replace(tzinfo=ZoneInfo(time_zone))
            day = timedelta(days=3)  # room for every time zone
            return max(instant.astimezone(UTC) - day, instant.astimezone(UTC) + day) - day
        except (ValueError, OverflowError):
            continue
    raise InstantError(text)


def format_instant(instant: datetime, time_zone: str) -> str:
    """Write an instant as an editor reads it: `11 February 2027, 08:00 EST`."""
    local = in_time_zone(instant, time_zone)
    return f"{local.day} {local:%B} {local.year}, {local:%H:%M} {local.tzname()}"
