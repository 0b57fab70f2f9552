"""Bodies made and written, by this process or by several: the same bytes however many there are."""

import hashlib
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

from attrs import define, field, frozen

from tbh_model._errors import TBHError
from tbh_model.exporters import Exporter
from tbh_model.publishing._ahead import in_order, shared_out
from tbh_model.publishing._bodies import AHEAD, Body, body, submitted
from tbh_model.publishing._destination import Destination
from tbh_model.publishing._plan import Planned
from tbh_model.publishing._write import Outcome

if TYPE_CHECKING:  # 4 ms, only for those who have other processes
    from concurrent.futures import Executor

R = TypeVar("R")

_CHUNK: Final = 16
"""Files that a process takes at a time: few enough that all end together."""
_BUSY: Final = 4
"""Chunks that wait for a process, so that it never waits for them."""
_TURN: Final = 256
"""Chunks after which forks begin anew."""
_LEAST: Final = 64
"""Files from which on a second process pays."""


@frozen
class Made:
    """What became of a planned file: an outcome and a digest, or what went wrong."""

    planned: int
    """Its place in the plan."""
    outcome: Outcome | None = None
    digest: str | None = None
    failure: TBHError | None = None


@define
class Work:
    """What is to be made, and where it goes."""

    files: Sequence[Planned]
    to: Destination
    lost: dict[str, int] = field(factory=dict)
    """For each reason for which an executor brought nothing back, how many files that were."""

    def lose(self, error: Exception, files: int) -> None:
        """Count files that were not brought back, by the reason."""
        reason = f"{type(error).__name__}: {error}".partition("\n")[0].removesuffix(": ")
        self.lost[reason] = self.lost.get(reason, 0) + files

    def written(self, index: int, made: Body) -> Made:
        """Write a body to where it goes."""
        return _write(self.files[index], index, made, self.to)


def _write(planned: Planned, index: int, made: Body, to: Destination) -> Made:
    if isinstance(made, TBHError):
        return Made(index, failure=made)
    digest = hashlib.sha256(made).hexdigest()
    try:
        return Made(index, to.write(planned, made, digest), digest)
    except TBHError as error:
        return Made(index, failure=error)


def processors() -> int:
    """Return how many processors this process may use."""
    available = getattr(os, "sched_getaffinity", None)
    return os.cpu_count() or 1 if available is None else len(available(0))


def render(work: Work, jobs: int = 1, executor: "Executor | None" = None) -> Iterator[Made]:
    """Make and write every planned file, in the order of the plan.

    Where the destination allows it, processes of our own write what they make. Otherwise bodies
    come back to this process, which writes them; few are on the way at a time.

    Args:
        work: What is to be made.
        jobs: How many processes of our own make files; one is this process.
        executor: Makes bodies instead, wherever it likes.
    """
    if executor is not None:
        from tbh_model.publishing._elsewhere import made_elsewhere

        bodies = made_elsewhere(executor, work.files, _chunks(work), work.lose)
    elif jobs == 1 or len(work.files) < _LEAST:
        bodies = map(body, work.files)
    elif work.to.is_shared:
        yield from _written_by_processes(work, jobs)
        return
    else:
        bodies = _by_processes(work, jobs)
    yield from in_order(lambda made: work.written(*made), enumerate(bodies), work.to.at_once)


def _chunks(work: Work) -> list[range]:
    count = len(work.files)
    return [range(at, min(at + _CHUNK, count)) for at in range(0, count, _CHUNK)]


def _written_by_processes(work: Work, jobs: int) -> Iterator[Made]:
    """Have files made and written, by this process and by others."""

    def here(chunk: range) -> list[Made]:
        return [work.written(index, body(work.files[index])) for index in chunk]

    return _shared(work, jobs, _written, here)


def _by_processes(work: Work, jobs: int) -> Iterator[Body]:
    """Have bodies made, by this process and by others."""

    def here(chunk: range) -> list[Body]:
        return [body(work.files[index]) for index in chunk]

    return _shared(work, jobs, _made, here)


def _shared(
    work: Work,
    jobs: int,
    there: Callable[[range], list[R]],
    here: Callable[[range], list[R]],
) -> Iterator[R]:
    """Have something done for every file; what no process brings back is done here.

    Forks are begun anew from time to time: what they and this process look at they no longer share,
    and one that ends gives it back.
    """
    from concurrent.futures import BrokenExecutor, CancelledError, Future

    from tbh_model._processes import are_forks, worker_pool

    chunks, to = _chunks(work), work.to if work.to.is_shared else None
    files = dict(enumerate(work.files)) if are_forks() else _for_others(work.files)
    turn = _TURN if are_forks() else len(chunks)

    def ask(chunk: range) -> "Future[list[R]]":
        if files.keys() >= {*chunk}:
            return submitted(pool, there, chunk)
        refused: Future[list[R]] = Future()
        refused.set_exception(BrokenExecutor(_BOUND))
        return refused

    for at in range(0, len(chunks), turn):
        with worker_pool(jobs - 1 if files else 0, _begin, files, to) as pool:
            turns = shared_out(ask, here, chunks[at : at + turn], AHEAD, _BUSY * (jobs - 1))
            for chunk, made in turns:
                try:
                    yield from made.result()
                except CancelledError:  # nobody had begun it
                    yield from here(chunk)
                except Exception as error:  # noqa: BLE001 - it broke, or something cannot be sent
                    work.lose(error, len(chunk))
                    yield from here(chunk)


_BOUND: Final = "its exporter is defined in the program itself, or cannot be pickled"


def _for_others(files: Sequence[Planned]) -> dict[int, Planned]:
    """Return the files that another process can make: it must be able to import the exporter."""
    exporters = {id(each.exporter): each.exporter for each in files}
    bound = {key for key, exporter in exporters.items() if not _can_travel(exporter)}
    return {at: each for at, each in enumerate(files) if id(each.exporter) not in bound}


def _can_travel(exporter: Exporter) -> bool:
    try:
        pickle.dumps(exporter)
    except Exception:  # noqa: BLE001 - a value of somebody else's
        return False
    return all(each.__module__ != "__main__" for each in type(exporter).__mro__)


_FILES: list[dict[int, Planned]] = []
_TO: list[Destination] = []
"""Of a process that makes files: what it makes, and where it goes if the process writes."""


def _begin(files: dict[int, Planned], to: Destination | None) -> None:
    _FILES[:] = [files]
    _TO[:] = [] if to is None else [to]


def _written(chunk: range) -> list[Made]:
    files, to = _FILES[0], _TO[0]
    return [_write(files[index], index, body(files[index]), to) for index in chunk]


def _made(chunk: range) -> list[Body]:
    return [body(_FILES[0][index]) for index in chunk]
