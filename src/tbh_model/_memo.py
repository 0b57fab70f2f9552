"""Memoization of functions of one object by identity, with weak references."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import ReferenceType, ref

V = TypeVar("V")
T = TypeVar("T")


def memoize_by_identity(function: Callable[[V], T]) -> Callable[[V], T]:
    """Memoize a function of one object by identity.

    For functions of frozen values that are costly to compare, such as editions: where content is
    read again and again, nearly all of them are the very same.
    """
    results: dict[int, tuple[ReferenceType[V], T]] = {}

    @wraps(function)
    def wrapper(value: V) -> T:
        key = id(value)
        cached = results.get(key)
        if cached is not None and cached[0]() is value:
            return cached[1]
        result = function(value)
        results[key] = (ref(value, lambda _: results.pop(key, None)), result)
        return result

    return wrapper
