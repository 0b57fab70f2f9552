"""The server of a preview, and what watches the files beside it."""

import socket
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from errno import EADDRINUSE
from pathlib import Path
from threading import Event, Thread
from time import perf_counter
from typing import Final

import uvicorn

from tbh_model._errors import TBHError
from tbh_model.documents import load, summary
from tbh_model.preview._app import app
from tbh_model.preview._hosts import is_loopback
from tbh_model.preview._preview import Preview
from tbh_model.preview._watch import changes

LOOPBACK: Final = "127.0.0.1"
PORT: Final = 8000

Tell = Callable[[str], None]
"""Is told what happens, a line at a time."""


class RemoteHostError(TBHError, ValueError):
    """A preview was asked to listen where others can reach it, and not told that it may."""

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.host = host

    def __str__(self) -> str:
        """Say what it would mean, and what to do."""
        return (
            f"at {self.host} others could read drafts and what is withheld; "
            f"leave --host out, or add --allow-remote if they may"
        )


class PortError(TBHError, OSError):
    """A preview cannot listen where it was asked to."""

    def __init__(self, host: str, port: int, found: str) -> None:
        super().__init__(host, port, found)
        self.host, self.port, self.found = host, port, found

    def __str__(self) -> str:
        """Say why, and what to do."""
        remedy = "choose another with --port, or any that is free with --port 0"
        return f"cannot listen at {self.host}, port {self.port}: {self.found}; {remedy}"


def serve(  # noqa: PLR0913 - one parameter for each option
    content: str | Path,
    *,
    host: str = LOOPBACK,
    port: int = PORT,
    allow_remote: bool = False,
    at: datetime | None = None,
    drafts: bool = True,
    tell: Tell = print,
    opened: Callable[[str], object] | None = None,
) -> None:
    """Show some content in a browser until somebody presses Ctrl-C, and follow what is saved.

    Args:
        content: A content folder, or one JSON file.
        host: Where to listen.
        port: At which port; 0 for any that is free.
        allow_remote: Whether `host` may be one that others can reach.
        at: The instant that is looked at; now, if none is given.
        drafts: Whether drafts, scheduled and embargoed editions are shown.
        tell: Is told the address, and then a line for each change.
        opened: Is told the address alone when the server answers, to open a browser.

    Raises:
        RemoteHostError: If others could reach it, and they may not.
        PortError: If it cannot listen there.
        ContentError: If there is nothing at all where the content should be.
    """
    if not is_loopback(host) and not allow_remote:
        raise RemoteHostError(host)
    if not Path(content).exists():
        load(content)  # says so
    with _listening(host, port) as listening:
        preview = Preview(Path(content), at=at, drafts=drafts)
        address = _address(listening, host)
        _introduce(preview, address, tell)
        stop = Event()
        watcher = Thread(target=_follow, args=(preview, stop, tell), daemon=True)
        watcher.start()
        if opened is not None:
            opened(address)
        try:
            with suppress(KeyboardInterrupt):
                _server(preview, None if is_loopback(host) else host).run([listening])
        finally:
            stop.set()
            preview.close()
            watcher.join(timeout=2)
        tell("Stopped.")


class _Server(uvicorn.Server):
    """A server that lets go of the pages that listen before it waits for what is under way."""

    def __init__(self, config: uvicorn.Config, preview: Preview) -> None:
        super().__init__(config)
        self.preview = preview

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let go, and end."""
        self.preview.close()
        await super().shutdown(sockets)


def _server(preview: Preview, remote_host: str | None) -> _Server:
    config = uvicorn.Config(
        app(preview, remote_host=remote_host),
        lifespan="off",
        ws="none",
        loop="asyncio",
        http="h11",
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    return _Server(config, preview)


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        made = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise PortError(host, port, (error.strerror or "no such host").lower()) from None
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(where)
        made.listen()
    except OSError as error:
        made.close()
        in_use = error.errno == EADDRINUSE
        found = "it is in use" if in_use else (error.strerror or "it is refused").lower()
        raise PortError(host, port, found) from None
    return made


def _address(listening: socket.socket, host: str) -> str:
    port = listening.getsockname()[1]
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/"


def _introduce(preview: Preview, address: str, tell: Tell) -> None:
    series = preview.reading.series
    tell(preview.content.resolve().name if series is None else series.title)
    tell(f"  site      {address}")
    tell(f"  preview   {address}_tbh/")
    tell(f"  watching  {preview.content.resolve()}")
    if preview.reading.is_broken:
        tell(f"  {summary(preview.problems)}; each is shown in the browser")
    tell("Stop it with Ctrl-C.")


def _follow(preview: Preview, stop: Event, tell: Tell) -> None:
    """Read again what changes, and say so."""
    for names in changes(preview.content, stop):
        start = perf_counter()
        reading = preview.refresh(names)
        took = f"{(perf_counter() - start) * 1000:.0f} ms"
        wrong = f"{summary(reading.problems)}, " if reading.is_broken else ""
        tell(f"{datetime.now().astimezone():%H:%M:%S}  {_said(names, preview)}  {wrong}{took}")


def _said(names: tuple[str, ...], preview: Preview) -> str:
    """Name what changed; not what an editor wrote beside it and has removed again."""
    there = tuple(name for name in names if (preview.reading.folder / name).exists())
    first, *others = there or names or ("everything",)
    return f"{first} and {len(others)} more" if others else first
