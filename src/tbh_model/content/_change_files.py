"""Several files are changed, or none: new ones are written first, and put in place together."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from shutil import copy2, copymode

from attrs import define, field, frozen

from tbh_model._atomic import atomic_write, partial_path, write_error
from tbh_model._regular_files import regular_size

Changes = Mapping[str, bytes | None]
"""For each path in the folder what the file is to hold; `None` removes it."""


def change_files(folder: Path, changes: Changes) -> None:
    """Change files of a folder, all or none of them.

    Everything is on the disk before the first file is touched; what is left then is to rename.
    Whatever fails, what was changed is put back.

    Raises:
        WriteError: If a file cannot be written or removed; none has changed.
    """
    transaction = _FileTransaction()
    target = folder
    try:
        for name, body in _in_safe_order(changes):
            target = folder / name
            transaction.prepare(folder, name, body)
        for change in transaction.changes:
            target = change.target
            transaction.apply(change)
    except BaseException as error:
        transaction.rollback()
        if isinstance(error, OSError):
            raise write_error(target, error) from None
        raise
    transaction.cleanup()


@define
class _FileTransaction:
    """What has been done so far, so that it can be undone."""

    created_folders: list[Path] = field(factory=list)
    changes: "list[_FileChange]" = field(factory=list)
    applied_changes: "list[_FileChange]" = field(factory=list)

    def prepare(self, folder: Path, name: str, body: bytes | None) -> None:
        target = folder / name
        regular_size(folder, name)  # a link that leads out of the folder is refused
        self.created_folders += _create_folder(target.parent)
        self.changes.append(_FileChange.of(target, body))
        self.changes[-1].prepare()

    def apply(self, change: "_FileChange") -> None:
        change.apply()
        self.applied_changes.append(change)

    def rollback(self) -> None:
        """Undo all; if even that fails, the old files are still there under other names."""
        for change in reversed(self.applied_changes):
            change.rollback()
        self.cleanup()
        for folder in reversed(self.created_folders):
            folder.rmdir()

    def cleanup(self) -> None:
        for change in self.changes:
            change.cleanup()


def _in_safe_order(changes: Changes) -> Iterator[tuple[str, bytes | None]]:
    """Write before removing, so that nothing is ever missing.

    But where two names are one on some systems, the old one goes before the new one comes.
    """
    new_names = {name.casefold() for name, body in changes.items() if body is not None}

    def sort_key(change: tuple[str, bytes | None]) -> int:
        name, body = change
        return 1 if body is not None else 0 if name.casefold() in new_names else 2

    yield from sorted(changes.items(), key=sort_key)


def _create_folder(folder: Path) -> list[Path]:
    """Make a folder, and give those that were not there, the outermost first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


@frozen
class _FileChange:
    """One file, what it is to hold, and the files beside it that are there for a moment."""

    target: Path
    body: bytes | None
    new: Path
    old: Path
    existed: bool

    @classmethod
    def of(cls, target: Path, body: bytes | None) -> "_FileChange":
        target = target.resolve() if target.is_symlink() and body is not None else target
        # short names of their own: the target's may be as long as names can be already
        new, old = partial_path(target.parent, ".new"), partial_path(target.parent, ".old")
        return cls(target, body, new, old, target.exists())

    def prepare(self) -> None:
        if self.existed:
            copy2(self.target, self.old)
        if self.body is not None:
            atomic_write(self.new, self.body, self._copy_permissions)

    def _copy_permissions(self, path: Path) -> None:
        if self.existed:
            copymode(self.target, path)

    def apply(self) -> None:
        if self.body is None:
            self.target.unlink()
        else:
            self.new.replace(self.target)

    def rollback(self) -> None:
        if self.existed:
            self.old.replace(self.target)
        else:
            self.target.unlink()

    def cleanup(self) -> None:
        for path in (self.new, self.old):
            path.unlink(missing_ok=True)
