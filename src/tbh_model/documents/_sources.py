"""The files of some content, read to be edited: their bytes, and trees that know where they end."""

from collections.abc import Iterator
from pathlib import Path

from attrs import AttrsInstance, frozen

from tbh_model._problems import Problem
from tbh_model.documents._files import content_files, decode, is_file, parse, read_bytes
from tbh_model.documents._located import ContentError, MappingNode, SequenceNode, Source
from tbh_model.documents._parts import COLLECTIONS
from tbh_model.documents._references import ContentEntry, time_zone_of
from tbh_model.documents._scalars import wrong_kind_error
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
