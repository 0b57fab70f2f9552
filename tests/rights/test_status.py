"""The editor's morning, and the next instant at which anything changes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

import tbh_model as tbh
from small import AT, consent, edition, response, series, therapist
from tbh_model import Channel, EditionStatus, OutstandingKind, Reason

DAY = timedelta(days=1)
TODAY = AT.date()


def at(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def of(*responses: tbh.Response, **fields: Any) -> tbh.Series:
    return series(editions=(edition(responses=responses, **fields),))


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (series(editions=(edition(published=AT + DAY),)), AT + DAY),
        (series(editions=(edition(embargo_until=AT + DAY),)), AT + DAY),
        (series(editions=(edition(expires=AT + DAY),)), AT + DAY),
        (series(editions=(edition(updated=AT + DAY),)), AT + DAY),
        (of(response(consents=(consent(granted=TODAY + DAY),))), at(2026, 6, 2)),
        (of(response(consents=(consent(expires=TODAY + 2 * DAY),))), at(2026, 6, 3)),
        (of(response(consents=(consent(withdrawn=TODAY + 2 * DAY),))), at(2026, 6, 3)),
        (
            series(
                therapists=(
                    therapist(
                        credentials=(
                            tbh.Credential(title="T", abbreviation="T", valid_until=TODAY),
                        )
                    ),
                )
            ),
            at(2026, 6, 2),
        ),
        (
            series(
                therapists=(
                    therapist(
                        credentials=(
                            tbh.Credential(title="T", abbreviation="T", valid_from=TODAY + DAY),
                        )
                    ),
                )
            ),
            at(2026, 6, 2),
        ),
        (
            series(
                editions=(
                    edition(
                        corrections=(
                            tbh.Correction(
                                on=TODAY + DAY, kind=tbh.CorrectionKind.UPDATE, text="More."
                            ),
                        )
                    ),
                )
            ),
            at(2026, 6, 2),
        ),
        (
            series(editions=(edition(status=EditionStatus.RETRACTED, updated=AT),)),
            AT + 90 * DAY,
        ),
    ],
)
def test_the_next_change_is_where_a_right_begins_or_ends(
    made: tbh.Series, expected: datetime
) -> None:
    """Of an edition, a consent, a title, a correction, a tombstone."""
    assert tbh.next_change(made, AT) == expected


@pytest.mark.parametrize(
    "made",
    [
        series(),
        series(editions=(edition(status=EditionStatus.DRAFT, published=AT + DAY),)),
        of(response(consents=(consent(expires=TODAY + DAY),)), status=EditionStatus.DRAFT),
        of(response(consents=(consent(), consent(granted=TODAY + DAY)))),
        series(
            therapists=(
                therapist(),
                therapist(
                    "t-2",
                    credentials=(tbh.Credential(title="T", abbreviation="T", valid_until=TODAY),),
                ),
            )
        ),
        series(
            therapists=(
                therapist(
                    credentials=(tbh.Credential(title="T", abbreviation="T", valid_until=date.max),)
                ),
            )
        ),
    ],
    ids=["nothing dated", "a draft", "in a draft", "the same again", "not named", "for ever"],
)
def test_what_changes_no_output_is_no_change(made: tbh.Series) -> None:
    """A date alone is no reason to build."""
    assert tbh.next_change(made, AT) is None


def test_a_day_begins_where_the_series_is_at_home() -> None:
    """Also where clocks change on that day."""
    made = evolve(
        of(response(consents=(consent(expires=date(2026, 11, 2)),))), time_zone="America/Toronto"
    )

    assert tbh.next_change(made, at(2026, 10, 31)) == at(2026, 11, 2, 5)
    assert tbh.next_change(evolve(made, time_zone="Pacific/Apia"), AT) == at(2026, 11, 1, 11)


def test_an_instant_needs_a_time_zone() -> None:
    """As everywhere."""
    with pytest.raises(tbh.NaiveInstantError):
        tbh.next_change(series(), datetime(2026, 6, 1))  # noqa: DTZ001 - the mistake under test


def owed(made: tbh.Series) -> list[tuple[OutstandingKind, Reason | None, tuple[str, ...]]]:
    return [(each.debt, each.reason, each.channels) for each in tbh.status(made, AT).owed]


EVERY = tuple(Channel)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (response(consents=(consent(),)), []),
        (response(), [(OutstandingKind.CONSENT, Reason.NO_CONSENT, EVERY)]),
        (
            response(quote="…", consents=(consent(),)),
            [(OutstandingKind.ANSWER, Reason.PLACEHOLDER, ())],
        ),
        (
            response(consents=(consent(expires=TODAY),)),
            [(OutstandingKind.CONSENT, Reason.CONSENT_EXPIRED, EVERY)],
        ),
        (
            response(consents=(consent(granted=TODAY + DAY),)),
            [(OutstandingKind.CONSENT, Reason.NOT_YET_GRANTED, EVERY)],
        ),
        (response(consents=(consent(uses=frozenset({Channel.WEB})),)), []),
        (response(consents=(consent(withdrawn=TODAY),)), []),
        (
            response(consents=(consent(),), approval=tbh.Approval(on=TODAY, digest="sha256:0")),
            [(OutstandingKind.APPROVAL, Reason.APPROVAL_STALE, ())],
        ),
    ],
    ids=["all", "no record", "no words", "ran out", "too late", "one channel", "a no", "stale"],
)
def test_what_is_owed(
    answer: tbh.Response, expected: list[tuple[OutstandingKind, Reason | None, tuple[Channel, ...]]]
) -> None:
    """An answer, a consent, an approval; what somebody said no to is not owed."""
    assert owed(of(answer)) == expected


def test_a_required_approval_is_owed() -> None:
    """Where the policy asks for one."""
    made = evolve(
        of(response(consents=(consent(),))),
        rights=tbh.RightsPolicy(approval=tbh.Enforcement.REQUIRED),
    )

    assert owed(made) == [(OutstandingKind.APPROVAL, Reason.APPROVAL_MISSING, ())]


def test_a_scheduled_edition_is_looked_at_on_its_day() -> None:
    """A consent that begins by then is not owed, and one that has ended by then is."""
    made = of(response(consents=(consent(granted=TODAY + DAY),)), published=AT + 2 * DAY)
    over = of(response(consents=(consent(expires=TODAY + DAY),)), published=AT + 2 * DAY)

    assert owed(made) == []
    assert owed(over) == [(OutstandingKind.CONSENT, Reason.CONSENT_EXPIRED, EVERY)]


@pytest.mark.parametrize("fields", [{"status": EditionStatus.RETRACTED}, {"expires": AT}])
def test_nothing_is_owed_to_what_is_over(fields: dict[str, Any]) -> None:
    """Nor does anything of it run out."""
    answer = response(consents=(consent(expires=TODAY + DAY),))
    found = tbh.status(of(answer, response("r-2"), **fields), AT)

    assert found.owed == ()
    assert found.expiring == ()


def test_the_panel_is_followed_until_the_edition_is_out() -> None:
    """And whoever was asked, until there is an answer; nobody of an edition that is over."""
    asked = response("r-2", quote="…", asked=TODAY - 9 * DAY, due=TODAY - 3 * DAY)
    late = response("r-3", quote="…", asked=TODAY - 9 * DAY)
    answers = (response(), response("r-4", quote="…"), asked, late)
    made = of(*answers, due=TODAY - DAY)
    draft, over = (
        of(*answers, status=status) for status in (EditionStatus.DRAFT, EditionStatus.RETRACTED)
    )

    days = [(each.response, each.days_overdue) for each in tbh.status(made, AT).panel]
    assert days == [("r-2", 3), ("r-3", 1)]
    assert len(tbh.status(draft, AT).panel) == 4
    assert tbh.status(over, AT).panel == ()


def test_an_approval_of_other_words_is_none() -> None:
    """The panel has to be asked again."""
    made = tbh.approve(of(response(), status=EditionStatus.DRAFT), "r-1", on=TODAY)
    words = evolve(made.editions[0].responses[0], quote="Other words.")
    changed = of(words, status=EditionStatus.DRAFT)

    assert [each.approved for each in tbh.status(made, AT).panel] == [TODAY]
    assert [each.approved for each in tbh.status(changed, AT).panel] == [None]


def test_who_owes_it_is_said() -> None:
    """By id; the command prints the name."""
    (found,) = tbh.status(series(), AT).owed

    assert (found.edition, found.response, found.therapist) == ("e-patience", "r-1", "t-1")


def test_what_runs_out_in_thirty_days_is_listed_the_soonest_first() -> None:
    """Consents, titles and editions; what runs out later or has run out is not."""
    title = tbh.Credential(title="T", abbreviation="RP", valid_until=TODAY + 3 * DAY)
    lapsed = tbh.Credential(title="T", abbreviation="MA", valid_until=TODAY - DAY)
    made = series(
        therapists=(
            therapist(credentials=(title, lapsed, evolve(title, valid_until=TODAY + 30 * DAY))),
            therapist("t-2", status="alumni", credentials=(title,)),
        ),
        editions=(
            edition(
                expires=AT + 5 * DAY,
                responses=(
                    response(consents=(consent(expires=TODAY + 2 * DAY),)),
                    response("r-2", consents=(consent(withdrawn=TODAY + 30 * DAY),)),
                    response("r-3", consents=(consent(expires=TODAY + 31 * DAY),)),
                    response("r-4", consents=(consent(expires=TODAY),)),
                    response("r-5"),
                ),
            ),
            edition("time", expires=AT + 31 * DAY, responses=()),
        ),
    )
    found = tbh.status(made, AT).expiring

    assert [(each.what, each.at, each.response or each.title) for each in found] == [
        ("consent", at(2026, 6, 3), "r-1"),
        ("title", at(2026, 6, 5), "RP"),
        ("edition", AT + 5 * DAY, None),
        ("consent", at(2026, 7, 1), "r-2"),
    ]
    assert found[0].channels == EVERY
    assert found[1].therapist == "t-1"


def test_a_consent_that_is_replaced_does_not_run_out() -> None:
    """The one that is in force counts."""
    old = consent(expires=TODAY + DAY)

    assert tbh.status(of(response(consents=(old, consent(granted=TODAY)))), AT).expiring == ()


def test_what_comes_is_listed_the_soonest_first() -> None:
    """Scheduled or under embargo; a draft does not come by itself."""
    made = series(
        editions=(
            edition("later", published=AT + 2 * DAY),
            edition("sooner", embargo_until=AT + DAY),
            edition("out"),
            edition("undated", published=None),
            edition("draft", status=EditionStatus.DRAFT, published=AT + DAY),
        )
    )
    found = tbh.status(made, AT)

    assert [(each.edition, each.at) for each in found.upcoming] == [
        ("e-sooner", AT + DAY),
        ("e-later", AT + 2 * DAY),
    ]
    assert found.next_change == AT + DAY


def test_a_status_is_plain_data() -> None:
    """For machines, with instants as text."""
    title = tbh.Credential(title="T", abbreviation="RP", valid_until=TODAY)
    made = series(
        therapists=(therapist(credentials=(title,)),),
        editions=(edition(published=AT + DAY),),
    )

    assert tbh.status(made, AT).as_data() == {
        "at": "2026-06-01T12:00:00+00:00",
        "panel": [
            {
                "edition": "e-patience",
                "response": "r-1",
                "therapist": "t-1",
                "asked": None,
                "due": None,
                "has_answered": True,
                "received": None,
                "approved": None,
                "days_overdue": 0,
            }
        ],
        "owed": [
            {
                "debt": "consent",
                "edition": "e-patience",
                "response": "r-1",
                "therapist": "t-1",
                "reason": "no-consent",
                "channels": ["web", "feed", "newsletter", "social"],
                "detail": None,
            }
        ],
        "expiring": [
            {
                "at": "2026-06-02T00:00:00+00:00",
                "what": "title",
                "edition": None,
                "response": None,
                "therapist": "t-1",
                "channels": [],
                "title": "RP",
            }
        ],
        "upcoming": [
            {
                "at": "2026-06-02T12:00:00+00:00",
                "edition": "e-patience",
                "title": "What is patience for?",
            }
        ],
        "next_change": "2026-06-02T12:00:00+00:00",
    }
    assert tbh.status(series(editions=()), AT).as_data()["next_change"] is None
