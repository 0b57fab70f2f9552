"""`tbh refs`: where an id is defined and used."""

from pathlib import Path

import click

from tbh_model.cli._console import content_argument, printable_lines, result, speaks_plainly
from tbh_model.documents import references, write_json


@click.command()
@click.argument("id_", metavar="ID")
@content_argument
@click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
@speaks_plainly
def refs(id_: str, content: Path, *, as_json: bool) -> None:
    """List where an id is defined, and where it is used.

    ID is the id of a therapist, an edition or a response, the slug of an edition, or the key of a
    call to action. Each place is on a line of its own: file, line, column, and what it is.
    """
    found = references(content, id_)
    if as_json:
        data = [each.as_data() for each in found]
        result(write_json(data))
        return
    for each in found:
        result(printable_lines(str(each)))
