"""Regular expressions of texts, valid in Python and ECMAScript.

The model checks with them, and the JSON Schema prints them. Where Unicode knows better than a
portable expression, a shape is a function: one result is for the model, the other for the schema.
"""

import re
from typing import Final

from tbh_model._characters import BYTE_ORDER_MARK, LINE_BREAKS, SPACES, UNSEEN_IN_BMP, WIDE_SPACES


def _escape(characters: str) -> str:
    """Write the inside of a character class in ASCII."""
    return "".join(
        character if character == "-" else f"\\u{ord(character):04x}" for character in characters
    )


def _letters_and(signs: str) -> str:
    """Return the class of letters, digits and some signs; outside ASCII, of all but spaces."""
    others = "".join(
        f"\\x{code:02x}"
        for code in range(0xA0)
        if code >= 0x80 or not (chr(code).isalnum() or chr(code) in signs)  # noqa: PLR2004 - ASCII
    )
    return f"[^{others}{_WIDE_SPACES}]"


_SPACES: Final = _escape(SPACES)
_WIDE_SPACES: Final = _escape(WIDE_SPACES)
_BREAKS: Final = rf"{_escape(LINE_BREAKS)}\x00"
_BLANK: Final = rf"(?:[{_SPACES}{_escape(UNSEEN_IN_BMP)}]*$)"

TEXT: Final = rf"(?!{_BLANK})[^\x00]*"
ANY_TEXT: Final = r"[^\x00]*"
_EDGE: Final = rf"[^{_BREAKS}{_SPACES}{_escape(BYTE_ORDER_MARK)}]"
LINE: Final = rf"(?!{_BLANK}){_EDGE}(?:[^{_BREAKS}]*{_EDGE})?"

RESERVED_NAME: Final = (
    "(?:[cC][oO][nN]|[pP][rR][nN]|[aA][uU][xX]|[nN][uU][lL]"
    "|(?:[cC][oO][mM]|[lL][pP][tT])[0-9¹²³])(?:[.].*)?"
)
"""Names that Windows reserves for devices, with any ending."""
_RESERVED: Final = re.compile(RESERVED_NAME)


def is_reserved_name(name: str) -> bool:
    """Return whether Windows takes a name for that of a device, and makes no file of it."""
    return _RESERVED.fullmatch(name) is not None


def _identifier(first: str, inner: str, last: str) -> str:
    return rf"(?!{RESERVED_NAME}$){first}(?:{inner}{{0,98}}{last})?"


IDENTIFIER: Final = _identifier(_letters_and(""), _letters_and("._~-"), _letters_and("_~-"))
UNICODE_IDENTIFIER: Final = _identifier(r"[^\W_]", r"[\w.~-]", r"[\w~-]")

# a port is 1 to 65535, with zeros in front if somebody likes them, or nothing after its colon
_PORT: Final = (
    "(?:0*(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}"
    "|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?"
)
_NOT_IN_URL: Final = rf"""\x00-\x20\x7f-\x9f{_WIDE_SPACES}"<>\\`\{{\|\}}\^"""
_URL: Final = f"[^{_NOT_IN_URL}]"
_HOST: Final = rf"(?:\[[0-9A-Fa-fvV:.]+\]|[^{_NOT_IN_URL}/?#@:%\[\]]+)(?::{_PORT})?"
WEB_ADDRESS: Final = rf"[hH][tT][tT][pP][sS]?://{_HOST}(?:[/?#]{_URL}*)?"
SECURE_ADDRESS: Final = f"(?=[^:]*[sS]:){WEB_ADDRESS}"
HOME_PAGE: Final = rf"(?!.*[?#]){WEB_ADDRESS}"
LINK_TARGET: Final = (
    rf"(?:[hH][tT][tT][pP][sS]?:)?//{_HOST}(?:[/?#]{_URL}*)?"
    rf"|(?:[mM][aA][iI][lL][tT][oO]|[tT][eE][lL]):(?![?]*$){_URL}+"
    rf"|(?!//|[A-Za-z][A-Za-z0-9+.-]*:){_URL}+"
)
MEDIA_TYPE: Final = (
    r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}"  # RFC 6838, section 4.2
)
PERMANENT_URI: Final = (
    r"(?:tag:[A-Za-z0-9_.@-]+,[0-9]{4}(?:-[0-9]{2}){0,2}:"
    r"|urn:[A-Za-z0-9][A-Za-z0-9-]{0,31}:)[A-Za-z0-9._~!$&'()*+,;=:@/%?-]+"
)
PERMALINK: Final = (
    r"(?=[^\n]*\{(?:slug|id)\})(?=\{url\}|https?://(?!\{url\}|[^/?#]*@)[^/?#:])"
    rf"(?:{_URL}|\{{(?:url|slug|id)\}})*"
)


def _email(edge: str, inner: str, letter: str) -> str:
    label = rf"{edge}(?:{inner}*{edge})?"
    return rf"""[^{_SPACES}@<>()\[\],;:\\"]+@(?:{label}\.)+(?=[^.]*{letter}){label}"""


EMAIL: Final = _email(_letters_and(""), _letters_and("_-"), r"[^\x00-@\[-`\{-\x9f.]")
UNICODE_EMAIL: Final = _email(r"[^\W_]", r"[\w-]", r"[^\W\d_]")

_PATH_PART: Final = r"""(?!\.{1,2}(?:/|$))[^/\\:*?"<>\|\x00-\x1f]+"""
LOCAL_IMAGE: Final = rf"(?={LINE}$){_PATH_PART}(?:/{_PATH_PART})*"
IMAGE_SOURCE: Final = f"{WEB_ADDRESS}|{LOCAL_IMAGE}"

_ZONE_AREAS: Final = (
    "Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian"
    "|Mexico|Pacific|US"
)
# Names in the database of IANA. What else lies beside them differs from machine to machine.
TIME_ZONE: Final = (
    rf"(?:{_ZONE_AREAS})(?:/[A-Z][A-Za-z0-9_+-]*)+|UTC|GMT(?:[+-]?0)?|UCT|Zulu|Universal|Greenwich"
    "|[CEMW]ET|[EHM]ST|EST5EDT|CST6CDT|MST7MDT|PST8PDT|Cuba|Egypt|Eire|GB(?:-Eire)?|Hongkong"
    "|Iceland|Iran|Israel|Jamaica|Japan|Kwajalein|Libya|NZ(?:-CHAT)?|Navajo|PRC|Poland|Portugal"
    "|ROC|ROK|Singapore|Turkey|W-SU"
)
