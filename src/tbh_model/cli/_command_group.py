"""Groups of commands of which each is imported when it is asked for."""

from collections.abc import Mapping
from importlib import import_module

import click


class CommandGroup(click.Group):
    """Commands of which each is imported when it is asked for: a start takes what it uses."""

    def __init__(self, modules: Mapping[str, str], **attributes: object) -> None:
        super().__init__(**attributes)  # type: ignore[arg-type]  # what click itself takes
        self.modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click passes it
        """Give the names of all commands."""
        return sorted({*self.modules, *self.commands})

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click passes it
        cmd_name: str,
    ) -> click.Command | None:
        """Give a command, imported now if it is not yet."""
        if cmd_name in self.modules and cmd_name not in self.commands:
            module, _, name = self.modules[cmd_name].partition(":")
            self.add_command(getattr(import_module(f"tbh_model.cli.{module}"), name), cmd_name)
        return self.commands.get(cmd_name)
