"""A slug from a title, and ids that nobody has yet."""

import re
import secrets
from collections.abc import Collection, Iterator
from datetime import date
from itertools import count
from typing import Final
from unicodedata import category, normalize

from tbh_model.cli._flags import constraint_of
from tbh_model.model import Edition
from tbh_model.text import clip

_LONGEST: Final = 80
_MOST_BYTES: Final = 180
"""A file name has room for 255 bytes on most systems; an ending is to fit too."""
_WORD: Final = re.compile(r"[^\W_]+")
_SHORT_FORM: Final = re.compile(r"(?<=\w)['’](?=(?:s|t|re|ll|d|ve|m)\b)")
_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
"""Letters and digits that nobody mistakes for one another."""


def slug_of(title: str, default: str) -> str:
    """Make a slug from a title, in its own script: lower case, words joined by hyphens.

    Args:
        title: The title of an edition.
        default: What is taken for a title without a letter or digit.
    """
    lowered = normalize("NFC", _SHORT_FORM.sub("", normalize("NFC", title).lower()))
    unaccented = "".join(character for character in lowered if category(character)[0] != "M")
    slug = "-".join(_words_that_fit(_WORD.findall(unaccented))) or default
    return slug if constraint_of(Edition, "slug").accepts(slug) else f"{slug}-1"


def edition_id(day: date, existing_ids: Collection[str]) -> str:
    """Make an id from a day, such as `e-2026-03-31`, that no other edition has."""
    names = (f"e-{day.isoformat()}{'' if number == 1 else f'-{number}'}" for number in count(1))
    return next(name for name in names if name not in existing_ids)


def therapist_id(existing_ids: Collection[str]) -> str:
    """Make an id that says nothing of a person, such as `t-7k2m`, and that no other has."""
    while (new_id := f"t-{''.join(secrets.choice(_LETTERS) for _ in range(4))}") in existing_ids:
        pass
    return new_id


def _words_that_fit(words: list[str]) -> Iterator[str]:
    """Yield the first words that are not too long together; a single long word is cut."""
    room, room_in_bytes = _LONGEST, _MOST_BYTES
    for number, word in enumerate(words):
        length, in_bytes = len(word), len(word.encode())
        if length <= room and in_bytes <= room_in_bytes:
            yield word
        elif number == 0:
            truncated = word.encode()[:_MOST_BYTES].decode(errors="ignore")
            yield clip(word, min(len(truncated), _LONGEST))
            return
        else:
            return
        room, room_in_bytes = room - length - 1, room_in_bytes - in_bytes - 1
