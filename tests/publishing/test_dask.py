"""Files made by a cluster of Dask, with two workers on this machine."""

import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
from attrs import frozen
from distributed import Client, LocalCluster

import tbh_model as tbh
from small import AT, series
from small_exporter import Many

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def client_of(cluster: Any) -> Any:
    return Client(cluster)


@pytest.fixture
def client() -> Iterator[Any]:
    """Run a cluster for one test, as tests kill its workers."""
    with (
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            host="127.0.0.1",
            scheduler_port=0,
            dashboard_address=":0",
        ) as cluster,
        client_of(cluster) as made,
    ):
        made.cluster.scheduler.allowed_failures = 0  # what kills a worker is given up at once
        yield made


def files(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def deadly(parent: int) -> str:
    """Kill the process that makes it, if that is not the one that asked for it."""
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return "made"


def slow(number: int) -> str:
    time.sleep(0.01)
    return f"{number}\n"


@frozen(kw_only=True)
class Slow:
    """Files that take a moment, and maybe one that kills whoever makes it."""

    info: ClassVar = tbh.ExporterInfo(name="slow", channel=tbh.Channel.WEB, summary="Slow")
    is_deadly: bool = False

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        for number in range(320):
            yield tbh.Artifact.lazy(f"{number}.txt", "text/plain", slow, number)
        if self.is_deadly:
            yield tbh.Artifact.lazy("deadly.txt", "text/plain", deadly, os.getpid())


@pytest.mark.heavy
def test_a_cluster_makes_the_same(tmp_path: Path, example: tbh.Series, client: Any) -> None:
    """Every channel, with the executor that Dask gives."""
    tbh.publish(example, tmp_path / "alone", NOW, jobs=1)

    with client.get_executor() as executor:
        report = tbh.publish(example, tmp_path / "cluster", NOW, executor=executor)

    assert report.is_complete
    assert report.executor_failures == {}
    assert files(tmp_path / "cluster") == files(tmp_path / "alone")


@pytest.mark.heavy
def test_a_worker_that_dies_is_made_up_for_by_another(tmp_path: Path, client: Any) -> None:
    """It is killed from outside, in the middle of a build."""
    client.cluster.scheduler.allowed_failures = 3
    first = min(client.run(os.getpid).values())
    killed = threading.Event()

    def kill(done: int, _: int) -> None:
        if done == 50:
            os.kill(first, signal.SIGKILL)
            killed.set()

    with client.get_executor(pure=False) as executor:
        report = tbh.publish(series(), tmp_path, AT, [Slow()], executor=executor, progress=kill)

    assert killed.is_set()
    assert report.is_complete
    assert report.executor_failures == {}
    assert {name: body for name, body in files(tmp_path).items() if "manifest" not in name} == {
        f"{number}.txt": f"{number}\n".encode() for number in range(320)
    }


@pytest.mark.heavy
def test_what_kills_every_worker_is_made_here(tmp_path: Path, client: Any) -> None:
    """Dask gives it up; the build goes on, and its report says so."""
    with client.get_executor(pure=False) as executor:
        report = tbh.publish(series(), tmp_path, AT, [Slow(is_deadly=True)], executor=executor)

    assert report.is_complete
    assert len(report.written) == 321
    assert (tmp_path / "deadly.txt").read_text(encoding="utf-8") == "made"
    (reason,) = report.executor_failures
    assert reason.startswith("KilledWorker: ")


@pytest.mark.heavy
def test_a_cluster_that_is_gone_is_done_without(tmp_path: Path, client: Any) -> None:
    """Its client takes no more work; everything is made here."""
    executor = client.get_executor(pure=False)
    client.close()

    report = tbh.publish(series(), tmp_path, AT, [Many(count=40)], executor=executor)

    assert report.is_complete
    assert sum(report.executor_failures.values()) == 40
