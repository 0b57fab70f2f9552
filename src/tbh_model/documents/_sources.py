"""The files of some content, read to be edited: their bytes, and trees that know where they end."""

from collections.abc import Iterator
from pathlib import Path

from attrs import AttrsInstance, frozen

from tbh_model._problems import Problem
from tbh_model.documents._files import content_files, decoded, is_file, parse, read_bytes
from tbh_model.documents._located import ContentError, MappingNode, SequenceNode, Source
from tbh_model.documents._parts import PARTS
from tbh_model.documents._references import Entry, zone_of
from tbh_model.documents._scalars import wrong_kind
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

    def entries(self, part: str) -> Iterator[Entry]:
        """Yield the therapists or editions that it holds, with their paths."""
        kind = next(kind for name, kind, *_ in PARTS if name == part)
        items = self.root.get(part) if self.kind is Series else None
        if self.kind is kind:
            yield Entry(self.root)
        for index, item in enumerate(items if isinstance(items, SequenceNode) else ()):
            if isinstance(item, MappingNode):
                yield Entry(item, f"{part}[{index}]")


def read_content(path: Path) -> tuple[ContentFile, ...]:
    """Read the files of a content folder, or one JSON file.

    Raises:
        ContentError: With what is wrong with any of them, as far as reading goes.
    """
    is_document = is_file(path)
    folder = path.parent if is_document else path
    listed: list[tuple[Path, type[AttrsInstance], str]] = [
        (path if is_document else path / "series.yaml", Series, "")
    ]
    if not is_document:
        for part, kind, _, body in PARTS:
            listed += [(file, kind, body) for file in content_files(path / part)]
    files: list[ContentFile] = []
    problems: list[Problem] = []
    for file, kind, body in listed:
        try:
            files.append(_read(file, folder, kind, body))
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(tuple(problems))
    zone = zone_of(files[0].root)
    for read in files:
        read.root.source.time_zone = zone
    return tuple(files)


def _read(file: Path, folder: Path, kind: type[AttrsInstance], body: str) -> ContentFile:
    name = file.relative_to(folder).as_posix()
    data = read_bytes(folder, name)
    root = parse(Source(name, decoded(data, name), spans=True), body=body)
    if not isinstance(root, MappingNode):
        raise wrong_kind(root, "a group of keys", "begin with a key, such as `id: ...`")
    return ContentFile(name, kind, body, data, root)
