"""The pictures of a book: those of the content folder that every reading system can show."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import define, field, frozen
from lxml import etree

import tbh_model as tbh
from tbh_model.content import read_image

_SIGNATURES: Final = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png", "png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg", "jpg"),
    (re.compile(rb"GIF8[79]a"), "image/gif", "gif"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp", "webp"),
)
"""How the core media types of EPUB 3.3 begin; what a name says counts for nothing."""
_SVG: Final = "http://www.w3.org/2000/svg"
_ACTIVE: Final = frozenset({"script", "foreignObject", "iframe", "handler", "listener"})
_LEADS_OUT: Final = re.compile(r"""url\(\s*['"]?(?!#|['"\s])|@import|javascript:""", re.IGNORECASE)
_MAY_MOVE: Final = re.compile(rb"GIF8|RIFF|<(?:[\w-]+:)?(?:animate|set)|@keyframes|animation")


@frozen(kw_only=True)
class Picture:
    """A picture as it lies in a book."""

    path: str
    """Its file, from the pages."""
    media_type: str
    body: bytes

    @property
    def may_move(self) -> bool:
        """Whether it might be animated, and so might flash."""
        return _MAY_MOVE.search(self.body) is not None


@define(kw_only=True)
class Pictures:
    """Collects the pictures of a book while its pages are written."""

    folder: Path | None
    _found: dict[str, Picture | None] = field(factory=dict, init=False)

    def __iter__(self) -> Iterator[Picture]:
        """Return what has found its place, in the order in which it was asked for."""
        return (picture for picture in self._found.values() if picture is not None)

    def place(self, src: str) -> str | None:
        """Return the file of a picture in the book, if a book can hold it."""
        if src not in self._found:
            self._found[src] = self._read(src)
        picture = self._found[src]
        return None if picture is None else picture.path

    def _read(self, src: str) -> Picture | None:
        if self.folder is None:
            return None
        try:
            body = read_image(self.folder, src)
        except (tbh.ContentError, ValueError):  # it is not there, or no file can have this name
            return None
        number = sum(1 for _ in self) + 1
        for begins, media_type, ending in _SIGNATURES:
            if begins.match(body):
                path = f"images/{number}.{ending}"
                return Picture(path=path, media_type=media_type, body=body)
        drawing = _still_drawing(body)
        if drawing is None:
            return None
        path = f"images/{number}.svg"
        return Picture(path=path, media_type="image/svg+xml", body=drawing)


def _still_drawing(body: bytes) -> bytes | None:
    """Return an SVG that stands alone: `None` where it runs scripts or needs anything from outside.

    Its document type goes, and so does what programs wrote beside the drawing.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_pis=True, remove_comments=True
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return None
    if root.tag != f"{{{_SVG}}}svg":
        return None
    if not all(map(_is_harmless, root.iter())):
        return None
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _is_harmless(node: etree._Element) -> bool:
    if not isinstance(node.tag, str):  # an entity that stands for who knows what
        return False
    if etree.QName(node).localname in _ACTIVE or _LEADS_OUT.search(node.text or ""):
        return False
    return all(_is_harmless_attribute(str(key), str(value)) for key, value in node.items())


def _is_harmless_attribute(key: str, value: str) -> bool:
    name = key.rpartition("}")[2]
    if name.lower().startswith("on"):
        return False
    if name in {"href", "src"}:
        return value.startswith(("#", "data:image/png;", "data:image/jpeg;"))
    return _LEADS_OUT.search(value) is None
