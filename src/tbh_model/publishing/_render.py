"""Bodies made and written, by this process or by several: the same bytes however many there are."""

import hashlib
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

from attrs import define, field, frozen

from tbh_model._errors import TBHError
from tbh_model.exporters import Exporter
from tbh_model.publishing._ahead import map_sharing_work, ordered_map
from tbh_model.publishing._bodies import MAX_PENDING_CHUNKS, Body, render_body, submit_or_fail
from tbh_model.publishing._destination import Destination
from tbh_model.publishing._plan import PlannedFile
from tbh_model.publishing._write import Outcome

if TYPE_CHECKING:  # 4 ms, only for those who have other processes
    from concurrent.futures import Executor

R = TypeVar("R")

_FILES_PER_CHUNK: Final = 16
"""Files that a process takes at a time: few enough that all end together."""
_PENDING_CHUNKS_PER_WORKER: Final = 4
"""Chunks that wait for a process, so that it never waits for them."""
_CHUNKS_PER_POOL: Final = 256
"""Chunks after which forks begin anew."""
_MIN_FILES_FOR_WORKERS: Final = 64
"""Files from which on a second process pays."""


@frozen
class RenderResult:
    """What became of a planned file: an outcome and a digest, or what went wrong."""

    index: int
    """Its place in the plan."""
    outcome: Outcome | None = None
    digest: str | None = None
    failure: TBHError | None = None


@define
class RenderJob:
    """What is to be made, and where it goes."""

    files: Sequence[PlannedFile]
    destination: Destination
    executor_failures: dict[str, int] = field(factory=dict)
    """For each reason for which an executor brought nothing back, how many files that were."""

    def count_failure(self, error: Exception, files: int) -> None:
        """Count files that were not brought back, by the reason."""
        reason = f"{type(error).__name__}: {error}".partition("\n")[0].removesuffix(": ")
        self.executor_failures[reason] = self.executor_failures.get(reason, 0) + files

    def write(self, index: int, body: Body) -> RenderResult:
        """Write a body to where it goes."""
        return _write(self.files[index], index, body, self.destination)


def _write(planned: PlannedFile, index: int, body: Body, destination: Destination) -> RenderResult:
    if isinstance(body, TBHError):
        return RenderResult(index, failure=body)
    digest = hashlib.sha256(body).hexdigest()
    try:
        return RenderResult(index, destination.write(planned, body, digest), digest)
    except TBHError as error:
        return RenderResult(index, failure=error)


def processor_count() -> int:
    """Return how many processors this process may use."""
    available = getattr(os, "sched_getaffinity", None)
    return os.cpu_count() or 1 if available is None else len(available(0))


def render(
    work: RenderJob, jobs: int = 1, executor: "Executor | None" = None
) -> Iterator[RenderResult]:
    """Make and write every planned file, in the order of the plan.

    Where the destination allows it, processes of our own write what they make. Otherwise bodies
    come back to this process, which writes them; few are on the way at a time.

    Args:
        work: What is to be made.
        jobs: How many processes of our own make files; one is this process.
        executor: Makes bodies instead, wherever it likes.
    """
    if executor is not None:
        from tbh_model.publishing._elsewhere import render_on_executor

        bodies = render_on_executor(executor, work.files, _chunks(work), work.count_failure)
    elif jobs == 1 or len(work.files) < _MIN_FILES_FOR_WORKERS:
        bodies = map(render_body, work.files)
    elif work.destination.is_shared:
        yield from _write_in_processes(work, jobs)
        return
    else:
        bodies = _render_in_processes(work, jobs)
    yield from ordered_map(
        lambda indexed_body: work.write(*indexed_body),
        enumerate(bodies),
        work.destination.max_threads,
    )


def _chunks(work: RenderJob) -> list[range]:
    count = len(work.files)
    return [
        range(at, min(at + _FILES_PER_CHUNK, count)) for at in range(0, count, _FILES_PER_CHUNK)
    ]


def _write_in_processes(work: RenderJob, jobs: int) -> Iterator[RenderResult]:
    """Have files made and written, by this process and by others."""

    def run_here(chunk: range) -> list[RenderResult]:
        return [work.write(index, render_body(work.files[index])) for index in chunk]

    return _share_work(work, jobs, _write_chunk, run_here)


def _render_in_processes(work: RenderJob, jobs: int) -> Iterator[Body]:
    """Have bodies made, by this process and by others."""

    def run_here(chunk: range) -> list[Body]:
        return [render_body(work.files[index]) for index in chunk]

    return _share_work(work, jobs, _render_chunk, run_here)


def _share_work(
    work: RenderJob,
    jobs: int,
    run_in_worker: Callable[[range], list[R]],
    run_here: Callable[[range], list[R]],
) -> Iterator[R]:
    """Have something done for every file; what no process brings back is done here.

    Forks are begun anew from time to time: what they and this process look at they no longer share,
    and one that ends gives it back.
    """
    from concurrent.futures import BrokenExecutor, CancelledError, Future

    from tbh_model._processes import are_forks, worker_pool

    chunks, destination = _chunks(work), work.destination if work.destination.is_shared else None
    files = dict(enumerate(work.files)) if are_forks() else _sendable_files(work.files)
    chunks_per_pool = _CHUNKS_PER_POOL if are_forks() else len(chunks)

    def submit(chunk: range) -> "Future[list[R]]":
        if files.keys() >= {*chunk}:
            return submit_or_fail(pool, run_in_worker, chunk)
        refused: Future[list[R]] = Future()
        refused.set_exception(BrokenExecutor(_NOT_SENDABLE))
        return refused

    for at in range(0, len(chunks), chunks_per_pool):
        with worker_pool(jobs - 1 if files else 0, _init_worker, files, destination) as pool:
            futures = map_sharing_work(
                submit,
                run_here,
                chunks[at : at + chunks_per_pool],
                MAX_PENDING_CHUNKS,
                _PENDING_CHUNKS_PER_WORKER * (jobs - 1),
            )
            for chunk, future in futures:
                try:
                    yield from future.result()
                except CancelledError:  # nobody had begun it
                    yield from run_here(chunk)
                except Exception as error:  # noqa: BLE001 - it broke, or something cannot be sent
                    work.count_failure(error, len(chunk))
                    yield from run_here(chunk)


_NOT_SENDABLE: Final = "its exporter is defined in the program itself, or cannot be pickled"


def _sendable_files(files: Sequence[PlannedFile]) -> dict[int, PlannedFile]:
    """Return the files that another process can make: it must be able to import the exporter."""
    exporters = {id(planned.exporter): planned.exporter for planned in files}
    unpicklable = {key for key, exporter in exporters.items() if not _is_sendable(exporter)}
    return {
        at: planned for at, planned in enumerate(files) if id(planned.exporter) not in unpicklable
    }


def _is_sendable(exporter: Exporter) -> bool:
    try:
        pickle.dumps(exporter)
    except Exception:  # noqa: BLE001 - a value of somebody else's
        return False
    return all(base.__module__ != "__main__" for base in type(exporter).__mro__)


_FILES: list[dict[int, PlannedFile]] = []
_DESTINATION: list[Destination] = []
"""Of a process that makes files: what it makes, and where it goes if the process writes."""


def _init_worker(files: dict[int, PlannedFile], destination: Destination | None) -> None:
    _FILES[:] = [files]
    _DESTINATION[:] = [] if destination is None else [destination]


def _write_chunk(chunk: range) -> list[RenderResult]:
    files, destination = _FILES[0], _DESTINATION[0]
    return [_write(files[index], index, render_body(files[index]), destination) for index in chunk]


def _render_chunk(chunk: range) -> list[Body]:
    return [render_body(_FILES[0][index]) for index in chunk]
