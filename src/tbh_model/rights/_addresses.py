"""Names inside ids and addresses, where they are written in small letters and without accents."""

import re
from typing import Final
from urllib.parse import unquote

from tbh_model.text import has_name, is_spaceless, letters

_PIECE: Final = re.compile(r"[^\W_]+")
_SHORTEST: Final = 3
"""Letters: a part of a name that is shorter stands in half of all words."""


def stands_in(name: str, address: str) -> bool:
    """Return whether a whole name stands in an id or address, with or without signs between."""
    bare = unquote(address)
    if is_spaceless(name):
        return has_name(bare, name)
    parts, runs = letters(name), letters(bare)
    if not parts:
        return False
    joined = "".join(parts)
    return _holds(runs, parts) or (len(joined) >= _SHORTEST and joined in runs)


def tells_of(name: str, id_: str, address: str) -> bool:
    """Return whether an address names a person: by a part of the name, initials, the id."""
    parts, runs = letters(name), set(letters(address))
    telling = {part for part in parts if len(part) >= _SHORTEST}
    if len(parts) > 1:
        telling |= {"".join(parts), "".join(part[0] for part in parts)}
    is_inside = any(len(part) > _SHORTEST and part in run for part in telling for run in runs)
    return is_inside or bool(telling & runs) or _holds(_pieces(address), _pieces(id_))


def _pieces(id_: str) -> tuple[str, ...]:
    return tuple(_PIECE.findall(id_.casefold()))


def _holds(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    is_long = sum(map(len, shorter)) >= _SHORTEST
    ends = range(len(shorter), len(longer) + 1)
    return is_long and any(longer[end - len(shorter) : end] == shorter for end in ends)
