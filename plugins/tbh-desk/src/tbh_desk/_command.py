"""The command `tbh desk`."""

from pathlib import Path

import click

from tbh_desk._access import Access
from tbh_desk._app import app
from tbh_model.content import printable, resolve_content_path
from tbh_model.preview import serve


@click.command(epilog="\b\nExample:\n  $ tbh desk my-series --open")
@click.argument(
    "content", default=".", type=click.Path(path_type=Path, file_okay=False), metavar="[CONTENT]"
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    help="The port to listen on; 0 means any free port. Default: 8000.",
)
@click.option("--open", "opens", is_flag=True, help="Open the desk in a browser.")
def desk(content: Path, port: int, *, opens: bool) -> None:
    """Edit the content in a browser, beside its preview.

    CONTENT is a content folder. The forms write its files; comments and layout stay. Only this
    machine can open them, with the link that is printed. Each link works once.
    """
    address = ""

    def show(link: str) -> None:
        click.echo(f"  edit      {address}{link}", err=True)

    def on_ready(url: str) -> None:
        nonlocal address
        address = url.rstrip("/")
        show(access.link)
        if opens:
            click.launch(f"{address}{access.link}")

    access = Access(show)
    serve(
        resolve_content_path(content),
        port=port,
        log=lambda line: click.echo(printable(line), err=True),
        on_ready=on_ready,
        application=lambda preview: app(preview, access),
    )
