"""Render files on an executor of somebody else's, such as that of a Dask cluster.

A plan holds the whole series, so it cannot go with every few files. A worker is asked for files by
their places in the plan; one that has not been given the plan returns nothing, and is asked again
with it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from secrets import token_hex
from typing import Final

from tbh_model._attrs import frozen
from tbh_model.publishing._plan import PlannedFile
from tbh_model.publishing._render import (
    MAX_PENDING_CHUNKS,
    Body,
    bounded_submit,
    render_body,
    submit_or_fail,
)

# The plan that a process has been given, by the key of the build.
_PLANS: Final[dict[str, Sequence[PlannedFile]]] = {}


@frozen
class _SentPlan:
    """The plan on its way to a worker; nothing where it is hoped to be there already."""

    key: str
    files: Sequence[PlannedFile] | None = None
    attempt: int = 1

    def __dask_tokenize__(self) -> object:
        """Keep Dask from hashing the whole series, and from answering equal calls once."""
        return self.key, self.files is None, self.attempt


def render_on_executor(
    executor: Executor,
    files: Sequence[PlannedFile],
    chunks: Iterable[range],
    on_failure: Callable[[Exception, int], None],
) -> Iterator[Body]:
    """Yield the bodies of files in their order; what the executor does not bring back is made here.

    Args:
        executor: Makes them.
        files: The plan.
        chunks: Places in it, a few for each call.
        on_failure: Is told why files were not brought back, and how many.
    """
    key = token_hex(8)
    _PLANS[key] = files  # threads of this process need not be given it
    # by the second time, others of the calls that are pending may have brought it to the worker
    retries = (_SentPlan(key, attempt=2), _SentPlan(key, files))
    try:
        for chunk, future in bounded_submit(
            lambda indices: submit_or_fail(executor, _render_chunk, _SentPlan(key), indices),
            chunks,
            MAX_PENDING_CHUNKS,
        ):
            try:
                bodies = future.result()
                for plan in retries:
                    bodies = bodies or executor.submit(_render_chunk, plan, chunk).result()
            except Exception as error:  # noqa: BLE001 - each executor has errors of its own
                on_failure(error, len(chunk))
                bodies = None
            yield from bodies or [render_body(files[index]) for index in chunk]
    finally:
        del _PLANS[key]


def _render_chunk(plan: _SentPlan, chunk: range) -> list[Body] | None:
    """Render some files; nothing in a worker that has not been given the plan."""
    if plan.files is not None and plan.key not in _PLANS:
        _PLANS.clear()  # those of other builds
        _PLANS[plan.key] = plan.files
    files = _PLANS.get(plan.key)
    return None if files is None else [render_body(files[index]) for index in chunk]
