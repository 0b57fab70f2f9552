"""Find, load and check exporters of installed packages."""

import inspect
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from enum import StrEnum
from importlib import import_module
from typing import Any, Final

import attrs
from attrs import evolve, frozen

from tbh_model._entry_points import (
    PACKAGE,
    first_cause,
    import_remedy,
    installed_entries,
    one_line_cause,
)
from tbh_model._errors import TBHError, advice, there_are
from tbh_model._final import final
from tbh_model._version import __version__
from tbh_model.exporters._contract import Exporter, ExporterInfo
from tbh_model.model import field_types, wrong_defaults

# The entry point group in which packages announce their exporters.
GROUP: Final = "tbh_model.exporters"
# The environment variable that keeps installed exporters out: `off`, or the names to let in.
SWITCH: Final = "TBH_EXPORTERS"


class Origin(StrEnum):
    """Source of an exporter."""

    BUILT_IN = "built-in"
    """A part of tbh-model."""
    INSTALLED = "installed"
    """An entry point of an installed package."""
    REGISTERED = "registered"
    """A class that this process registered."""


@final
@frozen(kw_only=True)
class ExporterEntry:
    """Metadata of an exporter, known without importing it."""

    name: str
    """The name of the exporter."""
    distribution: str
    """The package that brings it."""
    version: str
    """The version of the package."""
    target: str
    """The module and class, as `module:Class`."""
    origin: Origin
    """Where the exporter comes from."""
    is_off: bool = False
    """Whether `TBH_EXPORTERS` keeps it out."""

    @property
    def address(self) -> str:
        """The name that means this exporter even where two packages bring the same name."""
        return f"{self.name}@{self.distribution}"


def registered_entry(kind: type[Exporter]) -> ExporterEntry:
    """Describe an exporter that was registered in this process."""
    return ExporterEntry(
        name=kind.info.name,
        distribution=kind.__module__,
        version="-",
        target=f"{kind.__module__}:{kind.__qualname__}",
        origin=Origin.REGISTERED,
    )


def installed_exporters() -> tuple[ExporterEntry, ...]:
    """Read from metadata which exporters installed packages bring."""
    return tuple(
        ExporterEntry(
            name=entry.name,
            distribution=entry.distribution,
            version=entry.version,
            target=entry.target,
            origin=Origin.INSTALLED,
        )
        for entry in installed_entries(GROUP)
    )


def apply_switch(entries: Iterable[ExporterEntry]) -> Iterator[ExporterEntry]:
    """Mark the exporters that the environment variable disables."""
    names = {word.strip() for word in os.environ.get(SWITCH, "").split(",")} - {""}
    for entry in entries:
        is_off = bool(names) and names.isdisjoint({entry.name, entry.address})
        yield evolve(entry, is_off=True) if is_off else entry


_DEFAULT_TARGETS: Final[Mapping[str, str]] = {
    "atom": "tbh_model.exporters.feeds._atom:Atom",
    "html": "tbh_model.exporters.html:HTML",
    "json-feed": "tbh_model.exporters.feeds._json_feed:JSONFeed",
    "newsletter": "tbh_model.exporters._newsletter:Newsletter",
    "opml": "tbh_model.exporters.feeds._opml:OPML",
    "rss": "tbh_model.exporters.feeds._rss:RSS",
}
_ON_REQUEST_TARGETS: Final[Mapping[str, str]] = {
    "headers": "tbh_model.exporters._http:Headers",
}
# The exporters that come with the package, by name.
BUILT_IN: Final[Mapping[str, ExporterEntry]] = {
    name: ExporterEntry(
        name=name, distribution=PACKAGE, version=__version__, target=target, origin=Origin.BUILT_IN
    )
    for name, target in sorted({**_DEFAULT_TARGETS, **_ON_REQUEST_TARGETS}.items())
}
# The exporters that run where nobody says which.
BUILT_IN_NAMES: Final = tuple(_DEFAULT_TARGETS)
# The exporters that come with the package too, and run only where somebody names them.
#
# They make what some hosts need, and others would show as a stray file.
NAMES_ON_REQUEST: Final = tuple(_ON_REQUEST_TARGETS)


class UnknownExporterError(TBHError, LookupError):
    """No exporter has the name."""

    def __init__(self, name: str, choices: tuple[str, ...]) -> None:
        super().__init__(name, choices)
        self.name, self.choices = name, choices

    def __str__(self) -> str:
        """Name the unknown value, the nearest known one, and all known ones."""
        otherwise = there_are(self.choices)
        return f"no exporter named {self.name!r}{advice(self.name, self.choices, otherwise)}"


class UnusableExporterError(TBHError):
    """Base class: an exporter cannot be used."""

    problem: str
    """The problem."""
    remedy: str
    """The remedy."""

    def __str__(self) -> str:
        """Describe the problem and a remedy."""
        return f"{self.problem}; {self.remedy}"


class ExporterConflictError(UnusableExporterError, LookupError):
    """Several packages have an exporter with the name."""

    def __init__(self, name: str, entries: tuple[ExporterEntry, ...]) -> None:
        super().__init__(name, entries)
        self.name, self.entries = name, entries
        packages = " and ".join(f"{entry.distribution} {entry.version}" for entry in entries)
        both = "both" if len(entries) == 2 else "all"  # noqa: PLR2004 - as people say it
        self.problem = f"{packages} {both} bring an exporter named {name!r}"
        addresses = tuple(dict.fromkeys(entry.address for entry in entries))
        self.remedy = f"write {' or '.join(addresses)}"
        if len(addresses) == 1:
            self.problem = f"{packages.partition(' and ')[0]} brings several named {name!r}"
            self.remedy = f"update or remove {entries[0].distribution}"


class BrokenExporterError(UnusableExporterError):
    """A package brings an exporter that cannot be imported."""

    def __init__(self, entry: ExporterEntry, cause: str, remedy: str | None = None) -> None:
        super().__init__(entry, cause, remedy)
        self.entry, self.cause = entry, cause
        self.problem = f"{_describe_entry(entry)} cannot be used: {entry.target}: {cause}"
        self.remedy = remedy or f"update or remove {entry.distribution}"


class ExporterSwitchedOffError(UnusableExporterError, LookupError):
    """An exporter is installed, and the environment keeps it out."""

    def __init__(self, entry: ExporterEntry) -> None:
        super().__init__(entry)
        self.entry = entry
        self.problem = (
            f"{_describe_entry(entry)} is switched off by the environment variable {SWITCH}"
        )
        self.remedy = f"add {entry.address} to it, or unset it"


class InvalidExporterError(UnusableExporterError, TypeError):
    """The value is not an exporter."""

    def __init__(
        self, what: str, reason: str, advice: str, entry: ExporterEntry | None = None
    ) -> None:
        super().__init__(what, reason, advice, entry)
        self.what, self.reason, self.advice, self.entry = what, reason, advice, entry
        self.problem = f"{what} is not an exporter: {reason}"
        self.remedy = advice
        if entry is not None:
            self.problem = f"{_describe_entry(entry)} cannot be used: {self.problem}"
            self.remedy = f"update or remove {entry.distribution} (for its authors: {advice})"


def _describe_entry(entry: ExporterEntry) -> str:
    return f"exporter {entry.name!r} of {entry.distribution} {entry.version}"


def load_exporter(entry: ExporterEntry) -> type[Exporter]:
    """Return the class of an entry; any failure of its package becomes a `BrokenExporterError`.

    Raises:
        BrokenExporterError: If it cannot be imported.
        InvalidExporterError: If it is no exporter, or has another name than its entry.
    """
    outer_error = sys.exception()
    try:
        kind = _import_target(entry.target)
        if entry.origin is not Origin.BUILT_IN:  # ours are looked at by our tests
            check_exporter(kind)
    except InvalidExporterError as error:
        raise InvalidExporterError(entry.target, error.reason, error.advice, entry) from error
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # some packages panic in ways of their own
        cause = first_cause(error, outer_error)
        remedy = import_remedy(entry.distribution, entry.target, cause)
        raise BrokenExporterError(entry, one_line_cause(cause), remedy) from error
    name = kind.info.name
    if name != entry.name:
        message = f"its `info.name` is {name!r} and its entry point is named {entry.name!r}"
        advice = f'write `{name} = "{entry.target}"` under [project.entry-points."{GROUP}"]'
        raise InvalidExporterError(entry.target, message, advice, entry)
    return kind


def _import_target(target: str) -> type[Exporter]:
    module, _, name = target.partition(":")
    target_object: object = import_module(module)
    for part in name.split(".") if name else ():
        target_object = getattr(target_object, part)
    return target_object  # type: ignore[return-value]  # a plugin may name anything: it is checked next


def check_exporter(kind: object) -> None:
    """Check that a class is an exporter.

    Raises:
        InvalidExporterError: If it is not.

    >>> exporters.check_exporter(tbh.RSS)
    """
    name = getattr(kind, "__name__", repr(kind))
    if inspect.ismodule(kind):
        advice = f"name the class in it, as in `{name}:MyExporter`"
        raise InvalidExporterError(name, "it is a module", advice)
    if not isinstance(kind, type):
        raise InvalidExporterError(name, "it is not a class", "give the class itself")
    for check in (
        _check_frozen,
        _check_info,
        _check_export,
        _check_options,
    ):  # each relies on those before it
        for problem, advice in check(kind):
            raise InvalidExporterError(name, problem, advice)


# Problems with their remedies.
_Findings = Iterator[tuple[str, str]]


def _check_frozen(kind: type) -> _Findings:
    # an undecorated subclass would inherit its options and lose its own
    if "__attrs_props__" not in vars(kind):
        problem = "it is a dataclass" if is_dataclass(kind) else "it is no attrs class"
        replaced_decorator = (
            " in place of @dataclass" if "__dataclass_fields__" in vars(kind) else ""
        )
        yield problem, f"put @attrs.frozen(kw_only=True) above the class{replaced_decorator}"
        return
    if not attrs.inspect(kind).is_frozen:
        yield "its options are not frozen", "put @attrs.frozen(kw_only=True) above the class"
        return
    for field in attrs.fields(kind):
        if field.name == "info":
            yield "its `info` is an option", _INFO
        elif field.init and not field.kw_only:
            problem = f"its option `{field.name}` may be given by position"
            yield problem, "put @attrs.frozen(kw_only=True) above the class"
        elif field.init and field.alias != field.name:
            problem = f"its option `{field.name}` has another name outside, `{field.alias}`"
            yield problem, f"write `{field.alias}: ...`, without an underscore or an alias"
        elif field.name in {"at", "images"}:
            advice = f"choose another name: tbh.export takes `{field.name}` itself"
            yield f"its option is named `{field.name}`", advice


def _check_info(kind: type) -> _Findings:
    info = getattr(kind, "info", None)
    if isinstance(info, type):
        yield f"its `info` is the class {info.__name__}", _INFO
    elif not isinstance(info, ExporterInfo):
        yield ("it has no `info`" if info is None else f"its `info` is {info!r}"), _INFO


def _check_export(kind: type) -> _Findings:
    export = getattr(kind, "export", None)
    if export is None:
        yield "it has no method `export`", _EXPORT
    elif not callable(export):
        yield f"its `export` is {export!r}", _EXPORT
    elif inspect.iscoroutinefunction(export) or inspect.isasyncgenfunction(export):
        yield "its `export` is asynchronous", _EXPORT
    elif not _accepts_release(export):
        yield f"its `export` takes {inspect.signature(export)}", _EXPORT


def _accepts_release(export: Callable[..., object]) -> bool:
    try:
        inspect.signature(export).bind("self", "release")
    except TypeError:
        return False
    return True


def _check_options(kind: type) -> _Findings:
    from tbh_model.content import has_schema  # 5 ms, only for exporters that are not ours

    try:
        options = field_types(kind)
    except NameError as error:
        advice = "import what the types of its options name, outside `if TYPE_CHECKING`"
        yield f"the type of an option cannot be found: {error}", advice
        return
    for name, hint in options.items():
        if not has_schema(hint):
            yield f"its option `{name}` has the type {_type_name(hint)}", _TYPES
    for name, problem, allowed in wrong_defaults(kind):
        yield f"the default of its option `{name}` is {problem}", f"write {allowed}"


def _type_name(hint: Any) -> str:
    return hint.__name__ if isinstance(hint, type) else str(hint).replace("typing.", "")


_INFO: Final = "write `info: ClassVar = ExporterInfo(name=..., channel=..., summary=...)`"
_EXPORT: Final = "write `def export(self, release: Release, /) -> Iterable[Artifact]`"
_TYPES: Final = (
    "write bool, int, float, str, Path, date, datetime, RichText, an Enum, a Literal of words, a "
    "frozen attrs class, a str or an int with a Constraint in Annotated, a union of the first "
    "seven, a tuple[..., ...], frozenset, list or dict[str, ...] of one of these, or one of these "
    "`| None`"
)
