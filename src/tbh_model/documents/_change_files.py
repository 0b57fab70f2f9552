"""Several files are changed, or none: new ones are written first, and put in place together."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from shutil import copy2, copymode

from attrs import define, field, frozen

from tbh_model._regular_files import regular_size
from tbh_model._writing import atomic_write, partial_path, write_error

Changes = Mapping[str, bytes | None]
"""For each path in the folder what the file is to hold; `None` removes it."""


def change_files(folder: Path, changes: Changes) -> None:
    """Change files of a folder, all or none of them.

    Everything is on the disk before the first file is touched; what is left then is to rename.
    Whatever fails, what was changed is put back.

    Raises:
        WriteError: If a file cannot be written or removed; none has changed.
    """
    work = _Work()
    target = folder
    try:
        for name, body in _ordered(changes):
            target = folder / name
            work.prepare(folder, name, body)
        for change in work.begun:
            target = change.target
            work.make(change)
    except BaseException as error:
        work.put_back()
        if isinstance(error, OSError):
            raise write_error(target, error) from None
        raise
    work.tidy()


@define
class _Work:
    """What has been done so far, so that it can be undone."""

    made: list[Path] = field(factory=list)
    begun: "list[_Change]" = field(factory=list)
    done: "list[_Change]" = field(factory=list)

    def prepare(self, folder: Path, name: str, body: bytes | None) -> None:
        target = folder / name
        regular_size(folder, name)  # a link that leads out of the folder is refused
        self.made += _make(target.parent)
        self.begun.append(_Change.of(target, body))
        self.begun[-1].prepare()

    def make(self, change: "_Change") -> None:
        change.make()
        self.done.append(change)

    def put_back(self) -> None:
        """Undo all; if even that fails, the old files are still there under other names."""
        for change in reversed(self.done):
            change.put_back()
        self.tidy()
        for folder in reversed(self.made):
            folder.rmdir()

    def tidy(self) -> None:
        for change in self.begun:
            change.tidy()


def _ordered(changes: Changes) -> Iterator[tuple[str, bytes | None]]:
    """Write before removing, so that nothing is ever missing.

    But where two names are one on some systems, the old one goes before the new one comes.
    """
    written = {name.casefold() for name, body in changes.items() if body is not None}

    def turn(change: tuple[str, bytes | None]) -> int:
        name, body = change
        return 1 if body is not None else 0 if name.casefold() in written else 2

    yield from sorted(changes.items(), key=turn)


def _make(folder: Path) -> list[Path]:
    """Make a folder, and give those that were not there, the outermost first."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


@frozen
class _Change:
    """One file, what it is to hold, and the files beside it that are there for a moment."""

    target: Path
    body: bytes | None
    new: Path
    old: Path
    existed: bool

    @classmethod
    def of(cls, target: Path, body: bytes | None) -> "_Change":
        target = target.resolve() if target.is_symlink() and body is not None else target
        # short names of their own: the target's may be as long as names can be already
        new, old = partial_path(target.parent, ".new"), partial_path(target.parent, ".old")
        return cls(target, body, new, old, target.exists())

    def prepare(self) -> None:
        if self.existed:
            copy2(self.target, self.old)
        if self.body is not None:
            atomic_write(self.new, self.body, self._as_before)

    def _as_before(self, written: Path) -> None:
        if self.existed:
            copymode(self.target, written)

    def make(self) -> None:
        if self.body is None:
            self.target.unlink()
        else:
            self.new.replace(self.target)

    def put_back(self) -> None:
        if self.existed:
            self.old.replace(self.target)
        else:
            self.target.unlink()

    def tidy(self) -> None:
        for each in (self.new, self.old):
            each.unlink(missing_ok=True)
