"""Numbers and names that stay what they are from one export to the next."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final
from unicodedata import category, normalize
from uuid import NAMESPACE_URL, uuid5

_SPAN: Final = 10_000
_LONGEST: Final = 60


def number(key: str) -> int:
    """Return the number of an author or a tag, which depends on its name alone."""
    return 1 + int.from_bytes(_digest(key)[:8]) % _SPAN


def numbers(keys: Iterable[str]) -> Mapping[str, int]:
    """Return the numbers of posts and attachments, from 1 on.

    WordPress counts on from the highest number that it was ever given: with these its next number
    is what it would be without them. It takes another one where a number is taken.

    Args:
        keys: The oldest first, so that what is new renumbers nothing.
    """
    return {key: position for position, key in enumerate(dict.fromkeys(keys), 1)}


def guid(identifier: str) -> str:
    """Return the identifier of a post. WordPress keeps no `tag:` URI there, but a `urn:`."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, identifier)}"


def slugs(words: Iterable[str]) -> Mapping[str, str]:
    """Return each of some tags the last part of an address: letters of any script, and digits."""
    return _each_once(words, _slug)


def logins(names: Iterable[str]) -> Mapping[str, str]:
    """Return each of some authors a name to log in with, which WordPress wants in ASCII."""
    return _each_once(names, _login)


def _each_once(words: Iterable[str], name: Callable[[str], str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    taken: set[str] = set()
    for each in words:
        made = name(each)
        if not made or made in taken:
            made = "-".join(filter(None, (made, _digest(each).hex()[:8])))
        taken.add(made)
        found[each] = made
    return found


def _slug(words: str) -> str:
    folded = normalize("NFKC", words).casefold()
    parted = "".join(sign if category(sign)[0] in "LMN" else " " for sign in folded)
    return "-".join(parted.split())[:_LONGEST].rstrip("-")


def _login(name: str) -> str:
    letters = normalize("NFKD", name).casefold().encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", letters))[:_LONGEST].rstrip("-")


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
