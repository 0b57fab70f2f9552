"""What is wrong with some files by themselves: fast, whatever else there is in the folder."""

from collections.abc import Collection, Iterator
from pathlib import Path

from tbh_model._problems import Problem
from tbh_model._regular_files import exists
from tbh_model.documents._converter import structure
from tbh_model.documents._files import content_file_names, is_content, parse, read_source
from tbh_model.documents._located import ContentError, MappingNode
from tbh_model.documents._parts import COLLECTIONS, CollectionSpec
from tbh_model.documents._references import ContentEntry, unknown_therapists


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
