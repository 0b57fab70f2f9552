"""Series that an exporter must cope with: nothing, everything, other scripts, hostile words."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final

from tbh_model.model import (
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
    Image,
    Notice,
    NoticeKind,
    Placement,
    Publisher,
    Response,
    Series,
    Therapist,
)
from tbh_model.text import markdown

AT: Final = datetime(2026, 6, 1, 12, tzinfo=UTC)
"""The instant of every release in the kit."""
HOSTILE: Final = "zqhostile"
"""Stands in every word that tries to be more than a word."""
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
    """Make an answer by one of the panel, with consent to everything."""
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
    """Make an edition that is out."""
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
    """Make a series of a practice that does not exist."""
    values: dict[str, object] = {
        "id": "tag:example.org,2026:corpus",
        "title": "Small Talk",
        "url": "https://example.org/series/",
        "publisher": Publisher(name="Example Practice", email="post@example.org"),
        "therapists": PANEL,
        "editions": editions,
        **fields,
    }
    return Series(**values)  # type: ignore[arg-type]  # it checks itself


_LONG_QUOTE: Final = " ".join(
    f"Nobody asked me {times} times, and I said it all the same."
    for times in ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
)
"""As long as what people say when they are asked: no width may cut it."""


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
"""Each tries to be markup, a link, a template or the end of something."""


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
    practice = Publisher(name=name, legal_name=name)
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


@cache
def corpus() -> Mapping[str, Series]:
    """Return the series of the kit by their names; everything in them may go out everywhere."""
    return {
        "empty": series(therapists=()),
        "undated": series(edition(1, response(1, "Without a date."), published=None)),
        "everything": _everything(),
        "anonymous": _anonymous(),
        "scripts": _scripts(),
        "hostile": _hostile(),
        "many": _many(),
    }
