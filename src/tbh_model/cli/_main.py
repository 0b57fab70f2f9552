"""The group of commands, of which each is imported when it is asked for, and its output."""

import codecs
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import click

from tbh_model._version import __version__


class CommandGroup(click.Group):
    """Commands of which each is imported when it is asked for: a start takes what it uses."""

    def __init__(self, modules: Mapping[str, str], **attributes: object) -> None:
        super().__init__(**attributes)  # type: ignore[arg-type]  # what click itself takes
        self.modules = modules

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Run a command, and say in a line what the system refuses, standard output included."""
        _make_printable()
        try:
            try:
                return super().main(*arguments, **options)
            finally:
                _flush()
        except OSError as error:
            _print_error(error)
            sys.exit(1)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click passes it
        """Return the names of all commands."""
        return sorted({*self.modules, *self.commands})

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click passes it
        cmd_name: str,
    ) -> click.Command | None:
        """Return a command, imported now if it is not yet."""
        if cmd_name in self.modules and cmd_name not in self.commands:
            module, _, name = self.modules[cmd_name].partition(":")
            self.add_command(getattr(import_module(f"tbh_model.cli.{module}"), name), cmd_name)
        return self.commands.get(cmd_name)


_ESCAPES: Final = "tbh_model.escapes"
"""Name of what is done with characters that an output cannot carry."""


def _make_printable() -> None:
    r"""Let standard output and standard error take every character, and be there at all.

    A character that the terminal's encoding lacks, or a byte in a file name that is no UTF-8, is
    written as `\uXXXX`: a person can read it, and in JSON it is the same character.
    """
    codecs.register_error(_ESCAPES, _escape)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # it was closed before we began
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - it stays open
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_ESCAPES)


def _escape(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)), error.end


def _flush() -> None:
    """Write what is still waiting; what cannot be written must not be tried again at the end."""
    try:
        sys.stdout.flush()
    except OSError:
        _discard(sys.stdout)
        raise
    except ValueError:  # somebody has closed it
        return


def _discard(stream: Any) -> None:
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        return


def _print_error(error: OSError) -> None:
    from tbh_model.content import printable  # only where something is wrong

    name = error.filename if error.filename is not None else "the output"
    name_text = os.fsdecode(name) if isinstance(name, str | bytes | os.PathLike) else str(name)
    message = (error.strerror or str(error) or type(error).__name__).lower()
    try:
        sys.stderr.write(f"error: {printable(name_text[:_MAX_NAME_CHARACTERS])}: {message}\n")
        sys.stderr.flush()
    except OSError:  # there is nobody left to tell
        _discard(sys.stderr)


_MAX_NAME_CHARACTERS: Final = 300
"""Characters of a name that are shown."""


_COMMANDS: Final[Mapping[str, str]] = {
    "approve": "rights:approve",
    "build": "build:build",
    "check": "check:check",
    "explain": "check:explain",
    "export": "build:export",
    "exporters": "exporters:exporters",
    "ledger": "rights:ledger",
    "new": "new:new",
    "next": "rights:next_instant",
    "refs": "edit:refs",
    "rename": "edit:rename",
    "rules": "rules:rules",
    "schema": "check:schema",
    "serve": "serve:serve",
    "status": "rights:status",
    "tidy": "edit:tidy",
    "withdraw": "rights:withdraw",
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
