"""A thousand editions, through every built-in exporter."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest

import tbh_model as tbh
from small import AT, edition, response, series


@pytest.mark.heavy
def test_a_thousand_editions_are_published_and_stay_as_they_are(tmp_path: Path) -> None:
    """Saved, loaded by two processes, written to every channel, and not written again."""
    start = datetime(2020, 1, 1, tzinfo=UTC)
    made = series(
        editions=tuple(
            edition(
                f"edition-{number}",
                published=start + timedelta(days=number),
                tags=(f"tag {number % 12}",),
                introduction=tbh.markdown("Some *words* to begin with. " * 40),
                responses=tuple(response(f"r-{index}") for index in range(4)),
            )
            for number in range(1000)
        )
    )
    tbh.save(made, tmp_path / "content")
    loaded = tbh.load(tmp_path / "content", jobs=2)
    assert loaded == made

    first = tbh.publish(loaded, tmp_path / "out", AT)
    second = tbh.publish(loaded, tmp_path / "out", AT)

    assert first.is_complete
    assert second.count(tbh.Outcome.UNCHANGED) == len(second.written) > 1000
    pages = list((tmp_path / "out" / "editions").iterdir())
    assert len(pages) == 1000
    newest = feedparser.parse((tmp_path / "out" / "rss.xml").read_bytes()).entries
    assert len(newest) == 50
    assert newest[0].id == "tag:example.org,2026:small/e-edition-999"
