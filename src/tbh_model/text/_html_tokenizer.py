"""Tags, texts and comments of HTML with their positions, and the problems of a source.

The rules are those of the HTML standard (section 13.2.5). The parsers at hand do not serve here:
`html.parser` takes quadratic time for broken tags, and that of lxml ends `<b>` at the next `<p>`,
forgets columns, and raises an error for an encoding declaration.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from html import unescape
from types import MappingProxyType
from typing import Final, NamedTuple

from tbh_model._attrs import define, evolve, field
from tbh_model._problems import Problem, Severity
from tbh_model.text._blocks import MAX_TEXT_DEPTH
from tbh_model.text._shorten import clip, collapse_spaces
from tbh_model.text._unicode import unencodable
from tbh_model.text._urls import url_error

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
        # of two attributes of one name the first counts (HTML standard, duplicate-attribute)
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


_MAX_QUOTE_LENGTH = 60
_LOOK: Final = "check whether the text needs it, and write it in words or in Markdown"
_MEANINGS: Final = {
    "table": "the rows and columns of a table",
    "u": "underlining",
    "ins": "the mark of inserted words",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "sup": "superscript",
    "sub": "subscript",
    "mark": "highlighting",
    "small": "small print",
    "q": "the quotation marks of `<q>`",
    "dl": "the pairs of a list of terms",
    "figcaption": "that words are the caption of an image",
}


@define
class _Occurrences:
    problem: Problem
    token: Token
    count: int = 1


@define
class HTMLProblems:
    """Collects what cannot be kept; a thing that occurs often is one problem with a count."""

    _by_message: dict[str, _Occurrences] = field(factory=dict)

    def loss(self, meaning: str, token: Token) -> None:
        """Report a form or a note that is lost, while the words stay."""
        message = f"{meaning} cannot be kept, only the words"
        self._add(token, message, _LOOK, severity=Severity.WARNING)

    def form(self, name: str, token: Token) -> None:
        """Report the form of words that an element gives them, such as `u`."""
        self.loss(_MEANINGS.get(name, f"the element `<{excerpt(name)}>`"), token)

    def removal(self, what: str, token: Token, words: str = "", *, is_seen: bool = True) -> None:
        """Report something that is left out: as an error, if a reader would see it."""
        quotation = f": {words}" if words else ""
        hint = "write what it shows in words, or link to it" if is_seen else "check that it may go"
        severity = Severity.ERROR if is_seen else Severity.WARNING
        self._add(token, f"{what} is left out{quotation}", hint, severity=severity)

    def comment(self, token: Token) -> None:
        """Report a comment, or a tag that does not end; a document type is worth no word."""
        if token.value[1:2].isalpha():
            self.removal(f"the tag `{excerpt(token.value)}`, which does not end,", token)
        elif not token.value.lower().startswith("<!doctype"):
            self.removal("a comment", token, is_seen=False)

    def is_forbidden(self, url: str, token: Token) -> bool:
        """Report an address that may not be that of a link or an image, and return whether."""
        error = url_error(url)
        if error is not None:
            message = f"the address `{excerpt(url)}` {error[0]}: its words are kept without it"
            self._add(token, message, error[1], code="TBH121")
        return error is not None

    def depth(self, token: Token) -> None:
        """Report more levels than anybody reads; the words inside stay, the levels do not."""
        message = f"more than {MAX_TEXT_DEPTH} levels inside each other"
        self._add(token, message, "take some levels out", code="TBH124")

    def character(self, text: str, token: Token) -> None:
        """Report a reference to a character that formats forbid."""
        for _, character in unencodable(text):
            message = f"the character U+{ord(character):04X} cannot be carried: U+FFFD is shown"
            self._add(token, message, "remove it", code="TBH123")

    def _add(
        self,
        token: Token,
        message: str,
        hint: str,
        *,
        code: str = "TBH126",
        severity: Severity = Severity.ERROR,
    ) -> None:
        known = self._by_message.get(message)
        if known is not None:
            known.count += 1
            return
        problem = Problem(code=code, message=message, hint=hint, severity=severity)
        self._by_message[message] = _Occurrences(problem, token)

    def locate(self, source: str) -> Iterator[Problem]:
        """Yield the problems with lines and columns."""
        starts = [0, *(index + 1 for index, character in enumerate(source) if character == "\n")]
        for each in self._by_message.values():
            start, end = each.token.start, each.token.end
            line = bisect_right(starts, start)
            message = each.problem.message
            yield evolve(
                each.problem,
                message=f"{message} ({each.count} times)" if each.count > 1 else message,
                line=line,
                column=start - starts[line - 1] + 1,
                length=len(source[start:end].partition("\n")[0].rstrip()) or 1,
            )


def report_attributes(problems: HTMLProblems, token: Token) -> None:
    """Report attributes and styles that mean something, and have no place in rich text."""
    attributes = token.attributes
    name = token.value
    if name not in {"html", "body"} and attributes.get("lang"):
        problems.loss(f"the language `{excerpt(attributes['lang'])}` of words", token)
    if attributes.get("dir", "").lower() == "rtl":
        problems.loss("the direction `rtl` of words", token)
    if attributes.get("title") and name not in {"a", "img", "iframe"}:
        problems.loss(f"the note “{collapse_spaces(attributes['title'])}” on words", token)
    for list_name, attribute in (("ol", "type"), ("ol", "reversed"), ("li", "value")):
        if name == list_name and attributes.get(attribute, "1") not in {"1", "disc"}:
            problems.loss(f"`{attribute}` of `<{name}>`", token)
    style = styles(attributes)
    decoration = style.get("text-decoration", "") + style.get("text-decoration-line", "")
    if "line-through" in decoration:
        problems.form("s", token)
    if style.get("vertical-align") in {"super", "sub"}:
        problems.form({"super": "sup", "sub": "sub"}[style["vertical-align"]], token)


def excerpt(words: str) -> str:
    """Return the beginning of a source on one line."""
    return clip(collapse_spaces(words.strip()), _MAX_QUOTE_LENGTH, "…")
