"""A line of a file with marks under the words that are meant, as wide as a terminal shows them."""

import re
from collections.abc import Iterable
from typing import Final
from unicodedata import category, east_asian_width

WIDEST: Final = 88
"""Columns of a snippet; a longer line is cut around the place."""

_TAB: Final = "    "
_CUT: Final = "…"
_ACTIVE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_UNSETTLED: Final = re.compile(
    "[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef\U0001f3fb-\U0001f3ff]"
)
"""What joins characters or chooses their form. Terminals disagree on how wide the result is, so a
snippet leaves it out and shows the characters one by one."""


def printable(text: str) -> str:
    """Show what a terminal would act on, such as escapes and bidi controls, as U+XXXX."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible, text))


def marked_line(line: str, start: int, length: int) -> tuple[str, str]:
    """Return a line as it is shown, and the marks to stand under it.

    Args:
        line: The line as it is written.
        start: The index at which the marked part begins; the end of the line at most.
        length: How many code points are marked; one mark stands there even for none.
    """
    start = min(start, len(line))
    marked = _cells(line[start : start + length])
    before = _cells(line[max(0, start - WIDEST) : start])
    after = _cells(line[start + length : start + length + WIDEST])
    is_cut_before, is_cut_after = start > WIDEST, start + length + WIDEST < len(line)
    shown, is_cut = _fitting(marked, WIDEST - 1)
    if is_cut:
        after, is_cut_after = [], True
    room = max(8, (WIDEST - _width(shown)) // 2)
    if _width(before) > 2 * room:
        before, is_cut_before = _fitting(before[::-1], room)[0][::-1], True
    kept, is_longer = _fitting(after, room)
    left = f"{_CUT if is_cut_before else ''}{''.join(before)}"
    width = _width(before) + is_cut_before
    right = f"{''.join(kept)}{_CUT if is_longer or is_cut_after else ''}"
    marks = max(1, _width(shown) + is_cut)
    return f"{left}{''.join(shown)}{right}".rstrip(), f"{' ' * width}{'^' * marks}"


def _visible(character: str) -> str:
    return f"<U+{ord(character):04X}>" if category(character) in _ACTIVE else character


def _cells(text: str) -> list[str]:
    """Split a text into what is shown: characters with their marks, tabs as spaces."""
    if text.isascii() and text.isprintable():
        return list(text)
    cells: list[str] = []
    for character in _UNSETTLED.sub("", text):
        if cells and _is_mark(character):
            cells[-1] += character
        else:
            cells.append(_TAB if character == "\t" else _visible(character))
    return cells


def _fitting(cells: list[str], room: int) -> tuple[list[str], bool]:
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
        0 if _is_mark(character) else 1 + (east_asian_width(character) in {"W", "F"})
        for character in text
    )


def _is_mark(character: str) -> bool:
    """Return whether a character combines with the one before it, as in a Hangul syllable."""
    return category(character) in {"Mn", "Me"} or "\u1160" <= character <= "\u11ff"
