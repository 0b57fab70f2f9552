"""OPML: a list of the feeds that there are, as feed readers import it."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

from lxml import etree

import tbh_model as tbh
from small import AT, edition, series

HOME: Final = "https://example.org/small/"


def artifact(made: tbh.Series) -> tbh.Artifact:
    (made_of_it,) = tbh.export(made, "opml", at=AT)
    return made_of_it


def outlines(made: tbh.Series) -> list[dict[str, str]]:
    root = etree.fromstring(artifact(made).body)
    return [dict(each.attrib) for each in root.iterfind("body/outline")]


SMALL: Final = """\
<?xml version='1.0' encoding='UTF-8'?>
<opml version="2.0">
  <head>
    <title>Small Talk</title>
    <dateModified>Sun, 03 May 2026 08:00:00 GMT</dateModified>
    <ownerName>The Small Practice</ownerName>
    <docs>https://opml.org/spec2.opml</docs>
  </head>
  <body>
    <outline type="rss" text="Small Talk (RSS)" title="Small Talk (RSS)" \
description="One question." xmlUrl="https://example.org/small/rss.xml" \
htmlUrl="https://example.org/small/" language="en"/>
    <outline type="rss" text="Small Talk (Atom)" title="Small Talk (Atom)" \
description="One question." xmlUrl="https://example.org/small/atom.xml" \
htmlUrl="https://example.org/small/" language="en"/>
    <outline type="rss" text="Small Talk (JSON Feed)" title="Small Talk (JSON Feed)" \
description="One question." xmlUrl="https://example.org/small/feed.json" \
htmlUrl="https://example.org/small/" language="en"/>
  </body>
</opml>
"""


def test_the_whole_document() -> None:
    """Head and one outline for each feed, in the words of the specification."""
    changed = datetime(2026, 5, 3, 4, 0, 0, 999, timezone(timedelta(hours=-4)))
    made = artifact(
        series(description="One question.", editions=(edition(updated=changed), edition("earlier")))
    )

    assert (made.path, made.media_type) == ("feeds.opml", "text/x-opml")
    assert made.last_modified == datetime(2026, 5, 3, 8, tzinfo=UTC)
    assert made.body.decode() == SMALL


def test_every_address_is_a_uri() -> None:
    """Also that of the home page, in whatever alphabet the series writes it."""
    first, *_ = outlines(series(url="https://exämple.org/thé/"))

    home = "https://xn--exmple-cua.org/th%C3%A9/"
    assert (first["htmlUrl"], first["xmlUrl"]) == (home, f"{home}rss.xml")


def test_the_feed_of_a_topic_has_the_address_that_it_names_itself() -> None:
    """A URI, in whatever script the topic is."""
    made = series(editions=(edition(tags=("забота",)),))
    options: Any = {"split": ["topic"]}
    _, feed = tbh.export(made, "rss", at=AT, **options)
    (artifact,) = tbh.export(made, "opml", at=AT, feeds=["rss"], **options)
    (_, topic) = etree.fromstring(artifact.body).iterfind("body/outline")

    assert f'rel="self" href="{topic.get("xmlUrl")}"' in feed.body.decode()
    assert str(topic.get("xmlUrl")).isascii()


def test_every_feed_that_is_listed_is_there() -> None:
    """At the address and by the exporters that a build runs."""
    made = series()
    paths = {
        each.path for name in ("rss", "atom", "json-feed") for each in tbh.export(made, name, at=AT)
    }

    assert {each["xmlUrl"] for each in outlines(made)} == {f"{HOME}{path}" for path in paths}


def test_atom_is_not_listed_where_an_edition_has_no_date() -> None:
    """Because then there is no Atom feed."""
    made = series(editions=(edition(), edition("undated", published=None)))

    assert [each["xmlUrl"] for each in outlines(made)] == [f"{HOME}rss.xml", f"{HOME}feed.json"]


def test_what_is_not_known_is_left_out() -> None:
    """Without a description and without a date there is none."""
    made = artifact(series(editions=(edition(published=None),)))
    root = etree.fromstring(made.body)

    assert made.last_modified is None
    assert root.find("head/dateModified") is None
    assert "description" not in outlines(series())[0]


def test_a_series_without_editions_has_feeds_too() -> None:
    """Readers may subscribe before there is anything to read."""
    assert len(outlines(series(editions=(), therapists=()))) == 3


def test_what_xml_cannot_carry_is_made_visible() -> None:
    """In elements and in attributes; what it can carry escaped is escaped."""
    publisher = tbh.Publisher(name="A \x07 bell")
    made = series(title="Small \x1b <Talk>", description='Two\nlines & a "\ufffe"')
    made_by: Any = tbh.Series(
        id=made.id,
        title=made.title,
        url="https://example.org",
        publisher=publisher,
        description=made.description,
    )
    root = etree.fromstring(artifact(made_by).body)

    assert root.findtext("head/title") == "Small \ufffd <Talk>"
    assert root.findtext("head/ownerName") == "A \ufffd bell"
    assert outlines(made_by)[0]["description"] == 'Two\nlines & a "\ufffd"'
    assert outlines(made_by)[0]["xmlUrl"] == "https://example.org/rss.xml"


def test_it_says_the_same_tomorrow() -> None:
    """No clock is asked: only the content dates it."""
    (today,) = tbh.export(series(), "opml", at=AT)
    (tomorrow,) = tbh.export(series(), "opml", at=AT + timedelta(days=1))

    assert today.body == tomorrow.body
    assert today.etag == tomorrow.etag
