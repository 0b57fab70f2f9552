"""`tbh serve`: preview of the content in a browser."""

from datetime import datetime
from pathlib import Path

import click

from tbh_model._errors import TBHError
from tbh_model.cli._console import (
    at_option,
    content_argument,
    examples,
    handle_errors,
    plugin_options,
    printable_lines,
    stderr_console,
)


class MissingServeExtraError(TBHError, ImportError):
    """The libraries of the preview are not installed."""

    def __str__(self) -> str:
        """Describe how to install it."""
        return (
            "tbh serve needs starlette, uvicorn and watchfiles; "
            "run: pip install 'tbh-model[cli,serve]'"
        )


@click.command(epilog=examples("tbh serve --open", "tbh serve my-series --port 8080 --no-drafts"))
@content_argument
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen on. One that other machines reach needs --allow-remote.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port to listen on; 0 means any free port.",
)
@click.option(
    "--allow-remote",
    is_flag=True,
    help="Accept connections of other machines. They see drafts and what is withheld.",
)
@at_option
@plugin_options
@click.option(
    "--drafts/--no-drafts",
    default=True,
    show_default=True,
    help="Show drafts, scheduled and embargoed editions, or only what is published.",
)
@click.option("--open", "opens", is_flag=True, help="Open the preview in a browser.")
@handle_errors
def serve(  # noqa: PLR0913 - one parameter for each option
    content: Path,
    host: str,
    port: int,
    at: datetime | None,
    *,
    allow_remote: bool,
    drafts: bool,
    opens: bool,
) -> None:
    """Show the content in a browser, and reload it on each change.

    The site is at /, all other files are at /_tbh/. Problems are shown in the page. Add
    ?at=2026-12-24T18:00Z to a URL to see the output of another time. No file is written.
    """
    try:
        from tbh_model.preview import serve as serve_preview  # the libraries are an extra
    except ModuleNotFoundError as error:
        # any other module is missing by mistake, and no extra brings it
        if error.name not in {"starlette", "uvicorn", "watchfiles"}:
            raise
        raise MissingServeExtraError from None
    console = stderr_console()
    serve_preview(
        content,
        host=host,
        port=port,
        allow_remote=allow_remote,
        at=at,
        drafts=drafts,
        log=lambda line: console.print(printable_lines(line), markup=False),
        on_ready=click.launch if opens else None,
    )
