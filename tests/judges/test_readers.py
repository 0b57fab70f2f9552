"""Feeds as the parsers read them on which readers in JavaScript are built."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, given, settings

import tbh_model as tbh
from npm import NEEDS_NPM, Packages
from strategies_model import SERIES

VERSIONS: Final = {
    "@extractus/feed-extractor": "8.0.3",
    "@rowanmanning/feed-parser": "2.1.5",
    "feedme": "2.0.2",
    "feedparser": "2.6.0",
    "feedsmith": "3.0.1",
    "htmlparser2": "12.0.0",
    "rss-parser": "3.13.0",
}
FORMATS: Final = ("rss", "atom", "json-feed")
COUNTS: Final = {"rss": 7, "atom": 7, "json-feed": 3}
"""How many of them read a format."""
LATER: Final = {("feed-extractor", "atom", "date"), ("htmlparser2", "atom", "date")}
"""They give when an entry last changed, and not when it came out."""
BENT: Final = {
    *LATER,
    *(("feed-extractor", name, "title") for name in FORMATS),  # a title `0` is none to it
    ("feedparser", "rss", "title"),  # it takes out what looks like a tag
    ("feedparser", "atom", "title"),
    ("rowanmanning", "rss", "content"),  # it reads `&amp;lt;` as `<`
    ("rowanmanning", "atom", "content"),
}
"""What some of them bend, whoever a feed is by."""
NOW: Final = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LATE: Final = datetime(2100, 1, 1, tzinfo=UTC)
PATIENT: Final = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)
SCRIPT: Final = Path(__file__).with_name("readers.mjs")

Entry = dict[str, Any]
Feed = dict[str, str]

pytestmark = [pytest.mark.heavy, NEEDS_NPM]


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    return Packages(tmp_path_factory.mktemp("readers"), VERSIONS)


def feeds(series: tbh.Series, name: str, at: datetime, **options: Any) -> Iterator[Feed]:
    """Yield a format as readers get it, beside which lies what it should say."""
    made = tbh.export(series, name, at=at, **options)
    for artifact, truth in zip(
        made, tbh.export(series, "json-feed", at=at, **options), strict=True
    ):
        yield {"kind": name, "text": artifact.body.decode(), "truth": truth.body.decode()}


def told(feed: Feed) -> list[Entry]:
    """Return the entries of a feed, as the readers name their fields."""
    return [
        {
            "id": each["id"],
            "title": each["title"],
            "link": each["url"],
            "date": instant(each.get("date_published")),
            "content": each["content_html"],
        }
        for each in json.loads(feed["truth"])["items"]
    ]


def instant(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written)


def differences(
    asked: list[Feed], answers: list[dict[str, list[Entry]]], known: set[tuple[str, str, str]]
) -> Iterator[tuple[str, ...]]:
    """Yield what a reader has otherwise than it was told, but for what is known of it."""
    for feed, answer in zip(asked, answers, strict=True):
        assert len(answer) == COUNTS[feed["kind"]]
        for reader, found in answer.items():
            for read, true in zip(found, told(feed), strict=True):
                read["date"] = instant(read["date"])
                for field in true.keys() & read.keys():
                    if read[field] != true[field] and (reader, feed["kind"], field) not in known:
                        yield reader, field, str(read[field]), str(true[field])


@pytest.mark.parametrize("name", FORMATS)
def test_they_read_the_example(readers: Packages, example: tbh.Series, name: str) -> None:
    """Identity, title, address, date and every word, in archives and feeds of topics too."""
    options = {"archive": True, "limit": 3, "split": ["topic", "therapist"]}
    asked = list(feeds(example, name, NOW, **options))

    assert list(differences(asked, readers.asked(SCRIPT, asked), LATER)) == []


@pytest.mark.parametrize("name", FORMATS)
def test_they_read_any_series(readers: Packages, name: str) -> None:
    """Whatever words are in it."""
    asked: list[Feed] = []

    @settings(
        phases=[Phase.generate], max_examples=100, deadline=None, suppress_health_check=PATIENT
    )
    @given(SERIES)
    def collect(series: tbh.Series) -> None:
        asked.extend(feed for feed in feeds(published(series), name, LATE) if told(feed))

    collect()

    assert len(asked) > 2
    assert list(differences(asked, readers.asked(SCRIPT, asked), BENT)) == []


def published(series: tbh.Series) -> tbh.Series:
    """Publish every edition, with a date, which Atom needs."""
    early = datetime(2019, 1, 1, tzinfo=UTC)
    editions = (
        evolve(
            edition,
            status=tbh.EditionStatus.READY,
            published=edition.published or early,
            expires=None,
        )
        for edition in series.editions
    )
    return evolve(series, editions=tuple(editions))
