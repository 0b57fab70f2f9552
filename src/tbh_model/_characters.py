"""Characters that nobody sees, or takes for others, as insides of character classes.

Parts of the library that look for some of them name a subset here, and none has a table of its own.
"""

from collections.abc import Mapping
from typing import Final

WIDE_SPACES: Final = "\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""White space outside ASCII and Latin-1 controls, the separators of lines among it."""
SPACES: Final = f"\t-\r\x1c- \x85{WIDE_SPACES}"
"""White space, as `str.isspace` has it."""
LINE_BREAKS: Final = "\n-\r\x1c-\x1e\x85\u2028\u2029"
"""What ends a line, as `str.splitlines` has it."""
ZERO_WIDTH_SPACES: Final = "\u200b\u2060\ufeff"
"""What stands between words, and has no width: also the byte order mark."""
INVISIBLE_NAMES: Final[Mapping[str, str]] = {
    "\u00ad": "a soft hyphen",
    "\u200b": "a zero-width space",
    "\u200c": "a zero-width non-joiner",
    "\u200d": "a zero-width joiner",
    "\ufeff": "a byte order mark",
}
"""What word processors and pages leave in copied text, with the names that people know."""
IGNORABLE: Final = (
    "\xad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
"""Hyphens, joiners, marks of direction and of form, which stand inside words and are no part of
them."""
UNSEEN_IN_BMP: Final = f"{IGNORABLE}\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufff0-\ufff8"
"""What Unicode has programs pass over (Default_Ignorable_Code_Point), and braille without dots, as
far as it fits into 16 bits: no further goes a portable regular expression."""
UNSEEN: Final = f"{UNSEEN_IN_BMP}\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
"""All of it."""
