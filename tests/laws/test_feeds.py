"""Laws of the three feeds: they keep the rules, say the same, and say it again."""

import hashlib
import importlib
import json
import locale
import os
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import attrs
import feedparser
import html5lib
import pytest
from attrs import evolve, frozen
from hypothesis import HealthCheck, given, settings, strategies as st
from lxml import etree

import tbh_model as tbh
from feed_rules import Finding, findings, json_findings
from strategies_model import INSTANTS, SERIES
from tbh_model.exporters import FeedSplit, Tracking
from tbh_model.text import Code, CodeBlock, RichText, Text, replace_unencodable, write_plain

CALM: Final = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None
)
NAMES: Final = ("rss", "atom", "json-feed")
FORMATS: Final = pytest.mark.parametrize("name", NAMES)
EXAMPLE: Final = Path(__file__).parents[2] / "examples" / "therapists-being-human"
NOW: Final = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SPACES: Final = {
    "a": "http://www.w3.org/2005/Atom",
    "c": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
}
OPTIONS: Final = st.fixed_dictionaries(
    {},
    optional={
        "limit": st.integers(1, 3),
        "content": st.sampled_from(tbh.FeedContent),
        "archive": st.booleans(),
        "split": st.frozensets(st.sampled_from(FeedSplit)),
        "hub": st.just(("https://hub.example/", "https://hub2.example/")),
        "tracking": st.just(Tracking(hosts=("example.org", "a.example"), source="feed")),
    },
)


def dated(series: tbh.Series) -> tbh.Series:
    """Return each edition that has no date one that is earlier than any other: Atom needs it."""
    early = datetime(2019, 1, 1, tzinfo=UTC)
    editions = (
        each if each.published else evolve(each, published=early) for each in series.editions
    )
    return evolve(series, editions=tuple(editions))


def for_format(series: tbh.Series, name: str) -> tbh.Series:
    return dated(series) if name == "atom" else series


def address(series: tbh.Series, path: str) -> str:
    return f"{series.url}{'' if series.url.endswith('/') else '/'}{quote(path, safe='/~')}"


# --- the rules


@CALM
@FORMATS
@given(SERIES, INSTANTS, OPTIONS)
def test_any_series_keeps_the_rules(
    name: str, series: tbh.Series, at: datetime, options: dict[str, Any]
) -> None:
    """In every file, but for what the words alone or their dates draw."""
    made = for_format(series, name)
    for artifact in tbh.export(made, name, at=at, **options):
        url = address(made, artifact.path)
        if name == "json-feed":
            assert json_findings(json.loads(artifact.body), url) == []
            continue
        found = findings(artifact.body, url, at)
        assert [each for each in found if not is_expected(each, made, at)] == []


def is_expected(found: Finding, series: tbh.Series, at: datetime) -> bool:
    """Whether a finding comes from what the strategies put into a series."""
    explain = BY_CONTENT.get(found.name)
    return explain is not None and explain(found.about, series, at)


def all_words(value: Any) -> Iterator[str]:
    """Yield every text of a series, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, RichText):
        yield write_plain(value)
    elif isinstance(value, tuple | frozenset):
        for each in value:
            yield from all_words(each)
    elif attrs.has(type(value)):
        for each in attrs.fields(type(value)):
            yield from all_words(getattr(value, each.name))


def is_in_words(about: str, series: tbh.Series, _: datetime) -> bool:
    """The words themselves look like markup: `</b>` is in the title that somebody gave."""
    return any(about in word for word in all_words(series))


def is_uncarried(_: str, series: tbh.Series, __: datetime) -> bool:
    """A sign that XML cannot carry is in the series; it is shown as U+FFFD."""
    return any("\ufffd" in replace_unencodable(word) for word in all_words(series))


def is_ahead(about: str, series: tbh.Series, at: datetime) -> bool:
    """An edition will be updated, or the id is from later; publication is never in the future."""
    is_announced = any(each.updated is not None and each.updated > at for each in series.editions)
    return is_announced or (about == "2026-01-01T00:00:00Z" and "2026" in series.id)


Explanation = Callable[[str, tbh.Series, datetime], bool]
BY_CONTENT: Final[dict[str, Explanation]] = {
    "ContainsHTML": is_in_words,
    "ContainsUndeclaredHTML": is_in_words,
    "BadCharacters": is_uncarried,
    "UnknownNamespace": lambda about, *_: about == "http://purl.org/atompub/tombstones/1.0",
    "InvalidURN": lambda about, *_: about.startswith("urn:example:x#"),  # RFC 8141 allows it
    "ImplausibleDate": is_ahead,
}


# --- the three say the same


@frozen
class Entry:
    """What a feed says of an edition, in whatever words its format has."""

    id: str
    title: str
    link: str
    published: datetime | None
    updated: datetime | None
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    summary: str
    content: str
    """HTML as a parser understood it."""


def canonical(html: str) -> str:
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return str(html5lib.serialize(tree, tree="etree", alphabetical_attributes=True))


def instant(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written)


def found(element: etree._Element, path: str) -> tuple[str, ...]:
    """Return texts or attributes; an element without text has the empty one."""
    hits: Any = element.xpath(path, namespaces=SPACES)
    return tuple(str(hit) if isinstance(hit, str) else hit.text or "" for hit in hits)


def first(element: etree._Element, path: str) -> str | None:
    return next(iter(found(element, path)), None)


def rss_entries(body: bytes) -> Iterator[Entry]:
    for item in etree.fromstring(body).iter("item"):
        written = first(item, "pubDate")
        published = None if written is None else parsedate_to_datetime(written)
        yield Entry(
            id=first(item, "guid") or "",
            title=first(item, "title") or "",
            link=first(item, "link") or "",
            published=published,
            updated=instant(first(item, "a:updated")) or published,
            authors=found(item, "dc:creator"),
            tags=found(item, "category"),
            summary=unescape(first(item, "description") or ""),  # it is HTML
            content=canonical(first(item, "c:encoded") or ""),
        )


def atom_entries(body: bytes) -> Iterator[Entry]:
    for entry in etree.fromstring(body).iter("{http://www.w3.org/2005/Atom}entry"):
        yield Entry(
            id=first(entry, "a:id") or "",
            title=first(entry, "a:title") or "",
            link=first(entry, "a:link[@rel = 'alternate']/@href") or "",
            published=instant(first(entry, "a:published")),
            updated=instant(first(entry, "a:updated")),
            authors=found(entry, "a:author/a:name"),
            tags=found(entry, "a:category/@term"),
            summary=first(entry, "a:summary") or "",
            content=canonical(first(entry, "a:content") or ""),
        )


def json_entries(body: bytes) -> Iterator[Entry]:
    for item in json.loads(body)["items"]:
        yield Entry(
            id=item["id"],
            title=item["title"],
            link=item["url"],
            published=instant(item.get("date_published")),
            updated=instant(item.get("date_modified")),
            authors=tuple(author["name"] for author in item["authors"]),
            tags=tuple(item.get("tags", ())),
            summary=item["summary"],
            content=canonical(item["content_html"]),
        )


READ: Final[dict[str, Callable[[bytes], Iterator[Entry]]]] = {
    "rss": rss_entries,
    "atom": atom_entries,
    "json-feed": json_entries,
}


def entries(series: tbh.Series, name: str, at: datetime) -> list[Entry]:
    (artifact,) = tbh.export(series, name, at=at)
    return list(READ[name](artifact.body))


def released(series: tbh.Series, at: datetime) -> list[tbh.Edition]:
    """Return the editions that a feed may carry, the newest first and ties by id."""
    editions = sorted(tbh.release(series, "feed", at).series.editions, key=lambda each: each.id)
    oldest = datetime(1, 1, 1, tzinfo=UTC)
    return sorted(editions, key=lambda each: each.published or oldest, reverse=True)


@CALM
@given(SERIES, INSTANTS)
def test_the_three_feeds_agree(series: tbh.Series, at: datetime) -> None:
    """Entry by entry, in every word; Atom where all editions have dates."""
    assert entries(series, "rss", at) == entries(series, "json-feed", at)
    assert entries(dated(series), "atom", at) == entries(dated(series), "rss", at)


@CALM
@FORMATS
@given(SERIES, INSTANTS)
def test_a_feed_says_what_the_series_says(name: str, series: tbh.Series, at: datetime) -> None:
    """Identity, title, address, dates, people, tags; the byline, or else the publisher."""
    made = for_format(series, name)
    read, expected = entries(made, name, at), released(made, at)

    out = tbh.release(made, "feed", at).series  # without the names of those who are not named
    publisher = (replace_unencodable(out.publisher.name),)
    assert [each.id for each in read] == [out.entry_id(each) for each in expected]
    assert [each.title for each in read] == [replace_unencodable(each.title) for each in expected]
    assert [each.link for each in read] == [out.url_of(each) for each in expected]
    assert [each.published for each in read] == [each.published for each in expected]
    assert [each.tags for each in read] == [
        tuple(map(replace_unencodable, each.tags)) for each in expected
    ]
    assert [each.authors for each in read] == [
        tuple(map(replace_unencodable, each.byline)) or publisher for each in expected
    ]
    for entry, edition in zip(read, expected, strict=True):
        assert (entry.updated is None) == (edition.last_change is None)
        if entry.updated is not None and edition.last_change is not None:  # no two at one instant
            assert timedelta() <= entry.updated - edition.last_change < timedelta(minutes=1)


def text_of(html: str) -> str:
    tree = html5lib.parseFragment(html, treebuilder="lxml", namespaceHTMLElements=False)
    parts = (part if isinstance(part, str) else "".join(part.itertext()) for part in tree)
    return " ".join("".join(parts).split())


@CALM
@FORMATS
@given(SERIES, INSTANTS)
def test_every_word_of_a_response_arrives(name: str, series: tbh.Series, at: datetime) -> None:
    """Each quote, and each answer in full, in the order of the edition."""
    made = for_format(series, name)
    for entry, edition in zip(entries(made, name, at), released(made, at), strict=True):
        text, place = text_of(entry.content), 0
        for response in edition.responses:
            for words in expected_words(response):
                assert words in text[place:]
                place = text.index(words, place) + len(words)


def expected_words(response: tbh.Response) -> Iterator[str]:
    paragraphs = (response.quote or "").split("\n\n")
    for words in (*paragraphs, *leaves(response.answer)):
        if replace_unencodable(words).strip():
            yield " ".join(replace_unencodable(words).split())


def leaves(value: Any) -> Iterator[str]:
    """Yield the words of a rich text, one run after the other."""
    if isinstance(value, Text | Code | CodeBlock):
        yield value.value
    elif isinstance(value, tuple):
        for each in value:
            yield from leaves(each)
    elif isinstance(value, RichText):
        yield from leaves(value.blocks)
    elif hasattr(value, "children"):
        yield from leaves(value.children)


# --- readers that others wrote


def atoma_entries(name: str, body: bytes) -> list[tuple[Any, ...]]:
    """Read a feed with atoma, which is a parser for all three."""
    atoma: Any = importlib.import_module("atoma")  # it ships no types
    if name == "rss":
        return [
            (each.guid, each.title, each.link, each.pub_date, each.content_encoded)
            for each in atoma.parse_rss_bytes(body).items
        ]
    if name == "atom":
        return [
            (each.id_, each.title.value, pages(each), each.published, each.content.value)
            for each in atoma.parse_atom_bytes(body).entries
        ]
    return [
        (each.id_, each.title, each.url, each.date_published, each.content_html)
        for each in atoma.parse_json_feed_bytes(body).items
    ]


def pages(entry: Any) -> str:
    page, *_ = (link.href for link in entry.links if link.rel == "alternate")
    return str(page)  # the others are translations


@CALM
@FORMATS
@given(SERIES, INSTANTS)
def test_another_parser_reads_the_same(name: str, series: tbh.Series, at: datetime) -> None:
    """Identity, title, address, date and content, as our reading by hand has them."""
    made = for_format(series, name)
    (artifact,) = tbh.export(made, name, at=at)

    assert [
        (id_, title, link, published, canonical(content or ""))
        for id_, title, link, published, content in atoma_entries(name, artifact.body)
    ] == [
        (each.id, each.title, each.link, each.published, each.content)
        for each in READ[name](artifact.body)
    ]


@CALM
@pytest.mark.parametrize("name", ["rss", "atom"])
@given(SERIES, INSTANTS)
def test_feedparser_finds_no_fault(name: str, series: tbh.Series, at: datetime) -> None:
    """And every entry by its identity, its address and its date."""
    made = for_format(series, name)
    (artifact,) = tbh.export(made, name, at=at)
    parsed: Any = feedparser.parse(artifact.body, resolve_relative_uris=False)
    read = list(READ[name](artifact.body))

    assert not parsed.bozo
    assert [each.id for each in parsed.entries] == [each.id for each in read]
    assert [each.link for each in parsed.entries] == [each.link for each in read]
    assert [each.get("published_parsed") for each in parsed.entries] == [
        None if each.published is None else each.published.utctimetuple() for each in read
    ]


@FORMATS
def test_every_reader_reads_the_example(name: str, example: tbh.Series) -> None:
    """All that a feed says, as feedparser, atoma and our reading by hand have it."""
    (artifact,) = tbh.export(example, name, at=NOW)
    read, expected = list(READ[name](artifact.body)), released(example, NOW)

    assert len(read) == len(expected) > 2
    assert [row[:4] for row in atoma_entries(name, artifact.body)] == [
        (example.entry_id(each), each.title, example.url_of(each), each.published)
        for each in expected
    ]
    for entry, edition in zip(read, expected, strict=True):
        quotes = [each.quote for each in edition.responses]
        assert all(quote and quote in text_of(entry.content) for quote in quotes)
        assert (entry.title, entry.authors) == (edition.title, edition.byline)
    if name != "json-feed":
        parsed: Any = feedparser.parse(artifact.body)
        assert [unescape(each.title) for each in parsed.entries] == [each.title for each in read]
        assert [tuple(tag.term for tag in each.tags) for each in parsed.entries] == [
            each.tags for each in read
        ]


# --- identity, and the same bytes


def ids(release: tbh.Release, name: str) -> set[str]:
    exporter = {"rss": tbh.RSS, "atom": tbh.Atom, "json-feed": tbh.JSONFeed}[name]
    (artifact,) = exporter().export(release)
    return {each.id for each in READ[name](artifact.body)}


@CALM
@FORMATS
@given(SERIES, INSTANTS)
def test_an_id_outlives_all_that_may_change(name: str, series: tbh.Series, at: datetime) -> None:
    """Slug, title, address, dates; also the address and the permalinks of the series."""
    release = tbh.release(for_format(series, name), "feed", at)
    moved = (
        evolve(
            each,
            slug=f"other-{number}",
            title=f"{each.title} 2",
            url=f"https://other.example/{number}/",
            published=at - timedelta(days=number),
            updated=at,
        )
        for number, each in enumerate(release.series.editions)
    )
    other = evolve(
        release.series,
        editions=tuple(moved),
        title="Other",
        url="https://other.example/",
        permalink="{url}{id}/",
    )

    assert ids(evolve(release, series=other), name) == ids(release, name)


@contextmanager
def elsewhere(zone: str) -> Iterator[None]:
    """Move this process to another time zone, and to the plainest locale."""
    before, at_home = os.environ.get("TZ"), locale.setlocale(locale.LC_ALL)
    os.environ["TZ"] = zone
    time.tzset()
    locale.setlocale(locale.LC_ALL, "C")
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()
        locale.setlocale(locale.LC_ALL, at_home)


@CALM
@FORMATS
@given(SERIES, INSTANTS, OPTIONS)
def test_the_same_series_is_the_same_bytes(
    name: str, series: tbh.Series, at: datetime, options: dict[str, Any]
) -> None:
    """Wherever it is exported, and in whatever order its editions are listed."""
    made = for_format(series, name)
    reverse = evolve(made, editions=made.editions[::-1], therapists=made.therapists[::-1])
    here = [(each.path, each.body) for each in tbh.export(made, name, at=at, **options)]

    with elsewhere("Pacific/Kiritimati"):
        there = [(each.path, each.body) for each in tbh.export(reverse, name, at=at, **options)]

    assert here == there


ELSEWHERE: Final = """
import hashlib, sys
from datetime import datetime, UTC
import tbh_model as tbh
series = tbh.load(sys.argv[1])
at = datetime(2026, 11, 20, 12, tzinfo=UTC)
for name in ("rss", "atom", "json-feed"):
    for each in tbh.export(series, name, at=at, archive=True, limit=1, split=["topic"]):
        print(name, each.path, hashlib.sha256(each.body).hexdigest())
"""


def test_another_process_elsewhere_writes_the_same_bytes(example: tbh.Series) -> None:
    """In another time zone, under another locale, with sets in another order."""
    here = [
        f"{name} {each.path} {hashlib.sha256(each.body).hexdigest()}"
        for name in NAMES
        for each in tbh.export(example, name, at=NOW, archive=True, limit=1, split=["topic"])
    ]

    for zone, language, seed in (("Asia/Kolkata", "fr_FR.UTF-8", "1"), ("UTC", "C.UTF-8", "2")):
        around = {"TZ": zone, "LC_ALL": language, "LANG": language, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", ELSEWHERE, EXAMPLE],
            env={**os.environ, **around, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        assert done.stdout.splitlines() == here


@pytest.mark.heavy
@FORMATS
def test_a_long_feed_takes_no_more_memory_than_a_short_one(name: str) -> None:
    """Entries are made, written and let go one by one."""
    peaks = []
    for count in (50, 500):
        (artifact,) = tbh.export(long_series(count), name, at=NOW, limit=count)
        tracemalloc.start()
        for _ in artifact.chunks():
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < peaks[0] + 500 * 1_000  # less than a kilobyte for each more


def long_series(count: int) -> tbh.Series:
    """Make a series as it comes from files: texts that nobody has read."""
    text = {"introduction": "Some *words*.\n\n" * 50, "title": "T", "status": "ready"}
    edition = {"challenge": {"topic": "T", "prompt": "P"}, "challengers": {"name": "C"}, **text}
    start = datetime(2000, 1, 1, tzinfo=UTC)
    editions = [
        {
            "id": f"e-{number}",
            "slug": f"s-{number}",
            "published": (start + timedelta(hours=number)).isoformat(),
            **edition,
        }
        for number in range(count)
    ]
    home = {"id": "tag:example.org,2000:x", "title": "T", "url": "https://example.org/"}
    return tbh.loads(json.dumps({**home, "publisher": {"name": "P"}, "editions": editions}))
