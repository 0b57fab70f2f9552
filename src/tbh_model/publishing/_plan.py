"""Plan of a build: exporters, their options, and the files that they create."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from tbh_model._attrs import define, field, frozen
from tbh_model._errors import TBHError
from tbh_model._plugins import PluginRegistry, UnknownPluginError, UnusablePluginError
from tbh_model._problems import Problem, Severity
from tbh_model._regular_files import FileRefusedError, exists, regular_size
from tbh_model.content import (
    AnyNode,
    ContentError,
    MappingNode,
    ScalarNode,
    SequenceNode,
    read_tree,
)
from tbh_model.exporters import (
    Artifact,
    Exporter,
    InvalidExporterError,
    MissingDateError,
    MissingSenderError,
    PathError,
    Paths,
    PluginError,
    allows_plugins,
    artifacts,
    connect_exporters,
    default_registry,
    from_document,
    load_plugin,
    output_warnings,
    picture_warnings,
    with_options,
)
from tbh_model.model import Series
from tbh_model.rights import Release, release

P = TypeVar("P", bound=Any)

# The exporters that are to run, and their options.
PUBLISH_FILE: Final = "publish.yaml"
_KEYS: Final = ("exporters", "plugins", "publishers")


@frozen(kw_only=True)
class PlannedFile:
    """A file to be, and the exporter that makes it."""

    exporter: Exporter
    """The exporter of the file."""
    artifact: Artifact
    """The artifact of the file."""

    @property
    def name(self) -> str:
        """The name of the exporter."""
        return self.exporter.info.name


@define
class Plan:
    """The files of one build."""

    files: list[PlannedFile] = field(factory=list)
    releases: dict[str, Release] = field(factory=dict)
    failures: list[TBHError] = field(factory=list)
    """Errors of exporters that could not be planned."""
    warnings: list[Problem] = field(factory=list)
    """Warnings about the output of exporters."""
    skip_reasons: list[MissingDateError | MissingSenderError] = field(factory=list)
    """Reasons why default exporters were skipped."""
    failed_exporters: set[str] = field(factory=set)
    """The names of those exporters."""
    channels: set[str] = field(factory=set)
    """The channels for which at least one exporter planned files."""

    @property
    def published_releases(self) -> tuple[Release, ...]:
        """The releases of which files will be made."""
        return tuple(self.releases[channel] for channel in sorted(self.channels))


def plan(
    series: Series, exporters: Iterable[Exporter], at: datetime, *, is_explicit: bool = True
) -> Plan:
    """Return the plan of a build: the release of each channel, and the files of each exporter.

    An exporter that fails contributes nothing and is named in `failures`; so is a file that cannot
    be written, without which the others are made. Unless `is_explicit`, one is left out
    where the content cannot feed it.
    """
    result, paths = Plan(), Paths()
    for exporter in connect_exporters(exporters):
        channel = exporter.info.channel
        if channel not in result.releases:
            result.releases[channel] = release(series, channel, at)
        try:
            refused: list[PathError] = []
            result.files += _plan_exporter(exporter, result.releases[channel], paths, refused)
            result.failures += refused
            result.channels.add(channel)
            result.warnings += output_warnings(exporter, result.releases[channel])
        except TBHError as error:
            # Atom asks for dates that content need not have, letters for an address, and nobody
            # has chosen them here
            if isinstance(error, MissingDateError | MissingSenderError) and not is_explicit:
                result.skip_reasons.append(error)
                continue
            result.failures.append(error)
            result.failed_exporters.add(exporter.info.name)
    result.failures += _displaced_page_errors(series, result.releases.values())
    return result


def _displaced_page_errors(series: Series, releases: Iterable[Release]) -> Iterator[ContentError]:
    """Yield a problem for each published edition whose page has another path than its URL."""
    released_ids = {edition.id for release in releases for edition in release.series.editions}
    for page in series.displaced_pages:
        if page.edition in released_ids:
            message, hint = page.message, "give it another slug, or another url"
            problem = Problem(code="TBH115", message=message, path=page.edition, hint=hint)
            yield ContentError((problem,))


def skipped_exporter_problem(error: MissingDateError | MissingSenderError) -> Problem:
    """Return the problem of a default exporter that is skipped because of the content."""
    hint = f"{error.remedy}, or name the exporters that are to run in `{PUBLISH_FILE}`"
    message = f"{error.exporter} is not made: {error.reason}"
    return Problem(code="TBH209", message=message, severity=Severity.INFO, hint=hint)


def has_publish_file(folder: Path | None) -> bool:
    """Return whether a content folder has a `publish.yaml`.

    >>> publishing.has_publish_file(series.folder)
    True
    """
    return folder is not None and exists(folder / PUBLISH_FILE)


def chosen_exporters(folder: Path | None, only: Iterable[str] = ()) -> tuple[Exporter, ...]:
    """Return the exporters that run: those of `publish.yaml`, or all built-in ones.

    Args:
        folder: The content folder; None if there is no `publish.yaml`.
        only: Names of the exporters to run. One that `publish.yaml` does not name runs with its
            default options.

    Raises:
        ContentError: If `publish.yaml` is invalid.
        UnknownExporterError: If no exporter has one of the names.

    >>> [exporter.info.name for exporter in publishing.chosen_exporters(None, ["atom"])]
    ['atom']
    """
    if folder is None or not has_publish_file(folder):
        kinds = tuple(default_registry().get(name) for name in only)
        return tuple(with_options(kind, {}) for kind in kinds or default_registry().built_in())
    configured, broken = _read_publish_file(folder / PUBLISH_FILE, folder)
    for error in broken.values() if not only else map(broken.get, only):
        if error is not None:
            raise error
    if not only:
        return tuple(configured.values())
    return tuple(_configured_exporter(name, configured) for name in only)


def usable_exporters(
    folder: Path | None,
) -> tuple[tuple[Exporter, ...], Mapping[str, ContentError]]:
    """Return the exporters of a content folder, and by name the errors of those that cannot run.

    Raises:
        ContentError: If none of the exporters in `publish.yaml` can be used.

    >>> usable, errors = publishing.usable_exporters(series.folder)
    >>> len(usable), dict(errors)
    (7, {})
    """
    if folder is None or not has_publish_file(folder):
        return chosen_exporters(folder), {}
    configured, broken = _read_publish_file(folder / PUBLISH_FILE, folder)
    if broken and not configured:
        raise ContentError(
            tuple(problem for error in broken.values() for problem in error.problems)
        )
    return tuple(configured.values()), broken


def _configured_exporter(name: str, configured: Mapping[str, Exporter]) -> Exporter:
    """Return the exporter of a name as it is configured, be it under its address or the reverse."""
    if name in configured:
        return configured[name]
    kind = default_registry().get(name)
    same = (exporter for exporter in configured.values() if type(exporter) is kind)
    return next(same, None) or with_options(kind, {})


def publish_problems(folder: Path) -> tuple[Problem, ...]:
    """Return the problems of the `publish.yaml` of a content folder.

    >>> publishing.publish_problems(series.folder)
    ()
    """
    try:
        if exists(folder / PUBLISH_FILE):
            _, broken = _read_publish_file(folder / PUBLISH_FILE, folder)
            from tbh_model.publishing._publishers import read_publishers  # only to check them

            _, broken_publishers = read_publishers(folder)
            errors = (*broken.values(), *broken_publishers.values())
            return tuple(problem for error in errors for problem in error.problems)
    except ContentError as error:
        return error.problems
    return ()


def plan_picture_warnings(series: Series, build_plan: Plan) -> Iterator[tuple[str, Problem]]:
    """Yield path and warning of each picture that is left out, unless its own file says why."""
    paths = {planned.artifact.path for planned in build_plan.files}
    return (warning for warning in picture_warnings(series) if warning[0] not in paths)


def _plan_exporter(
    exporter: Exporter, release: Release, paths: Paths, refused: list[PathError]
) -> list[PlannedFile]:
    exporter_artifacts = artifacts(exporter, release, paths, refused)
    return [PlannedFile(exporter=exporter, artifact=artifact) for artifact in exporter_artifacts]


def _read_publish_file(
    file: Path, folder: Path
) -> tuple[Mapping[str, Exporter], Mapping[str, ContentError]]:
    """Return the exporters that a `publish.yaml` names, and what is wrong with the others."""
    root = read_tree(file, folder)
    # first: plugins register exporters that the file names below
    if isinstance(root, MappingNode) and "plugins" in root.pairs:
        _load_plugins(root, folder)
    groups = root.get("exporters") if isinstance(root, MappingNode) else None
    if not isinstance(groups, MappingNode):
        node = groups or root
        message = "`exporters` must hold a group of exporters, each with its options"
        problem = node.problem("TBH106", message, hint="write `exporters:`, and below it `rss: {}`")
        raise ContentError((problem,))
    usable, broken = configured_plugins(groups, default_registry())
    unknown = tuple(_unknown_keys(root))
    if unknown:
        raise ContentError(
            (*(problem for error in broken.values() for problem in error.problems), *unknown)
        )
    if not groups.pairs:
        message = "`exporters` names no exporter: a build would make nothing"
        hint = "name one, such as `rss: {}`, or remove this file, so that all run"
        raise ContentError((groups.problem("TBH106", message, hint=hint),))
    return dict(zip(usable, connect_exporters(usable.values()), strict=True)), broken


def configured_plugins(
    groups: MappingNode, registry: PluginRegistry[P]
) -> tuple[dict[str, P], dict[str, ContentError]]:
    """Return the plugins of a group with their options, and what is wrong with the others."""
    usable: dict[str, P] = {}
    broken: dict[str, ContentError] = {}
    for name, (key, options) in groups.pairs.items():
        try:
            usable[name] = from_document(registry.get(name), _empty_if_null(options))
        except ContentError as error:
            broken[name] = error
        except UnknownPluginError as error:
            hint = f"see `tbh {registry.contract.noun}s list`"
            broken[name] = ContentError((key.problem("TBH301", f"{error}", hint=hint),))
        except UnusablePluginError as error:
            problem = key.problem("TBH302", error.problem, hint=error.remedy)
            broken[name] = ContentError((problem,))
    return usable, broken


def _empty_if_null(options: AnyNode) -> AnyNode:
    """Return an empty mapping for an exporter without options (`rss:`)."""
    is_empty = getattr(options, "is_null", False)
    return MappingNode(options.source, options.line, options.column, {}) if is_empty else options


def _unknown_keys(root: AnyNode) -> Iterator[Problem]:
    for name, (key, _) in root.pairs.items() if isinstance(root, MappingNode) else ():
        if name not in _KEYS:
            hint = f"known keys: {', '.join(_KEYS)}"
            yield key.problem("TBH107", f"unknown key `{name}`", hint=hint)


def _load_plugins(root: MappingNode, folder: Path) -> None:
    """Run the files with exporters that a `publish.yaml` names, if that is allowed.

    Raises:
        ContentError: If it is not, or one of them cannot be used.
    """
    key, files = root.pairs["plugins"]
    if not allows_plugins():  # content comes from anywhere: whoever builds it decides what runs
        message = "`plugins` names code that comes with the content, and none of it runs unasked"
        hint = "if you trust it, build with --plugins, or set TBH_PLUGINS=1"
        raise ContentError((key.problem("TBH311", message, hint=hint),))
    if not isinstance(files, SequenceNode) or not all(
        isinstance(item, ScalarNode) for item in files.items
    ):
        hint = "write a list of paths, such as `plugins: [my_exporters.py]`"
        raise ContentError((files.problem("TBH108", "`plugins` must be a list", hint=hint),))
    for item in files.items:
        path = str(getattr(item, "text", ""))
        try:
            regular_size(folder, path)  # refuses what leads out of the folder
            load_plugin(folder / path)
        except FileRefusedError as error:
            problem = item.problem("TBH150", error.reason, hint=error.remedy)
            raise ContentError((problem,)) from None
        except PluginError as error:
            raise ContentError(
                (item.problem("TBH302", error.problem, hint=error.remedy),)
            ) from None
        except InvalidExporterError as error:
            raise ContentError((item.problem("TBH302", f"{error}"),)) from None
