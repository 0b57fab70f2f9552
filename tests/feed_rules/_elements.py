"""Which elements and attributes there may be, must be, and in which order."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from feed_rules._document import Document, Finding, children, label, names_of, rule

_DC: Final = ("creator", "subject", "date", "contributor", "language", "rights", "publisher")
_DUBLIN: Final = frozenset({*(f"dc:{name}" for name in _DC), "dc:source", "dcterms:modified"})
_MEDIA_TEXTS: Final = frozenset({"media:title", "media:description", "media:thumbnail"})
_OF_FEED: Final = frozenset(
    f"atom:{name}"
    for name in names_of(
        "author category contributor generator icon id link logo rights subtitle title updated"
    )
)
HISTORY: Final = frozenset({"fh:archive", "fh:complete"})
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
    | HISTORY
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
    "atom:feed": _OF_FEED | {"atom:entry"} | HISTORY | _DUBLIN,
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
