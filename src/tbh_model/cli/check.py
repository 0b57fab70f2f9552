"""`tbh check`, `tbh explain` and `tbh schema`."""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import click
from attrs import evolve

from tbh_model._problems import Problem, Severity
from tbh_model.cli._console import (
    at_option,
    content_argument,
    echo,
    examples,
    handle_errors,
    load_content,
    plugin_options,
    print_problems,
    printable_lines,
)
from tbh_model.content import (
    FileKind,
    codes,
    explanation,
    message_for_people,
    one_line,
)
from tbh_model.publishing import BuildCheck, check_build, schema as schema_of

# Maximum number of printed notes; the rest is counted.
_MAX_NOTES: Final = 20


@click.command(epilog=examples("tbh check", "tbh check my-series --format sarif"))
@content_argument
@at_option
@plugin_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="Text, a JSON array of objects, a SARIF log, or annotations of GitHub.",
)
@handle_errors
def check(content: Path, at: datetime | None, form: str) -> None:
    """Check the content, and print each problem with a remedy.

    One run reports the problems of all files with their lines: also what a build would withhold or
    warn about, and where it would fail. At the end stands, for each edition, what keeps it from
    being published.
    """
    build_check = check_build(content, at)
    folder = content if content.is_dir() else content.parent
    if form == "text":
        _print(build_check, folder)
    else:
        click.echo(_format_problems(form, build_check.problems, folder))
    if any(problem.severity is Severity.ERROR for problem in build_check.problems):
        sys.exit(1)
    if form == "text":
        click.echo("The content has no errors.", err=True)


def _print(build_check: BuildCheck, folder: Path) -> None:
    """Print problems with their snippets, and what is left out on purpose a line each."""
    notes = tuple(problem for problem in build_check.problems if _is_note(problem))
    problems = tuple(problem for problem in build_check.problems if not _is_note(problem))
    if problems:
        from rich.console import Console  # 15 ms, only for who made a mistake

        print_problems(problems, folder, console=Console(highlight=False, soft_wrap=True))
    blocks = (
        ("Left out on purpose", tuple(_notes(notes))),
        (
            f"Between the editions and their readers, as of {build_check.at.isoformat()}",
            _outlook(build_check),
        ),
    )
    for heading, lines in blocks:
        if lines:
            echo(f"{heading}:")
        for line in lines:
            echo(printable_lines(f"  {line}"))


def _is_note(problem: Problem) -> bool:
    return problem.severity is Severity.INFO and problem.code.startswith("TBH2")


def _notes(notes: tuple[Problem, ...]) -> Iterator[str]:
    for problem in notes[:_MAX_NOTES]:
        yield one_line(evolve(problem, message=message_for_people(problem)))
    if len(notes) > _MAX_NOTES:
        yield f"and {len(notes) - _MAX_NOTES:,} more, which --format json lists"


def _outlook(build_check: BuildCheck) -> tuple[str, ...]:
    """Return the outlook, or nothing if everything is published on all channels."""
    return build_check.outlook if len(build_check.outlook) > 1 else ()


def _path_from_current_folder(folder: Path) -> str:
    """Return the content folder as GitHub needs it: from the folder in which the command runs."""
    current, target = Path.cwd(), folder.resolve()
    path = target.relative_to(current) if target.is_relative_to(current) else target
    return "" if path == Path() else path.as_posix()


def _format_problems(form: str, problems: tuple[Problem, ...], folder: Path) -> str:
    """Return problems in a format for programs."""
    from tbh_model.content import problems_github, problems_json, problems_sarif

    match form:
        case "json":
            return problems_json(problems)
        case "sarif":
            return problems_sarif(problems)
        case _:
            return problems_github(problems, _path_from_current_folder(folder))


@click.command(epilog=examples("tbh explain TBH107"))
@click.argument("code", required=False)
@handle_errors
def explain(code: str | None) -> None:
    """Explain a problem code, its reasons and its remedy.

    CODE is printed in brackets with the problem, such as TBH107. Without CODE, all codes are
    listed.
    """
    if code is None:
        for problem_code in codes():
            echo(f"{problem_code}  {explanation(problem_code).title}")
        return
    entry = explanation(code)
    head = f"{entry.code} ({entry.severity}): {entry.title}"
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        echo(f"{head}\n\n{entry.text.rstrip()}")
        return
    from rich.markdown import Markdown  # with a highlighter: only for a terminal

    console.print(Markdown(f"# {head}\n\n{entry.text}"))


@click.command(epilog=examples("tbh schema edition --project"))
@click.argument("kind", type=click.Choice([kind.value for kind in FileKind]))
@content_argument
@click.option(
    "--project",
    is_flag=True,
    help="Include the ids of the content, so that an editor completes them.",
)
@handle_errors
def schema(kind: str, content: Path, *, project: bool) -> None:
    """Print the JSON Schema of a kind of file.

    An editor uses it to complete keys and to mark mistakes. The schema of `publish` has the options
    of all installed exporters. `document` is a whole series in one JSON file.
    """
    json_schema = schema_of(kind, load_content(content) if project else None)
    echo(schema_text(json_schema))


def schema_text(json_schema: dict[str, object]) -> str:
    """Return a schema as the text of a file."""
    from tbh_model.content import write_json

    return write_json(json_schema)
