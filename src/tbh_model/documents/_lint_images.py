"""Images that are none, tell more than they show, or could run something.

What they are is seen by the first bytes of the file, whatever its name says.
"""

import os
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Final
from unicodedata import normalize
from urllib.parse import unquote

from tbh_model._regular_files import open_regular, read_regular
from tbh_model.documents._files import read_text, template_files
from tbh_model.documents._lint_spots import Finding, Site, Spot, place_of
from tbh_model.documents._located import AnyNode, MappingNode, SequenceNode
from tbh_model.documents._pictures import (
    LARGEST_PICTURE,
    PictureError,
    Published,
    published,
)
from tbh_model.documents._places import Place
from tbh_model.model import Image, path_error
from tbh_model.text import MarkdownElementKind, path_in_folder

_LOOKED_AT: Final = 256
"""Bytes at the beginning of a file."""

_BEGINNINGS: Final[Mapping[str, re.Pattern[bytes]]] = {
    "PNG": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "JPEG": re.compile(rb"\xff\xd8\xff"),
    "GIF": re.compile(rb"GIF8[79]a"),
    "WebP": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
    "AVIF": re.compile(rb".{4}ftyp(?:.{4}){0,15}?avi[fs]", re.DOTALL),
    "SVG": re.compile(
        rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<\0?(?:\?xml|!--|!DOCTYPE\s+svg|(?:\w+:)?svg\b|[?!s]\0)"
    ),
}
"""How each format begins; before the first element of SVG there may be anything that XML allows."""

_ENDINGS: Final[Mapping[str, str]] = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".gif": "GIF",
    ".webp": "WebP",
    ".avif": "AVIF",
    ".svg": "SVG",
}
"""What the end of a name promises."""

_IMAGES: Final = "images"
_IN_IMAGES: Final = re.compile(f"(?={_IMAGES}/)")


def no_image(spot: Spot, site: Site) -> Iterator[Finding]:
    """Find images that are not in the format of which their name is."""
    src = spot.scalar("src")
    if src is not None and "://" not in src.text:
        yield from _judged(src.text, site.folder, place_of(src), "src")


def no_image_in_text(spot: Spot, site: Site) -> Iterator[Finding]:
    """Find the same in Markdown."""
    for image, place in spot.marked(MarkdownElementKind.IMAGE):
        src = path_in_folder(image.url)
        if src is not None:
            yield from _judged(src, site.folder, place, "")


def _judged(src: str, folder: Path | None, place: Place, step: str) -> Iterator[Finding]:
    start = None if folder is None else _start(folder, src)
    if start is None:
        return
    promised = _ENDINGS.get(PurePosixPath(src).suffix.lower())
    if promised is not None and isinstance(_published(src, folder), PictureError):
        return  # it is refused, and another rule says why
    found = next((name for name, begins in _BEGINNINGS.items() if begins.match(start)), None)
    if promised is None:
        message = f"`{src}` does not end as images on the web do, and no page shows it"
        rename = f"end its name with {_ending_of(found)}, here too" if found else None
        hint = rename or "save the picture as JPEG or PNG, and name that file"
    elif found == promised:
        return
    elif found is not None:
        message = f"`{src}` begins like {found}, and its name says {promised}"
        hint = f"end its name with {_ending_of(found)}, here too, or save it as {promised}"
    else:
        message = f"`{src}` {'does not begin like' if start else 'is empty, and no'} {promised}"
        hint = f"save the picture as {promised}, or name the file that holds it"
    yield Finding(place, message, hint, step)


def metadata(spot: Spot, site: Site) -> Iterator[Finding]:
    """Name what is left out of an image when it is published."""
    for src, place, step in _local_images(spot):
        found = _published(src, site.folder)
        if isinstance(found, Published) and found.removed:
            *most, last = found.removed
            told = " and ".join(filter(None, (", ".join(most), last)))
            message = f"`{src}` also tells {told}, which is left out of what is published"
            yield Finding(place, message, "nothing to do; your own file stays as it is", step)


def refused_image(spot: Spot, site: Site) -> Iterator[Finding]:
    """Name images that cannot be published."""
    for src, place, step in _local_images(spot):
        found = _published(src, site.folder)
        wrong = path_error(src)
        if wrong is not None and site.folder and _start(site.folder, src) is not None:
            message = f"`{src}` is not published: {wrong}"
            yield Finding(place, message, "give the file another name, here too", step)
        elif isinstance(found, PictureError):
            yield Finding(place, f"`{src}` {found}: it is not published", found.hint, step)


def unused_images(spot: Spot, site: Site) -> Iterator[Finding]:
    """Find pictures of the content folder that nothing in it names."""
    names = {_folded(name): name for name in _picture_files(site.folder)}
    if not names:
        return
    nodes = (spot.node, *site.therapists.values(), *site.editions)
    mentioned: set[str] = set()
    for text in (text for node in nodes for text in _texts(node)):
        if f"{_IMAGES}/" in text.casefold():
            mentioned |= _mentioned(text, names)
    beside = "\n".join(_beside(site.folder))
    for form, name in sorted(names.items()):
        if form not in mentioned and PurePosixPath(form).name not in beside:
            message = "no edition, no therapist, no template and no option uses this picture"
            hint = "remove it, or name it where it is to be seen; it is published nowhere"
            yield Finding(place_of(spot.node), message, hint, file=name)


def _picture_files(folder: Path | None) -> Iterator[str]:
    """Yield the path of each file in the folder of images that is named like a picture."""
    if folder is None:
        return
    for parent, folders, names in os.walk(folder / _IMAGES):
        folders[:] = [name for name in folders if not name.startswith(".")]
        above = Path(parent).relative_to(folder).as_posix()
        yield from (
            f"{above}/{name}"
            for name in names
            if not name.startswith(".") and PurePosixPath(name).suffix.lower() in _ENDINGS
        )


def _mentioned(text: str, names: Mapping[str, str]) -> set[str]:
    """Return what stands in a text wherever one of some paths can, percent-encoded or not."""
    forms = {_folded(text), _folded(unquote(text))}
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


def _beside(folder: Path | None) -> Iterator[str]:
    """Yield what is written in the other files of a content folder, which may name a picture."""
    if folder is not None:
        options = read_text(folder, "publish.yaml")
        yield from () if options is None else (_folded(options),)
        for body in template_files(folder)[0].values():
            yield _folded(body.decode(errors="replace"))


def _folded(name: str) -> str:
    """Write a path as it is compared: some systems take accents apart, or do not tell cases."""
    return normalize("NFC", name).casefold()


def _local_images(spot: Spot) -> Iterator[tuple[str, Place, str]]:
    if spot.kind is not Image:
        for image, place in spot.marked(MarkdownElementKind.IMAGE):
            src = path_in_folder(image.url)
            if src is not None:
                yield src, place, ""
        return
    written = spot.scalar("src")
    if written is not None and "://" not in written.text:
        yield written.text, place_of(written), "src"


def _published(src: str, folder: Path | None) -> Published | PictureError | None:
    """Return what an image is published as; `None` where another rule says why it is not."""
    suffix = PurePosixPath(src).suffix.lower()
    if folder is None or suffix not in _ENDINGS:
        return None
    try:
        with open_regular(folder, src) as opened:
            start, state = opened.read(_LOOKED_AT), os.fstat(opened.fileno())
    except OSError:
        return None
    if suffix == ".svg" and _BEGINNINGS["SVG"].match(start) is None:
        return None
    return _examined(folder, src, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=256)
def _examined(folder: Path, src: str, _: int, size: int) -> Published | PictureError | None:
    if size > LARGEST_PICTURE:
        return PictureError(f"is larger than {LARGEST_PICTURE // 2**20} MB", "save it smaller")
    try:
        found = published(read_regular(folder, src, LARGEST_PICTURE), src)
        return Published(b"", found.removed)  # what is remembered is small
    except PictureError as error:
        return error
    except OSError:
        return None


def _start(folder: Path, src: str) -> bytes | None:
    """Return how a file begins; `None` where there is none, which is said elsewhere."""
    try:
        with open_regular(folder, src) as opened:
            return opened.read(_LOOKED_AT)
    except OSError:
        return None


def _ending_of(name: str) -> str:
    return next(ending for ending, promised in _ENDINGS.items() if promised == name)
