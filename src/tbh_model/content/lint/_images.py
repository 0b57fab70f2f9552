"""Lint: image files that are missing, unused, or not what their names say."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Final
from unicodedata import normalize
from urllib.parse import unquote

from attrs import evolve

from tbh_model._attrs import frozen
from tbh_model._problems import ContentError, Problem, Severity
from tbh_model._regular_files import open_regular, read_regular
from tbh_model.content._files import image_exists, read_text
from tbh_model.content._folder import is_file, template_files
from tbh_model.content._image_dimensions import ImageInfo, image_info
from tbh_model.content._image_files import (
    ENDINGS,
    MAX_PICTURE_BYTES,
    SIGNATURES,
    PictureError,
    strip_metadata,
)
from tbh_model.content._node import AnyNode, MappingNode, ScalarNode, SequenceNode, SourceRange
from tbh_model.content.lint._context import Finding, LintContext, LintTarget, source_range
from tbh_model.model import Image, path_error
from tbh_model.text import MarkdownElementKind, find_elements, path_in_folder

# Number of bytes at the beginning of a file that are checked.
_SNIFFED_BYTES: Final = 256

# More bytes, and more pixels in width, than a page needs: twice its widest column.
_NEEDED_BYTES: Final = 500_000
_NEEDED_WIDTH: Final = 1800

_IMAGES: Final = "images"
_IN_IMAGES: Final = re.compile(f"(?={_IMAGES}/)")


def wrong_image_format(target: LintTarget, context: LintContext) -> Iterator[Finding]:
    """Find images that are not in the format of which their name is."""
    src = target.scalar("src")
    if src is not None and "://" not in src.text:
        yield from _format_findings(src.text, context.folder, source_range(src), "src")


def wrong_image_format_in_text(target: LintTarget, context: LintContext) -> Iterator[Finding]:
    """Find the same in Markdown."""
    for image, place in target.elements_of(MarkdownElementKind.IMAGE):
        src = path_in_folder(image.url)
        if src is not None:
            yield from _format_findings(src, context.folder, place, "")


def _format_findings(
    src: str, folder: Path | None, place: SourceRange, step: str
) -> Iterator[Finding]:
    start = None if folder is None else _read_start(folder, src)
    if start is None:
        return
    expected = ENDINGS.get(PurePosixPath(src).suffix.lower())
    if expected is not None and isinstance(_published_picture(src, folder), PictureError):
        return  # it is refused, and another rule says why
    actual = next((name for name, begins in SIGNATURES.items() if begins.match(start)), None)
    if expected is None:
        message = f"`{src}` does not end as images on the web do, and no page shows it"
        rename = f"end its name with {_ending_of(actual)}, here too" if actual else None
        hint = rename or "save the picture as JPEG or PNG, and name that file"
    elif actual == expected:
        return
    elif actual is not None:
        message = f"`{src}` begins like {actual}, and its name says {expected}"
        hint = f"end its name with {_ending_of(actual)}, here too, or save it as {expected}"
    else:
        message = f"`{src}` {'does not begin like' if start else 'is empty, and no'} {expected}"
        hint = f"save the picture as {expected}, or name the file that holds it"
    yield Finding(place, message, hint, step)


def image_metadata(target: LintTarget, context: LintContext) -> Iterator[Finding]:
    """Name what is left out of an image when it is published."""
    for src, place, step in _local_images(target):
        picture = _published_picture(src, context.folder)
        if isinstance(picture, _LocalPicture) and picture.removed_metadata:
            *most, last = picture.removed_metadata
            contents = " and ".join(filter(None, (", ".join(most), last)))
            message = f"`{src}` also tells {contents}, which is left out of what is published"
            yield Finding(place, message, "nothing to do; your own file stays as it is", step)


def oversized_image(target: LintTarget, context: LintContext) -> Iterator[Finding]:
    """Name images that are larger than a page needs."""
    for src, place, step in _local_images(target):
        picture = _published_picture(src, context.folder)
        if not isinstance(picture, _LocalPicture):
            continue
        is_drawing = src.lower().endswith(".svg")
        width, _ = picture.info.dimensions or (0, 0)
        if picture.info.size > _NEEDED_BYTES:
            size = f"has {picture.info.size // 1000} kB"
        elif width > _NEEDED_WIDTH and not is_drawing:
            size = f"is {width} pixels wide"
        else:
            continue
        hint = f"save it at most {_NEEDED_WIDTH} pixels wide, as JPEG or WebP of medium quality"
        if is_drawing:
            hint = "simplify the drawing, or save it as WebP"
        yield Finding(place, f"`{src}` {size}, more than any page needs", hint, step)


def refused_image(target: LintTarget, context: LintContext) -> Iterator[Finding]:
    """Name images that cannot be published."""
    for src, place, step in _local_images(target):
        picture = _published_picture(src, context.folder)
        fault = path_error(src)
        if fault is not None and context.folder and _read_start(context.folder, src) is not None:
            message = f"`{src}` is not published: {fault}"
            yield Finding(place, message, "give the file another name, here too", step)
        elif isinstance(picture, PictureError):
            yield Finding(place, f"`{src}` {picture}: it is not published", picture.hint, step)


def unused_images(spot: LintTarget, site: LintContext) -> Iterator[Finding]:
    """Find pictures of the content folder that nothing in it names."""
    folder = site.folder
    names = {_path_key(name): name for name in _picture_files(folder)} if folder else {}
    if folder is None or not names:
        return
    nodes = (spot.node, *site.therapists.values(), *site.editions)
    mentioned: set[str] = set()
    for text in (text for node in nodes for text in _texts(node)):
        if f"{_IMAGES}/" in text.casefold():
            mentioned |= _paths_in_text(text, names)
    beside = "\n".join(_beside(folder))
    for form, name in sorted(names.items()):
        if form not in mentioned and PurePosixPath(form).name not in beside:
            message = "no edition, no therapist, no template and no option uses this picture"
            hint = "remove it, or name it where it is to be seen; it is published nowhere"
            yield Finding(source_range(spot.node), message, hint, file=name)


def _picture_files(folder: Path) -> Iterator[str]:
    """Yield the path of each file in the folder of images that is named like a picture."""
    for parent, folders, names in os.walk(folder / _IMAGES):
        folders[:] = [name for name in folders if not name.startswith(".")]
        above = Path(parent).relative_to(folder).as_posix()
        yield from (
            f"{above}/{name}"
            for name in names
            if not name.startswith(".") and PurePosixPath(name).suffix.lower() in ENDINGS
        )


def _paths_in_text(text: str, names: Mapping[str, str]) -> set[str]:
    """Return the paths that occur in a text, percent-encoded or not."""
    forms = {_path_key(text), _path_key(unquote(text))}
    starts = ((form, mark.start()) for form in forms for mark in _IN_IMAGES.finditer(form))
    lengths = {len(name) for name in names}
    return {form[at : at + length] for form, at in starts for length in lengths}


def _texts(node: AnyNode) -> Iterator[str]:
    """Yield every text that is written in a tree."""
    if isinstance(node, MappingNode):
        for _, value in node.pairs.values():
            yield from _texts(value)
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _texts(item)
    else:
        yield node.text


def _beside(folder: Path) -> Iterator[str]:
    """Yield what is written in the other files of a content folder, which may name a picture."""
    options = read_text(folder, "publish.yaml")
    yield from () if options is None else (_path_key(options),)
    for body in template_files(folder)[0].values():
        yield _path_key(body.decode(errors="replace"))


def _path_key(name: str) -> str:
    """Return a path for comparison, since file systems differ in case and Unicode form."""
    return normalize("NFC", name).casefold()


def _local_images(target: LintTarget) -> Iterator[tuple[str, SourceRange, str]]:
    if target.kind is not Image:
        for image, place in target.elements_of(MarkdownElementKind.IMAGE):
            src = path_in_folder(image.url)
            if src is not None:
                yield src, place, ""
        return
    scalar = target.scalar("src")
    if scalar is not None and "://" not in scalar.text:
        yield scalar.text, source_range(scalar), "src"


@frozen
class _LocalPicture:
    """A picture that can be published."""

    removed_metadata: tuple[str, ...]
    info: ImageInfo


def _published_picture(src: str, folder: Path | None) -> _LocalPicture | PictureError | None:
    """Return what an image is published as; `None` where another rule says why it is not."""
    suffix = PurePosixPath(src).suffix.lower()
    if folder is None or suffix not in ENDINGS:
        return None
    try:
        with open_regular(folder, src) as file:
            start, state = file.read(_SNIFFED_BYTES), os.fstat(file.fileno())
    except OSError:
        return None
    if suffix == ".svg" and SIGNATURES["SVG"].match(start) is None:
        return None
    return _strip_cached(folder, src, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=256)
def _strip_cached(folder: Path, src: str, _: int, size: int) -> _LocalPicture | PictureError | None:
    if size > MAX_PICTURE_BYTES:
        return PictureError(f"is larger than {MAX_PICTURE_BYTES // 2**20} MB", "save it smaller")
    try:
        picture = strip_metadata(read_regular(folder, src, MAX_PICTURE_BYTES), src)
        return _LocalPicture(picture.removed_metadata, image_info(picture.body))
    except PictureError as error:
        return error
    except OSError:
        return None


def _read_start(folder: Path, src: str) -> bytes | None:
    """Return how a file begins; `None` where there is none, which is said elsewhere."""
    try:
        with open_regular(folder, src) as file:
            return file.read(_SNIFFED_BYTES)
    except OSError:
        return None


def _ending_of(name: str) -> str:
    return next(ending for ending, format_name in ENDINGS.items() if format_name == name)


_PARENT_PREFIX: Final = re.compile(r"(?:\.\.?/)*\.\./|/(?!/)")


def missing_images(scalars: Iterable[tuple[str, ScalarNode]], folder: Path) -> Iterator[Problem]:
    """Yield a finding for each missing image, also in texts."""
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
