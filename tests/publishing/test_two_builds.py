"""Two builds in one folder, each a process of its own: one builds, the other says why not."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import tbh_model as tbh
from small import AT
from small_folder import EDITION, SERIES, THERAPIST, write

SLOW = """
import sys
from typing import ClassVar
from attrs import frozen
import tbh_model as tbh

def wait():
    print("building", flush=True)
    return sys.stdin.readline()

@frozen(kw_only=True)
class Slow:
    info: ClassVar = tbh.ExporterInfo(name="slow", channel=tbh.Channel.WEB, summary="Waits")

    def export(self, release, /):
        yield tbh.Artifact.lazy("slow.txt", "text/plain", wait)

tbh.publish(tbh.load(sys.argv[1]), sys.argv[2], exporters=[Slow()])
"""
IN_USE = "another build is writing into"
AT_TEXT = AT.isoformat()


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with some editions."""
    folder = tmp_path / "content"
    write(tmp_path, "content/series.yaml", SERIES)
    write(folder, "therapists/t-1.yaml", THERAPIST)
    for number in range(30):
        text = EDITION.replace("e-1", f"e-{number}").replace("slug: patience", f"slug: n-{number}")
        write(folder, f"editions/n-{number}.yaml", text)
    return folder


def command(content: Path, out: Path) -> "subprocess.Popen[str]":
    """Begin `tbh build`."""
    return subprocess.Popen(
        [sys.executable, "-m", "tbh_model", "build", content, "--to", out, "--at", AT_TEXT],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def slow(content: Path, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A build that goes on until it reads a line."""
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, content, tmp_path / "out"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "building\n"
        yield running
        running.kill()


def let_finish(running: "subprocess.Popen[str]") -> None:
    """Let a slow build go on to its end."""
    running.communicate("done\n")
    assert running.returncode == 0


def crash(running: "subprocess.Popen[str]") -> None:
    """End a slow build where it stands."""
    running.kill()
    running.wait()


@pytest.mark.parametrize("end", [let_finish, crash])
def test_the_second_command_says_so_and_the_third_builds(
    content: Path,
    tmp_path: Path,
    slow: "subprocess.Popen[str]",
    end: Callable[["subprocess.Popen[str]"], None],
) -> None:
    """Whether the first one has finished or has crashed, nothing is left to remove by hand."""
    second = command(content, tmp_path / "out")
    _, said = second.communicate()
    assert second.returncode != 0
    assert IN_USE in " ".join(said.split())
    assert "Traceback" not in said

    end(slow)
    third = command(content, tmp_path / "out")
    third.communicate()

    assert third.returncode == 0


MANY = """
import sys, time
from typing import ClassVar
from attrs import frozen
import tbh_model as tbh

def wait():
    print("building", flush=True)
    time.sleep(0.05)
    return ""

@frozen(kw_only=True)
class Many:
    info: ClassVar = tbh.ExporterInfo(name="many", channel=tbh.Channel.WEB, summary="Many files")

    def export(self, release, /):
        for number in range(200):
            yield tbh.Artifact.lazy(f"{number}.txt", "text/plain", wait)

tbh.publish(tbh.load(sys.argv[1]), sys.argv[2], exporters=[Many()], jobs=2)
"""


def test_a_build_that_is_killed_without_its_helpers_leaves_no_lock(
    content: Path, tmp_path: Path
) -> None:
    """Who runs out of memory kills one process, not the group."""
    with subprocess.Popen(
        [sys.executable, "-c", MANY, content, tmp_path / "out"],
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"building\n"
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        time.sleep(1)
        after = command(content, tmp_path / "out")
        after.communicate()
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)

    assert after.returncode == 0


@pytest.mark.heavy
def test_builds_that_begin_together_leave_what_one_would(content: Path, tmp_path: Path) -> None:
    """Ten times four of them: each builds, or says that another one does."""
    tbh.publish(tbh.load(content), tmp_path / "alone", AT)
    for _ in range(10):
        builds = [command(content, tmp_path / "out") for _ in range(4)]
        ends = [(*build.communicate(), build.returncode) for build in builds]
        assert any(code == 0 for *_, code in ends)
        for _, said, code in ends:
            assert code == 0 or IN_USE in " ".join(said.split())
    assert digest(tmp_path / "out") == digest(tmp_path / "alone")


def digest(folder: Path) -> dict[str, bytes]:
    """Return every file, the manifest too."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }
