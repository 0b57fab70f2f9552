"""An artifact: a file to be, at once or on demand."""

from collections.abc import Callable
from typing import TypeVarTuple, Unpack

from attrs import field, frozen

Ts = TypeVarTuple("Ts")


@frozen
class _Deferred:
    """A body that is made when it is asked for."""

    function: Callable[..., bytes | str]
    arguments: tuple[object, ...]


@frozen(kw_only=True)
class Artifact:
    """A file to be. Exporters make them, and only publishing writes them."""

    path: str
    """Relative POSIX path, such as `editions/patience/index.html`."""
    media_type: str
    """Such as `application/rss+xml`; text is always UTF-8."""
    _source: bytes | _Deferred = field(alias="body", repr=False)

    @classmethod
    def text(cls, path: str, text: str, media_type: str = "text/plain") -> "Artifact":
        """Make an artifact whose body is a text, written as UTF-8."""
        return cls(path=path, media_type=media_type, body=text.encode())

    @classmethod
    def deferred(
        cls,
        path: str,
        media_type: str,
        function: Callable[[Unpack[Ts]], bytes | str],
        /,
        *arguments: *Ts,
    ) -> "Artifact":
        """Make an artifact whose body is what a function gives, each time it is asked for.

        The function and its arguments must pickle, because the body may be made in another
        process, and the function must depend on nothing but its arguments.
        """
        return cls(path=path, media_type=media_type, body=_Deferred(function, arguments))

    @property
    def body(self) -> bytes:
        """The bytes of the file; made now if they are made on demand, and not kept."""
        if isinstance(self._source, bytes):
            return self._source
        made = self._source.function(*self._source.arguments)
        return made.encode() if isinstance(made, str) else made
