"""What earlier builds wrote, so that a later one can remove what it no longer makes."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

MANIFEST: Final = ".tbh-manifest.json"
"""Name of the manifest, beside the files that it lists."""


class Written(NamedTuple):
    """A file that a build wrote, or was about to write."""

    digests: tuple[str, ...]
    """What it may hold, if nobody has changed it since; none where nobody can tell."""
    exporter: str


def read_manifest(body: bytes) -> dict[str, Written]:
    """Read a manifest; one that cannot be read counts as one that lists nothing.

    A path that would lead elsewhere is none that we wrote, whoever put it there.
    """
    try:
        data: Any = json.loads(body)
        return {
            path: Written(_digests(known["digest"]), str(known["exporter"]))
            for path, known in data["files"].items()
            if is_path(path)
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def is_path(path: str) -> bool:
    """Return whether a path could be one that a build wrote."""
    return _STRAY.search(path) is None


def written_manifest(files: Mapping[str, Written]) -> bytes:
    """Write a manifest, in the order of paths."""
    listed = {
        path: {"digest": next(reversed(written.digests), None), "exporter": written.exporter}
        for path, written in sorted(files.items())
    }
    data = {"generator": "tbh-model", "files": listed}
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


_STRAY: Final = re.compile(r"(?:^|/)\.{0,2}(?:/|$)|[\0\\:\ud800-\udfff]")


def _digests(digest: object) -> tuple[str, ...]:
    return () if digest is None else (str(digest),)
