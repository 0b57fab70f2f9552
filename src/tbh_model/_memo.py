"""What follows from a value, found out once for as long as the value is there."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import ReferenceType, ref

V = TypeVar("V")
T = TypeVar("T")


def once_for_each(function: Callable[[V], T]) -> Callable[[V], T]:
    """Let a function of one value be asked once for each, and tell values apart as `is` does.

    For functions of frozen values that are costly to compare, such as editions: where content is
    read again and again, nearly all of them are the very same.
    """
    known: dict[int, tuple[ReferenceType[V], T]] = {}

    @wraps(function)
    def answered(value: V) -> T:
        key = id(value)
        found = known.get(key)
        if found is not None and found[0]() is value:
            return found[1]
        made = function(value)
        known[key] = (ref(value, lambda _: known.pop(key, None)), made)
        return made

    return answered
