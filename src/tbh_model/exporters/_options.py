"""Options: the fields of an exporter, from Python or from a document."""

import builtins
import json
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import partial
from pathlib import Path, PurePath
from types import NoneType
from typing import TYPE_CHECKING, Any, Final, get_args, get_origin

import attrs
from attrs import AttrsInstance, frozen

from tbh_model._errors import TBHError, advice, there_are
from tbh_model._final import final
from tbh_model.exporters._contract import Exporter
from tbh_model.exporters._discovery import check_exporter
from tbh_model.model import Extra, field_types, validate
from tbh_model.text import RichText, write_markdown

if TYPE_CHECKING:
    from tbh_model.content import AnyNode


class OptionError(TBHError, ValueError):
    """An exporter was given an option that it does not have, or a value that it cannot take."""

    def __init__(self, exporter: str, message: str) -> None:
        super().__init__(exporter, message)
        self.exporter, self.message = exporter, message

    def __str__(self) -> str:
        """Name the exporter, and say what is wrong."""
        return f"exporter {self.exporter!r}: {self.message}"


@final
@frozen(kw_only=True)
class Option:
    """Description of an option."""

    name: str
    """The name."""
    type: str
    """The type, in words."""
    default: str | None
    """The default as text, or None for a required option."""
    description: str = ""
    """The docstring of the field; empty without source."""


def with_options(kind: type[Exporter], options: Mapping[str, object]) -> Exporter:
    """Return an exporter with options by name.

    Raises:
        OptionError: If an option is unknown, missing or invalid.

    >>> exporters.with_options(tbh.RSS, {"limit": 3}).limit
    3
    """
    option_types = field_types(kind)
    for name in options:
        if name not in option_types and not _is_python_only(kind, name):
            otherwise = there_are(option_types)
            message = f"no option {name!r}{advice(name, option_types, otherwise)}"
            raise OptionError(kind.info.name, message)
    try:
        instance: Any = kind(**options)
        validate(instance)  # exporters of other packages need not check themselves
    except (TypeError, ValueError, TBHError) as error:
        raise OptionError(kind.info.name, str(error)) from None
    exporter: Exporter = instance
    return exporter


def _is_python_only(kind: type[Exporter], name: str) -> bool:
    """Return whether an exporter has an option that cannot be in a document."""
    field = attrs.fields_dict(kind).get(name)  # type: ignore[arg-type]  # a class that passed the checks
    return field is not None and field.init


def from_document(kind: type[Exporter], node: "AnyNode") -> Exporter:
    """Return an exporter with the options of a mapping in a document.

    Raises:
        ContentError: With every mistake and its position.

    >>> exporters.from_document(tbh.RSS, content.read_settings(("limit=3",))).limit
    3
    """
    from tbh_model.content import ContentError, structure  # not for options that are values

    try:
        return structure(node, kind)
    except (TypeError, ValueError) as error:
        if isinstance(error, ContentError):
            raise
        problem = node.problem("TBH306", f"exporter `{kind.info.name}`: {error}")
        raise ContentError((problem,)) from None


def options_of(kind: type[Exporter]) -> tuple[Option, ...]:
    """Return descriptions of the options of an exporter.

    >>> exporters.options_of(tbh.Headers)[0].name
    'folder'
    """
    from tbh_model.content import attribute_docs  # only for those who read of options

    check_exporter(kind)
    option_types, descriptions = field_types(kind), attribute_docs(kind)
    return tuple(
        Option(
            name=field.name,
            type=_type_name(option_types[field.name]),
            default=_default(field.default),
            description=descriptions.get(field.name, ""),
        )
        for field in attrs.fields(kind)  # type: ignore[arg-type]  # a class that passed the checks
        if field.name in option_types
    )


def _default(value: object) -> str | None:
    """Return a default as in `publish.yaml`, or None."""
    if value is attrs.NOTHING:
        return None
    from tbh_model.content import write_text

    factory = getattr(value, "factory", None)
    return _yaml(factory() if factory is not None else value, write_text)


def _yaml(value: Any, write: Callable[[str], str]) -> str:
    """Write a value in YAML on one line; texts inside of brackets are written more carefully."""
    from tbh_model.content import unstructure, write_text

    within = partial(write_text, in_brackets=True)
    match value:
        case Enum():
            return _yaml(value.value, write)
        case None | bool() | int() | float():
            return json.dumps(value)
        case RichText():
            return write(write_markdown(value).strip())
        case date():
            return write(value.isoformat())
        case tuple() | list() | frozenset():
            # a set has another order in each process
            words = [_yaml(item, within) for item in value]
            return f"[{', '.join(sorted(words) if isinstance(value, frozenset) else words)}]"
        case dict():
            return (
                f"{{{', '.join(f'{key}: {_yaml(item, within)}' for key, item in value.items())}}}"
            )
        case str():
            return write(value)
        case PurePath():
            return write(value.as_posix())
        case _:
            return _yaml(unstructure(value), write)


def _type_name(hint: Any) -> str:
    """Write a type as people say it."""
    members = getattr(hint, "__members__", None)
    if members is not None:
        return " | ".join(member.value for member in members.values())
    arguments = [argument for argument in get_args(hint) if argument not in {NoneType, Ellipsis}]
    match get_origin(hint):
        case builtins.tuple | builtins.frozenset | builtins.list:
            return f"list of {_type_name(arguments[0])}"
        case builtins.dict:
            return f"names with {_type_name(arguments[1])}"
        case typing.Annotated:
            kind, constraint = arguments
            return _TYPE_NAMES.get(constraint.name, _TYPE_NAMES[kind])
        case typing.Literal:
            return " | ".join(arguments)
        case typing.Union | types.UnionType:
            return " | ".join(map(_type_name, arguments))
        case _:
            return _TYPE_NAMES[hint] if hint in _TYPE_NAMES else _group(hint)


def _group(kind: type[AttrsInstance]) -> str:
    return f"group of {', '.join(field_types(kind))}"


_TYPE_NAMES: Final[Mapping[object, str]] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true | false",
    Path: "path",
    date: "day",
    datetime: "instant",
    RichText: "Markdown",
    Extra: "group of any keys",
    "web-address": "web address",
    "link-target": "address",
}
