"""What a class must be like to be an exporter; each answer says what to write."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from typing import Any, Final

import attrs

from tbh_model.exporters._contract import ExporterInfo
from tbh_model.exporters._exporter_errors import InvalidExporterError
from tbh_model.model import field_types, former_names, wrong_defaults


def check_exporter(kind: object) -> None:
    """Raise `InvalidExporterError` for a class that is no exporter."""
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


_Findings = Iterator[tuple[str, str]]
"""What is wrong, and what to write."""


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
        elif field.name == "at":
            yield "its option is named `at`", "choose another name: tbh.export takes `at` itself"


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
    from tbh_model.documents import has_schema  # 5 ms, only for exporters that are not ours

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
    for old, new in former_names(kind).items():
        if old in options:
            problem = f"its option `{new}` was renamed from `{old}`, which is an option too"
            yield problem, f"take away `RenamedFrom({old!r})`, or the option `{old}`"


def _type_name(hint: Any) -> str:
    return hint.__name__ if isinstance(hint, type) else str(hint).replace("typing.", "")


_INFO: Final = "write `info: ClassVar = ExporterInfo(name=..., channel=..., summary=...)`"
_EXPORT: Final = "write `def export(self, release: Release, /) -> Iterable[Artifact]`"
_TYPES: Final = (
    "write bool, int, str, date, datetime, RichText, an Enum, a Literal of words, a frozen attrs "
    "class, one of these with a Constraint in Annotated, a tuple[..., ...] or a frozenset of one "
    "of these, or one of these `| None`"
)
