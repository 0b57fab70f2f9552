"""Exporters by name: found in metadata, imported when asked for."""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from importlib import import_module
from threading import Lock
from typing import Final, TypeVar

import attrs
from attrs import frozen

from tbh_model._errors import TBHError
from tbh_model._suggest import closest
from tbh_model._version import __version__
from tbh_model.exporters._contract import Exporter, ExporterInfo

GROUP: Final = "tbh_model.exporters"
"""The entry point group in which packages announce their exporters."""

E = TypeVar("E", bound=Exporter)


class Origin(StrEnum):
    """Where an exporter comes from."""

    BUILT_IN = "built-in"
    INSTALLED = "installed"
    REGISTERED = "registered"


@frozen(kw_only=True)
class ExporterEntry:
    """What is known of an exporter without importing it."""

    name: str
    distribution: str
    """The package that brings it."""
    version: str
    target: str
    """Module and class, as `module:Class`."""
    origin: Origin

    @property
    def address(self) -> str:
        """The name that means this exporter even where two packages bring the same name."""
        return f"{self.name}@{self.distribution}"


class UnknownExporterError(TBHError, LookupError):
    """No exporter has the name that was asked for."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name, known)
        self.name, self.known = name, known

    def __str__(self) -> str:
        """Name what was asked for, the nearest that there is, and all that there are."""
        near = closest(self.name, self.known)
        advice = f"did you mean {near!r}?" if near else f"there are {', '.join(self.known)}"
        return f"no exporter named {self.name!r}; {advice}"


class ExporterConflictError(TBHError, LookupError):
    """Two packages bring an exporter of one name."""

    def __init__(self, name: str, entries: tuple[ExporterEntry, ...]) -> None:
        super().__init__(name, entries)
        self.name, self.entries = name, entries

    def __str__(self) -> str:
        """Name the packages, and what to write instead."""
        packages = " and ".join(f"{each.distribution} {each.version}" for each in self.entries)
        addresses = " or ".join(each.address for each in self.entries)
        return f"{packages} both bring an exporter named {self.name!r}; write {addresses}"


class BrokenExporterError(TBHError):
    """A package brings an exporter that cannot be imported."""

    def __init__(self, entry: ExporterEntry, cause: str) -> None:
        super().__init__(entry, cause)
        self.entry, self.cause = entry, cause

    def __str__(self) -> str:
        """Name the package, what failed, and the remedy."""
        entry = self.entry
        return (
            f"exporter {entry.name!r} of {entry.distribution} {entry.version} cannot be used: "
            f"{entry.target}: {self.cause}; update or remove {entry.distribution}"
        )


class InvalidExporterError(TBHError, TypeError):
    """Something was given as an exporter that is none."""

    def __init__(self, what: str, found: str, remedy: str) -> None:
        super().__init__(what, found, remedy)
        self.what, self.found, self.remedy = what, found, remedy

    def __str__(self) -> str:
        """Say what is wrong, and what to write."""
        return f"{self.what} is not an exporter: {self.found}; {self.remedy}"


class ExporterRegistry:
    """Exporters by name. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._registered: Mapping[str, type[Exporter]] = {}

    def entries(self) -> tuple[ExporterEntry, ...]:
        """List every exporter, by name, from metadata alone: nothing is imported."""
        registered = (_registered_entry(kind) for kind in self._registered.values())
        every = [*registered, *_built_in_entries(), *_installed_entries()]
        return tuple(sorted(every, key=lambda entry: (entry.name, entry.distribution)))

    def get(self, name: str, /) -> type[Exporter]:
        """Give the class of an exporter, by its name or as `name@distribution`.

        Raises:
            UnknownExporterError: If there is none of that name.
            ExporterConflictError: If two packages bring one of that name.
            BrokenExporterError: If it cannot be imported.
            InvalidExporterError: If what its package names is no exporter.
        """
        if name in self._registered:
            return self._registered[name]
        if name in _BUILT_IN:
            return _imported(_BUILT_IN[name])
        found = tuple(entry for entry in self.entries() if name in {entry.name, entry.address})
        match found:
            case ():
                known = tuple(dict.fromkeys(entry.name for entry in self.entries()))
                raise UnknownExporterError(name, known)
            case (entry,):
                return self._load(entry)
            case _:
                raise ExporterConflictError(name, found)

    def register(self, kind: type[E], /, *, replace: bool = False) -> type[E]:
        """Make an exporter class known by its name, in this process. Works as a decorator.

        Raises:
            InvalidExporterError: If the class is no exporter, or its name is taken.
        """
        check_exporter(kind)
        name = kind.info.name
        with self._lock:
            taken = self._registered.get(name)
            if not replace and (name in _BUILT_IN or taken not in {None, kind}):
                found = f"the name {name!r} is taken"
                remedy = "choose another name, or register it with replace=True"
                raise InvalidExporterError(kind.__name__, found, remedy)
            self._registered = {**self._registered, name: kind}
        return kind

    def _load(self, entry: ExporterEntry) -> type[Exporter]:
        if entry.origin is Origin.REGISTERED:
            return self._registered[entry.name]
        try:
            kind: type[Exporter] = _imported(entry.target)
        except (Exception, SystemExit) as error:
            cause = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            raise BrokenExporterError(entry, cause.splitlines()[0]) from error
        check_exporter(kind)
        return kind


def check_exporter(kind: object) -> None:
    """Raise `InvalidExporterError` for a class that is no exporter."""
    what = getattr(kind, "__name__", repr(kind))
    if not isinstance(kind, type):
        raise InvalidExporterError(what, "it is not a class", "give the class itself")
    if not attrs.has(kind) or kind.__setattr__ is object.__setattr__:
        raise InvalidExporterError(
            what, "its options are not frozen", "put @attrs.frozen(kw_only=True) above the class"
        )
    info = getattr(kind, "info", None)
    if not isinstance(info, ExporterInfo):
        remedy = "write `info: ClassVar = ExporterInfo(name=..., channel=..., summary=...)`"
        raise InvalidExporterError(what, "it has no `info`", remedy)
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", info.name):
        remedy = "use small letters, digits and single hyphens"
        raise InvalidExporterError(what, f"its name is {info.name!r}", remedy)
    if not callable(getattr(kind, "export", None)):
        remedy = "write `def export(self, release: Release, /) -> Iterable[Artifact]`"
        raise InvalidExporterError(what, "it has no method `export`", remedy)


@cache
def default_registry() -> ExporterRegistry:
    """Give the registry that the library uses where none is named."""
    return ExporterRegistry()


def register(kind: type[E], /, *, replace: bool = False) -> type[E]:
    """Make an exporter class known by its name, in this process. Works as a decorator.

    Raises:
        InvalidExporterError: If the class is no exporter, or its name is taken.
    """
    return default_registry().register(kind, replace=replace)


def _imported(target: str) -> type[Exporter]:
    module, _, name = target.partition(":")
    found: object = import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return found  # type: ignore[return-value]  # a plugin may name anything: it is checked next


def _registered_entry(kind: type[Exporter]) -> ExporterEntry:
    return ExporterEntry(
        name=kind.info.name,
        distribution=kind.__module__,
        version="-",
        target=f"{kind.__module__}:{kind.__qualname__}",
        origin=Origin.REGISTERED,
    )


def _built_in_entries() -> Iterator[ExporterEntry]:
    for name, target in _BUILT_IN.items():
        yield ExporterEntry(
            name=name,
            distribution="tbh-model",
            version=__version__,
            target=target,
            origin=Origin.BUILT_IN,
        )


@cache
def _installed_entries() -> Iterable[ExporterEntry]:
    from importlib.metadata import entry_points  # 40 ms: only when other names are asked for

    found = {
        ExporterEntry(
            name=point.name,
            distribution=point.dist.name if point.dist else "an unknown package",
            version=point.dist.version if point.dist else "-",
            target=point.value,
            origin=Origin.INSTALLED,
        )
        for point in entry_points(group=GROUP)
    }
    return tuple(sorted(found, key=lambda entry: entry.address))


_BY_DEFAULT: Final[Mapping[str, str]] = {
    "atom": "tbh_model.exporters._atom:Atom",
    "html": "tbh_model.exporters.html:HTML",
    "json-feed": "tbh_model.exporters._json_feed:JSONFeed",
    "newsletter": "tbh_model.exporters._newsletter:Newsletter",
    "opml": "tbh_model.exporters._opml:OPML",
    "rss": "tbh_model.exporters._rss:RSS",
}
_WHEN_NAMED: Final[Mapping[str, str]] = {
    "headers": "tbh_model.exporters._headers:Headers",
}
_BUILT_IN: Final[Mapping[str, str]] = {**_BY_DEFAULT, **_WHEN_NAMED}
BUILT_IN_NAMES: Final = tuple(_BY_DEFAULT)
"""The exporters that run where nobody says which."""
NAMES_ON_REQUEST: Final = tuple(_WHEN_NAMED)
"""The exporters that come with the package too, and run only where somebody names them.

They make what some hosts need, and others would show as a stray file.
"""
