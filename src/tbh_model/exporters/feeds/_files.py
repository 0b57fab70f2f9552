"""Files of the feeds: which there are, and where, for pages that link to them and for OPML."""

from collections.abc import Collection
from enum import StrEnum
from typing import Annotated, Final
from urllib.parse import urlsplit

from tbh_model._attrs import frozen
from tbh_model._final import final
from tbh_model.exporters._paths import address
from tbh_model.exporters._urls import base_url
from tbh_model.model import Constraint, Series, WebAddress, path_error, validate_on_init
from tbh_model.text import join, uri


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


FilePath = Annotated[
    str,
    Constraint(
        "file-path",
        "a relative path that every system can have, such as feeds/main.xml",
        lambda path: path_error(path) is None,
    ),
]
"""Path of a file of the output."""

_FORMATS: Final = {
    FeedFormat.RSS: ("application/rss+xml", "RSS"),
    FeedFormat.ATOM: ("application/atom+xml", "Atom"),
    FeedFormat.JSON_FEED: ("application/feed+json", "JSON Feed"),
}


@final
@frozen(kw_only=True)
@validate_on_init
class FeedFile:
    """File of a feed and its address."""

    format: FeedFormat
    """The format of the feed."""
    path: FilePath
    """The path of the file."""
    url: WebAddress | None = None
    """The public address; by default that of the path below the URL of the series."""

    @property
    def media_type(self) -> str:
        """The media type of the format."""
        return _FORMATS[self.format][0]

    @property
    def title(self) -> str:
        """The name of the format."""
        return _FORMATS[self.format][1]

    def url_in(self, series: Series, folder: str = "") -> str:
        """Return the absolute URI of the main feed, or of the feed beside another page.

        Args:
            series: The series of the feed.
            folder: The folder of that page, with a final slash.
        """
        return self.file_url(series, f"{folder}{self.path}")

    def file_url(self, series: Series, path: str) -> str:
        """Return the absolute URI of a file of this feed, such as an archive."""
        url = uri(self.url or join(base_url(series), address(self.path)))
        if path == self.path:
            return url
        # An address that ends in the path is on a host with all files. Any other is that of a
        # service that fetches the main feed, and knows of no other file.
        root = url.removesuffix(address(self.path))
        has_all_files = root.endswith("/") and urlsplit(url).path.endswith(f"/{address(self.path)}")
        return uri(join(root if has_all_files else base_url(series), address(path)))


RSS_FILE: Final = FeedFile(format=FeedFormat.RSS, path="rss.xml")
ATOM_FILE: Final = FeedFile(format=FeedFormat.ATOM, path="atom.xml")
JSON_FILE: Final = FeedFile(format=FeedFormat.JSON_FEED, path="feed.json")
FEED_FILES: Final = (RSS_FILE, ATOM_FILE, JSON_FILE)


def feed_files(
    series: Series, formats: Collection[FeedFormat], files: Collection[FeedFile] = ()
) -> tuple[FeedFile, ...]:
    """Return the feeds of some formats, RSS first.

    Atom needs a date of every edition: where one has none, there is no such feed.

    Args:
        series: The series of the feeds.
        formats: The formats of the feeds.
        files: The feeds that are not at the default path of their format.
    """
    has_dates = all(edition.last_change is not None for edition in series.editions)
    return tuple(
        file
        for default in FEED_FILES
        if default.format in formats and (has_dates or default is not ATOM_FILE)
        for file in ([file for file in files if file.format is default.format] or [default])
    )
