"""A real Ghost: what readers see after each push, and what survives kills."""

import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

import tbh_model as tbh
from live import LiveGhost, ghost, what_is_missing
from platform_life import PUBLISHED_WORDS, kill_pushes, stages
from small import AT, edition, response, series
from tbh_ghost import Ghost, PostStatus, admin_token
from tbh_model.publishers import Credentials, PushReport, StepOutcome, push, visible_words

MISSING: Final = what_is_missing()
pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(bool(MISSING), reason=f"NO GHOST HERE: {MISSING} MISSING"),
]

_KILLS: Final = 50
_SEEDS: Final = (
    "/",
    "/rss/",
    "/author/an/",
    "/author/an/rss/",
    "/tag/retracted-tag/",
    "/tag/retracted-tag/rss/",
    "/sitemap.xml",
    "/robots.txt",
    "/llms.txt",
)
_ADDRESS: Final = re.compile(r"""(?:href|src)=["']([^"'#]+)|<loc>([^<]+)""")


@pytest.fixture(scope="module")
def live() -> Iterator[LiveGhost]:
    """Start a Ghost for all tests."""
    with ghost() as started:
        yield started


@pytest.fixture(autouse=True)
def _empty(live: LiveGhost) -> None:
    """Remove every post."""
    for post in posts(live):
        asked(live, "DELETE", f"/posts/{post['id']}/")


def asked(live: LiveGhost, method: str, path: str, **options: Any) -> httpx.Response:
    """Send a request to the Admin API, as no code of ours does."""
    headers = {"Authorization": f"Ghost {admin_token(live.key, time.time())}"}
    url = f"{live.url}/ghost/api/admin{path}"
    return httpx.request(method, url, headers=headers, **options).raise_for_status()


def posts(live: LiveGhost) -> list[dict[str, Any]]:
    """Return all posts."""
    query = {"limit": "100", "formats": "html"}
    found: list[dict[str, Any]] = asked(live, "GET", "/posts/", params=query).json()["posts"]
    return found


def publisher(live: LiveGhost) -> Ghost:
    """Return the publisher for a Ghost."""
    return Ghost(url=live.url, status=PostStatus.PUBLISHED)


def pushed(live: LiveGhost, folder: Path, content: tbh.Series, **options: bool) -> PushReport:
    """Push to a Ghost."""
    credentials = Credentials({"TBH_GHOST_KEY": live.key})
    return push(content, publisher(live), folder=folder, at=AT, credentials=credentials, **options)


def public_texts(live: LiveGhost, hidden: set[str]) -> dict[str, str]:
    """Return whatever anybody can reach, by address: what links lead to, and what none does."""
    api = f"/ghost/api/content/%s/?key={live.content_key}&limit=all&formats=html,plaintext"
    paths = (*_SEEDS, *(api % kind for kind in ("posts", "pages", "tags", "authors")))
    waiting = [*(f"{live.url}{path}" for path in paths), *hidden]
    texts = dict[str, str]()
    with httpx.Client(follow_redirects=True, timeout=30) as client:
        while waiting:
            url = waiting.pop()
            if url in texts or "/assets/" in url or url == f"{live.url}/ghost/":
                continue
            text = texts[url] = unescape(client.get(url).text)
            links = ("".join(groups) for groups in _ADDRESS.findall(text))
            absolute = (f"{live.url}{link}" if link.startswith("/") else link for link in links)
            waiting += [link for link in absolute if link.startswith(f"{live.url}/")]
    return texts


def check_live(
    live: LiveGhost, report: PushReport, seen: set[str], gone: tuple[str, ...] = ()
) -> dict[str, str]:
    """Check that the pages say what the release says, and nothing says what was taken back."""
    assert [result.problem for result in report.results if result.problem] == []
    assert {result.outcome for result in report.results} <= {StepOutcome.DONE, StepOutcome.LEFT}
    there = [result for result in report.results if result.step.post is not None]
    for result in there:
        page = httpx.get(result.url or "").raise_for_status().text
        assert result.step.post is not None
        assert result.step.post.words in visible_words(page)
    assert [post["status"] for post in posts(live)] == ["published"] * len(there)
    for post in posts(live):
        assert post["email"] is None
        seen |= {post["url"], f"{live.url}/p/{post['uuid']}/"}
    texts = public_texts(live, seen)
    for words in gone:
        assert [url for url, text in texts.items() if words in text] == []
    return texts


def test_words_arrive_change_and_leave(live: LiveGhost, tmp_path: Path) -> None:
    """Five editions; a word changes, an answer is withdrawn, and an edition retracted."""
    seen = set[str]()
    for content, gone in stages():
        texts = check_live(live, pushed(live, tmp_path, content), seen, gone)
        if not gone:
            reached = "".join(texts.values())
            assert all(words in reached for words in PUBLISHED_WORDS)  # it is looked where they are
            assert len(texts) > 20
    report = pushed(live, tmp_path, content)
    check_live(live, report, seen, ("Retracted-Tag",))
    assert {result.outcome for result in report.results} == {StepOutcome.LEFT}
    assert len(posts(live)) == 4


def test_figures_languages_and_anchors_survive(live: LiveGhost, tmp_path: Path) -> None:
    """The page of the post has the card as it was sent."""
    french = response(id="r-7", language="fr-CA", quote="Ça va.")
    content = series(editions=(edition(responses=(french,)),))

    (result,) = pushed(live, tmp_path, content).results

    page = httpx.get(result.url or "").text
    assert '<figure class="tbh-response" id="tbh-r-7">' in page
    assert '<figcaption class="tbh-byline">' in page
    assert 'lang="fr-CA"' in page
    assert '<link rel="canonical" href="https://example.org/small/editions/patience/"' in page


def test_a_post_that_was_changed_by_hand_stays(live: LiveGhost, tmp_path: Path) -> None:
    """What the person wrote is shown; force replaces it."""
    pushed(live, tmp_path, series())
    (post,) = posts(live)
    html = post["html"].replace("Patience is a long room.", "By hand.")
    data = {"posts": [{"html": html, "updated_at": post["updated_at"]}]}
    asked(live, "PUT", f"/posts/{post['id']}/", params={"source": "html"}, json=data)

    changed = series(editions=(edition(responses=(response(quote="Later."),)),))
    (result,) = pushed(live, tmp_path, changed).results

    assert result.outcome is StepOutcome.CONFLICT
    assert any("By hand." in line for line in result.changes)
    check_live(live, pushed(live, tmp_path, changed, force=True), set(), ("By hand.",))


def test_a_draft_is_not_public(live: LiveGhost, tmp_path: Path) -> None:
    """And is published there, which no push undoes."""
    credentials = Credentials({"TBH_GHOST_KEY": live.key})
    site = Ghost(url=live.url)

    (result,) = push(series(), site, folder=tmp_path, at=AT, credentials=credentials).results

    assert not result.is_public
    assert "Patience is a long room." not in "".join(public_texts(live, set()).values())
    (post,) = posts(live)
    data = {"posts": [{"status": "published", "updated_at": post["updated_at"]}]}
    asked(live, "PUT", f"/posts/{post['id']}/", json=data)
    changed = series(editions=(edition(title="Another title"),))
    (result,) = push(changed, site, folder=tmp_path, at=AT, credentials=credentials).results
    assert (result.outcome, result.is_public) == (StepOutcome.DONE, True)


def test_kills_lose_and_double_nothing(live: LiveGhost, tmp_path: Path) -> None:
    """The command is killed at random moments, each time with something to do."""
    credentials = {"TBH_GHOST_KEY": live.key}
    content, killed = kill_pushes(
        publisher(live), tmp_path, credentials, _KILLS, "status=published"
    )

    report = pushed(live, tmp_path, content)

    assert killed > _KILLS // 2
    check_live(live, report, set(), (f"Turn {_KILLS - 2}.",))
