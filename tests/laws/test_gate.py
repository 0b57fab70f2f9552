"""Laws of the gate."""

from datetime import datetime
from itertools import zip_longest

from attrs import evolve
from hypothesis import given, strategies as st

import tbh_model as tbh
from strategies_model import INSTANTS, SERIES
from tbh_model.rights import ReleaseCache, release

CHANNELS = st.sampled_from((*tbh.Channel, *tbh.AIChannel))


@given(SERIES, CHANNELS, INSTANTS)
def test_releasing_a_release_changes_nothing(
    series: tbh.Series, channel: str, at: datetime
) -> None:
    """The gate twice is the gate once."""
    once = tbh.release(series, channel=channel, at=at)
    twice = tbh.release(once.series, channel=channel, at=at)

    assert twice.series == once.series
    assert twice.withheld == ()


@given(SERIES, CHANNELS, INSTANTS)
def test_a_release_holds_nothing_private(series: tbh.Series, channel: str, at: datetime) -> None:
    """And nobody who is not named in full."""
    released = tbh.release(series, channel=channel, at=at).series
    named = {
        response.therapist
        for edition in released.editions
        for response in edition.responses
        if response.attribution is tbh.Attribution.FULL
    }

    for edition in released.editions:
        assert edition.due is None
        for response in edition.responses:
            assert response.verbatim is None
            assert response.received is None
            assert response.source is None
            assert response.asked is None
            assert response.due is None
            assert all(consent.evidence is None for consent in response.consents)
            if response.attribution is not tbh.Attribution.FULL:
                assert response.therapist is None
    for therapist in released.therapists:
        assert therapist.id in named
        assert therapist.email is None
        assert all(credential.number is None for credential in therapist.credentials)


@given(SERIES, CHANNELS, INSTANTS)
def test_the_strict_policy_lets_no_more_pass(
    series: tbh.Series, channel: str, at: datetime
) -> None:
    """Whoever asks for records gets a part of what goes out without them."""
    strict = tbh.RightsPolicy(consent=tbh.Enforcement.REQUIRED, approval=tbh.Enforcement.REQUIRED)
    lenient = evolve(series, rights=tbh.RightsPolicy())

    def passed(made: tbh.Series) -> set[tuple[str, str]]:
        released = tbh.release(made, channel=channel, at=at).series
        return {(each.id, answer.id) for each in released.editions for answer in each.responses}

    assert passed(evolve(series, rights=strict)) <= passed(lenient)


@given(SERIES, CHANNELS, INSTANTS)
def test_everything_is_released_or_withheld(series: tbh.Series, channel: str, at: datetime) -> None:
    """Nothing is lost without a reason."""
    released = tbh.release(series, channel=channel, at=at)
    out = {each.id for each in released.series.editions}
    held = {each.id for each in released.withheld if each.kind == "edition"}

    assert out | held == {each.id for each in series.editions}
    assert out.isdisjoint(held)
    for each in released.series.editions:
        answers = {answer.id for answer in series.edition(each.id).responses}
        kept = {answer.id for answer in each.responses}
        missing = {
            item.id
            for item in released.withheld
            if item.kind == "response" and item.edition == each.id
        }
        assert kept | missing == answers


@given(st.lists(st.tuples(SERIES, CHANNELS, INSTANTS), min_size=1, max_size=3), st.data())
def test_what_is_remembered_changes_no_release(
    passages: list[tuple[tbh.Series, str, datetime]], data: st.DataObject
) -> None:
    """Whatever passed before: the same series, one with other editions, or quite another one."""
    memory = ReleaseCache()
    for series, channel, at in passages:
        for _ in range(2):
            wants = data.draw(st.lists(st.booleans(), max_size=4))
            changed = tuple(
                evolve(edition, title="Changed") if wanted else edition
                for edition, wanted in zip_longest(series.editions, wants[: len(series.editions)])
            )
            for each in (series, evolve(series, editions=changed)):
                expected = release(each, channel, at)

                assert release(each, channel, at, cache=memory) == expected
