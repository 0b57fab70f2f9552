"""Run-time check of the arguments of public functions against their annotations."""

import inspect
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import cache, wraps
from os import PathLike
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Final, ParamSpec, TypeVar, Union, get_args, get_origin

from tbh_model._errors import TBHError

P = ParamSpec("P")
R = TypeVar("R")


class ArgumentError(TBHError, TypeError):
    """A function was given something that it cannot take."""

    def __init__(self, function: str, argument: str, value: str, advice: str) -> None:
        super().__init__(function, argument, value, advice)
        self.function, self.argument = function, argument
        self.value, self.advice = value, advice

    def __str__(self) -> str:
        """Name the function, the argument, its value and a remedy."""
        return f"{self.function}: {self.argument} is {self.value}; {self.advice}"


def check_arguments(function: Callable[P, R]) -> Callable[P, R]:
    """Raise `ArgumentError` if the type of an argument differs from its annotation.

    What is missing, or too much, is left to Python, which names it well.
    """

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        _check_types(function, args, kwargs)
        return function(*args, **kwargs)

    return wrapper


def check_arguments_on_error(function: Callable[P, R]) -> Callable[P, R]:
    """Check arguments only if the function fails, for functions that are called very often."""

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except (AttributeError, TypeError, LookupError):
            _check_types(function, args, kwargs)
            raise

    return wrapper


def _check_types(
    function: Callable[..., object], args: tuple[object, ...], kwargs: dict[str, object]
) -> None:
    by_position, by_name = _parameters(function)
    for parameter, value in zip(by_position, args, strict=False):
        if not isinstance(value, parameter.kinds) or type(value) in parameter.rejected_types:
            raise parameter.argument_error(value) from None
    for name, value in kwargs.items():
        keyword_parameter = by_name.get(name)
        if keyword_parameter and (
            not isinstance(value, keyword_parameter.kinds)
            or type(value) in keyword_parameter.rejected_types
        ):
            raise keyword_parameter.argument_error(value) from None


def as_path(value: object, owner: str) -> Path:
    """Return a field that is a path and may be given as a text: `Series.folder`, for example."""
    if isinstance(value, str | PathLike):
        return Path(value)
    kind, _, name = owner.partition(".")
    function = f"{kind}()"
    raise ArgumentError(function, f"`{name}`", describe_argument(value), _PATH)


class _Parameter:
    """Parameter with its accepted types."""

    def __init__(self, function: str, name: str, kinds: tuple[type, ...]) -> None:
        self.function, self.name, self.kinds = function, name, kinds
        self.rejected_types: set[type] = set()
        if Iterable in kinds:
            self.rejected_types |= {str, bytes, bytearray}  # nobody means its letters
        if date in kinds:
            self.rejected_types.add(datetime)  # whose day depends on where one is

    def argument_error(self, value: object) -> ArgumentError:
        advice = dict.fromkeys(filter(None, (_ADVICE.get(kind.__name__) for kind in self.kinds)))
        allowed = " or ".join(kind.__name__ for kind in self.kinds if kind is not NoneType)
        words = " or ".join(advice) or f"give {allowed}"
        return ArgumentError(self.function, self.name, describe_argument(value), words)


def describe_argument(value: object) -> str:
    """Describe what was given, as a programmer would."""
    if value is None:
        return "None"
    if isinstance(value, type):
        return f"the class {value.__name__} and not a value of it"
    if isinstance(value, date):
        return f"the {type(value).__name__} {value}"
    if isinstance(value, str | int | float):
        return f"{type(value).__name__} {value!r:.60}"
    return f"of the type {type(value).__name__}"


@cache
def _parameters(function: Callable[..., object]) -> tuple[list[_Parameter], dict[str, _Parameter]]:
    by_position: list[_Parameter] = []
    by_name: dict[str, _Parameter] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        kinds = (
            tuple(_annotated_types(parameter.annotation))
            if name not in {"self", "cls"}
            else (object,)
        )
        expected = _Parameter(f"{function.__qualname__}()", f"`{name}`", kinds)
        match parameter.kind:
            case parameter.VAR_POSITIONAL | parameter.VAR_KEYWORD:
                continue
            case parameter.POSITIONAL_ONLY | parameter.POSITIONAL_OR_KEYWORD:
                by_position.append(expected)
        if parameter.kind is not parameter.POSITIONAL_ONLY:
            by_name[name] = expected
    return by_position, by_name


def _annotated_types(hint: Any) -> Iterator[type]:
    """Yield the classes that an annotation names; `object` for one that says nothing of a class."""
    origin = get_origin(hint)
    if origin in {Union, UnionType}:
        for argument in get_args(hint):
            yield from _annotated_types(argument)
    elif hint is None:
        yield NoneType
    elif hint is Path:
        yield from (str, PathLike)
    elif hint is float:
        yield from (float, int)
    elif (
        isinstance(hint, type)
        # `isinstance` refuses most protocols
        and not getattr(hint, "_is_protocol", False)
        and hint is not inspect.Parameter.empty
    ):
        yield hint
    elif isinstance(origin, type):
        yield origin
    else:
        yield object


_PATH: Final = 'give a path, such as "content" or Path("content")'
_ADVICE: Final = {
    "Series": "give a series, as tbh.load(...) or tbh.Series(...) makes it",
    "Edition": "give an edition, as series.edition(...) finds it",
    "Response": "give a response, such as edition.responses[0]",
    "Release": "give a release, as tbh.release(...) makes it",
    "RichText": 'give rich text, as tbh.markdown("...") makes it',
    "datetime": "give a datetime with a time zone: datetime(2026, 3, 31, 9, tzinfo=UTC)",
    "date": "give a date without a time: date(2026, 3, 31)",
    "PathLike": _PATH,
    "Iterable": "give a list",
}
