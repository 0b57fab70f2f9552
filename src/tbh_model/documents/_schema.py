"""JSON Schema 2020-12 from the classes, so that an editor completes and checks while one types.

What stands in a YAML file means what its field says, so `title: 1984` is a text there and its
schema takes a number; in the one-file JSON form it is none. Each difference that stays between a
schema and the loader is a line of a table in `tests/laws/semantic_rules.py`.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

from tbh_model._errors import TBHError
from tbh_model._suggest import closest
from tbh_model.documents._catalogue import explanation
from tbh_model.documents._lint import LEVELS, LINT_CODES, LINT_KEY
from tbh_model.documents._migrations import FORMAT
from tbh_model.documents._schema_writer import SchemaWriter
from tbh_model.model import Edition, Series, Therapist
from tbh_model.text import Paragraph, RichText, Text, write_markdown

SCHEMA_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


class FileKind(StrEnum):
    """What a schema describes."""

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
        """Name what was asked for, and what there is."""
        kinds = [kind.value for kind in FileKind]
        suggestion = closest(self.name, kinds)
        advice = f"did you mean {suggestion!r}?" if suggestion else f"there are: {', '.join(kinds)}"
        return f"no schema named {self.name!r}; {advice}"


def schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file: `series`, `therapist`, `edition` or `document`.

    Raises:
        UnknownKindError: If there is no such kind here.
    """
    return _schema(kind, {}, "")


def project_schema(kind: str, series: Series) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file in which a reference is an id that the series has.

    Raises:
        UnknownKindError: If there is no such kind here.
    """
    therapists = {
        "type": "string",
        "enum": [therapist.id for therapist in series.therapists],
        "markdownEnumDescriptions": [
            _escape_markdown(therapist.name) for therapist in series.therapists
        ],
    }
    return _schema(kind, {"therapist": therapists}, "/project")


def schema_of(kind: type) -> dict[str, Any]:
    """Return the JSON Schema of a group of keys in YAML that is made into a value of a class."""
    (body,), definitions = schemas_of([kind])
    return {**body, "$defs": definitions} if definitions else body


def schemas_of(kinds: Iterable[type]) -> tuple[tuple[dict[str, Any], ...], dict[str, Any]]:
    """Return the JSON Schema of each of several classes, and the definitions that they share."""
    writer = SchemaWriter(is_yaml=True)
    schemas = tuple(writer.class_schema(kind) for kind in kinds)
    return schemas, writer.definitions


def root_schema(name: str, title: str) -> dict[str, Any]:
    """Begin the schema of a kind of file; the id names no host, only us and the format."""
    return {
        "$schema": SCHEMA_DIALECT,
        "$id": f"tag:tbh-model,2026:format-{FORMAT}/{name}",
        "title": title,
    }


def _schema(kind: str, references: Mapping[str, Any], ending: str) -> dict[str, Any]:
    if kind not in _KINDS:
        raise UnknownKindError(kind)
    owner, title = _KINDS[kind]
    writer = SchemaWriter(is_yaml=kind != FileKind.DOCUMENT, references=references)
    body = writer.class_schema(owner)
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
    FileKind.EDITION: (Edition, "An edition (editions/<slug>.yaml)"),
    FileKind.DOCUMENT: (Series, "A whole series in one JSON document"),
}
