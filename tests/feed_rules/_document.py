"""A feed that is looked at, and how a rule is one."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, Final, NamedTuple

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
    """Return the words of a line."""
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
        """Yield the elements with one of some names."""
        for parent, name, each in self.elements:
            if name in names and inside in {None, parent}:
                yield each

    @cached_property
    def html(self) -> list[tuple[str, Any]]:
        """What is HTML in the feed: the name of the element, and a tree, or what is wrong."""
        return [(label(each), parsed(words(each))) for each in self.root.iter() if is_html(each)]

    def source(self, element: etree._Element) -> str:
        """Return the lines of the file that a text stands on."""
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


def label(element: etree._Element) -> str:
    """Return the name of an element under the prefix that its namespace usually has."""
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
