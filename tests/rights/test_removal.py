"""What readers are told of an answer, or an edition, that was taken back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

import tbh_model as tbh
from small import AT, consent, edition, response, series
from tbh_model import (
    Channel,
    ConsentBasis,
    Correction,
    CorrectionKind,
    EditionStatus,
    Reason,
)

DAY = timedelta(days=1)
LAST = datetime.max.replace(tzinfo=UTC)
SAID = "An answer has been removed from this edition."


def shown(made: tbh.Series, channel: str = "feed", at: datetime = AT) -> tbh.Edition:
    (only,) = tbh.release(made, channel, at).series.editions
    return only


def approved(answer: tbh.Response) -> tbh.Response:
    approval = tbh.Approval(on=date(2026, 5, 1), digest=tbh.approval_digest(answer))
    return evolve(answer, approval=approval)


STAYS = approved(response("r-9", quote="It stays."))


def with_consents(*consents: tbh.Consent, **fields: Any) -> tbh.Series:
    answers = (response(consents=consents), STAYS)
    return series(editions=(edition(responses=answers, **fields),))


TAKEN_BACK = consent(withdrawn=date(2026, 5, 20))


def test_an_entry_that_lost_an_answer_is_later_and_says_so() -> None:
    """Same id, later date, one neutral sentence: a reader lets go of what it kept."""
    before, after = shown(with_consents(consent())), shown(with_consents(TAKEN_BACK))

    assert before.id == after.id
    assert before.last_change is not None
    assert after.updated == datetime(2026, 5, 20, tzinfo=UTC) > before.last_change
    assert [(each.on, each.kind, each.text) for each in after.corrections] == [
        (date(2026, 5, 20), CorrectionKind.RESPONSE_REMOVED, SAID)
    ]
    assert "Dana" not in str(after)


def test_it_is_said_from_the_day_on_and_not_before() -> None:
    """A build for the eve shows the answer and says nothing."""
    eve = datetime(2026, 5, 19, 23, 59, tzinfo=UTC)

    assert shown(with_consents(TAKEN_BACK), at=eve).corrections == ()
    assert shown(with_consents(TAKEN_BACK), at=eve + DAY).corrections != ()


def test_only_the_channel_that_it_was_taken_from_says_so() -> None:
    """The others are as they were."""
    web = consent(uses=frozenset({Channel.WEB}), withdrawn=date(2026, 5, 20))
    made = with_consents(consent(), web)

    assert len(shown(made, "web").corrections) == 1
    assert shown(made, "feed").corrections == ()
    assert len(shown(made, "feed").responses) == 2


@pytest.mark.parametrize(
    "made",
    [
        with_consents(TAKEN_BACK, published=datetime(2026, 5, 21, tzinfo=UTC)),
        with_consents(TAKEN_BACK, embargo_until=datetime(2026, 5, 21, tzinfo=UTC)),
        with_consents(consent(granted=date(2026, 5, 20), withdrawn=date(2026, 5, 20))),
        with_consents(consent(withdrawn=date(2026, 5, 20), expires=date(2026, 5, 10))),
        with_consents(consent(expires=date(2026, 5, 20))),
        evolve(
            with_consents(TAKEN_BACK),
            rights=tbh.RightsPolicy(approval=tbh.Enforcement.REQUIRED),
        ),
    ],
    ids=["scheduled", "embargoed", "same day", "had run out", "ran out", "never approved"],
)
def test_nothing_is_said_of_what_never_went_out(made: tbh.Series) -> None:
    """A note would be the first that a reader hears of it."""
    kinds = {each.kind for each in shown(made).corrections}

    assert CorrectionKind.RESPONSE_REMOVED not in kinds


def test_an_answer_that_was_approved_had_gone_out() -> None:
    """Where approvals are required, the record of one tells."""
    approval = tbh.Approval(on=date(2026, 5, 1), digest="sha256:old")
    answer = response(consents=(TAKEN_BACK,), approval=approval)
    policy = tbh.RightsPolicy(approval=tbh.Enforcement.REQUIRED)
    made = series(rights=policy, editions=(edition(responses=(answer, STAYS)),))

    assert len(shown(made).corrections) == 1


def test_what_went_out_without_a_record_can_be_taken_back() -> None:
    """The record of a withdrawal says that it was public."""
    legacy = consent(
        granted=date(2026, 5, 20),
        withdrawn=date(2026, 5, 20),
        basis=ConsentBasis.LEGACY_PUBLISHED,
    )

    assert len(shown(with_consents(legacy)).corrections) == 1


def test_several_on_one_day_are_one_note() -> None:
    """It does not count, and it names nobody."""
    answers = (response(consents=(TAKEN_BACK,)), response("r-2", consents=(TAKEN_BACK,)), STAYS)
    (note,) = shown(series(editions=(edition(responses=answers),))).corrections

    assert note.text == "Answers have been removed from this edition."


def test_each_day_has_a_note_of_its_own() -> None:
    """And the entry is as late as the last."""
    later = consent(withdrawn=date(2026, 5, 25))
    answers = (response(consents=(TAKEN_BACK,)), response("r-2", consents=(later,)), STAYS)
    after = shown(series(editions=(edition(responses=answers),)))

    assert [each.on for each in after.corrections] == [date(2026, 5, 20), date(2026, 5, 25)]
    assert after.updated == datetime(2026, 5, 25, tzinfo=UTC)


def test_a_note_stays_when_the_answer_comes_back() -> None:
    """It was removed on that day, whatever came later."""
    again = consent(granted=date(2026, 5, 25))
    after = shown(with_consents(TAKEN_BACK, again))

    assert len(after.responses) == 2
    assert len(after.corrections) == 1


def test_taking_back_a_second_time_is_a_second_note() -> None:
    """What was granted after the first and taken back again."""
    again = consent(granted=date(2026, 5, 25), withdrawn=date(2026, 5, 28))

    assert len(shown(with_consents(TAKEN_BACK, again)).corrections) == 2


def test_the_author_may_have_said_it_already() -> None:
    """Then their words stand, and the entry is later all the same."""
    own = Correction(
        on=date(2026, 5, 20), kind=CorrectionKind.RESPONSE_REMOVED, text="There were three."
    )
    after = shown(with_consents(TAKEN_BACK, corrections=(own,)))
    told = shown(
        with_consents(TAKEN_BACK, corrections=(own,), updated=datetime(2026, 5, 30, tzinfo=UTC))
    )

    assert after.corrections == (own,)
    assert after.updated == datetime(2026, 5, 20, tzinfo=UTC)
    assert told.updated == datetime(2026, 5, 30, tzinfo=UTC)


def test_an_edition_that_changed_on_the_same_day_is_later_than_that() -> None:
    """Midnight would be before it."""
    noon = datetime(2026, 5, 20, 12, tzinfo=UTC)

    assert shown(with_consents(TAKEN_BACK, published=noon)).updated == noon + timedelta(seconds=1)


def test_the_note_is_in_the_language_of_the_edition() -> None:
    """French for a French one."""
    after = shown(with_consents(TAKEN_BACK, language="fr-CA"))

    assert after.corrections[0].text == "Une réponse a été retirée de cette édition."


def test_a_change_that_is_dated_later_is_not_told_yet() -> None:
    """A build for an earlier instant says what was known then."""
    later = datetime(2026, 6, 2, tzinfo=UTC)
    made = series(editions=(edition(updated=later),))

    assert shown(made).updated is None
    assert shown(made, at=later).updated == later


def test_an_edition_with_too_few_answers_left_is_withheld_and_gone() -> None:
    """It was out until the day on which an answer was taken back."""
    made = evolve(with_consents(TAKEN_BACK), rights=tbh.RightsPolicy(minimum_responses=2))
    released = tbh.release(made, "feed", AT)
    since = datetime(2026, 5, 20, tzinfo=UTC)

    assert released.series.editions == ()
    assert str(released.withheld[1]) == (
        "edition e-patience has too few answers left (1 of 2; at least 2 asked for)"
    )
    assert [(each.since, each.announce_until) for each in released.tombstones] == [
        (since, since + timedelta(days=90))
    ]
    assert tbh.release(made, "feed", since - DAY).tombstones == ()


def test_it_is_gone_since_it_fell_below_and_not_since_the_last_answer_left() -> None:
    """The date of a tombstone does not move with every later withdrawal."""
    later = consent(expires=date(2026, 5, 25))
    answers = (response(consents=(TAKEN_BACK,)), response("r-2", consents=(later,)))
    made = series(
        rights=tbh.RightsPolicy(minimum_responses=2), editions=(edition(responses=answers),)
    )

    (left,) = tbh.release(made, "feed", AT).tombstones

    assert left.since == datetime(2026, 5, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "fewest"),
    [
        ({"responses": ()}, 1),
        ({"responses": (response(quote="…"),)}, 1),
        ({"responses": (response(quote="…", consents=(TAKEN_BACK,)),)}, 1),
        ({"responses": (response(consents=(consent(granted=date(2026, 7, 1)),)),)}, 1),
        ({"responses": (response(consents=(consent(expires=date(2026, 4, 1)),)),)}, 1),
        ({}, 5),
    ],
    ids=["empty", "placeholder", "unwritten", "to come", "ran out before", "few from the start"],
)
def test_an_edition_that_never_had_enough_answers_was_never_out(
    fields: dict[str, Any], fewest: int
) -> None:
    """It is withheld, and no page says that it was taken down."""
    made = series(rights=tbh.RightsPolicy(minimum_responses=fewest), editions=(edition(**fields),))
    released = tbh.release(made, "web", AT)

    assert released.series.editions == ()
    assert Reason.TOO_FEW_RESPONSES in {each.reason for each in released.withheld}
    assert released.tombstones == ()


def test_a_feed_promises_no_page_that_the_web_does_not_have() -> None:
    """Three answers in the feed, one on the web, and three are asked for."""
    feed, web = (consent(uses=frozenset({each})) for each in (Channel.FEED, Channel.WEB))
    answers = [response(f"r-{index}", consents=(feed,)) for index in range(3)]
    made = series(
        rights=tbh.RightsPolicy(minimum_responses=3),
        editions=(edition(responses=(*answers, response("r-9", consents=(web,)))),),
    )

    assert tbh.release(made, "feed", AT).more_on_web == frozenset()
    assert len(shown(made).responses) == 3


def gone(made: tbh.Series, at: datetime = AT) -> tuple[tbh.Tombstone, ...]:
    return tbh.release(made, "feed", at).tombstones


def retraction(day: date) -> Correction:
    return Correction(on=day, kind=CorrectionKind.RETRACTION, text="It is retracted.")


def test_a_retracted_edition_leaves_its_address_and_nothing_else() -> None:
    """Since when is in its correction; feeds tell it for ninety days."""
    made = series(
        editions=(
            edition(status=EditionStatus.RETRACTED, corrections=(retraction(date(2026, 5, 20)),)),
        )
    )
    since = datetime(2026, 5, 20, tzinfo=UTC)

    assert gone(made) == (
        tbh.Tombstone(
            id="e-patience",
            entry_id="tag:example.org,2026:small/e-patience",
            url="https://example.org/small/editions/patience/",
            since=since,
            announce_until=since + timedelta(days=90),
        ),
    )


def test_a_retraction_on_the_day_of_a_change_is_later_than_the_change() -> None:
    """RFC 6721: what is older than the entry says nothing."""
    noon = datetime(2026, 5, 20, 12, tzinfo=UTC)
    made = edition(
        status=EditionStatus.RETRACTED, updated=noon, corrections=(retraction(date(2026, 5, 20)),)
    )

    assert gone(series(editions=(made,)))[0].since == noon


PUBLISHED = datetime(2026, 5, 1, 9, 0, 1, tzinfo=UTC)
"""A second after the entry of the edition."""


@pytest.mark.parametrize(
    ("fields", "since"),
    [
        ({"published": None}, None),
        ({}, PUBLISHED),
        ({"updated": datetime(2026, 5, 20, tzinfo=UTC)}, datetime(2026, 5, 20, tzinfo=UTC)),
        ({"updated": AT + DAY}, PUBLISHED),
        ({"embargo_until": AT - DAY}, AT - DAY + timedelta(seconds=1)),
        ({"expires": AT - DAY}, AT - DAY),
        ({"corrections": (retraction(date(2026, 6, 2)),)}, PUBLISHED),
        (
            {"published": None, "corrections": (retraction(date(2026, 5, 20)),)},
            datetime(2026, 5, 20, tzinfo=UTC),
        ),
    ],
)
def test_what_is_gone_is_never_older_than_its_entry(
    fields: dict[str, Any], since: datetime | None
) -> None:
    """Where nothing says since when, it is gone just after its last date, and that stays told."""
    (left,) = gone(series(editions=(edition(status=EditionStatus.RETRACTED, **fields),)))
    is_on_record = since is not None and since.second == 0

    assert left.since == since
    assert left.announce_until == (since + timedelta(days=90) if since and is_on_record else None)


@pytest.mark.parametrize("at", [AT, LAST])
@pytest.mark.parametrize("fields", [{"expires": LAST}, {"updated": LAST}])
def test_the_end_of_the_calendar_may_stand_for_never(fields: dict[str, Any], at: datetime) -> None:
    """Nothing is told beyond it."""
    status = EditionStatus.RETRACTED if "updated" in fields else EditionStatus.READY
    made = series(editions=(edition(status=status, **fields),))

    assert [each.announce_until for each in gone(made, at)] in ([], [LAST], [None])
    assert tbh.status(made, at).next_change in (None, LAST)


def test_an_answer_that_was_taken_back_is_told_to_the_end_of_the_calendar() -> None:
    """Though nothing is later than that."""
    assert shown(with_consents(TAKEN_BACK, updated=LAST), at=LAST).updated == LAST


def test_an_expired_edition_is_gone_since_it_expired() -> None:
    """Whenever it was last changed."""
    (left,) = gone(
        series(editions=(edition(expires=AT, updated=datetime(2026, 5, 20, tzinfo=UTC)),))
    )

    assert left.since == AT


@pytest.mark.parametrize(
    "fields",
    [
        {"status": EditionStatus.DRAFT},
        {"status": EditionStatus.RETRACTED, "published": AT + DAY},
        {"status": EditionStatus.RETRACTED, "embargo_until": AT + DAY},
        {},
    ],
)
def test_what_was_never_out_is_not_gone(fields: dict[str, Any]) -> None:
    """Its address would be the first that anybody hears of it."""
    assert gone(series(editions=(edition(**fields),))) == ()
