"""A series in which one thing is another one, for everything that a file may show."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Final

from attrs import evolve

from tbh_model.model import (
    AI_CHANNELS,
    AIUse,
    Attribution,
    CallToAction,
    CallToActionKind,
    Challenge,
    Challengers,
    Channel,
    Consent,
    Correction,
    CorrectionKind,
    Credential,
    Edition,
    EditionStatus,
    Enclosure,
    Image,
    Labels,
    Notice,
    NoticeKind,
    Overview,
    Placement,
    Publisher,
    Response,
    Series,
    Therapist,
    TherapistStatus,
)
from tbh_model.text import markdown

PRACTICE: Final = Publisher(
    name="Example Practice",
    postal_address="1 Example Lane",
    email="post@example.org",
    unsubscribe_url="https://example.org/unsubscribe/",
)
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
    "challengers": Challengers(name="A standing panel", introduction=_TEXT),
    "labels": Labels(challenge="Another label", challengers="Another panel"),
    "sign_off": "Another sign-off",
    "next_time": "Another next time",
    "image": _IMAGE,
    "calls_to_action": _CALLS,
    "notices": _NOTICES,
    "publisher": evolve(PRACTICE, name="Another publisher", email="another@another.example"),
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
    "enclosure": Enclosure(url="https://example.org/b.mp4", type="video/mp4", length=2),
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
    # an approval would be stale after each change, and the gate would withhold the response
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
    # two editions cannot have one address
    return evolve(edition, **fields, published=published, url=None, former_urls=())


def _mutate_fields(value: Any, others: Mapping[str, object]) -> Iterator[tuple[str, Any]]:
    for name, other in others.items():
        if getattr(value, name) != other:
            yield f"`{name}`", evolve(value, **{name: other})


def _with_item(value: Any, name: str, index: int, item: object) -> Any:
    items = list(getattr(value, name))
    items[index] = item
    return evolve(value, **{name: tuple(items)})


# The instant of every release in the kit.
AT: Final = datetime(2026, 6, 1, 12, tzinfo=UTC)
# Marker in every hostile text.
HOSTILE: Final = "zqhostile"
_FIRST_PUBLISHED: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)
_CONSENT: Final = Consent(uses=frozenset(Channel), granted=date(2025, 12, 1))


def _person(number: int, name: str, abbreviation: str = "RP") -> Therapist:
    title = Credential(title="Registered Psychotherapist", abbreviation=abbreviation)
    return Therapist(id=f"t-{number}", name=name, credentials=(title,))


PANEL: Final = (
    _person(1, "Ines Moreau"),
    _person(2, "Zoë Ångström-O’Neill", "RP (Qualifying)"),
    _person(3, "ليلى حداد"),
    _person(4, "Ba Thị Ngọc Ánh"),
)


def response(
    number: int, quote: str | None, answer: str | None = None, **fields: object
) -> Response:
    """Return a response of a therapist, with consent to all channels."""
    values: dict[str, object] = {
        "id": f"r-{number}",
        "therapist": f"t-{(number - 1) % len(PANEL) + 1}",
        "quote": quote,
        "answer": None if answer is None else markdown(answer),
        "consents": (_CONSENT,),
        **fields,
    }
    return Response(**values)  # type: ignore[arg-type]  # it checks itself


def edition(number: int, *responses: Response, **fields: object) -> Edition:
    """Return a published edition."""
    values: dict[str, object] = {
        "id": f"e-{number}",
        "slug": f"edition-{number}",
        "title": f"Edition number {number}",
        "status": EditionStatus.READY,
        "published": _FIRST_PUBLISHED + timedelta(weeks=number),
        "summary": f"In short, number {number}.",
        "byline": ("Nell Editor",),
        "challenge": Challenge(topic=f"Topic {number}", prompt=f"What of number {number}?"),
        "challengers": Challengers(name="Psychotherapists"),
        "responses": responses,
        **fields,
    }
    return Edition(**values)  # type: ignore[arg-type]  # it checks itself


def series(*editions: Edition, **fields: object) -> Series:
    """Return a series of a fictional practice."""
    values: dict[str, object] = {
        "id": "tag:example.org,2026:corpus",
        "title": "Small Talk",
        "url": "https://example.org/series/",
        "publisher": PRACTICE,
        "therapists": PANEL,
        "editions": editions,
        **fields,
    }
    return Series(**values)  # type: ignore[arg-type]  # it checks itself


# Quote of realistic length, which no line width may cut.
_LONG_QUOTE: Final = " ".join(
    f"Nobody asked me {times} times, and I said it all the same."
    for times in ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
)


def _everything() -> Series:
    call = CallToAction(
        key="book",
        kind=CallToActionKind.BOOK,
        text="Book an hour with one of us.",
        link_text="Book an hour",
        url="https://example.org/book?a=1&b=2#c",
        placement=Placement.CLOSING,
    )
    notice = Notice(kind=NoticeKind.CRISIS, text=markdown("In need? Call [988](tel:988)."))
    fix = Correction(on=date(2026, 5, 2), kind=CorrectionKind.CORRECTION, text="It was Tuesday.")
    rich = (
        "# Why\n\nSome *words* in **bold**, `code`, [a link](../other/).\n\n- one\n- two\n\n> three"
    )
    full = edition(
        1,
        response(
            1, "The first words were mine.", "And then, *slowly*, the others.\n\nAll of them."
        ),
        response(2, _LONG_QUOTE),
        response(3, None, "Only the long answer, without a quote before it."),
        response(4, "On two\nlines of its own.", attribution=Attribution.FIRST_NAME),
        introduction=markdown(rich),
        tags=("patience", "R & D"),
        image=Image(src="https://example.org/a.png", alt="A chair", width=1200, height=630),
        enclosure=Enclosure(url="https://example.org/ä.mp3?a=1&b='2'", type="audio/mpeg", length=1),
        corrections=(fix,),
        updated=datetime(2026, 5, 2, 9, tzinfo=UTC),
        calls_to_action=(call,),
        notices=(notice,),
        sign_off="And there they stopped.",
        next_time="Next time: waiting.",
    )
    plain = edition(2, response(1, "A second edition has words as well."))
    return series(full, plain, description="One question, many answers.", notices=(notice,))


def _anonymous() -> Series:
    levels = (
        Attribution.FULL,
        Attribution.FIRST_NAME,
        Attribution.INITIALS,
        Attribution.ROLE,
        Attribution.ANONYMOUS,
    )
    return series(
        edition(
            1,
            *(
                response(number, f"Said at the level {level.value}.", attribution=level)
                for number, level in enumerate(levels, start=1)
            ),
        )
    )


def _scripts() -> Series:
    french = edition(1, response(1, "Est-ce que ça va ?\u00a0Oui."), language="fr", title="Été")
    arabic = edition(
        2,
        response(3, "الصبر غرفة طويلة 123 (واحد)."),
        language="ar",
        title="ما هو الصبر؟",
        challenge=Challenge(topic="الصبر", prompt="ما هو الصبر؟"),
    )
    signs = edition(
        3, response(2, "👩🏽‍⚕️ e\u0301 ﬃ 中文 עברית \u200fx\u202f!"), title="👩🏽‍⚕️ e\u0301"
    )
    return series(french, arabic, signs)


# Texts that look like markup, links, templates or delimiters.
_HOSTILE_TEXTS: Final = (
    f"<script>{HOSTILE}()</script>",
    f'"><img src=x onerror={HOSTILE}()>',
    f"]]> --> {HOSTILE} &amp; &lt;b&gt;",
    f"[{HOSTILE}](javascript:{HOSTILE}) **{HOSTILE}** `{HOSTILE}` # {HOSTILE}",
    f"- {HOSTILE}",
    f"{{{{ {HOSTILE} }}}} {{% {HOSTILE} %}} *|{HOSTILE}|*",
    f"' onmouseover='{HOSTILE} \\ \" ${{{HOSTILE}}}",
    f"</title></style></textarea><svg/onload={HOSTILE}>",
)


def _hostile() -> Series:
    name = f'Eve "<b>{HOSTILE}</b>" & Sons'
    answers = (response(number, words) for number, words in enumerate(_HOSTILE_TEXTS, start=1))
    hostile_edition = edition(
        1,
        *answers,
        title=_HOSTILE_TEXTS[0],
        summary=_HOSTILE_TEXTS[7],
        byline=(name,),
        tags=(f"<i>{HOSTILE}</i>", f'"{HOSTILE}'),
        image=Image(src="https://example.org/a.png", alt=_HOSTILE_TEXTS[1]),
        challenge=Challenge(topic=_HOSTILE_TEXTS[7], prompt=_HOSTILE_TEXTS[3]),
        challengers=Challengers(name=_HOSTILE_TEXTS[5]),
        sign_off=_HOSTILE_TEXTS[6],
    )
    people = (_person(1, name, f"<u>{HOSTILE}</u>"), *PANEL[1:])
    practice = evolve(PRACTICE, name=name, legal_name=name)
    return series(
        hostile_edition,
        title=f"{_HOSTILE_TEXTS[1]} {_HOSTILE_TEXTS[2]}",
        description=_HOSTILE_TEXTS[0],
        therapists=people,
        publisher=practice,
    )


def _many() -> Series:
    answers = (
        response(number, f"Answer {number} of many, and no other.") for number in range(1, 501)
    )
    return series(edition(1, *answers))


def with_channel(series: Series, channel: str) -> Series:
    """Return a series that declares a channel, and in which all consents cover it."""
    if channel in series.all_channels:
        return series
    if channel in AI_CHANNELS:
        series = evolve(series, rights=evolve(series.rights, ai=AIUse.TRAIN))
    editions = (
        evolve(
            edition,
            responses=tuple(
                evolve(
                    response,
                    consents=tuple(
                        evolve(consent, uses=consent.uses | {channel})
                        for consent in response.consents
                    ),
                )
                for response in edition.responses
            ),
        )
        for edition in series.editions
    )
    own = () if channel in AI_CHANNELS else (channel,)
    return evolve(series, channels=(*series.channels, *own), editions=tuple(editions))


@cache
def corpus() -> Mapping[str, Series]:
    """Return the series of the conformance kit by name; everything in them may be published.

    >>> len(testing.corpus()) > 5
    True
    """
    return {
        "empty": series(therapists=()),
        "undated": series(edition(1, response(1, "Without a date."), published=None)),
        "everything": _everything(),
        "anonymous": _anonymous(),
        "scripts": _scripts(),
        "hostile": _hostile(),
        "many": _many(),
    }
