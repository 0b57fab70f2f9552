"""A disk that is full, a folder that is read-only: files stay whole, and the message says why."""

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tbh_model as tbh
from small import AT, edition, series
from small_exporter import Many, Texts
from tbh_model import Outcome
from tbh_model.publishing._destination import Folder
from tbh_model.publishing._plan import PlannedFile


def mounted(path: Path, options: str) -> Iterator[Path]:
    """Mount a small file system of its own, where that is permitted."""
    path.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", path], check=False, capture_output=True
    )
    if done.returncode:
        pytest.skip("file systems may not be mounted here")
    yield path
    subprocess.run(["umount", path], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Yield a disk of 256 KiB."""
    yield from mounted(tmp_path / "disk", "size=256k")


@pytest.fixture
def few_inodes(tmp_path: Path) -> Iterator[Path]:
    """Yield a disk that can hold 40 files."""
    yield from mounted(tmp_path / "disk", "size=4m,nr_inodes=40")


def is_whole(folder: Path, length: int) -> bool:
    found = [file.read_bytes() for file in folder.rglob("*.txt")]
    return bool(found) and all(len(body) == length for body in found)


@pytest.mark.parametrize("jobs", [1, 2])
def test_on_a_disk_that_is_full_every_file_is_whole(small_disk: Path, jobs: int) -> None:
    """Each that did not fit is named; with more room the next build completes it."""
    report = tbh.publish(series(), small_disk, AT, [Many(count=100, length=8000)], jobs=jobs)

    assert report.failures
    assert {type(each) for each in report.failures} == {tbh.WriteError}
    assert all("the disk is full; free some space" in str(each) for each in report.failures)
    assert is_whole(small_disk, 8000)
    assert not list(small_disk.rglob("*.partial"))

    subprocess.run(["mount", "-o", "remount,size=4m", small_disk], check=True)
    again = tbh.publish(series(), small_disk, AT, [Many(count=100, length=8000)])
    assert again.is_complete
    assert len(list(small_disk.rglob("*.txt"))) == 100


def test_on_a_disk_that_is_full_the_old_archive_stays(small_disk: Path) -> None:
    """Nothing is left beside it."""
    tbh.publish(series(), small_disk / "site.zip", AT, [Texts()])
    before = (small_disk / "site.zip").read_bytes()

    with pytest.raises(tbh.DestinationError, match="the disk is full; free some space"):
        tbh.publish(series(), small_disk / "site.zip", AT, [Many(count=99, length=8000)])

    assert (small_disk / "site.zip").read_bytes() == before
    assert list(small_disk.iterdir()) == [small_disk / "site.zip"]


def test_where_no_more_files_fit_every_file_is_whole(few_inodes: Path) -> None:
    """A disk can be full with room left on it."""
    report = tbh.publish(series(), few_inodes, AT, [Many(count=100)], jobs=1)

    assert report.failures
    assert all("the disk is full" in str(each) for each in report.failures)
    assert is_whole(few_inodes, 10)
    subprocess.run(["mount", "-o", "remount,nr_inodes=400", few_inodes], check=True)
    assert tbh.publish(series(), few_inodes, AT, [Many(count=100)]).is_complete


def test_a_file_system_that_is_read_only_is_said(small_disk: Path) -> None:
    """What is there stays, and what would be removed is named as well."""
    tbh.publish(series(), small_disk, AT, [Texts(more=("old",))])
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)

    report = tbh.publish(series(editions=(edition(title="New"),)), small_disk, AT, [Texts()])

    words = [str(each) for each in report.failures]
    assert f"cannot write {small_disk}/.tbh-journal.jsonl: the file system is read-only" in words[0]
    assert (small_disk / "old").is_file()
    assert (small_disk / "patience.txt").read_text(encoding="utf-8") == "What is patience for?"


def test_what_cannot_be_removed_is_a_failure(small_disk: Path) -> None:
    """It is no longer said to have been changed by hand; the next build tries again."""
    tbh.publish(series(), small_disk, AT, [Texts(more=("old",))])
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)

    report = tbh.publish(series(), small_disk, AT, [Texts()])

    assert report.modified_by_hand == []
    assert f"cannot remove {small_disk}/old: the file system is read-only" in str(
        report.failures[0]
    )
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    assert tbh.publish(series(), small_disk, AT, [Texts()]).removed == ["old"]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_not_be_written_to_is_said(tmp_path: Path) -> None:
    """With what to do."""
    tmp_path.chmod(0o500)

    report = tbh.publish(series(), tmp_path, AT, [Texts()])

    assert "the folder may not be written to; change its permissions" in str(report.failures[0])


def test_a_name_of_255_bytes_is_written_and_removed(tmp_path: Path) -> None:
    """What is written beside it has a short one."""
    name = "é" * 125 + "a.txt"
    assert len(name.encode()) == 255

    assert tbh.publish(series(), tmp_path, AT, [Texts(more=(f"b/{name}",))]).is_complete
    assert (tmp_path / "b" / name).is_file()
    assert tbh.publish(series(), tmp_path, AT, [Texts()]).removed == [f"b/{name}"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Straße.txt", "STRASSE.txt"), ("a/B.txt", "A/b.txt"), ("é.txt", "e\u0301.txt")],
)
def test_two_names_that_are_one_on_some_systems_are_refused(
    tmp_path: Path, one: str, other: str
) -> None:
    """Case and Unicode form do not tell files apart on macOS and Windows: the first is written."""
    report = tbh.publish(series(), tmp_path, AT, [Texts(more=(one, other))])

    assert "has the same name" in str(report.failures[0])
    assert report.written.keys() == {"patience.txt", one}


def test_a_name_that_changes_its_case_is_one_file(tmp_path: Path) -> None:
    """The old name goes, and the new one stays."""
    tbh.publish(series(), tmp_path, AT, [Texts(more=("About.txt",))])

    report = tbh.publish(series(), tmp_path, AT, [Texts(more=("about.txt",))])

    assert report.removed == ["About.txt"]
    assert (tmp_path / "about.txt").is_file()


def test_an_old_name_goes_before_a_new_one_comes_that_differs_in_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where they are one file, it would go with the old name."""
    tbh.publish(series(), tmp_path, AT, [Texts(more=("a/About.txt", "old.txt"))])
    there: list[bool] = []
    really_write = Folder.write

    def write(folder: Folder, planned: PlannedFile, body: bytes, digest: str) -> Outcome:
        there.append((tmp_path / "a/About.txt").exists())
        return really_write(folder, planned, body, digest)

    monkeypatch.setattr(Folder, "write", write)
    report = tbh.publish(series(), tmp_path, AT, [Texts(more=("A/about.txt",))], jobs=1)

    assert there == [False, False]
    assert report.removed == ["a/About.txt", "old.txt"]


def test_a_clock_that_jumps_back_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there is compared by its bytes, and never by its time."""
    tbh.publish(series(), tmp_path, AT, [Texts()])
    monkeypatch.setattr(time, "time", lambda: 0.0)
    os.utime(tmp_path / "patience.txt", (2**32, 2**32))

    same = tbh.publish(series(), tmp_path, AT, [Texts()])
    other = tbh.publish(series(editions=(edition(title="New"),)), tmp_path, AT, [Texts()])

    assert same.written == {"patience.txt": Outcome.UNCHANGED}
    assert other.written == {"patience.txt": Outcome.CHANGED}


def test_a_file_that_vanishes_while_it_is_read_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody tidies up while a build runs."""
    tbh.publish(series(), tmp_path, AT, [Texts()])
    opened = os.open

    def vanished(path: Any, *arguments: Any, **named: Any) -> int:
        if str(path).endswith("patience.txt"):
            Path(path).unlink(missing_ok=True)
        return opened(path, *arguments, **named)

    monkeypatch.setattr(os, "open", vanished)
    report = tbh.publish(series(), tmp_path, AT, [Texts()])

    assert report.written == {"patience.txt": Outcome.NEW}
    assert (tmp_path / "patience.txt").stat().st_size > 0


def test_a_file_that_may_not_be_read_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its folder may be written to, and that is enough."""
    tbh.publish(series(), tmp_path, AT, [Texts()])
    really_open = os.open

    def refuse(path: Any, *arguments: Any, **named: Any) -> int:
        if str(path).endswith("patience.txt"):
            raise PermissionError(13, "Permission denied")
        return really_open(path, *arguments, **named)

    monkeypatch.setattr(os, "open", refuse)
    report = tbh.publish(series(), tmp_path, AT, [Texts()])

    assert report.written == {"patience.txt": Outcome.CHANGED}


def test_a_link_in_the_place_of_a_file_is_replaced(tmp_path: Path) -> None:
    """What it leads to is not touched."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "patience.txt").symlink_to(tmp_path / "mine.txt")

    tbh.publish(series(), tmp_path / "out", AT, [Texts()])

    assert not (tmp_path / "out" / "patience.txt").is_symlink()
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"
