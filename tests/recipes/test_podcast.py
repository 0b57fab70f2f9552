"""The extension of docs/how-to/publish-a-podcast.md, by what Apple asks of a podcast."""

import re
import sys
from datetime import datetime
from email.utils import parsedate_to_datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import feedparser
import pytest
from lxml import etree

import tbh_model as tbh
from small import AT, edition, series
from tbh_model.testing import Check, extension_checks

PAGE: Final = Path(__file__).parents[2] / "docs" / "how-to" / "publish-a-podcast.md"
ITUNES: Final = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
URL: Final = "https://cdn.example/talk.mp3"
FILE: Final = tbh.Enclosure(url=URL, type="audio/mpeg", length=18874368)


@pytest.fixture(scope="module")
def podcast(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """Take the extension out of the page, and import it."""
    folder = tmp_path_factory.mktemp("podcast")
    (source,) = re.findall(
        r"```python\n(# podcast\.py\n.*?)```", PAGE.read_text("utf-8"), re.DOTALL
    )
    (folder / "podcast.py").write_text(source, encoding="utf-8")
    sys.path.insert(0, str(folder))
    sys.modules.pop("podcast", None)  # the test of the page has one of its own
    module = import_module("podcast")
    sys.path.remove(str(folder))
    return module


def extension(podcast: ModuleType) -> Any:
    image = "https://example.org/show.png"
    return podcast.Podcast(image=image, category=("Health & Fitness", "Mental Health"))


def feed(podcast: ModuleType) -> bytes:
    whole = series(
        description="One question, many answers.",
        rights=tbh.RightsPolicy(public_extra=("duration",)),
        editions=(
            edition("a", enclosure=FILE, number=7, extra={"duration": 1180}),
            edition("b"),
            edition("c", enclosure=FILE),
        ),
    )
    exporter = tbh.RSS(path="podcast.xml", only_enclosures=True, extensions=[extension(podcast)])
    (artifact,) = tbh.export(whole, exporter, at=AT)
    return artifact.body


def test_the_show_has_what_apple_asks_for(podcast: ModuleType) -> None:
    """Each of the required tags, once, in the form that is asked for."""
    channel: Any = etree.fromstring(feed(podcast))[0]

    for tag in ("title", "description", "language"):
        (element,) = channel.findall(tag)
        assert element.text.strip() == element.text != ""
    (image,) = channel.findall(f"{ITUNES}image")
    assert re.fullmatch(r"https://\S+\.(png|jpg)", image.get("href"))
    (category,) = channel.findall(f"{ITUNES}category")
    assert category.get("text") == "Health & Fitness"
    assert [each.get("text") for each in category] == ["Mental Health"]
    assert channel.findtext(f"{ITUNES}explicit") == "false"
    assert channel.getparent().get("version") == "2.0"


def test_each_episode_has_what_apple_asks_for(podcast: ModuleType) -> None:
    """A title, a guid of its own and an enclosure; only editions with a recording are episodes."""
    items: Any = etree.fromstring(feed(podcast)).findall("channel/item")

    assert len(items) == 2
    guids = [item.findtext("guid") for item in items]
    assert len(set(guids)) == 2
    for item in items:
        assert item.findtext("title")
        (enclosure,) = item.findall("enclosure")
        assert dict(enclosure.attrib) == {"url": URL, "type": "audio/mpeg", "length": "18874368"}
        assert isinstance(parsedate_to_datetime(item.findtext("pubDate")), datetime)
        assert item.findtext(f"{ITUNES}explicit") == "false"
    assert [item.findtext(f"{ITUNES}duration") for item in items] == ["1180", None]
    assert [item.findtext(f"{ITUNES}episode") for item in items] == ["7", None]


def test_feedparser_reads_the_elements(podcast: ModuleType) -> None:
    """Without a complaint, under the names that it gives to them."""
    parsed = feedparser.parse(feed(podcast))

    assert not parsed.bozo
    assert parsed.feed.image.href == "https://example.org/show.png"
    assert {tag.term for tag in parsed.feed.tags} >= {"Health & Fitness", "Mental Health"}
    assert parsed.entries[0].itunes_duration == "1180"
    assert [link.href for link in parsed.entries[0].enclosures] == [URL]


KIT: Final = ("extension", "canaries", "hostile", "parses", "dependencies", "robustness")


@pytest.mark.parametrize("name", KIT)
def test_it_passes_the_kit(podcast: ModuleType, name: str) -> None:
    """In RSS, and in Atom and JSON Feed as well."""
    checks: list[Check] = [
        check for check in extension_checks(extension(podcast)) if check.id.endswith(f"-{name}")
    ]

    assert len(checks) == 3
    for check in checks:
        check()


@pytest.mark.parametrize("name", ["rss", "atom", "json-feed"])
def test_without_a_recording_a_feed_has_no_episodes(name: str) -> None:
    """It is there nevertheless: readers may subscribe before the first one."""
    (artifact,) = tbh.export(series(), name, at=AT, only_enclosures=True)

    assert b"patience" not in artifact.body
