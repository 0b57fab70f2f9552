"""The help of each command: summaries that fit, and examples that work."""

import re
import shlex
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from tbh_model.cli._main import tbh


def _commands(group: click.Group, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield path
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name)


COMMANDS = tuple(_commands(tbh, ("tbh",)))
every_command = pytest.mark.parametrize("path", COMMANDS, ids=" ".join)


def _help(path: tuple[str, ...]) -> str:
    """Return what `--help` prints on a terminal with 80 columns."""
    shown = CliRunner().invoke(tbh, [*path[1:], "--help"], prog_name="tbh", terminal_width=80)
    assert shown.exit_code == 0
    return shown.output


def _examples(path: tuple[str, ...]) -> list[str]:
    return re.findall(r"^ +\$ (.+)$", _help(path), re.MULTILINE)


def _parse(group: click.Command, words: list[str], parent: click.Context | None = None) -> None:
    """Parse arguments as a command does, and its subcommand, but run nothing."""
    context = group.make_context(words[0], words[1:], parent)
    rest = [*context._protected_args, *context.args]
    if isinstance(group, click.Group) and rest:
        _, command, _ = group.resolve_command(context, rest)
        assert command is not None
        _parse(command, rest, context)


def _outcome(words: str) -> str:
    try:
        _parse(tbh, shlex.split(words))
    except click.UsageError as error:
        return error.format_message()
    return "parsed"


def test_commands_are_shown_in_groups() -> None:
    """Each group is a heading; within it stand the commands in the order of the work."""
    sections = re.findall(r"^(\w+):\n((?:  \w.*\n)+)", _help(("tbh",)), re.MULTILINE)
    names = {heading: re.findall(r"^  (\w+)", lines, re.MULTILINE) for heading, lines in sections}

    assert names == {
        "Write": ["new", "serve", "refs", "rename", "tidy", "convert"],
        "Check": ["check", "explain", "schema"],
        "Panel": ["invite", "import", "status", "proof", "approve"],
        "Rights": ["withdraw", "ledger", "why"],
        "Publish": ["build", "export", "push", "next", "diff"],
        "Extend": ["exporters", "importers", "publishers", "templates", "rules"],
    }


def test_a_summary_is_the_first_sentence_of_the_help_of_its_command() -> None:
    """Those of the first page are written beside the names, so that nothing is imported for it."""
    context = click.Context(tbh)
    commands = {name: tbh.get_command(context, name) for name in tbh.list_commands(context)}

    assert tbh.summaries == {
        name: command.get_short_help_str(80) for name, command in commands.items() if command
    }


@every_command
def test_no_summary_is_cut_at_80_columns(path: tuple[str, ...]) -> None:
    """A summary that does not fit would end in dots."""
    lines = _help(path).splitlines()

    assert [line for line in lines if line.endswith("...") and "[ARGS]..." not in line] == []
    assert [line for line in lines if len(line) > 80] == []


@every_command
def test_a_command_shows_an_example_of_itself(path: tuple[str, ...]) -> None:
    """Its help ends with at least one command line that begins with its name."""
    prefix = " ".join(path)

    assert _examples(path)
    assert all(example.startswith(prefix) for example in _examples(path))


@every_command
def test_the_examples_of_a_command_parse(path: tuple[str, ...]) -> None:
    """Their options and arguments exist, and have values that the command accepts."""
    assert {example: _outcome(example) for example in _examples(path)} == dict.fromkeys(
        _examples(path), "parsed"
    )


def test_an_example_with_an_unknown_option_does_not_parse() -> None:
    """The tests above would notice it."""
    assert _outcome("tbh build --tw public").startswith("No such option '--tw'.")
