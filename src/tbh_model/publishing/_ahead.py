"""Work that is done a few steps ahead of what is taken, so that memory stays small."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:  # 4 ms, only for those who do several things at once
    from concurrent.futures import Future

T = TypeVar("T")
R = TypeVar("R")


def bounded_submit(
    submit: Callable[[T], "Future[R]"], items: Iterable[T], limit: int
) -> Iterator[tuple[T, "Future[R]"]]:
    """Ask for something for each item, and give item and answer in their order.

    Args:
        submit: Asks for something.
        items: What it is asked for; each is taken when its turn comes.
        limit: How many may be asked for before the first is given.
    """
    pending: deque[tuple[T, Future[R]]] = deque()
    for item in items:
        pending.append((item, submit(item)))
        if len(pending) > limit:
            yield pending.popleft()
    while pending:
        yield pending.popleft()


def map_sharing_work(
    submit: Callable[[T], "Future[R]"],
    run_here: Callable[[T], R],
    items: Iterable[T],
    limit: int,
    workers: int,
) -> Iterator[tuple[T, "Future[R]"]]:
    """Yield the same as `bounded_submit`, and do some here instead of waiting for others.

    What others were asked for is not taken back: a pool that lost a process stumbles over that.

    Args:
        submit: Asks others for something.
        run_here: Does the same here.
        items: What it is done for; each is taken when its turn comes.
        limit: How many may be begun before the first is given.
        workers: How many others may have at a time.
    """
    from concurrent.futures import Future

    remaining = iter(items)
    pending: deque[tuple[T, Future[R]]] = deque()
    while True:
        busy = sum(not future.done() for _, future in pending)
        for item in islice(remaining, min(workers - busy, limit - len(pending))):
            pending.append((item, submit(item)))
        if not pending:
            return
        is_idle = len(pending) < limit and not pending[0][1].done()
        own_items = list(islice(remaining, 1 if is_idle else 0))
        if not own_items:
            yield pending.popleft()
        for item in own_items:
            finished: Future[R] = Future()
            finished.set_result(run_here(item))
            pending.append((item, finished))


def ordered_map(function: Callable[[T], R], items: Iterable[T], max_threads: int) -> Iterator[R]:
    """Call a function with each item, with so many threads, and give the results in their order.

    One at once is this thread.
    """
    if max_threads == 1:
        yield from map(function, items)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_threads) as executor:
        futures = bounded_submit(
            lambda item: executor.submit(function, item), items, 2 * max_threads
        )
        yield from (future.result() for _, future in futures)
