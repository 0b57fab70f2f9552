"""Reads a book as a reading system does, with nothing of what made it."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree

import tbh_model as tbh
from tbh_epub import EPUB

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
PREFIXES = {
    "h": "http://www.w3.org/1999/xhtml",
    "o": "http://www.idpf.org/2007/opf",
    "d": "http://purl.org/dc/elements/1.1/",
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
}
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


def books(series: tbh.Series, exporter: EPUB | None = None) -> dict[str, "Book"]:
    """Return the books of a series by the names of their files."""
    made = tbh.export(series, exporter or EPUB(), at=AT)
    return {artifact.path: Book(artifact.body) for artifact in made}


def book(series: tbh.Series, exporter: EPUB | None = None) -> "Book":
    """Return the only book of a series."""
    (only,) = books(series, exporter).values()
    return only


class Book:
    def __init__(self, body: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(body))
        self.names = self.archive.namelist()
        container = etree.fromstring(self.archive.read("META-INF/container.xml"))
        (self.path,) = container.xpath("//c:rootfile/@full-path", namespaces=PREFIXES)
        self.package = etree.fromstring(self.archive.read(self.path))
        self.folder = posixpath.dirname(self.path)

    def find(self, path: str) -> list[Any]:
        """Find in the package document."""
        return select(self.package, path)

    def said(self, name: str) -> list[str]:
        """Return what the metadata says by name: `dc:title`, or the property of a `meta`."""
        if name.startswith("dc:"):
            return [each.text for each in self.find(f"o:metadata/d:{name[3:]}")]
        return [each.text for each in self.find(f"o:metadata/o:meta[@property='{name}']")]

    @property
    def manifest(self) -> dict[str, tuple[str, str]]:
        """Path and media type by id."""
        return {
            each.get("id"): (f"{self.folder}/{each.get('href')}", each.get("media-type"))
            for each in self.find("o:manifest/o:item")
        }

    @property
    def spine(self) -> list[str]:
        """The pages in reading order, as they are named beside the package document."""
        order = self.find("o:spine/o:itemref/@idref")
        return [self.manifest[each][0].removeprefix(f"{self.folder}/") for each in order]

    def page(self, name: str) -> etree._Element:
        """Read a page, which must be well-formed XML."""
        return etree.fromstring(self.archive.read(f"{self.folder}/{name}"))

    def edition(self, slug: str) -> etree._Element:
        return self.page(f"edition-{slug}.xhtml")

    def missing(self) -> Iterator[str]:
        """Yield every reference that leads nowhere, and every one that is fetched from outside."""
        for name in self.spine:
            for key in ("href", "src"):
                for address in self.page(name).xpath(f"//@{key}"):
                    if not self._is_there(address, key):
                        yield f"{name}: {address}"

    def _is_there(self, address: str, key: str) -> bool:
        parts = urlsplit(address)
        if parts.scheme:
            return key == "href"
        if f"{self.folder}/{unquote(parts.path)}" not in self.names:
            return False
        ids = self.page(parts.path).xpath("//@id") if parts.fragment else [""]
        return parts.fragment in ids


def select(page: etree._Element, path: str) -> list[Any]:
    """Find in a page, where `h:` is XHTML."""
    found: list[Any] = page.xpath(path, namespaces=PREFIXES)
    return found


def tag(element: etree._Element) -> str:
    """Return the name of an element, without its namespace."""
    return etree.QName(element).localname


def words(element: etree._Element) -> str:
    """Return what an element says, on one line."""
    return " ".join("".join(element.itertext()).split())
