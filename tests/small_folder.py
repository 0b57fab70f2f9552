"""The files of a content folder that is as small as can be, and how to write and compare one."""

import hashlib
from pathlib import Path

WITHOUT_SENDER = """\
id: tag:example.org,2026:small
title: Small Talk
url: https://example.org/small/
publisher:
  name: The Small Practice
"""
SERIES = f"""\
{WITHOUT_SENDER}\
  postal_address: 1 Lane, Town
  unsubscribe_url: https://example.org/stop
"""
THERAPIST = """\
id: t-1
name: Dana Okafor
"""
EDITION = """\
id: e-1
slug: patience
title: What is patience for?
status: ready
published: 2026-05-01T09:00:00-04:00
challenge:
  topic: Patience
  prompt: What is patience for?
challengers:
  name: Psychotherapists
responses:
  - id: r-1
    therapist: t-1
    quote: Patience is a long room.
"""


def write(folder: Path, name: str, text: str | bytes) -> None:
    """Write one of them, with the folder that it lies in."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())


def digests(folder: Path) -> dict[str, str]:
    """Return a digest of each file in a folder, by its path there."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
