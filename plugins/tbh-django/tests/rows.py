"""A small roundup as rows."""

from datetime import UTC, date, datetime

from tbh_django.models import Consent, Credential, Edition, Response, Series, Therapist


def series(**fields: object) -> Series:
    return Series.objects.create(
        **{
            "key": "off-the-clock",
            "uri": "tag:larchstreet.example,2026:off-the-clock",
            "title": "Off the Clock",
            "url": "https://larchstreet.example/off-the-clock/",
            "publisher": "Larch Street Counselling",
            "challengers": "Counsellors",
            **fields,
        }
    )


def edition(parent: Series, **fields: object) -> Edition:
    return Edition.objects.create(
        **{
            "series": parent,
            "slug": "running-late",
            "title": "Running Late",
            "status": "ready",
            "published": datetime(2020, 5, 1, 9, tzinfo=UTC),
            "topic": "Being late",
            "prompt": "What do you say?",
            "introduction": "The bus was *early*.",
            "tags": "buses, time",
            **fields,
        }
    )


def therapist(**fields: object) -> Therapist:
    person = Therapist.objects.create(**{"name": "Ines Moreau", **fields})
    Credential.objects.create(therapist=person, title="Registered Counsellor", abbreviation="RC")
    return person


def response(parent: Edition, person: Therapist | None, **fields: object) -> Response:
    return Response.objects.create(
        **{"edition": parent, "therapist": person, "quote": "How late I am.", **fields}
    )


def consent(parent: Response, **fields: object) -> Consent:
    return Consent.objects.create(
        **{"response": parent, "granted": date(2020, 3, 2), "social": False, **fields}
    )


def roundup() -> Response:
    """Create one response that may go out, with everything around it."""
    answer = response(edition(series()), therapist())
    consent(answer)
    return answer
