"""Whole outputs of the example, byte for byte, as somebody has read them.

After a change that is meant, write them anew with TBH_UPDATE_GOLDEN=1, and read the difference.
"""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import tbh_model as tbh

GOLDEN = Path(__file__).parents[1] / "golden"
AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "rss.xml": ("rss", {"limit": 2, "archive": True}),
    "rss-archive-1.xml": ("rss", {"limit": 2, "archive": True, "content": "summary"}),
    "atom.xml": ("atom", {"limit": 2}),
    "feed.json": ("json-feed", {"limit": 1}),
    "feeds.opml": ("opml", {}),
    "newsletter/what-makes-an-apology-work.md": ("newsletter", {"limit": 1}),
}


@pytest.mark.parametrize("path", CASES)
def test_the_example_is_written_as_it_was_read(example: tbh.Series, path: str) -> None:
    """The version stands for itself: it is the only thing that a release changes."""
    name, options = CASES[path]
    made = {each.path: each.body for each in tbh.export(example, name, at=AT, **options)}
    written = made[path].replace(tbh.__version__.encode(), b"VERSION")
    golden = GOLDEN / path.rpartition("/")[2]
    if os.environ.get("TBH_UPDATE_GOLDEN"):
        golden.write_bytes(written)

    assert written == golden.read_bytes()
