"""A book: its files, and the archive that they lie in."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.resources import files
from typing import Final

from attrs import frozen

import tbh_model as tbh
from tbh_epub._edition_page import edition_page
from tbh_epub._navigation import navigation_page
from tbh_epub._package import Item, package
from tbh_epub._pages import cover_page, panel, panel_page, title_page
from tbh_epub._pictures import Picture, Pictures
from tbh_epub._places import COVER, NAVIGATION, PANEL, TITLE_PAGE, Places, page_of
from tbh_epub._volumes import Volume

_FOLDER: Final = "EPUB"
_STYLE: Final = "style.css"
_PAGE: Final = "application/xhtml+xml"
_CONTAINER: Final = b"""<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles>
    <rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
"""
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
_LATEST: Final = (2107, 12, 31, 23, 59, 58)
"""What the date of a file in an archive can be."""
_READABLE: Final = 0o644


@frozen
class _Page:
    path: str
    body: bytes
    properties: str | None = None

    @property
    def id(self) -> str:
        """Return its id in the manifest."""
        return self.path.removesuffix(".xhtml")


def book(volume: Volume, title: str | None, cover: tbh.Image | None) -> bytes:
    """Make a book.

    Args:
        volume: What is in it.
        title: Its title, before the year; that of the series by default.
        cover: Its cover; the image of the series by default.
    """
    named = title or volume.series.title
    named = named if volume.year is None else f"{named}, {volume.year}"
    places = Places(series=volume.series, pictures=Pictures(folder=volume.series.folder))
    front = _front(places, cover or volume.series.image)
    pages = (*front, *_pages(volume, places, named, has_cover=bool(front)))
    pictures = tuple(places.pictures)
    items = (*_items(pages), *_shown(pictures, has_cover=bool(front)))
    described = package(volume, named, items, tuple(each.id for each in pages), pictures)
    held = {
        "package.opf": described,
        _STYLE: (files("tbh_epub") / _STYLE).read_bytes(),
        **{each.path: each.body for each in pages},
        **{each.path: each.body for each in pictures},
    }
    return _archive({f"{_FOLDER}/{path}": body for path, body in held.items()}, volume.modified)


def _front(places: Places, cover: tbh.Image | None) -> tuple[_Page, ...]:
    """Return the page of the cover; its picture is the first of the book."""
    path = None if cover is None else places.picture(cover)
    if cover is None or path is None:
        return ()
    return (_Page(COVER, cover_page(places.series, path, cover.alt)),)


def _items(pages: tuple[_Page, ...]) -> Iterator[Item]:
    for each in pages:
        yield Item(id=each.id, path=each.path, media_type=_PAGE, properties=each.properties)
    yield Item(id="style", path=_STYLE, media_type="text/css")


def _shown(pictures: tuple[Picture, ...], *, has_cover: bool) -> Iterator[Item]:
    for number, each in enumerate(pictures, start=1):
        kind = "cover-image" if has_cover and number == 1 else None
        yield Item(
            id=f"image-{number}", path=each.path, media_type=each.media_type, properties=kind
        )


def _pages(volume: Volume, places: Places, title: str, *, has_cover: bool) -> Iterator[_Page]:
    series = volume.series
    has_panel = bool(panel(series))
    navigation = navigation_page(series, has_cover=has_cover, has_panel=has_panel)
    yield _Page(TITLE_PAGE, title_page(places, title))
    yield _Page(NAVIGATION, navigation, "nav")
    for edition in series.editions:
        is_more = edition.id in volume.more_on_web
        yield _Page(page_of(edition), edition_page(places, edition, more_on_web=is_more))
    if has_panel:
        yield _Page(PANEL, panel_page(places))


def _archive(held: Mapping[str, bytes], modified: datetime) -> bytes:
    """Pack files: the media type first and as it is, then the others by name, all of one date."""
    stamp = min(max(modified.timetuple()[:6], _EARLIEST), _LATEST)
    others = {"META-INF/container.xml": _CONTAINER, **held}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, body in (("mimetype", b"application/epub+zip"), *sorted(others.items())):
            info = zipfile.ZipInfo(path, stamp)
            info.create_system = 3  # the same bytes, whatever system makes them
            info.external_attr = _READABLE << 16
            info.compress_type = zipfile.ZIP_STORED if path == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, body)
    return packed.getvalue()
