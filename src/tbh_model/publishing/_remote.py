"""A store far away as a destination: any that `fsspec` knows, such as S3.

The manifest is an object among the others, and the only one that is read: a file is sent if its
digest is another one there. Before the first change a journal is sent, which lists every file that
may change, and at the end the manifest, and the journal is removed. Where a journal is found, a
build was killed, and nobody can tell what the files that it lists hold: they are all sent again.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from posixpath import dirname
from threading import Lock
from typing import Final, Protocol

from attrs import define, field

from tbh_model._suggest import closest
from tbh_model._writing import RemoveError, WriteError
from tbh_model.publishing._destination import DestinationError, redact_password
from tbh_model.publishing._manifest import (
    MANIFEST,
    ManifestEntry,
    parse_manifest,
    serialize_manifest,
)
from tbh_model.publishing._plan import PlannedFile
from tbh_model.publishing._store_errors import PACKAGES, describe_error
from tbh_model.publishing._store_headers import HEADERS, Headers, no_headers
from tbh_model.publishing._write import Outcome

JOURNAL: Final = ".tbh-journal.json"
"""Name of the journal in a store; gone when a build has finished."""
_MAX_THREADS: Final = 16
"""Files that are on the way to a store at the same time, where it can take several."""
_MANIFEST_TYPE: Final = "application/json"


class Store(Protocol):
    """What we ask of a file system of `fsspec`."""

    async_impl: bool
    """Whether it can do several things at once."""

    def cat_file(self, path: str) -> bytes:
        """Return what a file holds."""
        ...

    def pipe_file(self, path: str, value: bytes, **headers: object) -> object:
        """Write a file."""
        ...

    def rm_file(self, path: str) -> object:
        """Remove a file."""
        ...

    def makedirs(self, path: str, exist_ok: bool) -> object:  # noqa: FBT001 - theirs
        """Make a folder, and those above it."""
        ...


@contextmanager
def open_remote(url: str, planned: Sequence[PlannedFile]) -> Iterator["Remote"]:
    """Open a store for one build.

    Where there is no manifest yet, an empty one is written at once: if that cannot be done, it is
    said before anything is made.

    Raises:
        DestinationError: If it cannot be opened, read or written to.
    """
    protocol, store, root = _open_store(url)
    try:
        manifest = _read_or_none(store, f"{root}/{MANIFEST}")
        journal = _read_or_none(store, f"{root}/{JOURNAL}")
        listed_files = parse_manifest(manifest or b"")
        uncertain_files = parse_manifest(journal or b"")
        remote = Remote(
            url=redact_password(url).rstrip("/"),
            files={**listed_files, **uncertain_files},
            store=store,
            root=root,
            headers=HEADERS.get(protocol, no_headers),
            has_folders=protocol not in HEADERS,
            planned=planned,
            manifest=manifest,
            is_journaled=journal is not None,
        )
        if manifest is None:
            remote.put(MANIFEST, serialize_manifest({}), _MANIFEST_TYPE)
    except Exception as error:  # noqa: BLE001 - each kind of store has errors of its own
        raise DestinationError(redact_password(url), *describe_error(error)) from None
    yield remote


def _open_store(url: str) -> tuple[str, Store, str]:
    """Return the kind of a store, the store, and the path in it."""
    protocol = url.partition("://")[0].rpartition("::")[2].lower()
    if protocol in {"http", "https"}:
        cause = "that is an address to read from"
        raise DestinationError(
            redact_password(url), cause, "give that of the store, such as s3://BUCKET"
        )
    try:
        from fsspec.core import url_to_fs  # optional, and only for those who publish far away
    except ImportError:
        cause, remedy = "the package for it is missing", "install 'tbh-model[remote]'"
        raise DestinationError(redact_password(url), cause, remedy) from None
    try:
        store, root = url_to_fs(url)
    except ImportError:
        package = PACKAGES.get(protocol, f"the one that fsspec names for {protocol}")
        cause = "the package for it is missing"
        raise DestinationError(redact_password(url), cause, f"install {package}") from None
    except ValueError as error:
        if "rotocol" not in str(error):
            raise DestinationError(redact_password(url), *describe_error(error)) from None
        raise DestinationError(redact_password(url), *_unknown_protocol(protocol)) from None
    except Exception as error:  # noqa: BLE001 - some connect at once
        raise DestinationError(redact_password(url), *describe_error(error)) from None
    if not root and protocol in HEADERS:
        cause = "it names no bucket"
        raise DestinationError(redact_password(url), cause, f"write {protocol}://BUCKET or more")
    return protocol, store, root.rstrip("/")


def _unknown_protocol(protocol: str) -> tuple[str, str]:
    guess = closest(protocol, PACKAGES)
    hint = "" if guess is None else f"did you mean {guess}://?; "
    return f"no kind of store is called {protocol!r}", f"{hint}see the list of fsspec"


def _read_or_none(store: Store, path: str) -> bytes | None:
    try:
        return store.cat_file(path)
    except FileNotFoundError:
        return None


@define(kw_only=True)
class Remote:
    """A store far away, while one build writes there."""

    url: str
    files: dict[str, ManifestEntry]
    store: Store
    root: str
    headers: Headers
    has_folders: bool
    """Whether a folder must be made before a file can lie in it."""
    planned: Sequence[PlannedFile]
    manifest: bytes | None
    """The manifest as it is there."""
    is_journaled: bool
    _folders: set[str] = field(factory=set)
    """Folders that are known to be there."""
    _lock: Lock = field(factory=Lock)
    is_shared: bool = False

    @property
    def max_threads(self) -> int:
        """As many as pay where most of the time is spent waiting."""
        return _MAX_THREADS if self.store.async_impl else 1

    def write(self, planned: PlannedFile, body: bytes, digest: str) -> Outcome:
        """Send a file, if the manifest says that another one is there."""
        path = planned.artifact.path
        entry = self.files.get(path)
        if entry is not None and entry.digests == (digest,):
            return Outcome.UNCHANGED
        self._write_journal()
        self.files[path] = ManifestEntry((), planned.name)  # until it is there
        self._send(path, body, planned.artifact.media_type)
        return Outcome.NEW if entry is None else Outcome.CHANGED

    def change_token(self, path: str) -> str | None:
        """Return the digest that the manifest has: nobody else writes here."""
        entry = self.files.get(path)
        return None if entry is None else next(reversed(entry.digests), None)

    def remove(self, path: str) -> bool:
        """Remove a file that the manifest names; whether somebody changed it is not looked at."""
        self._write_journal()
        self.files[path] = self.files[path]._replace(digests=())
        try:
            self.store.rm_file(f"{self.root}/{path}")
        except FileNotFoundError:
            pass
        except Exception as error:  # noqa: BLE001 - each kind of store has errors of its own
            raise RemoveError(self._address(path), *describe_error(error)) from None
        del self.files[path]
        return True

    def save(self) -> None:
        """Send the manifest, if it is another one; then the journal has done its work."""
        body = serialize_manifest(self.files)
        if body != self.manifest:
            self._send(MANIFEST, body, _MANIFEST_TYPE)
        if not self.is_journaled:
            return
        try:
            self.store.rm_file(f"{self.root}/{JOURNAL}")
        except Exception as error:  # noqa: BLE001 - each kind of store has errors of its own
            raise RemoveError(self._address(JOURNAL), *describe_error(error)) from None

    def put(self, path: str, body: bytes, media_type: str) -> None:
        """Send a file; raises what the store raises."""
        target = f"{self.root}/{path}"
        folder = dirname(target)
        if self.has_folders and folder not in self._folders:
            self.store.makedirs(folder, exist_ok=True)
            self._folders.add(folder)
        self.store.pipe_file(target, body, **self.headers(media_type))

    def _send(self, path: str, body: bytes, media_type: str) -> None:
        try:
            self.put(path, body, media_type)
        except Exception as error:  # noqa: BLE001 - each kind of store has errors of its own
            raise WriteError(self._address(path), *describe_error(error)) from None

    def _address(self, path: str) -> str:
        return f"{self.url}/{path}"

    def _write_journal(self) -> None:
        """List every file that may change, before the first one does."""
        with self._lock:
            if self.is_journaled:
                return
            planned_entries = {
                planned.artifact.path: ManifestEntry((), planned.name) for planned in self.planned
            }
            old_entries = {path: entry._replace(digests=()) for path, entry in self.files.items()}
            self._send(
                JOURNAL, serialize_manifest({**old_entries, **planned_entries}), _MANIFEST_TYPE
            )
            self.is_journaled = True
