"""Worker processes as new interpreters, which never import the calling program.

`multiprocessing` runs the main module of a script again, is forbidden in daemonic processes such as
those of Celery, and forks beside threads. A new interpreter only gets `sys.path` from the program,
and exits with it.
"""

import os
import pickle
import signal
import sys
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from subprocess import PIPE, Popen
from threading import Thread
from typing import IO, Any, Final, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")

# Number of bytes of the length before each message.
_LENGTH_BYTES: Final = 8
# Prefixes of the names of interpreters; a program with embedded Python has no option `-c`.
_PYTHONS: Final = ("python", "pypy", "graalpy")
_PROGRAM: Final = (
    "import sys; sys.path[:] = {path}; from tbh_model._interpreters import work; work()"
)


class _Call(Future[T]):
    """Call that is cancelled if its result is requested before it has started."""

    def __init__(self, pool: "Interpreters") -> None:
        super().__init__()
        self._pool = pool

    def result(self, timeout: float | None = None) -> T:
        """Return the result; raise `CancelledError`, or `BrokenExecutor` if no worker started."""
        if self.cancel() and self._pool.failure is not None:
            raise BrokenExecutor(self._pool.failure)
        return super().result(timeout)


_Task = tuple[_Call[Any], bytes]


class Interpreters(Executor):
    """Pool of new interpreters that receive calls through pipes, each served by a thread."""

    def __init__(
        self, count: int, function: Callable[..., object], initargs: tuple[Any, ...]
    ) -> None:
        self.failure: str | None = None
        """The reason why no worker can be used, or None."""
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._workers: list[Popen[bytes]] = []
        self._threads: list[Thread] = []
        try:
            init_message, command = _serialize((function, initargs)), _interpreter()
            for _ in range(count):
                self._workers.append(Popen(command, stdin=PIPE, stdout=PIPE))  # noqa: S603 - ourselves
        except (OSError, BrokenExecutor) as error:
            self.failure = str(error)
            return
        for worker in self._workers:
            thread = Thread(target=self._serve, args=(worker, init_message), daemon=True)
            thread.start()
            self._threads.append(thread)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call a function in the next free worker."""
        call: _Call[T] = _Call(self)
        self._tasks.put((call, _serialize((fn, args, kwargs))))
        return call

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:  # noqa: ARG002, FBT001, FBT002 - the signature of `Executor`
        """End the workers at once."""
        for worker in self._workers:
            worker.kill()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()
        for worker in self._workers:
            for pipe in _pipes(worker):
                with suppress(OSError):  # what was not sent is not needed any more
                    pipe.close()
            worker.wait()

    def _serve(self, worker: Popen[bytes], init_message: bytes) -> None:
        """Send calls to a worker while it answers; the first answer confirms its start."""
        stdin, stdout = _pipes(worker)
        try:
            _send(stdin, init_message)
            has_begun, reason = pickle.loads(_receive(stdout))  # noqa: S301 - of our own
        except Exception as error:  # noqa: BLE001 - it is no worker of ours that answers
            has_begun, reason = False, f"a worker did not come up: {type(error).__name__}"
        if not has_begun:
            self.failure = str(reason)
            return
        while (task := self._tasks.get()) is not None:
            call, message = task
            if not call.set_running_or_notify_cancel():
                continue
            try:
                _send(stdin, message)
                answer = _receive(stdout)
            except (OSError, EOFError):
                call.set_exception(BrokenExecutor("a process ended before it had answered"))
                return
            try:
                is_result, value = pickle.loads(answer)  # noqa: S301 - by a process of our own
            except Exception as error:  # noqa: BLE001 - a value of somebody else's
                is_result, value = False, error
            (call.set_result if is_result else call.set_exception)(value)


def _interpreter() -> list[str]:
    name = Path(sys.executable or "").name.lower()
    if getattr(sys, "frozen", False) or not name.startswith(_PYTHONS):
        message = f"{sys.executable!r} is no Python interpreter that could be begun again"
        raise BrokenExecutor(message)
    return [sys.executable, "-c", _PROGRAM.format(path=list(map(str, sys.path)))]


def _pipes(worker: Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    return cast("IO[bytes]", worker.stdin), cast("IO[bytes]", worker.stdout)


def _serialize(value: object) -> bytes:
    try:
        return pickle.dumps(value, protocol=5)
    except Exception as error:  # noqa: BLE001 - a value of somebody else's
        message = f"it cannot be sent to another process: {error}"
        raise BrokenExecutor(message) from None


def _send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(len(message).to_bytes(_LENGTH_BYTES))
    pipe.write(message)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    """Return the next message.

    Raises:
        EOFError: If the other side has gone.
    """
    head = pipe.read(_LENGTH_BYTES)
    message = pipe.read(int.from_bytes(head))
    if len(head) < _LENGTH_BYTES or len(message) < int.from_bytes(head):
        raise EOFError
    return message


def work() -> None:
    """Run a worker: answer calls until the parent process has exited."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program decides what an interrupt ends
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)  # what an exporter prints must not get among the answers
    messages: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=(requests, messages), daemon=True).start()
    try:
        function, initargs = pickle.loads(messages.get())  # noqa: S301 - by the program itself
        function(*initargs)
    except Exception as error:  # noqa: BLE001 - such as a module that only the program has
        _send(replies, _serialize((False, f"{type(error).__name__}: {error}")))
        return
    _send(replies, _serialize((True, None)))
    while True:
        _send(replies, _run_call(messages.get()))


def _listen(requests: IO[bytes], messages: "SimpleQueue[bytes]") -> None:
    """Receive messages, and exit with the parent process, even during a call."""
    while True:
        try:
            messages.put(_receive(requests))
        except (OSError, EOFError):
            os._exit(1)


def _run_call(message: bytes) -> bytes:
    try:
        function, args, kwargs = pickle.loads(message)  # noqa: S301 - by the program itself
        return _serialize((True, function(*args, **kwargs)))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
        try:
            return _serialize((False, error))
        except BrokenExecutor as unsent:
            return _serialize((False, unsent))
