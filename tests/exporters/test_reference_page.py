"""The page that the model was drawn from comes out of every exporter: whole, and in order."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import feedparser
import html5lib
import pytest
from attrs import evolve
from markdown_it import MarkdownIt

import tbh_model as tbh
from reference import PAGE, Reference, read_reference

AT = datetime(2026, 6, 1, tzinfo=UTC)

pytestmark = pytest.mark.skipif(
    not PAGE.is_file(), reason="THE REFERENCE PAGE IS NOT THERE: set TBH_REFERENCE_PAGE"
)


@pytest.fixture(scope="module")
def reference() -> Reference:
    return read_reference()


def body(series: tbh.Series, name: str) -> bytes:
    """Return the one file of an exporter that holds the edition."""
    pages = (
        "editions/reference/index.html",
        "newsletter/reference.md",
        "rss.xml",
        "atom.xml",
        "feed.json",
    )
    made = tbh.export(series, name, at=AT)
    return next(artifact.body for artifact in made if artifact.path in pages)


def words(html: str, only: str = ".//body") -> str:
    """Return the text of a part of a page as a reader sees it, in single spaces."""
    page = html5lib.parse(html, treebuilder="lxml", namespaceHTMLElements=False)
    (part,) = page.xpath(only)
    for unseen in part.xpath(".//script | .//style | .//header"):
        unseen.getparent().remove(unseen)
    for block in part.iter("p", "li", "h1", "h2", "h3", "div", "dd", "figcaption", "section"):
        block.tail = f" {block.tail or ''}"
    return " ".join(part.xpath("string()").split())


def entry(series: tbh.Series, name: str = "rss") -> Any:  # feedparser ships no types
    feed: Any = feedparser.parse(body(series, name))
    assert not feed.bozo
    (only,) = feed.entries
    return only


def of_html(series: tbh.Series) -> str:
    page = body(series, "html").decode()
    title = html5lib.parse(page, treebuilder="lxml", namespaceHTMLElements=False).findtext(".//h1")
    return f"{title} {words(page, './/article')}"


def of_rss(series: tbh.Series) -> str:
    found = entry(series)
    return f"{found.title} {words(found.content[0].value)}"


def of_atom(series: tbh.Series) -> str:
    """The page has no date, and Atom needs one."""
    dated = tuple(evolve(each, published=AT) for each in series.editions)
    found = entry(evolve(series, editions=dated), "atom")
    return f"{found.title} {words(found.content[0].value)}"


def of_json_html(series: tbh.Series) -> str:
    (item,) = json.loads(body(series, "json-feed"))["items"]
    return f"{item['title']} {words(item['content_html'])}"


def of_json_text(series: tbh.Series) -> str:
    (item,) = json.loads(body(series, "json-feed"))["items"]
    plain = re.sub(r"^> |^- ", "", item["content_text"], flags=re.MULTILINE)
    return f"{item['title']} {' '.join(plain.split())}"


def of_newsletter(series: tbh.Series) -> str:
    _, _, markdown = body(series, "newsletter").decode().split("---\n", 2)
    return words(MarkdownIt("commonmark").render(markdown))


READERS = [of_html, of_rss, of_atom, of_json_html, of_json_text, of_newsletter]


@pytest.mark.parametrize("read", READERS)
def test_every_line_comes_out_in_order(
    reference: Reference, read: Callable[[tbh.Series], str]
) -> None:
    """With the same words, marks and mistakes."""
    rest = read(reference.series)

    for line in reference.lines:
        expected = " ".join(line.removeprefix("- ").split())
        _, found, rest = rest.partition(expected)
        assert found, f"missing or out of order: {expected}"


@pytest.mark.parametrize("read", READERS)
def test_nothing_is_added_but_labels_and_marks(
    reference: Reference, read: Callable[[tbh.Series], str]
) -> None:
    """What is left when every line is taken out is what the format itself says."""
    rest = read(reference.series)

    for line in reference.lines:
        rest = rest.replace(" ".join(line.removeprefix("- ").split()), "", 1)

    letter = {"Read on the web", "Address", "Unsubscribe"}  # what a letter has to say
    allowed = {"Publisher", "Link to this answer", "Previous answer", "Next answer", "•"} | (
        letter if read is of_newsletter else set()
    )
    for words_of_ours in sorted(allowed, key=len, reverse=True):
        rest = rest.replace(words_of_ours, "")
    assert not re.search(r"\w", rest), rest


def test_there_are_four_responses_and_not_seven(reference: Reference) -> None:
    """What people typically say is prose, and never becomes a response."""
    page = html5lib.parse(
        body(reference.series, "html"), treebuilder="lxml", namespaceHTMLElements=False
    )
    feed = html5lib.parseFragment(
        entry(reference.series).content[0].value, treebuilder="lxml", namespaceHTMLElements=False
    )
    letter = body(reference.series, "newsletter").decode()

    assert len(page.xpath("//figure[contains(@class, 'response')]")) == 4
    assert sum(1 for element in feed if element.tag == "blockquote") == 4
    assert len(re.findall(r"^> “", letter, flags=re.MULTILINE)) == 4


def test_the_page_itself_has_no_error(reference: Reference) -> None:
    """It goes out with a warning, because nobody's consent is on record."""
    released = tbh.release(reference.series, channel="web", at=AT)

    assert len(released.warnings) == 4
    assert released.withheld == ()
    assert tbh.loads(tbh.dumps(reference.series)) == reference.series
