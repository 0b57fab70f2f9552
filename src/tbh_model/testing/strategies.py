"""Hypothesis strategies for rich text and series."""

from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, get_args

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tbh_model.model import (
    RESERVED_NAME,
    AIChannel,
    CallToAction,
    Challengers,
    Channel,
    Consent,
    Credential,
    Edition,
    EditionStatus,
    Extra,
    Line,
    Response,
    RightsPolicy,
    Series,
    Therapist,
    field_types,
)
from tbh_model.rights import approval_digest
from tbh_model.text import (
    Block,
    BlockQuote,
    BulletList,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    Inline,
    InlineImage,
    LineBreak,
    Link,
    ListItem,
    OrderedList,
    Paragraph,
    RichText,
    Strong,
    Text,
    ThematicBreak,
    is_allowed,
    markdown,
    unencodable,
)

_HOSTILE = "*_`[]()<>#+-.!=~|:&;\\\"'\n\t ab1é\u00a0\u2003\u2028\u0301😀\x01\x0c\x85"
_SNIPPETS = (
    "* ",
    "- ",
    "1. ",
    "2) ",
    "# ",
    "> ",
    "```",
    "~~~",
    "---",
    "===",
    "***",
    "    ",
    "\n\n",
    "\\\n",
    "  \n",
    "**",
    "__",
    "](",
    "![",
    "[a](b)",
    "[a]: /b",
    "<b>",
    "<!--",
    "</div>",
    "<http://a.b>",
    "&amp;",
    "&#10;",
    "&#32;",
    "&copy;",
    "words",
)

characters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
"""Any character that a text node takes."""
plain_text = st.one_of(
    st.text(characters, max_size=12),
    st.text(st.sampled_from(_HOSTILE), max_size=12),
    st.lists(st.sampled_from(_SNIPPETS), max_size=4).map("".join),
)
"""Plain text, often of what means something in Markdown."""
_some_text = plain_text.filter(bool)
_program = _some_text.filter(lambda text: not unencodable(text))
_words = plain_text.map(lambda value: Text(value=value))
_solid_words = _some_text.map(lambda value: Text(value=value))
_urls = st.one_of(
    plain_text.map(lambda text: f"http://example.org/{text}"),
    plain_text.map(lambda text: f"/{text}").filter(is_allowed),
    st.sampled_from(["", "#a", "mailto:a@b.c", "http://a.b/c_d_(e)", "../x y"]),
)
_titles = st.one_of(st.none(), plain_text)
_images = st.builds(InlineImage, url=_urls, alt=plain_text, title=_titles)
_codes = st.builds(Code, value=_program)
_leaves = st.one_of(_words, _words, _words, _codes, _images, st.just(LineBreak()))
_solid = st.one_of(_solid_words, _codes, _images)


@st.composite
def _emphatic(draw: st.DrawFn, children: st.SearchStrategy[Inline]) -> Inline:
    """An emphasis of some children, at least one of which is no line break."""
    some = st.lists(children, max_size=2)
    mixed = (*draw(some), draw(_solid), *draw(some))
    return Emphasis(children=mixed) if draw(st.booleans()) else Strong(children=mixed)


# Deferred, because Hypothesis writes every strategy out in full.
_linked: st.SearchStrategy[Inline] = st.deferred(
    lambda: st.recursive(_leaves, _emphatic, max_leaves=5)
)
_links = st.builds(
    Link, url=_urls, children=st.lists(_linked, max_size=3).map(tuple), title=_titles
)
_autolinks = st.sampled_from(["http://a.b", "https://a.b/c?d=e&f=g#h"]).map(
    lambda url: Link(url=url, children=(Text(value=url),))
)
inlines: st.SearchStrategy[Inline] = st.deferred(
    lambda: st.recursive(st.one_of(_leaves, _links, _autolinks), _emphatic, max_leaves=6)
)
"""Any inline."""

_paragraphs = st.tuples(st.lists(inlines, max_size=3), _solid, st.lists(inlines, max_size=3)).map(
    lambda parts: Paragraph(children=(*parts[0], parts[1], *parts[2]))
)
_headings = st.builds(
    Heading, level=st.integers(1, 6), children=st.lists(inlines, max_size=3).map(tuple)
)
_languages = st.one_of(st.none(), plain_text.map(lambda text: "".join(text.split())).filter(bool))
_code_blocks = st.tuples(
    st.one_of(st.just(""), _program), _languages, st.one_of(st.none(), plain_text)
).map(
    lambda parts: CodeBlock(value=parts[0], language=parts[1], meta=parts[2] if parts[1] else None)
)
_simple_blocks: st.SearchStrategy[Block] = st.one_of(
    _paragraphs, _headings, _code_blocks, st.just(ThematicBreak())
)


@st.composite
def _holders(draw: st.DrawFn, inside: st.SearchStrategy[Block]) -> Block:
    """A block quote or a list of some blocks."""
    children = st.lists(inside, max_size=3).map(tuple)
    if draw(st.booleans()):
        return BlockQuote(children=draw(children))
    items = tuple(ListItem(children=draw(children)) for _ in range(draw(st.integers(1, 3))))
    tight = draw(st.booleans())
    if draw(st.booleans()):
        return BulletList(children=items, tight=tight)
    start = draw(st.sampled_from([0, 1, 2, 9, 99, 999_999_999]))
    return OrderedList(children=items, tight=tight, start=start)


blocks: st.SearchStrategy[Block] = st.deferred(
    lambda: st.recursive(_simple_blocks, _holders, max_leaves=8)
)
"""Any block."""
trees = st.lists(blocks, max_size=4).map(lambda drawn: RichText(blocks=tuple(drawn)))
"""Any rich text."""


_WORDS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40
)
_LINES = st.one_of(
    st.sampled_from(
        ["Fish & <b>chips</b>", "]]> “x”", "a *b* _c_ [d](e)", "العربية", "👩🏽‍⚕️ é", "{{ x }}"]
    ),
    st.from_regex(r"\A[^\s\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff]{1,12}\Z"),
)
_IDS = st.from_regex(rf"\A(?!{RESERVED_NAME}\Z)[a-z0-9]([a-z0-9._~-]{{0,6}}[a-z0-9_~-])?\Z")
_DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
_START = datetime(2020, 1, 1, tzinfo=UTC)
_SECONDS = st.integers(0, 11 * 365 * 86400)
_INSTANTS = _SECONDS.map(lambda seconds: _START + timedelta(seconds=seconds))

_BY_CONSTRAINT: dict[str, SearchStrategy[Any]] = {
    "text": st.one_of(_LINES, _WORDS),
    "line": _LINES,
    "words": st.just("") | _LINES,
    "identifier": _IDS,
    "slug": _IDS,
    "permanent-uri": st.sampled_from(["tag:example.org,2026:x", "urn:example:x"]),
    "web-address": _IDS.map(lambda part: f"https://example.org/{part}/"),
    "secure-address": _IDS.map(lambda part: f"https://example.org/{part}"),
    "home-page": _IDS.map(lambda part: f"https://example.org/{part}/"),
    "link-target": st.sampled_from(
        ["https://a.example/?b=c&d=e#f", "mailto:a@b.example", "tel:+15195550142", "../x", "#y"]
    ),
    "permalink-pattern": st.sampled_from(["{url}e/{slug}/", "https://b.example/{id}.html"]),
    "language-tag": st.sampled_from(["en", "en-CA", "fr", "fr-CA", "ar", "de", "he"]),
    "time-zone": st.sampled_from(["UTC", "America/Toronto", "Pacific/Kiritimati"]),
    "channel": st.sampled_from(Channel),
    "email": st.just("a@b.example"),
    "image-source": st.sampled_from(["images/a.svg", "https://a.example/b.png"]),
    "count": st.integers(1, 4000),
    "media-type": st.sampled_from(["audio/mpeg", "video/mp4", "application/pdf"]),
    "size": st.integers(0, 4000),
}
# A few texts that hold everything; trees of every kind have laws of their own.
_TEXTS = tuple(
    map(
        markdown,
        (
            "",
            "Words.",
            "# A\n\nb *c* **d** `e` [f](../g) ![h](images/i.png)\n\n- j\n- k\n\n1. l",
            "> “m” &amp; \\<n\\> \\\no ]]\\>\n\n---\n\n```p\n<q>\n```",
            "عربي 👩🏽‍⚕️ e\u0301 {{ r }} {% s %}",
        ),
    )
)
_KEYS = st.sampled_from(["public", "note", "title", "true", "7"]) | _LINES.filter(
    get_args(Line)[1].accepts
)
_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.just("")
    | _LINES
    | _WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_KEYS, inner, max_size=2),
    max_leaves=4,
)
_BY_TYPE: dict[Any, SearchStrategy[Any]] = {
    Extra: st.just(Extra()) | st.dictionaries(_KEYS, _JSON, max_size=3).map(Extra),
    str: _LINES,
    date: _DAYS,
    datetime: _INSTANTS,
    RichText: st.sampled_from(_TEXTS),
}


def series() -> SearchStrategy[Series]:
    """Return any series: one to three editions and therapists, every reference known."""
    return _SERIES


def editions() -> SearchStrategy[Edition]:
    """Return any edition, most of them ready; their therapists are those of no series yet."""
    return values(Edition)


def responses() -> SearchStrategy[Response]:
    """Return any response, with and without consents and approvals, some of them good."""
    return values(Response)


def therapists() -> SearchStrategy[Therapist]:
    """Return any therapist."""
    return values(Therapist)


def instants() -> SearchStrategy[datetime]:
    """Return instants from 2020 to 2030, in which every date of the other strategies lies."""
    return _INSTANTS


def rich_texts() -> SearchStrategy[RichText]:
    """Return any rich text that can be, however odd; the others take a few that hold everything."""
    return trees


def values(hint: Any) -> SearchStrategy[Any]:
    """Return a strategy for values of a type: a class of the model, or the type of a field."""
    if hint in _BY_TYPE:
        return _BY_TYPE[hint]
    if hasattr(hint, "__metadata__"):
        (constraint,) = hint.__metadata__
        return _BY_CONSTRAINT[constraint.name].filter(constraint.accepts)
    arguments: tuple[Any, ...] = getattr(hint, "__args__", ())
    origin = getattr(hint, "__origin__", None)
    if origin is tuple:
        return st.lists(values(arguments[0]), max_size=2).map(tuple)
    if origin is frozenset:
        return st.frozensets(values(arguments[0]))
    if arguments:
        return st.none() | values(
            next(argument for argument in arguments if argument is not type(None))
        )
    if issubclass(hint, Enum):
        return st.sampled_from(hint)
    return _SPECIAL[hint] if hint in _SPECIAL else _instances(hint)


def _fields(kind: type, **overrides: SearchStrategy[Any]) -> SearchStrategy[dict[str, Any]]:
    """Return a strategy for the fields of a class."""
    return st.fixed_dictionaries(
        {
            name: overrides[name] if name in overrides else values(hint)
            for name, hint in field_types(kind).items()
        }
    )


def _instances(kind: type, **overrides: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """Return a strategy for values of a class in which no rule ties one field to another."""
    return _fields(kind, **overrides).map(lambda data: kind(**data))


def _consent(data: dict[str, Any]) -> Consent:
    for name in ("expires", "withdrawn"):
        if data[name] is not None:
            data[name] = max(data[name], data["granted"])
    return Consent(**data)


def _credential(data: dict[str, Any]) -> Credential:
    first, last = data["valid_from"], data["valid_until"]
    if first is not None and last is not None:
        data["valid_from"], data["valid_until"] = min(first, last), max(first, last)
    return Credential(**data)


def _call(data: dict[str, Any]) -> CallToAction:
    if data["link_text"] is not None:
        data["text"] = f"{data['text']} {data['link_text']}."
    return CallToAction(**data)


def _response(data: dict[str, Any]) -> Response:
    if data["quote"] is None and not data["answer"]:
        data["quote"] = "Words."
    if data["therapist"] is not None:
        data["byline"] = None
    if data["approval"] is not None and data["id"] < "t":  # two of three approvals are good
        bare = Response(**{**data, "approval": None})
        data["approval"] = attrs.evolve(data["approval"], digest=approval_digest(bare))
    return Response(**data)


def _edition(data: dict[str, Any]) -> Edition:
    for name in ("published", "embargo_until"):
        if data["expires"] is not None and data[name] is not None:
            data["expires"] = max(data["expires"], data[name] + timedelta(hours=1))
    data["translation_of"] = None  # of a series that is not there yet
    data["tags"] = tuple(dict.fromkeys(data["tags"]))
    data["responses"] = _distinct(data["responses"], "id")
    data["calls_to_action"] = _distinct(data["calls_to_action"], "key")
    return Edition(**data)


def _series(data: dict[str, Any]) -> Series:
    data["therapists"] = _distinct(data["therapists"], "id")
    data["calls_to_action"] = _distinct(data["calls_to_action"], "key")
    data["editions"] = _distinct(_distinct(data["editions"], "id"), "slug")
    therapist_ids = [therapist.id for therapist in data["therapists"]]
    data["editions"] = tuple(
        _with_therapists_of(edition, therapist_ids) for edition in data["editions"]
    )
    if len(data["editions"]) > 1:
        data["editions"] = _with_translation(*data["editions"], language=data["language"])
    data["channels"] = tuple(dict.fromkeys(data["channels"]))
    data["editions"] = tuple(
        _with_channels(edition, data["channels"]) for edition in data["editions"]
    )
    if data["challengers"] is None:
        data["editions"] = tuple(map(_with_own_challengers, data["editions"]))
    return Series(**{**data, "format": 1})


def _with_translation(first: Edition, second: Edition, *rest: Edition, language: str) -> Any:
    """Return editions of which the second translates the first, if their languages differ."""
    languages = {(edition.language or language).lower() for edition in (first, second)}
    if len(languages) > 1:
        second = attrs.evolve(second, translation_of=first.id)
    return (first, second, *rest)


def _with_channels(edition: Edition, channels: tuple[str, ...]) -> Edition:
    """Return an edition in which some consents cover the declared channels, too."""
    responses = tuple(
        attrs.evolve(
            response,
            consents=tuple(
                attrs.evolve(consent, uses=consent.uses.union(channels))
                if response.id < "m"  # about half, by what was drawn: examples can be repeated
                else consent
                for consent in response.consents
            ),
        )
        for response in edition.responses
    )
    return attrs.evolve(edition, responses=responses) if channels else edition


def _with_own_challengers(edition: Edition) -> Edition:
    challengers = edition.challengers or Challengers(name="A panel")
    return attrs.evolve(edition, challengers=challengers)


def _with_therapists_of(edition: Edition, ids: list[str]) -> Edition:
    """Return a series in which responses reference existing therapists."""
    responses = tuple(
        attrs.evolve(response, therapist=ids[len(response.id) % len(ids)] if ids else None)
        if response.therapist is not None
        else response
        for response in edition.responses
    )
    return attrs.evolve(edition, responses=responses)


def _distinct(items: tuple[Any, ...], key: str) -> tuple[Any, ...]:
    return tuple({getattr(item, key): item for item in items}.values())


_SPECIAL: dict[Any, SearchStrategy[Any]] = {}
_SPECIAL[Consent] = _fields(
    Consent, uses=st.frozensets(st.sampled_from((*Channel, *AIChannel)), min_size=1)
).map(_consent)
_SPECIAL[Credential] = _fields(Credential).map(_credential)
_SPECIAL[CallToAction] = _fields(CallToAction).map(_call)
_GRANTED = tuple(
    (Consent(uses=frozenset(uses), granted=date(2020, 1, 1)),)
    for uses in (Channel, (*Channel, *AIChannel))
)
_SPECIAL[Response] = _fields(
    Response,
    # chance seldom grants all that a channel needs, and what is withheld tests no exporter
    consents=st.sampled_from(_GRANTED) | st.lists(values(Consent), max_size=2).map(tuple),
).map(_response)
_SPECIAL[RightsPolicy] = _instances(
    RightsPolicy,
    minimum_responses=st.sampled_from([1, 1, 1, 2]),
    public_extra=st.sampled_from([(), ("public",), ("public", "title", "é")]),
)
_SPECIAL[Edition] = _fields(
    Edition,
    status=st.sampled_from([*EditionStatus, *[EditionStatus.READY] * 6]),
    expires=st.none() | values(datetime),
    responses=st.lists(values(Response), min_size=1, max_size=3).map(tuple),
).map(_edition)

_SERIES: SearchStrategy[Series] = _fields(
    Series,
    channels=st.sampled_from([(), (), ("podcast",), ("print", "podcast")]),
    therapists=st.lists(values(Therapist), min_size=1, max_size=3).map(tuple),
    editions=st.lists(values(Edition), min_size=1, max_size=3).map(tuple),
).map(_series)
