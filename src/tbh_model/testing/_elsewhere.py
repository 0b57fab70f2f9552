"""Exports in another process: on another day, in another place, with sets in another order."""

import hashlib
import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import ClassVar, Final

from tbh_model._errors import TBHError
from tbh_model.exporters import Exporter, artifacts
from tbh_model.rights import Release
from tbh_model.testing._check import fail

SURROUNDINGS: Final[Mapping[str, dict[str, str]]] = {
    "the order of sets": {"PYTHONHASHSEED": "7"},
    "the time zone": {"TZ": "Pacific/Kiritimati"},
    "the locale": {"LC_ALL": "fr_FR.UTF-8", "LANG": "fr_FR.UTF-8"},
    "the clock": {"TBH_LATER": str(400 * 24 * 3600)},
    "the working directory": {"TBH_FOLDER": tempfile.gettempdir()},
}
"""What is different in each, and may make no difference."""


STILL: Final[Mapping[str, str]] = {"TBH_FOLDER": sys.prefix}
"""The same surroundings each time."""

_UNKNOWN_THERE: Final = 3
"""The exit status where an exporter cannot be found: what it does is not known then."""


class CannotTravelError(TBHError):
    """An exporter cannot be run in another process."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause

    def __str__(self) -> str:
        """Say why."""
        return f"another process cannot run it ({self.cause}); put its class into a module"


def digests(exporter: Exporter, release: Release) -> dict[str, str]:
    """Return a digest of each file that an exporter makes, by its path."""
    return {
        artifact.path: hashlib.sha256(artifact.body).hexdigest()
        for artifact in artifacts(exporter, release)
    }


def told_elsewhere(
    tell: Callable[[Exporter, Release], dict[str, str]],
    exporter: Exporter,
    release: Release,
    surroundings: Mapping[str, str],
) -> dict[str, str]:
    """Return what a function tells of an exporter in a process in other surroundings.

    Raises:
        CannotTravelError: If the exporter cannot be found there.
        AssertionError: If it fails there.
    """
    known = {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
    path = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with tempfile.TemporaryDirectory() as name:
        parcel = Path(name, "parcel")
        parcel.write_bytes(pickle.dumps((pickle.dumps((tell, release)), pickle.dumps(exporter))))
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", __name__, parcel],
            env={**os.environ, **known, **path, **surroundings},
            cwd=surroundings.get("TBH_FOLDER", name),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        cause = lines[-1] if lines else f"status {done.returncode}"
        if done.returncode == _UNKNOWN_THERE:
            raise CannotTravelError(cause)
        fail(f"it fails in another process, on another day and in another place: {cause}")
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found


class _AnyKind(type):
    """Takes what was made before the clock was moved for its own."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, cls.__mro__[1])


class _Later(datetime, metaclass=_AnyKind):
    """A `datetime` whose clock is ahead."""

    ahead: ClassVar = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # not `Self`
        return datetime.now(tz) + cls.ahead

    @classmethod
    def utcnow(cls) -> datetime:  # type: ignore[override]
        return datetime.now(UTC).replace(tzinfo=None) + cls.ahead

    @classmethod
    def today(cls) -> datetime:  # type: ignore[override]
        return datetime.now() + cls.ahead  # noqa: DTZ005 - as the real one does


class _LaterDay(date, metaclass=_AnyKind):
    """A `date` whose clock is ahead."""

    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return date.today() + _Later.ahead  # noqa: DTZ011 - as the real one does


def _move_clock(seconds: int) -> None:
    """Let every module that is imported from here on see a later day."""
    _Later.ahead = timedelta(seconds=seconds)
    seen, broken_down = time.time, time.localtime
    in_utc, written, told = time.gmtime, time.strftime, time.asctime
    in_time: Mapping[str, Callable[..., object]] = {
        "time": lambda: seen() + seconds,
        "time_ns": lambda: int((seen() + seconds) * 1e9),
        "localtime": lambda at=None: broken_down(seen() + seconds if at is None else at),
        "gmtime": lambda at=None: in_utc(seen() + seconds if at is None else at),
        "strftime": lambda form, at=None: written(form, time.localtime() if at is None else at),
        "asctime": lambda at=None: told(time.localtime() if at is None else at),
        "ctime": lambda at=None: told(time.localtime(at)),
    }
    for name, function in in_time.items():
        setattr(time, name, function)
    for name, kind in (("datetime", _Later), ("date", _LaterDay)):
        setattr(sys.modules["datetime"], name, kind)


def _main(parcel: Path) -> None:
    asked, exporter = pickle.loads(parcel.read_bytes())  # noqa: S301 - the kit wrote it
    tell, release = pickle.loads(asked)  # noqa: S301
    if "TBH_LATER" in os.environ:
        _move_clock(int(os.environ["TBH_LATER"]))
    try:  # the modules of the exporter are imported now, and see the moved clock
        made: Exporter = pickle.loads(exporter)  # noqa: S301
    except Exception as error:  # noqa: BLE001 - whatever keeps it from being found there
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.exit(_UNKNOWN_THERE)
    print(json.dumps(tell(made, release)))  # noqa: T201


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
