"""The gate: what may go out on which channel at which instant."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from attrs import define, evolve, field

from tbh_model._errors import TBHError
from tbh_model._problems import Problem, Severity
from tbh_model._suggest import closest
from tbh_model.model import CallToAction, Channel, Edition, Notice, Response, Series
from tbh_model.rights._redact import redacted_response, redacted_therapist
from tbh_model.rights._release import Reason, Release, Withheld
from tbh_model.rights._rules import edition_hold, is_for, is_unrecorded, response_hold


class UnknownChannelError(TBHError, ValueError):
    """A channel was named that does not exist."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        """Name what was asked for, and what there is."""
        known = tuple(channel.value for channel in Channel)
        near = closest(self.name, known)
        advice = f"did you mean {near!r}?" if near else f"there are {', '.join(known)}"
        return f"no channel {self.name!r}; {advice}"


class NaiveInstantError(TBHError, ValueError):
    """An instant was given without a time zone, so that it means nothing."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at

    def __str__(self) -> str:
        """Say what to write."""
        return f"{self.at.isoformat()} has no time zone; give an aware datetime"


def release(series: Series, /, channel: Channel | str, at: datetime) -> Release:
    """Give what a channel may carry at an instant: all that may go out, and nothing else.

    Statuses, schedule, embargo and expiry decide over editions; consent and approval over
    responses; their channels over calls to action and notices. Attributions are capped, private
    fields are empty, and who is not named in full anywhere is gone. There is no clock but `at`,
    and releasing what was released changes nothing.

    Raises:
        UnknownChannelError: If there is no such channel.
        NaiveInstantError: If `at` has no time zone.
    """
    if at.utcoffset() is None:
        raise NaiveInstantError(at)
    if channel not in list(Channel):
        raise UnknownChannelError(channel)
    gate = _Gate(
        series=series,
        channel=Channel(channel),
        at=at,
        day=at.astimezone(ZoneInfo(series.time_zone)).date(),
    )
    return gate.release()


@define
class _Gate:
    """One passage of one series."""

    series: Series
    channel: Channel
    at: datetime
    day: date
    withheld: list[Withheld] = field(factory=list)
    warnings: list[Problem] = field(factory=list)

    def release(self) -> Release:
        editions = tuple(self._editions())
        named = {response.therapist for edition in editions for response in edition.responses}
        for therapist in self.series.therapists:
            if therapist.id not in named:
                self._withhold(Reason.NOT_NAMED, "therapist", therapist.id)
        released = evolve(
            self.series,
            editions=editions,
            therapists=tuple(
                redacted_therapist(therapist, self.day)
                for therapist in self.series.therapists
                if therapist.id in named
            ),
            calls_to_action=tuple(self._calls(self.series.calls_to_action, None)),
            notices=tuple(self._notices(self.series.notices, None)),
        )
        return Release(
            series=released,
            channel=self.channel,
            at=self.at,
            withheld=tuple(self.withheld),
            warnings=tuple(self.warnings),
        )

    def _editions(self) -> Iterator[Edition]:
        for edition in self.series.editions:
            hold = edition_hold(edition, self.at)
            if hold is not None:
                self._withhold(hold[0], "edition", edition.id, until=hold[1])
                continue
            yield evolve(
                edition,
                responses=tuple(self._responses(edition)),
                corrections=tuple(each for each in edition.corrections if each.on <= self.day),
                calls_to_action=tuple(self._calls(edition.calls_to_action, edition.id)),
                notices=tuple(self._notices(edition.notices, edition.id)),
            )

    def _responses(self, edition: Edition) -> Iterator[Response]:
        language = self.series.language_of(edition)
        for response in edition.responses:
            reason = response_hold(response, self.series.rights, self.channel, self.day)
            if reason is not None:
                self._withhold(reason, "response", response.id, edition.id)
                continue
            if is_unrecorded(response):
                self.warnings.append(_unrecorded(response, edition))
            yield redacted_response(response, self.series, language, self.channel, self.day)

    def _calls(self, calls: Iterable[CallToAction], edition: str | None) -> Iterator[CallToAction]:
        for call in calls:
            if is_for(call.channels, self.channel):
                yield call
            else:
                self._withhold(Reason.OTHER_CHANNEL, "call to action", call.key, edition)

    def _notices(self, notices: Iterable[Notice], edition: str | None) -> Iterator[Notice]:
        for notice in notices:
            if is_for(notice.channels, self.channel):
                yield notice
            else:
                self._withhold(Reason.OTHER_CHANNEL, "notice", notice.kind, edition)

    def _withhold(
        self,
        reason: Reason,
        kind: str,
        id_: str,
        edition: str | None = None,
        *,
        until: datetime | None = None,
    ) -> None:
        self.withheld.append(
            Withheld(
                reason=reason,
                kind=kind,
                id=id_,
                edition=edition,
                channel=self.channel,
                until=until,
            )
        )


def _unrecorded(response: Response, edition: Edition) -> Problem:
    return Problem(
        code="TBH201",
        severity=Severity.WARNING,
        message=f"response {response.id} of edition {edition.id} has no record of consent",
        path=f"{edition.id}.{response.id}",
        hint="record a consent, or set `rights: {consent: required}` to keep it back",
    )
