"""Starter files: rendered from `starter/`, and written only where nothing stands yet."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final
from unicodedata import normalize
from zoneinfo import ZoneInfo

from attrs import field, frozen

from tbh_model._errors import TBHError
from tbh_model.cli._console import echo, printable_lines, stderr_console
from tbh_model.cli._flags import constraint_of
from tbh_model.documents import (
    AnyNode,
    ContentError,
    MappingNode,
    ScalarNode,
    SequenceNode,
    read_tree,
    write_text,
)
from tbh_model.model import Series, UnknownIdError
from tbh_model.publishing import write_file

SCHEMA_FOLDER: Final = ".tbh/schema"
"""Where the schemas of a content folder lie, beside the content."""
_ENDINGS: Final = (".yaml", ".yml", ".md")


class FileExistsHereError(TBHError):
    """A file was to be made where one stands already."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        super().__init__(paths)
        self.paths = paths

    def __str__(self) -> str:
        """Name what stands there."""
        verb = "is" if len(self.paths) == 1 else "are"
        return f"{', '.join(self.paths)} {verb} there already; nothing was written"


class NoSeriesError(TBHError, LookupError):
    """Something was to be added to a folder that holds no series."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        """Describe how to make one."""
        return f"there is no series.yaml in {self.folder}; make one with: tbh new series"


class AmbiguousNameError(TBHError, LookupError):
    """Several therapists have a name."""

    def __init__(self, name: str, ids: tuple[str, ...]) -> None:
        super().__init__(name, ids)
        self.name, self.ids = name, ids

    def __str__(self) -> str:
        """Name the ids of all of them."""
        return f"{len(self.ids)} therapists are named {self.name!r}: write {' or '.join(self.ids)}"


@frozen(kw_only=True)
class FolderContents:
    """What there is to know of a content folder before something is added to it."""

    folder: Path
    zone: ZoneInfo
    therapists: tuple[str, ...] = field(repr=False)
    editions: tuple[str, ...] = field(repr=False)
    """Their ids."""
    names: Mapping[str, tuple[str, ...]] = field(repr=False)
    """The ids of the therapists who have a name."""

    def therapist(self, id_or_name: str) -> str:
        """Return the id of a therapist who is named by it, or by a name that nobody else has.

        Raises:
            UnknownIdError: If there is none.
            AmbiguousNameError: If there are several of that name.
        """
        if id_or_name in self.therapists:
            return id_or_name
        ids = self.names.get(_normalize_name(id_or_name), ())
        if len(ids) > 1:
            raise AmbiguousNameError(id_or_name, ids)
        if not ids:
            raise UnknownIdError("therapist", id_or_name, (*self.therapists, *self.names))
        return ids[0]

    def schema(self, name: str) -> str | None:
        """Return the path of a schema for a file that lies one folder down, if there is one."""
        path = f"{SCHEMA_FOLDER}/{name}.json"
        return f"../{path}" if (self.folder / path).is_file() else None

    def existing_files(self, folder: str, stem: str) -> tuple[str, ...]:
        """Return the files of a folder that have a name, whatever their ending and case."""
        return tuple(
            display_path(self.folder, f"{folder}/{file.name}")
            for file in _files(self.folder / folder)
            if file.stem.casefold() == stem.casefold()
        )


def read_folder_contents(folder: Path) -> FolderContents:
    """Look into a content folder, which may have problems: only ids and the zone are taken.

    Raises:
        NoSeriesError: If there is no series in it.
        ContentError: If its `series.yaml` cannot be read at all.
    """
    if not (folder / "series.yaml").is_file():
        raise NoSeriesError(printable_lines(folder.as_posix()))
    root = read_tree(folder / "series.yaml", folder)
    name = _text(root, "time_zone") or "UTC"
    therapists = tuple(_ids(root, folder, "therapists"))
    is_valid_zone = constraint_of(Series, "time_zone").accepts(name)
    return FolderContents(
        folder=folder,
        zone=ZoneInfo(name if is_valid_zone else "UTC"),
        therapists=tuple(id_ for id_, _ in therapists),
        editions=tuple(id_ for id_, _ in _ids(root, folder, "editions")),
        names=_ids_by_name(therapists),
    )


def _ids_by_name(people: Iterable[tuple[str, str | None]]) -> Mapping[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for id_, name in people:
        if name is not None:
            names[_normalize_name(name)] = (*names.get(_normalize_name(name), ()), id_)
    return names


def _normalize_name(name: str) -> str:
    return " ".join(normalize("NFC", name).split())


def render_template(name: str, values: Mapping[str, object]) -> str:
    """Render a starter file; `{{ x|yaml }}` writes a text that YAML reads as the same text."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # only for those who begin

    environment = Environment(
        loader=PackageLoader("tbh_model.cli", "starter"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - YAML is no markup, and has a filter of its own
    )
    environment.filters["yaml"] = write_text
    return environment.get_template(name).render(values)


def write_new_files(folder: Path, files: Mapping[str, str], optional: Iterable[str] = ()) -> None:
    """Write new files, each whole, and print their paths; nothing at all if one stands there.

    Args:
        folder: Where they belong.
        files: Text by path.
        optional: Paths that are passed over, with a word on it, where a file stands already.

    Raises:
        FileExistsHereError: If another stands there already.
    """
    existing = [path for path in files if os.path.lexists(folder / path)]
    conflicts = [path for path in existing if path not in set(optional)]
    if conflicts:
        raise FileExistsHereError(tuple(display_path(folder, path) for path in conflicts))
    for path, text in files.items():
        if path in existing:
            stderr_console().print(
                f"kept {display_path(folder, path)}, which was there already", markup=False
            )
            continue
        write_file(folder, path, text.encode())
        echo(display_path(folder, path))


def display_path(folder: Path, path: str) -> str:
    """Write a path as it is printed."""
    return printable_lines((folder / path).as_posix())


def _ids(root: AnyNode, folder: Path, name: str) -> Iterator[tuple[str, str | None]]:
    """Yield the ids and names of therapists or editions, of their files and of the series."""
    for file in _files(folder / name):
        try:
            tree = read_tree(file, folder)
        except ContentError:
            yield file.stem, None  # `tbh check` says what is wrong with it
            continue
        yield _text(tree, "id") or file.stem, _text(tree, "name")
    items = root.get(name) if isinstance(root, MappingNode) else None
    for item in items if isinstance(items, SequenceNode) else ():
        item_id = _text(item, "id")
        if item_id is not None:
            yield item_id, _text(item, "name")


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("*") if file.suffix in _ENDINGS)


def _text(node: AnyNode, key: str) -> str | None:
    value = node.get(key) if isinstance(node, MappingNode) else None
    return value.text if isinstance(value, ScalarNode) and not value.is_null else None
