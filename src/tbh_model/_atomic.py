"""Atomic writes: a reader sees the old bytes or the new ones, never a part.

No symbolic link is followed: a temporary file has a random name, and a file for appending is
opened without following links. Therefore nobody who can add files to an output folder can redirect
a build.
"""

import errno
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from shutil import copy2, copymode
from typing import BinaryIO, Final

from tbh_model._attrs import define, field, frozen
from tbh_model._errors import TBHError
from tbh_model._regular_files import FileRefusedError, regular_size


class WriteError(TBHError, OSError):
    """A file could not be written; what stood there before is untouched."""

    def __init__(self, path: str, reason: str, remedy: str) -> None:
        super().__init__(path, reason, remedy)
        self.path, self.reason, self.remedy = path, reason, remedy

    def __str__(self) -> str:
        """Name the file, what kept it from being written, and what to do."""
        return f"cannot write {self.path}: {self.reason}; {self.remedy}"


class RemoveError(WriteError):
    """A file that is no longer made could not be removed."""

    @classmethod
    def of(cls, target: Path, error: OSError) -> "RemoveError":
        """Describe why a file could not be removed."""
        failure = write_error(target, error)
        return cls(failure.path, failure.reason, failure.remedy)

    def __str__(self) -> str:
        """Name the file, what kept it from being removed, and what to do."""
        return f"cannot remove {self.path}: {self.reason}; {self.remedy}"


def write_error(target: Path, error: OSError) -> WriteError:
    """Describe why a file could not be written."""
    if isinstance(error, WriteError):
        return error
    if isinstance(error, FileRefusedError):
        return WriteError(str(target), error.reason, error.remedy)
    reason, remedy = _REASONS.get(error.errno or 0, _UNKNOWN_REASON)
    return WriteError(str(target), reason or str(error.strerror), remedy)


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
    """Return a unique name for a temporary file."""
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
    """Check that a path is a regular file or does not exist.

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


Changes = Mapping[str, bytes | None]
"""New bytes by path in the folder; None removes the file."""


def change_files(folder: Path, changes: Changes) -> None:
    """Change files of a folder, either all or none.

    Everything is on the disk before the first file is touched; what is left then is to rename.
    Whatever fails, what was changed is put back.

    Raises:
        WriteError: If a file cannot be written or removed; none has changed.
    """
    transaction = _FileTransaction()
    target = folder
    try:
        for name, body in _in_safe_order(changes):
            target = folder / name
            transaction.prepare(folder, name, body)
        for change in transaction.changes:
            target = change.target
            transaction.apply(change)
    except BaseException as error:
        transaction.rollback()
        if isinstance(error, OSError):
            raise write_error(target, error) from None
        raise
    transaction.cleanup()


@define
class _FileTransaction:
    """Completed changes, for a rollback."""

    created_folders: list[Path] = field(factory=list)
    changes: "list[_FileChange]" = field(factory=list)
    applied_changes: "list[_FileChange]" = field(factory=list)

    def prepare(self, folder: Path, name: str, body: bytes | None) -> None:
        target = folder / name
        regular_size(folder, name)  # a link that leads out of the folder is refused
        self.created_folders += _create_folder(target.parent)
        self.changes.append(_FileChange.of(target, body))
        self.changes[-1].prepare()

    def apply(self, change: "_FileChange") -> None:
        change.apply()
        self.applied_changes.append(change)

    def rollback(self) -> None:
        """Undo all changes; if this fails, the old files still exist under other names."""
        for change in reversed(self.applied_changes):
            change.rollback()
        self.cleanup()
        for folder in reversed(self.created_folders):
            folder.rmdir()

    def cleanup(self) -> None:
        for change in self.changes:
            change.cleanup()


def _in_safe_order(changes: Changes) -> Iterator[tuple[str, bytes | None]]:
    """Write before removing, so that nothing is ever missing."""
    # But where two names are one on some systems, the old one goes before the new one comes.
    new_names = {name.casefold() for name, body in changes.items() if body is not None}

    def sort_key(change: tuple[str, bytes | None]) -> int:
        name, body = change
        return 1 if body is not None else 0 if name.casefold() in new_names else 2

    yield from sorted(changes.items(), key=sort_key)


def _create_folder(folder: Path) -> list[Path]:
    """Create a folder, and return the new folders, the outermost first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


@frozen
class _FileChange:
    """Change of one file, with its temporary files."""

    target: Path
    body: bytes | None
    new: Path
    old: Path
    existed: bool

    @classmethod
    def of(cls, target: Path, body: bytes | None) -> "_FileChange":
        target = target.resolve() if target.is_symlink() and body is not None else target
        # short names of their own: the target's may be as long as names can be already
        new, old = partial_path(target.parent, ".new"), partial_path(target.parent, ".old")
        return cls(target, body, new, old, target.exists())

    def prepare(self) -> None:
        if self.existed:
            copy2(self.target, self.old)
        if self.body is not None:
            atomic_write(self.new, self.body, self._copy_permissions)

    def _copy_permissions(self, path: Path) -> None:
        if self.existed:
            copymode(self.target, path)

    def apply(self) -> None:
        if self.body is None:
            self.target.unlink()
        else:
            self.new.replace(self.target)

    def rollback(self) -> None:
        if self.existed:
            self.old.replace(self.target)
        else:
            self.target.unlink()

    def cleanup(self) -> None:
        for path in (self.new, self.old):
            path.unlink(missing_ok=True)
