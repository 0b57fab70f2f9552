"""What surrounds every page: its head, the way around the site, its foot."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from posixpath import splitext
from urllib.parse import urlsplit

from attrs import frozen

from tbh_model._memo import memoize_by_identity
from tbh_model.exporters._images import image_type
from tbh_model.exporters._paths import address
from tbh_model.exporters._site import (
    ARCHIVE,
    HOME,
    ICON,
    STYLE,
    SUBSCRIBE,
    THERAPISTS,
    TOPICS,
    Site,
    folder_url_path,
)
from tbh_model.exporters._template_filters import utc
from tbh_model.exporters.feeds._list import FeedSplit
from tbh_model.exporters.html._json_ld import Node, absolute_image, script
from tbh_model.exporters.html._page_context import PageContext
from tbh_model.i18n import primary_language, region
from tbh_model.model import Edition, Image, Publisher
from tbh_model.text import collapse_spaces, is_unseen, shorten

_MAX_DESCRIPTION_LENGTH = 160


@frozen(kw_only=True)
class PageMeta:
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
class FeedLink:
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
class NavItem:
    """A link of the navigation."""

    href: str
    label: str
    is_current: bool


@frozen(kw_only=True)
class AdjacentEdition:
    """The edition before or after this one."""

    href: str
    title: str
    language: str


@frozen(kw_only=True)
class Layout:
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
    feeds: tuple[FeedLink, ...]
    """RSS first."""
    style: str
    icon: str
    home: str
    nav: tuple[NavItem, ...]
    publisher: Publisher
    older: AdjacentEdition | None
    newer: AdjacentEdition | None
    structured_data: str | None
    """JSON-LD, safe inside a `script`."""


def build_layout(context: PageContext, meta: PageMeta, edition: Edition | None = None) -> Layout:
    """Put together what surrounds a page; that of an edition leads to its neighbours."""
    site, series = context.site, context.site.series
    image = _social_image(site, meta.image)
    return Layout(
        title=meta.title if meta.title == series.title else f"{meta.title} · {series.title}",
        series_title=series.title,
        series_language=series.language,
        description=None if meta.description is None else _description(meta.description),
        canonical=meta.canonical,
        card="summary" if image is None else "summary_large_image",
        properties=tuple(_open_graph(context, meta, image)),
        feeds=(*_page_feeds(context, meta), *_all_feeds(site)),
        style=context.link_to(STYLE),
        icon=context.link_to(ICON),
        home=context.link_to(HOME),
        nav=tuple(_nav_items(context)),
        publisher=series.publisher,
        older=None if edition is None else _adjacent_edition(context, site.older(edition)),
        newer=None if edition is None else _adjacent_edition(context, site.newer(edition)),
        structured_data=script(meta.nodes) if site.structured_data and meta.nodes else None,
    )


def _page_feeds(context: PageContext, meta: PageMeta) -> tuple[FeedLink, ...]:
    if meta.split is None or meta.split not in context.site.split:
        return ()
    return feed_links(context.site, folder_url_path(context.path), meta.title)


@memoize_by_identity
def _all_feeds(site: Site) -> tuple[FeedLink, ...]:
    return feed_links(site)


def feed_links(site: Site, below: str = "", name: str | None = None) -> tuple[FeedLink, ...]:
    """Return the feeds that lie beside a page, RSS first.

    Args:
        site: The site.
        below: The folder of the page; that of the home page by default.
        name: What the feeds are of, if not of the whole series.
    """
    title = site.series.title if name is None else f"{site.series.title}: {name}"
    return tuple(
        FeedLink(
            url=site.root + address(f"{below}{file.path}"),
            file=file.path,
            media_type=file.media_type,
            title=f"{title} ({file.title})",
        )
        for file in site.feeds
    )


def _description(text: str) -> str:
    """Cut a text to what a search engine shows, on one line."""
    return shorten(collapse_spaces(text), _MAX_DESCRIPTION_LENGTH)


def _social_image(site: Site, image: Image | None) -> Image | None:
    """Return the image that other sites show beside a link: none of them shows SVG."""
    for candidate in (image, site.series.image):
        url = absolute_image(site, candidate)
        if url is not None and splitext(urlsplit(url).path)[1].lower() != ".svg":
            return candidate
    return None


def _open_graph(context: PageContext, meta: PageMeta, image: Image | None) -> Iterator[Property]:
    yield Property(name="og:type", value=meta.kind)
    yield Property(name="og:title", value=meta.title)
    for name, value in (
        ("og:url", meta.canonical),
        ("og:site_name", context.site.series.title),
        ("og:locale", _open_graph_locale(context.language)),
        ("og:description", None if meta.description is None else _description(meta.description)),
        *_open_graph_image(context.site, image),
        ("article:published_time", None if meta.published is None else utc(meta.published)),
        ("article:modified_time", None if meta.updated is None else utc(meta.updated)),
        *(("article:tag", tag) for tag in meta.tags),
    ):
        if value is not None:
            yield Property(name=name, value=value)


def _open_graph_image(site: Site, image: Image | None) -> Iterable[tuple[str, str | None]]:
    if image is None:
        return ()
    return (
        ("og:image", absolute_image(site, image)),
        ("og:image:type", image_type(image.src)),
        ("og:image:width", None if image.width is None else str(image.width)),
        ("og:image:height", None if image.height is None else str(image.height)),
        ("og:image:alt", None if is_unseen(image.alt) else image.alt),
    )


def _nav_items(context: PageContext) -> Iterator[NavItem]:
    site, strings = context.site, context.strings
    for path, label, is_shown in (
        (ARCHIVE if site.has_archive else HOME, strings.editions, True),
        (THERAPISTS, strings.therapists, bool(site.therapists)),
        (TOPICS, strings.topics, bool(site.topics)),
        (SUBSCRIBE, strings.subscribe, True),
    ):
        if is_shown:
            yield NavItem(href=context.link_to(path), label=label, is_current=path == context.path)


def _adjacent_edition(context: PageContext, edition: Edition | None) -> AdjacentEdition | None:
    if edition is None:
        return None
    return AdjacentEdition(
        href=context.link_to_edition(edition),
        title=edition.title,
        language=context.site.series.language_of(edition),
    )


def _open_graph_locale(language: str) -> str | None:
    """Write `en_CA` for `en-CA`; `None` for a language without a region."""
    region_code = region(language)
    return (
        None
        if region_code is None or region_code.isdigit()
        else f"{primary_language(language)}_{region_code}"
    )
