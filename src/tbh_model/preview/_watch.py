"""Files that change under a preview: told in small batches, by the system or by looking."""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Final

from watchfiles import Change, watch

from tbh_model.preview._reading import folder_of

_STEP: Final = 15
"""Milliseconds of quiet that end a batch: editors save in bursts."""
_BATCH: Final = 120
"""Milliseconds after which a batch ends in any case."""
_RETRY_SECONDS: Final = 0.25
"""Seconds between two looks for a folder that is not there."""
_POLL: Final = 200
"""Milliseconds between two looks at all files, where the system does not tell."""
_OUTPUT: Final = (".tbh-manifest.json", ".tbh-journal.jsonl")
"""What tells that a folder is the output of a build."""


def changes(content: Path, stop: Event) -> Iterator[tuple[str, ...]]:
    """Yield the files that changed, as POSIX paths in the content folder, until `stop` is set.

    A folder in it that is new stands for all that it holds. A content folder that is gone is waited
    for, and an empty batch says that anything may have changed.
    """
    folder = folder_of(content.resolve())
    polls = False
    while not stop.is_set():
        identity = _identity(folder)
        if identity is None:
            stop.wait(_RETRY_SECONDS)
            if _identity(folder) is not None:
                yield ()
            continue
        try:
            for batch in _batches(content.resolve(), folder, stop, polls=polls):
                names = tuple(sorted(batch))
                if _identity(folder) != identity:  # it is gone, or another one is in its place
                    yield ()
                    break
                if names:
                    yield names
        except FileNotFoundError:
            continue
        except (OSError, RuntimeError):  # no more watches, or none on such a file system
            if polls:
                stop.wait(_RETRY_SECONDS)
            polls = True


def _batches(content: Path, folder: Path, stop: Event, *, polls: bool) -> Iterator[set[str]]:
    content_filter = _ContentFilter(folder)
    for batch in watch(
        folder,
        watch_filter=content_filter,
        debounce=_BATCH,
        step=_STEP,
        stop_event=stop,
        rust_timeout=500,
        yield_on_timeout=True,
        raise_interrupt=False,
        force_polling=polls or None,
        poll_delay_ms=_POLL,
        recursive=content == folder,
    ):
        yield {Path(path).relative_to(folder).as_posix() for _, path in batch}


class _ContentFilter:
    """Tells whether a file is content: not hidden, no backup of an editor, no output."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, change: Change, path: str) -> bool:  # noqa: ARG002 - watchfiles passes it
        try:
            parts = Path(path).relative_to(self.folder).parts
        except ValueError:
            return False
        if not parts or any(part.startswith(".") or part.endswith("~") for part in parts):
            return False
        first = self.folder / parts[0]
        return len(parts) == 1 or not any((first / name).exists() for name in _OUTPUT)


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        info = os.stat(folder)  # noqa: PTH116 - once for each batch, and no more than needed
    except OSError:
        return None
    return info.st_dev, info.st_ino
