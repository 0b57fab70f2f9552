"""Caches of loaded files by their bytes, and fingerprints of values."""

import io
import os
import pickle
from array import array
from collections.abc import Collection, Iterator
from contextlib import suppress
from hashlib import blake2b
from operator import attrgetter
from pathlib import Path
from types import FunctionType
from typing import Any, Final

import attrs
from attrs import AttrsInstance

from tbh_model._attrs import define, field
from tbh_model._cache_dir import code_fingerprint, read_cache, write_cache
from tbh_model.content._converter import fingerprint
from tbh_model.content._folder import FileIndex, bytes_fingerprint, read_bytes
from tbh_model.content._names import TherapistNames
from tbh_model.model import Edition, Response, Series, Therapist

# Number of values that are written in the time of reading one file.
_WRITES_PER_READ: Final = 32
_CACHE_NAME: Final = "content"
_ALLOWED_PACKAGES: Final = ("tbh_model.model.", "tbh_model.text.")
_ALLOWED_CLASSES: Final = {
    ("datetime", name) for name in ("date", "datetime", "timedelta", "timezone")
}


@define
class ContentCache:
    """Cache of the values of files, by file name.

    Give the same one to each `load` of a folder that is loaded again and again. Between programs
    it is kept in `.tbh/cache` of the folder, because it holds all that is private in the content.
    """

    # Digest of the bytes, and the value, of each file.
    _values: dict[str, tuple[bytes, Any]] = field(factory=dict)
    # The editions that name therapists by their names, and the digest of these names.
    _naming_files: set[str] = field(factory=set)
    _names: bytes = b""
    # Time zone of the series, on which times without an offset depend.
    _time_zone: str | None = None
    changed_files: Collection[str] | None = None
    """The files that may have changed since, where somebody watches them; the bytes of all others
    are then not looked at."""
    index: "FileIndex | None" = None
    """Digests of the files of the folder; without them each file is read."""
    # Number of files that were read or removed since the cache was saved.
    _unsaved: int = 0

    @classmethod
    def of(cls, folder: Path, index: "FileIndex | None" = None) -> "ContentCache":
        """Return what an earlier program kept for a folder; an empty one if that cannot be used."""
        cache, data = cls(), read_cache(folder, _CACHE_NAME)
        # whatever stands there can be read anew
        with suppress(Exception):
            fingerprint, *state = _Unpickler(io.BytesIO(data or b"")).load()
            cache = cls(*state) if fingerprint == code_fingerprint() else cache
        cache.index = index
        return cache

    def keep(self, folder: Path) -> None:
        """Save the cache for the next run, unless reading the files again is faster."""
        if self._unsaved * _WRITES_PER_READ > len(self._values):
            own_state = (self._values, self._naming_files, self._names, self._time_zone)
            state = (code_fingerprint(), *own_state)
            write_cache(folder, _CACHE_NAME, pickle.dumps(state, protocol=5))
            self._unsaved = 0

    def begin(self, time_zone: str | None) -> None:
        """Clear the cache if the time zone of the series has changed."""
        if time_zone != self._time_zone:
            self.prune(())
            self._time_zone = time_zone

    def set_names(self, names: TherapistNames) -> None:
        """Forget the editions that name therapists, if the names have changed."""
        state = (sorted(names.current.items()), sorted(names.former.items()))
        digest = bytes_fingerprint(repr(state).encode("utf-8", "surrogatepass"))
        if digest != self._names:
            self.prune(self._values.keys() - self._naming_files)
            self._names = digest

    def get(self, name: str, folder: Path) -> Any:
        """Return what a file of a folder means, or `None` if its bytes were never read.

        Raises:
            ContentError: If a file that was read before cannot be read any more.
        """
        if name not in self._values:
            return None
        fingerprint, value = self._values[name]
        if self.changed_files is not None and name not in self.changed_files:
            return value
        digest = None if self.index is None else self.index.digest(name)
        if digest is None:
            digest = bytes_fingerprint(read_bytes(folder, name)).hex()
        return value if fingerprint.hex() == digest else None

    def put(self, name: str, fingerprint: bytes, value: Any, *, uses_names: bool = False) -> None:
        """Store the value of a file under the digest of its bytes."""
        self._values[name] = (fingerprint, value)
        (self._naming_files.add if uses_names else self._naming_files.discard)(name)
        self._unsaved += 1

    def prune(self, names: Collection[str]) -> None:
        """Remove files that no longer exist."""
        stale = [name for name in self._values if name not in names]
        for name in stale:
            del self._values[name]
        self._unsaved += len(stale)


class _Unpickler(pickle.Unpickler):
    """Unpickler for values of content only, so that a forged file cannot run code."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a class or a function of the model, and of nothing else."""
        if (module, name) in _ALLOWED_CLASSES or (
            module.startswith(_ALLOWED_PACKAGES) and "." not in name
        ):
            value = super().find_class(module, name)
            if isinstance(value, type | FunctionType) and value.__module__ == module:
                return value
        raise pickle.UnpicklingError(name)


@define
class EditionFingerprints:
    """Fingerprints of editions, each computed once on demand.

    The releases of all channels are made of the same texts. An edition that says the same on each
    of them is looked at once.
    """

    _cache: dict[bytes, tuple[Edition, str]] = field(factory=dict)
    _by_id: dict[int, tuple[Edition, str]] = field(factory=dict)

    def of(self, edition: Edition) -> str:
        """Return the fingerprint of an edition."""
        entry = self._by_id.get(id(edition))
        if entry is None:
            entry = self._by_id[id(edition)] = (edition, self._of_parts(edition))
        return entry[1]

    def _of_parts(self, edition: Edition) -> str:
        parts = array("Q", _object_ids(edition)).tobytes()  # a fifth of what a tuple of them needs
        entry = self._cache.get(parts)
        if entry is None:
            # it is kept as well, because an object that is gone leaves its number to another
            entry = self._cache[parts] = (edition, fingerprint(edition))
        return entry[1]


def _object_ids(edition: Edition) -> Iterator[int]:
    """Yield the identities of the objects that form an edition."""
    yield from map(id, _EDITION_FIELDS(edition))
    for values in _LIST_FIELDS(edition):
        yield len(values)
        yield from map(id, values)
    for response in edition.responses:
        yield bool(response.consents)
        yield response.approval is None
        yield from map(id, _RESPONSE_FIELDS(response))


def _field_names(kind: type[AttrsInstance], *exclude: str) -> tuple[str, ...]:
    return tuple(
        attribute.name for attribute in attrs.fields(kind) if attribute.name not in exclude
    )


_LIST_FIELD_NAMES: Final = ("calls_to_action", "notices", "corrections")
_LIST_FIELDS: Final = attrgetter(*_LIST_FIELD_NAMES)
_EDITION_FIELDS: Final = attrgetter(*_field_names(Edition, "responses", *_LIST_FIELD_NAMES))
_RESPONSE_FIELDS: Final = attrgetter(*_field_names(Response, "consents", "approval"))


@define
class ValueFingerprints:
    """The values of one run as bytes; those of the model count by a digest, computed once."""

    _fingerprints: EditionFingerprints = field(factory=EditionFingerprints)
    # A digest of each series and therapist that was met.
    _values: dict[int, tuple[object, bytes]] = field(factory=dict)

    def serialize(self, value: object) -> bytes | None:
        """Return a value as bytes; `None` for one that cannot be written down."""
        try:
            return self._serialize(value)
        except Exception:  # noqa: BLE001 - classes of others say in their own code how they pickle
            return None

    def _serialize(self, value: object) -> bytes:
        buffer = io.BytesIO()
        _Pickler(buffer, self).dump(value)
        return buffer.getvalue()

    def fingerprint(self, value: AttrsInstance) -> object:
        """Return a short digest of a value of the model."""
        if isinstance(value, Edition):
            return self._fingerprints.of(value)
        entry = self._values.get(id(value))
        if entry is None:
            fields = [getattr(value, attribute.name) for attribute in attrs.fields(type(value))]
            # a content folder is the same one by whatever path it is named
            fields = [os.path.realpath(each) if isinstance(each, Path) else each for each in fields]
            entry = (value, blake2b(self._serialize(fields), digest_size=16).digest())
            self._values[id(value)] = entry
        return entry[1]


class _Pickler(pickle.Pickler):
    """Writes values so that equal ones are equal bytes, in each run of Python."""

    def __init__(self, file: io.BytesIO, fingerprints: ValueFingerprints) -> None:
        super().__init__(file, protocol=5)
        self.fast = True  # equal parts are written out each time, be they one object or several
        self._fingerprints = fingerprints

    def persistent_id(self, value: Any) -> object:
        """Return a digest in the place of a value of the model; sort sets."""
        kind = type(value)
        if kind is Edition or kind is Therapist or kind is Series:
            return self._fingerprints.fingerprint(value)
        return tuple(sorted(value, key=repr)) if kind is frozenset or kind is set else None
