"""Languages with built-in strings; quotation marks, dates and times of all languages."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Final

from tbh_model.i18n._language import Language
from tbh_model.i18n._tags import primary_language, region, script
from tbh_model.i18n.en import ENGLISH
from tbh_model.i18n.es import SPANISH
from tbh_model.i18n.fr import EUROPEAN_FRENCH, FRENCH
from tbh_model.i18n.he import HEBREW

LANGUAGES: Final[dict[str, Language]] = {
    **{table.code: table for table in (ENGLISH, FRENCH, SPANISH, HEBREW)},
    **dict.fromkeys(("fr-BE", "fr-CH", "fr-FR", "fr-LU", "fr-MC"), EUROPEAN_FRENCH),
}
"""Every language that there are words for, by its code, and its words in a region by both."""


def find_language(tag: str) -> Language | None:
    """Return the strings and formats for a language tag such as `fr-CA`, or None.

    >>> i18n.find_language("fr-CA").code
    'fr'
    """
    code = primary_language(tag)
    return LANGUAGES.get(f"{code}-{region(tag)}") or LANGUAGES.get(code)


def language_for(tag: str) -> Language:
    """Return the strings for a language tag, or else the English ones.

    >>> i18n.language_for("eo").code
    'en'
    """
    return find_language(tag) or ENGLISH


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
# Where Spanish is printed as in Spain.
_SPAIN: Final = frozenset({"EA", "ES", "GQ", "IC"})


def with_quotation_marks(words: str, language: str) -> str:
    """Return a text with the quotation marks of a language and region.

    >>> i18n.with_quotation_marks("Hoffnung", "de")
    '„Hoffnung“'
    """
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
    """Return a label with a colon, unless it ends with a mark of its own.

    >>> i18n.with_colon("Results", "en")
    'Results:'
    """
    if label.endswith((":", "?", "!", "…")):
        return label
    strings = find_language(language)
    return f"{label}:" if strings is None else f"{label}{strings.colon}"


def localized_date(day: date, language: str) -> str:
    """Return a date as written in a language, or in ISO 8601 for languages without strings.

    >>> i18n.localized_date(date(2026, 10, 15), "fr")
    '15 octobre 2026'
    """
    strings = find_language(language)
    return day.isoformat() if strings is None else strings.date(day, region(language))


def localized_datetime(instant: datetime, language: str) -> str:
    """Return a datetime in its own time zone, to the minute, as written in a language.

    It is ISO 8601 for languages without strings.

    >>> i18n.localized_datetime(at, "en-GB")
    '20 November 2026, 12:00'
    """
    strings = find_language(language)
    if strings is None:
        return f"{instant.date().isoformat()} {instant:%H:%M}"
    day, time = instant.date(), instant.time()
    return f"{strings.date(day, region(language))}, {strings.time(time, region(language))}"
