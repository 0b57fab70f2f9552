"""How the command speaks: results to standard output, talk to standard error, errors as advice."""

import os
import re
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from tbh_model._errors import TBHError
from tbh_model._problems import Problem, Severity
from tbh_model.documents import (
    ContentCache,
    ContentError,
    load,
    printable,
    read_text,
    resolve_content_path,
)
from tbh_model.model import Series, day_of

if TYPE_CHECKING:  # rich loads when there is something to say
    from rich.console import Console

P = ParamSpec("P")
T = TypeVar("T")

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold blue"}


def stderr_console() -> "Console":
    """Return the console for talk and progress: standard error."""
    from rich.console import Console  # 30 ms, only where there is something to say

    return Console(stderr=True, highlight=False, soft_wrap=True)


def echo(text: str) -> None:
    """Print a result to standard output, exactly."""
    click.echo(text)


class Instant(click.ParamType[datetime]):
    """An instant on the command line."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read an aware instant, or refuse it as wrong usage."""
        if isinstance(value, datetime):
            return value
        try:
            instant = datetime.fromisoformat(value)
            is_valid = instant.utcoffset() is not None and bool(instant.astimezone(UTC))
        except (ValueError, OverflowError):  # no instant, or one beyond the calendar
            instant, is_valid = None, False
        if not is_valid:
            advice = "write date, time and offset from UTC: 2026-03-31T09:00:00-04:00"
            self.fail(f"{printable(value)!r} is not an instant; {advice}", param, ctx)
        return instant


class Day(click.ParamType[date]):
    """A day on the command line."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read a day as it is written in content, or refuse it as wrong usage."""
        if isinstance(value, date):
            return value
        try:
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        return self.fail(f"{printable(value)!r} is not a day; write 2026-03-31", param, ctx)


def today(series: Series) -> date:
    """Return the day that it is now where the series is at home."""
    return day_of(datetime.now(UTC), series.time_zone)


content_argument = click.argument(
    "content",
    default=".",
    type=click.Path(path_type=Path),
    metavar="[CONTENT]",
    callback=lambda _context, _parameter, given: resolve_content_path(given),
)
at_option = click.option(
    "--at",
    type=Instant(),
    help="The instant of the release, with its offset from UTC. Default: now.",
)


def handle_errors(command: Callable[P, T]) -> Callable[P, T]:
    """Turn errors that a person can mend into advice and exit status 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except ContentError as error:
            folder = _folder(kwargs.get("content"))
            print_problems(error.problems, folder, console=stderr_console())
        except TBHError as error:
            print_error(str(error), error)
        except BrokenPipeError:
            # whoever read our output has left; keep Python from complaining at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)

    return run


def print_error(message: str, error: TBHError | None = None) -> None:
    """Describe what is wrong; with `--traceback` also where in the code an exporter failed."""
    from rich.text import Text

    stderr_console().print(Text("error: ", "bold red").append(printable_lines(message), "default"))
    trace = getattr(error, "traceback", "")
    if trace and click.get_current_context().find_root().params.get("traceback"):
        stderr_console().print(printable_lines(trace), markup=False)


def printable_lines(text: str) -> str:
    """Show what a terminal would act on, line by line."""
    return "\n".join(map(printable, text.split("\n")))


def print_problems(problems: tuple[Problem, ...], folder: Path, *, console: "Console") -> None:
    """Write problems with their snippets, and then how many there are."""
    from rich.text import Text

    from tbh_model.documents import problem_texts, summary

    for problem_text in problem_texts(problems, lambda file: read_text(folder, file)):
        if (
            console.color_system is None
        ):  # rich takes as long to print it as all else did to find it
            console.file.write(f"{problem_text}\n\n")
            continue
        text = Text(problem_text)
        severity = Severity(problem_text.partition("[")[0])
        text.stylize(_STYLES[severity], 0, len(severity))
        console.print(text, end="\n\n")
    if problems:
        console.print(summary(problems))


def pluralize(count: int, noun: str) -> str:
    """Write a number with its noun."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def load_content(content: Path, jobs: int = 1, cache: ContentCache | None = None) -> Series:
    """Load the content, with so many processes, and by what was read before."""
    return load(content, jobs=jobs, cache=cache)


def save_content(series: Series, content: Path) -> tuple[str, ...]:
    """Write a changed series back to where it was loaded from; give the files that changed."""
    from tbh_model.documents import dumps, save  # 20 ms, only for commands that edit

    if content.is_dir():
        return save(series, content)
    from tbh_model.publishing import write_file  # brings every exporter

    write_file(content.parent, content.name, dumps(series).encode(), durable=True)
    return (content.name,)


def _folder(content: object) -> Path:
    path = content if isinstance(content, Path) else Path()
    return path if path.is_dir() else path.parent
