"""Where an id is defined, and where it is used."""

from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from tbh_model._final import final
from tbh_model.documents._located import MappingNode, ScalarNode, SequenceNode
from tbh_model.documents._references import Entry
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
    entry: Entry
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
    return find(tuple(every_reference(read_content(Path(path)))), id)


def find(every: tuple[Reference, ...], id: str) -> tuple[Reference, ...]:  # noqa: A002 - as above
    """Choose the places at which an id stands, definitions first.

    Raises:
        UnknownIdError: If there is none.
    """
    found = [each for each in every if each.id == id]
    if not found:
        raise UnknownIdError("id", id, tuple({each.id for each in every}))
    return tuple(sorted(found, key=lambda each: not each.is_definition))


def every_reference(files: tuple[ContentFile, ...]) -> Iterator[Reference]:
    """Find every id that is defined or used, in the order of files and lines."""
    for file in files:
        if file.kind is Series:
            yield from _calls(file, Entry(file.root), "the series", "")
        for entry in file.entries("therapists"):
            yield from _found(file, entry, "id", "therapist", "a therapist is defined here")
        for entry in file.entries("editions"):
            yield from _of_edition(file, entry)


def _of_edition(file: ContentFile, entry: Entry) -> Iterator[Reference]:
    name = _words(entry, "id") or _words(entry, "slug") or ""
    whose = f"the edition {_named(name)}"
    yield from _found(file, entry, "id", "edition", "an edition is defined here")
    yield from _found(file, entry, "slug", "slug", f"{whose} has this slug")
    for response in _groups(entry, "responses"):
        said = f"a response of {whose}"
        yield from _found(
            file, response, "id", "response", f"{said} is defined here", entry=entry, scope=name
        )
        which = _named(_words(response, "id") or "")
        by = f"the response {which} of {whose} is by this therapist"
        yield from _found(file, response, "therapist", "therapist", by, entry=entry)
    yield from _calls(file, entry, whose, name)


def _calls(file: ContentFile, entry: Entry, whose: str, scope: str) -> Iterator[Reference]:
    said = f"a call to action of {whose} is defined here"
    for call in _groups(entry, "calls_to_action"):
        yield from _found(file, call, "key", "call to action", said, entry=entry, scope=scope)


def _groups(entry: Entry, key: str) -> Iterator[Entry]:
    items = entry.node.get(key)
    for index, item in enumerate(items if isinstance(items, SequenceNode) else ()):
        if isinstance(item, MappingNode):
            yield Entry(item, entry.under(f"{key}[{index}]"))


def _named(name: str) -> str:
    return f"`{name}`" if name else "without an id"


def _words(entry: Entry, key: str) -> str | None:
    node = entry.text(key)
    return None if node is None else node.text


def _found(  # noqa: PLR0913 - what there is to say of a place
    file: ContentFile,
    at: Entry,
    key: str,
    kind: str,
    message: str,
    *,
    entry: Entry | None = None,
    scope: str = "",
) -> Iterator[Reference]:
    node = at.text(key)
    if node is not None:
        yield Reference(
            id=node.text,
            kind=kind,
            is_definition=(key, kind) != ("therapist", "therapist"),
            message=message,
            path=at.under(key),
            scope=scope,
            file=file,
            node=node,
            entry=entry or at,
        )
