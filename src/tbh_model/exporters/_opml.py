"""The feeds of a series -> OPML 2.0, which feed readers import; written with lxml."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, ClassVar, Final

from attrs import frozen

from tbh_model.exporters import _atom, _json_feed, _rss
from tbh_model.exporters._artifact import Artifact
from tbh_model.exporters._contract import ExporterInfo
from tbh_model.exporters._entry_tree import base_url
from tbh_model.model import Channel, Series
from tbh_model.rights import Release
from tbh_model.text import join, visible

if TYPE_CHECKING:  # lxml loads when the list is made
    from lxml.builder import ElementMaker
    from lxml.etree import _Element

PATH: Final = "feeds.opml"
"""The file lies beside the home page."""
MEDIA_TYPE: Final = "text/x-opml"
SPECIFICATION: Final = "https://opml.org/spec2.opml"


@frozen(kw_only=True)
class ListedFeed:
    """A feed that lies beside the home page."""

    path: str
    media_type: str
    format: str
    """What people call it, such as `JSON Feed`."""


_ATOM: Final = ListedFeed(path=_atom.PATH, media_type=_atom.MEDIA_TYPE, format="Atom")
_FEEDS: Final = (
    ListedFeed(path=_rss.PATH, media_type=_rss.MEDIA_TYPE, format="RSS"),
    _ATOM,
    ListedFeed(path=_json_feed.PATH, media_type=_json_feed.MEDIA_TYPE, format="JSON Feed"),
)


def listed_feeds(series: Series) -> tuple[ListedFeed, ...]:
    """Give the feeds that lie beside the home page, RSS first.

    Atom needs a date of every edition: where one has none, there is no such feed.
    """
    has_dates = all(edition.changed is not None for edition in series.editions)
    return tuple(feed for feed in _FEEDS if has_dates or feed is not _ATOM)


@frozen(kw_only=True)
class OPML:
    """One list of the feeds of the series, for feed readers to import.

    It follows OPML 2.0. Its only date is that of the last change of an edition.
    """

    info: ClassVar = ExporterInfo(
        name="opml", channel=Channel.FEED, summary="An OPML 2.0 list of the feeds"
    )

    def export(self, release: Release, /) -> Iterable[Artifact]:
        """Give the list, as one artifact made on demand."""
        series = release.series
        changed = _last_change(series)
        yield Artifact.deferred(PATH, MEDIA_TYPE, _list, series, last_modified=changed)


def _last_change(series: Series) -> datetime | None:
    instants = (edition.changed for edition in series.editions)
    known = (instant.astimezone(UTC) for instant in instants if instant is not None)
    last = max(known, default=None)
    return None if last is None else last.replace(microsecond=0)


def _list(series: Series) -> bytes:
    from lxml import etree  # 20 ms, only for those who export OPML
    from lxml.builder import ElementMaker

    opml = ElementMaker()
    outlines = (opml.outline(_attributes(series, feed)) for feed in listed_feeds(series))
    document = opml.opml(opml.head(*_head(opml, series)), opml.body(*outlines), version="2.0")
    return etree.tostring(document, pretty_print=True, xml_declaration=True, encoding="UTF-8")


def _head(opml: "ElementMaker", series: Series) -> Iterator["_Element"]:
    yield opml.title(visible(series.title))
    changed = _last_change(series)
    if changed is not None:
        yield opml.dateModified(format_datetime(changed, usegmt=True))  # as in RSS (RFC 822)
    yield opml.ownerName(visible(series.publisher.name))
    yield opml.docs(SPECIFICATION)


def _attributes(series: Series, feed: ListedFeed) -> dict[str, str]:
    """Describe one feed; `rss` is the type of every feed there is, as OPML has it."""
    title = f"{series.title} ({feed.format})"
    known = {
        "type": "rss",
        "text": title,
        "title": title,
        "description": series.description,
        "xmlUrl": join(base_url(series), feed.path),
        "htmlUrl": series.url,
        "language": series.language,
    }
    return {name: visible(value) for name, value in known.items() if value is not None}
