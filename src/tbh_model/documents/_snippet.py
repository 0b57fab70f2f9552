"""A line of a file with marks under the words that are meant, as wide as a terminal shows them."""

import re
from collections.abc import Iterable
from typing import Final
from unicodedata import category, east_asian_width

MAX_SNIPPET_WIDTH: Final = 88
"""Columns of a snippet; a longer line is cut around the place."""

_TAB: Final = "    "
_ELLIPSIS: Final = "…"
_UNSAFE_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINERS: Final = re.compile(
    "[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef\U0001f3fb-\U0001f3ff]"
)
"""What joins characters or chooses their form. Terminals disagree on how wide the result is, so a
snippet leaves it out and shows the characters one by one."""


def printable(text: str) -> str:
    """Show what a terminal would act on, such as escapes and bidi controls, as U+XXXX."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_escape_character, text))


def marked_line(line: str, start: int, length: int) -> tuple[str, str]:
    """Return a line as it is shown, and the marks to stand under it.

    Args:
        line: The line as it is written.
        start: The index at which the marked part begins; the end of the line at most.
        length: How many code points are marked; one mark stands there even for none.
    """
    start = min(start, len(line))
    marked_cells = _cells(line[start : start + length])
    cells_before = _cells(line[max(0, start - MAX_SNIPPET_WIDTH) : start])
    cells_after = _cells(line[start + length : start + length + MAX_SNIPPET_WIDTH])
    is_cut_before, is_cut_after = (
        start > MAX_SNIPPET_WIDTH,
        start + length + MAX_SNIPPET_WIDTH < len(line),
    )
    visible_cells, is_cut = _take_fitting(marked_cells, MAX_SNIPPET_WIDTH - 1)
    if is_cut:
        cells_after, is_cut_after = [], True
    room = max(8, (MAX_SNIPPET_WIDTH - _width(visible_cells)) // 2)
    if _width(cells_before) > 2 * room:
        cells_before, is_cut_before = _take_fitting(cells_before[::-1], room)[0][::-1], True
    tail_cells, is_longer = _take_fitting(cells_after, room)
    head = f"{_ELLIPSIS if is_cut_before else ''}{''.join(cells_before)}"
    width = _width(cells_before) + is_cut_before
    tail = f"{''.join(tail_cells)}{_ELLIPSIS if is_longer or is_cut_after else ''}"
    marks = max(1, _width(visible_cells) + is_cut)
    return f"{head}{''.join(visible_cells)}{tail}".rstrip(), f"{' ' * width}{'^' * marks}"


def _escape_character(character: str) -> str:
    return f"<U+{ord(character):04X}>" if category(character) in _UNSAFE_CATEGORIES else character


def _cells(text: str) -> list[str]:
    """Split a text into what is shown: characters with their marks, tabs as spaces."""
    if text.isascii() and text.isprintable():
        return list(text)
    cells: list[str] = []
    for character in _JOINERS.sub("", text):
        if cells and _is_combining(character):
            cells[-1] += character
        else:
            cells.append(_TAB if character == "\t" else _escape_character(character))
    return cells


def _take_fitting(cells: list[str], room: int) -> tuple[list[str], bool]:
    """Return as many cells as fit, and tell whether some did not."""
    for count, cell in enumerate(cells):
        room -= _width([cell])
        if room < 0:
            return cells[:count], True
    return cells, False


def _width(cells: Iterable[str]) -> int:
    """Count the columns that cells take on a terminal."""
    text = "".join(cells)
    if text.isascii():
        return len(text)
    return sum(
        0 if _is_combining(character) else 1 + (east_asian_width(character) in {"W", "F"})
        for character in text
    )


def _is_combining(character: str) -> bool:
    """Return whether a character combines with the one before it, as in a Hangul syllable."""
    return category(character) in {"Mn", "Me"} or "\u1160" <= character <= "\u11ff"
