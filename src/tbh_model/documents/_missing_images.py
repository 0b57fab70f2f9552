"""Images that the content names, and that are not where it says."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from attrs import evolve

from tbh_model._problems import Problem, Severity
from tbh_model.documents._files import image_exists, is_file
from tbh_model.documents._located import ContentError, ScalarNode
from tbh_model.documents._places import SourceRange
from tbh_model.text import MarkdownElementKind, find_elements, path_in_folder

_PARENT_PREFIX: Final = re.compile(r"(?:\.\.?/)*\.\./|/(?!/)")


def missing_images(scalars: Iterable[tuple[str, ScalarNode]], folder: Path) -> Iterator[Problem]:
    """Warn of each image that no file of the folder is, in the texts too."""
    for path, node in scalars:
        for url, src, place in _images_of(path, node):
            problem = _problem(url, src, folder, node)
            if problem is not None:
                line, column, length = place.line, place.column, place.length
                yield evolve(problem, path=path, line=line, column=column, length=length)


def _problem(url: str, src: str | None, folder: Path, node: ScalarNode) -> Problem | None:
    try:
        fault = _describe_fault(url, src, folder)
    except ContentError as error:  # it is there, and may not be read
        (problem,) = error.problems
        return node.problem(problem.code, f"image `{src}`: {problem.message}", hint=problem.hint)
    if fault is None:
        return None
    message, hint = fault
    return node.problem("TBH113", message, hint=hint, severity=Severity.WARNING)


def _images_of(path: str, node: ScalarNode) -> Iterator[tuple[str, str | None, SourceRange]]:
    """Yield the address of each image, its path in the folder, and where it is written."""
    if node.warnings is not None:  # it was read as rich text
        for element in find_elements(node.text):
            if element.kind is MarkdownElementKind.IMAGE:
                place = node.source_map.span(element.start, element.end)
                yield element.url, path_in_folder(element.url), place
    elif path.endswith("src") and not node.is_null and "://" not in node.text:
        yield node.text, node.text, SourceRange(node.line, node.column, node.length)


def _describe_fault(url: str, src: str | None, folder: Path) -> tuple[str, str] | None:
    if src is not None:
        is_there = image_exists(folder, src)
        missing = f"there is no image `{src}` in the content folder"
        return None if is_there else (missing, "check its path")
    # from the file of the edition, or with a slash; what lies beside the site is no fault
    image_path = (
        path_in_folder(_PARENT_PREFIX.sub("", url, count=1)) if _PARENT_PREFIX.match(url) else None
    )
    if image_path is None or not is_file(folder / image_path):
        return None
    return (
        f"`{url}` leads out of the content folder",
        f"write `{image_path}`, from the content folder on",
    )
