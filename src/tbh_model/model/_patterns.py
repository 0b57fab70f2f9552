"""Regular expressions of texts that mean the same to Python and to ECMAScript."""

import re
from typing import Final

RESERVED_NAME: Final = (
    "(?:[cC][oO][nN]|[pP][rR][nN]|[aA][uU][xX]|[nN][uU][lL]"
    "|(?:[cC][oO][mM]|[lL][pP][tT])[0-9¹²³])(?:[.].*)?"
)
"""Names that Windows reserves for devices, with any ending."""
_RESERVED: Final = re.compile(RESERVED_NAME)


def is_reserved_name(name: str) -> bool:
    """Return whether Windows takes a name for that of a device, and makes no file of it."""
    return _RESERVED.fullmatch(name) is not None
