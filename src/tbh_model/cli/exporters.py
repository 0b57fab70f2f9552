"""`tbh exporters`: list, show and diagnose exporters."""

import json
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from typing import Any

import click
from attrs import asdict

from tbh_model.cli._console import (
    echo,
    examples,
    handle_errors,
    plugin_option,
    pluralize,
    printable_lines,
)
from tbh_model.cli._main import CommandGroup
from tbh_model.content import schema_of
from tbh_model.exporters import (
    Exporter,
    ExporterEntry,
    ExporterHealth,
    ExporterState,
    Option,
    default_registry,
    options_of,
)


@click.group(
    cls=CommandGroup,
    sections={
        "Commands": {
            "list": "exporters:list_",
            "show": "exporters:show",
            "new": "exporter_packages:new_exporter",
            "check": "exporter_packages:check_exporter",
            "doctor": "exporters:doctor",
        }
    },
    invoke_without_command=True,
    epilog=examples("tbh exporters list"),
)
@click.pass_context
def exporters(context: click.Context) -> None:
    """List, show, create and check exporters.

    Without COMMAND, the exporters are listed.
    """
    if context.invoked_subcommand is None:
        context.invoke(list_)


@exporters.command("list", epilog=examples("tbh exporters list --json"))
@click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
@plugin_option
@handle_errors
def list_(*, as_json: bool = False) -> None:
    """List all exporters with their names and packages.

    No exporter is imported. If two packages have an exporter of the same name, write name@package.
    """
    registry = default_registry()
    names = {entry: registry.name_of(entry) for entry in registry.entries()}
    if as_json:
        _print_json([{"write": name, **_entry_data(entry)} for entry, name in names.items()])
        return
    width = max(map(len, names.values()))
    for entry, name in names.items():
        echo(printable_lines(f"{name:{width}}  {_package(entry)} ({_origin(entry)})"))


@exporters.command(epilog=examples("tbh exporters show rss"))
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print an object, with a JSON Schema.")
@plugin_option
@handle_errors
def show(name: str, *, as_json: bool) -> None:
    """Show the summary, the channel and the options of an exporter."""
    entry, kind = default_registry().entry(name), default_registry().get(name)
    if as_json:
        _print_json(
            {
                **_entry_data(entry),
                "summary": kind.info.summary,
                "channel": kind.info.channel,
                "options": [asdict(option) for option in options_of(kind)],
                "schema": schema_of(kind),
            }
        )
        return
    for line in _description_lines(entry, kind):
        echo(printable_lines(line))


@exporters.command(epilog=examples("tbh exporters doctor"))
@click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
@handle_errors
def doctor(*, as_json: bool) -> None:
    """Import all installed exporters, and report failures.

    Each failure is printed with a remedy. Exit status 1 if an exporter fails, or if two have the
    same name. Exporters that TBH_EXPORTERS excludes are not imported.
    """
    with redirect_stdout(sys.stderr):  # a module that prints must not get into the result
        healths = default_registry().doctor()
    if as_json:
        _print_json([_health_data(health) for health in healths])
    else:
        for line in _diagnosis(healths):
            echo(printable_lines(line))
    working_states = {ExporterState.OK, ExporterState.OFF}
    sys.exit(0 if all(health.state in working_states for health in healths) else 1)


def _print_json(data: object) -> None:
    echo(json.dumps(data, ensure_ascii=False, indent=2))


def _package(entry: ExporterEntry) -> str:
    return f"{entry.distribution} {entry.version}"


def _origin(entry: ExporterEntry) -> str:
    if entry.is_off:
        return f"{entry.origin}, switched off"
    return entry.origin


def _entry_data(entry: ExporterEntry) -> dict[str, Any]:
    return {**asdict(entry), "address": entry.address}


def _description_lines(entry: ExporterEntry, kind: type[Exporter]) -> Iterator[str]:
    yield f"{kind.info.name}: {kind.info.summary}"
    yield f"package: {_package(entry)} ({_origin(entry)})"
    yield f"channel: {kind.info.channel}"
    options = options_of(kind)
    if options:
        yield "options:"
    for option in options:
        yield from _option(option)


def _option(option: Option) -> Iterator[str]:
    default = "must be given" if option.default is None else f"default {option.default}"
    yield f"  {option.name} ({option.type}): {default}"
    if option.description:
        yield f"    {option.description}"


def _diagnosis(healths: tuple[ExporterHealth, ...]) -> Iterator[str]:
    if not healths:
        yield "No exporters are installed beside the built-in ones."
        return
    width = max(len(health.entry.address) for health in healths)
    for health in healths:
        yield f"{health.entry.address:{width}}  {_package(health.entry)}: {_state(health)}"
        if health.state in {ExporterState.BROKEN, ExporterState.CONFLICT}:
            yield f"  problem: {health.problem}"
            yield f"  remedy:  {health.remedy}"
    broken_count = sum(
        health.state in {ExporterState.BROKEN, ExporterState.CONFLICT} for health in healths
    )
    yield f"{pluralize(len(healths), 'exporter')} looked at, {broken_count or 'none'} with problems"


def _state(health: ExporterHealth) -> str:
    if health.state is ExporterState.OFF:
        return health.state
    return f"{health.state} ({health.seconds:.2f} s)"


def _health_data(health: ExporterHealth) -> dict[str, Any]:
    return {**asdict(health), "entry": _entry_data(health.entry)}
