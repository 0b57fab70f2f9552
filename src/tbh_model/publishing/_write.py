"""Files are written whole, and only when their bytes change."""

import errno
import os
from enum import StrEnum
from pathlib import Path
from typing import Final

from tbh_model._errors import TBHError


class WriteError(TBHError, OSError):
    """A file could not be written; what stood there before is untouched."""

    def __init__(self, path: str, found: str, remedy: str) -> None:
        super().__init__(path, found, remedy)
        self.path, self.found, self.remedy = path, found, remedy

    def __str__(self) -> str:
        """Name the file, what kept it from being written, and what to do."""
        return f"cannot write {self.path}: {self.found}; {self.remedy}"


class Outcome(StrEnum):
    """What became of a file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def write_file(folder: Path, path: str, body: bytes) -> Outcome:
    """Write a file into a folder, whole or not at all.

    The bytes go into a file beside it, which then takes its place in one step: whoever reads sees
    the old file or the new one. A file that holds these bytes already is not touched.

    Raises:
        WriteError: If it cannot be written, or a link on the way to it leads out of the folder.
    """
    target = folder / path
    try:
        before = _content(target)
        if before == body:
            return Outcome.UNCHANGED
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.parent.resolve().is_relative_to(folder.resolve()):
            found = "a link on the way to it leads out of the output folder"
            raise WriteError(str(target), found, "remove the link")
        _replace(target, body)
    except OSError as error:
        raise write_error(target, error) from None
    return Outcome.NEW if before is None else Outcome.CHANGED


def write_error(target: Path, error: OSError) -> WriteError:
    """Say in words what kept a file from being written."""
    if isinstance(error, WriteError):
        return error
    found, remedy = _REASONS.get(error.errno or 0, _OTHER)
    return WriteError(str(target), found or str(error.strerror), remedy)


def _content(target: Path) -> bytes | None:
    try:
        return target.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _replace(target: Path, body: bytes) -> None:
    # a short name of its own: the target's may be as long as names can be already
    partial = target.parent / f".tbh-{os.getpid()}.partial"
    try:
        with partial.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


_OTHER: Final = ("", "check the folder and try again")
_REASONS: Final = {
    errno.ENOSPC: ("the disk is full", "free some space and build again"),
    errno.EDQUOT: ("the disk quota is used up", "free some space and build again"),
    errno.EACCES: ("the folder may not be written to", "change its permissions"),
    errno.EPERM: ("the folder may not be written to", "change its permissions"),
    errno.EROFS: ("the file system is read-only", "choose another folder"),
    errno.EISDIR: ("there is a folder of that name", "remove the folder"),
    errno.ENOTDIR: ("a file stands where a folder must be", "remove the file"),
    errno.EEXIST: ("a file stands where a folder must be", "remove the file"),
    errno.ENAMETOOLONG: ("its name is too long", "choose a shorter slug"),
}
