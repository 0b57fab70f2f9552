"""Paths of pages: each one only once."""

from functools import lru_cache
from urllib.parse import quote

from tbh_model.model import TakenPaths, disambiguate_slug


@lru_cache(maxsize=1024)
def address(path: str) -> str:
    """Percent-encode a path for a URL."""
    return quote(path, safe="/~")


class PagePaths:
    """Paths that are taken, on every file system: case and Unicode form make no difference."""

    def __init__(self) -> None:
        self._taken = TakenPaths()

    def reserve(self, *candidates: str, key: str) -> str:
        """Take the first path that is free; if none is, the last one with a digest of the key."""
        for path in candidates:
            if self._taken.claim(path):
                return path
        stem = candidates[-1].removesuffix("/index.html")
        while True:  # a digest of a digest, until one is free
            stem = disambiguate_slug(stem, key)
            if self._taken.claim(f"{stem}/index.html"):
                return f"{stem}/index.html"

    def reserve_exact(self, path: str) -> bool:
        """Take a path, and tell whether it was free."""
        return self._taken.claim(path)
