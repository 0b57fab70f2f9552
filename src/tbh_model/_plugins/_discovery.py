"""Find, load and check plugins of installed packages."""

import inspect
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from enum import StrEnum
from importlib import import_module
from typing import Annotated, Any, ClassVar, Final

import attrs

from tbh_model._attrs import evolve, frozen
from tbh_model._entry_points import (
    PACKAGE,
    first_cause,
    import_remedy,
    installed_entries,
    one_line_cause,
)
from tbh_model._errors import TBHError, advice, there_are, with_article
from tbh_model._final import final
from tbh_model._version import __version__
from tbh_model.model import Constraint, field_types, wrong_defaults

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
PluginName = Annotated[
    str,
    Constraint(
        "plugin-name",
        "small letters, digits and single hyphens, a letter first, such as plain-text",
        lambda name: _NAME.fullmatch(name) is not None,
    ),
]


class Origin(StrEnum):
    """Source of a plugin."""

    BUILT_IN = "built-in"
    """A part of tbh-model."""
    INSTALLED = "installed"
    """An entry point of an installed package."""
    REGISTERED = "registered"
    """A class that this process registered."""


@final
@frozen(kw_only=True)
class PluginEntry:
    """Metadata of an exporter or importer, known without importing it."""

    name: str
    """The name."""
    distribution: str
    """The package that brings it."""
    version: str
    """The version of the package."""
    target: str
    """The module and class, as `module:Class`."""
    origin: Origin
    """Where it comes from."""
    is_off: bool = False
    """Whether an environment variable, such as `TBH_EXPORTERS`, keeps it out."""

    @property
    def address(self) -> str:
        """The name that means this one even where two packages bring the same name."""
        return f"{self.name}@{self.distribution}"


class UnknownPluginError(TBHError, LookupError):
    """No plugin has the name."""

    noun: ClassVar[str]

    def __init__(self, name: str, choices: tuple[str, ...]) -> None:
        super().__init__(name, choices)
        self.name, self.choices = name, choices

    def __str__(self) -> str:
        """Name the unknown value, the nearest known one, and all known ones."""
        otherwise = there_are(self.choices)
        return f"no {self.noun} named {self.name!r}{advice(self.name, self.choices, otherwise)}"


class UnusablePluginError(TBHError):
    """Base class: a plugin cannot be used."""

    noun: ClassVar[str]
    problem: str
    """The problem."""
    remedy: str
    """The remedy."""

    def __str__(self) -> str:
        """Describe the problem and a remedy."""
        return f"{self.problem}; {self.remedy}"

    def _describe(self, entry: PluginEntry) -> str:
        return f"{self.noun} {entry.name!r} of {entry.distribution} {entry.version}"


class PluginConflictError(UnusablePluginError, LookupError):
    """Several packages have a plugin with the name."""

    def __init__(self, name: str, entries: tuple[PluginEntry, ...]) -> None:
        super().__init__(name, entries)
        self.name, self.entries = name, entries
        packages = " and ".join(f"{entry.distribution} {entry.version}" for entry in entries)
        both = "both" if len(entries) == 2 else "all"  # noqa: PLR2004 - as people say it
        self.problem = f"{packages} {both} bring {with_article(self.noun)} named {name!r}"
        addresses = tuple(dict.fromkeys(entry.address for entry in entries))
        self.remedy = f"write {' or '.join(addresses)}"
        if len(addresses) == 1:
            self.problem = f"{packages.partition(' and ')[0]} brings several named {name!r}"
            self.remedy = f"update or remove {entries[0].distribution}"


class BrokenPluginError(UnusablePluginError):
    """A package brings a plugin that cannot be imported."""

    def __init__(self, entry: PluginEntry, cause: str, remedy: str | None = None) -> None:
        super().__init__(entry, cause, remedy)
        self.entry, self.cause = entry, cause
        self.problem = f"{self._describe(entry)} cannot be used: {entry.target}: {cause}"
        self.remedy = remedy or f"update or remove {entry.distribution}"


class PluginSwitchedOffError(UnusablePluginError, LookupError):
    """A plugin is installed, and the environment keeps it out."""

    switch: ClassVar[str]

    def __init__(self, entry: PluginEntry) -> None:
        super().__init__(entry)
        self.entry = entry
        self.problem = (
            f"{self._describe(entry)} is switched off by the environment variable {self.switch}"
        )
        self.remedy = f"add {entry.address} to it, or unset it"


class InvalidPluginError(UnusablePluginError, TypeError):
    """The value is not a plugin of the kind."""

    def __init__(
        self, what: str, reason: str, advice: str, entry: PluginEntry | None = None
    ) -> None:
        super().__init__(what, reason, advice, entry)
        self.what, self.reason, self.advice, self.entry = what, reason, advice, entry
        self.problem = f"{what} is not {with_article(self.noun)}: {reason}"
        self.remedy = advice
        if entry is not None:
            self.problem = f"{self._describe(entry)} cannot be used: {self.problem}"
            self.remedy = f"update or remove {entry.distribution} (for its authors: {advice})"


@frozen(kw_only=True)
class PluginErrors:
    """The classes of errors for one kind of plugin."""

    unknown: type[UnknownPluginError]
    conflict: type[PluginConflictError]
    broken: type[BrokenPluginError]
    switched_off: type[PluginSwitchedOffError]
    invalid: type[InvalidPluginError]


@frozen(kw_only=True)
class PluginContract:
    """What makes a class a plugin of one kind, and where such plugins are announced."""

    group: str
    """The entry point group."""
    switch: str
    """The environment variable that keeps installed ones out: `off`, or the names to let in."""
    built_in: Mapping[str, PluginEntry]
    """Those that come with tbh-model, by name."""
    info: type
    """The class of `info`."""
    info_advice: str
    """How `info` is written."""
    methods: Mapping[str, str]
    """The methods, which have one argument, each with how it is written."""
    reserved: Mapping[str, str]
    """Names that no option can have, each with who takes it."""
    errors: PluginErrors

    @property
    def noun(self) -> str:
        """The word for such a plugin, such as `exporter`."""
        return self.errors.invalid.noun


def built_in_entries(targets: Mapping[str, str]) -> Mapping[str, PluginEntry]:
    """Return the entries of plugins that come with tbh-model, from their targets by name."""
    return {
        name: PluginEntry(
            name=name,
            distribution=PACKAGE,
            version=__version__,
            target=target,
            origin=Origin.BUILT_IN,
        )
        for name, target in sorted(targets.items())
    }


def registered_entry(name: str, kind: type) -> PluginEntry:
    """Describe a plugin that was registered in this process."""
    return PluginEntry(
        name=name,
        distribution=kind.__module__,
        version="-",
        target=f"{kind.__module__}:{kind.__qualname__}",
        origin=Origin.REGISTERED,
    )


def installed_plugins(group: str) -> tuple[PluginEntry, ...]:
    """Read from metadata which plugins of a group installed packages bring."""
    return tuple(
        PluginEntry(
            name=entry.name,
            distribution=entry.distribution,
            version=entry.version,
            target=entry.target,
            origin=Origin.INSTALLED,
        )
        for entry in installed_entries(group)
    )


def apply_switch(entries: Iterable[PluginEntry], switch: str) -> Iterator[PluginEntry]:
    """Mark the plugins that the environment variable disables."""
    names = {word.strip() for word in os.environ.get(switch, "").split(",")} - {""}
    for entry in entries:
        is_off = bool(names) and names.isdisjoint({entry.name, entry.address})
        yield evolve(entry, is_off=True) if is_off else entry


def plugin_name(kind: Any) -> str:
    """Return the name of a class that passed the checks."""
    name: str = kind.info.name
    return name


def load_plugin(entry: PluginEntry, contract: PluginContract) -> type[Any]:
    """Return the class of an entry; any failure of its package becomes one error.

    Raises:
        BrokenPluginError: If it cannot be imported.
        InvalidPluginError: If it is no such plugin, or has another name than its entry.
    """
    outer_error, errors = sys.exception(), contract.errors
    try:
        kind = _import_target(entry.target)
        if entry.origin is not Origin.BUILT_IN:  # ours are looked at by our tests
            check_plugin(kind, contract)
    except InvalidPluginError as error:
        raise errors.invalid(entry.target, error.reason, error.advice, entry) from error
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # some packages panic in ways of their own
        cause = first_cause(error, outer_error)
        remedy = import_remedy(entry.distribution, entry.target, cause)
        raise errors.broken(entry, one_line_cause(cause), remedy) from error
    name = plugin_name(kind)
    if name != entry.name:
        message = f"its `info.name` is {name!r} and its entry point is named {entry.name!r}"
        group = f'[project.entry-points."{contract.group}"]'
        advice = f'write `{name} = "{entry.target}"` under {group}'
        raise errors.invalid(entry.target, message, advice, entry)
    return kind


def _import_target(target: str) -> type:
    module, _, name = target.partition(":")
    target_object: object = import_module(module)
    for part in name.split(".") if name else ():
        target_object = getattr(target_object, part)
    return target_object  # type: ignore[return-value]  # a plugin may name anything: it is checked next


def check_plugin(kind: object, contract: PluginContract) -> None:
    """Check that a class is a plugin of a kind.

    Raises:
        InvalidPluginError: If it is not.
    """
    name, invalid = getattr(kind, "__name__", repr(kind)), contract.errors.invalid
    if inspect.ismodule(kind):
        advice = f"name the class in it, as in `{name}:My{contract.noun.capitalize()}`"
        raise invalid(name, "it is a module", advice)
    if not isinstance(kind, type):
        raise invalid(name, "it is not a class", "give the class itself")
    for check in (
        _check_frozen,
        _check_info,
        _check_methods,
        _check_options,
    ):  # each relies on those before it
        for problem, advice in check(kind, contract):
            raise invalid(name, problem, advice)


# Problems with their remedies.
_Findings = Iterator[tuple[str, str]]


def _check_frozen(kind: type, contract: PluginContract) -> _Findings:
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
            yield "its `info` is an option", contract.info_advice
        elif field.init and not field.kw_only:
            problem = f"its option `{field.name}` may be given by position"
            yield problem, "put @attrs.frozen(kw_only=True) above the class"
        elif field.init and field.alias != field.name:
            problem = f"its option `{field.name}` has another name outside, `{field.alias}`"
            yield problem, f"write `{field.alias}: ...`, without an underscore or an alias"
        elif field.name in contract.reserved:
            advice = f"choose another name: {contract.reserved[field.name]}"
            yield f"its option is named `{field.name}`", advice


def _check_info(kind: type, contract: PluginContract) -> _Findings:
    info = getattr(kind, "info", None)
    if isinstance(info, type):
        yield f"its `info` is the class {info.__name__}", contract.info_advice
    elif not isinstance(info, contract.info):
        found = "it has no `info`" if info is None else f"its `info` is {info!r}"
        yield found, contract.info_advice


def _check_methods(kind: type, contract: PluginContract) -> _Findings:
    for name, remedy in contract.methods.items():
        method = getattr(kind, name, None)
        if method is None:
            yield f"it has no method `{name}`", remedy
        elif not callable(method):
            yield f"its `{name}` is {method!r}", remedy
        elif inspect.iscoroutinefunction(method) or inspect.isasyncgenfunction(method):
            yield f"its `{name}` is asynchronous", remedy
        elif not _takes_one_argument(method):
            yield f"its `{name}` takes {inspect.signature(method)}", remedy


def _takes_one_argument(method: Callable[..., object]) -> bool:
    try:
        inspect.signature(method).bind("self", "argument")
    except TypeError:
        return False
    return True


def _check_options(kind: type, _: PluginContract) -> _Findings:
    from tbh_model.content import has_schema  # 5 ms, only for plugins that are not ours

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


_TYPES: Final = (
    "write bool, int, float, str, Path, date, datetime, RichText, an Enum, a Literal of words, a "
    "frozen attrs class, a str or an int with a Constraint in Annotated, a union of the first "
    "seven, a tuple[..., ...], frozenset, list or dict[str, ...] of one of these, or one of these "
    "`| None`"
)
