"""Which feeds there are, what is in each, and how they lead to one another.

One plan for all formats: a format only writes down what a feed here says.
"""

from collections.abc import Iterator, Sequence

from attrs import evolve, frozen

from tbh_model.exporters._entry_tree import base_url
from tbh_model.exporters._feed_entry import newest_first
from tbh_model.exporters._feed_options import FeedOptions, FeedSplit
from tbh_model.model import Edition, Series
from tbh_model.text import join


@frozen(kw_only=True)
class Feed:
    """One file of a feed. URLs are absolute."""

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
    current: str | None = None
    """In an archive: the feed that it belongs to, with the newest entries."""
    older: str | None = None
    """The archive with what came before."""
    newer: str | None = None
    """In an archive: the archive with what came after."""
    is_complete: bool = False
    """Whether every edition there is stands in this file."""
    whole: str | None = None
    """In the feed of a topic or therapist: the feed of the whole series."""


def feeds(series: Series, file: str, options: FeedOptions) -> Iterator[Feed]:
    """Plan the feeds of a series: the main one first, each with its archives.

    Args:
        series: A released series.
        file: The name of the file of the main feed, such as `rss.xml`.
        options: What there is to be.
    """
    editions = newest_first(series)
    main = _Place(path=file, title=series.title, home=series.url)
    yield from _with_archives(series, main, editions, options)
    if not options.split:
        return
    from tbh_model.exporters.html import address_book  # where a topic has its page, and its feed

    whole = join(base_url(series), file)
    for kind in FeedSplit:
        for page in address_book(series, kind.value) if kind in options.split else ():
            of_these = [edition for edition in editions if edition.id in page.editions]
            title = f"{series.title}: {page.name}"
            place = _Place(path=f"{page.folder}{file}", title=title, home=page.url)
            topic = page.name if kind is FeedSplit.TOPIC else None
            for feed in _with_archives(series, place, of_these, options):
                yield evolve(feed, whole=whole, topic=topic)


@frozen(kw_only=True)
class _Place:
    """Where a feed lies, what it is called, and the page for people beside it."""

    path: str
    title: str
    home: str


def _with_archives(
    series: Series, place: _Place, editions: Sequence[Edition], options: FeedOptions
) -> Iterator[Feed]:
    limit, base = options.limit, base_url(series)
    fits = len(editions) <= limit
    count = 0 if fits or not options.archive else len(editions) // limit
    paths = [_archive_path(place.path, number) for number in range(1, count + 1)]
    urls = [join(base, path) for path in paths]
    main = Feed(
        path=place.path,
        url=join(base, place.path),
        title=place.title,
        home=place.home,
        editions=tuple(editions[:limit]),
        older=urls[-1] if urls else None,
        is_complete=fits,
    )
    yield main
    oldest_first = editions[::-1]
    for index, (path, url) in enumerate(zip(paths, urls, strict=True)):
        yield evolve(
            main,
            path=path,
            url=url,
            editions=tuple(oldest_first[index * limit : (index + 1) * limit][::-1]),
            current=main.url,
            older=urls[index - 1] if index else None,
            newer=urls[index + 1] if index + 1 < count else None,
        )


def _archive_path(path: str, number: int) -> str:
    stem, _, ending = path.rpartition(".")
    return f"{stem}-archive-{number}.{ending}"
