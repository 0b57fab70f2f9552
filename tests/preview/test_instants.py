"""Looking at another instant."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from preview.browser import SCHEDULED, Browser
from small_folder import write
from tbh_model.preview._view import InstantError, read_instant


@pytest.fixture
def scheduled(folder: Path) -> Browser:
    """Somebody who sees only what is out; another edition is from July on."""
    write(folder, "editions/doors.yaml", SCHEDULED)
    return Browser(folder, drafts=False)


def test_an_edition_can_be_seen_before_its_time(scheduled: Browser) -> None:
    """With `?at=`, and without it not."""
    assert scheduled.get("/editions/doors/").status_code == 404
    assert scheduled.get("/editions/doors/?at=2026-07-02").status_code == 200


def test_an_instant_stays_while_one_clicks_around(scheduled: Browser) -> None:
    """Until somebody asks for the present again."""
    scheduled.get("/?at=2026-07-02")
    assert scheduled.get("/editions/doors/").status_code == 200

    scheduled.get("/?at=now")

    assert scheduled.get("/editions/doors/").status_code == 404


def test_the_bar_names_the_instant(scheduled: Browser) -> None:
    """And how to come back."""
    page = scheduled.get("/?at=2026-07-02T08:00Z").text

    assert "2 July 2026, 08:00 UTC" in page
    assert 'href="?at=now"' in page


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-01", "0001-01-01", "9999-12-31", "<b>"])
def test_what_is_no_instant_is_explained(scheduled: Browser, text: str) -> None:
    """With examples, and without doing anything else."""
    page = scheduled.ask("GET", "/", params={"at": text})

    assert page.status_code == 400
    assert "?at=2026-12-24T18:00Z" in page.text
    assert "<b>" not in page.text


def test_a_cookie_that_is_no_instant_is_dropped(scheduled: Browser) -> None:
    """Whoever set it."""
    page = scheduled.get("/", Cookie="tbh-at-8000=nonsense")

    assert page.status_code == 200
    assert "Max-Age=0" in page.headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-12-24T18:00Z", datetime(2026, 12, 24, 18, tzinfo=UTC)),
        ("2026-12-24T18:00-05:00", datetime(2026, 12, 24, 23, tzinfo=UTC)),
        ("2026-12-24T18:00 02:00", datetime(2026, 12, 24, 16, tzinfo=UTC)),
        ("2026-12-24T18:00", datetime(2026, 12, 24, 23, tzinfo=UTC)),
        ("2026-12-24", datetime(2026, 12, 24, 5, tzinfo=UTC)),
        ("now", None),
        (" ", None),
    ],
)
def test_instants_are_read_as_people_write_them(text: str, instant: datetime | None) -> None:
    """Without an offset they are in the zone of the series; a plus may have become a space."""
    assert read_instant(text, "America/Toronto") == instant


def test_an_instant_that_is_none_says_what_to_write() -> None:
    """In one line, and short whatever it was."""
    with pytest.raises(InstantError, match="write one such as 2026-12-24T18:00Z") as caught:
        read_instant("x" * 1000, "UTC")

    assert len(str(caught.value)) < 200


def test_time_alone_brings_an_edition(folder: Path) -> None:
    """A preview that was open when it became due shows it, though no file has changed."""
    write(folder, "editions/doors.yaml", SCHEDULED)
    browser = Browser(folder, drafts=False)
    assert browser.get("/editions/doors/").status_code == 404

    browser.preview.clock = lambda: datetime(2026, 7, 1, 14, tzinfo=UTC)

    assert browser.get("/editions/doors/").status_code == 200
