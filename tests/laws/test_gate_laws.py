"""Laws of consent, withdrawal and time."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from attrs import evolve
from hypothesis import HealthCheck, assume, given, reject, settings, strategies as st

import tbh_model as tbh
from strategies_model import INSTANTS, SERIES
from tbh_model import AIChannel, Attribution, Channel, CorrectionKind
from tbh_model.rights import unchanging_period

ALL_USES = (*Channel, *AIChannel)
CHANNELS = st.sampled_from(ALL_USES)
USES = st.frozensets(CHANNELS, min_size=1)
DAYS = st.dates(date(2019, 1, 1), date(2031, 1, 1))
PICKS = st.integers(0, 100)
RECORDS = st.tuples(PICKS, USES, DAYS)
"""Which answer, which channels, which day."""
CALM = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])

Key = tuple[str, str]


def responses(series: tbh.Series) -> dict[Key, tbh.Response]:
    return {(each.id, answer.id): answer for each in series.editions for answer in each.responses}


def pick(series: tbh.Series, number: int) -> Key:
    keys = sorted(responses(series))
    return keys[number % len(keys)]


def with_response(series: tbh.Series, key: Key, response: tbh.Response) -> tbh.Series:
    editions = [
        evolve(
            edition,
            responses=tuple(
                response if (edition.id, each.id) == key else each for each in edition.responses
            ),
        )
        for edition in series.editions
    ]
    return evolve(series, editions=tuple(editions))


def opaque(series: tbh.Series) -> tbh.Series:
    """Return a series in which ids tell nothing, and nobody had another name.

    What stands in the place of a former name depends on who is named: that is no law of consent.
    """
    return evolve(
        series,
        therapists=tuple(evolve(each, former_names=()) for each in series.therapists),
        editions=tuple(
            evolve(
                edition,
                responses=tuple(
                    evolve(each, id=f"q{number}x{index}")
                    for index, each in enumerate(edition.responses)
                ),
            )
            for number, edition in enumerate(series.editions)
        ),
    )


@CALM
@given(SERIES, CHANNELS, INSTANTS, RECORDS)
def test_more_consent_never_removes_anything(
    series: tbh.Series,
    channel: str,
    at: datetime,
    record: tuple[int, frozenset[str], date],
) -> None:
    """Whoever says yes to more is shown at least as much as before, and so is everybody else."""
    number, uses, day = record
    series = opaque(series)
    key = pick(series, number)
    before = tbh.release(series, channel, at).series
    response = responses(series)[key]
    first = min(day, before_day(at))
    is_silent = all(each.basis is tbh.ConsentBasis.REFUSED for each in response.consents)
    uses = frozenset(ALL_USES) if is_silent else uses  # a first grant ends silence on the others
    more = tbh.Consent(uses=uses, granted=first)
    after = tbh.release(
        with_response(series, key, evolve(response, consents=(*response.consents, more))),
        channel,
        at,
    ).series

    shown = responses(after)
    for known, answer in responses(before).items():
        assert known in shown
        assert shown[known].attribution.rank <= answer.attribution.rank
    assert {each.id for each in before.therapists} <= {each.id for each in after.therapists}
    assert {each.id for each in before.editions} <= {each.id for each in after.editions}
    for old in before.editions:
        new = after.edition(old.id)
        assert set(old.corrections) <= set(new.corrections)
        bare: Any = {"responses": (), "corrections": (), "updated": None}
        assert evolve(old, **bare) == evolve(new, **bare)


def before_day(at: datetime) -> date:
    """Return a day that has begun at an instant in every time zone."""
    return at.date() - timedelta(days=2)


@CALM
@given(SERIES, CHANNELS, INSTANTS, RECORDS)
def test_withdrawing_never_adds_anything_but_the_note(
    series: tbh.Series,
    channel: str,
    at: datetime,
    record: tuple[int, frozenset[str], date],
) -> None:
    """Nothing older comes to light when something newer is taken back."""
    number, uses, day = record
    series = opaque(series)
    key = pick(series, number)
    edition, response = key
    try:
        taken_back = tbh.withdraw(series, f"{edition}/{response}", on=day, uses=uses)
    except tbh.NothingToWithdrawError:
        reject()
    before = tbh.release(series, channel, at).series
    after = tbh.release(taken_back, channel, at).series

    shown = responses(before)
    for known, answer in responses(after).items():
        assert answer == shown[known]
    assert set(after.therapists) <= set(before.therapists)
    assert {each.id for each in after.editions} <= {each.id for each in before.editions}
    for new in after.editions:
        old = before.edition(new.id)
        added = set(new.corrections) - set(old.corrections)
        assert {each.kind for each in added} <= {CorrectionKind.RESPONSE_REMOVED}
        assert (new.id, series.entry_id(new)) == (old.id, series.entry_id(old))
        if added and old.last_change is not None:
            assert new.last_change is not None
            assert (
                new.last_change > old.last_change
                or new.corrections[: len(old.corrections)] == old.corrections
            )
        bare: Any = {"responses": (), "corrections": (), "updated": None}
        assert evolve(old, **bare) == evolve(new, **bare)


@CALM
@given(SERIES, CHANNELS, INSTANTS, PICKS)
def test_what_is_taken_back_is_gone_from_that_day_on(
    series: tbh.Series, channel: str, at: datetime, number: int
) -> None:
    """On every channel, unless there is a later grant."""
    edition, response = key = pick(series, number)
    last = max((each.granted for each in responses(series)[key].consents), default=date.min)
    day = max(before_day(at), last)
    with suppress(tbh.NothingToWithdrawError):  # it may be closed already
        series = tbh.withdraw(series, f"{edition}/{response}", on=day)
    later = max(at, datetime(day.year, day.month, day.day, tzinfo=at.tzinfo) + timedelta(days=2))

    assert key not in responses(tbh.release(series, channel, later).series)


def seen(released: tbh.Release) -> tuple[object, ...]:
    """Return what an exporter can show of a release: what is withheld is not in it."""
    return released.series, released.tombstones, released.more_on_web


@CALM
@given(SERIES, CHANNELS, INSTANTS, st.floats(0, 1))
def test_time_matters_only_at_the_instants_that_next_names(
    series: tbh.Series, channel: str, at: datetime, share: float
) -> None:
    """In between, a build is the same whenever it runs."""
    following = tbh.next_change(series, at)
    last = datetime(2100, 1, 1, tzinfo=at.tzinfo) if following is None else following
    between = at + (last - at) * min(share, 0.999999)
    now, later = tbh.release(series, channel, at), tbh.release(series, channel, between)

    assert seen(later) == seen(now)
    if following is not None:
        assert following > at
        changed = (tbh.release(series, each, following) for each in series.all_uses)
        before = (tbh.release(series, each, at) for each in series.all_uses)
        assert any(
            seen(one) != seen(two) or one.tombstones
            for one, two in zip(changed, before, strict=True)
        )


@CALM
@given(SERIES, CHANNELS, INSTANTS, st.floats(0, 1))
def test_nothing_changes_in_a_period_that_is_said_to_change_nothing(
    series: tbh.Series, channel: str, at: datetime, share: float
) -> None:
    """From its first instant to the last one before its end."""
    start, end = unchanging_period(series, at)
    first = datetime(1990, 1, 1, tzinfo=at.tzinfo) if start is None else start
    last = datetime(2100, 1, 1, tzinfo=at.tzinfo) if end is None else end
    now = tbh.release(series, channel, at)

    assert first <= at < last
    for instant in (first, first + (last - first) * min(share, 0.999999), last - _TICK):
        then = tbh.release(series, channel, instant)
        assert seen(then) == seen(now)
        assert (then.withheld, then.warnings) == (now.withheld, now.warnings)
        assert [_is_announced(each, instant) for each in then.tombstones] == [
            _is_announced(each, at) for each in now.tombstones
        ]


_TICK = timedelta(microseconds=1)


def _is_announced(tombstone: tbh.Tombstone, at: datetime) -> bool:
    return tombstone.announce_until is None or at < tombstone.announce_until


@CALM
@given(SERIES, CHANNELS, INSTANTS)
def test_two_answers_of_one_person_do_not_reveal_each_other(
    series: tbh.Series, channel: str, at: datetime
) -> None:
    """What is shown of a hidden one does not depend on what else the person said.

    It may be withheld because the text names who is no longer named beside it.
    """
    released = responses(tbh.release(series, channel, at).series)
    for key, response in responses(series).items():
        alone = evolve(
            series,
            editions=tuple(
                evolve(
                    edition,
                    responses=tuple(
                        each
                        for each in edition.responses
                        if (edition.id, each.id) == key or each.therapist != response.therapist
                    ),
                )
                for edition in series.editions
            ),
        )
        shown = released.get(key)
        if shown is not None and shown.attribution is not Attribution.FULL:
            by_itself = responses(tbh.release(alone, channel, at).series)
            assert by_itself.get(key, shown) == shown


@CALM
@given(SERIES, CHANNELS, CHANNELS, INSTANTS)
def test_a_release_opens_no_other_channel(
    series: tbh.Series, channel: str, other: str, at: datetime
) -> None:
    """What was let through on one is let through on another only if nothing is recorded at all.

    The web alone tells what machines may do with its words, who read nothing else.
    """
    assume(channel != other)
    assume(Channel.WEB not in {channel, other} or not {channel, other} & set(AIChannel))
    strict = evolve(series, rights=tbh.RightsPolicy(consent=tbh.Enforcement.REQUIRED))
    once = tbh.release(strict, channel, at).series

    assert responses(tbh.release(once, other, at).series) == {}
