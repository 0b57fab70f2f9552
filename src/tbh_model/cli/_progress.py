"""How far a build is: a bar on a terminal, a line now and then elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Final

import click

from tbh_model.cli._console import stderr_console

if TYPE_CHECKING:  # 25 ms, only where there is a terminal
    from rich.console import Console
    from rich.progress import Progress

ProgressCallback = Callable[[int, int], None]
"""Is told how many files are done, of how many."""

_SECONDS: Final = 5.0
"""Between two lines, where there is no terminal."""


@contextmanager
def progress(*, is_shown: bool) -> Iterator[ProgressCallback | None]:
    """Show how far a build is, and how long it will take."""
    if not is_shown:
        yield None
        return
    if not sys.stderr.isatty():
        yield _line_progress()
        return
    with _bar(stderr_console()) as bar:
        task = bar.add_task("", total=None)
        yield lambda completed, total: bar.update(task, completed=completed, total=total)


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


def _line_progress() -> ProgressCallback:
    """Say it in a line every few seconds: a build that is done sooner says nothing."""
    began = last = monotonic()

    def on_progress(completed: int, total: int) -> None:
        nonlocal last
        now = monotonic()
        if now - last >= _SECONDS and completed < total:
            last = now
            seconds_left = (now - began) / completed * (total - completed)
            click.echo(
                f"{completed:,} of {total:,} files, about {seconds_left:,.0f} seconds left",
                err=True,
            )

    return on_progress
