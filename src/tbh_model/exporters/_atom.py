"""Entries -> Atom (RFC 4287), with tombstones (RFC 6721); written with lxml."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, Final
from urllib.parse import quote

from attrs import frozen

from tbh_model._errors import TBHError
from tbh_model._version import __version__
from tbh_model.exporters._artifact import Artifact
from tbh_model.exporters._contract import ExporterInfo
from tbh_model.exporters._entry_tree import base_url
from tbh_model.exporters._feed_entry import (
    FeedContent,
    FeedEntry,
    Person,
    feed_entries,
    feed_url,
    last_change,
    newest_first,
)
from tbh_model.model import Channel, Count, Image, Series, check
from tbh_model.rights import Gone, Release
from tbh_model.text import join, visible

if TYPE_CHECKING:  # lxml loads when a feed is made
    from lxml.builder import ElementMaker
    from lxml.etree import _Element

PATH: Final = "atom.xml"
"""The file lies beside the home page."""
MEDIA_TYPE: Final = "application/atom+xml"
_ATOM: Final = "http://www.w3.org/2005/Atom"
_TOMBSTONES: Final = "http://purl.org/atompub/tombstones/1.0"
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
_TAG_YEAR: Final = re.compile(r"tag:[^,]+,([12]\d{3})")


class MissingDateError(TBHError, ValueError):
    """A format needs a date of every edition, and there are editions without one."""

    def __init__(self, format: str, editions: tuple[str, ...], exporter: str) -> None:  # noqa: A002
        super().__init__(format, editions, exporter)
        self.format, self.editions, self.exporter = format, editions, exporter

    def __str__(self) -> str:
        """Name the editions and the field, and what to do."""
        *others, last = self.editions
        if not others:
            found, remedy = f"edition {last} has no `published`", "add one"
        else:
            found = f"editions {', '.join(others)} and {last} have no `published`"
            remedy = "add one to each"
        return f"{found}, and {self.format} needs a date; {remedy}, or leave {self.exporter} out"


@frozen(kw_only=True)
class Atom:
    """One Atom feed of the newest editions.

    It follows RFC 4287: the byline is the author, each named therapist a contributor with the
    address of their own page. For some time it says of an edition that was taken down that it is
    gone (RFC 6721). Every date comes from the content, so that every edition needs one.
    """

    info: ClassVar = ExporterInfo(
        name="atom", channel=Channel.FEED, summary="An Atom feed of the newest editions"
    )

    limit: Count = 50
    """How many entries at most."""
    content: FeedContent = FeedContent.FULL
    """Whether an entry carries the whole edition or its summary alone."""

    def __attrs_post_init__(self) -> None:
        """Check every option."""
        check(self)

    def export(self, release: Release, /) -> Iterable[Artifact]:
        """Give the feed, as one artifact made on demand.

        Raises:
            MissingDateError: If an edition that would be an entry has no date.
        """
        listed = newest_first(release.series)[: self.limit]
        undated = tuple(edition.id for edition in listed if edition.changed is None)
        if undated:
            raise MissingDateError("Atom", undated, self.info.name)
        tombstones = tuple(_told(release))
        yield Artifact.deferred(PATH, MEDIA_TYPE, _feed, release.series, tombstones, self)


@frozen
class _Tombstone:
    """What is told of an edition that is gone: its identity, and since when."""

    id: str
    since: datetime


def _told(release: Release) -> Iterator[_Tombstone]:
    for gone in release.gone:
        if gone.since is not None and _is_told(gone, release.at):
            yield _Tombstone(gone.entry_id, gone.since.astimezone(UTC))


def _is_told(gone: Gone, at: datetime) -> bool:
    return gone.told_until is not None and at < gone.told_until


def _feed(series: Series, tombstones: tuple[_Tombstone, ...], options: Atom) -> bytes:
    from lxml import etree  # 20 ms, only for those who export Atom
    from lxml.builder import ElementMaker

    namespaces = {None: _ATOM, "at": _TOMBSTONES} if tombstones else {None: _ATOM}
    atom = ElementMaker(namespace=_ATOM, nsmap=namespaces)
    stone = ElementMaker(namespace=_TOMBSTONES, nsmap=namespaces)
    entries = feed_entries(series, options.limit)
    instants = (last_change(entries), *(each.since for each in tombstones))
    changed = max(filter(None, instants), default=_beginning(series))
    feed = atom.feed({f"{_XML}lang": series.language, f"{_XML}base": base_url(series)})
    feed.extend(_head(atom, series, changed))
    for each in sorted(tombstones, key=lambda each: (-each.since.timestamp(), each.id)):
        feed.append(stone("deleted-entry", ref=each.id, when=_written(each.since)))
    for entry in entries:
        tongue = {} if entry.language == series.language else {f"{_XML}lang": entry.language}
        made = atom.entry(tongue)
        made.extend(_parts(atom, entry, options.content))
        feed.append(made)
    return etree.tostring(feed, pretty_print=True, xml_declaration=True, encoding="UTF-8")


def _head(atom: "ElementMaker", series: Series, changed: datetime) -> Iterator["_Element"]:
    publisher = series.publisher
    yield atom.id(series.id)
    yield atom.title(visible(series.title), type="text")
    if series.description is not None:
        yield atom.subtitle(visible(series.description), type="text")
    yield atom.updated(_written(changed))
    yield _person(atom, "author", Person(name=publisher.name, url=publisher.url))
    yield atom.link(rel="self", type=MEDIA_TYPE, href=feed_url(series, PATH))
    yield _page(atom, visible(series.url), series.language)
    yield atom.rights(visible(publisher.legal_name or publisher.name), type="text")
    for name, image in (("icon", publisher.logo), ("logo", series.image)):
        if image is not None:
            yield atom(name, _address(series, image))
    yield atom.generator("tbh-model", version=__version__)


def _parts(atom: "ElementMaker", entry: FeedEntry, content: FeedContent) -> Iterator["_Element"]:
    yield atom.id(entry.id)
    yield atom.title(visible(entry.title), type="text")
    yield _page(atom, visible(entry.url), entry.language)
    for name, instant in (("published", entry.published), ("updated", entry.updated)):
        if instant is not None:
            yield atom(name, _written(instant))
    yield from (_person(atom, "author", person) for person in entry.authors)
    yield from (_person(atom, "contributor", person) for person in entry.contributors)
    for tag in entry.tags:
        yield atom.category(term=visible(tag), label=visible(tag))
    yield atom.summary(visible(entry.summary), type="text")
    if content is FeedContent.FULL:
        yield atom.content(entry.html, type="html")


def _page(atom: "ElementMaker", url: str, language: str) -> "_Element":
    return atom.link(rel="alternate", type="text/html", hreflang=language, href=url)


def _person(atom: "ElementMaker", role: str, person: Person) -> "_Element":
    made = atom(role, atom.name(visible(person.name)))
    if person.url is not None:
        made.append(atom.uri(visible(person.url)))
    return made


def _address(series: Series, image: Image) -> str:
    src = visible(image.src)
    return src if image.is_remote else join(base_url(series), quote(src, safe="/~"))


def _written(instant: datetime) -> str:
    """Write an instant in UTC as RFC 3339 wants it."""
    return instant.isoformat(timespec="seconds").replace("+00:00", "Z")


def _beginning(series: Series) -> datetime:
    """Give what an empty feed is dated by, because it must be: the year in the id of the series.

    It stays the same from build to build, and no entry is older; a `urn:` says nothing of time.
    """
    year = _TAG_YEAR.match(series.id)
    return datetime(int(year[1]) if year else 1970, 1, 1, tzinfo=UTC)
