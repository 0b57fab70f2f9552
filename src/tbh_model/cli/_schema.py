"""`tbh schema`: JSON Schema for editors and validators."""

from pathlib import Path

import click

from tbh_model.cli._console import content_argument, echo, handle_errors, load_content
from tbh_model.documents import FileKind, write_json
from tbh_model.publishing import schema as schema_of


@click.command()
@click.argument("kind", type=click.Choice([kind.value for kind in FileKind]))
@content_argument
@click.option(
    "--project",
    is_flag=True,
    help="Take the ids that the content has: an editor then completes them.",
)
@handle_errors
def schema(kind: str, content: Path, *, project: bool) -> None:
    """Print the JSON Schema of a kind of file.

    Editors complete keys and mark mistakes with it while you type. `publish` knows the options of
    every exporter that is installed; `document` is a whole series in one JSON file.
    """
    json_schema = schema_of(kind, load_content(content) if project else None)
    echo(schema_text(json_schema))


def schema_text(json_schema: dict[str, object]) -> str:
    """Write a schema as it stands in a file."""
    return write_json(json_schema)
