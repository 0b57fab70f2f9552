"""Sitemap exporter: `sitemap.xml` for search engines, and `robots.txt`."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from html import escape
from typing import ClassVar, Final
from urllib.parse import urlsplit

from tbh_model._attrs import field, frozen
from tbh_model._memo import memoize_by_identity
from tbh_model.exporters._contract import Artifact, ExporterInfo
from tbh_model.exporters._http import LICENSE, LICENSE_TYPE, content_usage
from tbh_model.exporters._site import ARCHIVE, HOME, SUBSCRIBE, TOPICS, Site, build_site
from tbh_model.exporters._template_filters import utc
from tbh_model.model import AIUse, Channel, Edition, validate_on_init
from tbh_model.rights import Release
from tbh_model.text import uri

# Paths in the root of the site.
PATH: Final = "sitemap.xml"
ROBOTS: Final = "robots.txt"
_PART: Final = "sitemap-{}.xml"
_MEDIA_TYPE: Final = "application/xml"
# Maximum number of pages in one file (sitemaps.org).
_MAX_PAGES: Final = 50_000


@frozen(kw_only=True)
@validate_on_init
class Sitemap:
    """Files `sitemap.xml` and `robots.txt`: the pages of the site, and what machines may do.

    The sitemap follows sitemaps.org 0.9, with `xhtml:link` for translations. A page has a `lastmod`
    where an edition on it has a date: the last change of one of them. Above 50,000 pages,
    `sitemap.xml` is an index of several files.

    `robots.txt` follows RFC 9309 and draft-ietf-aipref-attach (August 2026). It is there only if
    the series has a host of its own: no crawler looks for it in a folder.

    With `rsl`, `license.xml` says what machines may do in the words of RSL 1.0 (December 2025).
    """

    info: ClassVar = ExporterInfo(
        name="sitemap",
        channel=Channel.WEB,
        summary="A sitemap, and robots.txt",
        has_responses=False,
    )

    rsl: bool = False
    """Whether to write `license.xml`, and name it in `robots.txt`. It is a licence: what it permits
    is free of charge."""

    def export(self, release: Release, /) -> Iterable[Artifact]:
        """Return the files, each made on demand."""
        site = build_site(release.series, release.tombstones)
        count = -(-len(_elements(site)) // _MAX_PAGES)
        if count == 1:
            yield _artifact(PATH, site, 0)
        else:
            paths = tuple(_PART.format(number) for number in range(1, count + 1))
            yield from (_artifact(path, site, number) for number, path in enumerate(paths))
            yield Artifact.text(PATH, _index(site, paths), _MEDIA_TYPE)
        if self.rsl:
            yield Artifact.text(LICENSE, _license(site), LICENSE_TYPE)
        if urlsplit(site.root).path == "/":
            license_url = site.url(LICENSE) if self.rsl else None
            yield Artifact.text(ROBOTS, _robots(site, license_url), "text/plain")


def _artifact(path: str, site: Site, number: int) -> Artifact:
    lines = partial(_lines, site, number)
    return Artifact.lazy(path, _MEDIA_TYPE, _sitemap, site, number, depends_on=lines)


@frozen
class _SitemapPage:
    url: str
    changed: datetime | None = None
    # The URL of each version of an edition by language, if there are several.
    versions: Mapping[str, str] = field(factory=dict)


def _pages(site: Site) -> Iterator[_SitemapPage]:
    """Yield the pages of a site that search engines should find."""
    newest = _last_change(site.editions)
    yield _SitemapPage(site.url(HOME), newest)
    if site.has_archive:
        yield _SitemapPage(site.url(ARCHIVE), newest)
    for edition in site.editions:
        url = uri(site.series.url_of(edition))
        if url.startswith(site.root):  # one with an address elsewhere is in the sitemap there
            yield _SitemapPage(url, edition.last_change, dict(_versions(site, edition)))
    if site.therapists:
        yield _SitemapPage(site.url(site.therapists_path))
    for therapist in site.therapists:
        editions = (edition for edition, _ in site.answers.get(therapist.id, ()))
        yield _SitemapPage(site.url(site.therapist_paths[therapist.id]), _last_change(editions))
    if site.topics:
        yield _SitemapPage(site.url(TOPICS))
    for tag, path in site.topic_paths.items():
        yield _SitemapPage(site.url(path), _last_change(site.editions_by_tag[tag]))
    yield _SitemapPage(site.url(SUBSCRIBE))


def _versions(site: Site, edition: Edition) -> Iterator[tuple[str, str]]:
    series = site.series
    translations = series.translations(edition)
    for version in (edition, *translations) if translations else ():
        yield series.language_of(version), uri(series.url_of(version))


def _last_change(editions: Iterable[Edition]) -> datetime | None:
    instants = (edition.last_change for edition in editions)
    return max((instant.astimezone(UTC) for instant in instants if instant), default=None)


def _lines(site: Site, number: int) -> tuple[str, ...]:
    """Return the elements of one file."""
    return _elements(site)[number * _MAX_PAGES : (number + 1) * _MAX_PAGES]


@memoize_by_identity
def _elements(site: Site) -> tuple[str, ...]:
    """Return an element for each page; a plan, a key and a file ask for them."""
    return tuple(map(_element, _pages(site)))


def _element(page: _SitemapPage) -> str:
    changed = "" if page.changed is None else f"<lastmod>{utc(page.changed)}</lastmod>"
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(url)}"/>'
        for language, url in page.versions.items()
    )
    return f"<url><loc>{escape(page.url)}</loc>{changed}{links}</url>"


def _sitemap(site: Site, number: int) -> str:
    return _document(
        'urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml"',
        _lines(site, number),
    )


def _index(site: Site, paths: Iterable[str]) -> str:
    elements = (f"<sitemap><loc>{escape(site.url(path))}</loc></sitemap>" for path in paths)
    return _document('sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', elements)


def _document(root: str, elements: Iterable[str]) -> str:
    name = root.partition(" ")[0]
    lines = ('<?xml version="1.0" encoding="UTF-8"?>', f"<{root}>", *elements, f"</{name}>", "")
    return "\n".join(lines)


def _robots(site: Site, license_url: str | None) -> str:
    usage = content_usage(site.series.rights.ai)
    license_line = "" if license_url is None else f"License: {license_url}\n"
    rules = f"User-agent: *\nAllow: /\nContent-Usage: {usage}\n"
    return f"{rules}\n{license_line}Sitemap: {site.url(PATH)}\n"


# Uses of RSL 1.0 in the order in which `AIUse` allows them.
_LICENSED_USES: Final = ("search", "ai-input", "ai-train")


def _license(site: Site) -> str:
    """Return a licence (RSL 1.0, 3.5) that permits or prohibits each use."""
    count = tuple(AIUse).index(site.series.rights.ai)
    permitted, prohibited = _LICENSED_USES[:count], _LICENSED_USES[count:]
    elements = (
        f'<content url="{escape(site.root)}">',
        "<license>",
        *([f'<permits type="usage">{" ".join(permitted)}</permits>'] if permitted else []),
        *([f'<prohibits type="usage">{" ".join(prohibited)}</prohibits>'] if prohibited else []),
        "</license>",
        "</content>",
    )
    return _document('rsl xmlns="https://rslstandard.org/rsl"', elements)
