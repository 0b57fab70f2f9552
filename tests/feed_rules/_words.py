"""Words: plain texts, people, languages."""

import re
from collections.abc import Iterator
from html.entities import name2codepoint
from typing import Final

from lxml import etree

from feed_rules._addresses import rels
from feed_rules._document import XML_LANGUAGE, Document, Finding, children, names_of, rule, words

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
    """Yield every text that is not HTML: the message that markup in it draws, where, and what."""
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
    shape = re.fullmatch(r"[\w.%+'-]+@(?a:(?:[\w-]+\.)+[\w-]+) \((.+)\)", value, re.DOTALL)
    if shape is None or "," in shape[1]:  # the address parser of newer Pythons takes it for two
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
