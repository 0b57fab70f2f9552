"""What pasting from Word, a spreadsheet or a mail leaves in a text: found, and what belongs there.

`check` names it and `tbh tidy` puts it right, so that both have the same idea of it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Any, Final, get_args
from unicodedata import category

import attrs
from attrs import frozen

from tbh_model._memo import memoize_by_identity
from tbh_model.documents._lint_spots import Check, Finding, Site, Spot
from tbh_model.documents._located import AnyNode, MappingNode, ScalarNode, SequenceNode
from tbh_model.model import PRIVATE, Constraint, field_types
from tbh_model.text import RichText


@frozen(order=True)
class Flaw:
    """A range of a text, what it is, and what belongs in its place."""

    start: int
    end: int
    code: str
    name: str
    text: str = ""


HINT: Final = "`tbh tidy` puts it right"


@lru_cache(maxsize=512)
def flaws(text: str, *, is_markdown: bool) -> tuple[Flaw, ...]:
    """Find what pasting left in a text; no two of them overlap.

    Args:
        text: The text of one field.
        is_markdown: Whether it is rich text.
    """
    if text.isascii() and _SUSPICIOUS.search(text) is None:
        return ()
    found: list[Flaw] = []
    for kind in _IN_MARKDOWN if is_markdown else _IN_WORDS:
        found += kind(text, is_markdown)
    kept: list[Flaw] = []
    for flaw in sorted(found):
        if not kept or flaw.start >= kept[-1].end:
            kept.append(flaw)
    return tuple(kept)


_SUSPICIOUS: Final = re.compile(r"  |\t|\n|_x000|\] +\(")


def _invisible(text: str, _: bool) -> Iterator[Flaw]:  # noqa: FBT001 - one of a table
    for found in _UNSEEN.finditer(text):
        if not _is_needed(text, found.start()):
            sign = found[0]
            name = f"{_UNSEEN_NAMES[sign]} (U+{ord(sign):04X})"
            yield Flaw(*found.span(), "TBH430", name)


_UNSEEN_NAMES: Final[Mapping[str, str]] = {
    "\u00ad": "a soft hyphen",
    "\u200b": "a zero-width space",
    "\u200c": "a zero-width non-joiner",
    "\u200d": "a zero-width joiner",
    "\ufeff": "a byte order mark",
}
_UNSEEN: Final = re.compile(f"[{''.join(_UNSEEN_NAMES)}]")
_SPACELESS: Final = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3001-\u9fff\uac00-\ud7af]"
)
"""Scripts in which a space that nobody sees tells where a line may end."""
_JOINING: Final = re.compile(
    "[\u0600-\u109f\u1780-\u18af\ua840-\ua87f\ufb50-\ufdff\ufe0f\ufe70-\ufefc"
    "\U0001f3fb-\U0001f3ff\U00010a00-\U00011fff\U0001e900-\U0001e95f]"
)
"""Scripts whose letters join, and what is joined to an emoji."""


def _is_needed(text: str, index: int) -> bool:
    sign, beside = text[index], (text[max(0, index - 1) : index], text[index + 1 : index + 2])
    if sign == "\u200b":
        return any(_SPACELESS.match(one) for one in beside)
    if sign in "\u200c\u200d":
        return any(one and (_JOINING.match(one) or category(one) == "So") for one in beside)
    return False


def _garbled(text: str, _: bool) -> Iterator[Flaw]:  # noqa: FBT001 - one of a table
    for found in _MOJIBAKE.finditer(text):
        data = b"".join(_BYTES.get(sign) or sign.encode("cp1252") for sign in found[0])
        try:
            meant = data.decode()
        except UnicodeDecodeError:
            continue
        name = f"`{found[0]}` where `{meant}` is meant" if meant.isprintable() else "garbled text"
        yield Flaw(*found.span(), "TBH431", name, meant)


# bytes that Windows-1252 leaves free are read as the control characters of Latin-1
_FREE: Final = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
_BYTES: Final = {chr(byte): bytes([byte]) for byte in _FREE}
_CONTINUING: Final = "".join(
    chr(byte) if byte in _FREE else bytes([byte]).decode("cp1252") for byte in range(0x80, 0xC0)
)
_MOJIBAKE: Final = re.compile(
    f"[ÂÃ][{re.escape(_CONTINUING)}]|â[{re.escape(_CONTINUING)}]{{2}}"
    f"|ð[{re.escape(_CONTINUING)}]{{3}}"
)


def _carriage_returns(text: str, _: bool) -> Iterator[Flaw]:  # noqa: FBT001 - one of a table
    for found in re.finditer(r"_x000[dD]_", text):
        yield Flaw(*found.span(), "TBH436", "`_x000D_`, the end of a line in a spreadsheet")


def _spaces(text: str, is_markdown: bool) -> Iterator[Flaw]:  # noqa: FBT001 - one of a table
    if _GAP.search(text) is None:
        return
    start = 0
    is_fenced = False
    for line in text.split("\n"):
        is_fence = is_markdown and _FENCE.match(line) is not None
        is_fenced ^= is_fence
        if not (is_markdown and (is_fence or is_fenced or _CODE.search(line))):
            begin = _MARKS.match(line).end() if is_markdown else 0  # type: ignore[union-attr]  # it matches nothing, too
            for found in _GAP.finditer(line, begin):
                name = "a tab" if "\t" in found[0] else "two spaces or more"
                yield Flaw(start + found.start(), start + found.end(), "TBH432", name, " ")
        start += len(line) + 1


_GAP: Final = re.compile(r"(?<=\S)(?: {2,}| *\t[ \t]*)(?=\S)")
_FENCE: Final = re.compile(r" {0,3}(?:```|~~~)")
_CODE: Final = re.compile(r"^(?: {4}|\t)|`")
_MARKS: Final = re.compile(r"[ \t]*(?:(?:[-*+•·◦▪▫●○‣⁃–>]|#{1,6}|\d+[.)])[ \t]+)*")


def _bullets(text: str, _: bool) -> Iterator[Flaw]:  # noqa: FBT001 - one of a table
    start = 0
    lines: list[tuple[int, re.Match[str] | None]] = []
    for line in text.split("\n"):
        lines.append((start, _BULLET.match(line)))
        start += len(line) + 1
    for sign, run in groupby(lines, key=lambda line: line[1] and line[1]["sign"]):
        items = [(at, found) for at, found in run if found is not None]
        if sign and (len(items) > 1 or sign not in _BULLETS_TOGETHER):
            for at, found in items:
                name = f"`{sign}` at the beginning of a line, which makes no list"
                yield Flaw(at + found.start("mark"), at + found.end(), "TBH433", name, "- ")


_BULLETS_TOGETHER: Final = frozenset("·○–")
"""Signs that mean something else where they stand at the beginning of one line alone."""
_BULLET: Final = re.compile(r" {0,3}(?P<mark>(?P<sign>[•·◦▪▫●○‣⁃–])[ \t\u00a0]+)(?=\S)")


def _broken_lines(text: str, _: bool) -> Iterator[Flaw]:  # noqa: FBT001 - one of a table
    start = 0
    for paragraph in _BLANK.split(text):
        lines = paragraph.rstrip("\n").split("\n")
        if _is_wrapped(lines):
            end = start
            for line in lines[:-1]:
                end += len(line) + 1
                name = "a paragraph whose lines are broken as in a mail"
                yield Flaw(end - 1, end, "TBH434", name, " ")
        start += len(paragraph) + 2


_BLANK: Final = re.compile("\n\n")
_FEWEST_LINES: Final = 3
_SHORTEST_LINE: Final = 45
_LONGEST_LINE: Final = 90


def _is_wrapped(lines: list[str]) -> bool:
    """Return whether every line but the last is as long as it could be, as programs break them."""
    if len(lines) < _FEWEST_LINES or any(line != line.strip() or not line for line in lines):
        return False
    width = max(map(len, lines))
    return width <= _LONGEST_LINE and all(
        len(line) >= _SHORTEST_LINE and len(line) + 1 + len(below.split()[0]) > width
        for line, below in pairwise(lines)
    )


def _parted_links(text: str, _: bool) -> Iterator[Flaw]:  # noqa: FBT001 - one of a table
    for found in _PARTED_LINK.finditer(text):
        name = "a space between the words of a link and its address"
        yield Flaw(*found.span("gap"), "TBH435", name)


_PARTED_LINK: Final = re.compile(
    r"\[[^\[\]\n]+\](?P<gap>[ \t\u00a0]+)\((?:https?://|mailto:)[^()\s]+\)"
)

_Kind = Callable[[str, bool], Iterator[Flaw]]
_IN_WORDS: Final[tuple[_Kind, ...]] = (
    _invisible,
    _garbled,
    _carriage_returns,
    _spaces,
    _broken_lines,
)
_IN_MARKDOWN: Final[tuple[_Kind, ...]] = (
    _invisible,
    _garbled,
    _carriage_returns,
    _spaces,
    _bullets,
    _parted_links,
)
CODES: Final = ("TBH430", "TBH431", "TBH432", "TBH433", "TBH434", "TBH435", "TBH436")


def words_in(node: AnyNode, kind: type) -> Iterator[tuple[str, ScalarNode]]:
    """Yield the printed words that stand in the fields of an object: each with its path below it.

    What is private is not among them: it is as somebody received it.
    """
    for name in _word_fields(kind):
        value = node.get(name) if isinstance(node, MappingNode) else None
        if isinstance(value, ScalarNode):
            yield name, value
        elif isinstance(value, SequenceNode):
            for index, item in enumerate(value.items):
                if isinstance(item, ScalarNode):
                    yield f"{name}[{index}]", item


@lru_cache(maxsize=64)
def _word_fields(kind: type) -> tuple[str, ...]:
    private = {
        field.name for field in attrs.fields(kind) if PRIVATE.items() <= field.metadata.items()
    }
    return tuple(
        name
        for name, hint in field_types(kind).items()
        if name not in private and _holds_words(hint)
    )


def _holds_words(hint: Any) -> bool:
    if isinstance(hint, Constraint):
        return hint.name in {"words", "text", "line"}
    return any(map(_holds_words, get_args(hint)))


def pasted(code: str) -> Check:
    """Return the rule of lint that names what has a code."""

    def check(spot: Spot, _: Site) -> Iterator[Finding]:
        for step, words, found in _flawed(spot):
            same = [flaw for flaw in found if flaw.code == code]
            if same:
                yield _finding(words, step, same)

    return check


@memoize_by_identity
def _flawed(spot: Spot) -> tuple[tuple[str, ScalarNode, tuple[Flaw, ...]], ...]:
    """Return the texts of a spot in which something is wrong: nearly always none, for any code."""
    is_markdown = spot.kind is RichText
    if is_markdown:
        texts = [("", spot.node)] if isinstance(spot.node, ScalarNode) else []
    else:
        texts = [*words_in(spot.node, spot.kind)]
    every = ((step, words, flaws(words.text, is_markdown=is_markdown)) for step, words in texts)
    return tuple(each for each in every if each[2])


def _finding(words: ScalarNode, step: str, found: list[Flaw]) -> Finding:
    """Describe what stands in a text, once for each kind of it."""
    first, *others = found
    more = f" (and {len(others)} more in this text)" if others else ""
    place = words.places.span(first.start, first.end)
    return Finding(place, f"found {first.name}{more}", HINT, step)
