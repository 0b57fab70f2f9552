"""What an editor writes down: approvals and withdrawals."""

from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve

import tbh_model as tbh
from small import AT, consent, edition, response, series
from tbh_model import Attribution, Channel, ConsentBasis, Reason
from tbh_model.rights import find_response, withdraw_consents

DAY = date(2026, 5, 20)
NEWS = frozenset({Channel.NEWSLETTER})
OTHERS = frozenset(Channel) - NEWS


def with_consents(*consents: tbh.Consent) -> tbh.Series:
    return series(editions=(edition(responses=(response(consents=consents),)),))


def first(made: tbh.Series) -> tbh.Response:
    return made.editions[0].responses[0]


def open_on(made: tbh.Series) -> set[Channel]:
    return {channel for channel in Channel if tbh.release(made, channel, AT).series.editions}


def test_an_approval_is_of_the_words_as_they_are() -> None:
    """It says when, and binds to all that is shown."""
    approved = tbh.approve(series(), "r-1", on=DAY)

    assert first(approved).approval == tbh.Approval(
        on=DAY,
        digest=tbh.approval_digest(response()),
        parts="quote=47955d866149cffe answer=- attribution=full language=-",
    )
    assert not [
        each for each in tbh.release(approved, "web", AT).withheld if each.kind == "response"
    ]


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        ({"quote": "Patience is a room."}, "quote"),
        ({"answer": tbh.markdown("More.")}, "answer"),
        ({"quote": "No.", "answer": tbh.markdown("More.")}, "quote, answer"),
        ({"attribution": Attribution.ROLE}, "attribution"),
        ({"language": "fr"}, "language"),
    ],
)
def test_a_stale_approval_says_what_changed(change: dict[str, Any], changed: str) -> None:
    """The editor need not compare by eye."""
    approved = first(tbh.approve(series(), "r-1", on=DAY))
    made = series(editions=(edition(responses=(evolve(approved, **change),)),))
    held = tbh.release(made, "web", AT).withheld[0]

    assert (held.reason, held.detail) == (Reason.APPROVAL_STALE, changed)
    assert str(held) == (
        f"response r-1 of edition e-patience has changed since it was approved ({changed})"
    )


@pytest.mark.parametrize(
    ("before", "change", "changed"),
    [
        ({}, {"attribution": Attribution.ROLE}, "attribution"),
        ({}, {"language": "fr"}, "language"),
        ({}, {"quote": "No."}, "words"),
    ],
)
def test_a_bare_digest_still_tells_what_it_can(
    before: dict[str, Any], change: dict[str, Any], changed: str
) -> None:
    """One that was written by hand has no parts."""
    answer = response(**before)
    approval = tbh.Approval(on=DAY, digest=tbh.approval_digest(answer))
    made = series(editions=(edition(responses=(evolve(answer, approval=approval, **change),)),))

    assert tbh.release(made, "web", AT).withheld[0].detail == changed


def test_parts_bind_nothing() -> None:
    """Only the digest does: parts that agree make no stale approval good."""
    approved = first(tbh.approve(series(), "r-1", on=DAY))
    approval = approved.approval
    assert approval is not None
    forged = evolve(approved, approval=evolve(approval, digest="sha256:0"))
    made = series(editions=(edition(responses=(forged,)),))

    assert tbh.release(made, "web", AT).withheld[0].detail == "words"


def test_a_withdrawal_is_written_into_the_record_that_it_ends() -> None:
    """What was granted, when and where the proof is, stays."""
    before = consent(evidence="drawer 2")
    after = first(tbh.withdraw(with_consents(before), "r-1", on=DAY)).consents

    assert after == (evolve(before, withdrawn=DAY),)


def test_a_withdrawal_from_some_channels_leaves_the_record_of_the_others() -> None:
    """Beside it stands what was taken back."""
    before = consent(evidence="drawer 2", attribution=Attribution.ROLE)
    made = tbh.withdraw(with_consents(before), "r-1", on=DAY, uses=NEWS)
    kept, taken_back = first(made).consents

    assert kept == before
    assert taken_back == evolve(before, uses=NEWS, withdrawn=DAY, evidence=None)
    assert open_on(made) == OTHERS


def test_a_withdrawal_ends_every_record_that_it_meets() -> None:
    """And touches no other."""
    web = consent(uses=frozenset({Channel.WEB}))
    news = consent(uses=NEWS, granted=date(2026, 2, 1))
    later = consent(uses=NEWS, granted=date(2026, 6, 15))
    over = consent(uses=NEWS, expires=date(2026, 3, 1))
    made = tbh.withdraw(with_consents(web, news, later, over), "r-1", on=DAY, uses=NEWS)

    assert first(made).consents == (
        web,
        evolve(news, withdrawn=DAY),
        evolve(later, withdrawn=later.granted),
        over,
    )


def test_a_no_without_a_record_is_a_refusal() -> None:
    """The other channels stay as they were, and nothing is recorded that nobody said."""
    made = tbh.withdraw(with_consents(), "r-1", on=DAY, uses=NEWS)
    refused = tbh.Consent(uses=NEWS, granted=DAY, basis=ConsentBasis.REFUSED)
    strict = evolve(made, rights=tbh.RightsPolicy(consent=tbh.Enforcement.REQUIRED))

    assert first(made).consents == (refused,)
    assert open_on(made) == OTHERS
    assert open_on(strict) == set()
    assert open_on(tbh.withdraw(made, "r-1", on=DAY)) == set()


def test_a_refusal_is_from_its_day_on() -> None:
    """Until then it went out, and then it is said that it was removed."""
    other = response("r-2", therapist=None, byline="A guest")
    made = series(editions=(edition(responses=(response(), other)),))
    made = tbh.withdraw(made, "r-1", on=date(2026, 6, 2), uses=NEWS)
    later = tbh.release(made, "newsletter", AT + timedelta(days=1))

    assert open_on(made) == set(Channel)
    assert later.withheld[0].reason is Reason.CONSENT_WITHDRAWN
    assert len(later.series.editions[0].corrections) == 1
    assert tbh.release(made, "web", AT + timedelta(days=1)).series.editions[0].corrections == ()


def test_a_refusal_grants_nothing_whatever_else_it_says() -> None:
    """Also without a day of withdrawal; a later grant opens the channel again."""
    refused = consent(uses=NEWS, granted=DAY, basis=ConsentBasis.REFUSED)
    granted = consent(uses=NEWS, granted=date(2026, 5, 25))

    assert not refused.covers(Channel.NEWSLETTER, AT.date())
    assert open_on(with_consents(refused)) == OTHERS
    assert open_on(with_consents(refused, granted)) == NEWS
    assert open_on(with_consents(granted, evolve(refused, granted=AT.date()))) == set()


@pytest.mark.parametrize(
    "consents",
    [
        (consent(uses=OTHERS),),
        (consent(withdrawn=date(2026, 5, 1)),),
        (consent(expires=date(2026, 5, 1)),),
        (consent(), consent(uses=NEWS, withdrawn=date(2026, 5, 1))),
    ],
)
def test_what_is_not_open_cannot_be_taken_back(consents: tuple[tbh.Consent, ...]) -> None:
    """Whoever mistypes a channel hears of it."""
    expected = "response r-1 has no consent for newsletter that could be withdrawn"
    with pytest.raises(tbh.NothingToWithdrawError, match=expected):
        tbh.withdraw(with_consents(*consents), "r-1", on=DAY, uses=NEWS)


def test_taking_back_the_rest_later_is_possible() -> None:
    """First one channel, then all: each day is on record."""
    once = tbh.withdraw(with_consents(consent()), "r-1", on=DAY, uses=NEWS)
    twice = tbh.withdraw(once, "r-1", on=date(2026, 5, 25))

    assert open_on(twice) == set()
    assert [(each.uses, each.withdrawn) for each in first(twice).consents] == [
        (frozenset(Channel), None),
        (NEWS, DAY),
        (OTHERS, date(2026, 5, 25)),
    ]


@pytest.mark.parametrize("name", ["r-1", "e-patience/r-1", "patience/r-1"])
def test_a_response_is_found_by_its_id(name: str) -> None:
    """Alone, or below id or slug of its edition."""
    found = find_response(series(), name)

    assert (found.edition.id, found.response.id) == ("e-patience", "r-1")


def test_a_response_that_is_not_there_is_answered_with_the_nearest() -> None:
    """And two of one id with both."""
    two = series(editions=(edition(), edition("time")))

    with pytest.raises(tbh.UnknownResponseError, match="no response 'r-2' in this series; did you"):
        find_response(series(), "r-2")
    with pytest.raises(tbh.UnknownResponseError, match=r"no response 'zzzzz' in this series$"):
        find_response(series(), "zzzzz")
    with pytest.raises(
        tbh.UnknownResponseError,
        match="several responses are called 'r-1': write patience/r-1 or time/r-1",
    ):
        find_response(two, "r-1")


def test_an_id_counts_before_a_slug() -> None:
    """One edition may be called in its address as another is in feeds."""
    made = series(editions=(edition("one", id="two"), edition("two", id="one")))

    assert find_response(made, "two/r-1").edition.slug == "one"
    assert find_response(made, "one/r-1").edition.slug == "two"


def test_a_no_that_is_on_record_is_not_recorded_again() -> None:
    """There is nothing left to refuse."""
    made = tbh.withdraw(with_consents(), "r-1", on=DAY, uses=NEWS)

    with pytest.raises(tbh.NothingToWithdrawError):
        tbh.withdraw(made, "r-1", on=DAY, uses=NEWS)


def test_records_without_a_series_are_withdrawn_in_the_same_way() -> None:
    """Those of a database keep their order, and new ones follow; the second time none do."""
    records = (consent(), consent(uses=OTHERS))
    changed = withdraw_consents(records, on=DAY, uses=NEWS)

    assert (
        changed == first(tbh.withdraw(with_consents(*records), "r-1", on=DAY, uses=NEWS)).consents
    )
    assert changed[: len(records)] == records
    assert withdraw_consents(changed, on=DAY, uses=NEWS) == changed
