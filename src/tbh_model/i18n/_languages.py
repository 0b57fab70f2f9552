"""The languages that there are words for."""

from typing import Final

from tbh_model.i18n._language import Language
from tbh_model.i18n._tags import primary_language
from tbh_model.i18n.en import ENGLISH
from tbh_model.i18n.fr import FRENCH

LANGUAGES: Final[dict[str, Language]] = {table.code: table for table in (ENGLISH, FRENCH)}
"""Every language that there are words for, by its code."""


def find_language(tag: str) -> Language | None:
    """Return the words and forms of the language of a tag, such as `fr-CA`, if there are any."""
    return LANGUAGES.get(primary_language(tag))


def language_for(tag: str) -> Language:
    """Return the words of the language of a tag; English ones where there are none."""
    return LANGUAGES.get(primary_language(tag), ENGLISH)
