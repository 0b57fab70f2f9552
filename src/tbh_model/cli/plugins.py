"""List, show and diagnose plugins: `tbh exporters`, `tbh importers` and `tbh publishers`."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from typing import Any, Final

import click
from attrs import asdict

from tbh_model._attrs import frozen
from tbh_model._errors import with_article
from tbh_model._plugins import (
    Option,
    Origin,
    PluginEntry,
    PluginHealth,
    PluginRegistry,
    PluginState,
    options_of,
)
from tbh_model.cli._console import (
    echo,
    examples,
    handle_errors,
    plugin_option,
    pluralize,
    printable_lines,
    stderr_console,
)
from tbh_model.cli._main import CommandGroup
from tbh_model.content import schema_of

_SHOW_JSON: Final = "Print an object, with a JSON Schema."


@frozen(kw_only=True)
class PluginCommands:
    """The commands for plugins of one kind."""

    noun: str
    """`exporter`, `importer` or `publisher`."""
    registry: Callable[[], PluginRegistry[Any]]
    """Returns the registry."""
    example: str
    """A name that the help pages show."""
    subject: str
    """The field of `info` that is shown beside the summary."""

    def group(self) -> click.Group:
        """Return the command group."""
        nouns = f"{self.noun}s"
        group = CommandGroup(
            name=nouns,
            sections={
                "Commands": {
                    "list": f"plugins:{nouns}_list",
                    "show": f"plugins:{nouns}_show",
                    "new": f"plugin_packages:{nouns}_new",
                    "check": f"plugin_packages:{nouns}_check",
                    "doctor": f"plugins:{nouns}_doctor",
                }
            },
            invoke_without_command=True,
            epilog=examples(f"tbh {nouns} list"),
            help=(
                f"List, show, create and check {nouns}.\n\nWithout COMMAND, the {nouns} are listed."
            ),
        )

        @click.pass_context
        def run(context: click.Context) -> None:
            if context.invoked_subcommand is None:
                context.invoke(self.list_command())

        group.callback = run
        return group

    def list_command(self) -> click.Command:
        """Return the command that lists the plugins."""
        nouns = f"{self.noun}s"

        @click.command(
            "list",
            epilog=examples(f"tbh {nouns} list --json"),
            help=(
                f"List all {nouns} with their names and packages.\n\n"
                f"No {self.noun} is imported. If two packages have "
                f"{with_article(self.noun)} of the same name, write name@package."
            ),
        )
        @click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
        @plugin_option(self.noun)
        @handle_errors
        def list_(*, as_json: bool = False) -> None:
            registry = self.registry()
            names = {entry: registry.name_of(entry) for entry in registry.entries()}
            if as_json:
                data = [{"write": name, **_entry_data(entry)} for entry, name in names.items()]
                _print_json(data)
                return
            width = max(map(len, names.values()), default=0)
            for entry, name in names.items():
                echo(printable_lines(f"{name:{width}}  {_package(entry)} ({_origin(entry)})"))
            if not names:
                stderr_console().print(f"No {self.noun} is installed.", markup=False)

        return list_

    def show_command(self) -> click.Command:
        """Return the command that shows one plugin."""

        @click.command(
            "show",
            epilog=examples(f"tbh {self.noun}s show {self.example}"),
            help=(
                f"Show the summary, the {self.subject} and the options of "
                f"{with_article(self.noun)}."
            ),
        )
        @click.argument("name")
        @click.option(
            "--json", "as_json", is_flag=True, help="Print an object, with a JSON Schema."
        )
        @plugin_option(self.noun)
        @handle_errors
        def show(name: str, *, as_json: bool) -> None:
            entry, kind = self.registry().entry(name), self.registry().get(name)
            if as_json:
                _print_json(
                    {
                        **_entry_data(entry),
                        "summary": kind.info.summary,
                        self.subject: getattr(kind.info, self.subject),
                        "options": [asdict(option) for option in options_of(kind)],
                        "schema": schema_of(kind),
                    }
                )
                return
            for line in self._description_lines(entry, kind):
                echo(printable_lines(line))

        return show

    def doctor_command(self) -> click.Command:
        """Return the command that imports all installed plugins."""
        nouns = f"{self.noun}s"

        @click.command(
            "doctor",
            epilog=examples(f"tbh {nouns} doctor"),
            help=(
                f"Import all installed {nouns}, and report failures.\n\n"
                f"Each failure is printed with a remedy. Exit status 1 if "
                f"{with_article(self.noun)} fails, or if two have the same name. "
                f"{nouns.capitalize()} that TBH_{nouns.upper()} excludes are not imported."
            ),
        )
        @click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
        @handle_errors
        def doctor(*, as_json: bool) -> None:
            with redirect_stdout(sys.stderr):  # a module that prints must not get into the result
                healths = self.registry().doctor()
            if as_json:
                _print_json([_health_data(health) for health in healths])
            else:
                for line in self._diagnosis(healths):
                    echo(printable_lines(line))
            sys.exit(1 if any(map(_is_broken, healths)) else 0)

        return doctor

    def _description_lines(self, entry: PluginEntry, kind: Any) -> Iterator[str]:
        yield f"{kind.info.name}: {kind.info.summary}"
        yield f"package: {_package(entry)} ({_origin(entry)})"
        subject = getattr(kind.info, self.subject)
        yield f"{self.subject}: {', '.join(subject) if isinstance(subject, tuple) else subject}"
        options = options_of(kind)
        if options:
            yield "options:"
        for option in options:
            yield from _option(option)

    def _diagnosis(self, healths: tuple[PluginHealth, ...]) -> Iterator[str]:
        if not healths:
            yield f"No {self.noun}s are installed beside the built-in ones."
            return
        width = max(len(health.entry.address) for health in healths)
        for health in healths:
            yield f"{health.entry.address:{width}}  {_package(health.entry)}: {_state(health)}"
            if _is_broken(health):
                yield f"  problem: {health.problem}"
                yield f"  remedy:  {health.remedy}"
        broken_count = sum(map(_is_broken, healths))
        count = pluralize(len(healths), self.noun)
        yield f"{count} looked at, {broken_count or 'none'} with problems"


def _print_json(data: object) -> None:
    echo(json.dumps(data, ensure_ascii=False, indent=2))


def _package(entry: PluginEntry) -> str:
    return f"{entry.distribution} {entry.version}"


def _origin(entry: PluginEntry) -> str:
    origin: Origin = entry.origin
    return f"{origin}, switched off" if entry.is_off else origin


def _entry_data(entry: PluginEntry) -> dict[str, Any]:
    return {**asdict(entry), "address": entry.address}


def _option(option: Option) -> Iterator[str]:
    default = "must be given" if option.default is None else f"default {option.default}"
    yield f"  {option.name} ({option.type}): {default}"
    if option.description:
        yield f"    {option.description}"


def _is_broken(health: PluginHealth) -> bool:
    return health.state in {PluginState.BROKEN, PluginState.CONFLICT}


def _state(health: PluginHealth) -> str:
    if health.state is PluginState.OFF:
        return health.state
    return f"{health.state} ({health.seconds:.2f} s)"


def _health_data(health: PluginHealth) -> dict[str, Any]:
    return {**asdict(health), "entry": _entry_data(health.entry)}


def _exporter_registry() -> PluginRegistry[Any]:
    from tbh_model.exporters import default_registry  # only where exporters are asked for

    return default_registry()


def _importer_registry() -> PluginRegistry[Any]:
    from tbh_model.importers import default_registry  # only where importers are asked for

    return default_registry()


def _publisher_registry() -> PluginRegistry[Any]:
    from tbh_model.publishers import default_registry  # only where publishers are asked for

    return default_registry()


EXPORTER_COMMANDS: Final = PluginCommands(
    noun="exporter", registry=_exporter_registry, example="rss", subject="channel"
)
IMPORTER_COMMANDS: Final = PluginCommands(
    noun="importer", registry=_importer_registry, example="table", subject="suffixes"
)
PUBLISHER_COMMANDS: Final = PluginCommands(
    noun="publisher", registry=_publisher_registry, example="wordpress", subject="channel"
)
exporters = EXPORTER_COMMANDS.group()
exporters_list = EXPORTER_COMMANDS.list_command()
exporters_show = EXPORTER_COMMANDS.show_command()
exporters_doctor = EXPORTER_COMMANDS.doctor_command()
importers = IMPORTER_COMMANDS.group()
importers_list = IMPORTER_COMMANDS.list_command()
importers_show = IMPORTER_COMMANDS.show_command()
importers_doctor = IMPORTER_COMMANDS.doctor_command()
publishers = PUBLISHER_COMMANDS.group()
publishers_list = PUBLISHER_COMMANDS.list_command()
publishers_show = PUBLISHER_COMMANDS.show_command()
publishers_doctor = PUBLISHER_COMMANDS.doctor_command()
