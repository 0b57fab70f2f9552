"""`tbh rules`: list and show the rules for jurisdictions."""

import json
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from typing import Any

import click

from tbh_model.cli._console import echo, examples, handle_errors, printable_lines
from tbh_model.cli._main import CommandGroup
from tbh_model.content import RulesHealth, rules_health, rules_text


@click.group(
    cls=CommandGroup,
    sections={"Commands": {"list": "rules:list_", "show": "rules:show"}},
    invoke_without_command=True,
    epilog=examples("tbh rules list"),
)
@click.pass_context
def rules(context: click.Context) -> None:
    """List and show the rules for jurisdictions.

    Without COMMAND, the rules are listed.
    """
    if context.invoked_subcommand is None:
        context.invoke(list_)


@rules.command("list", epilog=examples("tbh rules list --json"))
@click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
@handle_errors
def list_(*, as_json: bool = False) -> None:
    """List the jurisdictions with the date and package of their rules.

    All packages are read. Exit status 1 if rules cannot be used, because their package is broken or
    because two packages have rules for one jurisdiction.
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


@rules.command(epilog=examples("tbh rules show CA-ON"))
@click.argument("jurisdiction")
@handle_errors
def show(jurisdiction: str) -> None:
    """Print the rules for a jurisdiction, as a start for rules.yaml.

    If two packages have rules for it, write JURISDICTION@PACKAGE.
    """
    with redirect_stdout(sys.stderr):
        text = rules_text(jurisdiction)
    echo(text.rstrip("\n"))


def _health_data(health: RulesHealth) -> dict[str, Any]:
    return {
        **health.entry._asdict(),
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
