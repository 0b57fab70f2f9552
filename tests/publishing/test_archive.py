"""A series published into a ZIP archive."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

import tbh_model as tbh
from small import AT, edition, series
from small_exporter import Many, Others, Texts
from tbh_model import Outcome
from tbh_model._lock import hold_lock

NOW = datetime(2026, 11, 20, tzinfo=UTC)
MANIFEST = ".tbh-manifest.json"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """An archive that two exporters have written."""
    tbh.publish(
        series(), tmp_path / "site.zip", AT, [Texts(more=("b/old.txt",)), Others(more=("a",))]
    )
    return tmp_path / "site.zip"


def files(archive: Path) -> dict[str, str]:
    with ZipFile(archive) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name).decode() for name in opened.namelist() if name != MANIFEST}


def add(archive: Path, path: str, text: str) -> None:
    with ZipFile(archive, "a") as opened:
        opened.writestr(path, text)


def test_an_archive_holds_what_a_folder_would(tmp_path: Path, example: tbh.Series) -> None:
    """Every file of every exporter, the manifest included, and nothing else."""
    folder, archive = tmp_path / "folder", tmp_path / "made" / "site.zip"
    tbh.publish(example, folder, NOW)

    report = tbh.publish(example, archive, NOW, jobs=2)

    with ZipFile(archive) as opened:
        found = {name: opened.read(name) for name in opened.namelist()}
    assert found == {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }
    assert report.to == str(archive)
    assert report.count(Outcome.NEW) == len(found) - 1
    assert [file.name for file in archive.parent.iterdir()] == ["site.zip"]


def test_its_bytes_depend_on_nothing_but_the_content(tmp_path: Path, site: Path) -> None:
    """Not on the clock, the processes, the order of exporters, or what was there before."""
    os.utime(site, (1, 1))
    other = tmp_path / "other.zip"
    tbh.publish(series(editions=(edition("b"),)), other, AT, [Texts(), Many(count=80)], jobs=2)

    tbh.publish(
        series(), other, AT, [Many(count=0), Others(more=("a",)), Texts(more=("b/old.txt",))]
    )

    assert other.read_bytes() == site.read_bytes()


def test_entries_are_sorted_and_have_no_time_of_their_own(site: Path) -> None:
    """They can be read by everybody, and are compressed."""
    with ZipFile(site) as opened:
        entries = opened.infolist()

    assert [each.filename for each in entries] == [
        MANIFEST,
        "a",
        "b/old.txt",
        "patience.txt",
    ]
    assert {
        (each.date_time[0], each.external_attr >> 16, each.compress_type) for each in entries
    } == {(1980, 0o100644, ZIP_DEFLATED)}


def test_an_archive_that_would_be_the_same_is_not_touched(site: Path) -> None:
    """Not even its time."""
    os.utime(site, (1, 1))

    report = tbh.publish(series(), site, AT, [Texts(more=("b/old.txt",))])

    assert set(report.written.values()) == {Outcome.UNCHANGED}
    assert site.stat().st_mtime == 1


def test_what_is_no_longer_made_is_left_out(site: Path) -> None:
    """Files of exporters that did not run stay, and so does what somebody added."""
    add(site, "mine.txt", "mine")

    report = tbh.publish(series(editions=(edition(title="New"),)), site, AT, [Texts()])

    assert report.written == {"patience.txt": Outcome.CHANGED}
    assert report.removed == ["b/old.txt"]
    assert files(site) == {"a": "more", "mine.txt": "mine", "patience.txt": "New"}


@pytest.mark.filterwarnings("ignore:Duplicate name")  # that is how a file is changed in an archive
def test_what_somebody_changed_is_kept_and_reported(site: Path) -> None:
    """It is not ours any more."""
    add(site, "b/old.txt", "by hand")

    tbh.publish(series(), site, AT, [Texts()])
    report = tbh.publish(series(), site, AT, [Texts()])

    assert (report.removed, report.modified_by_hand) == ([], ["b/old.txt"])
    assert files(site)["b/old.txt"] == "by hand"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("text", "what stands there is no ZIP archive; move it away, or choose another name"),
        ("newer", "what stands there is no ZIP archive; move it away, or choose another name"),
        ("foreign", "the archive that stands there was made by somebody else"),
    ],
)
def test_what_no_build_wrote_is_not_replaced(tmp_path: Path, kind: str, words: str) -> None:
    """It may be all that somebody has."""
    target = tmp_path / "mine.zip"
    if kind == "text":
        target.write_text("mine", encoding="utf-8")
    else:
        add(target, "mine.txt", "mine")
    if kind == "newer":  # a version of the format that there is not
        body = target.read_bytes()
        place = body.index(b"PK\x01\x02") + 6
        target.write_bytes(body[:place] + b"\xc8" + body[place + 1 :])
    before = target.read_bytes()

    with pytest.raises(tbh.DestinationError) as caught:
        tbh.publish(series(), target, AT, [Texts()])

    assert str(caught.value).startswith(f"cannot publish to {target}: {words}")
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_whose_name_ends_so_is_a_folder(tmp_path: Path) -> None:
    """As it was before."""
    (tmp_path / "site.zip").mkdir()

    tbh.publish(series(), tmp_path / "site.zip", AT, [Texts()])

    assert (tmp_path / "site.zip" / "patience.txt").is_file()


def test_a_link_to_an_archive_stays_a_link(tmp_path: Path, site: Path) -> None:
    """What it leads to is replaced."""
    (tmp_path / "link.zip").symlink_to(site)

    tbh.publish(series(editions=()), tmp_path / "link.zip", AT, [Texts()])

    assert (tmp_path / "link.zip").is_symlink()
    assert files(site) == {"a": "more"}


def test_a_failing_exporter_leaves_the_files_that_were_there(site: Path) -> None:
    """The archive has those of the others."""
    changed = series(editions=(edition(title="New"),))

    report = tbh.publish(
        changed, site, AT, [Texts(more=("d",), media_type="none"), Others(more=("a", "c"))]
    )

    assert len(report.failures) == 1
    assert files(site).keys() == {"a", "b/old.txt", "c", "patience.txt"}
    assert files(site)["patience.txt"] == "What is patience for?"


def test_a_damaged_archive_is_said_to_be_one(site: Path) -> None:
    """Where what it holds would have to be taken over."""
    body = bytearray(site.read_bytes())
    with ZipFile(site) as opened:
        place = opened.getinfo("a").header_offset + 31  # a header of 30 bytes, and the name
    body[place : place + 4] = b"\xff" * 4
    site.write_bytes(body)

    with pytest.raises(tbh.DestinationError, match="is damaged; move it away"):
        tbh.publish(series(), site, AT, [Texts()])

    assert site.read_bytes() == body


def test_a_full_disk_leaves_the_old_archive(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole, and nothing beside it."""
    before = site.read_bytes()

    def fill(_: Path, __: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fill)
    with pytest.raises(tbh.DestinationError, match="the disk is full; free some space"):
        tbh.publish(series(), site, AT, [Texts()])

    assert site.read_bytes() == before
    assert list(site.parent.iterdir()) == [site]


def test_an_archive_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    """It is said in words."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")

    with pytest.raises(tbh.DestinationError, match="a file stands where a folder must be"):
        tbh.publish(series(), tmp_path / "file" / "site.zip", AT, [Texts()])


def test_two_builds_of_one_archive_are_told_apart(tmp_path: Path, site: Path) -> None:
    """Two of different ones are not."""
    (lock,) = _locks(site)
    with hold_lock(lock, site):
        with pytest.raises(tbh.FolderInUseError, match=r"site\.zip; wait until it has finished"):
            tbh.publish(series(), site, AT, [Texts()])
        assert tbh.publish(series(), tmp_path / "other.zip", AT, [Texts()]).is_complete

    assert tbh.publish(series(), site, AT, [Texts()]).is_complete


def _locks(site: Path) -> set[Path]:
    """Look at what stands beside an archive while it is made."""
    seen: set[Path] = set()

    def look(_: int, __: int) -> None:
        seen.update(site.parent.glob(".tbh-*.lock"))

    tbh.publish(series(), site, AT, [Texts()], progress=look)
    return seen


KILLED = """
import os, sys
sys.path[:0] = sys.argv[2:]
import tbh_model as tbh
from small import AT, series
from small_exporter import Texts
def kill(done, total):
    os.kill(os.getpid(), 9)
tbh.publish(series(), sys.argv[1], AT, [Texts(more=("new",))], progress=kill)
"""


def test_a_build_that_was_killed_leaves_the_old_archive(site: Path) -> None:
    """The next one takes over what lies beside it, and completes it."""
    before = site.read_bytes()
    tests = str(Path(__file__).parents[1])
    done = subprocess.run([sys.executable, "-c", KILLED, site, tests], check=False)
    assert done.returncode == -9
    assert site.read_bytes() == before
    (lock,) = {*site.parent.iterdir()} - {site}  # which nobody holds
    lock.with_suffix(".partial").write_bytes(b"half")  # as if it had begun to put it together

    tbh.publish(series(), site, AT, [Texts(more=("new",))])

    assert files(site).keys() == {"a", "new", "patience.txt"}
    assert list(site.parent.iterdir()) == [site]


def test_a_name_may_be_as_long_as_names_can_be(tmp_path: Path) -> None:
    """What is written beside it has a short one."""
    target = tmp_path / ("x" * 251 + ".zip")

    tbh.publish(series(), target, AT, [Texts()])

    assert files(target) == {"patience.txt": "What is patience for?"}
