"""Where `tbh build` and `tbh export` can put what they make."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from fsspec.implementations.memory import MemoryFileSystem

from conftest import EXAMPLE
from tbh_model.cli._main import tbh

ARGUMENTS = (str(EXAMPLE), "--at", "2026-11-20T12:00:00Z")


def test_an_archive_and_a_store_are_built_like_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The summary says where the files are."""
    monkeypatch.setattr(MemoryFileSystem, "store", {})
    for to in (str(tmp_path / "site.zip"), "memory://bucket/site"):
        done = CliRunner().invoke(
            tbh, ["build", *ARGUMENTS, "--only", "rss,opml", "--no-ledger", "--to", to]
        )
        assert done.exit_code == 0, done.stderr
        assert f"2 files in {to}: 2 new, 0 changed" in done.stdout

    with ZipFile(tmp_path / "site.zip") as archive:
        assert archive.namelist() == [".tbh-manifest.json", "feeds.opml", "rss.xml"]
    assert "/bucket/site/rss.xml" in MemoryFileSystem.store


def test_one_exporter_goes_into_an_archive_or_a_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if it makes but one file."""
    monkeypatch.setattr(MemoryFileSystem, "store", {})
    for to in (str(tmp_path / "feed.zip"), "memory://bucket/feed.d"):
        done = CliRunner().invoke(tbh, ["export", "rss", *ARGUMENTS, "--to", to])
        assert done.exit_code == 0, done.stderr

    with ZipFile(tmp_path / "feed.zip") as archive:
        assert "rss.xml" in archive.namelist()
    assert "/bucket/feed.d/rss.xml" in MemoryFileSystem.store


def test_a_place_that_cannot_be_used_is_one_clear_message() -> None:
    """And exit status 1."""
    done = CliRunner().invoke(
        tbh, ["build", *ARGUMENTS, "--no-ledger", "--to", "gs://me:secret@bucket/x"]
    )

    assert done.exit_code == 1
    assert done.stderr == (
        "error: cannot publish to gs://me:***@bucket/x: the package for it is missing; "
        "install gcsfs\n"
    )
