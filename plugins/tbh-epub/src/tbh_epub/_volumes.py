"""Which editions are in which book, and what identifies it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import Final

from attrs import evolve, frozen

import tbh_model as tbh
from tbh_epub._names import plain_name
from tbh_model.model import day_of, start_of

_LAST_PART: Final = re.compile(r"[^:/]+(?=[:/]*$)")
_TAG_YEAR: Final = re.compile(r"tag:[^,]+,([12]\d{3})")
_LONGEST: Final = 80


@frozen(kw_only=True)
class Volume:
    """What one book is made from."""

    series: tbh.Series
    """The released series, with the editions of this book in reading order, and no others."""
    year: int | None
    more_on_web: frozenset[str]
    """The ids of the editions of which the web shows more answers."""

    @property
    def file_name(self) -> str:
        """The file: the last part of the id of the series, which never changes, and the year."""
        found = _LAST_PART.search(self.series.id)
        name = plain_name(found[0] if found else "book")[:_LONGEST]
        return f"{name}.epub" if self.year is None else f"{name}-{self.year}.epub"

    @property
    def identifier(self) -> str:
        """The identifier of the book: made of that of the series, and of no edition."""
        before = self.series.id
        if before.lower().startswith("urn:"):
            separator = "#"
        else:
            separator = "" if before.endswith((":", "/")) else "/"
        return f"{before}{separator}epub/{self.year or 'all'}"

    @property
    def modified(self) -> datetime:
        """When the newest of its editions changed, in UTC: by the content, never by a clock.

        Where nothing has a date it is the year in the id of the series.
        """
        instants = (instant for edition in self.series.editions for instant in self._dates(edition))
        newest = max(instants, default=None) or _beginning(self.series)
        return newest.astimezone(UTC).replace(microsecond=0)

    def _dates(self, edition: tbh.Edition) -> Iterator[datetime]:
        if edition.last_change is not None:
            yield edition.last_change
        for correction in edition.corrections:
            yield start_of(correction.on, self.series.time_zone)


def whole(series: tbh.Series, more_on_web: frozenset[str]) -> Iterator[Volume]:
    """Yield one book of all editions; none where there are none."""
    if series.editions:
        yield _volume(series, _oldest_first(series), None, more_on_web)


def by_year(series: tbh.Series, more_on_web: frozenset[str]) -> Iterator[Volume]:
    """Yield a book for each year; editions without a date are the last of the newest."""
    editions = _oldest_first(series)
    dated = [edition for edition in editions if edition.published is not None]
    undated = editions[len(dated) :]
    years = [(year, list(group)) for year, group in groupby(dated, lambda one: _year(series, one))]
    if not years:
        yield from whole(series, more_on_web)
        return
    years[-1][1].extend(undated)
    for year, group in years:
        yield _volume(series, group, year, more_on_web)


def _volume(
    series: tbh.Series, editions: list[tbh.Edition], year: int | None, more_on_web: frozenset[str]
) -> Volume:
    held = evolve(series, editions=tuple(editions))
    return Volume(series=held, year=year, more_on_web=more_on_web)


def _oldest_first(series: tbh.Series) -> list[tbh.Edition]:
    return sorted(series.editions, key=_age)


def _age(edition: tbh.Edition) -> tuple[float, str]:
    """Sort a book from its first edition on, those without a date last."""
    published = edition.published
    return (float("inf") if published is None else published.timestamp(), edition.id)


def _year(series: tbh.Series, edition: tbh.Edition) -> int | None:
    published = edition.published
    return None if published is None else day_of(published, series.time_zone).year


def _beginning(series: tbh.Series) -> datetime:
    found = _TAG_YEAR.match(series.id)
    return datetime(int(found[1]) if found else 1980, 1, 1, tzinfo=UTC)
