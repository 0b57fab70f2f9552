"""File locks for destinations and ledgers."""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final

from tbh_model._atomic import refuse_irregular, write_error
from tbh_model._errors import TBHError


class FolderInUseError(TBHError, OSError):
    """Another build is writing to the folder or the archive."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        """Name the folder and a remedy."""
        return (
            f"another build is writing into {self.folder}; "
            "wait until it has finished, or choose another place"
        )


@contextmanager
def hold_lock(lock_file: Path, target: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold a lock file, and remove it at the end; the system unlocks it if the process dies.

    Where there are no locks it is as if it were held: on some network file systems, and in a folder
    that may not be written to, where nothing can be written beside it either.

    Args:
        lock_file: The file, beside what it protects.
        target: What it protects, for the error.
        wait: Whether to wait for another build instead of refusing.

    Raises:
        FolderInUseError: If another build holds it.
        WriteError: If something else stands in its place.
    """
    refuse_irregular(lock_file)
    release: Callable[[], object] | None = None
    try:
        release = _acquire(lock_file, wait=wait)
    except BlockingIOError:
        raise FolderInUseError(str(target)) from None
    except OSError as error:
        if error.errno not in _WITHOUT_LOCKS:
            raise write_error(lock_file, error) from None
    try:
        yield
    finally:
        if release is not None:
            release()


if sys.platform == "win32":

    def _acquire(lock_file: Path, *, wait: bool) -> Callable[[], object]:
        """Lock a file, and return what unlocks and removes it."""
        from filelock import FileLock, Timeout

        lock = FileLock(lock_file, timeout=-1 if wait else 0)
        try:
            lock.acquire()
        except Timeout:
            raise BlockingIOError from None

        def release() -> None:
            lock.release()  # it removes no file that is open
            with suppress(OSError):
                lock_file.unlink()

        return release

else:

    def _acquire(lock_file: Path, *, wait: bool) -> Callable[[], object]:
        """Lock a file, and return what unlocks and removes it."""
        # as filelock does it, whose import is a tenth of a build that finds nothing new
        from fcntl import LOCK_EX, LOCK_NB, flock

        while True:
            descriptor = os.open(lock_file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
            try:
                flock(descriptor, LOCK_EX if wait else LOCK_EX | LOCK_NB)
            except BaseException:
                os.close(descriptor)
                raise
            if os.fstat(descriptor).st_nlink:
                return partial(_release, descriptor, lock_file)
            os.close(descriptor)  # whoever held it has removed it, and others lock another one

    def _release(descriptor: int, lock_file: Path) -> None:
        with suppress(OSError):
            lock_file.unlink()
        os.close(descriptor)


_WITHOUT_LOCKS: Final = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP}
)
