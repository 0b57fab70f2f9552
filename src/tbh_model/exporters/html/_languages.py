"""What markup says of languages: which way they run, and where they change."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from tbh_model.model import primary_language, region, script

_RIGHT_TO_LEFT: Final = re.compile(
    "ar|arc|azb|bal|bqi|ckb|dv|fa|glk|he|iw|ji|khw|ks|lrc|mzn|nqo|pnb|ps|sd|sdh|skr|syr|ug|ur|yi"
)
_RIGHT_TO_LEFT_SCRIPTS: Final = re.compile("adlm|arab|aran|hebr|mand|nkoo|rohg|samr|syrc|thaa")
_WITHOUT_SPACES: Final = re.compile("bo|dz|ja|km|lo|my|th|yue|zh")


@cache
def direction(language: str) -> str:
    """Return `rtl` or `ltr`, from the script of a language tag or else from its language."""
    script_code = script(language)
    if script_code is not None:
        return "rtl" if _RIGHT_TO_LEFT_SCRIPTS.fullmatch(script_code) else "ltr"
    return "rtl" if _RIGHT_TO_LEFT.fullmatch(primary_language(language)) else "ltr"


def lang_attributes(language: str, outer_language: str) -> Mapping[str, str]:
    """Return the attributes of a part in a language: none where it is that of what is around it."""
    if language.lower() == outer_language.lower():
        return {}
    if direction(language) == direction(outer_language):
        return {"lang": language}
    return {"lang": language, "dir": direction(language)}


def open_graph_locale(language: str) -> str | None:
    """Write `en_CA` for `en-CA`; `None` for a language without a region."""
    region_code = region(language)
    return (
        None
        if region_code is None or region_code.isdigit()
        else f"{primary_language(language)}_{region_code}"
    )


def has_words(language: str) -> bool:
    """Return whether words can be counted: whether the language puts spaces between them."""
    return _WITHOUT_SPACES.fullmatch(primary_language(language)) is None
