"""What one run leaves for the next one to be quicker.

It lies in `.tbh/cache` of a content folder and not beside the output, because it holds what is
private in the content. It can be deleted at any time, and is never needed.
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

from tbh_model._writing import write_beside

CACHE: Final = ".tbh/cache"
"""Where it lies in a content folder."""


def kept(folder: Path, name: str) -> bytes | None:
    """Give what an earlier run kept for a content folder under a name, if it did."""
    try:
        return (folder / CACHE / name).read_bytes()
    except OSError:
        return None


def keep(folder: Path, name: str, data: bytes) -> None:
    """Keep something for a content folder; where that cannot be done it is left."""
    file = folder / CACHE / name
    with suppress(OSError):
        if not file.parent.is_dir():
            file.parent.mkdir(parents=True)
            (file.parent / ".gitignore").write_text("*\n")
        partial = file.with_name(f"{name}.{os.getpid()}.partial")
        write_beside(partial, data, lambda written: written.replace(file), durable=False)


@cache
def stamp(package: str = "tbh_model") -> str:
    """Tell one state of the code of a package from every other, templates included."""
    digest = blake2b(sys.version.encode(), digest_size=16)
    spec = find_spec(package.partition(".")[0])
    for root in spec.submodule_search_locations or () if spec else ():
        for entry in _files(root):
            found = entry.stat()
            digest.update(f"{entry.path}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _files(folder: str) -> Iterator["os.DirEntry[str]"]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry.path)
        elif not entry.name.endswith(".pyc"):
            yield entry
