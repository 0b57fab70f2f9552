"""Paths that are safe, distinct, and possible on every system."""

from functools import lru_cache
from typing import Final
from urllib.parse import quote

from tbh_model._attrs import define, field
from tbh_model._errors import TBHError
from tbh_model.model import TakenPaths, disambiguate_slug, folded_path, path_error


class ArtifactError(TBHError, ValueError):
    """An artifact is invalid."""

    def __init__(self, path: str, exporter: str, reason: str) -> None:
        super().__init__(path, exporter, reason)
        self.path, self.exporter, self.reason = path, exporter, reason

    def __str__(self) -> str:
        """Name the path, the exporter and the problem."""
        return f"exporter {self.exporter!r} cannot write {self.path!r}: {self.reason}"


class PathError(ArtifactError):
    """The path of an artifact is invalid or taken."""


path_key: Final = folded_path
path_problem: Final = path_error


@define
class Paths:
    """The paths of one build, each taken once."""

    # Path and exporter by case-folded path.
    _owners: dict[str, tuple[str, str]] = field(factory=dict)
    _folders: dict[str, tuple[str, str]] = field(factory=dict)

    def reserve(self, path: str, exporter: str) -> None:
        """Reserve a path for an exporter.

        Raises:
            PathError: If it leaves the folder, cannot exist on Windows, macOS or Linux, or is the
                path of another file, also where only case or Unicode form differ.
        """
        problem = path_problem(path)
        if problem is not None:
            raise PathError(path, exporter, problem)
        key, folders = path_key(path)
        for folder in folders:
            if folder in self._owners:
                raise PathError(
                    path, exporter, f"{_describe_owner(self._owners[folder])} is a file"
                )
            self._folders.setdefault(folder, (path, exporter))
        if key in self._folders:
            raise PathError(path, exporter, f"{_describe_owner(self._folders[key])} lies below it")
        if key in self._owners:
            raise PathError(
                path, exporter, f"{_describe_owner(self._owners[key])} has the same name"
            )
        self._owners[key] = (path, exporter)


def _describe_owner(owner: tuple[str, str]) -> str:
    path, exporter = owner
    return f"{path!r} of exporter {exporter!r}"


@lru_cache(maxsize=1024)
def address(path: str) -> str:
    """Return a percent-encoded path for a URL."""
    return quote(path, safe="/~")


class PagePaths:
    """Paths that are taken, on every file system: case and Unicode form make no difference."""

    def __init__(self) -> None:
        self._paths = TakenPaths()

    def reserve(self, *candidates: str, key: str) -> str:
        """Reserve and return the first free path, or the last one with a digest of the key."""
        for path in candidates:
            if self._paths.claim(path):
                return path
        stem = candidates[-1].removesuffix("/index.html")
        while True:  # a digest of a digest, until one is free
            stem = disambiguate_slug(stem, key)
            if self._paths.claim(f"{stem}/index.html"):
                return f"{stem}/index.html"

    def reserve_exact(self, path: str) -> bool:
        """Reserve a path, and return whether it was free."""
        return self._paths.claim(path)
