"""What the W3C feed validator and the profile of the RSS Advisory Board ask for, as functions.

A rule looks at one document and yields a finding for each fault, under the name that the validator
gives its message (https://validator.w3.org/feed/docs/). JSON Feed has a schema instead, written
from its specification (https://www.jsonfeed.org/version/1.1/).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property, lru_cache
from html.entities import name2codepoint
from typing import Any, Final, NamedTuple
from unicodedata import normalize
from urllib.parse import quote, unquote, urljoin, urlsplit

import html5lib
from attrs import frozen
from html5lib.html5parser import ParseError
from lxml import etree

PREFIXES: Final = {
    "http://www.w3.org/2005/Atom": "atom",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/syndication/history/1.0": "fh",
    "http://search.yahoo.com/mrss/": "media",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/XML/1998/namespace": "xml",
}
"""The namespaces that the validator knows and a feed of ours may need, by their usual prefixes."""
XML_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"


def names_of(line: str) -> frozenset[str]:
    """Give the words of a line."""
    return frozenset(line.split())


class Finding(NamedTuple):
    """A message of the validator, and what it is about."""

    name: str
    about: str = ""


@frozen(slots=False)
class Document:
    """An RSS or Atom feed that is looked at."""

    body: bytes
    url: str
    """Where it lies."""
    at: datetime
    """When it is looked at: no date in it may be later."""

    @cached_property
    def lines(self) -> list[str]:
        return self.body.decode(errors="replace").split("\n")

    @cached_property
    def root(self) -> etree._Element:
        parser = etree.XMLParser(resolve_entities=False, remove_comments=True, huge_tree=True)
        return etree.fromstring(self.body, parser)

    @cached_property
    def elements(self) -> list[tuple[str, str, etree._Element]]:
        """Every element: the name of its parent, its own, and itself."""
        return [
            ("" if (parent := each.getparent()) is None else label(parent), label(each), each)
            for each in self.root.iter(etree.Element)
        ]

    @property
    def is_rss(self) -> bool:
        return self.root.tag == "rss"

    def of(self, *names: str, inside: str | None = None) -> Iterator[etree._Element]:
        """Give the elements with one of some names."""
        for parent, name, each in self.elements:
            if name in names and inside in {None, parent}:
                yield each

    @cached_property
    def html(self) -> list[tuple[str, Any]]:
        """What is HTML in the feed: the name of the element, and a tree, or what is wrong."""
        return [(label(each), parsed(words(each))) for each in self.root.iter() if is_html(each)]

    def source(self, element: etree._Element) -> str:
        """Give the lines of the file that a text stands on."""
        first = (element.sourceline or 1) - 1
        return "\n".join(self.lines[first : first + 1 + words(element).count("\n")])


Rule = Callable[[Document], Iterable[Finding]]
RULES: Final[list[tuple[Rule, frozenset[str]]]] = []
"""Each rule with the names that it may yield."""


def rule(*names: str) -> Callable[[Rule], Rule]:
    def add(made: Rule) -> Rule:
        RULES.append((made, frozenset(names)))
        return made

    return add


def findings(body: bytes, url: str, at: datetime) -> list[Finding]:
    """Give all that the validator has to say of an RSS or Atom feed.

    Args:
        body: The file.
        url: Where it lies.
        at: When it is looked at: no date in it may be later.
    """
    document = Document(body, url, at)
    fatal = [*declaration(document), *well_formed(document)]
    if fatal:
        return fatal
    return [each for check, _ in RULES for each in check(document)]


def label(element: etree._Element) -> str:
    """Give the name of an element under the prefix that its namespace usually has."""
    tag = etree.QName(element)
    space = PREFIXES.get(tag.namespace or "", tag.namespace)
    return tag.localname if space is None else f"{space}:{tag.localname}"


def words(element: etree._Element) -> str:
    return (element.text or "").strip()


def children(element: etree._Element) -> list[str]:
    return [label(each) for each in element]


def is_html(element: etree._Element) -> bool:
    """Whether a reader takes the text of an element as HTML."""
    name = label(element) if isinstance(element.tag, str) else ""
    parent = element.getparent()
    if parent is not None and parent.tag == "item" and name in {"description", "content:encoded"}:
        return True
    return name.startswith("atom:") and element.get("type") == "html"


@lru_cache(maxsize=256)
def parsed(html: str) -> Any:
    """Read HTML as strictly as can be; what is wrong with it comes back as an error."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    try:
        return parser.parseFragment(html)
    except ParseError as error:
        return error


# --- the file


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


# --- which elements and attributes

_DC: Final = ("creator", "subject", "date", "contributor", "language", "rights", "publisher")
_DUBLIN: Final = frozenset({*(f"dc:{name}" for name in _DC), "dc:source", "dcterms:modified"})
_MEDIA_TEXTS: Final = frozenset({"media:title", "media:description", "media:thumbnail"})
_OF_FEED: Final = frozenset(
    f"atom:{name}"
    for name in names_of(
        "author category contributor generator icon id link logo rights subtitle title updated"
    )
)
_HISTORY: Final = frozenset({"fh:archive", "fh:complete"})
_OF_ENTRY: Final = frozenset(
    f"atom:{name}"
    for name in names_of(
        "author category content contributor id link published rights source summary title updated"
    )
)
_PERSON: Final = frozenset({"atom:name", "atom:uri", "atom:email"})
CHILDREN: Final[Mapping[str, frozenset[str]]] = {
    "rss": frozenset({"channel"}),
    "channel": names_of(
        "title link description language copyright managingEditor webMaster pubDate "
        "lastBuildDate category generator docs cloud ttl image rating textInput skipHours "
        "skipDays item atom:link atom:updated sy:updatePeriod sy:updateFrequency"
    )
    | _HISTORY
    | _DUBLIN,
    "image": frozenset({"url", "title", "link", "width", "height", "description"}),
    "textInput": frozenset({"title", "description", "name", "link"}),
    "skipHours": frozenset({"hour"}),
    "skipDays": frozenset({"day"}),
    "item": names_of(
        "title link description author category comments enclosure guid pubDate source "
        "content:encoded atom:updated atom:published atom:link atom:id atom:author "
        "atom:contributor atom:content atom:summary media:content media:group"
    )
    | _DUBLIN
    | _MEDIA_TEXTS,
    "media:content": _MEDIA_TEXTS,
    "media:group": _MEDIA_TEXTS | {"media:content"},
    "atom:feed": _OF_FEED | {"atom:entry"} | _HISTORY | _DUBLIN,
    "atom:entry": _OF_ENTRY | _DUBLIN | _MEDIA_TEXTS | {"media:content", "media:group"},
    "atom:source": _OF_FEED,
    "atom:author": _PERSON,
    "atom:contributor": _PERSON,
}
"""What may stand in what; nothing stands in any other element."""
SEVERAL: Final = names_of(
    "item category dc:creator dc:contributor dc:subject dc:publisher hour day "
    "atom:entry atom:link atom:author atom:contributor atom:category media:content "
    "media:group media:thumbnail enclosure"
)
"""What may stand more than once, or has a message of its own."""
ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    "rss": frozenset({"version"}),
    "category": frozenset({"domain"}),
    "guid": frozenset({"isPermaLink"}),
    "source": frozenset({"url"}),
    "enclosure": frozenset({"url", "length", "type"}),
    "cloud": frozenset({"domain", "path", "registerProcedure", "protocol", "port"}),
    "atom:link": frozenset({"href", "rel", "type", "hreflang", "title", "length"}),
    "atom:category": frozenset({"term", "scheme", "label"}),
    "atom:generator": frozenset({"uri", "version"}),
    "atom:content": frozenset({"type", "src"}),
    **dict.fromkeys(
        ("atom:title", "atom:subtitle", "atom:summary", "atom:rights"), frozenset({"type"})
    ),
    **dict.fromkeys(("media:title", "media:description"), frozenset({"type"})),
    "media:thumbnail": frozenset({"url", "width", "height", "time"}),
    "media:content": names_of(
        "url fileSize type medium isDefault expression bitrate framerate samplingrate "
        "channels duration height width lang"
    ),
}
_UNKNOWN: Final = re.compile(r"https?://|urn:")


def is_foreign(name: str) -> bool:
    """Whether an element is of a namespace that has a message of its own."""
    return _UNKNOWN.match(name) is not None


@rule("UndefinedElement")
def known_elements(document: Document) -> Iterator[Finding]:
    """Every element is one that there is, where it may be."""
    if label(document.root) not in {"rss", "atom:feed"}:
        yield Finding("UndefinedElement", label(document.root))
    for parent, name, _ in document.elements[1:]:
        if not is_foreign(name) and name not in CHILDREN.get(parent, ()):
            yield Finding("UndefinedElement", f"{parent}/{name}")


@rule("UnexpectedAttribute")
def known_attributes(document: Document) -> Iterator[Finding]:
    """So is every attribute."""
    for _, name, each in document.elements:
        for key in map(str, each.attrib):
            is_known = key.startswith("{http://www.w3.org/XML/") or key in ATTRIBUTES.get(name, ())
            if not is_known and not is_foreign(name):
                yield Finding("UnexpectedAttribute", f"{name}@{key}")


@rule("UnexpectedText")
def text_in_containers(document: Document) -> Iterator[Finding]:
    """Between elements there is no text."""
    for _, name, each in document.elements:
        texts = [each.text, *(child.tail for child in each)] if name in CHILDREN else []
        if any(text is not None and text.strip() for text in texts):
            yield Finding("UnexpectedText", name)


@rule("DuplicateElement", "DuplicateEnclosure")
def once_only(document: Document) -> Iterator[Finding]:
    """Most elements stand once at most."""
    for parent, _, each in document.elements:
        counts = Counter(children(each))
        if counts["enclosure"] > 1:
            yield Finding("DuplicateEnclosure", parent)
        for name, count in counts.items():
            if count > 1 and name not in SEVERAL and not is_foreign(name):
                yield Finding("DuplicateElement", name)


REQUIRED: Final[Mapping[str, Mapping[str, str]]] = {
    "rss": {"channel": "MissingElement"},
    "channel": {
        "title": "MissingTitle",
        "link": "MissingLink",
        "description": "MissingDescription",
        "language": "MissingDCLanguage",
    },
    "image": {"title": "MissingTitle", "link": "MissingLink", "url": "MissingElement"},
    "item": {"guid": "MissingGuid"},
    "atom:feed": dict.fromkeys(("atom:id", "atom:title", "atom:updated"), "MissingElement"),
    "atom:entry": dict.fromkeys(("atom:id", "atom:title", "atom:updated"), "MissingElement"),
    "atom:source": dict.fromkeys(("atom:id", "atom:title", "atom:updated"), "MissingSourceElement"),
    "atom:author": {"atom:name": "MissingElement"},
    "atom:contributor": {"atom:name": "MissingElement"},
}


@rule(*sorted({name for each in REQUIRED.values() for name in each.values()}))
def required_elements(document: Document) -> Iterator[Finding]:
    """What must be there is there."""
    for _, name, each in document.elements:
        present = children(each)
        for child, message in REQUIRED.get(name, {}).items():
            if child not in present:
                yield Finding(message, f"{name}/{child}")


@rule("ItemMustContainTitleOrDescription")
def title_or_description(document: Document) -> Iterator[Finding]:
    """An entry of RSS has the one or the other."""
    for each in document.of("item"):
        if not {"title", "description"} & set(children(each)):
            yield Finding("ItemMustContainTitleOrDescription")


@rule("MissingElement")
def authors(document: Document) -> Iterator[Finding]:
    """Each entry of Atom has an author, or the feed has, or what it is taken from (RFC 4287)."""
    is_written = "atom:author" in children(document.root)
    for each in document.of("atom:entry"):
        taken = each.find("{*}source")
        is_named = taken is not None and "atom:author" in children(taken)
        if not is_written and not is_named and "atom:author" not in children(each):
            yield Finding("MissingElement", "atom:entry/atom:author")


NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "rss": ("version",),
    "source": ("url",),
    "enclosure": ("url", "length", "type"),
    "atom:category": ("term",),
    "media:thumbnail": ("url",),
}


@rule("MissingAttribute", "MissingHref", "InvalidRSSVersion")
def required_attributes(document: Document) -> Iterator[Finding]:
    """So is every attribute that must be there."""
    for _, name, each in document.elements:
        for key in NEEDED.get(name, ()):
            if each.get(key) is None:
                yield Finding("MissingAttribute", f"{name}@{key}")
        if name == "atom:link" and each.get("href") is None:
            yield Finding("MissingHref")
    if document.is_rss and document.root.get("version") not in {None, "2.0"}:
        yield Finding("InvalidRSSVersion", str(document.root.get("version")))


TWICE: Final = {
    ("item", "author", "dc:creator"): "DuplicateItemSemantics",
    ("item", "category", "dc:subject"): "DuplicateItemSemantics",
    ("item", "pubDate", "dc:date"): "DuplicateItemSemantics",
    ("item", "pubDate", "atom:published"): "DuplicateItemSemantics",
    ("item", "guid", "atom:id"): "DuplicateItemSemantics",
    ("item", "source", "dc:source"): "DuplicateItemSemantics",
    ("item", "description", "atom:content"): "DuplicateDescriptionSemantics",
    ("channel", "managingEditor", "dc:creator"): "DuplicateSemantics",
    ("channel", "webMaster", "dc:publisher"): "DuplicateSemantics",
    ("channel", "language", "dc:language"): "DuplicateSemantics",
    ("channel", "copyright", "dc:rights"): "DuplicateSemantics",
    ("channel", "pubDate", "dc:date"): "DuplicateSemantics",
    ("channel", "lastBuildDate", "dcterms:modified"): "DuplicateSemantics",
}
"""Two words for one thing: a core element and an extension."""


@rule(*sorted(set(TWICE.values())))
def said_once(document: Document) -> Iterator[Finding]:
    """Nothing is said in two ways."""
    for (inside, core, extension), message in TWICE.items():
        for each in document.of(inside):
            if {core, extension} <= set(children(each)):
                yield Finding(message, f"{core} and {extension}")


@rule("NeedDescriptionBeforeContent", "MisplacedItem", "MisplacedMetadata")
def order(document: Document) -> Iterator[Finding]:
    """The summary comes before the whole, and what is said of the feed before its entries."""
    for each in document.of("item"):
        before = children(each)
        if "content:encoded" in before:
            before = before[: before.index("content:encoded")]
            if "description" not in before:
                yield Finding("NeedDescriptionBeforeContent")
    for parent, entry, message in (
        ("channel", "item", "MisplacedItem"),
        ("atom:feed", "atom:entry", "MisplacedMetadata"),
    ):
        for each in document.of(parent):
            names = children(each)
            if entry in names and set(names[names.index(entry) :]) != {entry}:
                yield Finding(message)


# --- identity


@rule("InvalidBooleanAttribute", "InvalidPermalink", "InvalidHttpGUID", "NotSufficientlyUnique")
def guids(document: Document) -> Iterator[Finding]:
    """A guid is a permalink unless it says that it is none."""
    for each in document.of("guid"):
        flag, value = each.get("isPermaLink", "true"), words(each)
        if flag not in {"true", "false"}:
            yield Finding("InvalidBooleanAttribute", flag)
        if flag == "true" and value.lower().startswith(("tag:", "urn:")):
            yield Finding("InvalidPermalink", value)
        elif flag == "true" and not _FULL_URI.fullmatch(value):
            yield Finding("InvalidHttpGUID", value)
        if flag == "false" and re.fullmatch(r"\d{1,8}", value):
            yield Finding("NotSufficientlyUnique", value)


@rule("DuplicateValue", "DuplicateEntries", "DuplicateUpdated", "DuplicateIds")
def distinct(document: Document) -> Iterator[Finding]:
    """No two entries have one identity, and in Atom no two changed at one instant."""
    for inside, name, message in (
        ("item", "guid", "DuplicateValue"),
        ("atom:entry", "atom:id", "DuplicateEntries"),
        ("atom:entry", "atom:updated", "DuplicateUpdated"),
    ):
        counts = Counter(map(words, document.of(name, inside=inside)))
        for value, count in counts.items():
            if count > 1:
                yield Finding(message, value)
        if message == "DuplicateEntries" and len(counts) == 1 and counts.total() > 9:
            yield Finding("DuplicateIds")


_TAG: Final = re.compile(
    r"tag:(?:[a-z0-9._-]+@)?[a-z0-9.-]+,\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?:"
    r"[A-Za-z0-9;/?:@&=+$.\-_!~*'()%,]*(?:#[A-Za-z0-9;/?:@&=+$.\-_!~*'()%,]*)?"
)
_URN: Final = re.compile(
    r"urn:[a-z0-9][a-z0-9-]{1,31}:(?:[a-z0-9()+,.:=@;$_!*'-]|%[0-9a-f]{2})+", re.IGNORECASE
)
_UUID: Final = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@rule("InvalidTAG", "InvalidURN", "InvalidUUID", "InvalidFullLink", "NonCanonicalURI")
def ids(document: Document) -> Iterator[Finding]:
    """The id of Atom is a URI in its normal form: a tag (RFC 4151), a URN (RFC 2141), a URL."""
    for each in document.of("atom:id"):
        value = words(each)
        scheme = value.partition(":")[0].lower()
        if scheme == "tag" and not _TAG.fullmatch(value):
            yield Finding("InvalidTAG", value)
        elif value.lower().startswith("urn:uuid:") and not _UUID.fullmatch(value):
            yield Finding("InvalidUUID", value)
        elif scheme == "urn" and not _URN.fullmatch(value):
            yield Finding("InvalidURN", value)
        elif not _FULL_URI.fullmatch(value):
            yield Finding("InvalidFullLink", value)
        if canonical(value) != value:
            yield Finding("NonCanonicalURI", value)


def canonical(uri: str) -> str:
    """Give a URI in normal form: lower-case scheme and host, nothing encoded without need."""
    scheme, colon, rest = uri.partition(":")
    rest, hash_, fragment = rest.partition("#")
    if scheme.lower() in {"http", "https"}:
        parts = urlsplit(uri)
        rest = f"//{parts.netloc.lower()}{_normal(parts.path or '/')}"
        rest += f"?{_normal(parts.query)}" if parts.query else ""
    else:
        rest = _normal(rest)
    return f"{scheme.lower()}{colon}{rest}{hash_}{_normal(fragment)}"


def _normal(part: str) -> str:
    return quote(normalize("NFC", unquote(part)), safe="~:/?[]@!$&'()*+,;=")


# --- addresses

_FULL_URI: Final = re.compile(r"[A-Za-z][0-9A-Za-z+.-]*:(?://)?[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,#]+")
_LINKS: Final = names_of("link comments docs url atom:icon atom:logo")


def addresses(document: Document) -> Iterator[tuple[str, str, bool]]:
    """Give every address outside of content: where, what, and whether it must be ASCII."""
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
        if rel not in _RELATIONS and not _FULL_URI.fullmatch(rel):
            yield Finding("UnregisteredAtomLinkRel", rel)
        if words(each) or len(each):
            yield Finding("AtomLinkNotEmpty", rel)
        if rel == "self" and each.get("type", "application/atom+xml") not in _FEED_TYPES:
            yield Finding("SelfNotAtom", each.get("type", ""))
        if rel in _PAGES and parent == "atom:entry":
            yield Finding("FeedHistoryRelInEntry", rel)


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
        marks, there = set(children(each)) & _HISTORY, rels(each)
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


# --- dates

_DAY, _MONTH = (
    "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)",
    "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)",
)
_ZONE: Final = r"(?:[+-]\d{4}|UT|GMT|EST|EDT|CST|CDT|MST|MDT|PST|PDT|Z)"
_RFC_2822: Final = re.compile(rf"(?:{_DAY}, )?\d\d? {_MONTH} \d{{4}} \d\d:\d\d(?::\d\d)? {_ZONE}")
_RFC_822: Final = re.compile(
    rf"(?:{_DAY}\s*,\s*)?\d\d?\s+{_MONTH}\s+\d\d(?:\d\d)?\s+\d\d:\d\d(?::\d\d)?(?:\s+\S+)?",
    re.IGNORECASE,
)
_RFC_3339: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
_GRACE: Final = timedelta(minutes=10)


def implausible(document: Document, value: str, instant: datetime) -> Iterator[Finding]:
    aware = instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)
    if not _EARLIEST <= aware <= document.at + _GRACE:
        yield Finding("ImplausibleDate", value)


@rule("InvalidRFC2822Date", "IncorrectDOW", "ProblematicalRFC822Date", "ImplausibleDate")
def rss_dates(document: Document) -> Iterator[Finding]:
    """Dates of RSS are English, with a year of four digits and the right day of the week."""
    for each in document.of("pubDate", "lastBuildDate"):
        value = words(each)
        if not _RFC_2822.fullmatch(value):
            is_old = _RFC_822.fullmatch(value) is not None
            yield Finding("ProblematicalRFC822Date" if is_old else "InvalidRFC2822Date", value)
            continue
        try:
            instant = parsedate_to_datetime(value)
        except ValueError:
            yield Finding("InvalidRFC2822Date", value)
            continue
        if "," in value and value[:3] != day_of_week(instant):
            yield Finding("IncorrectDOW", value)
        yield from implausible(document, value, instant)


def day_of_week(instant: datetime) -> str:
    return ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[instant.weekday()]


@rule("InvalidRFC3339Date", "ImplausibleDate")
def atom_dates(document: Document) -> Iterator[Finding]:
    """Dates of Atom are whole, with a zone (RFC 3339)."""
    values = [words(each) for each in document.of("atom:updated", "atom:published")]
    values += [str(each.get("when", "")) for each in document.root if str(each.get("when", ""))]
    for value in values:
        try:
            instant = datetime.fromisoformat(value) if _RFC_3339.fullmatch(value) else None
        except ValueError:
            instant = None
        if instant is None:
            yield Finding("InvalidRFC3339Date", value)
        else:
            yield from implausible(document, value, instant)


@rule("UnexpectedWhitespace")
def bare_values(document: Document) -> Iterator[Finding]:
    """Ids, dates and addresses of Atom have no space around them."""
    names = ("id", "updated", "published", "uri", "icon", "logo")
    for each in document.of(*(f"atom:{name}" for name in names)):
        if (each.text or "") != words(each):
            yield Finding("UnexpectedWhitespace", label(each))


# --- words

_PLAIN: Final = {
    "channel": {"title", "description", "copyright", "category", "managingEditor", "webMaster"},
    "image": {"title", "description"},
    "item": {"title", "category", "source", "author"},
}
_TEXTS: Final = names_of(
    "atom:title atom:subtitle atom:summary atom:rights media:title media:description"
)
_HTML_NAMES: Final = names_of(
    "a abbr article aside audio b blockquote body br button canvas caption center "
    "cite code dd del details div dl dt em embed figcaption figure font footer form "
    "h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label li link "
    "main mark meta nav noscript object ol option p picture pre q s samp script "
    "section select small source span strike strong style sub summary sup table tbody "
    "td template textarea tfoot th thead time title tr u ul var video wbr"
)


def plain_texts(document: Document) -> Iterator[tuple[str, etree._Element, str]]:
    """Give every text that is not HTML: the message that markup in it draws, where, and what."""
    for parent, name, each in document.elements:
        if name == "atom:name" or name in _PLAIN.get(parent, ()):
            yield "ContainsHTML", each, words(each)
        elif name in _TEXTS and each.get("type", "text") in {"text", "plain"}:
            yield "ContainsUndeclaredHTML", each, words(each)
        elif name in {"atom:link", "atom:category"}:
            for key in ("title", "label"):
                if each.get(key) is not None:
                    yield "ContainsHTML", each, str(each.get(key))


@rule("ContainsHTML", "ContainsUndeclaredHTML", "CharacterData")
def markup_in_texts(document: Document) -> Iterator[Finding]:
    """A text that is not HTML does not look like it, or writes its characters as `&#x3C;`."""
    for message, element, value in plain_texts(document):
        tags = [tag for tag in re.findall(r"</(\w+)>", value) if tag.lower() in _HTML_NAMES]
        if tags:
            yield Finding(message, f"</{tags[0]}>")
            continue
        if "&#x" in document.source(element):
            continue
        for name in re.findall(r"&(#?\w+)", value):
            if name in name2codepoint or name == "apos" or not name.isalpha():
                yield Finding(message, f"&{name}")
                break
        else:
            markup = re.search(r"<[/a-zA-Z]", value) if document.is_rss else None
            if markup is not None:
                yield Finding("CharacterData", markup[0])


_WORDS: Final = names_of(
    "title link description language copyright managingEditor webMaster generator "
    "docs ttl category guid source url pubDate lastBuildDate content:encoded "
    "dc:creator dc:contributor atom:id atom:title atom:subtitle atom:summary "
    "atom:content atom:rights atom:name atom:uri atom:icon atom:logo atom:generator "
    "atom:updated atom:published media:title media:description"
)


@rule("NotBlank", "AttrNotBlank")
def not_blank(document: Document) -> Iterator[Finding]:
    """What is there says something."""
    for _, name, each in document.elements:
        is_empty = not words(each) and not len(each) and each.get("src") is None
        if name in _WORDS and is_empty:
            yield Finding("NotBlank", name)
        for key, value in each.attrib.items():
            if not str(value).strip():
                yield Finding("AttrNotBlank", f"{name}@{key!s}")


@rule("MissingRealName", "EmailFormat", "InvalidContact")
def contacts(document: Document) -> Iterator[Finding]:
    """Whoever answers for RSS is an address with a name in brackets behind it."""
    for each in document.of("managingEditor", "webMaster", "author"):
        value = words(each)
        if "@" in value and not value.endswith(")"):
            yield Finding("EmailFormat" if " " in value else "MissingRealName", value)
        elif not is_contact(value):
            yield Finding("InvalidContact", value)


def is_contact(value: str) -> bool:
    """Whether a text is an address and one comment, its brackets in pairs or escaped (RFC 822)."""
    shape = re.fullmatch(r"[\w.%+'-]+@(?:[\w-]+\.)+[\w-]+ \((.+)\)", value, re.DOTALL)
    if shape is None:
        return False
    depth = 0
    for mark in re.findall(r"\\.|[()]", shape[1], re.DOTALL):
        depth += {"(": 1, ")": -1}.get(mark, 0)
        if depth < 0:
            return False
    return depth == 0 and not re.search(r"(?<!\\)(?:\\\\)*\\$", shape[1])


@rule("ContainsEmail")
def names(document: Document) -> Iterator[Finding]:
    """A name is not an address."""
    for each in document.of("atom:name"):
        if re.search(r"<[\w.+'-]+@[\w.-]+>", words(each)):
            yield Finding("ContainsEmail", words(each))


_LANGUAGES: Final = names_of(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr "
    "cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu "
    "gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk "
    "kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms "
    "mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro "
    "ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl "
    "tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
"""ISO 639-1."""


@rule("InvalidLanguage")
def languages(document: Document) -> Iterator[Finding]:
    """A language is named as RFC 5646 has it: `fr-CA`, never `fr_CA`."""
    values = [words(each) for each in document.of("language", "dc:language")]
    for _, _, each in document.elements:
        values += [
            str(each.get(key)) for key in (XML_LANGUAGE, "hreflang", "lang") if each.get(key)
        ]
    for value in values:
        primary = value.partition("-")[0].lower()
        is_known = primary in _LANGUAGES or re.fullmatch("[a-z]{3}", primary) is not None
        if not is_known or not re.fullmatch("[A-Za-z0-9-]+", value):
            yield Finding("InvalidLanguage", value)


@rule("MissingDCLanguage")
def atom_language(document: Document) -> Iterator[Finding]:
    """Every text of Atom is in a language."""
    if not document.is_rss and document.root.get(XML_LANGUAGE) is None:
        yield Finding("MissingDCLanguage")


@rule("MissingTextualContent", "MissingContentOrAlternate", "MissingSummary")
def something_to_read(document: Document) -> Iterator[Finding]:
    """An entry of Atom has content or a summary, and content or a link to it."""
    for each in document.of("atom:entry"):
        present, content = children(each), each.find("{*}content")
        if content is None and "atom:summary" not in present:
            yield Finding("MissingTextualContent")
        if content is None and "alternate" not in rels(each):
            yield Finding("MissingContentOrAlternate")
        if content is not None and content.get("src") and "atom:summary" not in present:
            yield Finding("MissingSummary")


# --- HTML

_ALLOWED: Final = names_of(
    "a abbr acronym address area article aside audio b bdi big blockquote br button "
    "caption center cite code col colgroup dd del details dfn div dl dt em figcaption "
    "figure footer font header h1 h2 h3 h4 h5 h6 hr i img ins kbd li main map mark "
    "nav ol p picture pre q rp rt ruby s samp section small source span strike strong "
    "sub summary sup table tbody td time tfoot th thead tr track tt u ul var video "
    "wbr"
)
"""What a reader keeps; forms are left out of what the validator allows."""
_KEPT: Final = names_of(
    "abbr align alt border cite class colspan datetime dir height hreflang id lang "
    "longdesc loading name open rel reversed rowspan scope sizes span src srcset "
    "start style summary target title translate type href value width"
)
_STYLES: Final = re.compile(
    r"\s*(?:(?:color|background-color|border|clear|direction|display|float|font-(?:family|size|"
    r"style|variant|weight)|height|letter-spacing|line-height|margin(?:-\w+)?|padding(?:-\w+)?|"
    r"text-(?:align|decoration|indent)|vertical-align|white-space|width)\s*:"
    r"[\w\s#%.,!'\"-]+(?:;\s*|$))*"
)


@rule("NotHtml")
def html(document: Document) -> Iterator[Finding]:
    """What is HTML has no error."""
    for name, tree in document.html:
        if isinstance(tree, ParseError):
            yield Finding("NotHtml", f"{name}: {tree}")


@rule("SecurityRisk", "SecurityRiskAttr", "DangerousStyleAttr")
def safe_html(document: Document) -> Iterator[Finding]:
    """It holds nothing that a reader takes out: no script, form or frame, no `on...`."""
    for name, element in html_elements(document):
        if element.tag not in _ALLOWED:
            yield Finding("SecurityRisk", f"{name}: {element.tag}")
        for key, value in element.attrib.items():
            if key == "style" and not _STYLES.fullmatch(value):
                yield Finding("DangerousStyleAttr", value)
            elif key not in _KEPT and not key.startswith("data-"):
                yield Finding("SecurityRiskAttr", f"{name}: {key}")


@rule("ContainsRelRef")
def absolute_html(document: Document) -> Iterator[Finding]:
    """Every address in it is absolute, also one inside the page."""
    for _, element in html_elements(document):
        for key in ("href", "src", "cite", "poster"):
            if key in element.attrib and not re.match(r"\w+:", element.attrib[key].strip()):
                yield Finding("ContainsRelRef", element.attrib[key])


def html_elements(document: Document) -> Iterator[tuple[str, Any]]:
    for name, tree in document.html:
        if not isinstance(tree, ParseError):
            for element in tree.iter():
                if isinstance(element.tag, str) and element.tag != "DOCUMENT_FRAGMENT":
                    yield name, element


# --- what only RSS has


@rule("ImageTitleDoesntMatch", "ImageLinkDoesntMatch", "ImageUrlFormat")
def channel_image(document: Document) -> Iterator[Finding]:
    """The image of a feed has its title and its link, and is of a kind that is old enough."""
    for each in document.of("image", inside="channel"):
        channel = each.getparent()
        assert channel is not None
        for name, message in (("title", "ImageTitleDoesntMatch"), ("link", "ImageLinkDoesntMatch")):
            if (each.findtext(name) or "").strip() != (channel.findtext(name) or "").strip():
                yield Finding(message)
        ending = (each.findtext("url") or "").strip().rpartition(".")[2].lower()
        if re.fullmatch(r"\w+", ending) and ending not in {"jpg", "jpeg", "gif", "png"}:
            yield Finding("ImageUrlFormat", ending)


def is_number(value: str, least: int, most: int) -> bool:
    return re.fullmatch(r"\d{1,9}", value, re.ASCII) is not None and least <= int(value) <= most


_NUMBERS: Final = (
    ("width", "image", 1, 144, "InvalidWidth"),
    ("height", "image", 1, 400, "InvalidHeight"),
    ("ttl", "channel", 1, 10**9, "InvalidPositiveInteger"),
    ("sy:updateFrequency", "channel", 1, 10**9, "InvalidPositiveInteger"),
    ("hour", "skipHours", 0, 24, "InvalidHour"),
)


@rule("InvalidWidth", "InvalidHeight", "InvalidPositiveInteger", "InvalidHour")
def numbers(document: Document) -> Iterator[Finding]:
    """Numbers are numbers, within bounds."""
    for name, inside, least, most, message in _NUMBERS:
        for each in document.of(name, inside=inside):
            if not is_number(words(each), least, most):
                yield Finding(message, words(each))
    for each in document.of("media:content", "media:thumbnail"):
        for key in ("width", "height", "fileSize"):
            if each.get(key) is not None and not is_number(str(each.get(key)), 1, 10**9):
                yield Finding("InvalidPositiveInteger", key)


_DAYS: Final = names_of("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")


@rule("NotEnoughHoursInTheDay", "UseZeroForMidnight", "EightDaysAWeek", "InvalidDay")
def skipped(document: Document) -> Iterator[Finding]:
    """A day has 24 hours, a week seven days."""
    hours = [words(each) for each in document.of("hour", inside="skipHours")]
    days = [words(each) for each in document.of("day", inside="skipDays")]
    if len(hours) > 24:
        yield Finding("NotEnoughHoursInTheDay", str(len(hours)))
    if "24" in hours:
        yield Finding("UseZeroForMidnight")
    if len(days) > 7:
        yield Finding("EightDaysAWeek", str(len(days)))
    for day in set(days) - _DAYS:
        yield Finding("InvalidDay", day)


@rule("AvoidTextInput")
def text_input(document: Document) -> Iterator[Finding]:
    """Nobody knows what it is for."""
    for _ in document.of("textInput"):
        yield Finding("AvoidTextInput")


@rule("InvalidIntegerAttribute", "UseZeroForUnknown")
def enclosures(document: Document) -> Iterator[Finding]:
    """A file has a length; 0 where it is unknown."""
    for each in document.of("enclosure"):
        length = each.get("length", "0")
        if length == "-1":
            yield Finding("UseZeroForUnknown")
        elif not is_number(length, 0, 10**9):
            yield Finding("InvalidIntegerAttribute", length)


@rule("MediaGroupWithoutAlternatives", "InvalidMediaMedium", "InvalidMediaTextType")
def media(document: Document) -> Iterator[Finding]:
    """Media RSS: a group has several of one thing."""
    for each in document.of("media:group"):
        if children(each).count("media:content") < 2:
            yield Finding("MediaGroupWithoutAlternatives")
    for each in document.of("media:content"):
        medium = each.get("medium", "image")
        if medium not in {"image", "audio", "video", "document", "executable"}:
            yield Finding("InvalidMediaMedium", medium)
    for each in document.of("media:title", "media:description"):
        if each.get("type", "plain") not in {"plain", "html"}:
            yield Finding("InvalidMediaTextType", each.get("type", ""))


MESSAGES: Final = frozenset().union(*(names for _, names in RULES))

# --- JSON Feed

_STRING: Final = {"type": "string"}
_LINE: Final = {"type": "string", "pattern": r"\S"}
_URL: Final = {
    "type": "string",
    "pattern": '^https?://[^\\s<>"{}|\\\\^`/]+(/[^\\s<>"{}|\\\\^`]*)?$',
}
_INSTANT: Final = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$",
}
_TAGGED: Final = {"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"}
_EXTENSION: Final = {
    "^_[A-Za-z][^.]*$": {"type": "object", "propertyNames": {"not": {"pattern": "^_"}}}
}
_PEOPLE: Final = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "patternProperties": _EXTENSION,
        "properties": {"name": _LINE, "url": _URL, "avatar": _URL},
    },
}
_ATTACHMENT: Final = {
    "type": "object",
    "required": ["url", "mime_type"],
    "additionalProperties": False,
    "patternProperties": _EXTENSION,
    "properties": {
        "url": _URL,
        "mime_type": {"type": "string", "pattern": "^[\\w.+-]+/[\\w.+-]+$"},
        "title": _LINE,
        "size_in_bytes": {"type": "integer", "minimum": 0},
        "duration_in_seconds": {"type": "number", "minimum": 0},
    },
}
_ITEM: Final = {
    "type": "object",
    "required": ["id"],
    "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
    "additionalProperties": False,
    "patternProperties": _EXTENSION,
    "properties": {
        "id": _LINE,
        **dict.fromkeys(("url", "external_url", "image", "banner_image"), _URL),
        **dict.fromkeys(("title", "summary"), _LINE),
        **dict.fromkeys(("content_html", "content_text"), _STRING),
        **dict.fromkeys(("date_published", "date_modified"), _INSTANT),
        "authors": _PEOPLE,
        "tags": {"type": "array", "items": _LINE, "uniqueItems": True},
        "language": _TAGGED,
        "attachments": {"type": "array", "items": _ATTACHMENT},
    },
}
JSON_FEED: Final[Mapping[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "JSON Feed, version 1.1",
    "type": "object",
    "required": ["version", "title", "home_page_url", "feed_url", "items"],
    "additionalProperties": False,
    "patternProperties": _EXTENSION,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        **dict.fromkeys(("title", "description", "user_comment"), _LINE),
        **dict.fromkeys(("home_page_url", "feed_url", "next_url", "icon", "favicon"), _URL),
        "authors": _PEOPLE,
        "language": _TAGGED,
        "expired": {"type": "boolean"},
        "hubs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "url"],
                "additionalProperties": False,
                "properties": {"type": _LINE, "url": _URL},
            },
        },
        "items": {"type": "array", "items": _ITEM},
    },
}
"""A feed that anybody may read: the specification asks a public one for both of its addresses."""


def json_findings(data: Any, url: str) -> list[Finding]:
    """Give what is wrong with a JSON Feed: by the schema, and what no schema can say."""
    from jsonschema import Draft202012Validator

    errors = Draft202012Validator(JSON_FEED).iter_errors(data)
    found = [Finding("schema", f"{error.json_path}: {error.message}"[:300]) for error in errors]
    return found or [*_json_rules(data, url)]


def _json_rules(data: Any, url: str) -> Iterator[Finding]:
    if data["feed_url"] != url:
        yield Finding("feed_url", data["feed_url"])
    if data.get("next_url") == url:
        yield Finding("next_url", "leads to itself")
    for value, count in Counter(item["id"] for item in data["items"]).items():
        if count > 1:
            yield Finding("id", value)
    for item in data["items"]:
        tree = parsed(item.get("content_html", ""))
        if isinstance(tree, ParseError):
            yield Finding("content_html", str(tree))
