"""Remote stores, and descriptions of their errors."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from posixpath import dirname
from threading import Lock
from typing import Any, Final

from tbh_model._atomic import RemoveError, WriteError
from tbh_model._attrs import define, field
from tbh_model._errors import closest
from tbh_model.exporters import cache_control, content_type
from tbh_model.publishing._destination import (
    MANIFEST,
    DestinationError,
    ManifestEntry,
    Outcome,
    parse_manifest,
    redact_password,
    serialize_manifest,
)
from tbh_model.publishing._plan import PlannedFile

ErrorDescription = tuple[str, str]
"""Problem and remedy."""


def describe_error(error: Exception) -> ErrorDescription:
    """Describe an error; kinds are known by name, as their packages are optional."""
    if isinstance(error, WriteError):
        return error.reason, error.remedy
    for kind in _error_class_names(error):
        if kind in _DESCRIPTIONS:
            return _DESCRIPTIONS[kind]
    text = f"{type(error).__name__}: {error}".partition("\n")[0].removesuffix(": ")
    return f"the store failed ({redact_password(text)})", "try again"


def _error_class_names(error: BaseException | None) -> Iterator[str]:
    """Name an error and what it is a kind of, and then the same for what caused it."""
    while error is not None:
        yield from (kind.__name__ for kind in type(error).__mro__)
        error = error.__cause__


_NO_CREDENTIALS: Final = (
    "there are no credentials for it",
    "give them as the tools of that store take them, such as AWS_PROFILE",
)
_UNREACHABLE: Final = ("nobody answers there", "check the address and the network, and try again")
_FORBIDDEN: Final = ("it may not be done with these credentials", "check what they allow")
_DESCRIPTIONS: Final[Mapping[str, ErrorDescription]] = {
    "NoCredentialsError": _NO_CREDENTIALS,
    "PartialCredentialsError": _NO_CREDENTIALS,
    "CredentialRetrievalError": _NO_CREDENTIALS,
    "DefaultCredentialsError": _NO_CREDENTIALS,
    "RefreshError": _NO_CREDENTIALS,
    "ClientAuthenticationError": _FORBIDDEN,
    "AuthenticationException": _FORBIDDEN,
    "PermissionError": _FORBIDDEN,
    "FileNotFoundError": ("there is no such bucket or folder", "make it, or check the address"),
    "FileExistsError": ("a file stands where a folder must be", "remove the file"),
    "NotADirectoryError": ("a file stands where a folder must be", "remove the file"),
    "IsADirectoryError": ("there is a folder of that name", "remove the folder"),
    "NotImplementedError": ("it can only be read", "give the address of a store to write to"),
    "ConnectionError": _UNREACHABLE,
    "HTTPClientError": _UNREACHABLE,
    "ClientConnectionError": _UNREACHABLE,
    "TimeoutError": _UNREACHABLE,
    "gaierror": _UNREACHABLE,
    "NoValidConnectionsError": _UNREACHABLE,
}


_S3: Final = ("s3", "s3a")
_GOOGLE: Final = ("gs", "gcs")
_AZURE: Final = ("az", "abfs", "abfss")
# The stores that keep headers; they have no folders. All others have folders, and no headers.
_BUCKETS: Final = (*_S3, *_GOOGLE, *_AZURE)


def http_headers(protocol: str, media_type: str) -> Mapping[str, object]:
    """Return what a kind of store takes of HTTP headers, by the names that its package has."""
    type_, cache = content_type(media_type), cache_control(media_type)
    if protocol in _S3:
        return {"ContentType": type_, "CacheControl": cache}
    if protocol in _GOOGLE:
        return {"content_type": type_, "fixed_key_metadata": {"cache_control": cache}}
    if protocol in _AZURE:  # comes with the package for this store
        from azure.storage.blob import ContentSettings  # pyright: ignore[reportMissingImports]

        return {"content_settings": ContentSettings(content_type=type_, cache_control=cache)}
    return {}


# Name of the journal in a store; gone when a build has finished.
JOURNAL: Final = ".tbh-journal.json"
# Number of files that are sent to a store at the same time.
_MAX_THREADS: Final = 16
_MANIFEST_TYPE: Final = "application/json"


@contextmanager
def open_remote(url: str, planned: Sequence[PlannedFile]) -> Iterator["Remote"]:
    """Open a store for one build.

    Where there is no manifest yet, an empty one is written at once: if that cannot be done, it is
    said before anything is made.

    Raises:
        DestinationError: If it cannot be opened, read or written to.
    """
    try:
        protocol, store, root = _open_store(url)
        manifest = _read_or_none(store, f"{root}/{MANIFEST}")
        journal = _read_or_none(store, f"{root}/{JOURNAL}")
        remote = Remote(
            url=redact_password(url).rstrip("/"),
            files=parse_manifest(manifest or b"") | parse_manifest(journal or b""),
            protocol=protocol,
            store=store,
            root=root,
            planned=planned,
            manifest=manifest,
            is_journaled=journal is not None,
            # threads pay for operations that mostly wait
            max_threads=_MAX_THREADS if store.async_impl else 1,
        )
        if manifest is None:
            remote.send(MANIFEST, serialize_manifest({}), _MANIFEST_TYPE)
    except DestinationError:
        raise
    except Exception as error:  # noqa: BLE001 - each kind of store has errors of its own
        raise DestinationError(url, *describe_error(error)) from None
    yield remote


def _open_store(url: str) -> tuple[str, Any, str]:
    """Return the kind of a store, the store, and the path in it."""
    protocol = url.partition("://")[0].rpartition("::")[2].lower()
    if protocol in {"http", "https"}:
        reason, remedy = (
            "that is an address to read from",
            "give that of the store, such as s3://BUCKET",
        )
        raise DestinationError(url, reason, remedy)
    try:
        from fsspec.core import url_to_fs  # optional, and only for those who publish far away
        from fsspec.registry import known_implementations, registry
    except ImportError:
        reason, remedy = "the package for it is missing", "install 'tbh-model[remote]'"
        raise DestinationError(url, reason, remedy) from None
    if protocol not in {*known_implementations, *registry}:
        guess = closest(protocol, known_implementations)
        hint = "" if guess is None else f"did you mean {guess}://?; "
        reason = f"no kind of store is called {protocol!r}"
        raise DestinationError(url, reason, f"{hint}see the list of fsspec")
    try:
        store, root = url_to_fs(url)
    except ImportError as error:  # it names the package of each of the fifty kinds
        reason, remedy = "the package for it is missing", f"fsspec says: {error}"
        raise DestinationError(url, reason, remedy) from None
    if not root and protocol in _BUCKETS:
        raise DestinationError(url, "it names no bucket", f"write {protocol}://BUCKET or more")
    return protocol, store, root.rstrip("/")


def _read_or_none(store: Any, path: str) -> bytes | None:
    try:
        body: bytes = store.cat_file(path)
    except FileNotFoundError:
        return None
    return body


@define(kw_only=True)
class Remote:
    """A store far away, while one build writes there."""

    url: str
    files: dict[str, ManifestEntry]
    protocol: str
    """The kind of the store."""
    store: Any
    """A file system of `fsspec`, which ships no types."""
    root: str
    planned: Sequence[PlannedFile]
    manifest: bytes | None
    """The manifest as it is there."""
    is_journaled: bool
    # Folders that exist.
    _folders: set[str] = field(factory=set)
    _lock: Lock = field(factory=Lock)
    max_threads: int = 1
    is_shared: bool = False

    def write(self, planned: PlannedFile, body: bytes, digest: str) -> Outcome:
        """Send a file, if the manifest has another digest."""
        path = planned.artifact.path
        entry = self.files.get(path)
        if entry is not None and entry.digests == (digest,):
            return Outcome.UNCHANGED
        self._write_journal()
        self.files[path] = ManifestEntry((), planned.name)  # until it is there
        self.send(path, body, planned.artifact.media_type)
        return Outcome.NEW if entry is None else Outcome.CHANGED

    def change_token(self, path: str) -> str | None:
        """Return the digest that the manifest has: nobody else writes here."""
        entry = self.files.get(path)
        return None if entry is None else next(reversed(entry.digests), None)

    def remove(self, path: str) -> bool:
        """Remove a file that the manifest names; whether somebody changed it is not looked at."""
        self._write_journal()
        self.files[path] = self.files[path]._replace(digests=())
        self._rm(path)
        del self.files[path]
        return True

    def save(self) -> None:
        """Send the manifest, if it has changed, and remove the journal."""
        body = serialize_manifest(self.files)
        if body != self.manifest:
            self.send(MANIFEST, body, _MANIFEST_TYPE)
        if self.is_journaled:
            self._rm(JOURNAL)

    def send(self, path: str, body: bytes, media_type: str) -> None:
        """Send a file.

        Raises:
            WriteError: If that fails.
        """
        target = f"{self.root}/{path}"
        folder = dirname(target)
        try:
            if self.protocol not in _BUCKETS and folder not in self._folders:
                self.store.makedirs(folder, exist_ok=True)
                self._folders.add(folder)
            self.store.pipe_file(target, body, **http_headers(self.protocol, media_type))
        except Exception as error:  # noqa: BLE001 - each kind of store has errors of its own
            raise WriteError(self._address(path), *describe_error(error)) from None

    def _address(self, path: str) -> str:
        return f"{self.url}/{path}"

    def _rm(self, path: str) -> None:
        try:
            self.store.rm_file(f"{self.root}/{path}")
        except FileNotFoundError:
            pass  # somebody tidied up
        except Exception as error:  # noqa: BLE001 - each kind of store has errors of its own
            raise RemoveError(self._address(path), *describe_error(error)) from None

    def _write_journal(self) -> None:
        """List every file that may change, before the first one does."""
        with self._lock:
            if self.is_journaled:
                return
            exporters = {path: entry.exporter for path, entry in self.files.items()}
            exporters |= {planned.artifact.path: planned.name for planned in self.planned}
            uncertain = {path: ManifestEntry((), name) for path, name in exporters.items()}
            self.send(JOURNAL, serialize_manifest(uncertain), _MANIFEST_TYPE)
            self.is_journaled = True
