"""What surrounds every page: its head, the way around the site, its foot."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from posixpath import splitext
from urllib.parse import urlsplit

from attrs import frozen

from tbh_model._memo import memoize_by_identity
from tbh_model.exporters._feed_list import FeedSplit
from tbh_model.exporters._filters import utc
from tbh_model.exporters.html._here import Here
from tbh_model.exporters.html._images import media_type
from tbh_model.exporters.html._languages import open_graph_locale
from tbh_model.exporters.html._paths import address
from tbh_model.exporters.html._places import (
    ARCHIVE,
    HOME,
    ICON,
    STYLE,
    SUBSCRIBE,
    THERAPISTS,
    TOPICS,
    Site,
    folder,
)
from tbh_model.exporters.html._structured_data import Node, absolute_image, script
from tbh_model.model import Edition, Image, Publisher
from tbh_model.text import collapse_spaces, is_unseen, shorten

_LONGEST_DESCRIPTION = 160


@frozen(kw_only=True)
class About:
    """What one page says of itself in its head."""

    title: str
    """Of the page, without that of the series."""
    kind: str
    """As Open Graph has it: `website`, `article`, `profile`."""
    canonical: str | None
    """Absolute URL; `None` for a page that has none, and that nobody should find by search."""
    description: str | None = None
    image: Image | None = None
    published: datetime | None = None
    updated: datetime | None = None
    tags: tuple[str, ...] = ()
    nodes: tuple[Node, ...] = ()
    """For JSON-LD."""
    split: FeedSplit | None = None
    """What the page has feeds of its own for, if the series has such feeds."""


@frozen(kw_only=True)
class Feed:
    """A feed that the page announces."""

    url: str
    """Absolute."""
    file: str
    media_type: str
    title: str


@frozen(kw_only=True)
class Property:
    """One Open Graph property."""

    name: str
    value: str


@frozen(kw_only=True)
class Way:
    """A link of the navigation."""

    href: str
    words: str
    is_here: bool


@frozen(kw_only=True)
class Neighbour:
    """The edition before or after this one."""

    href: str
    title: str
    language: str


@frozen(kw_only=True)
class Frame:
    """What `html/base.html` prints around a page."""

    title: str
    """For the window and for search engines."""
    series_title: str
    series_language: str
    description: str | None
    canonical: str | None
    card: str
    """`summary` or `summary_large_image`."""
    properties: tuple[Property, ...]
    feeds: tuple[Feed, ...]
    """RSS first."""
    style: str
    icon: str
    home: str
    ways: tuple[Way, ...]
    publisher: Publisher
    older: Neighbour | None
    newer: Neighbour | None
    structured_data: str | None
    """JSON-LD, safe inside a `script`."""


def frame(here: Here, about: About, edition: Edition | None = None) -> Frame:
    """Put together what surrounds a page; that of an edition leads to its neighbours."""
    site, series = here.site, here.site.series
    image = _shared_image(site, about.image)
    return Frame(
        title=about.title if about.title == series.title else f"{about.title} · {series.title}",
        series_title=series.title,
        series_language=series.language,
        description=None if about.description is None else _description(about.description),
        canonical=about.canonical,
        card="summary" if image is None else "summary_large_image",
        properties=tuple(_properties(here, about, image)),
        feeds=(*_own_feeds(here, about), *_all_feeds(site)),
        style=here.to(STYLE),
        icon=here.to(ICON),
        home=here.to(HOME),
        ways=tuple(_ways(here)),
        publisher=series.publisher,
        older=None if edition is None else _neighbour(here, site.older(edition)),
        newer=None if edition is None else _neighbour(here, site.newer(edition)),
        structured_data=script(about.nodes) if site.structured_data and about.nodes else None,
    )


def _own_feeds(here: Here, about: About) -> tuple[Feed, ...]:
    if about.split is None or about.split not in here.site.split:
        return ()
    return feeds(here.site, folder(here.path), about.title)


@memoize_by_identity
def _all_feeds(site: Site) -> tuple[Feed, ...]:
    return feeds(site)


def feeds(site: Site, below: str = "", name: str | None = None) -> tuple[Feed, ...]:
    """Return the feeds that lie beside a page, RSS first.

    Args:
        site: The site.
        below: The folder of the page; that of the home page by default.
        name: What the feeds are of, if not of the whole series.
    """
    title = site.series.title if name is None else f"{site.series.title}: {name}"
    return tuple(
        Feed(
            url=site.root + address(f"{below}{file.path}"),
            file=file.path,
            media_type=file.media_type,
            title=f"{title} ({file.title})",
        )
        for file in site.feeds
    )


def _description(text: str) -> str:
    """Cut a text to what a search engine shows, on one line."""
    return shorten(collapse_spaces(text), _LONGEST_DESCRIPTION)


def _shared_image(site: Site, image: Image | None) -> Image | None:
    """Return the image that other sites show beside a link: none of them shows SVG."""
    for candidate in (image, site.series.image):
        shown = absolute_image(site, candidate)
        if shown is not None and splitext(urlsplit(shown).path)[1].lower() != ".svg":
            return candidate
    return None


def _properties(here: Here, about: About, image: Image | None) -> Iterator[Property]:
    yield Property(name="og:type", value=about.kind)
    yield Property(name="og:title", value=about.title)
    for name, value in (
        ("og:url", about.canonical),
        ("og:site_name", here.site.series.title),
        ("og:locale", open_graph_locale(here.language)),
        ("og:description", None if about.description is None else _description(about.description)),
        *_image_properties(here.site, image),
        ("article:published_time", None if about.published is None else utc(about.published)),
        ("article:modified_time", None if about.updated is None else utc(about.updated)),
        *(("article:tag", tag) for tag in about.tags),
    ):
        if value is not None:
            yield Property(name=name, value=value)


def _image_properties(site: Site, image: Image | None) -> Iterable[tuple[str, str | None]]:
    if image is None:
        return ()
    return (
        ("og:image", absolute_image(site, image)),
        ("og:image:type", media_type(image.src)),
        ("og:image:width", None if image.width is None else str(image.width)),
        ("og:image:height", None if image.height is None else str(image.height)),
        ("og:image:alt", None if is_unseen(image.alt) else image.alt),
    )


def _ways(here: Here) -> Iterator[Way]:
    site, words = here.site, here.words
    for path, label, is_there in (
        (ARCHIVE if site.has_archive else HOME, words.editions, True),
        (THERAPISTS, words.therapists, bool(site.therapists)),
        (TOPICS, words.topics, bool(site.topics)),
        (SUBSCRIBE, words.subscribe, True),
    ):
        if is_there:
            yield Way(href=here.to(path), words=label, is_here=path == here.path)


def _neighbour(here: Here, edition: Edition | None) -> Neighbour | None:
    if edition is None:
        return None
    return Neighbour(
        href=here.to_edition(edition),
        title=edition.title,
        language=here.site.series.language_of(edition),
    )
