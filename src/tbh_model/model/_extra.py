"""Data of the user beside the fields of a value: a JSON object that cannot be changed."""

import json
import math
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NoReturn, TypeAlias, get_args

from tbh_model._final import final
from tbh_model.model._constraints import AnyText, Line
from tbh_model.model._validation import (
    VALIDATORS,
    InvalidValueError,
    RawViolation,
    Violation,
    describe,
)

JSONValue: TypeAlias = "bool | int | float | str | tuple[JSONValue, ...] | Extra | None"
"""A value of an `Extra`: a scalar of JSON, a tuple for an array, an `Extra` for an object."""

MAX_KEY_LENGTH: Final = 100
"""Characters of a key; YAML allows some hundreds."""
# A document may be nested more deeply, and holds the data four levels down.
_MAX_DEPTH: Final = 20
_ALLOWED: Final = (
    "what JSON has: text, a finite number, true, false, nothing, a list, or an object of these; "
    "write anything else as text, such as str(value)"
)
_ALLOWED_KEY: Final = f"a key of one line, of up to {MAX_KEY_LENGTH} characters"
_ALLOWED_DEPTH: Final = f"at most {_MAX_DEPTH} levels of lists and objects inside each other"
_NO_DATA: Final[Mapping[str, object]] = MappingProxyType({})


@final
class Extra(Mapping[str, JSONValue]):
    """Data of your own beside the fields of a value: a JSON object that cannot be changed.

    Lists are tuples in it, and objects are `Extra` again. Keys are sorted. Two are equal if their
    JSON is: `1` is neither `1.0` nor `True`.
    """

    __slots__ = ("_items", "_text")
    _items: Mapping[str, JSONValue]
    _text: str

    def __init__(self, data: Mapping[str, object] = _NO_DATA, /) -> None:
        findings: list[RawViolation] = []
        items = _frozen_items(data, "", findings, 1)
        if findings:
            raise InvalidValueError(
                tuple(
                    Violation(owner="Extra", field=path, value=value, allowed=allowed)
                    for path, value, allowed in findings
                )
            )
        _fill(self, items)

    def __getitem__(self, key: str) -> JSONValue:
        """Return the value of a key."""
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        """Yield the keys, sorted."""
        return iter(self._items)

    def __len__(self) -> int:
        """Return the number of keys."""
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        """Compare as JSON, also with a plain dictionary."""
        # as text, since 1, 1.0 and True are equal in Python, and three values in JSON
        if isinstance(other, Extra):
            return self._text == other._text
        if not isinstance(other, Mapping):
            return NotImplemented
        try:
            return self._text == Extra(other)._text
        except InvalidValueError:
            return False

    def __hash__(self) -> int:
        """Return the hash of the JSON."""
        return hash(self._text)

    def __repr__(self) -> str:
        """Name the keys; values may be private."""
        return f"Extra({', '.join(self)})"

    def __reduce__(self) -> tuple[type["Extra"], tuple[dict[str, object]]]:
        """Pickle as plain data."""
        return Extra, (self.to_dict(),)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse any change."""
        message = "an Extra cannot be changed; make a new one: Extra({**extra, key: value})"
        raise AttributeError(message)

    __delattr__ = __setattr__  # type: ignore[assignment]  # which has no value

    def to_dict(self) -> dict[str, object]:
        """Return plain dictionaries and lists, as `json.dumps` takes them."""
        data: dict[str, object] = json.loads(self._text)
        return data

    def select(self, keys: Collection[str], /) -> "Extra":
        """Return only some of the keys."""
        return Extra({key: value for key, value in self.items() if key in keys}) if self else self


def _fill(extra: Extra, items: Mapping[str, JSONValue]) -> Extra:
    text = json.dumps(items, ensure_ascii=False, default=Extra.to_dict)
    object.__setattr__(extra, "_items", items)
    object.__setattr__(extra, "_text", text)
    return extra


def extra_field_value(data: Mapping[str, object]) -> Extra:
    """Let a dictionary stand in a constructor where `Extra` is declared; `validate` converts it."""
    return data  # type: ignore[return-value]  # until the value is checked


def _frozen_items(
    data: Mapping[Any, object], path: str, findings: list[RawViolation], depth: int
) -> dict[str, JSONValue]:
    items: dict[str, JSONValue] = {}
    for key in sorted(data, key=str):
        if not isinstance(key, str) or len(key) > MAX_KEY_LENGTH or not _IS_LINE(key):
            description = (
                "a long or odd key" if isinstance(key, str) else f"{describe(key)} as a key"
            )
            findings.append((path or "extra", description, _ALLOWED_KEY))
            continue
        place = f"{path}.{key}" if path else key
        items[str(key)] = _frozen_value(data[key], place, findings, depth)
    return items


def _frozen_value(value: object, path: str, findings: list[RawViolation], depth: int) -> JSONValue:
    match value:
        case None:
            return None
        case Mapping() | list() | tuple() if depth >= _MAX_DEPTH:
            findings.append((path, f"more than {_MAX_DEPTH} levels", _ALLOWED_DEPTH))
            return None
        case Mapping():
            count = len(findings)
            items = _frozen_items(value, path, findings, depth + 1)
            return _fill(Extra.__new__(Extra), items) if len(findings) == count else None
        case list() | tuple():
            return tuple(
                _frozen_value(item, f"{path}[{index}]", findings, depth + 1)
                for index, item in enumerate(value)
            )
        case _:
            return _frozen_scalar(value, path, findings)


def _frozen_scalar(value: object, path: str, findings: list[RawViolation]) -> JSONValue:
    match value:
        case bool():
            return value
        case str() if _IS_TEXT(value):
            return str(value)
        case int() if -_MAX_INTEGER <= value <= _MAX_INTEGER:
            return int(value)
        case float() if math.isfinite(value):
            return float(value)
        case str() | int() | float():
            description = "a number or a text that not every program can read"
        case _:
            description = describe(value)
    findings.append((path, description, _ALLOWED))
    return None


def _validate_extra(value: object, path: str, findings: list[RawViolation]) -> object:
    """Convert a mapping; a violation names the key and never shows the value."""
    if isinstance(value, Extra):
        return value
    if not isinstance(value, Mapping):
        findings.append((path, describe(value), "a dictionary with keys of your own"))
        return value
    count = len(findings)
    items = _frozen_items(value, path, findings, 1)
    return Extra(items) if len(findings) == count else value


VALIDATORS[Extra] = _validate_extra
# Python writes no longer one as text.
_MAX_INTEGER: Final = 10**4000
_IS_LINE, _IS_TEXT = (get_args(kind)[1].accepts for kind in (Line, AnyText))
