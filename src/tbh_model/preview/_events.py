"""What open pages are told, as server-sent events."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from attrs import define, field

LISTENERS: int = 100
"""Pages that listen at one time."""
_RETRY: int = 300
"""Milliseconds after which a browser asks again when the server is gone."""

_Queue = asyncio.Queue[str | None]


@define(eq=False)
class Events:
    """The pages that listen. Told from any thread."""

    _queues: dict[_Queue, asyncio.AbstractEventLoop] = field(factory=dict, init=False)

    @property
    def is_full(self) -> bool:
        """Whether so many pages listen that no other can."""
        return len(self._queues) >= LISTENERS

    def send(self, name: str, data: str) -> None:
        """Tell every page that listens."""
        self._put(format_event(name, data))

    def close(self) -> None:
        """Let go of every page, so that the server can end; each asks again by itself."""
        self._put(None)

    async def stream(self, *first: str) -> AsyncIterator[str]:
        """Yield what one page is told, until it leaves or the server ends."""
        queue: _Queue = asyncio.Queue()
        self._queues[queue] = asyncio.get_running_loop()
        try:
            yield f"retry: {_RETRY}\n\n"
            for text in first:
                yield text
            while (message := await queue.get()) is not None:
                yield message
        finally:
            del self._queues[queue]

    def _put(self, message: str | None) -> None:
        for queue, loop in tuple(self._queues.items()):
            with suppress(RuntimeError):  # the loop has ended in the meantime
                loop.call_soon_threadsafe(queue.put_nowait, message)


def format_event(name: str, data: str) -> str:
    """Write one event; data is one line."""
    return f"event: {name}\ndata: {data}\n\n"
