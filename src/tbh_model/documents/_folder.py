"""Load and check a content folder, or a whole series in one JSON document."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from unicodedata import normalize

from attrs import define, evolve, field, frozen

from tbh_model._arguments import check_arguments
from tbh_model._problems import Problem, Severity
from tbh_model._regular_files import exists
from tbh_model.documents._converter import (
    structure,
    structure_fields,
    under,
    unstructure,
    violations,
)
from tbh_model.documents._files import (
    content_at,
    decoded,
    is_content,
    is_file,
    names_in,
    read_tree,
    template_files,
)
from tbh_model.documents._index import ContentIndex, index_of
from tbh_model.documents._json import read_json
from tbh_model.documents._lint import LINT_KEY, level_problems, linted
from tbh_model.documents._located import (
    AnyNode,
    ContentError,
    MappingNode,
    ScalarNode,
    SequenceNode,
    Source,
    described,
    is_shown,
    listed,
)
from tbh_model.documents._migrations import Step, format_problems, migrated, steps_from
from tbh_model.documents._missing_images import missing_images
from tbh_model.documents._parts import PARTS, Part
from tbh_model.documents._references import (
    Entry,
    address_problems,
    reference_problems,
    zone_of,
)
from tbh_model.documents._scalars import uncarried_notes, wrong_kind
from tbh_model.documents._unread import unread_problems
from tbh_model.model import InvalidValueError, Series


def read_series(path: Path) -> Series:
    """Read a series, and everything that there is to say of it.

    Raises:
        ContentError: With every problem of every file, if any of them is an error.
    """
    reading = _read(path)
    if reading.series is None:
        raise ContentError(reading.sorted_problems)
    return reading.series


@check_arguments
def check(path: str | Path) -> tuple[Problem, ...]:
    """Return every problem of a content folder or JSON file, in order of file and line."""
    return read_checked(path).problems


@frozen
class CheckedContent:
    """What was read of a content folder or JSON file, and everything that is wrong with it."""

    problems: tuple[Problem, ...]
    """In order of file and line."""
    series: Series | None
    """`None` if it cannot be loaded."""
    index: ContentIndex


def read_checked(path: str | Path) -> CheckedContent:
    """Read and check a content folder or JSON file, and remember where everything is written."""
    reading = _read(content_at(path))
    reading.problems += template_files(reading.folder)[1]
    index = index_of(reading.root, reading.entries)
    return CheckedContent(reading.sorted_problems, reading.series, index)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems by file and line."""
    return tuple(sorted(problems, key=_place))


@check_arguments
def loads(text: str | bytes | bytearray) -> Series:
    """Read a series from a JSON document, as `dumps` writes it: a text, or its bytes in UTF-8.

    Raises:
        ContentError: With everything that is wrong with it.
    """
    reading = _Reading(folder=None)
    reading.take_json(lambda: read_json(Source(None, _text(text))))
    if reading.series is None:
        raise ContentError(reading.sorted_problems)
    return reading.series


def _text(given: str | bytes | bytearray) -> str:
    return given.removeprefix("\ufeff") if isinstance(given, str) else decoded(bytes(given))


@check_arguments
def dumps(series: Series) -> str:
    """Write a whole series as one JSON document; `loads` gives back an equal one.

    It holds everything, private fields too: it is a form of the source, not an export.
    """
    return json.dumps(unstructure(series), ensure_ascii=False, indent=2) + "\n"


@define
class _Reading:
    """What has been read so far, and what is wrong with it."""

    folder: Path | None
    series: Series | None = None
    root: MappingNode | None = None
    """The document of the series."""
    problems: list[Problem] = field(factory=list)
    steps: tuple[Step, ...] = ()
    """What brings its files to the format that this release reads."""
    roots: list[MappingNode] = field(factory=list)
    entries: dict[str, list[Entry]] = field(factory=lambda: {"therapists": [], "editions": []})
    values: dict[str, list[Any]] = field(factory=lambda: {"therapists": [], "editions": []})
    unreadable: set[str] = field(factory=set)

    @property
    def sorted_problems(self) -> tuple[Problem, ...]:
        therapists, editions = self.entries["therapists"], self.entries["editions"]
        found = linted(self.problems, self.root, therapists, editions, self.folder)
        return listed(in_order(found))

    def take_json(self, read: Callable[[], AnyNode]) -> None:
        """Read a whole series from one tree."""
        self.root = root = self._tree(read, Series)
        if root is not None:
            self._take_lists(root)
            self._finish(root)

    def take_folder(self, folder: Path) -> None:
        """Read a series from the files of a folder."""
        self.root = root = self._tree(lambda: read_tree(folder / "series.yaml", folder), Series)
        try:
            files = [
                (part, folder / part[0] / name)
                for part in PARTS
                for name in names_in(folder / part[0])
            ]
        except ContentError as error:
            self.problems += error.problems
            return  # who is not known may be in there: the rest would be noise
        for part, file in files:
            if is_content(file.name):
                self._take_file(file, folder, part)
        self.problems += unread_problems(folder)
        if root is not None:
            self._take_lists(root)
            self._finish(root)

    def _tree(self, read: Callable[[], AnyNode], kind: type) -> MappingNode | None:
        try:
            root = read()
            root.source.time_zone = zone_of(root if kind is Series else self.root)
            if kind is Series:
                self.problems += format_problems(root)
                self.steps = steps_from(root)
            if isinstance(root, MappingNode):
                self.roots.append(migrated(root, kind, self.steps))
                return self.roots[-1]
            raise wrong_kind(root, "a group of keys", "begin with a key, such as `id: ...`")
        except ContentError as error:
            self.problems += error.problems
            return None

    def _take_file(self, file: Path, folder: Path, part: Part) -> None:
        name, kind, key, body = part
        root = self._tree(lambda: read_tree(file, folder, body=body), kind)
        if root is None:
            self.unreadable.add(file.stem)
            return
        if not self._take(name, kind, root):
            return
        written = root.get(key)
        name_of_file = normalize("NFC", file.stem)  # some systems take accents apart in names
        if isinstance(written, ScalarNode) and normalize("NFC", written.text) not in {
            name_of_file,
            "",
        }:
            message = f"the {key} {described(written)} differs from the name of the file"
            hint = f"name the file `{written.text}{file.suffix}`" if is_shown(written) else None
            problem = written.problem("TBH134", message, hint=hint, severity=Severity.WARNING)
            self.problems.append(evolve(problem, path=key))

    def _take_lists(self, root: MappingNode) -> None:
        """Take the therapists and editions that stand in the document of the series itself."""
        for name, kind, *_ in PARTS:
            items = root.get(name)
            if isinstance(items, SequenceNode):
                for index, item in enumerate(items.items):
                    self._take(name, kind, item, f"{name}[{index}]")
            elif items is not None and not (isinstance(items, ScalarNode) and items.is_null):
                hint = "write each item on a line of its own, after `- `"
                self.problems += under(name, wrong_kind(items, "a list", hint).problems)

    def _take(self, name: str, kind: type, node: AnyNode, path: str = "") -> bool:
        """Take one therapist or edition; tell whether nothing is wrong with it."""
        if isinstance(node, MappingNode):
            self.entries[name].append(Entry(node, path))
        try:
            self.values[name].append(structure(node, kind))
        except ContentError as error:
            self.problems += under(path, error.problems) if path else error.problems
            return False
        return True

    def _finish(self, root: MappingNode) -> None:
        fields: dict[str, Any] = {}
        try:
            fields = structure_fields(
                root, Series, but=("therapists", "editions"), also=(LINT_KEY,)
            )
        except ContentError as error:
            self.problems += error.problems
        self.problems += level_problems(root)
        self.problems += reference_problems(
            self.entries["therapists"], self.entries["editions"], frozenset(self.unreadable)
        )
        self.problems = _once(self.problems)
        for tree in self.roots:
            self.problems += _notes(tree)
        if any(problem.severity is Severity.ERROR for problem in self.problems):
            return
        lists: dict[str, Any] = {name: tuple(found) for name, found in self.values.items()}
        try:
            self.series = Series(**fields, **lists, folder=self.folder)
        except InvalidValueError as error:
            self.problems += violations(root, error)
            return
        self.problems += address_problems(self.series, root, self.entries["editions"])
        if self.folder is not None:
            for tree in self.roots:
                self.problems += missing_images(_scalars(tree), self.folder)


def _once(problems: list[Problem]) -> list[Problem]:
    """Leave out what is said of an id as such, where it is said that nobody has it."""
    unknown = {
        (found.file, found.line, found.column) for found in problems if found.code == "TBH130"
    }
    return [
        found
        for found in problems
        if found.code != "TBH110" or (found.file, found.line, found.column) not in unknown
    ]


def _read(path: Path) -> _Reading:
    if is_file(path):
        reading = _Reading(folder=path.parent)
        reading.take_json(lambda: read_tree(path, path.parent))
        return reading
    reading = _Reading(folder=path)
    if exists(path / "series.yaml"):
        reading.take_folder(path)
        return reading
    expected = "a content folder holds series.yaml, therapists/ and editions/"
    if path.is_dir():
        reading.problems += (
            each for each in unread_problems(path) if "series.yaml" in each.message
        )
    if not reading.problems:
        reading.problems.append(Problem(code="TBH101", message=_no_content(path), hint=expected))
    return reading


def _no_content(path: Path) -> str:
    """Describe what there is instead of content."""
    try:
        is_empty = not any(path.iterdir())
    except FileNotFoundError:
        return f"there is nothing at {path}"
    except OSError as error:
        return f"{path} cannot be read: {(error.strerror or 'unknown reason').lower()}"
    except ValueError:  # it holds what no name can
        return f"there can be no path {str(path)!r}"
    return f"the folder {path} is empty" if is_empty else f"the folder {path} holds no series.yaml"


def _place(problem: Problem) -> tuple[str, int, int, str, str]:
    return (
        problem.file or "",
        problem.line or 0,
        problem.column or 0,
        problem.code,
        problem.message,
    )


def _scalars(node: AnyNode, path: str = "") -> Iterator[tuple[str, ScalarNode]]:
    """Yield every scalar of a tree with its path, in the order in which they are written."""
    match node:
        case SequenceNode():
            for index, item in enumerate(node.items):
                yield from _scalars(item, f"{path}[{index}]")
        case MappingNode():
            for key, (_, value) in node.pairs.items():
                yield from _scalars(value, f"{path}.{key}" if path else key)
        case _:
            yield path, node


def _notes(root: AnyNode) -> Iterator[Problem]:
    """Yield what there is to say of texts that can be used."""
    for path, node in _scalars(root):
        notes = uncarried_notes(node) if node.notes is None else node.notes
        yield from (
            evolve(note, path=path) for note in notes if note.severity is not Severity.ERROR
        )
