"""What every contestant must have made: each page with all its words, the lists, both feeds.

How the words are marked up is each one's own affair, so texts are compared without markup, white
space and the asterisks of Markdown.
"""

import html
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from attrs import frozen
from peer_content import Place

import tbh_model as tbh
from tbh_model.text import Heading, Paragraph, RichText, walk, words

IN_FEED = 50
ARCHIVE = "archive"
"""The list of all; where there are few, the home page may be it."""
LINK = re.compile(r"editions/(edition-\d+)/")
STRUCTURED = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
OPEN_GRAPH_TITLE = re.compile(r'property="og:title" content="([^"]*)"')
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"


def squashed(markup: str) -> str:
    """Return the words of some markup and nothing else."""
    return re.sub(r"[\s*]", "", html.unescape(re.sub(r"<[^>]*>", "", markup)))


@frozen(kw_only=True)
class Expected:
    """What is known of an edition."""

    title: str
    published: datetime
    words: tuple[str, ...]
    """Every text of it, squashed."""

    def missing(self, markup: str) -> str | None:
        """Return the first text that some markup lacks."""
        said = squashed(markup)
        return next((text for text in self.words if text not in said), None)


@frozen(kw_only=True)
class Whole:
    """What is known of a series."""

    editions: Mapping[str, Expected]
    """By slug."""
    lists: Mapping[str, set[str]]
    """By the path of a page, the slugs of the editions that it must lead to."""


def expected(series: tbh.Series, place: Place) -> Whole:
    """Read from a series what there must be."""
    lists = {ARCHIVE: {each.slug for each in series.editions}}
    for edition in series.editions:
        people = (series.therapist(each.therapist or "") for each in edition.responses)
        paths = [f"therapists/{place(each)}" for each in people]
        for path in (*paths, *(f"topics/{topic}" for topic in edition.tags)):
            lists.setdefault(path, set()).add(edition.slug)
    return Whole(
        editions={each.slug: _expected_edition(series, each) for each in series.editions},
        lists=lists,
    )


def _expected_edition(series: tbh.Series, edition: tbh.Edition) -> Expected:
    assert edition.published is not None  # noqa: S101 - so is the corpus
    texts = [
        *_lines(edition.introduction),
        *_lines(edition.challenge.background),
        edition.challenge.prompt,
        *_lines(series.challengers_of(edition).introduction),
        *(call.text for call in series.calls_to_action),
    ]
    for response in edition.responses:
        texts += (response.quote or "", *_lines(response.answer or RichText()))
    return Expected(
        title=edition.title,
        published=edition.published,
        words=tuple(squashed(html.escape(text)) for text in texts),
    )


def _lines(text: RichText) -> Iterator[str]:
    """Yield the words of each paragraph and heading, without the marks of lists."""
    for node in walk(text.blocks):
        if isinstance(node, Paragraph | Heading):
            yield words(node.children)


def check_output(who: str, folder: Path, whole: Whole) -> None:
    """Check that everything is there; end the program with what is not."""
    for problem in problems(folder, whole):
        sys.exit(f"{who} did not do the work: {problem}")


def problems(folder: Path, whole: Whole) -> Iterator[str]:
    """Yield what is not there, or not right."""
    for slug, edition in whole.editions.items():
        yield from _page_problems(f"editions/{slug}", _page(folder, f"editions/{slug}"), edition)
    for path, slugs in whole.lists.items():
        page = _page(folder, path) or (_page(folder, "") if path == ARCHIVE else "")
        if set(LINK.findall(page)) != slugs:
            yield f"{path} does not lead to the {len(slugs)} editions that it should"
    newest = max(whole.editions.values(), key=lambda each: each.published)
    if squashed(html.escape(newest.title)) not in squashed(_page(folder, "")):
        yield "the newest edition is not on the home page"
    yield from _feed_problems("rss.xml", rss_entries(folder), whole)
    yield from _feed_problems("feed.json", json_entries(folder), whole)


def _page(folder: Path, path: str) -> str:
    file = folder / path / "index.html"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _page_problems(path: str, page: str, edition: Expected) -> Iterator[str]:
    title = OPEN_GRAPH_TITLE.search(page)
    if title is None or html.unescape(title[1]) != edition.title:
        yield f"{path} has no Open Graph title"
    data = STRUCTURED.search(page)
    if data is None or edition.title not in json.dumps(json.loads(data[1]), ensure_ascii=False):
        yield f"{path} has no JSON-LD with its title"
    missing = edition.missing(page)
    if missing is not None:
        yield f"{path} lacks {missing[:60]!r}"


def _feed_problems(name: str, entries: Mapping[str, str], whole: Whole) -> Iterator[str]:
    """Compare dates, for of editions of one day any may be the fiftieth."""
    days = sorted((each.published for each in whole.editions.values()), reverse=True)[:IN_FEED]
    found = sorted((whole.editions[slug].published for slug in entries), reverse=True)
    if days != found:
        yield f"{name} does not hold the newest {len(days)} editions"
    for slug, content in entries.items():
        missing = whole.editions[slug].missing(content)
        if missing is not None:
            yield f"{slug} in {name} lacks {missing[:60]!r}"


def rss_entries(folder: Path) -> dict[str, str]:
    """Return the content of each entry by its slug."""
    root = ET.fromstring((folder / "rss.xml").read_bytes())  # noqa: S314 - made a moment ago
    return _by_slug(
        (item.findtext("link") or "", item.findtext(ENCODED) or item.findtext("description") or "")
        for item in root.iter("item")
    )


def json_entries(folder: Path) -> dict[str, str]:
    """Return the content of each entry by its slug."""
    feed = json.loads((folder / "feed.json").read_text(encoding="utf-8"))
    return _by_slug((item["url"], item["content_html"]) for item in feed["items"])


def _by_slug(entries: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {link.rstrip("/").rpartition("/")[2]: content for link, content in entries}


def check_edit(who: str, folder: Path, slug: str, word: str) -> None:
    """Check that an edited edition is new on its page and in both feeds."""
    places = {
        "its page": _page(folder, f"editions/{slug}"),
        "rss.xml": rss_entries(folder).get(slug, ""),
        "feed.json": json_entries(folder).get(slug, ""),
    }
    for name, content in places.items():
        if word not in content:
            sys.exit(f"{who} did not do the work: the edit is not in {name}")
