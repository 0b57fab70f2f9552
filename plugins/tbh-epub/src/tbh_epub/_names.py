"""Names inside a book: of files, and of places on a page."""

import re
from typing import Final

_UNPLAIN: Final = re.compile(r"[^A-Za-z0-9.-]")


def plain_name(text: str) -> str:
    """Write a text in letters, digits, `.` and `-` that every system and reader takes.

    Any other character becomes its number, as in `_e9_`; two texts never become one name.
    """
    return _UNPLAIN.sub(lambda found: f"_{ord(found[0]):x}_", text)
