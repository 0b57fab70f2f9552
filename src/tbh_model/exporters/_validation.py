"""What a class must be like to be an exporter; each answer says what to write."""

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import attrs

from tbh_model.exporters._contract import ExporterInfo
from tbh_model.exporters._exporter_errors import InvalidExporterError
from tbh_model.model import Channel, field_types, former_names


def check_exporter(kind: object) -> None:
    """Raise `InvalidExporterError` for a class that is no exporter."""
    what = getattr(kind, "__name__", repr(kind))
    if inspect.ismodule(kind):
        advice = f"name the class in it, as in `{what}:MyExporter`"
        raise InvalidExporterError(what, "it is a module", advice)
    if not isinstance(kind, type):
        raise InvalidExporterError(what, "it is not a class", "give the class itself")
    for check in (_frozen, _info, _export, _options):  # each relies on those before it
        for found, advice in check(kind):
            raise InvalidExporterError(what, found, advice)


_Findings = Iterator[tuple[str, str]]
"""What is wrong, and what to write."""


def _frozen(kind: type) -> _Findings:
    # an undecorated subclass would inherit its options and lose its own
    if "__attrs_props__" not in vars(kind) or not attrs.inspect(kind).is_frozen:
        yield "its options are not frozen", "put @attrs.frozen(kw_only=True) above the class"
        return
    for field in attrs.fields(kind):
        if field.name == "info":
            yield "its `info` is an option", _INFO
        elif field.init and not field.kw_only:
            found = f"its option `{field.name}` may be given by position"
            yield found, "put @attrs.frozen(kw_only=True) above the class"
        elif field.init and field.alias != field.name:
            found = f"its option `{field.name}` has another name outside, `{field.alias}`"
            yield found, f"write `{field.alias}: ...`, without an underscore or an alias"
        elif field.name == "at":
            yield "its option is named `at`", "choose another name: tbh.export takes `at` itself"


def _info(kind: type) -> _Findings:
    info: Any = getattr(kind, "info", None)  # its class does not check what it is made of
    if not isinstance(info, ExporterInfo):
        yield "it has no `info`", _INFO
        return
    name, channel, summary = (getattr(info, each) for each in ("name", "channel", "summary"))
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        yield (
            f"its name is {name!r}",
            "use small letters, digits and single hyphens, a letter first",
        )
    elif not isinstance(channel, Channel):
        channels = ", ".join(f"Channel.{each.name}" for each in Channel)
        yield f"its channel is {channel!r}", f"write one of {channels}"
    elif not isinstance(summary, str) or not summary.strip() or "\n" in summary:
        yield f"its summary is {summary!r}", "say on one line what it makes"


def _export(kind: type) -> _Findings:
    export = getattr(kind, "export", None)
    if export is None:
        yield "it has no method `export`", _EXPORT
    elif not callable(export):
        yield f"its `export` is {export!r}", _EXPORT
    elif inspect.iscoroutinefunction(export) or inspect.isasyncgenfunction(export):
        yield "its `export` is asynchronous", _EXPORT
    elif not _takes_a_release(export):
        yield f"its `export` takes {inspect.signature(export)}", _EXPORT


def _takes_a_release(export: Callable[..., object]) -> bool:
    try:
        inspect.signature(export).bind("self", "release")
    except TypeError:
        return False
    return True


def _options(kind: type) -> _Findings:
    from tbh_model.documents import has_schema  # 5 ms, only for exporters that are not ours

    try:
        options = field_types(kind)
    except NameError as error:
        advice = "import what the types of its options name, outside `if TYPE_CHECKING`"
        yield f"the type of an option cannot be found: {error}", advice
        return
    for name, hint in options.items():
        if not has_schema(hint):
            yield f"its option `{name}` has the type {_written(hint)}", _TYPES
    for old, new in former_names(kind).items():
        if old in options:
            found = f"its option `{new}` was renamed from `{old}`, which is an option too"
            yield found, f"take away `RenamedFrom({old!r})`, or the option `{old}`"


def _written(hint: Any) -> str:
    return hint.__name__ if isinstance(hint, type) else str(hint).replace("typing.", "")


_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_INFO: Final = "write `info: ClassVar = ExporterInfo(name=..., channel=..., summary=...)`"
_EXPORT: Final = "write `def export(self, release: Release, /) -> Iterable[Artifact]`"
_TYPES: Final = (
    "write bool, int, str, date, datetime, RichText, an Enum, a Literal of words, a frozen attrs "
    "class, one of these with a Constraint in Annotated, a tuple[..., ...] or a frozenset of one "
    "of these, or one of these `| None`"
)
