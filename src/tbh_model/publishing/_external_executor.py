"""Bodies that an executor of somebody else's makes, wherever it likes.

A plan holds the whole series, so it cannot go with every few files. A process is asked for files by
their places in the plan; one that has not been given the plan says so, and is asked again with it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from secrets import token_hex
from typing import Final

from attrs import frozen

from tbh_model.publishing._plan import PlannedFile
from tbh_model.publishing._render import (
    MAX_PENDING_CHUNKS,
    Body,
    bounded_submit,
    render_body,
    submit_or_fail,
)

_PLANS: Final[dict[str, Sequence[PlannedFile]]] = {}
"""The plans that a process has been given, by the key of the build: those of others are dropped."""


@frozen
class _SentPlan:
    """The plan on its way to another process."""

    key: str
    files: Sequence[PlannedFile]

    def __dask_tokenize__(self) -> str:
        """Keep Dask from looking at every value of the series, to tell whether it knows it."""
        return self.key


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
    try:
        for chunk, future in bounded_submit(
            lambda indices: submit_or_fail(executor, _render_if_plan_is_here, key, indices, 1),
            chunks,
            MAX_PENDING_CHUNKS,
        ):
            try:
                bodies = future.result()
                if bodies is None:  # another one may have been given the plan meanwhile
                    bodies = submit_or_fail(
                        executor, _render_if_plan_is_here, key, chunk, 2
                    ).result()
                if bodies is None:
                    bodies = submit_or_fail(
                        executor, _render_with_plan, _SentPlan(key, files), chunk
                    ).result()
            except Exception as error:  # noqa: BLE001 - each executor has errors of its own
                on_failure(error, len(chunk))
                bodies = [render_body(files[index]) for index in chunk]
            yield from bodies
    finally:
        del _PLANS[key]


def _render_if_plan_is_here(key: str, chunk: range, _: int) -> list[Body] | None:
    """Make some bodies; nothing in a process that has not been given the plan.

    The number makes the second time another call: some executors answer equal calls once.
    """
    files = _PLANS.get(key)
    return None if files is None else [render_body(files[index]) for index in chunk]


def _render_with_plan(plan: _SentPlan, chunk: range) -> list[Body]:
    """Take a plan, and make some bodies."""
    if plan.key not in _PLANS:
        _PLANS.clear()
        _PLANS[plan.key] = plan.files
    return [render_body(plan.files[index]) for index in chunk]
