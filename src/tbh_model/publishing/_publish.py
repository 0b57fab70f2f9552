"""Builds: render planned files, skip unchanged ones, and delete stale ones."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from tbh_model._arguments import check_arguments
from tbh_model._atomic import WriteError
from tbh_model._attrs import define, evolve, field
from tbh_model.content import EditionFingerprints
from tbh_model.exporters import (
    Exporter,
    check_instance,
    default_registry,
    log_release,
    log_warnings,
    path_key,
    with_images,
    with_options,
)
from tbh_model.model import Series
from tbh_model.publishing._destination import (
    Destination,
    ManifestEntry,
    Outcome,
    open_destination,
    redact_password,
    refuse_content,
)
from tbh_model.publishing._incremental import BuildCache, CacheKeys
from tbh_model.publishing._ledger import record
from tbh_model.publishing._plan import (
    Plan,
    PlannedFile,
    has_publish_file,
    plan,
    plan_picture_warnings,
    skipped_exporter_problem,
    usable_exporters,
)
from tbh_model.publishing._render import RenderJob, RenderResult, ordered_map, render
from tbh_model.publishing._report import PublishReport

if TYPE_CHECKING:
    from concurrent.futures import Executor


Progress = Callable[[int, int], None]
"""Called with the number of finished files and the number of all files."""


@define
class Build:
    """Build of a plan to an open destination."""

    plan: Plan
    destination: Destination
    report: PublishReport
    cache: BuildCache | None
    progress: Progress | None
    up_to_date: dict[str, str] = field(factory=dict)
    """The digest of each file that is there as it would be made."""

    def remove_conflicts(self, ran: set[str] | None) -> None:
        """Remove first, of what earlier builds wrote, what stands in the way of a file to be.

        It lies where a folder must be, has such a folder in its place, or differs in case alone:
        on some systems that is the very file.
        """
        stale = self._stale_files({planned.artifact.path for planned in self.plan.files}, ran)
        if not stale:
            return
        forms = [path_key(planned.artifact.path) for planned in self.plan.files]
        files, folders = (
            {form for form, _ in forms},
            {parent for _, above in forms for parent in above},
        )
        for path in stale:
            form, above = path_key(path)
            if form in files or form in folders or not files.isdisjoint(above):
                with suppress(WriteError):  # it is tried again at the end, and told then
                    if self.destination.remove(path):
                        self.report.removed.append(path)

    def skip_unchanged(self, content: Path, fingerprints: EditionFingerprints) -> None:
        """Find out what need not be made of what lies in a content folder."""
        if self.cache is not None:
            keys = CacheKeys.of(content, fingerprints)
            self.up_to_date = self.cache.unchanged_digests(self.plan.files, self.destination, keys)

    def write_files(self, jobs: int, executor: "Executor | None") -> None:
        """Render and write every file that is not skipped."""
        files = self.plan.files
        wanted = [
            _without_dependencies(planned)
            for planned in files
            if planned.artifact.path not in self.up_to_date
        ]
        work = RenderJob(wanted, self.destination, self.report.executor_failures)
        outcomes = dict.fromkeys(self.up_to_date, Outcome.UNCHANGED)
        # the journal of a build that was killed may name bytes that it never wrote
        self.destination.files.update(
            (planned.artifact.path, ManifestEntry((digest,), planned.name))
            for planned in files
            if (digest := self.up_to_date.get(planned.artifact.path)) is not None
        )
        results = render(work, jobs, executor)
        outcomes |= self._record_results(results, work, len(self.up_to_date))
        for planned in files:
            path = planned.artifact.path
            if path in outcomes:
                self.report.written[path] = outcomes[path]
                count = self.report.exporters.get(planned.name, 0)
                self.report.exporters[planned.name] = count + 1

    def _record_results(
        self, results: Iterable[RenderResult], work: RenderJob, count: int
    ) -> dict[str, Outcome]:
        """Write down what became of each file."""
        entries: dict[str, ManifestEntry] = {}
        outcomes: dict[str, Outcome] = {}
        for result in results:
            planned = work.files[result.index]
            path = planned.artifact.path
            if result.failure is not None:
                self.report.failures.append(result.failure)
                self.plan.failed_exporters.add(planned.name)
            elif result.outcome is not None and result.digest is not None:
                outcomes[path] = result.outcome
                entries[path] = ManifestEntry((result.digest,), planned.name)
            count += 1
            if self.progress is not None:
                self.progress(count, len(self.plan.files))
        self.destination.files.update(entries)
        if self.cache is not None:
            self.cache.add(
                {path: entry.digests[0] for path, entry in entries.items()}, self.destination
            )
        return outcomes

    def remove_stale_files(self, ran: set[str] | None) -> None:
        """Remove what earlier builds wrote and this one does not make; what was changed is kept.

        Only files of exporters that did not fail, and of those that `ran`, if only some did.
        """
        paths = self._stale_files(self.report.written, ran)
        for path, result in zip(paths, self._remove_each(paths), strict=True):
            if isinstance(result, WriteError):
                self.report.failures.append(result)
            else:
                (self.report.removed if result else self.report.modified_by_hand).append(path)

    def _stale_files(self, current_paths: Container[str], ran: set[str] | None) -> list[str]:
        return [
            path
            for path, entry in sorted(self.destination.files.items())
            if path not in current_paths
            and (ran is None or entry.exporter in ran)
            and entry.exporter not in self.plan.failed_exporters
        ]

    def _remove_each(self, paths: Iterable[str]) -> Iterator[bool | WriteError]:
        def try_remove(path: str) -> bool | WriteError:
            try:
                return self.destination.remove(path)
            except WriteError as error:
                return error

        yield from ordered_map(try_remove, paths, self.destination.max_threads)

    def save(self) -> None:
        """Write the cache for later builds."""
        try:
            self.destination.save()
        except WriteError as error:
            self.report.failures.append(error)
        else:
            if self.cache is not None:
                self.cache.save(self.destination)


def _without_dependencies(planned: PlannedFile) -> PlannedFile:
    """Return a file without what its key is made of, which nobody needs while it is made."""
    if planned.artifact.depends_on is None:
        return planned
    return evolve(planned, artifact=evolve(planned.artifact, depends_on=None))


@check_arguments
def publish(  # noqa: PLR0913 - all but three are chosen by name
    series: Series,
    /,
    to: str | Path,
    at: datetime | None = None,
    exporters: Iterable[Exporter | str] | None = None,
    *,
    images: Mapping[str, bytes | str | PathLike[str]] | None = None,
    jobs: int = 1,
    executor: "Executor | None" = None,
    ledger: bool = False,
    cache: bool = False,
    progress: Progress | None = None,
) -> PublishReport:
    """Export a series into a folder, an archive or a remote store, and return a report.

    Each file is replaced as a whole, and only if its bytes change. A file that an earlier build
    wrote and this one does not write is removed, unless somebody has changed it. If an exporter
    fails, its earlier files stay and the others finish: see `failures` of the report. The same
    holds for an exporter in `publish.yaml` that cannot be used. What is withheld is logged to the
    logger `tbh_model` with level INFO, and warnings with level WARNING.

    Args:
        series: The whole series. The gate decides what of it each channel may publish.
        to: A folder, which is created if it is missing; a file that ends in `.zip`; or the URL of a
            store such as `s3://bucket/path`, of any kind that `fsspec` knows (extra `remote`).
        at: The date and time of the release; the current time by default.
        exporters: Exporters or their names. The default is those of the `publish.yaml` beside the
            content, or all built-in exporters. If given, only files of these exporters are removed.
        images: The files of images by `Image.src`, as bytes or as paths, for a series without a
            content folder. An image that is missing or refused is left out, with a warning.
        jobs: The number of processes that render and write files. The others are new interpreters,
            which never import the calling program. What cannot be pickled, such as an exporter that
            a notebook defines, is rendered in this process and counted in `executor_failures` of
            the report. The bytes do not depend on this number.
        executor: Renders the files instead: an executor of `concurrent.futures`, or one with the
            same interface, such as that of Dask. This process writes the files. What the executor
            does not return is rendered here, and counted in `executor_failures` of the report.
        ledger: Whether to record in the ledger beside the content what is published, as `tbh build`
            does. A series that was not loaded from a folder has no ledger.
        cache: Whether to render only what has changed since an earlier build of this content to
            this destination, as `tbh build` does. The cache is `.tbh/cache` beside the content, and
            can be deleted at any time. The bytes do not depend on it.
        progress: Called with the number of finished files and the number of all files.

    Raises:
        ContentError: If `publish.yaml` is invalid, or none of its exporters can be used.
        UnknownExporterError: If no exporter has a given name.
        LedgerError: If the ledger cannot be read.
        FolderInUseError: If another build writes to the folder or the archive.
        DestinationError: If the destination is invalid, or contains the content.
        WriteError: If the folder cannot be created, or the ledger cannot be written.
        ValueError: If `jobs` is less than 1.

    >>> report = tbh.publish(series, to="public", at=at, exporters=["rss"])
    >>> report.written, report.is_complete
    ({'rss.xml': <Outcome.NEW: 'new'>}, True)
    """
    if jobs < 1:
        message = f"jobs is {jobs}; give at least 1"
        raise ValueError(message)
    series = with_images(series, images)
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
    with open_destination(to, build_plan.files) as destination:
        build_cache = BuildCache.load(series.folder, to) if cache and series.folder else None
        build = Build(build_plan, destination, report, build_cache, progress)
        ledger_size = _record_and_skip(series, build, ran, ledger=ledger)
        build.write_files(jobs, executor)
        build.remove_stale_files(ran)
        build.save()
        if build_cache is not None:
            report.state = build_cache.state(series, chosen, destination, ledger_size)
    return report


def _new_report(build_plan: Plan, to: str, at: datetime) -> PublishReport:
    """Return a report with the results of planning."""
    report = PublishReport(to=to, at=at, failures=list(build_plan.failures))
    for release in build_plan.releases.values():
        log_release(release)
        report.withheld += release.withheld
        report.warnings += release.warnings
    log_warnings(build_plan.warnings)
    report.warnings += build_plan.warnings
    report.warnings += map(skipped_exporter_problem, build_plan.skip_reasons)
    return report


def _record_and_skip(series: Series, build: Build, ran: set[str] | None, *, ledger: bool) -> int:
    """Write down what goes out now and did not before, and leave out what need not be made.

    Return the size of the ledger.
    """
    # Both look at every edition; what they find of it is shared, and gone before files are made.
    fingerprints, size = EditionFingerprints(), 0
    if series.folder is not None and ledger:
        releases = build.plan.published_releases
        _, size = record(series.folder, series, releases, fingerprints.of)
    build.remove_conflicts(ran)
    if series.folder is not None:
        build.skip_unchanged(series.folder, fingerprints)
    return size


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
