"""Check of content: errors and lint findings with their positions."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final
from unicodedata import normalize

from tbh_model._arguments import check_arguments
from tbh_model._attrs import evolve, frozen
from tbh_model._problems import ContentError, Problem, Severity
from tbh_model._regular_files import exists
from tbh_model.content._converter import problems_from_violations
from tbh_model.content._files import COLLECTIONS
from tbh_model.content._folder import content_file_names, template_files
from tbh_model.content._index import ContentIndex, build_index
from tbh_model.content._loader import Content, has_errors, read_content, read_file
from tbh_model.content._names import TherapistNames
from tbh_model.content._node import (
    AnyNode,
    MappingNode,
    ScalarNode,
    SequenceNode,
    describe,
    is_shown,
    limit_problems,
)
from tbh_model.content._references import (
    ContentEntry,
    address_problems,
    channel_problems,
    channels_of,
    panel_problems,
    reference_problems,
    unknown_therapists,
)
from tbh_model.content._scalars import unencodable_warnings
from tbh_model.content._source_files import ContentFile, inline_entries, therapist_names
from tbh_model.content.lint._engine import lint
from tbh_model.content.lint._images import missing_images
from tbh_model.model import Channel, InvalidValueError, Series, Violation


@check_arguments
def check(path: str | Path) -> tuple[Problem, ...]:
    """Return every problem of the content, in order of file and line, without those of a build.

    >>> content.check("examples/therapists-being-human")
    ()
    """
    return read_checked(path).problems


@frozen
class CheckedContent:
    """Content folder or JSON file as read, with all problems."""

    problems: tuple[Problem, ...]
    """All problems, by file and line."""
    series: Series | None
    """The series, or None if it cannot be loaded."""
    index: ContentIndex


def read_checked(path: str | Path) -> CheckedContent:
    """Return a content folder or JSON file with its problems and the positions of its values.

    >>> content.read_checked("examples/therapists-being-human").series == series
    True
    """
    content = read_content(path, keep_trees=True)
    trees = _Trees.of(content)
    problems = [*_problems_between_files(content, trees), *_warnings(content, trees)]
    problems += template_files(content.folder)[1]
    therapists, editions = trees.entries["therapists"], trees.entries["editions"]
    linted = lint(problems, content.root, therapists, editions, content.folder)
    index = build_index(content.root, trees.entries)
    sorted_problems = sort_problems(index.with_subjects(linted, editions))
    return CheckedContent(limit_problems(sorted_problems), content.series, index)


def find_errors(content: Content) -> tuple[Problem, ...]:
    """Return why content cannot be loaded, in order of file and line."""
    trees = _Trees.of(content)
    problems = _problems_between_files(content, trees)
    index, editions = build_index(content.root, trees.entries), trees.entries["editions"]
    return limit_problems(sort_problems(index.with_subjects(problems, editions)))


def sort_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems sorted by file and line.

    >>> content.sort_problems([])
    ()
    """
    return tuple(sorted(problems, key=_sort_key))


@frozen
class _Trees:
    """The files of a series as they are written."""

    roots: tuple[MappingNode, ...]
    # The therapists and the editions.
    entries: dict[str, list[ContentEntry]]
    # Names of the unreadable files, without suffix.
    unreadable: frozenset[str]

    @classmethod
    def of(cls, content: Content) -> "_Trees":
        """Read the trees that are not there yet."""
        root = content.root
        roots = [] if root is None else [root]
        entries: dict[str, list[ContentEntry]] = {name: [] for name, *_ in COLLECTIONS}
        unreadable: set[str] = set()
        for file in content.files:
            try:
                roots.append(file.root)
            except ContentError:  # it is among the problems already
                unreadable.add(file.stem)
            else:
                entries[file.collection] += file.entries(file.collection)
        if root is not None:
            for name in entries:
                entries[name] += inline_entries(root, name)
        return cls(tuple(roots), entries, frozenset(unreadable))


def _problems_between_files(content: Content, trees: _Trees) -> list[Problem]:
    """Return what is wrong with the files, and with what they say of each other."""
    problems = [*content.problems]
    root, (therapists, editions) = content.root, trees.entries.values()
    if root is None or not content.is_complete:
        return problems  # the rest would be noise
    problems += reference_problems(therapists, editions, trees.unreadable)
    problems += panel_problems(root, editions)
    problems += channel_problems((ContentEntry(root), *editions), channels_of(root))
    problems = _drop_redundant(problems)
    if content.violation is not None and not has_errors(problems):
        for violation in content.violation.violations:
            problems += _violation_problems(violation, root, trees.entries)
    return problems


_IN_A_LIST: Final = re.compile(r"(therapists|editions)\[(\d+)\]\.(.+)")


def _violation_problems(
    violation: Violation, root: MappingNode, entries: Mapping[str, Sequence[ContentEntry]]
) -> Iterator[Problem]:
    """Yield a violation of the series as a problem of the file of what it is about."""
    match = _IN_A_LIST.match(violation.field)
    entry = ContentEntry(root) if match is None else entries[match[1]][int(match[2])]
    own = violation if match is None else evolve(violation, field=match[3])
    for problem in problems_from_violations(entry.node, InvalidValueError((own,))):
        yield evolve(problem, path=entry.path_to(problem.path))


def _warnings(content: Content, trees: _Trees) -> Iterator[Problem]:
    """Yield the warnings about valid content."""
    if content.root is None or not content.is_complete:
        return
    for file in content.files:
        if file.name not in content.invalid_files:
            yield from _name_warnings(file)
    for tree in trees.roots:
        yield from _text_warnings(tree)
    if content.series is not None and content.folder is not None:
        yield from address_problems(content.series, content.root, trees.entries["editions"])
        for tree in trees.roots:
            yield from missing_images(_scalars(tree), content.folder)


def _name_warnings(file: ContentFile) -> Iterator[Problem]:
    """Yield a warning for each file whose name differs from its id or slug."""
    scalar = ContentEntry(file.root).scalar(file.key)
    # some systems take accents apart in names
    if scalar is not None and normalize("NFC", scalar.text) != normalize("NFC", file.stem):
        message = f"the {file.key} {describe(scalar)} differs from the name of the file"
        hint = f"name the file `{scalar.text}{file.ending}`" if is_shown(scalar) else None
        problem = scalar.problem("TBH134", message, hint=hint, severity=Severity.WARNING)
        yield evolve(problem, path=file.key)


def _drop_redundant(problems: list[Problem]) -> list[Problem]:
    """Drop problems of the form of an id, if it is reported as unknown."""
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
    """Yield the warnings about valid texts."""
    for path, node in _scalars(root):
        warnings = unencodable_warnings(node) if node.warnings is None else node.warnings
        yield from (
            evolve(warning, path=path)
            for warning in warnings
            if warning.severity is not Severity.ERROR
        )


def file_problems(
    folder: Path,
    file_names: Collection[str],
    therapists: Collection[str] | None = None,
    time_zone: str | None = None,
    channels: Collection[str] = tuple(Channel),
) -> Iterator[Problem]:
    """Yield the problems of files of therapists and editions, each checked by itself.

    Problems that depend on other files, such as duplicate ids, are not found. A missing file has no
    problems.

    Args:
        folder: The content folder.
        file_names: POSIX paths in the folder; other files are skipped.
        therapists: Known ids of therapists. A file of that name counts as well. None skips the
            check of references.
        time_zone: The time zone of the series.
        channels: The channels of the series.

    >>> list(content.file_problems(series.folder, ["therapists/t-7k2m.yaml"]))
    []
    """
    stems = (name.rpartition(".")[0] for name in content_file_names(folder / "therapists"))
    known_ids = None if therapists is None else frozenset((*therapists, *stems))
    names: TherapistNames | None = None
    for spec, *_ in COLLECTIONS:
        for name in file_names:
            file = ContentFile.at(folder, name, time_zone)
            if file is None or file.collection != spec or not exists(folder / name):
                continue
            if spec == "editions":
                names = file.names = therapist_names(folder) if names is None else names
            problems = read_file(file, keep_tree=True).problems
            yield from problems
            if spec == "editions" and not problems:
                yield from channel_problems([ContentEntry(file.root)], channels)
            if spec == "editions" and known_ids is not None and not problems:
                yield from unknown_therapists(ContentEntry(file.root), known_ids)
