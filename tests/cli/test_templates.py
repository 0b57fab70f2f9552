"""`tbh templates`: what can be replaced, a copy to change, and what is wrong with copies."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import tbh_model
from small_folder import EDITION, SERIES, THERAPIST, digests, write
from tbh_model.cli._main import tbh

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder without templates."""
    folder = tmp_path / "content"
    write(folder, "series.yaml", SERIES)
    write(folder, "therapists/t-1.yaml", THERAPIST)
    write(folder, "editions/patience.yaml", EDITION)
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(tbh, ["templates", *map(str, arguments)])


def build(content: Path, to: str) -> dict[str, str]:
    """Build the site, and return the digests of its files."""
    public = content.parent / to
    report = tbh_model.publish(tbh_model.load(content), public, AT, ["html"])
    assert report.is_complete, report.failures
    return digests(public)


def test_the_list_names_each_template_with_its_blocks(content: Path) -> None:
    """A star marks those that the content replaces."""
    write(content, "templates/html/topics.html", "{% extends 'tbh/html/topics.html' %}")

    lines = run("list", content).stdout.splitlines()

    (edition,) = (line for line in lines if " html/edition.html " in line)
    assert {"main,", "parts,", "tags,"} <= set(edition.split())
    assert [line.split()[1] for line in lines if line.startswith("*")] == ["html/topics.html"]


def test_a_copy_of_any_template_changes_no_byte_of_the_site(content: Path) -> None:
    """So that whoever has one starts from the page that they know."""
    before = build(content, "before")
    lines = run("list", content).stdout.splitlines()

    for line in lines:
        assert run("eject", line.split()[0], content).exit_code == 0

    assert run("check", content).exit_code == 0
    assert build(content, "after") == before


def test_an_override_of_blocks_changes_no_byte_either(content: Path) -> None:
    """It extends the template, and prints what the blocks print."""
    before = build(content, "before")

    done = run("eject", "html/edition.html", content, "--block", "tags", "--block", "parts")

    text = (content / "templates/html/edition.html").read_text()
    assert done.stdout == "templates/html/edition.html\n"
    assert text.startswith('{% extends "tbh/html/edition.html" %}')
    assert build(content, "after") == before


def test_a_file_that_is_there_is_never_replaced(content: Path) -> None:
    """It may hold somebody's work."""
    write(content, "templates/html/topics.html", "mine")

    done = run("eject", "html/topics.html", content)

    assert (done.exit_code, (content / "templates/html/topics.html").read_text()) == (1, "mine")
    assert "is there already" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("html/editon.html",), "did you mean 'html/edition.html'?"),
        (("html/edition.html", "--block", "tag"), "did you mean 'tags'?"),
    ],
)
def test_a_name_that_is_not_there_is_met_with_one_that_is(
    content: Path, arguments: tuple[str, ...], hint: str
) -> None:
    """Of a template, and of a block."""
    name, *options = arguments

    done = run("eject", name, content, *options)

    assert done.exit_code == 1
    assert hint in done.stderr
    assert not (content / "templates").exists()


def test_a_copy_of_another_version_is_reported(content: Path) -> None:
    """What the package does better since then does not reach its pages."""
    run("eject", "html/topics.html", content)
    file = content / "templates/html/topics.html"
    first, rest = file.read_text().split("\n", 1)
    mark = first.rpartition("sha256 ")[2].split()[0]
    file.write_text(f"{first.replace(mark, '0' * 16)}\n{rest}")

    done = run("check", content)

    assert done.exit_code == 0
    assert "TBH460" in done.stdout
    assert "templates/html/topics.html:1:1" in done.stdout


def test_the_mark_can_be_removed(content: Path) -> None:
    """By who has looked, and keeps the copy."""
    run("eject", "html/topics.html", content)
    file = content / "templates/html/topics.html"
    file.write_text(file.read_text().split("\n", 1)[1])

    assert run("check", content).stdout == ""


def test_a_mistake_in_a_template_is_an_error(content: Path) -> None:
    """Found without a build."""
    write(content, "templates/html/topics.html", "{% if %}")

    done = run("check", content)

    assert done.exit_code == 1
    assert "TBH151" in done.stdout
