"""Language tags (RFC 5646): their subtags, direction of writing, and the registry of IANA."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from tbh_model._attrs import frozen
from tbh_model._errors import closest

_SCRIPT: Final = 4
# Letters of a script, and letters or digits of a region.
_REGION: Final = (2, 3)
_RIGHT_TO_LEFT: Final = re.compile(
    "ar|arc|azb|bal|bqi|ckb|dv|fa|glk|he|iw|ji|khw|ks|lrc|mzn|nqo|pnb|ps|sd|sdh|skr|syr|ug|ur|yi"
)
_RIGHT_TO_LEFT_SCRIPTS: Final = re.compile("adlm|arab|aran|hebr|mand|nkoo|rohg|samr|syrc|thaa")
_WITHOUT_SPACES: Final = re.compile("bo|dz|ja|km|lo|my|th|yue|zh")
# Tags that are right without a look into the registry.
_COMMON: Final = re.compile(
    r"(?:en|fr|de|es|it|nl|pt|ar|he|sv|da|nb|fi|pl)(?:-(?:CA|US|GB|IE|AU|NZ|FR|BE|CH|DE|AT|ES|MX|BR))?"
)
# The singletons that are registered: RFC 6497 and RFC 6067.
_EXTENSIONS: Final = frozenset("tu")
# A language that hardly anybody writes, and a word that programs write where there is none.
_MORE_LIKELY_A_SLIP: Final = frozenset({"nil"})
# For private use by the registry, and what everybody calls Kosovo.
_REGIONS_IN_USE: Final = frozenset({"xk"})
_REGIONS_MEANT: Final = {"uk": "gb", "eng": "gb", "usa": "us", "can": "ca", "gbr": "gb"}


_TAG: Final = (
    "(?P<language>[A-Za-z]{2,3})(?P<extlang>(?:-[A-Za-z]{3}){0,3})(?:-(?P<script>[A-Za-z]{4}))?"
    "(?:-(?P<region>[A-Za-z]{2}|[0-9]{3}))?"
    "(?P<variants>(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*)"
    "(?P<extensions>(?:-[A-WYZa-wyz0-9](?:-[A-Za-z0-9]{2,8})+)*)(?:-[xX](?:-[A-Za-z0-9]{1,8})+)?"
)
LANGUAGE_TAG: Final = re.sub(r"\(\?P<\w+>", "(?:", _TAG)
"""The shape of a language tag, for Python and ECMAScript, which name the parts otherwise."""


@cache
def _tag_pattern() -> re.Pattern[str]:
    return re.compile(_TAG)


@frozen
class _Registry:
    subtags: dict[str, frozenset[str]]
    meant: dict[str, str]


@cache
def _registry() -> _Registry:
    text = Path(__file__).with_name("language_subtags.txt").read_text(encoding="utf-8")
    rows = {kind: words for kind, *words in map(str.split, text.splitlines()[1:])}
    pairs = (pair.partition("=") for pair in rows.pop("meant"))
    return _Registry(
        subtags={kind: frozenset(words) for kind, words in rows.items()},
        meant={old: new for old, _, new in pairs},
    )


def is_language_tag(tag: str) -> bool:
    """Return whether a tag is well-formed, and each of its subtags registered.

    >>> i18n.is_language_tag("fr-CA"), i18n.is_language_tag("french")
    (True, False)
    """
    if _COMMON.fullmatch(tag):
        return True
    match = _tag_pattern().fullmatch(tag)
    return match is not None and _is_registered(match)


def _is_registered(match: re.Match[str]) -> bool:
    parts = {kind: (words or "").lower() for kind, words in match.groupdict().items()}
    subtags = _registry().subtags
    language, region = parts["language"], parts["region"]
    if language not in subtags["language"] or language == match.string in _MORE_LIKELY_A_SLIP:
        return False
    if parts["extlang"] and f"{language}{parts['extlang']}" not in subtags["extlang"]:
        return False
    if parts["script"] and parts["script"] not in subtags["script"]:
        return False
    if region and region not in subtags["region"] | _REGIONS_IN_USE:
        return False
    variants = parts["variants"].split("-")[1:]
    singletons = [word for word in parts["extensions"].split("-") if len(word) == 1]
    return (
        subtags["variant"].issuperset(variants)
        and _EXTENSIONS.issuperset(singletons)
        and len(set(variants)) == len(variants)
        and len(set(singletons)) == len(singletons)
    )


def suggest_language_tag(tag: str) -> str | None:
    """Return the tag that was probably meant by one that is none.

    >>> i18n.suggest_language_tag("en_GB.UTF-8")
    'en-GB'
    """
    meant = _registry().meant
    words = re.sub(r"[.@].*", "", tag.strip()).lower().replace("_", "-")  # as in `en_GB.UTF-8`
    if words in meant:
        return meant[words] or None
    first, *others = words.split("-")
    language = meant.get(words.replace("-", "_")) or meant.get(first, first)
    if len(language) > len("english") - 2:
        near = closest(language, (name for name in meant if name[0] == language[0]))
        language = meant[near] if near is not None else language
    parts = [language, *(_conventional_case(_REGIONS_MEANT.get(word, word)) for word in others)]
    candidate = "-".join(parts)
    return candidate if candidate != tag and is_language_tag(candidate) else None


def _conventional_case(subtag: str) -> str:
    """Write a subtag as is usual: a script in title case, a region in capitals."""
    if len(subtag) == len("Latn") and subtag.isalpha():
        return subtag.title()
    return subtag.upper() if len(subtag) == len("CA") else subtag


def primary_language(language: str) -> str:
    """Return the first subtag of a language tag, in lower case: `fr` for `fr-CA`.

    >>> i18n.primary_language("fr-CA")
    'fr'
    """
    return language.partition("-")[0].lower()


@cache
def script(language: str) -> str | None:
    """Return the script of a language tag, in lower case: `hant` for `zh-Hant-HK`.

    >>> i18n.script("zh-Hant-HK")
    'hant'
    """
    scripts = (
        subtag for subtag in _subtags(language) if len(subtag) == _SCRIPT and subtag.isalpha()
    )
    return next(scripts, None)


@cache
def region(language: str) -> str | None:
    """Return the region of a language tag, in upper case: `CA` for `fr-CA`, `419` for `es-419`.

    >>> i18n.region("fr-CA")
    'CA'
    """
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


@cache
def direction(language: str) -> str:
    """Return `rtl` or `ltr`, from the script of a language tag or else from its language.

    >>> i18n.direction("ar"), i18n.direction("fr")
    ('rtl', 'ltr')
    """
    script_code = script(language)
    if script_code is not None:
        return "rtl" if _RIGHT_TO_LEFT_SCRIPTS.fullmatch(script_code) else "ltr"
    return "rtl" if _RIGHT_TO_LEFT.fullmatch(primary_language(language)) else "ltr"


def lang_attributes(language: str, outer_language: str) -> Mapping[str, str]:
    """Return the attributes of a part in a language: none where it is that of what is around it.

    >>> i18n.lang_attributes("ar", "en")
    {'lang': 'ar', 'dir': 'rtl'}
    """
    if language.lower() == outer_language.lower():
        return {}
    if direction(language) == direction(outer_language):
        return {"lang": language}
    return {"lang": language, "dir": direction(language)}


def has_spaces(language: str) -> bool:
    """Return whether a language separates words by spaces, so that they can be counted.

    >>> i18n.has_spaces("en"), i18n.has_spaces("ja")
    (True, False)
    """
    return _WITHOUT_SPACES.fullmatch(primary_language(language)) is None
