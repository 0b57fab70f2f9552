"""The registry of exporters, with those that come with the package."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

from tbh_model._arguments import check_arguments
from tbh_model._plugins import (
    BrokenPluginError,
    InvalidPluginError,
    PluginConflictError,
    PluginContract,
    PluginEntry,
    PluginErrors,
    PluginHealth,
    PluginRegistry,
    PluginState,
    PluginSwitchedOffError,
    UnknownPluginError,
    UnusablePluginError,
    built_in_entries,
    check_plugin,
    load_plugin_file,
)
from tbh_model.exporters._contract import Exporter, ExporterInfo

E = TypeVar("E", bound=Exporter)

ExporterEntry = PluginEntry
ExporterHealth = PluginHealth
ExporterState = PluginState

_DEFAULT_TARGETS: Final[Mapping[str, str]] = {
    "atom": "tbh_model.exporters.feeds._atom:Atom",
    "html": "tbh_model.exporters.html:HTML",
    "json-feed": "tbh_model.exporters.feeds._json_feed:JSONFeed",
    "newsletter": "tbh_model.exporters._newsletter:Newsletter",
    "opml": "tbh_model.exporters.feeds._opml:OPML",
    "rss": "tbh_model.exporters.feeds._rss:RSS",
    "sitemap": "tbh_model.exporters._sitemap:Sitemap",
}
_ON_REQUEST_TARGETS: Final[Mapping[str, str]] = {
    "headers": "tbh_model.exporters._http:Headers",
    "llms-txt": "tbh_model.exporters._llms_txt:LLMsTxt",
}
# The exporters that run where nobody says which.
BUILT_IN_NAMES: Final = tuple(_DEFAULT_TARGETS)
# The exporters that come with the package too, and run only where somebody names them.
#
# They make what some hosts need and others would show as a stray file, or what machines read.
NAMES_ON_REQUEST: Final = tuple(_ON_REQUEST_TARGETS)


class UnknownExporterError(UnknownPluginError):
    """No exporter has the name."""

    noun = "exporter"


class UnusableExporterError(UnusablePluginError):
    """Base class: an exporter cannot be used."""

    noun = "exporter"


class ExporterConflictError(PluginConflictError, UnusableExporterError):
    """Several packages have an exporter with the name."""


class BrokenExporterError(BrokenPluginError, UnusableExporterError):
    """A package brings an exporter that cannot be imported."""


class ExporterSwitchedOffError(PluginSwitchedOffError, UnusableExporterError):
    """An exporter is installed, and the environment keeps it out."""

    switch = "TBH_EXPORTERS"


class InvalidExporterError(InvalidPluginError, UnusableExporterError):
    """The value is not an exporter."""


EXPORTERS: Final = PluginContract(
    group="tbh_model.exporters",
    switch=ExporterSwitchedOffError.switch,
    built_in=built_in_entries({**_DEFAULT_TARGETS, **_ON_REQUEST_TARGETS}),
    info=ExporterInfo,
    info_advice="write `info: ClassVar = ExporterInfo(name=..., channel=..., summary=...)`",
    methods={"export": "write `def export(self, release: Release, /) -> Iterable[Artifact]`"},
    reserved={name: f"tbh.export takes `{name}` itself" for name in ("at", "images")},
    errors=PluginErrors(
        unknown=UnknownExporterError,
        conflict=ExporterConflictError,
        broken=BrokenExporterError,
        switched_off=ExporterSwitchedOffError,
        invalid=InvalidExporterError,
    ),
)


def check_exporter(kind: object) -> None:
    """Check that a class is an exporter.

    Raises:
        InvalidExporterError: If it is not.

    >>> exporters.check_exporter(tbh.RSS)
    """
    check_plugin(kind, EXPORTERS)


class ExporterRegistry(PluginRegistry[Exporter]):
    """Registry of exporters by name. It is thread-safe.

    A name means what was registered for it in this process, else the one exporter that has it.
    Where several packages bring one name, each is had by `name@distribution`. Which packages are
    installed is read once.
    """

    def __init__(self) -> None:
        super().__init__(EXPORTERS)

    def built_in(self) -> tuple[type[Exporter], ...]:
        """Return the exporters that run by default.

        They are the built-in ones, whatever else is installed, or what was registered in place of
        one.
        """
        return tuple(map(self.get_built_in, BUILT_IN_NAMES))


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


@check_arguments
def load_plugin(path: str | Path) -> tuple[type[Exporter], ...]:
    """Run a Python file, and register the exporters that it defines.

    A class is an exporter if it has an `info` and a method `export`. The file runs once for each
    content that it has; when it has changed, its classes take the place of the earlier ones.

    Args:
        path: A file whose name ends in `.py`.

    Returns:
        The classes, in the order in which they are defined.

    Raises:
        PluginError: If the file cannot be read or run, or defines no exporter.
        InvalidExporterError: If one of the classes is no exporter, or its name is taken.

    >>> kinds = exporters.load_plugin("examples/exporters/plain_titles.py")
    >>> [kind.info.name for kind in kinds]
    ['plain-titles']
    """
    return load_plugin_file(path, default_registry())
