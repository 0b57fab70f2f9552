"""How far a build is: a bar on a terminal, a line now and then elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Final

import click

from tbh_model.cli._console import talk

if TYPE_CHECKING:  # 25 ms, only where there is a terminal
    from rich.console import Console
    from rich.progress import Progress

Told = Callable[[int, int], None]
"""Is told how many files are done, of how many."""

_SECONDS: Final = 5.0
"""Between two lines, where there is no terminal."""


@contextmanager
def progress(*, shown: bool) -> Iterator[Told | None]:
    """Show how far a build is, and how long it will take."""
    if not shown:
        yield None
        return
    if not sys.stderr.isatty():
        yield _lines()
        return
    with _bar(talk()) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _bar(console: "Console") -> "Progress":
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Files a second."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text("" if speed is None else f"{speed:,.0f}/s", style="progress.data.speed")

    columns = (BarColumn(), MofNCompleteColumn(), "files", Rate(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True)


def _lines() -> Told:
    """Say it in a line every few seconds: a build that is done sooner says nothing."""
    began = last = monotonic()

    def told(done: int, total: int) -> None:
        nonlocal last
        now = monotonic()
        if now - last >= _SECONDS and done < total:
            last = now
            left = (now - began) / done * (total - done)
            click.echo(f"{done:,} of {total:,} files, about {left:,.0f} seconds left", err=True)

    return told
