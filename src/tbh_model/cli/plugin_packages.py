"""`check` and `new` of `tbh exporters`, `tbh importers` and `tbh publishers`."""

import re
import sys
from collections.abc import Container, Mapping
from keyword import iskeyword
from pathlib import Path
from typing import Final

import click

from tbh_model._errors import with_article
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
from tbh_model.cli.plugins import (
    EXPORTER_COMMANDS,
    IMPORTER_COMMANDS,
    PUBLISHER_COMMANDS,
    PluginCommands,
)
from tbh_model.content import printable, read_settings
from tbh_model.exporters import default_registry, from_document
from tbh_model.importers import default_registry as importer_registry
from tbh_model.publishers import default_registry as publisher_registry
from tbh_model.testing import (
    ConformanceReport,
    Sample,
    run_checks,
    run_importer_checks,
    run_publisher_checks,
)


@click.command("check", epilog=examples("tbh exporters check rss --set limit=20"))
@click.argument("name")
@settings_option("exporter")
@click.option("--json", "as_json", is_flag=True, help="Print the report as an object.")
@plugin_option("exporter")
@handle_errors
def exporters_check(name: str, settings: tuple[str, ...], *, as_json: bool) -> None:
    """Run the conformance kit on an exporter.

    All checks are reported. Exit status 1 if a check fails.
    """
    kind = default_registry().get(name)
    _print_report(run_checks(from_document(kind, read_settings(settings))), as_json=as_json)


@click.command("check", epilog=examples("tbh importers check table --sample answers.csv"))
@click.argument("name")
@click.option(
    "--sample",
    "samples",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    metavar="FILE",
    help="A file that the importer reads. May be repeated.",
)
@settings_option("importer")
@click.option("--json", "as_json", is_flag=True, help="Print the report as an object.")
@plugin_option("importer")
@handle_errors
def importers_check(
    name: str, samples: tuple[Path, ...], settings: tuple[str, ...], *, as_json: bool
) -> None:
    """Run the conformance kit on an importer.

    All checks are reported. Checks of what the importer reads need a sample. Exit status 1 if a
    check fails.
    """
    kind = importer_registry().get(name)
    files = (Sample(name=sample.name, data=sample.read_bytes()) for sample in samples)
    report = run_importer_checks(from_document(kind, read_settings(settings)), files)
    _print_report(report, as_json=as_json)


@click.command("check", epilog=examples("tbh publishers check wordpress"))
@click.argument("name")
@settings_option("publisher")
@click.option("--json", "as_json", is_flag=True, help="Print the report as an object.")
@plugin_option("publisher")
@handle_errors
def publishers_check(name: str, settings: tuple[str, ...], *, as_json: bool) -> None:
    """Run the conformance kit on a publisher.

    Nothing is sent. Checks of what it sends need a simulation of the platform: they run in the
    tests of its package. Exit status 1 if a check fails.
    """
    kind = publisher_registry().get(name)
    publisher = from_document(kind, read_settings(settings))
    _print_report(run_publisher_checks(publisher), as_json=as_json)


def _print_report(report: ConformanceReport, *, as_json: bool) -> None:
    echo(report.as_json() if as_json else printable_lines(str(report)))
    sys.exit(0 if report.is_conformant else 1)


_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)
_PREFIX: Final = "tbh-"


def _check_name(name: str, commands: PluginCommands) -> None:
    """Raise an error of usage, with a remedy, for a name that a plugin cannot have."""
    remedy = _remedy(name, commands.registry().contract.built_in)
    if remedy is not None:
        message = f"{printable(name)!r} cannot be the name of your {commands.noun}: {remedy}"
        raise click.BadParameter(message)


def _remedy(name: str, built_in: Container[str]) -> str | None:
    """Describe what to do about a name, if anything."""
    if not _NAME.fullmatch(name):
        suggestion = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        advice = f"; write {suggestion}" if _NAME.fullmatch(suggestion) else ""
        return f"use small letters, digits and single hyphens, a letter first{advice}"
    if name in built_in:
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


_TO: Final = click.option(
    "--to",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder of the package. Default: tbh-NAME, in the current folder.",
)


@click.command("new", epilog=examples("tbh exporters new plain-text"))
@click.argument("name")
@_TO
@handle_errors
def exporters_new(name: str, to: Path | None) -> None:
    """Create a package for an exporter of your own.

    NAME is the name of the exporter in publish.yaml, such as plain-text. The package has an
    exporter with an option, a template, a test that runs the conformance kit, and a workflow that
    runs the test. No existing file is overwritten.
    """
    _write_package(name, to, EXPORTER_COMMANDS, _EXPORTER_FILES)


@click.command("new", epilog=examples("tbh importers new interview"))
@click.argument("name")
@_TO
@handle_errors
def importers_new(name: str, to: Path | None) -> None:
    """Create a package for an importer of your own.

    NAME is the name of the importer, such as interview. The package has an importer with an option,
    a test that runs the conformance kit on a sample, and a workflow that runs the test. No existing
    file is overwritten.
    """
    _write_package(name, to, IMPORTER_COMMANDS, _IMPORTER_FILES)


@click.command("new", epilog=examples("tbh publishers new wiki"))
@click.argument("name")
@_TO
@handle_errors
def publishers_new(name: str, to: Path | None) -> None:
    """Create a package for a publisher of your own.

    NAME is the name of the publisher, such as wiki. The package has a publisher for a small API, a
    simulation of the platform, a test that runs the conformance kit on both, and a workflow that
    runs the test. No existing file is overwritten.
    """
    _write_package(name, to, PUBLISHER_COMMANDS, _PUBLISHER_FILES)


def _write_package(
    name: str, to: Path | None, commands: PluginCommands, templates: Mapping[str, str]
) -> None:
    _check_name(name, commands)
    values = {
        "name": name,
        "noun": commands.noun,
        "a_noun": with_article(commands.noun),
        "extra": "[push]" if commands is PUBLISHER_COMMANDS else "",
        "distribution": f"{_PREFIX}{name}",
        "package": f"{_PREFIX}{name}".replace("-", "_"),
        "class_name": _class_name(name),
        "version": __version__,
    }
    files = {
        path.format_map(values): render_template(f"{source}.jinja", values)
        for path, source in templates.items()
    }
    folder = to or Path(values["distribution"])
    write_new_files(folder, files, optional=_OPTIONAL)
    folder_text = printable_lines(folder.as_posix())
    stderr_console().print(
        f"Next: cd {folder_text} && python -m pip install -e '.[test]'", markup=False
    )


def _package_files(noun: str, *more: str) -> Mapping[str, str]:
    """Return the files of a package with their templates: those of a noun, and shared ones."""
    return {
        "pyproject.toml": "plugin/pyproject.toml",
        "src/{package}/__init__.py": f"{noun}/package.py",
        "src/{package}/py.typed": "plugin/py.typed",
        **{path: f"{noun}/{Path(path).name}" for path in more},
        "tests/test_conformance.py": f"{noun}/test_conformance.py",
        "README.md": f"{noun}/README.md",
        ".github/workflows/test.yml": "plugin/workflow.yml",
        ".gitignore": "plugin/gitignore",
    }


_EXPORTER_FILES: Final = _package_files("exporter", "src/{package}/templates/{name}/edition.html")
_IMPORTER_FILES: Final = _package_files("importer")
_PUBLISHER_FILES: Final = _package_files("publisher")
# Files that a new repository may already have.
_OPTIONAL: Final = ("README.md", ".gitignore")
