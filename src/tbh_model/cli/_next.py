"""`tbh next`: when to build again."""

from datetime import UTC, datetime
from pathlib import Path

import click

from tbh_model.cli._console import (
    at_option,
    content_argument,
    echo,
    handle_errors,
    load_content,
    stderr_console,
)
from tbh_model.model import in_time_zone
from tbh_model.rights import next_change


@click.command("next")
@content_argument
@at_option
@handle_errors
def next_instant(content: Path, at: datetime | None) -> None:
    """Print the next instant at which any output changes, though no file does.

    An edition goes out, a consent runs out, a title ends: build then, and nothing is ever out of
    date. The instant is in the time zone of the series. If nothing is to come, nothing is printed.
    """
    series = load_content(content)
    instant = next_change(series, at or datetime.now(UTC))
    if instant is None:
        stderr_console().print("Nothing changes any more unless a file does.")
        return
    echo(in_time_zone(instant, series.time_zone).isoformat())
