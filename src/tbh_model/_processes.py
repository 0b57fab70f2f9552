"""How other processes of our own begin."""

from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext
from threading import active_count


def process_context() -> BaseContext:
    """Give forks, which have everything loaded already, where that is safe; else fresh processes.

    A fork beside other threads may wait for ever for what one of them held.
    """
    is_safe = "fork" in get_all_start_methods() and active_count() == 1
    return get_context("fork" if is_safe else "spawn")
