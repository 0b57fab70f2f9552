"""A site as a browser has it: pages parsed without forgiveness, links followed."""

from collections.abc import Iterator, Mapping
from posixpath import join, normpath
from typing import Any
from urllib.parse import unquote, urlsplit

import html5lib
from attrs import evolve, frozen
from lxml.etree import _Element

import tbh_model as tbh
from small import AT
from tbh_model.exporters.html import HTML


@frozen
class Site:
    """Every file of a site, by its path."""

    artifacts: Mapping[str, tbh.Artifact]

    @property
    def pages(self) -> tuple[str, ...]:
        """Paths of the pages."""
        return tuple(
            path for path, made in self.artifacts.items() if made.media_type == "text/html"
        )

    def text(self, path: str) -> str:
        """Return a file as text."""
        return self.artifacts[path].body.decode()

    def page(self, path: str) -> _Element:
        """Return a page as a tree; a page with one mistake in its markup is an error."""
        builder = html5lib.getTreeBuilder("lxml")
        parser = html5lib.HTMLParser(builder, strict=True, namespaceHTMLElements=False)
        root: _Element = parser.parse(self.text(path)).getroot()
        return root

    def relative_links(self, path: str) -> Iterator[str]:
        """Yield each address on a page that is neither absolute nor on the page itself."""
        for name in ("href", "src"):
            for address in self.page(path).xpath(f"//@{name}"):
                if not urlsplit(address).scheme and not address.startswith("#"):
                    yield address


def site(series: tbh.Series, gone: tuple[tbh.Tombstone, ...] = (), **options: Any) -> Site:
    """Make the site of a series as it may go out, and of what is gone beside it."""
    released = tbh.release(series, channel="web", at=AT)
    released = evolve(released, tombstones=(*released.tombstones, *gone))
    made = tuple(HTML(**options).export(released))
    assert len({artifact.path for artifact in made}) == len(made)
    return Site({artifact.path: artifact for artifact in made})


def target(page: str, address: str) -> str:
    """Return the path of the file that a web server shows for a relative address."""
    path = unquote(urlsplit(address).path)
    wanted = normpath(join(page.rpartition("/")[0], path))
    return normpath(join(wanted, "index.html")) if path.endswith("/") else wanted
