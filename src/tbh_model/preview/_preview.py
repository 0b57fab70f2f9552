"""A preview: what was read last, what is to be seen of it, and who is told when it changes."""

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path
from secrets import token_hex
from threading import Lock, RLock
from typing import Final

from attrs import define, field

from tbh_model._arguments import as_path
from tbh_model._problems import Problem, Severity
from tbh_model.documents import ContentCache
from tbh_model.exporters.templating import clear_template_cache
from tbh_model.model import Series
from tbh_model.preview._checking import BackgroundCheck
from tbh_model.preview._events import Events
from tbh_model.preview._held import PreviewMemory
from tbh_model.preview._reading import ContentState, is_content, is_template, read_state
from tbh_model.preview._view import View

_MAX_VIEWS: Final = 3
"""How many instants are kept planned."""
_CHECK_DELAY_SECONDS: Final = 0.4
"""Seconds after a change in which pages have the processor for themselves."""


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _content_path(path: str | PathLike[str]) -> Path:
    return as_path(path, "Preview.content")


@define(eq=False)
class Preview:
    """Some content as it will be published, read again whenever it is told to.

    Safe to use from several threads. Nothing is written, and nothing is planned or made before it
    is asked for.
    """

    content: Path = field(converter=_content_path)
    """A content folder, or a whole series in one JSON file."""
    at: datetime | None = None
    """The instant that is looked at where nobody asks for another; now, if none is given."""
    drafts: bool = True
    """Whether drafts, scheduled and embargoed editions are shown."""
    clock: Callable[[], datetime] = _now
    pause: float | None = _CHECK_DELAY_SECONDS
    """Seconds after which the content is checked in the background; never, for `None`."""
    events: Events = field(factory=Events, init=False)
    lock: RLock = field(factory=RLock, init=False)
    """Held by whoever plans or makes something."""
    _memory: PreviewMemory = field(factory=PreviewMemory, init=False)
    """Of the present; of other instants nothing is kept."""
    _pinned: datetime | None = field(default=None, init=False)
    """The instant that stands for the present until there would be something else to be seen."""
    _content_state: ContentState = field(init=False)
    _cache: ContentCache = field(factory=ContentCache, init=False)
    _views: dict[datetime | None, View] = field(factory=dict, init=False)
    _started: str = field(factory=lambda: token_hex(4), init=False)
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
        """What was read last."""
        return self._content_state

    @property
    def version(self) -> str:
        """Another text after each change, and after each start."""
        return f"{self._started}-{self._number}"

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the content, and what could be better as far as it is known yet.

        Errors stand first.
        """
        return self._content_state.problems or self._warnings

    def refresh(self, changed: Collection[str] = ()) -> ContentState:
        """Read again what has changed, and tell every open page.

        Args:
            changed: The files that changed, as POSIX paths in the content folder; everything, if
                none are named.
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
                state.series, instant or self._pinned
            )
            if instant is None and view.is_stale(self.clock()):
                view = self._view(state.series, None)
            if instant is None:
                self._pinned = view.at
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
            memory=self._memory if at in {None, self._pinned, self.at} else PreviewMemory(),
        )

    def close(self) -> None:
        """Let go of pages and of what is under way."""
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
    """Sort problems by how much they matter."""
    ranks = {severity: rank for rank, severity in enumerate(Severity)}
    return tuple(sorted(problems, key=lambda problem: ranks[problem.severity]))
