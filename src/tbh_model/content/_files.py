"""Reading files of a content folder into trees with positions."""

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import AttrsInstance

from tbh_model._characters import printable
from tbh_model._problems import ContentError, Problem
from tbh_model._regular_files import (
    FileRefusedError,
    FileTooLargeError,
    read_regular,
    regular_size,
)
from tbh_model.content._folder import content_error, read_bytes, refused_error, unreadable_error
from tbh_model.content._front_matter import read_front_matter
from tbh_model.content._json_reader import read_json
from tbh_model.content._node import AnyNode, MappingNode, Node, ScalarKind, ScalarNode, Source
from tbh_model.model import Edition, ImageFile, Therapist, path_error

# The version of the file format that this release reads and writes.
FORMAT: Final = 1
# The key of a series that sets how much each check matters; it is no part of the model.
LINT_KEY: Final = "lint"
if TYPE_CHECKING:
    from tbh_model.content._image_dimensions import ImageInfo

# Bytes of an image; a photograph of 50 megapixels has half of that.
MAX_IMAGE_BYTES: Final = 64 * 2**20


def read_tree(file: Path, folder: Path, *, body: str = "introduction") -> AnyNode:
    """Return one file as a tree; the suffix of its name decides the format.

    Args:
        file: The file.
        folder: The content folder.
        body: The key for the text below the front matter.

    Raises:
        ContentError: If it cannot be read, or is not valid in its format.

    >>> content.read_tree(series.folder / "series.yaml", series.folder).get("language").text
    'en-CA'
    """
    return parse(read_source(folder, file.relative_to(folder).as_posix()), body=body)


def parse(source: Source, *, body: str = "introduction") -> AnyNode:
    """Read the text of a file into a tree, by the ending of its name.

    Raises:
        ContentError: If it is not what its name says.
    """
    match (source.file or "").rpartition(".")[2]:
        case "json":
            return read_json(source)
        case "md":
            return read_front_matter(source, body=body)
        case _:
            from tbh_model.content._yaml_reader import (
                read_yaml,  # 20 ms, only for those who read YAML
            )

            return read_yaml(source)


def read_source(folder: Path, name: str) -> Source:
    """Read a text file: UTF-8, with or without byte order mark, with any ends of lines."""
    return Source(name, decode(read_bytes(folder, name), name))


def read_text(folder: Path, name: str) -> str | None:
    """Return the text of a file in order to show a part of it, or None if it cannot be read.

    >>> content.read_text(series.folder, "none.yaml") is None
    True
    """
    try:
        return read_source(folder, name).text
    except ContentError:
        return None


def read_image(folder: Path, src: str) -> bytes:
    """Return the bytes of an image of a content folder as published, without metadata.

    Raises:
        ContentError: If it is missing, lies outside the folder, or cannot be published.

    >>> content.read_image(series.folder, "images/series.svg")[:4]
    b'<svg'
    """
    from tbh_model.content._image_files import PictureError, strip_metadata  # only for pictures

    try:
        return strip_metadata(read_regular(folder, src, MAX_IMAGE_BYTES), src).body
    except PictureError as error:
        message = f"the picture {error}"
        problem = Problem(
            code="TBH425", message=message, file=src, line=error.line, hint=error.hint
        )
        raise ContentError((problem,)) from None
    except FileRefusedError as error:
        raise refused_error(src, error) from None
    except FileNotFoundError:
        raise content_error("TBH101", src, "there is no such image", "check its path") from None
    except OSError as error:
        raise unreadable_error(src, "image", error) from None


def given_image(source: bytes | Path, src: str) -> ImageFile:
    """Return the file of an image that a program gives, or why it cannot be published.

    Args:
        source: The bytes, or the path of a file on this machine.
        src: The `src` of the image.

    >>> content.given_image(b"<html>", "images/a.png").refusal
    'it does not begin like PNG'
    """
    from tbh_model.content._image_files import (  # only for pictures
        PictureError,
        strip_metadata,
        wrong_format,
    )

    fault = path_error(src)
    if fault is not None:
        return ImageFile(src, b"", fault, "give it another `src`")
    try:
        data = source if isinstance(source, bytes) else _read_given(source)
        if len(data) > MAX_IMAGE_BYTES:
            raise FileTooLargeError.of(len(data), MAX_IMAGE_BYTES)
        error = wrong_format(data, src)
        if error is not None:
            raise error
        return ImageFile(src, strip_metadata(data, src).body)
    except PictureError as error:
        return ImageFile(src, b"", f"it {error}", error.hint)
    except FileRefusedError as error:
        return ImageFile(src, b"", error.reason, error.remedy)
    except OSError as error:
        reason = f"its file cannot be read: {error.strerror or 'unknown reason'}"
        return ImageFile(src, b"", reason, f"see whether {source!r} is there")


def _read_given(file: Path) -> bytes:
    return read_regular(file.parent, file.name, MAX_IMAGE_BYTES, root=str(file.parent))


def image_size(folder: Path, src: str) -> int | None:
    """Return the size in bytes of an image as published, or None if it is not published.

    >>> content.image_size(series.folder, "images/none.png") is None
    True
    """
    info = published_image(folder, src)
    return None if info is None else info.size


def published_image(folder: Path, src: str) -> "ImageInfo | None":
    """Return what is known of an image as it is published, or None if it is not.

    >>> content.published_image(series.folder, "images/series.svg").dimensions
    (1200, 630)
    """
    try:
        state = (folder / src).stat()
    except OSError:
        return None
    return _inspect(folder, src, state.st_mtime_ns, state.st_ctime_ns, state.st_size)


@lru_cache(maxsize=2**16)  # as many as a site may have: each exporter asks for all of them
def _inspect(folder: Path, src: str, *_: int) -> "ImageInfo | None":
    from tbh_model.content._image_dimensions import image_info  # only for pictures

    try:
        return image_info(read_image(folder, src))
    except ContentError:
        return None


def image_exists(folder: Path, src: str) -> bool:
    """Return whether there is an image in a content folder.

    Raises:
        ContentError: If what is there is no regular file of the folder.
    """
    try:
        size = regular_size(folder, src)
        if size is not None and size > MAX_IMAGE_BYTES:
            raise refused_error(src, FileTooLargeError.of(size, MAX_IMAGE_BYTES))
    except FileRefusedError as error:
        raise refused_error(src, error) from None
    except IsADirectoryError:
        raise content_error("TBH150", src, "this is a folder, not a file", "rename it") from None
    except NotADirectoryError:
        message = "a file stands where its folder belongs"
        raise content_error("TBH150", src, message, "move it away") from None
    except OSError as error:
        raise unreadable_error(src, "image", error) from None
    if size is not None and not os.access(folder / src, os.R_OK):
        raise content_error("TBH101", src, "this image may not be read", "check its permissions")
    return size is not None


def is_utf8(text: str) -> bool:
    """Return whether a text can be written down; an argument of a command may hold other bytes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def decode(data: bytes, name: str | None = None) -> str:
    """Return the text of a file: UTF-8, every end of a line a line feed."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise content_error("TBH102", name, "this file is in UTF-16", "save it as UTF-8")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        valid_bytes = data[: error.start]
        line = valid_bytes.count(b"\n") + 1
        column = len(valid_bytes[valid_bytes.rfind(b"\n") + 1 :].decode(errors="replace")) + 1
        message = f"the byte {data[error.start]:#04x} here is not UTF-8"
        hint = "save the file as UTF-8; it looks like Latin-1 or Windows-1252"
        place = Node(Source(name, ""), line, column)
        raise ContentError((place.problem("TBH102", message, hint=hint),)) from None
    if "\x00" in text:
        text_before = text[: text.index("\x00")]
        place = Node(Source(name, ""), text_before.count("\n") + 1, 1)
        message = "found a NUL byte, so this is not a text file"
        raise ContentError((place.problem("TBH102", message, hint="save it as UTF-8 text"),))
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def read_settings(settings: tuple[str, ...]) -> MappingNode:
    """Return `option=value` pairs as a mapping, each value in YAML.

    Raises:
        ContentError: If a value is not YAML.

    >>> content.read_settings(("limit=3",)).get("limit").text
    '3'
    """
    from tbh_model.content._yaml_reader import read_yaml  # 20 ms, only for those who read YAML

    pairs: dict[str, tuple[ScalarNode, AnyNode]] = {}
    for setting in settings:
        name, _, value = setting.partition("=")
        place = f"--set {printable(name)}"
        if not is_utf8(setting):
            hint = "write it in the encoding of this terminal"
            raise content_error("TBH102", place, "this is not UTF-8", hint)
        source = Source(place, value)
        key = ScalarNode(source, 1, 1, name.strip(), ScalarKind.TEXT)
        nothing = ScalarNode(source, 1, 1, "", ScalarKind.NULL)
        pairs[key.text] = (key, read_yaml(source) if value.strip() else nothing)
    return MappingNode(Source("--set", ""), 1, 1, pairs)


CollectionSpec = tuple[str, type[AttrsInstance], str, str]

# Class, name field and body field of the files in each folder.
COLLECTIONS: Final[tuple[CollectionSpec, ...]] = (
    ("therapists", Therapist, "id", "bio"),
    ("editions", Edition, "slug", "introduction"),
)
