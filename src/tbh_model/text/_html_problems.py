"""Problems of HTML sources: what rich text does not keep, with positions."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from attrs import define, evolve, field

from tbh_model._problems import Problem, Severity
from tbh_model.text._blocks import MAX_TEXT_DEPTH
from tbh_model.text._html_tokenizer import Token, styles
from tbh_model.text._shorten import clip, collapse_spaces
from tbh_model.text._unicode import unencodable
from tbh_model.text._urls import url_error

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
