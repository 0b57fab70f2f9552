"""One class after the other, written as JSON Schema."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import attrs
from attrs import define, field

from tbh_model.documents._notes import attribute_docs, class_summary, class_title
from tbh_model.documents._schema_texts import (
    CONSTRAINT_SCHEMAS,
    DAY,
    INSTANT,
    PATTERN_MESSAGE,
    WHOLE_NUMBER,
)
from tbh_model.model import Constraint, Response, field_types, former_names, is_private
from tbh_model.text import RichText

Schema = dict[str, Any]


@define
class SchemaWriter:
    """Writes classes as schemas, and collects the definitions that they refer to."""

    is_yaml: bool
    """Whether a plain scalar means what its field says, as in YAML; in JSON it does not."""
    references: Mapping[str, Schema] = field(factory=dict)
    """What a reference to each kind of thing may be; any identifier where nothing is said."""
    _definitions: dict[str, Schema] = field(factory=dict)
    _owners: dict[str, object] = field(factory=dict)

    @property
    def definitions(self) -> dict[str, Schema]:
        """The definitions so far, by name."""
        return dict(sorted(self._definitions.items()))

    def class_schema(self, owner: type) -> Schema:
        """Write a class as a group of keys."""
        fields, types = attrs.fields_dict(owner), field_types(owner)
        schema: Schema = {"title": class_title(owner), "description": class_summary(owner)}
        schema["type"] = "object"
        schema["properties"] = {
            name: self._field_schema(owner, fields[name], hint) for name, hint in types.items()
        }
        schema["required"] = [name for name in types if fields[name].default is attrs.NOTHING]
        schema["additionalProperties"] = False
        _add_former_names(schema, former_names(owner))
        return {key: value for key, value in schema.items() if value not in ("", [])}

    def _field_schema(self, owner: type, field: "attrs.Attribute[Any]", hint: Any) -> Schema:
        present = _without_none(hint)
        schema: Schema = self._reference_schema(owner, field.name) or self._schema_of(present)
        if field.default is not attrs.NOTHING or present is not hint:
            schema = _nullable(schema)
        words = attribute_docs(owner).get(field.name)
        if words is not None:
            schema["description"] = words
        default = _default_value(field.default)
        if default is not None:
            schema["default"] = default
        if is_private(field):
            schema["writeOnly"] = True
        return schema

    def _reference_schema(self, owner: type, name: str) -> Schema | None:
        target = REFERENCES.get((owner, name))
        if target is None:
            return None
        schema = self.references.get(target) or self._schema_of(
            _without_none(field_types(owner)[name])
        )
        return {**schema, "x-tbh-ref": target}

    def _schema_of(self, hint: Any) -> Schema:
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Annotated:
            return self._constraint_schema(arguments[0], arguments[1:])
        if origin in {tuple, frozenset}:
            return {"type": "array", "items": self._item_schema(arguments[0])}
        if origin is Literal:
            return {"enum": list(arguments)}
        if not isinstance(hint, type):
            return {}
        if issubclass(hint, Enum):
            return self._definition(hint.__name__, hint, lambda: self._enum_schema(hint))
        if hint in _SCALAR_SCHEMAS:
            name, schema = _SCALAR_SCHEMAS[hint]
            return self._definition(name, hint, lambda: dict(schema))
        if hint in _TEXT_SCHEMAS:
            name, words = _TEXT_SCHEMAS[hint]
            return self._definition(name, hint, lambda: {**words, **self._text_schema(words)})
        if attrs.has(hint):
            return self._definition(hint.__name__, hint, lambda: self.class_schema(hint))
        return {}

    def _item_schema(self, hint: Any) -> Schema:
        schema = self._schema_of(_without_none(hint))
        return schema if _without_none(hint) is hint else _nullable(schema)

    def _enum_schema(self, kind: type[Enum]) -> Schema:
        schema: Schema = {
            "description": class_summary(kind),
            "enum": [member.value for member in kind],
        }
        docs = attribute_docs(kind)
        if docs:
            schema["markdownEnumDescriptions"] = [docs.get(member.name, "") for member in kind]
        return schema

    def _constraint_schema(self, plain: type, metadata: tuple[Any, ...]) -> Schema:
        constraints = [item for item in metadata if isinstance(item, Constraint)]
        if len(constraints) != 1:
            return self._schema_of(plain)
        (constraint,) = constraints
        return self._definition(
            constraint.name, constraint, lambda: self._constraint_definition(plain, constraint)
        )

    def _constraint_definition(self, plain: type, constraint: Constraint) -> Schema:
        is_built_in = getattr(constraint.accepts, "__module__", "") == Constraint.__module__
        keywords = CONSTRAINT_SCHEMAS[constraint.name] if is_built_in else {}
        description = f"{constraint.allowed[0].upper()}{constraint.allowed[1:]}."
        if "pattern" in keywords:
            keywords = {**keywords, PATTERN_MESSAGE: f"Write {constraint.allowed}."}
        if plain not in _SCALAR_SCHEMAS:
            return {"description": description, **self._text_schema(keywords, constraint.accepts)}
        return {"description": description, **_SCALAR_SCHEMAS[plain][1], **keywords}

    def _text_schema(
        self, keywords: Mapping[str, Any], accepts: Callable[[str], bool] = lambda _: True
    ) -> Schema:
        """Write a text; in YAML a number or a truth without quotation marks may be one too."""
        if not self.is_yaml or not accepts("7"):
            return {"type": "string", **keywords}
        if not accepts("-7"):
            keywords = {**keywords, "minimum": 0}
        if not accepts("true"):
            return {"type": ["string", "number"], **keywords}
        # not simply ["string", "number", "boolean"]: editors would offer `true` for every title
        number_or_boolean = {"not": {"type": ["string", "array", "object", "null"]}}
        return {"anyOf": [{"type": "string"}, number_or_boolean], **keywords}

    def _definition(self, name: str, owner: object, write: Callable[[], Schema]) -> Schema:
        """Refer to a definition, which is written when it is first asked for."""
        key = name
        while self._owners.setdefault(key, owner) != owner:
            key = f"{key}-2"
        if key not in self._definitions:
            self._definitions[key] = {}  # for a class that holds values of its own kind
            self._definitions[key] = write()
        return {"$ref": f"#/$defs/{key}"}


def has_schema(hint: Any, within: frozenset[type] = frozenset()) -> bool:
    """Return whether a field of a type can be read from a document, checked and described.

    Args:
        hint: The type.
        within: Classes that hold the field, for one that holds values of its own kind.
    """
    present = _without_none(hint)
    origin, arguments = get_origin(present), get_args(present)
    if origin is Annotated:
        plain, *marks = arguments
        return plain in {str, int} and len(marks) == 1 and isinstance(marks[0], Constraint)
    if origin is Literal:
        return all(isinstance(word, str) for word in arguments)
    if origin in {tuple, frozenset}:
        is_any_number = origin is frozenset or arguments[1:] == (...,)
        return is_any_number and has_schema(arguments[0], within)
    if present in _SCALAR_SCHEMAS or present in _TEXT_SCHEMAS or present in within:
        return True
    if not isinstance(present, type) or not attrs.has(present):
        return isinstance(present, type) and issubclass(present, Enum)
    fields = field_types(present).values()
    is_frozen = attrs.inspect(present).is_frozen
    return is_frozen and all(has_schema(field_hint, within | {present}) for field_hint in fields)


def _add_former_names(schema: Schema, new_names: Mapping[str, str]) -> None:
    """Let a field be written by a name that it had, but never by two."""
    for old, new in new_names.items():
        words = f"Renamed to `{new}`."
        property_schema = schema["properties"][new]
        schema["properties"][old] = {**property_schema, "description": words, "deprecated": True}
        both = [{"required": [old]}, {"required": [new]}]
        if new in schema["required"]:
            schema["required"].remove(new)
            schema.setdefault("allOf", []).append({"oneOf": both})
        else:
            schema.setdefault("allOf", []).append({"not": {"allOf": both}})


def _nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _without_none(hint: Any) -> Any:
    """Return what a value is if it is known."""
    if get_origin(hint) not in {Union, UnionType}:
        return hint
    present = [argument for argument in get_args(hint) if argument is not NoneType]
    return present[0] if len(present) == 1 else Any


def _default_value(default: object) -> str | int | None:
    """Return a default as JSON has it; nothing where it only says that there is nothing."""
    if default is attrs.NOTHING:
        return None
    value = default.value if isinstance(default, Enum) else default
    return value if isinstance(value, str | int) and value != "" else None


REFERENCES: Final[Mapping[tuple[type, str], str]] = {(Response, "therapist"): "therapist"}
"""The fields that hold the id of something else, and of what."""

_SCALAR_SCHEMAS: Final[Mapping[type, tuple[str, Schema]]] = {
    bool: ("truth", {"type": "boolean"}),
    int: ("whole-number", dict(WHOLE_NUMBER)),
    date: ("day", {"type": "string", **DAY}),
    datetime: ("instant", {"type": "string", **INSTANT}),
}
_TEXT_SCHEMAS: Final[Mapping[type, tuple[str, Schema]]] = {
    str: ("any-text", {"description": "Text, which may be empty."}),
    RichText: (
        "markdown",
        {
            "description": "Markdown: CommonMark without raw HTML.",
            "pattern": r"^[^\x00]*$",
            PATTERN_MESSAGE: "Remove the character NUL.",
        },
    ),
}
