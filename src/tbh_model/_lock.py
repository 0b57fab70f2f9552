"""File locks for destinations and ledgers."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tbh_model._atomic import refuse_irregular, write_error
from tbh_model._errors import TBHError

if TYPE_CHECKING:
    from filelock import BaseFileLock


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
    from filelock import FileLock, Timeout  # 8 ms, only for those who write

    refuse_irregular(lock_file)
    lock = FileLock(lock_file, timeout=-1 if wait else 0)
    try:
        lock.acquire()
    except Timeout:
        raise FolderInUseError(str(target)) from None
    except NotImplementedError:
        pass  # of versions that leave it to us what to do without locks
    except OSError as error:
        if error.errno not in _WITHOUT_LOCKS:
            raise write_error(lock_file, error) from None
    try:
        yield
    finally:
        if lock.is_locked:
            _release_and_remove(lock, lock_file)


def _release_and_remove(lock: "BaseFileLock", lock_file: Path) -> None:
    if sys.platform == "win32":  # it removes no file that is open
        lock.release()
    with suppress(OSError):  # a build that has opened it meanwhile finds it gone, and begins anew
        lock_file.unlink()
    lock.release()


_WITHOUT_LOCKS: Final = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP}
)
