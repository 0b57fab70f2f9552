"""`tbh`: the group of commands."""

import click

from tbh_model._version import __version__
from tbh_model.cli._approve import approve
from tbh_model.cli._build import build
from tbh_model.cli._check import check
from tbh_model.cli._explain import explain
from tbh_model.cli._export import export
from tbh_model.cli._exporters import exporters
from tbh_model.cli._ledger import ledger
from tbh_model.cli._migrate import migrate
from tbh_model.cli._new import new
from tbh_model.cli._next import next_instant
from tbh_model.cli._refs import refs
from tbh_model.cli._rename import rename
from tbh_model.cli._schema import schema
from tbh_model.cli._status import status
from tbh_model.cli._withdraw import withdraw


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tbh")
def tbh() -> None:
    """Write a roundup once, and export it to every channel.

    CONTENT is a content folder (series.yaml, therapists/, editions/) or a whole series in one JSON
    file; it is the current folder if none is given.

    Exit status: 0 all well, 1 the content or an exporter has problems, 2 wrong usage.
    """


for _command in (
    approve,
    build,
    check,
    explain,
    export,
    exporters,
    ledger,
    migrate,
    new,
    next_instant,
    refs,
    rename,
    schema,
    status,
    withdraw,
):
    tbh.add_command(_command)
