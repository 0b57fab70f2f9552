"""Images that the content names, and that are not where it says."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from attrs import evolve

from tbh_model._problems import Problem, Severity
from tbh_model.documents._files import is_file, is_image_there
from tbh_model.documents._located import ContentError, ScalarNode
from tbh_model.documents._places import Place
from tbh_model.text import MarkdownElementKind, find_elements, path_in_folder

_UPWARDS: Final = re.compile(r"(?:\.\.?/)*\.\./|/(?!/)")


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
        fault = _fault(url, src, folder)
    except ContentError as error:  # it is there, and may not be read
        (wrong,) = error.problems
        return node.problem(wrong.code, f"image `{src}`: {wrong.message}", hint=wrong.hint)
    if fault is None:
        return None
    message, hint = fault
    return node.problem("TBH113", message, hint=hint, severity=Severity.WARNING)


def _images_of(path: str, node: ScalarNode) -> Iterator[tuple[str, str | None, Place]]:
    """Yield the address of each image, its path in the folder, and where it is written."""
    if node.notes is not None:  # it was read as rich text
        for mark in find_elements(node.text):
            if mark.kind is MarkdownElementKind.IMAGE:
                place = node.places.span(mark.start, mark.end)
                yield mark.url, path_in_folder(mark.url), place
    elif path.endswith("src") and not node.is_null and "://" not in node.text:
        yield node.text, node.text, Place(node.line, node.column, node.length)


def _fault(url: str, src: str | None, folder: Path) -> tuple[str, str] | None:
    if src is not None:
        is_there = is_image_there(folder, src)
        missing = f"there is no image `{src}` in the content folder"
        return None if is_there else (missing, "check its path")
    # from the file of the edition, or with a slash; what lies beside the site is no fault
    meant = path_in_folder(_UPWARDS.sub("", url, count=1)) if _UPWARDS.match(url) else None
    if meant is None or not is_file(folder / meant):
        return None
    return (
        f"`{url}` leads out of the content folder",
        f"write `{meant}`, from the content folder on",
    )
