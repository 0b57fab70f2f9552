"""Responses with their consents and approvals."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Set as AbstractSet
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final

from tbh_model._arguments import check_arguments_on_error
from tbh_model._attrs import evolve, field, frozen
from tbh_model._errors import closest
from tbh_model._final import final
from tbh_model.model._constraints import Constraint, Identifier, LanguageTag, Line, Text
from tbh_model.model._extra import Extra, extra_field_value
from tbh_model.model._validation import (
    PRIVATE,
    RawViolation,
    short_repr,
    to_tuple,
    validate,
    validate_on_init,
)
from tbh_model.text import RichText, shorten, write_markdown


class Channel(StrEnum):
    """A way to the reader; consent is given for each one by itself."""

    WEB = "web"
    """Web pages."""
    FEED = "feed"
    """Feeds: RSS, Atom and JSON Feed."""
    NEWSLETTER = "newsletter"
    """Newsletters."""
    SOCIAL = "social"
    """Posts on social networks."""


class AIChannel(StrEnum):
    """A use by machines, which a consent names beside the channels; each one is given by itself.

    The gate lets through what the web may show and the person allows for this use.
    """

    INPUT = "ai-input"
    """Input of a model that answers somebody."""
    TRAIN = "ai-train"
    """Training of models."""


AI_CHANNELS: Final[frozenset[str]] = frozenset(AIChannel)
"""All of them."""


class AIUse(StrEnum):
    """Use of a site by machines that read it; each one includes those before it."""

    NONE = "none"
    """No use, neither for the results of a search engine nor for a model."""
    SEARCH = "search"
    """Results of search engines, which lead to the page."""
    INPUT = "input"
    """Input of a model that answers somebody."""
    TRAIN = "train"
    """Training of models."""

    @property
    def channels(self) -> tuple[AIChannel, ...]:
        """The uses by machines that it allows, and for which a person may be asked."""
        return _AI_CHANNELS.get(self, ())

    def cap(self, uses: AbstractSet[str]) -> "AIUse":
        """Return the most of it that channels, among them those of machines, cover."""
        if self is AIUse.TRAIN and not uses >= set(self.channels):
            return AIUse.INPUT.cap(uses)
        return AIUse.SEARCH if self is AIUse.INPUT and AIChannel.INPUT not in uses else self


_AI_CHANNELS: Final[Mapping[AIUse, tuple[AIChannel, ...]]] = {
    AIUse.INPUT: (AIChannel.INPUT,),
    AIUse.TRAIN: (AIChannel.INPUT, AIChannel.TRAIN),
}


_NAME: Final = "[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
ChannelName = Annotated[
    str,
    Constraint(
        "channel",
        f"{', '.join(Channel)}, or the name of another channel that the series declares",
        lambda value: re.fullmatch(_NAME, value) is not None,
        correct=lambda value: closest(value, Channel),
        pattern=_NAME,
        examples=tuple(Channel),
        members=(*Channel, *AIChannel),
    ),
]
"""A channel: a member of `Channel` or `AIChannel`, or one of `channels` of the series."""


def order_channels(channels: Iterable[str]) -> tuple[str, ...]:
    """Return channels in the order in which they are listed: built-in ones, then others by name.

    >>> model.order_channels({"print", "feed", "web"})
    (<Channel.WEB: 'web'>, <Channel.FEED: 'feed'>, 'print')
    """
    names = set(channels)
    built_in = (channel for channel in (*Channel, *AIChannel) if channel in names)
    return (*built_in, *sorted(names.difference(Channel, AIChannel)))


class Attribution(StrEnum):
    """How the author of a response is named, from most to least."""

    FULL = "full"
    """Name, titles and all other fields."""
    FIRST_NAME = "first-name"
    """The first name alone."""
    INITIALS = "initials"
    """The initials alone."""
    ROLE = "role"
    """The role, without a name."""
    ANONYMOUS = "anonymous"
    """Nothing."""

    @property
    def rank(self) -> int:
        """Rank from 0 for the full name to 4 for nothing."""
        return _RANKS[self]

    def cap(self, limit: "Attribution") -> "Attribution":
        """Return the one of the two that shows less."""
        return self if self.rank >= limit.rank else limit


_RANKS = {style: rank for rank, style in enumerate(Attribution)}


class ConsentBasis(StrEnum):
    """Basis of a consent."""

    EXPLICIT = "explicit"
    """The person said yes to exactly this."""
    CONTRACT = "contract"
    """A contract covers it."""
    LEGACY_PUBLISHED = "legacy-published"
    """It was already public when the record was made; nobody has asked since."""
    REFUSED = "refused"
    """The person said no: it allows nothing, and says nothing of other channels."""


def to_channels(values: Iterable[str]) -> frozenset[str]:
    """Return names of channels, of which `validate` makes a set; for the types of constructors."""
    return values  # type: ignore[return-value]  # so that it names what is no set with the field


@final
@frozen(kw_only=True)
class Consent:
    """Consent of a person to publication. Dates are in the time zone of the series."""

    uses: frozenset[ChannelName] = field(converter=to_channels)
    """The channels that it covers, and the uses by machines: `ai-input` and `ai-train`."""
    granted: date
    """The first day on which it holds."""
    expires: date | None = None
    """The first day on which it no longer holds."""
    withdrawn: date | None = None
    """The first day on which the person has taken it back."""
    attribution: Attribution = Attribution.FULL
    """The most that may be shown of the person."""
    evidence: Line | None = field(default=None, metadata=PRIVATE, repr=False)
    """Where the proof is kept, never the proof itself. Private."""
    basis: ConsentBasis = ConsentBasis.EXPLICIT
    """How the consent was given."""

    def __attrs_post_init__(self) -> None:
        """Check every field, and that the days are in order."""
        validate(self, _days_in_order)

    @property
    def withdrawal_date(self) -> date | None:
        """The first day of the withdrawal; for a refusal, its first day."""
        return self.granted if self.basis is ConsentBasis.REFUSED else self.withdrawn

    def covers(self, channel: str, day: date) -> bool:
        """Return whether it allows a channel on a day."""
        if channel not in self.uses or day < self.granted:
            return False
        if self.expires is not None and day >= self.expires:
            return False
        return self.withdrawal_date is None or day < self.withdrawal_date


def _days_in_order(consent: Consent) -> Iterator[RawViolation]:
    for name in ("expires", "withdrawn"):
        day: date | None = getattr(consent, name)
        if day is not None and day < consent.granted:
            yield name, day.isoformat(), f"a day from {consent.granted.isoformat()} (granted)"


@final
@frozen(kw_only=True)
@validate_on_init
class Approval:
    """Approval of the exact text of a response."""

    on: date
    """The date of the approval."""
    digest: Line
    """Digest of the quote, answer, attribution and language that were approved."""
    parts: Line | None = None
    """Short digests of the four, by which a later change can be named; `tbh approve` writes it."""


def _to_consents(values: Iterable[Consent]) -> tuple[Consent, ...]:
    """Return a tuple of consents."""
    return to_tuple(values)


@final
@frozen(kw_only=True)
class Response:
    """Response of one therapist: a quote, a full answer, or both."""

    id: Identifier
    """Opaque, and stable: the anchor of the response on the page."""
    therapist: Identifier | None = None
    """Id of the therapist; unknown for content taken over from elsewhere."""
    quote: Text | None = None
    """The printed words, byte for byte, without quotation marks around them."""
    answer: RichText | None = None
    """The full answer."""
    attribution: Attribution = Attribution.FULL
    """How the therapist is named."""
    byline: Line | None = None
    """The line under the words where no therapist stands behind them in this document: written
    by hand for a guest, and by the gate for whoever may not be named in full."""
    language: LanguageTag | None = None
    """Language of the words; that of the edition by default."""
    consents: tuple[Consent, ...] = field(default=(), converter=_to_consents)
    """The recorded consents."""
    approval: Approval | None = None
    """The approval of the present wording."""
    asked: date | None = field(default=None, metadata=PRIVATE)
    """The day on which the person was asked. Private."""
    due: date | None = field(default=None, metadata=PRIVATE)
    """The last day for the answer; that of the edition by default. Private."""
    verbatim: Text | None = field(default=None, metadata=PRIVATE)
    """The words as they were received, before any editing. Private."""
    received: datetime | None = field(default=None, metadata=PRIVATE)
    """When the words were received. Private."""
    source: Line | None = field(default=None, metadata=PRIVATE, repr=False)
    """What they came in: the id of a message or of a form's submission, or a digest. Private."""
    extra: Extra = field(default=Extra(), converter=extra_field_value, metadata=PRIVATE, repr=False)
    """Data of your own. Private, but for the keys that `rights.public_extra` names."""

    def __attrs_post_init__(self) -> None:
        """Check every field, and that there is a quote or an answer."""
        validate(self, _has_words)

    def __repr__(self) -> str:
        """Show the identifying fields, none of them private."""
        words = "" if self.quote is None else f", quote={shorten(self.quote, 40)!r}"
        return f"{short_repr(self, 'id', 'therapist')[:-1]}{words})"


def _has_words(response: Response) -> Iterator[RawViolation]:
    if response.quote is None and not response.answer:
        yield "quote", "neither a quote nor an answer", "at least one of quote and answer"
    if response.therapist is not None and response.byline is not None:
        yield "byline", f"{response.byline!r} beside a therapist", "one of byline and therapist"


_ABSENT: Final = "-"
# Number of hexadecimal digits of a part, enough to detect a change.
_SHORT_DIGEST_LENGTH: Final = 16


@check_arguments_on_error
def approval_digest(response: Response, /) -> str:
    """Return the digest of what is shown of a response: quote, answer, attribution and language.

    SHA-256 over a JSON array of the four, as `sha256:` and 64 hexadecimal digits. It changes with
    every change of a character, and with nothing else.

    >>> tbh.approval_digest(response)[:15]
    'sha256:d36f7b24'
    """
    text = json.dumps(
        [*_approved_fields(response).values()], ensure_ascii=False, separators=(",", ":")
    )
    return f"sha256:{_sha256(text)}"


def approval_parts(response: Response, /) -> str:
    """Return a short digest of each part, such as `quote=... answer=- attribution=full language=-`.

    An approval records it beside the digest, which alone is binding. With it, a check can name the
    part that was changed since.

    >>> model.approval_parts(response).split()[2]
    'attribution=full'
    """
    return " ".join(f"{name}={part}" for name, part in _parts(response).items())


def changed_since_approval(response: Response, /) -> tuple[str, ...]:
    """Return the names of the parts of a response that were changed since its approval.

    The result is empty if none was changed, or if the response was never approved. It is `words` if
    the record does not distinguish quote and answer.

    >>> model.changed_since_approval(response)
    ()
    """
    approval = response.approval
    if approval is None or approval.digest == approval_digest(response):
        return ()
    if approval.parts is None:
        return _guess_changed_parts(response, approval.digest)
    approved = dict(_parse_parts(approval.parts))
    changed = (name for name, part in _parts(response).items() if approved.get(name) != part)
    return tuple(changed) or ("words",)


def _guess_changed_parts(response: Response, digest: str) -> tuple[str, ...]:
    """Return the changed parts, guessed from the digest with other attributions and languages."""
    # an approval that was written by hand has a digest alone
    for style in Attribution:
        if approval_digest(evolve(response, attribution=style)) == digest:
            return ("attribution",)
    if approval_digest(evolve(response, language=None)) == digest:
        return ("language",)
    return ("words",)


def _approved_fields(response: Response) -> Mapping[str, str | None]:
    answer = response.answer
    return {
        "quote": response.quote,
        # the file may wrap or mark up the same text in another way, which changes no word of it
        "answer": None if answer is None else write_markdown(answer),
        "attribution": response.attribution.value,
        "language": response.language,
    }


def _parts(response: Response) -> Mapping[str, str]:
    fields = _approved_fields(response)
    digests = {
        name: _ABSENT if (text := fields[name]) is None else _sha256(text)[:_SHORT_DIGEST_LENGTH]
        for name in ("quote", "answer")
    }
    return {
        **digests,
        "attribution": response.attribution.value,
        "language": response.language or _ABSENT,
    }


def _parse_parts(parts: str) -> Iterator[tuple[str, str]]:
    for item in parts.split():
        name, _, part = item.partition("=")
        yield name, part


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
