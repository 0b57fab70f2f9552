"""One class after the other, written as JSON Schema."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import attrs
from attrs import define, field

from tbh_model.documents._notes import notes_of, summary_of, title_of
from tbh_model.documents._schema_texts import (
    CONSTRAINED,
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

    def group(self, owner: type) -> Schema:
        """Write a class as a group of keys."""
        fields, types = attrs.fields_dict(owner), field_types(owner)
        made: Schema = {"title": title_of(owner), "description": summary_of(owner)}
        made["type"] = "object"
        made["properties"] = {
            name: self._field(owner, fields[name], hint) for name, hint in types.items()
        }
        made["required"] = [name for name in types if fields[name].default is attrs.NOTHING]
        made["additionalProperties"] = False
        _add_former_names(made, former_names(owner))
        return {key: value for key, value in made.items() if value not in ("", [])}

    def _field(self, owner: type, field: "attrs.Attribute[Any]", hint: Any) -> Schema:
        present = _present(hint)
        made: Schema = self._reference(owner, field.name) or self._of(present)
        if field.default is not attrs.NOTHING or present is not hint:
            made = _or_nothing(made)
        words = notes_of(owner).get(field.name)
        if words is not None:
            made["description"] = words
        default = _written_default(field.default)
        if default is not None:
            made["default"] = default
        if is_private(field):
            made["writeOnly"] = True
        return made

    def _reference(self, owner: type, name: str) -> Schema | None:
        target = REFERENCES.get((owner, name))
        if target is None:
            return None
        there = self.references.get(target) or self._of(_present(field_types(owner)[name]))
        return {**there, "x-tbh-ref": target}

    def _of(self, hint: Any) -> Schema:
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Annotated:
            return self._constrained(arguments[0], arguments[1:])
        if origin in {tuple, frozenset}:
            return {"type": "array", "items": self._item(arguments[0])}
        if origin is Literal:
            return {"enum": list(arguments)}
        if not isinstance(hint, type):
            return {}
        if issubclass(hint, Enum):
            return self._named(hint.__name__, hint, lambda: self._choice(hint))
        if hint in _PLAIN:
            name, made = _PLAIN[hint]
            return self._named(name, hint, lambda: dict(made))
        if hint in _TEXTS:
            name, words = _TEXTS[hint]
            return self._named(name, hint, lambda: {**words, **self._text(words)})
        if attrs.has(hint):
            return self._named(hint.__name__, hint, lambda: self.group(hint))
        return {}

    def _item(self, hint: Any) -> Schema:
        made = self._of(_present(hint))
        return made if _present(hint) is hint else _or_nothing(made)

    def _choice(self, kind: type[Enum]) -> Schema:
        made: Schema = {"description": summary_of(kind), "enum": [each.value for each in kind]}
        notes = notes_of(kind)
        if notes:
            made["markdownEnumDescriptions"] = [notes.get(each.name, "") for each in kind]
        return made

    def _constrained(self, plain: type, metadata: tuple[Any, ...]) -> Schema:
        found = [each for each in metadata if isinstance(each, Constraint)]
        if len(found) != 1:
            return self._of(plain)
        (constraint,) = found
        return self._named(constraint.name, constraint, lambda: self._rule(plain, constraint))

    def _rule(self, plain: type, constraint: Constraint) -> Schema:
        is_ours = getattr(constraint.accepts, "__module__", "") == Constraint.__module__
        known = CONSTRAINED[constraint.name] if is_ours else {}
        allowed = f"{constraint.allowed[0].upper()}{constraint.allowed[1:]}."
        if "pattern" in known:
            known = {**known, PATTERN_MESSAGE: f"Write {constraint.allowed}."}
        if plain not in _PLAIN:
            return {"description": allowed, **self._text(known, constraint.accepts)}
        return {"description": allowed, **_PLAIN[plain][1], **known}

    def _text(
        self, known: Mapping[str, Any], accepts: Callable[[str], bool] = lambda _: True
    ) -> Schema:
        """Write a text; in YAML a number or a truth without quotation marks may be one too."""
        if not self.is_yaml or not accepts("7"):
            return {"type": "string", **known}
        if not accepts("-7"):
            known = {**known, "minimum": 0}
        if not accepts("true"):
            return {"type": ["string", "number"], **known}
        # not simply ["string", "number", "boolean"]: editors would offer `true` for every title
        other = {"not": {"type": ["string", "array", "object", "null"]}}
        return {"anyOf": [{"type": "string"}, other], **known}

    def _named(self, name: str, owner: object, write: Callable[[], Schema]) -> Schema:
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
    present = _present(hint)
    origin, arguments = get_origin(present), get_args(present)
    if origin is Annotated:
        plain, *marks = arguments
        return plain in {str, int} and len(marks) == 1 and isinstance(marks[0], Constraint)
    if origin is Literal:
        return all(isinstance(word, str) for word in arguments)
    if origin in {tuple, frozenset}:
        is_any_number = origin is frozenset or arguments[1:] == (...,)
        return is_any_number and has_schema(arguments[0], within)
    if present in _PLAIN or present in _TEXTS or present in within:
        return True
    if not isinstance(present, type) or not attrs.has(present):
        return isinstance(present, type) and issubclass(present, Enum)
    fields = field_types(present).values()
    is_frozen = attrs.inspect(present).is_frozen
    return is_frozen and all(has_schema(each, within | {present}) for each in fields)


def _add_former_names(made: Schema, renamed: Mapping[str, str]) -> None:
    """Let a field be written by a name that it had, but never by two."""
    for old, new in renamed.items():
        words = f"Renamed to `{new}`."
        there = made["properties"][new]
        made["properties"][old] = {**there, "description": words, "deprecated": True}
        both = [{"required": [old]}, {"required": [new]}]
        if new in made["required"]:
            made["required"].remove(new)
            made.setdefault("allOf", []).append({"oneOf": both})
        else:
            made.setdefault("allOf", []).append({"not": {"allOf": both}})


def _or_nothing(made: Schema) -> Schema:
    return {"anyOf": [made, {"type": "null"}]}


def _present(hint: Any) -> Any:
    """Return what a value is if it is known."""
    if get_origin(hint) not in {Union, UnionType}:
        return hint
    present = [argument for argument in get_args(hint) if argument is not NoneType]
    return present[0] if len(present) == 1 else Any


def _written_default(default: object) -> str | int | None:
    """Return a default as JSON has it; nothing where it only says that there is nothing."""
    if default is attrs.NOTHING:
        return None
    value = default.value if isinstance(default, Enum) else default
    return value if isinstance(value, str | int) and value != "" else None


REFERENCES: Final[Mapping[tuple[type, str], str]] = {(Response, "therapist"): "therapist"}
"""The fields that hold the id of something else, and of what."""

_PLAIN: Final[Mapping[type, tuple[str, Schema]]] = {
    bool: ("truth", {"type": "boolean"}),
    int: ("whole-number", dict(WHOLE_NUMBER)),
    date: ("day", {"type": "string", **DAY}),
    datetime: ("instant", {"type": "string", **INSTANT}),
}
_TEXTS: Final[Mapping[type, tuple[str, Schema]]] = {
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
