"""One body made, or asked for from another process."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from tbh_model._errors import TBHError
from tbh_model.exporters import body_of
from tbh_model.publishing._plan import PlannedFile

if TYPE_CHECKING:  # 4 ms, only for those who have other processes
    from concurrent.futures import Executor, Future

R = TypeVar("R")
Body = bytes | TBHError
"""The bytes of a file, or what kept them from being made."""

MAX_PENDING_CHUNKS: Final = 32
"""Chunks that are made before the first of them is written."""


def render_body(planned: PlannedFile) -> Body:
    """Make a body; a failure is given as it is."""
    try:
        return body_of(planned.artifact, planned.exporter)
    except TBHError as error:
        return error


def submit_or_fail(
    executor: "Executor", function: Callable[..., R], *arguments: object
) -> "Future[R]":
    """Ask for something; an executor that takes no more work answers as one that lost it."""
    from concurrent.futures import Future

    try:
        return executor.submit(function, *arguments)
    except Exception as error:  # noqa: BLE001 - each executor has errors of its own
        failed: Future[R] = Future()
        failed.set_exception(error)
        return failed
