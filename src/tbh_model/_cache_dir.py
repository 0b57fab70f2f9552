"""Cache folder `.tbh/cache` of a content folder.

It is not beside the output, because it has private values of the content. It can be deleted at any
time.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from tbh_model._atomic import atomic_write, partial_path
from tbh_model._regular_files import check_folder, read_regular

# Path of the cache in a content folder.
CACHE: Final = ".tbh/cache"
_MAX_BYTES: Final = 2**30


def read_cache(folder: Path, name: str) -> bytes | None:
    """Return what an earlier run kept for a content folder under a name, if it did."""
    try:
        return read_regular(folder, f"{CACHE}/{name}", _MAX_BYTES)
    except OSError:
        return None


def write_cache(folder: Path, name: str, data: bytes) -> None:
    """Write a value to the cache of a content folder; failures are ignored."""
    file = folder / CACHE / name
    with suppress(OSError):
        is_new = not file.parent.is_dir()
        for part in (file.parent.parent, file.parent):
            part.mkdir(parents=True, exist_ok=True)
            check_folder(folder, part.relative_to(folder).as_posix())  # it holds what is private
        if is_new:
            with (file.parent / ".gitignore").open("x") as ignored:
                ignored.write("*\n")
        for stale_partial in file.parent.glob(".tbh-*.partial"):
            stale_partial.unlink(
                missing_ok=True
            )  # by a run that was killed; one that goes on loses little
        partial = partial_path(file.parent)
        atomic_write(partial, data, lambda path: path.replace(file), durable=False)


@cache
def code_fingerprint(package: str = "tbh_model") -> str | None:
    """Return a fingerprint of the files of a package or module, templates included.

    `None` for code that lies in no file, which may be any other at any time.
    """
    digest = blake2b(sys.version.encode(), digest_size=16)
    locations = _code_locations(package.partition(".")[0])
    for path, status in (file for location in locations for file in _files(location)):
        digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest() if locations else None


def _code_locations(name: str) -> list[str]:
    """Return the folders of a package, or the file of a module, be it loaded or not."""
    module = sys.modules.get(name)
    spec = find_spec(name) if module is None else None
    folders = getattr(module, "__path__", None) or getattr(spec, "submodule_search_locations", None)
    file = getattr(module, "__file__", None) or getattr(spec, "origin", None)
    return [location for location in folders or (file,) if location and Path(location).exists()]


def _files(location: str) -> Iterator[tuple[str, os.stat_result]]:
    if not Path(location).is_dir():
        yield location, Path(location).stat()
        return
    for entry in sorted(os.scandir(location), key=lambda entry: entry.name):
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry.path)
        elif not entry.name.endswith(".pyc"):
            yield entry.path, entry.stat()
