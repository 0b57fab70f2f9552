"""The file that belongs to an edition: in feeds, on its page and in the newsletter."""

import json
from typing import Any, Final

import feedparser
import pytest
from lxml import etree, html

import tbh_model as tbh
from small import AT, edition, series, therapist
from tbh_model import Enclosure
from tbh_model.content import ContentError

URL: Final = "https://cdn.example/é 1.mp3?a=1&b=2".replace(" ", "_")
WRITTEN: Final = "https://cdn.example/%C3%A9_1.mp3?a=1&b=2"
FILE: Final = Enclosure(url=URL, type="audio/mpeg", length=12345)


def body(name: str, enclosure: Enclosure | None = FILE, **fields: Any) -> bytes:
    whole = series(editions=(edition(enclosure=enclosure, **fields),))
    return {each.path: each.body for each in tbh.export(whole, name, at=AT)}[PATHS[name]]


PATHS: Final = {
    "rss": "rss.xml",
    "atom": "atom.xml",
    "json-feed": "feed.json",
    "html": "editions/patience/index.html",
    "newsletter": "newsletter/patience.md",
}


@pytest.mark.parametrize("name", ["rss", "atom"])
def test_a_feed_has_it_as_its_enclosure(name: str) -> None:
    """With its type and size, before the image of the edition."""
    image = tbh.Image(src="https://example.org/a.png", alt="A chair")
    (entry,) = feedparser.parse(body(name, image=image)).entries

    file = entry.enclosures[0]
    assert (file.href, file.type, file.length) == (WRITTEN, "audio/mpeg", "12345")


def test_rss_has_one_enclosure_for_each_item_that_has_one() -> None:
    """The next item does not inherit it, and an unknown size is 0."""
    unknown = Enclosure(url="https://cdn.example/b", type="application/pdf", length=0)
    editions = (edition("a", enclosure=FILE), edition("b"), edition("c", enclosure=unknown))
    (feed,) = tbh.export(series(editions=editions), "rss", at=AT)
    items: Any = etree.fromstring(feed.body).iter("item")

    assert [[dict(each.attrib) for each in item.iter("enclosure")] for item in items] == [
        [{"url": WRITTEN, "length": "12345", "type": "audio/mpeg"}],
        [],
        [{"url": "https://cdn.example/b", "length": "0", "type": "application/pdf"}],
    ]


def test_json_feed_has_it_as_an_attachment() -> None:
    """Before the image; a size that is not known is left out."""
    image = tbh.Image(src="https://example.org/a.png")
    (item,) = json.loads(body("json-feed", image=image))["items"]
    unknown = Enclosure(url="https://cdn.example/b", type="audio/ogg", length=0)
    (other,) = json.loads(body("json-feed", unknown))["items"]

    first, second = item["attachments"]
    assert first == {"url": WRITTEN, "mime_type": "audio/mpeg", "size_in_bytes": 12345}
    assert second["url"] == "https://example.org/a.png"
    assert other["attachments"] == [{"url": "https://cdn.example/b", "mime_type": "audio/ogg"}]


@pytest.mark.parametrize(
    ("type_", "player", "words"),
    [
        ("audio/mpeg", "audio", "Listen to this edition"),
        ("video/mp4", "video", "Watch this edition"),
        ("application/pdf", None, "Download the file of this edition"),
    ],
)
def test_the_page_plays_it_or_links_to_it(type_: str, player: str | None, words: str) -> None:
    """Nothing is fetched before somebody asks for it, and the policy of pages lets it in."""
    page: Any = html.fromstring(body("html", Enclosure(url=URL, type=type_, length=1)))
    (figure,) = page.cssselect("figure.enclosure")
    players = figure.xpath("audio | video")

    assert [each.tag for each in players] == ([player] if player else [])
    for each in players:
        assert dict(each.attrib) == {
            "controls": each.get("controls"),
            "preload": "none",
            "src": WRITTEN,
            "aria-label": words,
        }
    (link,) = figure.iter("a")
    assert (link.get("href"), link.get("type"), link.text) == (WRITTEN, type_, words)
    assert "media-src *;" in tbh.exporters.security_policy("text/html")
    data = json.loads(page.findtext(".//script"))
    (posting,) = [each for each in data["@graph"] if each["@type"] == "BlogPosting"]
    assert posting["associatedMedia"]["contentUrl"] == WRITTEN


def test_a_newsletter_links_to_it() -> None:
    """No letter can play anything."""
    written = body("newsletter").decode()

    assert f"[Listen to this edition]({WRITTEN})" in written
    assert "Listen" not in body("newsletter", None).decode()


def test_it_is_read_and_saved() -> None:
    """As every other field."""
    whole = series(editions=(edition(enclosure=FILE),))

    assert tbh.loads(tbh.dumps(whole)) == whole
    assert tbh.to_dict(FILE) == {"url": URL, "type": "audio/mpeg", "length": 12345}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"url": "recordings/a.mp3"}, "an absolute http or https URL"),
        ({"url": "javascript:alert(1)"}, "an absolute http or https URL"),
        ({"type": "audio"}, "a media type in small letters, such as audio/mpeg"),
        ({"type": 'audio/"x'}, "a media type"),
        ({"type": "Audio/MPEG; q=1"}, "a media type"),
        ({"length": -1}, "a whole number from 0"),
        ({"length": 1.5}, "a whole number"),
        ({"length": None}, "a whole number"),
    ],
)
def test_what_is_none_is_refused(fields: dict[str, Any], words: str) -> None:
    """In Python and in files, in the same words."""
    values = {"url": URL, "type": "audio/mpeg", "length": 1, **fields}
    with pytest.raises(tbh.InvalidValueError, match=words):
        Enclosure(**values)
    with pytest.raises(ContentError):
        tbh.from_dict(Enclosure, values)


def test_a_former_name_in_its_address_takes_it_away() -> None:
    """As it does with an image: nobody publishes a file under a name that is no longer used."""
    person = therapist(former_names=("Ada Brandt",))
    file = Enclosure(url="https://cdn.example/ada-brandt.mp3", type="audio/mpeg", length=1)
    whole = series(therapists=(person,), editions=(edition(enclosure=file),))
    released = tbh.release(whole, channel=tbh.Channel.FEED, at=AT)

    assert released.series.editions[0].enclosure is None
