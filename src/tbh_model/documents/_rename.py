"""Rename an id: its definition, the file that is named after it, and every reference to it."""

from collections.abc import Iterable
from pathlib import Path
from typing import get_args

from attrs import evolve, frozen

from tbh_model._errors import TBHError
from tbh_model._regular_files import exists
from tbh_model.documents._change_files import change_files
from tbh_model.documents._edit import Edit, apply_edits_to_bytes
from tbh_model.documents._files import is_file
from tbh_model.documents._ids import Reference, all_references, find_references
from tbh_model.documents._load import load
from tbh_model.documents._located import ScalarNode
from tbh_model.documents._patch import patch
from tbh_model.documents._sources import ContentFile, read_content
from tbh_model.documents._spans import content_end, span
from tbh_model.documents._write_yaml import non_default_fields, write_text
from tbh_model.model import Edition, EditionStatus, Series, field_types


class RenameError(TBHError, ValueError):
    """An id cannot be renamed."""

    def __init__(self, old: str, new: str, reason: str, remedy: str) -> None:
        super().__init__(old, new, reason, remedy)
        self.old, self.new, self.reason, self.remedy = old, new, reason, remedy

    def __str__(self) -> str:
        """Describe what stands in the way, and what to do."""
        return f"cannot rename {self.old!r} to {self.new!r}: {self.reason}; {self.remedy}"


@frozen
class Renaming:
    """What renaming an id changes."""

    changed_files: tuple[str, ...]
    """Files that change, by their new names."""
    moved_files: tuple[tuple[str, str], ...]
    """Files that get another name: the old one and the new one."""
    former_url: str | None
    """The permalink that an edition had, now in its `former_urls`."""


def rename(path: str | Path, old: str, new: str, *, dry_run: bool = False) -> Renaming:
    """Rename a therapist, the slug of an edition, a response or a call to action.

    Everything that does not name it stays byte for byte. All files are changed, or none. The old
    permalink of an edition that is ready becomes one of its `former_urls`.

    Args:
        path: The content folder or JSON file.
        old: The id.
        new: What it is to be.
        dry_run: Only tell what would change.

    Raises:
        ContentError: If the content has errors.
        UnknownIdError: If there is no such id.
        RenameError: If it cannot be renamed.
        WriteError: If a file cannot be written; none has changed.
    """
    path = Path(path)
    series = load(path)
    references = tuple(all_references(read_content(path)))
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
        edits = [_id_edit(place.node, new) for place in places if place.file is file]
        if edition is not None:
            edits = patch(target.entry.node, Edition, non_default_fields(edition))
        name = _new_name(file, target, new)
        if name != file.name:
            _refuse_occupied(path, file.name, name, target.id, new)
            changes[file.name] = None
            moved_files.append((file.name, name))
        changes[name] = apply_edits_to_bytes(file.data, edits)
    if not dry_run:
        change_files(path.parent if is_file(path) else path, changes)
    changed_files = sorted(name for name, body in changes.items() if body is not None)
    return Renaming(tuple(changed_files), tuple(moved_files), former_url)


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
    """Write an id where another one stands, in the quotation marks that are there."""
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
