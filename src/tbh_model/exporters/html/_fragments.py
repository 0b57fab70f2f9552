"""Fragments: an edition, or one answer, as a single element for the pages of other systems."""

from collections.abc import Iterator
from functools import cached_property, partial
from typing import Final

from tbh_model._arguments import check_arguments
from tbh_model._attrs import frozen
from tbh_model._final import final
from tbh_model.exporters._contract import Artifact
from tbh_model.exporters._site import Site, build_site
from tbh_model.exporters._urls import resolve_page_links
from tbh_model.exporters.html._dependencies import PageDependencies
from tbh_model.exporters.html._page_context import PageContext
from tbh_model.exporters.html._pages import PART_TEMPLATES, printed_responses
from tbh_model.exporters.templating import Templates
from tbh_model.model import Edition, TitlePart, UnknownIdError, outline
from tbh_model.rights import Release
from tbh_model.text import RichText

_PACKAGE: Final = "tbh_model.exporters.html"
_FRAGMENT: Final = Templates(package=_PACKAGE, media_type="text/html")
_STYLE: Final = Templates(package=_PACKAGE, media_type="text/css")
_FOLDER: Final = "fragments"


@final
@frozen(kw_only=True)
class Fragment:
    """An edition or an answer as one element, and the style sheet for it."""

    html: str
    """One element. Its classes and ids begin with `tbh-`, and all its URLs are absolute."""
    css: str
    """A style sheet that selects nothing but such classes; it is the same for all fragments."""


@check_arguments
def edition_fragment(
    release: Release, edition: Edition | str, *, response: str | None = None, title: bool = True
) -> Fragment:
    """Return an edition of a release, or one answer of it, for a page of another system.

    Such as a block of HTML in WordPress, an HTML card of Ghost, or a rich text field of Wagtail.
    The element needs no script, and reads well without its style sheet.

    Args:
        release: The release. What it withholds is not in the fragment.
        edition: The edition, or its id or slug.
        response: The id of an answer of the edition, for that answer alone.
        title: Whether its title and its picture are in it. A page may have them already.

    Raises:
        UnknownIdError: If the release has no such edition or answer.

    >>> web = tbh.release(series, channel="web", at=at)
    >>> tbh.edition_fragment(web, "what-makes-an-apology-work").html[:27]
    '<article class="tbh-edition'
    """
    site = build_site(release.series, release.tombstones)
    id_ = site.series.edition(edition if isinstance(edition, str) else edition.id).id
    return Fragment(html=_render(site, id_, response, title=title), css=_style(site))


def fragment_artifacts(site: Site, dependencies: PageDependencies) -> Iterator[Artifact]:
    """Yield a fragment for each edition and each answer, and the style sheet."""
    for edition in site.editions:
        depends_on = partial(dependencies.edition, edition)
        for response in (None, *(response.id for response in edition.responses)):
            path = edition.slug if response is None else f"{edition.slug}/{response}"
            yield Artifact.lazy(
                f"{_FOLDER}/{path}.html",
                "text/html",
                _render,
                site,
                edition.id,
                response,
                depends_on=depends_on,
            )
    yield Artifact.lazy(f"{_FOLDER}/fragment.css", "text/css", _style, site)


@frozen(kw_only=True)
class _FragmentContext(PageContext):
    """URLs of a fragment, which may stand on any page: they are absolute."""

    page_url: str

    @cached_property
    def root(self) -> str:
        return self.site.root

    def html(self, text: RichText, level: int = 4) -> str:
        return super().html(resolve_page_links(text, self.page_url), level)


def _render(site: Site, id_: str, response: str | None, *, title: bool = True) -> str:
    edition, series = site.series.edition(id_), site.series
    language, url = series.language_of(edition), series.url_of(edition)
    context = _FragmentContext(
        site=site, path=site.edition_paths[id_], language=language, page_url=url
    )
    parts = outline(series, edition)
    printed = None
    if response is not None:
        found = (each for each in printed_responses(parts) if each.response.id == response)
        printed = next(found, None)
        if printed is None:
            raise UnknownIdError("response", response, tuple(each.id for each in edition.responses))
    return _FRAGMENT.render(
        "html/fragment.html",
        series,
        edition,
        language=language,
        context=context,
        parts=[(_kind(part), part) for part in parts if title or not isinstance(part, TitlePart)],
        url=url,
        single=printed,
    )


def _kind(part: object) -> str:
    """Return the name of a kind of part: that of its template."""
    return PART_TEMPLATES[type(part)].rpartition("/")[2].removesuffix(".html")


def _style(site: Site) -> str:
    return _STYLE.render("html/fragment.css", site.series)
