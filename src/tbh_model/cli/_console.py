"""Arguments, options and messages that the commands share."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import wraps
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar, get_args

import click

from tbh_model._characters import printable
from tbh_model._errors import TBHError
from tbh_model._problems import Problem, Severity
from tbh_model._regular_files import resolve_content_path

if TYPE_CHECKING:  # a command loads what it uses
    from rich.console import Console
    from rich.progress import Progress

    from tbh_model.content import ContentCache
    from tbh_model.model import Constraint, Series


P = ParamSpec("P")
T = TypeVar("T")


def _pairs(_: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    for setting in value:
        if "=" not in setting:
            message = f"{setting!r} is not OPTION=VALUE"
            raise click.BadParameter(message, param=param)
    return value


def examples(*commands: str) -> str:
    """Return the epilog of a help page: examples, one command on each line."""
    # click reflows a paragraph unless it begins with a backspace
    lines = "\n".join(f"  $ {command}" for command in commands)
    return f"\b\nExample{'s' if len(commands) > 1 else ''}:\n{lines}"


def settings_option(noun: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return a decorator that adds the option for the options of a plugin."""
    return click.option(
        "--set",
        "settings",
        multiple=True,
        callback=_pairs,
        metavar="OPTION=VALUE",
        help=f"Set an option of the {noun}. May be repeated.",
    )


def constraint_of(owner: type, field: str) -> "Constraint":
    """Return the constraint on the text of a field of the model."""
    from tbh_model.model import Constraint, field_types

    hint = field_types(owner)[field]
    arguments = (argument for kind in (hint, *get_args(hint)) for argument in get_args(kind))
    return next(argument for argument in arguments if isinstance(argument, Constraint))


class ConstraintParam(click.ParamType[str]):
    """Parameter type: a text that a field of the model accepts."""

    def __init__(self, owner: type, field: str) -> None:
        self.constraint = constraint_of(owner, field)
        self.name = self.constraint.name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text, or fail with the description of the constraint."""
        text = str(value)
        if not self.constraint.accepts(text):
            message = f"{printable(text)!r} is not {self.constraint.allowed}"
            self.fail(message, param, ctx)
        return text


class WordListParam(click.ParamType[tuple[str, ...]]):
    """Parameter type: words separated by commas."""

    name = "words"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ARG002 - click's
        """Split the text, and drop empty words and duplicates."""
        if isinstance(value, tuple):
            return value
        return tuple(dict.fromkeys(filter(None, map(str.strip, str(value).split(",")))))


def prompt_if_tty(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Prompt for a missing option on a terminal; elsewhere raise a usage error."""
    if value is not None or context.resilient_parsing:
        return value
    if not sys.stdin.isatty():
        raise click.MissingParameter(ctx=context, param=option)
    answer: str = click.prompt(f"{option.name}".capitalize(), type=option.type, err=True)
    return answer


def _load_plugins(noun: str) -> Callable[..., None]:
    def load(_: click.Context, __: click.Parameter, paths: tuple[str, ...]) -> None:
        for path in paths:
            # only for those who have one
            package = import_module(f"tbh_model.{noun}s")
            try:
                package.load_plugin(path)
            except TBHError as error:
                raise click.BadParameter(str(error)) from None

    return load


def _allow_plugins(_: click.Context, __: click.Parameter, value: bool) -> None:  # noqa: FBT001 - as click calls it
    if value:
        os.environ["TBH_PLUGINS"] = "1"  # of this process alone, and those that it starts


def plugin_option(noun: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return a decorator that adds the option for plugins of a kind in Python files."""
    return click.option(
        "--plugin",
        multiple=True,
        metavar="FILE",
        expose_value=False,
        is_eager=True,
        callback=_load_plugins(noun),
        help=f"Run a Python file, and use the {noun}s in it. May be repeated.",
    )


def plugin_options(command: Callable[P, T]) -> Callable[P, T]:
    """Add the options that bring exporters in Python files, for commands that read content."""
    plugins = click.option(
        "--plugins",
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_allow_plugins,
        help="Run the Python files that publish.yaml names.",
    )
    return plugin_option("exporter")(plugins(command))


_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold blue"}


def stderr_console() -> "Console":
    """Return a console on standard error, for messages and progress."""
    from rich.console import Console  # 30 ms, only where there is something to say

    return Console(stderr=True, highlight=False, soft_wrap=True)


def echo(text: str) -> None:
    """Print a result to standard output, unchanged."""
    click.echo(text)


class Instant(click.ParamType[datetime]):
    """Parameter type: an aware datetime in ISO 8601."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Parse the text, or fail with advice."""
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
    """Parameter type: a date in ISO 8601."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Parse the text, or fail with advice."""
        if isinstance(value, date):
            return value
        try:
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        return self.fail(f"{printable(value)!r} is not a day; write 2026-03-31", param, ctx)


def today(series: "Series") -> date:
    """Return the current date in the time zone of the series."""
    from tbh_model.model import day_of

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
    help="Build as of this date and time, with its offset from UTC. Default: now.",
)


def handle_errors(command: Callable[P, T]) -> Callable[P, T]:
    """Print errors that a person can fix, and exit with status 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except TBHError as error:
            from tbh_model.content import ContentError  # only where something is wrong

            if isinstance(error, ContentError):
                folder = _folder(kwargs.get("content"))
                print_problems(error.problems, folder, console=stderr_console())
            else:
                print_error(str(error), error)
        except BrokenPipeError:
            # the reader of our output has exited; without this Python would complain at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)

    return run


def print_error(message: str, error: TBHError | None = None) -> None:
    """Print an error; with `--traceback` also the traceback of the exporter that failed."""
    from rich.text import Text

    stderr_console().print(Text("error: ", "bold red").append(printable_lines(message), "default"))
    trace = getattr(error, "traceback", "")
    if trace and click.get_current_context().find_root().params.get("traceback"):
        stderr_console().print(printable_lines(trace), markup=False)


def printable_lines(text: str) -> str:
    """Escape control characters in each line, since a terminal would act on them."""
    return "\n".join(map(printable, text.split("\n")))


def print_problems(problems: tuple[Problem, ...], folder: Path, *, console: "Console") -> None:
    """Print problems with their snippets, and then a summary."""
    from rich.text import Text

    from tbh_model.content import problem_texts, read_text, summary

    for problem_text in problem_texts(problems, lambda file: read_text(folder, file)):
        # without colours rich adds nothing, and takes as long as the whole check
        if console.color_system is None:
            console.file.write(f"{problem_text}\n\n")
            continue
        text = Text(str(problem_text))
        severity = problem_text.severity
        text.stylize(_STYLES[severity], 0, len(severity))
        console.print(text, end="\n\n")
    if problems:
        console.print(summary(problems))


def pluralize(count: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def load_content(content: Path, jobs: int = 1, cache: "ContentCache | None" = None) -> "Series":
    """Load the content with a number of processes and an optional cache."""
    from tbh_model.content import load

    return load(content, jobs=jobs, cache=cache)


def save_content(series: "Series", content: Path) -> tuple[str, ...]:
    """Write a changed series back to its source, and return the names of the changed files."""
    from tbh_model.content import dumps, save  # 20 ms, only for commands that edit

    if content.is_dir():
        return save(series, content)
    from tbh_model.publishing import write_file  # brings every exporter

    write_file(content.parent, content.name, dumps(series).encode(), durable=True)
    return (content.name,)


def _folder(content: object) -> Path:
    path = content if isinstance(content, Path) else Path()
    return path if path.is_dir() else path.parent


ProgressCallback = Callable[[int, int], None]
"""Called with the number of finished files and the number of all files."""

# Seconds between two progress lines where there is no terminal.
_SECONDS: Final = 5.0


@contextmanager
def progress(*, is_shown: bool) -> Iterator[ProgressCallback | None]:
    """Show the progress of a build and its remaining time."""
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
        """Column with the number of files per second."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text("" if speed is None else f"{speed:,.0f}/s", style="progress.data.speed")

    columns = (BarColumn(), MofNCompleteColumn(), "files", Rate(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True)


def _line_progress() -> ProgressCallback:
    """Return a callback that prints a line every few seconds, and none in a short build."""
    began = last = monotonic()
    first: int | None = None  # the number of files that need not be made, and say nothing of time

    def on_progress(completed: int, total: int) -> None:
        nonlocal began, first, last
        now = monotonic()
        if first is None:
            began, first = now, completed
        elif now - last >= _SECONDS and completed < total:
            last = now
            seconds_left = (now - began) / (completed - first) * (total - completed)
            click.echo(
                f"{completed:,} of {total:,} files, about {seconds_left:,.0f} seconds left",
                err=True,
            )

    return on_progress
