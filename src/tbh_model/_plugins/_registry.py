"""Registry of plugins of one kind, which are imported when used."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import cached_property
from threading import Lock
from time import perf_counter
from typing import Any, Final, Generic, Self, TypeVar

from tbh_model._arguments import check_arguments
from tbh_model._attrs import define, frozen
from tbh_model._entry_points import PACKAGE
from tbh_model._final import final
from tbh_model._plugins._discovery import (
    Origin,
    PluginConflictError,
    PluginContract,
    PluginEntry,
    PluginSwitchedOffError,
    UnknownPluginError,
    UnusablePluginError,
    apply_switch,
    check_plugin,
    installed_plugins,
    load_plugin,
    plugin_name,
    registered_entry,
)

P = TypeVar("P")
K = TypeVar("K")


class PluginState(StrEnum):
    """State of an installed exporter or importer."""

    OK = "ok"
    """It works."""
    BROKEN = "broken"
    """It cannot be used."""
    CONFLICT = "conflict"
    """Another package has the same name; it works as `name@package`."""
    OFF = "switched off"
    """An environment variable, such as `TBH_EXPORTERS`, disables it."""


@final
@frozen(kw_only=True)
class PluginHealth:
    """Result of importing an installed exporter or importer."""

    entry: PluginEntry
    """What was imported."""
    state: PluginState
    """Its state."""
    problem: str | None = None
    """The problem, if there is one."""
    remedy: str | None = None
    """The remedy."""
    seconds: float = 0.0
    """The duration of the import in seconds."""


@define(eq=False)
class _Layer:
    """Plugins registered within an overlay; replaced as a whole and never modified."""

    kinds: Mapping[str, type[Any]]


class PluginRegistry(Generic[P]):
    """Registry of plugins of one kind by name. It is thread-safe.

    A name means what was registered for it in this process, else the one plugin that has it.
    Where several packages bring one name, each is had by `name@distribution`. Which packages are
    installed is read once.
    """

    def __init__(self, contract: PluginContract) -> None:
        self.contract: Final = contract
        self._lock = Lock()
        self._layers: tuple[_Layer, ...] = (_Layer({}),)

    def entries(self) -> tuple[PluginEntry, ...]:
        """Return all plugins by name, from metadata alone: nothing is imported."""
        registered = (registered_entry(*item) for item in self._registered_kinds().items())
        installed = apply_switch(self._installed_entries, self.contract.switch)
        entries = (*registered, *self.contract.built_in.values(), *installed)
        return tuple(sorted(entries, key=lambda entry: (entry.name, entry.distribution)))

    @check_arguments
    def entry(self, name: str, /) -> PluginEntry:
        """Return what is known of a plugin, by its name or as `name@distribution`.

        Raises:
            UnknownPluginError: If there is none of that name.
            PluginConflictError: If several packages bring one of that name.
            PluginSwitchedOffError: If the environment keeps it out.
        """
        kind = self._registered_kinds().get(name)
        if kind is not None:
            return registered_entry(name, kind)
        base, built_in = name.removesuffix(f"@{PACKAGE}"), self.contract.built_in
        if base != name and base in built_in:
            return built_in[base]  # needs no look at other packages
        entries = self.entries()
        matches = tuple(entry for entry in entries if name in {entry.name, entry.address})
        match tuple(entry for entry in matches if not entry.is_off):
            case (entry,):
                return entry
            case ():
                raise self._lookup_error(name, matches, entries)
            case several:
                raise self.contract.errors.conflict(name, several)

    @check_arguments
    def get(self, name: str, /) -> type[P]:
        """Return the class of a plugin, by its name or as `name@distribution`.

        Nothing but its own package is imported.

        Raises:
            UnknownPluginError: If there is none of that name.
            UnusablePluginError: If it is there and cannot be used: a conflict of names, a
                package that is broken or switched off, or no such plugin.
        """
        entry = self.entry(name)
        kind = self._registered_kinds().get(entry.name)
        if entry.origin is Origin.REGISTERED and kind is not None:
            return kind
        return load_plugin(entry, self.contract)

    def get_built_in(self, name: str, /) -> type[P]:
        """Return the built-in class of a name, or what was registered in its place."""
        kind = self._registered_kinds().get(name)
        return load_plugin(self.contract.built_in[name], self.contract) if kind is None else kind

    def name_of(self, entry: PluginEntry, /) -> str:
        """Return the shortest text that means an entry: its name, or its address in a conflict."""
        if entry.origin is Origin.REGISTERED:
            return entry.name
        others = {
            other.name
            for other in self.entries()
            if other != entry and (entry.is_off or not other.is_off)
        }
        return entry.address if entry.name in others else entry.name

    def register(self, kind: type[K], /, *, replace: bool = False) -> type[K]:
        """Register a class under its name in this process, and return the class.

        The method works as a decorator.

        Raises:
            InvalidPluginError: If the class is no such plugin, or its name is taken.
        """
        check_plugin(kind, self.contract)
        name = plugin_name(kind)
        with self._lock:
            holder = self._registered_kinds().get(name)
            if not replace and (name in self.contract.built_in or not _is_same(holder, kind)):
                message = f"the name {name!r} is taken by {_owner_name(holder)}"
                remedy = "choose another name, or register it with replace=True"
                raise self.contract.errors.invalid(kind.__name__, message, remedy)
            newest = self._layers[-1]
            newest.kinds = {**newest.kinds, name: kind}
        return kind

    @contextmanager
    def overlay(self, *kinds: type[P]) -> Iterator[Self]:
        """Return a context manager that registers classes, in place of others with their names.

        At its end, everything is removed that was registered within it, in any thread.

        Raises:
            InvalidPluginError: If one of the classes is no such plugin.
        """
        for kind in kinds:
            check_plugin(kind, self.contract)
        layer = _Layer({plugin_name(kind): kind for kind in kinds})
        with self._lock:
            self._layers = (*self._layers, layer)
        try:
            yield self
        finally:
            with self._lock:
                self._layers = tuple(other for other in self._layers if other is not layer)

    def doctor(self) -> tuple[PluginHealth, ...]:
        """Import all installed plugins, and return their states; a failure raises no error."""
        entries = (entry for entry in self.entries() if entry.origin is Origin.INSTALLED)
        return tuple(map(self._health, entries))

    def _health(self, entry: PluginEntry) -> PluginHealth:
        start = perf_counter()
        problem = remedy = None
        state, error = PluginState.OK, self._find_error(entry)
        if error is not None:
            problem, remedy = error.problem, error.remedy
            state = _state_of(error)
        seconds = perf_counter() - start
        return PluginHealth(
            entry=entry, state=state, problem=problem, remedy=remedy, seconds=seconds
        )

    def _find_error(self, entry: PluginEntry) -> UnusablePluginError | None:
        """Return what is wrong with a plugin, or with its name."""
        try:
            self.get(entry.address)
            self.entry(entry.name)
        except UnusablePluginError as error:
            return error
        return None

    def _lookup_error(
        self, name: str, matches: Sequence[PluginEntry], entries: Sequence[PluginEntry]
    ) -> UnknownPluginError | UnusablePluginError:
        """Return the error for a name without a usable plugin."""
        errors = self.contract.errors
        if matches:
            return errors.switched_off(matches[0])
        names = [
            entry.address if "@" in name else entry.name for entry in entries if not entry.is_off
        ]
        return errors.unknown(name, tuple(dict.fromkeys(names)))

    def _registered_kinds(self) -> Mapping[str, type[Any]]:
        return {name: kind for layer in self._layers for name, kind in layer.kinds.items()}

    @cached_property
    def _installed_entries(self) -> tuple[PluginEntry, ...]:
        return installed_plugins(self.contract.group)


def _is_same(holder: type | None, kind: type) -> bool:
    """Return whether a class is a new version of the registered one, from a cell or a reload."""
    if holder is None:
        return True
    return (holder.__module__, holder.__qualname__) == (kind.__module__, kind.__qualname__)


def _owner_name(holder: type | None) -> str:
    return PACKAGE if holder is None else f"{holder.__module__}.{holder.__qualname__}"


def _state_of(error: UnusablePluginError) -> PluginState:
    if isinstance(error, PluginConflictError):
        return PluginState.CONFLICT
    return PluginState.OFF if isinstance(error, PluginSwitchedOffError) else PluginState.BROKEN
