"""A folder as a destination: files are there as soon as they are made.

The manifest is written at the end of a build. What a build is about to write goes into a journal
first, so that a build that was killed is as well remembered as one that finished.
"""

import hashlib
import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from attrs import define, field

from tbh_model._regular_files import FileRefusedError, read_regular
from tbh_model._writing import (
    RemoveError,
    WriteError,
    open_for_append,
    refuse_irregular,
    write_error,
)
from tbh_model.publishing._lock import locked
from tbh_model.publishing._manifest import (
    MANIFEST,
    Written,
    is_path,
    read_manifest,
    written_manifest,
)
from tbh_model.publishing._plan import Planned
from tbh_model.publishing._write import PARTIAL, Outcome, write_file

JOURNAL: Final = ".tbh-journal.jsonl"
"""Name of the journal in the output folder; gone when a build has finished."""
_LARGEST: Final = 2**30
"""Bytes of a file that may be ours."""


@contextmanager
def folder(path: Path) -> Iterator["Folder"]:
    """Open a folder for one build; it is made if it is not there.

    What cannot be read of what earlier builds remembered counts as nothing: no file is removed that
    is not known to be ours. What a build was writing when it was killed is swept away.

    Raises:
        FolderInUseError: If another build is writing into it.
        WriteError: If it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:  # a name that holds what no name can
        found = (getattr(error, "strerror", None) or "it cannot be made").lower()
        raise WriteError(str(path), found, "choose another folder") from None
    with locked(path):
        for own in (JOURNAL, MANIFEST):
            refuse_irregular(path / own)
        if (path / JOURNAL).exists():
            for left in path.rglob(PARTIAL):
                with suppress(OSError):  # a folder of such a name is not ours
                    left.unlink()
        files = read_manifest(_bytes(path, MANIFEST))
        for name, digest, exporter in _journaled(path):
            known = files[name].digests if name in files else ()
            files[name] = Written((*known, digest), exporter)
        yield Folder(path, files)


@define
class Folder:
    """A folder, held by one build."""

    path: Path
    files: dict[str, Written]
    _inside: set[str] = field(factory=set)
    """Folders that were found to lie in it."""
    is_shared: bool = True
    at_once: int = 1

    def write(self, planned: Planned, body: bytes, digest: str) -> Outcome:
        """Write a file. What is about to be written is remembered first."""
        path = planned.artifact.path
        if self.files.get(path) != Written((digest,), planned.name):
            self._remember(path, digest, planned.name)
        return write_file(self.path, path, body, inside=self._inside)

    def _remember(self, path: str, digest: str, exporter: str) -> None:
        """Put a file into the journal before it is written, by whichever process writes it."""
        try:
            with open_for_append(self.path / JOURNAL) as journal:
                journal.write(f"{json.dumps([path, digest, exporter])}\n".encode())
        except OSError as error:
            raise write_error(self.path / JOURNAL, error) from None

    def mark(self, path: str) -> str | None:
        """Return size, time of change and number of a file."""
        try:
            found = (self.path / path).lstat()
        except OSError:
            return None
        is_file = stat.S_ISREG(found.st_mode)
        return f"{found.st_size} {found.st_mtime_ns} {found.st_ino}" if is_file else None

    def remove(self, path: str) -> bool:
        """Remove a file of ours and the folders that become empty, unless somebody changed it.

        A file that stays is remembered, and so reported again.
        """
        target = self.path / path
        try:
            if target.is_symlink():
                return False
            body = read_regular(self.path, path, _LARGEST, root="the output folder")
            if hashlib.sha256(body).hexdigest() not in self.files[path].digests:
                return False
            target.unlink()
        except (FileNotFoundError, NotADirectoryError):
            pass
        except (IsADirectoryError, FileRefusedError):
            return False
        except OSError as error:
            raise RemoveError.of(target, error) from None
        del self.files[path]
        _remove_empty(target.parent, self.path)
        return True

    def save(self) -> None:
        """Write the manifest, and end the journal; if it cannot be written, the journal stays."""
        write_file(self.path, MANIFEST, written_manifest(self.files))
        with suppress(OSError):  # a journal that stays only remembers what is known already
            (self.path / JOURNAL).unlink()


def _bytes(folder: Path, name: str) -> bytes:
    try:
        return read_regular(folder, name, _LARGEST)
    except OSError:
        return b""


def _journaled(folder: Path) -> Iterator[tuple[str, str, str]]:
    try:
        for line in _bytes(folder, JOURNAL).decode().splitlines():
            path, digest, exporter = map(str, json.loads(line))
            if is_path(path):
                yield path, digest, exporter
    except (ValueError, TypeError, RecursionError):
        return  # the last line of a build that was killed may be half a line


def _remove_empty(parent: Path, folder: Path) -> None:
    while parent != folder:
        try:
            parent.rmdir()
        except OSError:
            return
        parent = parent.parent
