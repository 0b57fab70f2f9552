"""Validation of new values, which collects all violations."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from datetime import date, datetime
from enum import Enum
from functools import cache
from math import isfinite
from operator import attrgetter, is_
from pathlib import Path
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import attrs
from attrs import AttrsInstance

from tbh_model._arguments import ArgumentError
from tbh_model._attrs import frozen
from tbh_model._errors import TBHError
from tbh_model._final import final
from tbh_model.model._constraints import Constraint
from tbh_model.model._time import at_fixed_offset, is_in_calendar
from tbh_model.text import MAX_TEXT_DEPTH, RichText, shorten

PRIVATE: Final = {"tbh_private": True}
"""Metadata of a field that no exporter, error text or `repr` may ever show."""

PYTHON_ONLY: Final = {"tbh_python_only": True}
"""Metadata of a field that no document can have: a folder, or values of classes of others. The
class checks it itself."""


@final
@frozen(kw_only=True)
class Violation:
    """One thing wrong with one field of a value."""

    owner: str
    """Name of the class."""
    field: str
    """Name of the field, with an index where one item of it is meant: `responses[1]`."""
    value: str
    """The value, in words."""
    allowed: str
    """What is allowed, in words."""

    def __str__(self) -> str:
        """Describe the violation in one line."""
        return f"{self.owner}.{self.field}: found {self.value}; allowed: {self.allowed}"


class InvalidValueError(TBHError, ValueError):
    """A value cannot be made, because of everything in `violations`."""

    def __init__(self, violations: tuple[Violation, ...]) -> None:
        super().__init__(violations)
        self.violations = violations

    def __str__(self) -> str:
        """List every violation, one a line."""
        return "\n".join(map(str, self.violations))


RawViolation = tuple[str, str, str]
"""The path of a field, the value there, and what is allowed, each in words."""

# Take a value, its path and the findings so far; give the value to keep.
_Validator = Callable[[Any, str, list[RawViolation]], Any]


def validate(
    value: AttrsInstance, rules: Callable[[Any], Iterable[RawViolation]] | None = None
) -> None:
    """Check a new value, and normalize its fields.

    Lists become tuples, and the value of an enumeration becomes its member, so that a value is
    deeply immutable.

    Args:
        value: The new value.
        rules: Yields (field, value, allowed) for what depends on several fields. It runs only if
            each field is valid by itself.

    Raises:
        InvalidValueError: With everything that is wrong.

    >>> model.validate(tbh.Credential(title="Registered Counsellor", abbreviation="RC"))
    """
    owner = type(value)
    findings: list[RawViolation] = []
    for (name, default, validate_value), current in zip(
        _validators(owner), _getter(owner)(value), strict=True
    ):
        if current is default:  # checked when the class was written
            continue
        converted = validate_value(current, name, findings)
        if converted is not current:
            # not by a converter of attrs: that would check everything once more, one by one
            object.__setattr__(value, name, converted)
    if rules is not None and not findings:
        findings.extend(rules(value))
    _raise_violations(owner, findings)


V = TypeVar("V", bound=AttrsInstance)


def revise(value: V, **changes: object) -> V:
    """Return a valid value with other values of some fields, of which only these are checked.

    Rules about several fields are not: a change must not be able to break one.

    Raises:
        InvalidValueError: With everything that is wrong.
        ArgumentError: If there is no such field.

    >>> model.revise(edition, due=None).id == edition.id
    True
    """
    owner = type(value)
    findings: list[RawViolation] = []
    revised = object.__new__(owner)
    set_fields = _setters(owner)
    for set_field, current in zip(set_fields.values(), _getter(owner)(value), strict=True):
        set_field(revised, current)
    for name, validate_value in _validators_of(owner, frozenset(changes)):
        set_fields[name](revised, validate_value(changes[name], name, findings))
    _raise_violations(owner, findings)
    return revised


def _raise_violations(owner: type, findings: Iterable[RawViolation]) -> None:
    violations = tuple(
        Violation(owner=owner.__name__, field=path, value=value, allowed=allowed)
        for path, value, allowed in findings
    )
    if violations:
        raise InvalidValueError(violations)


T = TypeVar("T")

# What can be iterated and is no list of values.
_NO_VALUES: Final = (str, bytes, Mapping)
# What has no order that could be kept, and another one in each process, too.
_NO_LISTS: Final = (*_NO_VALUES, AbstractSet)


def to_tuple(values: Iterable[T]) -> tuple[T, ...]:
    """Return a tuple of the items of any iterable: the base of converters of fields.

    Other values, and sets, which have no order to keep, are left as they are: `validate` refuses
    them with the name of the field.
    """
    if type(values) is tuple:
        return values
    items = _list_items(values, _NO_LISTS)
    return values if items is None else items  # type: ignore[return-value]  # see above


def to_lines(values: Iterable[str]) -> tuple[str, ...]:
    """Return a tuple of texts, as `to_tuple`."""
    return to_tuple(values)


def to_text(value: RichText | None) -> RichText:
    """Return a rich text; an empty one in place of None."""
    return RichText() if value is None else value


def validate_on_init(owner: type[T]) -> type[T]:
    """Return the class, whose values call `validate` when they are made; for use below `@frozen`.

    A class with rules that depend on several fields calls `validate` itself.

    >>> from attrs import frozen
    >>> @frozen(kw_only=True)
    ... @model.validate_on_init
    ... class Spacing:
    ...     lines: model.Count = 1
    >>> Spacing(lines=2).lines
    2
    """

    def __attrs_post_init__(self: AttrsInstance) -> None:  # noqa: N807 - as attrs calls it
        validate(self)

    owner.__attrs_post_init__ = __attrs_post_init__  # type: ignore[attr-defined]  # read by attrs
    return owner


def duplicates(values: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield index and value of every value that stood before."""
    texts = [*values]
    if len(set(texts)) == len(texts):
        return
    seen: set[str] = set()
    for index, value in enumerate(texts):
        if value in seen:
            yield index, value
        seen.add(value)


def describe(value: object) -> str:
    """Return a description of a value for somebody who does not write Python.

    >>> model.describe(True)
    'true'
    """
    match value:
        case None:
            return "nothing"
        case Enum():
            return f"'{value.value}'"
        case bool():
            return "true" if value else "false"
        case str():
            return f"the text {shorten(value, _MAX_REPR_LENGTH)!r}"
        case int() if abs(value) > _MAX_NUMBER:
            return "a very long number"
        case int() | float():
            return f"the number {value}"
        case datetime() if value.tzinfo is None:
            return f"{value.isoformat()}, which has no time zone"
        case datetime() | date():
            return value.isoformat()
        case _:
            name = type(value).__name__
            return f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"


# Python does not write a number of more than 4,300 digits, and nobody reads one of 60.
_MAX_NUMBER: Final = 10**60
_MAX_REPR_LENGTH: Final = 60


def short_repr(value: AttrsInstance, *names: str) -> str:
    """Return a `repr` with the identifying fields."""
    parts = (
        f"{name}={shorten(text, _MAX_REPR_LENGTH)!r}"
        if isinstance(text, str)
        else f"{name}={text!r}"
        for name in names
        if (text := getattr(value, name)) is not None
    )
    return f"{type(value).__name__}({', '.join(parts)})"


@cache
def field_types(owner: type) -> dict[str, Any]:
    """Return the type of each field of a class, with its annotations.

    >>> list(model.field_types(tbh.Approval))[:2]
    ['on', 'digest']
    """
    hints = get_type_hints(owner, include_extras=True)
    return {
        field.name: hints[field.name]
        for field in attrs.fields(owner)
        if field.init and "tbh_python_only" not in field.metadata
    }


@cache
def _validators(owner: type) -> tuple[tuple[str, Any, _Validator], ...]:
    fields = attrs.fields_dict(owner)
    return tuple(
        (name, fields[name].default, _field_validator(fields[name], hint))
        for name, hint in field_types(owner).items()
    )


@cache
def _validators_of(owner: type, names: frozenset[str]) -> tuple[tuple[str, _Validator], ...]:
    """Return the validators of some fields, in the order of the fields."""
    for unknown in names.difference(field_types(owner)):
        value, advice = f"no field of {owner.__name__}", f"it has {', '.join(field_types(owner))}"
        raise ArgumentError("revise()", f"`{unknown}`", value, advice)
    return tuple((name, check) for name, _, check in _validators(owner) if name in names)


@cache
def _setters(owner: type) -> dict[str, Callable[[object, object], None]]:
    """Return a function for each field that sets it, also where attrs has frozen the value."""
    return {name: getattr(owner, name).__set__ for name in field_types(owner)}


@cache
def _getter(owner: type) -> Callable[[object], tuple[Any, ...]]:
    """Return a function that gets all fields of a value at once."""
    names = (*field_types(owner),)
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


def _field_validator(field: "attrs.Attribute[Any]", hint: Any) -> _Validator:
    validate_value = _validator_for(hint)
    # the validators of whole classes never repeat a value
    has_secrets = is_private(field) and hint not in VALIDATORS
    return _without_secrets(validate_value) if has_secrets else validate_value


def _without_secrets(validate_value: _Validator) -> _Validator:
    """Return a validator whose violations do not repeat the value."""

    def validate_private(value: Any, path: str, findings: list[RawViolation]) -> Any:
        count = len(findings)
        converted = validate_value(value, path, findings)
        if len(findings) > count:
            allowed = findings[count][2].partition(_ADVICE)[0]
            findings[count:] = [(path, "a value that is kept private", allowed)]
        return converted

    return validate_private


def wrong_defaults(owner: type) -> list[RawViolation]:
    """Return the invalid defaults of a class as (field, value, allowed).

    >>> model.wrong_defaults(tbh.RSS)
    []
    """
    findings: list[RawViolation] = []
    for name, default, validate_value in _validators(owner):
        if default is attrs.NOTHING or isinstance(default, attrs.Factory):  # type: ignore[arg-type]  # it is a class
            continue
        count = len(findings)
        converted = validate_value(default, name, findings)
        if converted is not default and len(findings) == count:
            findings.append((name, describe(default), repr(converted)))
    return findings


def is_private(field: "attrs.Attribute[Any]") -> bool:
    """Return whether a field is private: it must never be shown.

    >>> import attrs
    >>> model.is_private(attrs.fields(tbh.Therapist).name)
    False
    """
    return bool(field.metadata.get("tbh_private"))


def _validator_for(hint: Any) -> _Validator:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _validate_constrained(arguments[0], arguments[1:])
    if origin in {Union, UnionType}:
        return _validate_union(arguments)
    if origin is Literal:
        return _validate_literal(arguments)
    if origin is tuple:
        return _validate_sequence(arguments[0], tuple)
    if origin in {frozenset, list}:
        return _validate_sequence(arguments[0], origin)
    if origin is dict:
        return _validate_mapping(arguments[1])
    if issubclass(hint, Enum):
        return _validate_enum(hint)
    return VALIDATORS.get(hint) or _validate_instance(hint)


_ADVICE: Final = "; did you mean "


def _validate_constrained(kind: type, constraints: Sequence[Constraint]) -> _Validator:
    (constraint,) = constraints

    members = {member.value: member for member in constraint.members}

    def validate_value(value: Any, path: str, findings: list[RawViolation]) -> Any:
        if members and isinstance(value, str) and value in members:
            return members[value]
        # `isinstance` would take True for a number, and a subclass of str for a text
        if type(value) is not kind:
            findings.append((path, describe(value), constraint.allowed))
        elif not constraint.accepts(value):
            meant = constraint.correct(value)
            advice = "" if meant is None else f"; did you mean {meant!r}?"
            findings.append((path, describe(value), f"{constraint.allowed}{advice}"))
        return value

    return validate_value


def _validate_union(hints: tuple[Any, ...]) -> _Validator:
    present = tuple(hint for hint in hints if hint is not NoneType)
    validate_present = (
        _validator_for(present[0]) if len(present) == 1 else _validate_instance(*present)
    )

    def validate_value(value: Any, path: str, findings: list[RawViolation]) -> Any:
        is_nothing = value is None and len(present) < len(hints)
        return None if is_nothing else validate_present(value, path, findings)

    return validate_value


def _validate_literal(words: tuple[Any, ...]) -> _Validator:
    allowed = ", ".join(map(str, words))

    def validate_value(value: Any, path: str, findings: list[RawViolation]) -> Any:
        if value not in words:
            findings.append((path, describe(value), allowed))
        return value

    return validate_value


def _validate_sequence(hint: Any, kind: Any) -> _Validator:
    validate_item = _validator_for(hint)
    refused = _NO_VALUES if kind is frozenset else _NO_LISTS

    def validate_value(values: Any, path: str, findings: list[RawViolation]) -> Any:
        is_frozen = type(values) is kind and kind is not list  # which might be changed later
        if is_frozen and not values:
            return values
        items = values if is_frozen else _list_items(values, refused)
        if items is None:
            allowed = f"several values, in a {kind.__name__}"
            findings.append((path, describe(values), allowed))
            return values
        count = len(findings)
        converted = [validate_item(item, path, findings) for item in items]
        if len(findings) > count:  # only now does anybody need to know which items they are
            del findings[count:]
            for index, item in enumerate(items):
                validate_item(item, f"{path}[{index}]", findings)
            return items
        is_same = type(items) is kind and all(map(is_, items, converted))
        return items if is_same else kind(converted)

    return validate_value


def _validate_mapping(hint: Any) -> _Validator:
    """Return a validator of dictionaries with keys of text, which are copied."""
    validate_item = _validator_for(hint)

    def validate_value(values: Any, path: str, findings: list[RawViolation]) -> Any:
        if not isinstance(values, Mapping):
            findings.append((path, describe(values), "values by name, in a dict"))
            return values
        findings.extend(
            (path, f"the key {describe(key)}", "keys that are text")
            for key in values
            if not isinstance(key, str)
        )
        return {
            key: validate_item(value, f"{path}[{key!r}]", findings) for key, value in values.items()
        }

    return validate_value


def _list_items(values: Any, refused: tuple[type, ...]) -> tuple[Any, ...] | None:
    """Return the items of an iterable; None if it is none, or of a refused type."""
    is_list = isinstance(values, Iterable) and not isinstance(values, refused)
    return tuple(values) if is_list else None


def _validate_enum(kind: type[Enum]) -> _Validator:
    members = {member.value: member for member in kind}
    allowed = ", ".join(members)

    def validate_value(value: Any, path: str, findings: list[RawViolation]) -> Any:
        if type(value) is kind:
            return value
        if isinstance(value, str) and value in members:
            return members[value]
        findings.append((path, describe(value), allowed))
        return value

    return validate_value


def _validate_instant(value: Any, path: str, findings: list[RawViolation]) -> Any:
    if not isinstance(value, datetime) or value.utcoffset() is None:
        findings.append((path, describe(value), "an instant with a time zone"))
    elif not is_in_calendar(value):
        findings.append((path, describe(value), "an instant of the years 1 to 9999 in UTC"))
    else:
        return at_fixed_offset(value)
    return value


def _validate_number(value: Any, path: str, findings: list[RawViolation]) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        findings.append((path, describe(value), "a number"))
    elif not isfinite(value):
        findings.append((path, f"{value}", "a number that is finite"))
    else:
        return float(value)
    return value


def _validate_path(value: Any, path: str, findings: list[RawViolation]) -> Any:
    if isinstance(value, str) and "\0" not in value:
        return Path(value)
    return _validate_instance(Path)(value, path, findings)


def _validate_rich_text(value: Any, path: str, findings: list[RawViolation]) -> Any:
    if not isinstance(value, RichText):
        return _validate_instance(RichText)(value, path, findings)
    # one that was read from Markdown has been looked at, or is so flat that it can wait
    if value.source is None and value.depth > MAX_TEXT_DEPTH:
        allowed = f"at most {MAX_TEXT_DEPTH} block quotes and list items inside each other"
        findings.append((path, f"{value.depth} levels", allowed))
    return value


def _validate_instance(*kinds: type) -> _Validator:
    allowed = " or ".join(_ALLOWED_INSTANCES.get(kind, kind.__name__) for kind in kinds)

    def validate_value(value: Any, path: str, findings: list[RawViolation]) -> Any:
        # what is of a kind by inheritance alone: a truth is a number, and an instant a day
        is_other = type(value) in {bool, datetime} and type(value) not in kinds
        if is_other or not isinstance(value, kinds):
            findings.append((path, describe(value), allowed))
        return value

    return validate_value


VALIDATORS: Final[dict[type, _Validator]] = {
    datetime: _validate_instant,
    float: _validate_number,
    Path: _validate_path,
    RichText: _validate_rich_text,
}
"""The validators of classes of which more is checked than that a value is one."""

_ALLOWED_INSTANCES: Final[dict[type, str]] = {
    RichText: 'rich text, as tbh.markdown("...") makes it',
    bool: "true or false",
    date: "a day, without a time",
    datetime: "an instant",
    float: "a number",
    int: "a whole number",
    Path: "a path",
    str: "text",
}
