"""What may go out on which channel at which instant."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

import tbh_model as tbh
from small import AT, consent, edition, response, series, therapist
from tbh_model import Attribution, Channel, EditionStatus, Enforcement, Reason
from tbh_model.rights import ReleaseCache, release

DAY = timedelta(days=1)
REQUIRED = tbh.RightsPolicy(consent=Enforcement.REQUIRED)


def reasons(made: tbh.Series, channel: str = "web", at: datetime = AT) -> dict[str, Reason]:
    released = tbh.release(made, channel=channel, at=at)
    follows = Reason.TOO_FEW_RESPONSES
    return {
        each.id: each.reason
        for each in released.withheld
        if each.kind != "therapist" and each.reason is not follows
    }


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"status": EditionStatus.DRAFT}, Reason.DRAFT),
        ({"status": EditionStatus.RETRACTED}, Reason.RETRACTED),
        ({"published": AT + DAY}, Reason.SCHEDULED),
        ({"embargo_until": AT + DAY}, Reason.EMBARGOED),
        ({"expires": AT}, Reason.EXPIRED),
    ],
)
def test_an_edition_is_withheld(fields: dict[str, Any], reason: Reason) -> None:
    """Nothing of it is in the release, and the reason is on record."""
    released = tbh.release(series(editions=(edition(**fields),)), channel="web", at=AT)

    assert released.series.editions == ()
    assert released.series.therapists == ()
    assert [(each.kind, each.id, each.reason) for each in released.withheld] == [
        ("edition", "e-patience", reason),
        ("therapist", "t-1", Reason.NOT_NAMED),
    ]


def guest(**fields: Any) -> tbh.Response:
    return response("r-2", **{"therapist": None, "byline": "A guest", **fields})


def as_field(name: str) -> dict[str, Any]:
    return {name: AT}


@pytest.mark.parametrize("field", ["published", "embargo_until"])
def test_an_edition_goes_out_at_its_instant(field: str) -> None:
    """Not a moment before, and then at once."""
    made = series(editions=(edition(**as_field(field)),))

    assert reasons(made, at=AT - timedelta(microseconds=1)) != {}
    assert reasons(made, at=AT) == {}


def test_a_ready_edition_without_a_date_is_out() -> None:
    """Its date is unknown, not in the future."""
    assert reasons(series(editions=(edition(published=None),))) == {}


def test_what_was_withheld_says_until_when() -> None:
    """And reads as a sentence."""
    made = series(editions=(edition(published=AT + DAY),))
    withheld = tbh.release(made, channel="feed", at=AT).withheld[0]

    assert withheld.until == AT + DAY
    assert str(withheld) == (
        "edition e-patience is scheduled for later until 2026-06-02T12:00:00+00:00"
    )
    assert withheld.reason.remedy == "wait, or publish it earlier"


def with_consents(*consents: tbh.Consent, **fields: Any) -> tbh.Series:
    return series(
        rights=REQUIRED, editions=(edition(responses=(response(consents=consents, **fields),)),)
    )


@pytest.mark.parametrize(
    ("consents", "reason"),
    [
        ((), Reason.NO_CONSENT),
        ((consent(uses=frozenset({Channel.FEED})),), Reason.USE_NOT_COVERED),
        ((consent(granted=date(2026, 6, 2)),), Reason.NOT_YET_GRANTED),
        ((consent(expires=date(2026, 6, 1)),), Reason.CONSENT_EXPIRED),
        ((consent(withdrawn=date(2026, 6, 1)),), Reason.CONSENT_WITHDRAWN),
    ],
)
def test_a_response_without_consent_is_withheld(
    consents: tuple[tbh.Consent, ...], reason: Reason
) -> None:
    """The edition goes out without it."""
    answers = (response(consents=consents), guest(consents=(consent(),)))
    made = series(rights=REQUIRED, editions=(edition(responses=answers),))
    released = tbh.release(made, channel="web", at=AT)

    assert [answer.id for answer in released.series.editions[0].responses] == ["r-2"]
    assert [each.reason for each in released.withheld] == [reason, Reason.NOT_NAMED]
    assert released.withheld[0].edition == "e-patience"


def test_a_response_with_consent_goes_out() -> None:
    """On the channels it covers, and on no other."""
    made = with_consents(consent(uses=frozenset({Channel.WEB})))

    assert reasons(made, "web") == {}
    assert reasons(made, "newsletter") == {"r-1": Reason.USE_NOT_COVERED}


def test_under_the_lenient_policy_only_silence_passes() -> None:
    """No record goes out with a warning; a record that says no is a no."""
    silent = series()
    withdrawn = with_consents(consent(withdrawn=date(2026, 6, 1)))
    lenient = evolve(withdrawn, rights=tbh.RightsPolicy())

    released = tbh.release(silent, channel="web", at=AT)

    assert len(released.series.editions[0].responses) == 1
    (warning,) = released.warnings
    assert (warning.code, warning.severity) == ("TBH201", tbh.Severity.WARNING)
    assert warning.message == "response r-1 of edition e-patience has no record of consent"
    assert reasons(lenient) == {"r-1": Reason.CONSENT_WITHDRAWN}


def test_the_latest_grant_wins() -> None:
    """A later consent replaces an earlier one for its channels."""
    first = consent(expires=date(2026, 3, 1))
    second = consent(granted=date(2026, 4, 1), attribution=Attribution.INITIALS)

    assert reasons(with_consents(second, first)) == {}
    assert released_byline(with_consents(first, second)) == "D.O., RP"


def test_of_two_grants_of_one_day_the_lesser_counts() -> None:
    """In doubt, less is shown."""
    more, less = consent(), consent(attribution=Attribution.ROLE)

    assert released_byline(with_consents(less, more)) == "a registered psychotherapist in Ontario"


def test_a_withdrawal_beats_every_earlier_grant() -> None:
    """Also one that was made in another record, and one of its own day."""
    old = consent(withdrawn=date(2026, 5, 1))

    assert reasons(with_consents(consent(granted=date(2026, 2, 1)), old)) == {
        "r-1": Reason.CONSENT_WITHDRAWN
    }
    assert reasons(with_consents(consent(granted=date(2026, 5, 1)), old)) == {
        "r-1": Reason.CONSENT_WITHDRAWN
    }
    assert reasons(with_consents(consent(granted=date(2026, 5, 2)), old)) == {}


def test_a_withdrawal_from_one_channel_leaves_the_others() -> None:
    """It is a no to what it names."""
    web = consent(uses=frozenset({Channel.WEB}), withdrawn=date(2026, 5, 1))
    made = with_consents(consent(), web)

    assert reasons(made, "web") == {"r-1": Reason.CONSENT_WITHDRAWN}
    assert reasons(made, "feed") == {}


def released_byline(made: tbh.Series) -> str | None:
    released = tbh.release(made, channel="web", at=AT).series
    return released.byline(released.editions[0].responses[0])


@pytest.mark.parametrize(
    ("wanted", "allowed", "expected"),
    [
        ("full", "full", "Dana Okafor, RP"),
        ("full", "first-name", "Dana, RP"),
        ("first-name", "full", "Dana, RP"),
        ("full", "initials", "D.O., RP"),
        ("initials", "role", "a registered psychotherapist in Ontario"),
        ("full", "anonymous", None),
        ("anonymous", "full", None),
    ],
)
def test_attribution_is_capped_by_consent(wanted: str, allowed: str, expected: str | None) -> None:
    """What is printed is the lesser of what was asked for and what was granted."""
    made = with_consents(consent(attribution=Attribution(allowed)), attribution=Attribution(wanted))

    assert released_byline(made) == expected


@pytest.mark.parametrize("attribution", ["first-name", "initials", "role", "anonymous"])
def test_who_is_not_named_in_full_leaves_no_trace(attribution: str) -> None:
    """No record, no id: nothing leads from the words to the person."""
    made = with_consents(consent(), attribution=Attribution(attribution))

    released = tbh.release(made, channel="web", at=AT).series

    assert released.therapists == ()
    assert released.editions[0].responses[0].therapist is None
    assert "Okafor" not in repr(released.editions) + str(released.editions)


def test_two_responses_of_one_person_do_not_reveal_each_other() -> None:
    """Named in one, anonymous in the other: the second leads nowhere."""
    named = response("r-1")
    hidden = response("r-2", attribution=Attribution.ANONYMOUS)
    made = series(editions=(edition(responses=(named, hidden)),))

    first, second = tbh.release(made, channel="web", at=AT).series.editions[0].responses

    assert first.therapist == "t-1"
    assert (second.therapist, second.byline) == (None, None)


def test_a_role_is_described_in_the_language_of_the_edition() -> None:
    """French words in a French edition."""
    answer = response(attribution=Attribution.ROLE)
    made = series(editions=(edition(language="fr", responses=(answer,)),))

    assert released_byline(made) == "registered psychotherapist, Ontario"


def test_a_guest_keeps_a_byline_until_consent_allows_less() -> None:
    """What cannot be computed is left out, not guessed."""
    guest = response(therapist=None, byline="Jo, a guest")
    made = series(editions=(edition(responses=(guest,)),))
    capped = evolve(guest, consents=(consent(attribution=Attribution.ROLE),))

    assert released_byline(made) == "Jo, a guest"
    assert released_byline(series(editions=(edition(responses=(capped,)),))) is None


def test_private_fields_are_empty() -> None:
    """Whoever holds a release can print all of it."""
    credential = tbh.Credential(title="T", abbreviation="T", number="12345")
    made = series(
        therapists=(therapist(email="dana@example.org", credentials=(credential,)),),
        editions=(
            edition(
                due=AT.date(),
                responses=(
                    response(
                        asked=AT.date(),
                        due=AT.date(),
                        verbatim="raw",
                        received=AT,
                        source="<1@mail.example>",
                        consents=(consent(evidence="drawer 2"),),
                    ),
                ),
            ),
        ),
    )

    released = tbh.release(made, channel="web", at=AT).series

    assert released.therapists[0].email is None
    assert released.therapists[0].credentials[0].number is None
    assert released.editions[0].due is None
    assert released.editions[0].responses[0].asked is None
    assert released.editions[0].responses[0].due is None
    assert released.editions[0].responses[0].verbatim is None
    assert released.editions[0].responses[0].consents[0].evidence is None


def test_only_titles_in_force_are_released() -> None:
    """At the instant of the release, in the time zone of the series."""
    lapsed = tbh.Credential(title="T", abbreviation="T", valid_until=date(2026, 5, 31))
    made = series(therapists=(therapist(credentials=(lapsed,)),))
    late = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)  # still 31 May in Toronto

    assert tbh.release(made, channel="web", at=late).series.therapists[0].credentials == ()
    toronto = evolve(made, time_zone="America/Toronto")
    assert tbh.release(toronto, channel="web", at=late).series.therapists[0].credentials != ()


def test_somebody_who_left_cannot_be_booked() -> None:
    """The quotes stay, the booking link goes."""
    url = "https://example.org/book"
    active, alumni = therapist(booking_url=url), therapist(booking_url=url, status="alumni")

    def booking(person: tbh.Therapist) -> str | None:
        released = tbh.release(series(therapists=(person,)), channel="web", at=AT)
        return released.series.therapists[0].booking_url

    assert booking(active) == url
    assert booking(alumni) is None


def test_calls_and_notices_for_other_channels_are_gone() -> None:
    """Of the series and of the edition."""
    call = tbh.CallToAction(
        key="print",
        kind=tbh.CallToActionKind.OTHER,
        text="Print.",
        channels=frozenset({Channel.WEB}),
    )
    notice = tbh.Notice(text=tbh.markdown("Web."), channels=frozenset({Channel.WEB}))
    made = series(
        calls_to_action=(call,),
        notices=(notice,),
        editions=(edition(calls_to_action=(call,), notices=(notice,)),),
    )

    assert tbh.release(made, channel="web", at=AT).series == made
    feed = tbh.release(made, channel="feed", at=AT)
    assert [feed.series.calls_to_action, feed.series.notices] == [(), ()]
    assert [feed.series.editions[0].calls_to_action, feed.series.editions[0].notices] == [(), ()]
    assert [(each.kind, each.id, each.edition) for each in feed.withheld] == [
        ("call to action", "print", "e-patience"),
        ("notice", "other", "e-patience"),
        ("call to action", "print", None),
        ("notice", "other", None),
    ]


def test_a_correction_from_the_future_is_not_printed_yet() -> None:
    """A rebuild for an earlier instant tells what was known then."""
    later = tbh.Correction(
        on=date(2026, 6, 2), kind=tbh.CorrectionKind.UPDATE, text="More is known."
    )
    made = series(editions=(edition(corrections=(later,)),))

    assert tbh.release(made, channel="web", at=AT).series.editions[0].corrections == ()
    assert tbh.release(made, channel="web", at=AT + DAY).series.editions[0].corrections == (later,)


def test_a_correction_makes_the_entry_later() -> None:
    """A feed reader that has the entry reads it again; an update that is later still stands."""
    noon = datetime(2026, 5, 20, 12, tzinfo=UTC)
    kind = tbh.CorrectionKind.CORRECTION
    made = edition(corrections=(tbh.Correction(on=noon.date(), kind=kind, text="It was Tuesday."),))

    def updated(one: tbh.Edition) -> datetime | None:
        return tbh.release(series(editions=(one,)), "feed", AT).series.editions[0].updated

    assert updated(made) == datetime(2026, 5, 20, tzinfo=UTC)
    assert updated(evolve(made, updated=noon)) == noon
    assert updated(evolve(made, published=None)) is None


def test_nothing_is_older_than_the_end_of_its_embargo() -> None:
    """Nobody could see it before, whatever `published` and `updated` say."""
    began = AT - DAY
    made = edition(embargo_until=began, updated=datetime(2026, 5, 2, tzinfo=UTC))
    undated = evolve(made, published=None, updated=None)
    release = tbh.release(series(editions=(made,)), "feed", AT).series

    assert (release.editions[0].published, release.editions[0].last_change) == (began, began)
    assert tbh.release(release, "feed", AT).series == release
    released = tbh.release(series(editions=(undated,)), "feed", AT).series.editions[0]
    assert (released.published, released.updated) == (None, None)


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "Patience is a room."},
        {"answer": tbh.markdown("More.")},
        {"attribution": Attribution.INITIALS},
        {"language": "fr"},
    ],
)
def test_an_approval_is_of_exactly_these_words(change: dict[str, Any]) -> None:
    """Whatever is shown and changes makes it stale."""
    digest = tbh.approval_digest(response())
    approved = response(approval=tbh.Approval(on=date(2026, 5, 1), digest=digest))

    def found(answer: tbh.Response) -> dict[str, Reason]:
        return reasons(series(editions=(edition(responses=(answer,)),)))

    assert found(approved) == {}
    assert found(evolve(approved, **change)) == {"r-1": Reason.APPROVAL_STALE}


def test_an_approval_may_be_required() -> None:
    """Then silence is a no."""
    made = series(rights=tbh.RightsPolicy(approval=Enforcement.REQUIRED))

    assert reasons(made) == {"r-1": Reason.APPROVAL_MISSING}


def test_the_digest_is_of_words_and_not_of_their_spelling_in_python() -> None:
    """It is stable: a digest on record stays good."""
    assert tbh.approval_digest(response()) == (
        "sha256:2fac59f62e48c8ec3a6bb7d1476b6c86fb53a6904ac2196d34c95909bf56d5ab"
    )


def test_an_instant_needs_a_time_zone() -> None:
    """A naive datetime is refused with what to write."""
    with pytest.raises(tbh.NaiveInstantError, match="has no time zone; give an aware datetime"):
        tbh.release(series(), channel="web", at=datetime(2026, 6, 1))  # noqa: DTZ001 - the mistake under test


def test_an_unknown_channel_is_answered_with_the_nearest() -> None:
    """Or with all that there are."""
    with pytest.raises(
        tbh.UnknownChannelError, match=r"no channel 'feeds' .*; did you mean 'feed'"
    ):
        tbh.release(series(), channel="feeds", at=AT)
    with pytest.raises(tbh.UnknownChannelError, match="there are web, feed, newsletter, social"):
        tbh.release(series(), channel="print", at=AT)


def test_the_zone_of_the_instant_does_not_matter() -> None:
    """The same instant, written elsewhere, is the same release."""
    tokyo = AT.astimezone(timezone(timedelta(hours=9)))
    made = with_consents(consent(expires=date(2026, 6, 2)))

    assert tbh.release(made, channel="web", at=AT) == tbh.release(made, channel="web", at=tokyo)


@pytest.mark.parametrize("field", ["embargo_until", "published"])
def test_an_hour_that_clocks_go_through_twice_is_two(field: str) -> None:
    """A quarter to two comes before half past one, if that is the second one."""
    toronto = ZoneInfo("America/Toronto")
    starts = datetime(2026, 11, 1, 1, 30, fold=1, tzinfo=toronto)
    early = datetime(2026, 11, 1, 1, 45, tzinfo=toronto)
    dates: dict[str, Any] = {field: starts}
    made = series(editions=(edition(**dates),))

    assert tbh.release(made, channel="web", at=early).series.editions == ()
    assert tbh.release(made, channel="web", at=starts).series.editions != ()
    assert tbh.next_change(made, early) == starts.astimezone(UTC)


def test_what_is_remembered_is_of_one_hour_and_not_of_the_other() -> None:
    """Python takes the two for equal where they have one zone."""
    toronto = ZoneInfo("America/Toronto")
    early, late = (datetime(2026, 11, 1, 1, 30, fold=fold, tzinfo=toronto) for fold in (0, 1))
    made = series(editions=(edition(published=late.astimezone(UTC)),))
    memory = ReleaseCache()

    assert release(made, "web", early, cache=memory).series.editions == ()
    assert release(made, "web", late, cache=memory).series.editions != ()


@pytest.mark.parametrize("channel", list(Channel))
def test_a_release_names_its_channel_and_instant(channel: Channel) -> None:
    """So that an exporter need not ask a clock."""
    released = tbh.release(series(), channel=channel, at=AT)

    assert (released.channel, released.at) == (channel, AT)


def test_an_edition_that_has_not_changed_passes_as_it_did() -> None:
    """The very value that it became; the others are judged anew."""
    memory = ReleaseCache()
    first, second = edition(), edition("doors")
    before = release(series(editions=(first, second)), "web", AT, cache=memory)
    changed = evolve(second, title="Who closes the door?")
    after = release(series(editions=(first, changed)), "web", AT, cache=memory)

    assert after.series.editions[0] is before.series.editions[0]
    assert after.series.editions[1].title == "Who closes the door?"


def test_what_the_web_shows_more_of_is_remembered_too() -> None:
    """And so is whatever else was said of an edition that has not changed."""
    memory = ReleaseCache()
    answers = (response(consents=(consent(uses=frozenset({Channel.WEB})),)), guest())
    made = series(editions=(edition(responses=answers),))
    before = release(made, "feed", AT, cache=memory)
    again = release(made, "feed", AT, cache=memory)

    assert again == before
    assert again.more_on_web == {made.editions[0].id}


def test_nothing_is_remembered_from_another_channel_instant_or_series() -> None:
    """Each may change what becomes of an edition."""
    one = edition(responses=(response(consents=(consent(),)),))
    memory = ReleaseCache()

    def released(channel: str, at: datetime, **fields: Any) -> tbh.Edition:
        whole = series(editions=(one,), **fields)
        return release(whole, channel, at, cache=memory).series.editions[0]

    first = released("web", AT)
    others = [
        released("feed", AT),
        released("web", AT + timedelta(hours=1)),
        released("web", AT, therapists=(therapist(name="Dana O."),)),
    ]

    assert all(each is not first for each in others)
    assert released("web", AT, therapists=(therapist(name="Dana O."),)) is others[2]
