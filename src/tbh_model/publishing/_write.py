"""Files are written whole, and only when their bytes change."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Final

from tbh_model._writing import WriteError, write_beside, write_error

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
    inside: set[str] | None = None,
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
        inside: Folders that were found to lie in it, for whoever writes many files; more are added.

    Raises:
        WriteError: If it cannot be written, or a link on the way to it leads out of the folder.
    """
    target = folder / path
    try:
        before = _content(target)
        if before == body:
            return Outcome.UNCHANGED
        _make_folder(target.parent, folder, set() if inside is None else inside)
        _replace(target, body, durable=durable)
    except OSError as error:
        raise write_error(target, error) from None
    return Outcome.NEW if before is None else Outcome.CHANGED


def _make_folder(parent: Path, folder: Path, inside: set[str]) -> None:
    """Make the folder that a file goes to, unless a link leads out of the output folder."""
    if str(parent) in inside:
        return
    if parent == folder:
        parent.mkdir(parents=True, exist_ok=True)
    else:
        _make_folder(parent.parent, folder, inside)
        try:
            parent.mkdir()
        except FileExistsError:
            if not parent.is_dir():
                raise
            if parent.is_symlink() and not parent.resolve().is_relative_to(folder.resolve()):
                found = "a link on the way to it leads out of the output folder"
                raise WriteError(str(parent), found, "remove the link") from None
    inside.add(str(parent))


def _content(target: Path) -> bytes | None:
    try:
        return target.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _replace(target: Path, body: bytes, *, durable: bool) -> None:
    # a short name of its own: the target's may be as long as names can be already
    partial = target.parent / f".tbh-{os.getpid()}.partial"
    write_beside(partial, body, lambda written: written.replace(target), durable=durable)
