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
from tbh_model.publishing._keys import Keys
from tbh_model.publishing._plan import Planned

_FORMAT: Final = 1


@frozen
class _Built:
    """A file as a build left it."""

    key: str
    """What it followed from."""
    digest: str
    """Of its bytes."""
    mark: str
    """What the destination knew it by."""


@define
class BuildCache:
    """What earlier builds of one content folder left at one destination."""

    _folder: Path
    _name: str
    _before: dict[str, _Built]
    _now: dict[str, _Built] = field(factory=dict)
    _wanted: dict[str, str] = field(factory=dict)
    """The key of each file that is being made."""

    @classmethod
    def of(cls, folder: Path, to: str | Path) -> "BuildCache":
        """Return what is known of earlier builds; nothing where it cannot be used."""
        address = str(to) if "://" in str(to) else os.path.realpath(to)
        name = f"built-{blake2b(os.fsencode(address), digest_size=8).hexdigest()}.json"
        return cls(folder, name, _read(read_cache(folder, name)))

    def unchanged(self, files: Iterable[Planned], to: Destination, keys: Keys) -> dict[str, str]:
        """Return the digest of each file that need not be made: it is there, as it would be now."""
        known: dict[str, str] = {}
        for planned in files:
            path, key = planned.artifact.path, keys.key(planned)
            if key is None:
                continue
            before = self._before.get(path)
            if before is not None and before.key == key and before.mark == to.mark(path):
                self._now[path] = before
                known[path] = before.digest
            else:
                self._wanted[path] = key
        return known

    def made(self, digests: Mapping[str, str], to: Destination) -> None:
        """Remember files that were made, each with its digest."""
        for path in digests.keys() & self._wanted.keys():
            mark = to.mark(path)
            if mark is not None:
                self._now[path] = _Built(self._wanted[path], digests[path], mark)

    def keep(self, to: Destination) -> None:
        """Remember for the next build what is there now, by whichever build it was made."""
        there = {path: it for path, it in (self._before | self._now).items() if path in to.files}
        if there != self._before:
            files = {path: [it.key, it.digest, it.mark] for path, it in sorted(there.items())}
            write_cache(self._folder, self._name, json.dumps([_FORMAT, files]).encode())


def _read(data: bytes | None) -> dict[str, _Built]:
    with suppress(ValueError, TypeError, AttributeError, RecursionError):
        version, files = json.loads(data or "")
        if version == _FORMAT:
            return {path: _Built(*map(str, built)) for path, built in files.items()}
    return {}
