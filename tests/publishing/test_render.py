"""Files made by several processes: the same bytes, whoever makes them and whatever happens."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar

import pytest
from attrs import frozen

import tbh_model as tbh
from small import AT, series
from small_folder import digests
from tbh_model import Artifact
from tbh_model.publishing import write_file
from tbh_model.publishing._render import bounded_submit

NOW = datetime(2026, 11, 20, tzinfo=UTC)
INFO = tbh.ExporterInfo(name="pages", channel=tbh.Channel.WEB, summary="A hundred pages")


def _page(number: int, title: str) -> str:
    return f"{title} {number}\n"


def _late_page(number: int, title: str, mark: Path) -> str:
    """Wait until a worker has come up and met its end."""
    until = time.monotonic() + 60
    while not mark.exists() and time.monotonic() < until:
        time.sleep(0.01)
    return _page(number, title)


def _deadly_page(parent: int, mark: Path) -> str:
    """End the process that makes it, if that is not the one that asked for it."""
    if os.getpid() != parent:
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "alive"


def _broken_page(number: int) -> str:
    return str(1 // (number - 70))


@frozen(kw_only=True)
class Pages:
    """Makes a hundred small pages on demand."""

    info: ClassVar = INFO
    deadly: Path | None = None
    """Where a process says that it is about to be killed."""
    broken: bool = False

    def export(self, release: tbh.Release, /) -> Iterable[Artifact]:
        if self.deadly is not None:
            yield Artifact.lazy("first.txt", "text/plain", _deadly_page, os.getpid(), self.deadly)
        for number in range(100):
            path, title = f"{number % 7}/{number}.txt", release.series.title
            if self.broken and number == 70:
                yield Artifact.lazy(path, "text/plain", _broken_page, number)
            elif self.deadly is not None:
                yield Artifact.lazy(path, "text/plain", _late_page, number, title, self.deadly)
            else:
                yield Artifact.lazy(path, "text/plain", _page, number, title)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What one process makes."""
    folder = tmp_path_factory.mktemp("alone")
    assert tbh.publish(series(), folder, AT, [Pages()], jobs=1).is_complete
    return digests(folder)


@pytest.mark.parametrize("jobs", [2, 5])
def test_several_processes_make_the_same(tmp_path: Path, alone: dict[str, str], jobs: int) -> None:
    """Files, manifest and report."""
    report = tbh.publish(series(), tmp_path, AT, [Pages()], jobs=jobs)

    assert digests(tmp_path) == alone
    assert list(report.written)[:3] == ["0/0.txt", "1/1.txt", "2/2.txt"]
    again = tbh.publish(series(), tmp_path, AT, [Pages()], jobs=jobs)
    assert again.count(tbh.Outcome.UNCHANGED) == 100


def test_threads_of_somebody_else_make_the_same(tmp_path: Path, alone: dict[str, str]) -> None:
    """They need no access to the folder: this process writes."""
    with ThreadPoolExecutor(3) as executor:
        tbh.publish(series(), tmp_path, AT, [Pages()], executor=executor)

    assert digests(tmp_path) == alone


FORKING = """
import os, sys
import tbh_model as tbh
from small import AT, series
from tbh_model._processes import allow_forks
from tbh_model.publishing import _render
from test_render import Pages

forks = []
os.register_at_fork(after_in_parent=lambda: forks.append(1))
_render._CHUNKS_PER_POOL = 2
allow_forks()
tbh.publish(series(), sys.argv[1], AT, [Pages()], jobs=2)
print(len(forks))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
def test_forks_that_begin_anew_make_the_same(tmp_path: Path, alone: dict[str, str]) -> None:
    """A long build does so, to give back what forks no longer share."""
    here = Path(__file__).parent
    ran = subprocess.run(
        [sys.executable, "-c", FORKING, tmp_path],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([f"{here}", f"{here.parent}"])},
        capture_output=True,
        text=True,
        check=True,
    )

    assert digests(tmp_path) == alone
    assert ran.stdout == "4\n"


def test_processes_of_somebody_else_make_the_same(tmp_path: Path, example: tbh.Series) -> None:
    """They are sent what they need, and nothing else."""
    tbh.publish(example, tmp_path / "alone", NOW, jobs=1)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        tbh.publish(example, tmp_path / "sent", NOW, executor=executor)

    assert digests(tmp_path / "sent") == digests(tmp_path / "alone")


class Shared:
    """What every file needs, such as a series."""

    sent = 0

    def __getstate__(self) -> dict[str, int]:
        Shared.sent += 1
        return {}


def _shared_page(number: int, _: Shared) -> str:
    return f"{number}"


@frozen(kw_only=True)
class SharedPages:
    info: ClassVar = INFO

    def export(self, release: tbh.Release, /) -> Iterable[Artifact]:
        shared = Shared()
        for number in range(100):
            yield Artifact.lazy(f"{number}.txt", "text/plain", _shared_page, number, shared)


def test_what_files_share_is_sent_to_a_process_once(tmp_path: Path) -> None:
    """And not with every few of them: a series may be large."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        report = tbh.publish(series(), tmp_path, AT, [SharedPages()], executor=executor)

    assert report.executor_failures == {}
    assert len(report.written) == 100
    assert Shared.sent == 1


class Broken(ThreadPoolExecutor):
    """Takes no more work, as a pool does whose processes were killed."""

    def submit(self, *_: Any, **__: Any) -> Any:
        raise BrokenExecutor


def test_what_a_broken_executor_does_not_take_is_made_here(
    tmp_path: Path, alone: dict[str, str]
) -> None:
    """The build goes on, if more slowly."""
    with Broken() as executor:
        report = tbh.publish(series(), tmp_path, AT, [Pages()], executor=executor)

    assert report.is_complete
    assert report.as_data()["lost"] == {"BrokenExecutor": 100}
    assert digests(tmp_path) == alone


def test_what_a_killed_process_left_is_made_by_this_one(
    tmp_path: Path, alone: dict[str, str]
) -> None:
    """A machine short of memory kills processes; the build goes on."""
    mark, folder = tmp_path / "mark", tmp_path / "out"
    report = tbh.publish(series(), folder, AT, [Pages(deadly=mark)], jobs=2)

    assert mark.exists()
    assert report.is_complete
    made = digests(folder)
    assert (folder / "first.txt").read_text(encoding="utf-8") == "alive"
    assert {name: made[name] for name in alone if "manifest" not in name} == {
        name: each for name, each in alone.items() if "manifest" not in name
    }


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failure_in_another_process_is_told_as_here(tmp_path: Path, jobs: int) -> None:
    """With file and cause; the other files are written."""
    report = tbh.publish(series(), tmp_path, AT, [Pages(broken=True)], jobs=jobs)

    (failure,) = report.failures
    assert "making 0/70.txt" in str(failure)
    assert len(report.written) == 99


class _LockedError(tbh.TBHError):
    """A failure that cannot be sent to another process."""

    def __init__(self) -> None:
        super().__init__("locked")
        self.lock = Lock()


def _locked_page(number: int) -> str:
    if number == 70:
        raise _LockedError
    return "page"


@frozen(kw_only=True)
class Locked:
    """Fails in a way that cannot be sent."""

    info: ClassVar = INFO
    page: Callable[[int], str] = _locked_page

    def export(self, release: tbh.Release, /) -> Iterable[Artifact]:
        for number in range(100):
            yield Artifact.lazy(f"{number}.txt", "text/plain", self.page, number)


def test_what_a_process_cannot_send_is_made_here(tmp_path: Path) -> None:
    """The failure is told, and nothing else is lost."""
    report = tbh.publish(series(), tmp_path, AT, [Locked()], jobs=2)

    assert [str(each) for each in report.failures] == ["locked"]
    assert len(report.written) == 99


def test_what_no_process_can_be_given_is_made_here(tmp_path: Path) -> None:
    """A function without a name cannot be sent to a process that is begun from nothing."""
    report = tbh.publish(series(), tmp_path, AT, [Locked(page=lambda _: "page")], jobs=2)

    assert report.is_complete
    assert len(report.written) == 100


WAITING = """
import sys, time
from pathlib import Path
from tbh_model._lock import hold_lock
from tbh_model.publishing._destination import LOCK_FILE
folder = Path(sys.argv[1])
with hold_lock(folder / LOCK_FILE, folder):
    print("held", flush=True)
    time.sleep(60)
"""


def test_two_builds_at_once_are_one_and_a_message(tmp_path: Path) -> None:
    """The second is told; when the first is killed, the folder is free at once."""
    other = subprocess.Popen([sys.executable, "-c", WAITING, tmp_path], stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdout.readline() == b"held\n"

    with pytest.raises(tbh.FolderInUseError, match="another build is writing into"):
        tbh.publish(series(), tmp_path, AT, [Pages()])

    other.kill()
    other.wait()
    other.stdout.close()
    assert tbh.publish(series(), tmp_path, AT, [Pages()]).is_complete


def test_what_a_killed_build_was_writing_is_swept_away(tmp_path: Path) -> None:
    """It has a name of ours, and stands beside the file that it was to become."""
    tbh.publish(series(), tmp_path, AT, [Pages()])
    (tmp_path / ".tbh-journal.jsonl").write_text("", encoding="utf-8")
    (tmp_path / "3" / ".tbh-77.partial").write_text("half", encoding="utf-8")

    tbh.publish(series(), tmp_path, AT, [Pages()])

    assert not list(tmp_path.rglob("*.partial"))


def test_few_are_asked_for_before_the_first_is_taken() -> None:
    """However many there are, so that memory stays small."""
    asked: list[int] = []

    def ask(number: int) -> "Future[int]":
        asked.append(number)
        answer: Future[int] = Future()
        answer.set_result(number)
        return answer

    given = bounded_submit(ask, range(1000), limit=8)

    assert next(given)[0] == 0
    assert len(asked) == 9
    assert [number for number, _ in given] == list(range(1, 1000))


def test_a_durable_file_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Content is; output need not be, which is many times as fast."""
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)

    write_file(tmp_path, "a", b"output")
    assert synced == []
    write_file(tmp_path, "b", b"content", durable=True)
    assert len(synced) == 1
