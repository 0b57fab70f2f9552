"""Identity: guids and ids."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final
from unicodedata import normalize
from urllib.parse import quote, unquote, urlsplit

from feed_rules._document import Document, Finding, rule, words

FULL_URI: Final = re.compile(r"[A-Za-z][0-9A-Za-z+.-]*:(?://)?[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,#]+")


@rule("InvalidBooleanAttribute", "InvalidPermalink", "InvalidHttpGUID", "NotSufficientlyUnique")
def guids(document: Document) -> Iterator[Finding]:
    """A guid is a permalink unless it says that it is none."""
    for each in document.of("guid"):
        flag, value = each.get("isPermaLink", "true"), words(each)
        if flag not in {"true", "false"}:
            yield Finding("InvalidBooleanAttribute", flag)
        if flag == "true" and value.lower().startswith(("tag:", "urn:")):
            yield Finding("InvalidPermalink", value)
        elif flag == "true" and not FULL_URI.fullmatch(value):
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
        elif not FULL_URI.fullmatch(value):
            yield Finding("InvalidFullLink", value)
        if canonical(value) != value:
            yield Finding("NonCanonicalURI", value)


def canonical(uri: str) -> str:
    """Return a URI in normal form: lower-case scheme and host, nothing encoded without need."""
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
