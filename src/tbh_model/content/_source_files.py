"""Files of a content folder, and detection of files that only look like content."""

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Final
from unicodedata import normalize

from attrs import AttrsInstance

from tbh_model._attrs import define, evolve, frozen
from tbh_model._errors import closest
from tbh_model._problems import Problem, Severity
from tbh_model._regular_files import exists
from tbh_model.content._files import (
    COLLECTIONS,
    decode,
    is_content,
    is_file,
    is_hidden,
    list_names,
    parse,
    read_bytes,
)
from tbh_model.content._markdown_body import add_text
from tbh_model.content._names import TherapistNames
from tbh_model.content._node import (
    ContentError,
    MappingNode,
    ScalarKind,
    ScalarNode,
    SequenceNode,
    Source,
)
from tbh_model.content._references import (
    ContentEntry,
    resolve_names,
    time_zone_of,
    written_people,
)
from tbh_model.content._scalars import wrong_kind_error
from tbh_model.model import Edition, Series, field_types

SERIES_FILE: Final = "series.yaml"


@define(eq=False)
class ContentFile:
    """File of some content, which is read on first access."""

    folder: Path
    """The content folder."""
    name: str
    """POSIX path relative to the content folder."""
    kind: type[AttrsInstance] = Series
    """The class of its value: a series, a therapist or an edition."""
    key: str = ""
    """The field that its name is taken from."""
    body: str = ""
    """The field that the text below front matter is."""
    time_zone: str | None = None
    """That of the series, in which an instant without an offset is read, if it is known."""
    has_spans: bool = False
    """Whether each node is to know where it ends, as is needed to edit the text."""
    new_data: bytes | None = None
    """The new bytes of the file, if it is to be written."""
    names: TherapistNames | None = None
    """The names of the therapists; None, if they are to be read when they are needed."""

    @classmethod
    def at(cls, folder: Path, name: str, time_zone: str | None = None) -> "ContentFile | None":
        """Return the file of a therapist or an edition; `None` if a path can be none."""
        collection, _, file_name = name.partition("/")
        for spec_name, kind, key, body in COLLECTIONS:
            if collection == spec_name and "/" not in file_name and is_content(file_name):
                return cls(folder, name, kind, key, body, time_zone)
        return None

    @property
    def collection(self) -> str:
        """The name of its folder."""
        return self.name.partition("/")[0]

    @property
    def stem(self) -> str:
        """Its name without folder and ending."""
        return Path(self.name).stem

    @property
    def ending(self) -> str:
        """The ending of its name."""
        return Path(self.name).suffix

    @property
    def exists(self) -> bool:
        """Whether it is still there."""
        return exists(self.folder / self.name)

    def read(self) -> bytes:
        """Return the bytes of the file, read again.

        Raises:
            ContentError: If it cannot be read.
        """
        return read_bytes(self.folder, self.name)

    def parse(self, data: bytes) -> MappingNode:
        """Return the tree of its bytes.

        Raises:
            ContentError: If they are not what its name says.
        """
        source = Source(self.name, decode(data, self.name), spans=self.has_spans)
        if self.kind is Edition:
            source.names = self._names
        root = parse(source, body=self.body)
        source.time_zone = time_zone_of(root) if self.kind is Series else self.time_zone
        if not isinstance(root, MappingNode):
            raise wrong_kind_error(root, "a group of keys", "begin with a key, such as `id: ...`")
        if self.kind is Edition:
            resolve_names(root, source.names)
            self._add_slug(root)
        return root

    @property
    def _names(self) -> TherapistNames:
        if self.names is None:
            self.names = therapist_names(self.folder)
        return self.names

    def _add_slug(self, root: MappingNode) -> None:
        """Take the slug of an edition that names none from the name of its file."""
        unknown = root.pairs.keys() - field_types(Edition).keys()
        is_misspelled = any(closest(name, (self.key,)) for name in unknown)
        if self.key not in root.pairs and not is_misspelled:
            slug = normalize("NFC", self.stem)
            place = ScalarNode(root.source, 1, 1, slug, ScalarKind.TEXT)
            add_text(root, self.key, place, place)

    @cached_property
    def data(self) -> bytes:
        """Its bytes, read once."""
        return self.read() if self.new_data is None else self.new_data

    @cached_property
    def root(self) -> MappingNode:
        """Its tree, read once."""
        return self.parse(self.data)

    def with_data(self, data: bytes) -> "ContentFile":
        """Return it as it would be with other bytes."""
        return evolve(self, new_data=data)

    def entries(self, collection: str) -> Iterator[ContentEntry]:
        """Yield the therapists or editions that it holds, with their paths."""
        if self.collection == collection:
            yield ContentEntry(self.root)
        elif self.kind is Series:
            yield from inline_entries(self.root, collection)


def therapist_names(folder: Path) -> TherapistNames:
    """Return the names of the therapists of a content folder, as far as it can be read."""
    return list_content(folder).written_names()


def inline_entries(root: MappingNode, collection: str) -> Iterator[ContentEntry]:
    """Yield the therapists or editions in the document of a series, with their paths."""
    items = root.get(collection)
    for index, item in enumerate(items if isinstance(items, SequenceNode) else ()):
        if isinstance(item, MappingNode):
            yield ContentEntry(item, f"{collection}[{index}]")


@frozen
class ContentListing:
    """Listing of the files of some content."""

    folder: Path
    """The content folder."""
    root: ContentFile | None
    """The document of the series; `None` where there is none."""
    files: tuple[ContentFile, ...] = ()
    """The files of therapists and editions, by name."""
    problems: tuple[Problem, ...] = ()
    """Problems of missing and unread files."""
    is_complete: bool = True
    """Whether every folder could be listed."""

    def files_of(self, collection: str) -> Iterator[ContentFile]:
        """Yield the files that may hold therapists or editions, the document of the series last."""
        yield from (file for file in self.files if file.collection == collection)
        if self.root is not None:
            yield self.root

    def written_names(self) -> TherapistNames:
        """Return the names of the therapists, as far as their files can be read."""
        entries: list[ContentEntry] = []
        for file in self.files_of("therapists"):
            with suppress(ContentError):  # it is said elsewhere
                entries += file.entries("therapists")
        return TherapistNames.of(written_people(entries))

    def set_names(self, names: TherapistNames | None = None) -> None:
        """Set the names by which editions may name therapists: these, or those that are written."""
        names = self.written_names() if names is None else names
        for file in self.files:
            file.names = names


def list_content(path: Path) -> ContentListing:
    """Return the files of a content folder, or one JSON file.

    >>> content.list_content(series.folder).folder.name
    'therapists-being-human'
    """
    if is_file(path):
        return ContentListing(path.parent, ContentFile(path.parent, path.name))
    if not exists(path / SERIES_FILE):
        return ContentListing(path, None, problems=_missing_content(path), is_complete=False)
    root = ContentFile(path, SERIES_FILE)
    try:
        files = _collection_files(path)
    except ContentError as error:
        return ContentListing(path, root, problems=error.problems, is_complete=False)
    return ContentListing(path, root, files, tuple(unsupported_file_problems(path)))


def _collection_files(folder: Path) -> tuple[ContentFile, ...]:
    return tuple(
        ContentFile(folder, f"{collection}/{name}", kind, key, body)
        for collection, kind, key, body in COLLECTIONS
        for name in list_names(folder / collection)
        if is_content(name)
    )


def _missing_content(folder: Path) -> tuple[Problem, ...]:
    """Return the problem of missing content."""
    if folder.is_dir():
        misnamed_files = tuple(
            problem
            for problem in unsupported_file_problems(folder)
            if SERIES_FILE in problem.message
        )
        if misnamed_files:
            return misnamed_files
    hint = "a content folder holds series.yaml, therapists/ and editions/"
    return (Problem(code="TBH101", message=_describe_missing_content(folder), hint=hint),)


def _describe_missing_content(path: Path) -> str:
    try:
        is_empty = not any(path.iterdir())
    except FileNotFoundError:
        return f"there is nothing at {path}"
    except OSError as error:
        return f"{path} cannot be read: {(error.strerror or 'unknown reason').lower()}"
    except ValueError:  # it holds what no name can
        return f"there can be no path {str(path)!r}"
    return f"the folder {path} is empty" if is_empty else f"the folder {path} holds no series.yaml"


def read_editable_files(path: Path) -> tuple[ContentFile, ...]:
    """Read the files of a content folder, or one JSON file, as is needed to edit them.

    Raises:
        ContentError: With what is wrong with any of them, as far as reading goes.
    """
    listing = list_content(path)
    if listing.root is None or not listing.is_complete:
        raise ContentError(listing.problems)
    files = (listing.root, *listing.files)
    problems: list[Problem] = []
    for file in files:
        file.has_spans = True
    listing.set_names()
    for file in files:
        try:
            problems += file.root.source.problems
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(tuple(problems))
    for file in files:
        file.time_zone = file.root.source.time_zone = files[0].root.source.time_zone
    return files


_FILES: Final = (SERIES_FILE, "publish.yaml")
_FOLDERS: Final = ("therapists", "editions", "images", "templates")
_COLLECTIONS: Final = frozenset(name for name, *_ in COLLECTIONS)
# Suffixes of files that look like content, in lower case.
_TEXT_SUFFIXES: Final = (".yaml", ".yml", ".json", ".md", ".markdown", ".mdown", ".mkd", ".toml")
_DATA_FORMATS: Final = ("yaml", "yml", "json", "toml")
# Similarity from which a name counts as misspelled: `edtions`, but not `editorial`.
_SIMILARITY_CUTOFF: Final = 0.88
_WORD_PROCESSOR_SUFFIXES: Final = (".docx", ".doc", ".odt", ".rtf", ".pages")
# Suffixes of backup copies.
_BACKUP_SUFFIXES: Final = ("~", ".bak", ".orig", ".old", ".swp", ".tmp", ".rej", ".txt")


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


def _list_names(folder: Path, *, is_content_folder: bool = False) -> list[str]:
    try:
        return list_names(folder, is_content_folder=is_content_folder)
    except ContentError:  # it is said elsewhere
        return []


def _check_top_level(folder: Path, name: str, names: list[str]) -> Iterator[Problem]:
    """Yield the problem of an entry beside `series.yaml`, if it has one."""
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
    """Yield the problem of an entry of a collection, if it has one."""
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
