"""Atom feeds (RFC 4287) with tombstones (RFC 6721), written with lxml."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, ClassVar, Final

from tbh_model._attrs import frozen
from tbh_model._errors import TBHError
from tbh_model._version import __version__
from tbh_model.exporters._contract import Artifact, ExporterInfo
from tbh_model.exporters._images import image_type, published_release
from tbh_model.exporters._template_filters import utc
from tbh_model.exporters._urls import image_url, topics_url
from tbh_model.exporters.feeds._entry import (
    FeedEntry,
    Person,
    feed_entries,
    publisher_of,
)
from tbh_model.exporters.feeds._extensions import namespaces_of, xml_elements
from tbh_model.exporters.feeds._files import ATOM_FILE, FeedFormat, FilePath
from tbh_model.exporters.feeds._options import FeedContent, FeedOptions, main_file
from tbh_model.exporters.feeds._plan import Feed, feed_dependencies, plan_feeds
from tbh_model.exporters.feeds._xml import NAMESPACES, stream_xml
from tbh_model.model import Channel, Image, LinkTarget, Series
from tbh_model.rights import Release, Tombstone
from tbh_model.text import replace_unencodable, uri

if TYPE_CHECKING:  # lxml loads when a feed is made
    from lxml.builder import ElementMaker
    from lxml.etree import _Element

MEDIA_TYPE: Final = ATOM_FILE.media_type
_ATOM: Final = NAMESPACES["atom"]
_HTML: Final = frozenset({f"{{{_ATOM}}}content"})
_TOMBSTONES: Final = NAMESPACES["at"]
_HISTORY: Final = NAMESPACES["fh"]
_XML: Final = f"{{{NAMESPACES['xml']}}}"
_TAG_YEAR: Final = re.compile(r"tag:[^,]+,([12]\d{3})")
# The month of RFC 4287.
_FIRST_ATOM: Final = datetime(2005, 12, 1, tzinfo=UTC)


class MissingDateError(TBHError, ValueError):
    """A format needs a date of every edition, and there are editions without one."""

    def __init__(self, format: str, editions: tuple[str, ...], exporter: str) -> None:  # noqa: A002
        super().__init__(format, editions, exporter)
        self.format, self.editions, self.exporter = format, editions, exporter

    @property
    def reason(self) -> str:
        """The editions without a date."""
        *others, last = self.editions
        if not others:
            return f"edition {last} has no `published`, and {self.format} needs a date"
        names = f"{', '.join(others)} and {last}"
        return f"editions {names} have no `published`, and {self.format} needs a date"

    @property
    def remedy(self) -> str:
        """A remedy."""
        return "add one to each" if len(self.editions) > 1 else "add one"

    def __str__(self) -> str:
        """Name the editions and the field, and what to do."""
        return f"{self.reason}; {self.remedy}, or leave {self.exporter} out"


@frozen(kw_only=True)
class Atom(FeedOptions):
    """Atom feed of the newest editions.

    It follows RFC 4287: the byline is the author, each named therapist a contributor with the
    address of their own page. For some time it says of an edition that was taken down that it is
    gone (RFC 6721). Every date comes from the content, so that every edition needs one.
    """

    info: ClassVar = ExporterInfo(
        name="atom", channel=Channel.FEED, summary="An Atom feed of the newest editions"
    )

    path: FilePath = ATOM_FILE.path
    """The path of the file. Those of archives and of the feeds of topics and therapists follow."""
    stylesheet: LinkTarget | None = None
    """A CSS file for people who open the feed in a browser."""

    def export(self, release: Release, /) -> Iterable[Artifact]:
        """Return each feed as an artifact made on demand, in pieces.

        Raises:
            MissingDateError: If an edition that would be an entry has no date.
        """
        release = published_release(release)
        planned_feeds = tuple(plan_feeds(release, main_file(self, FeedFormat.ATOM), self))
        editions = {edition.id: edition for feed in planned_feeds for edition in feed.editions}
        undated = tuple(id_ for id_, edition in editions.items() if edition.last_change is None)
        if undated:
            raise MissingDateError("Atom", undated, self.info.name)
        for feed in planned_feeds:
            is_main = feed.series_feed is None and feed.current is None
            tombstones = tuple(_deleted_entries(release)) if is_main else ()
            yield Artifact.lazy(
                feed.path,
                MEDIA_TYPE,
                _chunks,
                release.series,
                feed,
                tombstones,
                self,
                release.more_on_web,
                last_modified=_feed_date(release.series, feed, tombstones),
                depends_on=(*feed_dependencies(release, feed, self), tombstones),
            )


@frozen
class _DeletedEntry:
    """Deleted entry (RFC 6721): the id of a removed edition, and the date of its removal."""

    id: str
    since: datetime


def _deleted_entries(release: Release) -> Iterator[_DeletedEntry]:
    for tombstone in release.tombstones:
        if tombstone.since is not None and _is_announced(tombstone, release.at):
            yield _DeletedEntry(tombstone.entry_id, tombstone.since.astimezone(UTC))


def _is_announced(tombstone: Tombstone, at: datetime) -> bool:
    return tombstone.announce_until is None or at < tombstone.announce_until


def _feed_date(series: Series, feed: Feed, tombstones: tuple[_DeletedEntry, ...]) -> datetime:
    instants = (feed.last_change, *(deletion.since for deletion in tombstones))
    return max(filter(None, instants), default=_fallback_date(series))


def _chunks(
    series: Series,
    feed: Feed,
    tombstones: tuple[_DeletedEntry, ...],
    options: Atom,
    more_on_web: frozenset[str],
) -> Iterator[bytes]:
    from lxml.builder import ElementMaker  # 20 ms, only for those who export Atom

    namespaces: dict[str | None, str] = {None: _ATOM}
    if tombstones:
        namespaces["at"] = _TOMBSTONES
    if feed.current is not None or feed.is_complete:
        namespaces["fh"] = _HISTORY
    namespaces |= namespaces_of(options.extensions)
    atom = ElementMaker(namespace=_ATOM, nsmap={None: _ATOM})
    root = {f"{_XML}lang": series.language}
    entries = feed_entries(series, feed.editions, feed.changes, options.tracking, more_on_web)
    parts = chain(
        _head(atom, series, feed, options),
        (atom.updated(utc(_feed_date(series, feed, tombstones))),),
        _history(feed),
        _deletion_elements(tombstones),
        xml_elements(options.extensions, series),
        (_entry(atom, entry, feed, series, options) for entry in entries),
    )
    yield from stream_xml(
        ((f"{{{_ATOM}}}feed", root),), namespaces, parts, html=_HTML, stylesheet=options.stylesheet
    )


def _history(feed: Feed) -> Iterator["_Element"]:
    """Add the elements of RFC 5005 for an archive or a complete feed."""
    from lxml.etree import Element

    if feed.current is not None:
        yield Element(f"{{{_HISTORY}}}archive")
    elif feed.is_complete:
        yield Element(f"{{{_HISTORY}}}complete")


def _deletion_elements(tombstones: tuple[_DeletedEntry, ...]) -> Iterator["_Element"]:
    from lxml.etree import Element

    for deletion in sorted(
        tombstones, key=lambda deletion: (-deletion.since.timestamp(), deletion.id)
    ):
        yield Element(f"{{{_TOMBSTONES}}}deleted-entry", ref=deletion.id, when=utc(deletion.since))


def _head(atom: "ElementMaker", series: Series, feed: Feed, options: Atom) -> Iterator["_Element"]:
    publisher = series.publisher
    yield atom.id(_identity(series, feed))
    yield atom.title(replace_unencodable(feed.title), type="text")
    if series.description is not None:
        yield atom.subtitle(replace_unencodable(series.description), type="text")
    yield _person(atom, "author", publisher_of(series))
    yield atom.link(rel="self", type=MEDIA_TYPE, href=feed.url)
    yield _page(atom, feed.home, series.language)
    for hub in options.hub:
        yield atom.link(rel="hub", href=uri(hub))
    for rel, url in feed.relations:
        yield atom.link(rel=rel, type=MEDIA_TYPE, href=url)
    if feed.topic is not None:
        yield _category(atom, feed.topic, series)
    yield atom.rights(replace_unencodable(publisher.legal_name or publisher.name), type="text")
    for name, image in (("icon", publisher.logo), ("logo", series.image)):
        if image is not None:
            yield atom(name, image_url(series, image))
    yield atom.generator("tbh-model", version=__version__)


def _identity(series: Series, feed: Feed) -> str:
    """Return the id of a feed: an archive has that of its feed, and a split one its address."""
    if feed.series_feed is None:
        return series.id
    return feed.current or feed.url


def _entry(
    atom: "ElementMaker", entry: FeedEntry, feed: Feed, series: Series, options: Atom
) -> "_Element":
    attributes = {} if entry.xml_lang is None else {f"{_XML}lang": entry.xml_lang}
    element = atom.entry(attributes)
    element.extend(_entry_children(atom, entry, series, options.content))
    if feed.series_feed is not None:
        element.append(
            atom.source(
                atom.id(series.id),
                atom.title(replace_unencodable(series.title), type="text"),
                atom.updated(utc(_feed_date(series, feed, ()))),
                atom.link(rel="self", type=MEDIA_TYPE, href=feed.series_feed),
            )
        )
    element.extend(xml_elements(options.extensions, series, entry))
    return element


def _entry_children(
    atom: "ElementMaker", entry: FeedEntry, series: Series, content: FeedContent
) -> Iterator["_Element"]:
    yield atom.id(entry.id)
    yield atom.title(replace_unencodable(entry.title), type="text")
    yield _page(atom, entry.url, entry.language)
    # no alternates, though RFC 4287 allows one for each language: some readers open the last one
    for version in series.translations(entry.edition):
        url, language = series.url_of(version), series.language_of(version)
        yield atom.link(rel="related", type="text/html", hreflang=language, href=url)
    if entry.enclosure is not None:  # before the image: many players take the first
        file = entry.enclosure
        attributes = {"length": str(file.length)} if file.length else {}
        yield atom.link(rel="enclosure", href=file.url, type=file.type, **attributes)
    if entry.image is not None:
        yield _image_link(atom, entry.image, entry.image_size)
    for name, instant in (("published", entry.published), ("updated", entry.updated)):
        if instant is not None:
            yield atom(name, utc(instant))
    yield from (_person(atom, "author", person) for person in entry.authors)
    yield from (_person(atom, "contributor", person) for person in entry.contributors)
    yield from (_category(atom, tag, series) for tag in entry.tags)
    yield atom.summary(replace_unencodable(entry.summary), type="text")
    if content is FeedContent.FULL:
        # no base for all: to the validator the home page would then be a part of the feed
        yield atom.content(entry.html, {f"{_XML}base": entry.url}, type="html")


def _category(atom: "ElementMaker", tag: str, series: Series) -> "_Element":
    label = replace_unencodable(tag)
    return atom.category(term=label, scheme=topics_url(series), label=label)


def _image_link(atom: "ElementMaker", image: Image, size: int | None) -> "_Element":
    optional = {
        "type": image_type(image.src),
        "length": None if size is None else str(size),
        "title": replace_unencodable(image.alt) or None,
    }
    attributes = {name: value for name, value in optional.items() if value is not None}
    return atom.link(rel="enclosure", href=image.src, **attributes)


def _page(atom: "ElementMaker", url: str, language: str) -> "_Element":
    return atom.link(rel="alternate", type="text/html", hreflang=language, href=url)


def _person(atom: "ElementMaker", role: str, person: Person) -> "_Element":
    element = atom(role, atom.name(replace_unencodable(person.name)))
    if person.url is not None and person.url.lower().startswith(("https:", "http:")):
        element.append(atom.uri(person.url))  # readers open it as a page
    return element


def _fallback_date(series: Series) -> datetime:
    """Return the date of an empty feed: the year in the id of the series."""
    # Atom requires a date. This one is the same in every build, and no entry is older. A `urn:` has
    # no year, so its feed is as old as the format.
    year = _TAG_YEAR.match(series.id)
    return _FIRST_ATOM if year is None else datetime(int(year[1]), 1, 1, tzinfo=UTC)
