"""Plan of the feeds: their files, entries and links, the same for all formats."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from posixpath import splitext
from typing import Any, TypeVar

from tbh_model._attrs import evolve, frozen
from tbh_model.exporters._contract import Artifact, Exporter
from tbh_model.exporters._images import published_image_size, published_release
from tbh_model.exporters._site import listing_pages
from tbh_model.exporters.feeds._entry import FeedEntry, feed_entries, to_utc
from tbh_model.exporters.feeds._files import FeedFile, FeedFormat, FeedSplit
from tbh_model.exporters.feeds._options import FeedOptions, feed_file, main_file
from tbh_model.model import Edition, Series, newest_first
from tbh_model.rights import Release
from tbh_model.text import uri


@frozen(kw_only=True)
class Feed:
    """File of a feed. Its URLs are absolute URIs."""

    path: str
    """The path of the file, relative to the home page."""
    url: str
    """The URL of the feed itself."""
    title: str
    home: str
    """The page for people that has the same content."""
    topic: str | None = None
    """The tag that all entries have, in the feed of a topic."""
    editions: tuple[Edition, ...]
    """The editions of the file, newest first."""
    changes: Mapping[str, datetime]
    """The last change of each edition, by its id."""
    current: str | None = None
    """In an archive: the URL of the feed with the newest entries."""
    older: str | None = None
    """The archive with what came before."""
    newer: str | None = None
    """In an archive: the URL of the next newer archive, or of the feed."""
    is_complete: bool = False
    """Whether this file has all editions."""
    series_feed: str | None = None
    """In the feed of a topic or therapist: the URL of the feed of the series."""

    last_removal: datetime | None = None
    """The last removal of an edition that may have been in the feed."""

    @property
    def relations(self) -> Iterator[tuple[str, str]]:
        """Yield the other files that this one leads to: how they are related, and their addresses.

        `first` is where the pages of a feed begin (RFC 5005, section 3), `current` and the archives
        are those of section 4.
        """
        first = self.current or self.url
        for rel, url in (
            ("first", first if self.older or self.newer else None),
            ("current", self.current),
            ("prev-archive", self.older),
            ("next-archive", self.newer),
            ("related", self.series_feed),
        ):
            if url is not None:
                yield rel, url

    @property
    def last_change(self) -> datetime | None:
        """The newest change, or None if no edition has a date."""
        instants = (*self.changes.values(), self.last_removal)
        return max((instant for instant in instants if instant is not None), default=None)


def plan_feeds(release: Release, file: FeedFile, options: FeedOptions) -> Iterator[Feed]:
    """Return the feeds of a series: the main one first, each with its archives.

    Args:
        release: What may stand in them.
        file: The file of the main feed.
        options: What there is to be.
    """
    series = release.series
    editions = newest_first(
        edition
        for edition in series.editions
        if edition.enclosure is not None or not options.only_enclosures
    )
    removal_dates = (
        tombstone.since for tombstone in release.tombstones if tombstone.since is not None
    )
    last_removal = to_utc(max(removal_dates, default=None))
    planner = _FeedPlanner(series, file, options, _changes(series), last_removal)
    main_location = _FeedLocation(path=file.path, title=series.title, home=uri(series.url))
    yield from planner.with_archives(main_location, editions)
    if not options.split:
        return
    series_feed = file.url_in(series)
    for kind in FeedSplit:
        for page in listing_pages(series, kind.value) if kind in options.split else ():
            page_editions = [edition for edition in editions if edition.id in page.editions]
            title = f"{series.title}: {page.name}"
            location = _FeedLocation(
                path=f"{page.folder}{file.path}", title=title, home=uri(page.url)
            )
            topic = page.name if kind is FeedSplit.TOPIC else None
            for feed in planner.with_archives(location, page_editions):
                yield evolve(feed, series_feed=series_feed, topic=topic)


def find_feed(
    exporter: Exporter, release: Release, path: str
) -> tuple[Feed, tuple[FeedEntry, ...]] | None:
    """Return the feed that an exporter writes to a path, with its entries, for who shows them.

    `None` for another file, or the feed of another package.

    >>> feed = tbh.release(series, channel=tbh.Channel.FEED, at=at)
    >>> rss, entries = exporters.find_feed(tbh.RSS(), feed, "rss.xml")
    >>> len(entries) == len(rss.editions)
    True
    """
    file = feed_file(exporter)
    if file is None or not isinstance(exporter, FeedOptions):
        return None
    release = published_release(release)
    feeds = plan_feeds(release, file, exporter)
    feed = next((feed for feed in feeds if feed.path == path), None)
    if feed is None:
        return None
    entries = feed_entries(
        release.series, feed.editions, feed.changes, exporter.tracking, release.more_on_web
    )
    return feed, tuple(entries)


F = TypeVar("F", bound=FeedOptions)


def feed_artifacts(
    release: Release,
    format: FeedFormat,  # noqa: A002 - as in `FeedFile`
    options: F,
    write: Callable[[Series, Feed, F, frozenset[str]], Iterator[bytes]],
) -> Iterator[Artifact]:
    """Yield each feed of a release as an artifact that is rendered on demand, in parts.

    Args:
        release: The release; images that are not published are removed.
        format: The format of the feeds.
        options: The exporter.
        write: Yields the parts of a feed, from the series, the plan of the feed, the exporter and
            the ids of the editions that have more on the web.
    """
    release, file = published_release(release), main_file(options, format)
    for feed in plan_feeds(release, file, options):
        yield Artifact.lazy(
            feed.path,
            file.media_type,
            write,
            release.series,
            feed,
            options,
            release.more_on_web,
            last_modified=feed.last_change,
            depends_on=feed_dependencies(release, feed, options),
        )


def feed_dependencies(release: Release, feed: Feed, options: FeedOptions) -> tuple[object, ...]:
    """Return what the bytes of a feed follow from."""
    series, ids = release.series, {edition.id for edition in feed.editions}
    images = (edition.image for edition in feed.editions)
    return (
        evolve(series, editions=(), therapists=()),
        series.therapists,
        feed,
        options,
        release.more_on_web & ids,
        # no value of the series tells when the file of an image changes
        tuple(published_image_size(series, image) for image in images if image is not None),
        tuple(
            (series.url_of(version), series.language_of(version))
            for edition in feed.editions
            for version in series.translations(edition)
        ),
    )


@frozen(kw_only=True)
class _FeedLocation:
    """Path and title of a feed, and the page beside it."""

    path: str
    title: str
    home: str


@frozen
class _FeedPlanner:
    series: Series
    file: FeedFile
    options: FeedOptions
    changes: Mapping[str, datetime]
    last_removal: datetime | None

    def with_archives(self, location: _FeedLocation, editions: Sequence[Edition]) -> Iterator[Feed]:
        """Yield a feed and then its archives, the oldest first."""
        limit, paths = self.options.limit, self._archive_paths(location.path, len(editions))
        urls = [self._url(path) for path in paths]
        main = Feed(
            path=location.path,
            url=self._url(location.path),
            title=location.title,
            home=location.home,
            **self._editions_and_changes(editions[:limit]),
            older=urls[-1] if urls else None,
            is_complete=len(editions) <= limit,
            last_removal=self.last_removal,
        )
        yield main
        # Counted from the oldest one, a full archive never changes its editions: readers fetch it
        # once (RFC 5005, section 4).
        oldest_first = editions[::-1]
        for index, (path, url) in enumerate(zip(paths, urls, strict=True)):
            yield evolve(
                main,
                path=path,
                url=url,
                **self._editions_and_changes(
                    oldest_first[index * limit : (index + 1) * limit][::-1]
                ),
                current=main.url,
                last_removal=None,
                older=urls[index - 1] if index else None,
                newer=[*urls[1:], main.url][index],
            )

    def _url(self, path: str) -> str:
        return self.file.file_url(self.series, path)

    def _archive_paths(self, path: str, count: int) -> list[str]:
        limit = self.options.limit
        full = count // limit if self.options.archive and count > limit else 0
        return [_archive_path(path, number) for number in range(1, full + 1)]

    def _editions_and_changes(self, editions: Sequence[Edition]) -> dict[str, Any]:
        changes = {
            edition.id: self.changes[edition.id]
            for edition in editions
            if edition.id in self.changes
        }
        return {"editions": tuple(editions), "changes": changes}


def _archive_path(path: str, number: int) -> str:
    stem, ending = splitext(path)
    return f"{stem}-archive-{number}{ending}"


def _changes(series: Series) -> Mapping[str, datetime]:
    """Return the last change of each edition by its id."""
    changes = ((edition.id, to_utc(edition.last_change)) for edition in series.editions)
    return {id_: instant for id_, instant in changes if instant is not None}
