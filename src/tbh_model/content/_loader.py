"""Loader of a series: lists the files, reads each, and builds the series.

Values are made at once. Where something is wrong, `_check` reads the trees of the files again, to
say everything that there is to say, each thing at its place.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from enum import Enum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

import attrs
from attrs import AttrsInstance

from tbh_model._arguments import check_arguments
from tbh_model._attrs import define, evolve, field, frozen
from tbh_model._problems import ContentError, Problem, Severity
from tbh_model._regular_files import resolve_content_path
from tbh_model.content._cache import ContentCache
from tbh_model.content._converter import prefix_paths, structure, structure_fields
from tbh_model.content._files import COLLECTIONS, FORMAT, LINT_KEY, decode
from tbh_model.content._folder import bytes_fingerprint
from tbh_model.content._json_reader import read_json
from tbh_model.content._names import TherapistNames
from tbh_model.content._node import (
    NULLS,
    AnyNode,
    MappingNode,
    ScalarKind,
    ScalarNode,
    SequenceNode,
    Source,
)
from tbh_model.content._references import ContentEntry, time_zone_of, written_people
from tbh_model.content._scalars import SCALARS, check_prose, wrong_kind_error
from tbh_model.content._source_files import ContentFile, inline_entries, list_content
from tbh_model.model import PROSE, Constraint, InvalidValueError, Series, Therapist, field_types

# Minimum number of files for which starting a process pays.
_MIN_FILES_PER_WORKER: Final = 128
# Relative costs of reading an edition, sending it to another process, and receiving it.
_READ_COST, _SEND_COST, _RECEIVE_COST = 6.0, 2.2, 1.0


@check_arguments
def load(path: str | Path, *, jobs: int = 1, cache: ContentCache | None = None) -> Series:
    """Return the series of a content folder or of one JSON file.

    Args:
        path: The folder, or its `series.yaml`, or the JSON file.
        jobs: The number of processes that read; more than one pays from some hundred files on.
        cache: Cache of earlier reads. A file with the same bytes is not read again.

    Raises:
        ContentError: With every problem of every file, if one of them is an error.

    >>> tbh.load("examples/therapists-being-human").title
    'Therapists Being Human'
    """
    return _series_of(read_content(path, jobs=jobs, cache=cache))


@check_arguments
def loads(text: str | bytes | bytearray) -> Series:
    """Return the series of a JSON document that `dumps` wrote: text, or bytes in UTF-8.

    Raises:
        ContentError: With every problem of the document.

    >>> tbh.loads(tbh.dumps(series)).title
    'Therapists Being Human'
    """
    content = Content(folder=None)
    content.root = _read_root(content, lambda: _parse_document(text))
    _build_series(content, {})
    return _series_of(content)


def _series_of(content: "Content") -> Series:
    if content.series is None:
        from tbh_model.content._check import find_errors  # 20 ms, only for who made a mistake

        raise ContentError(find_errors(content))
    return content.series


def _parse_document(text: str | bytes | bytearray) -> MappingNode:
    words = text.removeprefix("\ufeff") if isinstance(text, str) else decode(bytes(text))
    root = read_json(Source(None, words))
    root.source.time_zone = time_zone_of(root)
    if isinstance(root, MappingNode):
        return root
    raise wrong_kind_error(root, "a group of keys", "begin with a key, such as `id: ...`")


@define
class Content:
    """Files of a series as read so far, with their problems."""

    folder: Path | None
    files: tuple[ContentFile, ...] = ()
    """The files of therapists and editions."""
    is_complete: bool = True
    """Whether every file is known."""
    root: MappingNode | None = None
    """The document of the series, where it can be read."""
    series: Series | None = None
    """`None` if it cannot be loaded."""
    violation: InvalidValueError | None = None
    """The violation that prevents the series."""
    problems: list[Problem] = field(factory=list)
    invalid_files: set[str] = field(factory=set)
    """The names of those with errors."""


def has_errors(problems: Iterable[Problem]) -> bool:
    """Return whether an error is among some problems."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def read_content(
    path: str | Path,
    *,
    jobs: int = 1,
    cache: ContentCache | None = None,
    keep_trees: bool = False,
) -> Content:
    """Return a content folder or a JSON file as read, with the problems of single files.

    Args:
        path: The folder, or its `series.yaml`, or the JSON file.
        jobs: How many processes may read.
        cache: What was read of this folder before.
        keep_trees: Whether the trees of the files are wanted too, which take memory.
    """
    listing = list_content(resolve_content_path(path))
    content = Content(
        listing.folder, listing.files, listing.is_complete, problems=[*listing.problems]
    )
    document = listing.root
    if document is None:
        return content
    content.root = _read_root(content, lambda: document.root)
    for file in content.files:
        file.time_zone = None if content.root is None else content.root.source.time_zone
    if keep_trees:
        listing.set_names()
        results = [read_file(file, keep_tree=True) for file in content.files]
    else:
        results = _read_files(content, jobs, ContentCache() if cache is None else cache)
    values = _sort_results(content, results)
    if has_errors(content.problems) and not all(file.exists for file in (document, *content.files)):
        # somebody removed it meanwhile: the next listing is without it
        return read_content(path, jobs=jobs, cache=cache, keep_trees=keep_trees)
    if content.is_complete:
        _build_series(content, values)
    return content


def _sort_results(content: Content, results: Iterable["FileResult"]) -> dict[str, list[Any]]:
    """Return the values of each collection, and collect the problems."""
    values: dict[str, list[Any]] = {collection: [] for collection, *_ in COLLECTIONS}
    for file, result in zip(content.files, results, strict=True):
        content.problems += result.problems
        if result.problems:
            content.invalid_files.add(file.name)
        else:
            values[file.collection].append(result.value)
    return values


def _read_root(content: Content, parse_root: Callable[[], MappingNode]) -> MappingNode | None:
    """Read the document of a series, and check that its format is one that we know."""
    try:
        root = parse_root()
    except ContentError as error:
        content.problems += error.problems
        return None
    content.problems += _format_problems(root)
    return root


def _build_series(content: Content, values: dict[str, list[Any]]) -> None:
    """Return the series, unless something in it is invalid."""
    root = content.root
    if root is None:
        return
    lists: dict[str, Any] = {
        collection: (*values.get(collection, ()), *_inline_values(content, root, collection, kind))
        for collection, kind, *_ in COLLECTIONS
    }
    fields: dict[str, Any] = {}
    try:
        fields = structure_fields(root, Series, exclude=lists, extra_keys=(LINT_KEY,))
    except ContentError as error:
        content.problems += error.problems
    if LINT_KEY in root.pairs:
        from tbh_model.content.lint._engine import level_problems  # 20 ms, for those who set levels

        content.problems += level_problems(root)
    if has_errors(content.problems):
        return
    try:
        content.series = Series(**fields, **lists, folder=content.folder)
    except InvalidValueError as error:
        content.violation = error


def _inline_values(
    content: Content, root: MappingNode, collection: str, kind: type[Any]
) -> Iterator[Any]:
    """Yield the therapists or editions in the document of the series itself."""
    items = root.get(collection)
    if items is None or (isinstance(items, ScalarNode) and items.is_null):
        return
    if not isinstance(items, SequenceNode):
        hint = "write each item on a line of its own, after `- `"
        error = wrong_kind_error(items, "a list", hint)
        content.problems += prefix_paths(collection, error.problems)
        return
    for index, item in enumerate(items.items):
        try:
            yield _structure(item, kind)
        except ContentError as error:
            content.problems += prefix_paths(f"{collection}[{index}]", error.problems)


def _format_problems(root: MappingNode) -> Iterator[Problem]:
    """Yield a problem where content is of a newer format; what is no version is found elsewhere."""
    node = root.get("format")
    if isinstance(node, ScalarNode) and _NUMBER.fullmatch(node.text) and int(node.text) > FORMAT:
        message = f"this is format {node.text}; this version of tbh-model reads format {FORMAT}"
        problem = node.problem("TBH112", message, hint="install a newer tbh-model")
        yield evolve(problem, path="format")


_NUMBER: Final = re.compile(r"\+?\d{1,18}", re.ASCII)


@frozen
class FileResult:
    """Result of reading a file: a value, or problems."""

    value: Any
    fingerprint: bytes = b""
    """The digest of the bytes."""
    problems: tuple[Problem, ...] = ()
    uses_names: bool = False
    """Whether the value depends on the names of therapists."""


def read_file(file: ContentFile, *, keep_tree: bool = False) -> FileResult:
    """Read the file of a therapist or an edition."""
    try:
        data = b"" if keep_tree else file.read()
        tree = file.root if keep_tree else file.parse(data)
    except ContentError as error:
        return FileResult(None, problems=error.problems)
    problems = tree.source.problems
    try:
        value: Any = _structure(tree, file.kind)
    except ContentError as error:
        # words under a heading that is wrong are missing elsewhere, which would be said twice
        found = (item for item in error.problems if not problems or item.code != "TBH111")
        return FileResult(None, problems=(*problems, *found))
    if problems:
        return FileResult(None, problems=tuple(problems))
    return FileResult(value, bytes_fingerprint(data), uses_names=tree.source.uses_names)


def _read_files(content: Content, jobs: int, cache: ContentCache) -> list[FileResult]:
    """Return what came of each file; those that the cache does not have are read.

    Therapists come first, because editions may name them.
    """
    cache.begin(None if content.root is None else content.root.source.time_zone)
    people = [file for file in content.files if file.kind is Therapist]
    editions = content.files[len(people) :]
    results = _read_or_recall(people, 1, cache)
    names = TherapistNames.of(_all_names(content, people, results))
    cache.set_names(names)
    for file in editions:
        file.names = names
    results += _read_or_recall(editions, jobs, cache)
    cache.prune({file.name for file in content.files})
    return results


def _all_names(
    content: Content, files: Iterable[ContentFile], results: Iterable[FileResult]
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield the id and the names of every therapist whose file can be read."""
    entries: list[ContentEntry] = []
    for file, result in zip(files, results, strict=True):
        if result.value is not None:
            yield result.value.id, result.value.name, result.value.former_names
        else:
            with suppress(ContentError):  # it is among the problems
                entries += file.entries(file.collection)
    if content.root is not None:
        entries += inline_entries(content.root, "therapists")
    for id_, name, former_names in written_people(entries):
        yield id_, name, tuple(former_names)


def _read_or_recall(
    files: Sequence[ContentFile], jobs: int, cache: ContentCache
) -> list[FileResult]:
    results = [_cached_result(file, cache) for file in files]
    new = [index for index, result in enumerate(results) if result is None]
    for index, result in zip(
        new, _read_parallel([files[index] for index in new], jobs), strict=True
    ):
        results[index] = result
        if not result.problems:
            cache.put(
                files[index].name, result.fingerprint, result.value, uses_names=result.uses_names
            )
    return [result for result in results if result is not None]


def _cached_result(file: ContentFile, cache: ContentCache) -> FileResult | None:
    try:
        value = cache.get(file.name, file.folder)
    except ContentError as error:
        return FileResult(None, problems=error.problems)
    return None if value is None else FileResult(value)


def _read_parallel(files: Sequence[ContentFile], jobs: int) -> list[FileResult]:
    """Read files in order; with several jobs this process is one of those that read."""
    workers = min(jobs, len(files) // _MIN_FILES_PER_WORKER) - 1
    if workers < 1:
        return list(map(read_file, files))
    # so that all end together: what this one reads less, it receives
    share = int(
        len(files) * _READ_COST / (_READ_COST + _SEND_COST + (_READ_COST - _RECEIVE_COST) * workers)
    )
    own = len(files) - share * workers
    from tbh_model._processes import worker_pool

    shares = [files[at : at + share] for at in range(own, len(files), share)]
    with worker_pool(workers, _read_chunk, []) as pool:
        futures = [pool.submit(_read_chunk, chunk) for chunk in shares]
        results = _read_chunk(files[:own])
        for chunk, future in zip(shares, futures, strict=True):
            try:
                results += future.result()
            except Exception:  # noqa: BLE001 - whatever broke there is read here
                results += _read_chunk(chunk)
    return results


def _read_chunk(files: Sequence[ContentFile]) -> list[FileResult]:
    return list(map(read_file, files))


def _structure(node: AnyNode, kind: Any) -> Any:
    """Return a value of a class of the model from a tree, in half the time where nothing is wrong.

    Constructors check everything once more, and what is wrong with which key `structure` says.

    Raises:
        ContentError: With everything that is wrong.
    """
    try:
        return _quick_hook(kind)(node, kind)
    except (ValueError, LookupError, TypeError, AttributeError):
        return structure(node, kind)


@cache
def _quick_hook(kind: Any) -> Callable[[Any, Any], Any]:
    """Return a hook that raises anything where something is wrong, and leaves checks of values."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        is_prose = any(item.name in PROSE for item in arguments if isinstance(item, Constraint))
        return _structure_prose if is_prose else _quick_hook(arguments[0])
    if origin in {tuple, frozenset}:
        hook = _quick_hook(arguments[0])
        return lambda node, _: origin([hook(item, None) for item in node.items])
    if origin in {Union, UnionType} and arguments[1:] == (NoneType,):
        return _quick_hook(arguments[0])  # it is not asked about nothing
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda node, _: SCALARS[Enum](node, kind)
    if isinstance(kind, type) and attrs.has(kind) and kind not in SCALARS:
        return _quick_class_hook(kind)
    return SCALARS.get(kind) or (lambda node, _: structure(node, kind))


def _structure_prose(node: Any, _: Any) -> str:
    text: str = SCALARS[str](node, str)
    if node.kind is ScalarKind.PLAIN and (node.source.comments or "\n" in text):
        check_prose(node)
    return text


def _quick_class_hook(kind: type[AttrsInstance]) -> Callable[[AnyNode, Any], Any]:
    attributes = attrs.fields_dict(kind)
    hooks = {
        name: (_quick_hook(hint), attributes[name].default is not attrs.NOTHING)
        for name, hint in field_types(kind).items()
    }

    def structure_class(node: AnyNode, _: Any) -> Any:
        if type(node) is not MappingNode:
            return structure(node, kind)  # short forms
        values: dict[str, Any] = {}
        for name, (_key, value) in node.pairs.items():
            hook, is_optional = hooks[name]
            if type(value) is ScalarNode and value.text in NULLS and value.is_null and is_optional:
                continue
            values[name] = hook(value, None)
        return kind(**values)

    return structure_class
