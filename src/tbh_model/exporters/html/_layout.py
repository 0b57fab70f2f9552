"""Layout of all pages: head, navigation and footer."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from posixpath import splitext
from typing import Final
from urllib.parse import urlsplit

from tbh_model._attrs import frozen
from tbh_model._memo import memoize_by_identity
from tbh_model.exporters._images import image_type
from tbh_model.exporters._site import (
    ARCHIVE,
    HOME,
    ICON,
    STYLE,
    SUBSCRIBE,
    TOPICS,
    Site,
    folder_url_path,
)
from tbh_model.exporters._template_filters import utc
from tbh_model.exporters.feeds._files import FeedFormat, FeedSplit
from tbh_model.exporters.html._json_ld import Node, absolute_image, script
from tbh_model.exporters.html._page_context import PageContext
from tbh_model.i18n import primary_language, region
from tbh_model.model import Edition, Image, Publisher
from tbh_model.text import collapse_spaces, is_unseen, shorten, uri

_MAX_DESCRIPTION_LENGTH = 160


@frozen(kw_only=True)
class PageMeta:
    """Metadata of a page for its head."""

    title: str
    """The title of the page, without that of the series."""
    kind: str
    """The type in Open Graph: `website`, `article` or `profile`."""
    canonical: str | None
    """The absolute URL; None for a page that search engines should skip."""
    description: str | None = None
    """The description for search engines."""
    image: Image | None = None
    """The image of the page."""
    picture: Image | None = None
    """The picture that stands for the page in a preview, if it has no such image."""
    published: datetime | None = None
    """The date of publication."""
    updated: datetime | None = None
    """The date of the last change."""
    tags: tuple[str, ...] = ()
    """The tags of the edition."""
    nodes: tuple[Node, ...] = ()
    """The nodes for JSON-LD."""
    split: FeedSplit | None = None
    """The kind of feeds that the page may have of its own."""


@frozen(kw_only=True)
class FeedLink:
    """Feed that a page links to."""

    url: str
    """The absolute URL."""
    format: FeedFormat
    """The format: `rss`, `atom` or `json-feed`."""
    media_type: str
    """The media type."""
    title: str
    """The title of the feed."""


@frozen(kw_only=True)
class Property:
    """Open Graph property."""

    name: str
    """The name, such as `og:title`."""
    value: str
    """The value."""


@frozen(kw_only=True)
class NavItem:
    """Link of the navigation."""

    href: str
    """The link."""
    label: str
    """The text of the link."""
    is_current: bool
    """Whether it is the link to this page."""
    lang_attributes: Mapping[str, str]
    """Attributes for the text, if it is not in the language of the page."""


@frozen(kw_only=True)
class AdjacentEdition:
    """Edition before or after this one."""

    href: str
    """The link."""
    title: str
    """The title of the edition."""
    language: str
    """The language of the title."""


@frozen(kw_only=True)
class LanguageVersion:
    """Edition in one of its languages."""

    url: str
    """The absolute URL."""
    href: str
    """The link."""
    title: str
    """The title in that language."""
    language: str
    """The language."""
    is_current: bool
    """Whether it is the edition of this page."""


@frozen(kw_only=True)
class Layout:
    """Values that `html/base.html` prints around a page."""

    title: str
    """The title of the window."""
    series_title: str
    """The title of the series."""
    series_language: str
    """The language of the series."""
    description: str | None
    """The description for search engines."""
    canonical: str | None
    """The absolute URL of the page; none for a page that search engines should skip."""
    card: str
    """The kind of preview: `summary` or `summary_large_image`."""
    properties: tuple[Property, ...]
    """The Open Graph properties."""
    feeds: tuple[FeedLink, ...]
    """The feeds, RSS first."""
    style: str
    """The link to the style sheet."""
    icon: str
    """The link to the icon."""
    home: str
    """The link to the home page."""
    nav: tuple[NavItem, ...]
    """The navigation."""
    publisher: Publisher
    """The publisher."""
    older: AdjacentEdition | None
    """The edition before this one."""
    newer: AdjacentEdition | None
    """The edition after this one."""
    versions: tuple[LanguageVersion, ...]
    """The edition in all its languages, if there are several."""
    structured_data: str | None
    """JSON-LD, escaped for a `script` element."""
    profiles: tuple[str, ...]
    """The pages of the publisher elsewhere."""
    fediverse: str | None
    """The account of the publisher on the fediverse, such as `@practice@social.example`."""


def build_layout(context: PageContext, meta: PageMeta, edition: Edition | None = None) -> Layout:
    """Return the layout of a page; that of an edition links to the adjacent editions."""
    site, series = context.site, context.site.series
    image = _social_image(site, meta)
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
        versions=() if edition is None else tuple(_versions(context, edition)),
        structured_data=script(meta.nodes) if site.structured_data and meta.nodes else None,
        profiles=tuple(map(uri, series.publisher.profiles)),
        fediverse=next(_fediverse_accounts(series.publisher), None),
    )


# A profile of Mastodon and its like; other services have addresses of this form too.
_ACCOUNT: Final = re.compile(
    r"https://(?!(?:www\.)?(?:medium|tiktok|youtube)\.com/)([^/]+)/@(\w+)/?"
)


def _fediverse_accounts(publisher: Publisher) -> Iterator[str]:
    for profile in publisher.profiles:
        if match := _ACCOUNT.fullmatch(profile):
            yield f"@{match[2]}@{match[1]}"


def _page_feeds(context: PageContext, meta: PageMeta) -> tuple[FeedLink, ...]:
    if meta.split is None or meta.split not in context.site.split:
        return ()
    return feed_links(context.site, folder_url_path(context.path), meta.title)


@memoize_by_identity
def _all_feeds(site: Site) -> tuple[FeedLink, ...]:
    return feed_links(site)


def feed_links(site: Site, below: str = "", name: str | None = None) -> tuple[FeedLink, ...]:
    """Return the feeds in the folder of a page, RSS first.

    Args:
        site: The site.
        below: The folder of the page; that of the home page by default.
        name: The topic or therapist of the feeds, if they are not of the whole series.
    """
    title = site.series.title if name is None else f"{site.series.title}: {name}"
    return tuple(
        FeedLink(
            url=file.url_in(site.series, below),
            format=file.format,
            media_type=file.media_type,
            title=f"{title} ({file.title})",
        )
        for file in site.feeds
    )


def _description(text: str) -> str:
    """Return a text on one line, cut to the length that search engines show."""
    return shorten(collapse_spaces(text), _MAX_DESCRIPTION_LENGTH)


def _social_image(site: Site, meta: PageMeta) -> Image | None:
    """Return the image for previews on other sites."""
    candidates = (meta.image, meta.picture, site.series.image, site.pictures.get(None))
    return next((image for image in candidates if is_for_previews(site, image)), None)


def is_for_previews(site: Site, image: Image | None) -> bool:
    """Return whether other sites can show an image in the preview of a page."""
    url = absolute_image(site, image)
    # no site shows SVG in a preview
    return url is not None and splitext(urlsplit(url).path)[1].lower() != ".svg"


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
    width, height = site.dimensions(image)
    return (
        ("og:image", absolute_image(site, image)),
        ("og:image:type", image_type(image.src)),
        ("og:image:width", None if width is None else str(width)),
        ("og:image:height", None if height is None else str(height)),
        ("og:image:alt", None if is_unseen(image.alt) else image.alt),
    )


def _nav_items(context: PageContext) -> Iterator[NavItem]:
    site, strings = context.site, context.strings
    archive = ARCHIVE if site.has_archive else HOME
    attributes, panel_attributes = context.ui_lang_attributes, context.panel_lang_attributes
    for path, label, is_shown, lang_attributes in (
        (archive, strings.editions, True, attributes),
        (site.therapists_path, context.panel_name, bool(site.therapists), panel_attributes),
        (TOPICS, strings.topics, bool(site.topics), attributes),
        (site.search or HOME, strings.search, site.search is not None, attributes),
        (SUBSCRIBE, strings.subscribe, True, attributes),
    ):
        if is_shown:
            yield NavItem(
                href=context.link_to(path),
                label=label,
                is_current=path == context.path,
                lang_attributes=lang_attributes,
            )


def _adjacent_edition(context: PageContext, edition: Edition | None) -> AdjacentEdition | None:
    if edition is None:
        return None
    return AdjacentEdition(
        href=context.link_to_edition(edition),
        title=edition.title,
        language=context.site.series.language_of(edition),
    )


def _versions(context: PageContext, edition: Edition) -> Iterator[LanguageVersion]:
    series = context.site.series
    translations = series.translations(edition)
    for version in (edition, *translations) if translations else ():
        yield LanguageVersion(
            url=series.url_of(version),
            href=context.link_to_edition(version),
            title=version.title,
            language=series.language_of(version),
            is_current=version is edition,
        )


def _open_graph_locale(language: str) -> str | None:
    """Return `en_CA` for `en-CA`, or None for a language without a region."""
    # Open Graph wants a territory, which `419` in `es-419` is not
    region_code = region(language)
    return (
        None
        if region_code is None or region_code.isdigit()
        else f"{primary_language(language)}_{region_code}"
    )
