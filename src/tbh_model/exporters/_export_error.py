"""What is said when an exporter fails: whose it is, at which edition, with which options."""

from collections.abc import Callable, Iterator
from types import FrameType, TracebackType
from typing import Any

import attrs

from tbh_model._errors import TBHError
from tbh_model.exporters._contract import Exporter
from tbh_model.exporters._registry import default_registry
from tbh_model.model import Edition


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
    ) -> None:
        super().__init__(exporter, cause, artifact, package, edition, options)
        self.exporter, self.cause, self.artifact = exporter, cause, artifact
        self.package, self.edition, self.options = package, edition, options

    def __str__(self) -> str:
        """Name the exporter, its package, where it was, its options, and what happened."""
        whose = f" of {self.package}" if self.package else ""
        known = (
            ("making ", self.artifact),
            ("at edition ", self.edition),
            ("with ", self.options),
        )
        where = "".join(f", {words}{value}" for words, value in known if value)
        return f"exporter {self.exporter!r}{whose} failed{where}: {self.cause}"


def export_error(
    exporter: Exporter, error: BaseException, artifact: str | None = None
) -> ExportError:
    """Say what is known of a failure inside an exporter."""
    written = _shown(str, error).strip().partition("\n")[0]
    return ExportError(
        exporter.info.name,
        f"{type(error).__name__}: {written}" if written else type(error).__name__,
        artifact,
        _package(type(exporter)),
        _edition(error.__traceback__),
        ", ".join(_options(exporter)),
    )


def _package(kind: type[Exporter]) -> str:
    """Give the package and version of an exporter, or else the module that it stands in."""
    target = f"{kind.__module__}:{kind.__qualname__}"
    for entry in default_registry().entries():
        if entry.target == target and entry.version != "-":
            return f"{entry.distribution} {entry.version}"
    return kind.__module__


def _options(exporter: Exporter) -> Iterator[str]:
    """Give the options that are not the default ones, as they are written in Python."""
    kind: type[Any] = type(exporter)
    for field in attrs.fields(kind) if attrs.has(kind) else ():
        value = getattr(exporter, field.name)
        written = _shown(repr, value)
        if written != _shown(repr, field.default):
            yield f"{field.alias}={written}"


def _shown(write: Callable[[object], str], value: object) -> str:
    """Write a value of somebody else's, who may have made a mistake in that too."""
    try:
        return write(value)
    except Exception:  # noqa: BLE001 - whatever it is, the first failure is to be told
        return f"({type(value).__name__}, which cannot be shown)"


def _edition(trace: TracebackType | None) -> str | None:
    """Find the edition that the exporter was at: the one that its innermost function looked at."""
    found = None
    while trace is not None:
        found = _edition_in(trace.tb_frame) or found
        trace = trace.tb_next
    return found


def _edition_in(frame: FrameType) -> str | None:
    there = {each.id for each in frame.f_locals.values() if isinstance(each, Edition)}
    return there.pop() if len(there) == 1 else None
