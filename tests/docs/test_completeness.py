"""The reference forgets nothing, and mentions nothing that is not there."""

import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import attrs
import click
import pytest

import tbh_model as tbh
from docs.reader import ROOT
from tbh_model import importers
from tbh_model.cli._main import tbh as command
from tbh_model.exporters import BUILT_IN_NAMES, NAMES_ON_REQUEST, default_registry

REFERENCE = ROOT / "docs" / "reference"


def _page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def _section(name: str, heading: str) -> str:
    """Return what is under a heading of a reference page; nothing if there is none."""
    pattern = rf"^(#+) {re.escape(heading)}$(.*?)(?=^\1 |\Z)"
    found = re.search(pattern, _page(name), re.MULTILINE | re.DOTALL)
    return found[2] if found else ""


def _commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, group
    for name, each in group.commands.items():
        if isinstance(each, click.Group):
            yield from _commands(each, f"{path} {name}")
        else:
            yield f"{path} {name}", each


COMMANDS = tuple(_commands(command, "tbh"))


def test_every_public_name_is_in_the_reference() -> None:
    """Each name of the face has a directive of its own, and there is none for anything else."""
    documented = re.findall(r"^\.\. auto\w+:: (\w+)$", _page("python.md"), re.MULTILINE)

    assert sorted(documented) == sorted({*vars(tbh)["__all__"]} - {"__version__"})


@pytest.mark.parametrize("name", [*BUILT_IN_NAMES, *NAMES_ON_REQUEST])
def test_every_exporter_and_each_of_its_options_is_in_the_reference(name: str) -> None:
    """Each built-in exporter has a section, with a row for each option."""
    options = [field.name for field in attrs.fields(default_registry().get(name))]  # type: ignore[arg-type]  # a checked exporter
    section = _section("exporters.md", name)

    assert section
    assert [option for option in options if f"| `{option}` |" not in section] == []


@pytest.mark.parametrize("name", importers.IMPORTERS.built_in)
def test_every_importer_and_each_of_its_options_is_in_the_reference(name: str) -> None:
    """Each built-in importer has a section, with a row for each option."""
    options = [field.name for field in attrs.fields(importers.default_registry().get(name))]  # type: ignore[arg-type]  # a checked importer
    section = _section("importers.md", name)

    assert section
    assert [option for option in options if f"| `{option}` |" not in section] == []


@pytest.mark.parametrize(("path", "found"), COMMANDS, ids=[path for path, _ in COMMANDS])
def test_every_command_and_each_of_its_options_is_in_the_reference(
    path: str, found: click.Command
) -> None:
    """Each command has a section that names each option."""
    section = _section("command.md", path)
    options = [name for each in found.params for name in each.opts if name.startswith("--")]

    assert section
    assert [option for option in options if option not in section] == []


def test_every_problem_code_is_in_the_reference() -> None:
    """Each code that stands in the source has a section, and there is none for anything else."""
    sources = "".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "src" / "tbh_model").rglob("*.py")
    )
    used = {*re.findall(r'"(TBH\d{3})"', sources)}
    documented = re.findall(r"^### (TBH\d{3})$", _page("problems.md"), re.MULTILINE)

    assert documented == sorted(used)


def test_every_reason_to_withhold_is_explained() -> None:
    """Each reason of the gate stands in the page on consent."""
    page = (ROOT / "docs" / "how-to" / "consent.md").read_text(encoding="utf-8")

    assert [reason for reason in tbh.Reason if f"`{reason}`" not in page] == []


@pytest.mark.parametrize("page", sorted(REFERENCE.glob("*.md")), ids=lambda page: page.name)
def test_the_reference_is_what_the_code_says(page: Path) -> None:
    """Tables and help are up to date; if this fails, run `make reference`."""
    refreshed = runpy.run_path(str(ROOT / "tools" / "write_reference.py"))["refreshed"]
    text = page.read_text(encoding="utf-8")

    assert refreshed(text) == text


def test_every_page_is_found_from_the_front() -> None:
    """Each page of the documentation stands in a table of contents."""
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    pages = [
        page.relative_to(ROOT / "docs").with_suffix("").as_posix()
        for page in (ROOT / "docs").rglob("*.md")
        if "_build" not in page.parts
    ]

    assert [page for page in pages if page not in {"index", *index.splitlines()}] == []
