"""What `from_dict` costs, against pydantic models of the same shape, in one run.

    python benchmarks/data.py [EDITIONS] [ROUNDS]

The models are derived from our classes: the same fields with the same types and patterns, frozen,
and without keys that they do not know. Rich text is a string to them; they do not read it. Rules
that depend on several fields are ours alone. Both take turns; the medians make the ratio.
"""

import gc
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import attrs
import yaml
from corpus import Writer, fields
from load import Loader
from pydantic import BaseModel, ConfigDict, Field, create_model

import tbh_model as tbh
from tbh_model.model import Constraint, Extra, field_types


@cache
def theirs(kind: type) -> type[BaseModel]:
    """Return a pydantic model of the shape of one of our classes."""
    fields: dict[str, Any] = {
        name: (their_type(hint), their_default(attrs.fields_dict(kind)[name].default))
        for name, hint in field_types(kind).items()
    }
    config = ConfigDict(frozen=True, extra="forbid", regex_engine="python-re")
    return create_model(kind.__name__, __config__=config, **fields)


def their_type(hint: Any) -> Any:
    """Return the type of a field of theirs."""
    arguments = get_args(hint)
    match get_origin(hint):
        case origin if origin in {Union, UnionType}:
            present = [their_type(item) for item in arguments if item is not NoneType]
            return present[0] | None
        case origin if origin is Annotated:
            constraint = next(item for item in arguments if isinstance(item, Constraint))
            pattern = constraint.pattern if arguments[0] is str else None
            return Annotated[arguments[0], Field(pattern=pattern and f"^(?:{pattern})$")]
        case origin if origin is tuple:
            return tuple[their_type(arguments[0]), ...]  # type: ignore[misc]  # made at run time
        case origin if origin is frozenset:
            return frozenset[their_type(arguments[0])]  # type: ignore[misc]  # made at run time
    if hint is tbh.RichText:
        return str
    if hint is Extra:
        return dict[str, Any]
    is_plain = not attrs.has(hint) or issubclass(hint, Enum)
    return hint if is_plain else theirs(hint)


def their_default(default: Any) -> Any:
    """Return the default of a field of theirs."""
    if default is attrs.NOTHING:
        return ...
    if isinstance(default, tbh.RichText):
        return ""
    return {} if isinstance(default, Extra) else default


def timed(work: Callable[[], object]) -> float:
    """Return the seconds of processor time that some work takes."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def main(count: int, rounds: int) -> None:
    """Measure, and print ratios."""
    rows: list[Mapping[str, Any]] = [
        yaml.load(fields(number, count, Writer(number)), Loader=Loader)  # noqa: S506 - a safe one
        for number in range(count)
    ]
    model = theirs(tbh.Edition)
    works: dict[str, Callable[[], object]] = {
        "from_dict": lambda: [tbh.from_dict(tbh.Edition, row) for row in rows],
        "pydantic": lambda: [model.model_validate(row) for row in rows],
    }
    times: dict[str, list[float]] = {label: [] for label in works}
    for _ in range(rounds):
        for label, work in works.items():
            times[label].append(timed(work))
    medians = {label: statistics.median(values) for label, values in times.items()}
    for label, seconds in medians.items():
        print(f"{label:10} {seconds:7.3f} s  {seconds / count * 1e6:7.0f} µs an edition")
    print(f"ratio      {medians['from_dict'] / medians['pydantic']:7.2f}")


if __name__ == "__main__":
    editions, turns, *_ = [*map(int, sys.argv[1:]), *(10_000, 5)[len(sys.argv) - 1 :]]
    main(editions, turns)
