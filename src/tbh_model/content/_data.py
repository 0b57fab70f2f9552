"""Dictionaries, rows and other plain data of a program -> model, and back."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set as AbstractSet
from datetime import date, datetime
from functools import cache, partial
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, Union, get_args, get_origin
from uuid import UUID

import attrs
from attrs import AttrsInstance

from tbh_model._arguments import ArgumentError, check_arguments, describe_argument
from tbh_model._errors import closest
from tbh_model._problems import ContentError, Problem
from tbh_model.content._converter import unstructure
from tbh_model.model import Constraint, Extra, InvalidValueError, Series, describe, field_types
from tbh_model.text import RichText, RichTextError, markdown, parse_lazily

if TYPE_CHECKING:  # it loads for those who have one
    from cattrs import BaseConverter

T = TypeVar("T", bound=AttrsInstance)


@check_arguments
def from_dict(kind: type[T], data: Mapping[str, object]) -> T:
    """Return a value of a class of the model from plain data, such as a row of a database.

    Keys are the names of the fields. `None` is the same as no key, wherever a field has a default.
    Lists may be any iterable; rich text is Markdown; ids may be integers or UUIDs; days and
    datetimes may be objects or ISO 8601; values of the model may stand where their data could.

    Args:
        kind: The class, such as `Series` or `Therapist`.
        data: The value of each field, by its name.

    Returns:
        A value of the class.

    Raises:
        ContentError: With every problem, each with its path in the data: `responses[0].quote`.

    >>> tbh.from_dict(tbh.Therapist, {"id": 7, "name": "Dana Okafor", "bio": None}).id
    '7'
    """
    problems: list[Problem] = []
    value: T = _make(kind, data, None, problems)
    if problems:
        raise ContentError(tuple(problems))
    return value


@check_arguments
def to_dict(value: AttrsInstance) -> dict[str, Any]:
    """Return a value of the model as plain data that JSON can hold; `from_dict` reads it.

    It holds everything that differs from its default, private fields too.

    >>> tbh.to_dict(tbh.Credential(title="Registered Counsellor", abbreviation="RC"))
    {'title': 'Registered Counsellor', 'abbreviation': 'RC'}
    """
    return unstructure(value)


def configure_converter(converter: "BaseConverter") -> None:
    """Teach a cattrs converter the classes of the model, in both directions.

    Args:
        converter: Any converter, also one of `cattrs.preconf`, with or without detailed validation.

    Raises:
        ArgumentError: If it is none.

    >>> from cattrs import Converter
    >>> converter = Converter()
    >>> tbh.configure_converter(converter)
    >>> converter.structure({"src": "a.png"}, tbh.Image).src
    'a.png'
    """
    from cattrs import BaseConverter  # 20 ms, only for those who have one

    given: object = converter  # whatever its annotation promises
    if not isinstance(given, BaseConverter):
        advice = "give a converter of cattrs, such as cattrs.Converter()"
        value = describe_argument(converter)
        raise ArgumentError("configure_converter", "converter", value, advice)
    for kind in _classes_below(Series, set()):
        converter.register_structure_hook(kind, lambda data, owner: from_dict(owner, data))
        converter.register_unstructure_hook(kind, to_dict)
    converter.register_structure_hook(Extra, lambda data, _: Extra(data))
    converter.register_unstructure_hook(Extra, Extra.to_dict)


def _classes_below(kind: Any, seen: set[type]) -> Iterator[type[AttrsInstance]]:
    """Yield a class and those of everything that its values hold."""
    if isinstance(kind, type) and attrs.has(kind) and kind is not RichText and kind not in seen:
        seen.add(kind)
        yield kind
        for hint in field_types(kind).values():
            yield from _classes_below(hint, seen)
    for argument in get_args(kind):
        yield from _classes_below(argument, seen)


# Path of a value in the data: that of what holds it, and a key or an index there; None at the top.
#
# It becomes text where there is a problem, which is hardly ever.
_Path = tuple[Any, str | int] | None
# Take a value, its path and the problems so far; return what the constructor takes.
_Conversion = Callable[[Any, _Path, list[Problem]], Any]


def _make(kind: type[AttrsInstance], data: Any, path: _Path, problems: list[Problem]) -> Any:
    """Return a value; unconvertible data is passed on to the constructor, which refuses it."""
    if isinstance(data, kind):
        return data
    if type(data) is not dict and not isinstance(data, Mapping):
        message = f"found {describe(data)}, where the fields of {_name_of(kind)} belong"
        hint = f"give a dictionary, or a value of {kind.__name__}"
        problems.append(Problem(code="TBH108", message=message, path=_path_text(path), hint=hint))
        return None
    conversions, required = _plan(kind)
    fields: dict[str, Any] = {}
    refused = (
        set() if conversions.keys() >= data.keys() else {*_unknown_keys(kind, data, path, problems)}
    )
    count = len(problems)
    for name, value in data.items():
        if name not in conversions or (value is None and name not in required):
            continue
        convert = conversions[name]
        if convert is None:
            fields[name] = value
            continue
        fields[name] = convert(value, (path, name), problems)
        if len(problems) > count:
            refused.add(name)
            count = len(problems)
    for name in required:
        if name in fields:
            continue
        if name not in refused:
            message = f"the key `{name}` is missing from {_name_of(kind, data)}"
            place = _path_text((path, name))
            problems.append(Problem(code="TBH106", message=message, path=place))
            refused.add(name)
        fields[name] = None
    try:
        return kind(**fields)
    except InvalidValueError as error:
        problems.extend(_violation_problems(error, refused, _name_of(kind, data), path))
        return None


def _violation_problems(
    error: InvalidValueError, refused: Collection[str], owner: str, path: _Path
) -> Iterator[Problem]:
    """Describe the violations of fields whose data has not been refused already."""
    for violation in error.violations:
        if re.split(r"[.[]", violation.field, maxsplit=1)[0] not in refused:
            yield Problem(
                code="TBH110",
                message=f"found {violation.value} in {owner}",
                path=_path_text((path, violation.field)),
                hint=f"allowed: {violation.allowed}",
            )


def _path_text(path: _Path) -> str:
    """Write a path as Python would: `responses[0].quote`."""
    if path is None:
        return ""
    parent, step = _path_text(path[0]), path[1]
    if isinstance(step, int):
        return f"{parent}[{step}]"
    return f"{parent}.{step}" if parent else step


def _name_of(kind: type[AttrsInstance], data: Mapping[Any, Any] | None = None) -> str:
    """Name a value by its class and, where it has one, its id."""
    name = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in kind.__name__)
    id_ = None if data is None else data.get("id", data.get("key"))
    if isinstance(id_, str | int | UUID):
        return f"the{name} `{id_}`"
    return f"{'an' if name[1] in 'aeio' else 'a'}{name}"


def _unknown_keys(
    kind: type[AttrsInstance], data: Mapping[Any, Any], path: _Path, problems: list[Problem]
) -> Iterator[str]:
    """Report keys that are no fields; yield the fields that were meant by them."""
    names = _plan(kind)[0]
    for key in data:
        if key not in names:
            near = closest(str(key), (name for name in names if name not in data))
            hint = f"did you mean `{near}`?" if near else f"known keys: {', '.join(names)}"
            message = f"unknown key {key!r:.60} in {_name_of(kind, data)}"
            place = _path_text((path, f"{key:.60}" if isinstance(key, str) else ""))
            problems.append(Problem(code="TBH107", message=message, path=place, hint=hint))
            if near is not None:
                yield near


@cache
def _plan(kind: type[AttrsInstance]) -> tuple[dict[str, _Conversion | None], tuple[str, ...]]:
    """Return how each field of a class is converted, and which of them must be there."""
    hints = field_types(kind)
    fields = attrs.fields_dict(kind)
    return (
        {name: _conversion(hint) for name, hint in hints.items()},
        tuple(name for name in hints if fields[name].default is attrs.NOTHING),
    )


def _conversion(hint: Any) -> _Conversion | None:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return _conversion(next(argument for argument in arguments if argument is not NoneType))
    if origin is Annotated:
        is_id = any(
            isinstance(item, Constraint) and item.name == "identifier" for item in arguments
        )
        return _to_id if is_id else None
    if origin in {tuple, frozenset}:
        convert = _conversion(arguments[0])
        return None if convert is None else partial(_to_items, convert)
    if hint in _CONVERSIONS:
        return _CONVERSIONS[hint]
    return partial(_make, hint) if attrs.has(hint) else None


# What can be iterated and is no list; the constructor takes a set or refuses it.
_NO_LISTS = (str, bytes, Mapping, AbstractSet)


def _to_items(convert: _Conversion, values: Any, path: _Path, problems: list[Problem]) -> Any:
    is_list = type(values) is list or (  # which is quick to tell, and nearly always so
        isinstance(values, Iterable) and not isinstance(values, _NO_LISTS)
    )
    if not is_list:
        return values
    return tuple([convert(value, (path, index), problems) for index, value in enumerate(values)])


def _to_id(value: Any, _path: _Path, _problems: list[Problem]) -> Any:
    if isinstance(value, str):
        return value
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number or isinstance(value, UUID) else value


def _to_day(value: Any, _path: _Path, _problems: list[Problem]) -> Any:
    return _parse_if_text(date.fromisoformat, value)


def _to_datetime(value: Any, _path: _Path, _problems: list[Problem]) -> Any:
    return _parse_if_text(datetime.fromisoformat, value)


def _parse_if_text(parse: Callable[[str], object], value: Any) -> Any:
    try:
        return parse(value) if isinstance(value, str) else value
    except ValueError:
        return value  # the constructor refuses it


def _to_rich_text(value: Any, path: _Path, problems: list[Problem]) -> Any:
    if not isinstance(value, str):
        return value
    lazy_text = parse_lazily(value)
    if lazy_text is not None:
        return lazy_text
    try:
        return markdown(value)
    except RichTextError as error:
        place = _path_text(path)
        for problem in error.problems:
            message = f"{problem.message}, on line {problem.line} of the text"
            problems.append(
                Problem(code=problem.code, message=message, path=place, hint=problem.hint)
            )
        return None


_CONVERSIONS: dict[Any, _Conversion] = {
    date: _to_day,
    datetime: _to_datetime,
    RichText: _to_rich_text,
}
