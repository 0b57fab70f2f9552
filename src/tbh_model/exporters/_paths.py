"""Paths that are safe, distinct, and possible on every system."""

import re
from functools import lru_cache
from typing import Final
from unicodedata import normalize

from attrs import define, field

from tbh_model._errors import TBHError

_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_IMPOSSIBLE: Final = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\\ud800-\udfff]')
_LONGEST: Final = 255
"""Bytes of one part of a path, on most file systems."""
_LONGEST_PATH: Final = 1024
"""Bytes of a path: the name of an object in most stores."""
_OURS: Final = ".tbh-"
"""How the names begin of what publishing itself keeps beside the files."""


class ArtifactError(TBHError, ValueError):
    """An exporter gave something that no file can be made of."""

    def __init__(self, path: str, exporter: str, found: str) -> None:
        super().__init__(path, exporter, found)
        self.path, self.exporter, self.found = path, exporter, found

    def __str__(self) -> str:
        """Name the path, who asked for it, and what is wrong with it."""
        return f"exporter {self.exporter!r} cannot write {self.path!r}: {self.found}"


class PathError(ArtifactError):
    """An exporter asked for a file that cannot or may not be written."""


@define
class Paths:
    """The paths of one build, each taken once."""

    _taken: dict[str, tuple[str, str]] = field(factory=dict)
    """For each path, without regard to case: the path and the exporter that took it."""
    _folders: dict[str, tuple[str, str]] = field(factory=dict)

    def take(self, path: str, exporter: str) -> None:
        """Take a path for an exporter.

        Raises:
            PathError: If it leaves the folder, cannot exist on Windows, macOS or Linux, or is the
                path of another file, also where only case or Unicode form differ.
        """
        wrong = fault(path)
        if wrong is not None:
            raise PathError(path, exporter, wrong)
        form, folders = folded(path)
        for folder in folders:
            if folder in self._taken:
                raise PathError(path, exporter, f"{_whose(self._taken[folder])} is a file")
            self._folders.setdefault(folder, (path, exporter))
        if form in self._folders:
            raise PathError(path, exporter, f"{_whose(self._folders[form])} lies below it")
        if form in self._taken:
            raise PathError(path, exporter, f"{_whose(self._taken[form])} has the same name")
        self._taken[form] = (path, exporter)


@lru_cache(maxsize=2**14)
def fault(path: str) -> str | None:
    """Say what is wrong with a relative POSIX path, if anything is."""
    if path.startswith("/"):
        return "it is not relative"
    if len(path) > _LONGEST_PATH or len(path.encode(errors="replace")) > _LONGEST_PATH:
        return f"it is longer than {_LONGEST_PATH} bytes"
    for part in path.split("/"):
        if part in {"", ".", ".."}:
            return "it holds an empty part, `.` or `..`"
        if _IMPOSSIBLE.search(part):
            return f"{part!r} holds a character that file names cannot have everywhere"
        if _RESERVED.fullmatch(part):
            return f"{part!r} is reserved on Windows"
        if part.lower().startswith(_OURS):
            return f"names that begin with `{_OURS}` are kept for what a build remembers"
        if part.endswith((".", " ")) or part.startswith(" "):
            return f"{part!r} begins or ends with a character that Windows drops"
        if len(part.encode()) > _LONGEST:
            return f"a part of it is longer than {_LONGEST} bytes"
    return None


@lru_cache(maxsize=2**14)
def folded(path: str) -> tuple[str, tuple[str, ...]]:
    """Give the form in which two paths are the same file on some system, and those above it."""
    form = normalize("NFC", normalize("NFC", path).casefold())
    steps = form.split("/")
    return form, tuple("/".join(steps[:count]) for count in range(1, len(steps)))


def _whose(taken: tuple[str, str]) -> str:
    path, exporter = taken
    return f"{path!r} of exporter {exporter!r}"
