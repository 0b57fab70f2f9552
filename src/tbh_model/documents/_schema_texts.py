r"""What JSON Schema can say of a constrained text or number, by the name of the constraint.

The patterns mean the same in Python, in ECMAScript and in Rust: no `\w`, `\s` or `\p`, whose
reach differs, no flags, and an end that is not fooled by a last line break. What they cannot say
(which characters are letters, which time zones there are) the loader says.
"""

from collections.abc import Mapping
from typing import Any, Final

_FAR_SPACES: Final = r"\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_SPACES: Final = rf"\t-\r\x1c-\x20\x85{_FAR_SPACES}"
_UNSEEN: Final = (
    r"\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
)
_BLANK: Final = rf"(?:[{_SPACES}{_UNSEEN}]*$)"
_BREAKS: Final = r"\n-\r\x1c-\x1e\x85\u2028\u2029\x00"
_URL: Final = rf"""[^\x00-\x20\x7f-\x9f{_FAR_SPACES}"<>\\`\{{\|\}}\^]"""
_IN_HOST: Final = rf"""[^\x00-\x20\x7f-\x9f{_FAR_SPACES}"<>\\`\{{\|\}}\^/?#@:%\[\]]"""

# a port is 1 to 65535, with zeros in front if somebody likes them, or nothing after its colon
_PORT: Final = (
    "(?:0*(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}"
    "|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?"
)
_LINE: Final = rf"(?!{_BLANK})[^{_BREAKS}{_SPACES}](?:[^{_BREAKS}]*[^{_BREAKS}{_SPACES}])?"
_HOST: Final = rf"(?:\[[0-9A-Fa-fvV:.]+\]|{_IN_HOST}+)(?::{_PORT})?"
_WEB: Final = rf"[hH][tT][tT][pP][sS]?://{_HOST}(?:[/?#]{_URL}*)?"
_HOME: Final = rf"(?!.*[?#]){_WEB}"
# a letter or digit; outside ASCII the loader knows better which characters are
_WORDLIKE: Final = rf"[^\x00-/:-@\[-`\{{-\x9f{_FAR_SPACES}]"
_IN_NAME: Final = rf"(?:{_WORDLIKE}|[._~-])"
_RESERVED: Final = (
    "(?:[cC][oO][nN]|[pP][rR][nN]|[aA][uU][xX]|[nN][uU][lL]"
    r"|[cC][oO][mM][0-9]|[lL][pP][tT][0-9])(?:\.|$)"
)
_NAME: Final = rf"(?!{_RESERVED}){_WORDLIKE}(?:{_IN_NAME}*(?:{_WORDLIKE}|[_~-]))?"
_SCHEME: Final = "[A-Za-z][A-Za-z0-9+.-]*:"
_LINK: Final = (
    rf"(?:[hH][tT][tT][pP][sS]?:)?//{_HOST}(?:[/?#]{_URL}*)?"
    rf"|(?:[mM][aA][iI][lL][tT][oO]|[tT][eE][lL]):(?![?]*$){_URL}+"
    rf"|(?!//|{_SCHEME}){_URL}+"
)
_PATH_PART: Final = r"""(?!\.{1,2}(?:/|$))[^/\\:*?"<>\|\x00-\x1f]+"""
_LANGUAGE: Final = (
    "[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"
    "(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
    "(?:-[A-WYZa-wyz0-9](?:-[A-Za-z0-9]{2,8})+)*(?:-[xX](?:-[A-Za-z0-9]{1,8})+)?"
)
_IN_EMAIL: Final = rf"""[^{_SPACES}@<>()\[\],;:\\"]"""
_LABEL: Final = rf"{_WORDLIKE}(?:(?:{_WORDLIKE}|[_-])*{_WORDLIKE})?"
_LETTER_AHEAD: Final = r"(?=[^.]*[^\x00-@\[-`\{-\x9f.])"
_TIME: Final = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_CALENDAR_DAY: Final = "(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_MAX_INTEGER: Final = 10**18 - 1


def _full_match(pattern: str) -> str:
    """Ask for the whole text; without the last part Python lets a line break stand at its end."""
    return rf"^(?:{pattern})$(?!\n)"


PATTERN_MESSAGE: Final = "patternErrorMessage"
"""What editors show in place of a pattern; validators pass it over."""

DAY: Final[Mapping[str, Any]] = {
    "pattern": _full_match(_CALENDAR_DAY),
    "format": "date",
    PATTERN_MESSAGE: "Write a day of the calendar as year-month-day: 2026-03-31.",
    "description": "A day of the calendar, year-month-day.",
    "examples": ["2026-03-31"],
}
INSTANT: Final[Mapping[str, Any]] = {
    "pattern": _full_match(
        rf"{_CALENDAR_DAY}[Tt ]{_TIME}(?::[0-5][0-9](?:\.[0-9]{{1,6}})?)?"
        rf"(?:[Zz]|[+-]{_TIME}(?::[0-5][0-9])?)?"
    ),
    PATTERN_MESSAGE: "Write date and time, and offset from UTC: 2026-03-31T09:00:00-04:00.",
    "description": "Date, time and offset from UTC; without an offset, in the zone of the series.",
    "examples": ["2026-03-31T09:00:00-04:00", "2026-03-31T13:00:00Z"],
}
WHOLE_NUMBER: Final[Mapping[str, Any]] = {
    "type": "integer",
    "minimum": -_MAX_INTEGER,
    "maximum": _MAX_INTEGER,
}

CONSTRAINT_SCHEMAS: Final[Mapping[str, Mapping[str, Any]]] = {
    "text": {"pattern": rf"^(?!{_BLANK})[^\x00]*$(?!\n)"},
    "line": {"pattern": _full_match(_LINE)},
    "words": {"pattern": r"^[^\x00]*$(?!\n)"},
    "identifier": {"pattern": _full_match(_NAME), "maxLength": 100},
    "slug": {
        "pattern": _full_match(_NAME),
        "maxLength": 100,
        "examples": ["a-bad-day-of-your-own"],
    },
    "permanent-uri": {
        "pattern": _full_match(
            r"(?:tag:[A-Za-z0-9_.@-]+,[0-9]{4}(?:-[0-9]{2}){0,2}:"
            r"|urn:[A-Za-z0-9][A-Za-z0-9-]{0,31}:)[A-Za-z0-9._~!$&'()*+,;=:@/%?-]+"
        ),
        "examples": ["tag:example.org,2026:series"],
    },
    "web-address": {"pattern": _full_match(_WEB), "examples": ["https://example.org/"]},
    "home-page": {"pattern": _full_match(_HOME), "examples": ["https://example.org/talk/"]},
    "link-target": {
        "pattern": _full_match(_LINK),
        "examples": ["https://example.org/book/", "mailto:post@example.org", "../people/"],
    },
    "permalink-pattern": {
        "pattern": _full_match(
            r"(?=[^\n]*\{(?:slug|id)\})(?=\{url\}|https?://(?!\{url\}|[^/?#]*@)[^/?#:])"
            rf"(?:{_URL}|\{{(?:url|slug|id)\}})*"
        ),
        "examples": ["{url}editions/{slug}/"],
    },
    "language-tag": {"pattern": _full_match(_LANGUAGE), "examples": ["en", "fr-CA", "ar"]},
    "time-zone": {
        "pattern": _full_match("[A-Za-z0-9+_-]+(?:/[A-Za-z0-9+_-]+)*"),
        "examples": ["America/Toronto", "Europe/London", "UTC"],
    },
    "email": {
        "pattern": _full_match(rf"{_IN_EMAIL}+@(?:{_LABEL}\.)+{_LETTER_AHEAD}{_LABEL}"),
        "examples": ["post@example.org"],
    },
    "image-source": {
        "pattern": _full_match(rf"{_WEB}|(?={_LINE}$){_PATH_PART}(?:/{_PATH_PART})*"),
        "examples": ["images/bus-stop.jpg"],
    },
    "count": {"minimum": 1},
}
