"""Load a series: fast while nothing is wrong, and with every problem as soon as something is.

Most content has no mistake, so it is first read without keeping anything that is needed to explain
one. At the first mistake the whole is read again by `_folder`, which reports all of them.
"""

from pathlib import Path
from typing import Any, Final

from tbh_model._arguments import check_arguments
from tbh_model._problems import Severity
from tbh_model.documents._content_cache import ContentCache, digest_of
from tbh_model.documents._converter import structure, structure_fields
from tbh_model.documents._files import (
    content_at,
    content_names,
    decoded,
    is_file,
    names_in,
    parse,
    read_bytes,
    read_tree,
)
from tbh_model.documents._located import ContentError, MappingNode, ScalarNode, Source
from tbh_model.documents._migrations import FORMAT
from tbh_model.documents._parts import PARTS
from tbh_model.documents._unread import is_unread, unread_problems
from tbh_model.model import InvalidValueError, Series

_LEAST: Final = 128
"""Files that a process must have for itself to be worth its start."""
_READ, _SEND, _RECEIVE = 6.0, 2.2, 1.0
"""What it costs to read an edition, to send it to another process, and to receive it there."""

_OURS: Final = {"series.yaml", "publish.yaml", "therapists", "editions", "images", "templates"}
"""What lies in a content folder."""
_UNCOMMON: Final = {"therapists", "editions", "lint"}
"""Keys of a series that the fast way leaves to the other."""

_Read = tuple[bytes, Any]
"""A digest of the bytes of a file, and what they mean."""


@check_arguments
def load(path: str | Path, *, jobs: int = 1, cache: ContentCache | None = None) -> Series:
    """Load a series from a content folder, or from one JSON file.

    Args:
        path: The folder, or its `series.yaml`, or the JSON file.
        jobs: How many processes may read; more than one pays from some hundred files on.
        cache: What was read of this folder before: a file with the same bytes is not read again.

    Raises:
        ContentError: With every problem of every file, if any of them is an error.
    """
    folder = content_at(path)
    if is_file(folder / "series.yaml"):  # whatever else it is, is said below
        try:
            return _read_folder(folder, jobs, ContentCache() if cache is None else cache)
        except (ContentError, InvalidValueError):
            pass  # it is read again below, to report everything that is wrong
    return _read_slowly(folder)


def _read_slowly(path: Path) -> Series:
    """Read everything with what is needed to say what is wrong."""
    from tbh_model.documents._folder import read_series  # 20 ms, with all that looks for mistakes

    return read_series(path)


def _read_folder(folder: Path, jobs: int, cache: ContentCache) -> Series:
    root = read_tree(folder / "series.yaml", folder)
    if not isinstance(root, MappingNode) or root.pairs.keys() & _UNCOMMON or not _is_current(root):
        return _read_slowly(folder)
    _refuse_unread(folder)
    names = [f"{part}/{name}" for part, *_ in PARTS for name in content_names(folder / part)]
    values = _values(folder, names, jobs, cache)
    cache.forget_others(values.keys())
    parts: dict[str, Any] = {
        part: tuple(value for name, value in values.items() if name.startswith(f"{part}/"))
        for part, *_ in PARTS
    }
    return Series(**structure_fields(root, Series), **parts, folder=folder)


def _refuse_unread(folder: Path) -> None:
    """Raise `ContentError` if there is something beside the content that should have been read."""
    beside = {*names_in(folder, is_content_folder=True)} - _OURS
    if not any(not name.startswith(".") for name in beside) and not any(
        is_unread(names_in(folder / part)) for part, *_ in PARTS
    ):
        return
    problems = (each for each in unread_problems(folder) if each.severity is Severity.ERROR)
    found = tuple(problems)
    if found:
        raise ContentError(found)


def _is_current(root: MappingNode) -> bool:
    version = root.get("format")
    return version is None or (isinstance(version, ScalarNode) and version.text == str(FORMAT))


def _values(folder: Path, names: list[str], jobs: int, cache: ContentCache) -> dict[str, Any]:
    """Return what each file means, in order; those that the cache does not have are read."""
    values = {name: cache.value(name, folder) for name in names}
    new = [name for name in names if values[name] is None]
    for name, (digest, value) in zip(new, _read_by(jobs, folder, new), strict=True):
        cache.learn(name, digest, value)
        values[name] = value
    return values


def _read_by(jobs: int, folder: Path, names: list[str]) -> list[_Read]:
    """Read files in order; with several jobs this process is one of those that read."""
    others = min(jobs, len(names) // _LEAST) - 1
    if others < 1:
        return _read(folder, names)
    # so that all end together: what this one reads less, it receives
    share = int(len(names) * _READ / (_READ + _SEND + (_READ - _RECEIVE) * others))
    own = len(names) - share * others
    from tbh_model._processes import worker_pool

    shares = [names[at : at + share] for at in range(own, len(names), share)]
    with worker_pool(others, _read, folder, []) as pool:
        futures = [pool.submit(_read, folder, each) for each in shares]
        values = _read(folder, names[:own])
        for each, future in zip(shares, futures, strict=True):
            try:
                values += future.result()
            except Exception:  # noqa: BLE001 - it broke, or there is a mistake to be found here
                values += _read(folder, each)
    return values


def _read(folder: Path, names: list[str]) -> list[_Read]:
    kinds = {part: (kind, body) for part, kind, _, body in PARTS}
    values: list[_Read] = []
    for name in names:
        kind, body = kinds[name.partition("/")[0]]
        data = read_bytes(folder, name)
        tree = parse(Source(name, decoded(data, name)), body=body)
        values.append((digest_of(data), structure(tree, kind)))
    return values
