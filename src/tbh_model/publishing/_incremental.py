"""Incremental builds: cache keys, of which equal ones imply equal bytes of a file.

A build whose inputs are all as they were in the last complete one makes no plan at all: it says
what that one said (`LastBuild`).
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from attrs import define, field, frozen

from tbh_model._cache_dir import code_fingerprint, read_cache, write_cache
from tbh_model._lock import hold_lock
from tbh_model._problems import Severity
from tbh_model._regular_files import exists
from tbh_model.content import (
    EditionFingerprints,
    FileIndex,
    ValueFingerprints,
    list_content,
    template_files,
)
from tbh_model.exporters import Artifact, Exporter, allows_plugins, image_mentions
from tbh_model.model import Series
from tbh_model.publishing._destination import (
    JOURNAL,
    LOCK_FILE,
    MANIFEST,
    Destination,
    Outcome,
    change_token,
    local_folder,
    redact_password,
    refuse_content,
)
from tbh_model.publishing._ledger import LEDGER
from tbh_model.publishing._plan import PUBLISH_FILE, PlannedFile
from tbh_model.publishing._report import PublishReport

# Libraries on which the bytes depend.
_OWN_PACKAGE: Final = "tbh_model"
_LIBRARIES: Final = ("feedgen", "jinja2", "lxml", "markupsafe", "pyromark", "yaml")


@define
class CacheKeys:
    """The keys of one build."""

    _digests: ValueFingerprints
    # A digest of the templates of the content folder.
    _templates: bytes
    _exporters: dict[int, bytes | None] = field(factory=dict)

    @classmethod
    def of(cls, folder: Path, fingerprints: EditionFingerprints) -> "CacheKeys":
        """Return the keys for a build of a content folder."""
        return cls(ValueFingerprints(fingerprints), _templates_digest(folder))

    def key(self, planned: PlannedFile) -> str | None:
        """Return the key of a file; `None` for one that is made in each build."""
        dependencies = _dependencies(planned.artifact)
        exporter_digest = None if dependencies is None else self._exporter_digest(planned)
        serialized = None if exporter_digest is None else self._digests.serialize(dependencies)
        if exporter_digest is None or serialized is None:
            return None  # what cannot be written down can change without notice
        return blake2b(exporter_digest + serialized, digest_size=16).hexdigest()

    def _exporter_digest(self, planned: PlannedFile) -> bytes | None:
        """Return a digest of an exporter with its options, and of the code behind it."""
        exporter = planned.exporter
        if id(exporter) not in self._exporters:
            code = [code_fingerprint(name) for name in _modules(exporter)]
            libraries = [code_fingerprint(name) for name in _LIBRARIES]
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
    yield from sorted(bases - {"builtins"})
    yield _OWN_PACKAGE


def _dependencies(artifact: Artifact) -> object:
    dependencies = artifact.depends_on
    try:
        return dependencies() if callable(dependencies) else dependencies
    except Exception:  # noqa: BLE001 - what cannot be found is as good as not given
        return None


def _templates_digest(folder: Path) -> bytes:
    digest = blake2b()
    bodies, problems = template_files(folder)
    for name, body in bodies.items():
        # with lengths, or a name could pass for the end of the body before it
        digest.update(f"{name}\0{len(body)}\0".encode(errors="surrogateescape") + body)
    digest.update(repr(problems).encode(errors="backslashreplace"))
    return digest.digest()


_FORMAT: Final = 1


@frozen
class CacheEntry:
    """A file as a build left it."""

    key: str
    """The cache key of the file; empty for one that is made in each build."""
    digest: str
    """The digest of the bytes."""
    change_token: str
    """The change token of the destination."""


def _cache_name(prefix: str, to: str | Path) -> str:
    # a folder has one cache, by whatever path it is named
    address = str(to) if "://" in str(to) else os.path.realpath(to)
    return f"{prefix}-{blake2b(os.fsencode(address), digest_size=8).hexdigest()}.json"


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
        name = _cache_name("built", to)
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
            write_cache(self._folder, self._name, json.dumps([_FORMAT, files]).encode())
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
        foreign = {name for name, packages in packages.items() if packages != {_OWN_PACKAGE}}
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
        if version == _FORMAT:
            return {path: CacheEntry(*map(str, values)) for path, values in files.items()}
    return {}


@frozen(kw_only=True)
class BuildSummary:
    """What the command says of a build."""

    title: str
    """The title of the series."""
    data: dict[str, Any]
    """The report as plain data."""
    notes: list[str]
    """What was withheld, and warnings, in lines."""


@define
class LastBuild:
    """The last complete build of a content folder to a folder.

    What it rested on decides whether another one would change anything: each file of the content,
    the images that it mentions, templates, options, installed packages and code, the ledger, what
    lies in the destination, and the period in which the gate decides as it did.
    """

    _folder: Path
    _to: str
    index: FileIndex
    """Digests of the content, as they were when this build began."""
    # Everything but images and packages of others, which only a build knows; None if unsure.
    _inputs: list[Any] | None

    @classmethod
    def of(cls, folder: Path, to: str, only: Iterable[str] | None, *, ledger: bool) -> "LastBuild":
        """Return what is known of the last build, for one that begins now.

        Args:
            folder: The content folder.
            to: The destination.
            only: The names of the exporters that are to run; None for all.
            ledger: Whether the build keeps the ledger.
        """
        index, listing = FileIndex.of(folder), list_content(folder)
        names = (PUBLISH_FILE, *(file.name for file in (listing.root, *listing.files) if file))
        inputs: list[Any] = [_FORMAT, None if only is None else list(only), ledger]
        inputs += (_templates_digest(folder).hex(), _installed_packages())
        digests = _file_digests(folder, index, names)
        is_sure = listing.is_complete and listing.root is not None and not allows_plugins()
        if digests is None or not is_sure or local_folder(to) is None:
            return cls(folder, to, index, None)
        # a folder `Editions` is no content, and an error all the same
        errors = [item.message for item in listing.problems if item.severity is Severity.ERROR]
        return cls(folder, to, index, None if errors else [*inputs, digests])

    @property
    def _name(self) -> str:
        return _cache_name("last", self._to)

    def summary(self, at: datetime) -> BuildSummary | None:
        """Return what a build at an instant says, if it changes nothing; else None.

        Raises:
            FolderInUseError: If another build is writing to the folder.
            DestinationError: If the destination contains the content.
        """
        with suppress(ValueError, TypeError, KeyError, AttributeError, RecursionError):
            state = json.loads(read_cache(self._folder, self._name) or "")
            is_same = state["inputs"] == self._digest(state["images"], state["packages"])
            if is_same and _is_within(state["period"], at) and self._is_in_place(state):
                data = state["data"] | {
                    "to": redact_password(self._to),
                    "at": at.isoformat(),
                    "files": dict.fromkeys(state["data"]["files"], Outcome.UNCHANGED.value),
                }
                return BuildSummary(title=state["title"], data=data, notes=state["notes"])
        return None

    def _digest(self, images: Iterable[str], packages: Iterable[str]) -> str | None:
        """Return a digest of everything that a build rests on; None if that is not known."""
        code = [code_fingerprint(name) for name in (*packages, *_LIBRARIES)]
        digests = _file_digests(self._folder, self.index, images)
        if self._inputs is None or digests is None or None in code:
            return None
        return blake2b(json.dumps([self._inputs, digests, code]).encode()).hexdigest()

    def _is_in_place(self, state: dict[str, Any]) -> bool:
        """Return whether destination and ledger are as the last build left them."""
        folder, tokens = local_folder(self._to), state["tokens"]
        if folder is None or change_token(folder, MANIFEST) != tokens[MANIFEST]:
            return False
        refuse_content(self._to, self._folder)
        with hold_lock(folder / LOCK_FILE, folder):
            return (
                change_token(self._folder, LEDGER) == state["ledger"]
                and not exists(folder / JOURNAL)
                and all(change_token(folder, path) == tokens[path] for path in tokens)
            )

    def save(self, series: Series, report: PublishReport, summary: BuildSummary) -> None:
        """Remember a build, if one that changes nothing would say the same."""
        self.index.keep()
        state = report.state
        if not state or report.failures or report.modified_by_hand or not self.index.is_current():
            return
        inputs, ledger = (
            self._digest(state["images"], state["packages"]),
            change_token(self._folder, LEDGER),
        )
        # somebody else has added to it
        is_foreign = int((ledger or "0").partition(" ")[0]) != state["ledger"]
        if inputs is None or is_foreign:
            return
        state |= {
            "inputs": inputs,
            "period": _period(series, report.at, state["packages"]),
            "ledger": ledger,
            "title": summary.title,
            "notes": summary.notes,
            "data": summary.data | {"files": list(report.written), "removed": [], "lost": {}},
            "tokens": {path: state["tokens"][path] for path in (*report.written, MANIFEST)},
        }
        write_cache(self._folder, self._name, json.dumps(state).encode())


def _file_digests(
    folder: Path, index: FileIndex, names: Iterable[str]
) -> list[tuple[str, str | None]] | None:
    """Return a digest of each file; None if there is one that cannot be read."""
    digests = [(name, index.digest(name)) for name in names]
    unread = (name for name, digest in digests if digest is None)
    return None if any(exists(folder / name) for name in unread) else digests


def _installed_packages() -> list[tuple[str, int]]:
    """Return the folders of packages, and when one was last installed or removed."""
    folders = [path for path in sys.path if path.endswith("-packages") and exists(path)]
    return [(path, os.stat(path).st_mtime_ns) for path in folders]  # noqa: PTH116 - text


def _period(series: Series, at: datetime, packages: Iterable[str]) -> list[str | None]:
    """Return the period in which builds are equal; exporters of others may print the instant."""
    from tbh_model.rights import unchanging_period  # 5 ms, only after a build

    is_own = {*packages} == {_OWN_PACKAGE}
    moment = (at, at + timedelta(microseconds=1))
    ends = unchanging_period(series, at) if is_own else moment
    return [None if end is None else end.isoformat() for end in ends]


def _is_within(period: Iterable[str | None], at: datetime) -> bool:
    start, end = (None if text is None else datetime.fromisoformat(text) for text in period)
    return (start is None or start <= at) and (end is None or at < end)
