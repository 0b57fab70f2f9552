"""Variants of images: smaller copies as WebP, for narrow windows. Pillow makes them."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial
from hashlib import blake2b
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from posixpath import splitext
from typing import Final

from tbh_model._attrs import frozen
from tbh_model._problems import ContentError, Problem
from tbh_model.exporters._contract import Artifact, Dependencies
from tbh_model.exporters._images import given_images, image_info
from tbh_model.exporters._paths import PagePaths, address
from tbh_model.model import Series

WIDTHS: Final = (480, 960, 1440)
# Formats of one picture each that are larger than WebP.
_SUFFIXES: Final = frozenset({".jpeg", ".jpg", ".png", ".webp"})
_MAX_PIXELS: Final = 100_000_000  # Pillow warns of more
_QUALITY: Final = 80


@frozen
class ImageVariant:
    """Smaller copy of an image."""

    path: str
    width: int


@cache
def has_encoder() -> bool:
    """Return whether Pillow is installed."""
    return find_spec("PIL") is not None


def variant_widths(series: Series, src: str, widths: Iterable[int]) -> tuple[int, ...]:
    """Return the widths of an image that is larger, in order; none of an animation."""
    info = image_info(series, src)
    if splitext(src)[1].lower() not in _SUFFIXES or info is None or info.is_animated:
        return ()
    width, height = info.dimensions or (0, 0)
    return tuple(
        smaller
        for smaller in sorted({*widths})
        if smaller < width and width * height <= _MAX_PIXELS
    )


def image_variants(
    series: Series, sources: Iterable[str], widths: Iterable[int], paths: PagePaths
) -> Mapping[str, tuple[ImageVariant, ...]]:
    """Return the variants of each image that has some; their paths are reserved."""
    if not widths or not has_encoder():
        return {}
    variants = {
        src: tuple(
            ImageVariant(path, width)
            for width in variant_widths(series, src, widths)
            if paths.reserve_exact(path := f"{splitext(src)[0]}-{width}w.webp")
        )
        for src in sources
    }
    return {src: smaller for src, smaller in variants.items() if smaller}


def srcset(root: str, src: str, width: int, variants: tuple[ImageVariant, ...]) -> str | None:
    """Return the attribute `srcset` of an image of a width, or None if it has no variants."""
    if not variants:
        return None
    choices = [(variant.path, variant.width) for variant in variants]
    if variants[-1].width < WIDTHS[-1]:  # else the largest one is enough for any page
        choices.append((src, width))
    return ", ".join(f"{root}{address(path)} {width}w" for path, width in choices)


def variant_artifacts(
    series: Series, variants: Mapping[str, tuple[ImageVariant, ...]]
) -> Iterator[Artifact]:
    """Yield the file of each variant, made on demand."""
    given = given_images(series)
    for src, smaller in variants.items():
        source = given[src].body if src in given else series.folder
        if source is None:  # pragma: no cover - a published image is given or in the folder
            continue
        for variant in smaller:
            yield Artifact.lazy(
                variant.path,
                "image/webp",
                encode_variant,
                source,
                src,
                variant.width,
                depends_on=partial(_dependencies, source, src, variant.width),
            )


def _dependencies(source: bytes | Path, src: str, width: int) -> Dependencies:
    from PIL import __version__, features

    digest = blake2b(_read(source, src)).hexdigest()
    return digest, width, __version__, features.version_module("webp")


def encode_variant(source: bytes | Path, src: str, width: int) -> bytes:
    """Return an image in a smaller width as WebP, upright and without metadata.

    Args:
        source: The bytes of the image, or the content folder that has it.
        src: The path of the image.
        width: The width in pixels.

    Raises:
        ContentError: If it cannot be decoded.
    """
    from PIL import Image, ImageFile, ImageOps  # 30 ms, only for sites with photographs

    body = BytesIO()
    # of a file that was cut off, browsers show what is there, and so does its copy
    ImageFile.LOAD_TRUNCATED_IMAGES, is_lenient = True, ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        with Image.open(BytesIO(_read(source, src))) as image:
            image.draft("RGB", (2 * width, 2 * width))  # a JPEG is read smaller, in less time
            upright = ImageOps.exif_transpose(image)
            if upright.mode.startswith("I"):  # greys of 16 bits
                upright = upright.point(lambda grey: grey * (1 / 256)).convert("L")
            profile = upright.info.get("icc_profile") if upright.mode in _RGB_MODES else None
            has_alpha = upright.has_transparency_data
            height = max(1, round(upright.height * width / upright.width))
            smaller = upright.convert("RGBA" if has_alpha else "RGB").resize(
                (width, height), Image.Resampling.LANCZOS
            )
            smaller.save(body, "WEBP", quality=_QUALITY, icc_profile=profile or b"", exif=b"")
    except Exception:  # noqa: BLE001 - Pillow raises whatever the reader of a format does
        message = "the picture cannot be decoded: it is damaged"
        hint = "save the picture anew, or build without smaller copies: `image_widths: []`"
        raise ContentError(
            (Problem(code="TBH425", message=message, file=src, hint=hint),)
        ) from None
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = is_lenient
    return body.getvalue()


# Those whose colour profile fits what is written.
_RGB_MODES: Final = frozenset({"RGB", "RGBA", "P", "PA"})


def _read(source: bytes | Path, src: str) -> bytes:
    if isinstance(source, bytes):
        return source
    from tbh_model.content import read_image  # loads YAML: only for images of a folder

    return read_image(source, src)
