"""Paths that are safe, distinct, and possible on every system."""

from typing import Final

from attrs import define, field

from tbh_model._errors import TBHError
from tbh_model.model import folded_path, path_error


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


folded: Final = folded_path
fault: Final = path_error


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


def _whose(taken: tuple[str, str]) -> str:
    path, exporter = taken
    return f"{path!r} of exporter {exporter!r}"
