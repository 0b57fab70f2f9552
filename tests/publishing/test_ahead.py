"""Work that is shared out: nobody waits while there is something to do, and the order stays."""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest

from tbh_model.publishing._ahead import shared_out


def taken_by_nobody(_: int) -> "Future[str]":
    """Ask helpers that never begin."""
    return Future()


def test_what_nobody_begins_is_done_here() -> None:
    """Each once, and given in order."""
    done: list[int] = []

    def here(number: int) -> str:
        done.append(number)
        return f"{number} here"

    given = [made.result() for _, made in shared_out(taken_by_nobody, here, range(9), 4)]

    assert given == [f"{number} here" for number in range(9)]
    assert sorted(done) == list(range(9))


def test_others_are_asked_for_no_more_than_the_limit() -> None:
    """What is made ahead of what is taken stays small."""
    asked: list[int] = []

    def answered(number: int) -> "Future[int]":
        asked.append(number)
        future: Future[int] = Future()
        future.set_result(number)
        return future

    first = next(shared_out(answered, abs, iter(range(100)), 3))

    assert first[1].result() == 0
    assert asked == [0, 1, 2]


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
        shared = shared_out(lambda each: pool.submit(slowly, each), quickly, range(6), 6)
        given = [made.result() for _, made in shared]

    assert given == list(range(6))
    assert by_other == [0]
    assert sorted(here) == [1, 2, 3, 4, 5]


def test_a_failure_of_what_is_done_here_is_raised() -> None:
    """As that of another is, when its result is asked for."""

    def fails(number: int) -> str:
        return str(1 // number)

    with pytest.raises(ZeroDivisionError):
        list(shared_out(taken_by_nobody, fails, [0], 2))
