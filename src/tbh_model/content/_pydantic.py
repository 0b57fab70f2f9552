"""Classes of the model as fields of pydantic models, and in the OpenAPI of FastAPI.

pydantic asks a class for `__get_pydantic_core_schema__`, which the model imports this module for:
pydantic is no dependency, and whoever has none never comes here.
"""

from collections.abc import Mapping
from typing import Any

from attrs import AttrsInstance, asdict
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from tbh_model._problems import ContentError
from tbh_model.content._data import from_dict, to_dict
from tbh_model.content._json_schema import SchemaWriter


def pydantic_schema(kind: type[AttrsInstance]) -> CoreSchema:
    """Return how pydantic reads and writes a class: as plain data."""

    def make(value: object) -> AttrsInstance:
        if isinstance(value, kind):
            return value
        if not isinstance(value, Mapping):
            message = f"give a {kind.__name__}, or a dictionary of its fields"
            raise ValueError(message)  # noqa: TRY004 - what pydantic collects
        try:
            return from_dict(kind, value)
        except ContentError as error:
            problems = [asdict(problem) for problem in error.problems]
            raise PydanticCustomError(
                "tbh_model", "{text}", {"text": str(error), "problems": problems}
            ) from None

    return core_schema.no_info_plain_validator_function(
        make,
        serialization=core_schema.plain_serializer_function_ser_schema(
            to_dict, return_schema=core_schema.dict_schema()
        ),
        json_schema_input_schema=None,
        metadata={"pydantic_js_functions": [lambda _schema, _handler: json_schema(kind)]},
    )


def json_schema(kind: type) -> dict[str, Any]:
    """Return the JSON Schema of a class as one whole: OpenAPI has a place of its own for parts."""
    writer = SchemaWriter(is_yaml=False)
    schema: dict[str, Any] = _inline(writer.class_schema(kind), writer)
    return schema


def _inline(value: Any, writer: SchemaWriter, within: frozenset[str] = frozenset()) -> Any:
    match value:
        case {"$ref": str(reference)} if reference in within:
            return {}  # a value that holds values of its own kind, of which one level is described
        case {"$ref": str(reference), **rest}:
            definition = writer.definitions[reference.removeprefix("#/$defs/")]
            inner = _inline(definition, writer, within | {reference})
            return {**inner, **_inline(rest, writer, within)}
        case dict():
            return {key: _inline(part, writer, within) for key, part in value.items()}
        case list():
            return [_inline(part, writer, within) for part in value]
        case _:
            return value
