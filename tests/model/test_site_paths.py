"""Where pages lie: by their addresses, apart from each other, and by their tags alone."""

import pytest

from small import edition, series
from tbh_model.exporters import FeedFormat, _site as _places
from tbh_model.exporters._http import PATH as HEADERS
from tbh_model.exporters._site import build_site
from tbh_model.exporters.feeds._files import feed_files
from tbh_model.exporters.feeds._opml import PATH as FEEDS
from tbh_model.model import (
    TakenPaths,
    folded_path,
    page_path,
    path_error,
    standing_pages,
    topic_slug,
)

ROOT = "https://h.example/tea/"


@pytest.mark.parametrize(
    ("tag", "slug"),
    [
        ("Family", "family"),
        ("self-care", "self-care"),
        ("Parents & kids", "parents-kids"),
        ("What's next?", "what-s-next"),
        ("家族", "家族"),
        ("عائلة", "عائلة"),
        ("C", "c"),
        ("NET", "net"),
        ("con", "con-"),
        ("C#", "c-040228"),
        ("C++", "c-f1deb7"),
        (".NET", "net-357e71"),
        ("😀", "topic-f0443a"),
        ("Tea 🫖", "tea-a4f3a6"),
    ],
)
def test_the_address_of_a_topic_follows_from_its_tag(tag: str, slug: str) -> None:
    """Tags that a slug cannot tell apart have a few signs of their own; all others none."""
    assert topic_slug(tag) == slug


def test_tags_of_one_slug_keep_apart() -> None:
    """Whatever else there is."""
    tags = ("C", "C#", "C++", ".NET", "NET", "😀", "🫖", "a*b", "a@b", "a b")

    assert len({topic_slug(tag) for tag in tags}) == len(tags)


def test_what_every_site_has_is_where_exporters_put_it() -> None:
    """A page that moves must move in the table as well."""
    feeds = feed_files(series(), frozenset(FeedFormat))

    assert {
        *(_places.HOME, _places.ARCHIVE, _places.TOPICS, _places.SUBSCRIBE),
        *(_places.NOT_FOUND, _places.STYLE, _places.ICON, FEEDS, HEADERS),
        *(feed.path for feed in feeds),
        build_site(series()).therapists_path,
    } <= standing_pages().keys()


@pytest.mark.parametrize(
    ("url", "path"),
    [
        (f"{ROOT}a/", "a/index.html"),
        (f"{ROOT}a", "a.html"),
        (f"{ROOT}a.HTM", "a.HTM"),
        (f"{ROOT}%C3%A9/", "é/index.html"),
        (ROOT, "index.html"),
        (f"{ROOT}a//b", None),
        (f"{ROOT}../b", None),
        (f"{ROOT}a/..", None),
        (f"{ROOT}a%2Fb", None),
        (f"{ROOT}a?b", None),
        ("https://o.example/a/", None),
    ],
)
def test_the_file_of_an_address(url: str, path: str | None) -> None:
    """As static hosts have it; `None` where there is none below the home page."""
    assert page_path(url, ROOT) == path


def test_paths_are_taken_once_on_every_file_system() -> None:
    """Case, Unicode form, and a folder where a file is, or the other way round."""
    paths = TakenPaths()

    assert paths.claim("a/é.html")
    assert not paths.claim("A/E\u0301.HTML")
    assert not paths.claim("a")
    assert not paths.claim("a/é.html/index.html")
    assert not paths.claim("con/index.html")
    assert paths.claim("a/b.html")
    assert folded_path("A/B") == ("a/b", ("a",))
    assert path_error("a/b") is None


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/a", "it is not relative"),
        ("a/" * 513, "it is longer than 1024 bytes"),
        ("é/" * 400, "it is longer than 1024 bytes"),
        ("a/../b", "it holds an empty part, `.` or `..`"),
        (".TBH-cache/a", "names that begin with `.tbh-` are kept for what a build remembers"),
        ("a:b", "'a:b' holds a character that file names cannot have everywhere"),
        ("aux.html", "'aux.html' is reserved on Windows"),
        ("a /b", "'a ' begins or ends with a character that Windows drops"),
        ("é" * 128, "a part of it is longer than 255 bytes"),
    ],
)
def test_what_no_file_can_have_as_its_path_is_said(path: str, fault: str) -> None:
    """On any file system, and in any store."""
    assert path_error(path) == fault


@pytest.mark.parametrize(
    ("fields", "url", "reason"),
    [
        ({"slug": "topics"}, "topics/", "the list of topics is there"),
        ({"slug": "subscribe"}, "subscribe/", "the page on subscribing is there"),
        ({"slug": "404.html"}, "404.html/", "that a page is not there is there"),
        ({"slug": "feed.json"}, "feed.json/", "the JSON Feed is there"),
        ({"url": "https://example.org/small/assets/style.css/x/"}, "", "the style sheet is there"),
        ({"url": "https://example.org/small/con/x/"}, "", "'con' is reserved on Windows"),
        ({"url": "https://example.org/small/x./y/"}, "", "Windows drops"),
        ({"url": f"https://example.org/small/{'é' * 130}/"}, "", "longer than 255 bytes"),
        ({"url": "https://example.org/small/assets/"}, "", None),
    ],
)
def test_a_page_that_cannot_be_at_its_address_is_elsewhere(
    fields: dict[str, str], url: str, reason: str | None
) -> None:
    """And its address is the one where it is."""
    made = edition(**{"slug": "kettle", **fields})
    content = series(permalink="{url}{slug}/", editions=(made,))

    if reason is None:
        assert content.displaced_pages == ()
        assert content.url_of(made) == "https://example.org/small/assets/"
        return
    (page,) = content.displaced_pages
    assert page.url.endswith(url)
    assert reason in page.reason
    assert content.url_of(made) == f"https://example.org/small/editions/{made.slug}/"


def test_of_two_editions_at_one_address_the_older_one_has_it() -> None:
    """What comes later takes the address of nothing that was published."""
    url = "https://example.org/small/same/"
    older, newer = edition("older", url=url), edition("newer", url=url, published=None)
    content = series(editions=(newer, older))

    assert [(page.edition, page.other) for page in content.displaced_pages] == [
        ("e-newer", "e-older")
    ]
    assert content.url_of(older) == url
    assert content.url_of(newer) == "https://example.org/small/editions/newer/"


def test_a_page_below_the_file_of_another_one_is_elsewhere() -> None:
    """What is a file cannot be a folder."""
    above = edition("above", url="https://example.org/small/a/")
    below = edition("below", url="https://example.org/small/a/index.html/b/", published=None)

    (page,) = series(editions=(above, below)).displaced_pages

    assert (page.edition, page.reason) == ("e-below", "another page is there")
