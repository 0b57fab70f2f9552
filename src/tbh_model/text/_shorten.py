"""Shortening of plain text.

Every place that shortens a text for people calls `shorten`. It cuts between words, and never inside
what a reader sees as one character (a grapheme cluster, UAX 29): the core has no Unicode tables but
those of `unicodedata`, so that where they say too little it keeps more together than it must.
"""

import re
from functools import cache
from typing import Final
from unicodedata import category, combining

# Other space, such as no-break and ideographic ones, is how somebody wanted their words.
_ORDINARY_SPACES: Final = re.compile("[ \t\n\r\u2028\u2029]+")
# A space at which a line may end.
_SPACES: Final = re.compile(r"[^\S\u00a0\u202f\u2007\ufeff]")
_DANGLING: Final = frozenset(",;:.-‐‑‒–—―/\\&+([{<«‹“‘„‚¿¡「『（［｛〈《【〔、，；：。．・،؛")
_CLOSING: Final = frozenset(
    ")]}>»›”’」』）］｝〉》】〕、，；：。．！？ーぁぃぅぇぉっゃゅょァィゥェォッャュョ・…"
)
_JOINER: Final = "\u200d"
# The combining class of what joins consonants in Indic scripts.
_VIRAMA: Final = 9
# Characters that extend a grapheme, besides marks.
_EXTENDING: Final = re.compile(
    "[\u0e33\u0eb3\u1160-\u11ff\ud7b0-\ud7ff\uff9e\uff9f\U0001f3fb-\U0001f3ff]"
)
# Characters that belong to the following grapheme, besides format characters.
_PREPENDED: Final = re.compile(
    "[\u1100-\u115f\ua960-\ua97f\u0d4e\U000111c2\U000111c3\U0001193f\U00011941\U00011a3a"
    "\U00011a84-\U00011a89\U00011d46\U00011f02]"
)
_FLAG_LETTERS: Final = re.compile("[\U0001f1e6-\U0001f1ff]")
# Categories of what may belong to the character before: Unicode may yet say so of unassigned.
_MARKS: Final = frozenset({"Mn", "Me", "Mc", "Cf", "Cn"})


def collapse_spaces(text: str) -> str:
    r"""Return a text on one line: line breaks and runs of ordinary spaces become one space.

    Other kinds of space are kept.

    >>> text.collapse_spaces("one\n two")
    'one two'
    """
    return _ORDINARY_SPACES.sub(" ", text).strip(" ")


def shorten(text: str, length: int) -> str:
    """Return a text cut to a maximum number of characters, the ellipsis included.

    The text is cut between words, or between graphemes in scripts without spaces. Opening
    punctuation before the ellipsis is removed. A word that would take half of the length with it is
    cut between two graphemes.

    >>> text.shorten("I say how late I am, in minutes.", 20)
    'I say how late I…'
    """
    if len(text) <= length:
        return text
    end = _last_cut(text, length - 1)
    while end and (text[end - 1] in _DANGLING or text[end - 1].isspace()):
        end = _last_boundary(text, end - 1)
    return f"{text[:end]}…"


def clip(text: str, length: int, mark: str = "") -> str:
    """Return a text cut to a maximum number of characters, never inside a grapheme.

    For sources and identifiers, in which word boundaries do not matter.

    Args:
        text: The text.
        length: The maximum number of characters.
        mark: Appended to a text that was cut, within the maximum.

    >>> text.clip("tag:example.org,2026", 8, "…")
    'tag:exam…'
    """
    return text if len(text) <= length else f"{text[: _last_boundary(text, length)]}{mark}"


def _last_cut(text: str, length: int) -> int:
    """Return where the last word ends of those that have room."""
    for end in range(length, length // 2, -1):
        previous, following = text[end - 1], text[end]
        if _SPACES.match(following) and not _SPACES.match(previous):
            if is_boundary(text, end):
                return end
        elif (
            not previous.isascii()
            and (_spaceless().match(previous) or _spaceless().match(following))
            and following not in _CLOSING
            and is_boundary(text, end)
        ):
            return end
    return _last_boundary(text, length)


@cache
def _spaceless() -> re.Pattern[str]:
    """Find scripts whose words have no spaces between them, and their punctuation."""
    return re.compile(
        "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3001-\u30ff\u3400-\u4dbf\u4e00-\ua4cf"
        "\uf900-\ufaff\uff01-\uff9f\U00020000-\U0003ffff]"
    )


def _last_boundary(text: str, length: int) -> int:
    return next((end for end in range(length, 0, -1) if is_boundary(text, end)), 0)


def is_boundary(text: str, index: int) -> bool:
    """Return whether a grapheme certainly ends before the character at an index."""
    previous, following = text[index - 1], text[index]
    if previous.isascii() and following.isascii():
        return not (previous == "\r" and following == "\n")
    if category(following) in _MARKS or _EXTENDING.match(following):
        return False
    if category(previous) == "Cf" or _PREPENDED.match(previous):
        return False
    if _FLAG_LETTERS.match(previous) and _FLAG_LETTERS.match(following):
        return _count_flag_letters(text, index) % 2 == 0
    return not _joins_consonants(text, index)


def _count_flag_letters(text: str, end: int) -> int:
    start = end
    while start and _FLAG_LETTERS.match(text[start - 1]):
        start -= 1
    return end - start


def _joins_consonants(text: str, index: int) -> bool:
    while index and (category(text[index - 1]) in _MARKS or _EXTENDING.match(text[index - 1])):
        index -= 1
        if combining(text[index]) == _VIRAMA:
            return True
    return False
