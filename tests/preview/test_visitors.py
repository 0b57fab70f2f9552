"""Visitors that are no browsers: slow, many, and with requests that nobody should send.

All of it goes over the loopback interface, in a bounded number.
"""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Thread
from time import monotonic

import pytest

from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model.preview import _server, _session as _events, app
from tbh_model.preview._session import Preview


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/patience.yaml", EDITION)
    return tmp_path


@pytest.fixture
def port(folder: Path) -> Iterator[int]:
    """The port of a server that runs in this process."""
    preview = Preview(folder, at=None, drafts=True)
    server = _server._server(preview, app(preview))
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]  # of older versions
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        thread = Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(timeout=20)
    assert not thread.is_alive()


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        yield connection


def answer(port: int, request: bytes) -> bytes:
    """Send a request, and give all that comes until the server closes the connection."""
    with connected(port) as connection:
        connection.sendall(request)
        return rest(connection)


def rest(connection: socket.socket) -> bytes:
    pieces = []
    try:
        while piece := connection.recv(65536):
            pieces.append(piece)
    except ConnectionResetError:
        pass
    return b"".join(pieces)


def status(port: int, request: bytes) -> int:
    return int(answer(port, request).split(b" ", 2)[1])


def get(path: bytes = b"/", *headers: bytes, method: bytes = b"GET") -> bytes:
    lines = (method + b" " + path + b" HTTP/1.1", b"Host: 127.0.0.1", b"Connection: close")
    return b"\r\n".join((*lines, *headers, b"", b""))


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET / HT",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\nx",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET / HT",
    ],
)
def test_who_sends_no_whole_request_is_let_go(
    port: int, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    """Nothing, half a head, half a body, or half of a second request."""
    monkeypatch.setattr(_server, "REQUEST_SECONDS", 0.2)

    with connected(port) as connection:
        connection.sendall(begun)
        rest(connection)  # ends, because the server ends it


def test_a_byte_now_and_then_buys_no_time(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole head must have come."""
    monkeypatch.setattr(_server, "REQUEST_SECONDS", 0.3)

    with connected(port) as connection:
        connection.settimeout(0.05)
        for _ in range(200):
            try:
                connection.sendall(b"G")
                if connection.recv(1) == b"":
                    return
            except TimeoutError:
                continue
            except (BrokenPipeError, ConnectionResetError):
                return
    pytest.fail("it was held for as long as somebody liked")


def test_connections_that_send_nothing_keep_nobody_out(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that has waited longest makes room."""
    monkeypatch.setattr(_server, "CONNECTIONS", 20)

    with ExitStack() as stack:
        silent = [stack.enter_context(connected(port)) for _ in range(60)]
        assert status(port, get()) == 200
        assert rest(silent[0]) == b""


@pytest.mark.heavy
def test_a_crowd_that_sends_nothing_is_let_go(folder: Path) -> None:
    """`tbh serve` goes on answering meanwhile, and within its time none of them is left."""
    with _files(2 * CROWD), served(folder) as port, ExitStack() as stack:
        silent = [stack.enter_context(connected(port)) for _ in range(CROWD)]
        for _ in range(5):
            begun = monotonic()
            assert status(port, get()) == 200
            assert monotonic() - begun < 5

        for connection in silent:
            connection.settimeout(2 * _server.REQUEST_SECONDS)
            assert rest(connection) == b""
        assert status(port, get()) == 200


CROWD = 1300


@contextmanager
def _files(number: int) -> Iterator[None]:
    """Let this process open so many files more, and those that it starts."""
    resource = pytest.importorskip("resource", reason="NO LIMITS OF OPEN FILES HERE")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = number + 500
    if hard != resource.RLIM_INFINITY and hard < needed:
        pytest.skip(f"A PROCESS MAY OPEN ONLY {hard} FILES HERE, AND {needed} ARE NEEDED")
    is_enough = soft == resource.RLIM_INFINITY or soft >= needed
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft if is_enough else needed, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """Return the port of `tbh serve`, which runs in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "tbh_model", "serve", str(folder), "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _wait_for(port: int, process: "subprocess.Popen[str]") -> None:
    end = monotonic() + 30
    while monotonic() < end:
        assert process.poll() is None, process.communicate()[0]
        with suppress(ConnectionRefusedError):
            assert status(port, get()) == 200
            return
        _pause()
    pytest.fail("it does not answer")


@pytest.mark.heavy
def test_a_client_that_does_not_read_is_let_go(
    port: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its answers would wait in memory."""
    monkeypatch.setattr(_server, "STALL_SECONDS", 0.2)
    write(folder, "images/a.png", b"\x89PNG\r\n\x1a\n" + b"x" * 8_000_000)
    write(folder, "editions/patience.yaml", f"{EDITION}image: {{src: images/a.png, alt: A door}}\n")

    with connected(port) as connection:
        request = get(b"/images/a.png").replace(b"Connection: close", b"Connection: keep-alive")
        connection.sendall(request)
        connection.settimeout(20)
        connection.recv(1, socket.MSG_PEEK)
        assert status(port, get()) == 200
        _wait_until_closed(connection)


def _wait_until_closed(connection: socket.socket) -> None:
    """Wait until nothing can be sent any more, without reading what has come."""
    for _ in range(400):
        try:
            connection.sendall(b"x")
        except (BrokenPipeError, ConnectionResetError):
            return
        _pause()
    pytest.fail("it was held")


def _pause() -> None:
    from time import sleep

    sleep(0.025)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (get(), 200),
        (get(b"/", b"Range: bytes=0-1"), 200),
        (get(b"/", b"Range: bytes=9999999-,,-"), 200),
        (get(b"/", b"Connection: upgrade", b"Upgrade: websocket"), 200),
        (get(b"/", b"Origin: https://evil.example", b"Sec-Fetch-Site: cross-site"), 200),
        (get(b"/?at=%00%ff"), 400),
        (get(b"/?at=9999-99-99T99:99"), 400),
        (get(b"/?at=" + b"9" * 5000), 400),
        (get(b"/", b"Cookie: tbh-at-80=%00; x=\xff"), 200),
        (get(b"/%00"), 404),
        (get(b"/%ff"), 404),
        (get(b"/..%2f..%2fetc%2fpasswd"), 404),
        (get(b"/_tbh/artifacts/..%2f..%2fseries.yaml"), 404),
        (get(b"/_tbh/assets/..%2f_app.py"), 404),
        (get(b"/" + b"a/" * 5000), 404),
        (get(method=b"POST"), 405),
        (get(method=b"PUT"), 405),
        (get(method=b"DELETE"), 405),
        (get(method=b"TRACE"), 405),
        (get(method=b"OPTIONS"), 405),
        (get(b"127.0.0.1:80", method=b"CONNECT"), 405),
        (get(b"*", method=b"OPTIONS"), 405),
        (b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
        (b"GET / HTTP/1.0\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: 127.0.0.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: [::1\r\nConnection: close\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", 421),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    ],
)
def test_odd_requests_are_answered(port: int, request_: bytes, expected: int) -> None:
    """And so is the next one."""
    found = answer(port, request_)

    assert int(found.split(b" ", 2)[1]) == expected
    assert b"Traceback" not in found
    assert b"root:" not in found
    assert status(port, get()) == 200


@pytest.mark.parametrize("begin", [b"GET /", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "])
def test_a_head_that_does_not_end_is_cut_off(port: int, begin: bytes) -> None:
    """Long before it has filled the memory."""
    sent = 0
    with connected(port) as connection:
        try:
            connection.sendall(begin)
            for _ in range(1000):
                connection.sendall(b"x" * 65536)
                sent += 65536
        except (BrokenPipeError, ConnectionResetError):
            pass

    assert sent < 50_000_000
    assert status(port, get()) == 200


def test_no_other_page_may_read_an_answer(port: int) -> None:
    """Neither as a picture, nor in a frame of its process, nor by asking for it."""
    head = (
        answer(port, get(b"/", b"Origin: https://evil.example")).partition(b"\r\n\r\n")[0].lower()
    )

    assert b"cross-origin-resource-policy: same-origin" in head
    assert b"cross-origin-opener-policy: same-origin" in head
    assert b"access-control-allow-origin" not in head


def test_only_so_many_pages_listen(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that leaves makes room for the next."""
    monkeypatch.setattr(_events, "LISTENERS", 3)
    ask = get(b"/_tbh/events")

    with ExitStack() as stack:
        pages = [stack.enter_context(connected(port)) for _ in range(3)]
        for page in pages:
            page.sendall(ask)
            assert page.recv(12) == b"HTTP/1.1 200"
        assert answer(port, ask).startswith(b"HTTP/1.1 503")

    for _ in range(100):
        with connected(port) as page:
            page.sendall(ask)
            if page.recv(12) == b"HTTP/1.1 200":
                return
        _pause()
    pytest.fail("pages that have left still count")
