"""Language tags (RFC 5646): their form, and whether IANA has registered what is in them."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from attrs import frozen

from tbh_model._suggest import closest

_COMMON: Final = re.compile(
    r"(?:en|fr|de|es|it|nl|pt|ar|he|sv|da|nb|fi|pl)(?:-(?:CA|US|GB|IE|AU|NZ|FR|BE|CH|DE|AT|ES|MX|BR))?"
)
"""Tags that are right without a look into the registry."""
_EXTENSIONS: Final = frozenset("tu")
"""The singletons that are registered: RFC 6497 and RFC 6067."""
_MORE_LIKELY_A_SLIP: Final = frozenset({"nil"})
"""A language that hardly anybody writes, and a word that programs write where there is none."""
_REGIONS_IN_USE: Final = frozenset({"xk"})
"""For private use by the registry, and what everybody calls Kosovo."""
_REGIONS_MEANT: Final = {"uk": "gb", "eng": "gb", "usa": "us", "can": "ca", "gbr": "gb"}


@cache
def _tag_pattern() -> re.Pattern[str]:
    return re.compile(
        r"(?P<language>[a-z]{2,3})(?P<extlang>(?:-[a-z]{3}){0,3})(?:-(?P<script>[a-z]{4}))?"
        r"(?:-(?P<region>[a-z]{2}|\d{3}))?(?P<variants>(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*)"
        r"(?P<extensions>(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*)(?:-x(?:-[a-z\d]{1,8})+)?",
        re.IGNORECASE | re.ASCII,
    )


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
    """Return whether a tag is well-formed, and each of its subtags registered."""
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
    """Return the tag that was probably meant by one that is none."""
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
