"""Content that is taken away while it is read: an answer or a problem, and never a crash."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tbh_model as tbh
from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model.content import read_image

SECOND = EDITION.replace("e-1", "e-2").replace("slug: patience", "slug: second")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder with two editions."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/patience.yaml", EDITION)
    write(tmp_path, "editions/second.yaml", SECOND)
    return tmp_path


@pytest.fixture
def vanishes(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Take a file away at the moment in which somebody opens it."""
    opened = os.open

    def vanishes(gone: Path) -> None:
        def open_(path: Any, *arguments: Any, **named: Any) -> Any:
            if path == str(gone):
                gone.unlink(missing_ok=True)
            return opened(path, *arguments, **named)

        monkeypatch.setattr(os, "open", open_)

    return vanishes


@pytest.fixture
def refuses(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, OSError], None]:
    """Let a folder not be listed."""
    listdir = os.listdir

    def refuses(folder: Path, error: OSError) -> None:
        def refused(path: Any) -> list[str]:
            if path == folder:
                raise error
            return listdir(path)

        monkeypatch.setattr(os, "listdir", refused)

    return refuses


def said(path: Path) -> list[tuple[str, str | None, str]]:
    """Return what is said of a content folder."""
    return [(problem.code, problem.file, problem.message) for problem in tbh.check(path)]


def test_an_edition_that_vanishes_while_loading_was_never_there(
    folder: Path, vanishes: Callable[[Path], None]
) -> None:
    """What is loaded is what lies there afterwards."""
    vanishes(folder / "editions" / "second.yaml")

    loaded = tbh.load(folder)

    assert [edition.slug for edition in loaded.editions] == ["patience"]
    assert loaded == tbh.load(folder)


def test_an_edition_that_vanishes_while_checking_was_never_there(
    folder: Path, vanishes: Callable[[Path], None]
) -> None:
    """A check says what there is to say of the content that a build would load."""
    vanishes(folder / "editions" / "second.yaml")

    assert said(folder) == []


def test_a_therapist_who_vanishes_is_missed(folder: Path, vanishes: Callable[[Path], None]) -> None:
    """Nothing is published in which an answer belongs to nobody."""
    vanishes(folder / "therapists" / "t-1.yaml")

    with pytest.raises(tbh.ContentError, match="t-1"):
        tbh.load(folder)


def test_a_series_that_vanishes_while_checking_is_said(
    folder: Path, vanishes: Callable[[Path], None]
) -> None:
    """The folder is no content folder any more."""
    vanishes(folder / "series.yaml")

    assert said(folder) == [("TBH101", None, f"the folder {folder} holds no series.yaml")]


def test_a_series_that_vanishes_while_loading_is_said(
    folder: Path, vanishes: Callable[[Path], None]
) -> None:
    """The folder is no content folder any more."""
    vanishes(folder / "series.yaml")

    with pytest.raises(tbh.ContentError, match=r"holds no series\.yaml"):
        tbh.load(folder)


@pytest.mark.parametrize("name", ["therapists", "editions"])
def test_a_folder_that_vanishes_holds_nothing(
    folder: Path, refuses: Callable[[Path, OSError], None], name: str
) -> None:
    """As one that never was; who is missed for it is said."""
    refuses(folder / name, FileNotFoundError(2, "No such file or directory"))

    assert {code for code, *_ in said(folder)} == {"TBH130" if name == "therapists" else "TBH133"}


@pytest.mark.parametrize("name", ["therapists", "editions"])
def test_a_folder_that_cannot_be_listed_is_the_one_problem(
    folder: Path, refuses: Callable[[Path, OSError], None], name: str
) -> None:
    """Nothing is said of who may be in there, and above all nothing is published without it."""
    refuses(folder / name, PermissionError(13, "Permission denied"))

    assert said(folder) == [("TBH101", name, "this folder cannot be read: permission denied")]
    with pytest.raises(tbh.ContentError, match="this folder cannot be read: permission denied"):
        tbh.load(folder)


def test_what_cannot_hold_content_is_said() -> None:
    """A device is neither a file nor a folder."""
    ((code, _, message),) = said(Path("/dev/null"))

    assert (code, message) == ("TBH101", "/dev/null cannot be read: not a directory")


def test_a_folder_that_vanishes_before_it_is_listed_is_said(
    tmp_path: Path, refuses: Callable[[Path, OSError], None]
) -> None:
    """In the same words as one that never was."""
    refuses(tmp_path, FileNotFoundError(2, "No such file or directory"))

    ((code, _, message),) = said(tmp_path)

    assert (code, message) == ("TBH101", f"there is nothing at {tmp_path}")


def test_an_image_that_cannot_be_is_a_warning(folder: Path) -> None:
    """A name that no system can hold."""
    src = f"{'a' * 300}.png"
    write(folder, "editions/second.yaml", f"{SECOND}image: {{src: {src}, alt: A chair}}\n")

    assert [code for code, *_ in said(folder)] == ["TBH113"]
    with pytest.raises(tbh.ContentError, match="name too long"):
        read_image(folder, src)


def loaded(folder: Path) -> tuple[tbh.Edition, ...] | None:
    """Return the editions, if they can be loaded."""
    try:
        return tbh.load(folder).editions
    except tbh.ContentError:
        return None


COMING_AND_GOING = """
import sys
from pathlib import Path
files = [Path(name) for name in sys.argv[1:]]
texts = [file.read_bytes() for file in files]
print("begun", flush=True)
while True:
    for file, text in zip(files, texts):
        file.unlink()
        new = file.with_name(f".{file.name}")
        new.write_bytes(text)
        new.rename(file)
"""


@pytest.mark.heavy
def test_content_that_comes_and_goes_is_whole_or_a_problem(folder: Path) -> None:
    """Five hundred readings beside a process that takes files away and puts them back."""
    whole = tbh.load(folder)
    files = [folder / "editions" / "second.yaml", folder / "therapists" / "t-1.yaml"]
    other = subprocess.Popen(
        [sys.executable, "-c", COMING_AND_GOING, *files], stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    assert other.stdout.readline() == b"begun\n"
    seen: set[object] = set()
    for _ in range(500):
        editions = loaded(folder)
        assert editions in {whole.editions, whole.editions[:1], None}
        assert {code for code, *_ in said(folder)} <= {"TBH101", "TBH130", "TBH133"}
        seen.add(editions)
    other.kill()
    other.wait()
    other.stdout.close()
    assert len(seen) > 1  # it did come and go
