"""What there is to be seen of a reading at an instant: planned when asked for, made when shown."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from urllib.parse import unquote

from attrs import define, evolve, field, frozen

from tbh_model._errors import TBHError
from tbh_model.exporters import (
    Artifact,
    Exporter,
    MissingDateError,
    artifacts,
    base_url,
    body_of,
)
from tbh_model.model import Channel, Edition, Series, UnknownIdError, day_of, start_of
from tbh_model.preview._held import (
    PreviewMemory,
    UnpublishedEdition,
    force_publishable,
    restore_dates,
)
from tbh_model.publishing import PlannedFile
from tbh_model.rights import Reason, Release, ReleaseCache, Withheld, release

_EXPECTED_REASONS = frozenset({Reason.NOT_NAMED, Reason.OTHER_CHANNEL})
"""What follows from something else that is withheld, or is what the author wrote."""


@frozen(kw_only=True)
class ExporterPlan:
    """The files of one exporter, or why there are none."""

    exporter: Exporter
    files: Mapping[str, Artifact] = field(factory=dict)
    """By their paths."""
    failure: TBHError | None = None

    @property
    def name(self) -> str:
        """The name of the exporter."""
        return self.exporter.info.name


@frozen(kw_only=True)
class ResolvedPath:
    """Where an address leads."""

    planned: PlannedFile | None = None
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
    """What was done with editions for earlier views."""
    _releases: dict[Channel, Release] = field(factory=dict)
    _plans: dict[int, ExporterPlan] = field(factory=dict)
    _forced: tuple[Series, Mapping[str, UnpublishedEdition]] | None = None
    _stale_from: datetime | None = None

    @property
    def unpublished(self) -> Mapping[str, UnpublishedEdition]:
        """What is shown and would not go out, by the id of the edition."""
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

    def release(self, channel: Channel) -> Release:
        """Return what a channel may carry, drafts among it where they are shown."""
        if channel not in self._releases:
            series, unpublished = self._force_publishable()
            self._releases[channel] = self._make_release(series, channel, unpublished)
        return self._releases[channel]

    def _make_release(
        self, series: Series, channel: Channel, unpublished: Mapping[str, UnpublishedEdition]
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
            return ResolvedPath(planned=self.find_file(f"{path}index.html"))
        for candidate in (path, f"{path}.html"):
            planned = self.find_file(candidate)
            if planned is not None:
                return ResolvedPath(planned=planned)
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

    def withheld(self, channel: Channel, edition: str | None = None) -> tuple[Withheld, ...]:
        """Return what is kept back from a channel, of one edition or of all; not what follows."""
        return tuple(
            item
            for item in self.release(channel).withheld
            if item.reason not in _EXPECTED_REASONS
            and (edition in {None, item.edition} or (item.kind, item.id) == ("edition", edition))
        )

    def _force_publishable(self) -> tuple[Series, Mapping[str, UnpublishedEdition]]:
        if self._forced is None:
            self._forced = self.series, {}
            if self.drafts:
                self._forced = force_publishable(self.series, self.at, self.memory)
        return self._forced

    def _exporter_plan(self, index: int) -> ExporterPlan:
        if index not in self._plans:
            self._plans[index] = self._plan_exporter(self.exporters[index])
        return self._plans[index]

    def _plan_exporter(self, exporter: Exporter) -> ExporterPlan:
        try:
            exporter_artifacts = artifacts(exporter, self.release(exporter.info.channel))
            files = {artifact.path: artifact for artifact in exporter_artifacts}
        except TBHError as error:
            return ExporterPlan(exporter=exporter, failure=error)
        return ExporterPlan(exporter=exporter, files=files)

    def _cost(self, index: int, path: str) -> tuple[bool, bool]:
        """Return how late to ask an exporter: first those that have planned, then likely ones."""
        is_page = path.endswith((".html", ".css", ".svg", ".png", ".jpg", ".jpeg", ".webp"))
        is_web = self.exporters[index].info.channel is Channel.WEB
        return index not in self._plans, is_page is not is_web

    def _is_about(self, path: str, edition: Edition) -> bool:
        if not path.endswith(".html"):
            return True
        return path in {*self._pages(edition), f"editions/{edition.slug}/index.html"}

    def _pages(self, edition: Edition) -> tuple[str, ...]:
        """Return the paths at which a page of an edition may lie, by its URL."""
        address = unquote(self.series.url_of(edition).removeprefix(home_url(self.series)))
        return (f"{address}index.html",) if address.endswith("/") else (address, f"{address}.html")


def home_url(series: Series) -> str:
    """Return the URL of the home page, with a slash at its end."""
    return base_url(series)


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
