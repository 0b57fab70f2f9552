"""Posts of WordPress become editions, and every text of the export is accounted for."""

import random
import re
from collections.abc import Sequence
from html import escape
from typing import Any

import pytest

import tbh_model as tbh
from small_talk import AT, edition, response, series
from tbh_model.exporters import artifacts
from tbh_model.importers import Imported, ImportSource, UnreadableSourceError, import_edition
from tbh_model.testing import Check, Sample, importer_checks
from tbh_wordpress import WXR, WordPress

HEAD = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:excerpt="http://wordpress.org/export/1.1/excerpt/" '
    'xmlns:wp="http://wordpress.org/export/1.1/"><channel><title>Muddy Hands</title>'
    "<wp:author><wp:author_login>nell</wp:author_login>"
    "<wp:author_display_name><![CDATA[Nell Park]]></wp:author_display_name></wp:author>"
)


def item(content: str = "", number: int = 1, **fields: str) -> str:
    """Write an item as WordPress does; a field with `__` has a prefix."""
    given = {
        "title": f"Post {number}",
        "guid": f"https://mud.example/?p={number}",
        "pubDate": "Thu, 02 May 2019 12:00:00 +0000",
        "dc__creator": "nell",
        "wp__post_id": str(number),
        "wp__post_type": "post",
        "wp__status": "publish",
        **fields,
    }
    elements = "".join(
        f"<{name.replace('__', ':')}><![CDATA[{text}]]></{name.replace('__', ':')}>"
        for name, text in given.items()
    )
    return f"<item>{elements}<content:encoded><![CDATA[{content}]]></content:encoded></item>"


def export(*items: str) -> bytes:
    return f"{HEAD}{''.join(items)}</channel></rss>".encode()


def read(*items: str, **options: Any) -> Imported:
    return WXR(**options).read(ImportSource(name="mud.xml", data=export(*items)))


def markdown(content: str) -> str:
    (record,) = read(item(content)).records
    assert record.body is not None
    return tbh.write_markdown(record.body).removeprefix("# Post 1\n").strip()


SAMPLE = Sample(
    name="mud.xml",
    data=export(
        item("<p>One.</p>", title="Slugs &amp; snails", excerpt__encoded="In short."),
        item("Two.", 2, wp__post_type="page"),
    ),
    texts=("Muddy Hands", "Nell Park", "Slugs & snails", "One.", "In short.", "Two.", "Post 2"),
)


@pytest.mark.parametrize("check", importer_checks(WXR(), [SAMPLE]), ids=str)
def test_conformance(check: Check) -> None:
    """Each check of the conformance kit."""
    check()


def test_each_post_is_an_edition() -> None:
    """With its title, date, author and tags; a second time it adds nothing."""
    tag = '<category domain="post_tag"><![CDATA[{}]]></category>'
    post = item("We asked.").replace("</item>", f"{tag.format('mud')}{tag.format('rain')}</item>")
    source = ImportSource(name="mud.xml", data=export(post, item("They came.", 2)))
    result = import_edition(series(), source, importer=WXR())
    first, second = result.series.editions

    assert (first.title, first.byline, first.tags) == ("Post 1", ("Nell Park",), ("mud", "rain"))
    assert first.published is not None
    assert first.published.isoformat() == "2019-05-02T12:00:00+00:00"
    assert second.introduction == tbh.markdown("They came.")
    assert "post 2, status: it is a draft" in result.decisions
    again = import_edition(result.series, source, importer=WXR())
    assert (again.series, again.added) == (result.series, ())


def test_a_post_is_known_again_by_its_guid() -> None:
    """Also with another title and other words."""
    first = import_edition(
        series(), ImportSource(name="a.xml", data=export(item("One."))), importer=WXR()
    )
    changed = export(item("Two.", title="Another title"))
    again = import_edition(first.series, ImportSource(name="b.xml", data=changed), importer=WXR())

    assert again.series == first.series


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("One\ntwo.\n\n&nbsp;\n\nThree.", "One\\\ntwo.\n\nThree."),
        ("<blockquote>“I stop.”\n— Ada</blockquote>\nNext", "> “I stop.”\\\n> — Ada\n\nNext"),
        ("<blockquote><p>I stop.</p><cite>Ada</cite></blockquote>", "> I stop.\n>\n> — Ada"),
        ("<blockquote><p>I.</p><cite>— Ada</cite></blockquote>", "> I.\n>\n> *— Ada*"),
        ("<p>See <cite>Emma</cite>.</p>", "See *Emma*."),
        ("<ul>\n\t<li>a</li>\n\n\t<li>b</li>\n</ul>", "-   a\n-   b"),
        ("<pre>a\n\nb</pre>", "```\na\n\nb\n```"),
        ("One.<!--more-->Two.", "One.\n\nTwo."),
        (
            '<!-- wp:paragraph {"id":3114} -->\n<p>One.</p>\n<!-- /wp:paragraph -->\n\nloose',
            "One.\n\nloose",
        ),
        ("Words [sic] and [caption id=3]cap[/caption]", "Words \\[sic\\] and cap"),
    ],
)
def test_content_is_read_as_wordpress_shows_it(content: str, expected: str) -> None:
    """No comments of blocks, no shortcodes; paragraphs and line breaks of old posts."""
    assert markdown(content) == expected


def test_what_only_wordpress_understands_is_left_out_by_name() -> None:
    """With the place of the post."""
    imported = read(item('[gallery ids="1,2"] One. <!-- wp:latest-posts {"n":3} /-->', 7))

    left_out = {line.text: line.place for line in imported.left_out}
    assert left_out['[gallery ids="1,2"]'] == "post 7"
    assert left_out['<!-- wp:latest-posts {"n":3} /-->'] == "post 7"


def test_other_items_are_left_out_with_the_reason() -> None:
    """Pages, the trash, and what readers wrote."""
    comment = "<wp:comment><wp:comment_content>First!</wp:comment_content></wp:comment></item>"
    imported = read(
        item("One.").replace("</item>", comment),
        item("A page.", 2, wp__post_type="page"),
        item("Thrown away.", 3, wp__status="trash"),
    )
    reasons = {line.text: (line.place, line.note) for line in imported.left_out}

    assert [record.place for record in imported.records] == ["post 1"]
    assert reasons["First!"] == ("post 1, comment_content", "what a reader wrote")
    assert reasons["A page."][1].startswith("it is no post")
    assert reasons["Thrown away."] == ("post 3, content", "it is in the trash")
    pages = read(item("A page.", 2, wp__post_type="page"), post_type="page")
    assert [record.place for record in pages.records] == ["page 2"]


def test_what_this_package_exports_comes_back() -> None:
    """As a draft with the words in their places, and with the names below them."""
    answers = tbh.markdown("It *is* soon."), tbh.markdown("It is *not*.")
    first = response("Soon enough.", answer=answers[0])
    second = response("Too soon.", answer=answers[1], id="r-2")
    content = series(edition(responses=(first, second), tags=("time",)))
    (file,) = artifacts(WordPress(), tbh.release(content, tbh.Channel.WEB, at=AT))
    source = ImportSource(name=file.path, data=file.body)
    result = import_edition(series(), source, importer=WXR())
    (back,) = result.series.editions

    assert (back.title, back.tags) == ("Number 1", ("time",))
    assert back.challenge == tbh.Challenge(topic="Patience", prompt="What is patience for?")
    assert [each.quote for each in back.responses] == ["Soon enough.", "Too soon."]
    assert tuple(each.answer for each in back.responses) == answers
    assert [each.therapist for each in back.responses] == ["t-1", "t-1"]


DOCTYPE = "<!DOCTYPE rss [{}]><rss><channel><title>{}</title></channel></rss>"
ENTITIES = '<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9)
)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"<rss><channel>", "broken XML"),
        (b"<feed/>", "no export of WordPress"),
        (
            DOCTYPE.format(ENTITIES, "&a8;").encode(),
            "document type|broken XML",
        ),
        (
            DOCTYPE.format('<!ENTITY a SYSTEM "file:///etc/hostname">', "&a;").encode(),
            "document type",
        ),
    ],
)
def test_what_is_no_export_is_answered(data: bytes, problem: str) -> None:
    """Nothing is expanded and nothing fetched."""
    with pytest.raises(UnreadableSourceError, match=problem):
        WXR().read(ImportSource(name="a.xml", data=data))


PIECES: Sequence[str] = (
    *("<p>{}</p>", "{}\n{}", "\n\n{}\n\n", "<h2>{}</h2>", "<blockquote>{}\n\n— {}</blockquote>"),
    *(
        "<ul>\n<li>{}</li>\n</ul>",
        "<pre>{}\n\n{}</pre>",
        "[caption id=1]{}[/caption]",
        "[gallery {}]",
    ),
    *("<!-- wp:paragraph -->\n<p>{}</p>\n<!-- /wp:paragraph -->", "<!-- wp:latest {} /-->"),
    *("<!-- wp:group --><div>{}", "</div><!-- /wp:group -->", "<!-- {} -->", "<!--more {}-->"),
    *("<em>{}", "</em> {}", "<a href='/x'>{}</a>", "<img src=/a alt='{}'>", "<video>{}</video>"),
    *("<table><tr><td>{}</td></tr></table>", "<textarea>{}", "<iframe src=/b>{}</iframe>", "<p"),
    *(
        "<figure><figcaption>{}</figcaption></figure>",
        "&nbsp;",
        "[sic {}]",
        "<!-- wp:x {}",
        "<br>{}",
    ),
)


@pytest.mark.parametrize("seed", range(150))
def test_no_word_of_an_export_is_lost_in_silence(seed: int) -> None:
    """Of whatever markup: each is in a record, or left out with the reason."""
    dice = random.Random(seed)  # noqa: S311 - the same markup each time
    words = (f"w{number}q" for number in range(10_000))

    def text() -> str:
        pieces = dice.choices(PIECES, k=dice.randrange(1, 9))
        return "".join(re.sub(r"\{\}", lambda _: next(words), piece) for piece in pieces)

    items = [
        item(
            text(),
            number,
            title=escape(next(words)),
            excerpt__encoded=text(),
            wp__post_type=dice.choice(("post", "post", "page")),
            wp__status=dice.choice(("publish", "draft", "trash")),
            wp__post_name=next(words),
        )
        for number in range(dice.randrange(1, 5))
    ]
    imported = read(*items)
    found = [
        each
        for record in imported.records
        for each in (
            *(cell.text for cell in record.cells),
            tbh.write_markdown(record.body or tbh.RichText()),
        )
    ]
    found += [f"{line.text} {line.note}" for line in imported.left_out]
    told = set(re.findall(r"w\d+q", " ".join(found)))

    assert set(re.findall(r"w\d+q", "".join(items))) - told == set()
