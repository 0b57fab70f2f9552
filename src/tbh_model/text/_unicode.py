"""Characters that XML 1.0 or HTML cannot carry: found, and made visible."""

import re
from functools import cache

from tbh_model._characters import UNSEEN

# Replacement of a forbidden character.
REPLACEMENT = "\ufffd"

# C0 without tab, LF and CR (XML 1.0 section 2.2), DEL and C1 (HTML "control"), lone surrogates,
# and noncharacters, which close each of the seventeen planes.
_NONCHARACTERS = "".join(
    chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)
)
# UTF-8 has no lone surrogate, and CommonMark reads NUL as U+FFFD.
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
# Characters that XML 1.0 or HTML forbid, as a class of a regular expression, without brackets.
UNENCODABLE = f"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NONCHARACTERS}"
_ENCODABLE = "\t\n\r -~\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd" + "".join(
    f"{chr(plane)}-{chr(plane + 0xFFFD)}" for plane in range(0x10000, 0x110000, 0x10000)
)
_VISIBLE = re.compile(rf"[^\s{UNSEEN}]")
# Length up to which checking characters one by one is faster.
_SHORT_LENGTH = 256
_ENCODABLE_ASCII = b"\t\n\r" + bytes(range(0x20, 0x7F))


@cache
def _unencodable_pattern() -> re.Pattern[str]:
    # as what is left of everything else: ten times as fast on text that has nothing of it, and 4 ms
    # to compile, for which most texts have no need
    return re.compile(f"[^{_ENCODABLE}]")


def is_encodable(text: str) -> bool:
    """Return whether XML 1.0 and HTML allow every character of a text."""
    if len(text) < _SHORT_LENGTH and text.isprintable():
        return True
    # bytes lose their ASCII ten times as fast as the expression passes it, and little is left
    rest = text.encode(errors="surrogatepass").translate(None, _ENCODABLE_ASCII)
    return not rest or _is_rest_encodable(rest.decode(errors="surrogatepass"))


def _is_rest_encodable(text: str) -> bool:
    # what cannot be carried cannot be printed either
    return text.isprintable() or _unencodable_pattern().search(text) is None


def replace_unencodable(text: str) -> str:
    r"""Return a text with U+FFFD in the place of characters that XML 1.0 or HTML forbid.

    The same object is returned if there are none.

    >>> text.replace_unencodable("a\x00b")
    'a�b'
    """
    if is_encodable(text):
        return text
    return _unencodable_pattern().sub(REPLACEMENT, text)


def unencodable(text: str) -> tuple[tuple[int, str], ...]:
    r"""Return the index and the character of everything that `replace_unencodable` replaces.

    >>> text.unencodable("a\x00b")
    ((1, '\x00'),)
    """
    return tuple((match.start(), match[0]) for match in _unencodable_pattern().finditer(text))


def replace_unwritable(text: str) -> str:
    """Replace NUL and lone surrogates, which nothing at all can carry, by U+FFFD."""
    return _UNWRITABLE.sub(REPLACEMENT, text)


def first_unwritable(text: str) -> tuple[int, str] | None:
    """Index and character of the first thing that `replace_unwritable` would replace."""
    match = _UNWRITABLE.search(text)
    return None if match is None else (match.start(), match[0])


def is_unseen(text: str) -> bool:
    r"""Return whether a text has only spaces and invisible characters.

    >>> text.is_unseen(" \u200b"), text.is_unseen("a")
    (True, False)
    """
    return _VISIBLE.search(text) is None
