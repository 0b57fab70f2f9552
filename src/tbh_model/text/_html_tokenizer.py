"""Split HTML into tags, texts and comments, in one pass and with their positions.

The rules are those of the HTML standard (section 13.2.5). The parsers at hand do not serve here:
`html.parser` takes quadratic time for broken tags, and that of lxml ends `<b>` at the next `<p>`,
forgets columns, and raises an error for an encoding declaration.
"""

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from html import unescape
from types import MappingProxyType
from typing import Final, NamedTuple

_ATTRIBUTE: Final = (
    r"""[^\s/>][^\s/>=]*(?:\s*=\s*(?:"[^"]*(?:"|\Z)|'[^']*(?:'|\Z)|[^\s>"'][^\s>]*)?)?"""
)
# Every alternative ends at the end of the source if its own end is missing, so that none of them
# fails after a long way, and the whole takes linear time.
_TOKEN: Final = re.compile(
    rf"""
    (?P<text>(?:[^<]+|<(?![a-zA-Z!?]|/.))+)
    | <!--(?P<comment>(?:-?>|.*?(?:--!?>|\Z)))
    | <(?P<slash>/?)(?P<name>[a-zA-Z][^\s/>]*)(?P<attributes>(?:[\s/]+|{_ATTRIBUTE})*)(?P<end>>|\Z)
    | <(?:[!?/])[^>]*(?:>|\Z)
    """,
    re.VERBOSE | re.ASCII | re.DOTALL,
)
_ATTRIBUTES: Final = re.compile(
    r"""(?P<name>[^\s/>][^\s/>=]*)(?:\s*=\s*(?:"(?P<double>[^"]*)|'(?P<single>[^']*)|(?P<bare>[^\s>"'][^\s>]*))?)?""",
    re.ASCII,
)
# A reference without a semicolon is none before "=" or a letter: "?a=1&copy=2" is an address.
_REFERENCE_IN_ATTRIBUTE: Final = re.compile(r"&(?:#\w+|\w+)(?:;|(?![=\w]))", re.ASCII)
_LEADING_ZEROS: Final = re.compile("&#0+(?=[0-9])")
_LONG_NUMBER: Final = re.compile("&#[0-9]{8,};?")

_LITERAL_TEXT: Final = frozenset({"iframe", "noembed", "noframes", "script", "style", "xmp"})
_RAW_TEXT: Final = frozenset({*_LITERAL_TEXT, "plaintext", "textarea", "title"})
"""Elements that hold text alone: a tag in them is none."""


class TokenKind(Enum):
    """Kind of an HTML token."""

    START = "start"
    END = "end"
    TEXT = "text"
    COMMENT = "comment"


class Token(NamedTuple):
    """A tag, a text or a comment at a range of the source."""

    kind: TokenKind
    start: int
    end: int
    value: str
    """The name of an element in lower case, the text with its references resolved, or the source of
    what is neither."""
    attributes: Mapping[str, str] = MappingProxyType({})
    is_empty: bool = False
    """Whether `/>` ends an `svg` at once; other elements do not end so."""


def tokenize(source: str) -> Iterator[Token]:
    """Yield the tokens of an HTML source, in order and without a gap."""
    position = 0
    while match := _TOKEN.match(source, position):
        position = match.end()
        token = _token(match)
        yield token
        if token.kind is TokenKind.START and token.value in _RAW_TEXT:
            end = _end_of_text(token.value).search(source, position)
            start, position = position, end.start() if end else len(source)
            text = source[start:position]
            is_literal = token.value in _LITERAL_TEXT or token.value == "plaintext"
            yield Token(TokenKind.TEXT, start, position, text if is_literal else resolve(text))


def _token(match: re.Match[str]) -> Token:
    start, end = match.span()
    name = match["name"]
    if match["text"] is not None:
        return Token(TokenKind.TEXT, start, end, resolve(match[0]))
    if name is None or not match["end"]:
        return Token(TokenKind.COMMENT, start, end, match[0])
    if match["slash"]:
        return Token(TokenKind.END, start, end, name.lower())
    attributes = dict[str, str]()
    for attribute in _ATTRIBUTES.finditer(match["attributes"]):
        value = attribute["double"] or attribute["single"] or attribute["bare"] or ""
        if "&" in value:
            value = _REFERENCE_IN_ATTRIBUTE.sub(lambda found: resolve(found[0]), value)
        attributes.setdefault(attribute["name"].lower(), value)
    is_empty = name.lower() == "svg" and match[0].endswith("/>")
    return Token(TokenKind.START, start, end, name.lower(), attributes, is_empty)


@cache
def _end_of_text(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?=[\s/>])", re.ASCII | re.IGNORECASE)


def resolve(text: str) -> str:
    """Return a text with characters in the place of references such as `&amp;`."""
    if "&" not in text:
        return text
    if "&#" in text:  # Python refuses numbers of thousands of digits
        text = _LONG_NUMBER.sub("\ufffd", _LEADING_ZEROS.sub("&#", text))
    return unescape(text).replace("\f", " ")


def styles(attributes: Mapping[str, str]) -> Mapping[str, str]:
    """Return the declarations of a `style` attribute, in lower case."""
    declarations = (part.partition(":") for part in attributes.get("style", "").lower().split(";"))
    return {
        name.strip(): value.replace("!important", "").strip() for name, _, value in declarations
    }
