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
from tbh_model.publishing._destination import DestinationError, shown
from tbh_model.publishing._manifest import MANIFEST, Written, read_manifest, written_manifest
from tbh_model.publishing._plan import Planned
from tbh_model.publishing._store_errors import PACKAGES, words_for
from tbh_model.publishing._store_headers import HEADERS, Headers, no_headers
from tbh_model.publishing._write import Outcome

JOURNAL: Final = ".tbh-journal.json"
"""Name of the journal in a store; gone when a build has finished."""
_AT_ONCE: Final = 16
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
def remote(url: str, planned: Sequence[Planned]) -> Iterator["Remote"]:
    """Open a store for one build.

    Where there is no manifest yet, an empty one is written at once: if that cannot be done, it is
    said before anything is made.

    Raises:
        DestinationError: If it cannot be opened, read or written to.
    """
    protocol, store, root = _opened(url)
    try:
        manifest = _content(store, f"{root}/{MANIFEST}")
        listed = _content(store, f"{root}/{JOURNAL}")
        known = read_manifest(manifest or b"")
        doubtful = read_manifest(listed or b"")
        opened = Remote(
            url=shown(url).rstrip("/"),
            files={**known, **doubtful},
            store=store,
            root=root,
            headers=HEADERS.get(protocol, no_headers),
            has_folders=protocol not in HEADERS,
            planned=planned,
            manifest=manifest,
            is_journaled=listed is not None,
        )
        if manifest is None:
            opened.put(MANIFEST, written_manifest({}), _MANIFEST_TYPE)
    except Exception as error:  # noqa: BLE001 - each kind of store has errors of its own
        raise DestinationError(shown(url), *words_for(error)) from None
    yield opened


def _opened(url: str) -> tuple[str, Store, str]:
    """Return the kind of a store, the store, and the path in it."""
    protocol = url.partition("://")[0].rpartition("::")[2].lower()
    if protocol in {"http", "https"}:
        found = "that is an address to read from"
        raise DestinationError(shown(url), found, "give that of the store, such as s3://BUCKET")
    try:
        from fsspec.core import url_to_fs  # optional, and only for those who publish far away
    except ImportError:
        found, remedy = "the package for it is missing", "install 'tbh-model[remote]'"
        raise DestinationError(shown(url), found, remedy) from None
    try:
        store, root = url_to_fs(url)
    except ImportError:
        package = PACKAGES.get(protocol, f"the one that fsspec names for {protocol}")
        found = "the package for it is missing"
        raise DestinationError(shown(url), found, f"install {package}") from None
    except ValueError as error:
        if "rotocol" not in str(error):
            raise DestinationError(shown(url), *words_for(error)) from None
        raise DestinationError(shown(url), *_unknown(protocol)) from None
    except Exception as error:  # noqa: BLE001 - some connect at once
        raise DestinationError(shown(url), *words_for(error)) from None
    if not root and protocol in HEADERS:
        found = "it names no bucket"
        raise DestinationError(shown(url), found, f"write {protocol}://BUCKET or more")
    return protocol, store, root.rstrip("/")


def _unknown(protocol: str) -> tuple[str, str]:
    guess = closest(protocol, PACKAGES)
    hint = "" if guess is None else f"did you mean {guess}://?; "
    return f"no kind of store is called {protocol!r}", f"{hint}see the list of fsspec"


def _content(store: Store, path: str) -> bytes | None:
    try:
        return store.cat_file(path)
    except FileNotFoundError:
        return None


@define(kw_only=True)
class Remote:
    """A store far away, while one build writes there."""

    url: str
    files: dict[str, Written]
    store: Store
    root: str
    headers: Headers
    has_folders: bool
    """Whether a folder must be made before a file can lie in it."""
    planned: Sequence[Planned]
    manifest: bytes | None
    """The manifest as it is there."""
    is_journaled: bool
    _folders: set[str] = field(factory=set)
    """Folders that are known to be there."""
    _lock: Lock = field(factory=Lock)
    is_shared: bool = False

    @property
    def at_once(self) -> int:
        """As many as pay where most of the time is spent waiting."""
        return _AT_ONCE if self.store.async_impl else 1

    def write(self, planned: Planned, body: bytes, digest: str) -> Outcome:
        """Send a file, if the manifest says that another one is there."""
        path = planned.artifact.path
        before = self.files.get(path)
        if before is not None and before.digests == (digest,):
            return Outcome.UNCHANGED
        self._journal()
        self.files[path] = Written((), planned.name)  # until it is there
        self._sent(path, body, planned.artifact.media_type)
        return Outcome.NEW if before is None else Outcome.CHANGED

    def mark(self, path: str) -> str | None:
        """Return the digest that the manifest has: nobody else writes here."""
        known = self.files.get(path)
        return None if known is None else next(reversed(known.digests), None)

    def remove(self, path: str) -> bool:
        """Remove a file that the manifest names; whether somebody changed it is not looked at."""
        self._journal()
        self.files[path] = self.files[path]._replace(digests=())
        try:
            self.store.rm_file(f"{self.root}/{path}")
        except FileNotFoundError:
            pass
        except Exception as error:  # noqa: BLE001 - each kind of store has errors of its own
            raise RemoveError(self._address(path), *words_for(error)) from None
        del self.files[path]
        return True

    def save(self) -> None:
        """Send the manifest, if it is another one; then the journal has done its work."""
        body = written_manifest(self.files)
        if body != self.manifest:
            self._sent(MANIFEST, body, _MANIFEST_TYPE)
        if not self.is_journaled:
            return
        try:
            self.store.rm_file(f"{self.root}/{JOURNAL}")
        except Exception as error:  # noqa: BLE001 - each kind of store has errors of its own
            raise RemoveError(self._address(JOURNAL), *words_for(error)) from None

    def put(self, path: str, body: bytes, media_type: str) -> None:
        """Send a file; raises what the store raises."""
        target = f"{self.root}/{path}"
        folder = dirname(target)
        if self.has_folders and folder not in self._folders:
            self.store.makedirs(folder, exist_ok=True)
            self._folders.add(folder)
        self.store.pipe_file(target, body, **self.headers(media_type))

    def _sent(self, path: str, body: bytes, media_type: str) -> None:
        try:
            self.put(path, body, media_type)
        except Exception as error:  # noqa: BLE001 - each kind of store has errors of its own
            raise WriteError(self._address(path), *words_for(error)) from None

    def _address(self, path: str) -> str:
        return f"{self.url}/{path}"

    def _journal(self) -> None:
        """List every file that may change, before the first one does."""
        with self._lock:
            if self.is_journaled:
                return
            made = {each.artifact.path: Written((), each.name) for each in self.planned}
            known = {path: each._replace(digests=()) for path, each in self.files.items()}
            self._sent(JOURNAL, written_manifest({**known, **made}), _MANIFEST_TYPE)
            self.is_journaled = True
