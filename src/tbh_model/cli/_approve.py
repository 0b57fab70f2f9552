"""`tbh approve`: a person said yes to exactly these words."""

from datetime import date
from pathlib import Path

import click

from tbh_model.cli._console import (
    Day,
    content_argument,
    echo,
    handle_errors,
    load_content,
    printable_lines,
    save_content,
    today,
)
from tbh_model.rights import approve as approve_response
from tbh_model.rights import find_response


@click.command()
@click.argument("response")
@content_argument
@click.option("--on", type=Day(), help="The day on which the person said yes. Default: today.")
@handle_errors
def approve(response: str, content: Path, on: date | None) -> None:
    """Record that a response was approved exactly as it is written now.

    RESPONSE is the id of a response, or EDITION/RESPONSE where several have that id. From then on
    a change of the quote, the answer, the attribution or the language makes the approval stale,
    and the response is withheld until it is approved again. Comments and layout of the file stay.
    """
    series = load_content(content)
    approved = approve_response(series, response, on=on or today(series))
    target = find_response(approved, response)
    for name in save_content(approved, content):
        echo(printable_lines(name))
    if target.response.approval is not None:
        echo(target.response.approval.digest)
