"""Series of every kind, for laws that hold for all of them.

A strategy follows from the declared type of a field, so that a new field is tested the day it is
added; only what depends on several fields is said here.
"""

from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import tbh_model as tbh
from tbh_model.model import field_types

_WORDS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40
)
_LINES = st.one_of(
    st.sampled_from(
        ["Fish & <b>chips</b>", "]]> “x”", "a *b* _c_ [d](e)", "العربية", "👩🏽‍⚕️ é", "{{ x }}"]
    ),
    st.from_regex(r"\A[^\s\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff]{1,12}\Z"),
)
_IDS = st.from_regex(r"\A[a-z0-9]([a-z0-9._~-]{0,6}[a-z0-9_~-])?\Z")
_DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
_START = datetime(2020, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 11 * 365 * 86400).map(lambda seconds: _START + timedelta(seconds=seconds))

_BY_CONSTRAINT: dict[str, SearchStrategy[Any]] = {
    "text": st.one_of(_LINES, _WORDS.filter(lambda words: words.strip() != "")),
    "line": _LINES,
    "identifier": _IDS,
    "slug": _IDS,
    "permanent-uri": st.sampled_from(["tag:example.org,2026:x", "urn:example:x"]),
    "web-address": _IDS.map(lambda part: f"https://example.org/{part}/"),
    "link-target": st.sampled_from(
        ["https://a.example/?b=c&d=e#f", "mailto:a@b.example", "tel:+15195550142", "../x", "#y"]
    ),
    "permalink-pattern": st.sampled_from(["{url}e/{slug}/", "https://b.example/{id}.html"]),
    "language-tag": st.sampled_from(["en", "en-CA", "fr", "fr-CA", "ar", "de", "he"]),
    "time-zone": st.sampled_from(["UTC", "America/Toronto", "Pacific/Kiritimati"]),
    "email": st.just("a@b.example"),
    "image-source": st.sampled_from(["images/a.svg", "https://a.example/b.png"]),
    "count": st.integers(1, 4000),
}
_TEXTS = tuple(
    map(
        tbh.markdown,
        (
            "",
            "Words.",
            "# A\n\nb *c* **d** `e` [f](../g) ![h](images/i.png)\n\n- j\n- k\n\n1. l",
            "> “m” &amp; \\<n\\> \\\no ]]\\>\n\n---\n\n```p\n<q>\n```",
            "عربي 👩🏽‍⚕️ e\u0301 {{ r }} {% s %}",
        ),
    )
)
"""A few texts that hold everything; trees of every kind have laws of their own."""
_BY_TYPE: dict[Any, SearchStrategy[Any]] = {
    str: _LINES,
    date: _DAYS,
    datetime: INSTANTS,
    tbh.RichText: st.sampled_from(_TEXTS),
}


def values(hint: Any) -> SearchStrategy[Any]:
    """Give a strategy for a declared type."""
    if hint in _BY_TYPE:
        return _BY_TYPE[hint]
    if hasattr(hint, "__metadata__"):
        return _BY_CONSTRAINT[hint.__metadata__[0].name]
    arguments: tuple[Any, ...] = getattr(hint, "__args__", ())
    origin = getattr(hint, "__origin__", None)
    if origin is tuple:
        return st.lists(values(arguments[0]), max_size=2).map(tuple)
    if origin is frozenset:
        return st.frozensets(values(arguments[0]))
    if arguments:
        return st.none() | values(next(each for each in arguments if each is not type(None)))
    if issubclass(hint, Enum):
        return st.sampled_from(hint)
    return _SPECIAL[hint] if hint in _SPECIAL else made(hint)


def fields(kind: type, **given: SearchStrategy[Any]) -> SearchStrategy[dict[str, Any]]:
    """Give a strategy for the fields of a class."""
    return st.fixed_dictionaries(
        {
            name: given[name] if name in given else values(hint)
            for name, hint in field_types(kind).items()
        }
    )


def made(kind: type, **given: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """Give a strategy for values of a class in which no rule ties one field to another."""
    return fields(kind, **given).map(lambda data: kind(**data))


def _consent(data: dict[str, Any]) -> tbh.Consent:
    for name in ("expires", "withdrawn"):
        if data[name] is not None:
            data[name] = max(data[name], data["granted"])
    return tbh.Consent(**data)


def _credential(data: dict[str, Any]) -> tbh.Credential:
    first, last = data["valid_from"], data["valid_until"]
    if first is not None and last is not None:
        data["valid_from"], data["valid_until"] = min(first, last), max(first, last)
    return tbh.Credential(**data)


def _call(data: dict[str, Any]) -> tbh.CallToAction:
    if data["link_text"] is not None:
        data["text"] = f"{data['text']} {data['link_text']}."
    return tbh.CallToAction(**data)


def _response(data: dict[str, Any]) -> tbh.Response:
    if data["quote"] is None and not data["answer"]:
        data["quote"] = "Words."
    if data["therapist"] is not None:
        data["byline"] = None
    if data["approval"] is not None and data["id"] < "m":  # half of the approvals are good
        bare = tbh.Response(**{**data, "approval": None})
        data["approval"] = attrs.evolve(data["approval"], digest=tbh.approval_digest(bare))
    return tbh.Response(**data)


def _edition(data: dict[str, Any]) -> tbh.Edition:
    for name in ("published", "embargo_until"):
        if data["expires"] is not None and data[name] is not None:
            data["expires"] = max(data["expires"], data[name] + timedelta(hours=1))
    data["tags"] = tuple(dict.fromkeys(data["tags"]))
    data["responses"] = _distinct(data["responses"], "id")
    data["calls_to_action"] = _distinct(data["calls_to_action"], "key")
    return tbh.Edition(**data)


def _series(data: dict[str, Any]) -> tbh.Series:
    data["therapists"] = _distinct(data["therapists"], "id")
    data["calls_to_action"] = _distinct(data["calls_to_action"], "key")
    data["editions"] = _distinct(_distinct(data["editions"], "id"), "slug")
    known = [therapist.id for therapist in data["therapists"]]
    data["editions"] = tuple(_known(edition, known) for edition in data["editions"])
    return tbh.Series(**{**data, "format": 1})


def _known(edition: tbh.Edition, ids: list[str]) -> tbh.Edition:
    """Let each response that names a therapist name one that there is."""
    responses = tuple(
        attrs.evolve(each, therapist=ids[len(each.id) % len(ids)] if ids else None)
        if each.therapist is not None
        else each
        for each in edition.responses
    )
    return attrs.evolve(edition, responses=responses)


def _distinct(items: tuple[Any, ...], key: str) -> tuple[Any, ...]:
    return tuple({getattr(item, key): item for item in items}.values())


_SPECIAL: dict[Any, SearchStrategy[Any]] = {}
_SPECIAL[tbh.Consent] = fields(tbh.Consent).map(_consent)
_SPECIAL[tbh.Credential] = fields(tbh.Credential).map(_credential)
_SPECIAL[tbh.CallToAction] = fields(tbh.CallToAction).map(_call)
_SPECIAL[tbh.Response] = fields(tbh.Response).map(_response)
_SPECIAL[tbh.Edition] = fields(
    tbh.Edition,
    status=st.sampled_from([*tbh.EditionStatus, *[tbh.EditionStatus.READY] * 6]),
    responses=st.lists(values(tbh.Response), min_size=1, max_size=3).map(tuple),
).map(_edition)

SERIES: SearchStrategy[tbh.Series] = fields(
    tbh.Series,
    therapists=st.lists(values(tbh.Therapist), min_size=1, max_size=3).map(tuple),
    editions=st.lists(values(tbh.Edition), min_size=1, max_size=3).map(tuple),
).map(_series)
"""Any series at all."""
