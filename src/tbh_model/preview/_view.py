"""Views of the content at one time (`?at=`), with their caches."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from attrs import fields_dict

from tbh_model._attrs import define, evolve, field, frozen
from tbh_model._errors import TBHError
from tbh_model.content import printable
from tbh_model.exporters import Artifact, Exporter, MissingDateError, artifacts, base_url, body_of
from tbh_model.model import (
    Channel,
    Edition,
    EditionStatus,
    Series,
    UnknownIdError,
    day_of,
    in_time_zone,
    start_of,
)
from tbh_model.publishing import PlannedFile
from tbh_model.rights import Reason, Release, ReleaseCache, Withheld, edition_withholding, release
from tbh_model.text import shorten

# Value that selects the current time.
NOW = "now"


class InstantError(TBHError, ValueError):
    """The value is not a date and time."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        """Name what was given, and what can be."""
        shown_text = printable(shorten(self.text, 60))
        return f"“{shown_text}” is not an instant; write one such as 2026-12-24T18:00Z, or now"


def read_instant(text: str, time_zone: str) -> datetime | None:
    """Read an instant as people write it into an address; `None` for now.

    One without an offset from UTC is in the time zone of the series. A plus sign may have become a
    space on its way, as it does in addresses.

    Raises:
        InstantError: If it is none, or too near to where calendars end.
    """
    stripped = text.strip()
    if stripped.lower() in {"", NOW}:
        return None
    head, _, tail = stripped.rpartition(" ")
    candidates = (stripped, f"{head}+{tail}")
    for candidate in candidates:
        try:
            instant = datetime.fromisoformat(candidate)
            if instant.tzinfo is None:
                instant = instant.replace(tzinfo=ZoneInfo(time_zone))
            day = timedelta(days=3)  # room for every time zone
            return max(instant.astimezone(UTC) - day, instant.astimezone(UTC) + day) - day
        except (ValueError, OverflowError):
            continue
    raise InstantError(text)


def format_instant(instant: datetime, time_zone: str) -> str:
    """Write an instant as an editor reads it: `11 February 2027, 08:00 EST`."""
    local = in_time_zone(instant, time_zone)
    return f"{local.day} {local:%B} {local.year}, {local:%H:%M} {local.tzname()}"


@frozen(kw_only=True)
class UnpublishedEdition:
    """An edition that is shown, and would not go out at the instant that is looked at."""

    edition: Edition
    """As it is written."""
    reason: Reason
    """`draft`, `scheduled` or `embargoed`."""
    until: datetime | None
    """The instant from which it would go out, where there is one."""

    @property
    def label(self) -> str:
        """Return the reason in a word."""
        return self.reason.value.capitalize()

    def sentence(self, time_zone: str) -> str:
        """Describe what that means."""
        if self.reason is Reason.DRAFT and self.edition.published is None:
            return f"{_DRAFT_SENTENCE} It has no date yet, and is shown with that of today."
        if self.until is None:
            return _DRAFT_SENTENCE
        until = format_instant(self.until, time_zone)
        is_scheduled = self.reason is Reason.SCHEDULED
        return f"Goes out on {until}." if is_scheduled else f"Under embargo until {until}."


@define
class PreviewMemory:
    """Caches of one time for views of nearly unchanged content."""

    gate_memories: dict[str, ReleaseCache] = field(factory=dict)
    """Release caches by channel."""
    forced_editions: dict[str, tuple[Edition, datetime, Edition]] = field(factory=dict)
    """Unpublished editions by id: as written, the time, and in a publishable form."""


def force_publishable(
    series: Series, at: datetime, memory: PreviewMemory
) -> tuple[Series, Mapping[str, UnpublishedEdition]]:
    """Return a series whose drafts, scheduled and embargoed editions pass the gate at an instant.

    What has expired or was retracted stays as it is: its page says that it is gone.

    Returns:
        The series, and what is held of it by the id of the edition.
    """
    unpublished: dict[str, UnpublishedEdition] = {}
    for edition in series.editions:
        if _is_surely_out(edition, at):
            continue
        hold = edition_withholding(edition, at)
        if hold is not None and hold.reason in _PREVIEWED_REASONS:
            until = hold.until if isinstance(hold.until, datetime) else None
            unpublished[edition.id] = UnpublishedEdition(
                edition=edition, reason=hold.reason, until=until
            )
    if not unpublished:
        return series, unpublished
    editions = tuple(
        _force_publishable(edition, at, memory) if edition.id in unpublished else edition
        for edition in series.editions
    )
    return evolve(series, editions=editions), unpublished


def restore_dates(release: Release, unpublished: Mapping[str, UnpublishedEdition]) -> Release:
    """Return held editions of a release the date that they are written with, if they have one."""
    if not unpublished:
        return release
    dates = {id_: item.edition.published for id_, item in unpublished.items()}
    editions = tuple(
        edition if dates.get(edition.id) is None else evolve(edition, published=dates[edition.id])
        for edition in release.series.editions
    )
    return evolve(release, series=evolve(release.series, editions=editions))


def _is_surely_out(edition: Edition, at: datetime) -> bool:
    """Return whether an edition is certainly published, which most are."""
    is_ready = edition.status is EditionStatus.READY and edition.embargo_until is None
    return is_ready and (edition.published is None or edition.published <= at)


def _force_publishable(edition: Edition, at: datetime, memory: PreviewMemory) -> Edition:
    """Return an edition as if it went out at an instant, and not before."""
    cached = memory.forced_editions.get(edition.id)
    if cached is not None and cached[0] is edition and cached[1] == at:
        return cached[2]
    forced = evolve(edition, status=EditionStatus.READY, published=at, embargo_until=None)
    memory.forced_editions[edition.id] = (edition, at, forced)
    return forced


_DRAFT_SENTENCE: Final = "Nobody outside sees this until its status is ready."
_PREVIEWED_REASONS: Final = frozenset({Reason.DRAFT, Reason.SCHEDULED, Reason.EMBARGOED})


# Reasons that follow from others, or that the author intended.
_EXPECTED_REASONS = frozenset({Reason.NOT_NAMED, Reason.OTHER_CHANNEL})


@frozen(kw_only=True)
class ExporterPlan:
    """The files of one exporter, or why there are none."""

    exporter: Exporter
    files: Mapping[str, Artifact] = field(factory=dict)
    """The files by path."""
    failure: TBHError | None = None

    @property
    def name(self) -> str:
        """The name of the exporter."""
        return self.exporter.info.name


@frozen(kw_only=True)
class ResolvedPath:
    """Target of a URL."""

    file: PlannedFile | None = None
    redirect_path: str | None = None
    """The path that it should have been, if only a slash is missing."""


@define(kw_only=True, eq=False)
class View:
    """A series as it is exported at an instant. Nothing is planned before it is asked for."""

    series: Series
    exporters: tuple[Exporter, ...]
    is_configured: bool
    at: datetime
    drafts: bool
    """Whether drafts, scheduled, embargoed and unfinished editions are shown."""
    memory: PreviewMemory = field(factory=PreviewMemory)
    """The caches of earlier views."""
    _releases: dict[str, Release] = field(factory=dict)
    _plans: dict[int, ExporterPlan] = field(factory=dict)
    _forced_series: tuple[Series, Mapping[str, UnpublishedEdition]] | None = None
    _stale_from: datetime | None = None

    @property
    def unpublished_editions(self) -> Mapping[str, UnpublishedEdition]:
        """Shown editions that are not published, by id."""
        return self._force_publishable()[1]

    def is_stale(self, now: datetime) -> bool:
        """Return whether time alone has changed what there is to be seen since `at`."""
        if self._stale_from is None:
            self._stale_from = min(_change_instants(self.series, self.at))
        return now >= self._stale_from

    def with_fresh_plans(self) -> "View":
        """Return the same with files planned anew, for when an image came or went."""
        view = evolve(self)
        view._plans = {}  # noqa: SLF001 - of our own class
        return view

    def release(self, channel: str) -> Release:
        """Return what a channel may carry, drafts among it where they are shown."""
        if channel not in self._releases:
            series, unpublished = self._force_publishable()
            self._releases[channel] = self._make_release(series, channel, unpublished)
        return self._releases[channel]

    def _make_release(
        self, series: Series, channel: str, unpublished: Mapping[str, UnpublishedEdition]
    ) -> Release:
        memory = self.memory.gate_memories.setdefault(channel, ReleaseCache())
        channel_release = release(series, channel, self.at, cache=memory, unfinished=self.drafts)
        return restore_dates(channel_release, unpublished)

    def plans(self) -> Iterator[ExporterPlan]:
        """Yield the plan of every exporter, in the order in which they run."""
        for plan in map(self._exporter_plan, range(len(self.exporters))):
            if self.is_configured or not isinstance(plan.failure, MissingDateError):
                yield plan

    def find_file(self, path: str) -> PlannedFile | None:
        """Return the file at a path; exporters are asked until one has it."""
        likely = sorted(range(len(self.exporters)), key=lambda index: self._cost(index, path))
        for index in likely:
            plan = self._exporter_plan(index)
            if path in plan.files:
                return PlannedFile(exporter=plan.exporter, artifact=plan.files[path])
        return None

    def resolve(self, path: str) -> ResolvedPath:
        """Find what an address shows, as a static host does it: a folder is its `index.html`."""
        if not path or path.endswith("/"):
            return ResolvedPath(file=self.find_file(f"{path}index.html"))
        for candidate in (path, f"{path}.html"):
            file = self.find_file(candidate)
            if file is not None:
                return ResolvedPath(file=file)
        is_folder = self.find_file(f"{path}/index.html") is not None
        return ResolvedPath(redirect_path=f"{path}/" if is_folder else None)

    def failures(self) -> tuple[TBHError, ...]:
        """Return what kept exporters from planning, of those that were asked."""
        return tuple(plan.failure for plan in self._plans.values() if plan.failure is not None)

    def edition_at(self, path: str) -> Edition | None:
        """Return the edition that a file is about, as far as its path tells."""
        *folders, name = path.split("/")
        for part in (name.partition(".")[0], *reversed(folders)):
            try:
                edition = self.series.edition(part)
            except UnknownIdError:
                continue
            if self._is_about(path, edition):
                return edition
        return None

    def address_of(self, edition: Edition) -> str | None:
        """Return the address of the page of an edition, if there is one."""
        for path in (*self._pages(edition), f"editions/{edition.slug}/index.html"):
            if self.find_file(path) is not None:
                return path.removesuffix("index.html")
        return None

    def withheld(self, channel: str, edition: str | None = None) -> tuple[Withheld, ...]:
        """Return what is kept back from a channel, of one edition or of all; not what follows."""
        return tuple(
            item
            for item in self.release(channel).withheld
            if item.reason not in _EXPECTED_REASONS
            and (edition in {None, item.edition} or (item.kind, item.id) == ("edition", edition))
        )

    def _force_publishable(self) -> tuple[Series, Mapping[str, UnpublishedEdition]]:
        if self._forced_series is None:
            self._forced_series = self.series, {}
            if self.drafts:
                self._forced_series = force_publishable(self.series, self.at, self.memory)
        return self._forced_series

    def _exporter_plan(self, index: int) -> ExporterPlan:
        if index not in self._plans:
            self._plans[index] = self._plan_exporter(self.exporters[index])
        return self._plans[index]

    def _plan_exporter(self, exporter: Exporter) -> ExporterPlan:
        try:
            exporter_artifacts = artifacts(_as_draft(exporter), self.release(exporter.info.channel))
            files = {artifact.path: artifact for artifact in exporter_artifacts}
        except TBHError as error:
            return ExporterPlan(exporter=exporter, failure=error)
        return ExporterPlan(exporter=exporter, files=files)

    def _cost(self, index: int, path: str) -> tuple[bool, bool]:
        """Return how late to ask an exporter: first those that have planned, then likely ones."""
        is_page = path.endswith((".html", ".css", ".svg", ".png", ".jpg", ".jpeg", ".webp"))
        is_web = self.exporters[index].info.channel == Channel.WEB
        return index not in self._plans, is_page is not is_web

    def _is_about(self, path: str, edition: Edition) -> bool:
        if not path.endswith(".html"):
            return True
        return path in {*self._pages(edition), f"editions/{edition.slug}/index.html"}

    def _pages(self, edition: Edition) -> tuple[str, ...]:
        """Return the paths at which a page of an edition may lie, by its URL."""
        address = unquote(self.series.url_of(edition).removeprefix(base_url(self.series)))
        return (f"{address}index.html",) if address.endswith("/") else (address, f"{address}.html")


def _as_draft(exporter: Exporter) -> Exporter:
    """Return an exporter with its option `draft`, if it has one: letters are shown, not sent."""
    options: Any = exporter  # an attrs class, as the registry has checked
    return evolve(options, draft=True) if "draft" in fields_dict(type(options)) else exporter


def render_file(planned: PlannedFile) -> bytes:
    """Return the bytes of a planned file.

    Raises:
        TBHError: If its exporter fails, or a template, or an image is not there.
    """
    return body_of(planned.artifact, planned.exporter)


def _change_instants(series: Series, at: datetime) -> Iterator[datetime]:
    """Yield the instants after one at which there may be something else to be seen."""
    yield _next_day(series, at)
    for edition in series.editions:
        for instant in (edition.published, edition.embargo_until, edition.expires, edition.updated):
            if instant is not None and instant > at:
                yield instant


def _next_day(series: Series, at: datetime) -> datetime:
    today = day_of(at, series.time_zone)
    return start_of(min(today, date.max - timedelta(days=1)) + timedelta(days=1), series.time_zone)
