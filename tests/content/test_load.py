"""Loading: fast while nothing is wrong, and the same whatever the way."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

import tbh_model as tbh
from conftest import EXAMPLE
from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model.content import _loader, _yaml_reader
from tbh_model.content._loader import read_content


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder with nine editions."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    for number in range(9):
        text = EDITION.replace("e-1", f"e-{number}").replace("slug: p", f"slug: p{number}")
        write(tmp_path, f"editions/p{number}atience.yaml", text)
    return tmp_path


@pytest.fixture
def few_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two files be worth a process."""
    monkeypatch.setattr(_loader, "_MIN_FILES_PER_WORKER", 2)


def test_a_series_is_the_same_whether_its_trees_are_kept_or_not(folder: Path) -> None:
    """They are kept for a check; a build has no use for them."""
    assert tbh.load(folder) == read_content(folder, keep_trees=True).series
    assert tbh.load(EXAMPLE) == read_content(EXAMPLE, keep_trees=True).series
    assert tbh.load(folder).folder == folder


def test_what_is_right_is_read_without_what_explains_mistakes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Events that show anchors, and hooks that check a value before its constructor does."""
    text = EDITION.replace("e-1", "e-10").replace("slug: p", "slug: m")
    write(folder, "editions/more.yaml", f"{text}summary:  # nothing yet\nnumber: 7\n")
    expected = read_content(folder, keep_trees=True).series
    monkeypatch.setattr(_loader, "structure", None)
    monkeypatch.setattr(_yaml_reader._Builder, "build", None)

    assert tbh.load(folder) == expected


@pytest.mark.usefixtures("few_files")
@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_the_number_of_jobs_changes_nothing(folder: Path, jobs: int) -> None:
    """Same editions, in the same order."""
    assert tbh.load(folder, jobs=jobs) == tbh.load(folder)
    assert [edition.id for edition in tbh.load(folder, jobs=jobs).editions] == [
        f"e-{number}" for number in range(9)
    ]


@pytest.mark.usefixtures("few_files")
def test_a_mistake_in_another_process_is_at_its_place(folder: Path) -> None:
    """All problems are reported, wherever they were found."""
    for number in (1, 8):
        file = folder / f"editions/p{number}atience.yaml"
        file.write_text(file.read_text().replace("status: ready", "status: reddy"))

    with pytest.raises(tbh.ContentError) as caught:
        tbh.load(folder, jobs=2)

    assert [(each.file, each.line) for each in caught.value.problems if each.code == "TBH109"] == [
        ("editions/p1atience.yaml", 4),
        ("editions/p8atience.yaml", 4),
    ]


@pytest.mark.usefixtures("few_files")
def test_where_threads_run_processes_are_started_anew(folder: Path) -> None:
    """A fork would copy locks that nobody ever opens."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert tbh.load(folder, jobs=2) == tbh.load(folder)
    finally:
        stop.set()
        thread.join()


_COMMAND = """
import sys
import tbh_model as tbh
from tbh_model._processes import allow_forks
from tbh_model.content import _loader

allow_forks()
_loader._MIN_FILES_PER_WORKER = 2
print(len(tbh.load(sys.argv[1], jobs=2).editions))
"""


def test_a_process_of_the_command_says_nothing(folder: Path) -> None:
    """It reads its files, and prints no traceback of its own on the way."""
    command = [sys.executable, "-c", _COMMAND, str(folder)]
    run = subprocess.run(command, capture_output=True, check=True, text=True)

    assert (run.stdout, run.stderr) == ("9\n", "")


@pytest.mark.parametrize("extra", ["format: 1\n", "lint: {TBH401: off}\n"])
def test_keys_that_are_no_content_change_nothing(folder: Path, extra: str) -> None:
    """The version of the format, and what the checks are to say."""
    plain = tbh.load(folder)
    write(folder, "series.yaml", SERIES + extra)

    assert tbh.load(folder) == plain
