"""Registry of exporters, which are imported when used."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import cache, cached_property
from threading import Lock
from time import perf_counter
from typing import Final, TypeVar

from attrs import define, frozen

from tbh_model._arguments import check_arguments
from tbh_model._entry_points import PACKAGE
from tbh_model._final import final
from tbh_model.exporters._contract import Exporter
from tbh_model.exporters._discovery import (
    BUILT_IN,
    BUILT_IN_NAMES,
    ExporterConflictError,
    ExporterEntry,
    ExporterSwitchedOffError,
    InvalidExporterError,
    Origin,
    UnknownExporterError,
    UnusableExporterError,
    apply_switch,
    check_exporter,
    installed_exporters,
    load_exporter,
    registered_entry,
)

E = TypeVar("E", bound=Exporter)


class ExporterState(StrEnum):
    """State of an installed exporter."""

    OK = "ok"
    """It works."""
    BROKEN = "broken"
    """It cannot be used."""
    CONFLICT = "conflict"
    """Another package has the same name; it works as `name@package`."""
    OFF = "switched off"
    """`TBH_EXPORTERS` disables it."""


@final
@frozen(kw_only=True)
class ExporterHealth:
    """Result of importing an installed exporter."""

    entry: ExporterEntry
    """The exporter."""
    state: ExporterState
    """The state of the exporter."""
    problem: str | None = None
    """The problem, if there is one."""
    remedy: str | None = None
    """The remedy."""
    seconds: float = 0.0
    """The duration of the import in seconds."""


@define(eq=False)
class _Layer:
    """Exporters registered within an overlay; replaced as a whole and never modified."""

    kinds: Mapping[str, type[Exporter]]


class ExporterRegistry:
    """Registry of exporters by name. It is thread-safe.

    A name means what was registered for it in this process, else the one exporter that has it.
    Where several packages bring one name, each is had by `name@distribution`. Which packages are
    installed is read once.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._layers: tuple[_Layer, ...] = (_Layer({}),)

    def entries(self) -> tuple[ExporterEntry, ...]:
        """Return all exporters by name, from metadata alone: nothing is imported."""
        registered_entries = map(registered_entry, self._registered_kinds().values())
        entries = (*registered_entries, *BUILT_IN.values(), *apply_switch(self._installed_entries))
        return tuple(sorted(entries, key=lambda entry: (entry.name, entry.distribution)))

    @check_arguments
    def entry(self, name: str, /) -> ExporterEntry:
        """Return what is known of an exporter, by its name or as `name@distribution`.

        Raises:
            UnknownExporterError: If there is none of that name.
            ExporterConflictError: If several packages bring one of that name.
            ExporterSwitchedOffError: If the environment keeps it out.
        """
        kind = self._registered_kinds().get(name)
        if kind is not None:
            return registered_entry(kind)
        base = name.removesuffix("@tbh-model")
        if base != name and base in BUILT_IN:
            return BUILT_IN[base]  # needs no look at other packages
        entries = self.entries()
        matches = tuple(entry for entry in entries if name in {entry.name, entry.address})
        match tuple(entry for entry in matches if not entry.is_off):
            case (entry,):
                return entry
            case ():
                raise _lookup_error(name, matches, entries)
            case several:
                raise ExporterConflictError(name, several)

    @check_arguments
    def get(self, name: str, /) -> type[Exporter]:
        """Return the class of an exporter, by its name or as `name@distribution`.

        Nothing but its own package is imported.

        Raises:
            UnknownExporterError: If there is none of that name.
            UnusableExporterError: If it is there and cannot be used: a conflict of names, a
                package that is broken or switched off, or no exporter.
        """
        entry = self.entry(name)
        kind = self._registered_kinds().get(entry.name)
        if entry.origin is Origin.REGISTERED and kind is not None:
            return kind
        return load_exporter(entry)

    def built_in(self) -> tuple[type[Exporter], ...]:
        """Return the exporters that run by default.

        They are the built-in ones, whatever else is installed, or what was registered in place of
        one.
        """
        overrides = self._registered_kinds()
        return tuple(
            overrides.get(name) or load_exporter(BUILT_IN[name]) for name in BUILT_IN_NAMES
        )

    def name_of(self, entry: ExporterEntry, /) -> str:
        """Return the shortest text that means an entry: its name, or its address in a conflict."""
        if entry.origin is Origin.REGISTERED:
            return entry.name
        others = {
            other.name
            for other in self.entries()
            if other != entry and (entry.is_off or not other.is_off)
        }
        return entry.address if entry.name in others else entry.name

    def register(self, kind: type[E], /, *, replace: bool = False) -> type[E]:
        """Register an exporter class under its name in this process, and return the class.

        The method works as a decorator.

        Raises:
            InvalidExporterError: If the class is no exporter, or its name is taken.
        """
        check_exporter(kind)
        name = kind.info.name
        with self._lock:
            holder = self._registered_kinds().get(name)
            if not replace and (name in BUILT_IN or not _is_same(holder, kind)):
                message = f"the name {name!r} is taken by {_owner_name(holder)}"
                remedy = "choose another name, or register it with replace=True"
                raise InvalidExporterError(kind.__name__, message, remedy)
            newest = self._layers[-1]
            newest.kinds = {**newest.kinds, name: kind}
        return kind

    @contextmanager
    def overlay(self, *kinds: type[Exporter]) -> Iterator["ExporterRegistry"]:
        """Return a context manager that registers exporters, in place of others with their names.

        At its end, everything is removed that was registered within it, in any thread.

        Raises:
            InvalidExporterError: If one of the classes is no exporter.
        """
        for kind in kinds:
            check_exporter(kind)
        layer = _Layer({kind.info.name: kind for kind in kinds})
        with self._lock:
            self._layers = (*self._layers, layer)
        try:
            yield self
        finally:
            with self._lock:
                self._layers = tuple(other for other in self._layers if other is not layer)

    def doctor(self) -> tuple[ExporterHealth, ...]:
        """Import all installed exporters, and return their states; a failure raises no error."""
        entries = (entry for entry in self.entries() if entry.origin is Origin.INSTALLED)
        return tuple(map(self._health, entries))

    def _health(self, entry: ExporterEntry) -> ExporterHealth:
        start = perf_counter()
        problem = remedy = None
        state, error = ExporterState.OK, self._find_error(entry)
        if error is not None:
            problem, remedy = error.problem, error.remedy
            state = _STATES.get(type(error), ExporterState.BROKEN)
        seconds = perf_counter() - start
        return ExporterHealth(
            entry=entry, state=state, problem=problem, remedy=remedy, seconds=seconds
        )

    def _find_error(self, entry: ExporterEntry) -> UnusableExporterError | None:
        """Return what is wrong with an exporter, or with its name."""
        try:
            self.get(entry.address)
            self.entry(entry.name)
        except UnusableExporterError as error:
            return error
        return None

    def _registered_kinds(self) -> Mapping[str, type[Exporter]]:
        return {name: kind for layer in self._layers for name, kind in layer.kinds.items()}

    @cached_property
    def _installed_entries(self) -> tuple[ExporterEntry, ...]:
        return installed_exporters()


@cache
def default_registry() -> ExporterRegistry:
    """Return the registry of exporters that the library uses by default.

    >>> tbh.default_registry().get("rss")
    <class 'tbh_model.exporters.feeds._rss.RSS'>
    """
    return ExporterRegistry()


def register(kind: type[E], /, *, replace: bool = False) -> type[E]:
    r"""Register an exporter class under its name in this process, and return the class.

    The function works as a decorator. A class of the same module and name replaces the earlier one,
    so that a cell of a notebook can run again and a module can be reloaded.

    Raises:
        InvalidExporterError: If the class is not an exporter, or its name is taken.

    >>> from attrs import frozen
    >>> @tbh.register
    ... @frozen(kw_only=True)
    ... class Titles:
    ...     info = tbh.ExporterInfo(name="titles", channel=tbh.Channel.WEB, summary="All titles")
    ...
    ...     def export(self, release, /):
    ...         titles = "\n".join(edition.title for edition in release.series.editions)
    ...         yield tbh.Artifact.text("titles.txt", titles)
    >>> [artifact.path for artifact in tbh.export(series, "titles", at=at)]
    ['titles.txt']
    """
    return default_registry().register(kind, replace=replace)


def _is_same(holder: type[Exporter] | None, kind: type[Exporter]) -> bool:
    """Return whether a class is a new version of the registered one, from a cell or a reload."""
    if holder is None:
        return True
    return (holder.__module__, holder.__qualname__) == (kind.__module__, kind.__qualname__)


def _owner_name(holder: type[Exporter] | None) -> str:
    return PACKAGE if holder is None else f"{holder.__module__}.{holder.__qualname__}"


def _lookup_error(
    name: str, matches: Sequence[ExporterEntry], entries: Sequence[ExporterEntry]
) -> UnknownExporterError | UnusableExporterError:
    """Return the error for a name without a usable exporter."""
    if matches:
        return ExporterSwitchedOffError(matches[0])
    names = [entry.address if "@" in name else entry.name for entry in entries if not entry.is_off]
    return UnknownExporterError(name, tuple(dict.fromkeys(names)))


_STATES: Final[Mapping[type[UnusableExporterError], ExporterState]] = {
    ExporterConflictError: ExporterState.CONFLICT,
    ExporterSwitchedOffError: ExporterState.OFF,
}
