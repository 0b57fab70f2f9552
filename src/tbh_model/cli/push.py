"""`tbh push`: bring editions to platforms."""

import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from tbh_model._errors import TBHError
from tbh_model._regular_files import resolve_content_path
from tbh_model.cli._console import (
    at_option,
    echo,
    examples,
    handle_errors,
    load_content,
    plugin_option,
    print_error,
    printable_lines,
    settings_option,
    stderr_console,
)
from tbh_model.content import read_settings, write_json
from tbh_model.model import Series
from tbh_model.publishers import (
    Action,
    Publisher,
    PushReport,
    StepOutcome,
    StepResult,
    default_registry,
    dry_run as planned,
    from_document,
    plan_push,
    push as push_series,
    read_credentials,
    read_receipts,
)
from tbh_model.publishing import chosen_publishers


@click.command(epilog=examples("tbh push wordpress --dry-run", "tbh push --all"))
@click.argument("words", nargs=-1, metavar="[NAME] [CONTENT]")
@click.option("--all", "is_all", is_flag=True, help="Push to all publishers of publish.yaml.")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and send nothing.")
@click.option(
    "--force", is_flag=True, help="Also replace and remove posts that were changed by hand."
)
@at_option
@settings_option("publisher")
@plugin_option("publisher")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def push(  # noqa: PLR0913 - one parameter for each option
    words: tuple[str, ...],
    at: datetime | None,
    settings: tuple[str, ...],
    *,
    is_all: bool,
    dry_run: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Bring the editions to a platform, and read them back.

    NAME is the name of a publisher. Its options are in publish.yaml, under `publishers`; its
    credentials are in the environment. What was withdrawn is taken down or replaced there. A post
    that was changed by hand is left as it is, and the difference is shown. Exit status 1 if
    anything is not as it should be. A push that was interrupted can be run again: nothing is made
    twice.
    """
    names, content = _split(words, is_all=is_all)
    if is_all and settings:
        message = "--set is for one publisher; write the options of several into publish.yaml"
        raise click.UsageError(message)
    mode = _Mode(at or datetime.now(UTC), is_dry=dry_run, force=force, as_json=as_json)
    _push(names, settings, mode, content=content)


class _Mode:
    """How a push is made, and shown."""

    def __init__(self, at: datetime, *, is_dry: bool, force: bool, as_json: bool) -> None:
        self.at, self.is_dry, self.force, self.as_json = at, is_dry, force, as_json


def _split(words: tuple[str, ...], *, is_all: bool) -> tuple[tuple[str, ...], Path]:
    """Return the names of publishers, and the content."""
    names, rest = ((), words) if is_all else (words[:1], words[1:])
    if not names and not is_all:
        message = "name a publisher, or write --all; `tbh publishers list` shows them"
        raise click.UsageError(message)
    if len(rest) > 1:
        message = f"unexpected argument {rest[1]!r}"
        raise click.UsageError(message)
    return names, resolve_content_path(rest[0] if rest else ".")


@handle_errors
def _push(names: tuple[str, ...], settings: tuple[str, ...], mode: _Mode, *, content: Path) -> None:
    series = load_content(content)
    folder = content if content.is_dir() else content.parent
    reports: list[PushReport] = []
    is_complete = True
    for publisher in _publishers(series, names, settings):
        try:
            report = _push_to(series, folder, publisher, mode)
        except TBHError as error:  # another platform may be well
            print_error(f"{publisher.info.name}: {error}", error)
            is_complete = False
            continue
        reports.append(report)
        is_complete &= report.is_complete
    if mode.as_json:
        echo(write_json([report.as_data() for report in reports]))
    sys.exit(0 if is_complete else 1)


def _publishers(
    series: Series, names: tuple[str, ...], settings: tuple[str, ...]
) -> tuple[Publisher, ...]:
    if settings:
        kind = default_registry().get(names[0])
        return (from_document(kind, read_settings(settings)),)
    publishers = chosen_publishers(series.folder, names)
    if not publishers:
        stderr_console().print("publish.yaml names no publisher.", markup=False)
    return publishers


def _push_to(series: Series, folder: Path, publisher: Publisher, mode: _Mode) -> PushReport:
    """Push to one platform, and print each step when it is made."""

    def show(result: StepResult) -> None:
        if not mode.as_json:
            for line in _lines(result, series):
                echo(printable_lines(line))

    if not mode.as_json:
        echo(printable_lines(f"{publisher.info.name}, {publisher.target}"))
    plan = plan_push(series, publisher, read_receipts(folder), mode.at)
    if mode.is_dry or not plan.changes:
        report = planned(plan)
        for result in report.results:
            show(result)
        return report
    return push_series(
        series,
        publisher,
        folder=folder,
        at=mode.at,
        credentials=read_credentials(publisher.info),
        force=mode.force,
        on_step=show,
    )


def _lines(result: StepResult, series: Series) -> Iterator[str]:
    edition = result.step.edition
    titles = {item.id: item.title for item in series.editions}
    title = f"{titles[edition]} [{edition}]" if edition in titles else f"[{edition}]"
    address = f"  {result.url}" if result.url else ""
    is_up = result.outcome is StepOutcome.DONE and result.step.action is not Action.TAKE_DOWN
    draft = " (draft)" if is_up and not result.is_public else ""
    yield f"  {_verb(result)}: {title}{address}{draft}"
    if result.problem:
        yield f"    {result.problem}"
    yield from (f"    {line}" for line in result.changes)


def _verb(result: StepResult) -> str:
    match result.outcome:
        case StepOutcome.PLANNED:
            return f"would {result.step.action}"
        case StepOutcome.DONE:
            return _DONE[result.step.action]
        case _:
            return result.outcome


_DONE: Final[Mapping[Action, str]] = {
    Action.CREATE: "created",
    Action.UPDATE: "updated",
    Action.LEAVE: "left",
    Action.TAKE_DOWN: "taken down",
}
