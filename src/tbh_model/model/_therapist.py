"""One of the panel, and what a college granted to them."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from attrs import field, frozen

from tbh_model._final import final
from tbh_model.model._checking import PRIVATE, RawViolation, short_repr, validate
from tbh_model.model._constraints import Email, Identifier, Line, LinkTarget
from tbh_model.model._image import Image
from tbh_model.text import RichText


class TherapistStatus(StrEnum):
    """Whether a person still works with the publisher."""

    ACTIVE = "active"
    ALUMNI = "alumni"


@final
@frozen(kw_only=True)
class Credential:
    """A title that a college or another body granted."""

    title: Line
    """In full: "Registered Psychotherapist (Qualifying)"."""
    abbreviation: Line
    """As it stands after a name: "RP (Qualifying)"."""
    issuer: Line | None = None
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


@final
@frozen(kw_only=True)
class Therapist:
    """One of the challengers: a person who answers, and what is known of them."""

    id: Identifier
    """Opaque: an id made from a name outlives the name."""
    name: Line
    """As on the public register, without titles."""
    former_names: tuple[Line, ...] = field(default=(), metadata=PRIVATE)
    """Names that may never appear again: the gate takes them out of everything. Private."""
    pronouns: Line | None = None
    credentials: tuple[Credential, ...] = ()
    """The most important one first."""
    role: Line | None = None
    """What the person does, in general words."""
    location: Line | None = None
    bio: RichText = RichText()
    portrait: Image | None = None
    url: LinkTarget | None = None
    """A page about the person."""
    booking_url: LinkTarget | None = None
    status: TherapistStatus = TherapistStatus.ACTIVE
    email: Email | None = field(default=None, metadata=PRIVATE)
    """Private."""

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        validate(self)

    def __repr__(self) -> str:
        """Show what tells it from others, and nothing private."""
        return short_repr(self, "id", "name")
