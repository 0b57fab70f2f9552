"""The last complete build, which a build that finds nothing new repeats.

Nothing that reads content or renders is imported.
"""

import json
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tbh_model._attrs import define, frozen
from tbh_model._cache_dir import code_fingerprint, read_cache, write_cache
from tbh_model._entry_points import PLUGIN_PREFIX, allows_plugins
from tbh_model._final import final
from tbh_model._lock import hold_lock
from tbh_model._problems import Severity
from tbh_model._regular_files import exists
from tbh_model.content import (
    FileIndex,
    folder_names,
    template_files,
)
from tbh_model.publishing._destination import (
    JOURNAL,
    LOCK_FILE,
    MANIFEST,
    Outcome,
    change_token,
    local_folder,
    redact_password,
    refuse_content,
)

if TYPE_CHECKING:
    from tbh_model.model import Series
    from tbh_model.publishing._report import PublishReport

# The ledger in a content folder.
LEDGER: Final = ".tbh/ledger.jsonl"
FORMAT: Final = 1
# Libraries on which the bytes depend.
OWN_PACKAGE: Final = "tbh_model"
LIBRARIES: Final = ("feedgen", "jinja2", "lxml", "markupsafe", "pyromark", "yaml")


@final
@frozen(kw_only=True)
class BuildSummary:
    """What the command says of a build."""

    title: str
    """The title of the series."""
    data: dict[str, Any]
    """The report as plain data."""
    notes: list[str]
    """What was withheld, and warnings, in lines."""


@final
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
        index, listing = FileIndex.of(folder), folder_names(folder)
        inputs: list[Any] = [FORMAT, None if only is None else list(only), ledger]
        inputs += (templates_digest(folder).hex(), _installed_packages())
        inputs.append(os.environ.get("TBH_EXPORTERS"))
        digests = _file_digests(folder, index, listing.inputs)
        # code of a file may do anything
        has_plugins = allows_plugins() or any(
            name.startswith(PLUGIN_PREFIX) for name in sys.modules
        )
        is_sure = listing.is_complete and not has_plugins
        if digests is None or not is_sure or local_folder(to) is None:
            return cls(folder, to, index, None)
        # a folder `Editions` is no content, and an error all the same
        errors = [item.message for item in listing.problems if item.severity is Severity.ERROR]
        return cls(folder, to, index, None if errors else [*inputs, digests])

    @property
    def _name(self) -> str:
        return cache_name("last", self._to)

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
        code = [code_fingerprint(name) for name in (*packages, *LIBRARIES)]
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

    def save(self, series: "Series", report: "PublishReport", summary: BuildSummary) -> None:
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


def _period(series: "Series", at: datetime, packages: Iterable[str]) -> list[str | None]:
    """Return the period in which builds are equal; exporters of others may print the instant."""
    from tbh_model.rights import unchanging_period  # 5 ms, only after a build

    is_own = {*packages} == {OWN_PACKAGE}
    moment = (at, at + timedelta(microseconds=1))
    ends = unchanging_period(series, at) if is_own else moment
    return [None if end is None else end.isoformat() for end in ends]


def _is_within(period: Iterable[str | None], at: datetime) -> bool:
    start, end = (None if text is None else datetime.fromisoformat(text) for text in period)
    return (start is None or start <= at) and (end is None or at < end)


def templates_digest(folder: Path) -> bytes:
    """Return a digest of the templates of a content folder, and of what is wrong with them."""
    digest = blake2b()
    bodies, problems = template_files(folder)
    for name, body in bodies.items():
        # with lengths, or a name could pass for the end of the body before it
        digest.update(f"{name}\0{len(body)}\0".encode(errors="surrogateescape") + body)
    digest.update(repr(problems).encode(errors="backslashreplace"))
    return digest.digest()


def cache_name(prefix: str, to: str | Path) -> str:
    """Return the name of a file of the cache for a destination, by whatever path that is named."""
    address = str(to) if "://" in str(to) else os.path.realpath(to)
    return f"{prefix}-{blake2b(os.fsencode(address), digest_size=8).hexdigest()}.json"
