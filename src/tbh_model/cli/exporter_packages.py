"""`tbh exporters check` and `tbh exporters new`."""

import re
import sys
from keyword import iskeyword
from pathlib import Path
from typing import Final

import click

from tbh_model._version import __version__
from tbh_model.cli._console import (
    echo,
    examples,
    handle_errors,
    plugin_option,
    printable_lines,
    settings_option,
    stderr_console,
)
from tbh_model.cli.new import render_template, write_new_files
from tbh_model.content import printable, read_settings
from tbh_model.exporters import BUILT_IN_NAMES, NAMES_ON_REQUEST, default_registry, from_document
from tbh_model.testing import run_checks


@click.command("check", epilog=examples("tbh exporters check rss --set limit=20"))
@click.argument("name")
@settings_option
@click.option("--json", "as_json", is_flag=True, help="Print the report as an object.")
@plugin_option
@handle_errors
def check_exporter(name: str, settings: tuple[str, ...], *, as_json: bool) -> None:
    """Run the conformance kit on an exporter.

    All checks are reported. Exit status 1 if a check fails.
    """
    kind = default_registry().get(name)
    report = run_checks(from_document(kind, read_settings(settings)))
    echo(report.as_json() if as_json else printable_lines(str(report)))
    sys.exit(0 if report.is_conformant else 1)


_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)
_PREFIX: Final = "tbh-"


def _name(_: click.Context, __: click.Parameter, value: str) -> str:
    """Return the name of an exporter, or fail with a remedy."""
    remedy = _remedy(value)
    if remedy is not None:
        message = f"{printable(value)!r} cannot be the name of your exporter: {remedy}"
        raise click.BadParameter(message)
    return value


def _remedy(name: str) -> str | None:
    """Describe what to do about a name, if anything."""
    if not _NAME.fullmatch(name):
        suggestion = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        advice = f"; write {suggestion}" if _NAME.fullmatch(suggestion) else ""
        return f"use small letters, digits and single hyphens, a letter first{advice}"
    if name in {*BUILT_IN_NAMES, *NAMES_ON_REQUEST}:
        return "one that comes with tbh-model has it; choose another"
    if iskeyword(_class_name(name)):
        return "Python has that word for itself; choose another"
    if name == "model":
        return "the package would be called tbh-model, as the library is; choose another"
    if name.startswith(_PREFIX):
        return f"the package is called tbh-... anyway; write {name.removeprefix(_PREFIX)}"
    return None


def _class_name(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("-"))


@click.command("new", epilog=examples("tbh exporters new plain-text"))
@click.argument("name", callback=_name)
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder of the package. Default: tbh-NAME, in the current folder.",
)
@handle_errors
def new_exporter(name: str, to: Path | None) -> None:
    """Create a package for an exporter of your own.

    NAME is the name of the exporter in publish.yaml, such as plain-text. The package has an
    exporter with an option, a template, a test that runs the conformance kit, and a workflow that
    runs the test. No existing file is overwritten.
    """
    values = {
        "name": name,
        "distribution": f"{_PREFIX}{name}",
        "package": f"{_PREFIX}{name}".replace("-", "_"),
        "class_name": _class_name(name),
        "version": __version__,
    }
    files = {
        path.format_map(values): render_template(f"exporter/{source}.jinja", values)
        for path, source in _FILES.items()
    }
    folder = to or Path(values["distribution"])
    write_new_files(folder, files, optional=_OPTIONAL)
    folder_text = printable_lines(folder.as_posix())
    stderr_console().print(
        f"Next: cd {folder_text} && python -m pip install -e '.[test]'", markup=False
    )


_FILES: Final = {
    "pyproject.toml": "pyproject.toml",
    "src/{package}/__init__.py": "package.py",
    "src/{package}/py.typed": "py.typed",
    "src/{package}/templates/{name}/edition.html": "edition.html",
    "tests/test_conformance.py": "test_conformance.py",
    "README.md": "README.md",
    ".github/workflows/test.yml": "workflow.yml",
    ".gitignore": "gitignore",
}
# Files that a new repository may already have.
_OPTIONAL: Final = ("README.md", ".gitignore")
