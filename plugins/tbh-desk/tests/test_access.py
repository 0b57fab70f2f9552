"""Who may see and send forms: one browser on this machine, and no other page."""

from pathlib import Path

import pytest

from browser import EDITION, Browser, content, fields

EDITION_PAGE = "/editions/e-1/"


@pytest.mark.parametrize("path", ["/", "/series/", EDITION_PAGE, "/nothing/"])
def test_nobody_sees_a_page_without_the_link(path: str, tmp_path: Path) -> None:
    """The terminal shows a link that works."""
    browser = Browser(content(tmp_path), enters=False)

    refused = browser.ask("GET", f"/_desk{path}")

    assert refused.status_code == 403
    assert "ines" not in refused.text.lower()
    assert browser.links == [browser.access.link]


def test_a_link_works_once(browser: Browser, tmp_path: Path) -> None:
    """Then it is in the history of a browser, where others might find it."""
    other = Browser(tmp_path, enters=False)
    link = other.access.link

    first = other.ask("GET", link)
    other.client.cookies.clear()
    other.ask("GET", link)

    assert first.headers["location"] == "/_desk/"
    cookie = first.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=strict", "path=/_desk"))
    assert other.ask("GET", "/_desk/").status_code == 403
    assert other.ask("GET", "/_desk/open/?token=").status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example:8000", "evil.example", "", "127.0.0.1.evil.example"]
)
def test_other_names_of_this_machine_are_refused(host: str, browser: Browser) -> None:
    """DNS rebinding gives a page of somebody else an address that leads here."""
    assert browser.ask("GET", "/_desk/", {"Host": host}).status_code == 421


@pytest.mark.parametrize("origin", ["null", "http://evil.example", "http://127.0.0.1:8001", ""])
def test_forms_of_other_pages_are_refused(origin: str, browser: Browser) -> None:
    """Even with all that the form needs."""
    form = fields(browser.page(EDITION_PAGE)) | {"title": "Taken over"}

    assert browser.send(EDITION_PAGE, form, origin=origin).status_code == 403
    assert browser.text("editions/patience.md") == EDITION


@pytest.mark.parametrize("token", ["", "x", "ü"])
def test_forms_need_the_token_of_the_session(token: str, browser: Browser) -> None:
    """The cookie alone does not do."""
    form = fields(browser.page(EDITION_PAGE)) | {"form-token": token, "title": "Taken over"}

    assert browser.send(EDITION_PAGE, form).status_code == 403
    assert browser.text("editions/patience.md") == EDITION


@pytest.mark.parametrize(
    "header",
    [("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Dest", "iframe"), ("Sec-Fetch-Dest", "empty")],
)
def test_scripts_and_frames_get_nothing(header: tuple[str, str], browser: Browser) -> None:
    """Not even those of the previewed site, which is at the same address."""
    assert browser.ask("GET", "/_desk/", dict([header])).status_code == 403


def test_pages_run_no_scripts_and_are_not_stored(browser: Browser) -> None:
    """By their headers."""
    headers = browser.ask("GET", f"/_desk{EDITION_PAGE}").headers

    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"


def test_a_form_that_is_too_large_is_refused(browser: Browser) -> None:
    """Before it is read."""
    form = fields(browser.page(EDITION_PAGE)) | {"introduction": "x" * (5 * 2**20)}

    assert browser.send(EDITION_PAGE, form).status_code == 413


def test_the_preview_shows_nothing_private(browser: Browser) -> None:
    """It needs no link, and answers as without the desk; the forms show what the editor may see."""
    preview = browser.ask("GET", "/editions/patience/")

    assert preview.status_code == 200
    assert "For waiting." in preview.text
    assert "ines@example.org" not in preview.text
    assert "drawer 2" not in preview.text
    assert browser.ask("POST", "/editions/patience/").status_code == 405
    assert "ines@example.org" in browser.page("/therapists/t-1/")
    assert "drawer 2" in browser.page("/editions/e-1/responses/r-1/")
