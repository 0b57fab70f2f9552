"""A series in which one thing is another one, for everything that a file may show."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from attrs import evolve

from tbh_model.model import (
    Attribution,
    CallToAction,
    CallToActionKind,
    Challenge,
    Challengers,
    Correction,
    CorrectionKind,
    Credential,
    Edition,
    EditionStatus,
    Image,
    Labels,
    Notice,
    Overview,
    Publisher,
    Response,
    Series,
    TherapistStatus,
)
from tbh_model.text import markdown

_TEXT: Final = markdown("Another *text*, and ![a door](images/side-door.svg).")
_IMAGE: Final = Image(src="https://another.example/image.png", alt="Another image")
_CALLS: Final = (
    CallToAction(key="another", kind=CallToActionKind.OTHER, text="Another call to action"),
)
_NOTICES: Final = (Notice(text=markdown("Another notice.")),)
_OF_SERIES: Final[Mapping[str, object]] = {
    "title": "Another title",
    "description": "Another description",
    "url": "https://other.example/",
    "language": "fr",
    "time_zone": "Asia/Tokyo",
    "permalink": "{url}another/{id}/",
    "labels": Labels(challenge="Another label", challengers="Another panel"),
    "sign_off": "Another sign-off",
    "next_time": "Another next time",
    "image": _IMAGE,
    "calls_to_action": _CALLS,
    "notices": _NOTICES,
    "publisher": Publisher(name="Another publisher", email="another@another.example"),
}
_OF_THERAPIST: Final[Mapping[str, object]] = {
    "name": "Another Name",
    "pronouns": "they/she",
    "role": "Another role",
    "location": "Another town",
    "bio": _TEXT,
    "portrait": _IMAGE,
    "credentials": (Credential(title="Another title", abbreviation="AT"),),
    "url": "https://another.example/",
    "booking_url": "https://another.example/book",
    "status": TherapistStatus.ALUMNI,
}
_OF_EDITION: Final[Mapping[str, object]] = {
    "slug": "another-slug",
    "title": "Another title",
    "number": 99,
    "status": EditionStatus.RETRACTED,
    "summary": "Another summary",
    "introduction": _TEXT,
    "tags": ("another tag",),
    "byline": ("Another Author",),
    "published": datetime(2026, 2, 3, tzinfo=UTC),
    "updated": datetime(2026, 5, 30, tzinfo=UTC),
    "language": "ar",
    "image": _IMAGE,
    "calls_to_action": _CALLS,
    "notices": _NOTICES,
    "corrections": (
        Correction(on=date(2026, 5, 3), kind=CorrectionKind.UPDATE, text="Another word."),
    ),
    "sign_off": "Another sign-off",
    "next_time": "Another next time",
    "results_heading": "Another heading",
    "overview": Overview(results="Another overview"),
    "responses": (),
    "challenge": Challenge(topic="Another", prompt="Another question?", background=_TEXT),
    "challengers": Challengers(name="Another panel", introduction=_TEXT),
    "url": "https://another.example/edition",
}
_OF_RESPONSE: Final[Mapping[str, object]] = {
    "id": "another-id",
    "quote": "Another quote.",
    "answer": _TEXT,
    "language": "de",
    "attribution": Attribution.INITIALS,
    "consents": (),
}


def mutations(series: Series) -> Iterator[tuple[str, Series]]:
    """Yield every series that differs from this one in one thing, and say in which."""
    for what, mutant in _mutate_fields(series, _OF_SERIES):
        yield f"{what} of the series", mutant
    for index, person in enumerate(series.therapists):
        for what, mutant in _mutate_fields(person, _OF_THERAPIST):
            yield (
                f"{what} of the therapist {person.id}",
                _with_item(series, "therapists", index, mutant),
            )
    for index, edition in enumerate(series.editions):
        for what, mutant in _mutate_edition(edition):
            yield (
                f"{what} of the edition {edition.id}",
                _with_item(series, "editions", index, mutant),
            )
        rest = (*series.editions[:index], *series.editions[index + 1 :])
        yield f"the editions (without {edition.id})", evolve(series, editions=rest)
    for edition in series.editions[-1:]:
        others = (*series.editions, _another_edition(edition))
        yield "the editions (with one more)", evolve(series, editions=others)


def _mutate_edition(edition: Edition) -> Iterator[tuple[str, Edition]]:
    yield from _mutate_fields(edition, _OF_EDITION)
    yield "the order of the answers", evolve(edition, responses=edition.responses[::-1])
    for index, response in enumerate(edition.responses):
        for what, mutant in _mutate_response(response):
            yield (
                f"{what} of the answer {response.id}",
                _with_item(edition, "responses", index, mutant),
            )


def _mutate_response(response: Response) -> Iterator[tuple[str, Response]]:
    unapproved = evolve(response, approval=None)
    yield from _mutate_fields(unapproved, _OF_RESPONSE)
    yield "the person", evolve(unapproved, therapist=None, byline="Another byline")


def _another_edition(edition: Edition) -> Edition:
    published = edition.published and edition.published + timedelta(days=1)
    fields: dict[str, Any] = {
        "id": "another-edition",
        "slug": "another-edition",
        "title": "Another edition",
    }
    return evolve(edition, **fields, published=published, url=None, former_urls=())


def _mutate_fields(value: Any, others: Mapping[str, object]) -> Iterator[tuple[str, Any]]:
    for name, other in others.items():
        if getattr(value, name) != other:
            yield f"`{name}`", evolve(value, **{name: other})


def _with_item(value: Any, name: str, index: int, item: object) -> Any:
    items = list(getattr(value, name))
    items[index] = item
    return evolve(value, **{name: tuple(items)})
