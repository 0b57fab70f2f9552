"""The words before each part of an edition."""

from collections.abc import Mapping
from typing import Final

from attrs import asdict, frozen

from tbh_model._final import final
from tbh_model.model._constraints import Line
from tbh_model.model._edition import Correction, CorrectionKind
from tbh_model.model._typography import localized_date, primary_language, with_colon
from tbh_model.model._validation import validate


@final
@frozen(kw_only=True)
class Labels:
    """The words before each part; one that is not given is taken from the language.

    There are words of ours in English and French; every other language begins with the English
    ones until a series brings its own.
    """

    overview: Line | None = None
    """Over the list of the three parts."""
    challenge: Line | None = None
    challengers: Line | None = None
    results: Line | None = None
    prompt: Line | None = None
    """Before the question as put to the panel; as `challenge` by default."""
    closing: Line | None = None
    """Over the closing calls to action."""

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        validate(self)

    def within(self, language: str) -> "ResolvedLabels":
        """Fill what is not given with the words of a language."""
        own_labels = {part: words for part, words in asdict(self).items() if words is not None}
        if "challenge" in own_labels:
            own_labels.setdefault("prompt", own_labels["challenge"])
        return ResolvedLabels(
            **{**_WORDS.get(primary_language(language), _WORDS["en"]), **own_labels}
        )


@final
@frozen(kw_only=True)
class ResolvedLabels:
    """Labels in which every word is known."""

    overview: str
    challenge: str
    challengers: str
    results: str
    prompt: str
    closing: str


_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "overview": "Today’s Challenge",
        "challenge": "The Challenge",
        "challengers": "The Challengers",
        "results": "The Results",
        "prompt": "The Challenge",
        "closing": "Meet the Therapists",
    },
    "fr": {
        "overview": "Le défi du jour",
        "challenge": "Le défi",
        "challengers": "Le panel",
        "results": "Les réponses",
        "prompt": "Le défi",
        "closing": "Rencontrez les thérapeutes",
    },
}


def format_correction(correction: Correction, language: str) -> str:
    """Write a correction with its kind and day before it: "Correction, May 3, 2026: ..."."""
    kinds = _KINDS.get(primary_language(language), _KINDS["en"])
    label = f"{kinds[correction.kind]}, {localized_date(correction.on, language)}"
    return f"{with_colon(label, language)} {correction.text}"


_KINDS: Final[Mapping[str, Mapping[CorrectionKind, str]]] = {
    "en": {
        CorrectionKind.CORRECTION: "Correction",
        CorrectionKind.CLARIFICATION: "Clarification",
        CorrectionKind.UPDATE: "Update",
        CorrectionKind.RETRACTION: "Retraction",
        CorrectionKind.RESPONSE_REMOVED: "Response removed",
    },
    "fr": {
        CorrectionKind.CORRECTION: "Rectificatif",
        CorrectionKind.CLARIFICATION: "Précision",
        CorrectionKind.UPDATE: "Mise à jour",
        CorrectionKind.RETRACTION: "Rétractation",
        CorrectionKind.RESPONSE_REMOVED: "Réponse retirée",
    },
}
