"""The contract of exporters: what one is, and the artifacts it makes."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import ClassVar, Final, Protocol, TypeVarTuple, Unpack, runtime_checkable

from tbh_model._arguments import check_arguments
from tbh_model._attrs import field, frozen
from tbh_model._final import final
from tbh_model._plugins import PluginName
from tbh_model.exporters._paths import ArtifactError
from tbh_model.model import (
    AnyText,
    ChannelName,
    Count,
    Edition,
    Image,
    Line,
    Response,
    validate_on_init,
)
from tbh_model.rights import Release

Ts = TypeVarTuple("Ts")

Dependencies = tuple[object, ...] | None
"""Values that decide every byte of a body; None if they are unknown."""

Body = bytes | str | Iterable[bytes]
"""Result of a function that renders a body: text in UTF-8, bytes, or an iterable of bytes."""


@frozen
class _LazyBody:
    """Body that is rendered on demand."""

    function: Callable[..., Body]
    arguments: tuple[object, ...]


@final
@frozen(kw_only=True)
class Artifact:
    """A file to be. Exporters make them, and only publishing writes them."""

    path: str
    """The relative POSIX path, such as `editions/patience/index.html`."""
    media_type: str
    """The media type, such as `application/rss+xml`; text is always UTF-8."""
    _source: bytes | _LazyBody = field(alias="body", repr=False)
    last_modified: datetime | None = field(default=None, repr=False)
    """The last change of the content of the file, from its dates and never from a clock."""
    depends_on: Dependencies | Callable[[], Dependencies] = field(default=None, repr=False)
    """The values that decide every byte of the body, together with the options of the exporter.

    A build that remembers an earlier one makes the body again only if one of them has changed, or
    the code of the exporter, or a template. Without them it makes the body each time, which is
    always right. Give values of the model and of plain Python, and only what the body shows: an
    edition, and not the series. Where it holds bytes of a file it has none. Where they are costly
    to find, give a function that gives them: only such a build calls it.
    """
    # The exporter, set on export, for error messages.
    _exporter: object = field(default=None, repr=False, eq=False)

    @classmethod
    @check_arguments
    def text(
        cls,
        path: str,
        text: str,
        media_type: str = "text/plain",
        *,
        last_modified: datetime | None = None,
    ) -> "Artifact":
        """Return an artifact with a text as its body, in UTF-8."""
        return cls(
            path=path, media_type=media_type, body=text.encode(), last_modified=last_modified
        )

    @classmethod
    @check_arguments
    def lazy(
        cls,
        path: str,
        media_type: str,
        function: Callable[[Unpack[Ts]], Body],
        /,
        *arguments: *Ts,
        last_modified: datetime | None = None,
        depends_on: Dependencies | Callable[[], Dependencies] = None,
    ) -> "Artifact":
        """Return an artifact whose body is the result of a function, called on demand.

        The function and its arguments must pickle, because another process may call it. The result
        must depend on the arguments alone. A long body may be an iterable of parts, which are never
        in memory together.
        """
        return cls(
            path=path,
            media_type=media_type,
            body=_LazyBody(function, arguments),
            last_modified=last_modified,
            depends_on=depends_on,
        )

    @property
    def has_body(self) -> bool:
        """Whether there are bytes, or a function that makes them."""
        return isinstance(self._source, bytes | _LazyBody)

    @cached_property
    def body(self) -> bytes:
        """The bytes of the file; made at the first use if they are made on demand, and then kept.

        Raises:
            ExportError: If the function that makes them fails.
        """
        return self._source if isinstance(self._source, bytes) else b"".join(self.chunks())

    @cached_property
    def etag(self) -> str:
        """A strong entity tag (RFC 9110): it changes with every byte of the body."""
        return f'"{hashlib.sha256(self.body).hexdigest()}"'

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes of the file in parts, each rendered on demand and not stored.

        Raises:
            ExportError: If the function that makes them fails.
        """
        from tbh_model.exporters._export import wrap_failures  # it knows what an artifact is

        with wrap_failures(self._exporter, self.path):
            yield from self._iter_source()

    def _iter_source(self) -> Iterator[bytes]:
        if isinstance(self._source, bytes):
            yield self._source
            return
        result = self._source.function(*self._source.arguments)
        if isinstance(result, str):
            yield result.encode()
        elif isinstance(result, bytes):
            yield result
        else:
            yield from result


_MEDIA_TYPE_PART: Final = r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}"
# Type and subtype of RFC 6838 (section 4.2), in lower case and without parameters.
_MEDIA_TYPE: Final = re.compile(f"{_MEDIA_TYPE_PART}/{_MEDIA_TYPE_PART}")
_TEXT: Final = re.compile(r"text/.*|.*[/+](?:xml|json|yaml|javascript)|application/x-ndjson")


def is_text(media_type: str) -> bool:
    """Return whether a media type is text, which is always UTF-8.

    >>> exporters.is_text("application/rss+xml"), exporters.is_text("image/png")
    (True, False)
    """
    return _TEXT.fullmatch(media_type) is not None


def check_artifact(artifact: object, exporter: str) -> None:
    """Check that something is an artifact with a media type and a body; not its path.

    Raises:
        ArtifactError: If it is not.
    """
    if not isinstance(artifact, Artifact):
        message = f"it gave {type(artifact).__name__!r} where an Artifact belongs"
        raise ArtifactError("?", exporter, f"{message}; give `Artifact.text(path, text)`")
    if type(artifact.path) is not str:
        message = f"the path is {type(artifact.path).__name__!r}; give a text"
        raise ArtifactError(str(artifact.path), exporter, message)
    media_type = artifact.media_type
    if type(media_type) is not str or not _MEDIA_TYPE.fullmatch(media_type):
        message = f"{media_type!r} is no media type; write one such as 'text/html'"
        raise ArtifactError(artifact.path, exporter, message)
    if not artifact.has_body:
        message = "its body is no bytes; give bytes, or use `Artifact.text(path, text)`"
        raise ArtifactError(artifact.path, exporter, message)


def check_body(artifact: Artifact, body: object, exporter: str) -> bytes:
    """Return the bytes of an artifact if they are what its media type says.

    Raises:
        ArtifactError: If the function that makes them gave something else, or text is not UTF-8.
    """
    if not isinstance(body, bytes):
        message = f"its function gave {type(body).__name__!r}; give bytes or text"
        raise ArtifactError(artifact.path, exporter, message)
    if is_text(artifact.media_type):
        try:
            body.decode()
        except UnicodeDecodeError as error:
            message = (
                f"byte {error.start} of {len(body)} is not UTF-8, as all text is; encode it so"
            )
            raise ArtifactError(artifact.path, exporter, message) from None
    return body


@final
@frozen(kw_only=True)
@validate_on_init
class ExporterInfo:
    """Name, channel and summary of an exporter."""

    noun: ClassVar = "exporter"

    name: PluginName
    """The name: lower-case letters, digits and hyphens, such as `plain-text`."""
    channel: ChannelName
    """The channel that it serves: it is given a release for this one."""
    summary: Line
    """The output, in half a line."""
    has_responses: bool = True
    """Whether what it makes holds the responses. One that only lists what there is says `False`,
    and the conformance kit does not look for them."""


@runtime_checkable
class Exporter(Protocol):
    """Protocol of exporters, which create the files of one channel from a release.

    An exporter is a frozen attrs class; its fields are its options. It is pure: it asks no clock
    (`release.at` is the instant), reaches no network, writes nothing and keeps nothing.
    """

    info: ClassVar[ExporterInfo]

    def export(self, release: Release, /) -> Iterable[Artifact]:
        """Return the files to be; paths are relative to wherever they will be written."""
        ...


@final
@frozen(kw_only=True)
class SharePicture:
    """Picture that stands for a page or a quote on other sites, and its file."""

    artifact: Artifact
    """The file: PNG or JPEG, because no network shows SVG."""
    alt: AnyText
    """All words of the picture, for those who cannot see it."""
    width: Count
    """Pixels."""
    height: Count
    """Pixels."""

    @property
    def image(self) -> Image:
        """The picture as an image at the path of its file."""
        path = self.artifact.path
        return Image(src=path, alt=self.alt, width=self.width, height=self.height)


@runtime_checkable
class PictureMaker(Protocol):
    """Protocol of exporters that draw pictures for what people share on other sites.

    A build passes the first one on to exporters with an option `pictures`, such as `HTML`. Those of
    another channel write the files that they show; those of its own channel need not.
    """

    def share_pictures(
        self,
        release: Release,
        edition: Edition | None = None,
        response: Response | None = None,
        /,
    ) -> Sequence[SharePicture]:
        """Return the pictures of a response, of an edition or of the whole series.

        The first one is for the preview of a link: about 1200 x 630 pixels. An empty sequence means
        that there is none.
        """
        ...


@runtime_checkable
class SearchProvider(Protocol):
    """Protocol of exporters that write a page on which readers search the site.

    A build passes the first one on to exporters with an option `search`, such as `HTML`.
    """

    def search_page(self) -> str:
        """Return the path of the page in the site, such as `search/index.html`."""
        ...
