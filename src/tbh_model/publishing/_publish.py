"""From a series to files: plan, render, write, remove what is no longer made."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from datetime import UTC, datetime
from pathlib import Path

from tbh_model._writing import WriteError
from tbh_model.exporters import Exporter, default_registry, with_options
from tbh_model.model import Series
from tbh_model.publishing._ahead import in_order
from tbh_model.publishing._destination import Destination, shown
from tbh_model.publishing._destinations import destination
from tbh_model.publishing._ledger import record
from tbh_model.publishing._manifest import Written
from tbh_model.publishing._plan import (
    chosen_exporters,
    has_publish_file,
    plan,
    publish_warnings,
)
from tbh_model.publishing._render import Made, Work, processors, render
from tbh_model.publishing._report import PublishReport

Progress = Callable[[int, int], None]
"""Is told how many files are done, of how many."""


def publish(  # noqa: PLR0913 - all but three are chosen by name
    series: Series,
    /,
    to: str | Path,
    at: datetime | None = None,
    exporters: Iterable[Exporter | str] | None = None,
    *,
    jobs: int | None = None,
    executor: Executor | None = None,
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
        jobs: How many processes make and write files; as many as there are processors, if none is
            given. The bytes are the same however many there are.
        executor: Makes the bodies instead, wherever it likes: any of `concurrent.futures`, or one
            with its face, such as Dask's. Then this process writes them.
        ledger: Whether to write down what goes out in the ledger beside the content, as `tbh build`
            does; a series that was not loaded from a folder has none.
        progress: Is told how many files are done, of how many.

    Raises:
        ContentError: If `publish.yaml` cannot be used.
        UnknownExporterError: If no exporter has a name that is given.
        LedgerError: If the ledger cannot be read.
        FolderInUseError: If another build is writing into the folder.
        WriteError: If the folder cannot be made, or the ledger cannot be written to.
    """
    chosen = chosen_exporters(series.folder) if exporters is None else _made(exporters)
    instant = datetime.now(UTC) if at is None else at
    named = exporters is not None or has_publish_file(series.folder)
    planned = plan(series, chosen, instant, named=named)
    report = PublishReport(to=shown(to), at=instant, failures=list(planned.failures))
    if exporters is None and series.folder is not None and named:
        report.warnings += publish_warnings(series.folder)
    for released in planned.releases.values():
        report.withheld += released.withheld
        report.warnings += released.warnings
    ran = None if exporters is None else {exporter.info.name for exporter in chosen}
    with destination(to) as opened:
        if ledger and series.folder is not None:
            record(series.folder, series, planned.going_out)
        work = Work(planned.files, opened, report.lost)
        made = render(work, processors() if jobs is None else jobs, executor)
        failed = {*planned.failed, *_collect(made, work, report, progress)}
        _remove(opened, report, _no_longer_made(opened, report, failed, ran))
        try:
            opened.save()
        except WriteError as error:
            report.failures.append(error)
    return report


def _made(exporters: Iterable[Exporter | str]) -> tuple[Exporter, ...]:
    return tuple(
        with_options(default_registry().get(each), {}) if isinstance(each, str) else each
        for each in exporters
    )


def _collect(
    made: Iterator[Made], work: Work, report: PublishReport, progress: Progress | None
) -> Iterator[str]:
    """Write down what became of each file; give the names of exporters that failed."""
    written: dict[str, Written] = {}
    for done, each in enumerate(made, start=1):
        planned = work.files[each.planned]
        if each.failure is not None:
            report.failures.append(each.failure)
            yield planned.name
        elif each.outcome is not None and each.digest is not None:
            path = planned.artifact.path
            report.written[path] = each.outcome
            written[path] = Written((each.digest,), planned.name)
            report.exporters[planned.name] = report.exporters.get(planned.name, 0) + 1
        if progress is not None:
            progress(done, len(work.files))
    work.to.files.update(written)


def _no_longer_made(
    opened: Destination, report: PublishReport, failed: set[str], ran: set[str] | None
) -> list[str]:
    """Give files of those exporters that ran and did not fail, or ran in other days."""
    return [
        path
        for path, written in sorted(opened.files.items())
        if path not in report.written
        and (ran is None or written.exporter in ran)
        and written.exporter not in failed
    ]


def _remove(opened: Destination, report: PublishReport, paths: list[str]) -> None:
    """Remove files; one that somebody changed is kept."""

    def removed(path: str) -> bool | WriteError:
        try:
            return opened.remove(path)
        except WriteError as error:
            return error

    for path, each in zip(paths, in_order(removed, paths, opened.at_once), strict=True):
        if isinstance(each, WriteError):
            report.failures.append(each)
        else:
            (report.removed if each else report.kept).append(path)
