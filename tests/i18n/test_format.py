"""Marks and dates as people of a language and its region print them."""

import re
from datetime import UTC, date, datetime, time

import pytest
from babel import Locale
from babel.dates import format_date, format_time
from babel.localedata import locale_identifiers
from hypothesis import example, given, strategies as st

from tbh_model.i18n import localized_date, localized_datetime, region, script, with_quotation_marks

TAGS = [
    name.replace("_", "-")
    for name in locale_identifiers()
    if re.fullmatch(r"(?:en|es|fr|he)(?:_\w{2,3})?", name)
]
"""Each language that there are words for, in each region that the Unicode CLDR knows it in."""
DAY = date(2026, 11, 9)
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31))


@given(language=st.sampled_from(TAGS), day=DAYS)
@example(language="fr-FR", day=date(2026, 5, 1))
@example(language="es-HN", day=date(2026, 5, 1))
@example(language="es-PE", day=date(2026, 9, 5))
def test_a_date_is_that_of_its_region(language: str, day: date) -> None:
    """As in the Unicode CLDR, but for its leading zeros, and the first of a month in French."""
    expected = format_date(day, "long", locale=language.replace("-", "_")).removeprefix("0")
    if language.startswith("fr") and day.day == 1:
        expected = f"1er{expected[1:]}"

    assert localized_date(day, language) == expected


@given(language=st.sampled_from(TAGS), instants=st.lists(DAYS, min_size=2, max_size=2, unique=True))
def test_two_days_are_never_written_alike(language: str, instants: list[date]) -> None:
    """And each names its year and its day in figures."""
    written = [localized_date(day, language) for day in instants]

    assert written[0] != written[1]
    for day, text in zip(instants, written, strict=True):
        assert {str(day.year), str(day.day)} <= set(re.findall(r"\d+", text))


@pytest.mark.parametrize("language", TAGS)
def test_a_clock_is_that_of_its_region(language: str) -> None:
    """Of twelve or twenty-four hours, as in the Unicode CLDR, with its colon and its halves."""
    locale = Locale.parse(language.replace("-", "_"))
    for clock in (time(0, 5), time(9, 30), time(15, 5)):
        expected = format_time(clock, "short", locale=locale)
        written = localized_datetime(datetime.combine(DAY, clock, UTC), language)

        assert _plain(written.rpartition(", ")[2]) == _plain(expected), language


def _plain(clock: str) -> str:
    """Return a time with plain spaces and a colon, and without a leading zero."""
    return re.sub(r"^0(?=\d)|(?<=\d)\.(?=\d)", _colon, re.sub(r"\s", " ", clock))


def _colon(match: re.Match[str]) -> str:
    return ":" if match[0] == "." else ""


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en-GB", "29 November 2026"),
        ("en-AU", "29 November 2026"),
        ("en-CA", "November 29, 2026"),
        ("en-US", "November 29, 2026"),
        ("en", "November 29, 2026"),
        ("en-Latn-GB-oxendict", "29 November 2026"),
        ("en-x-gb", "November 29, 2026"),
        ("fr-CA", "29 novembre 2026"),
        ("fr-FR", "29 novembre 2026"),
        ("es-MX", "29 de noviembre de 2026"),
        ("he", "29 בנובמבר 2026"),
        ("de-AT", "2026-11-29"),
    ],
)
def test_a_day_is_written_as_in_the_region(language: str, written: str) -> None:
    """In digits where we have no words for it."""
    assert localized_date(date(2026, 11, 29), language) == written


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "3:05\u00a0PM"),
        ("en-US", "3:05\u00a0PM"),
        ("en-CA", "3:05\u00a0p.m."),
        ("en-AU", "3:05\u00a0pm"),
        ("en-GB", "15:05"),
        ("fr", "15:05"),
        ("fr-FR", "15:05"),
        ("fr-CA", "15\u00a0h\u00a005"),
        ("es-ES", "15:05"),
        ("es-MX", "3:05\u00a0p.m."),
        ("es-CO", "3:05\u00a0p.\u00a0m."),
        ("he-IL", "15:05"),
    ],
)
def test_a_time_is_written_as_in_the_region(language: str, written: str) -> None:
    """It never breaks within the line."""
    clock = datetime.combine(DAY, time(15, 5), UTC)

    assert localized_datetime(clock, language).endswith(f", {written}")


@pytest.mark.parametrize(
    ("language", "marks"),
    [
        ("en-GB", "“x”"),
        ("pt-BR", "“x”"),
        ("pt-PT", "«x»"),
        ("pt", "«x»"),
        ("es", "«x»"),
        ("es-ES", "«x»"),
        ("es-MX", "“x”"),
        ("es-419", "“x”"),
        ("zh", "“x”"),
        ("zh-CN", "“x”"),
        ("zh-TW", "「x」"),
        ("zh-HK", "「x」"),
        ("zh-Hant-CN", "「x」"),
        ("zh-Hans-HK", "“x”"),
        ("ja", "「x」"),
        ("fr-CA", "«\u00a0x\u00a0»"),
        ("fr-CH", "«x»"),
        ("de-DE", "„x“"),
        ("de-AT", "„x“"),
        ("de-CH", "«x»"),
        ("nl-BE", "‘x’"),
        ("sv", "”x”"),
        ("fi", "”x”"),
        ("pl", "„x”"),
        ("hu", "„x”"),
        ("cs", "„x“"),
        ("no", "«x»"),
        ("el", "«x»"),
        ("he", "”x”"),
        ("fa", "«x»"),
        ("ko", "“x”"),
        ("ug", "»x«"),
    ],
)
def test_quotation_marks_are_those_of_the_region(language: str, marks: str) -> None:
    """What is inside them is untouched."""
    assert with_quotation_marks("x", language) == marks


@pytest.mark.parametrize(
    ("language", "written", "place"),
    [
        ("zh-Hant-HK", "hant", "HK"),
        ("es-419", None, "419"),
        ("sl-1994", None, None),
        ("de-1996", None, None),
        ("en-a-gb-latn", None, None),
        ("sr-latn", "latn", None),
    ],
)
def test_a_language_tag_has_a_script_and_a_region(
    language: str, written: str | None, place: str | None
) -> None:
    """Neither is a variant or what stands in an extension."""
    assert (script(language), region(language)) == (written, place)
