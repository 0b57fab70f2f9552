"""No feed of ours draws a message of the W3C validator; and each message is drawn by something."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Final
from urllib.parse import quote

import pytest
from attrs import evolve

import tbh_model as tbh
from feed_rules import MESSAGES, RULES, Document, Finding, findings, json_findings
from small import AT, edition, response, series, therapist
from tbh_model.exporters import FeedSplit, Tracking

NAMES: Final = ("rss", "atom", "json-feed")
NOW: Final = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HOME: Final = "https://example.org/small/"

# --- what is bad draws a message

RSS: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" \
xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:content="http://purl.org/rss/1.0/modules/content/" \
xmlns:media="http://search.yahoo.com/mrss/">
<channel>
<title>Feed</title>
<link>https://example.org/</link>
<description>Of words</description>
<language>en</language>
<lastBuildDate>Fri, 01 May 2026 09:00:00 GMT</lastBuildDate>
<ttl>60</ttl>
<managingEditor>a@b.example (Ann)</managingEditor>
<atom:link rel="self" type="application/rss+xml" href="https://example.org/feed.xml"/>
<image><url>https://example.org/a.png</url><title>Feed</title><link>https://example.org/</link>\
<width>88</width><height>31</height></image>
<skipHours><hour>0</hour></skipHours>
<skipDays><day>Monday</day></skipDays>
<item>
<title>Entry</title>
<link>https://example.org/1</link>
<description>Short</description>
<content:encoded>&lt;p&gt;Long&lt;/p&gt;</content:encoded>
<dc:creator>Ann</dc:creator>
<guid isPermaLink="false">tag:example.org,2026:1</guid>
<pubDate>Fri, 01 May 2026 09:00:00 GMT</pubDate>
<enclosure url="https://example.org/a.mp3" length="0" type="audio/mpeg"/>
<media:content url="https://example.org/a.png" medium="image" type="image/png" width="1">\
<media:description type="plain">A chair</media:description></media:content>
</item>
</channel>
</rss>
"""
ATOM: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0" \
xml:lang="en">
<id>tag:example.org,2026:x</id>
<title type="text">Feed</title>
<updated>2026-05-01T09:00:00Z</updated>
<author><name>Ann</name><uri>https://example.org/</uri></author>
<link rel="self" href="https://example.org/feed.xml"/>
<entry>
<id>tag:example.org,2026:x/1</id>
<title type="text">Entry</title>
<updated>2026-05-01T09:00:00Z</updated>
<category term="a"/>
<link rel="alternate" type="text/html" hreflang="en" href="https://example.org/1"/>
<summary type="text">Short</summary>
<content type="html">&lt;p&gt;Long&lt;/p&gt;</content>
<source><id>tag:example.org,2026:y</id><title>Other</title><updated>2026-05-01T09:00:00Z</updated></source>
</entry>
</feed>
"""


def part(feed: str, name: str) -> str:
    """Return the last element of a name as it is written."""
    start = max(feed.rfind(f"<{name}>"), feed.rfind(f"<{name} "))
    return feed[start : feed.index(f"</{name}>", start) + len(name) + 3]


ITEM: Final = part(RSS, "item")
ENTRY: Final = part(ATOM, "entry")
SELF: Final = (
    '<atom:link rel="self" type="application/rss+xml" href="https://example.org/feed.xml"/>'
)
OWN: Final = '<link rel="self" href="https://example.org/feed.xml"/>'
PAGE: Final = '<link rel="alternate" type="text/html" hreflang="en" href="https://example.org/1"/>'
LONG: Final = "&lt;p&gt;Long&lt;/p&gt;"
GUID: Final = '<guid isPermaLink="false">tag:example.org,2026:1</guid>'
ENCLOSURE: Final = '<enclosure url="https://example.org/a.mp3" length="0" type="audio/mpeg"/>'
MEDIA: Final = part(RSS, "media:content")
PUBLISHED: Final = part(RSS, "pubDate")
CHANGED: Final = "<updated>2026-05-01T09:00:00Z</updated>"
ITS_ID: Final = "<id>tag:example.org,2026:x/1</id>"
ARCHIVE: Final = f"{OWN}<fh:archive/>"

BAD: Final = (
    # message, feed, what is replaced, by what
    ("WPBlankLine", RSS, "<?xml", "\n<?xml"),
    ("WPBlankLine", RSS, "<?xml", "\ufeff<?xml"),
    ("MissingEncoding", RSS, ' encoding="UTF-8"', ""),
    ("NotUTF8", RSS, "UTF-8", "ISO-8859-1"),
    ("SAXError", RSS, "Of words", "Of & words"),
    ("SAXError", RSS, "Of words", "Of \x01words"),
    ("UndefinedNamedEntity", RSS, "Of words", "Of&nbsp;words"),
    ("InvalidDoctype", RSS, "<rss ", "<!DOCTYPE rss>\n<rss "),
    ("MediaRssNamespace", RSS, "com/mrss/", "com/mrss"),
    ("AvoidNamespacePrefix", ATOM, 'xmlns="', 'xmlns:atom="http://www.w3.org/2005/Atom" xmlns="'),
    ("ReservedPrefix", RSS, "http://purl.org/dc/elements/1.1/", "https://example.org/dc/"),
    ("NonstdPrefix", ATOM, "xmlns:fh", "xmlns:h"),
    ("UnknownNamespace", ATOM, "xmlns:fh", 'xmlns:x="https://example.org/x" xmlns:fh'),
    ("BadCharacters", RSS, "Of words", "Of words\ufffd"),
    ("BadCharacters", ATOM, 'term="a"', 'term="a\x85"'),
    ("UndefinedElement", RSS, "<ttl>60</ttl>", "<tll>60</tll>"),
    ("UndefinedElement", ATOM, ITS_ID, f"{ITS_ID}<guid>1</guid>"),
    ("UnexpectedAttribute", RSS, "<ttl>", '<ttl unit="minutes">'),
    ("UnexpectedText", RSS, "<item>", "<item>words"),
    ("DuplicateElement", RSS, "<ttl>60</ttl>", "<ttl>60</ttl><ttl>60</ttl>"),
    ("DuplicateElement", ATOM, CHANGED, CHANGED * 2),
    ("DuplicateEnclosure", RSS, ENCLOSURE, ENCLOSURE * 2),
    ("MissingTitle", RSS, "<title>Feed</title>\n", ""),
    ("MissingLink", RSS, "<link>https://example.org/</link>\n", ""),
    ("MissingDescription", RSS, "<description>Of words</description>", ""),
    ("MissingDCLanguage", RSS, "<language>en</language>", ""),
    ("MissingDCLanguage", ATOM, ' xml:lang="en"', ""),
    ("MissingElement", RSS, "<url>https://example.org/a.png</url>", ""),
    ("MissingElement", ATOM, ITS_ID, ""),
    ("MissingElement", ATOM, "<name>Ann</name>", ""),
    ("MissingElement", ATOM, part(ATOM, "author"), ""),
    ("MissingSourceElement", ATOM, f"{CHANGED}</source>", "</source>"),
    ("MissingGuid", RSS, GUID, ""),
    (
        "ItemMustContainTitleOrDescription",
        RSS,
        "<title>Entry</title>\n<link>https://example.org/1</link>\n<description>Short</description>",
        "",
    ),
    ("MissingAttribute", RSS, ' length="0"', ""),
    ("MissingAttribute", ATOM, 'term="a"', 'label="a"'),
    ("MissingHref", ATOM, ' href="https://example.org/1"', ""),
    ("InvalidRSSVersion", RSS, 'version="2.0"', 'version="2"'),
    ("DuplicateItemSemantics", RSS, GUID, f"{GUID}<author>a@b.example (Ann)</author>"),
    ("DuplicateItemSemantics", RSS, GUID, f"{GUID}<dc:date>2026-05-01</dc:date>"),
    ("DuplicateDescriptionSemantics", RSS, GUID, f"{GUID}<atom:content>a</atom:content>"),
    ("DuplicateSemantics", RSS, "<ttl>", "<dc:language>en</dc:language><ttl>"),
    ("NeedDescriptionBeforeContent", RSS, "<description>Short</description>", ""),
    ("MisplacedItem", RSS, "</item>", "</item><copyright>Ann</copyright>"),
    ("MisplacedMetadata", ATOM, "</entry>", "</entry><subtitle>Late</subtitle>"),
    ("InvalidBooleanAttribute", RSS, 'isPermaLink="false"', 'isPermaLink="no"'),
    ("InvalidPermalink", RSS, ' isPermaLink="false"', ""),
    ("InvalidHttpGUID", RSS, GUID, "<guid>one</guid>"),
    ("NotSufficientlyUnique", RSS, "tag:example.org,2026:1", "17"),
    ("DuplicateValue", RSS, ITEM, ITEM * 2),
    ("DuplicateEntries", ATOM, ENTRY, ENTRY * 2),
    ("DuplicateUpdated", ATOM, ENTRY, ENTRY + ENTRY.replace("x/1", "x/2")),
    ("DuplicateIds", ATOM, ENTRY, ENTRY * 10),
    ("InvalidTAG", ATOM, "tag:example.org,2026:x/1", "tag:example.org:x/1"),
    ("InvalidTAG", ATOM, "tag:example.org,2026:x/1", "tag:Example.org,2026:x/1"),
    ("InvalidTAG", ATOM, "tag:example.org,2026:x/1", "tag:example.org,2026-13:x/1"),
    ("InvalidURN", ATOM, "tag:example.org,2026:x/1", "urn:example:x#1"),
    ("InvalidUUID", ATOM, "tag:example.org,2026:x/1", "urn:uuid:1"),
    ("InvalidFullLink", ATOM, "tag:example.org,2026:x/1", "one"),
    ("InvalidFullLink", RSS, "<link>https://example.org/1", "<link>/1"),
    ("NonCanonicalURI", ATOM, "tag:example.org,2026:x/1", "tag:example.org,2026:x/%7E1"),
    ("NonCanonicalURI", ATOM, "tag:example.org,2026:x/1", "HTTPS://Example.org/1"),
    ("InvalidLink", RSS, "<link>https://example.org/1", "<link>ftp://example.org/1"),
    ("InvalidUriChar", RSS, "<link>https://example.org/1", "<link>https://example.org/[1]"),
    ("UriNotIri", RSS, "<link>https://example.org/1", "<link>https://example.org/é"),
    ("InvalidIRI", ATOM, 'href="https://example.org/1"', 'href="https://example.org/\u2028"'),
    ("MissingAtomSelfLink", RSS, SELF, ""),
    ("MissingSelf", ATOM, OWN, ""),
    ("SelfDoesntMatchLocation", RSS, "org/feed.xml", "org/other.xml"),
    ("RelativeSelf", RSS, "https://example.org/feed.xml", "feed.xml"),
    ("UnregisteredAtomLinkRel", RSS, 'rel="self"', 'rel="mine"'),
    ("AtomLinkNotEmpty", ATOM, OWN, f"{OWN[:-2]}>here</link>"),
    ("SelfNotAtom", RSS, "application/rss+xml", "text/xml"),
    (
        "FeedHistoryRelInEntry",
        ATOM,
        ITS_ID,
        f'{ITS_ID}<link rel="next" href="https://a.example/"/>',
    ),
    ("DuplicateAtomLink", ATOM, PAGE, PAGE * 2),
    (
        "FeedRelInCompleteFeed",
        ATOM,
        OWN,
        f'{OWN}<fh:complete/><link rel="next" href="https://a.example/"/>',
    ),
    (
        "CurrentNotSelfInCompleteFeed",
        ATOM,
        OWN,
        f'{OWN}<fh:complete/><link rel="current" href="https://a.example/"/>',
    ),
    ("ArchiveIncomplete", ATOM, OWN, ARCHIVE),
    ("MissingCurrentInArchive", ATOM, OWN, ARCHIVE),
    ("InvalidMIMEType", ATOM, 'type="text/html"', 'type="page"'),
    ("InvalidMIMEAttribute", RSS, "audio/mpeg", "mp3"),
    ("MissingTypeAttr", ATOM, 'content type="html"', 'content src="https://a.example/"'),
    ("InvalidTextType", ATOM, '<title type="text">E', '<title type="text/plain">E'),
    ("InvalidRFC2822Date", RSS, PUBLISHED, "<pubDate>2026-05-01T09:00:00Z</pubDate>"),
    ("InvalidRFC2822Date", RSS, PUBLISHED, "<pubDate>31 Feb 2026 09:00:00 GMT</pubDate>"),
    ("InvalidRFC2822Date", RSS, PUBLISHED, "<pubDate>ven., 01 mai 2026 09:00:00 GMT</pubDate>"),
    ("IncorrectDOW", RSS, "<pubDate>Fri", "<pubDate>Mon"),
    ("ProblematicalRFC822Date", RSS, "<pubDate>Fri, 01 May 2026", "<pubDate>Fri, 01 May 26"),
    ("ImplausibleDate", RSS, "<pubDate>Fri, 01 May 2026", "<pubDate>Sat, 01 May 2027"),
    ("ImplausibleDate", RSS, "<pubDate>Fri, 01 May 2026", "<pubDate>Mon, 01 May 1989"),
    ("ImplausibleDate", ATOM, CHANGED, "<updated>2026-06-01T12:11:00Z</updated>"),
    ("InvalidRFC3339Date", ATOM, CHANGED, "<updated>2026-05-01T09:00:00</updated>"),
    ("InvalidRFC3339Date", ATOM, CHANGED, "<updated>2026-02-31T09:00:00Z</updated>"),
    ("UnexpectedWhitespace", ATOM, ITS_ID, ITS_ID.replace("<id>", "<id> ")),
    ("ContainsHTML", RSS, "Of words", "Of &lt;b&gt;words&lt;/b&gt;"),
    ("ContainsHTML", RSS, "<title>Entry", "<title>Fish &amp;amp; chips"),
    ("ContainsUndeclaredHTML", ATOM, ">Short<", ">&lt;b&gt;Short&lt;/b&gt;<"),
    ("ContainsUndeclaredHTML", RSS, "A chair", "A &amp;quot;chair&amp;quot;"),
    ("CharacterData", RSS, "<title>Entry", "<title>The &lt;b&gt; element"),
    ("NotBlank", RSS, "<dc:creator>Ann", "<dc:creator> "),
    ("AttrNotBlank", ATOM, 'term="a"', 'term=" "'),
    ("MissingRealName", RSS, " (Ann)", ""),
    ("EmailFormat", RSS, "a@b.example (Ann)", "Ann &lt;a@b.example&gt;"),
    ("InvalidContact", RSS, "a@b.example (Ann)", "Ann"),
    ("InvalidContact", RSS, "(Ann)", "(Ann :))"),
    ("InvalidContact", RSS, "(Ann)", "(Ann, Ltd)"),
    ("InvalidContact", RSS, "a@b.example (Ann)", "a@é.example (Ann)"),
    ("SameDocumentReference", ATOM, "<feed ", '<feed xml:base="https://example.org/1" '),
    ("ContainsEmail", ATOM, "<name>Ann", "<name>Ann &lt;a@b.example&gt;"),
    ("InvalidLanguage", RSS, "<language>en", "<language>en_US"),
    ("InvalidLanguage", ATOM, 'hreflang="en"', 'hreflang="english"'),
    (
        "MissingTextualContent",
        ATOM,
        ATOM[ATOM.index("<summary") : ATOM.index("<source>")],
        "",
    ),
    (
        "MissingContentOrAlternate",
        ATOM,
        ATOM[ATOM.index(PAGE) : ATOM.index("<source>")],
        "<summary>Short</summary>",
    ),
    (
        "MissingSummary",
        ATOM,
        ATOM[ATOM.index("<summary") : ATOM.index("<source>")],
        '<content type="text/html" src="https://example.org/1"/>',
    ),
    ("NotHtml", RSS, LONG, "&lt;p&gt;Long&lt;/b&gt;"),
    ("NotHtml", RSS, "Short", "1 &lt; 2"),
    *(
        ("SecurityRisk", feed, LONG, f"&lt;{tag}&gt;&lt;/{tag}&gt;")
        for tag in ("script", "style", "form", "iframe", "object", "svg", "title")
        for feed in (RSS, ATOM)
    ),
    ("SecurityRiskAttr", RSS, LONG, '&lt;p onclick="a()"&gt;Long&lt;/p&gt;'),
    ("SecurityRiskAttr", ATOM, LONG, '&lt;p aria-label="a"&gt;Long&lt;/p&gt;'),
    ("DangerousStyleAttr", RSS, LONG, '&lt;p style="position: fixed"&gt;Long&lt;/p&gt;'),
    *(
        ("ContainsRelRef", feed, LONG, f'&lt;a href="{href}"&gt;Long&lt;/a&gt;')
        for href in ("#r-1", "/a", "../a", "//a.example/", "?a=b")
        for feed in (RSS, ATOM)
    ),
    ("ContainsRelRef", RSS, LONG, '&lt;img src="a.png" alt=""&gt;'),
    ("ImageTitleDoesntMatch", RSS, "<title>Feed</title><link>", "<title>Logo</title><link>"),
    (
        "ImageLinkDoesntMatch",
        RSS,
        "<link>https://example.org/</link><",
        "<link>https://a.example/</link><",
    ),
    ("ImageUrlFormat", RSS, "a.png</url>", "a.svg</url>"),
    ("InvalidWidth", RSS, "<width>88", "<width>145"),
    ("InvalidHeight", RSS, "<height>31", "<height>401"),
    ("InvalidHeight", RSS, "<height>31", "<height>31px"),
    ("InvalidPositiveInteger", RSS, "<ttl>60", "<ttl>0"),
    ("InvalidPositiveInteger", RSS, ' width="1"', ' width="1.5"'),
    ("InvalidHour", RSS, "<hour>0", "<hour>25"),
    ("NotEnoughHoursInTheDay", RSS, "<hour>0</hour>", "<hour>0</hour>" * 25),
    ("UseZeroForMidnight", RSS, "<hour>0", "<hour>24"),
    ("EightDaysAWeek", RSS, "<day>Monday</day>", "<day>Monday</day>" * 8),
    ("InvalidDay", RSS, "<day>Monday", "<day>Mon"),
    ("AvoidTextInput", RSS, "<ttl>60</ttl>", "<textInput><title>a</title></textInput>"),
    ("InvalidIntegerAttribute", RSS, 'length="0"', 'length="long"'),
    ("UseZeroForUnknown", RSS, 'length="0"', 'length="-1"'),
    ("MediaGroupWithoutAlternatives", RSS, MEDIA, f"<media:group>{MEDIA}</media:group>"),
    ("InvalidMediaMedium", RSS, 'medium="image"', 'medium="picture"'),
    ("InvalidMediaTextType", RSS, 'type="plain"', 'type="text"'),
)


UNREADABLE: Final = {"WPBlankLine", "NotUTF8", "SAXError", "UndefinedNamedEntity"}
"""What hides everything else."""


def drawn(feed: str) -> set[str]:
    found = findings(feed.encode(), "https://example.org/feed.xml", AT)
    return {each.name for each in found}


@pytest.mark.parametrize("feed", [RSS, ATOM], ids=["rss", "atom"])
def test_what_is_good_draws_nothing(feed: str) -> None:
    """So that each of the bad feeds has one fault."""
    assert drawn(feed) == set()


@pytest.mark.parametrize(
    ("message", "feed", "old", "new"),
    [pytest.param(*each, id=f"{each[0]}-{index}") for index, each in enumerate(BAD)],
)
def test_what_is_bad_draws_its_message(message: str, feed: str, old: str, new: str) -> None:
    """A rule that draws nothing from a bad feed says nothing of a good one."""
    assert old in feed

    assert message in drawn(feed.replace(old, new))


def test_every_message_is_drawn_by_something() -> None:
    """And no rule yields a message that it does not own up to."""
    assert {message for message, *_ in BAD} == MESSAGES
    for _, feed, old, new in BAD:
        document = Document(feed.replace(old, new).encode(), "https://example.org/feed.xml", AT)
        if drawn(feed.replace(old, new)) <= UNREADABLE:
            continue
        for check, names in RULES:
            assert {each.name for each in check(document)} <= names


PERSON: Final = {"name": "Ann"}
GOOD_JSON: Final[dict[str, Any]] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Feed",
    "home_page_url": "https://example.org/",
    "feed_url": "https://example.org/feed.json",
    "authors": [PERSON],
    "language": "en-CA",
    "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
    "_tbh": {"about": "https://example.org/", "anything": {"_inside": 1}},
    "items": [
        {
            "id": "1",
            "url": "https://example.org/1",
            "content_html": "<p>Long</p>",
            "date_published": "2026-05-01T09:00:00Z",
            "tags": ["a"],
            "attachments": [{"url": "https://example.org/a.png", "mime_type": "image/png"}],
            "_tbh": {},
        }
    ],
}
BAD_JSON: Final[tuple[tuple[str, dict[str, Any], dict[str, Any]], ...]] = (
    # where it is said, what is changed in the feed, what is changed in its item
    ("$.version", {"version": "https://jsonfeed.org/version/1"}, {}),
    ("$", {"title": None}, {}),
    ("$.title", {"title": " "}, {}),
    ("$", {"feed_url": None}, {}),
    ("$.home_page_url", {"home_page_url": "/"}, {}),
    ("$", {"author": PERSON}, {}),
    ("$.authors", {"authors": PERSON}, {}),
    ("$.authors[0]", {"authors": [{}]}, {}),
    ("$.authors[0].url", {"authors": [{"url": "mailto:a@b.example"}]}, {}),
    ("$.language", {"language": "en_CA"}, {}),
    ("$.hubs[0]", {"hubs": [{"type": "WebSub"}]}, {}),
    ("$.expired", {"expired": "no"}, {}),
    ("$", {"tbh": {}}, {}),
    ("$['_tbh']", {"_tbh": 1}, {}),
    ("$['_tbh']", {"_tbh": {"_inside": 1}}, {}),
    ("$.items", {"items": {}}, {}),
    ("$.items[0].id", {}, {"id": 1}),
    ("$.items[0]", {}, {"id": None}),
    ("$.items[0]", {}, {"content_html": None}),
    ("$.items[0].url", {}, {"url": "https://example.org/a b"}),
    ("$.items[0].image", {}, {"image": "a.png"}),
    ("$.items[0].date_published", {}, {"date_published": "2026-05-01"}),
    ("$.items[0].date_modified", {}, {"date_modified": "2026-05-01T09:00:00"}),
    ("$.items[0].tags", {}, {"tags": ["a", "a"]}),
    ("$.items[0].attachments[0]", {}, {"attachments": [{"url": "https://example.org/"}]}),
    ("$.items[0].attachments[0].mime_type", {}, {"attachments": [{"url": HOME, "mime_type": "a"}]}),
)


def changed(data: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return an object with some of its fields changed, or taken away where they are nothing."""
    return {key: value for key, value in {**data, **changes}.items() if value is not None}


@pytest.mark.parametrize(("where", "feed", "item"), BAD_JSON, ids=str)
def test_what_is_bad_json_is_told(where: str, feed: dict[str, Any], item: dict[str, Any]) -> None:
    """By the schema, where it is."""
    data = changed({**GOOD_JSON, "items": [changed(GOOD_JSON["items"][0], item)]}, feed)
    found = json_findings(data, GOOD_JSON["feed_url"])

    assert [each.about.partition(": ")[0] for each in found] == [where]


@pytest.mark.parametrize(
    ("name", "feed", "items"),
    [
        ("feed_url", {"feed_url": "https://example.org/other.json"}, GOOD_JSON["items"]),
        ("next_url", {"next_url": "https://example.org/feed.json"}, GOOD_JSON["items"]),
        ("id", {}, GOOD_JSON["items"] * 2),
        ("content_html", {}, [{"id": "1", "content_html": "<p>Long</b>"}]),
    ],
)
def test_what_no_schema_says_is_told(name: str, feed: dict[str, Any], items: list[Any]) -> None:
    """Addresses that differ, ids that do not, HTML with an error."""
    assert json_findings(GOOD_JSON, GOOD_JSON["feed_url"]) == []

    found = json_findings({**GOOD_JSON, **feed, "items": items}, GOOD_JSON["feed_url"])

    assert [each.name for each in found] == [name]


# --- what is ours draws nothing

HOSTILE: Final = '<b> & ]]> "q" 👩🏽‍⚕️ العربية e\u0301'
FRENCH, ARABIC = "Est-ce que ça va ? « Oui »", "هل أنت بخير؟"
LOGO: Final = tbh.Image(src=f"{HOME}images/logo.png", alt="A door", width=88, height=31)
MEGABYTE: Final = f"<b> & {'Words and words. ' * 2**16}"


def every_feature(**fields: Any) -> tbh.Series:
    """Make a series that uses everything that a feed can carry."""
    people = (
        therapist(url="people/dana/"),
        therapist("t-2", name="Zoë Ångström-O’Neill", url="https://zoe.example/"),
    )
    fix = tbh.Correction(on=date(2026, 5, 3), kind=tbh.CorrectionKind.CORRECTION, text="Tuesday.")
    call = tbh.CallToAction(
        key="k", kind=tbh.CallToActionKind.BOOK, text="Book here.", link_text="here", url="book/"
    )
    text = (
        "[a](../a) [b](#r-1) ![c](/small/images/c.png)\n\n- [d](mailto:a@b.example)\n- [e](tel:988)"
    )
    first = edition(
        "first",
        byline=("Nell", "Zoë"),
        summary="In short.",
        introduction=tbh.markdown(text),
        corrections=(fix,),
        calls_to_action=(call,),
        image=tbh.Image(src=f"{HOME}images/a.jpg", alt="A chair", width=1200, height=630),
        tags=("Waiting rooms", "Practice"),
        updated=datetime(2026, 5, 3, tzinfo=UTC),
        responses=(response("r-1"), response("r-2", therapist="t-2", attribution="anonymous")),
    )
    many = (
        first,
        edition("fr", title=FRENCH, language="fr-CA", tags=("Waiting rooms",)),
        edition("ar", title=ARABIC, language="ar", responses=(response(quote=ARABIC),)),
        edition("long", responses=(response(quote=MEGABYTE),), tags=("Practice",)),
        *(edition(f"n{number}", tags=("Waiting rooms",)) for number in range(4)),
        edition("gone", status=tbh.EditionStatus.RETRACTED, updated=AT - timedelta(days=2)),
    )
    apart = (
        evolve(each, published=datetime(2026, 4, day, 9, tzinfo=UTC))
        for day, each in enumerate(many, start=1)
    )
    given = {
        "description": "One question, many answers.",
        "therapists": people,
        "publisher": tbh.Publisher(
            name="The Small Practice",
            legal_name="The Small Practice Inc.",
            url="https://example.org/",
            email="post@example.org",
            logo=LOGO,
        ),
        "image": tbh.Image(src=f"{HOME}images/wide.png", width=1200, height=630),
        "editions": tuple(apart),
    }
    return series(**{**given, **fields})


OPTIONS: Final[dict[str, Any]] = {
    "archive": True,
    "limit": 2,
    "split": frozenset(FeedSplit),
    "hub": ("https://hub.example/", "https://hub2.example/"),
    "tracking": Tracking(hosts=("example.org",), source="feed", content="a b&c"),
}


def files(made: tbh.Series, name: str, **options: Any) -> Iterator[tuple[str, str, bytes]]:
    """Yield each file of a feed: its path, its address, its bytes."""
    home = made.url if made.url.endswith("/") else f"{made.url}/"
    for artifact in tbh.export(made, name, at=options.pop("at", AT), **options):
        where = home.replace("exämple", "xn--exmple-cua") + artifact.path
        yield artifact.path, quote(where, safe=":/~%"), artifact.body


def faults(
    made: tbh.Series, name: str, at: datetime = AT, **options: Any
) -> dict[str, set[Finding]]:
    """Return what each file of a feed draws, without those that draw nothing."""
    more: dict[str, Any] = {"ttl": 1440, "period": "weekly"} if name == "rss" and options else {}
    if name != "json-feed" and options:
        more["stylesheet"] = "feed.css?a=1&b=2"
    found: dict[str, set[Finding]] = {}
    for path, url, body in files(made, name, at=at, **options, **more):
        if name == "json-feed":
            found[path] = set(json_findings(json.loads(body), url))
        else:
            found[path] = set(findings(body, url, at))
    return {path: drawn for path, drawn in found.items() if drawn}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("content", ["full", "summary"])
def test_the_example_draws_nothing(example: tbh.Series, name: str, content: str) -> None:
    """The feed that everybody looks at first."""
    assert faults(example, name, at=NOW, content=content) == {}


@cache
def rich() -> tbh.Series:
    return every_feature()


@pytest.mark.parametrize("name", ["rss", "json-feed"])
def test_every_feature_draws_nothing(name: str) -> None:
    """In every file of every feed: the newest, the archives, those of topics and therapists."""
    paths = [path for path, *_ in files(rich(), name, **OPTIONS)]

    assert len(paths) > 8
    assert faults(rich(), name, **OPTIONS) == {}


def test_tombstones_are_the_one_thing_of_atom_that_the_validator_does_not_know() -> None:
    """It has not learned RFC 6721; all else that a feed can carry draws nothing."""
    whole = {**OPTIONS, "split": frozenset()}
    tombstone = Finding("UnknownNamespace", "http://purl.org/atompub/tombstones/1.0")

    assert faults(rich(), "atom", **whole) == {"atom.xml": {tombstone}}


def everywhere(words: str, **fields: Any) -> tbh.Series:
    """Make a series with the same words in every place that is printed, but for the summary."""
    named = tbh.Publisher(name=words, legal_name=words, logo=LOGO)
    one = edition(
        title=words,
        summary="In short.",
        tags=(words,),
        byline=(words,),
        image=tbh.Image(src=f"{HOME}images/a.png", alt=words),
        responses=(response(quote=words),),
    )
    given = {"title": words, "description": words, "publisher": named, "editions": (one,)}
    return series(therapists=(therapist(name=words),), **{**given, **fields})


@pytest.mark.parametrize("name", ["atom", "json-feed"])
def test_hostile_words_draw_nothing(name: str) -> None:
    """Marks of HTML and XML, other alphabets, characters of several parts."""
    assert faults(everywhere(HOSTILE), name) == {}


@pytest.mark.parametrize("name", NAMES)
def test_a_megabyte_draws_nothing(name: str) -> None:
    """Somebody had much to say."""
    made = series(editions=(edition(summary="Long.", responses=(response(quote=MEGABYTE),)),))
    ((_, _, body),) = files(made, name)

    assert len(body) > 2**20
    assert faults(made, name) == {}


@pytest.mark.parametrize(
    ("name", "words", "messages"),
    [
        # a sign that cannot be carried is shown as U+FFFD on purpose: nothing vanishes unseen
        ("rss", "a\x01b", {"BadCharacters"}),
        ("atom", "a\x01b", {"BadCharacters"}),
        ("json-feed", "a\x01b", set()),
        # words that are no HTML and look like it; it is a guess of the validator, and wrong
        ("rss", "the </b> tag", {"ContainsHTML", "ContainsUndeclaredHTML"}),
        ("atom", "the </b> tag", {"ContainsHTML", "ContainsUndeclaredHTML"}),
        ("json-feed", "the </b> tag", set()),
    ],
)
def test_what_words_alone_draw(name: str, words: str, messages: set[str]) -> None:
    """Where the validator and we differ on purpose, and nothing besides."""
    found = faults(everywhere(words), name)

    assert {each.name for drawn in found.values() for each in drawn} == messages


def test_the_validator_has_urns_without_fragments() -> None:
    """Ids in a `urn:` series have one, as RFC 8141 allows and RFC 2141 did not."""
    made = series(id="urn:example:x")
    found = Finding("InvalidURN", "urn:example:x#e-patience")

    assert faults(made, "atom") == {"atom.xml": {found}}
    assert faults(made, "rss") == faults(made, "json-feed") == {}


def mended(what: str, name: str, made: Any, **options: Any) -> Any:
    """Return a case that was a fault once, and is none any more."""
    return pytest.param(name, made, options, id=f"{name}: {what}")


THREE: Final = tuple(
    edition(f"n{day}", published=datetime(2026, 1, day, tzinfo=UTC)) for day in (1, 2, 3)
)
IRI: Final = "an address in another script"
SUMMARY: Final = "a plain summary where HTML is read"
ALONE: Final = "an archive that is the only one"
TOPIC: Final = "the address of the feed of a topic in another script"
IMAGE: Final = "an image in a folder whose name has a space or %"
TOPICS: Final = frozenset({FeedSplit.TOPIC})
PICTURED: Final = edition(image=tbh.Image(src="a.png", alt="R&D2"))
MENDED: Final = (
    mended("a sign < in a plain text", "rss", lambda: everywhere(HOSTILE)),
    mended(SUMMARY, "rss", lambda: series(editions=(edition(summary="1 < 2 & <b>"),))),
    mended(f"{SUMMARY}: a script", "rss", lambda: series(editions=(edition(summary="<script>"),))),
    mended("the `source` of an entry has a date", "atom", rich, split=frozenset(FeedSplit)),
    mended(ALONE, "rss", lambda: series(editions=THREE), archive=True, limit=2),
    mended(ALONE, "atom", lambda: series(editions=THREE), archive=True, limit=2),
    mended(
        "brackets in the name of the publisher",
        "rss",
        lambda: series(publisher=tbh.Publisher(name="Us :)", email="a@b.example")),
    ),
    mended(
        "a comma in the name of the publisher",
        "rss",
        lambda: series(publisher=tbh.Publisher(name="Us, Inc.", email="a@école.example")),
    ),
    mended("a percent sign that encodes nothing", "atom", lambda: series(url=f"{HOME}100%/")),
    mended("& in the description of an image", "atom", lambda: series(editions=(PICTURED,))),
    mended(
        "an empty feed of a urn: series",
        "atom",
        lambda: series(id="urn:example:x", editions=(), therapists=()),
    ),
    mended(IRI, "rss", lambda: series(url="https://example.org/é/")),
    mended(f"{IRI}: an edition's", "rss", lambda: series(editions=(edition(url=f"{HOME}é"),))),
    mended(f"{IRI}: of a host", "rss", lambda: series(url="https://exämple.org/")),
    mended(f"{IRI}: brackets", "atom", lambda: series(editions=(edition(url=f"{HOME}[1]"),))),
    mended(TOPIC, "rss", lambda: series(editions=(edition(tags=("Übung",)),)), split=TOPICS),
    mended(TOPIC, "atom", lambda: series(editions=(edition(tags=("Übung",)),)), split=TOPICS),
    *(
        mended(IMAGE, name, lambda: series(editions=(edition(image=tbh.Image(src="50% a.png")),)))
        for name in NAMES
    ),
)


@pytest.mark.parametrize(("name", "made", "options"), MENDED)
def test_what_was_a_fault_draws_nothing(name: str, made: Any, options: dict[str, Any]) -> None:
    """Each of these drew a message once."""
    tombstone = Finding("UnknownNamespace", "http://purl.org/atompub/tombstones/1.0")
    found = faults(made(), name, **options)

    assert {path: drawn for path, drawn in found.items() if drawn != {tombstone}} == {}
