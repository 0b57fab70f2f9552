"""JSON Schema of all kinds of files; that of `publish.yaml` depends on the exporters."""

import re
from collections.abc import Iterator
from typing import Any, Final, TypeVar

from tbh_model._arguments import check_arguments
from tbh_model._errors import TBHError
from tbh_model._plugins import PluginRegistry
from tbh_model.content import (
    FileKind,
    project_schema,
    root_schema,
    schema as schema_of_content,
    schemas_of,
)
from tbh_model.exporters import Exporter, ExporterRegistry, default_registry
from tbh_model.model import Series
from tbh_model.publishers import Publisher, default_registry as publisher_registry

P = TypeVar("P", Exporter, Publisher)

_PLUGINS: Final = {
    "description": "Python files of the content folder with exporters; they run only if whoever "
    "builds it allows that.",
    "type": "array",
    "items": {"type": "string"},
}
_PLACE: Final = "#/properties/exporters/properties/"


@check_arguments
def schema(kind: str, series: Series | None = None) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a kind of file, for editors and validators.

    Args:
        kind: `series`, `therapist`, `edition`, `publish`, or `document`, the form in one JSON file.
        series: If given, the schema accepts only ids of this series as references.

    Raises:
        UnknownKindError: If there is no such kind.

    >>> tbh.schema("edition")["title"]
    'An edition, or the front matter of one (editions/<slug>.md)'
    """
    if kind == FileKind.PUBLISH:
        return publish_schema(default_registry())
    return schema_of_content(kind) if series is None else project_schema(kind, series)


def publish_schema(registry: ExporterRegistry) -> dict[str, Any]:
    """Return the JSON Schema of `publish.yaml`, with the options of all exporters of a registry.

    Exporters that cannot be imported are left out.

    >>> publishing.publish_schema(tbh.default_registry())["title"]
    'What is published (publish.yaml)'
    """
    kinds_by_name = dict(_usable_kinds(registry))
    publishers_by_name = dict(_usable_kinds(publisher_registry()))
    kinds: tuple[type[Exporter | Publisher], ...] = tuple(
        dict.fromkeys((*kinds_by_name.values(), *publishers_by_name.values()))
    )
    groups, definitions = schemas_of(kinds)
    option_schemas = {
        kind: _options(kind, group) for kind, group in zip(kinds, groups, strict=True)
    }
    names = {name: option_schemas[kind] for name, kind in kinds_by_name.items() if "@" not in name}
    by_kind = {kinds_by_name[name]: {"$ref": f"{_PLACE}{name}"} for name in names}
    addresses = {
        _exact_pattern(name): by_kind.get(kind, option_schemas[kind])
        for name, kind in kinds_by_name.items()
        if "@" in name
    }
    exporters = {
        "description": "The exporters that run, each with its options.",
        "type": "object",
        "properties": names,
        "patternProperties": addresses,  # not offered while typing, as two would mean one thing
        "additionalProperties": False,
        "minProperties": 1,
    }
    publishers = {
        "description": "The publishers to which `tbh push` brings the editions, with options.",
        "type": "object",
        "properties": {name: option_schemas[kind] for name, kind in publishers_by_name.items()},
        "additionalProperties": False,
    }
    return {
        **root_schema(FileKind.PUBLISH, "What is published (publish.yaml)"),
        "type": "object",
        "properties": {"exporters": exporters, "plugins": _PLUGINS, "publishers": publishers},
        "required": ["exporters"],
        "additionalProperties": False,
        "$defs": definitions,
    }


def _usable_kinds(registry: PluginRegistry[P]) -> Iterator[tuple[str, type[P]]]:
    """Yield each name and address by which a plugin can be had."""
    for entry in registry.entries():
        for name in (entry.name, entry.address):
            try:
                yield name, registry.get(name)
            except TBHError:
                continue  # broken, or one name of two packages


def _options(kind: type[Exporter] | type[Publisher], group: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of the options, which also accepts null if all options have defaults."""
    group_schema = {**group, "title": kind.info.name, "description": f"{kind.info.summary}."}
    if "required" in group:
        return group_schema
    return {"anyOf": [group_schema, {"type": "null"}], "description": group_schema["description"]}


def _exact_pattern(name: str) -> str:
    """Write a pattern that means one name, in every dialect of regular expressions."""
    literal = re.sub(r"([^A-Za-z0-9@_ -])", r"[\1]", name)
    return f"^{literal}$"
