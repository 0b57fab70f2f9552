"""The command group `tbh`: commands that load when used, in sections."""

import codecs
import os
import sys
from collections.abc import Mapping
from functools import cached_property
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import click

from tbh_model._version import __version__

if TYPE_CHECKING:
    from tbh_model._entry_points import InstalledEntry


class CommandGroup(click.Group):
    """Group of commands that are imported when they are used.

    Args:
        sections: For each heading of the help page, its commands and where they are defined, as
            `module:function` below `tbh_model.cli`.
        summaries: Summaries of commands, whose modules the help page then need not import.
        entry_points: The group of entry points with which packages announce commands, if they may.
        attributes: Arguments of `click.Group`.
    """

    def __init__(
        self,
        sections: Mapping[str, Mapping[str, str]],
        summaries: Mapping[str, str] = MappingProxyType({}),
        entry_points: str | None = None,
        **attributes: object,
    ) -> None:
        super().__init__(**attributes)  # type: ignore[arg-type]  # what click itself takes
        self.sections = sections
        self.summaries = summaries
        self.entry_points = entry_points
        self.modules = {
            name: place for commands in sections.values() for name, place in commands.items()
        }

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Run a command; print an error of the operating system in one line, and exit with 1."""
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
        return sorted({*self.modules, *self.commands, *self.plugin_commands})

    @cached_property
    def plugin_commands(self) -> Mapping[str, "InstalledEntry"]:
        """The commands of installed packages, by name; a built-in command keeps its name."""
        if self.entry_points is None:
            return {}
        from tbh_model._entry_points import installed_entries  # looks at every package

        entries = installed_entries(self.entry_points)
        return {entry.name: entry for entry in entries if entry.name not in self.modules}

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click passes it
        cmd_name: str,
    ) -> click.Command | None:
        """Return a command, and import its module on first use."""
        if cmd_name in self.modules and cmd_name not in self.commands:
            module, _, name = self.modules[cmd_name].partition(":")
            self.add_command(getattr(import_module(f"tbh_model.cli.{module}"), name), cmd_name)
        if cmd_name not in self.commands and cmd_name in self.plugin_commands:
            self.add_command(_load_command(self.plugin_commands[cmd_name]), cmd_name)
        return self.commands.get(cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under the heading of their section."""
        width = max(map(len, self.list_commands(ctx)))
        for heading, names in self.sections.items():
            with formatter.section(heading):
                formatter.write_dl(
                    [(f"{name:{width}}", self._summary(ctx, name)) for name in names]
                )
        if self.plugin_commands:
            with formatter.section("Installed"):
                formatter.write_dl(
                    [
                        (f"{name:{width}}", f"From {entry.distribution} {entry.version}.")
                        for name, entry in sorted(self.plugin_commands.items())
                    ]
                )

    def _summary(self, ctx: click.Context, name: str) -> str:
        if name in self.summaries:
            return self.summaries[name]
        command = self.get_command(ctx, name)
        return "" if command is None else command.get_short_help_str(_MAX_SUMMARY_CHARACTERS)


def _load_command(entry: "InstalledEntry") -> click.Command:
    """Import the command of a package, which prints the errors of the library as ours do.

    Raises:
        ClickException: If the package is broken, or announces something else.
    """
    from tbh_model._entry_points import one_line_cause
    from tbh_model.cli._console import handle_errors

    module, _, name = entry.target.partition(":")
    try:
        command = getattr(import_module(module), name)
    except Exception as error:  # noqa: BLE001 - the package may do anything
        message = f"{entry.address} cannot be loaded: {one_line_cause(error)}"
        raise click.ClickException(message) from None
    if not isinstance(command, click.Command):
        message = f"{entry.address} is not a click command: {entry.target}"
        raise click.ClickException(message)
    if command.callback is not None:
        command.callback = handle_errors(command.callback)
    return command


# Length of a summary that fits into 80 columns, beside the longest name of a command.
_MAX_SUMMARY_CHARACTERS: Final = 65


# Name of the error handler for characters that the encoding of an output lacks.
_ESCAPES: Final = "tbh_model.escapes"


def _make_printable() -> None:
    r"""Let standard output and standard error accept every character, and open them if closed.

    A character that the encoding of the terminal lacks is written as `\uXXXX`, and so is a byte of
    a file name that is not UTF-8. In JSON this is the same character.
    """
    codecs.register_error(_ESCAPES, _escape)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # the caller has closed it
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - it stays open
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_ESCAPES)


def _escape(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)), error.end


def _flush() -> None:
    """Flush standard output; discard what cannot be written, or Python would try again at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        _discard(sys.stdout)
        raise
    except ValueError:  # the stream is closed
        return


def _discard(stream: Any) -> None:
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        return


def _print_error(error: OSError) -> None:
    from tbh_model._characters import printable  # only where something is wrong

    name = error.filename if error.filename is not None else "the output"
    name_text = os.fsdecode(name) if isinstance(name, str | bytes | os.PathLike) else str(name)
    message = (error.strerror or str(error) or type(error).__name__).lower()
    try:
        sys.stderr.write(f"error: {printable(name_text[:_MAX_NAME_CHARACTERS])}: {message}\n")
        sys.stderr.flush()
    except OSError:  # standard error is closed as well
        _discard(sys.stderr)


# Length at which the name of a file is cut in a message.
_MAX_NAME_CHARACTERS: Final = 300


_SECTIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "Write": {
        "new": "new:new",
        "serve": "serve:serve",
        "refs": "edit:refs",
        "rename": "edit:rename",
        "tidy": "edit:tidy",
        "convert": "edit:convert",
    },
    "Check": {
        "check": "check:check",
        "explain": "check:explain",
        "schema": "check:schema",
    },
    "Panel": {
        "invite": "panel:invite",
        "import": "importing:import_",
        "status": "rights:status",
        "proof": "panel:proof",
        "approve": "rights:approve",
    },
    "Rights": {
        "withdraw": "rights:withdraw",
        "ledger": "rights:ledger",
        "why": "why:why",
    },
    "Publish": {
        "build": "build:build",
        "export": "build:export",
        "push": "push:push",
        "next": "rights:next_instant",
        "diff": "diff:diff",
    },
    "Extend": {
        "exporters": "plugins:exporters",
        "importers": "plugins:importers",
        "publishers": "plugins:publishers",
        "templates": "templates:templates",
        "rules": "rules:rules",
    },
}

# The first sentence of each docstring. To read them there costs `tbh --help` three quarters of its
# time; a test compares them.
_SUMMARIES: Final[Mapping[str, str]] = {
    "new": "Create a series, or add a therapist or an edition to one.",
    "serve": "Show the content in a browser, and reload it on each change.",
    "refs": "List where an id is defined, and where it is used.",
    "rename": "Rename an id or a slug, and change all references to it.",
    "tidy": "Find the traces of pasting from Word, spreadsheets and mail.",
    "convert": "Rewrite the editions as pages of Markdown, or as YAML.",
    "check": "Check the content, and print each problem with a remedy.",
    "explain": "Explain a problem code, its reasons and its remedy.",
    "schema": "Print the JSON Schema of a kind of file.",
    "invite": "Write an invitation for each person of the panel.",
    "proof": "Write a proof for each person who has answered.",
    "import": "Import answers of the panel, and old posts as editions.",
    "status": "Show who has answered, what is missing, and what is due.",
    "approve": "Record that a response was approved in its present wording.",
    "withdraw": "Record that consent to a response was withdrawn.",
    "why": "Say whose words stand in a file of the output, and on which consents they rest.",
    "ledger": "Show what was published on which channel, and when.",
    "build": "Export the content with all exporters that publish.yaml names.",
    "export": "Export the content with one exporter.",
    "push": "Bring the editions to a platform, and read them back.",
    "diff": "Show what time alone changes between two instants, on each channel.",
    "next": "Print when the output changes next without a change of a file.",
    "exporters": "List, show, create and check exporters.",
    "importers": "List, show, create and check importers.",
    "publishers": "List, show, create and check publishers.",
    "templates": "List, copy and check the templates of pages.",
    "rules": "List and show the rules for jurisdictions.",
}


@click.group(
    cls=CommandGroup,
    sections=_SECTIONS,
    summaries=_SUMMARIES,
    entry_points="tbh_model.commands",
    epilog=(
        "\b\nExamples:\n"
        "  $ tbh new series my-series --title 'Off the Clock' --publisher Larch\n"
        "  $ tbh serve my-series\n"
        "  $ tbh build my-series --to public"
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="tbh")
@click.option("--traceback", is_flag=True, help="Show the traceback of an exporter that failed.")
def tbh(*, traceback: bool) -> None:
    """Write a roundup once, and export it to every channel.

    CONTENT is a content folder (series.yaml, therapists/, editions/) or a whole series in one JSON
    file. Default: the current folder.

    Exit status: 0 success, 1 problems in the content or in an exporter, 2 wrong usage.
    """
