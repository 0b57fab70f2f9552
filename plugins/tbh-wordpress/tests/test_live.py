"""A real WordPress: what readers see after each push, and what survives kills."""

import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Final

import httpx
import pytest
from attrs import evolve

import tbh_model as tbh
from live import USER, LiveWordPress, what_is_missing, wordpress
from small_talk import AT, edition, response, series
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


def five() -> tbh.Series:
    """Return five editions, with signs that WordPress likes to change."""
    return series(
        edition(
            1,
            title="Grudges & <Debts>",
            tags=("grudges", "R&D"),
            summary="On grudges.",
            responses=(response("Changed-Word."),),
        ),
        edition(2, responses=(response('It\'s "soon" enough... -- or [never].'),)),
        edition(
            3,
            responses=(
                response("Stays."),
                response("Withdrawn-Word of mine.", id="r-2", therapist="t-2"),
            ),
        ),
        edition(4, title="Retracted-Title", summary="Retracted-Summary.", tags=("Retracted-Tag",)),
        edition(5, responses=(response("Ça coûte: « rien » 🙂 & <b>tout</b>"),)),
        therapists=(
            tbh.Therapist(id="t-1", name="Zoë Ångström"),
            tbh.Therapist(id="t-2", name="Withdrawn-Name"),
        ),
    )


def test_words_arrive_change_and_leave(live: LiveWordPress, tmp_path: Path) -> None:
    """Five editions; a word changes, an answer is withdrawn, and an edition retracted."""
    content = five()
    check_live(live, pushed(live, tmp_path, content))
    reached = "".join(public_bytes(live).values())
    for words in ("Changed-Word.", "Withdrawn-Word", "Withdrawn-Name", "Retracted-Summary"):
        assert words in reached  # it is looked where they are

    first, *others = content.editions
    changed = evolve(first, responses=(response("Later than soon."),))
    content = evolve(content, editions=(changed, *others))
    check_live(live, pushed(live, tmp_path, content), ("Changed-Word.",))

    consent = tbh.Consent(uses=frozenset({tbh.Channel.WEB}), granted=date(2026, 1, 1))
    third = content.edition("e-3")
    answers = (third.responses[0], evolve(third.responses[1], consents=(consent,)))
    third = evolve(third, responses=answers)
    editions = tuple(third if item.id == "e-3" else item for item in content.editions)
    content = evolve(content, editions=editions)
    content = tbh.withdraw(
        content, "e-3/r-2", on=date(2026, 5, 1), uses=frozenset({tbh.Channel.WEB})
    )
    gone = ("Changed-Word.", "Withdrawn-Word", "Withdrawn-Name")
    check_live(live, pushed(live, tmp_path, content), gone)

    editions = tuple(
        evolve(item, status=tbh.EditionStatus.RETRACTED) if item.id == "e-4" else item
        for item in content.editions
    )
    content = evolve(content, editions=editions)
    gone = (*gone, "Retracted-Title", "Retracted-Summary")
    check_live(live, pushed(live, tmp_path, content), gone)
    report = pushed(live, tmp_path, content)
    assert {result.outcome for result in report.results} == {StepOutcome.LEFT}


def test_a_post_that_was_changed_by_hand_stays(live: LiveWordPress, tmp_path: Path) -> None:
    """What the person wrote is shown; force replaces it."""
    pushed(live, tmp_path, series(edition(1)))
    (post,) = _posts(live, "publish")
    query = {"rest_route": f"/wp/v2/posts/{post['id']}"}
    data = {"content": post["content"]["raw"].replace("Soon enough.", "By hand.")}
    httpx.post(f"{live.url}/", params=query, json=data, auth=(USER, live.password))

    changed = series(edition(1, responses=(response("Later."),)))
    (result,) = pushed(live, tmp_path, changed).results

    assert result.outcome is StepOutcome.CONFLICT
    assert any("By hand." in line for line in result.changes)
    check_live(live, pushed(live, tmp_path, changed, force=True), ("By hand.",))


_PUSH: Final = """
import sys
from tbh_model import publishers
from tbh_wordpress import WordPressSite
publishers.register(WordPressSite)
from tbh_model.cli import main
sys.argv[1:] = {words}
main()
"""


def test_kills_lose_and_double_nothing(live: LiveWordPress, tmp_path: Path) -> None:
    """The command is killed at random moments, each time with something to do."""
    source = os.pathsep.join(filter(None, sys.path))
    environment = {
        **os.environ,
        "PYTHONPATH": source,
        "TBH_WORDPRESS_USER": USER,
        "TBH_WORDPRESS_PASSWORD": live.password,
    }
    settings = (f"url={live.url}", "status=publish")
    words = ["push", "wordpress", str(tmp_path), "--at", AT.isoformat()]
    for setting in settings:
        words += ["--set", setting]
    command = [sys.executable, "-c", _PUSH.format(words=words)]
    dice = random.Random(25)  # noqa: S311 - the same moments each time
    killed = 0
    for turn in range(_KILLS):
        content = _turn(turn)
        tbh.save(content, tmp_path)
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()  # it has planned, and begins
            time.sleep(dice.uniform(0, 0.35))
            killed += process.poll() is None
            process.kill()

    report = pushed(live, tmp_path, content)

    assert killed > _KILLS // 2
    check_live(live, report, (f"Turn {_KILLS - 2}.",))


def _turn(number: int) -> tbh.Series:
    """Return two editions that change each turn, and one that comes and goes."""
    answers = (response(f"Turn {number}."),)
    kept = (edition(1, responses=answers), edition(2, responses=answers))
    return series(*kept, *((edition(3, responses=answers),) if number % 3 else ()))
