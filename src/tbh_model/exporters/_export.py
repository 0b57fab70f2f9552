"""Export: from a series to the artifacts of one exporter."""

from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from os import PathLike
from types import FrameType, TracebackType
from typing import Any, Final, NoReturn, Self, TypeVar

import attrs
from attrs import evolve

from tbh_model._arguments import check_arguments, describe_argument
from tbh_model._errors import TBHError
from tbh_model._plugins import OptionError, with_options
from tbh_model._problems import Problem
from tbh_model._processes import is_command
from tbh_model.exporters._contract import (
    Artifact,
    Exporter,
    PictureMaker,
    SearchProvider,
    check_artifact,
    check_body,
)
from tbh_model.exporters._images import picture_warnings, with_images
from tbh_model.exporters._paths import ArtifactError, PathError, Paths
from tbh_model.exporters._registry import InvalidExporterError, default_registry
from tbh_model.model import Edition, InvalidValueError, PrintedResponse, Series
from tbh_model.rights import Release, Withheld, release
from tbh_model.text import RichTextError


class Artifacts(tuple[Artifact, ...]):  # noqa: SLOT001 - a tuple can have no slots
    """The artifacts of one exporter, and what became of all else. A tuple; it pickles."""

    release: Release
    """The release that the exporter received."""

    def __new__(cls, artifacts: Iterable[Artifact], release: Release) -> Self:
        """Create the tuple of artifacts with their release."""
        instance = super().__new__(cls, artifacts)
        instance.release = release
        return instance

    # pickle would call `__new__` with the artifacts alone
    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Artifact, ...], Release]]:
        return type(self), (tuple(self), self.release)

    @property
    def withheld(self) -> tuple[Withheld, ...]:
        """What was withheld, with the reasons."""
        return self.release.withheld

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Warnings about published content."""
        return self.release.warnings


@check_arguments
def export(
    series: Series,
    exporter: Exporter | str,
    /,
    *,
    at: datetime | None = None,
    images: Mapping[str, bytes | str | PathLike[str]] | None = None,
    **options: object,
) -> Artifacts:
    """Return the artifacts of one exporter, from what its channel may publish.

    The attribute `withheld` of the result lists what was withheld. It is also logged to the logger
    `tbh_model` with level INFO, and warnings with level WARNING.

    Args:
        series: The whole series. The gate decides what of it the exporter receives.
        exporter: An exporter, or the name of one.
        at: The date and time of the release; the current time by default.
        images: The files of images by `Image.src`, as bytes or as paths, for a series without a
            content folder. An image that is missing or refused is left out, with a warning.
        options: Options of an exporter that is given by name.

    Raises:
        UnknownExporterError: If no exporter has the name.
        OptionError: If it has no such option, or the value is invalid.
        ExportError: If the exporter raises an exception.
        ArtifactError: If an artifact is invalid.

    >>> (feed,) = tbh.export(series, "rss", at=at, limit=3)
    >>> feed.path
    'rss.xml'
    """
    if isinstance(exporter, str):
        chosen_exporter = with_options(default_registry().get(exporter), options)
    elif check_instance(exporter) and options:
        message = f"options go into the exporter: {type(exporter).__name__}(...)"
        raise OptionError(exporter.info.name, message)
    else:
        chosen_exporter = exporter
    instant = datetime.now(UTC) if at is None else at
    channel_release = release(with_images(series, images), chosen_exporter.info.channel, instant)
    image_warnings = (warning for _, warning in picture_warnings(channel_release.series))
    warnings = (*image_warnings, *output_warnings(chosen_exporter, channel_release))
    if warnings:
        channel_release = evolve(channel_release, warnings=(*channel_release.warnings, *warnings))
    log_release(channel_release)
    return Artifacts(artifacts(chosen_exporter, channel_release), channel_release)


def output_warnings(exporter: Exporter, release: Release) -> Iterator[Problem]:
    """Yield the warnings of an exporter: what its method `warnings` says of a release, if any.

    Raises:
        ExportError: If the method fails.

    >>> letters = tbh.release(series, channel=tbh.Channel.NEWSLETTER, at=at)
    >>> list(exporters.output_warnings(tbh.Newsletter(), letters))
    []
    """
    warnings: Callable[[Release], Iterable[Problem]] | None = getattr(exporter, "warnings", None)
    if callable(warnings):  # an option may have the name
        with wrap_failures(exporter):
            yield from warnings(evolve(release, withheld=(), warnings=()))


def log_release(channel_release: Release) -> None:
    """Log what a release withholds with level INFO, and its warnings with level WARNING.

    >>> exporters.log_release(tbh.release(series, channel=tbh.Channel.WEB, at=at))
    """
    if is_command():
        return
    import logging  # 6 ms, only for somebody's program

    logger = logging.getLogger("tbh_model")
    for withheld in channel_release.withheld:
        logger.info("withheld from %s: %s; %s", withheld.channel, withheld, withheld.reason.remedy)
    log_warnings(channel_release.warnings)


def log_warnings(warnings: Iterable[Problem]) -> None:
    """Log warnings about published content with level WARNING.

    >>> exporters.log_warnings(())
    """
    if is_command():
        return
    import logging  # as above

    for problem in warnings:
        logging.getLogger("tbh_model").warning("%s", problem.message)


def check_instance(exporter: object) -> bool:
    """Return True for an exporter.

    Raises:
        InvalidExporterError: If the value is a class or something else.

    >>> exporters.check_instance(tbh.RSS())
    True
    """
    name = getattr(exporter, "__name__", type(exporter).__name__)
    if isinstance(exporter, type) and hasattr(exporter, "export"):
        raise InvalidExporterError(name, "it is the class of one", f"write {name}()")
    if isinstance(exporter, type) or not isinstance(exporter, Exporter):
        advice = 'give one such as tbh.RSS(), or its name: "rss"'
        raise InvalidExporterError(name, f"it is {describe_argument(exporter)}", advice)
    return True


# The protocol of each option that a build sets to the first of its exporters that has it.
_PROVIDERS: Final[Mapping[str, type[Any]]] = {
    "pictures": PictureMaker,
    "search": SearchProvider,
}


def connect_exporters(exporters: Iterable[Exporter]) -> tuple[Exporter, ...]:
    """Return the exporters of one build, each with what it shows of the others.

    Those that list feeds know where these are, those with an option `pictures` who draws them, and
    those with an option `search` who writes the search page.

    >>> site, _ = exporters.connect_exporters([tbh.HTML(), tbh.RSS(path="feed.xml")])
    >>> [file.path for file in site.feed_files]
    ['feed.xml']
    """
    from tbh_model.exporters.feeds._options import with_feed_files  # not for a single export

    build = with_feed_files(exporters)
    for option, protocol in _PROVIDERS.items():
        provider = next((each for each in build if isinstance(each, protocol)), None)
        if provider is not None:
            build = tuple(_with_provider(each, option, provider) for each in build)
    return build


def _with_provider(exporter: Any, option: str, provider: object) -> Exporter:
    is_unset = attrs.has(type(exporter)) and getattr(exporter, option, provider) is None
    instance: Exporter = evolve(exporter, **{option: provider}) if is_unset else exporter
    return instance


def artifacts(
    exporter: Exporter,
    channel_release: Release,
    paths: Paths | None = None,
    path_errors: list[PathError] | None = None,
) -> Iterator[Artifact]:
    """Yield the artifacts of an exporter for a release.

    Args:
        exporter: The exporter.
        channel_release: What its channel may publish.
        paths: The paths that other exporters have reserved; each artifact reserves its own.
        path_errors: Collects the errors of artifacts that cannot be written, which are then left
            out. By default the first error ends the run.

    Raises:
        ExportError: If the exporter raises an exception.
        ArtifactError: If an artifact is invalid.
        PathError: If an artifact cannot be written, and `path_errors` is not given.

    >>> feed = tbh.release(series, channel=tbh.Channel.FEED, at=at)
    >>> [artifact.path for artifact in exporters.artifacts(tbh.Atom(), feed)]
    ['atom.xml']
    """
    check_instance(exporter)
    reserved, name = Paths() if paths is None else paths, exporter.info.name
    with wrap_failures(exporter):
        # what is withheld is for the editor: an exporter could print its ids
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
    """Return the bytes of an artifact; a lazy one is rendered now.

    Raises:
        ExportError: If its function raises an exception.
        ArtifactError: If the bytes do not fit its media type.

    >>> exporters.body_of(tbh.Artifact.text("a.txt", "Hope"), tbh.RSS())
    b'Hope'
    """
    with wrap_failures(exporter, artifact.path):
        body = b"".join(artifact.chunks())  # not kept: a build makes thousands
    return check_body(artifact, body, exporter.info.name)


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
        """Describe the exporter, its package, the location, its options and the cause."""
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
    """Wrap exceptions of an exporter in `ExportError`, except those of this library.

    A value that cannot be made names itself alone, and not the edition that it was made of.

    Raises:
        ExportError: If the exporter fails.
    """
    try:
        yield
    # `sys.exit` in the code of a package must not end a build in silence
    except (Exception, SystemExit) as error:
        is_own_error = isinstance(error, TBHError) and not isinstance(error, _VALUE_ERRORS)
        if is_own_error or exporter is None:  # an artifact that nobody exported
            raise
        raise export_error(exporter, error, artifact) from error


def export_error(exporter: Any, error: BaseException, artifact: str | None = None) -> ExportError:
    """Describe what is known of a failure inside an exporter."""
    # the `__str__` of somebody else's exception may raise one itself
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
    """Return the package and version of an exporter, or else its module."""
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
    """Return a value as text, even if its `repr` fails."""
    try:
        return write(value)
    except Exception:  # noqa: BLE001 - whatever it is, the first failure is to be told
        return f"({type(value).__name__}, which cannot be shown)"


def _innermost(
    inspect_frame: Callable[[FrameType], T | None], trace: TracebackType | None
) -> T | None:
    """Return the edition and part that the innermost function was processing."""
    result = None
    while trace is not None:
        result = inspect_frame(trace.tb_frame) or result
        trace = trace.tb_next
    return result


def _edition_in(frame: FrameType) -> Edition | None:
    editions = {value.id: value for value in frame.f_locals.values() if isinstance(value, Edition)}
    return editions.popitem()[1] if len(editions) == 1 else None


def _part_in(edition: Edition, frame: FrameType) -> str | None:
    """Return the part of an edition that a function was processing."""
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
    challenge = edition.challenge
    yield "introduction", edition.introduction
    yield "overview", edition.overview
    yield "challenge", challenge
    yield "challenge.background", challenge.background
    if edition.challengers is not None:
        yield "challengers", edition.challengers
        yield "challengers.introduction", edition.challengers.introduction
    for response in edition.responses:
        yield f"responses[{response.id}]", response
        yield f"responses[{response.id}].answer", response.answer
