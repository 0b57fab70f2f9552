"""What a command costs: wall and processor time, and the memory of all its processes together.

Processor time is the kernel's own account of the process and of every child it waited for. Memory
is sampled in a run of its own, so that looking costs nothing in those that are timed: every few
milliseconds, the proportional set size (PSS) of each process of the tree is read and added up.
Pages that processes share, as forks do, count once that way. It needs Linux.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import frozen

PAUSE = 0.005
"""Seconds between two looks at the memory."""


@frozen(kw_only=True)
class Cost:
    """What one run of a command cost."""

    wall: float
    """Seconds from its start to its end."""
    cpu: float
    """Seconds of processors, in user and kernel mode, of it and its children."""


def cost(command: Sequence[str | Path], folder: Path) -> Cost:
    """Run a command in a folder and tell what it cost; a command that fails ends the program."""
    os.sync()  # nobody pays for what the one before left to be written
    start = time.perf_counter()
    process = _start(command, folder)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    _refuse_failure(process, folder)
    return Cost(wall=wall, cpu=usage.ru_utime + usage.ru_stime)


def peak_memory(command: Sequence[str | Path], folder: Path) -> float:
    """Run a command and give the most megabytes that all its processes held together."""
    process, peak = _start(command, folder), 0
    while process.poll() is None:
        peak = max(peak, sum(_proportional(each) for each in _tree(process.pid)))
        time.sleep(PAUSE)
    _refuse_failure(process, folder)
    return peak / 1024


def import_time(turns: int) -> float:
    """Return the milliseconds that `import tbh_model` adds to the start of an interpreter."""
    bare, ours = [sys.executable, "-c", "pass"], [sys.executable, "-c", "import tbh_model"]
    here = Path()
    cost(ours, here)  # compiles it, if nobody has
    added = (cost(ours, here).wall - cost(bare, here).wall for _ in range(turns))
    return statistics.median(added) * 1000


def _start(command: Sequence[str | Path], folder: Path) -> "subprocess.Popen[bytes]":
    with _log(folder).open("wb") as log:
        return subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )


def _log(folder: Path) -> Path:
    return Path(os.devnull) if folder == Path() else folder.with_suffix(".log")


def _refuse_failure(process: "subprocess.Popen[bytes]", folder: Path) -> None:
    if process.returncode:
        said = _log(folder).read_text(encoding="utf-8", errors="replace")
        sys.exit(f"{process.args!r} failed ({process.returncode}):\n{said}")


def _tree(process: int) -> Iterator[int]:
    """Yield a process and all that it and its threads have started."""
    yield process
    try:
        for thread in Path(f"/proc/{process}/task").iterdir():
            for child in (thread / "children").read_text(encoding="ascii").split():
                yield from _tree(int(child))
    except OSError:  # it has ended meanwhile
        return


def _proportional(process: int) -> int:
    """Return the kilobytes of a process, shared pages by halves, thirds and so on."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:  # it has ended meanwhile
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
