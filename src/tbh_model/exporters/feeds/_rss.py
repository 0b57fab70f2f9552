"""RSS 2.0 feeds, written with feedgen."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from html import escape
from itertools import chain
from typing import Any, ClassVar, Final

from attrs import Attribute

from tbh_model._attrs import field, frozen
from tbh_model._version import __version__
from tbh_model.exporters._contract import Artifact, ExporterInfo
from tbh_model.exporters._images import image_type
from tbh_model.exporters._template_filters import rfc822, utc
from tbh_model.exporters._urls import image_url, topics_url
from tbh_model.exporters.feeds._entry import FeedEntry, feed_entries
from tbh_model.exporters.feeds._extensions import (
    FeedExtension,
    SourceMarkdown,
    check_extensions,
    namespaces_of,
    xml_elements,
)
from tbh_model.exporters.feeds._files import RSS_FILE, FeedFormat, FilePath
from tbh_model.exporters.feeds._options import FeedContent, FeedOptions
from tbh_model.exporters.feeds._plan import Feed, feed_artifacts
from tbh_model.exporters.feeds._xml import stream_xml
from tbh_model.model import Channel, Count, Image, LinkTarget, Series
from tbh_model.rights import Release
from tbh_model.text import replace_unencodable, uri

# Private attribute of feedgen with the build date, for which it has no method.
FEEDGEN_BUILD_DATE: Final = "_FeedGenerator__rss_lastBuildDate"
# Maximum size of the image of a channel in pixels.
_MAX_IMAGE_WIDTH, _MAX_IMAGE_HEIGHT = 144, 400
_IMAGES: Final = frozenset({"image/gif", "image/jpeg", "image/png"})


class UpdatePeriod(StrEnum):
    """Period of changes of a feed."""

    HOURLY = "hourly"
    """Every hour."""
    DAILY = "daily"
    """Every day."""
    WEEKLY = "weekly"
    """Every week."""
    MONTHLY = "monthly"
    """Every month."""
    YEARLY = "yearly"
    """Every year."""


def _check_source(options: "RSS", _: "Attribute[bool]", _value: bool) -> None:  # noqa: FBT001 - as attrs calls it
    check_extensions(_extensions(options))


def _extensions(options: "RSS") -> tuple[FeedExtension, ...]:
    """Return the extensions of the options, and the one in the box."""
    return (*options.extensions, *([SourceMarkdown()] if options.source_markdown else []))


@frozen(kw_only=True)
class RSS(FeedOptions):
    """RSS 2.0 feed of the newest editions.

    It follows the RSS 2.0 specification and the RSS Advisory Board's profile: summary in
    `description`, the whole edition in `content:encoded`, permanent `guid`, byline in
    `dc:creator` and each named therapist in `dc:contributor`. Every date comes from the content.
    """

    info: ClassVar = ExporterInfo(
        name="rss", channel=Channel.FEED, summary="An RSS 2.0 feed of the newest editions"
    )

    path: FilePath = RSS_FILE.path
    """The path of the file. Those of archives and of the feeds of topics and therapists follow."""
    stylesheet: LinkTarget | None = None
    """A CSS file for people who open the feed in a browser."""
    ttl: Count | None = None
    """The minutes for which a reader need not request the feed again."""
    period: UpdatePeriod | None = None
    """The period in which one new entry is expected (RSS 1.0 module Syndication)."""

    source_markdown: bool = field(default=False, validator=_check_source)
    """Whether each entry has its Markdown too, in `source:markdown`."""

    def export(self, release: Release, /) -> Iterable[Artifact]:
        """Return each feed as an artifact made on demand, in pieces."""
        return feed_artifacts(release, FeedFormat.RSS, self, _chunks)


def _chunks(
    series: Series, feed: Feed, options: RSS, more_on_web: frozenset[str]
) -> Iterator[bytes]:
    from lxml import etree  # 40 ms with feedgen, only for those who export RSS

    from tbh_model.exporters.feeds._feedgen import HTML_ELEMENTS, namespaces

    channel = _channel(series, feed, options)
    head = etree.fromstring(channel.rss_str())[0]
    entries = feed_entries(series, feed.editions, feed.changes, options.tracking, more_on_web)
    items = _items(channel, entries, feed, series, options)
    has_images = any(edition.image is not None for edition in feed.editions)
    yield from stream_xml(
        (("rss", {"version": "2.0"}), ("channel", {})),
        {
            **namespaces(
                media=has_images,
                history=feed.current is not None or feed.is_complete,
                period=options.period is not None,
            ),
            **namespaces_of(_extensions(options)),
        },
        chain(head, xml_elements(_extensions(options), series), items),
        html=HTML_ELEMENTS,
        stylesheet=options.stylesheet,
    )


def _channel(series: Series, feed: Feed, options: RSS) -> Any:
    from feedgen.feed import FeedGenerator

    from tbh_model.exporters.feeds._feedgen import SYNDICATION, ChannelExtension, EntryExtension

    generator: Any = FeedGenerator()
    # feedgen stamps the time on a feed, and has no setter to take it away; without one it formats
    # no date itself, for which it would switch the locale of the whole process
    setattr(generator, FEEDGEN_BUILD_DATE, None)
    generator.register_extension("tbh", ChannelExtension, EntryExtension, atom=False)
    generator.title(replace_unencodable(feed.title))
    generator.description(replace_unencodable(series.description or series.title))
    generator.link(href=feed.home, rel="alternate")  # feedgen takes the last as the feed's
    generator.language(series.language)
    generator.copyright(replace_unencodable(series.publisher.legal_name or series.publisher.name))
    generator.generator(f"tbh-model {__version__}")
    generator.docs("https://www.rssboard.org/rss-specification")
    for tag in dict.fromkeys(tag for edition in feed.editions for tag in edition.tags):
        if feed.topic in {None, tag}:
            generator.category(term=replace_unencodable(tag), scheme=topics_url(series))
    if options.ttl is not None:
        generator.ttl(options.ttl)
    if options.period is not None:
        generator.tbh.text(f"{SYNDICATION}updatePeriod", options.period)
        generator.tbh.text(f"{SYNDICATION}updateFrequency", "1")
    _add_image(generator, series, feed)
    _add_links(generator.tbh, feed, options)
    if series.publisher.email is not None:
        generator.tbh.text(
            "managingEditor", _mailbox(series.publisher.email, series.publisher.name)
        )
    published = (entry.published for entry in feed.editions if entry.published is not None)
    for name, instant in (
        ("pubDate", max(published, default=None)),
        ("lastBuildDate", feed.last_change),
    ):
        generator.tbh.text(name, None if instant is None else rfc822(instant))
    return generator


def _mailbox(address: str, name: str) -> str:
    """Write an address and a name as RSS wants them: the name is a comment (RFC 822)."""
    # The host is written as a domain name has it. A comma goes: some take what follows for another
    # address.
    box, _, host = address.rpartition("@")
    domain = uri(f"//{host}").removeprefix("//")
    comment = re.sub(r"[()\\]", r"\\\g<0>", replace_unencodable(name).replace(",", ""))
    return f"{box}@{domain} ({comment})"


def _add_links(extension: Any, feed: Feed, options: RSS) -> None:
    extension.link("self", feed.url, type=RSS_FILE.media_type)
    for hub in options.hub:
        extension.link("hub", uri(hub))
    for rel, url in feed.relations:
        extension.link(rel, url, type=RSS_FILE.media_type)
    if feed.current is not None:
        extension.mark("archive")
    elif feed.is_complete:
        extension.mark("complete")


def _add_image(generator: Any, series: Series, feed: Feed) -> None:
    """Add the logo, if RSS allows it: its kinds and its sizes are from another time."""
    for image in (series.publisher.logo, series.image):
        if image is not None and _is_small(image):
            size = {
                name: str(pixels)
                for name, pixels in (("width", image.width), ("height", image.height))
                if pixels is not None
            }
            url = image_url(series, image)
            generator.image(url=url, title=replace_unencodable(feed.title), link=feed.home, **size)
            return


def _is_small(image: Image) -> bool:
    fits = (image.width or 0) <= _MAX_IMAGE_WIDTH and (image.height or 0) <= _MAX_IMAGE_HEIGHT
    return fits and image_type(image.src) in _IMAGES


def _items(
    channel: Any, entries: Iterable[FeedEntry], feed: Feed, series: Series, options: RSS
) -> Iterator[Any]:
    """Yield entries as elements. One is filled again and again: the feed stays small."""
    item, topics, series_title, extensions = (
        channel.add_entry(),
        topics_url(series),
        replace_unencodable(series.title),
        _extensions(options),
    )
    for entry in entries:
        item.tbh.clear()
        _fill(item, entry, topics, options.content)
        if feed.series_feed is not None:
            item.tbh.source(feed.series_feed, series_title)
        element = item.rss_entry()
        element.extend(xml_elements(extensions, series, entry))
        del entry  # its tree goes before the next one grows: two at once are slower
        yield element


def _fill(item: Any, entry: FeedEntry, topics: str, content: FeedContent) -> None:
    """Add an entry to feedgen."""
    # Its description is HTML to every reader, and so the plain summary is escaped.
    item.title(replace_unencodable(entry.title))
    item.link(href=entry.url, rel="alternate", replace=True)
    item.description(escape(replace_unencodable(entry.summary), quote=False), isSummary=True)
    if content is FeedContent.FULL:
        item.content(entry.html, type="html")
    topic = [{"term": replace_unencodable(tag), "scheme": topics} for tag in entry.tags]
    item.category(topic, replace=True)
    published = None if entry.published is None else rfc822(entry.published)
    item.tbh.dates(published, _atom_updated(entry))
    if entry.xml_lang is not None:
        item.tbh.language(entry.xml_lang)
    if entry.enclosure is not None:
        item.tbh.enclosure(
            {
                "url": entry.enclosure.url,
                "length": str(entry.enclosure.length),
                "type": entry.enclosure.type,
            }
        )
    if entry.image is not None:
        item.tbh.image(_image(entry.image, entry.image_size), replace_unencodable(entry.image.alt))
    for role, people in (("creator", entry.authors), ("contributor", entry.contributors)):
        for person in people:
            item.tbh.person(role, replace_unencodable(person.name))
    item.guid(entry.id, permalink=False)  # last: other setters overwrite it


def _image(image: Image, size: int | None) -> dict[str, str]:
    attributes = {
        "url": image.src,
        "fileSize": size,
        "medium": "image",
        "type": image_type(image.src),
        "width": image.width,
        "height": image.height,
    }
    return {name: str(value) for name, value in attributes.items() if value is not None}


def _atom_updated(entry: FeedEntry) -> str | None:
    """Write the instant of a change after publication (RFC 3339), for `atom:updated`."""
    if entry.updated is None or entry.updated == entry.published:
        return None
    return utc(entry.updated)
