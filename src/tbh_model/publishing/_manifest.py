"""What earlier builds wrote, so that a later one can remove what it no longer makes."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

MANIFEST: Final = ".tbh-manifest.json"
"""Name of the manifest, beside the files that it lists."""


class ManifestEntry(NamedTuple):
    """A file that a build wrote, or was about to write."""

    digests: tuple[str, ...]
    """What it may hold, if nobody has changed it since; none where nobody can tell."""
    exporter: str


def parse_manifest(body: bytes) -> dict[str, ManifestEntry]:
    """Read a manifest; one that cannot be read counts as one that lists nothing.

    A path that would lead elsewhere is none that we wrote, whoever put it there.
    """
    try:
        data: Any = json.loads(body)
        return {
            path: ManifestEntry(_digests(entry["digest"]), str(entry["exporter"]))
            for path, entry in data["files"].items()
            if is_output_path(path)
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def is_output_path(path: str) -> bool:
    """Return whether a path could be one that a build wrote."""
    return _STRAY.search(path) is None


def serialize_manifest(files: Mapping[str, ManifestEntry]) -> bytes:
    """Write a manifest, in the order of paths."""
    listing = {
        path: {"digest": next(reversed(entry.digests), None), "exporter": entry.exporter}
        for path, entry in sorted(files.items())
    }
    data = {"generator": "tbh-model", "files": listing}
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


_STRAY: Final = re.compile(r"(?:^|/)\.{0,2}(?:/|$)|[\0\\:\ud800-\udfff]")


def _digests(digest: object) -> tuple[str, ...]:
    return () if digest is None else (str(digest),)
