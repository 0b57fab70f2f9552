"""Therapists and their credentials."""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import assert_never

from tbh_model._attrs import field, frozen
from tbh_model._final import final
from tbh_model.i18n import find_language, language_for, title_and_place
from tbh_model.model._constraints import Email, Identifier, Line, LinkTarget
from tbh_model.model._extra import Extra, extra_field_value
from tbh_model.model._image import Image
from tbh_model.model._response import Attribution
from tbh_model.model._validation import (
    PRIVATE,
    RawViolation,
    short_repr,
    to_lines,
    to_text,
    to_tuple,
    validate,
    validate_on_init,
)
from tbh_model.text import RichText, is_spaceless


class TherapistStatus(StrEnum):
    """Whether a person still works with the publisher."""

    ACTIVE = "active"
    """Works with the publisher."""
    ALUMNI = "alumni"
    """Has left."""


@final
@frozen(kw_only=True)
class Credential:
    """A title that a college or another body granted."""

    title: Line
    """In full: "Registered Psychotherapist (Qualifying)"."""
    abbreviation: Line
    """As it stands after a name: "RP (Qualifying)"."""
    issuer: Line | None = None
    """The body that granted the title."""
    jurisdiction: Line | None = None
    """Where it holds, in words ("Ontario") or as an ISO 3166-2 code ("CA-ON")."""
    number: Line | None = field(default=None, metadata=PRIVATE, repr=False)
    """Number in the register. Private."""
    valid_from: date | None = None
    """The first day on which it holds."""
    valid_until: date | None = None
    """The last day on which it holds."""

    def __attrs_post_init__(self) -> None:
        """Check every field, and that the days are in order."""
        validate(self, _days_in_order)

    def is_valid(self, on: date) -> bool:
        """Return whether the title may be used on a day."""
        if self.valid_from is not None and on < self.valid_from:
            return False
        return self.valid_until is None or on <= self.valid_until


def _days_in_order(credential: Credential) -> Iterator[RawViolation]:
    first, last = credential.valid_from, credential.valid_until
    if first is not None and last is not None and last < first:
        yield "valid_until", last.isoformat(), f"a day from {first.isoformat()} (valid_from)"


def _to_credentials(values: Iterable[Credential]) -> tuple[Credential, ...]:
    """Return a tuple of credentials."""
    return to_tuple(values)


@final
@frozen(kw_only=True)
@validate_on_init
class Therapist:
    """One of the challengers: a person who answers, and what is known of them."""

    id: Identifier
    """Opaque: an id made from a name outlives the name."""
    name: Line
    """As on the public register, without titles."""
    former_names: tuple[Line, ...] = field(default=(), converter=to_lines, metadata=PRIVATE)
    """Names that may never appear again: the gate takes them out of everything. Private."""
    pronouns: Line | None = None
    """The pronouns, as the therapist writes them."""
    credentials: tuple[Credential, ...] = field(default=(), converter=_to_credentials)
    """The most important one first."""
    role: Line | None = None
    """What the person does, in general words."""
    location: Line | None = None
    """The place of work."""
    bio: RichText = field(default=RichText(), converter=to_text)
    """A short biography."""
    portrait: Image | None = None
    """The portrait."""
    url: LinkTarget | None = None
    """A page about the person."""
    booking_url: LinkTarget | None = None
    """The page for appointments."""
    status: TherapistStatus = TherapistStatus.ACTIVE
    """Whether the therapist still works with the publisher."""
    email: Email | None = field(default=None, metadata=PRIVATE)
    """Private."""
    extra: Extra = field(default=Extra(), converter=extra_field_value, metadata=PRIVATE, repr=False)
    """Data of your own. Private, but for the keys that `rights.public_extra` names."""

    def __repr__(self) -> str:
        """Show the identifying fields, none of them private."""
        return short_repr(self, "id", "name")


def format_byline(
    therapist: Therapist, attribution: Attribution, *, language: str = "en", on: date | None = None
) -> str | None:
    """Return the byline of a response, or None if nothing may be shown of the person.

    Args:
        therapist: The author of the response.
        attribution: How the author may be named.
        language: The language of the description of a role.
        on: The day on which titles must be valid; None includes all titles.

    >>> model.format_byline(tbh.Therapist(id="t-1", name="Ines Moreau"), tbh.Attribution.FULL)
    'Ines Moreau'
    """
    match attribution:
        case Attribution.FULL:
            return _with_titles(therapist.name, therapist, on)
        case Attribution.FIRST_NAME:
            first = therapist.name.split()[0]
            if first == therapist.name and is_spaceless(first):
                return _describe_role(
                    therapist, language, on
                )  # which part is the first cannot be told
            return _with_titles(first, therapist, on)
        case Attribution.INITIALS:
            return _with_titles(_initials(therapist.name), therapist, on)
        case Attribution.ROLE:
            return _describe_role(therapist, language, on)
        case Attribution.ANONYMOUS:
            return None
        case _:
            assert_never(attribution)


def credentials_in_force(therapist: Therapist, on: date | None) -> tuple[Credential, ...]:
    """Return the credentials of a therapist that are valid on a day; None means any day.

    >>> len(model.credentials_in_force(series.therapists[0], date(2026, 11, 20)))
    1
    """
    if on is None:
        return therapist.credentials
    return tuple(credential for credential in therapist.credentials if credential.is_valid(on))


def _with_titles(name: str, therapist: Therapist, on: date | None) -> str:
    titles = (credential.abbreviation for credential in credentials_in_force(therapist, on))
    return ", ".join((name, *titles))


def _initials(name: str) -> str:
    """Write `D.O.` for Dana Okafor and `M.-È.B.` for Marie-Ève Bouchard."""
    return "".join(
        "-".join(f"{part[0].upper()}." for part in word.split("-") if part) for word in name.split()
    )


def _describe_role(therapist: Therapist, language: str, on: date | None) -> str | None:
    in_force = credentials_in_force(therapist, on)
    if not in_force:
        return therapist.role
    credential = in_force[0]
    title = " ".join(_lowercase(word) for word in credential.title.split())
    place = credential.jurisdiction
    if place is not None:
        place = language_for(language).regions.get(place, place)
    strings = find_language(language)
    return title_and_place(title, place) if strings is None else strings.role(title, place)


def _lowercase(word: str) -> str:
    """Write a word of a title in lower case, but leave acronyms as they are."""
    return word if word.isupper() and len(word) > 1 else word.lower()
