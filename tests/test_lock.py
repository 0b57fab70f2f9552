"""File locks: who holds one, who is told, and what is done where there are none."""

import errno
import subprocess
import sys
import threading
from pathlib import Path

import filelock
import pytest

import tbh_model as tbh
from tbh_model._lock import hold_lock

HOLDING = """
import sys, time
from pathlib import Path
from tbh_model._lock import hold_lock
with hold_lock(Path(sys.argv[1]), Path("site")):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def lock_file(tmp_path: Path) -> Path:
    return tmp_path / "lock"


def test_a_lock_that_another_process_holds_is_refused_until_it_is_killed(lock_file: Path) -> None:
    """In words that name what is in use; what a killed process left is taken over."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, lock_file], stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with (
            pytest.raises(tbh.FolderInUseError, match="another build is writing into site; wait"),
            hold_lock(lock_file, Path("site")),
        ):
            pass
        other.kill()

    assert lock_file.exists()
    with hold_lock(lock_file, Path("site")):
        pass
    assert not lock_file.exists()


def test_who_waits_for_a_lock_comes_next(lock_file: Path) -> None:
    """Each of many adds one to a number that it has read before."""
    number = lock_file.with_name("number")
    number.write_text("0", encoding="utf-8")

    def count() -> None:
        for _ in range(5):
            with hold_lock(lock_file, number, wait=True):
                number.write_text(str(int(number.read_text("utf-8")) + 1), encoding="utf-8")

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert number.read_text("utf-8") == "20"


def test_a_link_in_the_place_of_a_lock_is_refused(lock_file: Path, tmp_path: Path) -> None:
    """Whoever can put files there cannot make a build touch what lies elsewhere."""
    mine = tmp_path / "mine"
    mine.write_text("mine", encoding="utf-8")
    lock_file.symlink_to(mine)

    with pytest.raises(tbh.WriteError, match="a link stands there; remove it"):
        hold_lock(lock_file, tmp_path).__enter__()

    assert mine.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    "error",
    [OSError(errno.ENOLCK, "no locks"), OSError(errno.EROFS, "read-only"), NotImplementedError()],
    ids=["network", "read-only", "old-filelock"],
)
def test_where_there_are_no_locks_a_build_goes_on(
    lock_file: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """As on some network file systems."""

    def fail(_: object) -> None:
        raise error

    monkeypatch.setattr(filelock.FileLock, "acquire", fail)
    ran = False
    with hold_lock(lock_file, lock_file):
        ran = True

    assert ran


def test_what_else_keeps_a_lock_from_being_made_is_said(lock_file: Path) -> None:
    """With what to do about it."""
    lock_file.mkdir()

    with pytest.raises(tbh.WriteError, match="there is a folder of that name; remove the folder"):
        hold_lock(lock_file, lock_file).__enter__()
