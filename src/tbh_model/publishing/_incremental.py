"""Incremental builds: cache keys, of which equal ones imply equal bytes of a file."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from tbh_model._attrs import define, field, frozen
from tbh_model._cache_dir import code_fingerprint, read_cache, write_cache
from tbh_model.content import EditionFingerprints, ValueFingerprints
from tbh_model.exporters import Artifact, Exporter, image_mentions, profile_modules
from tbh_model.model import Series
from tbh_model.publishing._destination import MANIFEST, Destination
from tbh_model.publishing._last_build import (
    FORMAT,
    LIBRARIES,
    OWN_PACKAGE,
    cache_name,
    templates_digest,
)
from tbh_model.publishing._plan import PlannedFile


@define
class CacheKeys:
    """The keys of one build."""

    _digests: ValueFingerprints
    # A digest of the templates of the content folder.
    _templates: bytes
    _exporters: dict[int, bytes | None] = field(factory=dict)
    # What was serialized last as the first value of a file, and its digest.
    _first: tuple[tuple[object, ...], bytes | None] = ((), None)

    @classmethod
    def of(cls, folder: Path, fingerprints: EditionFingerprints) -> "CacheKeys":
        """Return the keys for a build of a content folder."""
        return cls(ValueFingerprints(fingerprints), templates_digest(folder))

    def key(self, planned: PlannedFile) -> str | None:
        """Return the key of a file; `None` for one that is made in each build."""
        dependencies = _dependencies(planned.artifact)
        exporter_digest = None if dependencies is None else self._exporter_digest(planned)
        if exporter_digest is None or type(dependencies) is not tuple:
            return None
        first, rest = (
            self._first_digest(dependencies[:1]),
            self._digests.serialize(dependencies[1:]),
        )
        if first is None or rest is None:
            return None  # what cannot be written down can change without notice
        return blake2b(exporter_digest + first + rest, digest_size=16).hexdigest()

    def _first_digest(self, first: tuple[object, ...]) -> bytes | None:
        """Return a digest of the first value, which is often the same for all files."""
        if not first or not self._first[0] or first[0] is not self._first[0][0]:
            serialized = self._digests.serialize(first)
            self._first = (first, None if serialized is None else blake2b(serialized).digest())
        return self._first[1]

    def _exporter_digest(self, planned: PlannedFile) -> bytes | None:
        """Return a digest of an exporter with its options, and of the code behind it."""
        exporter = planned.exporter
        if id(exporter) not in self._exporters:
            code = [code_fingerprint(name) for name in _modules(exporter)]
            libraries = [code_fingerprint(name) for name in LIBRARIES]
            serialized = self._digests.serialize((exporter, code, libraries))
            if serialized is None or None in code:
                self._exporters[id(exporter)] = None
            else:
                self._exporters[id(exporter)] = blake2b(serialized + self._templates).digest()
        return self._exporters[id(exporter)]


def _modules(exporter: Exporter) -> Iterator[str]:
    """Yield where the code of an exporter and its parts lies, with their bases; and ours."""
    parts = (*getattr(exporter, "extensions", ()), getattr(exporter, "pictures", None))
    kinds = [type(value) for value in (exporter, *parts)]
    bases = {base.__module__ for kind in kinds for base in kind.__mro__}
    profile = getattr(exporter, "profile", None)
    bases.update(profile_modules(profile) if isinstance(profile, str) else ())
    yield from sorted(bases - {"builtins"})
    yield OWN_PACKAGE


def _dependencies(artifact: Artifact) -> object:
    dependencies = artifact.depends_on
    try:
        return dependencies() if callable(dependencies) else dependencies
    except Exception:  # noqa: BLE001 - what cannot be found is as good as not given
        return None


@frozen
class CacheEntry:
    """A file as a build left it."""

    key: str
    """The cache key of the file; empty for one that is made in each build."""
    digest: str
    """The digest of the bytes."""
    change_token: str
    """The change token of the destination."""


@define
class BuildCache:
    """Cache of earlier builds of one content folder to one destination."""

    _folder: Path
    _name: str
    _old_entries: dict[str, CacheEntry]
    _new_entries: dict[str, CacheEntry] = field(factory=dict)
    # The key of each file that is being made.
    _pending_keys: dict[str, str] = field(factory=dict)

    @classmethod
    def load(cls, folder: Path, to: str | Path) -> "BuildCache":
        """Return what is known of earlier builds; nothing where it cannot be used."""
        name = cache_name("built", to)
        return cls(folder, name, _parse_entries(read_cache(folder, name)))

    def unchanged_digests(
        self, files: Iterable[PlannedFile], to: Destination, keys: CacheKeys
    ) -> dict[str, str]:
        """Return the digest of each file that need not be made: it is there, as it would be now."""
        digests: dict[str, str] = {}
        for planned in files:
            path, key = planned.artifact.path, keys.key(planned)
            entry = self._old_entries.get(path)
            if (
                key is not None
                and entry is not None
                and entry.key == key
                and entry.change_token == to.change_token(path)
            ):
                self._new_entries[path] = entry
                digests[path] = entry.digest
            else:
                self._pending_keys[path] = key or ""
        return digests

    def add(self, digests: Mapping[str, str], to: Destination) -> None:
        """Store rendered files with their digests."""
        for path in digests.keys() & self._pending_keys.keys():
            change_token = to.change_token(path)
            if change_token is not None:
                self._new_entries[path] = CacheEntry(
                    self._pending_keys[path], digests[path], change_token
                )

    def save(self, to: Destination) -> None:
        """Write the cache with all current files for the next build."""
        entries = {
            path: entry
            for path, entry in (self._old_entries | self._new_entries).items()
            if path in to.files
        }
        manifest = to.change_token(MANIFEST)
        if manifest is not None:
            entries[MANIFEST] = CacheEntry("", "", manifest)
        if entries != self._old_entries:
            files = {
                path: [entry.key, entry.digest, entry.change_token]
                for path, entry in sorted(entries.items())
            }
            write_cache(self._folder, self._name, json.dumps([FORMAT, files]).encode())
        self._new_entries = entries

    def state(
        self, series: Series, exporters: Iterable[Exporter], to: Destination, ledger: int
    ) -> dict[str, Any]:
        """Return what a later build needs to see that it would change nothing.

        It is empty where an exporter of somebody else makes a file in each build: nobody knows what
        that rests on.

        Args:
            series: The series that was published.
            exporters: The exporters that ran.
            to: The destination.
            ledger: The size of the ledger.
        """
        packages = {
            exporter.info.name: {module.partition(".")[0] for module in _modules(exporter)}
            for exporter in exporters
        }
        foreign = {name for name, packages in packages.items() if packages != {OWN_PACKAGE}}
        made_always = (path for path, entry in self._new_entries.items() if not entry.key)
        if any(path in to.files and to.files[path].exporter in foreign for path in made_always):
            return {}
        return {
            "packages": sorted(set().union(*packages.values())),
            "images": list(image_mentions(series)),
            "tokens": {path: entry.change_token for path, entry in self._new_entries.items()},
            "ledger": ledger,
        }


def _parse_entries(data: bytes | None) -> dict[str, CacheEntry]:
    with suppress(ValueError, TypeError, AttributeError, RecursionError):
        version, files = json.loads(data or "")
        if version == FORMAT:
            return {path: CacheEntry(*map(str, values)) for path, values in files.items()}
    return {}
