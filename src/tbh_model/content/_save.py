"""Saving of a series to a content folder; only changes are written."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal

from tbh_model._arguments import check_arguments
from tbh_model._atomic import change_files
from tbh_model._regular_files import exists, resolve_content_path
from tbh_model.content._converter import structure, unstructure
from tbh_model.content._file_writer import converted_bytes, file_bytes
from tbh_model.content._files import COLLECTIONS, LINT_KEY
from tbh_model.content._folder import SERIES_FILE, content_files
from tbh_model.content._loader import load
from tbh_model.content._names import TherapistNames
from tbh_model.content._node import MappingNode
from tbh_model.content._rename import RenameError
from tbh_model.content._source_files import ContentFile, read_editable_files
from tbh_model.content._yaml_writer import non_default_fields
from tbh_model.model import Edition, Series

# A new edition is a page of Markdown, because it is mostly prose.
_NEW_ENDINGS: Final = {"therapists": ".yaml", "editions": ".md"}
# Keys of `series.yaml` that are no part of a series, and are left alone.
_EXTRA_KEYS = frozenset({LINT_KEY})


@check_arguments
def save(series: Series, folder: str | Path) -> tuple[str, ...]:
    """Write a series as a content folder, and return the names of the changed files.

    In a folder that has content already, only what has changed is written. A file with the same
    content is not touched; in the others, comments, order and style of everything else stay. Files
    of removed therapists and editions are deleted. Images, templates, `publish.yaml` and all other
    files stay. Images that the series names are not copied. Either all files are changed, or none.

    Args:
        series: The series.
        folder: The folder, which is created if it is missing.

    Returns:
        The files that were written or deleted, as paths in the folder.

    Raises:
        ContentError: If the content in the folder has errors; no file is changed.
        WriteError: If a file cannot be written; no file is changed.

    >>> len(tbh.save(series, "copy")), tbh.save(series, "copy")
    (15, ())
    """
    folder = Path(folder)
    files = _existing_files(folder)
    changes = dict(_changes(series, folder, files))
    change_files(folder, changes)
    return tuple(sorted(changes))


def _existing_files(folder: Path) -> tuple[ContentFile, ...]:
    """Read what is in a folder, if anything is that would be loaded with what is written."""
    parts = (content_files(folder / collection) for collection, *_ in COLLECTIONS)
    if not exists(folder / "series.yaml") and not any(parts):
        return ()
    load(folder)
    return read_editable_files(folder)


def _changes(
    series: Series, folder: Path, files: tuple[ContentFile, ...]
) -> Iterator[tuple[str, bytes | None]]:
    root = files[0] if files else None
    # an old name in a page gives way to the present one
    names = TherapistNames.of((person.id, person.name, ()) for person in series.therapists)
    for file in files:
        _ = file.root  # with the names that the editions were written with
        file.names = names
    fields = non_default_fields(series)
    for collection, *_ in COLLECTIONS:
        inline_ids = list(_ids(root, collection)) if root else []
        values = {value.id: value for value in fields.pop(collection, ())}
        inline_values = tuple(values.pop(id_) for id_ in inline_ids if id_ in values)
        fields |= {collection: inline_values} if inline_values else {}
        yield from _collection_changes(collection, values, folder, files, names)
    file = root or ContentFile(folder, SERIES_FILE)
    body = file_bytes(file, fields, SERIES_FILE, is_new=root is None, extra_keys=_EXTRA_KEYS)
    if root is None or body != root.data:
        yield SERIES_FILE, body


def _ids(file: ContentFile, collection: str) -> Iterator[str]:
    for entry in file.entries(collection):
        id_ = entry.scalar("id")
        yield id_.text if id_ else ""


def _collection_changes(
    collection: str,
    values: Mapping[str, Any],
    folder: Path,
    files: tuple[ContentFile, ...],
    names: TherapistNames,
) -> Iterator[tuple[str, bytes | None]]:
    """Write each therapist or edition into the file that had it, or into one of its own."""
    _, kind, key, body_key = next(spec for spec in COLLECTIONS if spec[0] == collection)
    files_by_id = {
        id_: file for file in files if file.kind is kind for id_ in _ids(file, collection)
    }
    file_names = _file_names(collection, key, values, files_by_id)
    written_names: set[str] = set()
    for id_, value in values.items():
        file, name = files_by_id.get(id_), file_names[id_]
        target = file or ContentFile(folder, name, kind, key, body_key, names=names)
        body = file_bytes(target, non_default_fields(value), name, is_new=file is None)
        written_names.add(name)
        if file is None or name != file.name or body != file.data:
            yield name, body
    yield from (
        (file.name, None) for file in files_by_id.values() if file.name not in written_names
    )


def _file_names(
    collection: str, key: str, values: Mapping[str, Any], files_by_id: Mapping[str, ContentFile]
) -> dict[str, str]:
    """Return each value the name of a file: the one that it has, or one after its key."""
    names = {
        id_: files_by_id[id_].name
        for id_, value in values.items()
        if id_ in files_by_id and _key_text(files_by_id[id_].root, key) == getattr(value, key)
    }
    used_names = {name.casefold() for name in names.values()}
    for id_, value in values.items():
        if id_ in names:
            continue
        ending = files_by_id[id_].ending if id_ in files_by_id else _NEW_ENDINGS[collection]
        stem, number = getattr(value, key), 1
        name = f"{collection}/{stem}{ending}"
        while name.casefold() in used_names:  # some systems do not tell capital letters from small
            number += 1
            name = f"{collection}/{stem}~{number}{ending}"
        used_names.add(name.casefold())
        names[id_] = name
    return names


def _key_text(root: MappingNode, key: str) -> str | None:
    return getattr(root.get(key), "text", None)


_FORMS: Final[Mapping[str, tuple[str, ...]]] = {"md": (".md",), "yaml": (".yaml", ".yml")}


@check_arguments
def convert(
    path: str | Path, *, to: Literal["md", "yaml"], dry_run: bool = False
) -> tuple[tuple[str, str], ...]:
    """Rewrite each edition of a content folder as a page of Markdown, or as YAML.

    Comments and layout of the keys stay. Either all files are changed, or none.

    Args:
        path: The content folder.
        to: The form.
        dry_run: Whether to return the changes without making them.

    Returns:
        The old and the new name of each file that changes; a page with texts in its front matter
        keeps its name.

    Raises:
        ContentError: If the content has errors; no file is changed.
        RenameError: If there is a file of the new name already.
        WriteError: If a file cannot be written; no file is changed.

    >>> content.convert(series.folder, to="yaml", dry_run=True)[0]
    ('editions/a-bad-day-of-your-own.md', 'editions/a-bad-day-of-your-own.yaml')
    """
    path = resolve_content_path(path)
    load(path)
    changes: dict[str, bytes | None] = {}
    moved_files: list[tuple[str, str]] = []
    for file in read_editable_files(path):
        if file.kind is not Edition or (to == "yaml" and file.ending in _FORMS[to]):
            continue
        name = f"{file.name.removesuffix(file.ending)}{_FORMS[to][0]}"
        if name != file.name and exists(path / name):
            reason = f"there is a file {name} already"
            raise RenameError(file.name, name, reason, "remove it, or rename one of the two")
        edition = structure(file.root, Edition)
        data = converted_bytes(file, non_default_fields(edition), name)
        if (name, data) != (file.name, file.data):
            changes[file.name] = None
            changes[name] = data
            moved_files.append((file.name, name))
    if not dry_run:
        change_files(path, changes)
    return tuple(moved_files)


@check_arguments
def dumps(series: Series) -> str:
    """Return a whole series as one JSON document; `loads` reads it.

    The document has everything, private fields included: it is a form of the source, not an export.

    >>> tbh.loads(tbh.dumps(series)) == series
    True
    """
    return json.dumps(unstructure(series), ensure_ascii=False, indent=2) + "\n"
