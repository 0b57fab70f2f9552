"""Options: the fields of an exporter, from Python or from a document."""

import builtins
import types
import typing
from collections.abc import Mapping
from types import NoneType
from typing import Any, Final, get_args, get_origin

import attrs
from attrs import AttrsInstance, frozen

from tbh_model._errors import TBHError
from tbh_model._suggest import closest
from tbh_model.documents import AnyNode, ContentError, structure
from tbh_model.exporters._contract import Exporter
from tbh_model.model import check, field_types


class OptionError(TBHError, ValueError):
    """An exporter was given an option that it does not have, or a value that it cannot take."""

    def __init__(self, exporter: str, message: str) -> None:
        super().__init__(exporter, message)
        self.exporter, self.message = exporter, message

    def __str__(self) -> str:
        """Name the exporter, and say what is wrong."""
        return f"exporter {self.exporter!r}: {self.message}"


@frozen(kw_only=True)
class Option:
    """One option of an exporter, for people to read."""

    name: str
    type: str
    default: str | None
    """`None` where it must be given."""


def with_options(kind: type[Exporter], options: Mapping[str, object]) -> Exporter:
    """Make an exporter from options by name.

    Raises:
        OptionError: If it has no such option, lacks one that it needs, or cannot take a value.
    """
    known = field_types(kind)
    for name in options:
        if name not in known:
            near = closest(name, known)
            there = ", ".join(known) or "none"
            advice = f"did you mean {near!r}?" if near else f"there are: {there}"
            raise OptionError(kind.info.name, f"no option {name!r}; {advice}")
    try:
        made: Any = kind(**options)
        check(made)
    except (TypeError, ValueError, TBHError) as error:
        raise OptionError(kind.info.name, str(error)) from None
    exporter: Exporter = made
    return exporter


def from_document(kind: type[Exporter], node: AnyNode) -> Exporter:
    """Make an exporter from a group of keys in a document.

    Raises:
        ContentError: With everything that is wrong, each at its place.
    """
    try:
        return structure(node, kind)
    except (TypeError, ValueError) as error:
        if isinstance(error, ContentError):
            raise
        problem = node.problem("TBH306", f"exporter `{kind.info.name}`: {error}")
        raise ContentError((problem,)) from None


def options_of(kind: type[Exporter]) -> tuple[Option, ...]:
    """List the options of an exporter, for people to read."""
    known = field_types(kind)
    return tuple(
        Option(name=field.name, type=_written(known[field.name]), default=_default(field.default))
        for field in attrs.fields(kind)  # type: ignore[arg-type]  # a class that passed the checks
        if field.name in known
    )


def _default(value: object) -> str | None:
    if value is attrs.NOTHING:
        return None
    if value is None or value in ((), frozenset()):
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(getattr(value, "value", value))


def _written(hint: Any) -> str:
    """Write a type as people say it."""
    members = getattr(hint, "__members__", None)
    if members is not None:
        return " | ".join(member.value for member in members.values())
    arguments = [each for each in get_args(hint) if each not in {NoneType, Ellipsis}]
    match get_origin(hint):
        case builtins.tuple | builtins.frozenset:
            return f"list of {_written(arguments[0])}"
        case typing.Annotated:
            kind, constraint = arguments
            return _WORDS.get(constraint.name, _WORDS[kind])
        case typing.Union | types.UnionType:
            return _written(arguments[0])
        case _:
            return _group(hint) if attrs.has(hint) else _WORDS.get(hint, str(hint))


def _group(kind: type[AttrsInstance]) -> str:
    return f"group of {', '.join(field_types(kind))}"


_WORDS: Final[Mapping[object, str]] = {
    str: "text",
    int: "whole number",
    bool: "true | false",
    "web-address": "web address",
    "link-target": "address",
}
