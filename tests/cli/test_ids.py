"""The commands that find and rename ids, and that bring content up to date."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conftest import EXAMPLE
from tbh_model.cli._main import tbh


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the example."""
    shutil.copytree(EXAMPLE, tmp_path / "content")
    return tmp_path / "content"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(tbh, [str(argument) for argument in arguments])


def test_refs_lists_each_place_on_a_line() -> None:
    """File, line, column and what it is."""
    done = run("refs", "t-9jse", EXAMPLE)

    lines = done.stdout.splitlines()
    assert (done.exit_code, done.stderr) == (0, "")
    assert lines[0] == "therapists/t-9jse.yaml:1:5: a therapist is defined here"
    assert all(line.endswith("is by this therapist") for line in lines[1:])


def test_refs_prints_json() -> None:
    """An array of objects."""
    done = run("refs", "telephone", EXAMPLE, "--json")

    assert json.loads(done.stdout) == [
        {
            "file": "series.yaml",
            "line": 83,
            "column": 10,
            "path": "calls_to_action[4].key",
            "kind": "call to action",
            "definition": True,
            "message": "a call to action of the series is defined here",
        }
    ]


def test_refs_of_an_unknown_id_is_an_error() -> None:
    """With the nearest that there is."""
    done = run("refs", "telephon", EXAMPLE)

    assert (done.exit_code, done.stdout) == (1, "")
    assert "did you mean 'telephone'?" in done.stderr


def test_rename_prints_the_files_that_changed(content: Path) -> None:
    """And the name that a file had."""
    done = run("rename", "t-9jse", "t-new", content)

    assert (done.exit_code, done.stderr) == (0, "")
    assert "therapists/t-9jse.yaml -> therapists/t-new.yaml" in done.stdout.splitlines()
    assert run("check", content).exit_code == 0
    assert run("refs", "t-9jse", content).exit_code == 1


def test_rename_of_a_slug_says_what_the_address_was(content: Path) -> None:
    """It is one of the former ones now."""
    done = run("rename", "what-is-silence-for", "silence", content)

    assert done.stdout == "editions/what-is-silence-for.md -> editions/silence.md\n"
    assert done.stderr == (
        "former address: "
        "https://sidedoor.example/therapists-being-human/editions/what-is-silence-for/\n"
    )


def test_a_dry_run_of_rename_changes_nothing(content: Path) -> None:
    """And says so."""
    done = run("rename", "telephone", "phone", content, "--dry-run")

    assert (done.stdout, done.stderr) == ("series.yaml\n", "Nothing was changed.\n")
    assert run("refs", "telephone", content).exit_code == 0


def test_rename_of_the_id_of_an_edition_is_refused(content: Path) -> None:
    """Feeds know it by that."""
    done = run("rename", "e-2026-01", "e-1", content)

    assert done.exit_code == 1
    assert "the permanent identity of its entry in every feed; rename its slug" in done.stderr
