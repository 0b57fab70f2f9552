"""Invisible and confusable characters, as contents of character classes.

All modules use named subsets of this table.
"""

from collections.abc import Mapping
from typing import Final
from unicodedata import category

# White space outside ASCII and Latin-1 controls, the separators of lines among it.
WIDE_SPACES: Final = "\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
# White space, as in `str.isspace`.
SPACES: Final = f"\t-\r\x1c- \x85{WIDE_SPACES}"
# ZERO WIDTH NO-BREAK SPACE: white space in ECMAScript, whose programs trim it, but not in Python.
BYTE_ORDER_MARK: Final = "\ufeff"
# Line endings, as in `str.splitlines`.
LINE_BREAKS: Final = "\n-\r\x1c-\x1e\x85\u2028\u2029"
# Spaces without width, and the byte order mark.
ZERO_WIDTH_SPACES: Final = f"\u200b\u2060{BYTE_ORDER_MARK}"
# Invisible characters in text copied from word processors and pages, with their names.
INVISIBLE_NAMES: Final[Mapping[str, str]] = {
    "\u00ad": "a soft hyphen",
    "\u200b": "a zero-width space",
    "\u200c": "a zero-width non-joiner",
    "\u200d": "a zero-width joiner",
    "\ufeff": "a byte order mark",
}
# Invisible hyphens, joiners, and marks of direction and form within words.
IGNORABLE: Final = (
    "\xad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
# Code points below U+10000 that programs ignore (Default_Ignorable_Code_Point), and blank braille.
#
# A portable regular expression has no other ones.
UNSEEN_IN_BMP: Final = f"{IGNORABLE}\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufff0-\ufff8"
# All characters that programs ignore.
UNSEEN: Final = f"{UNSEEN_IN_BMP}\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
# Categories of characters that a terminal or an editor acts on: controls, and marks of direction.
_ACTIVE_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def is_active(character: str) -> bool:
    """Return whether a terminal or an editor acts on a character instead of showing it."""
    return category(character) in _ACTIVE_CATEGORIES


def printable(text: str) -> str:
    r"""Return a text with control characters, such as escapes and bidi controls, as U+XXXX.

    >>> content.printable("a\x1b")
    'a<U+001B>'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_escape, text))


def _escape(character: str) -> str:
    return f"<U+{ord(character):04X}>" if is_active(character) else character
