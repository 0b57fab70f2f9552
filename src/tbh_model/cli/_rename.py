"""`tbh rename`: an id, and everything that refers to it."""

from pathlib import Path

import click

from tbh_model.cli._console import content_argument, printable_lines, result, speaks_plainly, talk
from tbh_model.documents import rename as rename_id


@click.command()
@click.argument("old")
@click.argument("new")
@content_argument
@click.option("--dry-run", is_flag=True, help="Change nothing, and tell what would change.")
@speaks_plainly
def rename(old: str, new: str, content: Path, *, dry_run: bool) -> None:
    """Rename a therapist, the slug of an edition, a response or a call to action.

    The file that is named after it and every reference follow; everything else stays as it is
    written. All files are changed, or none. The old address of an edition that is ready becomes one
    of its `former_urls`. The id of an edition cannot be renamed: feeds know it by that.
    """
    done = rename_id(content, old, new, dry_run=dry_run)
    moved = {after: before for before, after in done.moved_files}
    for name in done.changed_files:
        before = f"{moved[name]} -> " if name in moved else ""
        result(printable_lines(f"{before}{name}"))
    if done.former_url is not None:
        talk().print(printable_lines(f"former address: {done.former_url}"), markup=False)
    if dry_run:
        talk().print("Nothing was changed.")
