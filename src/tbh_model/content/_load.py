"""Load a series: fast while nothing is wrong, and with every problem as soon as something is.

Most content has no mistake, so it is first read without keeping anything that is needed to explain
one. At the first mistake the whole is read again by `_folder`, which reports all of them.
"""

from pathlib import Path
from typing import Any, Final

from tbh_model._arguments import check_arguments
from tbh_model._problems import Severity
from tbh_model.content._converter import structure, structure_fields
from tbh_model.content._files import (
    COLLECTIONS,
    FORMAT,
    content_file_names,
    decode,
    is_file,
    list_names,
    parse,
    read_bytes,
    read_tree,
    resolve_content_path,
)
from tbh_model.content._load_cache import ContentCache, bytes_fingerprint
from tbh_model.content._node import ContentError, MappingNode, ScalarNode, Source
from tbh_model.content._source_files import has_unsupported_files, unsupported_file_problems
from tbh_model.model import InvalidValueError, Series

_MIN_FILES_PER_WORKER: Final = 128
"""Files that a process must have for itself to be worth its start."""
_READ_COST, _SEND_COST, _RECEIVE_COST = 6.0, 2.2, 1.0
"""What it costs to read an edition, to send it to another process, and to receive it there."""

_CONTENT_NAMES: Final = {
    "series.yaml",
    "publish.yaml",
    "therapists",
    "editions",
    "images",
    "templates",
}
"""What lies in a content folder."""
_SLOW_PATH_KEYS: Final = {"therapists", "editions", "lint"}
"""Keys of a series that the fast way leaves to the other."""

_FileValue = tuple[bytes, Any]
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
    folder = resolve_content_path(path)
    if is_file(folder / "series.yaml"):  # whatever else it is, is said below
        try:
            return _read_folder(folder, jobs, ContentCache() if cache is None else cache)
        except (ContentError, InvalidValueError):
            pass  # it is read again below, to report everything that is wrong
    return _read_with_problems(folder)


def _read_with_problems(path: Path) -> Series:
    """Read everything with what is needed to say what is wrong."""
    from tbh_model.content._folder import read_series  # 20 ms, with all that looks for mistakes

    return read_series(path)


def _read_folder(folder: Path, jobs: int, cache: ContentCache) -> Series:
    root = read_tree(folder / "series.yaml", folder)
    if (
        not isinstance(root, MappingNode)
        or root.pairs.keys() & _SLOW_PATH_KEYS
        or not _is_current(root)
    ):
        return _read_with_problems(folder)
    _refuse_unsupported(folder)
    names = [
        f"{collection}/{name}"
        for collection, *_ in COLLECTIONS
        for name in content_file_names(folder / collection)
    ]
    values = _file_values(folder, names, jobs, cache)
    cache.prune(values.keys())
    items: dict[str, Any] = {
        collection: tuple(
            value for name, value in values.items() if name.startswith(f"{collection}/")
        )
        for collection, *_ in COLLECTIONS
    }
    return Series(**structure_fields(root, Series), **items, folder=folder)


def _refuse_unsupported(folder: Path) -> None:
    """Raise `ContentError` if there is something beside the content that should have been read."""
    other_names = {*list_names(folder, is_content_folder=True)} - _CONTENT_NAMES
    if not any(not name.startswith(".") for name in other_names) and not any(
        has_unsupported_files(list_names(folder / collection)) for collection, *_ in COLLECTIONS
    ):
        return
    problems = (
        problem
        for problem in unsupported_file_problems(folder)
        if problem.severity is Severity.ERROR
    )
    errors = tuple(problems)
    if errors:
        raise ContentError(errors)


def _is_current(root: MappingNode) -> bool:
    version = root.get("format")
    return version is None or (isinstance(version, ScalarNode) and version.text == str(FORMAT))


def _file_values(folder: Path, names: list[str], jobs: int, cache: ContentCache) -> dict[str, Any]:
    """Return what each file means, in order; those that the cache does not have are read."""
    values = {name: cache.get(name, folder) for name in names}
    new = [name for name in names if values[name] is None]
    for name, (fingerprint, value) in zip(new, _read_parallel(jobs, folder, new), strict=True):
        cache.put(name, fingerprint, value)
        values[name] = value
    return values


def _read_parallel(jobs: int, folder: Path, names: list[str]) -> list[_FileValue]:
    """Read files in order; with several jobs this process is one of those that read."""
    workers = min(jobs, len(names) // _MIN_FILES_PER_WORKER) - 1
    if workers < 1:
        return _read_files(folder, names)
    # so that all end together: what this one reads less, it receives
    share = int(
        len(names) * _READ_COST / (_READ_COST + _SEND_COST + (_READ_COST - _RECEIVE_COST) * workers)
    )
    own = len(names) - share * workers
    from tbh_model._processes import worker_pool

    shares = [names[at : at + share] for at in range(own, len(names), share)]
    with worker_pool(workers, _read_files, folder, []) as pool:
        futures = [pool.submit(_read_files, folder, chunk) for chunk in shares]
        values = _read_files(folder, names[:own])
        for chunk, future in zip(shares, futures, strict=True):
            try:
                values += future.result()
            except Exception:  # noqa: BLE001 - it broke, or there is a mistake to be found here
                values += _read_files(folder, chunk)
    return values


def _read_files(folder: Path, names: list[str]) -> list[_FileValue]:
    kinds = {collection: (kind, body) for collection, kind, _, body in COLLECTIONS}
    values: list[_FileValue] = []
    for name in names:
        kind, body = kinds[name.partition("/")[0]]
        data = read_bytes(folder, name)
        tree = parse(Source(name, decode(data, name)), body=body)
        values.append((bytes_fingerprint(data), structure(tree, kind)))
    return values
