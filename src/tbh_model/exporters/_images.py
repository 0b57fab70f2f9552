"""Published images: those that the release references and the content folder has."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from itertools import chain
from operator import is_
from os import PathLike
from pathlib import Path
from posixpath import splitext
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import quote, urlsplit

from attrs import evolve, fields, has

from tbh_model._arguments import ArgumentError, describe_argument
from tbh_model._memo import memoize_by_identity
from tbh_model._problems import Problem, Severity
from tbh_model._regular_files import open_regular, regular_size
from tbh_model.model import Edition, Image, ImageFile, Series, Therapist, path_error
from tbh_model.rights import Release
from tbh_model.text import InlineImage as ImageInText, RichText, map_links, path_in_folder, walk

if TYPE_CHECKING:
    from tbh_model.content import ImageInfo

T = TypeVar("T", bound=Any)

# Media types by suffix in lower case.
MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}

_SVG_TYPE: Final = MEDIA_TYPES[".svg"]
_SNIFFED_BYTES: Final = 256
# XML may begin with a byte order mark, and may be UTF-16: then each second byte is NUL.
_SVG: Final = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*"
    rb"<\0?(?:\?xml|!--|!DOCTYPE\s+svg|(?:\w+:)?svg\b|[?!s]\0)"
)


def image_type(src: str) -> str | None:
    """Return the media type of an image by its name; None for a file that is none.

    >>> exporters.image_type("images/door.JPG")
    'image/jpeg'
    """
    path = urlsplit(src).path if "://" in src else src  # a file may have any sign in its name
    return MEDIA_TYPES.get(splitext(path)[1].lower())


def published_image_size(series: Series, image: Image) -> int | None:
    """Return how many bytes an image of the content folder has as it is published."""
    info = None if image.is_remote else image_info(series, image.src)
    return None if info is None else info.size


def is_published(series: Series, src: str) -> bool:
    """Return whether a local image exists, has a web format and is valid."""
    return image_type(src) is not None and image_info(series, src) is not None


def published_dimensions(series: Series, image: Image) -> tuple[int | None, int | None]:
    """Return width and height of an image: those of the author, or else those of its file.

    >>> exporters.published_dimensions(series, tbh.Image(src="images/series.svg"))
    (1200, 630)
    """
    if image.is_remote or image.width is not None or image.height is not None:
        return image.width, image.height
    info = image_info(series, image.src)
    return (None if info is None else info.dimensions) or (None, None)


def image_info(series: Series, src: str) -> "ImageInfo | None":
    """Return what is known of a local image as it is published, or None if it is not."""
    given = given_images(series).get(src)
    if given is None and (series.folder is None or _size_in(series.folder, src) is None):
        return None
    from tbh_model import content  # loads YAML: only for series with images

    if given is not None:
        return None if given.refusal else content.image_info(given.body)
    return None if series.folder is None else content.published_image(series.folder, src)


def with_images(series: Series, images: Mapping[str, bytes | str | PathLike[str]] | None) -> Series:
    """Return a series with the files of its images, for one that has no content folder.

    Raises:
        ArgumentError: If one of the files is neither bytes nor a path.

    >>> exporters.with_images(series, {"images/series.svg": b"<svg/>"}).image_files[0].src
    'images/series.svg'
    """
    if not images:
        return series
    from tbh_model.content import given_image  # loads YAML: only for programs that give images

    sources = {src: _image_source(src, source) for src, source in images.items()}
    mentioned = (src for src in image_mentions(series) if src in sources)
    files = tuple(given_image(sources[src], src) for src in mentioned)
    return evolve(series, image_files=files)


def _image_source(src: str, source: object) -> bytes | Path:
    if isinstance(source, bytes):
        return source
    if isinstance(source, str | PathLike):
        return Path(source)
    value = describe_argument(source)
    raise ArgumentError("images", f"`{src}`", value, "give bytes, or the path of a file")


@memoize_by_identity
def given_images(series: Series) -> Mapping[str, ImageFile]:
    """Return the images that a program gave, by `src`."""
    return {file.src: file for file in series.image_files}


def local_images(series: Series) -> Iterator[str]:
    """Yield each existing image that is referenced, also invalid ones of the content folder."""
    if series.folder is None and not series.image_files:
        return
    sources = chain(
        series_sources(series),
        chain.from_iterable(map(therapist_sources, series.therapists)),
        chain.from_iterable(map(edition_sources, series.editions)),
    )
    for src in dict.fromkeys(chain.from_iterable(_with_twin(series, src) for src in sources)):
        if image_type(src) is not None and _exists(series, src):
            yield src


def _with_twin(series: Series, src: str) -> Iterator[str]:
    """Yield an image, and the PNG beside an SVG, to which letters link."""
    yield src
    twin = raster_twin(series, src)
    if twin is not None:
        yield twin


def _exists(series: Series, src: str) -> bool:
    given = given_images(series).get(src)
    if given is not None:
        return given.refusal is None
    return series.folder is not None and _size_in(series.folder, src) is not None


def published_series(series: Series) -> Series:
    """Return a series without the images that are not published: nothing links to them.

    In texts their descriptions stand in their place. The same object comes back where all are.
    """
    missing = frozenset(src for src, _ in missing_images(series))
    return (
        _replace_sources(series, lambda src: None if src in missing else src) if missing else series
    )


def _replace_sources(
    series: Series,
    replace: Callable[[str], str | None],
    only: Container[str] | None = None,
) -> Series:
    """Return a series whose images have other sources, in texts also; `None` leaves one out."""

    def replace_image(image: Image | None) -> Image | None:
        src = None if image is None else replace(image.src)
        if image is None or src is None:
            return None
        return image if src == image.src else evolve(image, src=src)

    def replace_url(url: str) -> str | None:
        src = path_in_folder(url) or url
        new = replace(src)
        return url if new == src else None if new is None else quote(new, safe="/~")

    def with_replaced(value: T) -> T:
        return _with_images(value, replace_image, lambda text: map_links(text, str, replace_url))

    return evolve(
        series,
        image=replace_image(series.image),
        publisher=evolve(series.publisher, logo=replace_image(series.publisher.logo)),
        notices=tuple(map(with_replaced, series.notices)),
        therapists=tuple(map(with_replaced, series.therapists)),
        editions=tuple(
            with_replaced(edition) if only is None or edition.id in only else edition
            for edition in series.editions
        ),
    )


def published_release(release: Release) -> Release:
    """Return a release without references to missing images, for feeds and newsletters.

    >>> web = tbh.release(series, channel=tbh.Channel.WEB, at=at)
    >>> exporters.published_release(web).channel
    <Channel.WEB: 'web'>
    """
    series = published_series(release.series)
    return release if series is release.series else evolve(release, series=series)


def without_svg(release: Release, only: Container[str] | None = None) -> Release:
    """Return a release without SVG images, which mail programs do not show.

    A PNG of the same name in the content folder stands in for one; without it, in texts, its
    description does.

    Args:
        release: The release.
        only: The ids of the editions that are printed, if not all are; the others stay as they are.

    >>> letters = tbh.release(series, channel="newsletter", at=at)
    >>> letters.series.image.src, exporters.without_svg(letters).series.image
    ('images/series.svg', None)
    """

    def without_vectors(src: str) -> str | None:
        return src if image_type(src) != _SVG_TYPE else raster_twin(release.series, src)

    return evolve(release, series=_replace_sources(release.series, without_vectors, only))


def raster_twin(series: Series, src: str) -> str | None:
    """Return the PNG beside an SVG of the content folder, if there is one that can be published."""
    stem, suffix = splitext(src)
    is_local_svg = suffix.lower() == ".svg" and "://" not in src
    return twin if is_local_svg and is_published(series, twin := f"{stem}.png") else None


def missing_images(series: Series) -> Iterator[tuple[str, str]]:
    """Yield each local image that is mentioned and not published, once, and where it is mentioned.

    It is not there, cannot be read, or is refused.
    """
    for src, owner in image_mentions(series).items():
        if not is_published(series, src):
            yield src, owner


def image_mentions(series: Series) -> Mapping[str, str]:
    """Return the path of each local image that is mentioned, and where it is mentioned first.

    >>> exporters.image_mentions(series)["images/series.svg"]
    'the series'
    """
    mentions: dict[str, str] = {}
    for owner, sources in (
        ("the series", series_sources(series)),
        *(
            (f"the therapist {therapist.id}", therapist_sources(therapist))
            for therapist in series.therapists
        ),
        *((f"the edition {edition.slug}", edition_sources(edition)) for edition in series.editions),
    ):
        for src in sources:
            mentions.setdefault(src, owner)
    return mentions


def picture_warnings(series: Series) -> Iterator[tuple[str, Problem]]:
    """Yield the path and a warning for each local image that is referenced but not published.

    >>> list(exporters.picture_warnings(series))
    []
    """
    if series.folder is None:
        reason = "it is left out, for without a content folder no such file is made"
        hint = "give it in `images`, give the series a `folder`, or write its whole address"
    else:
        reason = "it is left out, for the content folder has no such picture to publish"
        hint = "see what `tbh check` says of it"
    for src, owner in missing_images(series):
        given = given_images(series).get(src)
        why = reason if given is None else given.refusal
        message = f"the picture `{src}` of {owner} is not published: {why}"
        yield (
            src,
            Problem(
                code="TBH116",
                message=message,
                severity=Severity.WARNING,
                path=owner,
                hint=hint if given is None else given.remedy,
            ),
        )


def _with_images(
    value: T,
    map_image: Callable[[Image | None], Image | None],
    map_text: Callable[[RichText], RichText],
) -> T:
    """Return a value of the model with other images and texts; the same where nothing changes."""
    changes: dict[str, object] = {}
    for field in fields(type(value)):
        old = getattr(value, field.name)
        new: object = old
        if isinstance(old, Image):
            new = map_image(old)
        elif isinstance(old, RichText):
            new = map_text(old) if _may_show_images(old) else old
        elif isinstance(old, tuple):
            inner = tuple(
                _with_images(item, map_image, map_text) if has(type(item)) else item for item in old
            )
            new = old if all(map(is_, inner, old)) else inner
        elif has(type(old)):
            new = _with_images(old, map_image, map_text)
        if new is not old:
            changes[field.name] = new
    return evolve(value, **changes) if changes else value


def _size_in(folder: Path, src: str) -> int | None:
    """Return the size of a file in a folder, or None if it does not exist."""
    # An unreadable file counts as empty: reading it reports the error, and the output of an earlier
    # build stays. A name that is invalid on some system counts as missing.
    if path_error(src) is not None:
        return None
    try:
        if src.lower().endswith(".svg") and not _is_svg(folder, src):
            return None
        return regular_size(folder, src)
    except OSError:
        return 0


def _is_svg(folder: Path, src: str) -> bool:
    """Return whether a file begins like SVG: what else has that name could be a page."""
    try:
        with open_regular(folder, src) as file:
            return _SVG.match(file.read(_SNIFFED_BYTES)) is not None
    except FileNotFoundError:
        return False


@memoize_by_identity
def edition_sources(edition: Edition) -> tuple[str, ...]:
    """Return the path of each image of the content folder that an edition mentions."""
    notices = (notice.text for notice in edition.notices)
    return tuple(_sources((edition.image,), (*texts_of(edition), *notices)))


def therapist_sources(therapist: Therapist) -> Iterator[str]:
    """Yield the path of each image of the content folder that a therapist mentions."""
    yield from _sources((therapist.portrait,), (therapist.bio,))


def series_sources(series: Series) -> Iterator[str]:
    """Yield the path of each image of the content folder that any page may show."""
    introductions = () if series.challengers is None else (series.challengers.introduction,)
    texts = (*introductions, *(notice.text for notice in series.notices))
    yield from _sources((series.image, series.publisher.logo), texts)


def _sources(images: Iterable[Image | None], texts: Iterable[RichText]) -> Iterator[str]:
    for image in images:
        if image is not None and not image.is_remote:
            yield image.src
    for text in filter(_may_show_images, texts):
        for node in walk(text.parse()):
            if isinstance(node, ImageInText) and (src := path_in_folder(node.url)) is not None:
                yield src


def _may_show_images(text: RichText) -> bool:
    """Return whether a source may have images, without parsing it."""
    return text.source is None or "![" in text.source


def texts_of(edition: Edition) -> Iterator[RichText]:
    """Yield the rich texts of an edition, its notices left out."""
    yield edition.introduction
    yield edition.challenge.background
    if edition.challengers is not None:
        yield edition.challengers.introduction
    yield from (response.answer for response in edition.responses if response.answer is not None)
