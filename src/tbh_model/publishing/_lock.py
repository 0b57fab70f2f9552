"""One build at a time in one folder."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tbh_model._errors import TBHError


class FolderInUseError(TBHError, OSError):
    """Another build is writing into the folder."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        """Name the folder, and what to do."""
        return (
            f"another build is writing into {self.folder}; "
            "wait until it has finished, or choose another folder"
        )


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder for one build, where the system can; a process that ends lets go, however.

    The folder itself is held, so that no file is left behind in what is published.

    Raises:
        FolderInUseError: If another build holds it.
    """
    if sys.platform == "win32":  # it cannot hold a folder
        yield
        return
    import fcntl  # not on Windows

    held = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderInUseError(str(folder)) from None
        except OSError:
            pass  # some network file systems hold no folders
        yield
    finally:
        os.close(held)
