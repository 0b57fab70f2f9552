"""Marks that are presentation, in the style of a language: quotation marks, colons."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Final

_NO_BREAK: Final = "\u00a0"
_ENGLISH: Final = ("“", "”")
_ANGLE: Final = ("«", "»")
_LOW: Final = ("„", "“")
_RIGHT: Final = ("”", "”")
_CORNER: Final = ("「", "」")
# After the Unicode CLDR (48, `quotationStart` and `quotationEnd`), where printed books agree.
_QUOTATION_MARKS: Final[Mapping[str, tuple[str, str]]] = {
    **dict.fromkeys(("am", "ar", "ast", "be", "br", "ca", "el", "es", "eu", "fa", "gsw"), _ANGLE),
    **dict.fromkeys(("hy", "it", "kab", "lij", "nb", "nn", "no", "oc", "pt", "rm"), _ANGLE),
    **dict.fromkeys(("ru", "sc", "shi", "ti", "uk", "zgh"), _ANGLE),
    **dict.fromkeys(("az-arab", "az-cyrl", "de-ch", "de-li", "fr-ch"), _ANGLE),
    **dict.fromkeys(("bg", "cs", "de", "dsb", "et", "hr", "hsb", "is", "ka", "ksh", "lb"), _LOW),
    **dict.fromkeys(("lt", "mk", "prg", "sk", "sl", "bs-cyrl"), _LOW),
    **dict.fromkeys(("bs", "hu", "pl", "ro", "sr", "szl"), ("„", "”")),
    **dict.fromkeys(("fi", "he", "se", "sv", "yi"), _RIGHT),
    **dict.fromkeys(("fur", "nl", "tn", "ti-er"), ("‘", "’")),
    **dict.fromkeys(("ja", "yue", "zh-hant", "zh-hk", "zh-mo", "zh-tw"), _CORNER),
    **dict.fromkeys(("pt-br", "zh-hans", "yue-hans"), _ENGLISH),
    "fr": (f"«{_NO_BREAK}", f"{_NO_BREAK}»"),
    "ug": ("»", "«"),
    "ur": ("”", "“"),
}
_SPAIN: Final = frozenset({"EA", "ES", "GQ", "IC"})
"""Where Spanish is printed as in Spain."""
_MONTH_FIRST: Final = frozenset(
    {"AS", "BI", "CA", "GU", "JP", "MH", "MP", "PH", "PR", "UM", "US", "VI"}
)
"""Where English has the month before the day; so it has where no region is named."""
_TWENTY_FOUR_HOURS: Final = frozenset(
    [
        "150",
        "AI",
        "AT",
        "BE",
        "BI",
        "BW",
        "BZ",
        "CC",
        "CH",
        "CK",
        "CM",
        "CX",
        "CZ",
        "DE",
        "DG",
        "DK",
        "EE",
        "ES",
        "FI",
        "FK",
        "FR",
        "GB",
        "GE",
        "GG",
        "GI",
        "GS",
        "HU",
        "ID",
        "IE",
        "IL",
        "IM",
        "IO",
        "IT",
        "JE",
        "JP",
        "KE",
        "LT",
        "LV",
        "MG",
        "MS",
        "MT",
        "MU",
        "MV",
        "NF",
        "NG",
        "NL",
        "NO",
        "NR",
        "NU",
        "PL",
        "PN",
        "PT",
        "RO",
        "RW",
        "SC",
        "SE",
        "SH",
        "SI",
        "SK",
        "SX",
        "TK",
        "TV",
        "TZ",
        "UA",
        "UG",
        "ZA",
        "ZM",
        "ZW",
    ]
)
"""Where English is written with a clock of twenty-four hours."""
_SCRIPT: Final = 4
_REGION: Final = (2, 3)


def primary_language(language: str) -> str:
    """Return the first subtag of a language tag, in lower case: `fr` for `fr-CA`."""
    return language.partition("-")[0].lower()


@cache
def script(language: str) -> str | None:
    """Return the script of a language tag, in lower case: `hant` for `zh-Hant-HK`."""
    scripts = (
        subtag for subtag in _subtags(language) if len(subtag) == _SCRIPT and subtag.isalpha()
    )
    return next(scripts, None)


@cache
def region(language: str) -> str | None:
    """Return the region of a language tag, in upper case: `CA` for `fr-CA`, `419` for `es-419`."""
    regions = (subtag for subtag in _subtags(language) if _is_region(subtag))
    return next((subtag.upper() for subtag in regions), None)


def _is_region(subtag: str) -> bool:
    letters, digits = _REGION
    if subtag.isdigit():
        return len(subtag) == digits
    return len(subtag) == letters and subtag.isalpha()


def _subtags(language: str) -> Iterator[str]:
    """Yield the subtags of a language tag after the language, before any extension."""
    for subtag in language.lower().split("-")[1:]:
        if len(subtag) == 1:
            return
        yield subtag


def with_quotation_marks(words: str, language: str) -> str:
    """Put the quotation marks of a language and its region around words, which stay untouched."""
    opening, closing = _quotation_marks(language)
    return f"{opening}{words}{closing}"


@cache
def _quotation_marks(language: str) -> tuple[str, str]:
    primary_subtag, script_subtag, region_subtag = (
        primary_language(language),
        script(language),
        region(language),
    )
    if primary_subtag == "es" and region_subtag is not None and region_subtag not in _SPAIN:
        return _ENGLISH
    for key in (
        f"{primary_subtag}-{script_subtag}",
        f"{primary_subtag}-{region_subtag}".lower(),
        primary_subtag,
    ):
        if key in _QUOTATION_MARKS:
            return _QUOTATION_MARKS[key]
    return _ENGLISH


def with_colon(label: str, language: str) -> str:
    """End a label with a colon, unless it ends with a mark of its own."""
    if label.endswith((":", "?", "!", "…")):
        return label
    return f"{label}{_NO_BREAK}:" if primary_language(language) == "fr" else f"{label}:"


def localized_date(day: date, language: str) -> str:
    """Write a day as a reader of the language would; as ISO 8601 where we have no words for it."""
    match primary_language(language):
        case "en":
            month = _ENGLISH_MONTHS[day.month - 1]
            if (region(language) or "US") in _MONTH_FIRST:
                return f"{month} {day.day}, {day.year}"
            return f"{day.day} {month} {day.year}"
        case "fr":
            ordinal = "1er" if day.day == 1 else f"{day.day}"
            return f"{ordinal} {_FRENCH_MONTHS[day.month - 1]} {day.year}"
        case _:
            return day.isoformat()


def localized_datetime(instant: datetime, language: str) -> str:
    """Write an instant by the clock of its own time zone, to the minute, as a reader would.

    Like `localized_date`, it is ISO 8601 where we have no words for it.
    """
    return f"{localized_date(instant.date(), language)}{_localized_time(instant, language)}"


def _localized_time(instant: datetime, language: str) -> str:
    match primary_language(language):
        case "en" if region(language) in _TWENTY_FOUR_HOURS:
            return f", {instant:%H:%M}"
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
