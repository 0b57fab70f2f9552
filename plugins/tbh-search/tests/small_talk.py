"""A series that is as small as can be, and what the exporter makes of it."""

import json
from datetime import UTC, datetime
from typing import Any

import tbh_model as tbh
from tbh_model.exporters import artifacts
from tbh_search import Search

AT = datetime(2026, 6, 1, tzinfo=UTC)


def edition(number: int, **fields: Any) -> tbh.Edition:
    """Make an edition that is out."""
    given = {
        "id": f"e-{number}",
        "slug": f"edition-{number}",
        "title": f"Number {number}",
        "status": tbh.EditionStatus.READY,
        "published": datetime(2026, 1, number, tzinfo=UTC),
        "challenge": tbh.Challenge(topic="Patience", prompt="What is patience for?"),
        "challengers": tbh.Challengers(name="Psychotherapists"),
        "responses": (response("Soon enough."),),
    }
    return tbh.Edition(**{**given, **fields})


def response(quote: str, **fields: Any) -> tbh.Response:
    """Make an answer by the only therapist that there is."""
    return tbh.Response(**{"id": "r-1", "therapist": "t-1", "quote": quote, **fields})


def series(*editions: tbh.Edition, **fields: Any) -> tbh.Series:
    """Make a series of a practice that does not exist."""
    given = {
        "id": "tag:example.org,2026:small",
        "title": "Small Talk",
        "url": "https://example.org/small/",
        "publisher": tbh.Publisher(name="The Small Practice"),
        "therapists": (tbh.Therapist(id="t-1", name="Zoë Ångström"),),
        "editions": editions,
    }
    return tbh.Series(**{**given, **fields})


def files(content: tbh.Series, exporter: Search | None = None) -> dict[str, str]:
    """Export a series: each file as text, by its path."""
    release = tbh.release(content, tbh.Channel.WEB, at=AT)
    made = artifacts(exporter or Search(), release)
    return {artifact.path: artifact.body.decode() for artifact in made}


def index(content: tbh.Series) -> dict[str, Any]:
    """Export a series, and read the index."""
    found: dict[str, Any] = json.loads(files(content)["search/index.json"])
    return found
