"""How files are served, by their media type, and from a web application."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

import tbh_model as tbh
from small import AT, edition, series
from tbh_model.exporters import ArtifactCache, cache_control, content_type, http_response

CHANGED = datetime(2026, 5, 1, 9, 0, 0, 500, tzinfo=UTC)
FEED = tbh.Artifact.text("rss.xml", "<rss/>", "application/rss+xml", last_modified=CHANGED)


def test_a_response_has_what_caches_need() -> None:
    """The media type, the entity tag, the age, and the date in GMT."""
    response = http_response(FEED, {})

    assert (response.status, response.body) == (200, b"<rss/>")
    assert response.headers == {
        "Content-Type": "application/rss+xml; charset=utf-8",
        "ETag": FEED.etag,
        "Cache-Control": "public, max-age=900, must-revalidate",
        "Last-Modified": "Fri, 01 May 2026 09:00:00 GMT",
    }


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if-none-match": FEED.etag}, 304),
        ({"IF-NONE-MATCH": f'"other", W/{FEED.etag}'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"other"', "If-Modified-Since": "Sat, 02 May 2026 09:00:00 GMT"}, 200),
        ({"If-Modified-Since": "Fri, 01 May 2026 09:00:00 GMT"}, 304),
        ({"If-Modified-Since": "Fri, 01 May 2026 08:59:59 GMT"}, 200),
        ({"If-Modified-Since": "Fri, 01 May 2026 09:00:00 -0000"}, 304),
        ({"If-Modified-Since": "soon"}, 200),
        ({"If-Modified-Since": ""}, 200),
    ],
)
def test_a_client_that_has_it_gets_no_body(headers: dict[str, str], status: int) -> None:
    """The tag decides if there is one; a date that is none is ignored."""
    response = http_response(FEED, headers)

    assert response.status == status
    assert response.body == (b"" if status == 304 else b"<rss/>")
    assert response.headers["ETag"] == FEED.etag


def test_without_a_date_only_the_tag_counts() -> None:
    """No date is invented."""
    artifact = tbh.Artifact.text("a.txt", "a")
    since = {"If-Modified-Since": "Fri, 01 May 2026 09:00:00 GMT"}

    assert http_response(artifact, since).status == 200
    assert "Last-Modified" not in http_response(artifact, {}).headers


def test_artifacts_stay_the_same_while_the_series_does() -> None:
    """An equal series will do; one that differs has others."""
    cache, content = ArtifactCache("rss", tbh.HTML()), series(editions=(edition(),))
    feed = cache.find(content, "rss.xml", at=AT)

    assert feed is not None
    assert cache.find(evolve(content), "rss.xml", at=AT + timedelta(hours=1)) is feed
    assert cache.find(evolve(content, title="Another"), "rss.xml", at=AT) is not feed


def test_a_page_is_found_by_its_address() -> None:
    """The address of a page ends with a slash, and its file is an index."""
    cache, content = ArtifactCache("html"), series(editions=(edition(),))

    def path(address: str) -> str | None:
        artifact = cache.find(content, address, at=AT)
        return artifact and artifact.path

    assert path("") == "index.html"
    assert path("editions/patience/") == "editions/patience/index.html"
    assert path("editions/patience") is None
    assert path("rss.xml") is None


def test_pages_link_to_the_feeds_where_they_are() -> None:
    """As those of a build do."""
    cache = ArtifactCache(tbh.RSS(path="feeds/main.xml"), "html")
    page = cache.find(series(editions=(edition(),)), "", at=AT)

    assert page is not None
    assert b'href="https://example.org/small/feeds/main.xml"' in page.body
    assert b"rss.xml" not in page.body


def test_an_edition_appears_when_it_is_due() -> None:
    """And is not served to who asks about a time before."""
    soon = edition(published=AT + timedelta(days=1))
    cache, content = ArtifactCache("json-feed"), series(editions=(soon,))

    def is_served(at: datetime) -> bool:
        artifact = cache.find(content, "feed.json", at=at)
        return artifact is not None and soon.title.encode() in artifact.body

    assert [is_served(AT + timedelta(days=days)) for days in (0, 1, 2, 0)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("media_type", "age"),
    [
        ("text/html", 60),
        ("text/plain", 60),
        ("application/json", 60),
        ("application/rss+xml", 900),
        ("application/atom+xml", 900),
        ("application/feed+json", 900),
        ("text/x-opml", 900),
        ("text/css", 3600),
        ("image/svg+xml", 3600),
        ("font/woff2", 3600),
    ],
)
def test_how_old_a_copy_may_get(media_type: str, age: int) -> None:
    """Words that are taken back are gone soon; pictures may stay for an hour."""
    assert cache_control(media_type) == f"public, max-age={age}, must-revalidate"


def test_text_says_that_it_is_utf_8() -> None:
    """And what is no text does not."""
    assert content_type("application/rss+xml") == "application/rss+xml; charset=utf-8"
    assert content_type("image/png") == "image/png"
