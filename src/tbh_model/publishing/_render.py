"""Bodies made and written, by this process or by several: the same bytes however many there are."""

import gc
import hashlib
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from pathlib import Path
from typing import Final

from attrs import frozen

from tbh_model._errors import TBHError
from tbh_model._processes import process_context
from tbh_model.exporters import body_of
from tbh_model.publishing._manifest import Written, journal
from tbh_model.publishing._plan import Planned
from tbh_model.publishing._write import Outcome, write_file

_CHUNK: Final = 16
"""Files that a process takes at a time: few enough that all end together."""
_LEAST: Final = 64
"""Files from which on a second process pays."""
_AHEAD: Final = 32
"""Chunks that an executor of somebody else's is given before the first comes back."""


@frozen
class Made:
    """What became of a planned file: an outcome and a digest, or what went wrong."""

    planned: int
    """Its place in the plan."""
    outcome: Outcome | None = None
    digest: str | None = None
    failure: TBHError | None = None


@frozen
class Work:
    """What is to be made, and where it goes."""

    files: Sequence[Planned]
    folder: Path
    known: dict[str, Written]
    """What earlier builds wrote."""

    def made(self, index: int) -> Made:
        """Make one file, and write it if its bytes are other ones."""
        planned = self.files[index]
        try:
            body = body_of(planned.artifact, planned.exporter)
        except TBHError as error:
            return Made(index, failure=error)
        return self.written(index, body)

    def written(self, index: int, body: bytes) -> Made:
        """Write a body. What is about to be written is remembered first."""
        planned, digest = self.files[index], hashlib.sha256(body).hexdigest()
        path = planned.artifact.path
        try:
            if self.known.get(path) != Written((digest,), planned.name):
                journal(self.folder, path, digest, planned.name)
            return Made(index, write_file(self.folder, path, body), digest)
        except TBHError as error:
            return Made(index, failure=error)


def processors() -> int:
    """Give how many processors this process may use."""
    available = getattr(os, "sched_getaffinity", None)
    return os.cpu_count() or 1 if available is None else len(available(0))


def render(work: Work, jobs: int = 1, executor: Executor | None = None) -> Iterator[Made]:
    """Make and write every planned file, in the order of the plan.

    Args:
        work: What is to be made.
        jobs: How many processes of our own make and write files; one is this process.
        executor: Makes bodies wherever it likes; then this process writes them.
    """
    if executor is not None:
        yield from _by_executor(work, executor)
    elif jobs > 1 and len(work.files) >= _LEAST:
        yield from _by_processes(work, jobs)
    else:
        yield from map(work.made, range(len(work.files)))


def _chunks(work: Work) -> list[range]:
    count = len(work.files)
    return [range(at, min(at + _CHUNK, count)) for at in range(0, count, _CHUNK)]


def _by_processes(work: Work, jobs: int) -> Iterator[Made]:
    """Share the files out; what a process leaves that is killed is made here."""
    done = 0
    gc.collect()
    gc.freeze()  # a fork that looks for garbage copies every page of its parent
    try:
        with ProcessPoolExecutor(
            jobs, mp_context=process_context(), initializer=_begin, initargs=(work,)
        ) as pool:
            for made in pool.map(_made, _chunks(work)):
                yield from made
                done += len(made)
    except BrokenExecutor:
        yield from map(work.made, range(done, len(work.files)))
    finally:
        gc.unfreeze()


_WORK: list[Work] = []
"""Of a process that makes files: what it makes."""


def _begin(work: Work) -> None:
    _WORK[:] = [work]


def _made(chunk: range) -> list[Made]:
    return [_WORK[0].made(index) for index in chunk]


def _by_executor(work: Work, executor: Executor) -> Iterator[Made]:
    """Have bodies made elsewhere, a few ahead of what is written, so that memory stays small."""
    waiting: deque[tuple[range, Future[list[bytes | TBHError]]]] = deque()
    for chunk in _chunks(work):
        files = [work.files[index] for index in chunk]
        waiting.append((chunk, _submitted(executor, files)))
        if len(waiting) > _AHEAD:
            yield from _received(work, *waiting.popleft())
    while waiting:
        yield from _received(work, *waiting.popleft())


def _submitted(executor: Executor, files: Sequence[Planned]) -> "Future[list[bytes | TBHError]]":
    """Ask for bodies; an executor that takes no more work answers as one that lost it."""
    try:
        return executor.submit(_bodies, files)
    except BrokenExecutor as error:
        lost: Future[list[bytes | TBHError]] = Future()
        lost.set_exception(error)
        return lost


def _received(work: Work, chunk: range, future: "Future[list[bytes | TBHError]]") -> Iterator[Made]:
    try:
        bodies = future.result()
    except BrokenExecutor:
        yield from map(work.made, chunk)
        return
    for index, body in zip(chunk, bodies, strict=True):
        match body:
            case TBHError():
                yield Made(index, failure=body)
            case _:
                yield work.written(index, body)


def _bodies(files: Sequence[Planned]) -> list[bytes | TBHError]:
    """Make bodies in a process that knows nothing else; a failure is given as it is."""
    return [_body(planned) for planned in files]


def _body(planned: Planned) -> bytes | TBHError:
    try:
        return body_of(planned.artifact, planned.exporter)
    except TBHError as error:
        return error
