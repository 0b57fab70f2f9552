"""Images that are none, or others than their names say: told by the first bytes of the file.

A build does not look into images. Only a check does.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from tbh_model._regular_files import open_regular
from tbh_model.documents._lint_spots import Finding, Site, Spot, place_of
from tbh_model.documents._places import Place
from tbh_model.text import LandmarkKind, path_in_folder

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


def no_image(spot: Spot, site: Site) -> Iterator[Finding]:
    """Find images that are not in the format of which their name is."""
    src = spot.scalar("src")
    if src is not None and "://" not in src.text:
        yield from _judged(src.text, site.folder, place_of(src), "src")


def no_image_in_text(spot: Spot, site: Site) -> Iterator[Finding]:
    """Find the same in Markdown."""
    for image, place in spot.marked(LandmarkKind.IMAGE):
        src = path_in_folder(image.url)
        if src is not None:
            yield from _judged(src, site.folder, place, "")


def _judged(src: str, folder: Path | None, place: Place, step: str) -> Iterator[Finding]:
    start = None if folder is None else _start(folder, src)
    if start is None:
        return
    promised = _ENDINGS.get(PurePosixPath(src).suffix.lower())
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


def _start(folder: Path, src: str) -> bytes | None:
    """Give how a file begins; `None` where there is none, which is said elsewhere."""
    try:
        with open_regular(folder, src) as opened:
            return opened.read(_LOOKED_AT)
    except OSError:
        return None


def _ending_of(name: str) -> str:
    return next(ending for ending, promised in _ENDINGS.items() if promised == name)
