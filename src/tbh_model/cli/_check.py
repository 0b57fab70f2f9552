"""`tbh check`: everything that is wrong with the content."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import click
from rich.console import Console

from tbh_model._problems import Problem, Severity
from tbh_model.cli._console import content_argument, print_problems, speaks_plainly, talk
from tbh_model.documents import check as check_content
from tbh_model.documents import problems_github, problems_json, problems_sarif
from tbh_model.publishing import publish_problems


@click.command()
@content_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="For people, or for programs: an array of objects, a SARIF log, annotations of GitHub.",
)
@speaks_plainly
def check(content: Path, form: str) -> None:
    """Check the content, and say what to do about every problem.

    All problems of all files are reported in one run, each with its place and a remedy.
    """
    problems = check_content(content)
    if content.is_dir():
        problems += publish_problems(content)
    folder = content if content.is_dir() else content.parent
    if form in _FORMATS:
        click.echo(_FORMATS[form](problems, folder))
    elif problems:
        print_problems(problems, folder, to=Console(highlight=False, soft_wrap=True))
    if any(problem.severity is Severity.ERROR for problem in problems):
        sys.exit(1)
    if form == "text":
        talk().print("The content has no errors.")


def _from_here(folder: Path) -> str:
    """Give the content folder as GitHub needs it: from the folder in which the command runs."""
    here, there = Path.cwd(), folder.resolve()
    path = there.relative_to(here) if there.is_relative_to(here) else there
    return "" if path == Path() else path.as_posix()


_FORMATS: Final[Mapping[str, Callable[[tuple[Problem, ...], Path], str]]] = {
    "json": lambda problems, _: problems_json(problems),
    "sarif": lambda problems, _: problems_sarif(problems),
    "github": lambda problems, folder: problems_github(problems, _from_here(folder)),
}
