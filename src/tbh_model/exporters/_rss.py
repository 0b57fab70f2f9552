"""Entries -> RSS 2.0, through feedgen."""

from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from typing import Any, ClassVar, Final

from attrs import frozen

from tbh_model.exporters._artifact import Artifact
from tbh_model.exporters._contract import ExporterInfo
from tbh_model.exporters._feed_entry import (
    FeedContent,
    FeedEntry,
    feed_entries,
    feed_url,
    last_change,
)
from tbh_model.model import Channel, Count, Series, check
from tbh_model.rights import Release
from tbh_model.text import visible

PATH: Final = "rss.xml"
"""The file lies beside the home page."""
MEDIA_TYPE: Final = "application/rss+xml"


@frozen(kw_only=True)
class RSS:
    """One RSS 2.0 feed of the newest editions.

    It follows the RSS 2.0 specification and the RSS Advisory Board's profile: summary in
    `description`, the whole edition in `content:encoded`, permanent `guid`, byline in
    `dc:creator` and each named therapist in `dc:contributor`. Every date comes from the content.
    """

    info: ClassVar = ExporterInfo(
        name="rss", channel=Channel.FEED, summary="An RSS 2.0 feed of the newest editions"
    )

    limit: Count = 50
    """How many entries at most."""
    content: FeedContent = FeedContent.FULL
    """Whether an entry carries the whole edition or its summary alone."""

    def __attrs_post_init__(self) -> None:
        """Check every option."""
        check(self)

    def export(self, release: Release, /) -> Iterable[Artifact]:
        """Give the feed, as one artifact made on demand."""
        yield Artifact.deferred(PATH, MEDIA_TYPE, _feed, release.series, self)


def _feed(series: Series, options: RSS) -> bytes:
    entries = feed_entries(series, options.limit)
    feed = _head(series, last_change(entries))
    for entry in entries:
        _add(feed, entry, options.content)
    document: bytes = feed.rss_str(pretty=True)
    return document


def _head(series: Series, changed: datetime | None) -> Any:
    from feedgen.feed import FeedGenerator  # brings lxml: 40 ms, only for those who export RSS

    from tbh_model.exporters._feedgen import EntryDates, FeedDates

    feed: Any = FeedGenerator()
    _silence_clock(feed)
    feed.register_extension("tbh", FeedDates, EntryDates, atom=False)
    feed.load_extension("dc", atom=False)
    feed.title(visible(series.title))
    feed.description(visible(series.description or series.title))
    feed.link(href=feed_url(series, PATH), rel="self", type=MEDIA_TYPE)
    feed.link(href=series.url, rel="alternate")  # feedgen takes the last one as the feed's link
    feed.language(series.language)
    feed.copyright(visible(series.publisher.legal_name or series.publisher.name))
    feed.generator("tbh-model")
    feed.docs("https://www.rssboard.org/rss-specification")
    feed.tbh.changed(_written(changed))
    return feed


def _silence_clock(feed: Any) -> None:
    """Take away the build time, which feedgen stamps on a feed and has no setter to remove.

    Without it feedgen formats no date at all, and so never switches the locale of the process.
    """
    setattr(feed, "_FeedGenerator__rss_lastBuildDate", None)  # noqa: B010 - the name is mangled


def _add(feed: Any, entry: FeedEntry, content: FeedContent) -> None:
    item = feed.add_entry(order="append")
    item.title(visible(entry.title))
    item.link(href=entry.url, rel="alternate")
    item.description(visible(entry.summary), isSummary=True)
    if content is FeedContent.FULL:
        item.content(entry.html, type="html")
    for tag in entry.tags:
        item.category(term=visible(tag))
    item.dc.dc_creator([visible(person.name) for person in entry.authors])
    item.dc.dc_contributor([visible(person.name) for person in entry.contributors])
    item.tbh.dates(_written(entry.published), _stamp(entry))
    item.guid(entry.id, permalink=False)  # last: other setters overwrite it


def _written(instant: datetime | None) -> str | None:
    """Write an instant as RSS wants it (RFC 822), in English whatever the locale is."""
    return None if instant is None else format_datetime(instant, usegmt=True)


def _stamp(entry: FeedEntry) -> str | None:
    """Write the instant of a change after publication (RFC 3339), for `atom:updated`."""
    if entry.updated is None or entry.updated == entry.published:
        return None
    return entry.updated.strftime("%Y-%m-%dT%H:%M:%SZ")
