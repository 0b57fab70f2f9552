"""A small series for letters, and the reading of a message."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import tbh_model as tbh
from tbh_email import Email

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
PUBLISHER = tbh.Publisher(
    name="The Small Practice",
    postal_address="1 Lane\nTown",
    email="desk@example.org",
    unsubscribe_url="https://example.org/stop",
)


def response(**fields: Any) -> tbh.Response:
    """Make a response."""
    return tbh.Response(**{"id": "r-1", "therapist": "t-1", "quote": "A long room.", **fields})


def edition(**fields: Any) -> tbh.Edition:
    """Make an edition that is out."""
    given = {
        "id": "e-1",
        "slug": "patience",
        "title": "What is patience for?",
        "status": tbh.EditionStatus.READY,
        "published": datetime(2026, 5, 1, 9, tzinfo=UTC),
        "challenge": tbh.Challenge(topic="Patience", prompt="What is patience for?"),
        "challengers": tbh.Challengers(name="Psychotherapists"),
        "responses": (response(),),
    }
    return tbh.Edition(**{**given, **fields})


def series(**fields: Any) -> tbh.Series:
    """Make a series of one edition."""
    dana = tbh.Therapist(id="t-1", name="Dana Okafor", url="https://dana.example/")
    given = {
        "id": "tag:example.org,2026:small",
        "title": "Small Talk",
        "url": "https://example.org/small/",
        "publisher": PUBLISHER,
        "therapists": (dana,),
        "editions": (edition(),),
    }
    return tbh.Series(**{**given, **fields})


def written(content: tbh.Series, **options: Any) -> bytes:
    """Return the only message of a series."""
    (artifact,) = tbh.export(content, Email(**options), at=AT)
    return artifact.body


def message(content: tbh.Series, **options: Any) -> EmailMessage:
    """Read the only message of a series."""
    parsed = message_from_bytes(written(content, **options), policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def part(letter: EmailMessage, kind: str) -> str:
    """Return the page (`html`) or the text (`plain`) of a message."""
    body = letter.get_body((kind,))
    assert body is not None
    content = body.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")
