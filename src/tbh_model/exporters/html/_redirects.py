"""Where an edition was before: which addresses lead on to its page."""

from collections.abc import Iterator, Mapping

from attrs import frozen

from tbh_model.exporters._paths import PathError, Paths, path_problem
from tbh_model.exporters.html._places import Site
from tbh_model.model import STANDING_PAGES, Edition, page_path
from tbh_model.text import uri


@frozen(kw_only=True)
class Redirect:
    """A former address of an edition, under the address of the series."""

    path: str
    """Of the file that a server shows there."""
    source: str
    """The path of the address, relative to the home page, as it is written in a URL."""
    edition: Edition
    target: str
    """Absolute URL of the edition."""


def redirects(site: Site) -> Mapping[str, Redirect]:
    """Return the redirects of a site by path; none where a present page has the address."""
    reserved = Paths()
    for path in _page_paths(site):
        reserved.reserve(path, "html")
    by_path: dict[str, Redirect] = {}
    for edition in site.editions:
        for redirect in _edition_redirects(site, edition):
            try:
                reserved.reserve(redirect.path, "html")
            except PathError:
                continue
            by_path[redirect.path] = redirect
    return by_path


def _page_paths(site: Site) -> Iterator[str]:
    yield from STANDING_PAGES
    for paths in (site.edition_paths, site.therapist_paths, site.topic_paths):
        yield from paths.values()
    yield from site.tombstone_paths
    yield from site.images


def _edition_redirects(site: Site, edition: Edition) -> Iterator[Redirect]:
    target = uri(site.series.url_of(edition))
    for url in edition.former_urls:
        path = page_path(uri(url), site.root)
        if path is not None and path_problem(path) is None and uri(url) != target:
            source = uri(url).removeprefix(uri(site.root))
            yield Redirect(path=path, source=source, edition=edition, target=target)
