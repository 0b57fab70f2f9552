"""Which images a site shows: those that are named in the release and lie in its content folder."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from posixpath import splitext
from typing import Final
from urllib.parse import urlsplit

from tbh_model._memo import once_for_each
from tbh_model._regular_files import regular_size
from tbh_model.model import Edition, Image, Series, Therapist
from tbh_model.text import Block, Inline, RichText, path_in_folder
from tbh_model.text import Image as ImageInText

MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
"""What we serve, by the ending of a name in small letters."""


def media_type(src: str) -> str | None:
    """Give the media type of an image; `None` for a file that is none."""
    return MEDIA_TYPES.get(splitext(urlsplit(src).path)[1].lower())


def size_of(series: Series, image: Image) -> int | None:
    """Give the bytes of an image that lies in the content folder."""
    if series.folder is None or image.is_remote:
        return None
    return _size_in(series.folder, image.src) or None


def local_images(series: Series) -> Iterator[str]:
    """Yield each image of the content folder that is mentioned and is there, once."""
    if series.folder is None:
        return
    sources = chain(
        standing_sources(series),
        chain.from_iterable(map(therapist_sources, series.therapists)),
        chain.from_iterable(map(edition_sources, series.editions)),
    )
    for src in dict.fromkeys(sources):
        if media_type(src) is not None and _size_in(series.folder, src) is not None:
            yield src


def inlines_in(blocks: Iterable[Block]) -> Iterator[Inline]:
    """Yield every inline of some blocks, however deep."""
    waiting: list[object] = list(blocks)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Inline):
            yield node
        waiting.extend(getattr(node, "children", ()))


def _size_in(folder: Path, src: str) -> int | None:
    """Return the bytes of a file that lies in a folder; `None` where there is none, or no longer.

    What is there and may not be read counts as empty: whoever reads it says so, and the file that
    an earlier build made of it stays.
    """
    try:
        return regular_size(folder, src)
    except OSError:
        return 0


@once_for_each
def edition_sources(edition: Edition) -> tuple[str, ...]:
    """Give the path of each image of the content folder that an edition mentions."""
    notices = (notice.text for notice in edition.notices)
    return tuple(_sources((edition.image,), (*texts_of(edition), *notices)))


def therapist_sources(therapist: Therapist) -> Iterator[str]:
    """Give the path of each image of the content folder that a therapist mentions."""
    yield from _sources((therapist.portrait,), (therapist.bio,))


def standing_sources(series: Series) -> Iterator[str]:
    """Give the path of each image of the content folder that any page may show."""
    yield from _sources(
        (series.image, series.publisher.logo), (notice.text for notice in series.notices)
    )


def _sources(images: Iterable[Image | None], texts: Iterable[RichText]) -> Iterator[str]:
    for image in images:
        if image is not None and not image.is_remote:
            yield image.src
    for text in filter(_may_show_images, texts):
        for inline in inlines_in(text.read()):
            if isinstance(inline, ImageInText) and (src := path_in_folder(inline.url)) is not None:
                yield src


def _may_show_images(text: RichText) -> bool:
    """Tell without reading it; in Markdown an image begins with these two signs."""
    return text.source is None or "![" in text.source


def texts_of(edition: Edition) -> Iterator[RichText]:
    """Yield the rich texts of an edition, its notices left out."""
    yield edition.introduction
    yield edition.challenge.background
    yield edition.challengers.introduction
    yield from (response.answer for response in edition.responses if response.answer is not None)
