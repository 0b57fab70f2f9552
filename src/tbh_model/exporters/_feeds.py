"""Which feeds there are, what is in each, and how they lead to one another.

One plan for all formats: a format only writes down what a feed here says.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from attrs import evolve, frozen

from tbh_model.exporters._addresses import base_url
from tbh_model.exporters._feed_entry import in_utc, newest_first
from tbh_model.exporters._feed_list import FeedSplit
from tbh_model.exporters._feed_options import FeedOptions
from tbh_model.exporters.html import size_of
from tbh_model.model import Edition, Series
from tbh_model.rights import Release
from tbh_model.text import join, uri


@frozen(kw_only=True)
class Feed:
    """One file of a feed. Addresses are absolute URIs."""

    path: str
    """Where the file lies, relative to the home page."""
    url: str
    """Its own address."""
    title: str
    home: str
    """The page for people that has the same content."""
    topic: str | None = None
    """The tag that all entries have, in the feed of a topic."""
    editions: tuple[Edition, ...]
    """In the order in which they are written: the newest first."""
    changes: Mapping[str, datetime]
    """When each of them last changed, by its id."""
    current: str | None = None
    """In an archive: the feed that it belongs to, with the newest entries."""
    older: str | None = None
    """The archive with what came before."""
    newer: str | None = None
    """In an archive: the archive with what came after, and in the newest the feed itself."""
    is_complete: bool = False
    """Whether every edition there is stands in this file."""
    whole: str | None = None
    """In the feed of a topic or therapist: the feed of the whole series."""

    taken_down: datetime | None = None
    """When an edition was last taken down that may have been in it."""

    @property
    def relations(self) -> Iterator[tuple[str, str]]:
        """Yield the other files that this one leads to: how they are related, and their addresses.

        `first` is where the pages of a feed begin (RFC 5005, section 3), `current` and the archives
        are those of section 4.
        """
        begins = self.current or self.url
        for rel, url in (
            ("first", begins if self.older or self.newer else None),
            ("current", self.current),
            ("prev-archive", self.older),
            ("next-archive", self.newer),
            ("related", self.whole),
        ):
            if url is not None:
                yield rel, url

    @property
    def changed(self) -> datetime | None:
        """When the newest change was; unknown where no edition has a date."""
        known = (*self.changes.values(), self.taken_down)
        return max((each for each in known if each is not None), default=None)


def feeds(release: Release, file: str, options: FeedOptions) -> Iterator[Feed]:
    """Plan the feeds of a series: the main one first, each with its archives.

    Args:
        release: What may stand in them.
        file: The name of the file of the main feed, such as `rss.xml`.
        options: What there is to be.
    """
    series = release.series
    editions = newest_first(series)
    gone = (each.since for each in release.gone if each.since is not None)
    taken_down = in_utc(max(gone, default=None))
    plan = _Plan(base_url(series), options, _changes(series), taken_down)
    main = _Place(path=file, title=series.title, home=uri(series.url))
    yield from plan.with_archives(main, editions)
    if not options.split:
        return
    from tbh_model.exporters.html import address_book  # where a topic has its page, and its feed

    whole = uri(join(base_url(series), file))
    for kind in FeedSplit:
        for page in address_book(series, kind.value) if kind in options.split else ():
            of_these = [edition for edition in editions if edition.id in page.editions]
            title = f"{series.title}: {page.name}"
            place = _Place(path=f"{page.folder}{file}", title=title, home=uri(page.url))
            topic = page.name if kind is FeedSplit.TOPIC else None
            for feed in plan.with_archives(place, of_these):
                yield evolve(feed, whole=whole, topic=topic)


def needed(release: Release, feed: Feed, options: FeedOptions) -> tuple[object, ...]:
    """Return what the bytes of a feed follow from."""
    series, ids = release.series, {edition.id for edition in feed.editions}
    images = (edition.image for edition in feed.editions)
    return (
        evolve(series, editions=(), therapists=()),
        series.therapists,
        feed,
        options,
        release.more_on_web & ids,
        tuple(size_of(series, image) for image in images if image is not None),
    )


@frozen(kw_only=True)
class _Place:
    """Where a feed lies, what it is called, and the page for people beside it."""

    path: str
    title: str
    home: str


@frozen
class _Plan:
    base: str
    options: FeedOptions
    changes: Mapping[str, datetime]
    taken_down: datetime | None

    def with_archives(self, place: _Place, editions: Sequence[Edition]) -> Iterator[Feed]:
        """Yield a feed and then its archives, the oldest first."""
        limit, paths = self.options.limit, self._archives(place.path, len(editions))
        urls = [self._url(path) for path in paths]
        main = Feed(
            path=place.path,
            url=self._url(place.path),
            title=place.title,
            home=place.home,
            **self._of(editions[:limit]),
            older=urls[-1] if urls else None,
            is_complete=len(editions) <= limit,
            taken_down=self.taken_down,
        )
        yield main
        oldest_first = editions[::-1]
        for index, (path, url) in enumerate(zip(paths, urls, strict=True)):
            yield evolve(
                main,
                path=path,
                url=url,
                **self._of(oldest_first[index * limit : (index + 1) * limit][::-1]),
                current=main.url,
                taken_down=None,
                older=urls[index - 1] if index else None,
                newer=[*urls[1:], main.url][index],
            )

    def _url(self, path: str) -> str:
        """Return the absolute URL of a file, whose folder may be named in any script."""
        return uri(join(self.base, quote(path, safe="/~")))

    def _archives(self, path: str, count: int) -> list[str]:
        limit = self.options.limit
        full = count // limit if self.options.archive and count > limit else 0
        return [_archive_path(path, number) for number in range(1, full + 1)]

    def _of(self, editions: Sequence[Edition]) -> dict[str, Any]:
        known = {each.id: self.changes[each.id] for each in editions if each.id in self.changes}
        return {"editions": tuple(editions), "changes": known}


def _archive_path(path: str, number: int) -> str:
    stem, _, ending = path.rpartition(".")
    return f"{stem}-archive-{number}.{ending}"


def _changes(series: Series) -> Mapping[str, datetime]:
    """Return the last change of each edition by its id, whatever others there are."""
    changes = ((edition.id, in_utc(edition.last_change)) for edition in series.editions)
    return {id_: instant for id_, instant in changes if instant is not None}
