"""What an RSS feed costs, against two libraries that are used by hand, in one run.

    python benchmarks/feeds.py [ROUNDS] [ENTRIES ...]

Ours: `tbh.export`, whose pieces are let go as they come. Theirs: `feedgen`, and `feedgenerator`,
which is Django's, with the three elements that it lacks. All write to the null device. Before
anything is measured, the feeds must say the same of every entry.

Whole: from a series in which no Markdown has been read to the last byte. Ours passes the gate too,
which the others have no need of. They render the content as one would by hand, by way of a tree
(`tree_of`, `write_html`); then, in a measurement of its own, they are lent the quicker way that
ours goes (`passages`). Writing alone: what is in an entry lies ready, as text, for all.

Time: they take turns, and each ratio is the median of those of the rounds. Memory: how far the
resident memory of a process of its own rises above where it stood when its input lay ready.
`tracemalloc` would not see the trees of feedgen, which lie in the memory of libxml2. The peak of
`getrusage` would be that of the process before it, if that was bigger, and the one of loading
hides what comes after it; so the kernel is told to forget the peak before the work begins (Linux).
"""

import gc
import os
import pickle
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from io import BytesIO, TextIOWrapper
from multiprocessing import get_context
from pathlib import Path
from typing import IO, Any, TypeAlias
from unittest.mock import patch

from attrs import evolve, frozen
from corpus import write_corpus
from feedgen.feed import FeedGenerator
from feedgenerator import Rss201rev2Feed
from lxml import etree

import tbh_model as tbh
from tbh_model.exporters import RSS
from tbh_model.exporters._edition_body import edition_sections, to_html, to_rich_text
from tbh_model.exporters._urls import base_url
from tbh_model.exporters.feeds import _rss
from tbh_model.exporters.feeds._entry import FeedEntry, feed_entries
from tbh_model.model import newest_first
from tbh_model.rights import Release, release
from tbh_model.text import write_html

AT = datetime(2100, 1, 1, tzinfo=UTC)
"""Everything in the corpus is published by then."""
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
FEED = "rss.xml"
OWN, LENT, ALONE = "whole export", "whole export, others lent our rendering", "writing alone"
LENT_TARGETS = {"feedgen": "1.30", "feedgenerator": "1.20"}
TARGETS = {OWN: dict.fromkeys(LENT_TARGETS, "0.50"), LENT: LENT_TARGETS, ALONE: LENT_TARGETS}
"""How many times as long ours may take at most, by way and peer."""


@frozen(kw_only=True)
class Item:
    """What the others are told of an entry, in the form in which they take it."""

    title: str
    link: str
    guid: str
    published: datetime
    summary: str
    html: str
    creators: list[str]
    contributors: list[str]
    categories: list[str]


Render: TypeAlias = Callable[[tbh.Series, tbh.Edition], str]


def by_tree(series: tbh.Series, edition: tbh.Edition) -> str:
    """Render an edition by way of a tree."""
    return write_html(to_rich_text(edition_sections(series, edition)), base_url=base_url(series))


def lent(series: tbh.Series, edition: tbh.Edition) -> str:
    """Render an edition as our feeds do."""
    return to_html(edition_sections(series, edition), base_url(series))


def items(series: tbh.Series, render: Render) -> Iterator[Item]:
    """Render the entries for the others, one by one."""
    names = {each.id: each.name for each in series.therapists}
    for edition in newest_first(series.editions):
        assert edition.published is not None  # noqa: S101 - so is the corpus
        assert edition.summary is not None  # noqa: S101
        yield Item(
            title=edition.title,
            link=series.url_of(edition),
            guid=series.entry_id(edition),
            published=edition.published,
            summary=edition.summary,
            html=render(series, edition),
            creators=list(edition.byline),
            contributors=list(
                dict.fromkeys(names[each.therapist or ""] for each in edition.responses)
            ),
            categories=list(edition.tags),
        )


def write_pieces(artifacts: Iterable[tbh.Artifact], sink: IO[bytes]) -> None:
    """Write the one artifact there is, piece by piece."""
    (artifact,) = artifacts
    for piece in artifact.chunks():
        sink.write(piece)


def ours(series: tbh.Series, sink: IO[bytes]) -> None:
    """Export a series."""
    write_pieces(tbh.export(series, "rss", at=AT, limit=len(series.editions)), sink)


def ours_released(released: Release, sink: IO[bytes]) -> None:
    """Export what has passed the gate."""
    write_pieces(RSS(limit=len(released.series.editions)).export(released), sink)


def ready_entries(released: Release) -> list[FeedEntry]:
    """Render our entries as the exporter asks for them."""
    entries, rendered = feed_entries, list[FeedEntry]()

    def kept(*arguments: Any, **named: Any) -> Iterator[FeedEntry]:
        for entry in entries(*arguments, **named):
            assert entry.html  # noqa: S101 - it is kept from now on
            rendered.append(entry)
            yield entry

    with patch.object(_rss, "feed_entries", kept):
        ours_released(released, BytesIO())
    return rendered


def ours_ready(released: Release, entries: list[FeedEntry], sink: IO[bytes]) -> None:
    """Write entries that lie ready."""
    with patch.object(_rss, "feed_entries", lambda *_, **__: iter(entries)):
        ours_released(released, sink)


Entries: TypeAlias = Render | list[Item]
"""Entries that lie ready, or how those of a series are rendered."""


def entries_of(series: tbh.Series, entries: Entries) -> Iterable[Item]:
    """Return entries that lie ready, or render those of a series."""
    return entries if isinstance(entries, list) else items(series, entries)


def feedgen(series: tbh.Series, entries: Entries, sink: IO[bytes]) -> None:
    """Write entries with feedgen, as its documentation shows."""
    feed: Any = FeedGenerator()
    feed.load_extension("dc", atom=False)
    feed.title(series.title)
    feed.description(series.description or series.title)
    feed.link(href=f"{base_url(series)}{FEED}", rel="self")
    feed.link(href=series.url, rel="alternate")
    feed.language(series.language)
    for each in entries_of(series, entries):
        entry = feed.add_entry(order="append")
        entry.title(each.title)
        entry.link(href=each.link)
        entry.guid(each.guid, permalink=False)
        entry.description(each.summary, isSummary=True)
        entry.content(each.html, type="html")
        entry.published(each.published)
        entry.dc.dc_creator(each.creators)
        entry.dc.dc_contributor(each.contributors)
        for category in each.categories:
            entry.category(term=category)
    feed.rss_file(sink)


class FeedWithContent(Rss201rev2Feed):  # type: ignore[misc]  # it ships no types
    """Django's feed with what it has no argument for, as Django's documentation adds it."""

    def rss_attributes(self) -> dict[str, str]:
        """Declare two more namespaces."""
        return {**super().rss_attributes(), "xmlns:dc": DUBLIN_CORE, "xmlns:content": CONTENT}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Write the content and the people too."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])
        for name in item["creators"]:
            handler.addQuickElement("dc:creator", name)
        for name in item["contributors"]:
            handler.addQuickElement("dc:contributor", name)


def feedgenerator(series: tbh.Series, entries: Entries, sink: IO[bytes]) -> None:
    """Write entries with Django's library."""
    feed = FeedWithContent(
        title=series.title,
        link=series.url,
        description=series.description or series.title,
        language=series.language,
        feed_url=f"{base_url(series)}{FEED}",
    )
    for each in entries_of(series, entries):
        feed.add_item(
            title=each.title,
            link=each.link,
            description=each.summary,
            unique_id=each.guid,
            unique_id_is_permalink=False,
            pubdate=each.published,
            content=each.html,
            creators=each.creators,
            contributors=each.contributors,
            categories=each.categories,
        )
    text = TextIOWrapper(sink, encoding="utf-8")
    feed.write(text, "utf-8")
    text.detach()


Work: TypeAlias = Callable[[IO[bytes]], None]


WAYS: dict[str, Render | None] = {
    OWN: by_tree,
    LENT: lent,
    ALONE: None,
}
"""What is measured, and how the others render."""


def works(series: tbh.Series, render: Render | None) -> dict[str, Work]:
    """Return what each contestant has to do; what is no part of it is done here."""
    released = release(series, tbh.Channel.FEED, AT)
    if render is not None:
        return {
            "ours": partial(ours, series),
            "ours, past the gate": partial(ours_released, released),
            "feedgen": partial(feedgen, series, render),
            "feedgenerator": partial(feedgenerator, series, render),
        }
    rendered, bare = list(items(series, lent)), evolve(series, editions=())
    return {
        "ours": partial(ours_ready, released, ready_entries(released)),
        "feedgen": partial(feedgen, bare, rendered),
        "feedgenerator": partial(feedgenerator, bare, rendered),
    }


def said(feed: bytes, left_out: Collection[str]) -> list[dict[str, list[str]]]:
    """Return what a feed says of its entries, however it is written, but for some of them."""
    told = []
    for item in etree.fromstring(feed).iter("item"):
        texts: dict[str, list[str]] = {}
        for element in item:
            text = element.text or ""
            if element.tag == "pubDate":
                text = parsedate_to_datetime(text).isoformat()
            texts.setdefault(str(element.tag), []).append(text)
        if texts["guid"][0] not in left_out:
            told.append({tag: sorted(found) for tag, found in texts.items()})
    return told


def check(series: tbh.Series) -> None:
    """Check that all say the same; of editions in another language, ours says which it is."""
    foreign = [series.entry_id(each) for each in series.editions if each.language is not None]
    count = len(series.editions) - len(foreign)
    for render in WAYS.values():
        feeds = {}
        for label, work in works(series, render).items():
            sink = BytesIO()
            work(sink)
            feeds[label] = said(sink.getvalue(), foreign)
        for label, feed in feeds.items():
            if feed != feeds["ours"] or len(feed) != count:
                sys.exit(f"{label} says something else than ours")


def stored_work(file: Path) -> Work:
    """Return some work as it was stored; entries that lie ready have been rendered."""
    work: Work = pickle.loads(file.read_bytes())  # noqa: S301 - our own
    if isinstance(work, partial) and work.func is ours_ready:
        _, entries = work.args
        assert all(entry.html for entry in entries)  # noqa: S101 - what is rendered is not stored
    return work


def timed(file: Path) -> float:
    """Return the seconds that some work takes, each time as it was stored."""
    work = stored_work(file)
    with Path(os.devnull).open("wb") as sink:
        gc.collect()
        start = time.perf_counter()
        work(sink)
        return time.perf_counter() - start


def memory(name: str) -> int:
    """Return a figure of the memory of this process, in kilobytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name))


def rise(file: Path) -> int:
    """Return by how many kilobytes the memory of this process rises during some work."""
    work = stored_work(file)
    with Path(os.devnull).open("wb") as sink:
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the peak
        before = memory("VmRSS")
        work(sink)
        return memory("VmHWM") - before


def rise_alone(file: Path) -> int:
    """Return the same of a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        return fresh.submit(rise, file).result()


def report(way: str, files: dict[str, Path], count: int, rounds: int) -> None:
    """Measure some works, and print ratios."""
    times: dict[str, list[float]] = {label: [] for label in files}
    for _ in range(rounds):
        for label, file in files.items():
            times[label].append(timed(file))
    rises = {label: rise_alone(file) / 1024 for label, file in files.items()}
    for label, seconds in times.items():
        median = statistics.median(seconds)
        each = median / count * 1e6
        print(f"  {label:36} {median:7.3f} s  {each:6.0f} µs an entry  {rises[label]:7.1f} MB")
    for mine in (label for label in files if label.startswith("ours")):
        for peer, target in TARGETS[way].items():
            pairs = zip(times[mine], times[peer], strict=True)
            ratio = statistics.median(one / other for one, other in pairs)
            held = rises[mine] / rises[peer]
            print(
                f"  {f'{mine} / {peer}':36} {ratio:7.2f}  (target {target})"
                f"  memory {held:.2f}  (target 1.00)"
            )


def main(rounds: int, counts: list[int]) -> None:
    """Measure series of some sizes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "checked")
        write_corpus(folder, 10)
        check(tbh.load(folder))
        for count in counts:
            folder = Path(name, f"{count}")
            write_corpus(folder, count)
            for way, render in WAYS.items():
                files = {}
                for label, work in works(tbh.load(folder), render).items():
                    files[label] = Path(name, f"{label}.pickle")
                    files[label].write_bytes(pickle.dumps(work))
                print(f"{count} entries, {way}")
                report(way, files, count, rounds)


if __name__ == "__main__":
    given_rounds, *given_counts = [*map(int, sys.argv[1:])] or [5]
    main(given_rounds, given_counts or [1_000, 10_000])
