"""A ZIP archive as a destination: it is there when all of it is.

What is made goes into a file without a name first. At the end the archive is put together in the
order of paths, with times and permissions that are always the same, and takes the place of the old
one in one step. If nothing has changed, the old one is not touched.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 - it is one, whatever it is called

from tbh_model._atomic import refuse_irregular, write_error
from tbh_model._attrs import define, field
from tbh_model._errors import TBHError
from tbh_model._lock import hold_lock
from tbh_model.publishing._destination import (
    MANIFEST,
    MAX_FILE_BYTES,
    DestinationError,
    ManifestEntry,
    Outcome,
    is_output_path,
    parse_manifest,
    serialize_manifest,
)
from tbh_model.publishing._plan import PlannedFile

# The earliest that an archive can say, for every file: a clock has no say in the bytes.
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_MODE: Final = (stat.S_IFREG | 0o644) << 16
_UNIX: Final = 3
# Exceptions of reading a damaged or unsupported archive.
_DAMAGE_ERRORS: Final = (BadZipFile, ZlibError, EOFError, RuntimeError)


@contextmanager
def open_archive(path: Path) -> Iterator["Archive"]:
    """Open an archive for one build; the folder that it lies in is made if it is not there.

    Raises:
        FolderInUseError: If another build is writing the same archive.
        DestinationError: If it cannot be written, or something stands there that no build wrote.
    """
    path = Path(os.path.realpath(path))  # a link to an archive stays one
    # a short name of its own: the archive's may be as long as names can be already
    name = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]
    partial = path.parent / f".tbh-{name}.partial"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            hold_lock(partial.with_suffix(".lock"), path),
            TemporaryFile(dir=path.parent) as spool,
            _open_existing(path) as old,
        ):
            refuse_irregular(partial)
            partial.unlink(missing_ok=True)  # of a build that was killed
            archive = Archive(path, {}, old, partial, spool)
            archive.files = parse_manifest(archive.old_content(MANIFEST) or b"")
            yield archive
    except TBHError:
        raise
    except OSError as error:  # closing writes too: what is still waiting may find the disk full
        failure = write_error(path, error)
        raise DestinationError(path, failure.reason, failure.remedy) from None


@define
class Archive:
    """A ZIP archive, held by one build."""

    path: Path
    files: dict[str, ManifestEntry]
    # The archive that stands there; an empty one if there is none.
    _old: ZipFile
    # The temporary name of the archive to be.
    _partial: Path
    # The bodies that are new, one after the other.
    _spool: BinaryIO
    # Offset and length of each file in the spool.
    _spool_ranges: dict[str, tuple[int, int]] = field(factory=dict)
    _removed_paths: set[str] = field(factory=set)
    is_shared: bool = False
    max_threads: int = 1

    def old_content(self, path: str) -> bytes | None:
        """Return what a file held before this build; nothing if it was not there, or is damaged."""
        info = self._old.NameToInfo.get(path)
        if info is None or info.file_size > MAX_FILE_BYTES:  # a few bytes can stand for many
            return None
        try:
            return self._old.read(path)
        except (*_DAMAGE_ERRORS, OSError):
            return None

    def write(self, planned: PlannedFile, body: bytes, digest: str) -> Outcome:  # noqa: ARG002 - bytes
        """Store a file for the new archive, if its bytes have changed."""
        path = planned.artifact.path
        old_body = self.old_content(path)
        if old_body == body:
            return Outcome.UNCHANGED
        try:
            self._add_to_spool(path, body)
        except OSError as error:
            raise write_error(self.path, error) from None
        return Outcome.NEW if old_body is None else Outcome.CHANGED

    def _add_to_spool(self, path: str, body: bytes) -> None:
        offset = self._spool.seek(0, os.SEEK_END)
        self._spool.write(body)
        self._spool_ranges[path] = (offset, len(body))

    def change_token(self, path: str) -> None:
        """Return nothing: the archive is put together from all bodies."""

    def remove(self, path: str) -> bool:
        """Omit a file of an earlier build, unless somebody has changed it in the old archive."""
        old_body = self.old_content(path)
        if old_body is not None:
            if hashlib.sha256(old_body).hexdigest() not in self.files[path].digests:
                return False
            self._removed_paths.add(path)
        del self.files[path]
        return True

    def save(self) -> None:
        """Write the archive, and replace the old one, if anything has changed.

        Raises:
            DestinationError: If that fails; then the old one stands as it was.
        """
        manifest = serialize_manifest(self.files)
        is_same = self.old_content(MANIFEST) == manifest
        if is_same and not self._spool_ranges and not self._removed_paths:
            return
        try:
            self._add_to_spool(MANIFEST, manifest)
            self._assemble()
            self._old.close()  # Windows replaces no file that is open
            self._partial.replace(self.path)
        except _DAMAGE_ERRORS:
            raise _refusal(self.path, "the archive that stands there is damaged") from None
        finally:
            self._partial.unlink(missing_ok=True)  # it has another name if all went well

    def _assemble(self) -> None:
        old_entries = self._old.NameToInfo
        with ZipFile(self._partial, "x", ZIP_DEFLATED) as new:
            for path in sorted({*old_entries, *self._spool_ranges} - self._removed_paths):
                is_ours = path in self._spool_ranges or path in self.files
                new.writestr(
                    _zip_info(path) if is_ours else copy(old_entries[path]), self._body(path)
                )

    def _body(self, path: str) -> bytes:
        if path not in self._spool_ranges:
            return self._old.read(path)
        offset, length = self._spool_ranges[path]
        self._spool.seek(offset)
        return self._spool.read(length)


def _open_existing(path: Path) -> ZipFile:
    """Open what stands there, if a build wrote it; an empty archive if nothing does."""
    if not path.exists():
        return ZipFile(BytesIO(), "w")
    if not path.is_file():  # a pipe would never answer
        raise _refusal(path, "what stands there is no file")
    try:
        old = ZipFile(path)
    except (BadZipFile, NotImplementedError):
        raise _refusal(path, "what stands there is no ZIP archive") from None
    stray = next((name for name in old.NameToInfo if not is_output_path(name.rstrip("/"))), None)
    if MANIFEST in old.NameToInfo and stray is None:
        return old
    old.close()
    reason = (
        "was made by somebody else" if stray is None else f"holds {stray!r}, which leads out of it"
    )
    raise _refusal(path, f"the archive that stands there {reason}")


def _refusal(path: Path, reason: str) -> DestinationError:
    return DestinationError(path, reason, "move it away, or choose another name")


def _zip_info(path: str) -> ZipInfo:
    """Describe a file in the same way whenever and wherever it is made."""
    info = ZipInfo(path, _TIME)
    info.compress_type, info.external_attr, info.create_system = ZIP_DEFLATED, _MODE, _UNIX
    return info
