"""The table of contents, and the landmarks of the book."""

from collections.abc import Iterable

from lxml.etree import _Element

import tbh_model as tbh
from tbh_epub._places import COVER, NAVIGATION, PANEL, TITLE_PAGE, page_of
from tbh_epub._words import words
from tbh_epub._xhtml import EPUB_TYPE, element, ours, page, spoken


def navigation_page(series: tbh.Series, *, has_cover: bool, has_panel: bool) -> bytes:
    """Write the page that reading systems take the table of contents from."""
    named = words(series.language)
    entries = [_entry(series, edition) for edition in series.editions]
    if has_panel:
        entries.append(element("a", [named.panel], {"href": PANEL, **ours(series.language)}))
    kind = {EPUB_TYPE: "toc", "role": "doc-toc", "aria-labelledby": "contents"}
    heading = element("h1", [named.contents], {"id": "contents", **ours(series.language)})
    contents = element("nav", [heading, _listed(entries)], kind)
    landmarks = _landmarks(series, has_cover=has_cover)
    return page(named.contents, series.language, [contents, landmarks])


def _entry(series: tbh.Series, edition: tbh.Edition) -> _Element:
    tongue = spoken(series.language_of(edition), series.language)
    return element("a", [edition.title], {"href": page_of(edition), **tongue})


def _landmarks(series: tbh.Series, *, has_cover: bool) -> _Element:
    named = words(series.language)
    places = [
        *([("cover", COVER, named.cover)] if has_cover else []),
        ("titlepage", TITLE_PAGE, named.title_page),
        ("toc", NAVIGATION, named.contents),
        ("bodymatter", page_of(series.editions[0]), named.start),
    ]
    links = (element("a", [name], {EPUB_TYPE: kind, "href": path}) for kind, path, name in places)
    kind = {EPUB_TYPE: "landmarks", "hidden": "hidden", **ours(series.language)}
    return element("nav", [_listed(links)], kind)


def _listed(links: Iterable[_Element]) -> _Element:
    return element("ol", (element("li", [link]) for link in links))
