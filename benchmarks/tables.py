"""A run as Markdown: what it ran on, a table for each size, and the targets."""

from collections.abc import Iterator, Sequence

from results import CLEAN, EDITED, UNCHANGED, Figures, Run, ratio
from targets import OURS, Verdict, verdicts

HEAD = (
    "",
    "clean build",
    "processors",
    "peak memory",
    "nothing new",
    "one edited",
    "ours / theirs",
    "of processors",
    "of memory",
)


def markdown(run: Run) -> str:
    """Return the whole run."""
    return "\n".join(_lines(run))


def _lines(run: Run) -> Iterator[str]:
    yield f"{run.date}, {run.machine}."
    yield ", ".join(f"{name} {version}" for name, version in run.versions.items()) + "."
    for size, contestants in run.sizes.items():
        yield f"\n**{size:,} editions**\n"
        yield from _table(HEAD, [_row(run, size, name) for name in contestants])
    yield "\n**Targets**\n"
    head = ("", "at most", "found", "")
    yield from _table(head, [_verdict(each) for each in verdicts(run)])


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---" + "|---:" * (len(head) - 1) + "|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _row(run: Run, size: int, name: str) -> list[str]:
    figures = run.sizes[size][name]
    return [
        name,
        seconds(figures.wall(CLEAN)),
        seconds(figures.cpu(CLEAN)),
        f"{figures.peak():.0f} MB",
        seconds(figures.wall(UNCHANGED)),
        seconds(figures.wall(EDITED)),
        *_ratios(run, size, name, figures),
    ]


def _ratios(run: Run, size: int, name: str, figures: Figures) -> Iterator[str]:
    if name == OURS or OURS not in run.sizes[size]:
        yield from ("", "", "")
        return
    yield f"{ratio(run.walls(size, OURS, CLEAN), run.walls(size, name, CLEAN)):.2f}"
    yield f"{ratio(run.cpus(size, OURS, CLEAN), run.cpus(size, name, CLEAN)):.2f}"
    yield f"{run.sizes[size][OURS].peak() / figures.peak():.2f}"


def _verdict(verdict: Verdict) -> list[str]:
    target = verdict.target
    found = "–" if verdict.found is None else amount(verdict.found, target.unit)
    return [target.what, amount(target.limit, target.unit), found, verdict.word()]


def amount(number: float, unit: str) -> str:
    """Return a number with its unit; a ratio with two digits behind the point."""
    return f"{number:.0f}{unit}" if "ms" in unit else f"{number:.2f}"


def seconds(number: float) -> str:
    """Return seconds with as many digits as they deserve."""
    return f"{number:.2f} s" if number < 10 else f"{number:.1f} s"  # noqa: PLR2004
