"""`tbh`: the group of commands."""

from collections.abc import Mapping
from typing import Final

import click

from tbh_model._version import __version__
from tbh_model.cli._command_group import CommandGroup

_COMMANDS: Final[Mapping[str, str]] = {
    "approve": "_approve:approve",
    "build": "_build:build",
    "check": "_check:check",
    "explain": "_explain:explain",
    "export": "_export:export",
    "exporters": "_exporters:exporters",
    "ledger": "_ledger:ledger",
    "migrate": "_migrate:migrate",
    "new": "_new:new",
    "next": "_next:next_instant",
    "refs": "_refs:refs",
    "rename": "_rename:rename",
    "schema": "_schema:schema",
    "serve": "_serve:serve",
    "status": "_status:status",
    "tidy": "_tidy:tidy",
    "withdraw": "_withdraw:withdraw",
}


@click.group(
    cls=CommandGroup,
    modules=_COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="tbh")
@click.option("--traceback", is_flag=True, help="Show where in the code an exporter failed.")
def tbh(*, traceback: bool) -> None:
    """Write a roundup once, and export it to every channel.

    CONTENT is a content folder (series.yaml, therapists/, editions/) or a whole series in one JSON
    file; it is the current folder if none is given.

    Exit status: 0 all well, 1 the content or an exporter has problems, 2 wrong usage.
    """
