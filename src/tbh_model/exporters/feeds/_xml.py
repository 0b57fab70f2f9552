"""Incremental XML writer: a feed is never in memory as a whole."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from tbh_model._attrs import field, frozen

if TYPE_CHECKING:  # lxml loads when a feed is made
    from lxml.etree import _Element

Ancestors = tuple[tuple[str, Mapping[str, str]], ...]
"""Names and attributes of the outer elements."""

NAMESPACES: Final[Mapping[str, str]] = {
    "at": "http://purl.org/atompub/tombstones/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "fh": "http://purl.org/syndication/history/1.0",
    "media": "http://search.yahoo.com/mrss/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
"""The namespaces of feeds, by the prefixes that everybody gives them."""

_INDENT: Final = "  "


def stream_xml(
    ancestors: Ancestors,
    namespaces: Mapping[str | None, str],
    elements: Iterable["_Element"],
    *,
    html: frozenset[str],
    stylesheet: str | None = None,
) -> Iterator[bytes]:
    """Write elements inside others, laid out, each as its turn comes.

    Args:
        ancestors: The outer elements, name and attributes of each; the first is the root.
        namespaces: By prefix, declared once on the root.
        elements: Each made when its turn comes, and let go after it.
        html: The names of elements whose text is HTML. In all others `<` and `&` are written as
            numbers: the same to XML, and a sign to readers that it is no markup (RSS profile).
        stylesheet: Address of a CSS file, for browsers.
    """
    writer = _XMLWriter({uri: prefix for prefix, uri in namespaces.items()}, html)
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    if stylesheet is not None:
        yield f'<?xml-stylesheet href={_quote_attribute(stylesheet)} type="text/css"?>\n'.encode()
    declared = "".join(map(_declaration, namespaces.items()))
    for depth, (name, attributes) in enumerate(ancestors):
        attribute_text = f"{'' if depth else declared}{writer.attributes(attributes.items())}"
        yield f"{_INDENT * depth}<{writer.name(name)}{attribute_text}>\n".encode()
    for element in elements:
        yield writer.element(element, _INDENT * len(ancestors))
    for depth, (name, _) in reversed([*enumerate(ancestors)]):
        yield f"{_INDENT * depth}</{writer.name(name)}>\n".encode()


@lru_cache(maxsize=256)
def _quote_attribute(value: str, name: str = "") -> str:
    """Write the value of an attribute; the standard library's function brings the network along."""
    escapes = _ESCAPES_IN_LABELS if name in _LABEL_ATTRIBUTES else _ESCAPES
    return f'"{value.translate(escapes)}"'


def _declaration(namespace: tuple[str | None, str]) -> str:
    prefix, uri = namespace
    return f" xmlns{'' if prefix is None else f':{prefix}'}={_quote_attribute(uri)}"


@frozen
class _XMLWriter:
    """Writes what lxml made, piece by piece: lxml would declare every prefix on every piece."""

    prefixes: Mapping[str, str | None]
    html: frozenset[str]
    _names: dict[str, str] = field(factory=dict, init=False)

    def name(self, tag: str) -> str:
        """Return the name of an element or attribute as it is written."""
        qname = self._names.get(tag)
        if qname is None:
            uri, _, local = tag.rpartition("}")
            prefix = "xml" if uri == _XML else self.prefixes.get(uri[1:])
            qname = self._names[tag] = local if prefix is None else f"{prefix}:{local}"
        return qname

    def attributes(self, attributes: Iterable[tuple[str, str]]) -> str:
        """Write the attributes of an element, each behind a space."""
        return "".join(
            [f" {self.name(key)}={_quote_attribute(value, key)}" for key, value in attributes]
        )

    def element(self, element: "_Element", indent: str) -> bytes:
        """Write an element that has a text, or other elements, and end the line."""
        tag, attributes = str(element.tag), element.items()
        name = self.name(tag)
        start = (
            f"{indent}<{name}{self.attributes(attributes)}" if attributes else f"{indent}<{name}"
        )
        if text := element.text:
            return b"%b>%b</%b>\n" % (start.encode(), self.text(text, tag), name.encode())
        if not len(element):
            return f"{start}/>\n".encode()
        inner = b"".join([self.element(child, indent + _INDENT) for child in element])
        return b"%b>\n%b%b</%b>\n" % (start.encode(), inner, indent.encode(), name.encode())

    def text(self, text: str, tag: str) -> bytes:
        """Escape a text; as bytes, in which it is found four times as fast."""
        ampersand, less = (b"&amp;", b"&lt;") if tag in self.html else (b"&#x26;", b"&#x3C;")
        escaped = text.encode().replace(b"&", ampersand).replace(b"<", less)
        return escaped.replace(b">", b"&gt;").replace(b"\r", b"&#13;")


# Characters that an attribute cannot have or does not preserve (XML 1.0, section 3.3.3).
_ESCAPES: Final = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\t": "&#9;",
        "\n": "&#10;",
        "\r": "&#13;",
    }
)
# The same in words, which validators look through for what might be meant as HTML.
_ESCAPES_IN_LABELS: Final = _ESCAPES | str.maketrans({"&": "&#x26;", "<": "&#x3C;"})
_LABEL_ATTRIBUTES: Final = frozenset({"title", "label"})
_XML: Final = "{http://www.w3.org/XML/1998/namespace"
