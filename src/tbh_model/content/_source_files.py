"""Files of a content folder, and detection of files that only look like content."""

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from unicodedata import normalize

from attrs import AttrsInstance

from tbh_model._attrs import define, evolve, frozen
from tbh_model._errors import closest
from tbh_model._problems import ContentError, Problem
from tbh_model._regular_files import exists
from tbh_model.content._files import COLLECTIONS, decode, parse
from tbh_model.content._folder import SERIES_FILE, folder_names, is_content, is_file, read_bytes
from tbh_model.content._markdown_body import add_text
from tbh_model.content._names import TherapistNames
from tbh_model.content._node import MappingNode, ScalarKind, ScalarNode, SequenceNode, Source
from tbh_model.content._references import (
    ContentEntry,
    resolve_names,
    time_zone_of,
    written_people,
)
from tbh_model.content._scalars import wrong_kind_error
from tbh_model.model import Edition, Series, field_types


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
        # a Path takes ten times as long, and the report of a build asks ten thousand files
        return self.name.rpartition("/")[2].rpartition(".")[0]

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
    listing = folder_names(path)
    root = ContentFile(path, SERIES_FILE) if listing.has_root else None
    files = tuple(filter(None, (ContentFile.at(path, name) for name in listing.names)))
    return ContentListing(path, root, files, listing.problems, listing.is_complete)


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
