"""What is said when an exporter fails: whose it is, at which edition, with which options."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType, TracebackType
from typing import Any, TypeVar

import attrs

from tbh_model._errors import TBHError
from tbh_model.exporters._contract import Exporter
from tbh_model.exporters._registry import default_registry
from tbh_model.model import Edition, InvalidValueError, PrintedResponse
from tbh_model.text import RichTextError

T = TypeVar("T")

_VALUE_ERRORS = (InvalidValueError, RichTextError)


class ExportError(TBHError):
    """An exporter failed: a mistake in its code, not in the content. `__cause__` is what it was."""

    def __init__(  # noqa: PLR0913, PLR0917 - all that a person needs to report it
        self,
        exporter: str,
        cause: str,
        artifact: str | None = None,
        package: str | None = None,
        edition: str | None = None,
        options: str = "",
        place: str | None = None,
        traceback: str = "",
        part: str | None = None,
    ) -> None:
        super().__init__(
            exporter, cause, artifact, package, edition, options, place, traceback, part
        )
        self.exporter, self.cause, self.artifact = exporter, cause, artifact
        self.package, self.edition, self.options = package, edition, options
        self.part = part
        """The part of the edition: `introduction`, or with its id `responses[r-1].answer`."""
        self.place = place
        """File and line of the cause: the innermost ones in the code of the exporter."""
        self.traceback = traceback
        """The whole of it, as Python prints it; it is kept on the way between processes."""

    def __str__(self) -> str:
        """Name the exporter, its package, where it was, its options, and what happened."""
        package = f" of {self.package}" if self.package else ""
        details = (
            ("in ", self.place),
            ("making ", self.artifact),
            (f"at {self.part} of edition " if self.part else "at edition ", self.edition),
            ("with ", self.options),
        )
        location = "".join(f", {words}{value}" for words, value in details if value)
        return f"exporter {self.exporter!r}{package} failed{location}: {self.cause}"


@contextmanager
def wrap_failures(exporter: object, artifact: str | None = None) -> Iterator[None]:
    """Raise whatever somebody's exporter raises as an `ExportError`; what is ours stays as it is.

    A value that cannot be made names itself alone, and not the edition that it was made of.

    Raises:
        ExportError: If the exporter fails.
    """
    try:
        yield
    except (Exception, SystemExit) as error:
        is_own_error = isinstance(error, TBHError) and not isinstance(error, _VALUE_ERRORS)
        if is_own_error or exporter is None:  # an artifact that nobody exported
            raise
        raise export_error(exporter, error, artifact) from error


def export_error(exporter: Any, error: BaseException, artifact: str | None = None) -> ExportError:
    """Describe what is known of a failure inside an exporter."""
    message = _safe_text(str, error).strip().partition("\n")[0]
    edition = _innermost(_edition_in, error.__traceback__)
    part = None if edition is None else _innermost(partial(_part_in, edition), error.__traceback__)
    return ExportError(
        exporter.info.name,
        f"{type(error).__name__}: {message}" if message else type(error).__name__,
        artifact,
        _package(type(exporter)),
        None if edition is None else edition.id,
        ", ".join(_options(exporter)),
        _location(error.__traceback__, type(exporter).__module__),
        _traceback(error),
        part,
    )


def _location(trace: TracebackType | None, module: str) -> str | None:
    """Return file and line of the innermost frame in an exporter's own code, or else of all."""
    package, own_location, innermost = module.partition(".")[0], None, None
    while trace is not None:
        code = trace.tb_frame.f_code
        innermost = f"{code.co_filename}:{trace.tb_lineno}"
        name = str(trace.tb_frame.f_globals.get("__name__", ""))
        if name == package or name.startswith(f"{package}."):
            own_location = innermost
        trace = trace.tb_next
    return own_location or innermost


def _traceback(error: BaseException) -> str:
    import traceback  # 4 ms, only where something failed

    return _safe_text(lambda exc: "".join(traceback.format_exception(exc)), error)


def _package(kind: type[Exporter]) -> str:
    """Return the package and version of an exporter, or else the module that it stands in."""
    target = f"{kind.__module__}:{kind.__qualname__}"
    for entry in default_registry().entries():
        if entry.target == target and entry.version != "-":
            return f"{entry.distribution} {entry.version}"
    return kind.__module__


def _options(exporter: Exporter) -> Iterator[str]:
    """Yield the options that are not the default ones, as they are written in Python."""
    kind: type[Any] = type(exporter)
    for field in attrs.fields(kind) if attrs.has(kind) else ():
        value = getattr(exporter, field.name)
        text = _safe_text(repr, value)
        if text != _safe_text(repr, field.default):
            yield f"{field.alias}={text}"


def _safe_text(write: Callable[[Any], str], value: object) -> str:
    """Write a value of somebody else's, who may have made a mistake in that too."""
    try:
        return write(value)
    except Exception:  # noqa: BLE001 - whatever it is, the first failure is to be told
        return f"({type(value).__name__}, which cannot be shown)"


def _innermost(
    inspect_frame: Callable[[FrameType], T | None], trace: TracebackType | None
) -> T | None:
    """Return what the innermost function was at, as far as what it looked at tells."""
    result = None
    while trace is not None:
        result = inspect_frame(trace.tb_frame) or result
        trace = trace.tb_next
    return result


def _edition_in(frame: FrameType) -> Edition | None:
    editions = {value.id: value for value in frame.f_locals.values() if isinstance(value, Edition)}
    return editions.popitem()[1] if len(editions) == 1 else None


def _part_in(edition: Edition, frame: FrameType) -> str | None:
    """Return the part of an edition that a function looked at: the response and not all of them."""
    values = [
        value.response if isinstance(value, PrintedResponse) else value
        for value in frame.f_locals.values()
    ]
    paths = [
        path for path, part in _parts(edition) if part and any(value is part for value in values)
    ]
    deepest = max(paths, key=len, default=None)
    is_one = deepest is not None and all(map(deepest.startswith, paths))
    return deepest if is_one else None


def _parts(edition: Edition) -> Iterator[tuple[str, object]]:
    """Yield each part of an edition and its path, in which a response has its id."""
    challenge, challengers = edition.challenge, edition.challengers
    yield "introduction", edition.introduction
    yield "overview", edition.overview
    yield "challenge", challenge
    yield "challenge.background", challenge.background
    yield "challengers", challengers
    yield "challengers.introduction", challengers.introduction
    for response in edition.responses:
        yield f"responses[{response.id}]", response
        yield f"responses[{response.id}].answer", response.answer
