"""Traces of pasting from Word, spreadsheets and mail, with their replacements.

The lint rules and `tbh tidy` share this module, so that they agree.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Any, Final, get_args
from unicodedata import category

import attrs

from tbh_model._attrs import frozen
from tbh_model._characters import INVISIBLE_NAMES
from tbh_model._memo import memoize_by_identity
from tbh_model.content._node import AnyNode, MappingNode, ScalarNode, SequenceNode
from tbh_model.content.lint._context import Check, Finding, LintContext, LintTarget
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


HINT: Final = "`tbh tidy --write` puts it right"


@lru_cache(maxsize=512)
def flaws(text: str, *, is_markdown: bool) -> tuple[Flaw, ...]:
    """Find what pasting left in a text; no two of them overlap.

    Args:
        text: The text of one field.
        is_markdown: Whether it is rich text.
    """
    if text.isascii() and _SUSPICIOUS.search(text) is None:
        return ()
    candidates: list[Flaw] = []
    for kind in _IN_MARKDOWN if is_markdown else _IN_WORDS:
        candidates += kind(text, is_markdown)
    result: list[Flaw] = []
    for flaw in sorted(candidates):
        if not result or flaw.start >= result[-1].end:
            result.append(flaw)
    return tuple(result)


_SUSPICIOUS: Final = re.compile(r"  |\t|\n|_x000|\] +\(")


def _invisible_characters(text: str, _: bool) -> Iterator[Flaw]:  # noqa: FBT001 - one of a table
    for match in _INVISIBLE.finditer(text):
        if not _is_meaningful(text, match.start()):
            sign = match[0]
            name = f"{INVISIBLE_NAMES[sign]} (U+{ord(sign):04X})"
            yield Flaw(*match.span(), "TBH430", name)


_INVISIBLE: Final = re.compile(f"[{''.join(INVISIBLE_NAMES)}]")
# Scripts in which an invisible space allows a line break.
_SPACELESS: Final = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3001-\u9fff\uac00-\ud7af]"
)
# Scripts whose letters join, and what is joined to an emoji.
_JOINING: Final = re.compile(
    "[\u0600-\u109f\u1780-\u18af\ua840-\ua87f\ufb50-\ufdff\ufe0f\ufe70-\ufefc"
    "\U0001f3fb-\U0001f3ff\U00010a00-\U00011fff\U0001e900-\U0001e95f]"
)


def _is_meaningful(text: str, index: int) -> bool:
    sign, neighbours = text[index], (text[max(0, index - 1) : index], text[index + 1 : index + 2])
    if sign == "\u200b":
        return any(_SPACELESS.match(neighbour) for neighbour in neighbours)
    if sign in "\u200c\u200d":
        return any(
            neighbour and (_JOINING.match(neighbour) or category(neighbour) == "So")
            for neighbour in neighbours
        )
    return False


def _mojibake(text: str, _: bool) -> Iterator[Flaw]:  # noqa: FBT001 - one of a table
    for match in _MOJIBAKE.finditer(text):
        data = b"".join(_BYTES.get(sign) or sign.encode("cp1252") for sign in match[0])
        try:
            correction = data.decode()
        except UnicodeDecodeError:
            continue
        name = (
            f"`{match[0]}` where `{correction}` is meant"
            if correction.isprintable()
            else "garbled text"
        )
        yield Flaw(*match.span(), "TBH431", name, correction)


# bytes that Windows-1252 leaves free are read as the control characters of Latin-1
_UNDEFINED_BYTES: Final = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
_BYTES: Final = {chr(byte): bytes([byte]) for byte in _UNDEFINED_BYTES}
_CONTINUATION: Final = "".join(
    chr(byte) if byte in _UNDEFINED_BYTES else bytes([byte]).decode("cp1252")
    for byte in range(0x80, 0xC0)
)
_MOJIBAKE: Final = re.compile(
    f"[ÂÃ][{re.escape(_CONTINUATION)}]|â[{re.escape(_CONTINUATION)}]{{2}}"
    f"|ð[{re.escape(_CONTINUATION)}]{{3}}"
)


def _carriage_returns(text: str, _: bool) -> Iterator[Flaw]:  # noqa: FBT001 - one of a table
    for match in re.finditer(r"_x000[dD]_", text):
        yield Flaw(*match.span(), "TBH436", "`_x000D_`, the end of a line in a spreadsheet")


def _prose_lines(text: str, is_markdown: bool) -> Iterator[tuple[int, str]]:  # noqa: FBT001 - as the table has it
    """Yield each line that is no code, with its position in the text."""
    start = 0
    is_fenced = False
    for line in text.split("\n"):
        is_fence = is_markdown and _FENCE.match(line) is not None
        is_fenced ^= is_fence
        if not (is_markdown and (is_fence or is_fenced or _CODE.search(line))):
            yield start, line
        start += len(line) + 1


def _repeated_spaces(text: str, is_markdown: bool) -> Iterator[Flaw]:  # noqa: FBT001 - one of a table
    if _GAP.search(text) is None:
        return
    for start, line in _prose_lines(text, is_markdown):
        begin = _LINE_MARKERS.match(line).end() if is_markdown else 0  # type: ignore[union-attr]  # it matches nothing, too
        for match in _GAP.finditer(line, begin):
            name = "a tab" if "\t" in match[0] else "two spaces or more"
            yield Flaw(start + match.start(), start + match.end(), "TBH432", name, " ")


_GAP: Final = re.compile(r"(?<=\S)(?: {2,}| *\t[ \t]*)(?=\S)")
_FENCE: Final = re.compile(r" {0,3}(?:```|~~~)")
_CODE: Final = re.compile(r"^(?: {4}|\t)|`")
_LINE_MARKERS: Final = re.compile(r"[ \t]*(?:(?:[-*+•·◦▪▫●○‣⁃–>]|#{1,6}|\d+[.)])[ \t]+)*")


def _stray_no_break_spaces(text: str, is_markdown: bool) -> Iterator[Flaw]:  # noqa: FBT001 - one of a table
    if _NO_BREAK not in text:
        return
    for start, line in _prose_lines(text, is_markdown):
        for match in _STRAY.finditer(line):
            before, after = line[: match.start()][-1:], line[match.end() :][:1]
            is_typography = before == "«" or before.isdigit() or after in ":;!?»"
            replacement = (_NO_BREAK if is_typography else " ") if after else ""
            name = "a no-break space (U+00A0) that holds nothing together"
            yield Flaw(start + match.start(), start + match.end(), "TBH437", name, replacement)


_NO_BREAK: Final = "\u00a0"
# Several spaces with such a space among them, one at the end of a line, and one between two words
# in the middle of a sentence. A number and its unit, a title and a name, and French punctuation
# have one for a reason.
_STRAY: Final = re.compile(
    "(?<=\\S)(?:[ \t]*\u00a0[ \t\u00a0]+|[ \t]+\u00a0)(?=\\S)|(?<=\\S)[ \t]*\u00a0[ \t\u00a0]*$"
    "|(?<=[^\\W\\d_A-Z]{3})\u00a0(?=[a-zà-öø-ÿ]{3})"
)


def _typed_bullets(text: str, _: bool) -> Iterator[Flaw]:  # noqa: FBT001 - one of a table
    start = 0
    lines: list[tuple[int, re.Match[str] | None]] = []
    for line in text.split("\n"):
        lines.append((start, _BULLET.match(line)))
        start += len(line) + 1
    for sign, run in groupby(
        lines, key=lambda line: line[1] and (line[1]["sign"] or line[1]["letter"])
    ):
        items = [(at, match) for at, match in run if match is not None]
        if sign and (len(items) > 1 or sign not in _BULLETS_TOGETHER):
            for at, match in items:
                name = f"`{sign}` at the beginning of a line, which makes no list"
                yield Flaw(at + match.start("mark"), at + match.end(), "TBH433", name, "- ")


# Bullets that mean something else if only one line begins with them.
_BULLETS_TOGETHER: Final = frozenset("·○–oØ§")
# The last three are what Word has for bullets, with a tab or no-break spaces behind them.
_BULLET: Final = re.compile(
    r" {0,3}(?P<mark>(?:(?P<sign>[•·◦▪▫●○‣⁃–\uf0a7\uf0b7\uf0d8])|(?P<letter>[oØ§])(?=[\t\u00a0]))"
    r"[ \t\u00a0]+)(?=\S)"
)


def _word_numbers(text: str, _: bool) -> Iterator[Flaw]:  # noqa: FBT001 - one of a table
    for match in _WORD_NUMBER.finditer(text):
        name = f"`{match['number']}` and no-break spaces, which make no list"
        yield Flaw(*match.span("gap"), "TBH433", name, " ")


_WORD_NUMBER: Final = re.compile(
    r"^ {0,3}(?P<number>\d{1,3}[.)])(?P<gap>\u00a0[ \t\u00a0]+|[ \t]+\u00a0[ \t\u00a0]*)(?=\S)",
    re.MULTILINE,
)


def _joined_paragraphs(text: str, _: bool) -> Iterator[Flaw]:  # noqa: FBT001 - one of a table
    start = 0
    for block in _BLANK.split(text):
        lines = block.split("\n")
        if _are_paragraphs([line for line in lines if line]):
            end = start
            for line in lines[:-1]:
                end += len(line) + 1
                if line and text[end : end + 1].strip():
                    name = "the end of a line between two paragraphs, which runs them together"
                    # the character before the end of the line: what follows it is indentation
                    yield Flaw(end - 2, end - 1, "TBH438", name, f"{line[-1]}\n")
        start += len(block) + 2


def _are_paragraphs(lines: list[str]) -> bool:
    """Return whether lines are paragraphs: whole sentences, several on most, longer than a page."""
    if len(lines) < _MIN_PARAGRAPHS or max(map(len, lines)) <= _MAX_LINE_WIDTH:
        return False
    if not all(_SENTENCE_START.match(line) for line in lines):
        return False
    if not all(_SENTENCE_END.search(line) for line in lines):
        return False
    return sum(1 for line in lines if _TWO_SENTENCES.search(line)) * 2 >= len(lines)


_MIN_PARAGRAPHS: Final = 2
# Longer lines are not what an editor or a mail program breaks.
_MAX_LINE_WIDTH: Final = 100
_SENTENCE_START: Final = re.compile(r"[\"'“‘«(]?\u00a0?[^\Wa-zà-öø-ÿ_]")
_SENTENCE_END: Final = re.compile(r"[.!?…][\"'”’»)]*$")
# One sentence on each line is how some people write Markdown.
_TWO_SENTENCES: Final = re.compile(r"[.!?…][\"'”’»)]* +[\"'“‘«(]?\u00a0?[^\Wa-zà-öø-ÿ_]")


def _hard_wrapped_lines(text: str, _: bool) -> Iterator[Flaw]:  # noqa: FBT001 - one of a table
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
_MIN_LINES: Final = 3
_MIN_WRAPPED_LENGTH: Final = 45
_MAX_WRAPPED_LENGTH: Final = 90


def _is_wrapped(lines: list[str]) -> bool:
    """Return whether every line but the last is as long as it could be, as programs break them."""
    if len(lines) < _MIN_LINES or any(line != line.strip() or not line for line in lines):
        return False
    width = max(map(len, lines))
    return width <= _MAX_WRAPPED_LENGTH and all(
        len(line) >= _MIN_WRAPPED_LENGTH and len(line) + 1 + len(below.split()[0]) > width
        for line, below in pairwise(lines)
    )


def _split_links(text: str, _: bool) -> Iterator[Flaw]:  # noqa: FBT001 - one of a table
    for match in _PARTED_LINK.finditer(text):
        name = "a space between the words of a link and its address"
        yield Flaw(*match.span("gap"), "TBH435", name)


_PARTED_LINK: Final = re.compile(
    r"\[[^\[\]\n]+\](?P<gap>[ \t\u00a0]+)\((?:https?://|mailto:)[^()\s]+\)"
)

_FlawFinder = Callable[[str, bool], Iterator[Flaw]]
_IN_WORDS: Final[tuple[_FlawFinder, ...]] = (
    _invisible_characters,
    _mojibake,
    _carriage_returns,
    _repeated_spaces,
    _stray_no_break_spaces,
    _hard_wrapped_lines,
)
_IN_MARKDOWN: Final[tuple[_FlawFinder, ...]] = (
    _invisible_characters,
    _mojibake,
    _carriage_returns,
    _repeated_spaces,
    _stray_no_break_spaces,
    _typed_bullets,
    _word_numbers,
    _joined_paragraphs,
    _split_links,
)
FLAW_CODES: Final = (
    *("TBH430", "TBH431", "TBH432", "TBH433", "TBH434", "TBH435", "TBH436", "TBH437", "TBH438"),
)


def printed_texts(node: AnyNode, kind: type) -> Iterator[tuple[str, ScalarNode]]:
    """Yield the printed texts in the fields of an object, each with its path.

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
        name for name, hint in field_types(kind).items() if name not in private and _is_words(hint)
    )


def _is_words(hint: Any) -> bool:
    if isinstance(hint, Constraint):
        return hint.name in {"words", "text", "line"}
    return any(map(_is_words, get_args(hint)))


def pasted_text_rule(code: str) -> Check:
    """Return the rule of lint that names what has a code."""

    def check(target: LintTarget, _: LintContext) -> Iterator[Finding]:
        for step, words, text_flaws in _texts_with_flaws(target):
            matching = [flaw for flaw in text_flaws if flaw.code == code]
            if matching:
                yield _finding(words, step, matching)

    return check


@memoize_by_identity
def _texts_with_flaws(target: LintTarget) -> tuple[tuple[str, ScalarNode, tuple[Flaw, ...]], ...]:
    """Return the texts of a spot in which something is wrong: nearly always none, for any code."""
    is_markdown = target.kind is RichText
    if is_markdown:
        texts = [("", target.node)] if isinstance(target.node, ScalarNode) else []
    else:
        texts = [*printed_texts(target.node, target.kind)]
    flaws_by_text = (
        (step, words, flaws(words.text, is_markdown=is_markdown)) for step, words in texts
    )
    return tuple(entry for entry in flaws_by_text if entry[2])


def _finding(words: ScalarNode, step: str, text_flaws: list[Flaw]) -> Finding:
    """Return the finding of a kind in a text."""
    first, *remaining = text_flaws
    more = f" (and {len(remaining)} more in this text)" if remaining else ""
    place = words.source_map.span(first.start, first.end)
    return Finding(place, f"found {first.name}{more}", HINT, step)
