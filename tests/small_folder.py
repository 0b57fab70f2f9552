"""The files of a content folder that is as small as can be, and how to write one."""

from pathlib import Path

SERIES = """\
id: tag:example.org,2026:small
title: Small Talk
url: https://example.org/small/
publisher:
  name: The Small Practice
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
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
