"""State of a preview: content, views, background check and events."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from os import PathLike
from pathlib import Path, PurePosixPath
from secrets import token_hex
from threading import Lock, RLock, Timer
from typing import Final

from tbh_model._arguments import as_path
from tbh_model._attrs import define, evolve, field, frozen
from tbh_model._errors import TBHError
from tbh_model._problems import Problem, Severity
from tbh_model._processes import is_command
from tbh_model.content import ContentCache, ContentError, check, file_problems, load
from tbh_model.exporters import Exporter
from tbh_model.exporters.templating import clear_template_cache
from tbh_model.model import Series
from tbh_model.preview._view import PreviewMemory, View
from tbh_model.publishing import (
    has_publish_file,
    processor_count,
    publish_problems,
    usable_exporters,
)

# Maximum number of listening pages.
LISTENERS: int = 100
# Milliseconds after which a browser reconnects.
_RETRY: int = 300

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
        """Notify all listening pages."""
        self._put(format_event(name, data))

    def close(self) -> None:
        """Close all streams, so that the server can exit; pages reconnect."""
        self._put(None)

    async def stream(self, *first: str) -> AsyncIterator[str]:
        """Yield the events for one page, until it closes or the server exits."""
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


# Number of editions from which a separate process runs the check.
_MIN_EDITIONS_FOR_PROCESS: Final = 200


@define(eq=False)
class BackgroundCheck:
    """Checks the content some time after it has changed; a change begins it anew."""

    content: Path
    on_problems: Callable[[tuple[Problem, ...]], None]
    """Called with the problems, in a separate thread."""
    delay_seconds: float
    """The delay in seconds, so that a requested page is rendered first."""
    _lock: Lock = field(factory=Lock, init=False)
    _number: int = field(default=0, init=False)
    _process: BaseProcess | None = field(default=None, init=False)

    def start(self, editions: int) -> None:
        """Restart the check for content with a number of editions."""
        self.stop()
        timer = Timer(self.delay_seconds, self._check, (self._number, editions))
        timer.daemon = True
        timer.start()

    def stop(self) -> None:
        """Cancel the running check."""
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


# Maximum number of changed files that are checked separately before the full check.
_MAX_FILES_CHECKED_ALONE: Final = 8


@frozen(kw_only=True, eq=False)
class ContentState:
    """Content as last read: a valid series, or the last valid one and the current problems."""

    content: Path
    series: Series | None = None
    """The last that could be read; `None` if none ever could."""
    exporters: tuple[Exporter, ...] = ()
    is_configured: bool = False
    """Whether `publish.yaml` names the exporters."""
    problems: tuple[Problem, ...] = ()
    """The problems of content that cannot be loaded."""
    dirty_files: frozenset[str] | None = frozenset()
    """The files that changed since the series was read; `None` where it may be any of them."""

    @property
    def is_broken(self) -> bool:
        """Whether the content could not be read this time."""
        return bool(self.problems)

    @property
    def folder(self) -> Path:
        """The content folder: where images, templates and `publish.yaml` are."""
        return folder_of(self.content)

    def with_problems(
        self, problems: tuple[Problem, ...], dirty_files: frozenset[str] | None
    ) -> "ContentState":
        """Return the same series, with what is wrong with what took its place."""
        return evolve(self, problems=problems, dirty_files=dirty_files)


def folder_of(content: Path) -> Path:
    """Return the folder of some content, which may be one JSON file."""
    return content.parent if content.is_file() or content.suffix == ".json" else content


def read_state(
    content: Path, previous: ContentState | None, changed: Collection[str], cache: ContentCache
) -> ContentState:
    """Read the content, or say what is wrong with it and keep what was read before.

    Args:
        content: A content folder, or one JSON file.
        previous: What was read before.
        changed: Which files have changed since, if that is known. A mistake in one of them is
            found without looking at the others.
        cache: What was read of the same content before.
    """
    last_state = ContentState(content=content, dirty_files=None) if previous is None else previous
    dirty_files = _dirty_files(last_state, changed)
    local_errors = _local_errors(last_state, dirty_files)
    if local_errors:
        return last_state.with_problems(local_errors, dirty_files)
    cache.changed_files = dirty_files
    problems: list[Problem] = []
    series, exporters = last_state.series, last_state.exporters
    try:
        jobs = processor_count() if previous is None and is_command() else 1
        series = load(content, jobs=jobs, cache=cache)
    except (TBHError, OSError) as error:
        problems += _problems_of(error)
    try:
        exporters, _ = usable_exporters(folder_of(content))  # a check names the others
    except (TBHError, OSError) as error:
        problems += _problems_of(error)
    if problems:
        return last_state.with_problems(tuple(problems), dirty_files)
    is_configured = has_publish_file(folder_of(content))
    return ContentState(
        content=content, series=series, exporters=exporters, is_configured=is_configured
    )


def is_content(name: str) -> bool:
    """Return whether a file of a content folder is read into the series or the plan of a build.

    What else there is, images and templates, is read when a page needs it.
    """
    path = PurePosixPath(name)
    return len(path.parts) == 1 or path.parts[0] in {"therapists", "editions", "rules"}


def is_template(name: str) -> bool:
    """Return whether a file of a content folder is a template."""
    return PurePosixPath(name).parts[:1] == ("templates",)


def _dirty_files(previous: ContentState, changed: Collection[str]) -> frozenset[str] | None:
    """Return the files that changed since a series was read; `None` where it may be any of them."""
    # A folder stands for whatever is in it.
    if previous.dirty_files is None or not changed:
        return None
    if any((previous.folder / name).is_dir() for name in changed):
        return None
    return previous.dirty_files | frozenset(changed)


def _local_errors(
    previous: ContentState, dirty_files: frozenset[str] | None
) -> tuple[Problem, ...]:
    """Return the problems of files that changed, if they are few and one of them is an error."""
    if (
        previous.series is None
        or dirty_files is None
        or len(dirty_files) > _MAX_FILES_CHECKED_ALONE
    ):
        return ()
    are_editions = all(name.startswith("editions/") for name in dirty_files)
    people = [person.id for person in previous.series.therapists] if are_editions else None
    zone = previous.series.time_zone
    channels = previous.series.all_channels
    problems = tuple(file_problems(previous.content, dirty_files, people, zone, channels))
    return problems if any(problem.severity is Severity.ERROR for problem in problems) else ()


def _problems_of(error: TBHError | OSError) -> tuple[Problem, ...]:
    if isinstance(error, ContentError):
        return error.problems
    cause = getattr(error, "strerror", None) or str(error)
    message = " ".join(f"the content cannot be read: {cause}".split())
    hint = "it is read again when something changes"
    return (Problem(code="TBH101", message=message, hint=hint),)


# Maximum number of cached views.
_MAX_VIEWS: Final = 3
# Delay of the background check after a change, in seconds.
_CHECK_DELAY_SECONDS: Final = 0.4


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _content_path(path: str | PathLike[str]) -> Path:
    return as_path(path, "Preview.content")


@define(eq=False)
class Preview:
    """Preview of some content as it will be published.

    It is thread-safe. It writes no files, and plans and renders on demand.
    """

    content: Path = field(converter=_content_path)
    """A content folder, or a whole series in one JSON file."""
    at: datetime | None = None
    """The instant that is looked at where nobody asks for another; now, if none is given."""
    drafts: bool = True
    """Whether drafts, scheduled and embargoed editions are shown."""
    clock: Callable[[], datetime] = _now
    """Returns the current time."""
    pause: float | None = _CHECK_DELAY_SECONDS
    """Seconds after which the content is checked in the background; never, for `None`."""
    events: Events = field(factory=Events, init=False)
    """The events of the preview, for pages that reload."""
    lock: RLock = field(factory=RLock, init=False)
    """Lock for planning and rendering."""
    # Cache for the current time; other times have none.
    _memory: PreviewMemory = field(factory=PreviewMemory, init=False)
    # The instant that stands for the present until there would be something else to be seen.
    _view_instant: datetime | None = field(default=None, init=False)
    _content_state: ContentState = field(init=False)
    _cache: ContentCache = field(factory=ContentCache, init=False)
    _views: dict[datetime | None, View] = field(factory=dict, init=False)
    _start_token: str = field(factory=lambda: token_hex(4), init=False)
    _number: int = field(default=0, init=False)
    _warnings: tuple[Problem, ...] = field(default=(), init=False)
    _refreshing: Lock = field(factory=Lock, init=False)
    _background_check: BackgroundCheck | None = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        """Read the content."""
        if self.pause is not None:
            self._background_check = BackgroundCheck(self.content, self._on_problems, self.pause)
        self._content_state = read_state(self.content, None, (), self._cache)
        self._start_check()

    @property
    def content_state(self) -> ContentState:
        """Content as last read."""
        return self._content_state

    @property
    def version(self) -> str:
        """Version that differs after each change and each start."""
        return f"{self._start_token}-{self._number}"

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Problems of the content, and the findings of the background check so far.

        Errors stand first.
        """
        return self._content_state.problems or self._warnings

    def refresh(self, changed: Collection[str] = ()) -> ContentState:
        """Read changed files again, notify open pages, and return the state of the content.

        Args:
            changed: The changed files, as POSIX paths in the content folder; none means all.
        """
        with self._refreshing:
            if not changed or any(map(is_content, changed)):
                state, views = (
                    read_state(self.content, self._content_state, changed, self._cache),
                    {},
                )
            else:
                state = self._content_state
                views = {at: view.with_fresh_plans() for at, view in self._views.items()}
            if not changed or any(map(is_template, changed)):
                clear_template_cache()
            with self.lock:
                self._content_state, self._views = state, views
                self._number += 1
            self.events.send("version", self.version)
            self._start_check()
            return state

    def view(self, at: datetime | None = None) -> View | None:
        """Return what is to be seen at an instant; `None` where no content could be read yet.

        Args:
            at: The instant; that of the preview, if none is given.
        """
        instant = self.at if at is None else at
        with self.lock:
            state = self._content_state
            if state.series is None:
                return None
            view = self._views.pop(instant, None) or self._view(
                state.series, instant or self._view_instant
            )
            if instant is None and view.is_stale(self.clock()):
                view = self._view(state.series, None)
            if instant is None:
                self._view_instant = view.at
            self._views[instant] = view
            while len(self._views) > _MAX_VIEWS:
                del self._views[next(iter(self._views))]
            return view

    def _view(self, series: Series, at: datetime | None) -> View:
        return View(
            series=series,
            exporters=self._content_state.exporters,
            is_configured=self._content_state.is_configured,
            at=at or self.clock(),
            drafts=self.drafts,
            memory=self._memory if at in {None, self._view_instant, self.at} else PreviewMemory(),
        )

    def close(self) -> None:
        """Close pages and cancel the background check."""
        self.events.close()
        if self._background_check is not None:
            self._background_check.stop()

    def _start_check(self) -> None:
        if self._background_check is None or self._content_state.is_broken:
            return
        series = self._content_state.series
        self._background_check.start(0 if series is None else len(series.editions))

    def _on_problems(self, problems: tuple[Problem, ...]) -> None:
        self._warnings = sort_by_severity(problems)
        self.events.send("problems", str(len(problems)))


def sort_by_severity(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems sorted by severity."""
    ranks = {severity: rank for rank, severity in enumerate(Severity)}
    return tuple(sorted(problems, key=lambda problem: ranks[problem.severity]))
