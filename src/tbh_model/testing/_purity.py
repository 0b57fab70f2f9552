"""Sees what code does to the world: files, sockets, words; and whether it reads the clock."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import TextIOBase
from types import FrameType
from typing import Any, Final

_SIDE_EFFECT_EVENTS: Final = (
    "ftplib.connect", "http.client.connect", "os.chdir", "os.chmod", "os.chown", "os.exec",
    "os.fork",
    "os.forkpty", "os.kill", "os.link", "os.mkdir", "os.posix_spawn", "os.putenv", "os.remove",
    "os.rename", "os.rmdir", "os.spawn", "os.symlink", "os.system", "os.truncate", "os.unsetenv",
    "os.utime", "shutil.copyfile", "shutil.move", "shutil.rmtree", "smtplib.connect",
    "socket.bind", "socket.connect", "socket.getaddrinfo", "socket.gethostbyaddr",
    "socket.gethostbyname", "socket.sendmsg", "socket.sendto", "sqlite3.connect",
    "subprocess.Popen", "tempfile.mkdtemp", "tempfile.mkstemp", "urllib.Request",
    "webbrowser.open",
)  # fmt: skip
"""The audit events (PEP 578) of what leaves the process."""
_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CLOCKS: Final = frozenset({
    "asctime", "clock_gettime", "clock_gettime_ns", "ctime", "gmtime", "localtime", "now",
    "strftime", "time", "time_ns", "today", "utcnow",
})  # fmt: skip
_OWNERS: Final = frozenset({"time", "datetime", "date"})


class _Watch:
    """What was seen since somebody began to look. The hook is one for the process, for good."""

    def __init__(self) -> None:
        self.seen: list[str] | None = None
        self.lock = threading.Lock()
        self._is_hooked = False

    def hook(self) -> None:
        if not self._is_hooked:
            self._is_hooked = True
            sys.addaudithook(self._event)

    def _event(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.seen is None or _is_byte_code(arguments):
            return
        if event in _SIDE_EFFECT_EVENTS or (event == "open" and _is_write(arguments)):
            what = next(
                (argument for argument in arguments if isinstance(argument, str | bytes)), ""
            )
            self.seen.append(f"{event} {what!r}" if what else event)


_WATCH: Final = _Watch()


def _is_write(arguments: tuple[Any, ...]) -> bool:
    _, mode, flags = arguments
    in_mode = isinstance(mode, str) and any(sign in mode for sign in "wax+")
    return in_mode or (isinstance(flags, int) and bool(flags & _WRITES))


def _is_byte_code(arguments: tuple[Any, ...]) -> bool:
    """Python itself keeps byte code when it imports a module."""
    return any("__pycache__" in str(argument) for argument in arguments[:2])


class _PrintRecorder(TextIOBase):
    """Takes what is printed, and notes that it was."""

    def __init__(self, seen: list[str]) -> None:
        self._seen = seen

    def write(self, words: str, /) -> int:
        if words.strip():
            self._seen.append(f"print {words.strip()[:40]!r}")
        return len(words)


@contextmanager
def watch_side_effects() -> Iterator[list[str]]:
    """Return a list that fills with everything that leaves the process meanwhile."""
    with _WATCH.lock:
        _WATCH.hook()
        seen: list[str] = []
        _WATCH.seen = seen
        try:
            with redirect_stdout(_PrintRecorder(seen)), redirect_stderr(_PrintRecorder(seen)):
                yield seen
        finally:
            _WATCH.seen = None


@contextmanager
def watch_clock(package: str) -> Iterator[list[str]]:
    """Return a list that fills with the places where a package reads the clock meanwhile.

    What libraries do for themselves does not count: feedgen looks at the clock whenever a feed is
    made, and what it saw is never written.
    """
    seen: list[str] = []

    def profile(frame: FrameType, event: str, function: Any) -> None:
        if event != "c_call" or getattr(function, "__name__", "") not in _CLOCKS:
            return
        owner = getattr(function, "__self__", None)
        module = frame.f_globals.get("__name__", "")
        if getattr(owner, "__name__", "") in _OWNERS and _is_of(module, package):
            seen.append(f"{function.__qualname__} at {module}:{frame.f_lineno}")

    previous = sys.getprofile()
    sys.setprofile(profile)
    threading.setprofile(profile)
    try:
        yield seen
    finally:
        sys.setprofile(previous)
        threading.setprofile(None)


def _is_of(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")
