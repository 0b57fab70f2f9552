"""Renaming of ids and slugs with their references."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

from tbh_model._atomic import change_files
from tbh_model._attrs import evolve, frozen
from tbh_model._errors import TBHError
from tbh_model._final import final
from tbh_model._regular_files import exists
from tbh_model.content._folder import is_file
from tbh_model.content._loader import load
from tbh_model.content._node import MappingNode, NamedTherapist, ScalarNode, SequenceNode
from tbh_model.content._references import ContentEntry
from tbh_model.content._source_files import ContentFile, read_editable_files
from tbh_model.content._yaml_patch import Edit, apply_edits_to_bytes, content_end, patch, span
from tbh_model.content._yaml_writer import non_default_fields, write_text
from tbh_model.model import Edition, EditionStatus, Series, UnknownIdError, field_types


@final
@frozen(kw_only=True)
class Reference:
    """Definition or use of an id."""

    id: str
    """The id."""
    kind: str
    """The kind of the owner: a therapist, an edition, a slug, a response or a call to action."""
    is_definition: bool
    """Whether the id is defined here."""
    message: str
    """The use of the id, in words."""
    path: str
    """The field, as a path from the root of the file."""
    scope: str
    """The edition in which the id is unique, or empty for the series."""
    file: ContentFile
    """The file, as a path in the content folder."""
    node: ScalarNode
    """The node with the id."""
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
    """Return where an id is defined and used in a content folder or JSON file, definitions first.

    The id is that of a therapist, an edition or a response, the slug of an edition, or the key of a
    call to action. The content may have mistakes, as long as its files can be read.

    Raises:
        ContentError: If a file cannot be read.
        UnknownIdError: If there is no such id.

    >>> content.references("examples/therapists-being-human", "t-7k2m")[0].kind
    'therapist'
    """
    return find_references(tuple(all_references(read_editable_files(Path(path)))), id)


def find_references(candidates: tuple[Reference, ...], id: str) -> tuple[Reference, ...]:  # noqa: A002 - as above
    """Return the references of an id, definitions first.

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
        yield from _heading_references(file, response, entry, name)
    yield from _call_references(file, entry, edition_name, name)


def _heading_references(
    file: ContentFile, response: ContentEntry, entry: ContentEntry, scope: str
) -> Iterator[Reference]:
    """Yield the heading of a response in a page of Markdown, if it repeats an id."""
    for heading in file.root.source.headings:
        if heading.response is response.node and heading.key is not None:
            yield Reference(
                id=heading.node.text,
                kind="response" if heading.key == "id" else "therapist",
                is_definition=False,
                message="this heading names a response by it",
                path=response.path,
                scope=scope,
                file=file,
                node=heading.node,
                entry=entry,
            )


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


class RenameError(TBHError, ValueError):
    """An id cannot be renamed."""

    def __init__(self, old: str, new: str, reason: str, remedy: str) -> None:
        super().__init__(old, new, reason, remedy)
        self.old, self.new, self.reason, self.remedy = old, new, reason, remedy

    def __str__(self) -> str:
        """Describe the obstacle and a remedy."""
        return f"cannot rename {self.old!r} to {self.new!r}: {self.reason}; {self.remedy}"


@frozen
class Renaming:
    """Changes of a renaming."""

    changed_files: tuple[str, ...]
    """Files that change, by their new names."""
    moved_files: tuple[tuple[str, str], ...]
    """Files that get another name: the old one and the new one."""
    former_url: str | None
    """The permalink that an edition had, now in its `former_urls`."""


def rename(path: str | Path, old: str, new: str, *, dry_run: bool = False) -> Renaming:
    """Rename an id or a slug with all references to it, and return the changed files.

    Everything else stays byte for byte. Either all files are changed, or none. If the edition is
    ready, its old permalink is added to its `former_urls`.

    Args:
        path: The content folder or JSON file.
        old: The id of a therapist or response, the slug of an edition, or the key of a call to
            action.
        new: The new id, slug or key.
        dry_run: Whether to return the changes without making them.

    Raises:
        ContentError: If the content has errors.
        UnknownIdError: If there is no such id.
        RenameError: If it cannot be renamed.
        WriteError: If a file cannot be written; none is changed.

    >>> content.rename(series.folder, "t-7k2m", "t-7k2n", dry_run=True).moved_files
    (('therapists/t-7k2m.yaml', 'therapists/t-7k2n.yaml'),)
    """
    path = Path(path)
    series = load(path)
    references = tuple(all_references(read_editable_files(path)))
    target = _definition_to_rename(find_references(references, old), old, new)
    if new == old:
        raise RenameError(old, new, "that is its name already", "choose another one")
    _refuse_taken(references, target, new)
    places = [
        reference
        for reference in references
        if reference.kind == target.kind and reference.id == old
    ]
    edition, former_url = _with_new_slug(series, target, new)
    changes: dict[str, bytes | None] = {}
    moved_files: list[tuple[str, str]] = []
    for file in {place.file.name: place.file for place in places}.values():
        name = _new_name(file, target, new)
        edits = [_id_edit(place.node, new) for place in places if _is_written(place, file)]
        if edition is not None:
            # a slug that is the name of the file changes with it
            implied = frozenset({"slug"}) if target.node.span is None else frozenset[str]()
            fields = non_default_fields(edition)
            edits = patch(target.entry.node, Edition, fields, exclude=implied)
        if name != file.name:
            _refuse_occupied(path, file.name, name, target.id, new)
            changes[file.name] = None
            moved_files.append((file.name, name))
        if edits or name != file.name:
            changes[name] = apply_edits_to_bytes(file.data, edits)
    if not dry_run:
        change_files(path.parent if is_file(path) else path, changes)
    changed_files = sorted(name for name, body in changes.items() if body is not None)
    return Renaming(tuple(changed_files), tuple(moved_files), former_url)


def _is_written(place: Reference, file: ContentFile) -> bool:
    """Return whether a file spells an id at a place, and not a name, or nothing at all."""
    is_spelled = place.node.span is not None and not isinstance(place.node, NamedTherapist)
    return place.file is file and is_spelled


def _definition_to_rename(matches: tuple[Reference, ...], old: str, new: str) -> Reference:
    """Return the one definition that is meant."""
    definitions = [reference for reference in matches if reference.is_definition]
    by_kind = {definition.kind: definition for definition in definitions}
    if definitions == [by_kind.get("edition")]:
        reason = "it is the id of an edition, the permanent identity of its entry in every feed"
        raise RenameError(old, new, reason, "rename its slug, which is a part of its address")
    slug, edition = by_kind.get("slug"), by_kind.get("edition")
    if slug and edition and definitions == [edition, slug] and slug.entry == edition.entry:
        return slug
    if len(definitions) > 1:
        places = ", ".join(
            f"{definition.kind} ({definition.file.name}:{definition.node.line})"
            for definition in definitions
        )
        raise RenameError(old, new, f"it names several things: {places}", "edit the files by hand")
    return definitions[0]


def _refuse_taken(references: Iterable[Reference], target: Reference, new: str) -> None:
    _, constraint = get_args(field_types(Edition)["slug"])
    if not constraint.accepts(new):
        reason = f"{new!r} is not {constraint.allowed}"
        raise RenameError(target.id, new, reason, "choose another one")
    for reference in references:
        if reference.node is not target.node and _is_rival(reference, target, new):
            reason = f"another {reference.kind} has it: {reference.file.name}:{reference.node.line}"
            raise RenameError(target.id, new, reason, "choose another one")


def _is_rival(reference: Reference, target: Reference, new: str) -> bool:
    """Return whether a place defines what could be taken for the new id."""
    if not reference.is_definition or reference.id.casefold() != new.casefold():
        return False
    if reference.kind == "edition":  # an edition is found by its slug, or by its id
        return target.kind == "slug" and reference.entry.node is not target.entry.node
    return reference.kind == target.kind and reference.scope == target.scope


def _with_new_slug(
    series: Series, target: Reference, new: str
) -> tuple[Edition | None, str | None]:
    """Return the edition as it is under its new slug, and the permalink that it had."""
    if target.kind != "slug":
        return None, None
    old_edition = series.edition(target.id)
    new_edition = evolve(old_edition, slug=new)
    old_url, new_url = series.url_of(old_edition), series.url_of(new_edition)
    if old_edition.status is not EditionStatus.READY or old_url == new_url:
        return new_edition, None
    former_urls = [url for url in old_edition.former_urls if url not in {old_url, new_url}]
    return evolve(new_edition, former_urls=(*former_urls, old_url)), old_url


def _id_edit(node: ScalarNode, new: str) -> Edit:
    """Return the edit that replaces an id, within its quotation marks."""
    is_quoted = node.style in {"'", '"'}
    text = f"{node.style}{new}{node.style}" if is_quoted else write_text(new, in_brackets=True)
    return Edit(span(node)[0], content_end(node), text)


def _new_name(file: ContentFile, target: Reference, new: str) -> str:
    """Return the name of a file afterwards: it follows what it is named after."""
    is_named_after = target.kind in {"therapist", "slug"} and file.stem == target.id
    if file is not target.file or file.kind is Series or not is_named_after:
        return file.name
    return f"{file.name.partition('/')[0]}/{new}{file.ending}"


def _refuse_occupied(folder: Path, old_name: str, new_name: str, old: str, new: str) -> None:
    file = folder / new_name
    if exists(file) and not file.samefile(folder / old_name):
        reason = f"there is a file {new_name} already"
        raise RenameError(old, new, reason, "remove it, or choose another name")
