"""Which pages a site has, and at which paths."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import ClassVar, Final

from attrs import frozen

from tbh_model.exporters._artifact import Artifact
from tbh_model.exporters._contract import ExporterInfo
from tbh_model.exporters._feed_list import FeedFormat, FeedSplit
from tbh_model.exporters.html import _pages
from tbh_model.exporters.html._edition_page import edition_page
from tbh_model.exporters.html._here import Here
from tbh_model.exporters.html._images import media_type
from tbh_model.exporters.html._needs import PageNeeds
from tbh_model.exporters.html._places import (
    ARCHIVE,
    HOME,
    ICON,
    NOT_FOUND,
    STYLE,
    SUBSCRIBE,
    THERAPISTS,
    TOPICS,
    Site,
    site,
)
from tbh_model.exporters.html._redirects import Redirect, redirects
from tbh_model.exporters.templating import Templates
from tbh_model.model import Channel, Edition, validate
from tbh_model.rights import Release

_HTML: Final = "text/html"
_PACKAGE: Final = "tbh_model.exporters.html"
_PAGES: Final = Templates(package=_PACKAGE, media_type=_HTML)
_ASSETS: Final = (
    (STYLE, "text/css", "html/style.css"),
    (ICON, "image/svg+xml", "html/icon.svg"),
)


@frozen(kw_only=True)
class HTML:
    """A site: an index, a page for each edition, topic and therapist, a subscribe page, one style.

    Where an edition was taken down, a page says so, and nothing else of it.

    Every template can be overridden in the content folder: `templates/html/edition.html` takes
    the place of ours, and may extend it as `tbh/html/edition.html`.
    """

    info: ClassVar[ExporterInfo] = ExporterInfo(
        name="html",
        channel=Channel.WEB,
        summary="A site with a page for each edition and therapist",
    )
    structured_data: bool = True
    """Whether pages say what they are in JSON-LD, for search engines."""
    file_links: bool = False
    """Whether links name the file (`index.html`), so that the site can be read without a server."""

    feeds: frozenset[FeedFormat] = frozenset(FeedFormat)
    """Which feeds the pages announce: those that are built beside them."""
    split: frozenset[FeedSplit] = frozenset()
    """Whether pages of topics and therapists announce feeds of their own: as the feeds have it."""

    def __attrs_post_init__(self) -> None:
        """Check every option."""
        validate(self)

    def export(self, release: Release, /) -> Iterable[Artifact]:
        """Return every page, written when it is asked for, and every file that the pages need."""
        places = site(
            release.series,
            release.gone,
            structured_data=self.structured_data,
            file_links=self.file_links,
            feeds=self.feeds,
            split=self.split,
        )
        needs = PageNeeds(places)
        yield from _lists(places, needs)
        yield from _people_and_topics(places, needs)
        for edition in places.editions:
            path = places.edition_paths[edition.id]
            yield Artifact.deferred(
                path,
                _HTML,
                _edition,
                places,
                edition.id,
                depends_on=partial(needs.edition, edition),
            )
        for path in places.gone_paths:
            yield Artifact.deferred(path, _HTML, _gone, places, path, depends_on=needs.standing)
        for redirect in redirects(places).values():
            yield Artifact.deferred(
                redirect.path,
                _HTML,
                _redirect,
                places,
                redirect,
                depends_on=partial(needs.redirect, redirect.edition),
            )
        for path, kind, template in _ASSETS:
            yield Artifact.deferred(path, kind, _asset, places, template, kind)
        yield from _images(places)


def _lists(places: Site, needs: PageNeeds) -> Iterator[Artifact]:
    yield Artifact.deferred(HOME, _HTML, _home, places, depends_on=needs.home)
    if places.has_archive:
        yield Artifact.deferred(ARCHIVE, _HTML, _archive, places, depends_on=needs.archive)
    if places.therapists:
        yield Artifact.deferred(THERAPISTS, _HTML, _therapists, places, depends_on=needs.therapists)
    if places.topics:
        yield Artifact.deferred(TOPICS, _HTML, _topics, places, depends_on=needs.topics)
    yield Artifact.deferred(SUBSCRIBE, _HTML, _subscribe, places, depends_on=needs.standing)
    yield Artifact.deferred(NOT_FOUND, _HTML, _not_found, places, depends_on=needs.standing)


def _people_and_topics(places: Site, needs: PageNeeds) -> Iterator[Artifact]:
    for therapist in places.therapists:
        path, needed = places.therapist_paths[therapist.id], partial(needs.therapist, therapist)
        yield Artifact.deferred(path, _HTML, _therapist, places, therapist.id, depends_on=needed)
    for tag, path in places.topic_paths.items():
        yield Artifact.deferred(
            path, _HTML, _topic, places, tag, depends_on=partial(needs.topic, tag)
        )


def _images(places: Site) -> Iterator[Artifact]:
    folder = places.series.folder
    if folder is None:
        return
    from tbh_model.documents import read_image  # loads YAML: only for sites with a folder

    for src in places.image_files:
        kind = media_type(src) or "application/octet-stream"
        yield Artifact.deferred(src, kind, read_image, folder, src)


def _edition(places: Site, id_: str) -> str:
    edition = places.series.edition(id_)
    language = places.series.language_of(edition)
    here = Here(site=places, path=places.edition_paths[id_], language=language)
    return _written(here, "html/edition.html", edition_page(here, edition), edition)


def _therapist(places: Site, id_: str) -> str:
    here = _here(places, places.therapist_paths[id_])
    page = _pages.therapist_page(here, places.series.therapist(id_))
    return _written(here, "html/therapist.html", page)


def _topic(places: Site, tag: str) -> str:
    here = _here(places, places.topic_paths[tag])
    return _written(here, "html/topic.html", _pages.topic_page(here, tag))


def _home(places: Site) -> str:
    here = _here(places, HOME)
    return _written(here, "html/index.html", _pages.home_page(here))


def _archive(places: Site) -> str:
    here = _here(places, ARCHIVE)
    return _written(here, "html/archive.html", _pages.archive_page(here))


def _therapists(places: Site) -> str:
    here = _here(places, THERAPISTS)
    return _written(here, "html/therapists.html", _pages.therapists_page(here))


def _topics(places: Site) -> str:
    here = _here(places, TOPICS)
    return _written(here, "html/topics.html", _pages.topics_page(here))


def _subscribe(places: Site) -> str:
    here = _here(places, SUBSCRIBE)
    return _written(here, "html/subscribe.html", _pages.subscribe_page(here))


def _not_found(places: Site) -> str:
    here = _here(places, NOT_FOUND)
    return _written(here, "html/404.html", _pages.not_found_page(here))


def _gone(places: Site, path: str) -> str:
    here = _here(places, path)
    return _written(here, "html/gone.html", _pages.gone_page(here))


def _redirect(places: Site, redirect: Redirect) -> str:
    here = _here(places, redirect.path)
    page = _pages.redirect_page(here, redirect.edition, redirect.target)
    return _written(here, "html/redirect.html", page)


def _here(places: Site, path: str) -> Here:
    return Here(site=places, path=path, language=places.series.language)


def _written(here: Here, template: str, page: _pages.Page, edition: Edition | None = None) -> str:
    return _PAGES.render(
        template,
        here.site.series,
        edition,
        language=here.language,
        here=here,
        page=page,
        frame=page.frame,
    )


def _asset(places: Site, template: str, media_type: str) -> str:
    templates = Templates(package=_PACKAGE, media_type=media_type)
    return templates.render(template, places.series)
