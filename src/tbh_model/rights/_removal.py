"""What readers are told of an answer, or an edition, that has been taken back.

A feed reader keeps what it has until the entry changes: so the entry of an edition that lost an
answer gets a later `updated`, and a correction that says so and names nobody.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from attrs import evolve

from tbh_model.model import (
    Channel,
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
    primary,
    start_of,
)
from tbh_model.rights._placeholders import unwritten_words
from tbh_model.rights._release import Gone
from tbh_model.rights._rules import consent_hold, consent_in_force

TOLD_FOR: Final = timedelta(days=90)
"""How long feeds tell that an edition is gone; a reader that looks less often misses it."""


def with_removals(series: Series, edition: Edition, channel: Channel, at: datetime) -> Edition:
    """Return an edition with a correction for each day on which answers were taken back.

    Only for those that had gone out on the channel by then. A day that has a correction of that
    kind already keeps it: the author has said it in other words.
    """
    if not any(each.taken_back for response in edition.responses for each in response.consents):
        return edition
    zone = series.time_zone
    removed = Counter(
        day
        for response in edition.responses
        for day in _taken_back(response, channel, series.rights)
        if day <= day_of(at, zone) and _was_out(series, edition, response, day)
    )
    for day, count in sorted(removed.items()):
        edition = _told(edition, series, day, count)
    return edition


def _taken_back(response: Response, channel: Channel, policy: RightsPolicy) -> set[date]:
    """Return the days on which a person took back what was allowed on a channel until then."""
    covering = [consent for consent in response.consents if channel in consent.uses]
    days = sorted({each.taken_back for each in covering if each.taken_back is not None})
    previous = (None, *days)
    is_silent = all(each.basis is ConsentBasis.REFUSED for each in response.consents)
    if is_silent and policy.consent is Enforcement.RECORDED:
        return set(days[:1])  # until then it went out without a record
    return {
        day
        for before, day in zip(previous, days, strict=False)
        if any(_held_until(consent, before, day) for consent in covering)
    }


def _held_until(consent: Consent, before: date | None, day: date) -> bool:
    """Return whether a grant, made after an earlier withdrawal, held on the eve of a day."""
    was_public = consent.granted == day and consent.basis is ConsentBasis.LEGACY_PUBLISHED
    is_earlier = consent.granted < day or was_public
    is_standing = before is None or consent.granted > before
    return is_earlier and is_standing and (consent.expires is None or consent.expires >= day)


def _was_out(series: Series, edition: Edition, response: Response, day: date) -> bool:
    starts = (edition.published, edition.embargo_until)
    if any(each is not None and day_of(each, series.time_zone) > day for each in starts):
        return False
    if series.rights.approval is not Enforcement.REQUIRED:
        return True
    return response.approval is not None and response.approval.on <= day


def _told(edition: Edition, series: Series, day: date, count: int) -> Edition:
    kind = CorrectionKind.RESPONSE_REMOVED
    began = start_of(day, series.time_zone)
    changed = edition.changed
    if any(each.on == day and each.kind is kind for each in edition.corrections):
        return evolve(edition, updated=_later(edition.updated, changed, began))
    one, several = _SAID.get(primary(series.language_of(edition)), _SAID["en"])
    correction = Correction(on=day, kind=kind, text=one if count == 1 else several)
    if changed is not None and began <= changed:
        began = _a_second_after(changed)  # readers take an entry again if it is later
    return evolve(edition, updated=began, corrections=(*edition.corrections, correction))


def _after(instant: datetime, time: timedelta) -> datetime:
    try:
        return instant + time
    except OverflowError:  # the calendar ends before
        return instant


def _later(updated: datetime | None, changed: datetime | None, began: datetime) -> datetime | None:
    return began if changed is None or began > changed else updated


_SAID: Final[Mapping[str, tuple[str, str]]] = {
    "en": (
        "An answer has been removed from this edition.",
        "Answers have been removed from this edition.",
    ),
    "fr": (
        "Une réponse a été retirée de cette édition.",
        "Des réponses ont été retirées de cette édition.",
    ),
}


def with_corrections(edition: Edition, time_zone: str) -> Edition:
    """Return an edition that changed on the day of its last correction, if not later.

    A feed reader that has the entry reads the correction only if the entry is later.
    """
    last = max((each.on for each in edition.corrections), default=None)
    changed = edition.changed
    if last is None or changed is None or start_of(last, time_zone) <= changed:
        return edition
    return evolve(edition, updated=start_of(last, time_zone))


def gone(series: Series, edition: Edition, at: datetime) -> Gone | None:
    """Return what is left of an edition that was retracted or has expired, if it had been out."""
    starts = [each for each in (edition.published, edition.embargo_until) if each is not None]
    if any(at < each for each in starts):
        return None
    since = min(_ends(series, edition, at), default=None)
    if since is not None:
        return _gone(series, edition, since, _after(since, TOLD_FOR))
    # nobody knows since when; a feed that loses the entry must not become older by it
    return _gone(series, edition, max(map(_a_second_after, starts), default=None), None)


def gone_below_minimum(
    series: Series, edition: Edition, channel: Channel, at: datetime
) -> Gone | None:
    """Return what is left of an edition that once had enough answers on a channel, and was out."""
    zone, fewest = series.time_zone, series.rights.minimum_responses
    ends = {
        end
        for response in edition.responses
        for consent in response.consents
        if channel in consent.uses
        for end in (consent.taken_back, consent.expires)
        if end is not None and end <= day_of(at, zone)
    }
    for day in sorted(ends, reverse=True):
        count = sum(
            _was_shown_until(series, edition, response, channel, day)
            for response in edition.responses
        )
        if count >= fewest:
            since = start_of(day, zone)
            return _gone(series, edition, since, _after(since, TOLD_FOR))
    return None


def _was_shown_until(
    series: Series, edition: Edition, response: Response, channel: Channel, day: date
) -> bool:
    """Return whether a channel showed a response on the eve of a day."""
    if unwritten_words(response) or not _was_out(series, edition, response, day):
        return False
    if day in _taken_back(response, channel, series.rights):
        return True
    consent = consent_in_force(response.consents, channel, day - timedelta(days=1))
    return consent_hold(response, series.rights, channel, consent) is None


def _gone(
    series: Series, edition: Edition, since: datetime | None, told_until: datetime | None
) -> Gone:
    return Gone(
        id=edition.id,
        entry_id=series.entry_id(edition),
        url=series.url_of(edition),
        since=since,
        told_until=told_until,
    )


def _a_second_after(instant: datetime) -> datetime:
    return _after(instant, timedelta(seconds=1))


def _ends(series: Series, edition: Edition, at: datetime) -> Iterator[datetime]:
    if edition.expires is not None and edition.expires <= at:
        yield edition.expires
    if edition.status is not EditionStatus.RETRACTED:
        return
    days = [
        each.on
        for each in edition.corrections
        if each.kind is CorrectionKind.RETRACTION and each.on <= day_of(at, series.time_zone)
    ]
    if days:
        known = [each for each in (edition.changed,) if each is not None and each <= at]
        yield max([start_of(max(days), series.time_zone), *known])
    elif edition.updated is not None and edition.updated <= at:
        yield edition.updated
