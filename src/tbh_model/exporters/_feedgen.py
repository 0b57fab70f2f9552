"""An extension of feedgen: dates as text, which feedgen itself gets from clock and locale."""

from typing import Any, Final

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml.etree import SubElement

_ATOM: Final = "http://www.w3.org/2005/Atom"


class FeedDates(BaseExtension):  # type: ignore[misc]  # feedgen ships no types
    """Writes `lastBuildDate` of a feed."""

    def __init__(self) -> None:
        self._changed: str | None = None

    def changed(self, written: str | None) -> None:
        """Set the date, written as RFC 822 wants it."""
        self._changed = written

    def extend_rss(self, feed: Any) -> Any:
        """Write it, if there is one."""
        if self._changed is not None:
            SubElement(feed[0], "lastBuildDate").text = self._changed
        return feed


class EntryDates(BaseEntryExtension):  # type: ignore[misc]  # feedgen ships no types
    """Writes `pubDate` and `atom:updated` of an entry."""

    def __init__(self) -> None:
        self._published: str | None = None
        self._updated: str | None = None

    def dates(self, published: str | None, updated: str | None) -> None:
        """Set both: one written as RFC 822 wants it, the other as RFC 3339 does."""
        self._published, self._updated = published, updated

    def extend_rss(self, feed: Any) -> Any:
        """Write those that there are, into what feedgen calls a feed here and is an entry."""
        if self._published is not None:
            SubElement(feed, "pubDate").text = self._published
        if self._updated is not None:
            SubElement(feed, f"{{{_ATOM}}}updated").text = self._updated
        return feed
