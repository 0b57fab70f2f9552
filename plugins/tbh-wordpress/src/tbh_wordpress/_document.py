"""A series -> WordPress eXtended RSS 1.2.

WordPress takes titles, names, excerpts and content for HTML, so that they are escaped twice: as
HTML by us, as XML by lxml.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Final
from zoneinfo import ZoneInfo

from attrs import frozen
from lxml.builder import ElementMaker
from lxml.etree import _Element, tostring

import tbh_model as tbh
from tbh_model.exporters import base_url
from tbh_model.text import replace_unencodable, uri
from tbh_wordpress._content import content
from tbh_wordpress._media import Media, lead, media
from tbh_wordpress._names import guid, logins, number, numbers, slugs

_WXR: Final = "1.2"
_NAMESPACES: Final = {
    "excerpt": f"http://wordpress.org/export/{_WXR}/excerpt/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "wp": f"http://wordpress.org/export/{_WXR}/",
}
_ENTRY_ID: Final = "_tbh_entry_id"
"""The identity of an edition in every feed, for programs."""

_RSS: Final = ElementMaker(nsmap=_NAMESPACES)
_WP: Final = ElementMaker(namespace=_NAMESPACES["wp"], nsmap=_NAMESPACES)
_DC: Final = ElementMaker(namespace=_NAMESPACES["dc"], nsmap=_NAMESPACES)
_CONTENT: Final = ElementMaker(namespace=_NAMESPACES["content"], nsmap=_NAMESPACES)
_EXCERPT: Final = ElementMaker(namespace=_NAMESPACES["excerpt"], nsmap=_NAMESPACES)


def document(
    series: tbh.Series, *, category: str, tags_are_categories: bool, has_attachments: bool
) -> bytes:
    """Write a series as one file.

    Args:
        series: A released series.
        category: The category of every post.
        tags_are_categories: Whether tags are categories, too.
        has_attachments: Whether images become attachments.
    """
    editions = sorted(series.editions, key=_oldest_first)
    images = {each.id: media(series, each) if has_attachments else () for each in editions}
    bylines = dict.fromkeys(_byline(series, each) for each in editions)
    tags = dict.fromkeys(tag for each in editions for tag in each.tags)
    urls = dict.fromkeys(image.url for found in images.values() for image in found)
    export = _Export(
        series=series,
        category=category,
        tags_are_categories=tags_are_categories,
        images=images,
        logins=logins(bylines),
        tags=tuple(tags),
        slugs=slugs((category, *(tag for tag in tags if tag != category))),
        numbers=numbers((*map(series.entry_id, editions), *urls)),
    )
    root = _RSS.rss({"version": "2.0"}, _RSS.channel(*export.channel(editions)))
    return tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _oldest_first(edition: tbh.Edition) -> tuple[float, str]:
    published = edition.published
    return float("inf") if published is None else published.timestamp(), edition.id


def _byline(series: tbh.Series, edition: tbh.Edition) -> str:
    """Return who wrote it, or else who publishes it: never the panel. A post has one author."""
    return ", ".join(edition.byline) or series.publisher.name


@frozen(kw_only=True)
class _Export:
    """What each part of the file is made of."""

    series: tbh.Series
    category: str
    tags_are_categories: bool
    images: Mapping[str, tuple[Media, ...]]
    logins: Mapping[str, str]
    tags: tuple[str, ...]
    slugs: Mapping[str, str]
    numbers: Mapping[str, int]

    def channel(self, editions: list[tbh.Edition]) -> Iterator[_Element]:
        series = self.series
        url = uri(series.url)
        yield _RSS.title(_html(series.title))
        yield _RSS.link(url)
        yield _RSS.description(_html(series.description or ""))
        changed = max(filter(None, (each.last_change for each in editions)), default=None)
        if changed is not None:
            yield _RSS.pubDate(_mail_date(changed))
        yield _RSS.language(series.language)
        yield _WP.wxr_version(_WXR)
        yield _WP.base_site_url(url)
        yield _WP.base_blog_url(url)
        yield from map(self.author, self.logins)
        yield from self.terms_of_site()
        yield _RSS.generator("https://pypi.org/project/tbh-wordpress/")
        told: set[str] = set()
        for edition in editions:
            yield self.post(edition)
            for image in self.images[edition.id]:
                if image.url not in told:
                    told.add(image.url)
                    yield self.attachment(edition, image)

    def author(self, name: str) -> _Element:
        return _WP.author(
            _WP.author_id(str(number(name))),
            _WP.author_login(self.logins[name]),
            _WP.author_email(),
            _WP.author_display_name(_html(name)),
            _WP.author_first_name(),
            _WP.author_last_name(),
        )

    def terms_of_site(self) -> Iterator[_Element]:
        """Yield each category and each tag: a tag may be called like the category of all posts."""
        for name in self.categories(self.tags):
            term_id = _WP.term_id(str(number(name)))
            nicename, parent = _WP.category_nicename(self.slugs[name]), _WP.category_parent()
            yield _WP.category(term_id, nicename, parent, _WP.cat_name(_html(name)))
        for name in () if self.tags_are_categories else self.tags:
            key = f"tag {name}" if name == self.category else name
            term_id = _WP.term_id(str(number(key)))
            yield _WP.tag(term_id, _WP.tag_slug(self.slugs[name]), _WP.tag_name(_html(name)))

    def categories(self, tags: tuple[str, ...]) -> tuple[str, ...]:
        """Return the category of every post, and the tags where they are categories."""
        return tuple(dict.fromkeys((self.category, *(tags if self.tags_are_categories else ()))))

    def post(self, edition: tbh.Edition) -> _Element:
        series, entry_id = self.series, self.series.entry_id(edition)
        own = lead(series, edition)
        item = _RSS.item(
            _RSS.title(_html(edition.title)),
            _RSS.link(uri(series.url_of(edition))),
            *self.published(edition),
            _DC.creator(self.logins[_byline(series, edition)]),
            _RSS.guid({"isPermaLink": "false"}, guid(entry_id)),
            _RSS.description(),
            _CONTENT.encoded(content(series, edition, base_url(series))),
            _EXCERPT.encoded(_html(edition.summary or "")),
            *self.state(edition, self.numbers[entry_id], edition.slug, "post"),
            *self.terms(edition),
            _meta(_ENTRY_ID, entry_id),
        )
        if own is not None and own.url in self.numbers:
            item.append(_meta("_thumbnail_id", str(self.numbers[own.url])))
        return item

    def attachment(self, edition: tbh.Edition, image: Media) -> _Element:
        number = self.numbers[image.url]
        parent = self.numbers[self.series.entry_id(edition)]
        return _RSS.item(
            _RSS.title(_html(image.name)),  # the importer knows it again by title and date
            _RSS.link(image.url),
            *self.published(edition),
            _DC.creator(self.logins[_byline(self.series, edition)]),
            _RSS.guid({"isPermaLink": "false"}, image.url),
            _RSS.description(),
            _CONTENT.encoded(_html(image.credit or "")),
            _EXCERPT.encoded(_html(image.caption or "")),
            *self.state(edition, number, image.name, "attachment", parent=parent),
            _WP.attachment_url(image.url),
            _meta("_wp_attachment_image_alt", replace_unencodable(image.alt)),
        )

    def published(self, edition: tbh.Edition) -> Iterator[_Element]:
        if edition.published is not None:
            yield _RSS.pubDate(_mail_date(edition.published))

    def state(
        self, edition: tbh.Edition, number: int, name: str, kind: str, parent: int = 0
    ) -> Iterator[_Element]:
        """Yield what WordPress keeps of every item, in the order in which it writes it."""
        yield _WP.post_id(str(number))
        for field, instant in (
            ("post_date", edition.published),
            ("post_modified", edition.last_change),
        ):
            if instant is not None:
                yield _WP(field, _by_clock(_there(instant, self.series.time_zone)))
                yield _WP(f"{field}_gmt", _by_clock(instant.astimezone(UTC)))
        yield _WP.comment_status("closed")
        yield _WP.ping_status("closed")
        yield _WP.post_name(replace_unencodable(name))
        yield _WP.status("publish" if kind == "post" else "inherit")
        yield _WP.post_parent(str(parent))
        yield _WP.menu_order("0")
        yield _WP.post_type(kind)
        yield _WP.post_password()
        yield _WP.is_sticky("0")

    def terms(self, edition: tbh.Edition) -> Iterator[_Element]:
        for domain, names in (
            ("category", self.categories(edition.tags)),
            ("post_tag", () if self.tags_are_categories else edition.tags),
        ):
            for name in names:
                where = {"domain": domain, "nicename": self.slugs[name]}
                yield _RSS.category(where, _html(name))


def _meta(key: str, value: str) -> _Element:
    return _WP.postmeta(_WP.meta_key(key), _WP.meta_value(value))


def _html(words: str) -> str:
    """Write words where WordPress expects HTML."""
    return escape(replace_unencodable(words), quote=False)


def _there(instant: datetime, time_zone: str) -> datetime:
    try:
        return instant.astimezone(ZoneInfo(time_zone))
    except OverflowError:  # its clocks show no such year
        return instant.astimezone(UTC)


def _by_clock(instant: datetime) -> str:
    """Write an instant as MySQL does, with four digits of the year whenever it was."""
    return instant.replace(tzinfo=None).isoformat(" ", "seconds")


def _mail_date(instant: datetime) -> str:
    return format_datetime(instant.astimezone(UTC))
