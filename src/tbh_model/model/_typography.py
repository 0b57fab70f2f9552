"""Marks that are presentation, in the style of a language: quotation marks, colons."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

_NO_BREAK: Final = "\u00a0"
_QUOTATION_MARKS: Final[Mapping[str, tuple[str, str]]] = {
    "ar": ("«", "»"),
    "de": ("„", "“"),
    "es": ("«", "»"),
    "fr": (f"«{_NO_BREAK}", f"{_NO_BREAK}»"),
    "it": ("«", "»"),
    "ja": ("「", "」"),
    "pl": ("„", "”"),
    "pt": ("«", "»"),
    "ru": ("«", "»"),
    "uk": ("«", "»"),
    "zh": ("“", "”"),
}
_ENGLISH: Final = ("“", "”")


def primary(language: str) -> str:
    """Give the first subtag of a language tag, in lower case: `fr` for `fr-CA`."""
    return language.partition("-")[0].lower()


def quoted(words: str, language: str) -> str:
    """Put the quotation marks of a language around words, which stay untouched."""
    opening, closing = _QUOTATION_MARKS.get(primary(language), _ENGLISH)
    return f"{opening}{words}{closing}"


def with_colon(label: str, language: str) -> str:
    """End a label with a colon, unless it ends with a mark of its own."""
    if label.endswith((":", "?", "!", "…")):
        return label
    return f"{label}{_NO_BREAK}:" if primary(language) == "fr" else f"{label}:"


def written_day(day: date, language: str) -> str:
    """Write a day as a reader of the language would; as ISO 8601 where we have no words for it."""
    match primary(language):
        case "en":
            return f"{_ENGLISH_MONTHS[day.month - 1]} {day.day}, {day.year}"
        case "fr":
            ordinal = "1er" if day.day == 1 else f"{day.day}"
            return f"{ordinal} {_FRENCH_MONTHS[day.month - 1]} {day.year}"
        case _:
            return day.isoformat()


def written_instant(instant: datetime, language: str) -> str:
    """Write an instant by the clock of its own time zone, to the minute, as a reader would.

    Like `written_day`, it is ISO 8601 where we have no words for it.
    """
    return f"{written_day(instant.date(), language)}{_written_clock(instant, language)}"


def _written_clock(instant: datetime, language: str) -> str:
    match primary(language):
        case "en":
            half = "a.m." if instant.hour < _NOON else "p.m."
            return f", {instant.hour % _NOON or _NOON}:{instant.minute:02}{_NO_BREAK}{half}"
        case "fr":
            minutes = f"{_NO_BREAK}{instant.minute:02}" if instant.minute else ""
            return f", {instant.hour}{_NO_BREAK}h{minutes}"
        case _:
            return f" {instant:%H:%M}"


_NOON: Final = 12

_ENGLISH_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_FRENCH_MONTHS: Final = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
