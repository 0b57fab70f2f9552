"""Load a series: fast while nothing is wrong, and with every problem as soon as something is.

Most content has no mistake, so it is first read without keeping anything that is needed to explain
one. At the first mistake the whole is read again by `_folder`, which reports all of them.
"""

import gc
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tbh_model._processes import process_context
from tbh_model.documents._converter import structure, structure_fields
from tbh_model.documents._files import content_files, parse, read_source, read_tree
from tbh_model.documents._folder import PARTS, read_series
from tbh_model.documents._located import ContentError, Mapping, Scalar
from tbh_model.documents._migrations import FORMAT
from tbh_model.model import InvalidValueError, Series

_LEAST: Final = 128
"""Files that a process must have for itself to be worth its start."""
_READ, _SEND, _RECEIVE = 6.0, 2.2, 1.0
"""What it costs to read an edition, to send it to another process, and to receive it there."""

_UNCOMMON: Final = {"therapists", "editions", "lint"}
"""Keys of a series that the fast way leaves to the other."""

_File = tuple[str, str]
"""The part that a file belongs to, and its name."""


def load(path: str | Path, *, jobs: int = 1) -> Series:
    """Load a series from a content folder, or from one JSON file.

    Args:
        path: The folder, or the file.
        jobs: How many processes may read; more than one pays from some hundred files on.

    Raises:
        ContentError: With every problem of every file, if any of them is an error.
    """
    folder = Path(path)
    if (folder / "series.yaml").is_file():
        try:
            return _read_folder(folder, jobs)
        except (ContentError, InvalidValueError):
            pass  # it is read again below, to report everything that is wrong
    return read_series(folder)


def _read_folder(folder: Path, jobs: int) -> Series:
    root = read_tree(folder / "series.yaml", folder)
    if not isinstance(root, Mapping) or root.pairs.keys() & _UNCOMMON or not _is_current(root):
        return read_series(folder)
    files = [(name, file.name) for name, *_ in PARTS for file in content_files(folder / name)]
    lists: dict[str, list[Any]] = {name: [] for name, *_ in PARTS}
    with _nothing_thrown_away():
        values = _values(folder, files, jobs)
    for (name, _), value in zip(files, values, strict=True):
        lists[name].append(value)
    parts: dict[str, Any] = {name: tuple(values) for name, values in lists.items()}
    return Series(**structure_fields(root, Series), **parts, folder=folder)


def _is_current(root: Mapping) -> bool:
    version = root.get("format")
    return version is None or (isinstance(version, Scalar) and version.text == str(FORMAT))


def _values(folder: Path, files: list[_File], jobs: int) -> list[Any]:
    """Read the files in order; with several jobs this process is one of those that read."""
    others = min(jobs, len(files) // _LEAST) - 1
    if others < 1:
        return _read(folder, files)
    # so that all end together: what this one reads less, it receives
    share = int(len(files) * _READ / (_READ + _SEND + (_READ - _RECEIVE) * others))
    own = len(files) - share * others
    with _processes(others) as pool:
        starts = range(own, len(files), share)
        futures = [pool.submit(_read, folder, files[at : at + share]) for at in starts]
        values = _read(folder, files[:own])
        for future in futures:
            values += future.result()
    return values


def _read(folder: Path, files: list[_File]) -> list[Any]:
    kinds = {name: (kind, body) for name, kind, _, body in PARTS}
    values: list[Any] = []
    for part, name in files:
        kind, body = kinds[part]
        source = read_source(folder / part / name, f"{part}/{name}")
        values.append(structure(parse(source, body=body), kind))
    return values


@contextmanager
def _nothing_thrown_away() -> Iterator[None]:
    """Collect no garbage for a while: what is read stays, and looking through it takes a tenth."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _processes(count: int) -> Executor:
    # a fork that collects garbage copies every page of its parent, and it does not live long
    return ProcessPoolExecutor(count, mp_context=process_context(), initializer=gc.disable)
