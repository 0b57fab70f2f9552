"""What earlier builds wrote, so that a later one can remove what it no longer makes.

The manifest is written at the end of a build. What a build is about to write goes into a journal
first, so that a build that was killed is as well remembered as one that finished.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from attrs import define, frozen

from tbh_model._writing import write_error
from tbh_model.publishing._write import PARTIAL, write_file

MANIFEST: Final = ".tbh-manifest.json"
"""Name of the manifest in the output folder."""
JOURNAL: Final = ".tbh-journal.jsonl"
"""Name of the journal in the output folder; gone when a build has finished."""


@frozen
class Written:
    """A file that a build wrote, or was about to write."""

    digests: tuple[str, ...]
    """What it may hold, if nobody has changed it since."""
    exporter: str


@define
class Manifest:
    """The files of an output folder that are ours."""

    folder: Path
    files: dict[str, Written]

    @classmethod
    def of(cls, folder: Path) -> "Manifest":
        """Read what earlier builds wrote into a folder.

        What cannot be read counts as nothing: no file is removed that is not known to be ours.
        What a build was writing when it was killed is swept away.
        """
        if (folder / JOURNAL).is_file():
            for left in folder.rglob(PARTIAL):
                left.unlink(missing_ok=True)
        files = {path: Written((digest,), exporter) for path, digest, exporter in _saved(folder)}
        for path, digest, exporter in _journaled(folder):
            known = files[path].digests if path in files else ()
            files[path] = Written((*known, digest), exporter)
        return cls(folder, files)

    def save(self) -> None:
        """Write the manifest, in the order of paths, and end the journal.

        Raises:
            WriteError: If it cannot be written; then the journal stays.
        """
        files = {
            path: {"digest": written.digests[-1], "exporter": written.exporter}
            for path, written in sorted(self.files.items())
        }
        data = {"generator": "tbh-model", "files": files}
        body = (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
        write_file(self.folder, MANIFEST, body)
        with suppress(OSError):  # a journal that stays only remembers what is known already
            (self.folder / JOURNAL).unlink()

    def remove(self, path: str) -> bool:
        """Remove a file of ours, unless somebody changed it since; tell whether it is gone.

        Folders that become empty go too. A file that stays is remembered, and so reported again.
        """
        target = self.folder / path
        try:
            inside = target.parent.resolve().is_relative_to(self.folder.resolve())
            if not inside or target.is_symlink():
                return False
            digest = hashlib.sha256(target.read_bytes()).hexdigest()
            if digest not in self.files[path].digests:
                return False
            target.unlink()
        except FileNotFoundError:
            pass
        except OSError:
            return False
        del self.files[path]
        _remove_empty(target.parent, self.folder)
        return True


def journal(folder: Path, path: str, digest: str, exporter: str) -> None:
    """Remember a file before it is written, by whichever process writes it.

    Raises:
        WriteError: If that cannot be done; then the file must not be written.
    """
    try:
        with (folder / JOURNAL).open("a", encoding="utf-8") as lines:
            lines.write(f"{json.dumps([path, digest, exporter])}\n")
    except OSError as error:
        raise write_error(folder / JOURNAL, error) from None


def _saved(folder: Path) -> Iterator[tuple[str, str, str]]:
    try:
        data: Any = json.loads((folder / MANIFEST).read_bytes())
        for path, known in data["files"].items():
            yield path, str(known["digest"]), str(known["exporter"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return


def _journaled(folder: Path) -> Iterator[tuple[str, str, str]]:
    try:
        lines = (folder / JOURNAL).read_text(encoding="utf-8").splitlines()
        for line in lines:
            path, digest, exporter = json.loads(line)
            yield path, digest, exporter
    except (OSError, ValueError, TypeError):
        return  # the last line of a build that was killed may be half a line


def _remove_empty(parent: Path, folder: Path) -> None:
    while parent != folder:
        try:
            parent.rmdir()
        except OSError:
            return
        parent = parent.parent
