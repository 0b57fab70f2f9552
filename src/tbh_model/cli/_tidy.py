"""`tbh tidy`: what pasting left in the words, put right in place."""

from pathlib import Path

import click

from tbh_model.cli._console import (
    content_argument,
    echo,
    handle_errors,
    printable_lines,
    stderr_console,
)
from tbh_model.documents import Repair
from tbh_model.documents import tidy as tidy_content


@click.command()
@content_argument
@click.option("--dry-run", is_flag=True, help="Change nothing, and tell what would change.")
@handle_errors
def tidy(content: Path, *, dry_run: bool) -> None:
    """Put right what pasting from Word, a spreadsheet or a mail left in the words.

    Soft hyphens and characters that nobody sees, garbled letters, doubled spaces and tabs, bullets
    that are no list, lines broken as in a mail, a space inside a link. Nothing else in a file
    changes, and what was received, `verbatim`, stays as it was received. Words that somebody has
    approved stay, too. All files are changed, or none.
    """
    repairs = tidy_content(content, dry_run=dry_run)
    for repair in repairs:
        echo(printable_lines(_line(repair)))
    if not repairs:
        stderr_console().print("There is nothing to put right.")
    elif dry_run:
        stderr_console().print("Nothing was changed.")


def _line(repair: Repair) -> str:
    times = f", {repair.times} times" if repair.times > 1 else ""
    note = "" if repair.obstacle is None else f": left as it is, {repair.obstacle}"
    return f"{repair.file}:{repair.line}: {repair.what}{times}{note}"
