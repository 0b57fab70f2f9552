"""Atom: what RFC 4287 asks for, what RFC 6721 adds, and what it says where a date is missing."""

import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

import feedparser
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from lxml import etree
from lxml.etree import fromstring

import tbh_model as tbh
from small import AT, edition, response, series, therapist
from strategies_model import INSTANTS, SERIES

NAMES: Final = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}
LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
HOME: Final = "https://example.org/small/"
WEEK: Final = timedelta(days=7)


def export(made: tbh.Series, gone: tuple[tbh.Tombstone, ...] = (), **options: Any) -> bytes:
    released = evolve(tbh.release(made, channel="feed", at=AT), tombstones=gone)
    (artifact,) = tbh.Atom(**options).export(released)
    return artifact.body


def tree(made: tbh.Series, gone: tuple[tbh.Tombstone, ...] = ()) -> etree._Element:
    return etree.fromstring(export(made, gone))


def found(root: etree._Element, path: str) -> Any:  # what an XPath gives depends on the path
    return root.xpath(path, namespaces=NAMES)


def gone(id: str = "e-gone", **fields: Any) -> tbh.Tombstone:  # noqa: A002 - the field's own name
    given = {
        "id": id,
        "entry_id": f"tag:example.org,2026:small/{id}",
        "url": f"{HOME}editions/{id}/",
        "since": AT - WEEK,
        "announce_until": AT + WEEK,
    }
    return tbh.Tombstone(**{**given, **fields})


SMALL: Final = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0" \
xml:lang="en">
  <id>tag:example.org,2026:small</id>
  <title type="text">Small Talk</title>
  <subtitle type="text">One question.</subtitle>
  <author>
    <name>The Small Practice</name>
    <uri>https://example.org/</uri>
  </author>
  <link rel="self" type="application/atom+xml" href="https://example.org/small/atom.xml"/>
  <link rel="alternate" type="text/html" hreflang="en" href="https://example.org/small/"/>
  <rights type="text">The Small Practice Inc.</rights>
  <icon>https://example.org/small/images/50%25%20off.png</icon>
  <logo>https://images.example/wide.png</logo>
  <generator version="{tbh.__version__}">tbh-model</generator>
  <updated>2026-05-03T08:00:00Z</updated>
  <fh:complete/>
  <entry>
    <id>tag:example.org,2026:small/e-patience</id>
    <title type="text">What is patience for?</title>
    <link rel="alternate" type="text/html" hreflang="en" \
href="https://example.org/small/editions/patience/"/>
    <published>2026-05-01T09:00:00Z</published>
    <updated>2026-05-03T08:00:00Z</updated>
    <author>
      <name>Nell</name>
    </author>
    <contributor>
      <name>Dana Okafor</name>
      <uri>https://example.org/small/people/dana/</uri>
    </contributor>
    <category term="Waiting rooms" scheme="https://example.org/small/topics/" \
label="Waiting rooms"/>
    <summary type="text">In short.</summary>
  </entry>
</feed>
"""


def test_the_whole_document() -> None:
    """Every part that there can be, in the order of the specification's schema."""
    publisher = tbh.Publisher(
        name="The Small Practice",
        legal_name="The Small Practice Inc.",
        url="https://example.org/",
        logo=tbh.Image(src="https://example.org/small/images/50%25%20off.png"),
    )
    one = edition(
        updated=datetime(2026, 5, 3, 4, 0, 0, 999, timezone(timedelta(hours=-4))),
        summary="In short.",
        byline=("Nell",),
        tags=("Waiting rooms",),
    )
    made = series(
        description="One question.",
        publisher=publisher,
        image=tbh.Image(src="https://images.example/wide.png"),
        therapists=(therapist(url="people/dana/"),),
        editions=(one,),
    )

    assert export(made, content=tbh.FeedContent.SUMMARY).decode() == SMALL


def test_a_reader_finds_everything(example: tbh.Series) -> None:
    """As feedparser reads it: who, what, when, where, and in which form."""
    at = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    parsed: Any = feedparser.parse(tbh.export(example, "atom", at=at)[0].body)
    feed, entry = parsed.feed, parsed.entries[0]

    assert (parsed.version, parsed.bozo) == ("atom10", False)
    assert (feed.title, feed.language) == ("Therapists Being Human", "en-CA")
    assert feed.id == "tag:sidedoor.example,2026:therapists-being-human"
    assert feed.author_detail.href == "https://sidedoor.example/"
    assert {link.rel: link.type for link in feed.links} == {
        "self": "application/atom+xml",
        "alternate": "text/html",
    }
    assert feed.updated == max(each.updated for each in parsed.entries)
    assert (entry.title, entry.author) == ("What Makes an Apology Work?", "Nell Achterberg")
    assert (entry.content[0].type, entry.summary_detail.type) == ("text/html", "text/plain")
    assert entry.contributors[0] == {
        "name": "Danylo Wasylkiw",
        "href": "https://sidedoor.example/people/danylo-wasylkiw/",
    }


# RFC 4287, sections 4.1.1 and 4.1.2: how often each child may stand, as far as we write it
ONCE, AT_MOST_ONCE, ANY, SOME = (1, 1), (0, 1), (0, 10_000), (1, 10_000)
OF_FEED: Final = {
    **dict.fromkeys(("id", "title", "updated", "rights", "generator"), ONCE),
    **dict.fromkeys(("subtitle", "icon", "logo", "complete"), AT_MOST_ONCE),
    **dict.fromkeys(("entry", "deleted-entry"), ANY),
    "author": ONCE,
    "link": (2, 2),
}
OF_ENTRY: Final = {
    **dict.fromkeys(("id", "title", "updated", "summary", "content"), ONCE),
    "link": SOME,  # one alternate, and others in other roles
    "published": AT_MOST_ONCE,
    "author": SOME,
    **dict.fromkeys(("contributor", "category"), ANY),
}


def is_as_specified(parent: etree._Element, allowed: dict[str, tuple[int, int]]) -> bool:
    names = [etree.QName(child).localname for child in parent]
    counts = all(low <= names.count(name) <= high for name, (low, high) in allowed.items())
    return counts and set(names) <= allowed.keys()


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(SERIES, INSTANTS)
def test_any_series_is_a_feed_or_is_told_what_it_lacks(made: tbh.Series, at: datetime) -> None:
    """Each part as often as it may be, in UTC, with ids that differ; or every undated edition."""
    listed = tbh.release(made, channel="feed", at=at).series.editions
    undated = {each.id for each in listed if each.last_change is None}
    if undated:
        with pytest.raises(tbh.MissingDateError) as caught:
            tbh.export(made, "atom", at=at)
        assert {*caught.value.editions} == undated
        return
    (artifact,) = tbh.export(made, "atom", at=at)
    root = etree.fromstring(artifact.body)

    assert is_as_specified(root, OF_FEED)
    assert all(is_as_specified(entry, OF_ENTRY) for entry in found(root, "a:entry"))
    ids = found(root, "//a:id/text()")
    assert len(ids) == len(set(ids)) == len(listed) + 1
    instants = found(root, "//a:updated/text() | //a:published/text()")
    assert [datetime.strptime(each, "%Y-%m-%dT%H:%M:%S%z") for each in instants]
    assert all(each.endswith("Z") for each in instants)
    assert all(each.text for each in found(root, "//a:name | //a:uri"))


def test_an_edition_without_a_date_is_named() -> None:
    """With the field, and both ways out; the error tells it before any file is made."""
    made = series(editions=(edition("x", published=None),))

    with pytest.raises(tbh.MissingDateError) as caught:
        tbh.export(made, "atom", at=AT)

    assert str(caught.value) == (
        "edition e-x has no `published`, and Atom needs a date; add one, or leave atom out"
    )
    assert isinstance(caught.value, tbh.TBHError)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301


def test_all_editions_without_a_date_are_named_at_once() -> None:
    """And those that have one are not."""
    made = series(editions=(*(edition(slug, published=None) for slug in "abc"), edition("d")))

    with pytest.raises(tbh.MissingDateError) as caught:
        tbh.export(made, "atom", at=AT)

    assert str(caught.value) == (
        "editions e-a, e-b and e-c have no `published`, and Atom needs a date; "
        "add one to each, or leave atom out"
    )


def test_a_date_of_a_change_is_a_date() -> None:
    """Atom needs `updated`; when it was published may stay unknown."""
    made = series(editions=(edition(published=None, updated=AT),))

    entry = found(tree(made), "a:entry")[0]

    assert found(entry, "a:updated/text()") == ["2026-06-01T12:00:00Z"]
    assert found(entry, "a:published") == []


def test_what_is_no_entry_needs_no_date() -> None:
    """Undated editions come last, so the limit may leave them out; drafts are not there at all."""
    made = series(
        editions=(
            edition("a"),
            edition("b", published=None),
            edition("c", published=None, status=tbh.EditionStatus.DRAFT),
        )
    )

    assert export(made, limit=1).count(b"<entry") == 1


def test_each_text_is_in_a_language() -> None:
    """That of the series, said once; an edition in another one says so, and so does its link."""
    root = tree(series(language="en-CA", editions=(edition("a"), edition("b", language="fr-CA"))))

    assert root.get(LANGUAGE) == "en-CA"
    assert [entry.get(LANGUAGE) for entry in found(root, "a:entry")] == [None, "fr-CA"]
    assert found(root, "a:entry/a:link/@hreflang") == ["en-CA", "fr-CA"]


def test_a_contributor_is_named_in_full_and_only_with_their_own_address() -> None:
    """Who is named by initials, or not at all, is none; who has no page has no `uri`."""
    people = tuple(therapist(f"t-{number}", name=f"Person {number}") for number in range(4))
    made = series(
        therapists=(evolve(people[0], url="https://dana.example/é"), *people[1:]),
        editions=(
            edition(
                responses=(
                    response("a", therapist="t-0"),
                    response("b", therapist="t-1"),
                    response("c", therapist="t-2", attribution=tbh.Attribution.INITIALS),
                    response("d", therapist="t-3", attribution=tbh.Attribution.ANONYMOUS),
                )
            ),
        ),
    )
    root = tree(made)

    assert found(root, "//a:contributor/a:name/text()") == ["Person 0", "Person 1"]
    assert found(root, "//a:contributor/a:uri/text()") == ["https://dana.example/%C3%A9"]


@pytest.mark.parametrize("url", ["mailto:dana@example.org", "tel:+15195550142"])
def test_the_address_of_a_person_is_a_page(url: str) -> None:
    """Readers open it in a browser."""
    root = tree(series(therapists=(therapist(url=url),)))

    assert found(root, "//a:contributor/a:name/text()") == ["Dana Okafor"]
    assert found(root, "//a:contributor/a:uri") == []


def test_what_xml_cannot_carry_is_shown_everywhere() -> None:
    """In names, tags and addresses too; a build never fails for one character."""
    words = "a\x01b\ufffec"
    made = series(
        title=words,
        publisher=tbh.Publisher(name=words, legal_name=words, logo=tbh.Image(src=f"{HOME}\ufffe")),
        therapists=(therapist(name=words, url="https://a.example/\ufffe"),),
        editions=(edition(title=words, byline=(words,), tags=(words,), url=f"{HOME}\ufffe/"),),
    )
    root = tree(made)

    for path in ("//a:title", "//a:name", "//a:rights"):
        assert all("\ufffd" in element.text for element in found(root, path)), path
    for path in ("//a:uri", "//a:icon"):
        assert all(element.text.endswith("%EF%BF%BD") for element in found(root, path)), path
    assert found(root, "//a:category/@term") == ["a\ufffdb\ufffdc"]
    assert found(root, "//a:entry/a:link/@href") == [f"{HOME}%EF%BF%BD/"]


def test_an_edition_that_was_taken_down_is_told() -> None:
    """Its identity and since when, before the entries, in a namespace that is there when needed."""
    root = tree(series(), (gone(),))

    (stone,) = found(root, "at:deleted-entry")
    assert dict(stone.attrib) == {
        "ref": "tag:example.org,2026:small/e-gone",
        "when": "2026-05-25T12:00:00Z",
    }
    assert (len(stone), stone.text) == (0, None)
    assert [etree.QName(child).localname for child in root][-2:] == ["deleted-entry", "entry"]
    assert root.nsmap["at"] == NAMES["at"]
    assert "at" not in tree(series()).nsmap


@pytest.mark.parametrize(
    "fields",
    [
        {"since": None},
        {"announce_until": AT},
        {"since": None, "announce_until": None},
    ],
    ids=["unknown since", "told long enough", "nothing known"],
)
def test_an_edition_is_told_no_longer_than_it_should_be(fields: dict[str, Any]) -> None:
    """Nor where nobody knows since when it is gone; that the feed changed then is told for ever."""
    told, plain = tree(series(), (gone(**fields),)), tree(series())

    assert found(told, "at:deleted-entry") == []
    assert found(told, "//a:entry//text()") == found(plain, "//a:entry//text()")
    since = gone(**fields).since
    changed = found(plain, "a:updated/text()")
    assert found(told, "a:updated/text()") == (
        changed if since is None else [f"{since.isoformat(timespec='seconds')[:19]}Z"]
    )


def test_what_is_gone_since_an_unknown_day_stays_told() -> None:
    """Its tombstone is just later than its last date, so that the feed does not become older."""
    retracted = evolve(edition(), status=tbh.EditionStatus.RETRACTED)
    before, after = (
        fromstring(artifact.body)
        for made in (series(), series(editions=(retracted,)))
        for artifact in tbh.export(made, "atom", at=AT)
    )

    assert found(before, "a:updated/text()") == ["2026-05-01T09:00:00Z"]
    assert found(after, "a:updated/text()") == ["2026-05-01T09:00:01Z"]
    assert found(after, "at:deleted-entry/@when") == ["2026-05-01T09:00:01Z"]


def test_what_is_gone_changes_the_feed() -> None:
    """A reader that compares dates looks again; the newest change counts, whichever it is."""
    later = AT - timedelta(days=1, microseconds=-5)
    stones = (gone("e-a"), gone("e-c", since=later), gone("e-b", since=later))
    root = tree(series(), stones)

    assert found(root, "a:updated/text()") == ["2026-05-31T12:00:00Z"]
    assert [ref[-3:] for ref in found(root, "at:deleted-entry/@ref")] == ["e-b", "e-c", "e-a"]
    old = gone(since=datetime(2026, 1, 1, tzinfo=UTC))
    assert found(tree(series(), (old,)), "a:updated/text()") == ["2026-05-01T09:00:00Z"]


@pytest.mark.parametrize(
    ("id_", "updated"),
    [
        ("tag:example.org,2024-05-17:small", "2024-01-01T00:00:00Z"),
        ("tag:example.org,0000:small", "2005-12-01T00:00:00Z"),
        ("urn:example:small", "2005-12-01T00:00:00Z"),
    ],
)
def test_an_empty_feed_is_dated_by_its_id(id_: str, updated: str) -> None:
    """A date must be there, and this one stays the same from one build to the next."""
    empty = series(id=id_, editions=(), therapists=())

    assert found(tree(empty), "a:updated/text()") == [updated]
    assert export(empty) == tbh.export(empty, "atom", at=AT + WEEK)[0].body


def test_a_feed_of_tombstones_alone_is_a_feed() -> None:
    """The only edition was taken down."""
    root = tree(series(editions=(), therapists=()), (gone(),))

    assert found(root, "a:updated/text()") == found(root, "at:deleted-entry/@when")
    assert is_as_specified(root, OF_FEED)


@pytest.mark.parametrize("options", [{"limit": 0}, {"content": "all"}], ids=str)
def test_options_are_checked(options: dict[str, Any]) -> None:
    """As everywhere."""
    with pytest.raises(tbh.OptionError, match="exporter 'atom'"):
        tbh.export(series(), "atom", at=AT, **options)


def test_the_body_can_be_made_in_another_process() -> None:
    """Tombstones and all."""
    released = evolve(tbh.release(series(), channel="feed", at=AT), tombstones=(gone(),))
    (artifact,) = tbh.Atom().export(released)

    assert pickle.loads(pickle.dumps(artifact)).body == artifact.body  # noqa: S301
