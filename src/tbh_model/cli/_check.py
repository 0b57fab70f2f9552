"""`tbh check`: everything that is wrong with the content, and what keeps it from its readers."""

import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

import click
from rich.console import Console

from tbh_model._problems import Problem, Severity
from tbh_model.cli._console import (
    at_option,
    content_argument,
    print_problems,
    printable_lines,
    result,
    speaks_plainly,
    talk,
)
from tbh_model.documents import one_line, problems_github, problems_json, problems_sarif
from tbh_model.publishing import BuildCheck, check_build

_MAX_NOTES: Final = 20
"""Of what is left out on purpose; the rest is counted."""


@click.command()
@content_argument
@at_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="For people, or for programs: an array of objects, a SARIF log, annotations of GitHub.",
)
@speaks_plainly
def check(content: Path, at: datetime | None, form: str) -> None:
    """Check the content, and say what to do about every problem.

    All problems of all files are reported in one run, each with its place and a remedy: also what a
    build would withhold, warn of or fail at, with the exporters that would run. At the end stands
    what is between each edition and its readers.
    """
    checked = check_build(content, at)
    folder = content if content.is_dir() else content.parent
    if form in _FORMATS:
        click.echo(_FORMATS[form](checked.problems, folder))
    else:
        _print(checked, folder)
    if any(problem.severity is Severity.ERROR for problem in checked.problems):
        sys.exit(1)
    if form == "text":
        talk().print("The content has no errors.")


def _print(checked: BuildCheck, folder: Path) -> None:
    """Print problems with their snippets, and what is left out on purpose a line each."""
    notes = tuple(each for each in checked.problems if _is_note(each))
    problems = tuple(each for each in checked.problems if not _is_note(each))
    print_problems(problems, folder, to=Console(highlight=False, soft_wrap=True))
    blocks = (
        ("Left out on purpose", tuple(_notes(notes))),
        (
            f"Between the editions and their readers, as of {checked.at.isoformat()}",
            _outlook(checked),
        ),
    )
    for heading, lines in blocks:
        if lines:
            result(f"{heading}:")
        for line in lines:
            result(printable_lines(f"  {line}"))


def _is_note(problem: Problem) -> bool:
    return problem.severity is Severity.INFO and problem.code.startswith("TBH2")


def _notes(notes: tuple[Problem, ...]) -> Iterator[str]:
    yield from map(one_line, notes[:_MAX_NOTES])
    if len(notes) > _MAX_NOTES:
        yield f"and {len(notes) - _MAX_NOTES:,} more, which --format json lists"


def _outlook(checked: BuildCheck) -> tuple[str, ...]:
    """Return what there is to say, unless all goes out everywhere."""
    return checked.outlook if len(checked.outlook) > 1 else ()


def _from_here(folder: Path) -> str:
    """Return the content folder as GitHub needs it: from the folder in which the command runs."""
    here, there = Path.cwd(), folder.resolve()
    path = there.relative_to(here) if there.is_relative_to(here) else there
    return "" if path == Path() else path.as_posix()


_FORMATS: Final[Mapping[str, Callable[[tuple[Problem, ...], Path], str]]] = {
    "json": lambda problems, _: problems_json(problems),
    "sarif": lambda problems, _: problems_sarif(problems),
    "github": lambda problems, folder: problems_github(problems, _from_here(folder)),
}
