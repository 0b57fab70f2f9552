"""From a series to files: plan, render, write, remove what is no longer made."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tbh_model._arguments import check_arguments
from tbh_model.documents import EditionFingerprints
from tbh_model.exporters import (
    Exporter,
    check_instance,
    default_registry,
    log_release,
    log_warnings,
    with_options,
)
from tbh_model.model import Series
from tbh_model.publishing._build import Build, Progress
from tbh_model.publishing._build_cache import BuildCache
from tbh_model.publishing._destination import redact_password
from tbh_model.publishing._destinations import open_destination, refuse_content
from tbh_model.publishing._ledger import record
from tbh_model.publishing._plan import (
    Plan,
    has_publish_file,
    plan,
    plan_picture_warnings,
    publish_warnings,
    skipped_exporter_problem,
    usable_exporters,
)
from tbh_model.publishing._report import PublishReport

if TYPE_CHECKING:  # 4 ms, only for those who have one
    from concurrent.futures import Executor


@check_arguments
def publish(  # noqa: PLR0913 - all but three are chosen by name
    series: Series,
    /,
    to: str | Path,
    at: datetime | None = None,
    exporters: Iterable[Exporter | str] | None = None,
    *,
    jobs: int = 1,
    executor: "Executor | None" = None,
    ledger: bool = False,
    cache: bool = False,
    progress: Progress | None = None,
) -> PublishReport:
    """Export a series into a folder, an archive, or a store far away.

    Each file is written whole, and only if its bytes change. What an earlier build wrote and this
    one does not make is removed, unless somebody has changed it. An exporter that fails leaves its
    earlier files as they are, as does one that `publish.yaml` names and that cannot be used, and
    the others finish: look at `failures` of the report. What is
    withheld is logged to the logger `tbh_model` (INFO), and warnings are (WARNING).

    Args:
        series: The whole series; the gate decides what of it each channel may carry.
        to: A folder, which is made if it is not there; a file that ends in `.zip`; or the address
            of a store such as `s3://bucket/path`: any that `fsspec` knows (extra `remote`).
        at: The instant of the release; now, if none is given.
        exporters: Exporters or their names; those of the `publish.yaml` beside the content by
            default, and without one every built-in exporter. Where they are given, only files of
            theirs are removed.
        jobs: How many processes make and write files: by default this one alone. Others are fresh
            interpreters, which never import the program that asks; what cannot be sent to them,
            such as the files of an exporter that a notebook defines, is made here and counted in
            `executor_failures` of the report. The bytes are the same however many there are.
        executor: Makes the bodies instead, wherever it likes: any of `concurrent.futures`, or one
            with its face, such as Dask's. Then this process writes them. What it does not bring
            back is made here, and counted in `executor_failures` of the report.
        ledger: Whether to write down what goes out in the ledger beside the content, as `tbh build`
            does; a series that was not loaded from a folder has none.
        cache: Whether to make again only what has changed since an earlier build of this content
            to this place, as `tbh build` does. What that needs lies in `.tbh/cache` beside the
            content, and can be deleted at any time; the bytes are the same with it and without.
        progress: Is told how many files are done, of how many.

    Raises:
        ContentError: If `publish.yaml` cannot be used, or no exporter that it names.
        UnknownExporterError: If no exporter has a name that is given.
        LedgerError: If the ledger cannot be read.
        FolderInUseError: If another build is writing into the folder, or the archive.
        DestinationError: If nothing can be published there, or the content lies there.
        WriteError: If the folder cannot be made, or the ledger cannot be written to.
        ValueError: If `jobs` is less than 1.
    """
    if jobs < 1:
        message = f"jobs is {jobs}; give at least 1"
        raise ValueError(message)
    chosen, broken = (
        usable_exporters(series.folder) if exporters is None else (_instances(exporters), {})
    )
    if series.folder is not None:
        refuse_content(to, series.folder)
    instant = datetime.now(UTC) if at is None else at
    is_explicit = exporters is not None or has_publish_file(series.folder)
    # what an exporter made that cannot run stays: nobody knows whether it would be made again
    ran = {exporter.info.name for exporter in chosen} if broken or exporters is not None else None
    build_plan = plan(series, chosen, instant, is_explicit=is_explicit)
    report = _new_report(build_plan, redact_password(to), instant)
    picture_warnings = [warning for _, warning in plan_picture_warnings(series, build_plan)]
    log_warnings(picture_warnings)
    report.warnings += picture_warnings
    report.failures[:0] = broken.values()
    if exporters is None and series.folder is not None and is_explicit:
        report.warnings[:0] = publish_warnings(series.folder)
    with open_destination(to, build_plan.files) as destination:
        build_cache = BuildCache.load(series.folder, to) if cache and series.folder else None
        build = Build(build_plan, destination, report, build_cache, progress)
        _record_and_skip(series, build, ran, ledger=ledger)
        build.write_files(jobs, executor)
        build.remove_stale_files(ran)
        build.save()
    return report


def _new_report(build_plan: Plan, to: str, at: datetime) -> PublishReport:
    """Begin the report with what the plan has found out."""
    report = PublishReport(to=to, at=at, failures=list(build_plan.failures))
    for release in build_plan.releases.values():
        log_release(release)
        report.withheld += release.withheld
        report.warnings += release.warnings
    log_warnings(build_plan.warnings)
    report.warnings += build_plan.warnings
    report.warnings += map(skipped_exporter_problem, build_plan.skipped)
    return report


def _record_and_skip(series: Series, build: Build, ran: set[str] | None, *, ledger: bool) -> None:
    """Write down what goes out now and did not before, and leave out what need not be made.

    Both look at every edition; what they find of it is shared, and gone before files are made.
    """
    fingerprints = EditionFingerprints()
    if series.folder is not None and ledger:
        record(series.folder, series, build.plan.published_releases, fingerprints.of)
    build.remove_conflicts(ran)
    if series.folder is not None:
        build.skip_unchanged(series.folder, fingerprints)


def _instances(exporters: Iterable[Exporter | str]) -> tuple[Exporter, ...]:
    chosen = tuple(
        with_options(default_registry().get(exporter), {})
        if isinstance(exporter, str)
        else exporter
        for exporter in exporters
    )
    for exporter in chosen:
        if not hasattr(exporter, "info"):
            check_instance(exporter)  # a class of one fails alone, as one that is broken does
    return chosen
