"""Addresses and pictures on every channel: encoded, joined to their page, or left out."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from attrs import evolve
from lxml import etree, html

import tbh_model as tbh
from small import AT, PUBLISHER, edition, response, series, therapist
from small_folder import EDITION, SERIES, THERAPIST, write

URI = re.compile(r"(?:[!$&'()*+,\-./0-9:;=?@A-Z_a-z~]|%[0-9A-Fa-f]{2})*(?:#[^#\[\]|^ ]*)?")
PAGE = "https://example.org/small/editions/patience/"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def texts(made: tbh.Series) -> Mapping[str, str]:
    """Return what each channel says: the page, the entry of each feed, and the letter."""
    files = {
        artifact.path: artifact.body.decode()
        for name in ("html", "rss", "atom", "json-feed", "newsletter")
        for artifact in tbh.export(made, name, at=AT)
        if not artifact.path.endswith((".svg", ".png"))
    }
    content = "{http://purl.org/rss/1.0/modules/content/}encoded"
    rss = etree.fromstring(files["rss.xml"].encode())
    atom = etree.fromstring(files["atom.xml"].encode())
    return {
        "page": next(files[path] for path in files if path.startswith("editions/")),
        "rss": str(next(rss.iter(content)).text),
        "atom": str(next(atom.iter("{http://www.w3.org/2005/Atom}content")).text),
        "json": json.loads(files["feed.json"])["items"][0]["content_html"],
        "data": json.dumps(json.loads(files["feed.json"])["items"][0]["_tbh"]).replace('\\"', '"'),
        "letter": next(files[path] for path in files if path.startswith("newsletter/")),
    }


def with_answer(words: str, **more: Any) -> tbh.Series:
    answer = response(quote=None, answer=tbh.markdown(words))
    return series(editions=(edition(responses=(answer,), **more),))


@pytest.mark.parametrize(
    ("link", "page", "elsewhere"),
    [
        ("#r-1", "#r-1", f"{PAGE}#r-1"),
        ("?q=1", "?q=1", f"{PAGE}?q=1"),
        ("therapists/t-1/", "../../therapists/t-1/", "https://example.org/small/therapists/t-1/"),
        ("../x", "../../../x", "https://example.org/x"),
        ("/x", "/x", "https://example.org/x"),
        ("//h.example/x", "//h.example/x", "https://h.example/x"),
        (
            "old/https://x.example/",
            "../../old/https://x.example/",
            "https://example.org/small/old/https://x.example/",
        ),
    ],
)
def test_a_relative_link_leads_to_one_place_on_every_channel(
    link: str, page: str, elsewhere: str
) -> None:
    """A place alone belongs to the page of its edition, all else to the series (RFC 3986)."""
    said = texts(with_answer(f"See [q]({link})."))

    assert f'<a href="{page}">q</a>' in said["page"]
    for channel in ("rss", "atom", "json", "data"):
        assert f'<a href="{elsewhere}">q</a>' in said[channel], channel
    assert f"[q]({elsewhere})" in said["letter"]


def test_a_call_to_action_leads_to_a_place_on_its_page() -> None:
    """In feeds and letters as on the page, marked or not."""
    call = tbh.CallToAction(key="k", kind=tbh.CallToActionKind.BOOK, text="Book.", url="#r-1")
    made = series(editions=(edition(calls_to_action=(call,)),))
    tracking = tbh.Tracking(hosts=("example.org",), source="feed")

    assert all(f"{PAGE}#r-1" in said for name, said in texts(made).items() if name != "page")
    (feed,) = tbh.export(made, "rss", at=AT, tracking=tracking)
    assert f'"{PAGE}#r-1"' in feed.body.decode()


@pytest.mark.parametrize("link", ["[book an hour]()", "[book an hour](<>)"])
def test_a_link_without_an_address_leads_nowhere(link: str) -> None:
    """Its words stand alone, and so does the description of a picture without one."""
    for channel, said in texts(with_answer(f"Please {link} ![or not]().")).items():
        assert "Please book an hour or not." in said, channel
        if channel != "page":
            assert "https://example.org/small/)" not in said
            assert 'href="https://example.org/small/"' not in said


def test_a_heading_without_words_is_left_out() -> None:
    """With the signs that nobody sees."""
    for channel, said in texts(with_answer("# \n\n## \u200b\n\nWords.")).items():
        assert "<h3></h3>" not in said, channel
        assert "<h4>" not in said, channel
        assert channel == "page" or "\u200b" not in said, channel
        assert "\n###\n" not in said, channel


def test_a_description_that_nobody_sees_is_empty() -> None:
    """A screen reader would stop at nothing."""
    url = "https://h.example/a.png"
    made = with_answer(f"![\u200b  \u200b]({url})", image=tbh.Image(src=url, alt=" \u200b "))

    said = texts(made)

    assert said["page"].count('alt=""') == 2
    assert 'alt=""' in said["rss"]
    assert "\u200b" not in "".join(said[channel] for channel in said if channel != "page")


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://e.example/%", "https://e.example/%25"),
        ("https://e.example/[a]", "https://e.example/%5Ba%5D"),
        ("https://e.example/\ufffd", "https://e.example/%EF%BF%BD"),
        ("https://e.example/#a#b", "https://e.example/#a%23b"),
        ("https://exämple.example/é", "https://xn--exmple-cua.example/%C3%A9"),
    ],
)
def test_every_address_goes_out_as_a_uri(url: str, written: str) -> None:
    """Of calls, people, the publisher, editions and pictures, on every channel."""
    call = tbh.CallToAction(key="k", kind=tbh.CallToActionKind.BOOK, text="Book.", url=url)
    made = series(
        publisher=tbh.Publisher(name="P", url=url, postal_address="Q", unsubscribe_url=url),
        therapists=(therapist(url=url, booking_url=url),),
        editions=(
            edition(
                url=None if "#" in url else url, calls_to_action=(call,), image=tbh.Image(src=url)
            ),
        ),
    )

    for name in ("html", "rss", "atom", "json-feed", "newsletter", "opml"):
        for artifact in tbh.export(made, name, at=AT):
            if artifact.path.startswith("assets/"):
                continue
            body = artifact.body.decode()
            assert url == "https://e.example/%" or url not in body, artifact.path
            for found in re.findall(r"https://(?:e|xn--exmple-cua)\.example/[^\s\"<>)\\]*", body):
                assert URI.fullmatch(found.removesuffix("#edition")), found
    pages = {each.path: each.body.decode() for each in tbh.export(made, "html", at=AT)}
    assert f'href="{written}"' in pages["therapists/t-1/index.html"]
    page = pages["editions/patience/index.html"]
    assert "#" in url or f'<link rel="canonical" href="{written}">' in page


def test_a_mailbox_is_one_in_every_link() -> None:
    """Whatever signs it has: none becomes a subject."""
    made = series(publisher=evolve(PUBLISHER, email="why?me&you@h.example"))
    said = texts(made)
    target = "mailto:why%3Fme%26you@h.example"

    assert f'href="{target}"' in said["page"]
    assert f"]({target})" in said["letter"]
    assert 'href="mailto:a%25b@h.example"' in texts(with_answer("<a%b@h.example>"))["rss"]


NAMES = [
    *("my pot (2).png", "50%20off.png", "pot#2.png", "é.png", "e\u0301.png", "pot.PNG"),
    *("a'b.png", "a&b.png", "[a].png", ".pot.png"),
]


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_of_any_name_is_copied_and_linked(tmp_path: Path, name: str) -> None:
    """Its address is that of the very file on every channel, in fields and in texts."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    quoted = json.dumps(f"images/{name}", ensure_ascii=False)
    write(tmp_path, "editions/patience.yaml", EDITION + f"image: {{src: {quoted}, alt: A.}}\n")
    write(tmp_path, f"images/{name}", b"a picture")

    assert {each.code for each in tbh.check(tmp_path)} <= {"TBH201", "TBH417"}
    report = tbh.publish(tbh.load(tmp_path), to=tmp_path / "out", jobs=1)

    out = tmp_path / "out"
    assert report.is_complete
    assert (out / "images" / name).read_bytes() == b"a picture"
    page = html.fromstring((out / "editions/patience/index.html").read_bytes())
    letter = (out / "newsletter/patience.md").read_text("utf-8")
    item = json.loads((out / "feed.json").read_text("utf-8"))["items"][0]
    rss = etree.fromstring((out / "rss.xml").read_bytes())
    addresses = [
        *map(str, page.xpath("//meta[@property='og:image']/@content")),
        *(item["image"], item["attachments"][0]["url"]),
        *(str(each.get("url")) for each in rss.iter("{http://search.yahoo.com/mrss/}content")),
        yaml.safe_load(letter.split("---\n")[1])["image"],
        *re.findall(r"!\[A\.\]\(<?(.*?)>?\)\n", letter),
    ]
    assert len(addresses) == 6
    for address in addresses:
        assert URI.fullmatch(address)
        assert unquote(urlsplit(address).path) == f"/small/images/{name}"
    (shown,) = map(str, page.xpath("//img[contains(@class, 'u-featured')]/@src"))
    assert unquote(urlsplit(shown).path) == f"../../images/{name}"


@pytest.mark.parametrize("name", ["a?b.png", "a\\b.png", 'a"b.png', "con.png", "a:b.png"])
def test_a_picture_that_not_every_system_can_name_is_refused(tmp_path: Path, name: str) -> None:
    """Or nothing links to it, and it is said."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    quoted = json.dumps(f"images/{name}")
    write(tmp_path, "editions/patience.yaml", EDITION + f"image: {{src: {quoted}, alt: A.}}\n")
    write(tmp_path, f"images/{name}", b"\x89PNG\r\n\x1a\n")

    (problem,) = (each for each in tbh.check(tmp_path) if each.code != "TBH201")

    assert (problem.line, problem.path) == (15, "image.src")


def test_a_picture_that_is_not_there_is_linked_nowhere(tmp_path: Path) -> None:
    """In a content folder: its description stands in its place, and a build says so."""
    write(tmp_path, "series.yaml", SERIES + "image: {src: images/s.png, alt: S.}\n")
    write(tmp_path, "therapists/t-1.yaml", THERAPIST + "portrait: {src: images/p.png, alt: P.}\n")
    text = "image: {src: images/x.png, alt: A.}\nintroduction: A ![lake](images/y.png) here.\n"
    write(tmp_path, "editions/patience.yaml", EDITION + text)

    report = tbh.publish(tbh.load(tmp_path), to=tmp_path / "out", jobs=1)

    assert report.is_complete
    assert [each.code for each in report.warnings if each.code == "TBH116"] == ["TBH116"] * 4
    for file in (tmp_path / "out").rglob("*"):
        if file.is_file() and not file.name.startswith(".tbh"):
            assert b".png" not in file.read_bytes(), file
    assert "A lake here." in (tmp_path / "out/editions/patience/index.html").read_text("utf-8")
    assert "A lake here." in (tmp_path / "out/newsletter/patience.md").read_text("utf-8")


REFUSED = {
    "x.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "x.png": b"\x89PNG\r\n\x1a\n\0\0\0\0ABCDxxxx",
    "x.jpg": b"\xff\xd8\xff\xe0\0\1ab",
}


def with_pictures(folder: Path, name: str) -> None:
    """Write a content folder that shows one picture wherever there is room for one."""
    shown = f"{{src: images/{name}, alt: A lake.}}"
    notice = f"notices: [{{text: 'One ![pond](images/{name}).'}}]\n"
    write(folder, "series.yaml", f"{SERIES}  logo: {shown}\nimage: {shown}\n{notice}")
    write(folder, "therapists/t-1.yaml", f"{THERAPIST}portrait: {shown}\n")
    answer = f"    answer: A ![lake](images/{name}) here.\n"
    write(folder, "editions/patience.yaml", f"{EDITION}{answer}image: {shown}\n")


@pytest.mark.parametrize("name", REFUSED)
def test_a_picture_that_is_refused_is_linked_nowhere(tmp_path: Path, name: str) -> None:
    """Its description stands in its place, and the build names it and is not complete."""
    with_pictures(tmp_path, name)
    write(tmp_path, f"images/{name}", REFUSED[name])

    report = tbh.publish(tbh.load(tmp_path), to=tmp_path / "out", jobs=1)

    (failure,) = report.failures
    assert isinstance(failure, tbh.ContentError)
    (problem,) = failure.problems
    assert (problem.code, problem.file) == ("TBH425", f"images/{name}")
    assert "TBH116" not in {each.code for each in report.warnings}
    written = [file for file in (tmp_path / "out").rglob("*") if file.is_file()]
    assert {"rss.xml", "atom.xml", "feed.json", "patience.md"} <= {each.name for each in written}
    for file in written:
        assert name.encode() not in file.read_bytes(), file
    assert "A lake here." in (tmp_path / "out/editions/patience/index.html").read_text("utf-8")
    assert "A lake here." in (tmp_path / "out/newsletter/patience.md").read_text("utf-8")


@pytest.mark.parametrize("name", REFUSED)
def test_a_picture_that_is_refused_is_one_problem_at_each_field(tmp_path: Path, name: str) -> None:
    """The trial build of `check` does not say it again."""
    with_pictures(tmp_path, name)
    write(tmp_path, f"images/{name}", REFUSED[name])

    found = [each for each in tbh.check(tmp_path) if each.code in {"TBH425", "TBH116"}]

    assert [(each.code, each.file, each.path) for each in found] == [
        ("TBH425", "editions/patience.yaml", "responses[0].answer"),
        ("TBH425", "editions/patience.yaml", "image.src"),
        ("TBH425", "series.yaml", "publisher.logo.src"),
        ("TBH425", "series.yaml", "image.src"),
        ("TBH425", "series.yaml", "notices[0].text"),
        ("TBH425", "therapists/t-1.yaml", "portrait.src"),
    ]


def test_a_build_without_pages_says_which_pictures_its_feeds_leave_out(tmp_path: Path) -> None:
    """No file of theirs fails, so it is a warning."""
    with_pictures(tmp_path, "x.svg")
    write(tmp_path, "images/x.svg", REFUSED["x.svg"])

    report = tbh.publish(tbh.load(tmp_path), to=tmp_path / "out", exporters=["rss"])

    assert report.is_complete
    assert [each.code for each in report.warnings if each.code == "TBH116"] == ["TBH116"]
    assert b"x.svg" not in (tmp_path / "out/rss.xml").read_bytes()


def test_a_picture_that_is_mended_is_shown_again(tmp_path: Path) -> None:
    """Also where a build makes again only what has changed."""
    with_pictures(tmp_path, "x.svg")
    write(tmp_path, "images/x.svg", REFUSED["x.svg"])
    tbh.publish(tbh.load(tmp_path), to=tmp_path / "out", at=AT, cache=True)
    write(tmp_path, "images/x.svg", SVG)

    report = tbh.publish(tbh.load(tmp_path), to=tmp_path / "out", at=AT, cache=True)

    assert report.is_complete
    for file in ("editions/patience/index.html", "rss.xml", "feed.json"):
        assert b"images/x.svg" in (tmp_path / "out" / file).read_bytes(), file


def test_a_series_without_a_folder_is_told_of_its_pictures(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """They are no files that a build can make, so nothing links to them."""
    made = series(editions=(edition(image=tbh.Image(src="images/x.png")),))

    report = tbh.publish(made, to=tmp_path, jobs=1)

    (warning,) = (each for each in report.warnings if each.code == "TBH116")
    assert warning.message == (
        "the picture `images/x.png` of the edition patience is not published: "
        "it is left out, for without a content folder no such file is made"
    )
    assert [each.message for each in caplog.records].count(warning.message) == 1
    for file in tmp_path.rglob("*"):
        assert file.is_dir() or b"x.png" not in file.read_bytes(), file


@pytest.mark.parametrize("name", ["html", "rss", "atom", "json-feed", "newsletter"])
def test_an_export_without_a_folder_tells_of_pictures(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Once among its warnings and once in the log."""
    answer = response(answer=tbh.markdown("A ![lake](images/y.png) here."))
    image = tbh.Image(src="images/x.png")
    made = series(editions=(edition(image=image, responses=(answer,)),))

    exported = tbh.export(made, name, at=AT)

    told = [each.message for each in exported.warnings if each.code == "TBH116"]
    assert [each.split("`")[1] for each in told] == ["images/x.png", "images/y.png"]
    assert [each.message for each in caplog.records if "picture" in each.message] == told
    assert not [each.path for each in exported if b"images/" in each.body]


def test_a_drawing_that_is_none_is_linked_nowhere(tmp_path: Path) -> None:
    """A page that calls itself one is not published."""
    write(tmp_path, "series.yaml", SERIES + "image: {src: images/s.svg, alt: S.}\n")
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/patience.yaml", EDITION)
    write(tmp_path, "images/s.svg", b"<!doctype html><script>alert(1)</script>")

    report = tbh.publish(tbh.load(tmp_path), to=tmp_path / "out", jobs=1)

    assert report.is_complete
    assert "TBH116" in {each.code for each in report.warnings}
    assert not (tmp_path / "out/images").exists()


@pytest.mark.parametrize("slug", ["topics", "subscribe", "archive", "404.html", "feed.json"])
def test_feeds_link_to_where_a_page_is(tmp_path: Path, slug: str) -> None:
    """Though its address is that of another page: all pages are made, and the build says it."""
    made = series(permalink="{url}{slug}/", editions=(edition(slug), edition("kettle")))

    report = tbh.publish(made, to=tmp_path, jobs=1)

    (failure,) = report.failures
    assert f"the page cannot be at https://example.org/small/{slug}/" in str(failure)
    links = [
        str(link.text)
        for link in etree.fromstring((tmp_path / "rss.xml").read_bytes()).iter("link")
    ]
    for link in links:
        path = link.removeprefix("https://example.org/small/")
        assert (tmp_path / path / "index.html").exists()
    title = f"https://example.org/small/editions/{slug}/"
    assert title in links
    page = html.fromstring((tmp_path / f"editions/{slug}/index.html").read_bytes())
    assert page.xpath("string(//link[@rel='canonical']/@href)") == title


def test_a_therapist_of_any_id_has_a_page() -> None:
    """Also one that is called like a file."""
    made = series(
        therapists=(therapist("index.html"),),
        editions=(edition(responses=(response(therapist="index.html"),)),),
    )

    paths = [each.path for each in tbh.export(made, "html", at=AT)]

    assert "therapists/index.html" in paths
    assert sum(path.startswith("therapists/index.html-") for path in paths) == 1


def test_a_topic_keeps_its_address_when_another_comes() -> None:
    """Whichever tag is older, and whatever became of its edition."""
    older, newer = edition("older", tags=("C#",)), edition("newer", tags=("C",))

    def addresses(*editions: tbh.Edition) -> set[str]:
        made = tbh.export(series(editions=editions), "html", at=AT)
        return {each.path for each in made if each.path.startswith("topics/c")}

    alone = addresses(older)
    assert alone < addresses(newer, older)
    assert addresses(newer) == {"topics/c/index.html"}
    assert addresses(older, newer) == alone | addresses(newer)
