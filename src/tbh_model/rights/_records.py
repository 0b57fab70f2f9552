"""What an editor writes down: that words were approved, that a consent was taken back.

These give a series in which it is written; `save` puts it into the files.
"""

from collections.abc import Iterator
from datetime import date

from attrs import evolve, frozen

from tbh_model._arguments import checked_arguments
from tbh_model._errors import TBHError
from tbh_model._final import final
from tbh_model._suggest import closest
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
)


class UnknownResponseError(TBHError, LookupError):
    """A response was named that there is not, or that is not the only one of its id."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name, known)
        self.name, self.known = name, known

    def __str__(self) -> str:
        """Say which there are."""
        if len(self.known) > 1 and all(each.endswith(f"/{self.name}") for each in self.known):
            return f"several responses are called {self.name!r}: write {' or '.join(self.known)}"
        near = closest(self.name, {each.partition("/")[2] for each in self.known} | {*self.known})
        advice = f"; did you mean {near!r}?" if near else ""
        return f"no response {self.name!r} in this series{advice}"


class NothingToWithdrawError(TBHError, ValueError):
    """A consent was to be withdrawn that was never given, or has been taken back already."""

    def __init__(self, response: str, uses: frozenset[Channel]) -> None:
        super().__init__(response, uses)
        self.response, self.uses = response, uses

    def __str__(self) -> str:
        """Describe what there is no consent for."""
        channels = ", ".join(channel for channel in Channel if channel in self.uses)
        return f"response {self.response} has no consent for {channels} that could be withdrawn"


@final
@frozen(kw_only=True)
class FoundResponse:
    """A response and the edition that it is in."""

    edition: Edition
    response: Response


def find_response(series: Series, name: str, /) -> FoundResponse:
    """Find a response by its id, or where several share one by `EDITION/RESPONSE`.

    Args:
        series: The series.
        name: The id of the response, or id or slug of its edition, a slash, and the id. Where one
            edition has the id and another the slug, the id counts.

    Raises:
        UnknownResponseError: If there is none, or more than one.
    """
    place, _, id_ = name.rpartition("/")
    every = [
        FoundResponse(edition=edition, response=response)
        for edition in series.editions
        for response in edition.responses
    ]
    named = [each for each in every if each.response.id == id_]
    by_id = [each for each in named if place in {"", each.edition.id}]
    found = by_id or [each for each in named if place == each.edition.slug]
    if len(found) == 1:
        return found[0]
    raise UnknownResponseError(
        name, tuple(f"{each.edition.slug}/{each.response.id}" for each in found or every)
    )


@checked_arguments
def approve(series: Series, response: str, /, *, on: date) -> Series:
    """Return a series in which a response is approved exactly as it is now.

    Args:
        series: The series.
        response: Its id, or `EDITION/RESPONSE`.
        on: The day on which the person said yes.

    Raises:
        UnknownResponseError: If there is no such response, or more than one.
    """
    found = find_response(series, response)
    digest, parts = approval_digest(found.response), approval_parts(found.response)
    approval = Approval(on=on, digest=digest, parts=parts)
    return _with(series, found, evolve(found.response, approval=approval))


@checked_arguments
def withdraw(
    series: Series, response: str, /, *, on: date, uses: frozenset[Channel] = frozenset(Channel)
) -> Series:
    """Return a series in which the consent to a response is taken back.

    A record that covers nothing but these channels gets its day of withdrawal. One that covers
    others too stays as it is, and a record beside it says what was taken back: what was granted
    and when can still be read. Where nothing is on record, a refusal is recorded.

    Args:
        series: The series.
        response: Its id, or `EDITION/RESPONSE`.
        on: The first day on which it is taken back, in the time zone of the series.
        uses: The channels; all by default.

    Raises:
        UnknownResponseError: If there is no such response, or more than one.
        NothingToWithdrawError: If there is nothing to take back.
    """
    found = find_response(series, response)
    before = found.response.consents
    after = (*_withdrawn(before, on, uses), *_refused(before, on, uses))
    if after == before:
        raise NothingToWithdrawError(response, uses)
    return _with(series, found, evolve(found.response, consents=after))


def _withdrawn(
    consents: tuple[Consent, ...], on: date, uses: frozenset[Channel]
) -> Iterator[Consent]:
    beside: list[Consent] = []
    for consent in consents:
        day = max(on, consent.granted)
        taken_back = frozenset(
            channel for channel in consent.uses & uses if _is_open(consent, channel, day, consents)
        )
        if taken_back == consent.uses:
            yield evolve(consent, withdrawn=day)
            continue
        yield consent
        if taken_back:
            beside.append(evolve(consent, uses=taken_back, withdrawn=day, evidence=None))
    yield from beside


def _is_open(consent: Consent, channel: Channel, day: date, every: tuple[Consent, ...]) -> bool:
    """Return whether a grant still stood on a day, as far as the other records say."""
    if consent.expires is not None and consent.expires <= day:
        return False
    return not any(
        channel in each.uses
        and each.taken_back is not None
        and consent.granted <= each.taken_back <= day
        for each in every
    )


def _refused(
    consents: tuple[Consent, ...], on: date, uses: frozenset[Channel]
) -> Iterator[Consent]:
    """Record a no to channels of which nothing is on record."""
    if any(each.basis is not ConsentBasis.REFUSED for each in consents):
        return
    silent = uses.difference(*(each.uses for each in consents))
    if silent:
        yield Consent(uses=silent, granted=on, basis=ConsentBasis.REFUSED)


def _with(series: Series, found: FoundResponse, response: Response) -> Series:
    editions = {edition.id: edition for edition in series.editions}
    edition = found.edition
    responses = {each.id: each for each in edition.responses} | {response.id: response}
    editions[edition.id] = evolve(edition, responses=tuple(responses.values()))
    return evolve(series, editions=tuple(editions.values()))
