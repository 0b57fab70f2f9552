"""Load and check a content folder, or a whole series in one JSON document."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, Final
from unicodedata import normalize

from attrs import define, evolve, field, frozen

from tbh_model._arguments import check_arguments
from tbh_model._problems import Problem, Severity
from tbh_model._regular_files import exists
from tbh_model.content._converter import (
    prefix_paths,
    problems_from_violations,
    structure,
    structure_fields,
    unstructure,
)
from tbh_model.content._files import (
    COLLECTIONS,
    FORMAT,
    CollectionSpec,
    content_file_names,
    decode,
    is_content,
    is_file,
    list_names,
    parse,
    read_source,
    read_tree,
    resolve_content_path,
    template_files,
)
from tbh_model.content._index import ContentIndex, build_index
from tbh_model.content._json_reader import read_json
from tbh_model.content._node import (
    AnyNode,
    ContentError,
    MappingNode,
    ScalarNode,
    SequenceNode,
    Source,
    describe,
    is_shown,
    limit_problems,
)
from tbh_model.content._references import (
    ContentEntry,
    address_problems,
    reference_problems,
    time_zone_of,
    unknown_therapists,
)
from tbh_model.content._scalars import unencodable_warnings, wrong_kind_error
from tbh_model.content._source_files import unsupported_file_problems
from tbh_model.content.lint._engine import LINT_KEY, level_problems, lint
from tbh_model.content.lint._images import missing_images
from tbh_model.model import InvalidValueError, Series


def read_series(path: Path) -> Series:
    """Read a series, and everything that there is to say of it.

    Raises:
        ContentError: With every problem of every file, if any of them is an error.
    """
    loader = _load(path)
    if loader.series is None:
        raise ContentError(loader.sorted_problems)
    return loader.series


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
    loader = _load(resolve_content_path(path))
    loader.problems += template_files(loader.folder)[1]
    index = build_index(loader.root, loader.entries)
    return CheckedContent(loader.sorted_problems, loader.series, index)


def sort_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems by file and line."""
    return tuple(sorted(problems, key=_sort_key))


@check_arguments
def loads(text: str | bytes | bytearray) -> Series:
    """Read a series from a JSON document, as `dumps` writes it: a text, or its bytes in UTF-8.

    Raises:
        ContentError: With everything that is wrong with it.
    """
    loader = _Loader(folder=None)
    loader.load_json(lambda: read_json(Source(None, _as_text(text))))
    if loader.series is None:
        raise ContentError(loader.sorted_problems)
    return loader.series


def _as_text(data: str | bytes | bytearray) -> str:
    return data.removeprefix("\ufeff") if isinstance(data, str) else decode(bytes(data))


@check_arguments
def dumps(series: Series) -> str:
    """Write a whole series as one JSON document; `loads` gives back an equal one.

    It holds everything, private fields too: it is a form of the source, not an export.
    """
    return json.dumps(unstructure(series), ensure_ascii=False, indent=2) + "\n"


@define
class _Loader:
    """What has been read so far, and what is wrong with it."""

    folder: Path | None
    series: Series | None = None
    root: MappingNode | None = None
    """The document of the series."""
    problems: list[Problem] = field(factory=list)
    roots: list[MappingNode] = field(factory=list)
    entries: dict[str, list[ContentEntry]] = field(
        factory=lambda: {"therapists": [], "editions": []}
    )
    values: dict[str, list[Any]] = field(factory=lambda: {"therapists": [], "editions": []})
    unreadable: set[str] = field(factory=set)

    @property
    def sorted_problems(self) -> tuple[Problem, ...]:
        therapists, editions = self.entries["therapists"], self.entries["editions"]
        problems = lint(self.problems, self.root, therapists, editions, self.folder)
        return limit_problems(sort_problems(problems))

    def load_json(self, read_root: Callable[[], AnyNode]) -> None:
        """Read a whole series from one tree."""
        self.root = root = self._load_root(read_root, Series)
        if root is not None:
            self._load_lists(root)
            self._build_series(root)

    def load_folder(self, folder: Path) -> None:
        """Read a series from the files of a folder."""
        self.root = root = self._load_root(
            lambda: read_tree(folder / "series.yaml", folder), Series
        )
        try:
            files = [
                (spec, folder / spec[0] / name)
                for spec in COLLECTIONS
                for name in list_names(folder / spec[0])
            ]
        except ContentError as error:
            self.problems += error.problems
            return  # who is not known may be in there: the rest would be noise
        for spec, file in files:
            if is_content(file.name):
                self._load_file(file, folder, spec)
        self.problems += unsupported_file_problems(folder)
        if root is not None:
            self._load_lists(root)
            self._build_series(root)

    def _load_root(self, read_root: Callable[[], AnyNode], kind: type) -> MappingNode | None:
        try:
            root = read_root()
            root.source.time_zone = time_zone_of(root if kind is Series else self.root)
            if kind is Series:
                self.problems += _format_problems(root)
            if isinstance(root, MappingNode):
                self.roots.append(root)
                return self.roots[-1]
            raise wrong_kind_error(root, "a group of keys", "begin with a key, such as `id: ...`")
        except ContentError as error:
            self.problems += error.problems
            return None

    def _load_file(self, file: Path, folder: Path, spec: CollectionSpec) -> None:
        name, kind, key, body = spec
        root = self._load_root(lambda: read_tree(file, folder, body=body), kind)
        if root is None:
            self.unreadable.add(file.stem)
            return
        if not self._load_item(name, kind, root):
            return
        scalar = root.get(key)
        name_of_file = normalize("NFC", file.stem)  # some systems take accents apart in names
        if isinstance(scalar, ScalarNode) and normalize("NFC", scalar.text) not in {
            name_of_file,
            "",
        }:
            message = f"the {key} {describe(scalar)} differs from the name of the file"
            hint = f"name the file `{scalar.text}{file.suffix}`" if is_shown(scalar) else None
            problem = scalar.problem("TBH134", message, hint=hint, severity=Severity.WARNING)
            self.problems.append(evolve(problem, path=key))

    def _load_lists(self, root: MappingNode) -> None:
        """Take the therapists and editions that stand in the document of the series itself."""
        for name, kind, *_ in COLLECTIONS:
            items = root.get(name)
            if isinstance(items, SequenceNode):
                for index, item in enumerate(items.items):
                    self._load_item(name, kind, item, f"{name}[{index}]")
            elif items is not None and not (isinstance(items, ScalarNode) and items.is_null):
                hint = "write each item on a line of its own, after `- `"
                self.problems += prefix_paths(
                    name, wrong_kind_error(items, "a list", hint).problems
                )

    def _load_item(self, name: str, kind: type, node: AnyNode, path: str = "") -> bool:
        """Take one therapist or edition; tell whether nothing is wrong with it."""
        if isinstance(node, MappingNode):
            self.entries[name].append(ContentEntry(node, path))
        try:
            self.values[name].append(structure(node, kind))
        except ContentError as error:
            self.problems += prefix_paths(path, error.problems) if path else error.problems
            return False
        return True

    def _build_series(self, root: MappingNode) -> None:
        fields: dict[str, Any] = {}
        try:
            fields = structure_fields(
                root, Series, exclude=("therapists", "editions"), extra_keys=(LINT_KEY,)
            )
        except ContentError as error:
            self.problems += error.problems
        self.problems += level_problems(root)
        self.problems += reference_problems(
            self.entries["therapists"], self.entries["editions"], frozenset(self.unreadable)
        )
        self.problems = _drop_redundant(self.problems)
        for tree in self.roots:
            self.problems += _text_warnings(tree)
        if any(problem.severity is Severity.ERROR for problem in self.problems):
            return
        lists: dict[str, Any] = {name: tuple(values) for name, values in self.values.items()}
        try:
            self.series = Series(**fields, **lists, folder=self.folder)
        except InvalidValueError as error:
            self.problems += problems_from_violations(root, error)
            return
        self.problems += address_problems(self.series, root, self.entries["editions"])
        if self.folder is not None:
            for tree in self.roots:
                self.problems += missing_images(_scalars(tree), self.folder)


def _drop_redundant(problems: list[Problem]) -> list[Problem]:
    """Leave out what is said of an id as such, where it is said that nobody has it."""
    unknown = {
        (problem.file, problem.line, problem.column)
        for problem in problems
        if problem.code == "TBH130"
    }
    return [
        problem
        for problem in problems
        if problem.code != "TBH110" or (problem.file, problem.line, problem.column) not in unknown
    ]


def _load(path: Path) -> _Loader:
    if is_file(path):
        loader = _Loader(folder=path.parent)
        loader.load_json(lambda: read_tree(path, path.parent))
        return loader
    loader = _Loader(folder=path)
    if exists(path / "series.yaml"):
        loader.load_folder(path)
        return loader
    hint = "a content folder holds series.yaml, therapists/ and editions/"
    if path.is_dir():
        loader.problems += (
            problem
            for problem in unsupported_file_problems(path)
            if "series.yaml" in problem.message
        )
    if not loader.problems:
        loader.problems.append(
            Problem(code="TBH101", message=_describe_missing_content(path), hint=hint)
        )
    return loader


def _describe_missing_content(path: Path) -> str:
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


def _sort_key(problem: Problem) -> tuple[str, int, int, str, str]:
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


def _text_warnings(root: AnyNode) -> Iterator[Problem]:
    """Yield what there is to say of texts that can be used."""
    for path, node in _scalars(root):
        warnings = unencodable_warnings(node) if node.warnings is None else node.warnings
        yield from (
            evolve(warning, path=path)
            for warning in warnings
            if warning.severity is not Severity.ERROR
        )


def file_problems(
    folder: Path,
    names: Collection[str],
    therapists: Collection[str] | None = None,
    time_zone: str | None = None,
) -> Iterator[Problem]:
    """Yield what is wrong with files of therapists and editions, each looked at by itself.

    What only the other files could tell, such as an id that is used twice, is not found. A file
    that is no longer there has no problems.

    Args:
        folder: The content folder.
        names: POSIX paths in it; those that are no such files are passed over.
        therapists: The ids of those who are known; a file of the name of another one is enough.
            Where nobody knows them, no id is looked for.
        time_zone: That of the series.
    """
    stems = (name.rpartition(".")[0] for name in content_file_names(folder / "therapists"))
    known_ids = None if therapists is None else frozenset((*therapists, *stems))
    for spec in COLLECTIONS:
        for path in names:
            start, _, file = path.partition("/")
            is_member = start == spec[0] and "/" not in file and is_content(file)
            if is_member and exists(folder / path):
                yield from _problems_in_file(folder, path, spec, known_ids, time_zone)


def _problems_in_file(
    folder: Path,
    path: str,
    spec: CollectionSpec,
    therapists: Collection[str] | None,
    time_zone: str | None,
) -> Iterator[Problem]:
    name, kind, _, body = spec
    try:
        source = read_source(folder, path)
        source.time_zone = time_zone
        root = parse(source, body=body)
        structure(root, kind)
    except ContentError as error:
        yield from error.problems
        return
    if name == "editions" and therapists is not None and isinstance(root, MappingNode):
        yield from unknown_therapists(ContentEntry(root), therapists)


def _format_problems(root: AnyNode) -> Iterator[Problem]:
    """Yield a problem where content is of a newer format; what is no version is found elsewhere."""
    node = root.get("format") if isinstance(root, MappingNode) else None
    if isinstance(node, ScalarNode) and _NUMBER.fullmatch(node.text) and int(node.text) > FORMAT:
        message = f"this is format {node.text}; this version of tbh-model reads format {FORMAT}"
        problem = node.problem("TBH112", message, hint="install a newer tbh-model")
        yield evolve(problem, path="format")


_NUMBER: Final = re.compile(r"\+?\d{1,18}", re.ASCII)
