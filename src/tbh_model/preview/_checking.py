"""All there is to say of the content, found in the background: no page waits for it."""

from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock, Timer
from typing import Final

from attrs import define, field

from tbh_model._problems import Problem
from tbh_model.documents import check
from tbh_model.publishing import publish_problems

_MIN_EDITIONS_FOR_PROCESS: Final = 200
"""Editions from which on another process looks, so that pages do not share a processor with it."""


@define(eq=False)
class BackgroundCheck:
    """Checks the content some time after it has changed; a change begins it anew."""

    content: Path
    on_problems: Callable[[tuple[Problem, ...]], None]
    """Is told what was found, in a thread of its own."""
    delay_seconds: float
    """How long to wait: a page that somebody waits for goes first."""
    _lock: Lock = field(factory=Lock, init=False)
    _number: int = field(default=0, init=False)
    _process: BaseProcess | None = field(default=None, init=False)

    def start(self, editions: int) -> None:
        """Begin anew, for content with so many editions."""
        self.stop()
        timer = Timer(self.delay_seconds, self._check, (self._number, editions))
        timer.daemon = True
        timer.start()

    def stop(self) -> None:
        """Let go of what is under way."""
        with self._lock:
            self._number += 1
            if self._process is not None:
                self._process.kill()
                self._process = None

    def _check(self, number: int, editions: int) -> None:
        problems = (
            self._check_in_process(number)
            if editions > _MIN_EDITIONS_FOR_PROCESS
            else problems_of(self.content)
        )
        with self._lock:
            is_wanted = number == self._number
        if is_wanted and problems is not None:
            self.on_problems(problems)

    def _check_in_process(self, number: int) -> tuple[Problem, ...] | None:
        spawn = get_context("spawn")  # a fork beside other threads may wait for ever
        receiving, sending = spawn.Pipe(duplex=False)
        with self._lock:
            if number != self._number:
                return None
            self._process = spawn.Process(target=_send, args=(self.content, sending), daemon=True)
            self._process.start()
        sending.close()
        try:
            problems: tuple[Problem, ...] = receiving.recv()
        except EOFError:  # it was let go
            return None
        return problems


def problems_of(content: Path) -> tuple[Problem, ...]:
    """Return every problem of the content and of its `publish.yaml`."""
    try:
        problems = check(content)
        return (*problems, *publish_problems(content)) if content.is_dir() else problems
    except OSError:  # it is changing while it is read, and will be read again
        return ()


def _send(content: Path, sending: "Connection[tuple[Problem, ...], None]") -> None:
    sending.send(problems_of(content))
    sending.close()
