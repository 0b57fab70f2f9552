"""One build: what is planned is made, except what is there already, and what is left over goes."""

from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from tbh_model._writing import WriteError
from tbh_model.documents import EditionFingerprints
from tbh_model.exporters import path_key
from tbh_model.publishing._ahead import in_order
from tbh_model.publishing._build_cache import BuildCache
from tbh_model.publishing._destination import Destination
from tbh_model.publishing._keys import Keys
from tbh_model.publishing._manifest import Written
from tbh_model.publishing._plan import Plan, Planned
from tbh_model.publishing._render import Made, Work, render
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
    to: Destination
    report: PublishReport
    cache: BuildCache | None
    progress: Progress | None
    there: dict[str, str] = field(factory=dict)
    """The digest of each file that is there as it would be made."""

    def clear_way(self, ran: set[str] | None) -> None:
        """Remove first, of what earlier builds wrote, what stands in the way of a file to be.

        It lies where a folder must be, has such a folder in its place, or differs in case alone:
        on some systems that is the very file.
        """
        left = self._left_over({each.artifact.path for each in self.plan.files}, ran)
        if not left:
            return
        forms = [path_key(each.artifact.path) for each in self.plan.files]
        files, folders = {form for form, _ in forms}, {each for _, above in forms for each in above}
        for path in left:
            form, above = path_key(path)
            if form in files or form in folders or not files.isdisjoint(above):
                with suppress(WriteError):  # it is tried again at the end, and told then
                    if self.to.remove(path):
                        self.report.removed.append(path)

    def leave_out(self, content: Path, fingerprints: EditionFingerprints) -> None:
        """Find out what need not be made of what lies in a content folder."""
        if self.cache is not None:
            keys = Keys.of(content, fingerprints)
            self.there = self.cache.unchanged(self.plan.files, self.to, keys)

    def make(self, jobs: int, executor: "Executor | None") -> None:
        """Make and write every file that is not left out."""
        files = self.plan.files
        files[:] = map(_bare, files)
        wanted = [each for each in files if each.artifact.path not in self.there]
        work = Work(wanted, self.to, self.report.lost)
        outcomes = dict.fromkeys(self.there, Outcome.UNCHANGED)
        made = render(work, jobs, executor)
        outcomes |= self._collected(made, work, len(self.there))
        for planned in files:
            path = planned.artifact.path
            if path in outcomes:
                self.report.written[path] = outcomes[path]
                count = self.report.exporters.get(planned.name, 0)
                self.report.exporters[planned.name] = count + 1

    def _collected(self, made: Iterable[Made], work: Work, done: int) -> dict[str, Outcome]:
        """Write down what became of each file."""
        written: dict[str, Written] = {}
        outcomes: dict[str, Outcome] = {}
        for each in made:
            planned = work.files[each.planned]
            path = planned.artifact.path
            if each.failure is not None:
                self.report.failures.append(each.failure)
                self.plan.failed.add(planned.name)
            elif each.outcome is not None and each.digest is not None:
                outcomes[path] = each.outcome
                written[path] = Written((each.digest,), planned.name)
            done += 1
            if self.progress is not None:
                self.progress(done, len(self.plan.files))
        self.to.files.update(written)
        if self.cache is not None:
            self.cache.made({path: each.digests[0] for path, each in written.items()}, self.to)
        return outcomes

    def remove_others(self, ran: set[str] | None) -> None:
        """Remove what earlier builds wrote and this one does not make; what was changed is kept.

        Only files of exporters that did not fail, and of those that `ran`, if only some did.
        """
        paths = self._left_over(self.report.written, ran)
        for path, each in zip(paths, self._removed(paths), strict=True):
            if isinstance(each, WriteError):
                self.report.failures.append(each)
            else:
                (self.report.removed if each else self.report.kept).append(path)

    def _left_over(self, made: Container[str], ran: set[str] | None) -> list[str]:
        return [
            path
            for path, written in sorted(self.to.files.items())
            if path not in made
            and (ran is None or written.exporter in ran)
            and written.exporter not in self.plan.failed
        ]

    def _removed(self, paths: Iterable[str]) -> Iterator[bool | WriteError]:
        def removed(path: str) -> bool | WriteError:
            try:
                return self.to.remove(path)
            except WriteError as error:
                return error

        yield from in_order(removed, paths, self.to.at_once)

    def save(self) -> None:
        """Remember what is there, for later builds."""
        try:
            self.to.save()
        except WriteError as error:
            self.report.failures.append(error)
        else:
            if self.cache is not None:
                self.cache.keep(self.to)


def _bare(planned: Planned) -> Planned:
    """Return a file without what its key is made of, which nobody needs while it is made."""
    if planned.artifact.depends_on is None:
        return planned
    return evolve(planned, artifact=evolve(planned.artifact, depends_on=None))
