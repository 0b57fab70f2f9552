"""The order of an edition."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

import tbh_model as tbh
from small import edition, response, series
from tbh_model.model import (
    CallsToActionPart,
    ChallengePart,
    ChallengersPart,
    NoticesPart,
    OverviewPart,
    ResultsPart,
    SignOffPart,
)


def call(key: str, placement: str = "closing", group: str | None = None) -> tbh.CallToAction:
    return tbh.CallToAction(
        key=key,
        kind=tbh.CallToActionKind.OTHER,
        text=f"Do {key}.",
        placement=tbh.Placement(placement),
        group=group,
    )


def full() -> tbh.Edition:
    return edition(
        introduction=tbh.markdown("Hello."),
        overview=tbh.Overview(),
        sign_off="That was it.",
        next_time="More next month.",
        corrections=(
            tbh.Correction(
                on=date(2026, 5, 3), kind=tbh.CorrectionKind.CORRECTION, text="A name was wrong."
            ),
        ),
        calls_to_action=(call("a"), call("b", "sign-off")),
        notices=(tbh.Notice(text=tbh.markdown("No advice.")),),
    )


def test_the_parts_come_in_the_order_of_the_contract() -> None:
    """Title to notices, whatever the order of the fields."""
    assert [type(part).__name__ for part in tbh.outline(series(), full())] == [
        "TitlePart",
        "IntroductionPart",
        "OverviewPart",
        "ChallengePart",
        "ChallengersPart",
        "ResultsPart",
        "CorrectionsPart",
        "SignOffPart",
        "NextTimePart",
        "CallsToActionPart",
        "CallsToActionPart",
        "NoticesPart",
    ]


def test_a_part_with_nothing_to_say_is_absent() -> None:
    """The least edition has a title, a challenge and challengers."""
    parts = tbh.outline(series(), edition(responses=()))

    assert [type(part).__name__ for part in parts] == [
        "TitlePart",
        "ChallengePart",
        "ChallengersPart",
    ]


def part(kind: type, made: tbh.Edition, **fields: Any) -> object:
    return next(each for each in tbh.outline(series(**fields), made) if isinstance(each, kind))


def test_headings_default_to_topic_and_name() -> None:
    """And the overview defaults to the headings."""
    overview = part(OverviewPart, full())

    assert isinstance(overview, OverviewPart)
    assert overview.heading == "Today’s Challenge:"
    assert [str(item) for item in overview.items] == [
        "The Challenge: Patience",
        "The Challengers: Psychotherapists",
        "The Results: What is patience for?",
    ]


def test_each_value_of_the_overview_may_differ_from_its_heading() -> None:
    """The page that this is modelled on does exactly that."""
    made = edition(
        overview=tbh.Overview(challengers="Therapists", results="What they think"),
        results_heading="What they really think",
    )
    overview, results = part(OverviewPart, made), part(ResultsPart, made)

    assert isinstance(overview, OverviewPart)
    assert isinstance(results, ResultsPart)
    assert [item.value for item in overview.items] == ["Patience", "Therapists", "What they think"]
    assert str(results.heading) == "The Results: What they really think"


def test_results_without_a_heading_have_the_label_alone() -> None:
    """No colon before nothing."""
    results = part(ResultsPart, edition())

    assert isinstance(results, ResultsPart)
    assert str(results.heading) == "The Results"


def test_the_prompt_is_quoted_in_the_style_of_the_language() -> None:
    """Marks are presentation; the words inside are untouched."""
    english = part(ChallengersPart, edition())
    french = part(ChallengersPart, edition(language="fr"))

    assert isinstance(english, ChallengersPart)
    assert isinstance(french, ChallengersPart)
    assert str(english.prompt) == "The Challenge: “What is patience for?”"
    assert str(french.prompt) == "Le défi\u00a0: «\u00a0What is patience for?\u00a0»"


def test_a_label_with_a_mark_of_its_own_gets_no_colon() -> None:
    """A label may be a question."""
    challenge = part(ChallengePart, edition(), labels=tbh.Labels(challenge="Ready?"))

    assert isinstance(challenge, ChallengePart)
    assert str(challenge.heading) == "Ready? Patience"


def test_a_response_in_another_language_has_its_own_marks() -> None:
    """Its words are French, so their marks are."""
    results = part(ResultsPart, edition(responses=(response(language="fr"),)))

    assert isinstance(results, ResultsPart)
    (printed,) = results.responses
    assert printed.quote == "«\u00a0Patience is a long room.\u00a0»"
    assert (printed.language, printed.byline) == ("fr", "Dana Okafor, RP")
    assert printed.therapist == series().therapists[0]


def test_standing_words_come_from_the_series_in_its_language() -> None:
    """Until the edition has its own."""
    inherited = part(SignOffPart, edition(language="fr"), sign_off="Bye.")
    own = part(SignOffPart, edition(language="fr", sign_off="Salut."), sign_off="Bye.")

    assert inherited == SignOffPart(text="Bye.", language="en")
    assert own == SignOffPart(text="Salut.", language="fr")


def test_calls_of_one_group_share_a_paragraph() -> None:
    """Neighbours only; a call without a group stands alone."""
    calls = (call("a"), call("b", group="g"), call("c", group="g"), call("d"))
    found = part(CallsToActionPart, edition(calls_to_action=calls))

    assert isinstance(found, CallsToActionPart)
    assert [[each.key for each in paragraph] for paragraph in found.paragraphs] == [
        ["a"],
        ["b", "c"],
        ["d"],
    ]
    assert found.heading == "Meet the Therapists"


def test_own_notices_take_the_place_of_those_of_their_kind() -> None:
    """A French crisis line replaces the English one; the disclaimer stays."""
    crisis, disclaimer = tbh.NoticeKind.CRISIS, tbh.NoticeKind.DISCLAIMER
    standing = (
        tbh.Notice(kind=crisis, text=tbh.markdown("Call.")),
        tbh.Notice(kind=disclaimer, text=tbh.markdown("No advice.")),
    )
    own = (tbh.Notice(kind=crisis, text=tbh.markdown("Appelez.")),)

    parts = tbh.outline(series(notices=standing), edition(language="fr", notices=own))

    assert [each for each in parts if isinstance(each, NoticesPart)] == [
        NoticesPart(notices=standing[1:], language="en"),
        NoticesPart(notices=own, language="fr"),
    ]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en-CA", "Correction, May 3, 2026: A name was wrong."),
        ("fr", "Rectificatif, 3 mai 2026\u00a0: A name was wrong."),
        ("de", "Correction, 2026-05-03: A name was wrong."),
    ],
)
def test_a_correction_begins_with_kind_and_day(language: str, expected: str) -> None:
    """In the language of the edition."""
    from tbh_model.model import format_correction

    assert format_correction(full().corrections[0], language) == expected


def test_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    """1er mai, and 2 mai."""
    from tbh_model.i18n import localized_date

    assert localized_date(date(2026, 5, 1), "fr-CA") == "1er mai 2026"


@pytest.mark.parametrize(
    ("hour", "minute", "language", "expected"),
    [
        (0, 5, "en-CA", "May 1, 2026, 12:05\u00a0a.m."),
        (12, 0, "en", "May 1, 2026, 12:00\u00a0PM"),
        (13, 30, "en", "May 1, 2026, 1:30\u00a0PM"),
        (9, 0, "fr-CA", "1er mai 2026, 9\u00a0h"),
        (14, 5, "fr-CA", "1er mai 2026, 14\u00a0h\u00a005"),
        (9, 0, "de", "2026-05-01 09:00"),
    ],
)
def test_an_instant_is_written_by_its_own_clock(
    hour: int, minute: int, language: str, expected: str
) -> None:
    """As a reader of the language writes it, to the minute."""
    from tbh_model.i18n import localized_datetime

    assert localized_datetime(datetime(2026, 5, 1, hour, minute, tzinfo=UTC), language) == expected
