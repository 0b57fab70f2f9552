"""Destinations of a build: folders, archives and stores."""

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from shutil import copymode
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol
from urllib.parse import urlsplit

from tbh_model._atomic import (
    RemoveError,
    WriteError,
    atomic_write,
    open_for_append,
    partial_path,
    refuse_irregular,
    write_error,
)
from tbh_model._attrs import define
from tbh_model._errors import TBHError
from tbh_model._lock import hold_lock
from tbh_model._regular_files import (
    FileRefusedError,
    FileTooLargeError,
    check_folder,
    read_regular,
)

if TYPE_CHECKING:  # which brings every exporter
    from tbh_model.publishing._plan import PlannedFile

# Name of the manifest, beside the files that it lists.
MANIFEST: Final = ".tbh-manifest.json"


class ManifestEntry(NamedTuple):
    """A file that a build wrote, or was about to write."""

    digests: tuple[str, ...]
    """Possible digests of the file, if nobody has changed it; none if unknown."""
    exporter: str


def parse_manifest(body: bytes) -> dict[str, ManifestEntry]:
    """Read a manifest; one that cannot be read counts as one that lists nothing.

    A path that would lead elsewhere is none that we wrote, whoever put it there.
    """
    try:
        data: Any = json.loads(body)
        return {
            path: ManifestEntry(_digests(entry["digest"]), str(entry["exporter"]))
            for path, entry in data["files"].items()
            if is_output_path(path)
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def is_output_path(path: str) -> bool:
    """Return whether a path could be one that a build wrote."""
    return _STRAY.search(path) is None


def serialize_manifest(files: Mapping[str, ManifestEntry]) -> bytes:
    """Write a manifest, in the order of paths."""
    listing = {
        path: {"digest": next(reversed(entry.digests), None), "exporter": entry.exporter}
        for path, entry in sorted(files.items())
    }
    data = {"generator": "tbh-model", "files": listing}
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


_STRAY: Final = re.compile(r"(?:^|/)\.{0,2}(?:/|$)|[\0\\:\ud800-\udfff]")


def _digests(digest: object) -> tuple[str, ...]:
    return () if digest is None else (str(digest),)


class Outcome(StrEnum):
    """Result of writing a file."""

    NEW = "new"
    """The file was created."""
    CHANGED = "changed"
    """The file was replaced."""
    UNCHANGED = "unchanged"
    """The file had these bytes already."""


def write_file(folder: Path, path: str, body: bytes, *, durable: bool = False) -> Outcome:
    """Write a file into a folder as a whole, and return whether it is new, changed or unchanged.

    The bytes go into a temporary file, which then replaces the file in one step. A reader sees the
    old file or the new one. A file with the same bytes is not touched.

    A `durable` file is on the disk before it replaces the old one. Output need not be durable: a
    killed process loses nothing, and after a power cut the next build writes a damaged file again.

    Args:
        folder: The folder.
        path: The path of the file in the folder.
        body: The bytes.
        durable: Whether to flush the file to the disk.

    Raises:
        WriteError: If it cannot be written, or a symbolic link leads out of the folder.

    >>> publishing.write_file(Path("out"), "hope.txt", b"Hope"), Path("out/hope.txt").read_text()
    (<Outcome.NEW: 'new'>, 'Hope')
    """
    target = folder / path

    def finalize(partial: Path) -> None:
        if outcome is Outcome.CHANGED and not target.is_symlink():
            with suppress(FileNotFoundError):  # somebody tidies up while a build runs
                copymode(target, partial)
        partial.replace(target)

    try:
        outcome = _compare(folder, path, body)
        if outcome is Outcome.NEW:
            target.parent.mkdir(parents=True, exist_ok=True)
        if outcome is not Outcome.UNCHANGED:
            # a short name of its own: the target's may be as long as names can be already
            atomic_write(partial_path(target.parent), body, finalize, durable=durable)
    except OSError as error:
        raise write_error(target, error) from None
    return outcome


def _compare(folder: Path, path: str, body: bytes) -> Outcome:
    """Return the result of comparing a file with new bytes; a link counts as changed.

    Raises:
        OSError: If the file cannot be compared, or a link on the way to it leads out of the folder.
    """
    try:
        if os.path.islink(os.path.join(folder, path)):  # noqa: PTH114, PTH118 - a Path is slow
            check_folder(folder, os.path.dirname(path) or os.curdir, root="the folder")  # noqa: PTH120
            return Outcome.CHANGED
        is_same = read_regular(folder, path, len(body), root="the folder") == body
    except FileNotFoundError:
        return Outcome.NEW
    except (FileTooLargeError, PermissionError):  # what may not be read may still be replaced
        return Outcome.CHANGED
    return Outcome.UNCHANGED if is_same else Outcome.CHANGED


# Name of the journal in the output folder; gone when a build has finished.
JOURNAL: Final = ".tbh-journal.jsonl"
# Name of the lock file in the output folder; gone when a build has finished.
LOCK_FILE: Final = ".tbh-lock"
# Maximum size of a file of an earlier build that is read.
MAX_FILE_BYTES: Final = 2**30


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
        reason = (getattr(error, "strerror", None) or "it cannot be made").lower()
        raise WriteError(str(path), reason, "choose another folder") from None
    with hold_lock(path / LOCK_FILE, path):
        for name in (JOURNAL, MANIFEST):
            refuse_irregular(path / name)
        if (path / JOURNAL).exists():
            for partial in path.rglob(".tbh-*.partial"):
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
    is_shared: bool = True
    max_threads: int = 1

    def write(self, planned: "PlannedFile", body: bytes, digest: str) -> Outcome:
        """Write a file. What is about to be written is remembered first."""
        path = planned.artifact.path
        if self.files.get(path) != ManifestEntry((digest,), planned.name):
            self._append_to_journal(path, digest, planned.name)
        return write_file(self.path, path, body)

    def _append_to_journal(self, path: str, digest: str, exporter: str) -> None:
        """Record a file in the journal before the process writes it."""
        try:
            with open_for_append(self.path / JOURNAL) as journal:
                journal.write(f"{json.dumps([path, digest, exporter])}\n".encode())
        except OSError as error:
            raise write_error(self.path / JOURNAL, error) from None

    def change_token(self, path: str) -> str | None:
        """Return size, time of change and number of a file."""
        return change_token(self.path, path)

    def remove(self, path: str) -> bool:
        """Remove a file of ours and the folders that become empty, unless somebody changed it.

        A file that stays is remembered, and so reported again.
        """
        target = self.path / path
        try:
            if target.is_symlink():
                return False
            body = read_regular(self.path, path, MAX_FILE_BYTES, root="the output folder")
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
        with suppress(OSError):  # it ends at the output folder, which holds manifest or journal
            os.removedirs(target.parent)
        return True

    def save(self) -> None:
        """Write the manifest, and end the journal; if it cannot be written, the journal stays."""
        write_file(self.path, MANIFEST, serialize_manifest(self.files))
        with suppress(OSError):  # a journal that stays only remembers what is known already
            (self.path / JOURNAL).unlink()


def change_token(folder: Path, path: str) -> str | None:
    """Return size, time of change and number of a file in a folder."""
    try:
        info = os.lstat(f"{folder}{os.sep}{path}")  # a Path takes three times as long
    except (OSError, ValueError):
        return None
    is_file = stat.S_ISREG(info.st_mode)
    return f"{info.st_size} {info.st_mtime_ns} {info.st_ino}" if is_file else None


def _read_or_empty(folder: Path, name: str) -> bytes:
    try:
        return read_regular(folder, name, MAX_FILE_BYTES)
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


class DestinationError(TBHError, OSError):
    """Publishing to the destination is impossible; nothing there was changed."""

    def __init__(self, to: str | Path, reason: str, remedy: str) -> None:
        self.to, self.reason, self.remedy = redact_password(to), reason, remedy
        super().__init__(self.to, reason, remedy)

    def __str__(self) -> str:
        """Name the destination, the problem and a remedy."""
        return f"cannot publish to {self.to}: {self.reason}; {self.remedy}"


class Destination(Protocol):
    """Destination of one build."""

    files: dict[str, ManifestEntry]
    """Files of earlier builds, and at the end of this one."""

    is_shared: bool
    """Whether other processes may also write there."""
    max_threads: int
    """Maximum number of threads that write or remove files."""

    def write(self, planned: "PlannedFile", body: bytes, digest: str) -> Outcome:
        """Write a file, whole or not at all, if its bytes are other ones.

        Raises:
            WriteError: If it cannot be written.
        """
        ...

    def change_token(self, path: str) -> str | None:
        """Return what changes whenever a file there does; `None` where only its bytes can tell."""
        ...

    def remove(self, path: str) -> bool:
        """Remove a file of ours, and forget it; tell whether nobody had changed it.

        Raises:
            WriteError: If it cannot be removed.
        """
        ...

    def save(self) -> None:
        """Write the manifest at the end of the build.

        Raises:
            WriteError: If that cannot be remembered.
            DestinationError: If nothing of the build could be put in place.
        """
        ...


def redact_password(to: str | Path) -> str:
    """Return an address as it may be printed: without a password, whatever signs are in that."""
    return _PASSWORD.sub(r"\1:***@", str(to))


_PASSWORD: Final = re.compile(r"(?<=://)([^/@:]*):.*@")


# Pattern of URLs; the scheme has two letters, since one is a drive of Windows.
_URL: Final = re.compile(r"[a-z][a-z0-9+.-]+:(//|:)", re.IGNORECASE)
_ARCHIVE: Final = ".zip"


def open_destination(
    to: str | Path, planned: "Sequence[PlannedFile]"
) -> AbstractContextManager[Destination]:
    """Open a destination for one build.

    Args:
        to: A folder, a file that ends in `.zip`, or the address of a store far away.
        planned: The files that this build makes.

    Raises:
        FolderInUseError: If another build is writing there.
        DestinationError: If nothing can be published there.
        WriteError: If a folder cannot be made.
    """
    path = _local_path(to)
    if path is None:
        from tbh_model.publishing._remote import open_remote  # only for those who publish far away

        return open_remote(str(to), planned)
    if local_folder(to) is None:
        from tbh_model.publishing._archive import open_archive  # only for those who want an archive

        return open_archive(path)
    return open_folder(path)


def refuse_content(to: str | Path, content: Path) -> None:
    """Check that nothing is published into the content, where it could be taken for content.

    Raises:
        DestinationError: If it would be.
    """
    path = _local_path(to)
    if path is None:
        return
    real = Path(os.path.realpath(path))  # unlike `resolve` it takes a link that leads to itself
    content_folders = (
        content / part for part in ("editions", "therapists", "templates", "images", ".tbh")
    )
    if real == Path(os.path.realpath(content)) or any(
        real.is_relative_to(os.path.realpath(content_folder)) for content_folder in content_folders
    ):
        reason, remedy = "the content lies there", "name a folder of its own, such as `site`"
        raise DestinationError(to, reason, remedy)


def local_folder(to: str | Path) -> Path | None:
    """Return the folder that an address means; `None` for an archive or a store far away."""
    path = _local_path(to)
    is_archive = path is None or (path.suffix.lower() == _ARCHIVE and not path.is_dir())
    return None if is_archive else path


def _local_path(to: str | Path) -> Path | None:
    """Return the path that an address means; `None` for a store far away."""
    if not os.fspath(to):
        raise DestinationError("''", "it is no path", "name a folder, such as `site`")
    if isinstance(to, Path) or not _URL.match(to):
        return Path(to)
    return Path(_path_of_file_url(to)) if to.lower().startswith("file:") else None


def _path_of_file_url(url: str) -> str:
    """Return the path that a `file:` address means."""
    parts = urlsplit(url)
    if parts.netloc not in {"", "localhost"}:
        reason = f"it names a computer, {parts.hostname!r}"
        raise DestinationError(url, reason, "write file:///PATH, or the path alone")
    from urllib.request import url2pathname  # 14 ms, only for such an address

    return url2pathname(parts.path)
