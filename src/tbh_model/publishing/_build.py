"""One build: what is planned is made, except what is there already, and what is left over goes."""

from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from tbh_model._writing import WriteError
from tbh_model.documents import EditionFingerprints
from tbh_model.exporters import path_key
from tbh_model.publishing._ahead import ordered_map
from tbh_model.publishing._build_cache import BuildCache
from tbh_model.publishing._destination import Destination
from tbh_model.publishing._keys import CacheKeys
from tbh_model.publishing._manifest import ManifestEntry
from tbh_model.publishing._plan import Plan, PlannedFile
from tbh_model.publishing._render import RenderJob, RenderResult, render
from tbh_model.publishing._report import PublishReport
from tbh_model.publishing._write import Outcome

if TYPE_CHECKING:  # 4 ms, only for those who have other processes
    from concurrent.futures import Executor

Progress = Callable[[int, int], None]
"""Is told how many files are done, of how many."""


@define
class Build:
    """One build of a plan, at a destination that is open."""

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
        """Make and write every file that is not left out."""
        files = self.plan.files
        files[:] = map(_without_dependencies, files)
        wanted = [planned for planned in files if planned.artifact.path not in self.up_to_date]
        work = RenderJob(wanted, self.destination, self.report.executor_failures)
        outcomes = dict.fromkeys(self.up_to_date, Outcome.UNCHANGED)
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
                self.plan.failed.add(planned.name)
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
            and entry.exporter not in self.plan.failed
        ]

    def _remove_each(self, paths: Iterable[str]) -> Iterator[bool | WriteError]:
        def try_remove(path: str) -> bool | WriteError:
            try:
                return self.destination.remove(path)
            except WriteError as error:
                return error

        yield from ordered_map(try_remove, paths, self.destination.max_threads)

    def save(self) -> None:
        """Remember what is there, for later builds."""
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
