"""The gate: what may go out on which channel at which instant."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import partial

from attrs import Factory

from tbh_model._arguments import check_arguments
from tbh_model._attrs import define, evolve, field
from tbh_model._errors import TBHError, advice, there_are
from tbh_model._problems import Problem, Severity
from tbh_model.model import (
    AI_CHANNELS,
    AIChannel,
    Attribution,
    CallToAction,
    Challengers,
    Channel,
    Consent,
    Edition,
    Extra,
    Notice,
    Response,
    RightsPolicy,
    Series,
    Therapist,
    at_fixed_offset,
    day_of,
    revise,
    start_of,
)
from tbh_model.rights._placeholders import (
    find_placeholders,
    is_placeholder_call,
    is_placeholder_notice,
    panel_placeholders,
    remove_placeholders,
    series_placeholders,
    unnamed_therapists,
)
from tbh_model.rights._policy import (
    Withholding,
    consent_in_force,
    edition_withholding,
    is_for,
    response_withholding,
)
from tbh_model.rights._redact import (
    FormerNames,
    anonymize_id,
    former_names,
    is_named_in,
    redact_response,
    redact_therapist,
    remove_former_names,
)
from tbh_model.rights._release import (
    CachedResult,
    Reason,
    Release,
    ReleaseCache,
    Tombstone,
    Withheld,
)
from tbh_model.rights._takedown import (
    tombstone_below_minimum,
    tombstone_for,
    with_corrections,
    with_removal_notices,
)


class UnknownChannelError(TBHError, ValueError):
    """A channel was named that the series does not have."""

    def __init__(self, name: str, choices: tuple[str, ...] = tuple(Channel)) -> None:
        super().__init__(name, choices)
        self.name, self.choices = str(name), tuple(map(str, choices))

    def __str__(self) -> str:
        """Name the unknown value and all known ones."""
        names = advice(self.name, self.choices, there_are(self.choices))
        return f"no channel {self.name!r} is built in or in `channels` of the series{names}"


class NaiveInstantError(TBHError, ValueError):
    """The datetime has no time zone."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at

    def __str__(self) -> str:
        """Describe what to write."""
        return f"{self.at.isoformat()} has no time zone; give an aware datetime"


@check_arguments
def release(
    series: Series,
    /,
    channel: str,
    at: datetime,
    *,
    cache: ReleaseCache | None = None,
    unfinished: bool = False,
) -> Release:
    """Return what a channel may publish at a given time, and nothing else.

    Status, schedule, embargo and expiry decide about editions; consent and approval about
    responses; their channels about calls to action and notices. Attributions are capped, private
    fields are empty, and therapists who are named nowhere are left out. The function reads no
    clock. The release of a release is the same.

    Args:
        series: The whole series.
        channel: The channel: a member of `Channel`, or a channel that the series declares.
        at: The date and time.
        cache: Cache of the results for each edition, for repeated releases of one series.
        unfinished: Whether editions pass that have too few answers, or a placeholder as title or
            question, for a preview. They are listed as withheld in any case.

    Raises:
        UnknownChannelError: If the series has no such channel.
        NaiveInstantError: If `at` has no time zone.

    >>> web = tbh.release(series, channel=tbh.Channel.WEB, at=at)
    >>> len(web.series.editions), len(web.withheld)
    (5, 3)
    """
    if at.utcoffset() is None:
        raise NaiveInstantError(at)
    # in the hour that a clock repeats, two instants of one zone compare as if it were one
    at = at_fixed_offset(at)
    if channel not in series.all_uses:
        raise UnknownChannelError(channel, series.all_channels)
    channel = next((each for each in (*Channel, *AIChannel) if each == channel), channel)
    if cache is not None:
        # the result for an edition also follows from policy, therapists and standing texts
        cache.start((channel, at, unfinished), evolve(series, editions=()))
    day = day_of(at, series.time_zone)
    gate = _Gate(series, channel, at, day, cache=cache, unfinished=unfinished)
    return gate.release()


@define
class _Gate:
    """State of the release of one series."""

    series: Series
    channel: str
    at: datetime
    day: date
    cache: ReleaseCache | None = None
    unfinished: bool = False
    names: FormerNames | None = field(
        default=Factory(lambda self: former_names(self.series, ()), takes_self=True)
    )
    required_placeholders: tuple[str, ...] = field(
        default=Factory(lambda self: series_placeholders(self.series), takes_self=True)
    )
    # The ids of therapists whose name is a placeholder.
    nameless: frozenset[str] = field(
        default=Factory(lambda self: unnamed_therapists(self.series), takes_self=True)
    )
    tombstones: list[Tombstone] = field(factory=list)
    more_on_web: set[str] = field(factory=set)
    withheld: list[Withheld] = field(factory=list)
    warnings: list[Problem] = field(factory=list)

    def release(self) -> Release:
        editions = _without_withheld_originals(tuple(self._editions()))
        therapists = tuple(self._therapists(editions))
        series, placeholders = remove_placeholders(self.series)
        self._record_placeholders(placeholders, "series", None)
        released = evolve(
            series,
            editions=editions,
            therapists=therapists,
            challengers=self._standing_panel(series, editions),
            extra=self._public(series.extra),
            calls_to_action=tuple(self._calls(self.series.calls_to_action, None)),
            notices=tuple(self._notices(self.series.notices, None)),
            rights=self._rights(editions),
        )
        # former names last: no other step can bring one back then
        return Release(
            series=remove_former_names(released, self.series),
            channel=self.channel,
            at=self.at,
            tombstones=tuple(sorted(self.tombstones, key=lambda tombstone: tombstone.id)),
            more_on_web=frozenset(self.more_on_web),
            withheld=tuple(self.withheld),
            warnings=tuple(self.warnings),
        )

    def _rights(self, editions: Iterable[Edition]) -> RightsPolicy:
        """Return the rights with no more uses by machines than all whose words are out allow."""
        rights = self.series.rights
        if self.channel in AI_CHANNELS or not rights.ai.channels:
            return rights
        responses = [response for edition in editions for response in edition.responses]
        uses = {
            use
            for use in rights.ai.channels
            if all(
                not each.consents or any(use in record.uses for record in each.consents)
                for each in responses
            )
        }
        for use in rights.ai.channels if self.channel == Channel.WEB else ():
            if use not in uses:
                detail = "not everybody who answers on the web consents to it"
                self._withhold(Withholding(Reason.AI_USE, detail=detail), "use", use)
        return evolve(rights, ai=rights.ai.cap(uses))

    def _public(self, extra: Extra) -> Extra:
        return extra.select(self.series.rights.public_extra)

    def _standing_panel(self, series: Series, editions: Iterable[Edition]) -> Challengers | None:
        """Return the panel of the series, unless its name is a placeholder that nobody prints."""
        is_printed = any(edition.challengers is None for edition in editions)
        return series.challengers if is_printed or not panel_placeholders(series) else None

    def _therapists(self, editions: Iterable[Edition]) -> Iterator[Therapist]:
        named_ids = {response.therapist for edition in editions for response in edition.responses}
        for therapist in self.series.therapists:
            # An answer keeps its therapist only under a full attribution, so that this also drops
            # whoever may not be named.
            if therapist.id not in named_ids:
                self._withhold(Withholding(Reason.NOT_NAMED), "therapist", therapist.id)
                continue
            cleaned, placeholders = remove_placeholders(therapist)
            self._record_placeholders(placeholders, therapist.id, None)
            yield redact_therapist(cleaned, self.day, self.series.rights.public_extra)

    def _record_placeholders(self, names: Iterable[str], owner: str, edition: str | None) -> None:
        """Record the texts that are left out because they are placeholders."""
        for name in names:
            text_name = name if edition is not None else f"{owner}.{name}"
            self._withhold(Withholding(Reason.PLACEHOLDER), "text", text_name, edition)

    def _editions(self) -> Iterator[Edition]:
        for edition in self.series.editions:
            cached = None if self.cache is None else self.cache.get(edition)
            released = self._filter(edition) if cached is None else self._replay(edition, cached)
            if released is not None:
                yield released

    def _filter(self, edition: Edition) -> Edition | None:
        """Return a released edition or None, and cache the result."""
        counts = len(self.tombstones), len(self.withheld), len(self.warnings)
        released = self._evaluate(edition)
        if self.cache is not None:
            result = CachedResult(
                edition=released,
                has_more_on_web=edition.id in self.more_on_web,
                tombstones=tuple(self.tombstones[counts[0] :]),
                withheld=tuple(self.withheld[counts[1] :]),
                warnings=tuple(self.warnings[counts[2] :]),
            )
            self.cache.put(edition, result)
        return released

    def _replay(self, edition: Edition, cached: CachedResult) -> Edition | None:
        """Repeat a cached result."""
        self.tombstones += cached.tombstones
        self.withheld += cached.withheld
        self.warnings += cached.warnings
        if cached.has_more_on_web:
            self.more_on_web.add(edition.id)
        return cached.edition

    def _evaluate(self, edition: Edition) -> Edition | None:
        withholding = self._edition_withholding(edition)
        filtered = None
        if withholding is None or (self.unfinished and withholding.reason is Reason.PLACEHOLDER):
            filtered = self._filter_content(edition)
            withholding = withholding or self._too_few_responses(edition, len(filtered.responses))
        if withholding is None:
            return filtered
        self._withhold(withholding, "edition", edition.id)
        if self.unfinished and filtered is not None:
            return filtered
        self.more_on_web.discard(edition.id)
        # Whoever never saw the edition must not learn from a tombstone that it was planned.
        tombstone = self._tombstone(edition, withholding.reason)
        self.tombstones += [] if tombstone is None else [tombstone]
        return None

    def _tombstone(self, edition: Edition, reason: Reason) -> Tombstone | None:
        if reason in {Reason.RETRACTED, Reason.EXPIRED}:
            return tombstone_for(self.series, edition, self.at)
        if reason is Reason.TOO_FEW_RESPONSES:
            return tombstone_below_minimum(self.series, edition, self.channel, self.at)
        return None

    def _edition_withholding(self, edition: Edition) -> Withholding | None:
        # A name in a text is replaced. One in the id, slug or URL stands in every link to the
        # edition.
        if self.names is not None and self.names.in_edition(edition):
            return Withholding(Reason.FORMER_NAME)
        if self.channel not in self.series.all_channels:
            return Withholding(Reason.AI_USE)
        withholding = edition_withholding(edition, self.at)
        if withholding is not None:
            return withholding
        placeholders = self.required_placeholders or find_placeholders(edition).required
        if not placeholders and edition.challengers is None:
            placeholders = panel_placeholders(self.series)
        return (
            Withholding(Reason.PLACEHOLDER, detail=", ".join(placeholders))
            if placeholders
            else None
        )

    def _too_few_responses(self, edition: Edition, count: int) -> Withholding | None:
        minimum = self.series.rights.minimum_responses
        if count >= minimum:
            return None
        of_all = f"{count or 'none'} of {len(edition.responses)}" if edition.responses else "none"
        return Withholding(
            Reason.TOO_FEW_RESPONSES, detail=f"{of_all}; at least {minimum} asked for"
        )

    def _filter_content(self, edition: Edition) -> Edition:
        responses = tuple(self._responses(edition))
        if edition.id in self.more_on_web and not self._is_on_web(edition):
            self.more_on_web.discard(edition.id)
        if not self.unfinished and len(responses) < self.series.rights.minimum_responses:
            return evolve(edition, responses=responses)  # it is withheld
        placeholders = find_placeholders(edition)
        self._record_placeholders(placeholders.optional, edition.id, edition.id)
        current = self._without_future_changes(placeholders.clean_edition or edition)
        with_notices = with_removal_notices(self.series, current, self.channel, self.at)
        return revise(
            with_notices,
            responses=responses,
            calls_to_action=tuple(self._calls(edition.calls_to_action, edition.id)),
            notices=tuple(self._notices(edition.notices, edition.id)),
            due=None,
            extra=self._public(edition.extra),
        )

    def _is_on_web(self, edition: Edition) -> bool:
        """Return whether the web shows enough answers of an edition for it to have a page."""
        # a gate of its own: what the web withholds is not for the report of this channel
        web = _Gate(self.series, Channel.WEB, self.at, self.day, names=self.names)
        return web._too_few_responses(edition, len(tuple(web._responses(edition)))) is None

    def _without_future_changes(self, edition: Edition) -> Edition:
        """Remove what is dated after the release; set `updated` to the last remaining change."""
        # Nothing of an edition is older than the end of its embargo, and a correction that is later
        # than its last change is one.
        if not edition.corrections and edition.updated is edition.embargo_until is None:
            return edition
        corrections = tuple(
            correction for correction in edition.corrections if correction.on <= self.day
        )
        is_later = edition.updated is not None and edition.updated > self.at
        updated = None if is_later else edition.updated
        published, embargo_end = edition.published, edition.embargo_until
        if embargo_end is not None:
            published = None if published is None else max(published, embargo_end)
            updated = None if updated is None else max(updated, embargo_end)
        dated = (published, updated, corrections)
        if dated == (edition.published, edition.updated, edition.corrections):
            current = edition
        else:
            current = evolve(edition, published=published, updated=updated, corrections=corrections)
        return with_corrections(current, self.series.time_zone)

    def _responses(self, edition: Edition) -> Iterator[Response]:
        language = self.series.language_of(edition)
        pairs: list[tuple[Response, Response]] = []
        placeholders = find_placeholders(edition).responses
        for response in edition.responses:
            names = placeholders.get(response.id, ())
            withholding, consent = self._response_withholding(response, self.channel, names)
            if withholding is not None:
                self._withhold(withholding, "response", response.id, edition.id)
                if self._response_withholding(response, Channel.WEB, names)[0] is None:
                    self.more_on_web.add(edition.id)
                continue
            redacted = redact_response(
                response,
                self.series,
                language,
                uses=partial(self._uses, response),
                day=self.day,
                consent=consent,
            )
            pairs.append((response, redacted))
        answers = [redacted for _, redacted in pairs]
        named_ids = {redacted.therapist for redacted in answers}
        ids = {response.id for response in edition.responses}
        panel = self.series.challengers_of(edition)
        public = evolve(edition, extra=self._public(edition.extra)) if edition.extra else edition
        for response, redacted in pairs:
            if redacted.therapist == response.therapist:
                yield self._warn_if_unrecorded(response, redacted, edition)
                continue
            person = self.series.therapist(response.therapist or "")
            # Leaving the byline out hides nobody whose name stands in the text around it. Who also
            # answers under their name is named there in any case.
            if person.id not in named_ids and is_named_in(public, panel, answers, person):
                self._withhold(
                    Withholding(Reason.NAME_IN_TEXT), "response", response.id, edition.id
                )
                continue
            anonymous = anonymize_id(redacted, person, ids)
            ids.add(anonymous.id)
            yield self._warn_if_unrecorded(response, anonymous, edition)

    def _response_withholding(
        self, response: Response, channel: str, placeholders: tuple[str, ...]
    ) -> tuple[Withholding | None, Consent | Reason]:
        """Return the reason to keep a response back, and the consent that is in force for it."""
        consent = self._consent(response, channel)
        if placeholders:
            return Withholding(Reason.PLACEHOLDER, detail=", ".join(placeholders)), consent
        if self.nameless and response.therapist in self.nameless:
            return Withholding(Reason.PLACEHOLDER, detail="name of the therapist"), consent
        return response_withholding(response, self.series.rights, channel, consent), consent

    def _consent(self, response: Response, channel: str) -> Consent | Reason:
        """Return the consent in force; for machines, which read what is public, the web's too."""
        consent = consent_in_force(response.consents, channel, self.day)
        if channel not in AI_CHANNELS:
            return consent
        public = consent_in_force(response.consents, Channel.WEB, self.day)
        if isinstance(consent, Consent) and isinstance(public, Consent):
            return max(consent, public, key=lambda record: record.attribution.rank)
        is_recorded = isinstance(consent, Reason) and consent is not Reason.NO_CONSENT
        return consent if is_recorded or isinstance(public, Consent) else public

    def _uses(self, response: Response, attribution: Attribution) -> frozenset[str]:
        """Return the channels that a consent of the release names, and uses by machines."""
        if self.channel in AI_CHANNELS:
            return frozenset({self.channel, Channel.WEB})
        if self.channel != Channel.WEB:
            return frozenset({self.channel})
        recorded = (use for record in response.consents for use in record.uses)
        machines = AI_CHANNELS.intersection(recorded)
        consents = ((use, self._consent(response, use)) for use in machines)
        covered = (
            use
            for use, consent in consents
            # machines may not have the words under a name that they may not have
            if isinstance(consent, Consent) and consent.attribution.rank <= attribution.rank
        )
        return frozenset({self.channel, *covered})

    def _warn_if_unrecorded(
        self, response: Response, redacted: Response, edition: Edition
    ) -> Response:
        if not redacted.consents:
            self.warnings.append(_unrecorded_problem(response, edition))
        return redacted

    def _calls(self, calls: Iterable[CallToAction], edition: str | None) -> Iterator[CallToAction]:
        for call in calls:
            if self.names is not None and self.names.in_address(call.key):
                self._withhold(Withholding(Reason.FORMER_NAME), "call to action", call.key, edition)
            elif is_placeholder_call(call):
                self._withhold(Withholding(Reason.PLACEHOLDER), "call to action", call.key, edition)
            elif self._is_for(call.channels):
                yield call
            else:
                self._withhold(
                    Withholding(Reason.OTHER_CHANNEL), "call to action", call.key, edition
                )

    def _notices(self, notices: Iterable[Notice], edition: str | None) -> Iterator[Notice]:
        for notice in notices:
            if is_placeholder_notice(notice):
                self._withhold(Withholding(Reason.PLACEHOLDER), "notice", notice.kind, edition)
            elif self._is_for(notice.channels):
                yield notice
            else:
                self._withhold(Withholding(Reason.OTHER_CHANNEL), "notice", notice.kind, edition)

    def _is_for(self, channels: frozenset[str] | None) -> bool:
        """Return whether something is for this channel; machines read what is for the web, too."""
        is_public = self.channel in AI_CHANNELS and is_for(channels, Channel.WEB)
        return is_public or is_for(channels, self.channel)

    def _withhold(
        self, withholding: Withholding, kind: str, id_: str, edition: str | None = None
    ) -> None:
        until = withholding.until
        if until is not None and not isinstance(until, datetime):
            until = start_of(until, self.series.time_zone)
        self.withheld.append(
            Withheld(
                reason=withholding.reason,
                kind=kind,
                id=id_,
                edition=edition,
                channel=self.channel,
                until=until,
                detail=withholding.detail,
            )
        )


def _without_withheld_originals(editions: tuple[Edition, ...]) -> tuple[Edition, ...]:
    """Return released editions, of which none names one that is withheld."""
    ids = {edition.id for edition in editions}
    return tuple(
        edition
        if edition.translation_of is None or edition.translation_of in ids
        else evolve(edition, translation_of=None)  # an id would tell that it exists
        for edition in editions
    )


def _unrecorded_problem(response: Response, edition: Edition) -> Problem:
    return Problem(
        code="TBH201",
        severity=Severity.WARNING,
        message=f"response {response.id} of edition {edition.id} has no record of consent",
        path=f"{edition.id}.{response.id}",
        hint="record a consent, or set `rights: {consent: required}` to keep it back",
    )
