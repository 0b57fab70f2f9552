"""`tbh check`: everything that is wrong with the content."""

import sys
from pathlib import Path

import click
from rich.console import Console

from tbh_model._problems import Severity
from tbh_model.cli._console import content_argument, print_problems, speaks_plainly, talk
from tbh_model.documents import check as check_content
from tbh_model.documents import problems_json
from tbh_model.publishing import publish_problems


@click.command()
@content_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for programs: an array of objects.",
)
@speaks_plainly
def check(content: Path, form: str) -> None:
    """Check the content, and say what to do about every problem.

    All problems of all files are reported in one run, each with its place and a remedy.
    """
    problems = check_content(content)
    if content.is_dir():
        problems += publish_problems(content)
    if form == "json":
        click.echo(problems_json(problems))
    elif problems:
        folder = content if content.is_dir() else content.parent
        print_problems(problems, folder, to=Console(highlight=False, soft_wrap=True))
    if any(problem.severity is Severity.ERROR for problem in problems):
        sys.exit(1)
    if form == "text":
        talk().print("The content has no errors.")
