"""Editions that would not go out, and are shown in a preview all the same.

The gate stays as it is. An edition that it would hold back is given to it as one that is out, so
that everything else is judged as always: consents and approvals, channel by channel.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from attrs import define, evolve, field, frozen

from tbh_model.model import Channel, Edition, EditionStatus, Series, replace_unchecked
from tbh_model.preview._instant import format_instant
from tbh_model.rights import Reason, Release, ReleaseCache, edition_withholding


@frozen(kw_only=True)
class UnpublishedEdition:
    """An edition that is shown, and would not go out at the instant that is looked at."""

    edition: Edition
    """As it is written."""
    reason: Reason
    """`draft`, `scheduled` or `embargoed`."""
    until: datetime | None
    """The instant from which it would go out, where there is one."""

    @property
    def label(self) -> str:
        """Return the reason in a word."""
        return self.reason.value.capitalize()

    def sentence(self, time_zone: str) -> str:
        """Describe what that means."""
        if self.reason is Reason.DRAFT and self.edition.published is None:
            return f"{_DRAFT_SENTENCE} It has no date yet, and is shown with that of today."
        if self.until is None:
            return _DRAFT_SENTENCE
        until = format_instant(self.until, time_zone)
        is_scheduled = self.reason is Reason.SCHEDULED
        return f"Goes out on {until}." if is_scheduled else f"Under embargo until {until}."


@define
class PreviewMemory:
    """What was done with editions at an instant, for when hardly any of them has changed."""

    gate_memories: dict[Channel, ReleaseCache] = field(factory=dict)
    """What became of them at the gate."""
    forced_editions: dict[str, tuple[Edition, datetime, Edition]] = field(factory=dict)
    """Held editions by their ids: as written, the instant, and so that they pass."""


def force_publishable(
    series: Series, at: datetime, memory: PreviewMemory
) -> tuple[Series, Mapping[str, UnpublishedEdition]]:
    """Return a series whose drafts, scheduled and embargoed editions pass the gate at an instant.

    What has expired or was retracted stays as it is: its page says that it is gone.

    Returns:
        The series, and what is held of it by the id of the edition.
    """
    unpublished: dict[str, UnpublishedEdition] = {}
    for edition in series.editions:
        if _is_surely_out(edition, at):
            continue
        hold = edition_withholding(edition, at)
        if hold is not None and hold.reason in _PREVIEWED_REASONS:
            until = hold.until if isinstance(hold.until, datetime) else None
            unpublished[edition.id] = UnpublishedEdition(
                edition=edition, reason=hold.reason, until=until
            )
    if not unpublished:
        return series, unpublished
    editions = tuple(
        _force_publishable(edition, at, memory) if edition.id in unpublished else edition
        for edition in series.editions
    )
    return replace_unchecked(series, editions=editions), unpublished


def restore_dates(release: Release, unpublished: Mapping[str, UnpublishedEdition]) -> Release:
    """Return held editions of a release the date that they are written with, if they have one."""
    if not unpublished:
        return release
    dates = {id_: item.edition.published for id_, item in unpublished.items()}
    editions = tuple(
        edition
        if dates.get(edition.id) is None
        else replace_unchecked(edition, published=dates[edition.id])
        for edition in release.series.editions
    )
    return evolve(release, series=replace_unchecked(release.series, editions=editions))


def _is_surely_out(edition: Edition, at: datetime) -> bool:
    """Tell at a glance: nearly all editions of a long series are."""
    is_ready = edition.status is EditionStatus.READY and edition.embargo_until is None
    return is_ready and (edition.published is None or edition.published <= at)


def _force_publishable(edition: Edition, at: datetime, memory: PreviewMemory) -> Edition:
    """Return an edition as if it went out at an instant, and not before."""
    cached = memory.forced_editions.get(edition.id)
    if cached is not None and cached[0] is edition and cached[1] == at:
        return cached[2]
    forced = evolve(edition, status=EditionStatus.READY, published=at, embargo_until=None)
    memory.forced_editions[edition.id] = (edition, at, forced)
    return forced


_DRAFT_SENTENCE: Final = "Nobody outside sees this until its status is ready."
_PREVIEWED_REASONS: Final = frozenset({Reason.DRAFT, Reason.SCHEDULED, Reason.EMBARGOED})
