"""`tbh migrate`: content of an older format, written as the newest has it."""

from pathlib import Path

import click

from tbh_model.cli._console import content_argument, printable_lines, result, speaks_plainly, talk
from tbh_model.documents import FORMAT
from tbh_model.documents import migrate as migrate_content


@click.command()
@content_argument
@speaks_plainly
def migrate(content: Path) -> None:
    """Write content of an older format as the newest has it.

    Older formats are understood as they are; this is for whoever wants to be up to date. Comments,
    order and style of what does not change stay, and all files are changed, or none.
    """
    changed = migrate_content(content)
    for name in changed:
        result(printable_lines(name))
    if not changed:
        talk().print(f"The content is in format {FORMAT} already.")
