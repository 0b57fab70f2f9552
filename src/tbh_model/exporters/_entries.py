"""What is known of exporters without importing them: names, packages, versions."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from tbh_model._final import final
from tbh_model._version import __version__
from tbh_model.exporters._contract import Exporter

if TYPE_CHECKING:
    from importlib.metadata import Distribution  # 40 ms, see `installed_entries`

GROUP: Final = "tbh_model.exporters"
"""The entry point group in which packages announce their exporters."""
GENERATION: Final = 1
"""The generation of the contract. The group of a later one has it in its name: `GROUP.v2`."""
SWITCH: Final = "TBH_EXPORTERS"
"""The environment variable that keeps installed exporters out: `off`, or the names to let in."""
PACKAGE: Final = "tbh-model"
"""The package that brings the built-in exporters."""


class Origin(StrEnum):
    """Where an exporter comes from."""

    BUILT_IN = "built-in"
    INSTALLED = "installed"
    REGISTERED = "registered"


@final
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
    generation: int = GENERATION
    """The generation of the contract that it is written for."""
    is_off: bool = False
    """Whether `TBH_EXPORTERS` keeps it out."""

    @property
    def address(self) -> str:
        """The name that means this exporter even where two packages bring the same name."""
        return f"{self.name}@{self.distribution}"

    @property
    def is_eligible(self) -> bool:
        """Whether it may be used, as far as can be told without importing it."""
        return not self.is_off and self.generation == GENERATION


def registered_entry(kind: type[Exporter]) -> ExporterEntry:
    """Describe an exporter that was registered in this process."""
    return ExporterEntry(
        name=kind.info.name,
        distribution=kind.__module__,
        version="-",
        target=f"{kind.__module__}:{kind.__qualname__}",
        origin=Origin.REGISTERED,
    )


def installed_entries() -> tuple[ExporterEntry, ...]:
    """Read from metadata which exporters installed packages bring."""
    from importlib.metadata import distributions  # 40 ms: only when other names are asked for

    # what is seen twice, such as an editable install beside its wheel, is one
    entries = {
        entry: None for package in distributions() for entry in _distribution_entries(package)
    }
    supported = {entry.address for entry in entries if entry.generation == GENERATION}
    return tuple(
        entry
        for entry in entries
        if entry.generation == GENERATION or entry.address not in supported
    )


def _distribution_entries(package: "Distribution") -> Iterator[ExporterEntry]:
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        if GROUP not in (package.read_text("entry_points.txt") or ""):
            return
        points, name, version = tuple(package.entry_points), package.name, package.version
        if distribution(name).version != version:
            return  # another version of it comes first on the path, and is what would be imported
    except (PackageNotFoundError, OSError, ValueError, TypeError, KeyError, AttributeError):
        return  # metadata that cannot be read must not keep others from being found
    for point in points:
        group = _GENERATIONS.fullmatch(point.group)
        if group is not None:
            yield ExporterEntry(
                name=point.name,
                distribution=name,
                version=version,
                target=point.value.partition("[")[0].strip(),
                origin=Origin.INSTALLED,
                generation=int(group[1] or 1),
            )


def apply_switch(entries: Iterable[ExporterEntry]) -> Iterator[ExporterEntry]:
    """Mark those installed exporters as off that the environment keeps out."""
    names = {word.strip() for word in os.environ.get(SWITCH, "").split(",")} - {""}
    for entry in entries:
        is_off = bool(names) and names.isdisjoint({entry.name, entry.address})
        yield evolve(entry, is_off=True) if is_off else entry


_GENERATIONS: Final = re.compile(rf"{re.escape(GROUP)}(?:\.v([1-9]\d{{0,3}}))?", re.ASCII)
_DEFAULT_TARGETS: Final[Mapping[str, str]] = {
    "atom": "tbh_model.exporters._atom:Atom",
    "html": "tbh_model.exporters.html:HTML",
    "json-feed": "tbh_model.exporters._json_feed:JSONFeed",
    "newsletter": "tbh_model.exporters._newsletter:Newsletter",
    "opml": "tbh_model.exporters._opml:OPML",
    "rss": "tbh_model.exporters._rss:RSS",
}
_ON_REQUEST_TARGETS: Final[Mapping[str, str]] = {
    "headers": "tbh_model.exporters._headers:Headers",
}
BUILT_IN: Final[Mapping[str, ExporterEntry]] = {
    name: ExporterEntry(
        name=name, distribution=PACKAGE, version=__version__, target=target, origin=Origin.BUILT_IN
    )
    for name, target in sorted({**_DEFAULT_TARGETS, **_ON_REQUEST_TARGETS}.items())
}
"""The exporters that come with the package, by name."""
BUILT_IN_NAMES: Final = tuple(_DEFAULT_TARGETS)
"""The exporters that run where nobody says which."""
NAMES_ON_REQUEST: Final = tuple(_ON_REQUEST_TARGETS)
"""The exporters that come with the package too, and run only where somebody names them.

They make what some hosts need, and others would show as a stray file.
"""
