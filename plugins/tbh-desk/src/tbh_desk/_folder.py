"""The content folder: read with the digests of its files, and written where nothing has changed."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Final

from attrs import define, field, frozen

import tbh_model as tbh
from tbh_model.content import ContentIndex, content_index, list_content

SERIES_FILE: Final = "series.yaml"


class ChangedFileError(tbh.TBHError):
    """A file was changed since a form was opened."""

    def __str__(self) -> str:
        """Name the file."""
        return f"{self.args[0]} was changed in the meantime."


@frozen
class Content:
    """A series as it was read, with the digest of each file by its name."""

    series: tbh.Series
    digests: Mapping[str, str]
    _index: ContentIndex

    def file_of(self, collection: str, id_: str) -> tuple[str, str]:
        """Return the file of an edition or therapist, and its path in that file."""
        entry = self._index.entry(collection, id_)
        return (SERIES_FILE, "") if entry is None else (entry.node.source.file or "", entry.path)


def _digest(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()


@define
class Folder:
    """A content folder that is edited."""

    path: Path
    on_change: Callable[[tuple[str, ...]], object]
    """Called with the names of the files that were written."""
    _lock: Lock = field(factory=Lock, init=False)
    # What a check has found, and in which state of the files.
    _checked: tuple[Mapping[str, str], tuple[tbh.Problem, ...]] = field(
        default=({}, ()), init=False
    )

    def digests(self) -> Mapping[str, str]:
        """Return the digest of each file by its name."""
        listing = list_content(self.path)
        names = (SERIES_FILE, *(file.name for file in listing.files))
        files = {name: self.path / name for name in names}
        return {name: _digest(file) for name, file in files.items() if file.is_file()}

    def read(self) -> Content:
        """Read the series.

        Raises:
            ContentError: If the content has errors.
        """
        digests = self.digests()  # before the content: a change in between is a conflict later
        series = tbh.load(self.path)
        return Content(series, digests, content_index(series, self.path))

    def problems(self) -> tuple[tbh.Problem, ...]:
        """Return what `tbh check` says, which is looked for again after each change."""
        digests = self.digests()
        with self._lock:
            if self._checked[0] != digests:
                self._checked = digests, tbh.check(self.path)
            return self._checked[1]

    def change(self, edit: Callable[[Content], tbh.Series]) -> None:
        """Write what a function makes of the series.

        Raises:
            ContentError: If the content has errors; nothing is written.
            ChangedFileError: If a file changes while this happens.
        """
        with self._lock:
            content = self.read()
            series = edit(content)
            if self.digests() != content.digests:
                raise ChangedFileError(SERIES_FILE)
            self.on_change(tbh.save(series, self.path))
