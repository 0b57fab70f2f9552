"""What a run has found, and how it is kept."""

import json
import os
import platform
import statistics
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from attrs import asdict, field, frozen
from measure import Cost

CLEAN, UNCHANGED, EDITED = "clean", "unchanged", "edited"
ACTS = (CLEAN, UNCHANGED, EDITED)
"""A build from nothing; again, with nothing new; again, after an edit of the newest edition."""


@frozen(kw_only=True)
class Figures:
    """What one contestant needed for one size, turn by turn."""

    turns: Mapping[str, list[Cost]] = field(factory=lambda: {act: [] for act in ACTS})
    peaks: list[float] = field(factory=list)
    """The most megabytes that all its processes held together in a build from nothing."""

    def wall(self, act: str) -> float:
        """Return the median of the seconds that passed."""
        return statistics.median(each.wall for each in self.turns[act])

    def cpu(self, act: str) -> float:
        """Return the median of the seconds of processors."""
        return statistics.median(each.cpu for each in self.turns[act])

    def peak(self) -> float:
        """Return the median of the megabytes."""
        return statistics.median(self.peaks)


def ratio(ours: list[float], theirs: list[float]) -> float:
    """Compare turn by turn, and give the median: a slow minute is slow for both."""
    return statistics.median(one / other for one, other in zip(ours, theirs, strict=False))


@frozen(kw_only=True)
class Run:
    """One run of the benchmark."""

    machine: str
    date: str
    versions: Mapping[str, str]
    import_milliseconds: float
    sizes: Mapping[int, Mapping[str, Figures]] = field(factory=dict)
    """By how many editions there are, and by the name of the contestant."""

    def walls(self, size: int, name: str, act: str) -> list[float]:
        """Return the wall time of every turn."""
        return [each.wall for each in self.sizes[size][name].turns[act]]

    def cpus(self, size: int, name: str, act: str) -> list[float]:
        """Return the processor time of every turn."""
        return [each.cpu for each in self.sizes[size][name].turns[act]]

    def write(self, file: Path) -> None:
        """Keep it as JSON."""
        file.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


def machine() -> str:
    """Name the processor, how many of it there are for us, the memory and the system."""
    about = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = next(
        (line for line in about.splitlines() if line.startswith("model name")), ": unknown"
    )
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return (
        f"{model.partition(':')[2].strip()}, {len(os.sched_getaffinity(0))} cores, "
        f"{pages / 2**30:.0f} GiB, {platform.system()} {platform.release().partition('-')[0]}, "
        f"Python {platform.python_version()}"
    )


def today() -> str:
    """Return the date."""
    return datetime.now(UTC).date().isoformat()


def say(text: str) -> None:
    """Tell somebody who waits how far it is."""
    print(text, file=sys.stderr, flush=True)
