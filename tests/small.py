"""A series that is as small as can be, for tests that look at one thing."""

from datetime import UTC, date, datetime
from typing import Any

from tbh_model import (
    Challenge,
    Challengers,
    Channel,
    Consent,
    Credential,
    Edition,
    EditionStatus,
    Publisher,
    Response,
    Series,
    Therapist,
)

AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
PUBLISHER = Publisher(
    name="The Small Practice",
    postal_address="1 Lane, Town",
    unsubscribe_url="https://example.org/stop",
)
EVERYWHERE = frozenset(Channel)


def response(id: str = "r-1", **fields: Any) -> Response:  # noqa: A002 - the field's own name
    """Make a response with words that are easy to find."""
    return Response(**{"id": id, "therapist": "t-1", "quote": "Patience is a long room.", **fields})


def edition(slug: str = "patience", **fields: Any) -> Edition:
    """Make an edition that is out."""
    given = {
        "id": f"e-{slug}",
        "slug": slug,
        "title": "What is patience for?",
        "status": EditionStatus.READY,
        "published": datetime(2026, 5, 1, 9, 0, tzinfo=UTC),
        "challenge": Challenge(topic="Patience", prompt="What is patience for?"),
        "challengers": Challengers(name="Psychotherapists"),
        "responses": (response(),),
    }
    return Edition(**{**given, **fields})


def therapist(id: str = "t-1", **fields: Any) -> Therapist:  # noqa: A002 - the field's own name
    """Make a therapist with one title."""
    credential = Credential(
        title="Registered Psychotherapist", abbreviation="RP", jurisdiction="Ontario"
    )
    return Therapist(**{"id": id, "name": "Dana Okafor", "credentials": (credential,), **fields})


def series(**fields: Any) -> Series:
    """Make a series of one edition."""
    given = {
        "id": "tag:example.org,2026:small",
        "title": "Small Talk",
        "url": "https://example.org/small/",
        "publisher": PUBLISHER,
        "therapists": (therapist(),),
        "editions": (edition(),),
    }
    return Series(**{**given, **fields})


def consent(**fields: Any) -> Consent:
    """Make a consent to everything."""
    return Consent(**{"uses": EVERYWHERE, "granted": date(2026, 1, 1), **fields})
