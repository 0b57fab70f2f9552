"""`tbh migrate`: content of an older format, written as the newest has it."""

from pathlib import Path

import click

from tbh_model.cli._console import (
    content_argument,
    echo,
    handle_errors,
    printable_lines,
    stderr_console,
)
from tbh_model.content import FORMAT
from tbh_model.content import migrate as migrate_content


@click.command()
@content_argument
@handle_errors
def migrate(content: Path) -> None:
    """Write content of an older format as the newest has it.

    Older formats are understood as they are; this is for whoever wants to be up to date. Comments,
    order and style of what does not change stay, and all files are changed, or none.
    """
    changed = migrate_content(content)
    for name in changed:
        echo(printable_lines(name))
    if not changed:
        stderr_console().print(f"The content is in format {FORMAT} already.")
