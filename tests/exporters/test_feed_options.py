"""What can be set of every feed: archives, feeds of their own, hubs, marks on links."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import feedparser
import pytest
from attrs import evolve
from lxml import etree

import tbh_model as tbh
from small import AT, consent, edition, response, series, therapist
from tbh_model import Channel
from tbh_model.exporters import FeedSplit, Tracking, connect_exporters
from tbh_model.publishing import chosen_exporters

FILES = {"rss": "rss.xml", "atom": "atom.xml", "json-feed": "feed.json"}
NAMES = pytest.mark.parametrize("name", FILES)
HISTORY = "{http://purl.org/syndication/history/1.0}"
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def many(count: int, **fields: Any) -> tbh.Series:
    """Make a series whose editions came out day by day."""
    editions = (
        edition(f"n{number:02}", published=BEGIN + timedelta(days=number))
        for number in range(count)
    )
    return series(editions=tuple(editions), **fields)


def files(made: tbh.Series, name: str, **options: Any) -> dict[str, bytes]:
    return {each.path: each.body for each in tbh.export(made, name, at=AT, **options)}


def slugs(name: str, body: bytes) -> list[str]:
    """Read the editions of a feed back, in order."""
    if name == "json-feed":
        links = [item["url"] for item in json.loads(body)["items"]]
    else:
        links = [entry.link for entry in feedparser.parse(body).entries]
    return [link.rstrip("/").rpartition("/")[2] for link in links]


def links(name: str, body: bytes) -> dict[str, str]:
    """Read the links of a feed back, by what they are."""
    if name == "json-feed":
        data = json.loads(body)
        return {"self": data["feed_url"], "prev-archive": data.get("next_url", "")}
    return {link.rel: link.href for link in feedparser.parse(body).feed.links}


@NAMES
def test_without_an_archive_there_is_one_file_with_the_newest(name: str) -> None:
    """As many as were asked for."""
    made = files(many(5), name, limit=2)

    assert list(made) == [FILES[name]]
    assert slugs(name, made[FILES[name]]) == ["n04", "n03"]


@NAMES
def test_an_archive_holds_all_that_came_before(name: str) -> None:
    """In full files, the oldest first; each leads to the one before it (RFC 5005, section 4)."""
    made = files(many(5), name, limit=2, archive=True)
    stem, _, ending = FILES[name].partition(".")
    first, second = (f"{stem}-archive-{number}.{ending}" for number in (1, 2))

    assert list(made) == [FILES[name], first, second]
    assert [slugs(name, body) for body in made.values()] == [
        ["n04", "n03"],
        ["n01", "n00"],
        ["n03", "n02"],
    ]
    base = "https://example.org/small/"
    assert links(name, made[FILES[name]])["prev-archive"] == base + second
    assert links(name, made[second])["prev-archive"] == base + first
    if name != "json-feed":
        assert links(name, made[first])["next-archive"] == base + second
        assert links(name, made[second])["current"] == base + FILES[name]


@NAMES
def test_an_archive_that_is_full_stays_as_it_is(name: str) -> None:
    """Only the newest of them changes when more comes out."""
    before = files(many(7), name, limit=2, archive=True)
    after = files(many(8), name, limit=2, archive=True)
    changed = [path for path in before if before[path] != after[path]]

    assert len(changed) == (1 if name == "json-feed" else 2)  # RSS and Atom lead on to it
    assert FILES[name] in changed
    assert {path for path in after if path not in before} == {
        FILES[name].replace(".", "-archive-4.")
    }


@pytest.mark.parametrize("name", ["rss", "atom"])
def test_a_feed_says_whether_it_is_all_there_is(name: str) -> None:
    """So that a reader knows what is no longer there (RFC 5005, section 2)."""

    def marks(count: int, **options: Any) -> list[set[str]]:
        made = files(many(count), name, limit=2, **options).values()
        tags = [{str(each.tag) for each in parsed(body).iter()} for body in made]
        return [
            {mark for mark in ("complete", "archive") if HISTORY + mark in each} for each in tags
        ]

    assert marks(2) == [{"complete"}]
    assert marks(3) == [set()]
    assert marks(3, archive=True) == [set(), {"archive"}]


@NAMES
def test_topics_and_therapists_have_feeds_of_their_own(name: str) -> None:
    """Beside their pages, with what belongs to them, each entry under the id that it has."""
    other = therapist("t-2", name="Idris Vale")
    made = series(
        therapists=(therapist(), other),
        editions=(
            edition("a", tags=("Waiting rooms",), published=BEGIN),
            edition("b", responses=(response(therapist="t-2"),)),
        ),
    )
    found = files(made, name, split=frozenset(FeedSplit))
    file = FILES[name]

    assert {path: slugs(name, body) for path, body in found.items()} == {
        file: ["b", "a"],
        f"topics/waiting-rooms/{file}": ["a"],
        f"therapists/t-1/{file}": ["a"],
        f"therapists/t-2/{file}": ["b"],
    }
    ids = set(_ids(name, found[file]))
    assert all(set(_ids(name, body)) <= ids for body in found.values())
    topic = found[f"topics/waiting-rooms/{file}"]
    assert links(name, topic)["self"] == f"https://example.org/small/topics/waiting-rooms/{file}"
    title = (
        json.loads(topic)["title"] if name == "json-feed" else feedparser.parse(topic).feed.title
    )
    assert title == "Small Talk: Waiting rooms"


def _ids(name: str, body: bytes) -> list[str]:
    if name == "json-feed":
        return [item["id"] for item in json.loads(body)["items"]]
    return [entry.id for entry in feedparser.parse(body).entries]


@NAMES
def test_a_feed_is_where_its_path_says(name: str) -> None:
    """So are its archives and the feeds of topics; their own addresses follow."""
    made = many(3)
    made = evolve(
        made, editions=tuple(evolve(each, tags=("Waiting rooms",)) for each in made.editions)
    )
    found = files(made, name, path="feeds/thé.1/main", limit=2, archive=True, split=["topic"])

    assert list(found) == [
        "feeds/thé.1/main",
        "feeds/thé.1/main-archive-1",
        "topics/waiting-rooms/feeds/thé.1/main",
        "topics/waiting-rooms/feeds/thé.1/main-archive-1",
    ]
    home = "https://example.org/small/"
    assert [links(name, body)["self"] for body in found.values()] == [
        f"{home}{path.replace('é', '%C3%A9')}" for path in found
    ]


@NAMES
@pytest.mark.parametrize(
    ("url", "others"),
    [
        ("https://feeds.example/f/main.xml", "https://feeds.example/f/"),
        ("https://feeds.example/main.xml?of=small", "https://example.org/small/"),
        ("https://proxy.example/small", "https://example.org/small/"),
        ("https://main.xml", "https://example.org/small/"),
    ],
)
def test_a_feed_may_have_another_public_address(name: str, url: str, others: str) -> None:
    """Its other files are on the same host if the address is that of the path there."""
    found = files(many(3), name, path="main.xml", url=url, limit=2, archive=True)
    main, archive = found.values()

    assert links(name, main)["self"] == url
    assert links(name, main)["prev-archive"] == f"{others}main-archive-1.xml"
    assert links(name, archive)["self"] == f"{others}main-archive-1.xml"


@pytest.mark.parametrize("path", ["/rss.xml", "../rss.xml", "a//b", "con.xml", "a:b.xml", ""])
def test_a_path_that_no_file_can_have_is_refused(path: str) -> None:
    """When the exporter is made, with what is allowed."""
    with pytest.raises(tbh.InvalidValueError, match=r"relative path .* such as feeds/main\.xml"):
        tbh.RSS(path=path)


FEEDS = (
    tbh.RSS(path="feeds/rss", url="https://feeds.example/small"),
    tbh.Atom(path="feeds/atom", split=frozenset({FeedSplit.TOPIC})),
    tbh.JSONFeed(),
)


def test_lists_of_feeds_follow_the_feeds_of_a_build(tmp_path: Path) -> None:
    """The site, OPML and the headers of the host name them where they are."""
    made = series(editions=(edition(tags=("Waiting rooms",)),))
    split = frozenset({FeedSplit.TOPIC})
    lists = (tbh.HTML(split=split), tbh.OPML(split=split), tbh.Headers())
    tbh.publish(made, to=tmp_path, at=AT, exporters=(*lists, *FEEDS))

    home = "https://example.org/small/"
    main = ["https://feeds.example/small", f"{home}feeds/atom", f"{home}feed.json"]
    topic = [f"{home}topics/waiting-rooms/{path}" for path in ("feeds/rss", "feeds/atom")]
    topic.append(f"{home}topics/waiting-rooms/feed.json")
    assert alternates(tmp_path / "index.html") == main
    assert alternates(tmp_path / "topics/waiting-rooms/index.html") == topic + main
    opml = etree.parse(tmp_path / "feeds.opml")
    assert [str(each) for each in opml.xpath("//outline/@xmlUrl")] == main + topic
    subscribe = (tmp_path / "subscribe/index.html").read_text("utf-8")
    assert '<dt>RSS, for every reader</dt> <dd><a href="https://feeds.example/small"' in subscribe
    headers = (tmp_path / "_headers").read_text("utf-8")
    assert "/feeds/rss\n  Content-Type: application/rss+xml" in headers
    assert "/rss.xml" not in headers


def alternates(page: Path) -> list[str]:
    tree = etree.parse(page, etree.HTMLParser())
    return [str(href) for href in tree.xpath("//link[@rel='alternate']/@href")]


def test_two_feeds_of_a_format_are_both_listed() -> None:
    """And what is given by hand stays."""
    by_hand = tbh.OPML(feed_files=(tbh.FeedFile(format=tbh.FeedFormat.RSS, path="by-hand.xml"),))
    build = (tbh.OPML(), by_hand, tbh.RSS(), tbh.RSS(path="podcast.xml"))
    opml, kept, *_ = connect_exporters(build)

    assert isinstance(opml, tbh.OPML)
    assert [file.path for file in opml.feed_files] == ["rss.xml", "podcast.xml"]
    assert kept is by_hand
    assert connect_exporters(build[:3]) == build[:3]  # all are where everybody looks


def test_the_feeds_of_a_publish_file_are_known_to_one_exporter_alone(tmp_path: Path) -> None:
    """`tbh build --only html` makes the pages of the whole build."""
    text = "exporters: {opml: {}, rss: {path: feeds/main.xml}}"
    (tmp_path / "publish.yaml").write_text(text, encoding="utf-8")
    (opml,) = chosen_exporters(tmp_path, ["opml"])

    assert isinstance(opml, tbh.OPML)
    assert [file.path for file in opml.feed_files] == ["feeds/main.xml"]


def test_two_feeds_at_one_path_are_refused(tmp_path: Path) -> None:
    """As any two files are: neither is written over the other."""
    exporters = (tbh.RSS(path="feed.xml"), tbh.Atom(path="Feed.xml"))
    report = tbh.publish(series(), to=tmp_path, at=AT, exporters=exporters)

    assert [str(error) for error in report.failures] == [
        "exporter 'atom' cannot write 'Feed.xml': 'feed.xml' of exporter 'rss' has the same name"
    ]


@NAMES
def test_who_is_not_named_has_no_feed(name: str) -> None:
    """Nor an archive of one."""
    made = series(editions=(edition(responses=(response(attribution="role"),)),))

    assert list(files(made, name, split=frozenset(FeedSplit))) == [FILES[name]]


@NAMES
def test_a_hub_is_announced(name: str) -> None:
    """With the feed's own address, which a hub needs."""
    hub = "https://hub.example/"
    body = files(series(), name, hub=(hub,))[FILES[name]]

    if name == "json-feed":
        assert json.loads(body)["hubs"] == [{"type": "WebSub", "url": hub}]
    else:
        assert links(name, body)["hub"] == hub
    assert links(name, body)["self"] == f"https://example.org/small/{FILES[name]}"


def test_a_json_feed_has_no_style_sheet() -> None:
    """The format has no place for one: it is refused, and not taken and forgotten."""
    with pytest.raises(tbh.OptionError, match="no option 'stylesheet'"):
        tbh.export(series(), "json-feed", stylesheet="feed.css")


@pytest.mark.parametrize("name", ["rss", "atom"])
def test_a_style_sheet_is_named_before_the_feed(name: str) -> None:
    """For people who open it in a browser."""
    body = files(series(), name, stylesheet="feed.css?a=1&b=2")[FILES[name]]
    line = parsed(body).getprevious()

    assert line.target == "xml-stylesheet"
    assert line.get("type") == "text/css"
    assert body.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<?xml-stylesheet href=')


TRACKING = Tracking(
    hosts=("example.org",), source="feed", medium="rss", campaign="spring", content="a b"
)
MARKS = "utm_source=feed&utm_medium=rss&utm_campaign=spring&utm_content=a+b"


@pytest.mark.parametrize(
    ("url", "marked"),
    [
        ("https://example.org/a", f"https://example.org/a?{MARKS}"),
        ("https://EXAMPLE.org/a?b=c#d", f"https://EXAMPLE.org/a?b=c&{MARKS}#d"),
        (
            "https://example.org/?utm_source=mine",
            f"https://example.org/?utm_source=mine&{MARKS.partition('&')[2]}",
        ),
        ("https://www.example.org/a", None),
        ("https://example.org.evil.example/a", None),
        ("mailto:a@example.org", None),
        ("tel:988", None),
    ],
)
def test_links_to_listed_hosts_are_marked(url: str, marked: str | None) -> None:
    """What is there already stays, and nothing else is touched."""
    assert TRACKING.add_utm(url) == (marked or url)


@NAMES
def test_what_identifies_an_edition_is_never_marked(name: str) -> None:
    """Links in the content are; permalink, guid and the feed's own address are not."""
    text = "[a](b/) *[c](https://example.org/d)* [e](https://else.example/)\n\n> - [f](g)"
    own = "https://example.org/small/editions/patience/"
    made = series(editions=(edition(introduction=tbh.markdown(f"{text} [here]({own}#r-1)")),))
    body = files(made, name, tracking=TRACKING)[FILES[name]]
    bare = files(made, name)[FILES[name]]

    assert b"utm_" not in bare
    assert links(name, body) == links(name, bare)
    assert _ids(name, body) == _ids(name, bare)
    assert slugs(name, body) == ["patience"]
    content = (
        json.loads(body)["items"][0]["content_html"]
        if name == "json-feed"
        else feedparser.parse(body, sanitize_html=False).entries[0].content[0].value
    )
    targets = [link.get("href", "") for link in etree.HTML(content).iter("a")]
    assert [target for target in targets if "utm_" not in target] == [
        "https://else.example/",
        f"{own}#r-1",
    ]
    assert f"https://example.org/small/b/?{MARKS}" in targets
    assert f"https://example.org/small/g?{MARKS}" in targets


CALLS: Final = tuple(
    tbh.CallToAction(key=key, kind=tbh.CallToActionKind.BOOK, text=f"Book {key}.", url=url)
    for key, url in (("by-phone", "tel:988"), ("online", "book/"), ("desk", None))
)


@pytest.mark.parametrize(("content", "mark"), [(None, "online"), ("all", "all")])
def test_a_call_to_action_is_marked_with_its_key(content: str | None, mark: str) -> None:
    """So that a practice sees which sentence works; the data of JSON Feed keeps the plain link."""
    tracking = Tracking(hosts=("example.org",), source="feed", content=content)
    for made in (series(calls_to_action=CALLS), series(editions=(edition(calls_to_action=CALLS),))):
        body = files(made, "json-feed", tracking=tracking)["feed.json"]
        (item,) = json.loads(body)["items"]

        marked = f"https://example.org/small/book/?utm_source=feed&utm_content={mark}"
        assert [link.get("href") for link in etree.HTML(item["content_html"]).iter("a")] == [
            "tel:988",
            marked,
        ]
        assert [call.get("url") for call in item["_tbh"]["calls_to_action"]] == [
            "tel:988",
            "https://example.org/small/book/",
            None,
        ]


def test_tracking_can_be_set_in_a_file(tmp_path: Any) -> None:
    """As every option, checked like content."""
    tbh.save(series(), tmp_path)
    (tmp_path / "publish.yaml").write_text(
        "exporters:\n  rss:\n    tracking: {hosts: [example.org], source: feed}\n"
        "    split: [topic]\n    archive: true\n    hub: [https://hub.example/]\n"
    )
    tbh.publish(tbh.load(tmp_path), tmp_path / "public", AT)

    assert b"hub.example" in (tmp_path / "public" / "rss.xml").read_bytes()


WEB_ONLY = response("r-2", quote="Only here.", consents=(consent(uses=frozenset({Channel.WEB})),))


@pytest.mark.parametrize("name", [*FILES, "newsletter"])
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "There are more answers on the web page"), ("fr", "contient d’autres réponses")],
)
def test_a_web_only_answer_is_absent_and_readers_are_told(
    name: str, language: str, said: str
) -> None:
    """With a link to the page; where nothing is missing nothing is said."""
    two = (response(), WEB_ONLY)
    more = series(language=language, editions=(edition(responses=two),))
    none = evolve(more, editions=(edition(),))

    assert said in _text(files(more, name))
    assert said not in _text(files(none, name))
    assert "Only here." not in _text(files(more, name))


@pytest.mark.parametrize("name", [*FILES, "newsletter"])
def test_an_edition_whose_answers_are_all_for_the_web_is_nowhere_else(name: str) -> None:
    """No entry promises more answers above none."""
    alone = series(editions=(edition(responses=(WEB_ONLY,)),))

    assert "What is patience for?" not in _text(files(alone, name))


def _text(made: dict[str, bytes]) -> str:
    return b"".join(made.values()).decode()


def test_what_the_web_may_not_show_either_is_not_hinted_at() -> None:
    """A hint would lead nowhere."""
    gone = evolve(WEB_ONLY, consents=(consent(withdrawn=AT.date()),))
    made = series(editions=(edition(responses=(response(), gone)),))

    assert tbh.release(made, "feed", AT).more_on_web == frozenset()
    assert "more answers" not in _text(files(made, "rss"))


@NAMES
def test_a_long_feed_comes_in_pieces(name: str) -> None:
    """Nobody has to hold it as a whole, and it is the same feed."""
    long = evolve(many(40), editions=tuple(_long(many(40))))
    (artifact,) = tbh.export(long, name, at=AT, limit=40)
    pieces = list(artifact.chunks())

    assert len(pieces) > 5
    assert max(map(len, pieces)) < len(artifact.body) / 3
    assert slugs(name, b"".join(pieces)) == [f"n{number:02}" for number in range(39, -1, -1)]


def parsed(body: bytes) -> Any:
    """Read XML; without types, because what is asked for is known to be there."""
    return etree.fromstring(body)


def _long(made: tbh.Series) -> Iterator[tbh.Edition]:
    for each in made.editions:
        yield evolve(each, introduction=tbh.markdown("A long introduction.\n\n" * 400))


@NAMES
def test_a_feed_knows_when_it_last_changed(name: str) -> None:
    """By its editions; an empty one does not know, unless its format must."""
    changed = BEGIN + timedelta(days=4)
    (artifact,) = tbh.export(many(5), name, at=AT)
    (empty,) = tbh.export(series(editions=()), name, at=AT)

    assert artifact.last_modified == changed
    assert (empty.last_modified is None) == (name != "atom")


def test_json_feed_carries_the_edition_as_data() -> None:
    """Challenge, answers, calls to action: what is printed, and nothing else."""
    call = tbh.CallToAction(
        key="book", kind=tbh.CallToActionKind.BOOK, text="Book here.", link_text="here", url="book/"
    )
    answers = (
        response(answer=tbh.markdown("In [full](more/).")),
        response("r-2", quote="Two.", attribution="anonymous", language="fr"),
    )
    made = series(
        therapists=(therapist(url="people/dana/"),),
        editions=(edition(responses=answers, calls_to_action=(call,)),),
    )
    (item,) = json.loads(files(made, "json-feed")["feed.json"])["items"]
    url = "https://example.org/small/editions/patience/"

    assert item["_tbh"] == {
        "about": "https://pypi.org/project/tbh-model/",
        "version": 1,
        "challenge": {"topic": "Patience", "prompt": "What is patience for?"},
        "challengers": "Psychotherapists",
        "responses": [
            {
                "id": "r-1",
                "url": f"{url}#r-1",
                "quote": "Patience is a long room.",
                "answer_html": '<p>In <a href="https://example.org/small/more/">full</a>.</p>',
                "byline": "Dana Okafor, RP",
                "attribution": "full",
                "language": "en",
                "therapist": {
                    "name": "Dana Okafor",
                    "url": "https://example.org/small/people/dana/",
                },
            },
            {
                "id": "r-2",
                "url": f"{url}#r-2",
                "quote": "Two.",
                "attribution": "anonymous",
                "language": "fr",
            },
        ],
        "calls_to_action": [
            {
                "key": "book",
                "kind": "book",
                "text": "Book here.",
                "link_text": "here",
                "url": "https://example.org/small/book/",
                "placement": "closing",
            }
        ],
        "corrections": [],
    }
    summary = files(made, "json-feed", content="summary")["feed.json"]
    assert "_tbh" not in json.loads(summary)["items"][0]


@NAMES
def test_an_entry_has_its_true_date_whatever_others_there_are(name: str) -> None:
    """Two of one second have the same, and a third changes nothing."""
    made = series(editions=tuple(edition(slug, tags=("t",)) for slug in "cab"))
    found = files(made, name, split=frozenset({FeedSplit.TOPIC}))
    stamps = [
        sorted(item["date_modified"] for item in json.loads(body)["items"])
        if name == "json-feed"
        else sorted(entry.updated for entry in feedparser.parse(body).entries if "updated" in entry)
        for body in found.values()
    ]

    expected = {"json-feed": ["2026-05-01T09:00:00Z"] * 3, "atom": ["2026-05-01T09:00:00Z"] * 3}
    assert stamps == [expected.get(name, [])] * 2


@pytest.mark.parametrize("name", ["rss", "atom"])
def test_a_category_says_what_its_words_belong_to(name: str) -> None:
    """The page of all topics is its scheme."""
    made = series(editions=(edition(tags=("Waiting rooms", "Work")),))
    entry = feedparser.parse(files(made, name)[FILES[name]]).entries[0]

    assert [(tag.term, tag.scheme) for tag in entry.tags] == [
        ("Waiting rooms", "https://example.org/small/topics/"),
        ("Work", "https://example.org/small/topics/"),
    ]


@NAMES
def test_taking_an_edition_down_is_a_change(name: str) -> None:
    """Or whoever asks by date would keep what is gone; an archive stays as it is."""
    retracted = edition(
        "n09", status="retracted", published=BEGIN, updated=BEGIN + timedelta(days=100)
    )
    made = many(3)
    made = evolve(made, editions=(*made.editions, retracted))
    main, *archives = tbh.export(made, name, at=AT, limit=2, archive=True)

    assert main.last_modified == BEGIN + timedelta(days=100)
    assert [each.last_modified for each in archives] == [BEGIN + timedelta(days=1)]
