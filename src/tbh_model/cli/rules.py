"""`tbh rules`: for which jurisdictions there are rules, from which package, and what they say."""

import json
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from typing import Any

import click
from attrs import asdict

from tbh_model.cli._console import echo, handle_errors, printable_lines
from tbh_model.cli._main import CommandGroup
from tbh_model.content import RulesHealth, rules_health, rules_text


@click.group(cls=CommandGroup, modules={}, invoke_without_command=True)
@click.pass_context
def rules(context: click.Context) -> None:
    """List the rules for jurisdictions that packages bring, and show what they say."""
    if context.invoked_subcommand is None:
        context.invoke(list_)


@rules.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
@handle_errors
def list_(*, as_json: bool = False) -> None:
    """List the jurisdictions, with the day of their rules and the package that brings them.

    All are read. Exit status 1 if some cannot be used: their package is broken, or two packages
    bring rules for one jurisdiction.
    """
    with redirect_stdout(sys.stderr):  # a package that prints must not get into the result
        healths = rules_health()
    if as_json:
        data = [_health_data(health) for health in healths]
        echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        for line in _lines(healths):
            echo(printable_lines(line))
    sys.exit(0 if all(health.problem is None for health in healths) else 1)


@rules.command()
@click.argument("jurisdiction")
@handle_errors
def show(jurisdiction: str) -> None:
    """Print the rules for a jurisdiction as they are written: a start for a rules.yaml.

    Where two packages bring rules for it, write JURISDICTION@PACKAGE.
    """
    with redirect_stdout(sys.stderr):
        text = rules_text(jurisdiction)
    echo(text.rstrip("\n"))


def _health_data(health: RulesHealth) -> dict[str, Any]:
    return {
        **asdict(health.entry),
        "address": health.entry.address,
        "as_of": None if health.as_of is None else health.as_of.isoformat(),
        "problem": health.problem,
        "remedy": health.remedy,
    }


def _lines(healths: tuple[RulesHealth, ...]) -> Iterator[str]:
    width = max((len(health.entry.name) for health in healths), default=0)
    for health in healths:
        entry = health.entry
        state = "cannot be used" if health.as_of is None else f"as of {health.as_of}"
        yield f"{entry.name:{width}}  {state}  {entry.distribution} {entry.version}"
        if health.problem is not None:
            yield f"  problem: {health.problem}"
            yield f"  remedy:  {health.remedy}"
