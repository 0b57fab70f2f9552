"""A real WordPress: what readers see after each push, and what survives kills."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Final

import httpx
import pytest

import tbh_model as tbh
from live import USER, LiveWordPress, what_is_missing, wordpress
from platform_life import PUBLISHED_WORDS, kill_pushes, stages
from small import AT, edition, response, series
from tbh_model.publishers import Credentials, PushReport, StepOutcome, push, visible_words
from tbh_wordpress import PostStatus, WordPressSite
from tbh_wordpress._site import _fold

MISSING: Final = what_is_missing()
pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(bool(MISSING), reason=f"NO WORDPRESS HERE: {MISSING} MISSING"),
]

_KILLS: Final = 50
_SEEDS: Final = (
    "/",
    "/?feed=rss2",
    "/?feed=atom",
    "/?feed=rss",
    "/?feed=rdf",
    "/?feed=comments-rss2",
    "/?s=grudges",
    "/?author=1",
    "/?m=2026",
    "/?sitemap=index",
    "/?rest_route=/wp/v2/posts&per_page=100",
    "/?rest_route=/wp/v2/media",
    "/?rest_route=/wp/v2/tags",
    "/?rest_route=/wp/v2/search&search=grudges",
)


@pytest.fixture(scope="module")
def live() -> Iterator[LiveWordPress]:
    """Start a WordPress for all tests."""
    with wordpress() as started:
        yield started


@pytest.fixture(autouse=True)
def _empty(live: LiveWordPress) -> None:
    """Remove every post."""
    for post in _posts(live, "any") + _posts(live, "trash"):
        query = {"rest_route": f"/wp/v2/posts/{post['id']}", "force": "true"}
        httpx.delete(f"{live.url}/", params=query, auth=(USER, live.password))


def _posts(live: LiveWordPress, status: str) -> list[dict]:
    query = {"rest_route": "/wp/v2/posts", "status": status, "per_page": "100", "context": "edit"}
    return httpx.get(f"{live.url}/", params=query, auth=(USER, live.password)).json()


def site(live: LiveWordPress) -> WordPressSite:
    """Return the publisher for a WordPress."""
    return WordPressSite(url=live.url, status=PostStatus.PUBLISH)


def pushed(live: LiveWordPress, folder: Path, content: tbh.Series, **options: bool) -> PushReport:
    """Push to a WordPress."""
    values = {"TBH_WORDPRESS_USER": USER, "TBH_WORDPRESS_PASSWORD": live.password}
    credentials = Credentials(values)
    return push(content, site(live), folder=folder, at=AT, credentials=credentials, **options)


def public_bytes(live: LiveWordPress) -> dict[str, str]:
    """Return whatever anybody can reach, by address: what links lead to, and what none does."""
    numbers = range(1, max([post["id"] for post in _posts(live, "any")], default=1) + 60)
    hidden = [
        f"/?{query}"
        for number in numbers
        for query in (
            f"p={number}",
            f"rest_route=/wp/v2/posts/{number}",
            f"rest_route=/wp/v2/posts/{number}/revisions",
        )
    ]
    waiting, seen = [f"{live.url}{path}" for path in (*_SEEDS, *hidden)], dict[str, str]()
    with httpx.Client(follow_redirects=True) as client:
        while waiting:
            url = waiting.pop()
            if url in seen or "wp-login" in url or "wp-content" in url or "wp-includes" in url:
                continue
            text = seen[url] = unescape(client.get(url).text)
            found = re.findall(r'(?:href|src)=["\']([^"\'#]+)', text)
            waiting += [link for link in found if link.startswith(f"{live.url}/")]
    return seen


def check_live(live: LiveWordPress, report: PushReport, gone: tuple[str, ...] = ()) -> None:
    """Check that the pages say what the release says, and nothing says what was taken back."""
    assert [result.problem for result in report.results if result.problem] == []
    assert {result.outcome for result in report.results} <= {StepOutcome.DONE, StepOutcome.LEFT}
    posts = [result for result in report.results if result.step.post is not None]
    for result in posts:
        page = visible_words(httpx.get(result.url or "", follow_redirects=True).text)
        assert _fold(result.step.post.words) in _fold(page)
    assert len(_posts(live, "publish")) == len(posts)
    reached = public_bytes(live)
    assert len(reached) > 20
    for words in gone:
        assert [url for url, text in reached.items() if words in text] == []


def test_words_arrive_change_and_leave(live: LiveWordPress, tmp_path: Path) -> None:
    """Five editions; a word changes, an answer is withdrawn, and an edition retracted."""
    for content, gone in stages():
        check_live(live, pushed(live, tmp_path, content), gone)
        if not gone:
            reached = "".join(public_bytes(live).values())
            assert all(words in reached for words in PUBLISHED_WORDS)  # it is looked where they are
    report = pushed(live, tmp_path, content)
    assert {result.outcome for result in report.results} == {StepOutcome.LEFT}


def test_a_post_that_was_changed_by_hand_stays(live: LiveWordPress, tmp_path: Path) -> None:
    """What the person wrote is shown; force replaces it."""
    pushed(live, tmp_path, series())
    (post,) = _posts(live, "publish")
    query = {"rest_route": f"/wp/v2/posts/{post['id']}"}
    data = {"content": post["content"]["raw"].replace("Patience is a long room.", "By hand.")}
    httpx.post(f"{live.url}/", params=query, json=data, auth=(USER, live.password))

    changed = series(editions=(edition(responses=(response(quote="Later."),)),))
    (result,) = pushed(live, tmp_path, changed).results

    assert result.outcome is StepOutcome.CONFLICT
    assert any("By hand." in line for line in result.changes)
    check_live(live, pushed(live, tmp_path, changed, force=True), ("By hand.",))


def test_kills_lose_and_double_nothing(live: LiveWordPress, tmp_path: Path) -> None:
    """The command is killed at random moments, each time with something to do."""
    credentials = {"TBH_WORDPRESS_USER": USER, "TBH_WORDPRESS_PASSWORD": live.password}
    content, killed = kill_pushes(site(live), tmp_path, credentials, _KILLS, "status=publish")

    report = pushed(live, tmp_path, content)

    assert killed > _KILLS // 2
    check_live(live, report, (f"Turn {_KILLS - 2}.",))
