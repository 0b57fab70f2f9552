"""Worker processes, only for those who ask for them: forks of our own command, else interpreters.

Forks have everything loaded, but they copy whatever another thread was in the middle of. So they
are for a program that is ours alone; `_interpreters` is for everybody else's.
"""

import os
from collections.abc import Callable
from threading import Thread, active_count
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:  # 10 ms, only for those who begin processes
    from concurrent.futures import Executor
    from multiprocessing.process import BaseProcess

_FORKS_ALLOWED: Final[list[bool]] = []
"""Holds something in a program of our own."""


def allow_forks() -> None:
    """Let workers be forks, which have everything loaded: in a program that is ours alone."""
    _FORKS_ALLOWED[:] = [True]


def is_command() -> bool:
    """Whether this program is our command, which says itself what others have logged."""
    return bool(_FORKS_ALLOWED)


def are_forks() -> bool:
    """Whether workers that are begun now are forks: a fork beside threads may wait for ever."""
    return bool(_FORKS_ALLOWED) and hasattr(os, "fork") and active_count() == 1


def worker_pool(count: int, function: Callable[..., object], /, *arguments: object) -> "Executor":
    """Begin workers, each of which first calls a function.

    Where they are interpreters, a call that none of them has begun is cancelled when somebody asks
    for its result, who then does it: nobody waits for a worker that does not come up. If none can
    come up, `BrokenExecutor` says why.
    """
    if are_forks():
        from concurrent.futures import ProcessPoolExecutor  # 10 ms, only for those who fork
        from multiprocessing import get_context

        initargs: tuple[Any, ...] = (function, *arguments)
        return ProcessPoolExecutor(
            count, mp_context=get_context("fork"), initializer=_init_fork, initargs=initargs
        )
    from tbh_model._interpreters import Interpreters  # 10 ms, only for those who begin some

    return Interpreters(count, function, arguments)


def _init_fork(function: Callable[..., object], *arguments: object) -> None:
    """Begin a fork, which ends with the process that began it, however that one ends.

    Otherwise one that is killed leaves processes behind that wait for ever for more work, and hold
    what it held: the folder of a build.
    """
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        Thread(target=_exit_after, args=(parent,), daemon=True).start()
    function(*arguments)


def _exit_after(parent: "BaseProcess") -> None:
    parent.join()
    os._exit(1)
