"""From a series to the artifacts of one exporter."""

from collections.abc import Iterator
from datetime import UTC, datetime

from attrs import evolve

from tbh_model._errors import TBHError
from tbh_model.exporters._artifact import Artifact
from tbh_model.exporters._contract import Exporter
from tbh_model.exporters._options import OptionError, with_options
from tbh_model.exporters._registry import default_registry
from tbh_model.model import Series
from tbh_model.rights import Release, release


class ExportError(TBHError):
    """An exporter failed: a mistake in its code, not in the content."""

    def __init__(self, exporter: str, cause: str, artifact: str | None = None) -> None:
        super().__init__(exporter, cause, artifact)
        self.exporter, self.cause, self.artifact = exporter, cause, artifact

    def __str__(self) -> str:
        """Name the exporter, the file if one was being made, and what happened."""
        where = f", making {self.artifact}" if self.artifact else ""
        return f"exporter {self.exporter!r} failed{where}: {self.cause}"


def export(
    series: Series, exporter: Exporter | str, /, *, at: datetime | None = None, **options: object
) -> tuple[Artifact, ...]:
    """Give the artifacts of one exporter, from what its channel may carry.

    Args:
        series: The whole series; the gate decides what of it the exporter is given.
        exporter: An exporter, or the name of one.
        at: The instant of the release; now, if none is given.
        options: Options of the exporter, where it is given by name.

    Raises:
        UnknownExporterError: If no exporter has the name.
        OptionError: If it has no such option, or cannot take its value.
        ExportError: If the exporter itself fails.
    """
    if isinstance(exporter, str):
        chosen = with_options(default_registry().get(exporter), options)
    elif options:
        message = f"options go into the exporter: {type(exporter).__name__}(...)"
        raise OptionError(exporter.info.name, message)
    else:
        chosen = exporter
    instant = datetime.now(UTC) if at is None else at
    return tuple(artifacts(chosen, release(series, chosen.info.channel, instant)))


def artifacts(exporter: Exporter, released: Release) -> Iterator[Artifact]:
    """Run an exporter on a release, from which what was withheld is taken out.

    Raises:
        ExportError: If the exporter itself fails.
    """
    try:
        yield from exporter.export(evolve(released, withheld=(), warnings=()))
    except TBHError:
        raise
    except Exception as error:
        cause = f"{type(error).__name__}: {error}"
        raise ExportError(exporter.info.name, cause) from error
