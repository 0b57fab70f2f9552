"""Worker processes: forks in the command `tbh`, new interpreters elsewhere.

A fork has all modules loaded, but copies the state of other threads, locks included. Therefore only
the command, which has no other threads, forks; `_interpreters` serves other programs.
"""

import os
from collections.abc import Callable
from threading import Thread, active_count
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:  # 10 ms, only for those who begin processes
    from concurrent.futures import Executor
    from multiprocessing.process import BaseProcess

# Not empty in the command `tbh`.
_FORKS_ALLOWED: Final[list[bool]] = []


def allow_forks() -> None:
    """Use forks as workers, which is safe only in a program without other threads."""
    _FORKS_ALLOWED[:] = [True]


def is_command() -> bool:
    """Whether this program is our command, which says itself what others have logged."""
    return bool(_FORKS_ALLOWED)


def are_forks() -> bool:
    """Whether workers that are begun now are forks: a fork beside threads may wait for ever."""
    return bool(_FORKS_ALLOWED) and hasattr(os, "fork") and active_count() == 1


def worker_pool(count: int, function: Callable[..., object], /, *arguments: object) -> "Executor":
    """Return a pool of workers, each of which first calls a function.

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
    """Initialize a fork, which exits with its parent in any case."""
    # Otherwise one that is killed leaves processes behind that wait for ever for more work, and
    # hold what it held: the folder of a build.
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        Thread(target=_exit_after, args=(parent,), daemon=True).start()
    function(*arguments)


def _exit_after(parent: "BaseProcess") -> None:
    parent.join()
    os._exit(1)
