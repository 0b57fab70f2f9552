"""`tbh diff`."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import attrs
import click

from tbh_model.cli._console import (
    Instant,
    content_argument,
    echo,
    examples,
    handle_errors,
    load_content,
    printable_lines,
)
from tbh_model.model import Series
from tbh_model.rights import Change, ChangeKind, changes_between

_INSTANTS = 2


@click.command(epilog=examples("tbh diff --at 2026-11-20T12:00Z --at 2026-12-24T18:00Z"))
@content_argument
@click.option(
    "--at",
    "instants",
    type=Instant(),
    multiple=True,
    metavar="DATE",
    help="The first and the second instant, given twice. Given once: from now to then.",
)
@click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
@handle_errors
def diff(content: Path, instants: tuple[datetime, ...], *, as_json: bool) -> None:
    """Show what time alone changes between two instants, on each channel.

    An edition is due, a consent or a title expires, an embargo ends: each line says what a build at
    the second instant publishes otherwise than one at the first. No file is changed.
    """
    if not 1 <= len(instants) <= _INSTANTS:
        message = "give one instant, or two"
        raise click.BadParameter(message, param_hint="--at")
    start, end = instants if len(instants) == _INSTANTS else (datetime.now(UTC), *instants)
    series = load_content(content)
    changes = changes_between(series, start, end)
    if as_json:
        data = [attrs.asdict(change) for change in changes]
        echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    for line in _lines(series, changes):
        echo(printable_lines(line))
    if not changes:
        click.echo("Nothing changes.", err=True)


def _lines(series: Series, changes: tuple[Change, ...]) -> Iterator[str]:
    """Yield each change once, with the channels of it."""
    channels: dict[str, list[str]] = {}
    for change in changes:
        what = f"{_name(series, change)} {change.kind}"
        if change.kind is ChangeKind.CHANGES:
            what = f"{what} in {', '.join(change.fields)}"
        if change.reason is not None:
            what = f"{what}: {change.reason}"
        channels.setdefault(what, []).append(change.channel)
    for what, names in channels.items():
        yield f"{', '.join(names)}: {what}"


def _name(series: Series, change: Change) -> str:
    if change.part == "edition":
        return f"“{series.edition(change.id).title}” [{change.id}]"
    if change.part == "response" and change.edition is not None:
        return f"answer {change.id} of “{series.edition(change.edition).title}”"
    if change.part == "therapist":
        return f"{series.therapist(change.id).name} [{change.id}]"
    return "the series"
