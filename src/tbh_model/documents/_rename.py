"""Rename an id: its definition, the file that is named after it, and every reference to it."""

from collections.abc import Iterable
from pathlib import Path
from typing import get_args

from attrs import evolve, frozen

from tbh_model._errors import TBHError
from tbh_model._regular_files import exists
from tbh_model.documents._change_files import change_files
from tbh_model.documents._edit import Edit, edited_bytes
from tbh_model.documents._files import is_file
from tbh_model.documents._ids import Reference, every_reference, find
from tbh_model.documents._load import load
from tbh_model.documents._located import ScalarNode
from tbh_model.documents._patch import patch
from tbh_model.documents._sources import ContentFile, read_content
from tbh_model.documents._spans import content_end, span
from tbh_model.documents._write_yaml import write_text, written_fields
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

    changed: tuple[str, ...]
    """Files that change, by their new names."""
    moved: tuple[tuple[str, str], ...]
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
    every = tuple(every_reference(read_content(path)))
    target = _target(find(every, old), old, new)
    if new == old:
        raise RenameError(old, new, "that is its name already", "choose another one")
    _refuse_taken(every, target, new)
    places = [each for each in every if each.kind == target.kind and each.id == old]
    edition, former_url = _with_slug(series, target, new)
    changes: dict[str, bytes | None] = {}
    moved: list[tuple[str, str]] = []
    for file in {each.file.name: each.file for each in places}.values():
        edits = [_edit(each.node, new) for each in places if each.file is file]
        if edition is not None:
            edits = patch(target.entry.node, Edition, written_fields(edition))
        name = _name(file, target, new)
        if name != file.name:
            _refuse_occupied(path, file.name, name, target.id, new)
            changes[file.name] = None
            moved.append((file.name, name))
        changes[name] = edited_bytes(file.data, edits)
    if not dry_run:
        change_files(path.parent if is_file(path) else path, changes)
    changed = sorted(name for name, body in changes.items() if body is not None)
    return Renaming(tuple(changed), tuple(moved), former_url)


def _target(found: tuple[Reference, ...], old: str, new: str) -> Reference:
    """Return the one definition that is meant."""
    defined = [each for each in found if each.is_definition]
    by_kind = {each.kind: each for each in defined}
    if defined == [by_kind.get("edition")]:
        reason = "it is the id of an edition, the permanent identity of its entry in every feed"
        raise RenameError(old, new, reason, "rename its slug, which is a part of its address")
    slug, edition = by_kind.get("slug"), by_kind.get("edition")
    if slug and edition and defined == [edition, slug] and slug.entry == edition.entry:
        return slug
    if len(defined) > 1:
        places = ", ".join(f"{each.kind} ({each.file.name}:{each.node.line})" for each in defined)
        raise RenameError(old, new, f"it names several things: {places}", "edit the files by hand")
    return defined[0]


def _refuse_taken(every: Iterable[Reference], target: Reference, new: str) -> None:
    _, constraint = get_args(field_types(Edition)["slug"])
    if not constraint.accepts(new):
        reason = f"{new!r} is not {constraint.allowed}"
        raise RenameError(target.id, new, reason, "choose another one")
    for each in every:
        if each.node is not target.node and _is_rival(each, target, new):
            reason = f"another {each.kind} has it: {each.file.name}:{each.node.line}"
            raise RenameError(target.id, new, reason, "choose another one")


def _is_rival(each: Reference, target: Reference, new: str) -> bool:
    """Return whether a place defines what could be taken for the new id."""
    if not each.is_definition or each.id.casefold() != new.casefold():
        return False
    if each.kind == "edition":  # an edition is found by its slug, or by its id
        return target.kind == "slug" and each.entry.node is not target.entry.node
    return each.kind == target.kind and each.scope == target.scope


def _with_slug(series: Series, target: Reference, new: str) -> tuple[Edition | None, str | None]:
    """Return the edition as it is under its new slug, and the permalink that it had."""
    if target.kind != "slug":
        return None, None
    before = series.edition(target.id)
    after = evolve(before, slug=new)
    old_url, new_url = series.url_of(before), series.url_of(after)
    if before.status is not EditionStatus.READY or old_url == new_url:
        return after, None
    kept = [url for url in before.former_urls if url not in {old_url, new_url}]
    return evolve(after, former_urls=(*kept, old_url)), old_url


def _edit(node: ScalarNode, new: str) -> Edit:
    """Write an id where another one stands, in the quotation marks that are there."""
    is_quoted = node.style in {"'", '"'}
    text = f"{node.style}{new}{node.style}" if is_quoted else write_text(new, in_brackets=True)
    return Edit(span(node)[0], content_end(node), text)


def _name(file: ContentFile, target: Reference, new: str) -> str:
    """Return the name of a file afterwards: it follows what it is named after."""
    is_named_after = target.kind in {"therapist", "slug"} and file.stem == target.id
    if file is not target.file or file.kind is Series or not is_named_after:
        return file.name
    return f"{file.name.partition('/')[0]}/{new}{file.ending}"


def _refuse_occupied(folder: Path, before: str, after: str, old: str, new: str) -> None:
    file = folder / after
    if exists(file) and not file.samefile(folder / before):
        reason = f"there is a file {after} already"
        raise RenameError(old, new, reason, "remove it, or choose another name")
