"""Files that are written whole: the old bytes or the new ones, never a part of either.

No link is followed: what is new has a name that nobody can guess, and what is added to is opened as
itself. Whoever can put files into an output folder cannot make a build write elsewhere.
"""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

from tbh_model._errors import TBHError
from tbh_model._regular_files import FileRefusedError


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
        """Describe in words what kept a file from being removed."""
        reason = write_error(target, error)
        return cls(reason.path, reason.found, reason.remedy)

    def __str__(self) -> str:
        """Name the file, what kept it from being removed, and what to do."""
        return f"cannot remove {self.path}: {self.found}; {self.remedy}"


def write_error(target: Path, error: OSError) -> WriteError:
    """Describe in words what kept a file from being written."""
    if isinstance(error, WriteError):
        return error
    if isinstance(error, FileRefusedError):
        return WriteError(str(target), error.found, error.remedy)
    found, remedy = _REASONS.get(error.errno or 0, _UNKNOWN_REASON)
    return WriteError(str(target), found or str(error.strerror), remedy)


def atomic_write(
    partial: Path, body: bytes, finalize: Callable[[Path], object], *, durable: bool = True
) -> None:
    """Write a file that is whole before it is used, and leave nothing behind on failure.

    Args:
        partial: A name of its own beside the file that is meant.
        body: What it holds.
        finalize: Puts it where it belongs.
        durable: Whether it must be on the disk by then, so that a power cut does not lose it.
    """
    file = partial.open("xb")  # whatever stands there already is not ours
    try:
        with file:
            file.write(body)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        finalize(partial)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def partial_path(folder: Path, ending: str = ".partial") -> Path:
    """Return a name for a file that is being written, which nobody else can have taken."""
    return folder / f".tbh-{os.urandom(8).hex()}{ending}"


def open_for_append(file: Path) -> BinaryIO:
    """Open a file of ours to add to it, made if it is not there, and never through a link.

    Raises:
        WriteError: If something else stands there, or the same file under another name.
        OSError: If it cannot be opened.
    """
    refuse_irregular(file)
    stream = open(file, "ab+", opener=_open_no_follow)  # noqa: SIM115 - the caller closes it
    try:
        _check_status(file, os.fstat(stream.fileno()))  # another one may have taken its place
    except WriteError:
        stream.close()
        raise
    return stream


def refuse_irregular(file: Path) -> None:
    """Check that what stands in the place of a file of ours is a regular file, if anything is.

    Raises:
        WriteError: If it is a link, a pipe or anything else.
    """
    try:
        status = file.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return
    _check_status(file, status)


def _check_status(file: Path, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        return  # whoever opens it is told
    if not stat.S_ISREG(status.st_mode):
        kind = "a link" if stat.S_ISLNK(status.st_mode) else "something that is no file"
        raise WriteError(str(file), f"{kind} stands there", "remove it")
    if status.st_nlink > 1:
        raise WriteError(str(file), "another name leads to the same file", "put a copy there")


def _open_no_follow(path: str, flags: int) -> int:
    no_follow = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)  # not on Windows
    return os.open(path, flags | no_follow, 0o666)


_UNKNOWN_REASON: Final = ("", "check the folder and try again")
_REASONS: Final = {
    errno.ENOSPC: ("the disk is full", "free some space and try again"),
    errno.EDQUOT: ("the disk quota is used up", "free some space and try again"),
    errno.EACCES: ("the folder may not be written to", "change its permissions"),
    errno.EPERM: ("the folder may not be written to", "change its permissions"),
    errno.EROFS: ("the file system is read-only", "choose another folder"),
    errno.ELOOP: ("a link stands there", "remove it"),
    errno.EISDIR: ("there is a folder of that name", "remove the folder"),
    errno.ENOTDIR: ("a file stands where a folder must be", "remove the file"),
    errno.EEXIST: ("a file stands where a folder must be", "remove the file"),
    errno.ENAMETOOLONG: ("its name is too long", "choose a shorter slug"),
}
