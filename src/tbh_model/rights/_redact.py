"""Redaction of private and former names in values and texts."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from operator import is_
from typing import Any, Final, TypeVar
from unicodedata import normalize

import attrs
from attrs import AttrsInstance

from tbh_model._attrs import evolve, frozen
from tbh_model.i18n import language_for
from tbh_model.model import (
    Approval,
    Attribution,
    CallToAction,
    Challengers,
    Consent,
    Constraint,
    Edition,
    Enclosure,
    Extra,
    Image,
    JSONValue,
    Response,
    Series,
    Therapist,
    TherapistStatus,
    approval_digest,
    credentials_in_force,
    field_types,
    format_byline,
    revise,
)
from tbh_model.rights._placeholders import is_placeholder
from tbh_model.rights._policy import attribution_allowed
from tbh_model.rights._release import Reason
from tbh_model.text import (
    Block,
    Code,
    CodeBlock,
    Heading,
    Inline,
    InlineImage,
    Link,
    Paragraph,
    RichText,
    Text,
    has_name,
    is_spaceless,
    map_text,
    name_ranges,
    write_plain,
)
from tbh_model.text._person_names import contains_name, reveals_person

InAddress = Callable[[str], bool]
"""Tells whether an address holds one of the names."""


@frozen
class NameReplacer:
    """Names, and what takes the place of each."""

    names: Mapping[str, str]
    """The names in the order of the search."""

    def sub(self, text: str) -> str:
        """Replace each of them; the very same text if none stands in it."""
        for name, replacement in self.names.items():
            if has_name(text, name):
                # from the end, where a replacement moves no range that is still to come
                for start, end in reversed([*name_ranges(text, name)]):
                    text = f"{text[:start]}{replacement}{text[end:]}"
        return text

    def matches(self, text: str) -> bool:
        """Return whether there is something to replace."""
        return any(has_name(text, name) for name in self.names)


def remove_names(text: RichText, replacer: NameReplacer, in_address: InAddress) -> RichText:
    """Return a rich text without some names; the very same one if it has none."""
    remover = _NameRemover(replacer, in_address)
    return map_text(text, remover.inline, remover.block)


@frozen
class _NameRemover:
    replacer: NameReplacer
    in_address: InAddress

    def block(self, block: Block) -> Block | None:
        """Return a block without the names; nothing where nothing is left of it."""
        match block:
            case Paragraph(children=children) | Heading(children=children):
                line = self.line(children)
                if not line:
                    return None
                return block if line is children else evolve(block, children=line)
            case CodeBlock(value=value, meta=meta):
                clean_value = self.replacer.sub(value)
                is_clean = clean_value is value and meta is None
                return block if is_clean else evolve(block, value=clean_value, meta=None)
            case _:
                return block

    def line(self, inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        """Return the inlines of one block; a name that lies across several costs the markup."""
        # each inline was searched by itself; only a name across several can be left
        if all(isinstance(part, Text) for part in inlines):
            return inlines
        plain = write_plain(RichText(blocks=(Paragraph(children=inlines),))).strip()
        return (Text(value=self.replacer.sub(plain)),) if self.replacer.matches(plain) else inlines

    def inline(self, inline: Inline) -> tuple[Inline, ...]:
        """Return one inline without the names: what leads to an address of that name is no link."""
        match inline:
            case Text(value=value) | Code(value=value):
                clean_text = self.replacer.sub(value)
                return (inline,) if clean_text is value else (evolve(inline, value=clean_text),)
            case Link(url=url, children=children) if self.in_address(url):
                return children
            case Link(title=title):
                clean_title = None if title is None else self.replacer.sub(title)
                return (inline,) if clean_title is title else (evolve(inline, title=clean_title),)
            case InlineImage(url=url, alt=alt, title=title):
                clean_text = self.replacer.sub(alt)
                if self.in_address(url):
                    return (Text(value=clean_text),) if clean_text else ()
                clean_title = None if title is None else self.replacer.sub(title)
                if clean_text is alt and clean_title is title:
                    return (inline,)
                return (evolve(inline, alt=clean_text, title=clean_title),)
            case _:
                return (inline,)


T = TypeVar("T", bound=AttrsInstance)

_WORDS: Final = frozenset({"text", "line", "words"})
# Constraints of fields that hold an address; where one may be empty, it can be left out.
_TARGETS: Final = frozenset(
    {"home-page", "link-target", "web-address", "secure-address", "image-source"}
)


@frozen
class FormerNames:
    """The former names of everybody in a series, and what stands in their place."""

    replacer: NameReplacer

    def in_address(self, *addresses: str | None) -> bool:
        """Return whether one of the names stands in an id, a slug or a URL."""
        return any(
            contains_name(name, address)
            for address in addresses
            if address is not None
            for name in self.replacer.names
        )

    def in_edition(self, edition: Edition) -> bool:
        """Return whether one of the names stands in what is the identity of an edition."""
        return self.in_address(edition.id, edition.slug, edition.url)

    def in_answer(self, response: Response) -> bool:
        """Return whether one of the names stands in the words of an answer."""
        answer, extra = response.answer, response.extra
        if self._clean_extra(extra) is not extra:
            return True
        is_in_quote = response.quote is not None and self.replacer.matches(response.quote)
        return is_in_quote or (answer is not None and self._clean(answer, None, "") is not answer)

    def remove_from(self, value: T) -> T:
        """Return a value of the model in which none of the names is left in texts and links."""
        changes: dict[str, Any] = {}
        for name, hint in field_types(type(value)).items():
            current = getattr(value, name)
            cleaned = self._clean(current, hint, name)
            if cleaned is not current:
                changes[name] = cleaned
        # Without a digest of the changed words, a release of this release would withhold the
        # response as changed since its approval.
        if isinstance(value, Response) and value.approval is not None and changes:
            approval = evolve(value.approval, digest=approval_digest(evolve(value, **changes)))
            changes["approval"] = approval
        if isinstance(value, CallToAction):
            changes |= _link_text(value, changes)
        result: T = evolve(value, **changes) if changes else value  # type: ignore[misc]  # any class of the model
        return result

    def _clean(self, value: Any, hint: Any, name: str) -> Any:
        match value:
            case str():
                return self._clean_text(value, _constraint_name(hint), name)
            case RichText():
                return remove_names(value, self.replacer, self.in_address)
            case Extra():
                return self._clean_extra(value)
            case tuple():
                return self._clean_items(value, hint, name)
            case Image() if self.in_address(value.src):
                return None
            case Enclosure() if self.in_address(value.url):
                return None
            case _:
                return self.remove_from(value) if attrs.has(type(value)) else value

    def _clean_text(self, value: str, constraint: str, name: str) -> str | None:
        if constraint in _WORDS:
            return self.replacer.sub(value)
        is_optional = constraint in _TARGETS and name != "src"
        return None if is_optional and self.in_address(value) else value

    def _clean_extra(self, extra: Extra) -> Extra:
        """Return data without the names: in texts they are replaced; a key or address is left out.

        Nobody knows what a text is for, so one that holds a name in any other way goes as a whole.
        """
        cleaned = Extra(
            {
                key: self._clean_value(value)
                for key, value in extra.items()
                if not self._has_name(key)
            }
        )
        return extra if cleaned == extra else cleaned

    def _clean_value(self, value: JSONValue) -> JSONValue:
        match value:
            case str():
                # An address has no spaces, and a link to another address would lead nowhere: it is
                # left out.
                is_words = any(map(str.isspace, value)) or not self.in_address(value)
                text = self.replacer.sub(value) if is_words else value
                return None if self.in_address(text) else text
            case Extra():
                return self._clean_extra(value)
            case tuple():
                return tuple(map(self._clean_value, value))
            case _:
                return value

    def _has_name(self, key: str) -> bool:
        return self.replacer.matches(key) or self.in_address(key)

    def _clean_items(self, values: tuple[Any, ...], hint: Any, name: str) -> tuple[Any, ...]:
        inner = hint.__args__[0]
        cleaned = (self._clean(item, inner, name) for item in values)
        remaining = tuple(item for item in cleaned if item is not None)
        # two tags may differ in the name alone, and the model refuses equal ones
        if name == "tags":
            remaining = tuple(dict.fromkeys(remaining))
        is_same = len(remaining) == len(values) and all(map(is_, remaining, values))
        return values if is_same else remaining


def former_names(series: Series, released: Iterable[str]) -> FormerNames | None:
    """Collect the former names of a series; nothing if it has none.

    Args:
        series: The whole series.
        released: The ids of therapists who are named in full: the name that they have now takes
            the place of a former one that was nobody else's. Of others no name is given away.
    """
    named_ids = frozenset(released)
    redacted = language_for(series.language).name_removed
    bearers: dict[str, set[str]] = {}
    for person in series.therapists:
        for former in person.former_names:
            replacement = person.name if person.id in named_ids else redacted
            bearers.setdefault(_normalize_name(former), set()).add(replacement)
    pairs = {
        # where it was the name of several, nobody can tell who is meant
        former: redacted
        if len(bearers[_normalize_name(former)]) > 1
        else min(bearers[_normalize_name(former)])
        for person in series.therapists
        for former in person.former_names
    }
    return FormerNames(NameReplacer(_longest_first(pairs))) if pairs else None


def _normalize_name(name: str) -> str:
    """Return a name as it is found in texts: in any case, form and spacing."""
    return " ".join(normalize("NFC", name).casefold().split())


def is_named_in(
    edition: Edition, panel: Challengers, answers: Iterable[Response], person: Therapist
) -> bool:
    """Return whether the name of a person stands in what an edition says, or in its address.

    A name of one word is no evidence: it may be a word of the language. The byline is not meant:
    who asks may be one of those who answer.

    Args:
        edition: As its author wrote it.
        panel: The panel that it prints, its own or that of the series.
        answers: Those of its answers that go out.
        person: Who is not to be named.
    """
    if len(person.name.split()) == 1 and not is_spaceless(person.name):
        return False
    names = FormerNames(NameReplacer({person.name: language_for("en").name_removed}))
    prose = evolve(edition, responses=(), byline=())
    return (
        names.in_edition(edition)
        or names.in_address(*(call.key for call in edition.calls_to_action))
        or names.remove_from(prose) is not prose
        or names.remove_from(panel) is not panel
        or any(map(names.in_answer, answers))
    )


def remove_former_names(released: Series, series: Series) -> Series:
    """Return a released series in which no former name of the whole series is left.

    The id of a therapist that holds one is replaced, and with it the address of their page.
    """
    names = former_names(series, (person.id for person in released.therapists))
    if names is None:
        return released
    used_ids = {person.id for person in series.therapists}
    ids = {
        person.id: _opaque_id(person, used_ids)
        for person in released.therapists
        if names.in_address(person.id)
    }
    return names.remove_from(_replace_ids(released, ids) if ids else released)


def _opaque_id(person: Therapist, used_ids: Collection[str]) -> str:
    # of the name that the release shows: the address stays the same, and tells nothing new
    digest = hashlib.sha256(person.name.encode()).hexdigest()
    return next(f"t-{digest[:end]}" for end in range(8, 65) if f"t-{digest[:end]}" not in used_ids)


def _replace_ids(released: Series, ids: Mapping[str, str]) -> Series:
    return evolve(
        released,
        therapists=tuple(
            evolve(therapist, id=ids.get(therapist.id, therapist.id))
            for therapist in released.therapists
        ),
        editions=tuple(
            evolve(
                edition,
                responses=tuple(_replace_id(response, ids) for response in edition.responses),
            )
            for edition in released.editions
        ),
    )


def _replace_id(response: Response, ids: Mapping[str, str]) -> Response:
    therapist = response.therapist
    if therapist is None or therapist not in ids:
        return response
    return evolve(response, therapist=ids[therapist])


def _longest_first(pairs: Mapping[str, str]) -> dict[str, str]:
    """The longest name first: one may be a part of another; the rest in the order of letters."""
    return dict(sorted(pairs.items(), key=lambda pair: (-len(pair[0]), pair[0])))


def _constraint_name(hint: Any) -> str:
    """Name the constraint of a text field, also of one that may be empty."""
    kinds = (hint, *getattr(hint, "__args__", ()))
    constraints: Iterator[Constraint] = (
        constraint for kind in kinds for constraint in getattr(kind, "__metadata__", ())
    )
    return next((constraint.name for constraint in constraints), "")


def _link_text(call: CallToAction, changes: Mapping[str, Any]) -> dict[str, None]:
    """Make the whole sentence the link, if `link_text` is no longer a part of it."""
    text, link = changes.get("text", call.text), changes.get("link_text", call.link_text)
    return {"link_text": None} if link is not None and link not in text else {}


# The day of every record in a release: the true one could tell whose it is.
_LONG_AGO: Final = date.min


def redact_response(  # noqa: PLR0913 - what, where, how it is named, when, and by which record
    response: Response,
    series: Series,
    language: str,
    *,
    uses: Callable[[Attribution], frozenset[str]],
    day: date,
    consent: Consent | Reason,
) -> Response:
    """Return a response that names its therapist as far as it may, and holds nothing private.

    Only a full attribution keeps the reference to the therapist: anything less is resolved to its
    line here, so that nothing in the release leads from the line to the person. Of the records is
    left what is true of the release itself: that its channels may print it, and as whose.
    """
    attribution = attribution_allowed(response, consent)
    byline, therapist = response.byline, response.therapist
    if attribution is not Attribution.FULL and therapist is not None:
        person = redact_therapist(series.therapist(therapist), day)
        byline, therapist = format_byline(person, attribution, language=language, on=day), None
        if byline is not None and is_placeholder(byline):  # the first word of a name, say
            byline = None
    elif attribution is not response.attribution or attribution is Attribution.ANONYMOUS:
        byline = None if therapist is None else byline
    redacted = revise(
        response,
        therapist=therapist,
        byline=byline,
        attribution=attribution,
        consents=()
        if consent is Reason.NO_CONSENT
        else _released_consents(attribution, uses(attribution)),
        approval=None,
        asked=None,
        due=None,
        verbatim=None,
        received=None,
        source=None,
        extra=response.extra.select(series.rights.public_extra),
    )
    if response.approval is None:
        return redacted
    return revise(redacted, approval=Approval(on=_LONG_AGO, digest=approval_digest(redacted)))


@cache
def _released_consents(attribution: Attribution, uses: frozenset[str]) -> tuple[Consent, ...]:
    return (Consent(uses=uses, granted=_LONG_AGO, attribution=attribution),)


def anonymize_id(response: Response, person: Therapist, others: Collection[str]) -> Response:
    """Return a response whose id does not lead to who gave it.

    An id that does is replaced by one made from the printed words alone: it stays the same as
    long as they do, and says nothing that they do not.

    Args:
        response: What is shown of it.
        person: Who gave it, and is not named in full.
        others: Ids that other responses of the edition have.
    """
    names = (person.name, *person.former_names)
    if not any(reveals_person(name, person.id, response.id) for name in names):
        return response
    words = "" if response.answer is None else write_plain(response.answer)
    digest = hashlib.sha256(json.dumps([response.quote, words]).encode()).hexdigest()
    new_id = next(f"r-{digest[:end]}" for end in range(8, 65) if f"r-{digest[:end]}" not in others)
    return evolve(response, id=new_id)


def redact_therapist(
    therapist: Therapist, day: date, public_extra: Collection[str] = ()
) -> Therapist:
    """Return a therapist with the titles that are in force, and nothing private.

    Somebody who has left keeps the name and loses what is said in the present tense: titles that
    nobody here looks after any more, the role, and the way to book.
    """
    is_active = therapist.status is TherapistStatus.ACTIVE
    credentials = credentials_in_force(therapist, day) if is_active else ()
    return evolve(
        therapist,
        credentials=tuple(evolve(credential, number=None) for credential in credentials),
        role=therapist.role if is_active else None,
        booking_url=therapist.booking_url if is_active else None,
        email=None,
        former_names=(),
        extra=therapist.extra.select(public_extra),
    )
