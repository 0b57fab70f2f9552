"""From a series to the artifacts of one exporter."""

from collections.abc import Coroutine, Iterable, Iterator
from datetime import UTC, datetime
from typing import NoReturn, Self

from attrs import evolve

from tbh_model._arguments import check_arguments, describe_argument
from tbh_model._problems import Problem
from tbh_model._processes import is_command
from tbh_model.exporters._artifact import Artifact
from tbh_model.exporters._artifact_rules import check_artifact, check_body
from tbh_model.exporters._contract import Exporter
from tbh_model.exporters._export_error import wrap_failures
from tbh_model.exporters._exporter_errors import InvalidExporterError
from tbh_model.exporters._newsletter import subject_warnings
from tbh_model.exporters._options import OptionError, with_options
from tbh_model.exporters._paths import ArtifactError, PathError, Paths
from tbh_model.exporters._registry import default_registry
from tbh_model.exporters.html import picture_warnings
from tbh_model.model import Series
from tbh_model.rights import Release, Withheld, release


class Artifacts(tuple[Artifact, ...]):  # noqa: SLOT001 - a tuple can have no slots
    """The artifacts of one exporter, and what became of all else. A tuple; it pickles."""

    release: Release
    """What the exporter was given."""

    def __new__(cls, artifacts: Iterable[Artifact], release: Release) -> Self:
        """Keep a release beside the artifacts that were made of it."""
        instance = super().__new__(cls, artifacts)
        instance.release = release
        return instance

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Artifact, ...], Release]]:
        return type(self), (tuple(self), self.release)

    @property
    def withheld(self) -> tuple[Withheld, ...]:
        """What may not go out, each with the reason."""
        return self.release.withheld

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What went out, and somebody should look at."""
        return self.release.warnings


@check_arguments
def export(
    series: Series, exporter: Exporter | str, /, *, at: datetime | None = None, **options: object
) -> Artifacts:
    """Return the artifacts of one exporter, from what its channel may carry.

    What was withheld is in `withheld` of the result, and logged to the logger `tbh_model` (INFO),
    with what somebody should look at (WARNING).

    Args:
        series: The whole series; the gate decides what of it the exporter is given.
        exporter: An exporter, or the name of one.
        at: The instant of the release; now, if none is given.
        options: Options of the exporter, where it is given by name.

    Raises:
        UnknownExporterError: If no exporter has the name.
        OptionError: If it has no such option, or cannot take its value.
        ExportError: If the exporter itself fails.
        ArtifactError: If it gives something that no file can be made of.
    """
    if isinstance(exporter, str):
        chosen_exporter = with_options(default_registry().get(exporter), options)
    elif check_instance(exporter) and options:
        message = f"options go into the exporter: {type(exporter).__name__}(...)"
        raise OptionError(exporter.info.name, message)
    else:
        chosen_exporter = exporter
    instant = datetime.now(UTC) if at is None else at
    channel_release = release(series, chosen_exporter.info.channel, instant)
    image_warnings = (warning for _, warning in picture_warnings(channel_release.series))
    warnings = (*image_warnings, *subject_warnings(chosen_exporter, channel_release))
    if warnings:
        channel_release = evolve(channel_release, warnings=(*channel_release.warnings, *warnings))
    log_release(channel_release)
    return Artifacts(artifacts(chosen_exporter, channel_release), channel_release)


def log_release(channel_release: Release) -> None:
    """Log what a release withholds and warns of, so that nothing vanishes in silence."""
    if is_command():
        return
    import logging  # 6 ms, only for somebody's program

    logger = logging.getLogger("tbh_model")
    for withheld in channel_release.withheld:
        logger.info("withheld from %s: %s; %s", withheld.channel, withheld, withheld.reason.remedy)
    log_warnings(channel_release.warnings)


def log_warnings(warnings: Iterable[Problem]) -> None:
    """Log what went out, or was left out, and somebody should look at."""
    if is_command():
        return
    import logging  # as above

    for problem in warnings:
        logging.getLogger("tbh_model").warning("%s", problem.message)


def check_instance(exporter: object) -> bool:
    """Check that something is an exporter and not its class, or something else.

    Raises:
        InvalidExporterError: If it is not.
    """
    name = getattr(exporter, "__name__", type(exporter).__name__)
    if isinstance(exporter, type) and hasattr(exporter, "export"):
        raise InvalidExporterError(name, "it is the class of one", f"write {name}()")
    if isinstance(exporter, type) or not isinstance(exporter, Exporter):
        advice = 'give one such as tbh.RSS(), or its name: "rss"'
        raise InvalidExporterError(name, f"it is {describe_argument(exporter)}", advice)
    return True


def artifacts(
    exporter: Exporter,
    channel_release: Release,
    paths: Paths | None = None,
    path_errors: list[PathError] | None = None,
) -> Iterator[Artifact]:
    """Run an exporter on a release, from which what was withheld is taken out.

    Args:
        exporter: The exporter.
        channel_release: What its channel may carry.
        paths: Those that others have taken; each artifact takes its own.
        path_errors: Collects the errors of artifacts that cannot be written, which are left out;
            by default the first one ends the run.

    Raises:
        ExportError: If the exporter itself fails.
        ArtifactError: If it gives something that no file can be made of.
    """
    check_instance(exporter)
    reserved, name = Paths() if paths is None else paths, exporter.info.name
    with wrap_failures(exporter):
        result: object = exporter.export(evolve(channel_release, withheld=(), warnings=()))
        if not isinstance(result, Iterable) or isinstance(result, str | bytes):
            _raise_invalid_result(result, name)
        for artifact in result:
            check_artifact(artifact, name)
            try:
                reserved.reserve(artifact.path, name)
            except PathError as error:
                if path_errors is None:
                    raise
                path_errors.append(error)
                continue
            yield evolve(artifact, exporter=exporter)


def _raise_invalid_result(result: object, exporter: str) -> NoReturn:
    """Describe what `export` gave in place of artifacts."""
    if isinstance(result, Coroutine):
        result.close()  # nobody awaits it
        message = "its `export` is asynchronous; write `def export` without `async`"
    else:
        given = describe_argument(result)
        message = f"its `export` gave {given}; yield artifacts, or give a list of them"
    raise ArtifactError("?", exporter, message)


def body_of(artifact: Artifact, exporter: Exporter) -> bytes:
    """Return the bytes of an artifact, made now if they are made on demand.

    Raises:
        ExportError: If the function that makes them fails.
        ArtifactError: If they are not what its media type says.
    """
    with wrap_failures(exporter, artifact.path):
        body = b"".join(artifact.chunks())  # not kept: a build makes thousands
    return check_body(artifact, body, exporter.info.name)
