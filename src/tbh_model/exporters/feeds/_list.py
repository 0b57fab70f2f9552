"""List of the feeds beside the home page, for pages that link to them and for OPML."""

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from attrs import frozen

from tbh_model.model import Series


class FeedFormat(StrEnum):
    """The formats of feeds, by the names of their exporters."""

    RSS = "rss"
    """RSS 2.0."""
    ATOM = "atom"
    """Atom 1.0."""
    JSON_FEED = "json-feed"
    """JSON Feed 1.1."""


class FeedSplit(StrEnum):
    """Kind of pages with feeds of their own."""

    TOPIC = "topic"
    """Each tag."""
    THERAPIST = "therapist"
    """Each therapist."""


@frozen(kw_only=True)
class FeedFile:
    """File of a feed, beside the home page or the page of a topic or therapist."""

    format: FeedFormat
    path: str
    media_type: str
    title: str
    """The name of the format."""


RSS_FILE: Final = FeedFile(
    format=FeedFormat.RSS, path="rss.xml", media_type="application/rss+xml", title="RSS"
)
ATOM_FILE: Final = FeedFile(
    format=FeedFormat.ATOM, path="atom.xml", media_type="application/atom+xml", title="Atom"
)
JSON_FILE: Final = FeedFile(
    format=FeedFormat.JSON_FEED,
    path="feed.json",
    media_type="application/feed+json",
    title="JSON Feed",
)
FEED_FILES: Final = (RSS_FILE, ATOM_FILE, JSON_FILE)


def feed_files(series: Series, formats: Collection[FeedFormat]) -> tuple[FeedFile, ...]:
    """Return the feeds of some formats, RSS first.

    Atom needs a date of every edition: where one has none, there is no such feed.
    """
    has_dates = all(edition.last_change is not None for edition in series.editions)
    return tuple(
        file
        for file in FEED_FILES
        if file.format in formats and (has_dates or file is not ATOM_FILE)
    )
