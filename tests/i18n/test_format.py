"""Marks and dates as people of a language and its region print them."""

from datetime import UTC, date, datetime, time

import pytest
from babel import Locale
from babel.dates import format_date
from babel.localedata import locale_identifiers

from tbh_model.i18n import localized_date, localized_datetime, region, script, with_quotation_marks

ENGLISH = [
    name.replace("_", "-")
    for name in locale_identifiers()
    if name.startswith("en_") and len(name.split("_")[1]) in (2, 3) and name.count("_") == 1
]
DAY = date(2026, 11, 9)


@pytest.mark.parametrize("language", ["en", *ENGLISH])
def test_english_has_the_order_of_its_region(language: str) -> None:
    """As in the Unicode CLDR, but for its leading zeros."""
    expected = format_date(DAY, "long", locale=language.replace("-", "_")).removeprefix("0")

    assert localized_date(DAY, language) == expected


@pytest.mark.parametrize("language", ["en", *ENGLISH])
def test_english_has_the_clock_of_its_region(language: str) -> None:
    """Of twelve or twenty-four hours, as in the Unicode CLDR."""
    pattern = Locale.parse(language.replace("-", "_")).time_formats["short"].pattern
    written = localized_datetime(datetime.combine(DAY, time(15, 5), UTC), language)

    assert written.endswith(", 15:05" if "H" in pattern else ", 3:05\u00a0p.m.")


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
        ("de-AT", "2026-11-29"),
    ],
)
def test_a_day_is_written_as_in_the_region(language: str, written: str) -> None:
    """In digits where we have no words for it."""
    assert localized_date(date(2026, 11, 29), language) == written


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
