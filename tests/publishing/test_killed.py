"""Builds that are killed at any moment: what is there is whole, and the next one completes it."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from attrs import frozen

import tbh_model as tbh
from conftest import EXAMPLE
from content_steps import STEPS, tamper
from small_folder import digests
from tbh_model.publishing._destination import JOURNAL

AT = "2026-11-20T00:00:00Z"


@frozen
class Building:
    """A command that builds a content folder into another one."""

    content: Path
    out: Path
    options: tuple[str, ...] = ()

    @property
    def command(self) -> list[str]:
        to = ["--to", str(self.out), "--at", AT, "--jobs", "2", "--no-ledger", "--quiet"]
        return [sys.executable, "-m", "tbh_model", "build", str(self.content), *to, *self.options]

    def finish(self) -> float:
        """Let it come to its end, and tell how long that took."""
        started = time.perf_counter()
        subprocess.run(self.command, check=True)
        return time.perf_counter() - started

    def kill(self, after: float, *, in_writing: bool = False) -> str:
        """Kill it with all its processes, and return what it was about to do.

        `after` seconds count from its start, or from the moment at which it begins to write.
        """
        started = time.time()
        running = subprocess.Popen(self.command, start_new_session=True)
        while in_writing and running.poll() is None and not self._is_writing(started):
            time.sleep(0.001)
        time.sleep(after)
        is_writing = self._is_writing(started)
        if running.poll() is not None:
            return "nothing"
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        return "writing" if is_writing else "loading"

    def _is_writing(self, started: float) -> bool:
        try:
            return (self.out / JOURNAL).stat().st_mtime > started
        except FileNotFoundError:
            return False


@pytest.mark.heavy
def test_a_build_that_is_killed_leaves_whole_files_and_the_next_completes_it(
    tmp_path: Path,
) -> None:
    """At two hundred moments; whatever is there is what a build that finished has."""
    Building(EXAMPLE, tmp_path / "whole", ("--no-cache",)).finish()
    whole = digests(tmp_path / "whole")
    building = Building(EXAMPLE, tmp_path / "out", ("--no-cache",))
    length = building.finish()

    for number in range(200):
        if number % 20 == 0:
            shutil.rmtree(building.out)
            building.out.mkdir()
        building.kill(length * (number + 1) / 220)
        there = digests(building.out)
        published = {name: each for name, each in there.items() if ".tbh-" not in name}
        assert published.items() <= whole.items()

    building.finish()
    assert digests(building.out) == whole


@pytest.mark.heavy
def test_builds_that_remember_are_killed_while_the_content_changes(tmp_path: Path) -> None:
    """At forty moments of chance; what the next one leaves is what a build from nothing gives."""
    pick = random.Random(7)  # noqa: S311 - reproducible on purpose
    content, out = tmp_path / "content", tmp_path / "out"
    shutil.copytree(EXAMPLE, content, ignore=shutil.ignore_patterns(".tbh"))
    building = Building(content, out)
    length, moments = building.finish(), Counter[str]()

    for number in range(40):
        before = shutil.copytree(content, tmp_path / f"before-{number}")
        _change(content, out, pick)
        outside = _outside(tmp_path)
        if number % 2:
            moments[building.kill(pick.uniform(0, 0.01), in_writing=True)] += 1
        else:
            moments[building.kill(pick.uniform(0.1, 1) * length)] += 1
        assert _outside(tmp_path) == outside
        if pick.random() < 0.4:
            _take_back(content, before)
        if pick.random() < 0.4:
            _completes(building, tmp_path / f"clean-{number}")

    _completes(building, tmp_path / "clean")
    assert min(moments["loading"], moments["writing"]) > 2, moments


def _change(content: Path, out: Path, pick: random.Random) -> None:
    """Do what somebody does between two builds; what cannot be read any more is taken back."""
    before = shutil.copytree(content, content.parent / "before")
    steps = [step for step in STEPS if step is not tamper]  # what is changed by hand stays
    try:
        for step in pick.choices(steps, k=2):
            step(content, out, pick)
            tbh.load(content)
    except tbh.ContentError:
        _take_back(content, before)
    shutil.rmtree(before)


def _take_back(content: Path, before: Path) -> None:
    """Make the content what it was; what builds remember stays as it is now."""
    for entry in content.iterdir():
        if entry.is_dir() and entry.name != ".tbh":
            shutil.rmtree(entry)
        elif entry.is_file():
            entry.unlink()
    ignored = shutil.ignore_patterns(".tbh")
    shutil.copytree(before, content, ignore=ignored, dirs_exist_ok=True)


def _outside(folder: Path) -> dict[str, str]:
    """Return what no build may touch: all but what it makes and what it remembers."""
    return {
        name: each
        for name, each in digests(folder).items()
        if not name.startswith(("out/", "content/.tbh/cache/"))
    }


def _completes(building: Building, clean: Path) -> None:
    """Check that the next build makes what one from nothing makes, and leaves nothing else."""
    building.finish()
    Building(building.content, clean, ("--no-cache",)).finish()
    assert digests(building.out) == digests(clean)
    assert [*building.out.rglob("*.partial"), *building.content.rglob("*.partial")] == []
