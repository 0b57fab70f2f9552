"""The instants at which the gate gives something else than before, though no file changes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from tbh_model._arguments import check_arguments
from tbh_model.model import Channel, Series, start_of
from tbh_model.rights._gate import release
from tbh_model.rights._release import Release

_ONE_DAY = timedelta(days=1)


@check_arguments
def next_change(series: Series, /, at: datetime) -> datetime | None:
    """Return the next instant after `at` at which the release of any channel changes, in UTC.

    Between the two, a build writes the same bytes whenever it runs: whoever builds at each of
    these instants, and when content changes, is never out of date. `None` if nothing is to come.

    Raises:
        NaiveInstantError: If `at` has no time zone.
    """
    releases = [release(series, channel, at) for channel in Channel]
    current = [_comparable(released, at) for released in releases]
    announcement_ends = {
        tombstone.announce_until
        for released in releases
        for tombstone in released.gone
        if tombstone.announce_until
    }
    for instant in sorted(
        {candidate for candidate in (*announcement_ends, *_instants(series)) if candidate > at}
    ):
        changed = [_comparable(release(series, channel, instant), instant) for channel in Channel]
        if changed != current:
            return instant.astimezone(UTC)
    return None


def _comparable(released: Release, at: datetime) -> tuple[object, ...]:
    is_announced = [
        tombstone.announce_until is None or at < tombstone.announce_until
        for tombstone in released.gone
    ]
    return released.series, released.gone, released.more_on_web, is_announced


def _instants(series: Series) -> Iterator[datetime]:
    """Yield every instant at which a rule could decide otherwise."""
    for day in _days(series):
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
