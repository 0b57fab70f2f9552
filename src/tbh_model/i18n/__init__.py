"""Languages: tags, built-in strings, quotation marks, dates and times."""

from tbh_model.i18n._language import (
    LabelStrings,
    Language,
    LetterStrings,
    one_or_other,
    title_and_place,
)
from tbh_model.i18n._languages import (
    LANGUAGES,
    find_language,
    language_for,
    localized_date,
    localized_datetime,
    with_colon,
    with_quotation_marks,
)
from tbh_model.i18n._tags import (
    LANGUAGE_TAG,
    direction,
    has_spaces,
    is_language_tag,
    lang_attributes,
    primary_language,
    region,
    script,
    suggest_language_tag,
)

__all__ = [
    "LANGUAGES",
    "LANGUAGE_TAG",
    "LabelStrings",
    "Language",
    "LetterStrings",
    "direction",
    "find_language",
    "has_spaces",
    "is_language_tag",
    "lang_attributes",
    "language_for",
    "localized_date",
    "localized_datetime",
    "one_or_other",
    "primary_language",
    "region",
    "script",
    "suggest_language_tag",
    "title_and_place",
    "with_colon",
    "with_quotation_marks",
]
