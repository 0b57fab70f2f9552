"""Server of the preview: watches files in batches, and limits connections."""

import os
import socket
from asyncio import TimerHandle, Transport
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from errno import EADDRINUSE
from functools import partial
from pathlib import Path
from threading import Event, Thread
from time import perf_counter
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from watchfiles import Change, watch

from tbh_model._errors import TBHError
from tbh_model.content import load, summary
from tbh_model.preview._app import app, is_loopback
from tbh_model.preview._session import Preview, folder_of

# Milliseconds without changes that end a batch, since editors save in bursts.
_STEP: Final = 15
# Maximum milliseconds of a batch.
_BATCH: Final = 120
# Seconds between two checks for a missing folder.
_RETRY_SECONDS: Final = 0.25
# Milliseconds between two scans of all files, if the system sends no notifications.
_POLL: Final = 200
# Files that mark a folder as the output of a build.
_OUTPUT: Final = (".tbh-manifest.json", ".tbh-journal.jsonl")


def changes(content: Path, stop: Event) -> Iterator[tuple[str, ...]]:
    """Yield the files that changed, as POSIX paths in the content folder, until `stop` is set.

    A folder in it that is new stands for all that it holds. A content folder that is gone is waited
    for, and an empty batch says that anything may have changed.
    """
    folder = folder_of(content.resolve())
    polls = False
    while not stop.is_set():
        identity = _identity(folder)
        if identity is None:
            stop.wait(_RETRY_SECONDS)
            if _identity(folder) is not None:
                yield ()
            continue
        try:
            for batch in _batches(content.resolve(), folder, stop, polls=polls):
                names = tuple(sorted(batch))
                if _identity(folder) != identity:  # it is gone, or another one is in its place
                    yield ()
                    break
                if names:
                    yield names
        except FileNotFoundError:
            continue
        except (OSError, RuntimeError):  # no more watches, or none on such a file system
            if polls:
                stop.wait(_RETRY_SECONDS)
            polls = True


def _batches(content: Path, folder: Path, stop: Event, *, polls: bool) -> Iterator[set[str]]:
    content_filter = _ContentFilter(folder)
    for batch in watch(
        folder,
        watch_filter=content_filter,
        debounce=_BATCH,
        step=_STEP,
        stop_event=stop,
        rust_timeout=500,
        yield_on_timeout=True,
        raise_interrupt=False,
        force_polling=polls or None,
        poll_delay_ms=_POLL,
        recursive=content == folder,
    ):
        yield {Path(path).relative_to(folder).as_posix() for _, path in batch}


class _ContentFilter:
    """Filter for content files: not hidden, no backup copies, no output."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, change: Change, path: str) -> bool:  # noqa: ARG002 - watchfiles passes it
        try:
            parts = Path(path).relative_to(self.folder).parts
        except ValueError:
            return False
        if not parts or any(part.startswith(".") or part.endswith("~") for part in parts):
            return False
        first = self.folder / parts[0]
        return len(parts) == 1 or not any((first / name).exists() for name in _OUTPUT)


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        info = os.stat(folder)  # noqa: PTH116 - once for each batch, and no more than needed
    except OSError:
        return None
    return info.st_dev, info.st_ino


LOOPBACK: Final = "127.0.0.1"
PORT: Final = 8000
# Maximum number of open connections; a browser opens up to six for each page.
CONNECTIONS: Final = 200
# Seconds in which a connection must send a complete request.
REQUEST_SECONDS: Final = 10.0
# Seconds in which a client must read a response.
STALL_SECONDS: Final = 30.0
# Maximum size of the head of a request in bytes.
_LARGEST_HEAD: Final = 32 * 2**10

Log = Callable[[str], None]
"""Called with each line of the log."""


class RemoteHostError(TBHError, ValueError):
    """Other machines could reach the preview, and `--allow-remote` is not set."""

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.host = host

    def __str__(self) -> str:
        """Describe the risk and a remedy."""
        return (
            f"at {self.host} others could read drafts and what is withheld; "
            f"leave --host out, or add --allow-remote if they may"
        )


class PortError(TBHError, OSError):
    """The preview cannot listen at the address."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(host, port, reason)
        self.host, self.port, self.reason = host, port, reason

    def __str__(self) -> str:
        """Describe the reason and a remedy."""
        remedy = "choose another with --port, or any that is free with --port 0"
        return f"cannot listen at {self.host}, port {self.port}: {self.reason}; {remedy}"


def serve(  # noqa: PLR0913 - one parameter for each option
    content: str | Path,
    *,
    host: str = LOOPBACK,
    port: int = PORT,
    allow_remote: bool = False,
    at: datetime | None = None,
    drafts: bool = True,
    log: Log = print,
    on_ready: Callable[[str], object] | None = None,
    application: Callable[[Preview], ASGIApp] | None = None,
) -> None:
    """Serve some content to a browser until Ctrl-C, and reload it on each change.

    Args:
        content: A content folder, or one JSON file.
        host: The address to listen on.
        port: The port to listen on; 0 means any free port.
        allow_remote: Whether `host` may be an address that other machines reach.
        at: The date and time of the release; the current time by default.
        drafts: Whether to show drafts, scheduled and embargoed editions.
        log: Called with the URL, and then with a line for each change.
        on_ready: Called with the URL when the server answers, to open a browser.
        application: Returns the ASGI application for the preview that is shown, such as one that
            adds pages of its own to `app(preview)`; only for this machine. Default: `app`.

    Raises:
        RemoteHostError: If other machines reach `host`, and `allow_remote` is false or there is an
            `application`, which answers to this machine alone.
        PortError: If the port cannot be opened.
        ContentError: If there is no content at the path.

    >>> preview.serve("examples/therapists-being-human", port=0)  # doctest: +SKIP
    """
    if not is_loopback(host) and (not allow_remote or application is not None):
        raise RemoteHostError(host)
    if not Path(content).exists():
        load(content)  # says so
    with _open_listener(host, port) as listener:
        preview = Preview(Path(content), at=at, drafts=drafts)
        address = _address(listener, host)
        _log_start(preview, address, log)
        stop = Event()
        watcher = Thread(target=_follow_changes, args=(preview, stop, log), daemon=True)
        watcher.start()
        if on_ready is not None:
            on_ready(address)
        try:
            with suppress(KeyboardInterrupt):
                remote_host = None if is_loopback(host) else host
                served_app = (application or partial(app, remote_host=remote_host))(preview)
                _server(preview, served_app).run([listener])
        finally:
            stop.set()
            preview.close()
            watcher.join(timeout=2)
        log("Stopped.")


class _Server(uvicorn.Server):
    """A server that lets go of the pages that listen before it waits for what is under way."""

    def __init__(self, config: uvicorn.Config, preview: Preview) -> None:
        super().__init__(config)
        self.preview = preview

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close all pages, and shut down."""
        self.preview.close()
        await super().shutdown(sockets)


class _Connection(H11Protocol):
    """A connection that is closed when its client keeps it waiting, or too many are open.

    Whoever opens connections and sends nothing, or a byte now and then, holds none of them for
    long, and none that somebody else needs.
    """

    # Time of closing the connection without a complete request.
    _deadline: TimerHandle | None = None
    # Time of closing the connection if its client does not read.
    _stall_timer: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn
        """Accept a connection; if there are too many, close the one that has waited longest."""
        super().connection_made(transport)
        self._update_deadline()
        if len(self.connections) > CONNECTIONS:
            waiting = [
                connection
                for connection in self.connections
                if getattr(connection, "_deadline", None)
            ]
            min(waiting, key=_closes_at, default=self).transport.abort()

    def data_received(self, data: bytes) -> None:
        """Process received data; an incomplete request does not extend the deadline."""
        super().data_received(data)
        self._update_deadline()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._update_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all deadlines."""
        super().connection_lost(exc)
        for timer in (self._deadline, self._stall_timer):
            if timer is not None:
                timer.cancel()

    def pause_writing(self) -> None:
        """Start the deadline for a client that does not read."""
        super().pause_writing()
        self._stall_timer = self.loop.call_later(STALL_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Stop the deadline for reading."""
        super().resume_writing()
        if self._stall_timer is not None:
            self._stall_timer.cancel()
            self._stall_timer = None

    def _update_deadline(self) -> None:
        """Run the deadline while no request is being answered."""
        cycle: RequestResponseCycle | None = self.cycle
        is_answering = cycle is not None and not cycle.response_complete
        if is_answering and self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        elif not is_answering and self._deadline is None:
            self._deadline = self.loop.call_later(REQUEST_SECONDS, self.transport.abort)


def _closes_at(connection: Any) -> float:
    when: float = connection._deadline.when()  # noqa: SLF001 - of the same class
    return when


def _server(preview: Preview, application: ASGIApp) -> _Server:
    config = uvicorn.Config(
        application,
        lifespan="off",
        ws="none",
        loop="asyncio",
        http=_Connection,
        h11_max_incomplete_event_size=_LARGEST_HEAD,
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    return _Server(config, preview)


def _open_listener(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise PortError(host, port, (error.strerror or "no such host").lower()) from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(where)
        listener.listen()
    except OSError as error:
        listener.close()
        in_use = error.errno == EADDRINUSE
        cause = "it is in use" if in_use else (error.strerror or "it is refused").lower()
        raise PortError(host, port, cause) from None
    return listener


def _address(listener: socket.socket, host: str) -> str:
    port = listener.getsockname()[1]
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/"


def _log_start(preview: Preview, address: str, log: Log) -> None:
    series = preview.content_state.series
    log(preview.content.resolve().name if series is None else series.title)
    log(f"  site      {address}")
    log(f"  preview   {address}_tbh/")
    log(f"  watching  {preview.content.resolve()}")
    if preview.content_state.is_broken:
        log(f"  {summary(preview.problems)}; each is shown in the browser")
    log("Stop it with Ctrl-C.")


def _follow_changes(preview: Preview, stop: Event, log: Log) -> None:
    """Read again what changes, and say so."""
    for names in changes(preview.content, stop):
        start = perf_counter()
        state = preview.refresh(names)
        took = f"{(perf_counter() - start) * 1000:.0f} ms"
        errors = f"{summary(state.problems)}, " if state.is_broken else ""
        description = _describe_changes(names, preview)
        log(f"{datetime.now().astimezone():%H:%M:%S}  {description}  {errors}{took}")


def _describe_changes(names: tuple[str, ...], preview: Preview) -> str:
    """Name what changed; not what an editor wrote beside it and has removed again."""
    existing = tuple(name for name in names if (preview.content_state.folder / name).exists())
    first, *others = existing or names or ("everything",)
    return f"{first} and {len(others)} more" if others else first
