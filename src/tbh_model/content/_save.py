"""Saving of a series to a content folder; only changes are written."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import AttrsInstance

from tbh_model._arguments import check_arguments
from tbh_model._atomic import change_files
from tbh_model._regular_files import exists
from tbh_model.content._converter import unstructure
from tbh_model.content._files import COLLECTIONS, LINT_KEY, content_files
from tbh_model.content._loader import load
from tbh_model.content._node import ContentError, MappingNode
from tbh_model.content._source_files import ContentFile, read_editable_files
from tbh_model.content._yaml_patch import differing_keys, patch_file
from tbh_model.content._yaml_writer import non_default_fields, write_entries
from tbh_model.model import Series

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
    changes = dict(_changes(series, files))
    change_files(folder, changes)
    return tuple(sorted(changes))


def _existing_files(folder: Path) -> tuple[ContentFile, ...]:
    """Read what is in a folder, if anything is that would be loaded with what is written."""
    parts = (content_files(folder / collection) for collection, *_ in COLLECTIONS)
    if not exists(folder / "series.yaml") and not any(parts):
        return ()
    load(folder)
    return read_editable_files(folder)


def _changes(series: Series, files: tuple[ContentFile, ...]) -> Iterator[tuple[str, bytes | None]]:
    root = files[0] if files else None
    fields = non_default_fields(series)
    for collection, *_ in COLLECTIONS:
        inline_ids = list(_ids(root, collection)) if root else []
        values = {value.id: value for value in fields.pop(collection, ())}
        inline_values = tuple(values.pop(id_) for id_ in inline_ids if id_ in values)
        fields |= {collection: inline_values} if inline_values else {}
        yield from _collection_changes(collection, values, files)
    body = file_body("series.yaml", Series, fields, root)
    if root is None or body != root.data:
        yield "series.yaml", body


def _ids(file: ContentFile, collection: str) -> Iterator[str]:
    for entry in file.entries(collection):
        id_ = entry.scalar("id")
        yield id_.text if id_ else ""


def _collection_changes(
    collection: str, values: Mapping[str, Any], files: tuple[ContentFile, ...]
) -> Iterator[tuple[str, bytes | None]]:
    """Write each therapist or edition into the file that had it, or into one of its own."""
    _, kind, key, _ = next(spec for spec in COLLECTIONS if spec[0] == collection)
    files_by_id = {
        id_: file for file in files if file.kind is kind for id_ in _ids(file, collection)
    }
    names = _file_names(collection, key, values, files_by_id)
    written_names: set[str] = set()
    for id_, value in values.items():
        file, name = files_by_id.get(id_), names[id_]
        body = file_body(name, kind, non_default_fields(value), file)
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
        ending = files_by_id[id_].ending if id_ in files_by_id else ".yaml"
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


def file_body(
    name: str, kind: type[AttrsInstance], fields: Mapping[str, Any], file: ContentFile | None
) -> bytes:
    """Return the bytes of a file that says what the fields of a class are to be.

    A file that is there is changed where it has to; one that is written in a way that no change
    fits into is written anew.
    """
    extra_keys = _EXTRA_KEYS if kind is Series else frozenset()
    if file is not None:
        body = patch_file(file, fields, extra_keys)
        if _reads_back(body, file, fields, extra_keys):
            return body
    text = "\n".join((*write_entries(fields), ""))
    return (f"---\n{text}---\n" if name.endswith(".md") else text).encode()


def _reads_back(
    data: bytes, file: ContentFile, fields: Mapping[str, Any], extra_keys: frozenset[str]
) -> bool:
    """Return whether the bytes of a file are read as what its fields are to be."""
    try:
        root = file.with_data(data).root
    except ContentError:
        return False
    return not differing_keys(root, file.kind, fields, extra_keys)


@check_arguments
def dumps(series: Series) -> str:
    """Return a whole series as one JSON document; `loads` reads it.

    The document has everything, private fields included: it is a form of the source, not an export.

    >>> tbh.loads(tbh.dumps(series)) == series
    True
    """
    return json.dumps(unstructure(series), ensure_ascii=False, indent=2) + "\n"
