"""What the channel of an RSS feed says, and where it is announced."""

from datetime import UTC, datetime
from typing import Any

import pytest
from feedgen.feed import FeedGenerator
from lxml import etree

import tbh_model as tbh
from small import AT, edition, series, therapist
from tbh_model import FeedFormat, FeedSplit
from tbh_model.exporters.feeds._rss import FEEDGEN_BUILD_DATE

HOME = "https://example.org/small/"


def files(made: tbh.Series, name: str, **options: Any) -> dict[str, bytes]:
    return {each.path: each.body for each in tbh.export(made, name, at=AT, **options)}


def parsed(body: bytes) -> Any:
    """Read XML; without types, because what is asked for is known to be there."""
    return etree.fromstring(body)


@pytest.mark.parametrize(
    ("logo", "size"),
    [
        (tbh.Image(src=f"{HOME}a.png", width=88, height=31), ("88", "31")),
        (tbh.Image(src=f"{HOME}a.png"), (None, None)),
        (tbh.Image(src=f"{HOME}a.png", width=512, height=512), None),
        (tbh.Image(src=f"{HOME}a.png", width=88, height=512), None),
        (tbh.Image(src=f"{HOME}a.svg"), None),
    ],
)
def test_rss_has_an_image_only_where_it_may(
    logo: tbh.Image, size: tuple[str | None, str | None] | None
) -> None:
    """At most 144 by 400 pixels, GIF, JPEG or PNG, with title and link of the channel."""
    made = series(publisher=tbh.Publisher(name="P", logo=logo))
    image = parsed(files(made, "rss")["rss.xml"]).find("channel/image")

    if size is None:
        assert image is None
    else:
        assert (image.findtext("width"), image.findtext("height")) == size
        assert image.findtext("url") == "https://example.org/small/a.png"
        assert (image.findtext("title"), image.findtext("link")) == (
            "Small Talk",
            "https://example.org/small/",
        )


def test_rss_says_who_edits_it_and_how_long_it_keeps() -> None:
    """An address with the name behind it, as the profile wants it; `ttl` only on request."""
    made = series(publisher=tbh.Publisher(name="The Practice", email="post@a.example"))
    channel = etree.fromstring(files(made, "rss", ttl=1440)["rss.xml"])[0]

    assert channel.findtext("managingEditor") == "post@a.example (The Practice)"
    assert channel.findtext("ttl") == "1440"
    assert channel.findtext("generator") == f"tbh-model {tbh.__version__}"
    assert etree.fromstring(files(made, "rss")["rss.xml"])[0].find("ttl") is None


def test_rss_says_how_often_it_changes_on_request() -> None:
    """In small letters, or the validator refuses it; nothing is said that nobody knows."""
    body = files(series(), "rss", period="weekly")["rss.xml"]
    channel = etree.fromstring(body)[0]

    sy = "{http://purl.org/rss/1.0/modules/syndication/}"
    assert channel.findtext(f"{sy}updatePeriod") == "weekly"
    assert channel.findtext(f"{sy}updateFrequency") == "1"
    assert b"modules/syndication/" not in files(series(), "rss")["rss.xml"]


def test_rss_carries_the_image_with_what_it_shows() -> None:
    """In Media RSS, with kind and size, and the words for those who cannot see it."""
    image = tbh.Image(src=f"{HOME}images/a.jpg", alt="A chair & a lamp", width=1200, height=630)
    made = series(editions=(edition(image=image),))
    item = parsed(files(made, "rss")["rss.xml"]).find("channel/item")
    (content,) = item.findall("{http://search.yahoo.com/mrss/}content")

    assert dict(content.attrib) == {
        "url": "https://example.org/small/images/a.jpg",
        "medium": "image",
        "type": "image/jpeg",
        "width": "1200",
        "height": "630",
    }
    assert content.findtext("{http://search.yahoo.com/mrss/}description") == "A chair & a lamp"


def test_a_channel_has_the_topics_and_dates_of_its_editions() -> None:
    """`pubDate` of the newest, `lastBuildDate` of the last change, each topic once."""
    late = datetime(2026, 5, 9, 12, tzinfo=UTC)
    made = series(editions=(edition("a", tags=("x", "y")), edition("b", tags=("y",), updated=late)))
    channel = parsed(files(made, "rss")["rss.xml"])[0]

    assert [each.text for each in channel.findall("category")] == ["x", "y"]
    assert channel.findtext("pubDate") == "Fri, 01 May 2026 09:00:00 GMT"
    assert channel.findtext("lastBuildDate") == "Sat, 09 May 2026 12:00:00 GMT"


TAGGED = series(editions=(edition(tags=("Work",)),), therapists=(therapist(),))


def announced(body: bytes) -> list[str]:
    links = etree.HTML(body.decode()).findall(".//link[@rel='alternate']")
    return [str(link.get("href")).removeprefix("https://example.org/small/") for link in links]


def test_pages_announce_the_feeds_that_are_built() -> None:
    """RSS first; only those that are asked for."""
    chosen = frozenset({FeedFormat.JSON_FEED, FeedFormat.RSS})

    assert announced(files(TAGGED, "html")["index.html"]) == ["rss.xml", "atom.xml", "feed.json"]
    assert announced(files(TAGGED, "html", feeds=chosen)["index.html"]) == ["rss.xml", "feed.json"]
    assert announced(files(TAGGED, "html", feeds=frozenset())["index.html"]) == []


def test_the_page_of_a_topic_announces_its_own_feed_first() -> None:
    """And that of a therapist; other pages do not."""
    made = files(TAGGED, "html", feeds=frozenset({FeedFormat.RSS}), split=frozenset(FeedSplit))

    assert announced(made["topics/work/index.html"]) == ["topics/work/rss.xml", "rss.xml"]
    assert announced(made["therapists/t-1/index.html"]) == ["therapists/t-1/rss.xml", "rss.xml"]
    assert announced(made["topics/index.html"]) == ["rss.xml"]
    feeds = files(TAGGED, "rss", split=frozenset(FeedSplit))
    assert {"topics/work/rss.xml", "therapists/t-1/rss.xml"} < set(feeds)


def test_a_list_of_feeds_has_those_of_topics_and_therapists() -> None:
    """With the page for people beside each."""
    options = {"feeds": frozenset({FeedFormat.RSS}), "split": frozenset(FeedSplit)}
    outlines = parsed(files(TAGGED, "opml", **options)["feeds.opml"]).findall("body/outline")

    assert [
        (each.get("title"), each.get("xmlUrl")[26:], each.get("htmlUrl")[26:]) for each in outlines
    ] == [
        ("Small Talk (RSS)", "rss.xml", ""),
        ("Small Talk: Work (RSS)", "topics/work/rss.xml", "topics/work/"),
        ("Small Talk: Dana Okafor (RSS)", "therapists/t-1/rss.xml", "therapists/t-1/"),
    ]


def test_feedgen_keeps_its_build_date_where_we_take_it_away() -> None:
    """It has no setter for that; a version that keeps it elsewhere would stamp the time again."""
    assert hasattr(FeedGenerator(), FEEDGEN_BUILD_DATE), (
        "this version of feedgen keeps the build date of a feed under another name: find that in "
        "FeedGenerator.__init__, and write it into FEEDGEN_BUILD_DATE"
    )
