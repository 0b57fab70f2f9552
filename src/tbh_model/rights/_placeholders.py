"""Placeholders: text that stands for words that somebody still has to write."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, TypeVar
from unicodedata import category, normalize

from tbh_model._attrs import evolve, frozen
from tbh_model._memo import memoize_by_identity
from tbh_model.model import (
    CallToAction,
    Challenge,
    Challengers,
    Edition,
    Image,
    Notice,
    Overview,
    Response,
    Series,
    Therapist,
)
from tbh_model.text import RichText, write_plain

# Characters of the longest placeholder; a longer text is only looked at for "lorem ipsum".
_MAX_PLACEHOLDER_LENGTH: Final = 120

# Marks of placeholders.
_MARKS: Final = frozenset({
    *("todo", "tbd", "tbc", "tba", "tk", "tktk", "fixme", "xx", "xxx", "xxxx"),
    *("placeholder", "lorem ipsum", "to be written", "to be confirmed", "to be determined"),
    *("à compléter", "à confirmer", "à écrire"),
})  # fmt: skip

# The example texts in the files that `tbh new` writes.
STARTER_TEXTS: Final = frozenset({
    "The printed words, byte for byte.",
    "What we asked, and why.",
    "Whoever asked and wrote",
    "How the question came up, in Markdown.",
    "Prose before the answers, in Markdown.",
    "Who was asked, in Markdown.",
    "What the series is about, in a sentence.",
    "The last words under every edition.",
    "What the next edition asks about.",
    "What readers are invited to do, as a sentence.",
    "What readers should know, in Markdown.",
    "A few sentences about the person, in Markdown.",
    "What the person does, in general words",
    "Where the person works",
    "What is to be seen in it.",
})  # fmt: skip

_WORDS: Final = "quote|answer|response|reply|text|words|name|title|headline|question|prompt|topic"
_INSTRUCTION: Final = re.compile(
    rf"(?:(?:insert|add|your|the|a|an) )*(?:{_WORDS})(?: (?:goes|to come|to follow))?(?: here)?"
)
_BRACKETS: Final = re.compile(r"[\[<{(]+ ?(.*?) ?[\]>})]+")
_TO_DO: Final = re.compile(r"(?:TODO|TBD|FIXME)\b ?:")
# The categories of characters that say nothing by themselves: punctuation, spaces, controls.
_SILENT: Final = frozenset({
    *("Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Zs", "Zl", "Zp", "Cc", "Cf"),
})  # fmt: skip
_LOREM: Final = "lorem ipsum dolor"
_SURROUNDING_MARKS: Final = " \t\"'*_`~.…:!?-–—“”„‘’«»‹›"


@lru_cache(maxsize=2**14)
def is_placeholder(text: str) -> bool:
    """Return whether a text as a whole is the mark of one that is still to be written.

    That is a text without a letter, a digit or a symbol (`…`), a mark such as `TODO` or `[quote]`,
    dummy text, or an example text of the starter files. A short answer such as "No." is none.
    """
    words = " ".join(normalize("NFKC", text).split())
    if len(words) > _MAX_PLACEHOLDER_LENGTH:
        return words[:_MAX_PLACEHOLDER_LENGTH].casefold().startswith(_LOREM)
    if all(category(sign) in _SILENT for sign in words):
        return True
    if words in STARTER_TEXTS or _TO_DO.match(words) or words.casefold().startswith(_LOREM):
        return True
    bare = words.casefold().strip(_SURROUNDING_MARKS)
    inside = _BRACKETS.fullmatch(bare)
    if inside is None:
        is_instruction = bare.endswith(" here") or bare.startswith(("insert ", "add your "))
        return bare in _MARKS or (is_instruction and _INSTRUCTION.fullmatch(bare) is not None)
    bare = inside[1].strip(_SURROUNDING_MARKS)
    return not bare or bare in _MARKS or _INSTRUCTION.fullmatch(bare) is not None


def _is_placeholder_text(value: str | RichText | None) -> bool:
    if not value:
        return False
    source = value if isinstance(value, str) else value.source
    if source is not None and len(source) > 2 * _MAX_PLACEHOLDER_LENGTH:  # nearly every text
        return source[: 2 * _MAX_PLACEHOLDER_LENGTH].lstrip().casefold().startswith(_LOREM)
    if isinstance(value, str):
        return is_placeholder(value)
    words = write_plain(value).replace("* * *", "")
    return bool(words.strip()) and is_placeholder(words)  # a picture or a rule has no words


def response_placeholders(response: Response) -> tuple[str, ...]:
    """Return the names of the texts of a response that are placeholders.

    >>> rights.response_placeholders(tbh.Response(id="r-1", quote="…"))
    ('quote',)
    """
    texts = (("quote", response.quote), ("answer", response.answer), ("byline", response.byline))
    return tuple(name for name, text in texts if _is_placeholder_text(text))


def is_placeholder_call(call: CallToAction) -> bool:
    """Return whether the sentence of a call to action is a placeholder."""
    return is_placeholder(call.text)


def is_placeholder_notice(notice: Notice) -> bool:
    """Return whether the text of a notice is a placeholder."""
    return _is_placeholder_text(notice.text)


def unnamed_therapists(series: Series) -> frozenset[str]:
    """Return the ids of the therapists whose name is a placeholder."""
    return frozenset(person.id for person in series.therapists if is_placeholder(person.name))


def series_placeholders(series: Series) -> tuple[str, ...]:
    """Return the texts that are placeholders and without which no edition can go out."""
    texts = {"series.title": series.title, "series.publisher.name": series.publisher.name}
    return tuple(name for name, text in texts.items() if is_placeholder(text))


def panel_placeholders(series: Series) -> tuple[str, ...]:
    """Return the name of the standing panel, if it is a placeholder, for editions that use it."""
    is_named = series.challengers is None or not is_placeholder(series.challengers.name)
    return () if is_named else ("series.challengers.name",)


@frozen
class Placeholders:
    """The placeholders of an edition."""

    required: tuple[str, ...]
    """Its texts that are placeholders and that no edition can be without."""
    responses: Mapping[str, tuple[str, ...]]
    """For the id of each response that has placeholders the names of its texts that are some."""
    clean_edition: Edition | None
    """The edition without its other texts that are placeholders; None if it has none."""
    optional: tuple[str, ...]
    """The names of those."""


@memoize_by_identity
def find_placeholders(edition: Edition) -> Placeholders:
    """Find the placeholders of an edition; every channel has the same ones."""
    words = {response.id: response_placeholders(response) for response in edition.responses}
    clean_edition, optional = remove_placeholders(edition)
    return Placeholders(
        _required_placeholders(edition),
        {id_: names for id_, names in words.items() if names},
        # a cached result that held its own key would keep the edition in memory for ever
        None if clean_edition is edition else clean_edition,
        optional,
    )


def _required_placeholders(edition: Edition) -> tuple[str, ...]:
    texts = {
        "title": edition.title,
        "challenge.topic": edition.challenge.topic,
        "challenge.prompt": edition.challenge.prompt,
    }
    if edition.challengers is not None:
        texts["challengers.name"] = edition.challengers.name
    return tuple(name for name, text in texts.items() if is_placeholder(text))


# The texts that are left out where they are placeholders.
_OPTIONAL: Final[Mapping[type, tuple[str, ...]]] = {
    Edition: ("summary", "introduction", "results_heading", "sign_off", "next_time"),
    Challenge: ("heading", "background"),
    Challengers: ("heading", "introduction"),
    Overview: ("challenge", "challengers", "results"),
    Series: ("description", "sign_off", "next_time"),
    Therapist: ("bio", "role", "location", "pronouns"),
    Image: ("alt", "caption", "credit"),
}
_GROUPS: Final[Mapping[type, tuple[str, ...]]] = {
    Edition: ("challenge", "challengers", "overview", "image"),
    Series: ("image", "challengers"),
    Therapist: ("portrait",),
}
_LISTS: Final[Mapping[type, tuple[str, ...]]] = {Edition: ("byline", "tags", "corrections")}
# Replacement of a text that cannot be None.
_EMPTY: Final[Mapping[str, object]] = {
    "alt": "",
    "introduction": RichText(),
    "background": RichText(),
    "bio": RichText(),
}

V = TypeVar("V", Edition, Series, Therapist, Challenge, Challengers, Overview, Image)


def remove_placeholders(value: V) -> tuple[V, tuple[str, ...]]:
    """Return a value without its optional texts that are placeholders, and the names of those."""
    kind = type(value)
    changes: dict[str, Any] = {}
    names: list[str] = []
    for name in _OPTIONAL[kind]:
        text = getattr(value, name)
        if _is_placeholder_text(text):
            changes[name] = _EMPTY.get(name)
            names.append(name)
    for name in _GROUPS.get(kind, ()):
        group = getattr(value, name)
        cleaned_group, inner = (None, ()) if group is None else remove_placeholders(group)
        if inner:
            changes[name] = cleaned_group
            names += (f"{name}.{inner_name}" for inner_name in inner)
    for name in _LISTS.get(kind, ()):
        items = getattr(value, name)
        remaining = tuple(item for item in items if not is_placeholder(getattr(item, "text", item)))
        if len(remaining) < len(items):
            changes[name] = remaining
            names.append(name)
    return (evolve(value, **changes) if changes else value), tuple(names)
