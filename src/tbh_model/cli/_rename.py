"""`tbh rename`: an id, and everything that refers to it."""

from pathlib import Path

import click

from tbh_model.cli._console import (
    content_argument,
    echo,
    handle_errors,
    printable_lines,
    stderr_console,
)
from tbh_model.documents import rename as rename_id


@click.command()
@click.argument("old")
@click.argument("new")
@content_argument
@click.option("--dry-run", is_flag=True, help="Change nothing, and tell what would change.")
@handle_errors
def rename(old: str, new: str, content: Path, *, dry_run: bool) -> None:
    """Rename a therapist, the slug of an edition, a response or a call to action.

    The file that is named after it and every reference follow; everything else stays as it is
    written. All files are changed, or none. The old address of an edition that is ready becomes one
    of its `former_urls`. The id of an edition cannot be renamed: feeds know it by that.
    """
    renaming = rename_id(content, old, new, dry_run=dry_run)
    old_names = {new_name: old_name for old_name, new_name in renaming.moved_files}
    for name in renaming.changed_files:
        prefix = f"{old_names[name]} -> " if name in old_names else ""
        echo(printable_lines(f"{prefix}{name}"))
    if renaming.former_url is not None:
        stderr_console().print(
            printable_lines(f"former address: {renaming.former_url}"), markup=False
        )
    if dry_run:
        stderr_console().print("Nothing was changed.")
