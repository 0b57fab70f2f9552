"""An output folder that somebody prepared: nothing is written, read or removed elsewhere."""

import json
import os
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

import tbh_model as tbh
from small import AT, series
from small_exporter import Texts
from small_folder import EDITION, SERIES, THERAPIST, digests, write
from tbh_model._atomic import change_files
from tbh_model.publishing import LEDGER, read_ledger

JOURNAL, MANIFEST = ".tbh-journal.jsonl", ".tbh-manifest.json"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links need rights there")


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A file that is none of the build's business."""
    file = tmp_path / "mine.txt"
    file.write_text("mine", encoding="utf-8")
    return file


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A small content folder."""
    folder = tmp_path / "content"
    folder.mkdir()
    write(folder, "series.yaml", SERIES)
    write(folder, "therapists/t-1.yaml", THERAPIST)
    write(folder, "editions/patience.yaml", EDITION)
    return folder


@pytest.mark.parametrize("name", [JOURNAL, MANIFEST])
@pytest.mark.parametrize("kind", ["link", "dangling", "pipe", "hard link"])
def test_what_a_build_keeps_beside_its_files_is_opened_as_itself(
    tmp_path: Path, mine: Path, name: str, kind: str
) -> None:
    """A link, a pipe or a second name of somebody's file in its place is refused in words."""
    own = tmp_path / "out" / name
    own.parent.mkdir()
    match kind:
        case "link":
            own.symlink_to(mine)
        case "dangling":
            own.symlink_to(tmp_path / "new.txt")
        case "pipe":
            os.mkfifo(own)
        case _:
            own.hardlink_to(mine)

    with pytest.raises(tbh.WriteError) as caught:
        tbh.publish(series(), own.parent, AT, [Texts()])

    assert str(caught.value).startswith(f"cannot write {own}: ")
    assert mine.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "new.txt").exists()
    assert list(own.parent.iterdir()) == [own]


def test_a_journal_that_becomes_a_link_while_a_build_runs_is_not_followed(
    tmp_path: Path, mine: Path
) -> None:
    """It is looked at each time it is opened."""

    class Late(Texts):
        def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
            for artifact in super().export(release):
                (tmp_path / "out" / JOURNAL).unlink(missing_ok=True)
                (tmp_path / "out" / JOURNAL).symlink_to(mine)
                yield artifact

    (tmp_path / "out").mkdir()
    report_or_error = pytest.raises(tbh.WriteError, match="a link stands there; remove it")
    with report_or_error:
        report = tbh.publish(series(), tmp_path / "out", AT, [Late()])
        raise report.failures[0]

    assert mine.read_text(encoding="utf-8") == "mine"


def test_a_file_that_is_being_written_has_a_name_that_nobody_can_guess(
    tmp_path: Path, mine: Path
) -> None:
    """One that stands at the name of an earlier version is not followed."""
    out = tmp_path / "out"
    out.mkdir()
    (out / f".tbh-{os.getpid()}.partial").symlink_to(mine)

    assert tbh.publish(series(), out, AT, [Texts()]).is_complete
    assert mine.read_text(encoding="utf-8") == "mine"


def test_what_a_killed_build_left_is_swept_away_and_a_folder_of_that_name_stays(
    tmp_path: Path, mine: Path
) -> None:
    """Links of that name go, and what they lead to stays."""
    (tmp_path / JOURNAL).touch()
    (tmp_path / ".tbh-1.partial").write_bytes(b"half")
    (tmp_path / ".tbh-2.partial").symlink_to(mine)
    (tmp_path / ".tbh-3.partial").mkdir()

    assert tbh.publish(series(), tmp_path, AT, [Texts()]).is_complete

    assert sorted(each.name for each in tmp_path.glob(".tbh-*.partial")) == [".tbh-3.partial"]
    assert mine.read_text(encoding="utf-8") == "mine"


def test_a_pipe_in_the_place_of_a_file_is_named(tmp_path: Path) -> None:
    """Reading it would wait for ever."""
    os.mkfifo(tmp_path / "patience.txt")

    report = tbh.publish(series(), tmp_path, AT, [Texts()])

    assert "patience.txt: this is a pipe, and not a regular file" in str(report.failures[0])


@pytest.mark.parametrize("kind", ["pipe", "link"])
def test_what_took_the_place_of_a_file_of_ours_is_not_removed(
    tmp_path: Path, mine: Path, kind: str
) -> None:
    """It is kept, and said."""
    tbh.publish(series(), tmp_path / "out", AT, [Texts(more=("old",))])
    (tmp_path / "out/old").unlink()
    if kind == "pipe":
        os.mkfifo(tmp_path / "out/old")
    else:
        (tmp_path / "out/old").symlink_to(mine)

    assert tbh.publish(series(), tmp_path / "out", AT, [Texts()]).modified_by_hand == ["old"]
    assert os.path.lexists(tmp_path / "out/old")


@pytest.mark.parametrize("path", ["../mine.txt", "/mine.txt", "a/../../mine.txt", "..\\mine.txt"])
def test_a_manifest_names_no_file_elsewhere(tmp_path: Path, mine: Path, path: str) -> None:
    """Nor does a journal; a build that cleans up touches its own folder alone."""
    digest = digests(tmp_path)["mine.txt"]
    out = tmp_path / "out"
    out.mkdir()
    files = {path: {"digest": digest, "exporter": "texts"}}
    (out / MANIFEST).write_text(json.dumps({"files": files}), encoding="utf-8")
    (out / JOURNAL).write_text(json.dumps([path, digest, "texts"]) + "\n", encoding="utf-8")

    report = tbh.publish(series(), out, AT, [Texts()])

    assert (report.removed, report.modified_by_hand) == ([], [])
    assert mine.read_text(encoding="utf-8") == "mine"


def test_a_changed_file_keeps_its_permissions_and_breaks_a_hard_link(tmp_path: Path) -> None:
    """Who could read it still can, and a copy by name alone stays what it was."""
    tbh.publish(series(title="Old"), tmp_path / "out", AT, ["opml"])
    file = tmp_path / "out/feeds.opml"
    before = file.read_bytes()
    file.chmod(0o640)
    (tmp_path / "copy").hardlink_to(file)

    tbh.publish(series(title="New"), tmp_path / "out", AT, ["opml"])

    assert file.read_bytes() != before
    assert file.stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "copy").read_bytes() == before


def test_an_output_folder_may_be_a_link(tmp_path: Path) -> None:
    """That is for whoever named it to decide."""
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to("real")

    assert tbh.publish(series(), tmp_path / "out", AT, [Texts()]).is_complete
    assert (tmp_path / "real/patience.txt").is_file()


@pytest.mark.parametrize("name", [".tbh", LEDGER])
def test_the_ledger_is_written_through_no_link(
    content: Path, tmp_path: Path, mine: Path, name: str
) -> None:
    """Neither is the folder that it lies in one to elsewhere."""
    (tmp_path / "elsewhere").mkdir()
    (content / name).parent.mkdir(exist_ok=True)
    (content / name).symlink_to(tmp_path / "elsewhere" if name == ".tbh" else mine)

    with pytest.raises(tbh.TBHError, match="build with --no-ledger"):
        tbh.publish(tbh.load(content), tmp_path / "out", AT, [Texts()], ledger=True)

    assert mine.read_text(encoding="utf-8") == "mine"
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_ledger_that_has_a_second_name_is_not_added_to(content: Path, mine: Path) -> None:
    """The other may be a backup, or a file of somebody else."""
    mine.write_text("", encoding="utf-8")
    (content / ".tbh").mkdir()
    (content / LEDGER).hardlink_to(mine)

    with pytest.raises(tbh.WriteError, match="another name leads to the same file"):
        tbh.publish(tbh.load(content), content / "out", AT, [Texts()], ledger=True)

    assert mine.read_text(encoding="utf-8") == ""
    assert read_ledger(content) == ()


@pytest.mark.parametrize("name", [".tbh", ".tbh/cache"])
def test_the_cache_is_kept_in_no_folder_elsewhere(content: Path, tmp_path: Path, name: str) -> None:
    """It holds what is private in the content; a build goes on without it."""
    (tmp_path / "elsewhere").mkdir()
    (content / name).parent.mkdir(exist_ok=True)
    (content / name).symlink_to(tmp_path / "elsewhere")

    report = tbh.publish(tbh.load(content), tmp_path / "out", AT, [Texts()], cache=True)

    assert report.is_complete
    assert list((tmp_path / "elsewhere").rglob("*")) == []


@pytest.mark.parametrize("name", ["editions", "editions/patience.yaml"])
def test_content_is_saved_through_no_link_to_outside(
    content: Path, tmp_path: Path, name: str
) -> None:
    """A link that somebody put there after the content was read."""
    (content / name).rename(tmp_path / "outside")
    (content / name).symlink_to(tmp_path / "outside")
    before = digests(tmp_path / "outside") or (tmp_path / "outside").read_bytes()

    with pytest.raises(tbh.WriteError, match="leads out of the content folder"):
        change_files(content, {"editions/patience.yaml": b"new", "editions/new.yaml": b"new"})

    assert before == (digests(tmp_path / "outside") or (tmp_path / "outside").read_bytes())


def test_an_archive_is_written_through_no_link(tmp_path: Path, mine: Path) -> None:
    """Its name until it is whole is the same each time, and so can be taken."""
    tbh.publish(series(), tmp_path / "site.zip", AT, [Texts()])
    (lock,) = _locks_while_building(tmp_path / "site.zip")
    lock.with_suffix(".partial").symlink_to(mine)

    with pytest.raises(tbh.TBHError, match="a link stands there"):
        tbh.publish(series(title="New"), tmp_path / "site.zip", AT, [Texts(more=("x",))])

    assert mine.read_text(encoding="utf-8") == "mine"


def _locks_while_building(archive: Path) -> set[Path]:
    seen: set[Path] = set()

    class Looking(Texts):
        def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
            yield tbh.Artifact.lazy("look.txt", "text/plain", look)

    def look() -> str:
        seen.update(archive.parent.glob(".tbh-*.lock"))
        return "looked"

    tbh.publish(series(), archive, AT, [Looking()], jobs=1)
    return seen


def test_an_archive_that_holds_a_way_out_is_not_built_upon(tmp_path: Path) -> None:
    """What somebody put into it would go out again in our name."""
    tbh.publish(series(), tmp_path / "site.zip", AT, [Texts()])
    with zipfile.ZipFile(tmp_path / "site.zip", "a") as archive:
        archive.writestr("../evil.txt", "evil")

    with pytest.raises(tbh.DestinationError, match=r"holds '\.\./evil\.txt', which leads out"):
        tbh.publish(series(title="New"), tmp_path / "site.zip", AT, [Texts()])


def test_a_pipe_is_no_archive(tmp_path: Path) -> None:
    """Nobody waits for what it might say."""
    os.mkfifo(tmp_path / "site.zip")

    with pytest.raises(tbh.DestinationError, match="what stands there is no file"):
        tbh.publish(series(), tmp_path / "site.zip", AT, [Texts()])
