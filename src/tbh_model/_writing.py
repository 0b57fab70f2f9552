"""Files that are written whole: the old bytes or the new ones, never a part of either."""

import errno
import os
from collections.abc import Callable
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


class RemoveError(WriteError):
    """A file that is no longer made could not be removed."""

    @classmethod
    def of(cls, target: Path, error: OSError) -> "RemoveError":
        """Say in words what kept a file from being removed."""
        reason = write_error(target, error)
        return cls(reason.path, reason.found, reason.remedy)

    def __str__(self) -> str:
        """Name the file, what kept it from being removed, and what to do."""
        return f"cannot remove {self.path}: {self.found}; {self.remedy}"


def write_error(target: Path, error: OSError) -> WriteError:
    """Say in words what kept a file from being written."""
    if isinstance(error, WriteError):
        return error
    found, remedy = _REASONS.get(error.errno or 0, _OTHER)
    return WriteError(str(target), found or str(error.strerror), remedy)


def write_beside(
    partial: Path, body: bytes, then: Callable[[Path], object], *, durable: bool = True
) -> None:
    """Write a file that is whole before it is used, and leave nothing behind on failure.

    Args:
        partial: A name of its own beside the file that is meant.
        body: What it holds.
        then: Puts it where it belongs.
        durable: Whether it must be on the disk by then, so that a power cut does not lose it.
    """
    try:
        with partial.open("wb") as file:
            file.write(body)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        then(partial)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


_OTHER: Final = ("", "check the folder and try again")
_REASONS: Final = {
    errno.ENOSPC: ("the disk is full", "free some space and try again"),
    errno.EDQUOT: ("the disk quota is used up", "free some space and try again"),
    errno.EACCES: ("the folder may not be written to", "change its permissions"),
    errno.EPERM: ("the folder may not be written to", "change its permissions"),
    errno.EROFS: ("the file system is read-only", "choose another folder"),
    errno.EISDIR: ("there is a folder of that name", "remove the folder"),
    errno.ENOTDIR: ("a file stands where a folder must be", "remove the file"),
    errno.EEXIST: ("a file stands where a folder must be", "remove the file"),
    errno.ENAMETOOLONG: ("its name is too long", "choose a shorter slug"),
}
