"""Options: the fields of a plugin, from Python or from a document."""

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
from typing import TYPE_CHECKING, Any, Final, TypeVar, get_args, get_origin

import attrs
from attrs import AttrsInstance

from tbh_model._arguments import check_arguments
from tbh_model._attrs import frozen
from tbh_model._errors import TBHError, advice, there_are
from tbh_model._final import final
from tbh_model._plugins._discovery import plugin_name
from tbh_model.model import Extra, field_types, validate
from tbh_model.text import RichText, write_markdown

if TYPE_CHECKING:
    from tbh_model.content import AnyNode

P = TypeVar("P")


class OptionError(TBHError, ValueError):
    """A plugin was given an option that it does not have, or a value that it cannot take."""

    def __init__(self, name: str, message: str, noun: str = "exporter") -> None:
        super().__init__(name, message, noun)
        self.name, self.message, self.noun = name, message, noun

    def __str__(self) -> str:
        """Name the plugin, and say what is wrong."""
        return f"{self.noun} {self.name!r}: {self.message}"


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


def with_options(kind: type[P], options: Mapping[str, object]) -> P:
    """Return an exporter or importer with options by name.

    Raises:
        OptionError: If an option is unknown, missing or invalid.

    >>> exporters.with_options(tbh.RSS, {"limit": 3}).limit
    3
    """
    option_types = field_types(kind)  # type: ignore[arg-type]  # mypy takes no class of P for hashable
    for name in options:
        if name not in option_types and not _is_python_only(kind, name):
            otherwise = there_are(option_types)
            message = f"no option {name!r}{advice(name, option_types, otherwise)}"
            raise OptionError(plugin_name(kind), message, _noun(kind))
    try:
        plugin: Any = kind(**options)
        validate(plugin)  # plugins of other packages need not check themselves
    except (TypeError, ValueError, TBHError) as error:
        raise OptionError(plugin_name(kind), str(error), _noun(kind)) from None
    instance: P = plugin
    return instance


def _noun(kind: Any) -> str:
    """Return what such a plugin is called."""
    noun: str = kind.info.noun
    return noun


def _is_python_only(kind: type, name: str) -> bool:
    """Return whether a plugin has an option that cannot be in a document."""
    field = attrs.fields_dict(kind).get(name)
    return field is not None and field.init


def from_document(kind: type[P], node: "AnyNode") -> P:
    """Return an exporter or importer with the options of a mapping in a document.

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
        problem = node.problem("TBH306", f"{_noun(kind)} `{plugin_name(kind)}`: {error}")
        raise ContentError((problem,)) from None


@check_arguments
def options_of(kind: type) -> tuple[Option, ...]:
    """Return descriptions of the options of an exporter or importer.

    >>> exporters.options_of(tbh.Headers)[0].name
    'folder'
    """
    from tbh_model.content import attribute_docs  # only for those who read of options

    option_types, descriptions = field_types(kind), attribute_docs(kind)
    return tuple(
        Option(
            name=field.name,
            type=_type_name(option_types[field.name]),
            default=_default(field.default),
            description=descriptions.get(field.name, ""),
        )
        for field in attrs.fields(kind)
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
    "secure-address": "https address",
    "link-target": "address",
}
