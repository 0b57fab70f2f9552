"""The server itself: real files, real connections."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

import pytest

import tbh_model as tbh
from preview.browser import NOW, Browser
from small_folder import EDITION, write
from tbh_model.preview import STYLE_SHEET, PortError, RemoteHostError, app, serve
from tbh_model.preview._server import changes
from tbh_model.preview._session import Events, format_event


class Server:
    """`tbh serve` in a process of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        command = [sys.executable, "-m", "tbh_model", "serve", str(folder), "--port", "0", *options]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        self.said: list[str] = []
        self.connections: list[http.client.HTTPConnection] = []
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)
            if line.startswith("Stop it"):
                break
        found = re.search(r"site +http://127\.0\.0\.1:(\d+)/", "".join(self.said))
        assert found, self.said
        self.port = int(found[1])

    def connect(self) -> http.client.HTTPConnection:
        """Connect as a browser does."""
        self.connections.append(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20))
        return self.connections[-1]

    def listen(self) -> http.client.HTTPResponse:
        """Listen as an open page does, from the first version on."""
        connection = self.connect()
        connection.request("GET", "/_tbh/events")
        events = connection.getresponse()
        assert events.readline() == b"retry: 300\n"
        self.heard(events)
        return events

    def heard(self, events: http.client.HTTPResponse) -> bytes:
        """Return the next version that open pages are told."""
        while events.readline() != b"event: version\n":
            pass
        return events.readline()

    def get(self, address: str) -> str:
        """Ask for a page."""
        connection = self.connect()
        connection.request("GET", address)
        return connection.getresponse().read().decode()

    def end(self) -> tuple[int, str]:
        """Press Ctrl-C; give the exit status, and what was said since."""
        self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate(timeout=20)
        return self.process.returncode, said


@contextmanager
def running(folder: Path, *options: str) -> Iterator[Server]:
    """Run a server for a while."""
    server = Server(folder, *options)
    try:
        yield server
    finally:
        for connection in server.connections:
            connection.close()
        if server.process.poll() is None:
            server.process.kill()
            server.process.communicate()


def test_a_saved_file_is_on_the_page_and_in_the_console(folder: Path) -> None:
    """Open pages are told, the page is new, and Ctrl-C ends it without a complaint."""
    with running(folder, "--at", NOW.isoformat()) as server:
        events = server.listen()
        write(folder, "editions/patience.yaml", EDITION.replace("long", "wide"))
        server.heard(events)
        page = server.get("/editions/patience/")
        status, said = server.end()

    assert "a wide room" in page
    assert re.search(r"\d\d:\d\d:\d\d  editions/patience\.yaml  \d+ ms\n", said)
    assert said.endswith("Stopped.\n")
    assert status == 0
    assert "Traceback" not in said


def test_the_port_that_is_taken_is_named(folder: Path) -> None:
    """With what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(PortError, match=f"port {port}: it is in use; .*--port 0"):
            serve(folder, port=port)


def test_no_other_machine_can_reach_it_unless_that_is_said(folder: Path) -> None:
    """Drafts are not for everybody in the café."""
    with pytest.raises(RemoteHostError, match="add --allow-remote"):
        serve(folder, host="0.0.0.0", port=0)  # noqa: S104 - that is the point


def test_where_there_is_nothing_there_is_no_preview(tmp_path: Path) -> None:
    """A name that was misspelt is said at once, and not in a browser."""
    with pytest.raises(tbh.ContentError, match="there is nothing at"):
        serve(tmp_path / "contnet", port=0)


def test_a_host_that_is_nowhere_is_named(folder: Path) -> None:
    """As wrong as a port."""
    with pytest.raises(PortError, match=r"cannot listen at nowhere\.invalid"):
        serve(folder, host="nowhere.invalid", allow_remote=True)


@contextmanager
def watched(content: Path) -> Iterator[list[tuple[str, ...]]]:
    """Collect what is told of a folder that is watched."""
    told: list[tuple[str, ...]] = []
    stop = Event()
    thread = Thread(target=lambda: told.extend(changes(content, stop)), daemon=True)
    thread.start()
    sleep(0.5)
    try:
        yield told
    finally:
        stop.set()
        thread.join(5)


def _waited(told: list[tuple[str, ...]], wanted: object) -> bool:
    """Return whether something is told within some seconds."""
    end = monotonic() + 8
    while monotonic() < end:
        if any(wanted in names if wanted else not names for names in told):
            return True
        sleep(0.02)
    return False


@pytest.mark.parametrize("polls", ["false", "true"])
def test_files_are_watched(folder: Path, monkeypatch: pytest.MonkeyPatch, polls: str) -> None:
    """Whether the system tells or they must be looked at."""
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", polls)
    (folder / "images").mkdir()
    with watched(folder) as told:
        write(folder, "images/a.svg", "<svg/>")
        assert _waited(told, "images/a.svg")


def test_what_is_no_content_is_passed_over(folder: Path) -> None:
    """Hidden files, backups, and the output of a build."""
    (folder / "public").mkdir()
    (folder / "public" / ".tbh-manifest.json").write_text("{}", encoding="utf-8")
    with watched(folder) as told:
        for name in (".git/index", "editions/patience.yaml~", "public/index.html", ".tbh/ledger"):
            write(folder, name, "x")
        write(folder, "editions/last.yaml", "x")
        assert _waited(told, "editions/last.yaml")

    assert {name for names in told for name in names} == {"editions/last.yaml"}


def test_a_folder_that_is_new_stands_for_what_is_in_it(folder: Path) -> None:
    """Nobody could watch what was written into it before it was known."""
    with watched(folder) as told:
        write(folder, "templates/first.html", "x")
        assert _waited(told, "templates")


def test_a_folder_that_went_is_waited_for(folder: Path, tmp_path: Path) -> None:
    """And watched again when it is back."""
    with watched(folder) as told:
        folder.rename(tmp_path / "elsewhere")
        assert _waited(told, ())
        del told[:]
        (tmp_path / "elsewhere").rename(folder)
        assert _waited(told, ())
        sleep(0.5)
        write(folder, "editions/patience.yaml", "x")
        assert _waited(told, "editions/patience.yaml")


def test_a_folder_in_the_place_of_another_is_watched(folder: Path, tmp_path: Path) -> None:
    """As a check-out or a copy leaves it."""
    other = tmp_path / "other"
    other.mkdir()
    with watched(folder) as told:
        folder.rename(tmp_path / "elsewhere")
        os.rename(other, folder)  # noqa: PTH104 - in one step
        assert _waited(told, ())
        sleep(0.5)
        write(folder, "series.yaml", "x")
        assert _waited(told, "series.yaml")


def test_a_page_is_told_until_the_server_ends() -> None:
    """In the order of what happened; a page that is gone is forgotten."""
    import asyncio

    async def listen() -> list[str]:
        events = Events()
        heard: list[str] = []
        async for each in events.stream(format_event("version", "a")):
            heard.append(each)
            if len(heard) == 2:
                events.send("version", "b")
                events.close()
        events.send("version", "c")
        return heard

    assert asyncio.run(listen()) == [
        "retry: 300\n\n",
        "event: version\ndata: a\n\n",
        "event: version\ndata: b\n\n",
    ]


def test_an_application_beside_the_preview_is_for_this_machine_alone(folder: Path) -> None:
    """It may show more than a preview does."""
    with pytest.raises(RemoteHostError):
        serve(folder, host="0.0.0.0", allow_remote=True, application=app)  # noqa: S104 - refused


def test_pages_beside_the_preview_can_use_its_style_sheet(browse: Browser) -> None:
    """At its public path."""
    sheet = browse.get(STYLE_SHEET)

    assert sheet.status_code == 200
    assert sheet.headers["content-type"].startswith("text/css")
