"""`tbh exporters check`: whether an exporter keeps its promises."""

import sys

import click

from tbh_model.cli._console import echo, handle_errors, printable_lines
from tbh_model.cli._settings import settings_option
from tbh_model.documents import read_settings
from tbh_model.exporters import default_registry, from_document
from tbh_model.testing import LEVEL, run_checks


@click.command("check")
@click.argument("name")
@click.option(
    "--level",
    type=click.IntRange(1, LEVEL),
    default=LEVEL,
    show_default=True,
    help="The level of the conformance kit that counts.",
)
@settings_option
@click.option("--json", "as_json", is_flag=True, help="Print the report as an object.")
@handle_errors
def check_exporter(name: str, level: int, settings: tuple[str, ...], *, as_json: bool) -> None:
    """Run the conformance kit on an exporter, and report every check.

    Exit status 1 if a check of the level fails.
    """
    kind = default_registry().get(name)
    report = run_checks(from_document(kind, read_settings(settings)), level=level)
    echo(report.as_json() if as_json else printable_lines(str(report)))
    sys.exit(0 if report.is_conformant else 1)
