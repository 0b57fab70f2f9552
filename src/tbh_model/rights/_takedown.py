"""Corrections and tombstones for removed answers and editions.

A feed reader keeps an entry until it changes. Therefore an edition that lost an answer gets a later
`updated`, and a correction that names nobody.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from attrs import evolve

from tbh_model.i18n import language_for
from tbh_model.model import (
    Consent,
    ConsentBasis,
    Correction,
    CorrectionKind,
    Edition,
    EditionStatus,
    Enforcement,
    Response,
    RightsPolicy,
    Series,
    day_of,
    start_of,
)
from tbh_model.rights._placeholders import response_placeholders
from tbh_model.rights._policy import consent_in_force, consent_withholding
from tbh_model.rights._release import Tombstone

# Period in which feeds announce the removal of an edition.
TOMBSTONE_LIFETIME: Final = timedelta(days=90)


def with_removal_notices(series: Series, edition: Edition, channel: str, at: datetime) -> Edition:
    """Return an edition with a correction for each day on which answers were taken back.

    Only for those that had gone out on the channel by then. A day that has a correction of that
    kind already keeps it: the author has said it in other words.
    """
    if not any(
        consent.withdrawal_date for response in edition.responses for consent in response.consents
    ):
        return edition
    zone = series.time_zone
    removed = Counter(
        day
        for response in edition.responses
        for day in _withdrawal_days(response, channel, series.rights)
        if day <= day_of(at, zone) and _was_published(series, edition, response, day)
    )
    for day, count in sorted(removed.items()):
        edition = _add_removal_notice(edition, series, day, count)
    return edition


def _withdrawal_days(response: Response, channel: str, policy: RightsPolicy) -> set[date]:
    """Return the days on which a person took back what was allowed on a channel until then."""
    covering = [consent for consent in response.consents if channel in consent.uses]
    days = sorted(
        {consent.withdrawal_date for consent in covering if consent.withdrawal_date is not None}
    )
    previous = (None, *days)
    is_silent = all(consent.basis is ConsentBasis.REFUSED for consent in response.consents)
    if is_silent and policy.consent is Enforcement.RECORDED:
        return set(days[:1])  # until then it went out without a record
    return {
        day
        for previous_withdrawal, day in zip(previous, days, strict=False)
        if any(_was_in_force_before(consent, previous_withdrawal, day) for consent in covering)
    }


def _was_in_force_before(consent: Consent, previous_withdrawal: date | None, day: date) -> bool:
    """Return whether a grant, made after an earlier withdrawal, held on the eve of a day."""
    # such a record says that the words were out before that day
    was_public = consent.granted == day and consent.basis is ConsentBasis.LEGACY_PUBLISHED
    is_earlier = consent.granted < day or was_public
    is_standing = previous_withdrawal is None or consent.granted > previous_withdrawal
    return is_earlier and is_standing and (consent.expires is None or consent.expires >= day)


def _was_published(series: Series, edition: Edition, response: Response, day: date) -> bool:
    starts = (edition.published, edition.embargo_until)
    if any(start is not None and day_of(start, series.time_zone) > day for start in starts):
        return False
    if series.rights.approval is not Enforcement.REQUIRED:
        return True
    return response.approval is not None and response.approval.on <= day


def _add_removal_notice(edition: Edition, series: Series, day: date, count: int) -> Edition:
    kind = CorrectionKind.RESPONSE_REMOVED
    removal_start = start_of(day, series.time_zone)
    last_change = edition.last_change
    if any(correction.on == day and correction.kind is kind for correction in edition.corrections):
        return evolve(edition, updated=_latest_update(edition.updated, last_change, removal_start))
    strings = language_for(series.language_of(edition))
    notice = strings.answer_removed if count == 1 else strings.answers_removed
    correction = Correction(on=day, kind=kind, text=notice)
    if last_change is not None and removal_start <= last_change:
        removal_start = _a_second_after(last_change)  # readers take an entry again if it is later
    return evolve(edition, updated=removal_start, corrections=(*edition.corrections, correction))


def end_of_announcement(since: datetime) -> datetime:
    """Return the instant until which feeds announce that an edition is gone."""
    return _after(since, TOMBSTONE_LIFETIME)


def _after(instant: datetime, time: timedelta) -> datetime:
    try:
        return instant + time
    except OverflowError:  # the calendar ends before
        return instant


def _latest_update(
    updated: datetime | None, last_change: datetime | None, removal_start: datetime
) -> datetime | None:
    return removal_start if last_change is None or removal_start > last_change else updated


def with_corrections(edition: Edition, time_zone: str) -> Edition:
    """Return an edition that changed on the day of its last correction, if not later.

    A feed reader that has the entry reads the correction only if the entry is later.
    """
    last = max((correction.on for correction in edition.corrections), default=None)
    last_change = edition.last_change
    if last is None or last_change is None or start_of(last, time_zone) <= last_change:
        return edition
    return evolve(edition, updated=start_of(last, time_zone))


def tombstone_for(series: Series, edition: Edition, at: datetime) -> Tombstone | None:
    """Return what is left of an edition that was retracted or has expired, if it had been out."""
    starts = [start for start in (edition.published, edition.embargo_until) if start is not None]
    if any(at < start for start in starts):
        return None
    since = min(_removal_instants(series, edition, at), default=None)
    if since is not None:
        return _build_tombstone(series, edition, since, end_of_announcement(since))
    # nobody knows since when; a feed that loses the entry must not become older by it
    return _build_tombstone(series, edition, max(map(_a_second_after, starts), default=None), None)


def tombstone_below_minimum(
    series: Series, edition: Edition, channel: str, at: datetime
) -> Tombstone | None:
    """Return what is left of an edition that once had enough answers on a channel, and was out."""
    zone, minimum = series.time_zone, series.rights.minimum_responses
    ends = {
        end
        for response in edition.responses
        for consent in response.consents
        if channel in consent.uses
        for end in (consent.withdrawal_date, consent.expires)
        if end is not None and end <= day_of(at, zone)
    }
    for day in sorted(ends, reverse=True):
        count = sum(
            _was_shown_until(series, edition, response, channel, day)
            for response in edition.responses
        )
        if count >= minimum:
            since = start_of(day, zone)
            return _build_tombstone(series, edition, since, end_of_announcement(since))
    return None


def _was_shown_until(
    series: Series, edition: Edition, response: Response, channel: str, day: date
) -> bool:
    """Return whether a channel showed a response on the eve of a day."""
    if response_placeholders(response) or not _was_published(series, edition, response, day):
        return False
    if day in _withdrawal_days(response, channel, series.rights):
        return True
    consent = consent_in_force(response.consents, channel, day - timedelta(days=1))
    return consent_withholding(response, series.rights, channel, consent) is None


def _build_tombstone(
    series: Series, edition: Edition, since: datetime | None, announce_until: datetime | None
) -> Tombstone:
    return Tombstone(
        id=edition.id,
        entry_id=series.entry_id(edition),
        url=series.url_of(edition),
        since=since,
        announce_until=announce_until,
    )


def _a_second_after(instant: datetime) -> datetime:
    return _after(instant, timedelta(seconds=1))


def _removal_instants(series: Series, edition: Edition, at: datetime) -> Iterator[datetime]:
    if edition.expires is not None and edition.expires <= at:
        yield edition.expires
    if edition.status is not EditionStatus.RETRACTED:
        return
    days = [
        correction.on
        for correction in edition.corrections
        if correction.kind is CorrectionKind.RETRACTION
        and correction.on <= day_of(at, series.time_zone)
    ]
    if days:
        changes = [
            change for change in (edition.last_change,) if change is not None and change <= at
        ]
        yield max([start_of(max(days), series.time_zone), *changes])
    elif edition.updated is not None and edition.updated <= at:
        yield edition.updated
