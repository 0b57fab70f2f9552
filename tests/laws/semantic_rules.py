"""What the loader asks for and no JSON Schema can say: one line for each rule.

A document that a schema accepts and the loader refuses must be explained by one of these.
"""

import json
import re
from collections.abc import Callable
from typing import Any, Final

from attrs import frozen

import tbh_model as tbh
from tbh_model.text import unencodable

Data = dict[str, Any]


@frozen
class Rule:
    """One thing that only the loader knows."""

    name: str
    explains: Callable[[tbh.Problem, Any], bool]
    """Whether a problem at a value is of this rule."""
    kind: str
    """The class of the example."""
    example: Data
    """Accepted by the schema of that class, refused by the loader for this rule alone."""


def _coded(*codes: str) -> Callable[[tbh.Problem, Any], bool]:
    return lambda problem, _: problem.code in codes


def _between(words: str) -> Callable[[tbh.Problem, Any], bool]:
    return lambda problem, _: problem.code == "TBH111" and words in (problem.hint or "")


def _saying(code: str, words: str) -> Callable[[tbh.Problem, Any], bool]:
    return lambda problem, _: problem.code == code and words in problem.message


def _bad_text(words: str, look: str) -> Callable[[tbh.Problem, Any], bool]:
    """Explain a text that is not what its constraint asks for, by what is seen in it."""

    def explains(problem: tbh.Problem, value: Any) -> bool:
        text = value if isinstance(value, str) else ""
        asked = problem.code == "TBH110" and words in f"{problem.message} {problem.hint}"
        return asked and re.search(look, text) is not None

    return explains


def _no_such_day(problem: tbh.Problem, value: Any) -> bool:
    is_dated = isinstance(value, str) and re.match(r"\d{4}-\d\d-(29|3[01])", value) is not None
    return problem.code == "TBH108" and is_dated


def _not_carried(problem: tbh.Problem, value: Any) -> bool:
    is_held = bool(unencodable(json.dumps(value, ensure_ascii=False).replace("\\u00", "\x00")))
    return problem.code in {"TBH103", "TBH110", "TBH123"} and is_held


def _otherwise_written(problem: tbh.Problem, value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return problem.code in {"TBH108", "TBH110"} and is_number


_EDITION: Final[Data] = {
    "id": "e-1",
    "slug": "a",
    "title": "A",
    "challenge": {"topic": "T", "prompt": "P?"},
    "challengers": {"name": "N"},
}
_CALL: Final[Data] = {"key": "k", "kind": "book", "text": "Book a talk."}
_RESPONSE: Final[Data] = {"id": "r-1", "quote": "Words."}
_CONSENT: Final[Data] = {"uses": ["web"], "granted": "2026-02-01"}
_SERIES: Final[Data] = {
    "id": "tag:example.org,2026:series",
    "title": "S",
    "url": "https://example.org/",
    "publisher": {"name": "P"},
}
_PERSON: Final[Data] = {"id": "t-1", "name": "A B"}

MINIMAL: Final[dict[str, Data]] = {
    "Approval": {"on": "2026-01-01", "digest": "sha256:0"},
    "CallToAction": _CALL,
    "Challenge": _EDITION["challenge"],
    "Challengers": _EDITION["challengers"],
    "Consent": _CONSENT,
    "Correction": {"on": "2026-01-01", "kind": "update", "text": "T"},
    "Credential": {"title": "Registered", "abbreviation": "R"},
    "Edition": _EDITION,
    "Image": {"src": "images/a.svg"},
    "Labels": {},
    "Notice": {"text": "T"},
    "Overview": {},
    "Publisher": {"name": "P"},
    "Response": _RESPONSE,
    "RightsPolicy": {},
    "Series": _SERIES,
    "Therapist": _PERSON,
}
"""The least that each class takes."""

_OTHER_DAY: Final = "a day from"

RULES: Final = (
    Rule(
        "a day is one of the calendar",
        _no_such_day,
        "Approval",
        {"on": "2026-02-30", "digest": "d"},
    ),
    Rule(
        "an instant is on a day of the calendar",
        _no_such_day,
        "Edition",
        {**_EDITION, "published": "2025-02-29T09:00:00Z"},
    ),
    Rule(
        "a time zone is one of the IANA database",
        _bad_text("IANA", "."),
        "Series",
        {**_SERIES, "time_zone": "America/Atlantis"},
    ),
    Rule(
        "each part of a language tag is registered",
        _bad_text("BCP 47", "."),
        "Series",
        {**_SERIES, "language": "xx"},
    ),
    Rule(
        "outside ASCII, the host of a mailbox is made of letters and digits",
        _bad_text("e-mail", r"[^\x00-\x7f]"),
        "Publisher",
        {"name": "P", "email": "a@→.example"},
    ),
    Rule(
        "a character outside ASCII is a letter or a digit, in its composed form",
        _bad_text("letters, digits", r"[^\x00-\x7f]"),
        "Therapist",
        {**_PERSON, "id": "t→1"},
    ),
    Rule(
        "a host is one that can be looked up",
        _bad_text("URL", r"^https?://([^/?#]*@)?(\[|[^/?#]*[^\x00-\x7f])"),
        "Series",
        {**_SERIES, "url": "https://[1]/"},
    ),
    Rule(
        "a text is seen, and not made of tags or signs that are passed over",
        _bad_text("not blank", "[\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"),
        "Therapist",
        {**_PERSON, "name": "\U000e0041"},
    ),
    Rule(
        "no text holds half of a surrogate pair",
        _not_carried,
        "Therapist",
        {**_PERSON, "name": "A \ud800"},
    ),
    Rule(
        "Markdown holds no character that XML and HTML cannot carry",
        _not_carried,
        "Notice",
        {"text": "A\x07"},
    ),
    Rule(
        "a whole number is written in digits",
        _otherwise_written,
        "Edition",
        {**_EDITION, "number": 7.0},
    ),
    Rule(
        "an id that is a number is written in digits",
        _otherwise_written,
        "Therapist",
        {**_PERSON, "id": 1e30},
    ),
    Rule(
        "Markdown holds no HTML and no address that must not be followed",
        _coded("TBH120", "TBH121", "TBH122", "TBH124"),
        "Notice",
        {"text": "<b>Bold</b>"},
    ),
    Rule(
        "the days of a consent are in order",
        _between(_OTHER_DAY),
        "Consent",
        {**_CONSENT, "withdrawn": "2026-01-01"},
    ),
    Rule(
        "the days of a credential are in order",
        _between(_OTHER_DAY),
        "Credential",
        {
            "title": "T",
            "abbreviation": "A",
            "valid_from": "2026-02-01",
            "valid_until": "2026-01-01",
        },
    ),
    Rule(
        "an edition expires after it was published",
        _between("an instant after"),
        "Edition",
        {**_EDITION, "published": "2026-02-01T09:00Z", "expires": "2026-01-01T09:00Z"},
    ),
    Rule(
        "a response has a quote or an answer",
        _between("at least one of quote and answer"),
        "Response",
        {"id": "r-1", "answer": ""},
    ),
    Rule(
        "a response has a therapist or a byline of its own",
        _between("one of byline and therapist"),
        "Response",
        {**_RESPONSE, "therapist": "t-1", "byline": "A guest"},
    ),
    Rule(
        "the words of a link are part of the sentence",
        _between("a part of the text"),
        "CallToAction",
        {**_CALL, "link_text": "elsewhere"},
    ),
    Rule(
        "responses of an edition have distinct ids",
        _between("an id no other response here has"),
        "Edition",
        {**_EDITION, "responses": [_RESPONSE, _RESPONSE]},
    ),
    Rule(
        "calls to action have distinct keys",
        _between("a key no other call here has"),
        "Edition",
        {**_EDITION, "calls_to_action": [_CALL, _CALL]},
    ),
    Rule(
        "a tag stands once",
        _between("each tag once"),
        "Edition",
        {**_EDITION, "tags": ["a", "a"]},
    ),
    Rule(
        "declared channels are new",
        _between("a channel that is not there yet"),
        "Series",
        {**_SERIES, "channels": ["web"]},
    ),
    Rule(
        "channels are built in or declared",
        _saying("TBH109", "which is none of web, feed, newsletter, social"),
        "Series",
        {**_SERIES, "calls_to_action": [{**_CALL, "channels": ["podcast"]}]},
    ),
    Rule(
        "an edition or the series has a panel",
        _saying("TBH106", "from an edition, and from the series"),
        "Series",
        {
            **_SERIES,
            "editions": [{k: v for k, v in _EDITION.items() if k != "challengers"}],
        },
    ),
    Rule(
        "the folder of the panel is no other one of the site",
        _between("a name that nothing else on the site has"),
        "Series",
        {**_SERIES, "labels": {"therapists_path": "topics"}},
    ),
    Rule(
        "ids of therapists, ids and slugs of editions are distinct",
        _coded("TBH131"),
        "Series",
        {**_SERIES, "therapists": [_PERSON, _PERSON]},
    ),
    Rule(
        "a reference leads to a therapist",
        _coded("TBH130", "TBH132"),
        "Series",
        {
            **_SERIES,
            "editions": [{**_EDITION, "responses": [{**_RESPONSE, "therapist": "t-9"}]}],
        },
    ),
)
"""Every difference there may be."""
