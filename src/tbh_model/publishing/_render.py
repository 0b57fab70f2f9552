"""Bodies made and written, by this process or by several: the same bytes however many there are."""

import gc
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Final, TypeVar

from attrs import define, field, frozen

from tbh_model._errors import TBHError
from tbh_model._processes import process_context
from tbh_model.exporters import body_of
from tbh_model.publishing._ahead import ahead, in_order
from tbh_model.publishing._destination import Destination
from tbh_model.publishing._plan import Planned
from tbh_model.publishing._write import Outcome

T = TypeVar("T")
R = TypeVar("R")
Body = bytes | TBHError
"""The bytes of a file, or what kept them from being made."""

_CHUNK: Final = 16
"""Files that a process takes at a time: few enough that all end together."""
_LEAST: Final = 64
"""Files from which on a second process pays."""
_AHEAD: Final = 32
"""Chunks that are made before the first of them is written."""


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

    def body(self, index: int) -> Body:
        """Make one body."""
        return _body(self.files[index])

    def written(self, index: int, body: Body) -> Made:
        """Write a body to where it goes."""
        if isinstance(body, TBHError):
            return Made(index, failure=body)
        digest = hashlib.sha256(body).hexdigest()
        try:
            return Made(index, self.to.write(self.files[index], body, digest), digest)
        except TBHError as error:
            return Made(index, failure=error)


def processors() -> int:
    """Give how many processors this process may use."""
    available = getattr(os, "sched_getaffinity", None)
    return os.cpu_count() or 1 if available is None else len(available(0))


def render(work: Work, jobs: int = 1, executor: Executor | None = None) -> Iterator[Made]:
    """Make and write every planned file, in the order of the plan.

    Where the destination allows it, processes of our own write what they make. Otherwise bodies
    come back to this process, which writes them; few are on the way at a time.

    Args:
        work: What is to be made.
        jobs: How many processes of our own make files; one is this process.
        executor: Makes bodies instead, wherever it likes.
    """
    if executor is not None:
        bodies = _by_executor(work, executor)
    elif jobs == 1 or len(work.files) < _LEAST:
        bodies = map(work.body, range(len(work.files)))
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
    """Have files made and written elsewhere; what a process leaves that is killed is made here."""
    with _processes(work, jobs) as pool:
        for chunk, made in ahead(partial(_submitted, pool, _written), _chunks(work), _AHEAD):
            try:
                yield from made.result()
            except BrokenExecutor:
                yield from (work.written(index, work.body(index)) for index in chunk)


def _by_processes(work: Work, jobs: int) -> Iterator[Body]:
    """Have bodies made by processes that hold the plan already."""
    with _processes(work, jobs) as pool:
        for chunk, bodies in ahead(partial(_submitted, pool, _made), _chunks(work), _AHEAD):
            try:
                yield from bodies.result()
            except BrokenExecutor:
                yield from map(work.body, chunk)


@contextmanager
def _processes(work: Work, jobs: int) -> Iterator[Executor]:
    """Begin processes of our own, which are given the plan once."""
    given = (work.files, work.to if work.to.is_shared else None)
    gc.collect()
    gc.freeze()  # a fork that looks for garbage copies every page of its parent
    try:
        with ProcessPoolExecutor(
            jobs, mp_context=process_context(), initializer=_begin, initargs=given
        ) as pool:
            yield pool
    finally:
        gc.unfreeze()


_FILES: list[Planned] = []
_TO: list[Destination] = []
"""Of a process that makes files: what it makes, and where it goes if the process writes."""


def _begin(files: Sequence[Planned], to: Destination | None) -> None:
    _FILES[:] = files
    _TO[:] = [] if to is None else [to]


def _written(chunk: range) -> list[Made]:
    work = Work(_FILES, _TO[0])
    return [work.written(index, work.body(index)) for index in chunk]


def _made(chunk: range) -> list[Body]:
    return _bodies([_FILES[index] for index in chunk])


def _by_executor(work: Work, executor: Executor) -> Iterator[Body]:
    """Have bodies made elsewhere; what does not come back is made here."""

    def submit(chunk: range) -> "Future[list[Body]]":
        return _submitted(executor, _bodies, [work.files[index] for index in chunk])

    for chunk, bodies in ahead(submit, _chunks(work), _AHEAD):
        try:
            yield from bodies.result()
        except Exception as error:  # noqa: BLE001 - each executor has errors of its own
            reason = f"{type(error).__name__}: {error}".partition("\n")[0].removesuffix(": ")
            work.lost[reason] = work.lost.get(reason, 0) + len(chunk)
            yield from map(work.body, chunk)


def _submitted(executor: Executor, function: Callable[[T], R], argument: T) -> "Future[R]":
    """Ask for something; an executor that takes no more work answers as one that lost it."""
    try:
        return executor.submit(function, argument)
    except Exception as error:  # noqa: BLE001 - each executor has errors of its own
        lost: Future[R] = Future()
        lost.set_exception(error)
        return lost


def _bodies(files: Sequence[Planned]) -> list[Body]:
    """Make bodies in a process that knows nothing else; a failure is given as it is."""
    return [_body(planned) for planned in files]


def _body(planned: Planned) -> Body:
    try:
        return body_of(planned.artifact, planned.exporter)
    except TBHError as error:
        return error
