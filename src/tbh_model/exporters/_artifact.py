"""An artifact: a file to be, at once or on demand."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cached_property
from typing import TypeVarTuple, Unpack

from attrs import field, frozen

from tbh_model._arguments import check_arguments
from tbh_model._final import final

Ts = TypeVarTuple("Ts")

Dependencies = tuple[object, ...] | None
"""Values that decide every byte of a body; `None` where nobody says so."""

Body = bytes | str | Iterable[bytes]
"""What a function gives as the body of a file; text is written as UTF-8, pieces one by one."""


@frozen
class _LazyBody:
    """A body that is made when it is asked for."""

    function: Callable[..., Body]
    arguments: tuple[object, ...]


@final
@frozen(kw_only=True)
class Artifact:
    """A file to be. Exporters make them, and only publishing writes them."""

    path: str
    """Relative POSIX path, such as `editions/patience/index.html`."""
    media_type: str
    """Such as `application/rss+xml`; text is always UTF-8."""
    _source: bytes | _LazyBody = field(alias="body", repr=False)
    last_modified: datetime | None = field(default=None, repr=False)
    """When what is in it last changed, by the content and never by a clock; for servers."""
    depends_on: Dependencies | Callable[[], Dependencies] = field(default=None, repr=False)
    """Values that decide every byte of the body, together with the options of the exporter.

    A build that remembers an earlier one makes the body again only if one of them has changed, or
    the code of the exporter, or a template. Without them it makes the body each time, which is
    always right. Give values of the model and of plain Python, and only what the body shows: an
    edition, and not the series. Where it holds bytes of a file it has none. Where they are costly
    to find, give a function that gives them: only such a build calls it.
    """
    _exporter: object = field(default=None, repr=False, eq=False)
    """Whose it is, once it was exported: named where the body cannot be made."""

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
        """Make an artifact whose body is a text, written as UTF-8."""
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
        """Make an artifact whose body is what a function gives when it is asked for.

        The function and its arguments must pickle, because the body may be made in another
        process, and the function must depend on nothing but its arguments. A long body may be
        given in pieces, which are never held all at once.
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
        """Yield the bytes of the file in pieces, each made when it is asked for, and none kept.

        Raises:
            ExportError: If the function that makes them fails.
        """
        from tbh_model.exporters._export_error import wrap_failures  # it knows what an artifact is

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
