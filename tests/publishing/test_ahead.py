"""Work that is shared out: nobody waits while there is something to do, and the order stays."""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest

from tbh_model.publishing._render import map_sharing_work


def answered(number: int) -> "Future[int]":
    future: Future[int] = Future()
    future.set_result(number)
    return future


def test_others_are_asked_for_no_more_than_they_may_have() -> None:
    """Nor is more made ahead of what is taken than the limit."""
    asked, here = list[int](), list[int]()

    def slow(number: int) -> "Future[int]":
        asked.append(number)
        return answered(number) if number > 2 else Future()

    def quick(number: int) -> int:
        here.append(number)
        return number

    first, _ = next(map_sharing_work(slow, quick, iter(range(100)), 5, 3))

    assert (first, asked, here) == (0, [0, 1, 2], [3, 4])


def test_nothing_is_done_here_while_others_answer_at_once() -> None:
    """This process has their answers to pass on."""
    shared = map_sharing_work(answered, lambda _: pytest.fail("done here"), range(9), 4, 2)

    assert [made.result() for _, made in shared] == list(range(9))


def test_while_another_is_busy_the_rest_is_done_here() -> None:
    """Only what it has begun is waited for."""
    free, by_other, here = Event(), list[int](), list[int]()

    def slowly(number: int) -> int:
        by_other.append(number)
        free.wait(10)
        return number

    def quickly(number: int) -> int:
        here.append(number)
        if len(here) == 5:
            free.set()
        return number

    with ThreadPoolExecutor(1) as pool:
        shared = map_sharing_work(lambda each: pool.submit(slowly, each), quickly, range(6), 6, 1)
        given = [made.result() for _, made in shared]

    assert given == list(range(6))
    assert by_other == [0]
    assert sorted(here) == [1, 2, 3, 4, 5]


def test_a_failure_of_what_is_done_here_is_raised() -> None:
    """As that of another is, when its result is asked for."""

    def never(_: int) -> "Future[int]":
        return Future()

    def fails(number: int) -> int:
        return 1 // number

    with pytest.raises(ZeroDivisionError):
        list(map_sharing_work(never, fails, [1, 0], 2, 1))
