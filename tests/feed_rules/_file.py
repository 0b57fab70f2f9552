"""The file: its declaration, whether it is XML, its namespaces and characters."""

import re
from collections.abc import Iterator

from lxml import etree

from feed_rules._document import PREFIXES, Document, Finding, rule


@rule("WPBlankLine", "MissingEncoding", "NotUTF8")
def declaration(document: Document) -> Iterator[Finding]:
    """The XML declaration is the first thing in the file and names UTF-8."""
    if not document.body.startswith(b"<?xml"):
        yield Finding("WPBlankLine", document.lines[0][:40])
        return
    named = re.search(r"encoding\s*=\s*['\"]([^'\"]+)", document.lines[0].partition("?>")[0])
    if named is None:
        yield Finding("MissingEncoding")
    elif named[1].lower() != "utf-8":
        yield Finding("NotUTF8", named[1])


@rule("SAXError", "UndefinedNamedEntity", "InvalidDoctype")
def well_formed(document: Document) -> Iterator[Finding]:
    """It is XML, in which HTML's names of characters are unknown."""
    try:
        root = document.root
    except etree.XMLSyntaxError as error:
        is_entity = re.search(r"Entity '\w+' not defined", str(error)) is not None
        yield Finding("UndefinedNamedEntity" if is_entity else "SAXError", str(error))
        return
    if root.getroottree().docinfo.doctype:
        yield Finding("InvalidDoctype")


@rule("MediaRssNamespace", "AvoidNamespacePrefix", "ReservedPrefix", "NonstdPrefix")
def prefixes(document: Document) -> Iterator[Finding]:
    """Each namespace has its usual prefix; in Atom its own elements have none."""
    for prefix, uri in declared(document):
        usual = PREFIXES.get(uri)
        if uri == "http://search.yahoo.com/mrss":
            yield Finding("MediaRssNamespace", uri)
        elif prefix in PREFIXES.values() and usual != prefix:
            yield Finding("ReservedPrefix", f"{prefix}={uri}")
        elif usual is not None and prefix not in {usual, None}:
            yield Finding("NonstdPrefix", f"{prefix}={uri}")
        if not document.is_rss and prefix is not None and usual in {"atom", "xhtml"}:
            yield Finding("AvoidNamespacePrefix", prefix)


@rule("UnknownNamespace")
def known_namespaces(document: Document) -> Iterator[Finding]:
    """The validator knows every namespace."""
    for _, uri in declared(document):
        if uri not in PREFIXES:
            yield Finding("UnknownNamespace", uri)


def declared(document: Document) -> set[tuple[str | None, str]]:
    return {pair for _, _, each in document.elements for pair in each.nsmap.items()}


@rule("BadCharacters")
def characters(document: Document) -> Iterator[Finding]:
    """No character stands for one that could not be read."""
    for _, name, each in document.elements:
        for value in (each.text or "", *map(str, each.attrib.values())):
            if re.search("[\x80-\x9f\ufffd]", value):
                yield Finding("BadCharacters", name)
