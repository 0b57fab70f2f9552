"""Paths of pages: from permalinks, from tags, each one only once."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import count
from typing import Final
from unicodedata import category, normalize
from urllib.parse import quote, unquote

from tbh_model.exporters._paths import folded

_NOT_IN_FILE_NAME: Final = re.compile(r'[\\:*?"<>|\x00-\x1f\x7f]')
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_LONGEST_SLUG: Final = 60


@lru_cache(maxsize=2**14)
def permalink_path(url: str, root: str) -> str | None:
    """Give the path of the file that a web server shows at a URL; `None` where it is elsewhere.

    A URL that ends with a slash is the `index.html` of that folder. One that has no `.html` at its
    end gets it, as static hosts have it.

    Args:
        url: Absolute URL of a page.
        root: URL of the site, with a slash at its end.
    """
    rest = url.removeprefix(root)
    if rest == url or re.search(r"[?#]|%2f", rest, re.IGNORECASE):
        return None
    path = unquote(rest)
    *folders, name = path.split("/")
    if any(folder in {"", ".", ".."} for folder in folders) or name in {".", ".."}:
        return None
    if _NOT_IN_FILE_NAME.search(path):
        return None
    if name == "":
        return f"{path}index.html"
    return path if name.lower().endswith((".html", ".htm")) else f"{path}.html"


def slug(text: str) -> str:
    """Make the last part of a path from words in any alphabet: letters, digits and hyphens."""
    folded = normalize("NFKC", normalize("NFKC", text).casefold())
    words = "".join(sign if category(sign)[0] in "LMN" else " " for sign in folded).split()
    made = "-".join(words)[:_LONGEST_SLUG].rstrip("-")
    return f"{made}-" if _RESERVED.fullmatch(made) else made


@lru_cache(maxsize=1024)
def address(path: str) -> str:
    """Percent-encode a path for a URL."""
    return quote(path, safe="/~")


class Paths:
    """Paths that are taken, on every file system: case and Unicode form make no difference."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, *wanted: str) -> str:
        """Take the first path that is free; if none is, the last one with a number in it."""
        return next(path for path in _candidates(wanted) if self.take_exactly(path))

    def take_exactly(self, path: str) -> bool:
        """Take a path, and tell whether it was free."""
        key, _ = folded(path)
        if key in self._taken:
            return False
        self._taken.add(key)
        return True


def _candidates(wanted: tuple[str, ...]) -> Iterator[str]:
    yield from wanted
    stem = wanted[-1].removesuffix("/index.html")
    for number in count(2):
        yield f"{stem}-{number}/index.html"
