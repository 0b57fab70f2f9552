"""JSON Schema of content files."""

import ast
import inspect
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import attrs

from tbh_model._attrs import define, field
from tbh_model._errors import TBHError, advice, there_are
from tbh_model.content._converter import SHORT_FORMS, UNION_SCALARS
from tbh_model.content._files import FORMAT, LINT_KEY
from tbh_model.content._problem_text import explanation
from tbh_model.content.lint._engine import LEVELS, LINT_CODES
from tbh_model.model import (
    MAX_KEY_LENGTH,
    AnyText,
    Constraint,
    Edition,
    Extra,
    JSONValue,
    Line,
    Response,
    Series,
    Therapist,
    field_types,
    is_private,
)
from tbh_model.text import Paragraph, RichText, Text, write_markdown

_UNIONS: Final = frozenset({Union, UnionType})
_TIME: Final = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_CALENDAR_DAY: Final = "(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_MAX_INTEGER: Final = 10**18 - 1


def _full_match(pattern: str) -> str:
    """Return a pattern for the whole text, without a final line break, which `$` would allow."""
    return rf"^(?:{pattern})$(?!\n)"


# Keyword with the message that editors show for a pattern; validators ignore it.
PATTERN_MESSAGE: Final = "patternErrorMessage"

DAY: Final[Mapping[str, Any]] = {
    "pattern": _full_match(_CALENDAR_DAY),
    "format": "date",
    PATTERN_MESSAGE: "Write a day of the calendar as year-month-day: 2026-03-31.",
    "description": "A day of the calendar, year-month-day.",
    "examples": ["2026-03-31"],
}
INSTANT: Final[Mapping[str, Any]] = {
    "pattern": _full_match(
        rf"{_CALENDAR_DAY}[Tt ]{_TIME}(?::[0-5][0-9](?:\.[0-9]{{1,6}})?)?"
        rf"(?:[Zz]|[+-]{_TIME}(?::[0-5][0-9])?)?"
    ),
    PATTERN_MESSAGE: "Write date and time, and offset from UTC: 2026-03-31T09:00:00-04:00.",
    "description": "Date, time and offset from UTC; without an offset, in the zone of the series.",
    "examples": ["2026-03-31T09:00:00-04:00", "2026-03-31T13:00:00Z"],
}
WHOLE_NUMBER: Final[Mapping[str, Any]] = {
    "type": "integer",
    "minimum": -_MAX_INTEGER,
    "maximum": _MAX_INTEGER,
}

Schema = dict[str, Any]


@define
class SchemaWriter:
    """Writes classes as schemas, and collects the definitions that they refer to."""

    is_yaml: bool
    """Whether a plain scalar means what its field says, as in YAML; in JSON it does not."""
    references: Mapping[str, Schema] = field(factory=dict)
    """Allowed ids of references by kind; any identifier if a kind is missing."""
    accepts_names: bool = False
    """Whether a therapist may be named by name, as in the file of an edition."""
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
        is_name = self.accepts_names and target == "therapist"
        hint = Line if is_name else _without_none(field_types(owner)[name])
        schema = self.references.get(target) or self._schema_of(hint)
        return {**schema, "x-tbh-ref": target}

    def _schema_of(self, hint: Any) -> Schema:
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Annotated:
            return self._constraint_schema(arguments[0], arguments[1:])
        if origin in {tuple, frozenset, list}:
            return {"type": "array", "items": self._item_schema(arguments[0])}
        if origin is dict:
            return {"type": "object", "additionalProperties": self._item_schema(arguments[1])}
        if origin is Literal:
            return {"enum": list(arguments)}
        if origin in _UNIONS:
            return {"anyOf": [self._schema_of(argument) for argument in arguments]}
        return self._plain_schema(hint) if isinstance(hint, type) else {}

    def _plain_schema(self, hint: type) -> Schema:
        """Write a class, an enumeration or a scalar."""
        if issubclass(hint, Enum):
            return self._definition(hint.__name__, hint, lambda: self._enum_schema(hint))
        if hint in _SCALAR_SCHEMAS:
            name, schema = _SCALAR_SCHEMAS[hint]
            return self._definition(name, hint, lambda: dict(schema))
        if hint in _TEXT_SCHEMAS:
            name, words = _TEXT_SCHEMAS[hint]
            return self._definition(name, hint, lambda: {**words, **self._text_schema(words)})
        if hint is Extra or attrs.has(hint):
            return self._definition(hint.__name__, hint, lambda: self._class_definition(hint))
        return {}

    def _class_definition(self, kind: type) -> Schema:
        if kind is Extra:
            return self._extra_schema()
        group, short = self.class_schema(kind), SHORT_FORMS.get(kind)
        return {"anyOf": [group, self._schema_of(field_types(kind)[short])]} if short else group

    def _extra_schema(self) -> Schema:
        value: Schema = {"$ref": "#/$defs/json"}
        group: Schema = {
            "type": "object",
            "propertyNames": {**_keywords_of(Line), "maxLength": MAX_KEY_LENGTH},
            "additionalProperties": value,
        }
        scalar: Schema = {"type": ["string", "number", "boolean", "null"], **_keywords_of(AnyText)}
        options = [scalar, {"type": "array", "items": value}, group]
        self._definition("json", JSONValue, lambda: {"anyOf": options})
        return {**group, "description": "Keys of your own, with any values."}

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
        keywords = _constraint_keywords(constraint)
        description = f"{constraint.allowed[0].upper()}{constraint.allowed[1:]}."
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
        """Return a reference to a definition, which is created on first use."""
        key = name
        while self._owners.setdefault(key, owner) != owner:
            key = f"{key}-2"
        if key not in self._definitions:
            self._definitions[key] = {}  # for a class that holds values of its own kind
            self._definitions[key] = write()
        return {"$ref": f"#/$defs/{key}"}


def _keywords_of(hint: Any) -> Schema:
    return _constraint_keywords(get_args(hint)[1])


def _constraint_keywords(constraint: Constraint) -> Schema:
    keywords: Schema = {}
    if constraint.pattern is not None:
        keywords["pattern"] = _full_match(constraint.pattern)
    if constraint.examples:
        keywords["examples"] = list(constraint.examples)
    if constraint.minimum is not None:
        keywords["minimum"] = constraint.minimum
    if constraint.pattern is not None:
        keywords[PATTERN_MESSAGE] = f"Write {constraint.allowed}."
    return keywords


def has_schema(hint: Any, within: frozenset[type] = frozenset()) -> bool:
    """Return whether a field of a type can be read from a document, checked and described.

    Args:
        hint: The type.
        within: Classes that contain the field, for recursive types.

    >>> content.has_schema(int), content.has_schema(complex)
    (True, False)
    """
    present = _without_none(hint)
    origin, arguments = get_origin(present), get_args(present)
    if origin is Annotated:
        plain, *marks = arguments
        return plain in {str, int} and len(marks) == 1 and isinstance(marks[0], Constraint)
    if origin is Literal:
        return all(isinstance(word, str) for word in arguments)
    if origin in {tuple, frozenset, list}:
        is_any_number = origin is not tuple or arguments[1:] == (...,)
        return is_any_number and has_schema(arguments[0], within)
    if origin is dict:
        return arguments[0] is str and has_schema(arguments[1], within)
    if origin in _UNIONS:
        return set(arguments) <= UNION_SCALARS.keys()
    if present in {Extra, *_SCALAR_SCHEMAS, *_TEXT_SCHEMAS, *within}:
        return True
    if not isinstance(present, type) or not attrs.has(present):
        return isinstance(present, type) and issubclass(present, Enum)
    fields = field_types(present).values()
    is_frozen = attrs.inspect(present).is_frozen
    return is_frozen and all(has_schema(field_hint, within | {present}) for field_hint in fields)


def _nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _without_none(hint: Any) -> Any:
    """Return what a value is if it is known."""
    if get_origin(hint) not in _UNIONS or NoneType not in get_args(hint):
        return hint
    present = [argument for argument in get_args(hint) if argument is not NoneType]
    return Union[tuple(present)]  # noqa: UP007 - of one type this is the type itself


def _default_value(default: object) -> str | int | float | None:
    """Return a default as JSON has it; nothing where it only says that there is nothing."""
    if default is attrs.NOTHING:
        return None
    value = default.value if isinstance(default, Enum) else default
    return value if isinstance(value, str | int | float) and value != "" else None


# The fields that hold the id of something else, and of what.
REFERENCES: Final[Mapping[tuple[type, str], str]] = {(Response, "therapist"): "therapist"}

_SCALAR_SCHEMAS: Final[Mapping[type, tuple[str, Schema]]] = {
    bool: ("truth", {"type": "boolean"}),
    int: ("whole-number", dict(WHOLE_NUMBER)),
    float: ("number", {"type": "number"}),
    date: ("day", {"type": "string", **DAY}),
    datetime: ("instant", {"type": "string", **INSTANT}),
}
_TEXT_SCHEMAS: Final[Mapping[type, tuple[str, Schema]]] = {
    str: ("any-text", {"description": "Text, which may be empty."}),
    Path: ("path", {"description": "The path of a file."}),
    RichText: (
        "markdown",
        {
            "description": "Markdown: CommonMark without raw HTML.",
            "pattern": r"^[^\x00]*$",
            PATTERN_MESSAGE: "Remove the character NUL.",
        },
    ),
}


SCHEMA_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


class FileKind(StrEnum):
    """Kind of file that a schema describes."""

    SERIES = "series"
    """`series.yaml`"""
    THERAPIST = "therapist"
    """A file of `therapists/`"""
    EDITION = "edition"
    """A file of `editions/`"""
    PUBLISH = "publish"
    """`publish.yaml`"""
    DOCUMENT = "document"
    """A whole series in one JSON file"""


class UnknownKindError(TBHError, LookupError):
    """There is no schema of a name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        """Name the unknown value and all known ones."""
        kinds = [kind.value for kind in FileKind]
        return f"no schema named {self.name!r}{advice(self.name, kinds, there_are(kinds))}"


def schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file: `series`, `therapist`, `edition` or `document`.

    Raises:
        UnknownKindError: If there is no such kind.

    >>> content.schema("edition")["title"]
    'An edition, or the front matter of one (editions/<slug>.md)'
    """
    return _schema(kind, {}, "")


def project_schema(kind: str, series: Series) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file that accepts only therapists of a series.

    The file of an edition names them by id, or by a name that only one has.

    Raises:
        UnknownKindError: If there is no such kind.

    >>> content.project_schema("edition", series)["title"]
    'An edition, or the front matter of one (editions/<slug>.md)'
    """
    ids = {therapist.id: therapist.name for therapist in series.therapists}
    if kind == FileKind.EDITION:
        names = Counter(ids.values())
        ids |= {name: name for name, count in names.items() if count == 1}
    therapists = {
        "type": "string",
        "enum": list(ids),
        "markdownEnumDescriptions": [_escape_markdown(name) for name in ids.values()],
    }
    return _schema(kind, {"therapist": therapists}, "/project")


def schema_of(kind: type) -> dict[str, Any]:
    """Return the JSON Schema of the mapping in YAML that becomes a value of a class.

    >>> list(content.schema_of(tbh.Credential)["properties"])[0]
    'title'
    """
    (body,), definitions = schemas_of([kind])
    return {**body, "$defs": definitions} if definitions else body


def schemas_of(kinds: Iterable[type]) -> tuple[tuple[dict[str, Any], ...], dict[str, Any]]:
    """Return the JSON Schema of each of several classes, and their shared definitions.

    >>> schemas, definitions = content.schemas_of([tbh.Credential, tbh.Approval])
    >>> len(schemas)
    2
    """
    writer = SchemaWriter(is_yaml=True)
    schemas = tuple(writer.class_schema(kind) for kind in kinds)
    return schemas, writer.definitions


def root_schema(name: str, title: str) -> dict[str, Any]:
    """Return the first keys of the schema of a kind of file; its id names no host.

    >>> content.root_schema("edition", "Edition")["title"]
    'Edition'
    """
    return {
        "$schema": SCHEMA_DIALECT,
        "$id": f"tag:tbh-model,2026:format-{FORMAT}/{name}",
        "title": title,
    }


def _schema(kind: str, references: Mapping[str, Any], ending: str) -> dict[str, Any]:
    if kind not in _KINDS:
        raise UnknownKindError(kind)
    owner, title = _KINDS[kind]
    is_edition = kind == FileKind.EDITION
    writer = SchemaWriter(
        is_yaml=kind != FileKind.DOCUMENT, references=references, accepts_names=is_edition
    )
    body = writer.class_schema(owner)
    if is_edition:
        body["required"].remove("slug")  # it is the name of the file
    if owner is Series:
        properties = body["properties"]
        properties["format"]["anyOf"][0]["maximum"] = FORMAT
        properties[LINT_KEY] = {**_lint_levels(), "description": "How much each rule matters."}
    result = {**body, **root_schema(f"{kind}{ending}", title), "$defs": writer.definitions}
    first = ("$schema", "$id", "title", "description")
    order = [key for key in first if key in result] + [key for key in result if key not in first]
    return {key: result[key] for key in order}


def _lint_levels() -> dict[str, Any]:
    levels = {
        code: {"description": explanation(code).title, "enum": list(LEVELS)} for code in LINT_CODES
    }
    group = {"type": "object", "properties": levels, "additionalProperties": False}
    return {"anyOf": [group, {"type": "null"}]}


def _escape_markdown(words: str) -> str:
    paragraph = Paragraph(children=(Text(value=words),))
    return write_markdown(RichText(blocks=(paragraph,))).strip()


_KINDS: Final[Mapping[str, tuple[type, str]]] = {
    FileKind.SERIES: (Series, "A series (series.yaml)"),
    FileKind.THERAPIST: (Therapist, "A therapist (therapists/<id>.yaml)"),
    FileKind.EDITION: (Edition, "An edition, or the front matter of one (editions/<slug>.md)"),
    FileKind.DOCUMENT: (Series, "A whole series in one JSON document"),
}


@cache
def attribute_docs(kind: type) -> Mapping[str, str]:
    """Return the docstrings below the fields or members of a class, inherited ones included.

    The result is empty if the source is not available.

    >>> content.attribute_docs(tbh.Credential)["abbreviation"]
    'As it stands after a name: "RP (Qualifying)".'
    """
    docs: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        definition = _classes(base.__module__).get(base.__qualname__)
        docs |= {} if definition is None else dict(_assignment_docs(definition))
    return docs


def class_summary(kind: type) -> str:
    """Return the first sentence of what a class says of itself; nothing if it says nothing."""
    words = kind.__dict__.get("__doc__") or ""
    return " ".join(words.partition("\n\n")[0].split())


def class_title(kind: type) -> str:
    """Name a class as an author knows it: "Call to action"."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__)
    return f"{words[0]}{words[1:].lower()}" if " " in words else words


@cache
def _classes(module: str) -> Mapping[str, ast.ClassDef]:
    try:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    except (KeyError, OSError, TypeError, SyntaxError):
        return {}
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}


def _assignment_docs(definition: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for assignment, note in pairwise(definition.body):
        match assignment, note:
            case (
                ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]),
                ast.Expr(value=ast.Constant(value=str(words))),
            ):
                yield name, " ".join(words.split())
