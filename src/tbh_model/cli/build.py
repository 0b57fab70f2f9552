"""`tbh build` and `tbh export`."""

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tbh_model._errors import TBHError
from tbh_model._problems import Problem, Severity
from tbh_model.cli._console import (
    at_option,
    content_argument,
    echo,
    examples,
    handle_errors,
    load_content,
    plugin_options,
    pluralize,
    print_error,
    print_problems,
    printable_lines,
    progress,
    settings_option,
    stderr_console,
)
from tbh_model.publishing import BuildSummary, LastBuild, Outcome

if TYPE_CHECKING:  # a build that finds nothing new loads no more than this
    from tbh_model.exporters import Artifact, Exporter
    from tbh_model.model import Series
    from tbh_model.publishing import PublishReport


@click.command(
    epilog=examples("tbh build --to public", "tbh build --only rss,atom --at 2026-12-24T18:00:00Z")
)
@content_argument
@click.option(
    "--to",
    default="public",
    show_default=True,
    metavar="PLACE",
    help="A folder, a file that ends in .zip, or the URL of a store, such as s3://bucket/path.",
)
@at_option
@plugin_options
@click.option("--only", metavar="NAME,...", help="Run only these exporters.")
@click.option(
    "--ledger/--no-ledger",
    default=True,
    show_default=True,
    help="Record in .tbh/ledger.jsonl, beside the content, what is published.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="The number of processes. Default: one for each processor.",
)
@click.option(
    "--cache/--no-cache",
    default=True,
    show_default=True,
    help="Read and render again only what has changed, with the cache in .tbh/cache.",
)
@click.option("--quiet", is_flag=True, help="Print errors only.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@handle_errors
def build(  # noqa: PLR0913 - one parameter for each option
    content: Path,
    to: str,
    at: datetime | None,
    only: str | None,
    jobs: int | None,
    *,
    ledger: bool,
    cache: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Export the content with all exporters that publish.yaml names.

    Without publish.yaml, all built-in exporters run. A file is replaced only if its bytes change. A
    file that an earlier build wrote and this one does not write is removed. The command lists what
    was withheld, and why.
    """
    names = None if only is None else _exporter_names(only)
    instant = datetime.now(UTC) if at is None else at
    last = LastBuild.of(content, to, names, ledger=ledger) if cache and content.is_dir() else None
    summary = None if last is None else last.summary(instant)
    if summary is not None:
        _print(summary, quiet=quiet, as_json=as_json)
        return
    from tbh_model.content import ContentCache, ContentError
    from tbh_model.publishing import chosen_exporters, processor_count, publish

    content_cache = None if last is None else ContentCache.of(content, last.index)
    jobs = processor_count() if jobs is None else jobs
    series = load_content(content, jobs, content_cache)
    exporters = None if names is None else chosen_exporters(series.folder, names)
    with progress(is_shown=not quiet and not as_json) as on_progress:
        report = publish(
            series,
            to,
            instant,
            exporters,
            jobs=jobs,
            ledger=ledger,
            cache=cache,
            progress=on_progress,
        )
    notes = [*_withheld_lines(report, series, content), *_warning_lines(report)]
    summary = BuildSummary(title=series.title, data=report.as_data(), notes=notes)
    if last is not None and content_cache is not None:
        content_cache.keep(content)
        last.save(series, report, summary)
    _print(summary, quiet=quiet, as_json=as_json)
    for message, failure in _failures(report, series, content):
        if isinstance(failure, ContentError):
            print_problems(failure.problems, content, console=stderr_console())
        else:
            print_error(message, failure)
    for path in report.modified_by_hand:
        stderr_console().print(printable_lines(f"kept {path}: no longer made, but changed by hand"))
    sys.exit(0 if report.is_complete else 1)


def _exporter_names(only: str) -> tuple[str, ...]:
    """Return the names of exporters in a comma-separated list, without duplicates."""
    names = tuple(dict.fromkeys(filter(None, map(str.strip, only.split(",")))))
    if not names:
        message = "name at least one exporter"
        raise click.BadParameter(message, param_hint="--only")
    return names


def _failures(
    report: "PublishReport", series: "Series", content: Path
) -> Iterator[tuple[str, TBHError]]:
    """Yield each failure once, since a mistake in a template affects many pages."""
    if not report.failures:
        return
    from tbh_model.content import ContentError, content_index  # only where something failed
    from tbh_model.exporters import TemplateError
    from tbh_model.publishing import failure_problem

    index = content_index(series, content)
    failures_by_mistake: dict[str, list[TBHError]] = {}
    for failure in report.failures:
        mistake = failure.mistake if isinstance(failure, TemplateError) else str(failure)
        failures_by_mistake.setdefault(mistake, []).append(failure)
    for mistake, (first, *others) in failures_by_mistake.items():
        edition = first.edition if isinstance(first, TemplateError) else None
        where = "" if edition is None else f", first in edition {edition!r}"
        times = f"{mistake} ({len(others) + 1} times{where})"
        problem = failure_problem(first, index)
        has_one = isinstance(first, ContentError) and len(first.problems) == 1
        error = ContentError((problem,)) if has_one else first  # the same, with its place
        yield times if others else _message_with_location(problem), error


def _print(summary: BuildSummary, *, quiet: bool, as_json: bool) -> None:
    if as_json:
        from tbh_model.content import write_json

        echo(write_json(summary.data))
    elif not quiet:
        for line in _summary_lines(summary):
            click.echo(printable_lines(line))


def _summary_lines(summary: BuildSummary) -> Iterator[str]:
    data = summary.data
    yield f"{summary.title}, as of {data['at']}"
    width = max(map(len, data["exporters"]), default=0)
    for name, count in sorted(data["exporters"].items()):
        yield f"  {name:{width}}  {pluralize(count, 'file')}"
    outcomes = Counter(data["files"].values())
    counts = ", ".join(f"{outcomes[outcome]} {outcome}" for outcome in Outcome)
    removed = f", {len(data['removed'])} removed" if data["removed"] else ""
    yield f"{pluralize(len(data['files']), 'file')} in {data['to']}: {counts}{removed}"
    yield from summary.notes


def _warning_lines(report: "PublishReport") -> Iterator[str]:
    yield from dict.fromkeys(
        f"{_LABELS[warning.severity]}: {_message_with_location(warning)}"
        for warning in report.warnings
        if warning.code != _NO_RECORD
    )
    unrecorded = len({warning.path for warning in report.warnings if warning.code == _NO_RECORD})
    if unrecorded:
        hint = "record consents, or set `rights: {consent: required}`"
        yield f"Without any record of consent: {pluralize(unrecorded, 'response')}; {hint}"


def _message_with_location(problem: Problem) -> str:
    """Return a message with its position, if it has one."""
    line = f":{problem.line}" if problem.line else ""
    place = f"{problem.file}{line}" if problem.file else ""
    is_located = not place or place in problem.message
    return problem.message if is_located else f"{place}: {problem.message}"


_LABELS = {Severity.WARNING: "Warning", Severity.INFO: "Note", Severity.ERROR: "Error"}
_NO_RECORD = "TBH201"
# Maximum number of printed lines of withheld things; the rest is counted.
_MAX_WITHHELD_LINES = 20


def _withheld_lines(report: "PublishReport", series: "Series", content: Path) -> Iterator[str]:
    """Yield each withheld thing once, with its position and channels."""
    from tbh_model.rights import Reason

    # one follows from what else is withheld, the other is what the author wrote
    expected = {Reason.NOT_NAMED, Reason.OTHER_CHANNEL}
    withheld = [item for item in report.withheld if item.reason not in expected]
    if not withheld:
        return
    from tbh_model.content import content_index
    from tbh_model.publishing import withheld_notes  # only where something is withheld

    notes, index = withheld_notes(withheld), content_index(series, content)
    yield "Withheld:"
    for note in notes[:_MAX_WITHHELD_LINES]:
        problem = note.problem(index)
        yield f"  {_message_with_location(problem)}: {problem.hint}"
    if len(notes) > _MAX_WITHHELD_LINES:
        yield f"  and {len(notes) - _MAX_WITHHELD_LINES:,} more, which --json lists"


class ManyFilesError(TBHError):
    """An exporter writes several files, but the destination is one file."""

    def __init__(self, exporter: str, count: int) -> None:
        super().__init__(exporter, count)
        self.exporter, self.count = exporter, count

    def __str__(self) -> str:
        """Describe what to write instead."""
        return f"{self.exporter} makes {self.count} files; give a folder: --to DIR"


@click.command(epilog=examples("tbh export rss --to feed.xml --set limit=20"))
@click.argument("name")
@content_argument
@click.option(
    "--to",
    default="-",
    show_default=True,
    metavar="PLACE",
    help="A folder, a file if the exporter writes one, - for standard output, a file that ends in "
    ".zip, or the URL of a store.",
)
@at_option
@plugin_options
@settings_option("exporter")
@handle_errors
def export(
    name: str, content: Path, to: str, at: datetime | None, settings: tuple[str, ...]
) -> None:
    """Export the content with one exporter.

    NAME is the name of an exporter: see `tbh exporters list`.
    """
    from tbh_model.content import read_settings
    from tbh_model.exporters import default_registry, export as export_series, from_document

    exporter = from_document(default_registry().get(name), read_settings(settings))
    series = load_content(content)
    exported_artifacts = export_series(series, exporter, at=at)
    if to != "-" and _takes_several_files(to):
        _write_all(series, exporter, to, at)
    elif len(exported_artifacts) == 1:
        _write_one(exported_artifacts[0], to)
    else:
        raise ManyFilesError(name, len(exported_artifacts))


def _takes_several_files(to: str) -> bool:
    is_folder = to.endswith("/") or Path(to).is_dir() or not Path(to).suffix
    return is_folder or "://" in to or to.lower().endswith(".zip")


def _write_one(artifact: "Artifact", to: str) -> None:
    if to == "-":
        # as bytes: Windows would write other line ends, and another encoding
        for piece in artifact.chunks():
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    path = Path(to)
    from tbh_model.publishing import write_file

    outcome = write_file(path.parent, path.name, artifact.body)
    stderr_console().print(f"{to}: {outcome}", markup=False)


def _write_all(series: "Series", exporter: "Exporter", to: str, at: datetime | None) -> None:
    from tbh_model.publishing import publish

    report = publish(series, to, at, [exporter])
    for failure in report.failures:
        raise failure
    stderr_console().print(f"{pluralize(len(report.written), 'file')} in {to}", markup=False)
