"""Addresses, and the links of a feed."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml import etree

from feed_rules._document import Document, Finding, children, label, names_of, rule, words
from feed_rules._elements import HISTORY
from feed_rules._identity import FULL_URI, canonical

_LINKS: Final = names_of("link comments docs url atom:icon atom:logo")


def addresses(document: Document) -> Iterator[tuple[str, str, bool]]:
    """Yield every address outside of content: where, what, and whether it must be ASCII."""
    for _, name, each in document.elements:
        if name in _LINKS:
            yield name, words(each), True
        elif name == "atom:uri":
            yield name, words(each), False
        for key, value in each.attrib.items():
            if (name, str(key)) in _URL_ATTRIBUTES:
                yield f"{name}@{key!s}", str(value), name != "atom:link" or document.is_rss


_URL_ATTRIBUTES: Final = {
    ("source", "url"),
    ("enclosure", "url"),
    ("category", "domain"),
    ("media:content", "url"),
    ("media:thumbnail", "url"),
    ("atom:link", "href"),
    ("atom:content", "src"),
    ("atom:category", "scheme"),
}


@rule("InvalidFullLink", "InvalidLink", "InvalidUriChar", "UriNotIri", "InvalidIRI")
def urls(document: Document) -> Iterator[Finding]:
    """Every address is absolute, on the web, and of the characters of a URI (in Atom, an IRI)."""
    for where, value, is_ascii in addresses(document):
        about = f"{where}: {value}"
        scheme, _, rest = value.partition("://")
        if not rest or not re.fullmatch("[A-Za-z][A-Za-z0-9+.-]*", scheme):
            yield Finding("InvalidFullLink", about)
        elif scheme not in {"http", "https"} or not host(value):
            yield Finding("InvalidLink", about)
        elif re.search(r"[^0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,#\x80-\U0010ffff]", value):
            yield Finding("InvalidUriChar", about)
        elif is_ascii and not value.isascii():
            yield Finding("UriNotIri", about)
        elif re.search("[\x80-\x9f\ufdd0-\ufdef\ufffd\\s]", value):
            yield Finding("InvalidIRI", about)


def host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


_RELATIONS: Final = names_of(
    "alternate current describedby edit edit-media enclosure first hub last license "
    "next next-archive payment prev-archive previous related replies search self "
    "service up via"
)
_PAGES: Final = names_of("current first last next next-archive prev-archive previous")
_MEDIA_TYPE: Final = re.compile(r"[\w.+-]+/[\w.+-]+(?:\s*;\s*[\w.+-]+=(?:\"[^\"]*\"|[\w.+-]+))*")
_FEED_TYPES: Final = frozenset({"application/atom+xml", "application/rss+xml"})


def links(parent: etree._Element) -> list[etree._Element]:
    return [each for each in parent if label(each) == "atom:link"]


def rels(parent: etree._Element) -> list[str]:
    return [each.get("rel", "alternate") for each in links(parent)]


@rule("MissingAtomSelfLink", "MissingSelf", "SelfDoesntMatchLocation", "RelativeSelf")
def self_links(document: Document) -> Iterator[Finding]:
    """A feed says where it lies."""
    for each in document.of("channel", "atom:feed"):
        own = [link.get("href", "") for link in links(each) if link.get("rel") == "self"]
        if not own:
            yield Finding("MissingAtomSelfLink" if document.is_rss else "MissingSelf")
        for href in own:
            if not urlsplit(href).netloc:
                yield Finding("RelativeSelf", href)
            if canonical(urljoin(document.url, href)) != canonical(document.url):
                yield Finding("SelfDoesntMatchLocation", href)


@rule("UnregisteredAtomLinkRel", "AtomLinkNotEmpty", "SelfNotAtom", "FeedHistoryRelInEntry")
def relations(document: Document) -> Iterator[Finding]:
    """A link is empty, says what it is in a word that is registered, and stands where it may."""
    for parent, _, each in ((p, n, e) for p, n, e in document.elements if n == "atom:link"):
        rel = each.get("rel", "alternate")
        if rel not in _RELATIONS and not FULL_URI.fullmatch(rel):
            yield Finding("UnregisteredAtomLinkRel", rel)
        if words(each) or len(each):
            yield Finding("AtomLinkNotEmpty", rel)
        if rel == "self" and each.get("type", "application/atom+xml") not in _FEED_TYPES:
            yield Finding("SelfNotAtom", each.get("type", ""))
        if rel in _PAGES and parent == "atom:entry":
            yield Finding("FeedHistoryRelInEntry", rel)


@rule("SameDocumentReference")
def bases(document: Document) -> Iterator[Finding]:
    """No link leads to what is the base of it: readers could take that for the feed itself."""
    for each in document.of("atom:link"):
        base = next(
            (found for above in each.iterancestors() if (found := above.get(_BASE)) is not None),
            document.url,
        )
        if base != document.url and urljoin(base, each.get("href", "")) == base:
            yield Finding("SameDocumentReference", base)


_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"


@rule("DuplicateAtomLink")
def alternates(document: Document) -> Iterator[Finding]:
    """No two alternates have one type and one language."""
    for each in document.of("channel", "item", "atom:feed", "atom:entry", "atom:source"):
        kinds = Counter(
            (link.get("type"), link.get("hreflang"))
            for link in links(each)
            if link.get("rel", "alternate") == "alternate"
        )
        for kind, count in kinds.items():
            if count > 1:
                yield Finding("DuplicateAtomLink", str(kind))


@rule(
    "FeedRelInCompleteFeed",
    "CurrentNotSelfInCompleteFeed",
    "ArchiveIncomplete",
    "MissingCurrentInArchive",
)
def history(document: Document) -> Iterator[Finding]:
    """Pages and archives lead to one another, and what is complete needs none (RFC 5005)."""
    for each in document.of("channel", "atom:feed"):
        marks, there = set(children(each)) & HISTORY, rels(each)
        if "fh:complete" in marks:
            for rel in _PAGES.intersection(there) - {"current"}:
                yield Finding("FeedRelInCompleteFeed", rel)
            current = {link.get("href") for link in links(each) if link.get("rel") == "current"}
            if current - {document.url}:
                yield Finding("CurrentNotSelfInCompleteFeed")
        elif "fh:archive" in marks:
            if not {"prev-archive", "next-archive"}.intersection(there):
                yield Finding("ArchiveIncomplete")
            if "current" not in there:
                yield Finding("MissingCurrentInArchive")


@rule("InvalidMIMEType", "InvalidMIMEAttribute", "MissingTypeAttr", "InvalidTextType")
def media_types(document: Document) -> Iterator[Finding]:
    """A type is a media type; in Atom a text is `text`, `html` or `xhtml`."""
    for _, name, each in document.elements:
        kind = each.get("type")
        if name == "atom:content" and each.get("src") is not None and kind is None:
            yield Finding("MissingTypeAttr")
        if kind is None or name in {"media:title", "media:description"}:
            continue
        if name.startswith("atom:") and name not in {"atom:link", "atom:content"}:
            if kind not in {"text", "html", "xhtml"}:
                yield Finding("InvalidTextType", kind)
        elif not _MEDIA_TYPE.fullmatch(kind) and kind not in {"text", "html", "xhtml"}:
            yield Finding(
                "InvalidMIMEType" if name.startswith("atom:") else "InvalidMIMEAttribute", kind
            )
