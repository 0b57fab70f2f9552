"""`tbh refs`, `tbh rename`, `tbh tidy` and `tbh convert`."""

from pathlib import Path
from typing import Literal

import click

from tbh_model.cli._console import (
    content_argument,
    echo,
    examples,
    handle_errors,
    printable_lines,
    stderr_console,
)
from tbh_model.content import (
    Repair,
    convert as convert_editions,
    printable,
    references,
    rename as rename_id,
    tidy as tidy_content,
    write_json,
)


@click.command(epilog=examples("tbh refs t-7k2m"))
@click.argument("id_", metavar="ID")
@content_argument
@click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
@handle_errors
def refs(id_: str, content: Path, *, as_json: bool) -> None:
    """List where an id is defined, and where it is used.

    ID is the id of a therapist, an edition or a response, the slug of an edition, or the key of a
    call to action. Each line has the file, line, column and kind of one reference.
    """
    all_references = references(content, id_)
    if as_json:
        data = [reference.as_data() for reference in all_references]
        echo(write_json(data))
        return
    for reference in all_references:
        echo(printable_lines(str(reference)))


@click.command(epilog=examples("tbh rename ines-moreau t-7k2m --dry-run"))
@click.argument("old")
@click.argument("new")
@content_argument
@click.option("--dry-run", is_flag=True, help="Change nothing, and print what would change.")
@handle_errors
def rename(old: str, new: str, content: Path, *, dry_run: bool) -> None:
    """Rename an id or a slug, and change all references to it.

    OLD is the id of a therapist or of a response, the slug of an edition, or the key of a call to
    action. A file that has this name is renamed as well. Either all files are changed, or none. If
    the edition is ready, its old URL is added to `former_urls`. The id of an edition cannot be
    renamed, because feed readers identify it by that id.
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


@click.command(epilog=examples("tbh tidy", "tbh tidy --write"))
@content_argument
@click.option("--write", is_flag=True, help="Change the files. Default: show what would change.")
@handle_errors
def tidy(content: Path, *, write: bool) -> None:
    """Find the traces of pasting from Word, spreadsheets and mail.

    These are soft hyphens and invisible characters, garbled letters, repeated spaces and tabs,
    stray no-break spaces, bullets and numbers that form no list, hard line breaks of a mail,
    paragraphs that run together, and spaces inside links. Each is shown as it is, and as it would
    be. With --write, the files are changed: either all of them, or none. Nothing else in a file
    changes, and neither do `verbatim` and approved texts.
    """
    repairs = tidy_content(content, dry_run=not write)
    for repair in repairs:
        echo(_line(repair))
    if not repairs:
        stderr_console().print("There is nothing to put right.")
    elif not write:
        stderr_console().print("Nothing was changed: add --write to change it.", markup=False)


@click.command(epilog=examples("tbh convert --to md"))
@content_argument
@click.option(
    "--to",
    type=click.Choice(["md", "yaml"]),
    required=True,
    help="Pages of Markdown with front matter, or YAML.",
)
@click.option("--dry-run", is_flag=True, help="Change nothing, and print what would change.")
@handle_errors
def convert(content: Path, to: Literal["md", "yaml"], *, dry_run: bool) -> None:
    """Rewrite the editions as pages of Markdown, or as YAML.

    A page of Markdown has the texts below its front matter: the introduction, then the parts
    `# Challenge`, `# Challengers`, `# Responses` with a heading `## Name` for each response, and
    `# Notices`. Comments and layout of the keys do not change. Either all files are changed, or
    none.
    """
    moved_files = convert_editions(content, to=to, dry_run=dry_run)
    for old_name, new_name in moved_files:
        prefix = f"{old_name} -> " if old_name != new_name else ""
        echo(printable_lines(f"{prefix}{new_name}"))
    if not moved_files:
        stderr_console().print("There is nothing to convert.")
    elif dry_run:
        stderr_console().print("Nothing was changed.")


def _line(repair: Repair) -> str:
    times = f", {repair.times} times" if repair.times > 1 else ""
    note = "" if repair.obstacle is None else f": left as it is, {repair.obstacle}"
    place = printable_lines(f"{repair.file}:{repair.line}: {repair.what}{times}{note}")
    if repair.obstacle is not None:
        return place
    return f"{place}\n  - {_visible(repair.before)}\n  + {_visible(repair.after)}"


def _visible(words: str) -> str:
    """Return an excerpt on one line, in which what cannot be seen is named."""
    return (
        printable(words.replace("\n", "⏎")).replace("\u00a0", "<U+00A0>").replace("\t", "<U+0009>")
    )
