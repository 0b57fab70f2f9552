"""XHTML as elements: the one place where text meets markup."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from lxml import etree
from lxml.etree import _Element

from tbh_epub._words import words
from tbh_model.i18n import direction, primary_language
from tbh_model.text import LineBreak, Paragraph, Text, paragraphs, replace_unencodable

Child = str | _Element
"""What stands in an element."""

_XHTML: Final = "http://www.w3.org/1999/xhtml"
_EPUB: Final = "http://www.idpf.org/2007/ops"
_NAMESPACES: Final[Mapping[str | None, str]] = {None: _XHTML, "epub": _EPUB}
EPUB_TYPE: Final = f"{{{_EPUB}}}type"
"""The attribute that says what a part of a book is."""
_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_ON_LINES: Final = tuple(
    f"{{{_XHTML}}}{name}"
    for name in (
        *("body", "head", "header", "link", "nav", "section", "title"),
        *("blockquote", "figcaption", "figure", "hr", "li", "ol", "p", "pre", "ul"),
        *("h1", "h2", "h3", "h4", "h5", "h6"),
    )
)
"""What ends a line, so that two editions of a book can be compared."""


def element(
    name: str, children: Iterable[Child] = (), attributes: Mapping[str, str] | None = None
) -> _Element:
    """Make an element. Characters that XML cannot carry become U+FFFD."""
    made = etree.Element(f"{{{_XHTML}}}{name}", nsmap=_NAMESPACES)
    for key, value in (attributes or {}).items():
        made.set(key, replace_unencodable(value))
    for child in children:
        if isinstance(child, str):
            _append(made, replace_unencodable(child))
        else:
            made.append(child)
    return made


def _append(parent: _Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = f"{parent[-1].tail or ''}{text}"
    else:
        parent.text = f"{parent.text or ''}{text}"


def spoken(language: str, around: str | None = None) -> Mapping[str, str]:
    """Return the attributes of a part in a language: none where it is that of what is around it."""
    if around is not None and language.lower() == around.lower():
        return {}
    said = {"lang": language, _XML_LANG: language}
    if around is None or direction(language) != direction(around):
        said["dir"] = direction(language)
    return said


def ours(language: str) -> Mapping[str, str]:
    """Return the attributes of our own words on a page in a language that may not be theirs."""
    known = words(language).language
    return {} if known == primary_language(language) else spoken(known, language)


def lines(text: str, attributes: Mapping[str, str] | None = None) -> Iterator[_Element]:
    """Turn plain text into paragraphs: an empty line ends one, other line breaks are kept."""
    for paragraph in paragraphs(text):
        yield element("p", _lines(paragraph), attributes)


def _lines(paragraph: Paragraph) -> Iterator[Child]:
    for inline in paragraph.children:
        match inline:
            case Text(value=value):
                yield value
            case LineBreak():
                yield element("br")


def page(title: str, language: str, content: Iterable[Child]) -> bytes:
    """Write a page of a book."""
    head = [
        element("title", [title]),
        element("link", attributes={"rel": "stylesheet", "href": "style.css"}),
    ]
    root = element("html", [element("head", head), element("body", content)], spoken(language))
    for each in root.iter(*_ON_LINES):
        each.tail = each.tail or "\n"
    return written(root, doctype="<!DOCTYPE html>")


def written(root: _Element, doctype: str | None = None) -> bytes:
    """Write a document."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", doctype=doctype) + b"\n"
