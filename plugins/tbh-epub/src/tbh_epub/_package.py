"""The package document: what the book is called, who made it, and every file in it."""

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import frozen
from lxml import etree
from lxml.etree import _Element

import tbh_model as tbh
from tbh_epub._pages import panel
from tbh_epub._pictures import Picture
from tbh_epub._volumes import Volume
from tbh_epub._words import words
from tbh_epub._xhtml import written
from tbh_model.i18n import direction, primary_language
from tbh_model.model import day_of
from tbh_model.text import replace_unencodable

_OPF: Final = "http://www.idpf.org/2007/opf"
_DC: Final = "http://purl.org/dc/elements/1.1/"
_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"

_FEATURES: Final = (
    "tableOfContents",
    "structuralNavigation",
    "readingOrder",
    "displayTransformability",
)


@frozen(kw_only=True)
class Item:
    """A file of the book, as its manifest names it."""

    id: str
    path: str
    media_type: str
    properties: str | None = None


def package(
    volume: Volume,
    title: str,
    items: tuple[Item, ...],
    spine: tuple[str, ...],
    pictures: tuple[Picture, ...],
) -> bytes:
    """Write the package document.

    Args:
        volume: The book.
        title: Its title.
        items: Every file but this one.
        spine: The ids of the pages, in reading order.
        pictures: The pictures in it, for what is said of its accessibility.
    """
    language = volume.series.language
    root = etree.Element(f"{{{_OPF}}}package", nsmap={None: _OPF, "dc": _DC})
    known = {"version": "3.0", "unique-identifier": "book", _XML_LANG: language}
    for key, value in known.items():
        root.set(key, value)
    root.set("dir", direction(language))
    metadata = _add(root, "metadata")
    metadata.extend(
        [*_described(volume, title), *_people(volume.series), *_accessible(volume, pictures)]
    )
    manifest = _add(root, "manifest")
    for item in items:
        given = {"id": item.id, "href": item.path, "media-type": item.media_type}
        _add(manifest, "item", given | ({"properties": item.properties} if item.properties else {}))
    order = _add(root, "spine", {"page-progression-direction": direction(language)})
    for each in spine:
        _add(order, "itemref", {"idref": each})
    etree.indent(root)
    return written(root)


def _described(volume: Volume, title: str) -> Iterator[_Element]:
    series = volume.series
    publisher = series.publisher
    yield _dc("identifier", volume.identifier, {"id": "book"})
    yield _dc("title", title)
    tongues = [series.language, *(series.language_of(each) for each in series.editions)]
    for tongue in {each.lower(): each for each in reversed(tongues)}.values():
        yield _dc("language", tongue)
    yield _meta("dcterms:modified", volume.modified.isoformat().replace("+00:00", "Z"))
    published = [each.published for each in series.editions if each.published is not None]
    if published:
        yield _dc("date", str(day_of(max(published), series.time_zone)))
    yield _dc("publisher", publisher.name)
    yield _dc("rights", publisher.legal_name or publisher.name)
    yield _dc("source", series.url)
    if series.description is not None:
        yield _dc("description", series.description)
    for tag in dict.fromkeys(tag for edition in series.editions for tag in edition.tags):
        yield _dc("subject", tag)
    yield _meta("belongs-to-collection", series.title, {"id": "series"})
    yield _meta("collection-type", "series", {"refines": "#series"})
    yield _meta("dcterms:identifier", series.id, {"refines": "#series"})
    if volume.year is not None:
        yield _meta("group-position", str(volume.year), {"refines": "#series"})


def _people(series: tbh.Series) -> Iterator[_Element]:
    """Name the authors, or else the publisher; and the panel, who are quoted and wrote nothing."""
    bylines = dict.fromkeys(name for edition in series.editions for name in edition.byline)
    authors = list(bylines) or [series.publisher.name]
    contributors = [person.name for person in panel(series)]
    for kind, role, names in (("creator", "aut", authors), ("contributor", "ctb", contributors)):
        for number, name in enumerate(names, start=1):
            yield _dc(kind, name, {"id": f"{kind}-{number}"})
            refined = {"refines": f"#{kind}-{number}", "scheme": "marc:relators"}
            yield _meta("role", role, refined)


def _accessible(volume: Volume, pictures: tuple[Picture, ...]) -> Iterator[_Element]:
    features = [
        "tableOfContents",
        "structuralNavigation",
        "readingOrder",
        "displayTransformability",
    ]
    modes = ["textual"]
    if pictures:
        features.append("alternativeText")
        modes.append("visual")
    for mode in modes:
        yield _meta("schema:accessMode", mode)
    yield _meta("schema:accessModeSufficient", "textual")
    for feature in features:
        yield _meta("schema:accessibilityFeature", feature)
    may_flash = any(picture.may_move for picture in pictures)
    yield _meta("schema:accessibilityHazard", "unknown" if may_flash else "none")
    language = volume.series.language
    known = words(language)
    said = {} if known.language == primary_language(language) else {_XML_LANG: known.language}
    yield _meta("schema:accessibilitySummary", known.accessibility, said)


def _dc(name: str, text: str, attributes: Mapping[str, str] | None = None) -> _Element:
    return _made(f"{{{_DC}}}{name}", text, attributes)


def _meta(name: str, text: str, attributes: Mapping[str, str] | None = None) -> _Element:
    return _made(f"{{{_OPF}}}meta", text, {"property": name, **(attributes or {})})


def _made(tag: str, text: str, attributes: Mapping[str, str] | None) -> _Element:
    made = etree.Element(tag, nsmap={None: _OPF, "dc": _DC})
    made.text = replace_unencodable(text)
    for key, value in (attributes or {}).items():
        made.set(key, value)
    return made


def _add(parent: _Element, name: str, attributes: Mapping[str, str] | None = None) -> _Element:
    made = etree.SubElement(parent, f"{{{_OPF}}}{name}")
    for key, value in (attributes or {}).items():
        made.set(key, value)
    return made
