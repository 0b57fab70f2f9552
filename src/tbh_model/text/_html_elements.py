"""The elements and styles of HTML: what each of them means for rich text."""

import re
from collections.abc import Mapping
from typing import Final

from attrs import define, field

from tbh_model.text._blocks import MAX_START
from tbh_model.text._html_inlines import Mark
from tbh_model.text._html_problems import excerpt
from tbh_model.text._html_tokenizer import Token, styles
from tbh_model.text._inlines import Code, Emphasis, Strong


def _names(line: str) -> frozenset[str]:
    return frozenset(line.split())


HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
LISTS: Final = _names("ul ol menu dir")
PREFORMATTED: Final = _names("pre listing xmp plaintext")
CELLS: Final = _names("td th caption")
BLOCKS: Final = frozenset({*HEADINGS, *LISTS, *PREFORMATTED, *CELLS}) | _names(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption "
    "figure footer form frameset head header hgroup hr html legend li main nav optgroup option p "
    "search section summary table tbody tfoot thead tr"
)
CLOSED_BY: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(HEADINGS, frozenset(HEADINGS)),
    **dict.fromkeys(CELLS, CELLS),
    **dict.fromkeys(("dd", "dt"), _names("dd dt")),
    "tr": CELLS | {"tr"},
}
"""The elements that the start of another one closes."""
VOID: Final = _names(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source "
    "track wbr"
)
SILENT: Final = _names("script style")
"""Elements whose text is none that anybody reads."""
_UNSEEN: Final = _names("base link meta noembed noframes param script style template title")
_SEEN: Final = _names(
    "applet area audio bgsound canvas embed frame iframe input keygen meter object progress select "
    "svg textarea video"
)
_MARKS: Final[Mapping[str, Mark]] = {
    **dict.fromkeys(_names("b strong"), Strong),
    **dict.fromkeys(_names("cite dfn em i var"), Emphasis),
    **dict.fromkeys(_names("code kbd samp tt"), Code),
}
_NEUTRAL: Final = (
    (BLOCKS | VOID | _MARKS.keys()) - _names("details dialog dl figcaption form table")
    | _names("a abbr acronym bdi bdo colgroup data font label map nobr noscript o:p picture")
    | _names("rp rt span time")
)
_BOLD: Final = 600
_LANGUAGE: Final = re.compile(r"(?:^|\s)lang(?:uage)?-(\S+)")
_WORD_LEVEL: Final = re.compile(r"level([1-9])\b")


def has_place(token: Token) -> bool:
    """Return whether rich text has a place for an element, or it means nothing by itself."""
    is_layout = token.attributes.get("role") in {"presentation", "none"}
    return token.value in _NEUTRAL or (token.value == "table" and is_layout)


def marks_of(token: Token) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    """Return what an element and its style do to the words in it, and what they take back."""
    marks: list[Mark] = [_MARKS[token.value]] if token.value in _MARKS else []
    reset: list[Mark] = []
    for mark, is_on in _style_marks(token):
        (marks if is_on else reset).append(mark)
    return tuple(mark for mark in dict.fromkeys(marks) if mark not in reset), tuple(reset)


def _style_marks(token: Token) -> list[tuple[Mark, bool]]:
    style = styles(token.attributes)
    weight, slant = style.get("font-weight", ""), style.get("font-style", "")
    result: list[tuple[Mark, bool]] = []
    if token.value not in HEADINGS and weight in {"bold", "bolder", "normal", "lighter"}:
        result.append((Strong, weight.startswith("bold")))
    elif token.value not in HEADINGS and re.fullmatch("[0-9]{1,4}", weight, re.ASCII):
        result.append((Strong, int(weight) >= _BOLD))
    if slant.startswith(("italic", "oblique")) or slant == "normal":
        result.append((Emphasis, slant != "normal"))
    return result


def language_of(token: Token) -> str | None:
    """Return the programming language that a class names."""
    match = _LANGUAGE.search(token.attributes.get("class", ""))
    return match[1] if match else None


def first_number(token: Token) -> int | None:
    """Return the number of the first item of a list, or None if it is not ordered."""
    start = token.attributes.get("start", "").strip()
    is_number = re.fullmatch("[0-9]{1,9}", start, re.ASCII)
    return None if token.value != "ol" else min(int(start), MAX_START) if is_number else 1


def word_level(token: Token) -> int:
    """Return the level of a paragraph that Word shows as the item of a list; otherwise 0."""
    match = _WORD_LEVEL.search(styles(token.attributes).get("mso-list", ""))
    return int(match[1]) if match else 0


def is_word_marker(token: Token) -> bool:
    """Return whether an element is the bullet or number that Word writes before an item."""
    return styles(token.attributes).get("mso-list") == "ignore"


@define
class Omission:
    """An element that is left out: what it is, its words, and how many of its name are open."""

    token: Token
    what: str
    is_seen: bool
    words: list[str] = field(factory=list)
    depth: int = 1


def omission(token: Token) -> Omission | None:
    """Return what to leave out where an element begins; None if it stays."""
    name, attributes = token.value, token.attributes
    if name in _UNSEEN or (name == "input" and attributes.get("type", "").lower() == "hidden"):
        return Omission(token, f"`<{name}>`", is_seen=False)
    if name in _SEEN:
        address = attributes.get("src") or attributes.get("data") or attributes.get("href")
        what = f"`<{name}>` of `{excerpt(address)}`" if address else f"`<{name}>`"
        words = attributes.get("value") or attributes.get("placeholder") or ""
        return Omission(token, what, is_seen=True, words=[words])
    is_hidden = "hidden" in attributes or styles(attributes).get("display") == "none"
    if is_hidden and name not in {"html", "body"}:
        return Omission(token, f"a hidden `<{excerpt(name)}>`", is_seen=False)
    size = {attributes.get("width"), attributes.get("height")}
    if name == "img" and size <= {"0", "1", "0px", "1px"}:
        what = f"an image of one pixel, `{excerpt(attributes.get('src', ''))}`,"
        return Omission(token, what, is_seen=False)
    return None
