"""`tbh import edition`: from an old page to a draft in the content folder."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import tbh_model as tbh
from importers.panel import series
from importers.post import QUOTES, html
from tbh_model.cli._main import tbh as command


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    tbh.save(series(), folder)
    return folder


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "slugs.html"
    file.write_text(html(), "utf-8")
    return file


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(command, ["import", "edition", *map(str, words)])


def test_an_old_page_becomes_a_draft(content: Path, page: Path) -> None:
    """With what is to decide, and where each text went."""
    done = run(page, content)

    assert done.exit_code == 0, done.stderr
    edition = tbh.load(content).edition("what-do-gardeners-do-about-slugs")
    assert tuple(response.quote for response in edition.responses) == QUOTES
    lines = done.stdout.splitlines()
    assert lines[1] == f"added: {edition.id}, What Do Gardeners Do about Slugs?"
    assert "decide: status: it is a draft" in lines
    assert any(line.endswith("So that is that! (sign_off)") for line in lines)


def test_a_second_time_nothing_is_written(content: Path, page: Path) -> None:
    """And it is said that it is there."""
    run(page, content)
    before = {file: file.read_bytes() for file in content.rglob("*.*")}

    done = run(page, content)

    assert {file: file.read_bytes() for file in content.rglob("*.*")} == before
    assert done.stdout.startswith("unchanged: e-")
    assert done.stderr == "There is nothing new.\n"


def test_a_dry_run_writes_nothing(content: Path, page: Path) -> None:
    """It shows the same."""
    done = run(page, content, "--dry-run")

    assert "added: e-" in done.stdout
    assert len(tbh.load(content).editions) == 1


def test_the_account_is_json_on_request(content: Path, page: Path) -> None:
    """With every text."""
    data = json.loads(run(page, content, "--json").stdout)

    assert data["added"]
    assert data["decisions"]
    assert "So that is that!" in [line["text"] for line in data["account"]]


def test_a_draft_goes_nowhere(content: Path, page: Path) -> None:
    """Until somebody has decided."""
    run(page, content)
    released = tbh.release(tbh.load(content), "web", datetime(2030, 1, 1, tzinfo=UTC))

    assert released.series.editions == ()
