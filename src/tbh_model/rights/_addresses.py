"""Names inside ids and addresses, where they are written in small letters and without accents."""

import re
from typing import Final
from urllib.parse import unquote

from tbh_model.text import has_name, is_spaceless, letter_runs

_ID_PART: Final = re.compile(r"[^\W_]+")
_MIN_PART_LETTERS: Final = 3
"""Letters: a part of a name that is shorter stands in half of all words."""


def contains_name(name: str, address: str) -> bool:
    """Return whether a whole name stands in an id or address, with or without signs between."""
    decoded = unquote(address)
    if is_spaceless(name):
        return has_name(decoded, name)
    parts, runs = letter_runs(name), letter_runs(decoded)
    if not parts:
        return False
    joined = "".join(parts)
    return _contains_run(runs, parts) or (len(joined) >= _MIN_PART_LETTERS and joined in runs)


def reveals_person(name: str, id_: str, address: str) -> bool:
    """Return whether an address names a person: by a part of the name, initials, the id."""
    parts, runs = letter_runs(name), set(letter_runs(address))
    revealing = {part for part in parts if len(part) >= _MIN_PART_LETTERS}
    if len(parts) > 1:
        revealing |= {"".join(parts), "".join(part[0] for part in parts)}
    is_inside = any(
        len(part) > _MIN_PART_LETTERS and part in run for part in revealing for run in runs
    )
    return is_inside or bool(revealing & runs) or _contains_run(_id_parts(address), _id_parts(id_))


def _id_parts(id_: str) -> tuple[str, ...]:
    return tuple(_ID_PART.findall(id_.casefold()))


def _contains_run(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    is_long = sum(map(len, shorter)) >= _MIN_PART_LETTERS
    ends = range(len(shorter), len(longer) + 1)
    return is_long and any(longer[end - len(shorter) : end] == shorter for end in ends)
