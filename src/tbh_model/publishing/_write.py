"""Files are written whole, and only when their bytes change."""

import os
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from shutil import copymode
from typing import Final

from tbh_model._regular_files import read_regular, regular_size
from tbh_model._writing import WriteError, atomic_write, partial_path, write_error

PARTIAL: Final = ".tbh-*.partial"
"""What a build that was killed may leave beside its files."""


class Outcome(StrEnum):
    """What became of a file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def write_file(
    folder: Path,
    path: str,
    body: bytes,
    *,
    durable: bool = False,
    checked_folders: set[str] | None = None,
) -> Outcome:
    """Write a file into a folder, whole or not at all.

    The bytes go into a file beside it, which then takes its place in one step: whoever reads sees
    the old file or the new one. A file that holds these bytes already is not touched.

    A `durable` file is on the disk before it is used. Output need not be: a process that is killed
    loses nothing, and after a power cut the next build finds other bytes and writes them again.

    Args:
        folder: The folder.
        path: Where in it the file goes.
        body: The bytes.
        durable: Whether it must be on the disk.
        checked_folders: Folders known to lie in it, for whoever writes many files; more are added.

    Raises:
        WriteError: If it cannot be written, or a link on the way to it leads out of the folder.
    """
    target = folder / path
    try:
        outcome = _compare(folder, path, body)
        if outcome is not Outcome.UNCHANGED:
            _make_folder(
                target.parent, folder, set() if checked_folders is None else checked_folders
            )
            _replace(target, body, durable=durable, is_new=outcome is Outcome.NEW)
    except OSError as error:
        raise write_error(target, error) from None
    return outcome


def _make_folder(parent: Path, folder: Path, checked_folders: set[str]) -> None:
    """Make the folder that a file goes to, unless a link leads out of the output folder."""
    if str(parent) in checked_folders:
        return
    if parent == folder:
        parent.mkdir(parents=True, exist_ok=True)
    else:
        _make_folder(parent.parent, folder, checked_folders)
        try:
            parent.mkdir()
        except FileExistsError:
            if not parent.is_dir():
                raise
            if parent.is_symlink() and not parent.resolve().is_relative_to(folder.resolve()):
                cause = "a link on the way to it leads out of the output folder"
                raise WriteError(str(parent), cause, "remove the link") from None
    checked_folders.add(str(parent))


def _compare(folder: Path, path: str, body: bytes) -> Outcome:
    """Compare a file with what it is to hold; a link is not followed, and is replaced."""
    try:
        if os.path.islink(os.path.join(folder, path)):  # noqa: PTH114, PTH118 - a Path is slow
            return Outcome.CHANGED
        size = regular_size(folder, path, root="the folder")
        if size is None:
            return Outcome.NEW
        is_same = size == len(body) and read_regular(folder, path, size, root="the folder") == body
    except FileNotFoundError:
        return Outcome.NEW
    return Outcome.UNCHANGED if is_same else Outcome.CHANGED


def _replace(target: Path, body: bytes, *, durable: bool, is_new: bool) -> None:
    # a short name of its own: the target's may be as long as names can be already
    def finalize(partial: Path) -> None:
        if not is_new and not target.is_symlink():
            with suppress(FileNotFoundError):
                copymode(target, partial)
        partial.replace(target)

    atomic_write(partial_path(target.parent), body, finalize, durable=durable)
