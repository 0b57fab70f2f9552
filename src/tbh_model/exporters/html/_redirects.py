"""Where an edition was before: which addresses lead on to its page."""

from collections.abc import Iterator, Mapping

from attrs import frozen

from tbh_model.exporters._paths import PathError, Paths, fault
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
    taken = Paths()
    for path in _present(site):
        taken.take(path, "html")
    found: dict[str, Redirect] = {}
    for edition in site.editions:
        for redirect in _of_edition(site, edition):
            try:
                taken.take(redirect.path, "html")
            except PathError:
                continue
            found[redirect.path] = redirect
    return found


def _present(site: Site) -> Iterator[str]:
    yield from STANDING_PAGES
    for paths in (site.edition_paths, site.therapist_paths, site.topic_paths):
        yield from paths.values()
    yield from site.gone_paths
    yield from site.images


def _of_edition(site: Site, edition: Edition) -> Iterator[Redirect]:
    target = uri(site.series.url_of(edition))
    for url in edition.former_urls:
        path = page_path(uri(url), site.root)
        if path is not None and fault(path) is None and uri(url) != target:
            source = uri(url).removeprefix(uri(site.root))
            yield Redirect(path=path, source=source, edition=edition, target=target)
