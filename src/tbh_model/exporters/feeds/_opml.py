"""The feeds of a series -> OPML 2.0, which feed readers import; written with lxml."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, Final

from tbh_model._attrs import frozen
from tbh_model.exporters._contract import Artifact, ExporterInfo
from tbh_model.exporters._site import listing_pages
from tbh_model.exporters._template_filters import rfc822
from tbh_model.exporters.feeds._files import FeedFile, FeedFormat, FeedSplit, feed_files
from tbh_model.model import Channel, Series, validate_on_init
from tbh_model.rights import Release
from tbh_model.text import replace_unencodable, uri

if TYPE_CHECKING:  # lxml loads when the list is made
    from lxml.builder import ElementMaker
    from lxml.etree import _Element

# The file lies beside the home page.
PATH: Final = "feeds.opml"
MEDIA_TYPE: Final = "text/x-opml"
SPECIFICATION: Final = "https://opml.org/spec2.opml"


@frozen(kw_only=True)
@validate_on_init
class OPML:
    """OPML list of the feeds of the series, for import into feed readers.

    It follows OPML 2.0. Its only date is that of the last change of an edition.
    """

    info: ClassVar = ExporterInfo(
        name="opml",
        channel=Channel.FEED,
        summary="An OPML 2.0 list of the feeds",
        has_responses=False,
    )

    feeds: frozenset[FeedFormat] = frozenset(FeedFormat)
    """The listed feeds: those that the build writes."""
    split: frozenset[FeedSplit] = frozenset()
    """The listed feeds of topics and therapists, as in the options of the feeds."""
    feed_files: tuple[FeedFile, ...] = ()
    """The feeds with a path or URL of their own; a build knows those that it writes."""

    def export(self, release: Release, /) -> Iterable[Artifact]:
        """Return the list, as one artifact made on demand."""
        series = release.series
        changed = _last_change(series)
        yield Artifact.lazy(PATH, MEDIA_TYPE, _render, series, self, last_modified=changed)


def _last_change(series: Series) -> datetime | None:
    instants = (edition.last_change for edition in series.editions)
    dates = (instant.astimezone(UTC) for instant in instants if instant is not None)
    last = max(dates, default=None)
    return None if last is None else last.replace(microsecond=0)


def _render(series: Series, options: OPML) -> bytes:
    from lxml import etree  # 20 ms, only for those who export OPML
    from lxml.builder import ElementMaker

    opml = ElementMaker()
    outlines = (opml.outline(attributes) for attributes in _outlines(series, options))
    document = opml.opml(opml.head(*_head(opml, series)), opml.body(*outlines), version="2.0")
    return etree.tostring(document, pretty_print=True, xml_declaration=True, encoding="UTF-8")


def _head(opml: "ElementMaker", series: Series) -> Iterator["_Element"]:
    yield opml.title(replace_unencodable(series.title))
    changed = _last_change(series)
    if changed is not None:
        yield opml.dateModified(rfc822(changed))
    yield opml.ownerName(replace_unencodable(series.publisher.name))
    yield opml.docs(SPECIFICATION)


def _outlines(series: Series, options: OPML) -> Iterator[dict[str, str]]:
    """Describe each feed: those of the series first, then those of each topic and therapist."""
    files = feed_files(series, options.feeds, options.feed_files)
    for file in files:
        yield _feed_attributes(
            series, f"{series.title} ({file.title})", file.url_in(series), uri(series.url)
        )
    for kind in FeedSplit:
        for page in listing_pages(series, kind.value) if kind in options.split else ():
            for file in files:
                title = f"{series.title}: {page.name} ({file.title})"
                yield _feed_attributes(series, title, file.url_in(series, page.folder), page.url)


def _feed_attributes(series: Series, title: str, url: str, home: str) -> dict[str, str]:
    """Describe one feed; `rss` is the type of every feed there is, as OPML has it."""
    attributes = {
        "type": "rss",
        "text": title,
        "title": title,
        "description": series.description,
        "xmlUrl": url,
        "htmlUrl": home,
        "language": series.language,
    }
    return {
        name: replace_unencodable(value) for name, value in attributes.items() if value is not None
    }
