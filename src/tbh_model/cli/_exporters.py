"""`tbh exporters`: which there are, and what can be set."""

import json

import click
from attrs import asdict

from tbh_model.cli._console import printable_lines, result, speaks_plainly
from tbh_model.exporters import default_registry, options_of


@click.group(invoke_without_command=True)
@click.pass_context
def exporters(context: click.Context) -> None:
    """List exporters, and show what can be set."""
    if context.invoked_subcommand is None:
        context.invoke(list_)


@exporters.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
@speaks_plainly
def list_(*, as_json: bool = False) -> None:
    """List every exporter: its name, its package and where it comes from. Imports none."""
    entries = default_registry().entries()
    if as_json:
        result(json.dumps([asdict(entry) for entry in entries], indent=2))
        return
    width = max(len(entry.name) for entry in entries)
    for entry in entries:
        package = f"{entry.distribution} {entry.version}"
        result(printable_lines(f"{entry.name:{width}}  {package} ({entry.origin})"))


@exporters.command()
@click.argument("name")
@speaks_plainly
def show(name: str) -> None:
    """Show what an exporter makes, and its options."""
    kind = default_registry().get(name)
    result(f"{kind.info.name}: {kind.info.summary}")
    result(f"channel: {kind.info.channel}")
    options = options_of(kind)
    if options:
        result("options:")
    for option in options:
        default = "must be given" if option.default is None else f"default {option.default}"
        result(f"  {option.name} ({option.type}): {default}")
