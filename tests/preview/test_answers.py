"""Methods, names and paths."""

from pathlib import Path

import pytest

from preview.browser import Browser
from small_folder import EDITION, write
from tbh_model.preview import app
from tbh_model.preview._app import allowed_hosts, is_loopback


def test_head_is_a_page_without_its_body(browse: Browser) -> None:
    """The same headers, the same length."""
    page, head = browse.get("/"), browse.ask("HEAD", "/")

    assert head.content == b""
    assert head.headers["Content-Length"] == str(len(page.content))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_can_be_done_but_read(browse: Browser, method: str) -> None:
    """On any page."""
    answer = browse.ask(method, "/")

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("address", ["/", "/rss.xml", "/_tbh/", "/nowhere", "/_tbh/assets/live.js"])
def test_everything_is_asked_for_anew(browse: Browser, address: str) -> None:
    """And kept from other sites."""
    headers = browse.get(address).headers

    assert headers["Cache-Control"] == "no-cache"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_pages_of_the_preview_run_nothing_but_its_own_scripts(browse: Browser) -> None:
    """By their content security policy."""
    policy = browse.get("/_tbh/").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:8000", "LocalHost", "127.0.0.1", "127.0.0.1:9", "[::1]", "[::1]:80"],
)
def test_this_machine_is_answered_by_its_own_names(browse: Browser, host: str) -> None:
    """With any port."""
    assert browse.get("/", Host=host).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "192.168.1.7",
        "0.0.0.0",  # noqa: S104 - asked for
        "localhost.",
    ],
)
def test_other_names_are_refused(browse: Browser, host: str) -> None:
    """So that no web page can have its name lead here, and read what is not out."""
    answer = browse.get("/", Host=host)

    assert answer.status_code == 421
    assert "Small Talk" not in answer.text


@pytest.mark.parametrize(
    "host",
    [
        "",
        " ",
        "[::1",
        "::1]",
        "[::1]x",
        "[::1].evil.example",
        "[::1%25lo]",
        "[::1%lo]:80",
        "[1.2.3]",
        "[]",
        "::1",
        "a:b:c",
        "localhost:",
        "localhost:x",
        "localhost:99999",
        "localhost:80:80",
        "127.0.0.1@evil.example",
        "localhost:80@evil.example",
        "localhost/",
        "localhost\\",
        "localhost,localhost",
        "a" * 5000,
        "localhost" + "." * 300,
    ],
)
def test_what_is_no_host_is_a_bad_request(browse: Browser, host: str) -> None:
    """Whatever a browser would make of it."""
    for path in ("/", "/?at=now", "/_tbh/events"):
        answer = browse.get(path, Host=host)

        assert answer.status_code == 400
        assert "Small Talk" not in answer.text


def test_a_request_names_one_host(browse: Browser) -> None:
    """Two would let each reader choose."""
    headers = [("Host", "127.0.0.1"), ("Host", "evil.example")]

    assert browse.ask("GET", "/", headers=headers).status_code == 400


def test_where_others_may_come_bare_addresses_are_answered() -> None:
    """They cannot be made up by a web page; names can."""
    is_allowed = allowed_hosts("0.0.0.0")  # noqa: S104 - asked for

    assert is_allowed("192.168.1.7")
    assert is_allowed("localhost")
    assert not is_allowed("evil.example")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::", "example.org", ""])  # noqa: S104
def test_only_this_machine_is_loopback(host: str) -> None:
    """All else can be reached by others, or may be."""
    assert not is_loopback(host)


def _raw(browse: Browser, path: bytes) -> int:
    """Ask for a path exactly as it is written, as no browser would."""
    import asyncio
    from urllib.parse import unquote

    sent: list[dict[str, object]] = []

    async def ask() -> None:
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": unquote(path.decode("latin-1")),
            "raw_path": path,
            "query_string": b"",
            "headers": [(b"host", b"127.0.0.1:8000")],
            "server": ("127.0.0.1", 8000),
            "client": ("127.0.0.1", 1),
        }

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: object) -> None:
            assert isinstance(message, dict)
            sent.append(message)

        await app(browse.preview)(scope, receive, send)

    asyncio.run(ask())
    status = sent[0]["status"]
    assert isinstance(status, int)
    return status


@pytest.mark.parametrize(
    "path",
    [
        b"/../secret.svg",
        b"/images/../../secret.svg",
        b"/%2e%2e/secret.svg",
        b"/images/%2e%2e%2f%2e%2e%2fsecret.svg",
        b"/images/..%5c..%5csecret.svg",
        b"/images/..\\..\\secret.svg",
        b"//secret.svg",
        b"/./series.yaml",
        b"/series.yaml",
        b"/editions/patience.yaml",
        b"/_tbh/artifacts/../secret.svg",
        b"/_tbh/artifacts/series.yaml",
        b"/_tbh/assets/..%2f..%2f_app.py",
        b"/_tbh/assets/../_app.py",
        b"/images/a.svg%00",
    ],
)
def test_no_path_leaves_the_tree(browse: Browser, path: bytes) -> None:
    """What no exporter makes is not there, wherever it lies on the disk."""
    (browse.folder.parent / "secret.svg").write_text("secret", encoding="utf-8")

    assert _raw(browse, path) == 404


def test_a_link_that_is_put_in_the_place_of_an_image_is_not_followed(browse: Browser) -> None:
    """Not even between the plan and the picture."""
    secret = browse.folder.parent / "secret.svg"
    secret.write_text("secret", encoding="utf-8")
    write(browse.folder, "images/a.svg", "<svg/>")
    picture = "image: {src: images/a.svg, alt: A door}\n"
    browse.save("editions/patience.yaml", EDITION + picture)
    assert browse.get("/images/a.svg").status_code == 200
    (browse.folder / "images" / "a.svg").unlink()
    (browse.folder / "images" / "a.svg").symlink_to(secret)

    answer = browse.get("/images/a.svg")

    assert answer.status_code == 500
    assert answer.content != b"secret"


def test_a_redirect_never_leaves(browse: Browser) -> None:
    """A path that looks like another host leads nowhere."""
    assert _raw(browse, b"/editions/patience") == 307
    assert _raw(browse, b"//editions/patience") == 404
    assert _raw(browse, b"//evil.example/editions/patience") == 404


def test_markup_in_content_stays_text(folder: Path) -> None:
    """On every page that the preview adds."""
    text = EDITION.replace("title: What is patience for?", 'title: "<script>x</script>"')
    write(folder, "editions/patience.yaml", text)
    browser = Browser(folder)

    for address in ("/_tbh/", "/_tbh/artifacts/rss.xml", "/_tbh/artifacts/newsletter/patience.md"):
        assert "<script>x" not in browser.get(address).text
