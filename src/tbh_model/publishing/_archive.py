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

from tbh_model._errors import TBHError
from tbh_model._writing import write_error
from tbh_model.publishing._destination import DestinationError
from tbh_model.publishing._lock import claimed
from tbh_model.publishing._manifest import (
    MANIFEST,
    Written,
    is_path,
    read_manifest,
    written_manifest,
)
from tbh_model.publishing._plan import Planned
from tbh_model.publishing._write import Outcome

_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest that an archive can say, for every file: a clock has no say in the bytes."""
_MODE: Final = (stat.S_IFREG | 0o644) << 16
_UNIX: Final = 3
_REMEDY: Final = "move it away, or choose another name"
_LARGEST: Final = 2**30
"""Bytes of a file that is compared."""
_DAMAGE: Final = (BadZipFile, ZlibError, EOFError, RuntimeError)
"""What reading an archive raises that is damaged, or made in a way that cannot be read here."""


@contextmanager
def archive(path: Path) -> Iterator["Archive"]:
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
            partial = path.parent / f".tbh-{name}.partial"
            whole = stack.enter_context(claimed(partial, path))
            spool = stack.enter_context(TemporaryFile(dir=path.parent))
            old = stack.enter_context(_opened(path)) if path.exists() else None
            made = Archive(path, {}, old, whole, partial, spool)
            made.files = read_manifest(made.content(MANIFEST) or b"")
            yield made
    except TBHError:
        raise
    except OSError as error:  # closing writes too: what is still waiting may find the disk full
        raise _failed(path, error) from None


@define
class Archive:
    """A ZIP archive, held by one build."""

    path: Path
    files: dict[str, Written]
    _old: ZipFile | None
    _whole: BinaryIO
    """The archive to be."""
    _partial: Path
    """Its name until then."""
    _spool: BinaryIO
    """The bodies that are new, one after the other."""
    _places: dict[str, tuple[int, int]] = field(factory=dict)
    """Where in the spool they are, and how long."""
    _gone: set[str] = field(factory=set)
    is_shared: bool = False
    at_once: int = 1

    def content(self, path: str) -> bytes | None:
        """Return what a file held before this build; nothing if it was not there, or is damaged."""
        if self._old is None or path not in self._old.NameToInfo:
            return None
        if self._old.NameToInfo[path].file_size > _LARGEST:  # a few bytes can stand for many
            return None
        try:
            return self._old.read(path)
        except (*_DAMAGE, OSError):
            return None

    def write(self, planned: Planned, body: bytes, digest: str) -> Outcome:  # noqa: ARG002 - bytes
        """Keep a file for the end, if its bytes are other ones."""
        path = planned.artifact.path
        before = self.content(path)
        if before == body:
            return Outcome.UNCHANGED
        try:
            self._keep(path, body)
        except OSError as error:
            raise write_error(self.path, error) from None
        return Outcome.NEW if before is None else Outcome.CHANGED

    def _keep(self, path: str, body: bytes) -> None:
        place = self._spool.seek(0, os.SEEK_END)
        self._spool.write(body)
        self._places[path] = (place, len(body))

    def mark(self, path: str) -> None:
        """Return nothing: the archive is put together from all bodies."""

    def remove(self, path: str) -> bool:
        """Leave a file of ours out, unless somebody has changed it in the old archive."""
        before = self.content(path)
        if before is not None:
            if hashlib.sha256(before).hexdigest() not in self.files[path].digests:
                return False
            self._gone.add(path)
        del self.files[path]
        return True

    def save(self) -> None:
        """Put the archive together, and in the place of the old one, if anything has changed.

        Raises:
            DestinationError: If that fails; then the old one stands as it was.
        """
        manifest = written_manifest(self.files)
        if not self._places and not self._gone and self.content(MANIFEST) == manifest:
            return
        try:
            self._keep(MANIFEST, manifest)
            self._put_together()
            self._put_in_place()
        except OSError as error:
            raise _failed(self.path, error) from None
        except _DAMAGE:
            found = "the archive that stands there is damaged"
            raise DestinationError(str(self.path), found, _REMEDY) from None

    def _put_together(self) -> None:
        before = {} if self._old is None else self._old.NameToInfo
        with ZipFile(self._whole, "w", ZIP_DEFLATED) as new:
            for path in sorted({*before, *self._places} - self._gone):
                is_ours = path in self._places or path in self.files
                new.writestr(_entry(path) if is_ours else copy(before[path]), self._body(path))

    def _body(self, path: str) -> bytes:
        if path in self._places:
            place, length = self._places[path]
            self._spool.seek(place)
            return self._spool.read(length)
        return b"" if self._old is None else self._old.read(path)

    def _put_in_place(self) -> None:
        if self._old is not None:
            self._old.close()
        self._whole.flush()
        if sys.platform == "win32":  # it gives no name to a file that is open
            self._whole.close()
        self._partial.replace(self.path)


def _opened(path: Path) -> ZipFile:
    """Open what stands there, if a build wrote it."""
    if not path.is_file():  # a pipe would never answer
        raise DestinationError(str(path), "what stands there is no file", _REMEDY)
    try:
        old = ZipFile(path)
    except (BadZipFile, NotImplementedError):
        raise DestinationError(str(path), "what stands there is no ZIP archive", _REMEDY) from None
    except OSError as error:
        raise _failed(path, error) from None
    if MANIFEST not in old.NameToInfo:
        old.close()
        found = "the archive that stands there was made by somebody else"
        raise DestinationError(str(path), found, _REMEDY)
    stray = next((name for name in old.NameToInfo if not is_path(name.rstrip("/"))), None)
    if stray is not None:
        old.close()
        found = f"the archive that stands there holds {stray!r}, which leads out of it"
        raise DestinationError(str(path), found, _REMEDY)
    return old


def _entry(path: str) -> ZipInfo:
    """Describe a file in the same way whenever and wherever it is made."""
    made = ZipInfo(path, _TIME)
    made.compress_type, made.external_attr, made.create_system = ZIP_DEFLATED, _MODE, _UNIX
    return made


def _failed(path: Path, error: OSError) -> DestinationError:
    reason = write_error(path, error)
    return DestinationError(str(path), reason.found, reason.remedy)
