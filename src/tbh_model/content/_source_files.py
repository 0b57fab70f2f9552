"""Which files of a folder are content, and which only look like it."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from attrs import AttrsInstance, frozen

from tbh_model._problems import Problem, Severity
from tbh_model.content._files import (
    COLLECTIONS,
    content_files,
    decode,
    is_content,
    is_file,
    is_hidden,
    list_names,
    parse,
    read_bytes,
)
from tbh_model.content._node import ContentError, MappingNode, SequenceNode, Source
from tbh_model.content._references import ContentEntry, time_zone_of
from tbh_model.content._scalars import wrong_kind_error
from tbh_model.model import Series


@frozen
class ContentFile:
    """A file of some content."""

    name: str
    """POSIX path relative to the content folder."""
    kind: type[AttrsInstance]
    """What it holds: a series, a therapist or an edition."""
    body: str
    """The field that the text below front matter is."""
    data: bytes
    root: MappingNode

    @property
    def stem(self) -> str:
        """Its name without folder and ending."""
        return Path(self.name).stem

    @property
    def ending(self) -> str:
        """The ending of its name."""
        return Path(self.name).suffix

    def entries(self, collection: str) -> Iterator[ContentEntry]:
        """Yield the therapists or editions that it holds, with their paths."""
        kind = next(kind for name, kind, *_ in COLLECTIONS if name == collection)
        items = self.root.get(collection) if self.kind is Series else None
        if self.kind is kind:
            yield ContentEntry(self.root)
        for index, item in enumerate(items if isinstance(items, SequenceNode) else ()):
            if isinstance(item, MappingNode):
                yield ContentEntry(item, f"{collection}[{index}]")


def read_content(path: Path) -> tuple[ContentFile, ...]:
    """Read the files of a content folder, or one JSON file.

    Raises:
        ContentError: With what is wrong with any of them, as far as reading goes.
    """
    is_document = is_file(path)
    folder = path.parent if is_document else path
    paths: list[tuple[Path, type[AttrsInstance], str]] = [
        (path if is_document else path / "series.yaml", Series, "")
    ]
    if not is_document:
        for collection, kind, _, body in COLLECTIONS:
            paths += [(file, kind, body) for file in content_files(path / collection)]
    files: list[ContentFile] = []
    problems: list[Problem] = []
    for file, kind, body in paths:
        try:
            files.append(_read_file(file, folder, kind, body))
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(tuple(problems))
    zone = time_zone_of(files[0].root)
    for content_file in files:
        content_file.root.source.time_zone = zone
    return tuple(files)


def _read_file(file: Path, folder: Path, kind: type[AttrsInstance], body: str) -> ContentFile:
    name = file.relative_to(folder).as_posix()
    data = read_bytes(folder, name)
    root = parse(Source(name, decode(data, name), spans=True), body=body)
    if not isinstance(root, MappingNode):
        raise wrong_kind_error(root, "a group of keys", "begin with a key, such as `id: ...`")
    return ContentFile(name, kind, body, data, root)


_FILES: Final = ("series.yaml", "publish.yaml")
_FOLDERS: Final = ("therapists", "editions", "images", "templates")
_COLLECTIONS: Final = frozenset(name for name, *_ in COLLECTIONS)
_TEXT_SUFFIXES: Final = (".yaml", ".yml", ".json", ".md", ".markdown", ".mdown", ".mkd", ".toml")
"""How the names of files end that somebody may take for content, in any case."""
_DATA_FORMATS: Final = ("yaml", "yml", "json", "toml")
_SIMILARITY_CUTOFF: Final = 0.88
"""How much of a name must be right for it to be a slip: `edtions`, but not `editorial`."""
_WORD_PROCESSOR_SUFFIXES: Final = (".docx", ".doc", ".odt", ".rtf", ".pages")
_BACKUP_SUFFIXES: Final = ("~", ".bak", ".orig", ".old", ".swp", ".tmp", ".rej", ".txt")
"""What editors and people put behind a name."""


def unsupported_file_problems(folder: Path) -> Iterator[Problem]:
    """Name what a content folder holds that is not read and looks as if it should be.

    An error where something would go out, or be removed, because of it: an edition that has
    another ending, a `publish.yml`, a folder `Editions`.
    """
    names = _list_names(folder, is_content_folder=True)
    for name in names:
        if name not in {*_FILES, *_FOLDERS} and not name.startswith("."):
            yield from _check_top_level(folder, name, names)
    for collection in sorted(_COLLECTIONS):
        for name in _list_names(folder / collection):
            if not is_content(name):
                yield from _check_collection_file(folder / collection / name, collection)


def has_unsupported_files(names: Iterable[str]) -> bool:
    """Return whether there are names in a folder of editions or therapists that are not read."""
    return not all(map(is_content, names))


def _list_names(folder: Path, *, is_content_folder: bool = False) -> list[str]:
    try:
        return list_names(folder, is_content_folder=is_content_folder)
    except ContentError:  # it is said elsewhere
        return []


def _check_top_level(folder: Path, name: str, names: list[str]) -> Iterator[Problem]:
    """Judge what lies beside `series.yaml`."""
    path = folder / name
    target = _intended_name(name, is_folder=path.is_dir())
    if target is None or _is_same(path, folder / target):
        return
    if path.is_dir():
        if target in _COLLECTIONS and not _holds_content(path):
            return
        is_lost = target in _COLLECTIONS
        message = f"the folder `{name}` is not read; the {target} of a series lie in `{target}`"
        hint = f"move its files into {target}/" if target in names else f"rename it to {target}"
    else:
        is_lost = target not in names
        message = f"this file is not read; what it seems to be is read from `{target}`"
        hint = f"rename it to {target}" if is_lost else f"remove it, or move it into {target}"
    severity = Severity.ERROR if is_lost else Severity.WARNING
    yield Problem(code="TBH101", message=message, file=name, severity=severity, hint=hint)


def _intended_name(name: str, *, is_folder: bool) -> str | None:
    """Find which of our names a name was to be."""
    folded_name = name.casefold()
    if is_folder:
        from difflib import get_close_matches  # 5 ms, only where other folders lie there

        matches = get_close_matches(folded_name, _FOLDERS, 1, _SIMILARITY_CUTOFF)
        same_word = (folder for folder in _FOLDERS if folded_name == folder.removesuffix("s"))
        return next(same_word, matches[0] if matches else None)
    stem, _, ending = _strip_backup_suffix(folded_name).rpartition(".")
    if ending not in _DATA_FORMATS:
        return None
    return next((file for file in _FILES if stem == file.partition(".")[0]), None)


def _strip_backup_suffix(name: str) -> str:
    ending = next((suffix for suffix in _BACKUP_SUFFIXES if name.endswith(suffix)), "")
    return name.removesuffix(ending)


def _is_same(path: Path, other: Path) -> bool:
    """Return whether two names are of one file, as they are where case makes no difference."""
    try:
        return path.samefile(other)
    except OSError:
        return False


def _holds_content(folder: Path) -> bool:
    return any(is_content(name) for _, _, names in os.walk(folder) for name in names)


def _check_collection_file(path: Path, collection: str) -> Iterator[Problem]:
    """Judge what lies among editions or therapists."""
    name = path.name
    folded_name = name.casefold()
    bare = _strip_backup_suffix(folded_name)
    hint = "rename it, or move it elsewhere"
    severity = Severity.WARNING
    if bare != folded_name and is_content(bare):
        has_original = path.with_name(name[: len(bare)]).is_file()
        message = "this copy of a file is not read"
        hint = "remove it, or move it elsewhere"
        severity = Severity.INFO if has_original else Severity.ERROR
    elif is_hidden(name):
        return
    elif path.is_dir():
        message = "this folder is not read, nor what is in it"
        hint = f"move its files up into {collection}/"
        severity = Severity.ERROR if _holds_content(path) else severity
    elif folded_name.endswith(_WORD_PROCESSOR_SUFFIXES):
        message = "a document of a word processor is not read"
        hint = f"save its text as Markdown, in a file `{path.stem}.md`"
    else:
        message = "this file is not read: its name does not end with .yaml or .md"
        if folded_name.endswith(_TEXT_SUFFIXES):
            severity = Severity.ERROR
            hint = f"name it `{_suggested_name(name)}`"
    file = f"{collection}/{name}"
    yield Problem(code="TBH101", message=message, file=file, severity=severity, hint=hint)


def _suggested_name(name: str) -> str:
    stem, _, ending = name.rpartition(".")
    is_markdown = ending.casefold().startswith(("md", "mk", "mark"))
    return f"{stem}.md" if is_markdown else f"{stem}.yaml"
