"""Bodies that an executor of somebody else's makes, wherever it likes.

A plan holds the whole series, so it cannot go with every few files. A process is asked for files by
their places in the plan; one that has not been given the plan says so, and is asked again with it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from secrets import token_hex
from typing import Final

from attrs import frozen

from tbh_model.publishing._ahead import ahead
from tbh_model.publishing._bodies import AHEAD, Body, body, submitted
from tbh_model.publishing._plan import Planned

_PLANS: Final[dict[str, Sequence[Planned]]] = {}
"""The plans that a process has been given, by the key of the build: those of others are dropped."""


@frozen
class _Plan:
    """The plan on its way to another process."""

    key: str
    files: Sequence[Planned]

    def __dask_tokenize__(self) -> str:
        """Keep Dask from looking at every value of the series, to tell whether it knows it."""
        return self.key


def made_elsewhere(
    executor: Executor,
    files: Sequence[Planned],
    chunks: Iterable[range],
    lose: Callable[[Exception, int], None],
) -> Iterator[Body]:
    """Yield the bodies of files in their order; what the executor does not bring back is made here.

    Args:
        executor: Makes them.
        files: The plan.
        chunks: Places in it, a few for each call.
        lose: Is told why files were not brought back, and how many.
    """
    key = token_hex(8)
    _PLANS[key] = files  # threads of this process need not be given it
    try:
        for chunk, asked in ahead(
            lambda each: submitted(executor, _made, key, each, 1), chunks, AHEAD
        ):
            try:
                bodies = asked.result()
                if bodies is None:  # another one may have been given the plan meanwhile
                    bodies = submitted(executor, _made, key, chunk, 2).result()
                if bodies is None:
                    bodies = submitted(executor, _given, _Plan(key, files), chunk).result()
            except Exception as error:  # noqa: BLE001 - each executor has errors of its own
                lose(error, len(chunk))
                bodies = [body(files[index]) for index in chunk]
            yield from bodies
    finally:
        del _PLANS[key]


def _made(key: str, chunk: range, _: int) -> list[Body] | None:
    """Make some bodies; nothing in a process that has not been given the plan.

    The number makes the second time another call: some executors answer equal calls once.
    """
    files = _PLANS.get(key)
    return None if files is None else [body(files[index]) for index in chunk]


def _given(plan: _Plan, chunk: range) -> list[Body]:
    """Take a plan, and make some bodies."""
    if plan.key not in _PLANS:
        _PLANS.clear()
        _PLANS[plan.key] = plan.files
    return [body(plan.files[index]) for index in chunk]
