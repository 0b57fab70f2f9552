"""`tbh refs`: where an id is defined and used."""

from pathlib import Path

import click

from tbh_model.cli._console import content_argument, echo, handle_errors, printable_lines
from tbh_model.documents import references, write_json


@click.command()
@click.argument("id_", metavar="ID")
@content_argument
@click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
@handle_errors
def refs(id_: str, content: Path, *, as_json: bool) -> None:
    """List where an id is defined, and where it is used.

    ID is the id of a therapist, an edition or a response, the slug of an edition, or the key of a
    call to action. Each place is on a line of its own: file, line, column, and what it is.
    """
    all_references = references(content, id_)
    if as_json:
        data = [reference.as_data() for reference in all_references]
        echo(write_json(data))
        return
    for reference in all_references:
        echo(printable_lines(str(reference)))
