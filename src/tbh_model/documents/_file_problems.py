"""What is wrong with some files by themselves: fast, whatever else there is in the folder."""

from collections.abc import Collection, Iterator
from pathlib import Path

from tbh_model._problems import Problem
from tbh_model.documents._converter import structure
from tbh_model.documents._files import is_content, parse, read_source
from tbh_model.documents._folder import PARTS
from tbh_model.documents._located import ContentError


def file_problems(folder: Path, names: Collection[str]) -> Iterator[Problem]:
    """Give what is wrong with files of therapists and editions, each looked at by itself.

    What can only be seen with other files beside it, such as an id that is nowhere, is not found;
    a file that is no longer there has no problems.

    Args:
        folder: The content folder.
        names: POSIX paths in it; those that are no such files are passed over.
    """
    for name, kind, _, body in PARTS:
        for path in names:
            part, _, file = path.partition("/")
            if part != name or "/" in file or not is_content(file):
                continue
            if not (folder / path).is_file():
                continue
            try:
                structure(parse(read_source(folder / path, path), body=body), kind)
            except ContentError as error:
                yield from error.problems
