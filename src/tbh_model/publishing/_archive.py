"""A ZIP archive as a destination: it is there when all of it is.

What is made goes into a file without a name first. At the end the archive is put together in the
order of paths, with times and permissions that are always the same, and takes the place of the old
one in one step. If nothing has changed, the old one is not touched.
"""

import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from copy import copy
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 - it is one, whatever it is called

from attrs import define, field

from tbh_model._atomic import refuse_irregular, write_error
from tbh_model._errors import TBHError
from tbh_model._lock import hold_lock
from tbh_model.publishing._destination import (
    MANIFEST,
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
_REMEDY: Final = "move it away, or choose another name"
# Maximum size of a file that is compared.
_MAX_COMPARED_BYTES: Final = 2**30
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
    try:
        with ExitStack() as stack:
            path.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(hold_lock(path.parent / f".tbh-{name}.lock", path))
            partial = path.parent / f".tbh-{name}.partial"
            new_file = stack.enter_context(_open_new(partial))
            spool = stack.enter_context(TemporaryFile(dir=path.parent))
            old = stack.enter_context(_open_existing(path)) if path.exists() else None
            archive = Archive(path, {}, old, new_file, partial, spool)
            archive.files = parse_manifest(archive.old_content(MANIFEST) or b"")
            yield archive
    except TBHError:
        raise
    except OSError as error:  # closing writes too: what is still waiting may find the disk full
        raise _destination_error(path, error) from None


@contextmanager
def _open_new(partial: Path) -> Iterator[BinaryIO]:
    """Open the new archive, and replace one that a killed build left.

    Raises:
        WriteError: If a link, or something that is no file, stands in its place.
    """
    refuse_irregular(partial)
    partial.unlink(missing_ok=True)
    try:
        with partial.open("x+b") as file:
            yield file
    finally:
        partial.unlink(missing_ok=True)  # it has another name if all went well


@define
class Archive:
    """A ZIP archive, held by one build."""

    path: Path
    files: dict[str, ManifestEntry]
    _old: ZipFile | None
    # The archive to be.
    _new_file: BinaryIO
    # The temporary name of the archive.
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
        if self._old is None or path not in self._old.NameToInfo:
            return None
        if (
            self._old.NameToInfo[path].file_size > _MAX_COMPARED_BYTES
        ):  # a few bytes can stand for many
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
        if (
            not self._spool_ranges
            and not self._removed_paths
            and self.old_content(MANIFEST) == manifest
        ):
            return
        try:
            self._add_to_spool(MANIFEST, manifest)
            self._assemble()
            self._replace_old()
        except OSError as error:
            raise _destination_error(self.path, error) from None
        except _DAMAGE_ERRORS:
            cause = "the archive that stands there is damaged"
            raise DestinationError(str(self.path), cause, _REMEDY) from None

    def _assemble(self) -> None:
        old_entries = {} if self._old is None else self._old.NameToInfo
        with ZipFile(self._new_file, "w", ZIP_DEFLATED) as new:
            for path in sorted({*old_entries, *self._spool_ranges} - self._removed_paths):
                is_ours = path in self._spool_ranges or path in self.files
                new.writestr(
                    _zip_info(path) if is_ours else copy(old_entries[path]), self._body(path)
                )

    def _body(self, path: str) -> bytes:
        if path in self._spool_ranges:
            offset, length = self._spool_ranges[path]
            self._spool.seek(offset)
            return self._spool.read(length)
        return b"" if self._old is None else self._old.read(path)

    def _replace_old(self) -> None:
        if self._old is not None:
            self._old.close()
        self._new_file.flush()
        if sys.platform == "win32":  # it gives no name to a file that is open
            self._new_file.close()
        self._partial.replace(self.path)


def _open_existing(path: Path) -> ZipFile:
    """Open what stands there, if a build wrote it."""
    if not path.is_file():  # a pipe would never answer
        raise DestinationError(str(path), "what stands there is no file", _REMEDY)
    try:
        old = ZipFile(path)
    except (BadZipFile, NotImplementedError):
        raise DestinationError(str(path), "what stands there is no ZIP archive", _REMEDY) from None
    except OSError as error:
        raise _destination_error(path, error) from None
    if MANIFEST not in old.NameToInfo:
        old.close()
        cause = "the archive that stands there was made by somebody else"
        raise DestinationError(str(path), cause, _REMEDY)
    stray = next((name for name in old.NameToInfo if not is_output_path(name.rstrip("/"))), None)
    if stray is not None:
        old.close()
        cause = f"the archive that stands there holds {stray!r}, which leads out of it"
        raise DestinationError(str(path), cause, _REMEDY)
    return old


def _zip_info(path: str) -> ZipInfo:
    """Describe a file in the same way whenever and wherever it is made."""
    info = ZipInfo(path, _TIME)
    info.compress_type, info.external_attr, info.create_system = ZIP_DEFLATED, _MODE, _UNIX
    return info


def _destination_error(path: Path, error: OSError) -> DestinationError:
    reason = write_error(path, error)
    return DestinationError(str(path), reason.found, reason.remedy)
