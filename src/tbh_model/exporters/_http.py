"""HTTP headers: conditional requests, caching and security, and `_headers` for static hosts."""

import re
from collections.abc import Iterable, Iterator
from posixpath import dirname
from typing import Annotated, ClassVar, Final
from urllib.parse import quote

from tbh_model._attrs import frozen
from tbh_model.exporters._contract import Artifact, ExporterInfo, is_text
from tbh_model.exporters._images import image_type, local_images
from tbh_model.exporters._site import STYLE, build_site, redirects
from tbh_model.exporters.feeds import _opml
from tbh_model.exporters.feeds._files import JSON_FILE, FeedFile, FeedFormat, feed_files
from tbh_model.model import AIUse, Channel, Constraint, Count, Line, Series, validate_on_init
from tbh_model.rights import Release

# Seconds for which a page is cached; short, so that withdrawn text disappears soon.
PAGE_AGE: Final = 60
# The same for a feed, which readers ask for again and again.
FEED_AGE: Final = 900
# The same for pictures, fonts and style sheets, whose names stay when what is in them changes.
ASSET_AGE: Final = 3600

# Maximum age in seconds by media type; the first match counts.
_AGES: Final = (
    (re.compile(r"application/(rss\+xml|atom\+xml|feed\+json)|text/x-opml"), FEED_AGE),
    (re.compile(r"(image|font|audio|video)/.*|text/(css|javascript)"), ASSET_AGE),
    (re.compile(r".*"), PAGE_AGE),
)


def content_type(media_type: str) -> str:
    """Return the HTTP header `Content-Type` for a media type; text is always UTF-8.

    >>> exporters.content_type("text/html")
    'text/html; charset=utf-8'
    """
    return f"{media_type}; charset=utf-8" if is_text(media_type) else media_type


def cache_control(media_type: str) -> str:
    """Return the HTTP header `Cache-Control` for a media type.

    A stale copy is revalidated before it is shown, even if the server cannot be reached. Nobody
    sees content that has been withdrawn.

    >>> exporters.cache_control("text/html")
    'public, max-age=60, must-revalidate'
    """
    age = next(age for pattern, age in _AGES if pattern.fullmatch(media_type))
    return f"public, max-age={age}, must-revalidate"


# Policy of pages: files of the site, and images, audio and video of any site.
PAGE_POLICY: Final = (
    "default-src 'self'; img-src * data:; media-src *; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
)
# Policy of an image that is opened by itself: no scripts and no external resources.
IMAGE_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"
)


def security_policy(media_type: str) -> str:
    """Return the HTTP header `Content-Security-Policy` for a media type.

    >>> exporters.security_policy("image/svg+xml")
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"
    """
    return IMAGE_POLICY if media_type.startswith("image/") else PAGE_POLICY


def content_usage(use: AIUse) -> str:
    """Return the HTTP header `Content-Usage` (draft-ietf-aipref-attach and -vocab, August 2026).

    The vocabulary has no word for the input of a model that answers somebody.

    >>> exporters.content_usage(tbh.AIUse.SEARCH)
    'search=y, train-ai=n'
    """
    search, train = use is not AIUse.NONE, use is AIUse.TRAIN
    return f"search={'y' if search else 'n'}, train-ai={'y' if train else 'n'}"


# Path of the licence for machines, in the root of the site.
LICENSE: Final = "license.xml"
LICENSE_TYPE: Final = "application/rsl+xml"

# Path of the file, in the root of the site.
PATH: Final = "_headers"
# The same hosts look for redirects there.
REDIRECTS: Final = "_redirects"
MEDIA_TYPE: Final = "text/plain"

Rule = tuple[str, tuple[str, ...]]
"""A path, or all below one, and the header lines that go with it."""

_HOST_FOLDER: Final = re.compile(r"/(?:[\w.~-]+/)*", re.ASCII)
HostFolder = Annotated[
    str,
    Constraint(
        "host-folder",
        "a path that begins and ends with a slash, such as / or /series/",
        lambda value: _HOST_FOLDER.fullmatch(value) is not None,
    ),
]
"""Path on a host."""


@frozen(kw_only=True)
@validate_on_init
class Headers:
    """Files `_headers` and `_redirects`: media types, access and caching, and former addresses.

    `_redirects` is there where an edition has a former address. They are made only where the
    exporter is named: to any other host they are stray files.
    """

    info: ClassVar = ExporterInfo(
        name="headers",
        channel=Channel.WEB,
        summary="HTTP headers for Netlify or Cloudflare Pages",
        has_responses=False,
    )

    folder: HostFolder = "/"
    """The path of the site on the host; the file itself is always in the root."""
    feed_age: Count = FEED_AGE
    """The seconds for which a feed is cached."""
    asset_age: Count = ASSET_AGE
    """The same for `assets/`, whose names stay when what is in them changes."""

    policy: Line | None = PAGE_POLICY
    """The Content Security Policy of pages. Extend it for third-party scripts in your templates.
    Images have a policy of their own, which allows no scripts."""
    rsl: bool = False
    """Whether each page has a link to `license.xml`, which the exporter `sitemap` writes."""
    feed_files: tuple[FeedFile, ...] = ()
    """The feeds with a path or URL of their own; a build knows those that it writes."""

    def export(self, release: Release, /) -> Iterable[Artifact]:
        """Return the file."""
        rules = (_format_rule(path, lines) for path, lines in self._rules(release.series))
        yield Artifact.text(PATH, "\n".join(rules), MEDIA_TYPE)
        lines = tuple(self._redirects(release))
        if lines:
            yield Artifact.text(REDIRECTS, "".join(lines), MEDIA_TYPE)

    def _redirects(self, release: Release) -> Iterator[str]:
        """Yield a line for each former address of an edition: a redirect that stays."""
        site = build_site(release.series, release.tombstones)
        for redirect in redirects(site).values():
            target = redirect.target
            if target.startswith(site.root):
                target = f"{self.folder}{target.removeprefix(site.root)}"
            yield f"{self.folder}{redirect.source} {target} 301\n"

    def _rules(self, series: Series) -> Iterator[Rule]:
        """Yield the rules, of which no two that match one path set the same header."""
        # A host would join their values with a comma; of two policies it asks for both.
        policy = () if self.policy is None else (_policy(self.policy),)
        usage = f"Content-Usage: {content_usage(series.rights.ai)}"
        license_link = f'Link: <{self.folder}{LICENSE}>; rel="license"; type="{LICENSE_TYPE}"'
        links = (license_link,) if self.rsl else ()
        yield f"{self.folder}*", ("X-Content-Type-Options: nosniff", usage, *links, *policy)
        for pattern in _image_patterns(series):
            yield f"{self.folder}{quote(pattern, safe='/~*')}", (_policy(IMAGE_POLICY),)
        for path, kind in self._feeds(series):
            is_read_by_scripts = kind == JSON_FILE.media_type
            yield (
                f"{self.folder}{quote(path, safe='/~')}",
                (
                    f"Content-Type: {kind}; charset=utf-8",
                    _cache_control(self.feed_age),
                    *(["Access-Control-Allow-Origin: *"] if is_read_by_scripts else []),
                ),
            )
        # Not `immutable`: the style sheet keeps its name when it changes.
        assets = f"{self.folder}{dirname(STYLE)}/*"
        yield assets, (_cache_control(self.asset_age),)

    def _feeds(self, series: Series) -> Iterator[tuple[str, str]]:
        for feed in feed_files(series, frozenset(FeedFormat), self.feed_files):
            yield feed.path, feed.media_type
        yield _opml.PATH, _opml.MEDIA_TYPE


def _image_patterns(series: Series) -> tuple[str, ...]:
    """Return a pattern for each folder with images; those beside the home page are named."""
    locations = {dirname(src) or src for src in local_images(series)} | {"images"}
    return tuple(
        f"{location}/*" if image_type(location) is None else location
        for location in sorted(locations)
        if not any(location.startswith(f"{parent}/") for parent in locations)
    )


def _policy(value: str) -> str:
    return f"Content-Security-Policy: {value}"


def _cache_control(seconds: int) -> str:
    """Return the cache policy: a stale copy is revalidated, so that withdrawn text disappears."""
    return f"Cache-Control: public, max-age={seconds}, must-revalidate"


def _format_rule(path: str, lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in (path, *(f"  {line}" for line in lines)))
