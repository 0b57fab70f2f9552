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
from tbh_model.publishing._lock import lock_folder
from tbh_model.publishing._manifest import (
    MANIFEST,
    ManifestEntry,
    is_output_path,
    parse_manifest,
    serialize_manifest,
)
from tbh_model.publishing._plan import PlannedFile
from tbh_model.publishing._write import PARTIAL, Outcome, write_file

JOURNAL: Final = ".tbh-journal.jsonl"
"""Name of the journal in the output folder; gone when a build has finished."""
_MAX_FILE_BYTES: Final = 2**30
"""Bytes of a file that may be ours."""


@contextmanager
def open_folder(path: Path) -> Iterator["Folder"]:
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
        cause = (getattr(error, "strerror", None) or "it cannot be made").lower()
        raise WriteError(str(path), cause, "choose another folder") from None
    with lock_folder(path):
        for name in (JOURNAL, MANIFEST):
            refuse_irregular(path / name)
        if (path / JOURNAL).exists():
            for partial in path.rglob(PARTIAL):
                with suppress(OSError):  # a folder of such a name is not ours
                    partial.unlink()
        files = parse_manifest(_read_or_empty(path, MANIFEST))
        for name, digest, exporter in _journal_entries(path):
            old_digests = files[name].digests if name in files else ()
            files[name] = ManifestEntry((*old_digests, digest), exporter)
        yield Folder(path, files)


@define
class Folder:
    """A folder, held by one build."""

    path: Path
    files: dict[str, ManifestEntry]
    _checked_folders: set[str] = field(factory=set)
    """Folders that were found to lie in it."""
    is_shared: bool = True
    max_threads: int = 1

    def write(self, planned: PlannedFile, body: bytes, digest: str) -> Outcome:
        """Write a file. What is about to be written is remembered first."""
        path = planned.artifact.path
        if self.files.get(path) != ManifestEntry((digest,), planned.name):
            self._append_to_journal(path, digest, planned.name)
        return write_file(self.path, path, body, checked_folders=self._checked_folders)

    def _append_to_journal(self, path: str, digest: str, exporter: str) -> None:
        """Put a file into the journal before it is written, by whichever process writes it."""
        try:
            with open_for_append(self.path / JOURNAL) as journal:
                journal.write(f"{json.dumps([path, digest, exporter])}\n".encode())
        except OSError as error:
            raise write_error(self.path / JOURNAL, error) from None

    def change_token(self, path: str) -> str | None:
        """Return size, time of change and number of a file."""
        try:
            info = (self.path / path).lstat()
        except OSError:
            return None
        is_file = stat.S_ISREG(info.st_mode)
        return f"{info.st_size} {info.st_mtime_ns} {info.st_ino}" if is_file else None

    def remove(self, path: str) -> bool:
        """Remove a file of ours and the folders that become empty, unless somebody changed it.

        A file that stays is remembered, and so reported again.
        """
        target = self.path / path
        try:
            if target.is_symlink():
                return False
            body = read_regular(self.path, path, _MAX_FILE_BYTES, root="the output folder")
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
        write_file(self.path, MANIFEST, serialize_manifest(self.files))
        with suppress(OSError):  # a journal that stays only remembers what is known already
            (self.path / JOURNAL).unlink()


def _read_or_empty(folder: Path, name: str) -> bytes:
    try:
        return read_regular(folder, name, _MAX_FILE_BYTES)
    except OSError:
        return b""


def _journal_entries(folder: Path) -> Iterator[tuple[str, str, str]]:
    try:
        for line in _read_or_empty(folder, JOURNAL).decode().splitlines():
            path, digest, exporter = map(str, json.loads(line))
            if is_output_path(path):
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
