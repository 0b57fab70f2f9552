"""RSS, Atom and JSON Feed, read back by parsers that are not ours."""

import json
import locale
import re
from calendar import timegm
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import feedparser
import html5lib
import pytest
from attrs import evolve
from lxml import etree

import tbh_model as tbh
from small import edition, response, series, therapist
from tbh_model.exporters import image_url
from tbh_model.exporters._utm import Tracking
from tbh_model.exporters.feeds._entry import feed_entries

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HOSTILE = "“Fish” & <b>chips</b> ]]> &amp; 👩🏽‍⚕️ العربية e\u0301"


def rss(made: tbh.Series, **options: Any) -> Any:
    (artifact,) = tbh.export(made, "rss", at=NOW, **options)
    assert (artifact.path, artifact.media_type) == ("rss.xml", "application/rss+xml")
    parsed: Any = feedparser.parse(artifact.body)
    assert not parsed.bozo
    return parsed


def atom(made: tbh.Series, **options: Any) -> Any:
    (artifact,) = tbh.export(made, "atom", at=NOW, **options)
    assert (artifact.path, artifact.media_type) == ("atom.xml", "application/atom+xml")
    parsed: Any = feedparser.parse(artifact.body)
    assert not parsed.bozo
    return parsed


def tree(made: tbh.Series, name: str = "rss", **options: Any) -> etree._Element:
    (artifact,) = tbh.export(made, name, at=NOW, **options)
    return etree.fromstring(artifact.body)


def json_feed(made: tbh.Series, **options: Any) -> Any:
    (artifact,) = tbh.export(made, "json-feed", at=NOW, **options)
    assert (artifact.path, artifact.media_type) == ("feed.json", "application/feed+json")
    return json.loads(artifact.body)


def released(made: tbh.Series) -> list[tbh.Edition]:
    editions = tbh.release(made, channel="feed", at=NOW).series.editions
    return sorted(editions, key=lambda each: each.published or NOW, reverse=True)


def test_every_released_edition_is_an_entry_newest_first(example: tbh.Series) -> None:
    """In every format, with the same identity, address, title and dates."""
    expected = released(example)
    items = json_feed(example)["items"]

    for entries in (rss(example).entries, atom(example).entries):
        assert [entry.title for entry in entries] == [each.title for each in expected]
        assert [entry.id for entry in entries] == [item["id"] for item in items]
        assert [entry.id for entry in entries] == [example.entry_id(each) for each in expected]
        assert [entry.link for entry in entries] == [item["url"] for item in items]
        assert [entry.link for entry in entries] == [example.url_of(each) for each in expected]
        for entry, item, each in zip(entries, items, expected, strict=True):
            published = datetime.fromisoformat(item["date_published"])
            assert published == each.published
            assert datetime.fromtimestamp(timegm(entry.published_parsed), UTC) == each.published


def test_the_words_of_every_response_arrive_unchanged(example: tbh.Series) -> None:
    """Quote after quote, in order, in RSS, in Atom and in both forms of JSON Feed."""
    entries, items = rss(example).entries, json_feed(example)["items"]
    twins = [entry.content[0].value for entry in atom(example).entries]

    assert twins == [entry.content[0].value for entry in entries]
    for entry, item, each in zip(entries, items, released(example), strict=True):
        page = html5lib.parseFragment(
            entry.content[0].value, treebuilder="lxml", namespaceHTMLElements=False
        )
        text = "".join("".join(element.itertext()) for element in page)
        for words in (text, item["content_text"]):
            at = 0
            for answer in each.responses:
                assert answer.quote is not None
                at = words.index(answer.quote, at) + len(answer.quote)


def test_the_panel_contributes_and_does_not_author(example: tbh.Series) -> None:
    """The byline is the author; each therapist who is named in full is a contributor."""
    for entries in (rss(example).entries, atom(example).entries):
        entry = next(each for each in entries if "Family" in each.title)

        assert entry.author == "Nell Achterberg"
        assert [person.name for person in entry.contributors] == [
            "Kwabena Asante-Bright",
            "Widad Halawani",
        ]
    (item,) = (each for each in json_feed(example)["items"] if "Family" in each["title"])
    assert item["authors"] == [{"name": "Nell Achterberg"}]


def test_without_a_byline_the_publisher_is_the_author() -> None:
    """Nobody is invented."""
    made = series(publisher=tbh.Publisher(name="P", url="https://example.org/"))

    assert rss(made).entries[0].author == "P"
    assert atom(made).entries[0].author_detail == {"name": "P", "href": "https://example.org/"}
    assert json_feed(made)["items"][0]["authors"] == [{"name": "P", "url": "https://example.org/"}]


def test_a_person_who_answers_twice_contributes_once() -> None:
    """Names are not repeated."""
    made = series(editions=(edition(responses=(response("a"), response("b"))),))

    for feed in (rss(made), atom(made)):
        assert [person.name for person in feed.entries[0].contributors] == ["Dana Okafor"]


def test_the_feed_says_where_it_is_and_whose(example: tbh.Series) -> None:
    """Title, home page, self, language, copyright, generator."""
    feed, data = rss(example).feed, json_feed(example)
    home = "https://sidedoor.example/therapists-being-human/"

    assert (feed.title, feed.link, feed.language) == ("Therapists Being Human", home, "en-CA")
    assert [link.href for link in feed.links if link.rel == "self"] == [f"{home}rss.xml"]
    assert (feed.rights, feed.generator) == (
        "Side Door Psychotherapy Inc.",
        f"tbh-model {tbh.__version__}",
    )
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert (data["home_page_url"], data["feed_url"]) == (home, f"{home}feed.json")
    assert (data["language"], data["authors"][0]["name"]) == ("en-CA", "Side Door Psychotherapy")


def test_no_build_clock_reaches_the_feed() -> None:
    """The feed is as old as its newest change; without dates it has none."""
    dated = series(editions=(edition(updated=datetime(2026, 5, 3, 8, 0, tzinfo=UTC)),))
    undated = series(editions=(edition(published=None),))

    assert rss(dated).feed.updated == "Sun, 03 May 2026 08:00:00 GMT"
    assert "lastBuildDate" not in etree.tostring(tree(undated)).decode()
    assert "pubDate" not in etree.tostring(tree(undated)).decode()
    assert "date_published" not in json_feed(undated)["items"][0]


def test_a_change_after_publication_is_dated() -> None:
    """`atom:updated` in RSS and Atom, `date_modified` in JSON Feed."""
    made = series(editions=(edition(updated=datetime(2026, 5, 3, 8, 0, tzinfo=UTC)),))

    assert rss(made).entries[0].updated == "2026-05-03T08:00:00Z"
    assert atom(made).entries[0].updated == "2026-05-03T08:00:00Z"
    assert json_feed(made)["items"][0]["date_modified"] == "2026-05-03T08:00:00Z"
    assert "updated" not in {etree.QName(child).localname for child in tree(series()).iter()}


def test_a_year_has_four_digits() -> None:
    """Also one before the year 1000, which systems write with three."""
    early, late = datetime(987, 1, 5, tzinfo=UTC), datetime(988, 1, 5, tzinfo=UTC)
    made = series(id="tag:example.org,2026:old", editions=(edition(published=early, updated=late),))
    (entry,) = json_feed(made)["items"]

    assert entry["date_published"] == "0987-01-05T00:00:00Z"
    assert entry["date_modified"] == "0988-01-05T00:00:00Z"
    assert [each.text for each in tree(made).iter("{http://www.w3.org/2005/Atom}updated")] == [
        "0988-01-05T00:00:00Z"
    ]


def test_the_locale_of_the_process_is_never_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another thread would see it change."""

    def refuse(*_: object) -> str:
        raise AssertionError

    monkeypatch.setattr(locale, "setlocale", refuse)

    assert rss(series()).entries[0].published == "Fri, 01 May 2026 09:00:00 GMT"


def test_the_summary_comes_before_the_whole(example: tbh.Series) -> None:
    """The profile of the RSS Advisory Board asks for this order."""
    for item in tree(example).iter("item"):
        names = [etree.QName(child).localname for child in item]
        assert names.index("description") < names.index("encoded")


def test_a_feed_of_summaries_has_no_content() -> None:
    """For publishers who want readers on their pages."""
    made = series(editions=(edition(summary="Short."),))

    for feed in (rss(made, content="summary"), atom(made, content="summary")):
        assert feed.entries[0].get("content") is None
        assert feed.entries[0].summary == "Short."
    item = json_feed(made, content="summary")["items"][0]
    assert ("content_html" in item, item["content_text"]) == (False, "Short.")


def test_a_missing_summary_is_taken_from_the_introduction() -> None:
    """Cut at 300 characters; without an introduction it is the title."""
    long = series(editions=(edition(introduction=tbh.markdown("word " * 100)),))

    assert len(rss(long).entries[0].summary) == 300
    assert rss(series()).entries[0].summary == "What is patience for?"


def test_the_limit_keeps_the_newest() -> None:
    """Undated editions come last, ties are broken by id."""
    made = series(
        editions=tuple(
            edition(slug, published=None if day is None else datetime(2026, 1, day, tzinfo=UTC))
            for slug, day in (("b", 1), ("a", 1), ("c", None), ("d", 2))
        )
    )

    assert [entry.id[-1] for entry in rss(made).entries] == ["d", "a", "b", "c"]
    assert [entry.id[-1] for entry in rss(made, limit=2).entries] == ["d", "a"]
    assert [item["id"][-1] for item in json_feed(made, limit=3)["items"]] == ["d", "a", "b"]


def test_an_empty_series_is_an_empty_feed() -> None:
    """Valid, and without entries."""
    made = series(editions=(), therapists=())

    assert rss(made).entries == []
    assert atom(made).entries == []
    assert json_feed(made)["items"] == []


def test_hostile_text_stays_text() -> None:
    """Titles, names, tags and words may hold anything."""
    made = series(
        title=HOSTILE,
        description=HOSTILE,
        publisher=tbh.Publisher(name=HOSTILE, legal_name=HOSTILE),
        therapists=(therapist(name=HOSTILE),),
        editions=(edition(title=HOSTILE, tags=(HOSTILE,), responses=(response(quote=HOSTILE),)),),
    )
    root = tree(made)

    assert root.findtext("channel/title") == HOSTILE
    assert root.findtext("channel/item/title") == HOSTILE
    assert root.findtext("channel/item/category") == HOSTILE
    html = root.findtext("channel/item/{http://purl.org/rss/1.0/modules/content/}encoded")
    assert html is not None
    assert "<b>" not in html
    assert HOSTILE in "".join(html5lib.parse(html, treebuilder="lxml").getroot().itertext())
    twin = tree(made, "atom")
    for path in ("a:title", "a:subtitle", "a:author/a:name", "a:entry/a:title"):
        assert twin.findtext(path, namespaces={"a": "http://www.w3.org/2005/Atom"}) == HOSTILE
    assert twin.xpath("//*[local-name() = 'category']/@term") == [HOSTILE]
    assert html in twin.xpath("//*[local-name() = 'content']/text()")
    item = json_feed(made)["items"][0]
    assert (item["title"], item["tags"]) == (HOSTILE, [HOSTILE])
    assert HOSTILE in item["content_text"]


def test_characters_that_xml_cannot_carry_are_shown() -> None:
    """They never crash a build, and never vanish."""
    words = "a\x01b\x0bc\ufffed"
    made = series(
        description=words, editions=(edition(summary=words, responses=(response(quote=words),)),)
    )

    for feed in (rss(made), atom(made)):
        assert feed.feed.subtitle == "a�b�c�d"
        assert feed.entries[0].summary == "a�b�c�d"
        assert "a�b�c�d" in feed.entries[0].content[0].value
    assert json_feed(made)["items"][0]["summary"] == "a�b�c�d"


def test_every_url_in_a_feed_is_absolute() -> None:
    """Links, images and fragments, whatever they were relative to."""
    call = tbh.CallToAction(
        key="k", kind=tbh.CallToActionKind.BOOK, text="Book.", url="book/?a=b#c"
    )
    made = series(
        url="https://example.org/small",
        therapists=(therapist(url="people/dana/"),),
        publisher=tbh.Publisher(
            name="P", logo=tbh.Image(src="https://example.org/small/images/logo.svg")
        ),
        editions=(
            edition(
                introduction=tbh.markdown("[a](../a) [b](#b) ![c](/small/images/c.png) [d](/d)"),
                calls_to_action=(call,),
                image=tbh.Image(src="https://example.org/small/images/e.png"),
            ),
        ),
    )
    data = json_feed(made)
    html = data["items"][0]["content_html"]

    for url in (
        'href="https://example.org/a"',
        'href="https://example.org/small/editions/patience/#b"',
        'src="https://example.org/small/images/c.png"',
        'href="https://example.org/d"',
        'href="https://example.org/small/book/?a=b#c"',
    ):
        assert url in html
    assert data["icon"] == "https://example.org/small/images/logo.svg"
    assert data["items"][0]["image"] == "https://example.org/small/images/e.png"


def test_a_guid_is_permanent() -> None:
    """It does not change with slug, title, URL or date, and is no link."""
    moved = edition(
        "other", id="e-patience", title="T", url="https://example.org/x", published=None
    )
    guids = [
        tree(series(editions=(each,))).find("channel/item/guid") for each in (edition(), moved)
    ]

    assert all(guid is not None and guid.get("isPermaLink") == "false" for guid in guids)
    assert len({guid.text for guid in guids if guid is not None}) == 1


def test_two_builds_are_one(example: tbh.Series) -> None:
    """Byte for byte, whenever they are made."""
    for name in ("rss", "atom", "json-feed"):
        first, second = (tbh.export(example, name, at=NOW)[0] for _ in range(2))
        assert first.body == second.body


def test_a_web_only_response_is_absent_from_a_feed(example: tbh.Series) -> None:
    """And what was withdrawn is in no feed at all."""
    written = "".join(
        tbh.export(example, name, at=NOW)[0].body.decode() for name in ("rss", "atom", "json-feed")
    )
    web_only = example.edition("saying-no-to-family").response("r-w6n4")
    withdrawn = example.edition("a-bad-day-of-your-own").response("r-n2u5")

    for hidden in (web_only, withdrawn):
        assert hidden is not None
        assert hidden.quote is not None
        assert hidden.quote not in written


def test_corrections_are_dated_in_words() -> None:
    """At the end of the answers."""
    fix = tbh.Correction(
        on=date(2026, 5, 3), kind=tbh.CorrectionKind.CORRECTION, text="It was Tuesday."
    )
    html = json_feed(series(editions=(edition(corrections=(fix,)),)))["items"][0]["content_html"]

    assert "<p>Correction, May 3, 2026: It was Tuesday.</p>" in html


def test_line_breaks_and_paragraphs_of_plain_text_are_kept() -> None:
    """A quote may be a verse."""
    words = "One line,\nanother line.\n\nA second verse."
    html = json_feed(series(editions=(edition(responses=(response(quote=words),)),)))["items"][0][
        "content_html"
    ]

    assert "<blockquote>\n<p>“One line,<br>\nanother line.</p>\n<p>A second verse.”</p>" in html


def test_headings_in_a_text_stand_below_those_of_the_sections() -> None:
    """Also in quotes and lists."""
    text = tbh.markdown("# A\n\n> # B\n\n- # C\n\n1. # D\n\n###### E")
    made = series(editions=(edition(introduction=text),))
    html = json_feed(made)["items"][0]["content_html"]

    assert [html.count(f"<h{level}>") for level in (2, 3, 6)] == [3, 4, 1]


@pytest.mark.parametrize(
    ("language", "around"),
    [
        ("en", None),
        ("fr", '<div lang="fr">'),
        ("ar", '<div lang="ar" dir="rtl">'),
    ],
)
def test_content_says_its_language_and_which_way_it_runs(language: str, around: str | None) -> None:
    """A reader puts it into a page of its own, which is in some other language."""
    (entry,) = json_feed(series(editions=(edition(language=language),)))["items"]

    first = entry["content_html"].split("\n")[0]
    assert first == (around or "<h2>The Challenge: Patience</h2>")


def test_the_content_of_a_feed_that_runs_from_the_right_says_so() -> None:
    """Its language is said by the feed."""
    (entry,) = json_feed(series(language="he"))["items"]

    assert entry["content_html"].startswith('<div dir="rtl">\n')


def test_the_size_of_an_image_is_told_where_it_is_known(tmp_path: Path) -> None:
    """Of a file that lies in the content folder."""
    (tmp_path / "a.png").write_bytes(b"12345")
    for src, size in (("a.png", 5), ("https://example.org/a.png", None)):
        made = series(folder=tmp_path, editions=(edition(image=tbh.Image(src=src)),))
        (item,) = json_feed(made)["items"]

        (picture,) = tree(made).iter("{http://search.yahoo.com/mrss/}content")
        enclosure: Any = tree(made, "atom").xpath("//*[@rel = 'enclosure']")
        told = [picture.get("fileSize"), *(link.get("length") for link in enclosure)]
        assert told == [None if size is None else str(size)] * 2
        assert item["attachments"][0].get("size_in_bytes") == size


def test_an_image_has_an_address_that_every_format_can_carry() -> None:
    """A file by the home page, whatever is in its name; one elsewhere as it is."""
    made = series(url="https://example.org/é")

    assert image_url(made, tbh.Image(src="images/50% é.png")) == (
        "https://example.org/%C3%A9/images/50%25%20%C3%A9.png"
    )
    assert image_url(made, tbh.Image(src="https://a.example/b?c")) == "https://a.example/b?c"


@pytest.mark.parametrize("name", ["rss", "atom", "json-feed"])
def test_a_feed_is_that_of_the_series_it_is_given(name: str) -> None:
    """However many were exported before that differ in one edition, and are gone by now."""
    made = series(editions=tuple(edition(f"n-{number}") for number in range(3)))
    seen: list[Any] = []
    for number in range(200):
        changed = evolve(made.editions[0], title=f"Title {number}.")
        made = evolve(made, editions=(changed, *made.editions[1:]))
        (artifact,) = tbh.export(made, name, at=NOW)
        seen.append(re.findall(rb"Title (\d+)\.", artifact.body))

    assert [{int(each) for each in found} for found in seen] == [{n} for n in range(200)]


def test_an_entry_is_that_of_its_edition_and_no_earlier_one() -> None:
    """Also where the earlier ones are gone, and their places in memory are those of others."""
    made = series()
    editions = (edition(f"n-{number}", title=f"Title {number}") for number in range(1000))

    entries = feed_entries(made, editions, {})

    assert [entry.title for entry in entries] == [f"Title {number}" for number in range(1000)]


def test_an_entry_changes_with_what_it_is_asked_for() -> None:
    """The same edition, at another instant, with marks on its links, or with more on the web."""
    content = edition(introduction=tbh.markdown("See [this](https://h.example/a)."))
    made = series(editions=(content,))
    marks = Tracking(hosts=("h.example",), source="feed")

    (plain,) = feed_entries(made, (content,), {})
    (later,) = feed_entries(made, (content,), {content.id: NOW})
    (marked,) = feed_entries(made, (content,), {}, marks)
    (more,) = feed_entries(made, (content,), {}, None, frozenset({content.id}))

    assert (plain.updated, later.updated) == (None, NOW)
    assert "utm_source" not in plain.html
    assert "utm_source" in marked.html
    assert len({plain.html, marked.html, more.html}) == 3
