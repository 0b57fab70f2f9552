"""The publisher, by the kit and on a simulated WordPress."""

from tempfile import TemporaryDirectory
from typing import Any

import pytest

import tbh_model as tbh
from simulated import CREDENTIALS, SIMULATION, Simulated
from small_talk import AT, edition, series
from tbh_model.publishers import Credentials, Post, RemotePost, push
from tbh_model.testing import Check, publisher_checks, serve
from tbh_wordpress import PostStatus, Taxonomy, WordPressSite
from tbh_wordpress._site import _remote

SITE = WordPressSite(url="https://blog.example")


@pytest.mark.parametrize("check", publisher_checks(SITE, SIMULATION), ids=str)
def test_conformance(check: Check) -> None:
    """Each check of the conformance kit, on a simulated WordPress."""
    check()


def post(publisher: WordPressSite = SITE, **fields: Any) -> Post:
    """Return the post of one edition."""
    release = tbh.release(series(edition(**fields)), tbh.Channel.WEB, at=AT)
    (made,) = publisher.posts(release)
    return made


def test_a_post_is_a_draft_with_slug_date_excerpt_and_terms() -> None:
    """The date is in GMT, as the field that WordPress has for it."""
    fields = post(summary="What it is for.", tags=("patience", "time")).fields

    assert fields.to_dict() == {
        "slug": "edition-1",
        "excerpt": "What it is for.",
        "date": "2026-01-01T02:30:00",
        "categories": ["Small Talk"],
        "tags": ["patience", "time"],
        "status": "draft",
    }


def test_tags_may_be_categories_and_a_post_published() -> None:
    """By options."""
    site = WordPressSite(
        url=SITE.url, category="Roundups", tags_as=Taxonomy.CATEGORY, status=PostStatus.PUBLISH
    )

    fields = post(site, tags=("patience", "Roundups")).fields

    assert fields["categories"] == ("Roundups", "patience")
    assert (fields["tags"], fields["status"]) == ((), "publish")


def test_the_blocks_are_in_a_group_with_an_anchor() -> None:
    """By it the post is found again; the anchor depends on the edition alone."""
    first, second = post(), post(title="Another title", slug="another")

    start = first.content.split("\n")[1]
    assert start.startswith('<div class="wp-block-group" id="tbh-')
    assert second.content.split("\n")[1] == start


def remote(raw: str, rendered: str) -> RemotePost:
    """Return what the API says of a post."""
    return _remote(
        {
            "id": 7,
            "link": "https://blog.example/?p=7",
            "status": "draft",
            "title": {"raw": "T"},
            "excerpt": {"raw": ""},
            "content": {"raw": raw, "rendered": rendered},
            "categories": [1],
            "tags": [],
        }
    )


@pytest.mark.parametrize(
    ("raw", "rendered"),
    [
        ('"It\'s tea..." -- she', "“It’s tea…” — she"),
        ("3x4 (tm)", "3×4 ™"),
    ],
)
def test_curled_quotation_marks_are_the_same_words(raw: str, rendered: str) -> None:
    """WordPress shows them so."""
    assert remote(f"<p>{raw}</p>", f"<p>{rendered}</p>").words == raw


def test_words_that_a_plugin_of_the_site_adds_are_seen() -> None:
    """What is read back is what readers see."""
    assert remote("<p>Tea.</p>", "<p>Tea.</p><p>Buy now!</p>").words == "Tea. Buy now!"


def test_a_term_that_is_there_is_used() -> None:
    """Whatever its case, and however WordPress writes its signs."""
    site = Simulated()
    site.terms["tags"] = [{"id": 3, "name": "Tea &amp; Talk"}, {"id": 4, "name": "Tea"}]
    site.terms["categories"] = [{"id": 9, "name": "small talk"}]
    content = series(edition(tags=("tea & talk", "New")))

    with serve(site) as server, TemporaryDirectory() as folder:
        publisher = WordPressSite(url=server.url)
        credentials = Credentials(CREDENTIALS)
        push(content, publisher, folder=folder, at=AT, credentials=credentials)

    (made,) = site.posts.values()
    assert made["tags"] == [3, 9]
    assert made["categories"] == [9]
