"""Exporters by name: found in metadata, imported when asked for."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import cache, cached_property
from threading import Lock
from time import perf_counter
from typing import Final, TypeVar

from attrs import define, frozen

from tbh_model._arguments import check_arguments
from tbh_model._final import final
from tbh_model.exporters._contract import Exporter
from tbh_model.exporters._entries import (
    BUILT_IN,
    BUILT_IN_NAMES,
    OURS,
    ExporterEntry,
    Origin,
    installed_entries,
    registered_entry,
    switched,
)
from tbh_model.exporters._exporter_errors import (
    ExporterConflictError,
    ExporterGenerationError,
    ExporterSwitchedOffError,
    InvalidExporterError,
    UnknownExporterError,
    UnusableExporterError,
)
from tbh_model.exporters._loading import loaded
from tbh_model.exporters._validation import check_exporter

E = TypeVar("E", bound=Exporter)


class ExporterState(StrEnum):
    """How an installed exporter is."""

    OK = "ok"
    BROKEN = "broken"
    """It cannot be used."""
    CONFLICT = "conflict"
    """Another package brings its name; it can be used by its address."""
    OFF = "switched off"
    """`TBH_EXPORTERS` keeps it out."""


@final
@frozen(kw_only=True)
class ExporterHealth:
    """What came of importing an installed exporter."""

    entry: ExporterEntry
    state: ExporterState
    problem: str | None = None
    """What was found, where something is wrong."""
    remedy: str | None = None
    """What to do about it."""
    seconds: float = 0.0
    """How long importing it took."""


@define(eq=False)
class _Layer:
    """What was registered since an overlay was opened; replaced and never changed."""

    kinds: Mapping[str, type[Exporter]]


class ExporterRegistry:
    """Exporters by name. Safe to use from several threads.

    A name means what was registered for it in this process, else the one exporter that has it.
    Where several packages bring one name, each is had by `name@distribution`. Which packages are
    installed is read once.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._layers: tuple[_Layer, ...] = (_Layer({}),)

    def entries(self) -> tuple[ExporterEntry, ...]:
        """List every exporter, by name, from metadata alone: nothing is imported."""
        registered = map(registered_entry, self._registered().values())
        every = (*registered, *BUILT_IN.values(), *switched(self._installed))
        return tuple(sorted(every, key=lambda entry: (entry.name, entry.distribution)))

    @check_arguments
    def entry(self, name: str, /) -> ExporterEntry:
        """Return what is known of an exporter, by its name or as `name@distribution`.

        Raises:
            UnknownExporterError: If there is none of that name.
            ExporterConflictError: If several packages bring one of that name.
            ExporterGenerationError: If it is written for another generation of the contract.
            ExporterSwitchedOffError: If the environment keeps it out.
        """
        registered = self._registered().get(name)
        if registered is not None:
            return registered_entry(registered)
        base = name.removesuffix("@tbh-model")
        if base != name and base in BUILT_IN:
            return BUILT_IN[base]  # needs no look at other packages
        entries = self.entries()
        found = tuple(entry for entry in entries if name in {entry.name, entry.address})
        match tuple(entry for entry in found if entry.is_eligible):
            case (entry,):
                return entry
            case ():
                raise _missing(name, found, entries)
            case several:
                raise ExporterConflictError(name, several)

    @check_arguments
    def get(self, name: str, /) -> type[Exporter]:
        """Return the class of an exporter, by its name or as `name@distribution`.

        Nothing but its own package is imported.

        Raises:
            UnknownExporterError: If there is none of that name.
            UnusableExporterError: If it is there and cannot be used: a conflict of names, a
                package that is broken, for another generation or switched off, or no exporter.
        """
        entry = self.entry(name)
        registered = self._registered().get(entry.name)
        if entry.origin is Origin.REGISTERED and registered is not None:
            return registered
        return loaded(entry)

    def built_in(self) -> tuple[type[Exporter], ...]:
        """Return the exporters that run where nobody says which.

        They are the built-in ones, whatever else is installed, or what was registered in place of
        one.
        """
        registered = self._registered()
        return tuple(registered.get(name) or loaded(BUILT_IN[name]) for name in BUILT_IN_NAMES)

    def name_of(self, entry: ExporterEntry, /) -> str:
        """Return the shortest text that means an entry: its name, or its address in a conflict."""
        if entry.origin is Origin.REGISTERED:
            return entry.name
        others = {
            other.name
            for other in self.entries()
            if other != entry and (other.is_eligible or not entry.is_eligible)
        }
        return entry.address if entry.name in others else entry.name

    def register(self, kind: type[E], /, *, replace: bool = False) -> type[E]:
        """Make an exporter class known by its name, in this process. Works as a decorator.

        Raises:
            InvalidExporterError: If the class is no exporter, or its name is taken.
        """
        check_exporter(kind)
        name = kind.info.name
        with self._lock:
            taken = self._registered().get(name)
            if not replace and (name in BUILT_IN or not _is_same(taken, kind)):
                found = f"the name {name!r} is taken by {_whose(taken)}"
                remedy = "choose another name, or register it with replace=True"
                raise InvalidExporterError(kind.__name__, found, remedy)
            newest = self._layers[-1]
            newest.kinds = {**newest.kinds, name: kind}
        return kind

    @contextmanager
    def overlay(self, *kinds: type[Exporter]) -> Iterator["ExporterRegistry"]:
        """Register exporters for a while, in place of any that have their names.

        What else is registered while it is open, in any thread, is forgotten with them.

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
                self._layers = tuple(each for each in self._layers if each is not layer)

    def doctor(self) -> tuple[ExporterHealth, ...]:
        """Import every installed exporter, and say how it is. What is broken raises nothing."""
        installed = (each for each in self.entries() if each.origin is Origin.INSTALLED)
        return tuple(map(self._health, installed))

    def _health(self, entry: ExporterEntry) -> ExporterHealth:
        started = perf_counter()
        problem = remedy = None
        state, error = ExporterState.OK, self._error(entry)
        if error is not None:
            problem, remedy = error.problem, error.remedy
            state = _STATES.get(type(error), ExporterState.BROKEN)
        seconds = perf_counter() - started
        return ExporterHealth(
            entry=entry, state=state, problem=problem, remedy=remedy, seconds=seconds
        )

    def _error(self, entry: ExporterEntry) -> UnusableExporterError | None:
        """Return what is wrong with an exporter, or with its name."""
        try:
            self.get(entry.address)
            self.entry(entry.name)
        except UnusableExporterError as error:
            return error
        return None

    def _registered(self) -> Mapping[str, type[Exporter]]:
        return {name: kind for layer in self._layers for name, kind in layer.kinds.items()}

    @cached_property
    def _installed(self) -> tuple[ExporterEntry, ...]:
        return installed_entries()


@cache
def default_registry() -> ExporterRegistry:
    """Return the registry that the library uses where none is named."""
    return ExporterRegistry()


def register(kind: type[E], /, *, replace: bool = False) -> type[E]:
    """Make an exporter class known by its name, in this process. Works as a decorator.

    A class of the same module and name replaces the one that is there, as a cell of a notebook that
    runs again and a module that is reloaded make them.

    Raises:
        InvalidExporterError: If the class is no exporter, or its name is taken.
    """
    return default_registry().register(kind, replace=replace)


def _is_same(taken: type[Exporter] | None, kind: type[Exporter]) -> bool:
    """Return whether a class is the one that is there, written anew: by a cell, or a reload."""
    if taken is None:
        return True
    return (taken.__module__, taken.__qualname__) == (kind.__module__, kind.__qualname__)


def _whose(taken: type[Exporter] | None) -> str:
    return OURS if taken is None else f"{taken.__module__}.{taken.__qualname__}"


def _missing(
    name: str, found: Sequence[ExporterEntry], entries: Sequence[ExporterEntry]
) -> UnknownExporterError | UnusableExporterError:
    """Explain why no exporter of a name can be had."""
    for entry in found:
        return ExporterSwitchedOffError(entry) if entry.is_off else ExporterGenerationError(entry)
    eligible = [entry for entry in entries if entry.is_eligible]
    known = [entry.address if "@" in name else entry.name for entry in eligible]
    return UnknownExporterError(name, tuple(dict.fromkeys(known)))


_STATES: Final[Mapping[type[UnusableExporterError], ExporterState]] = {
    ExporterConflictError: ExporterState.CONFLICT,
    ExporterSwitchedOffError: ExporterState.OFF,
}
