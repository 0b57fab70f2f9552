"""The gate: what may go out on which channel at which instant."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from attrs import Factory, define, evolve, field

from tbh_model._arguments import checked_arguments
from tbh_model._errors import TBHError
from tbh_model._problems import Problem, Severity
from tbh_model._suggest import closest
from tbh_model.model import (
    CallToAction,
    Channel,
    Consent,
    Edition,
    Notice,
    Response,
    Series,
    Therapist,
    at_fixed_offset,
    day_of,
    fields_checked,
    replaced,
    start_of,
)
from tbh_model.rights._former_names import (
    FormerNames,
    former_names,
    is_named_in,
    without_former_names,
)
from tbh_model.rights._gate_memory import GateMemory, Passage
from tbh_model.rights._placeholders import (
    is_unwritten_call,
    is_unwritten_notice,
    unnamed,
    unwritten,
    unwritten_series,
    without_placeholders,
)
from tbh_model.rights._redact import redacted_response, redacted_therapist, without_trace
from tbh_model.rights._release import Gone, Reason, Release, Withheld
from tbh_model.rights._removal import (
    gone,
    gone_below_minimum,
    with_corrections,
    with_removals,
)
from tbh_model.rights._rules import Hold, consent_in_force, edition_hold, is_for, response_hold


class UnknownChannelError(TBHError, ValueError):
    """A channel was named that does not exist."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = str(name)

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
        """Describe what to write."""
        return f"{self.at.isoformat()} has no time zone; give an aware datetime"


@checked_arguments
def release(
    series: Series,
    /,
    channel: Channel | str,
    at: datetime,
    *,
    memory: GateMemory | None = None,
    unfinished: bool = False,
) -> Release:
    """Return what a channel may carry at an instant: all that may go out, and nothing else.

    Statuses, schedule, embargo and expiry decide over editions; consent and approval over
    responses; their channels over calls to action and notices. Attributions are capped, private
    fields are empty, and who is not named in full anywhere is gone. There is no clock but `at`,
    and releasing what was released changes nothing.

    Args:
        series: The whole series.
        channel: The channel.
        at: The instant.
        memory: What became of its editions before: for somebody who releases it again and again.
        unfinished: Whether editions pass that have too few answers or a placeholder for a title or
            question, for a preview. What is withheld names them all the same.

    Raises:
        UnknownChannelError: If there is no such channel.
        NaiveInstantError: If `at` has no time zone.
    """
    if at.utcoffset() is None:
        raise NaiveInstantError(at)
    at = at_fixed_offset(at)
    if channel not in list(Channel):
        raise UnknownChannelError(channel)
    with fields_checked():  # the gate takes out, and what it puts in is its own
        if memory is not None:
            memory.begin((channel, at, unfinished), evolve(series, editions=()))
        day = day_of(at, series.time_zone)
        gate = _Gate(series, Channel(channel), at, day, memory=memory, unfinished=unfinished)
        return gate.release()


@define
class _Gate:
    """One passage of one series."""

    series: Series
    channel: Channel
    at: datetime
    day: date
    memory: GateMemory | None = None
    unfinished: bool = False
    names: FormerNames | None = field(
        default=Factory(lambda self: former_names(self.series, ()), takes_self=True)
    )
    unwritten: tuple[str, ...] = field(
        default=Factory(lambda self: unwritten_series(self.series), takes_self=True)
    )
    nameless: frozenset[str] = field(
        default=Factory(lambda self: unnamed(self.series), takes_self=True)
    )
    """The ids of therapists whose name is a placeholder."""
    gone: list[Gone] = field(factory=list)
    more_on_web: set[str] = field(factory=set)
    withheld: list[Withheld] = field(factory=list)
    warnings: list[Problem] = field(factory=list)

    def release(self) -> Release:
        editions = tuple(self._editions())
        therapists = tuple(self._therapists(editions))
        series, placeholders = without_placeholders(self.series)
        self._leave_out(placeholders, "series", None)
        released = evolve(
            series,
            editions=editions,
            therapists=therapists,
            calls_to_action=tuple(self._calls(self.series.calls_to_action, None)),
            notices=tuple(self._notices(self.series.notices, None)),
        )
        return Release(
            series=without_former_names(released, self.series),
            channel=self.channel,
            at=self.at,
            gone=tuple(sorted(self.gone, key=lambda each: each.id)),
            more_on_web=frozenset(self.more_on_web),
            withheld=tuple(self.withheld),
            warnings=tuple(self.warnings),
        )

    def _therapists(self, editions: Iterable[Edition]) -> Iterator[Therapist]:
        named = {response.therapist for edition in editions for response in edition.responses}
        for therapist in self.series.therapists:
            if therapist.id not in named:
                self._withhold(Hold(Reason.NOT_NAMED), "therapist", therapist.id)
                continue
            written, placeholders = without_placeholders(therapist)
            self._leave_out(placeholders, therapist.id, None)
            yield redacted_therapist(written, self.day)

    def _leave_out(self, names: Iterable[str], owner: str, edition: str | None) -> None:
        """Record the texts that are left out because they are placeholders."""
        for name in names:
            of_it = name if edition is not None else f"{owner}.{name}"
            self._withhold(Hold(Reason.PLACEHOLDER), "text", of_it, edition)

    def _editions(self) -> Iterator[Edition]:
        for edition in self.series.editions:
            known = None if self.memory is None else self.memory.known(edition)
            made = self._passed(edition) if known is None else self._again(edition, known)
            if made is not None:
                yield made

    def _passed(self, edition: Edition) -> Edition | None:
        """Let an edition pass, or not, and remember what became of it."""
        before = len(self.gone), len(self.withheld), len(self.warnings)
        made = self._judged(edition)
        if self.memory is not None:
            passage = Passage(
                edition=made,
                has_more_on_web=edition.id in self.more_on_web,
                gone=tuple(self.gone[before[0] :]),
                withheld=tuple(self.withheld[before[1] :]),
                warnings=tuple(self.warnings[before[2] :]),
            )
            self.memory.learn(edition, passage)
        return made

    def _again(self, edition: Edition, known: Passage) -> Edition | None:
        """Do with an edition what was done with it before."""
        self.gone += known.gone
        self.withheld += known.withheld
        self.warnings += known.warnings
        if known.has_more_on_web:
            self.more_on_web.add(edition.id)
        return known.edition

    def _judged(self, edition: Edition) -> Edition | None:
        hold = self._edition_hold(edition)
        shown = None
        if hold is None or (self.unfinished and hold.reason is Reason.PLACEHOLDER):
            shown = self._edition(edition)
            hold = hold or self._too_few(edition, len(shown.responses))
        if hold is None:
            return shown
        self._withhold(hold, "edition", edition.id)
        if self.unfinished and shown is not None:
            return shown
        self.more_on_web.discard(edition.id)
        left = self._gone(edition, hold.reason)
        self.gone += [] if left is None else [left]
        return None

    def _gone(self, edition: Edition, reason: Reason) -> Gone | None:
        if reason in {Reason.RETRACTED, Reason.EXPIRED}:
            return gone(self.series, edition, self.at)
        if reason is Reason.TOO_FEW_RESPONSES:
            return gone_below_minimum(self.series, edition, self.channel, self.at)
        return None

    def _edition_hold(self, edition: Edition) -> Hold | None:
        if self.names is not None and self.names.in_edition(edition):
            return Hold(Reason.FORMER_NAME)
        hold = edition_hold(edition, self.at)
        if hold is not None:
            return hold
        placeholders = self.unwritten or unwritten(edition).heads
        return Hold(Reason.PLACEHOLDER, detail=", ".join(placeholders)) if placeholders else None

    def _too_few(self, edition: Edition, count: int) -> Hold | None:
        fewest = self.series.rights.minimum_responses
        if count >= fewest:
            return None
        of_all = f"{count or 'none'} of {len(edition.responses)}" if edition.responses else "none"
        return Hold(Reason.TOO_FEW_RESPONSES, detail=f"{of_all}; at least {fewest} asked for")

    def _edition(self, edition: Edition) -> Edition:
        responses = tuple(self._responses(edition))
        if edition.id in self.more_on_web and not self._is_on_web(edition):
            self.more_on_web.discard(edition.id)
        if not self.unfinished and len(responses) < self.series.rights.minimum_responses:
            return replaced(edition, responses=responses)  # it is withheld
        self._leave_out(unwritten(edition).left_out, edition.id, edition.id)
        rest = self._until_now(unwritten(edition).rest)
        known = with_removals(self.series, rest, self.channel, self.at)
        return replaced(
            known,
            responses=responses,
            calls_to_action=tuple(self._calls(edition.calls_to_action, edition.id)),
            notices=tuple(self._notices(edition.notices, edition.id)),
        )

    def _is_on_web(self, edition: Edition) -> bool:
        """Return whether the web shows enough answers of an edition for it to have a page."""
        web = _Gate(self.series, Channel.WEB, self.at, self.day, names=self.names)
        return web._too_few(edition, len(tuple(web._responses(edition)))) is None

    def _until_now(self, edition: Edition) -> Edition:
        """Take out what is dated after the instant of the release, and date the rest truly.

        Nothing of an edition is older than the end of its embargo, and a correction that is later
        than its last change is one.
        """
        if not edition.corrections and edition.updated is edition.embargo_until is None:
            return edition
        corrections = tuple(each for each in edition.corrections if each.on <= self.day)
        is_later = edition.updated is not None and edition.updated > self.at
        updated = None if is_later else edition.updated
        published, began = edition.published, edition.embargo_until
        if began is not None:
            published = None if published is None else max(published, began)
            updated = None if updated is None else max(updated, began)
        dated = (published, updated, corrections)
        if dated == (edition.published, edition.updated, edition.corrections):
            known = edition
        else:
            known = evolve(edition, published=published, updated=updated, corrections=corrections)
        return with_corrections(known, self.series.time_zone)

    def _responses(self, edition: Edition) -> Iterator[Response]:
        language = self.series.language_of(edition)
        shown: list[tuple[Response, Response]] = []
        placeholders = unwritten(edition).responses
        for response in edition.responses:
            names = placeholders.get(response.id, ())
            hold, consent = self._hold(response, self.channel, names)
            if hold is not None:
                self._withhold(hold, "response", response.id, edition.id)
                if self._hold(response, Channel.WEB, names)[0] is None:
                    self.more_on_web.add(edition.id)
                continue
            made = redacted_response(
                response,
                self.series,
                language,
                channel=self.channel,
                day=self.day,
                consent=consent,
            )
            shown.append((response, made))
        answers = [made for _, made in shown]
        named, ids = {made.therapist for _, made in shown}, {each.id for each in edition.responses}
        for response, made in shown:
            if made.therapist == response.therapist:
                yield self._recorded(response, made, edition)
                continue
            person = self.series.therapist(response.therapist or "")
            if person.id not in named and is_named_in(edition, answers, person):
                self._withhold(Hold(Reason.NAME_IN_TEXT), "response", response.id, edition.id)
                continue
            anonymous = without_trace(made, person, ids)
            ids.add(anonymous.id)
            yield self._recorded(response, anonymous, edition)

    def _hold(
        self, response: Response, channel: Channel, placeholders: tuple[str, ...]
    ) -> tuple[Hold | None, Consent | Reason]:
        """Return the reason to keep a response back, and the consent that is in force for it."""
        consent = consent_in_force(response.consents, channel, self.day)
        if placeholders:
            return Hold(Reason.PLACEHOLDER, detail=", ".join(placeholders)), consent
        if self.nameless and response.therapist in self.nameless:
            return Hold(Reason.PLACEHOLDER, detail="name of the therapist"), consent
        return response_hold(response, self.series.rights, channel, consent), consent

    def _recorded(self, response: Response, made: Response, edition: Edition) -> Response:
        if not made.consents:
            self.warnings.append(_unrecorded(response, edition))
        return made

    def _calls(self, calls: Iterable[CallToAction], edition: str | None) -> Iterator[CallToAction]:
        for call in calls:
            if self.names is not None and self.names.in_address(call.key):
                self._withhold(Hold(Reason.FORMER_NAME), "call to action", call.key, edition)
            elif is_unwritten_call(call):
                self._withhold(Hold(Reason.PLACEHOLDER), "call to action", call.key, edition)
            elif is_for(call.channels, self.channel):
                yield call
            else:
                self._withhold(Hold(Reason.OTHER_CHANNEL), "call to action", call.key, edition)

    def _notices(self, notices: Iterable[Notice], edition: str | None) -> Iterator[Notice]:
        for notice in notices:
            if is_unwritten_notice(notice):
                self._withhold(Hold(Reason.PLACEHOLDER), "notice", notice.kind, edition)
            elif is_for(notice.channels, self.channel):
                yield notice
            else:
                self._withhold(Hold(Reason.OTHER_CHANNEL), "notice", notice.kind, edition)

    def _withhold(self, hold: Hold, kind: str, id_: str, edition: str | None = None) -> None:
        until = hold.until
        if until is not None and not isinstance(until, datetime):
            until = start_of(until, self.series.time_zone)
        self.withheld.append(
            Withheld(
                reason=hold.reason,
                kind=kind,
                id=id_,
                edition=edition,
                channel=self.channel,
                until=until,
                detail=hold.detail,
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
