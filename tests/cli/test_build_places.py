"""Where `tbh build` and `tbh export` can put what they make."""

from pathlib import Path
from shutil import copytree
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from fsspec.implementations.memory import MemoryFileSystem

from conftest import EXAMPLE
from tbh_model.cli._main import tbh

ARGUMENTS = (str(EXAMPLE), "--at", "2026-11-20T12:00:00Z")


def test_an_archive_and_a_store_are_built_like_a_folder(tmp_path: Path) -> None:
    """The summary says where the files are."""
    for to in (str(tmp_path / "site.zip"), "memory://bucket/site"):
        done = CliRunner().invoke(
            tbh, ["build", *ARGUMENTS, "--only", "rss,opml", "--no-ledger", "--to", to]
        )
        assert done.exit_code == 0, done.stderr
        assert f"2 files in {to}: 2 new, 0 changed" in done.stdout

    with ZipFile(tmp_path / "site.zip") as archive:
        assert archive.namelist() == [".tbh-manifest.json", "feeds.opml", "rss.xml"]
    assert "/bucket/site/rss.xml" in MemoryFileSystem.store


def test_one_exporter_goes_into_an_archive_or_a_store(tmp_path: Path) -> None:
    """Even if it makes but one file."""
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
        "fsspec says: Please install gcsfs to access Google Storage\n"
    )


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("", "cannot publish to '': it is no path; name a folder, such as `site`"),
        (".", "cannot publish to .: the content lies there; name a folder of its own"),
        ("images", "cannot publish to images: the content lies there"),
        (".tbh/cache", "cannot publish to .tbh/cache: the content lies there"),
        ("editions/out", "cannot publish to editions/out: the content lies there"),
        ("templates.zip/../templates", "templates.zip/../templates: the content lies there"),
    ],
)
def test_nothing_is_published_into_the_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to: str, said: str
) -> None:
    """What was published could be taken for content, or for templates."""
    copytree(EXAMPLE, tmp_path / "content")
    monkeypatch.chdir(tmp_path / "content")
    before = sorted(tmp_path.rglob("*"))

    done = CliRunner().invoke(tbh, ["build", "--no-ledger", "--no-cache", "--to", to])

    assert done.exit_code == 1
    assert said in done.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_inside_the_content_is_as_good_as_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing of the content lies; it may be named by its address."""
    copytree(EXAMPLE, tmp_path / "content")
    monkeypatch.chdir(tmp_path / "content")
    to = (tmp_path / "content" / "site").as_uri()

    done = CliRunner().invoke(tbh, ["build", "series.yaml", "--only", "opml", "--to", to])

    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "content" / "site" / "feeds.opml").is_file()
