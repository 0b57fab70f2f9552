"""Where an id is defined, and where it is used."""

from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from tbh_model._final import final
from tbh_model.documents._located import MappingNode, ScalarNode, SequenceNode
from tbh_model.documents._references import ContentEntry
from tbh_model.documents._sources import ContentFile, read_content
from tbh_model.model import Series, UnknownIdError


@final
@frozen(kw_only=True)
class Reference:
    """A place at which an id stands."""

    id: str
    kind: str
    """What has the id: a therapist, an edition, a slug, a response or a call to action."""
    is_definition: bool
    message: str
    """What the id is there for, in words."""
    path: str
    """The field, as a path from the root of the file."""
    scope: str
    """Within what the id is the only one of its kind: an edition, or nothing for the series."""
    file: ContentFile
    node: ScalarNode
    entry: ContentEntry
    """The series, therapist or edition that it belongs to."""

    def __str__(self) -> str:
        """Write it on one line: `editions/a.yaml:4:3: ...`."""
        return f"{self.file.name}:{self.node.line}:{self.node.column}: {self.message}"

    def as_data(self) -> dict[str, object]:
        """Return it as plain data."""
        return {
            "file": self.file.name,
            "line": self.node.line,
            "column": self.node.column,
            "path": self.path,
            "kind": self.kind,
            "definition": self.is_definition,
            "message": self.message,
        }


def references(path: str | Path, id: str) -> tuple[Reference, ...]:  # noqa: A002 - the field's name
    """Find where an id is defined and used in a content folder or JSON file, definitions first.

    It may be the id of a therapist, an edition or a response, the slug of an edition, or the key of
    a call to action. Content with mistakes will do, as long as its files can be read.

    Raises:
        ContentError: If a file cannot be read.
        UnknownIdError: If there is none.
    """
    return find_references(tuple(all_references(read_content(Path(path)))), id)


def find_references(candidates: tuple[Reference, ...], id: str) -> tuple[Reference, ...]:  # noqa: A002 - as above
    """Choose the places at which an id stands, definitions first.

    Raises:
        UnknownIdError: If there is none.
    """
    matches = [reference for reference in candidates if reference.id == id]
    if not matches:
        raise UnknownIdError("id", id, tuple({reference.id for reference in candidates}))
    return tuple(sorted(matches, key=lambda reference: not reference.is_definition))


def all_references(files: tuple[ContentFile, ...]) -> Iterator[Reference]:
    """Find every id that is defined or used, in the order of files and lines."""
    for file in files:
        if file.kind is Series:
            yield from _call_references(file, ContentEntry(file.root), "the series", "")
        for entry in file.entries("therapists"):
            yield from _reference_at(file, entry, "id", "therapist", "a therapist is defined here")
        for entry in file.entries("editions"):
            yield from _edition_references(file, entry)


def _edition_references(file: ContentFile, entry: ContentEntry) -> Iterator[Reference]:
    name = _text_of(entry, "id") or _text_of(entry, "slug") or ""
    edition_name = f"the edition {_quote_id(name)}"
    yield from _reference_at(file, entry, "id", "edition", "an edition is defined here")
    yield from _reference_at(file, entry, "slug", "slug", f"{edition_name} has this slug")
    for response in _groups(entry, "responses"):
        description = f"a response of {edition_name}"
        yield from _reference_at(
            file,
            response,
            "id",
            "response",
            f"{description} is defined here",
            entry=entry,
            scope=name,
        )
        response_name = _quote_id(_text_of(response, "id") or "")
        message = f"the response {response_name} of {edition_name} is by this therapist"
        yield from _reference_at(file, response, "therapist", "therapist", message, entry=entry)
    yield from _call_references(file, entry, edition_name, name)


def _call_references(
    file: ContentFile, entry: ContentEntry, owner: str, scope: str
) -> Iterator[Reference]:
    message = f"a call to action of {owner} is defined here"
    for call in _groups(entry, "calls_to_action"):
        yield from _reference_at(
            file, call, "key", "call to action", message, entry=entry, scope=scope
        )


def _groups(entry: ContentEntry, key: str) -> Iterator[ContentEntry]:
    items = entry.node.get(key)
    for index, item in enumerate(items if isinstance(items, SequenceNode) else ()):
        if isinstance(item, MappingNode):
            yield ContentEntry(item, entry.path_to(f"{key}[{index}]"))


def _quote_id(name: str) -> str:
    return f"`{name}`" if name else "without an id"


def _text_of(entry: ContentEntry, key: str) -> str | None:
    node = entry.scalar(key)
    return None if node is None else node.text


def _reference_at(  # noqa: PLR0913 - what there is to say of a place
    file: ContentFile,
    at: ContentEntry,
    key: str,
    kind: str,
    message: str,
    *,
    entry: ContentEntry | None = None,
    scope: str = "",
) -> Iterator[Reference]:
    node = at.scalar(key)
    if node is not None:
        yield Reference(
            id=node.text,
            kind=kind,
            is_definition=(key, kind) != ("therapist", "therapist"),
            message=message,
            path=at.path_to(key),
            scope=scope,
            file=file,
            node=node,
            entry=entry or at,
        )
