"""How other processes of our own begin, and that they end."""

import gc
import os
from threading import Thread, active_count
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # 5 ms, only for those who begin processes
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess


def process_context() -> "BaseContext":
    """Give forks, which have everything loaded already, where that is safe; else fresh processes.

    A fork beside other threads may wait for ever for what one of them held.
    """
    from multiprocessing import get_all_start_methods, get_context

    is_safe = "fork" in get_all_start_methods() and active_count() == 1
    return get_context("fork" if is_safe else "spawn")


def begin_short() -> None:
    """Begin a process that does one thing: a fork that looks for garbage copies every page."""
    end_with_parent()
    gc.disable()


def end_with_parent() -> None:
    """Let this process end with the one that began it, however that one ends.

    Otherwise one that is killed leaves processes behind that wait for ever for more work, and hold
    what it held: the folder of a build.
    """
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        Thread(target=_outlive, args=(parent,), daemon=True).start()


def _outlive(parent: "BaseProcess") -> None:
    parent.join()
    os._exit(1)
