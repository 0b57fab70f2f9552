"""Work that is done a few steps ahead of what is taken, so that memory stays small."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:  # 4 ms, only for those who do several things at once
    from concurrent.futures import Future

T = TypeVar("T")
R = TypeVar("R")


def ahead(
    submit: Callable[[T], "Future[R]"], items: Iterable[T], limit: int
) -> Iterator[tuple[T, "Future[R]"]]:
    """Ask for something for each item, and give item and answer in their order.

    Args:
        submit: Asks for something.
        items: What it is asked for; each is taken when its turn comes.
        limit: How many may be asked for before the first is given.
    """
    waiting: deque[tuple[T, Future[R]]] = deque()
    for item in items:
        waiting.append((item, submit(item)))
        if len(waiting) > limit:
            yield waiting.popleft()
    while waiting:
        yield waiting.popleft()


def shared_out(
    submit: Callable[[T], "Future[R]"],
    do: Callable[[T], R],
    items: Iterable[T],
    limit: int,
    others: int,
) -> Iterator[tuple[T, "Future[R]"]]:
    """Yield the same as `ahead`, and do some here instead of waiting for others.

    What others were asked for is not taken back: a pool that lost a process stumbles over that.

    Args:
        submit: Asks others for something.
        do: Does the same here.
        items: What it is done for; each is taken when its turn comes.
        limit: How many may be begun before the first is given.
        others: How many others may have at a time.
    """
    from concurrent.futures import Future

    rest = iter(items)
    waiting: deque[tuple[T, Future[R]]] = deque()
    while True:
        busy = sum(not asked.done() for _, asked in waiting)
        for item in islice(rest, min(others - busy, limit - len(waiting))):
            waiting.append((item, submit(item)))
        if not waiting:
            return
        has_time = len(waiting) < limit and not waiting[0][1].done()
        mine = list(islice(rest, 1 if has_time else 0))
        if not mine:
            yield waiting.popleft()
        for item in mine:
            done: Future[R] = Future()
            done.set_result(do(item))
            waiting.append((item, done))


def in_order(function: Callable[[T], R], items: Iterable[T], at_once: int) -> Iterator[R]:
    """Call a function with each item, with so many threads, and give the results in their order.

    One at once is this thread.
    """
    if at_once == 1:
        yield from map(function, items)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(at_once) as threads:
        submitted = ahead(lambda item: threads.submit(function, item), items, 2 * at_once)
        yield from (future.result() for _, future in submitted)
