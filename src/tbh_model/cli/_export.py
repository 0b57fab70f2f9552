"""`tbh export`: the content with one exporter."""

import sys
from datetime import datetime
from pathlib import Path

import click

from tbh_model._errors import TBHError
from tbh_model.cli._console import (
    at_option,
    content_argument,
    handle_errors,
    load_content,
    pluralize,
    printable_lines,
    stderr_console,
)
from tbh_model.cli._settings import settings_option
from tbh_model.documents import read_settings
from tbh_model.exporters import (
    Artifact,
    Exporter,
    default_registry,
    former_options,
    from_document,
)
from tbh_model.exporters import export as export_series
from tbh_model.model import Series
from tbh_model.publishing import publish, write_file


class ManyFilesError(TBHError):
    """Several files were asked for where only one can go."""

    def __init__(self, exporter: str, count: int) -> None:
        super().__init__(exporter, count)
        self.exporter, self.count = exporter, count

    def __str__(self) -> str:
        """Describe what to write instead."""
        return f"{self.exporter} makes {self.count} files; give a folder: --to DIR"


@click.command()
@click.argument("name")
@content_argument
@click.option(
    "--to",
    default="-",
    show_default=True,
    metavar="PLACE",
    help="A folder, a file (a name with an ending) if there is but one, - for standard output, "
    "a file that ends in .zip, or the address of a store.",
)
@at_option
@settings_option
@handle_errors
def export(
    name: str, content: Path, to: str, at: datetime | None, settings: tuple[str, ...]
) -> None:
    """Export the content with one exporter.

    NAME is one of those that `tbh exporters` lists.
    """
    kind, options = default_registry().get(name), read_settings(settings)
    exporter = from_document(kind, options)
    for warning in former_options(kind, options):
        stderr_console().print(printable_lines(f"warning: {warning.message}"), markup=False)
    series = load_content(content)
    exported_artifacts = export_series(series, exporter, at=at)
    if to != "-" and _takes_several_files(to):
        _write_all(series, exporter, to, at)
    elif len(exported_artifacts) == 1:
        _write_one(exported_artifacts[0], to)
    else:
        raise ManyFilesError(name, len(exported_artifacts))


def _takes_several_files(to: str) -> bool:
    is_folder = to.endswith("/") or Path(to).is_dir() or not Path(to).suffix
    return is_folder or "://" in to or to.lower().endswith(".zip")


def _write_one(artifact: Artifact, to: str) -> None:
    if to == "-":
        for piece in artifact.chunks():
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    path = Path(to)
    outcome = write_file(path.parent, path.name, artifact.body)
    stderr_console().print(f"{to}: {outcome}", markup=False)


def _write_all(series: Series, exporter: Exporter, to: str, at: datetime | None) -> None:
    report = publish(series, to, at, [exporter])
    for failure in report.failures:
        raise failure
    stderr_console().print(f"{pluralize(len(report.written), 'file')} in {to}", markup=False)
