"""HTML exporter: the pages of a site and their paths."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import ClassVar, Final

from tbh_model._attrs import evolve, field, frozen
from tbh_model._problems import Problem, Severity
from tbh_model.exporters._contract import (
    Artifact,
    ExporterInfo,
    PictureMaker,
    SearchProvider,
    SharePicture,
)
from tbh_model.exporters._image_variants import (
    WIDTHS,
    has_encoder,
    variant_artifacts,
    variant_widths,
)
from tbh_model.exporters._images import given_images, image_type, local_images
from tbh_model.exporters._site import (
    ARCHIVE,
    HOME,
    ICON,
    NOT_FOUND,
    STYLE,
    SUBSCRIBE,
    TOPICS,
    Redirect,
    Site,
    build_site,
    redirects,
)
from tbh_model.exporters.feeds._files import FeedFile, FeedFormat, FeedSplit
from tbh_model.exporters.html import _pages
from tbh_model.exporters.html._dependencies import PageDependencies
from tbh_model.exporters.html._fragments import fragment_artifacts
from tbh_model.exporters.html._layout import is_for_previews
from tbh_model.exporters.html._page_context import PageContext
from tbh_model.exporters.html._pages import edition_page
from tbh_model.exporters.html._theme import (
    Colour,
    PortraitShape,
    Typeface,
    accent_problems,
    theme_css,
)
from tbh_model.exporters.templating import Templates
from tbh_model.model import PYTHON_ONLY, Channel, Count, Edition, validate_on_init
from tbh_model.rights import Release

_HTML: Final = "text/html"
_PACKAGE: Final = "tbh_model.exporters.html"
_PAGES: Final = Templates(package=_PACKAGE, media_type=_HTML)
_ASSETS: Final = (
    (STYLE, "text/css", "html/style.css"),
    (ICON, "image/svg+xml", "html/icon.svg"),
)


@frozen(kw_only=True)
@validate_on_init
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

    fragment: bool = False
    """Whether to write, instead of the site, each edition and each answer as one element without a
    page around it, for pages of other systems."""

    image_widths: tuple[Count, ...] = WIDTHS
    """The widths in pixels of smaller copies of larger pictures, as WebP, of which a browser loads
    the one that fits: 480, 960 and 1440 unless others or none are given. They need the extra
    `images`."""
    accent: Colour | None = None
    """The colour of links, questions and quotes. Where it cannot be read, in the light or the dark
    scheme, the nearest darker or lighter shade is used."""
    typeface: Typeface = Typeface.SERIF
    """The typeface of texts and headings."""
    portraits: PortraitShape = PortraitShape.ROUND
    """The shape of portraits."""

    feeds: frozenset[FeedFormat] = frozenset(FeedFormat)
    """The feeds that pages link to: those that the build writes."""
    split: frozenset[FeedSplit] = frozenset()
    """Whether pages of topics and therapists announce feeds of their own: as the feeds have it."""
    feed_files: tuple[FeedFile, ...] = ()
    """The feeds with a path or URL of their own; a build knows those that it writes."""
    pictures: PictureMaker | None = field(default=None, metadata=PYTHON_ONLY)
    """The exporter that draws the pictures of pages for previews on other sites; a build knows it.
    """
    search: SearchProvider | None = field(default=None, metadata=PYTHON_ONLY)
    """The exporter whose search page the navigation links to; a build knows it."""

    def export(self, release: Release, /) -> Iterable[Artifact]:
        """Yield all pages, rendered on demand, and all files that they need."""
        site = build_site(
            release.series,
            release.tombstones,
            structured_data=self.structured_data,
            file_links=self.file_links,
            feeds=self.feeds,
            split=self.split,
            feed_paths=self.feed_files,
            image_widths=self.image_widths,
        )
        pictures = dict(_share_pictures(self.pictures, release, site))
        site = _with_pictures(site, pictures)
        site = evolve(site, theme=theme_css(self.accent, self.typeface, self.portraits))
        if self.search is not None:
            site = evolve(site, search=self.search.search_page())
        dependencies = PageDependencies(site)
        if self.fragment:
            yield from fragment_artifacts(site, dependencies)
            yield from _image_artifacts(site)
            return
        yield from _list_artifacts(site, dependencies)
        yield from _person_and_topic_artifacts(site, dependencies)
        for edition in site.editions:
            path = site.edition_paths[edition.id]
            yield Artifact.lazy(
                path,
                _HTML,
                _render_edition,
                site,
                edition.id,
                depends_on=partial(dependencies.edition, edition),
            )
        yield from _former_artifacts(site, dependencies)
        for path, kind, template in _ASSETS:
            yield Artifact.lazy(path, kind, _render_asset, site, template, kind)
        yield from _image_artifacts(site)
        yield from (picture.artifact for picture in pictures.values())

    def warnings(self, release: Release, /) -> Iterator[Problem]:
        """Yield what the site has otherwise than its options say: a colour, copies of pictures."""
        if self.accent is not None:
            yield from accent_problems(self.accent)
        if has_encoder():
            return
        series, widths = release.series, self.image_widths
        large = [src for src in local_images(series) if variant_widths(series, src, widths)]
        if large:
            yield Problem(
                code="TBH428",
                message=f"no smaller copies of pictures such as `{large[0]}`: Pillow is missing",
                severity=Severity.INFO,
                hint="run: pip install 'tbh-model[images]', or set `image_widths: []`",
            )


def _share_pictures(
    maker: PictureMaker | None, release: Release, site: Site
) -> Iterator[tuple[str | None, SharePicture]]:
    """Yield id and picture of each edition without an image for previews, and of the series."""
    if maker is None:
        return
    series = release.series
    for edition in (None, *series.editions):
        own_image = series.image if edition is None else edition.image
        if not is_for_previews(site, own_image):
            for picture in maker.share_pictures(release, edition)[:1]:
                yield (None if edition is None else edition.id), picture


def _with_pictures(site: Site, pictures: Mapping[str | None, SharePicture]) -> Site:
    if not pictures:
        return site
    images = {id_: picture.image for id_, picture in pictures.items()}
    drawn = dict.fromkeys(image.src for image in images.values())  # they say their own dimensions
    return evolve(site, pictures=images, images={**site.images, **drawn})


def _list_artifacts(site: Site, dependencies: PageDependencies) -> Iterator[Artifact]:
    yield Artifact.lazy(HOME, _HTML, _render_home, site, depends_on=dependencies.home)
    if site.has_archive:
        yield Artifact.lazy(ARCHIVE, _HTML, _render_archive, site, depends_on=dependencies.archive)
    if site.therapists:
        yield Artifact.lazy(
            site.therapists_path,
            _HTML,
            _render_therapists,
            site,
            depends_on=dependencies.therapists,
        )
    if site.topics:
        yield Artifact.lazy(TOPICS, _HTML, _render_topics, site, depends_on=dependencies.topics)
    yield Artifact.lazy(SUBSCRIBE, _HTML, _render_subscribe, site, depends_on=dependencies.static)
    yield Artifact.lazy(NOT_FOUND, _HTML, _render_not_found, site, depends_on=dependencies.error)


def _person_and_topic_artifacts(site: Site, dependencies: PageDependencies) -> Iterator[Artifact]:
    for therapist in site.therapists:
        path, depends_on = (
            site.therapist_paths[therapist.id],
            partial(dependencies.therapist, therapist),
        )
        yield Artifact.lazy(
            path, _HTML, _render_therapist, site, therapist.id, depends_on=depends_on
        )
    for tag, path in site.topic_paths.items():
        yield Artifact.lazy(
            path, _HTML, _render_topic, site, tag, depends_on=partial(dependencies.topic, tag)
        )


def _former_artifacts(site: Site, dependencies: PageDependencies) -> Iterator[Artifact]:
    for path in site.tombstone_paths:
        yield Artifact.lazy(
            path, _HTML, _render_tombstone, site, path, depends_on=dependencies.error
        )
    for redirect in redirects(site).values():
        yield Artifact.lazy(
            redirect.path,
            _HTML,
            _render_redirect,
            site,
            redirect,
            depends_on=partial(dependencies.redirect, redirect.edition),
        )


def _image_artifacts(site: Site) -> Iterator[Artifact]:
    given, folder = given_images(site.series), site.series.folder
    if not site.image_files:
        return
    from tbh_model.content import read_image  # loads YAML: only for sites with images

    for src in site.image_files:
        kind = image_type(src) or "application/octet-stream"
        if src in given:
            yield Artifact(path=src, media_type=kind, body=given[src].body)
        elif folder is not None:
            yield Artifact.lazy(src, kind, read_image, folder, src)
    yield from variant_artifacts(site.series, site.image_variants)


def _render_edition(site: Site, id_: str) -> str:
    edition = site.series.edition(id_)
    language = site.series.language_of(edition)
    context = PageContext(site=site, path=site.edition_paths[id_], language=language)
    return _render(context, "html/edition.html", edition_page(context, edition), edition)


def _render_therapist(site: Site, id_: str) -> str:
    context = _page_context(site, site.therapist_paths[id_])
    page = _pages.therapist_page(context, site.series.therapist(id_))
    return _render(context, "html/therapist.html", page)


def _render_topic(site: Site, tag: str) -> str:
    context = _page_context(site, site.topic_paths[tag])
    return _render(context, "html/topic.html", _pages.topic_page(context, tag))


def _render_home(site: Site) -> str:
    context = _page_context(site, HOME)
    return _render(context, "html/index.html", _pages.home_page(context))


def _render_archive(site: Site) -> str:
    context = _page_context(site, ARCHIVE)
    return _render(context, "html/archive.html", _pages.archive_page(context))


def _render_therapists(site: Site) -> str:
    context = _page_context(site, site.therapists_path)
    return _render(context, "html/therapists.html", _pages.therapists_page(context))


def _render_topics(site: Site) -> str:
    context = _page_context(site, TOPICS)
    return _render(context, "html/topics.html", _pages.topics_page(context))


def _render_subscribe(site: Site) -> str:
    context = _page_context(site, SUBSCRIBE)
    return _render(context, "html/subscribe.html", _pages.subscribe_page(context))


def _render_not_found(site: Site) -> str:
    context = _page_context(site, NOT_FOUND)
    return _render(context, "html/404.html", _pages.not_found_page(context))


def _render_tombstone(site: Site, path: str) -> str:
    context = _page_context(site, path)
    return _render(context, "html/gone.html", _pages.gone_page(context))


def _render_redirect(site: Site, redirect: Redirect) -> str:
    context = _page_context(site, redirect.path)
    page = _pages.redirect_page(context, redirect.edition, redirect.target)
    return _render(context, "html/redirect.html", page)


def _page_context(site: Site, path: str) -> PageContext:
    return PageContext(site=site, path=path, language=site.series.language)


def _render(
    context: PageContext, template: str, page: _pages.Page, edition: Edition | None = None
) -> str:
    return _PAGES.render(
        template,
        context.site.series,
        edition,
        language=context.language,
        context=context,
        page=page,
        layout=page.layout,
    )


def _render_asset(site: Site, template: str, media_type: str) -> str:
    templates = Templates(package=_PACKAGE, media_type=media_type)
    return templates.render(template, site.series, theme=site.theme)
