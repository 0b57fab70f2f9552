"""Records of approvals and withdrawals.

The functions return a changed series; `save` writes it into the files.
"""

from collections.abc import Iterator
from datetime import date

from tbh_model._arguments import check_arguments
from tbh_model._attrs import evolve, frozen
from tbh_model._errors import TBHError, advice
from tbh_model._final import final
from tbh_model.model import (
    Approval,
    Channel,
    Consent,
    ConsentBasis,
    Edition,
    Response,
    Series,
    approval_digest,
    approval_parts,
    changed_since_approval,
    order_channels,
)
from tbh_model.rights._gate import UnknownChannelError
from tbh_model.rights._placeholders import response_placeholders


class UnknownResponseError(TBHError, LookupError):
    """A response was named that there is not, or that is not the only one of its id."""

    def __init__(self, name: str, choices: tuple[str, ...]) -> None:
        super().__init__(name, choices)
        self.name, self.choices = name, choices

    def __str__(self) -> str:
        """Describe the responses that exist."""
        if len(self.choices) > 1 and all(name.endswith(f"/{self.name}") for name in self.choices):
            return f"several responses are called {self.name!r}: write {' or '.join(self.choices)}"
        names = {name.partition("/")[2] for name in self.choices} | {*self.choices}
        return f"no response {self.name!r} in this series{advice(self.name, names)}"


class NothingToWithdrawError(TBHError, ValueError):
    """There is no consent to withdraw, or it was withdrawn already."""

    def __init__(self, response: str, uses: frozenset[str]) -> None:
        super().__init__(response, uses)
        self.response, self.uses = response, uses

    def __str__(self) -> str:
        """Describe the channels without consent."""
        channels = ", ".join(order_channels(self.uses))
        return f"response {self.response} has no consent for {channels} that could be withdrawn"


@final
@frozen(kw_only=True)
class FoundResponse:
    """A response and the edition that it is in."""

    edition: Edition
    """The edition."""
    response: Response
    """The response."""


def find_response(series: Series, name: str, /) -> FoundResponse:
    """Return a response and its edition, by the id or by `EDITION/RESPONSE`.

    Args:
        series: The series.
        name: The id of the response, or the id or slug of its edition, a slash, and the id. If one
            edition has the id and another the slug, the id counts.

    Raises:
        UnknownResponseError: If there is no such response, or more than one.

    >>> rights.find_response(series, "e-2026-03/r-c2v6").edition.slug
    'saying-no-to-family'
    """
    place, _, id_ = name.rpartition("/")
    candidates = [
        FoundResponse(edition=edition, response=response)
        for edition in series.editions
        for response in edition.responses
    ]
    same_id = [candidate for candidate in candidates if candidate.response.id == id_]
    by_id = [candidate for candidate in same_id if place in {"", candidate.edition.id}]
    matches = by_id or [candidate for candidate in same_id if place == candidate.edition.slug]
    if len(matches) == 1:
        return matches[0]
    raise UnknownResponseError(
        name,
        tuple(
            f"{candidate.edition.slug}/{candidate.response.id}"
            for candidate in matches or candidates
        ),
    )


@check_arguments
def approve(series: Series, response: str, /, *, on: date) -> Series:
    """Return a series in which a response is approved in its present wording.

    Args:
        series: The series.
        response: The id of the response, or `EDITION/RESPONSE`.
        on: The date of the approval.

    Raises:
        UnknownResponseError: If there is no such response, or more than one.

    >>> approved = tbh.approve(series, "r-c2v6", on=date(2026, 11, 20))
    >>> approved.edition("e-2026-03").response("r-c2v6").approval.on.isoformat()
    '2026-11-20'
    """
    target = find_response(series, response)
    digest, parts = approval_digest(target.response), approval_parts(target.response)
    approval = Approval(on=on, digest=digest, parts=parts)
    return _replace_response(series, target, evolve(target.response, approval=approval))


@check_arguments
def approve_edition(series: Series, edition: str, /, *, on: date) -> Series:
    """Return a series in which each response of an edition is approved in its present wording.

    A response that is approved already keeps the day of its approval. One that has no answer yet,
    or a placeholder in its place, is not approved.

    Args:
        series: The series.
        edition: The id or the slug of the edition.
        on: The date of the approvals.

    Raises:
        UnknownIdError: If there is no such edition.

    >>> approved = tbh.approve_edition(series, "e-2026-03", on=date(2026, 11, 20))
    >>> {response.approval.on.isoformat() for response in approved.edition("e-2026-03").responses}
    {'2026-11-20'}
    """
    target = series.edition(edition)
    for response in target.responses:
        is_approved = response.approval is not None and not changed_since_approval(response)
        if not is_approved and not response_placeholders(response):
            series = approve(series, f"{target.id}/{response.id}", on=on)
    return series


@check_arguments
def withdraw(
    series: Series, response: str, /, *, on: date, uses: frozenset[str] | None = None
) -> Series:
    """Return a series in which the consent to a response is taken back.

    A record that covers nothing but these channels gets its day of withdrawal. One that covers
    others too stays as it is, and a record beside it says what was taken back: what was granted
    and when can still be read. Where nothing is on record, a refusal is recorded.

    Args:
        series: The series.
        response: Its id, or `EDITION/RESPONSE`.
        on: The first day on which it is taken back, in the time zone of the series.
        uses: The channels; all those of the series by default.

    Raises:
        UnknownResponseError: If there is no such response, or more than one.
        NothingToWithdrawError: If there is nothing to take back.
        UnknownChannelError: If the series does not have one of the channels.

    >>> changed = tbh.withdraw(series, "r-c2v6", on=date(2026, 11, 20))
    >>> changed.edition("e-2026-03").response("r-c2v6").consents[0].withdrawn.isoformat()
    '2026-11-20'
    """
    target = find_response(series, response)
    channels = frozenset(series.all_channels) if uses is None else uses
    for channel in order_channels(channels.difference(series.all_uses)):
        raise UnknownChannelError(channel, series.all_channels)
    consents = target.response.consents
    withdrawn_uses = frozenset(series.all_uses) if uses is None else uses
    updated = withdraw_consents(consents, on=on, uses=withdrawn_uses)
    if updated == consents:
        raise NothingToWithdrawError(response, channels)
    return _replace_response(series, target, evolve(target.response, consents=updated))


def withdraw_consents(
    consents: tuple[Consent, ...], /, *, on: date, uses: frozenset[str] = frozenset(Channel)
) -> tuple[Consent, ...]:
    """Return the records of a response after its consent is taken back, as `withdraw` writes them.

    The given records come first, in the same order. The result is equal if nothing is left to take
    back.

    >>> taken_back = rights.withdraw_consents(response.consents, on=date(2026, 11, 20))
    >>> taken_back[0].withdrawn.isoformat()
    '2026-11-20'
    """
    return (*_withdraw_consents(consents, on, uses), *_refusals(consents, on, uses))


def _withdraw_consents(
    consents: tuple[Consent, ...], on: date, uses: frozenset[str]
) -> Iterator[Consent]:
    partial_withdrawals: list[Consent] = []
    for consent in consents:
        # the model refuses a record that is withdrawn before it is granted
        day = max(on, consent.granted)
        channels = frozenset(
            channel for channel in consent.uses & uses if _is_open(consent, channel, day, consents)
        )
        if channels == consent.uses:
            yield evolve(consent, withdrawn=day)
            continue
        yield consent
        if channels:
            # the proof is one of the grant, and stays there
            partial_withdrawals.append(evolve(consent, uses=channels, withdrawn=day, evidence=None))
    yield from partial_withdrawals


def _is_open(consent: Consent, channel: str, day: date, records: tuple[Consent, ...]) -> bool:
    """Return whether a grant still stood on a day, as far as the other records say."""
    if consent.expires is not None and consent.expires <= day:
        return False
    return not any(
        channel in record.uses
        and record.withdrawal_date is not None
        and consent.granted <= record.withdrawal_date <= day
        for record in records
    )


def _refusals(consents: tuple[Consent, ...], on: date, uses: frozenset[str]) -> Iterator[Consent]:
    """Record a no to channels of which nothing is on record."""
    # a consent on record closes every channel that it does not name
    if any(consent.basis is not ConsentBasis.REFUSED for consent in consents):
        return
    unrecorded = uses.difference(*(consent.uses for consent in consents))
    if unrecorded:
        yield Consent(uses=unrecorded, granted=on, basis=ConsentBasis.REFUSED)


def _replace_response(series: Series, target: FoundResponse, response: Response) -> Series:
    editions = {edition.id: edition for edition in series.editions}
    edition = target.edition
    responses = {other.id: other for other in edition.responses} | {response.id: response}
    editions[edition.id] = evolve(edition, responses=tuple(responses.values()))
    return evolve(series, editions=tuple(editions.values()))
