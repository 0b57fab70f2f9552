"""From a series to files: plan, render, write, remove what is no longer made."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from tbh_model._errors import TBHError
from tbh_model._writing import WriteError
from tbh_model.exporters import Exporter, body_of, default_registry, with_options
from tbh_model.model import Series
from tbh_model.publishing._ledger import record
from tbh_model.publishing._manifest import Manifest
from tbh_model.publishing._plan import (
    Plan,
    chosen_exporters,
    has_publish_file,
    plan,
    publish_warnings,
)
from tbh_model.publishing._report import PublishReport
from tbh_model.publishing._write import write_file

Progress = Callable[[int, int], None]
"""Is told how many files are done, of how many."""


def publish(  # noqa: PLR0913 - all but three are chosen by name
    series: Series,
    /,
    to: str | Path,
    at: datetime | None = None,
    exporters: Iterable[Exporter | str] | None = None,
    *,
    ledger: bool = False,
    progress: Progress | None = None,
) -> PublishReport:
    """Export a series into a folder.

    Each file is written whole, and only if its bytes change. What an earlier build wrote and this
    one does not make is removed, unless somebody has changed it. An exporter that fails leaves its
    earlier files as they are, and the others finish: look at `failures` of the report.

    Args:
        series: The whole series; the gate decides what of it each channel may carry.
        to: The folder, which is made if it is not there.
        at: The instant of the release; now, if none is given.
        exporters: Exporters or their names; those of the `publish.yaml` beside the content by
            default, and without one every built-in exporter. Where they are given, only files of
            theirs are removed.
        ledger: Whether to write down what goes out in the ledger beside the content, as `tbh build`
            does; a series that was not loaded from a folder has none.
        progress: Is told how many files are done, of how many.

    Raises:
        ContentError: If `publish.yaml` cannot be used.
        UnknownExporterError: If no exporter has a name that is given.
        LedgerError: If the ledger cannot be read.
        WriteError: If the folder cannot be made, or the ledger cannot be written to.
    """
    chosen = chosen_exporters(series.folder) if exporters is None else _made(exporters)
    instant = datetime.now(UTC) if at is None else at
    named = exporters is not None or has_publish_file(series.folder)
    planned = plan(series, chosen, instant, named=named)
    folder = _folder(Path(to))
    if ledger and series.folder is not None:
        record(series.folder, series, planned.going_out)
    report = PublishReport(to=str(to), at=instant, failures=list(planned.failures))
    if exporters is None and series.folder is not None and named:
        report.warnings += publish_warnings(series.folder)
    for released in planned.releases.values():
        report.withheld += released.withheld
        report.warnings += released.warnings
    manifest = Manifest.of(folder)
    failed = {*planned.failed, *_write(manifest, planned, report, progress)}
    ran = None if exporters is None else {exporter.info.name for exporter in chosen}
    _remove(manifest, report, failed, ran)
    return report


def _made(exporters: Iterable[Exporter | str]) -> tuple[Exporter, ...]:
    return tuple(
        with_options(default_registry().get(each), {}) if isinstance(each, str) else each
        for each in exporters
    )


def _folder(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        found = (error.strerror or "it cannot be made").lower()
        raise WriteError(str(folder), found, "choose another folder") from None
    return folder


def _write(
    manifest: Manifest, planned: Plan, report: PublishReport, progress: Progress | None
) -> Iterator[str]:
    """Write every file that changed; give the names of exporters that failed."""
    for done, each in enumerate(planned.files, start=1):
        path = each.artifact.path
        before = manifest.files.get(path)
        try:
            body = body_of(each.artifact, each.exporter)
            manifest.will_write(path, body, each.name)
            report.written[path] = write_file(manifest.folder, path, body)
        except TBHError as error:
            manifest.did_not_write(path, before)
            report.failures.append(error)
            yield each.name
        else:
            report.exporters[each.name] = report.exporters.get(each.name, 0) + 1
        if progress is not None:
            progress(done, len(planned.files))


def _remove(
    manifest: Manifest, report: PublishReport, failed: set[str], ran: set[str] | None
) -> None:
    """Remove what is no longer made, of those that ran and did not fail, or ran in other days."""
    for path, written in sorted(manifest.files.items()):
        of_these = ran is None or written.exporter in ran
        if path not in report.written and of_these and written.exporter not in failed:
            (report.removed if manifest.remove(path) else report.kept).append(path)
    try:
        manifest.save()
    except WriteError as error:
        report.failures.append(error)
