"""Exports in a subprocess with another clock, locale, folder and order of sets."""

import hashlib
import json
import os
import pickle
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import UTC, date, datetime, timedelta, tzinfo
from io import TextIOBase
from pathlib import Path
from types import FrameType
from typing import Any, ClassVar, Final, TypeVar

from tbh_model._errors import TBHError
from tbh_model.exporters import Exporter, artifacts
from tbh_model.rights import Release
from tbh_model.testing._check import fail

P = TypeVar("P")
V = TypeVar("V")

# Environments, whose differences must not change the output.
ENVIRONMENTS: Final[Mapping[str, dict[str, str]]] = {
    "the order of sets": {"PYTHONHASHSEED": "7"},
    "the time zone": {"TZ": "Pacific/Kiritimati"},
    "the locale": {"LC_ALL": "fr_FR.UTF-8", "LANG": "fr_FR.UTF-8"},
    "the clock": {"TBH_LATER": str(400 * 24 * 3600)},
    "the working directory": {"TBH_FOLDER": tempfile.gettempdir()},
}


# The same surroundings each time.
BASELINE: Final[Mapping[str, str]] = {"TBH_FOLDER": sys.prefix}

# The exit status where a plugin cannot be found: what it does is not known then.
_PLUGIN_NOT_FOUND: Final = 3


class NotPicklableError(TBHError):
    """A plugin cannot be run in another process."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause

    def __str__(self) -> str:
        """Describe the reason."""
        return f"another process cannot run it ({self.cause}); put its class into a module"


def digests(exporter: Exporter, release: Release) -> dict[str, str]:
    """Return a digest of each file that an exporter makes, by its path."""
    return {
        artifact.path: hashlib.sha256(artifact.body).hexdigest()
        for artifact in artifacts(exporter, release)
    }


def run_in_subprocess(
    function: Callable[[P, V], dict[str, str]],
    plugin: P,
    value: V,
    environment: Mapping[str, str],
) -> dict[str, str]:
    """Return what a function tells of a plugin in a process in other surroundings.

    Raises:
        NotPicklableError: If the plugin cannot be found there.
        AssertionError: If it fails there.
    """
    default_environment = {
        "PYTHONHASHSEED": "1",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "LANG": "C.UTF-8",
    }
    path = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with tempfile.TemporaryDirectory() as name:
        payload = Path(name, "payload")
        payload.write_bytes(pickle.dumps((pickle.dumps((function, value)), pickle.dumps(plugin))))
        process = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", __name__, payload],
            env={**os.environ, **default_environment, **path, **environment},
            cwd=environment.get("TBH_FOLDER", name),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    if process.returncode:
        lines = process.stderr.strip().splitlines()
        cause = lines[-1] if lines else f"status {process.returncode}"
        if process.returncode == _PLUGIN_NOT_FOUND:
            raise NotPicklableError(cause)
        fail(f"it fails in another process, on another day and in another place: {cause}")
    # an exporter may have printed before
    answer: dict[str, str] = json.loads(process.stdout.splitlines()[-1])
    return answer


class _AcceptsBaseInstances(type):
    """Metaclass that accepts instances that were created before the clock was changed."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, cls.__mro__[1])


class _ShiftedDatetime(datetime, metaclass=_AcceptsBaseInstances):
    """A `datetime` whose clock is ahead."""

    offset: ClassVar = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # not `Self`
        return datetime.now(tz) + cls.offset

    @classmethod
    def utcnow(cls) -> datetime:  # type: ignore[override]
        return datetime.now(UTC).replace(tzinfo=None) + cls.offset

    @classmethod
    def today(cls) -> datetime:  # type: ignore[override]
        return datetime.now() + cls.offset  # noqa: DTZ005 - as the real one does


class _ShiftedDate(date, metaclass=_AcceptsBaseInstances):
    """A `date` whose clock is ahead."""

    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return date.today() + _ShiftedDatetime.offset  # noqa: DTZ011 - as the real one does


def _shift_clock(seconds: int) -> None:
    """Change the clock for all modules that are imported afterwards."""
    _ShiftedDatetime.offset = timedelta(seconds=seconds)
    real_time, real_localtime = time.time, time.localtime
    real_gmtime, real_strftime, real_asctime = time.gmtime, time.strftime, time.asctime
    shifted: Mapping[str, Callable[..., object]] = {
        "time": lambda: real_time() + seconds,
        "time_ns": lambda: int((real_time() + seconds) * 1e9),
        "localtime": lambda at=None: real_localtime(real_time() + seconds if at is None else at),
        "gmtime": lambda at=None: real_gmtime(real_time() + seconds if at is None else at),
        "strftime": lambda form, at=None: real_strftime(
            form, time.localtime() if at is None else at
        ),
        "asctime": lambda at=None: real_asctime(time.localtime() if at is None else at),
        "ctime": lambda at=None: real_asctime(time.localtime(at)),
    }
    for name, function in shifted.items():
        setattr(time, name, function)
    for name, kind in (("datetime", _ShiftedDatetime), ("date", _ShiftedDate)):
        setattr(sys.modules["datetime"], name, kind)


def _main(payload: Path) -> None:
    pickled_call, pickled_plugin = pickle.loads(payload.read_bytes())  # noqa: S301 - the kit wrote it
    function, value = pickle.loads(pickled_call)  # noqa: S301
    if "TBH_LATER" in os.environ:
        _shift_clock(int(os.environ["TBH_LATER"]))
    try:  # the modules of the plugin are imported now, and see the moved clock
        plugin = pickle.loads(pickled_plugin)  # noqa: S301
    except Exception as error:  # noqa: BLE001 - whatever keeps it from being found there
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.exit(_PLUGIN_NOT_FOUND)
    print(json.dumps(function(plugin, value)))  # noqa: T201


if __name__ == "__main__":
    _main(Path(sys.argv[1]))


# The audit events (PEP 578) of what leaves the process.
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
_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CLOCKS: Final = frozenset({
    "asctime", "clock_gettime", "clock_gettime_ns", "ctime", "gmtime", "localtime", "now",
    "strftime", "time", "time_ns", "today", "utcnow",
})  # fmt: skip
_OWNERS: Final = frozenset({"time", "datetime", "date"})


class _Watch:
    """Recorder of audit events. Its hook is permanent, one per process."""

    def __init__(self) -> None:
        self.events: list[str] | None = None
        self.lock = threading.Lock()
        self._is_hooked = False

    def hook(self) -> None:
        if not self._is_hooked:
            self._is_hooked = True
            sys.addaudithook(self._event)

    def _event(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.events is None or _is_byte_code(arguments):
            return
        if event in _SIDE_EFFECT_EVENTS or (event == "open" and _is_write(arguments)):
            what = next(
                (argument for argument in arguments if isinstance(argument, str | bytes)), ""
            )
            self.events.append(f"{event} {what!r}" if what else event)


_WATCH: Final = _Watch()


def _is_write(arguments: tuple[Any, ...]) -> bool:
    _, mode, flags = arguments
    in_mode = isinstance(mode, str) and any(sign in mode for sign in "wax+")
    return in_mode or (isinstance(flags, int) and bool(flags & _WRITES))


def _is_byte_code(arguments: tuple[Any, ...]) -> bool:
    """Return whether a file is byte code, which Python writes on import."""
    return any("__pycache__" in str(argument) for argument in arguments[:2])


class _PrintRecorder(TextIOBase):
    """Stream that records whether anything was printed."""

    def __init__(self, events: list[str]) -> None:
        self._events = events

    def write(self, words: str, /) -> int:
        if words.strip():
            self._events.append(f"print {words.strip()[:40]!r}")
        return len(words)


@contextmanager
def watch_side_effects() -> Iterator[list[str]]:
    """Return a list that fills with everything that leaves the process meanwhile."""
    with _WATCH.lock:
        _WATCH.hook()
        events: list[str] = []
        _WATCH.events = events
        try:
            with redirect_stdout(_PrintRecorder(events)), redirect_stderr(_PrintRecorder(events)):
                yield events
        finally:
            _WATCH.events = None


@contextmanager
def watch_clock(package: str) -> Iterator[list[str]]:
    """Return a list that fills with the places where a package reads the clock meanwhile.

    What libraries do for themselves does not count: feedgen looks at the clock whenever a feed is
    made, and what it saw is never written.
    """
    events: list[str] = []

    def profile(frame: FrameType, event: str, function: Any) -> None:
        if event != "c_call" or getattr(function, "__name__", "") not in _CLOCKS:
            return
        owner = getattr(function, "__self__", None)
        module = frame.f_globals.get("__name__", "")
        if getattr(owner, "__name__", "") in _OWNERS and _is_of(module, package):
            events.append(f"{function.__qualname__} at {module}:{frame.f_lineno}")

    previous = sys.getprofile()
    sys.setprofile(profile)
    threading.setprofile(profile)
    try:
        yield events
    finally:
        sys.setprofile(previous)
        threading.setprofile(None)


def _is_of(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")
