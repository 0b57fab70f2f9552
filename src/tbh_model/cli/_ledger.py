"""`tbh ledger`: what went out, where and when."""

from pathlib import Path

import click

from tbh_model.cli._console import (
    content_argument,
    echo,
    handle_errors,
    pluralize,
    printable_lines,
    stderr_console,
)
from tbh_model.documents import write_json
from tbh_model.publishing import LEDGER, LedgerEntry, read_ledger


@click.command()
@content_argument
@click.option("--edition", metavar="ID", help="Only what went out of one edition.")
@click.option("--response", metavar="ID", help="Only where one response was in it.")
@click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
@handle_errors
def ledger(content: Path, edition: str | None, response: str | None, *, as_json: bool) -> None:
    """Show the ledger: what went out on which channel, and when; the oldest first.

    `tbh build` adds to it whenever an edition goes out otherwise than before. It lies beside the
    content, in .tbh/ledger.jsonl.
    """
    folder = content.parent if content.is_file() else content
    entries = [
        entry
        for entry in read_ledger(folder)
        if edition in {None, entry.edition} and (response is None or response in entry.responses)
    ]
    if as_json:
        data = [entry.as_data() for entry in entries]
        echo(write_json(data))
        return
    for entry in entries:
        echo(printable_lines(_line(entry)))
    if not entries:
        stderr_console().print(f"Nothing is in {LEDGER}.", markup=False)


def _line(entry: LedgerEntry) -> str:
    answers = ", ".join(entry.responses)
    what = "taken down" if entry.digest is None else f"{pluralize(len(entry.responses), 'answer')}"
    digest = "" if entry.digest is None else f"  {entry.digest[:15]}…"
    answer_list = f": {answers}" if answers else ""
    return (
        f"{entry.at.isoformat()}  {entry.channel:10}  {entry.edition}{digest}  {what}{answer_list}"
    )
