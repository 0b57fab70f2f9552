"""A small series that may go out on social networks."""

from datetime import UTC, date, datetime
from typing import Any

import tbh_model as tbh

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
EVERYWHERE = frozenset({tbh.Channel.WEB, tbh.Channel.SOCIAL})
QUOTE = "I say how late I am, in minutes."


def consent(*uses: str) -> tbh.Consent:
    return tbh.Consent(uses=frozenset(uses) or EVERYWHERE, granted=date(2026, 1, 1))


def response(number: int = 1, **fields: Any) -> tbh.Response:
    given = {"quote": QUOTE, "consents": (consent(),), **fields}
    return tbh.Response(id=f"r-{number}", therapist=f"t-{number}", **given)


def edition(*responses: tbh.Response, **fields: Any) -> tbh.Edition:
    given: dict[str, Any] = {
        "id": "e-1",
        "slug": "lateness",
        "title": "How Late Is Late?",
        "status": tbh.EditionStatus.READY,
        "published": datetime(2026, 5, 1, 9, tzinfo=UTC),
        "challenge": tbh.Challenge(topic="Lateness", prompt="What do you say when you are late?"),
        "challengers": tbh.Challengers(name="Psychotherapists"),
        "responses": responses or (response(),),
    }
    return tbh.Edition(**{**given, **fields})


def therapist(number: int = 1, **fields: Any) -> tbh.Therapist:
    names = ("Danylo Wasylkiw", "Ngozi Adeyemi", "Kit Larch")
    return tbh.Therapist(**{"id": f"t-{number}", "name": names[number - 1], **fields})


def series(*editions: tbh.Edition, **fields: Any) -> tbh.Series:
    given: dict[str, Any] = {
        "id": "tag:example.org,2026:small",
        "title": "Small Talk",
        "url": "https://example.org/small/",
        "publisher": tbh.Publisher(name="The Small Practice"),
        "therapists": tuple(therapist(number) for number in (1, 2, 3)),
        "editions": editions or (edition(),),
    }
    return tbh.Series(**{**given, **fields})
