"""Dates."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from feed_rules._document import Document, Finding, label, rule, words

_DAY, _MONTH = (
    "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)",
    "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)",
)
_ZONE: Final = r"(?:[+-]\d{4}|UT|GMT|EST|EDT|CST|CDT|MST|MDT|PST|PDT|Z)"
_RFC_2822: Final = re.compile(rf"(?:{_DAY}, )?\d\d? {_MONTH} \d{{4}} \d\d:\d\d(?::\d\d)? {_ZONE}")
_RFC_822: Final = re.compile(
    rf"(?:{_DAY}\s*,\s*)?\d\d?\s+{_MONTH}\s+\d\d(?:\d\d)?\s+\d\d:\d\d(?::\d\d)?(?:\s+\S+)?",
    re.IGNORECASE,
)
_RFC_3339: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
_GRACE: Final = timedelta(minutes=10)


def implausible(document: Document, value: str, instant: datetime) -> Iterator[Finding]:
    aware = instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)
    if not _EARLIEST <= aware <= document.at + _GRACE:
        yield Finding("ImplausibleDate", value)


@rule("InvalidRFC2822Date", "IncorrectDOW", "ProblematicalRFC822Date", "ImplausibleDate")
def rss_dates(document: Document) -> Iterator[Finding]:
    """Dates of RSS are English, with a year of four digits and the right day of the week."""
    for each in document.of("pubDate", "lastBuildDate"):
        value = words(each)
        if not _RFC_2822.fullmatch(value):
            is_old = _RFC_822.fullmatch(value) is not None
            yield Finding("ProblematicalRFC822Date" if is_old else "InvalidRFC2822Date", value)
            continue
        try:
            instant = parsedate_to_datetime(value)
        except ValueError:
            yield Finding("InvalidRFC2822Date", value)
            continue
        if "," in value and value[:3] != day_of_week(instant):
            yield Finding("IncorrectDOW", value)
        yield from implausible(document, value, instant)


def day_of_week(instant: datetime) -> str:
    return ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[instant.weekday()]


@rule("InvalidRFC3339Date", "ImplausibleDate")
def atom_dates(document: Document) -> Iterator[Finding]:
    """Dates of Atom are whole, with a zone (RFC 3339)."""
    values = [words(each) for each in document.of("atom:updated", "atom:published")]
    values += [str(each.get("when", "")) for each in document.root if str(each.get("when", ""))]
    for value in values:
        try:
            instant = datetime.fromisoformat(value) if _RFC_3339.fullmatch(value) else None
        except ValueError:
            instant = None
        if instant is None:
            yield Finding("InvalidRFC3339Date", value)
        else:
            yield from implausible(document, value, instant)


@rule("UnexpectedWhitespace")
def bare_values(document: Document) -> Iterator[Finding]:
    """Ids, dates and addresses of Atom have no space around them."""
    names = ("id", "updated", "published", "uri", "icon", "logo")
    for each in document.of(*(f"atom:{name}" for name in names)):
        if (each.text or "") != words(each):
            yield Finding("UnexpectedWhitespace", label(each))
