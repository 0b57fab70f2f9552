"""The exporter: one page, its scripts and style, and the index in two spellings."""

import json
from collections.abc import Iterable
from typing import ClassVar, Final

from attrs import frozen

import tbh_model as tbh
from tbh_model.exporters.templating import Templates
from tbh_model.i18n import direction
from tbh_model.model import Count, FolderPath, validate
from tbh_search._index import index_of
from tbh_search._words import words

_PAGES: Final = Templates(package="tbh_search", media_type="text/html")
_ASSETS: Final = Templates(package="tbh_search", media_type="text/css")
_FILES: Final = (
    ("style.css", "text/css"),
    ("matching.js", "text/javascript"),
    ("page.js", "text/javascript"),
)


@frozen(kw_only=True)
class Search:
    """A page that searches every edition in the browser, and asks nobody.

    Everything lies in one folder. The index is a script that assigns data, because a page that is
    opened from a disk may load scripts and may not fetch; the same data as JSON lies beside it.
    """

    info: ClassVar[tbh.ExporterInfo] = tbh.ExporterInfo(
        name="search",
        channel=tbh.Channel.WEB,
        summary="A search page that needs no server",
    )

    folder: FolderPath = "search"
    """Where the page lies in the site."""
    results: Count = 20
    """How many editions are shown at once; a button shows the next ones."""

    def __attrs_post_init__(self) -> None:
        """Check every option."""
        validate(self)

    def search_page(self) -> str:
        """Return the path of the page, to which the navigation of the site links."""
        return f"{self.folder}/index.html"

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        """Return the page, what it loads, and the index."""
        series = release.series
        for path, media_type, function in (
            ("index.html", "text/html", _page),
            ("index.js", "text/javascript", _script),
            ("index.json", "application/json", _data),
        ):
            whole = f"{self.folder}/{path}"
            yield tbh.Artifact.lazy(whole, media_type, function, self, series)
        for name, media_type in _FILES:
            whole = f"{self.folder}/{name}"
            yield tbh.Artifact.lazy(whole, media_type, _asset, name, series)


def _page(exporter: Search, series: tbh.Series) -> str:
    ours = words(series.language)
    return _PAGES.render(
        "search/page.html",
        series,
        direction=direction(series.language),
        home="../" * (exporter.folder.count("/") + 1),
        results=exporter.results,
        words=ours,
        ours={} if ours.is_in(series.language) else {"lang": ours.language, "dir": "ltr"},
    )


def _data(_: Search, series: tbh.Series) -> str:
    return json.dumps(index_of(series), ensure_ascii=False, indent=1) + "\n"


def _script(_: Search, series: tbh.Series) -> str:
    data = json.dumps(index_of(series), ensure_ascii=False, separators=(",", ":"))
    return f"globalThis.tbhIndex = {data};\n"


def _asset(name: str, series: tbh.Series) -> str:
    return _ASSETS.render(f"search/{name}", series)
