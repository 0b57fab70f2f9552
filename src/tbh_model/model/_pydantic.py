"""The question that pydantic asks a class, for every class of the model."""

from collections.abc import Iterable
from importlib import import_module
from typing import Any

import attrs


def answer_pydantic(values: Iterable[object]) -> None:
    """Let classes of the model be fields of pydantic models and of FastAPI responses."""
    for value in values:
        if isinstance(value, type) and attrs.has(value):
            kind: Any = value  # attrs classes have no such attribute
            kind.__get_pydantic_core_schema__ = classmethod(_schema)


def _schema(kind: type, _source: object, _handler: object) -> Any:
    # by name: plain data belongs to a package above this one, and only pydantic ever asks
    return import_module("tbh_model.content._pydantic").pydantic_schema(kind)
