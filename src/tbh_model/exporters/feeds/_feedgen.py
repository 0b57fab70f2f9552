"""An extension of feedgen: what RSS can say and feedgen cannot, and dates without its clock."""

from collections.abc import Mapping
from typing import Any, Final

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml.etree import SubElement

from tbh_model.exporters.feeds._xml import NAMESPACES

_ATOM: Final = NAMESPACES["atom"]
_DUBLIN_CORE: Final = NAMESPACES["dc"]
_HISTORY: Final = NAMESPACES["fh"]
_MEDIA: Final = NAMESPACES["media"]

SYNDICATION: Final = f"{{{NAMESPACES['sy']}}}"
# The elements whose text is HTML, and much of it.
HTML_ELEMENTS: Final = frozenset({f"{{{NAMESPACES['content']}}}encoded"})


def namespaces(*, media: bool, history: bool, period: bool) -> Mapping[str | None, str]:
    """Return those that a feed uses, by the prefixes that everybody gives them."""
    used = {"atom": True, "content": True, "dc": True, "fh": history, "media": media, "sy": period}
    return {prefix: NAMESPACES[prefix] for prefix, is_used in used.items() if is_used}


class ChannelExtension(BaseExtension):  # type: ignore[misc]  # feedgen ships no types
    """Writes `lastBuildDate`, `managingEditor`, links by `rel`, and what RFC 5005 marks."""

    def __init__(self) -> None:
        self._texts: list[tuple[str, str]] = []
        self._links: list[dict[str, str]] = []
        self._mark: str | None = None

    def extend_ns(self) -> dict[str, str]:
        """Name what it writes in."""
        return {"fh": _HISTORY} if self._mark else {}

    def text(self, name: str, value: str | None) -> None:
        """Set a text element of RSS, unless the text is None."""
        if value is not None:
            self._texts.append((name, value))

    def link(self, rel: str, href: str, **attributes: str) -> None:
        """Add an `atom:link`: feedgen keeps none but `self`."""
        self._links.append({"rel": rel, "href": href, **attributes})

    def mark(self, name: str) -> None:
        """Mark the feed as `complete` or as an `archive`."""
        self._mark = name

    def extend_rss(self, feed: Any) -> Any:
        """Write what there is."""
        channel = feed[0]
        for link in self._links:
            SubElement(channel, f"{{{_ATOM}}}link", link)
        for name, text in self._texts:
            SubElement(channel, name).text = text
        if self._mark is not None:
            SubElement(channel, f"{{{_HISTORY}}}{self._mark}")
        return feed


class EntryExtension(BaseEntryExtension):  # type: ignore[misc]  # feedgen ships no types
    """Writes people, `pubDate`, `atom:updated`, `media:content` and `source` of an entry."""

    def __init__(self) -> None:
        self._elements: list[tuple[str, dict[str, str], str]] = []
        self._image: tuple[dict[str, str], str] | None = None

    def clear(self) -> None:
        """Clear the previous entry."""
        self._elements.clear()
        self._image = None

    def person(self, role: str, name: str) -> None:
        """Add a `creator` or a `contributor` (Dublin Core)."""
        self._elements.append((f"{{{_DUBLIN_CORE}}}{role}", {}, name))

    def language(self, tag: str) -> None:
        """Set the language, if it is not that of the feed (Dublin Core)."""
        self._elements.append((f"{{{_DUBLIN_CORE}}}language", {}, tag))

    def dates(self, published: str | None, updated: str | None) -> None:
        """Set both dates: one in the form of RFC 822, the other in that of RFC 3339."""
        for name, text in (("pubDate", published), (f"{{{_ATOM}}}updated", updated)):
            if text is not None:
                self._elements.append((name, {}, text))

    def image(self, attributes: dict[str, str], alt: str) -> None:
        """Set the image with its text alternative."""
        self._image = (attributes, alt)

    def enclosure(self, attributes: dict[str, str]) -> None:
        """Set the file that belongs to the entry."""
        self._elements.append(("enclosure", attributes, ""))

    def source(self, url: str, title: str) -> None:
        """Set the feed that the entry comes from."""
        self._elements.append(("source", {"url": url}, title))

    def extend_rss(self, feed: Any) -> Any:
        """Write those that there are, into what feedgen calls a feed here and is an entry."""
        for name, attributes, text in self._elements:
            SubElement(feed, name, attributes).text = text
        if self._image is not None:
            attributes, alt = self._image
            content = SubElement(feed, f"{{{_MEDIA}}}content", attributes)
            if alt:
                SubElement(content, f"{{{_MEDIA}}}description", type="plain").text = alt
        return feed
