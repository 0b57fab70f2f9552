"""What earlier builds made, so that a later one makes only what has changed."""

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Final

from attrs import define, field, frozen

from tbh_model._cache import read_cache, write_cache
from tbh_model.publishing._destination import Destination
from tbh_model.publishing._keys import CacheKeys
from tbh_model.publishing._plan import PlannedFile

_FORMAT: Final = 1


@frozen
class CacheEntry:
    """A file as a build left it."""

    key: str
    """What it followed from."""
    digest: str
    """Of its bytes."""
    change_token: str
    """What the destination knew it by."""


@define
class BuildCache:
    """What earlier builds of one content folder left at one destination."""

    _folder: Path
    _name: str
    _old_entries: dict[str, CacheEntry]
    _new_entries: dict[str, CacheEntry] = field(factory=dict)
    _pending_keys: dict[str, str] = field(factory=dict)
    """The key of each file that is being made."""

    @classmethod
    def load(cls, folder: Path, to: str | Path) -> "BuildCache":
        """Return what is known of earlier builds; nothing where it cannot be used."""
        address = str(to) if "://" in str(to) else os.path.realpath(to)
        name = f"built-{blake2b(os.fsencode(address), digest_size=8).hexdigest()}.json"
        return cls(folder, name, _parse_entries(read_cache(folder, name)))

    def unchanged_digests(
        self, files: Iterable[PlannedFile], to: Destination, keys: CacheKeys
    ) -> dict[str, str]:
        """Return the digest of each file that need not be made: it is there, as it would be now."""
        digests: dict[str, str] = {}
        for planned in files:
            path, key = planned.artifact.path, keys.key(planned)
            if key is None:
                continue
            entry = self._old_entries.get(path)
            if (
                entry is not None
                and entry.key == key
                and entry.change_token == to.change_token(path)
            ):
                self._new_entries[path] = entry
                digests[path] = entry.digest
            else:
                self._pending_keys[path] = key
        return digests

    def add(self, digests: Mapping[str, str], to: Destination) -> None:
        """Remember files that were made, each with its digest."""
        for path in digests.keys() & self._pending_keys.keys():
            change_token = to.change_token(path)
            if change_token is not None:
                self._new_entries[path] = CacheEntry(
                    self._pending_keys[path], digests[path], change_token
                )

    def save(self, to: Destination) -> None:
        """Remember for the next build what is there now, by whichever build it was made."""
        entries = {
            path: entry
            for path, entry in (self._old_entries | self._new_entries).items()
            if path in to.files
        }
        if entries != self._old_entries:
            files = {
                path: [entry.key, entry.digest, entry.change_token]
                for path, entry in sorted(entries.items())
            }
            write_cache(self._folder, self._name, json.dumps([_FORMAT, files]).encode())


def _parse_entries(data: bytes | None) -> dict[str, CacheEntry]:
    with suppress(ValueError, TypeError, AttributeError, RecursionError):
        version, files = json.loads(data or "")
        if version == _FORMAT:
            return {path: CacheEntry(*map(str, values)) for path, values in files.items()}
    return {}
