"""What a public function is given, compared with its annotations: for a caller in a hurry."""

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

    def __init__(self, function: str, argument: str, found: str, advice: str) -> None:
        super().__init__(function, argument, found, advice)
        self.function, self.argument = function, argument
        self.found, self.advice = found, advice

    def __str__(self) -> str:
        """Name the function, the argument, what it was given, and what to write."""
        return f"{self.function}: {self.argument} is {self.found}; {self.advice}"


def checked_arguments(function: Callable[P, R]) -> Callable[P, R]:
    """Raise `ArgumentError` where an argument is of none of the types that are annotated.

    What is missing, or too much, is left to Python, which names it well.
    """

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        _check(function, args, kwargs)
        return function(*args, **kwargs)

    return call


def explained_arguments(function: Callable[P, R]) -> Callable[P, R]:
    """Do the same where the function fails, for one that is called thousands of times."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except (AttributeError, TypeError, LookupError):
            _check(function, args, kwargs)
            raise

    return call


def _check(
    function: Callable[..., object], args: tuple[object, ...], kwargs: dict[str, object]
) -> None:
    by_position, by_name = _accepted(function)
    for accepted, value in zip(by_position, args, strict=False):
        if not isinstance(value, accepted.kinds) or type(value) in accepted.refused:
            raise accepted.error(value) from None
    for name, value in kwargs.items():
        known = by_name.get(name)
        if known and (not isinstance(value, known.kinds) or type(value) in known.refused):
            raise known.error(value) from None


def as_path(given: object, owner: str) -> Path:
    """Return a field that is a path and may be given as a text: `Series.folder`, for example."""
    if isinstance(given, str | PathLike):
        return Path(given)
    kind, _, name = owner.partition(".")
    function = f"{kind}()"
    raise ArgumentError(function, f"`{name}`", described(given), _PATH)


class _Accepted:
    """What one parameter takes."""

    def __init__(self, function: str, name: str, kinds: tuple[type, ...]) -> None:
        self.function, self.name, self.kinds = function, name, kinds
        self.refused: set[type] = set()
        if Iterable in kinds:
            self.refused |= {str, bytes, bytearray}  # nobody means its letters
        if date in kinds:
            self.refused.add(datetime)  # whose day depends on where one is

    def error(self, value: object) -> ArgumentError:
        advice = dict.fromkeys(filter(None, (_ADVICE.get(each.__name__) for each in self.kinds)))
        allowed = " or ".join(each.__name__ for each in self.kinds if each is not NoneType)
        words = " or ".join(advice) or f"give {allowed}"
        return ArgumentError(self.function, self.name, described(value), words)


def described(value: object) -> str:
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
def _accepted(function: Callable[..., object]) -> tuple[list[_Accepted], dict[str, _Accepted]]:
    by_position: list[_Accepted] = []
    by_name: dict[str, _Accepted] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        kinds = tuple(_kinds(parameter.annotation)) if name not in {"self", "cls"} else (object,)
        accepted = _Accepted(f"{function.__qualname__}()", f"`{name}`", kinds)
        match parameter.kind:
            case parameter.VAR_POSITIONAL | parameter.VAR_KEYWORD:
                continue
            case parameter.POSITIONAL_ONLY | parameter.POSITIONAL_OR_KEYWORD:
                by_position.append(accepted)
        if parameter.kind is not parameter.POSITIONAL_ONLY:
            by_name[name] = accepted
    return by_position, by_name


def _kinds(hint: Any) -> Iterator[type]:
    """Yield the classes that an annotation names; `object` for one that says nothing of a class."""
    origin = get_origin(hint)
    if origin in {Union, UnionType}:
        for each in get_args(hint):
            yield from _kinds(each)
    elif hint is None:
        yield NoneType
    elif hint is Path:
        yield from (str, PathLike)
    elif hint is float:
        yield from (float, int)
    elif (
        isinstance(hint, type)
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
