"""Reasons to withhold, one function each."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final

from tbh_model._attrs import frozen
from tbh_model._final import final
from tbh_model.model import (
    Attribution,
    Consent,
    ConsentBasis,
    Edition,
    EditionStatus,
    Enforcement,
    Response,
    RightsPolicy,
    changed_since_approval,
)
from tbh_model.rights._release import Reason


@final
@frozen
class Withholding:
    """A reason to withhold, until when it holds, and what more there is to say."""

    reason: Reason
    """The reason."""
    until: datetime | date | None = None
    """The end of the withholding, or None if no date ends it."""
    detail: str | None = None
    """More about the reason."""


def edition_withholding(edition: Edition, at: datetime) -> Withholding | None:
    """Return the first reason to withhold a whole edition, or None.

    >>> rights.edition_withholding(series.edition("e-2027-02"), at).reason
    <Reason.SCHEDULED: 'scheduled'>
    """
    return next(
        (withholding for rule in _EDITION_RULES if (withholding := rule(edition, at))), None
    )


def _check_draft(edition: Edition, _: datetime) -> Withholding | None:
    return Withholding(Reason.DRAFT) if edition.status is EditionStatus.DRAFT else None


def _check_retracted(edition: Edition, _: datetime) -> Withholding | None:
    return Withholding(Reason.RETRACTED) if edition.status is EditionStatus.RETRACTED else None


def _check_expired(edition: Edition, at: datetime) -> Withholding | None:
    is_over = edition.expires is not None and edition.expires <= at
    return Withholding(Reason.EXPIRED) if is_over else None


def _check_embargoed(edition: Edition, at: datetime) -> Withholding | None:
    ends = edition.embargo_until
    return Withholding(Reason.EMBARGOED, ends) if ends is not None and at < ends else None


def _check_scheduled(edition: Edition, at: datetime) -> Withholding | None:
    starts = edition.published
    return Withholding(Reason.SCHEDULED, starts) if starts is not None and at < starts else None


# The first that applies is reported: what an editor decided before what a date decides.
_EDITION_RULES: Final[tuple[Callable[[Edition, datetime], Withholding | None], ...]] = (
    _check_draft,
    _check_retracted,
    _check_expired,
    _check_embargoed,
    _check_scheduled,
)


def consent_in_force(consents: Sequence[Consent], channel: str, day: date) -> Consent | Reason:
    """Return the consent that covers a channel on a day, or the reason why none does.

    The latest grant wins, and of two of one day the one that shows less. A withdrawal beats every
    grant up to its own day; only a later grant opens the channel again. A refusal is of its
    channels alone: of the others it is as if nothing were on record.

    Args:
        consents: The records of a response.
        channel: The channel.
        day: The day, in the time zone of the series.

    >>> consent = rights.consent_in_force(response.consents, tbh.Channel.WEB, at.date())
    >>> consent.granted.isoformat()
    '2026-02-24'
    """
    # most responses have one record, which answers without the lists below
    if len(consents) == 1 and consents[0].covers(channel, day):
        return consents[0]
    # a refusal that begins later does not yet say that somebody was asked
    records = [record for record in consents if not _is_refusal(record) or record.granted <= day]
    covering = [consent for consent in records if channel in consent.uses]
    if not covering:
        return Reason.NO_CONSENT if all(map(_is_refusal, records)) else Reason.USE_NOT_COVERED
    granted = [consent for consent in covering if consent.granted <= day]
    if not granted:
        return Reason.NOT_YET_GRANTED
    withdrawals = [
        consent.withdrawal_date
        for consent in covering
        if consent.withdrawal_date is not None and consent.withdrawal_date <= day
    ]
    last = max(withdrawals, default=None)
    standing = [consent for consent in granted if last is None or consent.granted > last]
    if not standing:
        return Reason.CONSENT_WITHDRAWN
    latest = max(standing, key=lambda consent: (consent.granted, consent.attribution.rank))
    return latest if latest.covers(channel, day) else Reason.CONSENT_EXPIRED


def _is_refusal(consent: Consent) -> bool:
    return consent.basis is ConsentBasis.REFUSED


def response_withholding(
    response: Response, policy: RightsPolicy, channel: str, consent: Consent | Reason
) -> Withholding | None:
    """Return the reason to keep a response back on a channel, for which a consent is in force."""
    return consent_withholding(response, policy, channel, consent) or approval_withholding(
        response, policy
    )


def consent_withholding(
    response: Response, policy: RightsPolicy, channel: str, consent: Consent | Reason
) -> Withholding | None:
    """Return the reason that lies in the records of consent."""
    if isinstance(consent, Consent):
        return None
    if consent is Reason.NO_CONSENT and policy.consent is Enforcement.RECORDED:
        return None
    if consent is not Reason.NOT_YET_GRANTED:
        return Withholding(consent)
    return Withholding(
        consent, min(record.granted for record in response.consents if channel in record.uses)
    )


def approval_withholding(response: Response, policy: RightsPolicy) -> Withholding | None:
    """Return the reason that lies in the approval, or in the lack of one."""
    if response.approval is None:
        needed = policy.approval is Enforcement.REQUIRED
        return Withholding(Reason.APPROVAL_MISSING) if needed else None
    changed = changed_since_approval(response)
    return Withholding(Reason.APPROVAL_STALE, detail=", ".join(changed)) if changed else None


def attribution_allowed(response: Response, consent: Consent | Reason) -> Attribution:
    """Return the attribution of a response, no more than its consent allows."""
    if isinstance(consent, Reason):
        return response.attribution
    return response.attribution.cap(consent.attribution)


def is_for(channels: frozenset[str] | None, channel: str) -> bool:
    """Return whether something limited to some channels is for this one."""
    return channels is None or channel in channels
