"""`tbh templates`: list, copy and check the templates that a content folder can replace."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from tbh_model._errors import TBHError, advice, there_are
from tbh_model._problems import Problem, Severity
from tbh_model.cli._console import (
    content_argument,
    echo,
    examples,
    handle_errors,
    plugin_options,
    pluralize,
    print_problems,
    printable_lines,
)
from tbh_model.cli._main import CommandGroup
from tbh_model.cli.new import FileExistsHereError
from tbh_model.content import template_files
from tbh_model.exporters import Exporter, template_problems
from tbh_model.exporters.templating import (
    override_problems,
    package_templates,
)
from tbh_model.publishing import usable_exporters, write_file

_FOLDER = "templates"


class UnknownTemplateError(TBHError, LookupError):
    """No exporter that runs has a template of a name, or it has no such block."""

    def __init__(self, name: str, names: tuple[str, ...], template: str | None = None) -> None:
        super().__init__(name, names, template)
        self.name, self.names, self.template = name, names, template

    def __str__(self) -> str:
        """Name what is close, or all there is."""
        what = (
            f"no exporter that runs has a template {self.name!r}"
            if self.template is None
            else f"the template {self.template!r} has no block {self.name!r}"
        )
        return f"{what}{advice(self.name, self.names, there_are(self.names))}"


@click.group(
    cls=CommandGroup,
    sections={
        "Commands": {
            "list": "templates:list_",
            "eject": "templates:eject",
            "check": "templates:check",
        }
    },
    epilog=examples("tbh templates list", "tbh templates eject html/parts/sign_off.html"),
)
def templates() -> None:
    """List, copy and check the templates of pages."""


@templates.command("list", epilog=examples("tbh templates list"))
@content_argument
@plugin_options
@handle_errors
def list_(content: Path) -> None:
    """List the templates of the exporters that run, with their blocks.

    A template with a star is replaced by a file of the content folder.
    """
    all_templates = package_templates(_exporters(content))
    files = template_files(_folder(content))[0]
    width = max((len(template.name) for template in all_templates), default=0)
    for template in all_templates:
        mark = "*" if f"{_FOLDER}/{template.name}" in files else " "
        blocks = ", ".join(template.blocks)
        echo(printable_lines(f"{mark} {template.name:{width}}  {blocks}".rstrip()))


@templates.command(
    epilog=examples(
        "tbh templates eject html/parts/sign_off.html",
        "tbh templates eject html/edition.html --block tags",
    )
)
@click.argument("name")
@content_argument
@click.option(
    "--block",
    "blocks",
    multiple=True,
    metavar="BLOCK",
    help="Extend the template, and replace only this block. Can be given again.",
)
@plugin_options
@handle_errors
def eject(name: str, content: Path, blocks: tuple[str, ...]) -> None:
    """Copy a template into the content folder, to be changed there.

    With --block, the new file extends the template instead of replacing it: later versions of the
    package then still reach all other parts of the page.
    """
    by_name = {template.name: template for template in package_templates(_exporters(content))}
    if name not in by_name:
        raise UnknownTemplateError(name, tuple(by_name))
    template, path = by_name[name], f"{_FOLDER}/{name}"
    for block in blocks:
        if block not in template.blocks:
            raise UnknownTemplateError(block, template.blocks, name)
    folder = _folder(content)
    if (folder / path).exists():
        raise FileExistsHereError((path,))
    text = template.override(blocks) if blocks else template.copy
    write_file(folder, path, text.encode())
    echo(printable_lines(path))


@templates.command(epilog=examples("tbh templates check"))
@content_argument
@plugin_options
@handle_errors
def check(content: Path) -> None:
    """Check the templates of the content folder.

    `tbh check` finds the same, among all else.
    """
    problems = tuple(_problems(content))
    if problems:
        from rich.console import Console  # 15 ms, only where there is something to say

        console = Console(highlight=False, soft_wrap=True)
        print_problems(problems, _folder(content), console=console)
    if any(problem.severity is Severity.ERROR for problem in problems):
        sys.exit(1)
    count = len(template_files(_folder(content))[0])
    click.echo(f"{pluralize(count, 'template')} of the content, none with an error.", err=True)


def _problems(content: Path) -> Iterator[Problem]:
    folder = _folder(content)
    yield from template_files(folder)[1]
    yield from template_problems(folder)
    yield from override_problems(folder, _exporters(content))


def _folder(content: Path) -> Path:
    return content if content.is_dir() else content.parent


def _exporters(content: Path) -> tuple[Exporter, ...]:
    return usable_exporters(_folder(content))[0]
