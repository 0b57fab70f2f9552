"""Publishing in somebody else's program: real ones, each run as a process with a time limit."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

TESTS = Path(__file__).parents[1]
SECONDS = 240
PUBLISH = """
import sys
from pathlib import Path
import tbh_model as tbh
from small import AT, series
from slow_pages import SlowPages

def report(exporter=None, jobs=2, to=None):
    exporter = SlowPages() if exporter is None else exporter
    to = Path(sys.argv[1] if to is None else to)
    made = tbh.publish(series(), to, AT, [exporter], jobs=jobs)
    made_by = {file.read_text() for file in to.glob("*.txt")}
    return {"files": len(made.written), "processes": len(made_by), "lost": made.executor_failures}
"""
TWO = {"files": 128, "processes": 2, "lost": {}}


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(TESTS), "PYTHONDONTWRITEBYTECODE": "1"}


def run(program: str, folder: Path, *more: object, file: bool = True) -> Any:
    """Run a program, and read the JSON in the last line that it prints."""
    script = folder / "program.py"
    script.write_text(PUBLISH + program, encoding="utf-8")
    command = [sys.executable, *([script] if file else ["-"]), folder / "out", *more]
    done = subprocess.run(
        [str(each) for each in command],
        input=None if file else PUBLISH + program,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
        env=environment(),
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


UNGUARDED = """
import json, threading, time
(Path(sys.argv[1]).parent / "runs").open("a").write("x")
threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
print(json.dumps(report()))
"""


def test_a_script_without_a_guard_and_with_a_thread_finishes(tmp_path: Path) -> None:
    """Its body runs once, and the workers take part."""
    assert run(UNGUARDED, tmp_path) == TWO
    assert (tmp_path / "runs").read_text() == "x"


DEFAULT = """
import json, os, subprocess
def refuse(*_, **__): raise AssertionError("a process was begun")
os.fork = subprocess.Popen.__init__ = refuse
made = tbh.publish(series(), Path(sys.argv[1]), AT, [SlowPages(milliseconds=0)])
print(json.dumps(made.is_complete))
"""


def test_no_process_is_begun_that_nobody_asked_for(tmp_path: Path) -> None:
    """A build is made by one process unless `jobs` says otherwise."""
    assert run(DEFAULT, tmp_path) is True


CELL = """
import json
from collections.abc import Iterable
from typing import ClassVar
from attrs import frozen

@frozen(kw_only=True)
class Cell:
    info: ClassVar = tbh.ExporterInfo(name="cell", channel=tbh.Channel.WEB, summary="A cell")
    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        for number in range(128):
            yield tbh.Artifact.text(f"{number}.txt", "made by the notebook")

print(json.dumps(report(Cell())))
"""


def test_a_notebook_publishes_with_the_exporter_of_a_cell(tmp_path: Path) -> None:
    """It has no file, and other processes no such class: its files are made there."""
    made = run(CELL, tmp_path, file=False)

    assert (made["files"], made["processes"]) == (128, 1)
    assert list(made["lost"]) == [
        "BrokenExecutor: its exporter is defined in the program itself, or cannot be pickled"
    ]


THREAD = """
import json, threading, time
threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
made = []
threads = [
    threading.Thread(target=lambda to=to: made.append(report(to=f"{sys.argv[1]}-{to}")))
    for to in ("a", "b")
]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(json.dumps(made))
"""


@pytest.mark.heavy
def test_two_threads_publish_at_once(tmp_path: Path) -> None:
    """Each to a folder of its own, with a worker of its own."""
    assert run(THREAD, tmp_path) == [TWO, TWO]


DAEMONIC = """
import json, multiprocessing
def child(pipe): pipe.send(report())
if __name__ == "__main__":
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=child, args=(theirs,), daemon=True)
    process.start()
    print(json.dumps(ours.recv()))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
@pytest.mark.heavy
def test_a_daemonic_process_publishes(tmp_path: Path) -> None:
    """As the workers of Celery are, which may have no children of `multiprocessing`."""
    assert run(DAEMONIC, tmp_path) == TWO


CELERY = """
import json
from celery import Celery
from celery.contrib.testing.worker import start_worker

app = Celery("program", broker="memory://", backend=f"file://{sys.argv[2]}")
app.conf.worker_hijack_root_logger = False

@app.task
def build():
    return report()

if __name__ == "__main__":
    with start_worker(app, pool="prefork", concurrency=1, perform_ping_check=False):
        print(json.dumps(build.delay().get(timeout=50)))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
@pytest.mark.heavy
def test_a_task_of_celery_publishes(tmp_path: Path) -> None:
    """In a prefork worker, with a broker in memory."""
    (tmp_path / "results").mkdir()
    assert run(CELERY, tmp_path, tmp_path / "results") == TWO


XDIST = """
from program import report

def test_publishing(tmp_path):
    assert report(to=tmp_path) == {"files": 128, "processes": 2, "lost": {}}
"""


@pytest.mark.heavy
def test_a_test_publishes_under_xdist(tmp_path: Path) -> None:
    """Whose workers have no standard input, and a main module that is not theirs."""
    (tmp_path / "program.py").write_text(PUBLISH, encoding="utf-8")
    (tmp_path / "test_it.py").write_text(XDIST, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "1", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "--rootdir", str(tmp_path), "test_it.py"],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
        cwd=tmp_path,
        env={**environment(), "PYTHONPATH": f"{TESTS}{os.pathsep}{tmp_path}"},
    )
    assert "1 passed" in done.stdout, done.stdout


DJANGO = """
import tempfile
from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import JsonResponse
from django.urls import path

def build(request):
    return JsonResponse(report(to=tempfile.mkdtemp(dir=settings.BASE_DIR)))

urlpatterns = [path("", build)]
if not settings.configured:
    settings.configure(
        ROOT_URLCONF="__main__", ALLOWED_HOSTS=["*"], DEBUG=True, SECRET_KEY="x",
        BASE_DIR=Path(__file__).parent,
    )
if __name__ == "__main__":
    execute_from_command_line(sys.argv)
"""


@pytest.mark.heavy
@pytest.mark.parametrize("option", ["--noreload", "--skip-checks"])
def test_a_view_of_django_publishes_under_runserver(tmp_path: Path, option: str) -> None:
    """Without its reloader and with it: then the program is a child that others watch."""
    script = tmp_path / "program.py"
    script.write_text(PUBLISH + DJANGO, encoding="utf-8")
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, str(script), "runserver", option, address]
    server = subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment(),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert json.loads(answer(f"http://{address}/")) == TWO
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def answer(url: str) -> bytes:
    """Ask until the server is there."""
    until = time.monotonic() + SECONDS
    while True:
        try:
            with urlopen(url, timeout=SECONDS) as found:  # noqa: S310 - of our own
                return bytes(found.read())
        except URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


KILLED = """
import os, threading, time
def tell():
    while not {file.read_text() for file in Path(sys.argv[1]).glob("*.txt")} - {str(os.getpid())}:
        time.sleep(0.05)
    print("under way", flush=True)
threading.Thread(target=tell, daemon=True).start()
report(SlowPages(count=1000, milliseconds=100))
"""


def made_by(folder: Path) -> set[int]:
    return {int(text) for file in folder.glob("*.txt") if (text := file.read_text())}


def is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_program_that_is_killed_leaves_no_worker_behind(tmp_path: Path) -> None:
    """They end with it, even in the middle of a file."""
    script = tmp_path / "program.py"
    script.write_text(PUBLISH + KILLED, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "out")],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        assert any("under way" in line for line in program.stdout)
        workers = made_by(tmp_path / "out") - {program.pid}
        program.kill()
    until = time.monotonic() + SECONDS

    assert workers
    while any(map(is_alive, workers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(is_alive, workers))


SEVERAL = """
import json
sys.path.insert(0, str(Path(sys.argv[1]).parent / "hidden"))
import only_here
del sys.path[0]
print(json.dumps(report(only_here.Hidden())))
"""
HIDDEN = """
from attrs import frozen
import tbh_model as tbh
from slow_pages import SlowPages

@frozen(kw_only=True)
class Hidden(SlowPages):
    pass
"""


def test_what_a_worker_cannot_import_is_made_here(tmp_path: Path) -> None:
    """And the report says what was missing there."""
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "only_here.py").write_text(HIDDEN, encoding="utf-8")

    made = run(SEVERAL, tmp_path)

    assert (made["files"], made["processes"]) == (128, 1)
    assert list(made["lost"]) == [
        "BrokenExecutor: ModuleNotFoundError: No module named 'only_here'"
    ]


EMBEDDED = """
import json
sys.executable = "/usr/sbin/uwsgi"
print(json.dumps(report(SlowPages(milliseconds=0))))
"""


@pytest.mark.heavy
def test_a_program_that_python_is_embedded_in_makes_all_itself(tmp_path: Path) -> None:
    """Nobody runs it again by mistake; the report says why there were no workers."""
    made = run(EMBEDDED, tmp_path)

    assert (made["files"], made["processes"]) == (128, 1)
    assert list(made["lost"]) == [
        "BrokenExecutor: '/usr/sbin/uwsgi' is no Python interpreter that could be begun again"
    ]


STATE = """
import gc, json, locale, logging, os, signal, threading, warnings
gc.freeze()
gc.set_threshold(701, 11, 12)
locale.setlocale(locale.LC_ALL, "C")
seen = set()
def watch():
    while True:
        seen.add((gc.isenabled(), gc.get_threshold(), gc.get_freeze_count() > 10000,
                  locale.setlocale(locale.LC_TIME)))
threading.Thread(target=watch, daemon=True).start()
def state():
    umask = os.umask(0o22)
    os.umask(umask)
    return [
        dict(os.environ), os.getcwd(), umask, sys.path, sys.getrecursionlimit(),
        [str(signal.getsignal(each)) for each in signal.valid_signals()],
        warnings.filters, logging.root.handlers, locale.setlocale(locale.LC_ALL),
        str(sys.excepthook), str(sys.stdout), str(threading.excepthook), sys.getswitchinterval(),
        str(sys.gettrace()), str(sys.getprofile()),
    ]
before = json.dumps(state(), default=str)
folder = Path(sys.argv[1])
loaded = tbh.load(sys.argv[2], jobs=2)
tbh.save(loaded, folder / "content")
tbh.check(folder / "content")
tbh.loads(tbh.dumps(loaded))
for name in ("rss", "atom", "json-feed", "opml", "html", "newsletter", "headers"):
    for artifact in tbh.export(loaded, name, at=AT):
        artifact.body
tbh.publish(loaded, folder / "one", AT, ledger=True, cache=True)
tbh.publish(loaded, folder / "two", AT, jobs=2)
tbh.status(loaded, AT)
print(json.dumps([before == json.dumps(state(), default=str), sorted(seen)]))
"""


def test_the_program_is_left_as_it_is(tmp_path: Path) -> None:
    """Collector, locale, signals, environment and the rest: afterwards, and meanwhile."""
    example = TESTS.parent / "examples" / "therapists-being-human"

    same, seen = run(STATE, tmp_path, example)

    assert same
    assert seen == [[True, [701, 11, 12], True, "C"]]
