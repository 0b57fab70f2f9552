"""The editor's morning: who still owes what, what runs out soon, and what goes out next."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from attrs import asdict

from tbh_model._arguments import check_arguments
from tbh_model._attrs import evolve, frozen
from tbh_model._final import final
from tbh_model.model import (
    Consent,
    Edition,
    EditionStatus,
    Enforcement,
    Response,
    RightsPolicy,
    Series,
    TherapistStatus,
    at_fixed_offset,
    changed_since_approval,
    day_of,
    start_of,
)
from tbh_model.rights._gate import release
from tbh_model.rights._placeholders import response_placeholders
from tbh_model.rights._policy import (
    approval_withholding,
    consent_in_force,
    consent_withholding,
    edition_withholding,
)
from tbh_model.rights._release import Reason, Release
from tbh_model.rights._takedown import end_of_announcement

# Period in which `status` lists what expires.
SOON: Final = timedelta(days=30)

_STRICT: Final = RightsPolicy(consent=Enforcement.REQUIRED)


class OutstandingKind(StrEnum):
    """Kind of something that is missing."""

    ANSWER = "answer"
    """An answer."""
    CONSENT = "consent"
    """A consent."""
    APPROVAL = "approval"
    """An approval."""


@final
@frozen(kw_only=True)
class Outstanding:
    """Answer, consent or approval that a response lacks."""

    debt: OutstandingKind
    """The kind of what is missing."""
    edition: str
    """Id of the edition."""
    response: str
    """Id of the response."""
    therapist: str | None
    """Id of who owes it, where that is known."""
    reason: Reason | None = None
    """The reason why the gate withholds the response."""
    channels: tuple[str, ...] = ()
    """For which channels."""
    detail: str | None = None
    """More about it."""


@final
@frozen(kw_only=True)
class PanelMember:
    """Whether somebody of the panel was asked, has answered, and has approved."""

    edition: str
    """The id of the edition."""
    response: str
    """The id of the response."""
    therapist: str | None
    """The id of the therapist, where that is known."""
    asked: date | None
    """The day on which the person was asked, if it is recorded."""
    due: date | None
    """The last day for the answer, if there is one."""
    has_answered: bool
    """Whether there is an answer, and not a placeholder."""
    received: date | None
    """The day on which the answer was received, if it is recorded."""
    approved: date | None
    """The day of the approval of the present wording."""
    days_overdue: int
    """The number of days since the last day for an answer that is missing; 0 if none is overdue."""


@final
@frozen(kw_only=True)
class Expiring:
    """Edition, consent or title that expires."""

    at: datetime
    """The first instant without it."""
    what: str
    """`edition`, `consent` or `title`."""
    edition: str | None = None
    """The id of the edition, if it or one of its responses expires."""
    response: str | None = None
    """The id of the response, if its consent expires."""
    therapist: str | None = None
    """The id of the therapist, if a title or a consent of theirs expires."""
    channels: tuple[str, ...] = ()
    """The channels that a consent covers."""
    title: str | None = None
    """The abbreviation of a title."""


@final
@frozen(kw_only=True)
class Upcoming:
    """An edition that goes out on some channel at an instant if nobody does anything."""

    at: datetime
    """The date and time."""
    edition: str
    """The id of the edition."""
    title: str
    """The title of the edition."""


@final
@frozen(kw_only=True)
class Status:
    """Editorial status: what is missing, what expires, and what is scheduled. Times are in UTC."""

    at: datetime
    """The date and time of the status."""
    panel: tuple[PanelMember, ...]
    """The panel of editions that are not out yet, and of others who was asked without an answer."""
    owed: tuple[Outstanding, ...]
    """What is missing, by edition and response; nothing for retracted and expired editions."""
    expiring: tuple[Expiring, ...]
    """What expires within 30 days, the earliest first."""
    upcoming: tuple[Upcoming, ...]
    """Scheduled and embargoed editions, the earliest first."""
    next_change: datetime | None
    """The next instant at which any output changes."""

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, for `--json`."""
        return {
            "at": self.at.isoformat(),
            "panel": [_to_data(item) for item in self.panel],
            "owed": [_to_data(item) for item in self.owed],
            "expiring": [_to_data(item) for item in self.expiring],
            "upcoming": [_to_data(item) for item in self.upcoming],
            "next_change": None if self.next_change is None else self.next_change.isoformat(),
        }


@check_arguments
def status(series: Series, /, at: datetime) -> Status:
    """Return what is missing, what expires soon, and what is scheduled.

    Raises:
        NaiveInstantError: If `at` has no time zone.

    >>> [upcoming.edition for upcoming in tbh.status(series, at).upcoming]
    ['e-2027-02']
    """
    following = next_change(series, at)
    return Status(
        at=at,
        panel=tuple(_panel(series, at)),
        owed=tuple(_outstanding(series, at)),
        expiring=tuple(sorted(_expiring(series, at), key=lambda item: (item.at, str(item)))),
        upcoming=tuple(sorted(_upcoming(series, at), key=lambda item: (item.at, item.edition))),
        next_change=following,
    )


def due_day(edition: Edition, response: Response) -> date | None:
    """Return the last day for an answer: its own, or that of the edition.

    >>> rights.due_day(edition, response) is None
    True
    """
    return response.due or edition.due


def _panel(series: Series, at: datetime) -> Iterator[PanelMember]:
    today = day_of(at, series.time_zone)
    for edition in series.editions:
        withholding = edition_withholding(edition, at)
        if withholding is not None and withholding.reason in {Reason.RETRACTED, Reason.EXPIRED}:
            continue
        for response in edition.responses:
            has_answered = not response_placeholders(response)
            if withholding is None and (has_answered or response.asked is None):
                continue
            due, approval = due_day(edition, response), response.approval
            is_stale = bool(changed_since_approval(response))
            is_overdue = due is not None and due < today and not has_answered
            yield PanelMember(
                edition=edition.id,
                response=response.id,
                therapist=response.therapist,
                asked=response.asked,
                due=due,
                has_answered=has_answered,
                received=_day_received(response, series.time_zone),
                approved=None if approval is None or is_stale else approval.on,
                days_overdue=(today - due).days if due is not None and is_overdue else 0,
            )


def _day_received(response: Response, time_zone: str) -> date | None:
    return None if response.received is None else day_of(response.received, time_zone)


def _outstanding(series: Series, at: datetime) -> Iterator[Outstanding]:
    for edition in series.editions:
        withholding = edition_withholding(edition, at)
        if withholding is not None and withholding.reason in {Reason.RETRACTED, Reason.EXPIRED}:
            continue
        publication = max(filter(None, (at, edition.published, edition.embargo_until)))
        day = day_of(publication, series.time_zone)
        for response in edition.responses:
            yield from _outstanding_for(series, response, edition, day)


def _outstanding_for(
    series: Series, response: Response, edition: Edition, day: date
) -> Iterator[Outstanding]:
    def outstanding(debt: OutstandingKind, **more: Any) -> Outstanding:
        return Outstanding(
            debt=debt,
            edition=edition.id,
            response=response.id,
            therapist=response.therapist,
            **more,
        )

    placeholders = response_placeholders(response)
    if placeholders:
        yield outstanding(
            OutstandingKind.ANSWER, reason=Reason.PLACEHOLDER, detail=", ".join(placeholders)
        )
    missing: dict[Reason, list[str]] = {}
    for channel in series.all_channels:
        consent = consent_in_force(response.consents, channel, day)
        withholding = consent_withholding(response, _STRICT, channel, consent)
        # what somebody said no to is not owed
        if withholding is not None and withholding.reason not in {
            Reason.USE_NOT_COVERED,
            Reason.CONSENT_WITHDRAWN,
        }:
            missing.setdefault(withholding.reason, []).append(channel)
    for reason, channels in missing.items():
        yield outstanding(OutstandingKind.CONSENT, reason=reason, channels=tuple(channels))
    approval = approval_withholding(response, series.rights)
    if approval is not None:
        yield outstanding(OutstandingKind.APPROVAL, reason=approval.reason, detail=approval.detail)


def _expiring(series: Series, at: datetime) -> Iterator[Expiring]:
    today, zone = day_of(at, series.time_zone), series.time_zone
    last = today + min(SOON, date.max - today)
    for edition in series.editions:
        withholding = edition_withholding(edition, at)
        if withholding is not None and withholding.reason in {Reason.RETRACTED, Reason.EXPIRED}:
            continue
        if edition.expires is not None and edition.expires <= at + SOON:
            yield Expiring(at=edition.expires, what="edition", edition=edition.id)
        for response in edition.responses:
            yield from _expiring_consents(series, response, edition, today)
    for therapist in series.therapists:
        for credential in therapist.credentials:
            until = credential.valid_until
            is_soon = until is not None and today <= until < last
            if until is not None and is_soon and therapist.status is TherapistStatus.ACTIVE:
                yield Expiring(
                    at=start_of(until + timedelta(days=1), zone),
                    what="title",
                    therapist=therapist.id,
                    title=credential.abbreviation,
                )


def _expiring_consents(
    series: Series, response: Response, edition: Edition, today: date
) -> Iterator[Expiring]:
    """Yield each consent that is in force, and not on the day on which it ends."""
    ending: dict[date, list[str]] = {}
    for channel in series.all_channels:
        consent = consent_in_force(response.consents, channel, today)
        if isinstance(consent, Consent):
            withdrawals = (
                record.withdrawal_date for record in response.consents if channel in record.uses
            )
            ends = [
                day for day in (consent.expires, *withdrawals) if day is not None and day > today
            ]
            if ends and min(ends) <= today + SOON:
                ending.setdefault(min(ends), []).append(channel)
    for day, channels in ending.items():
        yield Expiring(
            at=start_of(day, series.time_zone),
            what="consent",
            edition=edition.id,
            response=response.id,
            therapist=response.therapist,
            channels=tuple(channels),
        )


def _upcoming(series: Series, at: datetime) -> Iterator[Upcoming]:
    for edition in series.editions:
        starts = [
            start for start in (edition.published, edition.embargo_until) if start is not None
        ]
        goes_live = max(starts, default=at)
        if (
            edition.status is EditionStatus.READY
            and goes_live > at
            and _is_released(series, edition, goes_live)
        ):
            yield Upcoming(at=goes_live, edition=edition.id, title=edition.title)


def _is_released(series: Series, edition: Edition, at: datetime) -> bool:
    single = evolve(series, editions=(evolve(edition, translation_of=None),))
    return any(release(single, channel, at).series.editions for channel in series.all_channels)


def _to_data(value: Outstanding | Expiring | PanelMember | Upcoming) -> dict[str, Any]:
    return asdict(value, value_serializer=lambda _, __, item: _plain_value(item))


def _plain_value(item: Any) -> Any:
    match item:
        case date():  # with a time or without
            return item.isoformat()
        case StrEnum():
            return item.value
        case tuple():
            return [_plain_value(element) for element in item]
        case _:
            return item


_ONE_DAY = timedelta(days=1)


@check_arguments
def next_change(series: Series, /, at: datetime) -> datetime | None:
    """Return the next time after `at` at which what is published changes, in UTC.

    Until then, every build writes the same bytes. If you build at each of these times, and when
    content changes, the output is never out of date. None means that no change is scheduled.

    Raises:
        NaiveInstantError: If `at` has no time zone.

    >>> tbh.next_change(series, at).isoformat()
    '2027-02-11T13:00:00+00:00'
    """
    releases = [release(series, channel, at) for channel in series.all_uses]
    current = [_comparable(released, at) for released in releases]
    announcement_ends = {
        tombstone.announce_until
        for released in releases
        for tombstone in released.tombstones
        if tombstone.announce_until
    }
    for instant in sorted(
        {candidate for candidate in (*announcement_ends, *_instants(series)) if candidate > at}
    ):
        changed = [
            _comparable(release(series, channel, instant), instant) for channel in series.all_uses
        ]
        if changed != current:
            return instant.astimezone(UTC)
    return None


def unchanging_period(series: Series, /, at: datetime) -> tuple[datetime | None, datetime | None]:
    """Return a period around `at` in which every build writes the same bytes.

    It may be shorter than it could be, because nothing is released to find it. It begins with the
    first time and ends before the second; None stands for no beginning or end.

    >>> start, end = rights.unchanging_period(series, at)
    >>> start < at < end
    True
    """
    instants = {at_fixed_offset(instant) for instant in _instants(series)}
    instants |= {end_of_announcement(instant) for instant in instants}
    return (
        max((instant for instant in instants if instant <= at), default=None),
        min((instant for instant in instants if instant > at), default=None),
    )


def _comparable(released: Release, at: datetime) -> tuple[object, ...]:
    is_announced = [
        tombstone.announce_until is None or at < tombstone.announce_until
        for tombstone in released.tombstones
    ]
    return released.series, released.tombstones, released.more_on_web, is_announced


def _instants(series: Series) -> Iterator[datetime]:
    """Yield every instant at which a rule could decide otherwise."""
    for day in set(_days(series)):
        yield start_of(day, series.time_zone)
    for edition in series.editions:
        starts = (edition.published, edition.embargo_until)
        for instant in (*starts, edition.expires, edition.updated):
            if instant is not None:
                yield instant


def _days(series: Series) -> Iterator[date]:
    for therapist in series.therapists:
        for credential in therapist.credentials:
            if credential.valid_from is not None:
                yield credential.valid_from
            if credential.valid_until is not None and credential.valid_until < date.max:
                yield credential.valid_until + _ONE_DAY
    for edition in series.editions:
        yield from (correction.on for correction in edition.corrections)
        for response in edition.responses:
            for consent in response.consents:
                days = (consent.granted, consent.expires, consent.withdrawn)
                yield from (day for day in days if day is not None)
