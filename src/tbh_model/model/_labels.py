"""The words before each part of an edition."""

from collections.abc import Mapping
from typing import Final

from attrs import asdict, frozen

from tbh_model._final import final
from tbh_model.model._checking import check
from tbh_model.model._constraints import Line
from tbh_model.model._edition import Correction, CorrectionKind
from tbh_model.model._typography import primary, with_colon, written_day


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
        check(self)

    def within(self, language: str) -> "Words":
        """Fill what is not given with the words of a language."""
        given = {part: words for part, words in asdict(self).items() if words is not None}
        if "challenge" in given:
            given.setdefault("prompt", given["challenge"])
        return Words(**{**_WORDS.get(primary(language), _WORDS["en"]), **given})


@final
@frozen(kw_only=True)
class Words:
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


def written_correction(correction: Correction, language: str) -> str:
    """Write a correction with its kind and day before it: "Correction, May 3, 2026: ..."."""
    kinds = _KINDS.get(primary(language), _KINDS["en"])
    label = f"{kinds[correction.kind]}, {written_day(correction.on, language)}"
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
