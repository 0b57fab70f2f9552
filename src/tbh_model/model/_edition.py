"""Editions and their parts, except responses."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import StrEnum

from attrs.converters import optional

from tbh_model._attrs import field, frozen
from tbh_model._final import final
from tbh_model.model._call_to_action import CallToAction, to_calls
from tbh_model.model._constraints import (
    Count,
    Identifier,
    LanguageTag,
    Line,
    MediaType,
    Size,
    Slug,
    Text,
    WebAddress,
)
from tbh_model.model._extra import Extra, extra_field_value
from tbh_model.model._image import Image
from tbh_model.model._response import ChannelName, Response, to_channels
from tbh_model.model._validation import (
    PRIVATE,
    RawViolation,
    duplicates,
    short_repr,
    to_lines,
    to_text,
    to_tuple,
    validate,
    validate_on_init,
)
from tbh_model.text import RichText


class EditionStatus(StrEnum):
    """Status of an edition."""

    DRAFT = "draft"
    """The edition is being written, and is not published."""
    READY = "ready"
    """May go out, from `published` on if there is such an instant."""
    RETRACTED = "retracted"
    """The editor has taken down the edition."""


class NoticeKind(StrEnum):
    """Purpose of a notice."""

    DISCLAIMER = "disclaimer"
    """A disclaimer."""
    CRISIS = "crisis"
    """Where to find help in a crisis."""
    REGULATOR = "regulator"
    """The body that regulates the therapists."""
    EDITORIAL = "editorial"
    """How the series is edited."""
    OTHER = "other"
    """Any other notice."""


class CorrectionKind(StrEnum):
    """Kind of change after the publication of an edition."""

    CORRECTION = "correction"
    """A mistake was corrected."""
    CLARIFICATION = "clarification"
    """A passage was clarified."""
    UPDATE = "update"
    """Something was added."""
    RETRACTION = "retraction"
    """The edition was retracted."""
    RESPONSE_REMOVED = "response-removed"
    """A response was removed."""


@final
@frozen(kw_only=True)
@validate_on_init
class Overview:
    """The three values of the list at the top; each defaults to the heading of its section."""

    challenge: Line | None = None
    """The topic in the list."""
    challengers: Line | None = None
    """The panel in the list."""
    results: Line | None = None
    """Defaults to `results_heading`, and without one to the title of the edition."""


@final
@frozen(kw_only=True)
@validate_on_init
class Challenge:
    """The topic, and the question as it was put to the panel."""

    topic: Line
    """The topic in a few words."""
    prompt: Text
    """Without quotation marks around it."""
    heading: Line | None = None
    """Defaults to the topic."""
    background: RichText = field(default=RichText(), converter=to_text)
    """Prose before the answers; what it quotes is never a response."""


@final
@frozen(kw_only=True)
@validate_on_init
class Challengers:
    """The panel as a group."""

    name: Line
    """Such as "Psychotherapists"."""
    heading: Line | None = None
    """Defaults to the name."""
    introduction: RichText = field(default=RichText(), converter=to_text)
    """An introduction of the panel."""


@final
@frozen(kw_only=True)
@validate_on_init
class Notice:
    """A standing text under an edition: a disclaimer, a crisis line."""

    text: RichText
    """The text."""
    kind: NoticeKind = NoticeKind.OTHER
    """The kind of notice."""
    channels: frozenset[ChannelName] | None = field(default=None, converter=optional(to_channels))
    """Where it is printed; everywhere by default."""


def to_notices(values: Iterable[Notice]) -> tuple[Notice, ...]:
    """Return a tuple of notices."""
    return to_tuple(values)


@final
@frozen(kw_only=True)
@validate_on_init
class Correction:
    """A dated amendment to an edition that had gone out."""

    on: date
    """The date of the amendment."""
    kind: CorrectionKind
    """The kind of amendment."""
    text: Text
    """The text of the amendment."""


def _to_corrections(values: Iterable[Correction]) -> tuple[Correction, ...]:
    """Return a tuple of corrections."""
    return to_tuple(values)


def _to_responses(values: Iterable[Response]) -> tuple[Response, ...]:
    """Return a tuple of responses."""
    return to_tuple(values)


@final
@frozen(kw_only=True)
@validate_on_init
class Enclosure:
    """A file that belongs to an edition, such as a recording for a podcast."""

    url: WebAddress
    """The URL of the file."""
    type: MediaType
    """The media type of the file."""
    length: Size
    """The size of the file in bytes; 0 if it is not known."""

    @property
    def kind(self) -> str:
        """How a page shows it: as `audio`, `video` or any other `file`."""
        kind = self.type.partition("/")[0]
        return kind if kind in {"audio", "video"} else "file"


@final
@frozen(kw_only=True)
class Edition:
    """One roundup. Instants are aware; days and words are those of the series unless it says so."""

    id: Identifier
    """Permanent: the identity of its entry in every feed, whatever else changes."""
    slug: Slug
    """The last part of its permalink."""
    title: Line
    """The title."""
    challenge: Challenge
    """The topic and the question to the panel."""
    challengers: Challengers | None = None
    """The panel as a group; that of the series by default."""
    number: Count | None = None
    """The number within the series."""
    status: EditionStatus = EditionStatus.DRAFT
    """Whether the edition is a draft, ready or retracted."""
    published: datetime | None = None
    """When it goes out, or went out; in the future it is scheduled."""
    updated: datetime | None = None
    """When its substance last changed."""
    embargo_until: datetime | None = None
    """Nobody outside sees it before this instant, on any channel."""
    expires: datetime | None = None
    """From this instant on it is gone."""
    language: LanguageTag | None = None
    """That of the series by default."""
    translation_of: Identifier | None = None
    """Id of the edition of the series that this one is a translation of."""
    summary: Text | None = None
    """One or two sentences for lists, feeds and search engines."""
    byline: tuple[Line, ...] = field(default=(), converter=to_lines)
    """The authors: whoever asked and wrote, never the panel."""
    introduction: RichText = field(default=RichText(), converter=to_text)
    """The text before everything else."""
    overview: Overview | None = None
    """The list of the three parts at the top; left out when there is none."""
    results_heading: Line | None = None
    """The heading of the responses."""
    responses: tuple[Response, ...] = field(default=(), converter=_to_responses)
    """In the order in which they are printed."""
    sign_off: Text | None = None
    """That of the series by default."""
    next_time: Text | None = None
    """That of the series by default."""
    calls_to_action: tuple[CallToAction, ...] = field(default=(), converter=to_calls)
    """Its own; those of the series where it has none."""
    notices: tuple[Notice, ...] = field(default=(), converter=to_notices)
    """Its own; each takes the place of those of the same kind in the series."""
    tags: tuple[Line, ...] = field(default=(), converter=to_lines)
    """The tags."""
    image: Image | None = None
    """The image at the top."""
    enclosure: Enclosure | None = None
    """A file that belongs to it, such as a recording, which podcast players fetch."""
    url: WebAddress | None = None
    """Where it is published, if not at its permalink."""
    former_urls: tuple[WebAddress, ...] = field(default=(), converter=to_lines)
    """Earlier URLs, which redirect to the permalink."""
    corrections: tuple[Correction, ...] = field(default=(), converter=_to_corrections)
    """Amendments since the publication."""
    due: date | None = field(default=None, metadata=PRIVATE)
    """The last day for the answers of the panel. Private."""
    extra: Extra = field(default=Extra(), converter=extra_field_value, metadata=PRIVATE, repr=False)
    """Data of your own. Private, but for the keys that `rights.public_extra` names."""

    def __attrs_post_init__(self) -> None:
        """Check every field, the order of instants and that ids are distinct."""
        validate(self, _rules)

    def __repr__(self) -> str:
        """Show the identifying fields."""
        return short_repr(self, "id", "slug", "title")

    @property
    def last_change(self) -> datetime | None:
        """The instant of the last change that a reader should hear of: updated or published."""
        instants = [instant for instant in (self.published, self.updated) if instant is not None]
        return max(instants, default=None)

    def response(self, id: str, /) -> Response | None:  # noqa: A002 - the field's own name
        """Return the response with an id, if there is one."""
        return next((response for response in self.responses if response.id == id), None)


def _rules(edition: Edition) -> Iterator[RawViolation]:
    for name in ("published", "embargo_until"):
        start: datetime | None = getattr(edition, name)
        if start is not None and edition.expires is not None and edition.expires <= start:
            yield (
                "expires",
                edition.expires.isoformat(),
                f"an instant after {start.isoformat()} ({name})",
            )
    for index, response in duplicates(response.id for response in edition.responses):
        yield f"responses[{index}].id", f"{response!r} again", "an id no other response here has"
    for index, key in duplicates(call.key for call in edition.calls_to_action):
        yield f"calls_to_action[{index}].key", f"{key!r} again", "a key no other call here has"
    for index, tag in duplicates(edition.tags):
        yield f"tags[{index}]", f"{tag!r} again", "each tag once"
