"""Commands of other packages, announced by entry points."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from installed import Packages
from tbh_model.cli._main import tbh

COMMAND = """\
import click
import tbh_model as tbh

@click.command()
@click.argument("words", nargs=-1)
def hello(words):
    "Say hello."
    if words:
        raise tbh.TBHError(*words)
    click.echo("Hello.")

def nothing(): ...
"""


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Packages]:
    """Packages that are found; the group looks for commands once, and so before and after."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(tbh, "commands", {})
    vars(tbh).pop("plugin_commands", None)
    yield Packages(tmp_path)
    vars(tbh).pop("plugin_commands", None)


def run(*words: str) -> Result:
    return CliRunner().invoke(tbh, words, prog_name="tbh")


def install(packages: Packages, points: str, module: str = COMMAND, name: str = "hi") -> None:
    packages.install(name, points, module, group="tbh_model.commands")


def test_an_installed_command_runs(packages: Packages) -> None:
    """And prints the errors of the library as the others do."""
    install(packages, "hello = hi:hello", name="hi")

    assert run("hello").output == "Hello.\n"
    done = run("hello", "no", "way")
    assert done.exit_code == 1
    assert done.stderr.startswith("error: ")


def test_the_help_lists_it_and_imports_nothing(packages: Packages) -> None:
    """Neither does another command."""
    install(packages, "greet = rude:hello", "raise SystemExit('imported')", name="rude")

    shown = run("--help")

    assert shown.exit_code == 0
    assert "Installed:\n  greet       From rude 1.2.\n" in shown.output
    assert run("explain", "TBH101").exit_code == 0


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("broken:hello", "broken@broken cannot be loaded: ValueError: oh"),
        ("missing:hello", "broken@broken cannot be loaded: ModuleNotFoundError"),
    ],
)
def test_a_broken_package_is_named(target: str, reason: str, packages: Packages) -> None:
    """In one line."""
    install(packages, f"broken = {target}", "raise ValueError('oh')", name="broken")

    done = run("broken")

    assert done.exit_code == 1
    assert reason in done.stderr


def test_what_is_no_command_is_named(packages: Packages) -> None:
    """With its place."""
    install(packages, "odd = odd:nothing", name="odd")

    assert "odd@odd is not a click command: odd:nothing" in run("odd").stderr


def test_a_built_in_command_keeps_its_name(packages: Packages) -> None:
    """No package can take it."""
    install(packages, "explain = thief:hello", name="thief")

    assert "thief" not in run("--help").output
    assert run("explain", "TBH101").output != "Hello.\n"


def test_without_the_package_there_is_no_command() -> None:
    """As for every other word."""
    assert "No such command 'desk'" in run("desk").stderr
