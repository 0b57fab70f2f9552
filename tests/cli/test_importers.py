"""`tbh importers`: the same commands as for exporters."""

import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conftest import EXAMPLE
from tbh_model import importers
from tbh_model.cli._main import tbh
from tbh_model.testing import Sample, run_importer_checks

INTERVIEW = EXAMPLE.parent / "importers/interview.py"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(tbh, ["importers", *map(str, words)])


def test_importers_are_listed_with_their_packages() -> None:
    """Without a command, too."""
    assert run().stdout == run("list").stdout
    assert "table          tbh-model " in run().stdout


def test_show_names_the_files_and_the_options() -> None:
    """As they are set."""
    lines = run("show", "table").stdout.splitlines()

    assert lines[0] == "table: A table with a heading row"
    assert lines[2] == "suffixes: .csv, .tsv, .tab"
    assert "  separator (text): default null" in lines


def test_an_importer_in_a_file_is_shown() -> None:
    """By `--plugin`."""
    with importers.default_registry().overlay():
        done = run("show", "interview", "--plugin", INTERVIEW)

    assert done.exit_code == 0, done.stderr
    assert "  host (text): default Host" in done.stdout.splitlines()


def test_the_kit_runs_on_a_sample(tmp_path: Path) -> None:
    """And says what does not apply without one."""
    (tmp_path / "a.csv").write_text("Name,Answer\nDana,Tea.\n")

    assert run("check", "table").stdout.endswith("12 checks: 6 passed, 6 not applicable\n")
    assert run("check", "table", "--sample", tmp_path / "a.csv").exit_code == 0


def test_a_name_that_is_taken_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By one that is built in."""
    monkeypatch.chdir(tmp_path)

    done = run("new", "table")

    assert done.exit_code == 2
    assert (
        "cannot be the name of your importer: one that comes with tbh-model has it" in done.stderr
    )


def test_a_new_package_has_an_importer_that_conforms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found by its entry point."""
    monkeypatch.chdir(tmp_path)
    assert run("new", "wall-notes").exit_code == 0
    folder = tmp_path / "tbh-wall-notes"
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, _, name = project["entry-points"]["tbh_model.importers"]["wall-notes"].partition(":")
    monkeypatch.syspath_prepend(folder / "src")
    monkeypatch.delitem(sys.modules, module, raising=False)

    kind = getattr(import_module(module), name)

    sample = Sample(name="a.wall-notes", data=b"May\n\nName: Dana\n", texts=("May", "Name", "Dana"))
    assert run_importer_checks(kind(), [sample]).failures == ()
    files = (file for file in folder.rglob("*") if file.is_file() and file.suffix != ".pyc")
    assert sorted(file.name for file in files) == [
        ".gitignore",
        "README.md",
        "__init__.py",
        "py.typed",
        "pyproject.toml",
        "test.yml",
        "test_conformance.py",
    ]
