"""One build at a time in one place."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tbh_model._atomic import open_for_append
from tbh_model._errors import TBHError


class FolderInUseError(TBHError, OSError):
    """Another build is writing into the folder, or the archive."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        """Name the folder, and what to do."""
        return (
            f"another build is writing into {self.folder}; "
            "wait until it has finished, or choose another place"
        )


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Hold a folder for one build, where the system can; a process that ends lets go, however.

    The folder itself is held, so that no file is left behind in what is published.

    Raises:
        FolderInUseError: If another build holds it.
    """
    if sys.platform == "win32":  # it cannot hold a folder
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _lock(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def open_locked(partial: Path, target: Path) -> Iterator[BinaryIO]:
    """Begin a file that is to take the place of another one, and hold it for one build.

    Whoever is here next finds it held, or gone. What a build left that was killed is taken over.

    Args:
        partial: Its name until it is whole, beside the target.
        target: The file whose place it may take.

    Raises:
        FolderInUseError: If another build holds it.
        OSError: If it cannot be opened.
    """
    with _open_partial(partial) as file:
        _lock(file.fileno(), target)
        if not _is_at(file, partial):  # it took its place while we waited for it
            raise FolderInUseError(str(target))
        file.truncate(0)
        try:
            yield file
        finally:
            if _is_at(file, partial):
                partial.unlink(missing_ok=True)


def _open_partial(partial: Path) -> BinaryIO:
    """Open a file to write it, made if it is not there, and never through a link."""
    open_for_append(partial).close()
    return open(partial, "r+b", opener=_open_no_follow)


def _open_no_follow(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))  # not on Windows


def _lock(descriptor: int, path: Path) -> None:
    if sys.platform == "win32":
        return
    import fcntl  # not on Windows

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise FolderInUseError(str(path)) from None
    except OSError:
        pass  # some network file systems hold nothing


def _is_at(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
