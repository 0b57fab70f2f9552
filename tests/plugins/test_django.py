"""`tbh-django` on SQLite and on PostgreSQL, and its administration in Chromium."""

import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from machine import Machine
from npm import NEEDS_NPM, Packages

pytestmark = pytest.mark.heavy

ROOT: Final = Path(__file__).parents[2]
PLUGIN: Final = ROOT / "plugins" / "tbh-django"
VERSIONS: Final = {"playwright-core": "1.64.1"}
NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
BROWSER: Final = next(filter(None, map(shutil.which, NAMES)), None)
SCRIPT: Final = Path(__file__).with_name("admin.mjs")
SERVER_PROGRAMS: Final = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """Start a PostgreSQL of our own, and yield the folder of its socket."""
    if not SERVER_PROGRAMS:
        pytest.skip("PostgreSQL is not installed: tbh-django is tested on SQLite ALONE")
    folder = Path(tempfile.mkdtemp(prefix="tbh-postgresql-"))
    programs, owner = SERVER_PROGRAMS[-1], []
    if os.getuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres")
        folder.chmod(0o755)
        owner = ["runuser", "-u", pwd.getpwnam("postgres").pw_name, "--"]

    def run(program: str, *words: str) -> None:
        command = [*owner, str(programs / program), "--pgdata", str(folder / "data"), *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)

    run("initdb", "--username=postgres", "--auth=trust", "--no-sync")
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    run("pg_ctl", "--wait", "--log", str(folder / "log"), "--options", options, "start")
    try:
        yield str(folder)
    finally:
        run("pg_ctl", "--mode=immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Mapping[str, str]:
    """Return the environment of a project with an empty database."""
    path = (PLUGIN / "src", PLUGIN / "tests", ROOT / "src")
    found = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, path)),
        "DJANGO_SETTINGS_MODULE": "project.settings",
        "TBH_TEST_FOLDER": str(tmp_path),
    }
    if request.param == "postgresql":
        found["TBH_TEST_POSTGRESQL"] = request.getfixturevalue("postgresql")
        found["TBH_TEST_DATABASE"] = f"test_{time.monotonic_ns()}"
        command = [shutil.which("createdb") or "createdb", "--host", found["TBH_TEST_POSTGRESQL"]]
        subprocess.run([*command, "--username=postgres", found["TBH_TEST_DATABASE"]], check=True)
    return found


def run(environment: Mapping[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-B", "-m", *words],
        cwd=PLUGIN,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@contextmanager
def served(environment: Mapping[str, str]) -> Iterator[str]:
    """Run the server of the project, and yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "django", "runserver", f"127.0.0.1:{port}", "--noreload"]
    server = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                assert server.poll() is None
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def test_its_tests_pass(environment: Mapping[str, str]) -> None:
    """On either database."""
    assert " passed" in run(environment, "pytest", "-q", "-p", "no:cacheprovider")


def test_a_page_of_wagtail_embeds_an_edition(tmp_path: Path) -> None:
    """Its form offers the edition, and a reader sees no more than what may go out."""
    site = shutil.copytree(PLUGIN / "tests" / "wagtail_site", tmp_path / "site")
    path = (PLUGIN / "src", PLUGIN / "tests", site, ROOT / "src")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, path)),
        "DJANGO_SETTINGS_MODULE": "settings",
        "TBH_TEST_FOLDER": str(tmp_path),
    }

    run(environment, "django", "makemigrations", "home")
    run(environment, "django", "migrate", "--verbosity=0")
    assert json.loads(run(environment, "visit")) == {"chosen": True, "before": True, "after": False}


def test_it_is_installed_from_wheels(tmp_path: Path) -> None:
    """With its migrations, commands and template tags."""
    machine = Machine(tmp_path)
    machine.pip("install", str(machine.wheel(ROOT)), str(machine.wheel(PLUGIN)), "pytest>=9")
    tests = shutil.copytree(PLUGIN / "tests", tmp_path / "tests")
    shutil.copyfile(PLUGIN / "pyproject.toml", tmp_path / "pyproject.toml")

    assert " passed" in machine.python("-m", "pytest", "-q", "-p", "no:cacheprovider", str(tests))


@NEEDS_NPM
@pytest.mark.skipif(BROWSER is None, reason="an editor needs a browser: Chromium")
def test_an_editor_publishes_and_takes_back(environment: Mapping[str, str], tmp_path: Path) -> None:
    """By the administration alone: what the feed shows follows at once."""
    packages = Packages(tmp_path, VERSIONS)
    password = {"DJANGO_SUPERUSER_PASSWORD": "correct horse"}
    run(environment, "django", "migrate", "--verbosity=0")
    options = ("--noinput", "--username=editor", "--email=editor@larchstreet.example")
    run({**environment, **password}, "django", "createsuperuser", *options)
    with served(environment) as address:
        question = {"browser": BROWSER, "address": address, "password": "correct horse"}
        seen = packages.asked(SCRIPT, question)

    assert "ftp" in seen["mistake"]
    assert "has no record of consent" in seen["withheld"]
    assert "Approved" in seen["approved message"]
    assert "Withdrawn" in seen["withdrawn message"]
    assert {step: seen[step]["quoted"] for step in seen if "status" in seen[step]} == {
        "without consent": False,
        "with consent": True,
        "approved": True,
        "withdrawn": False,
    }
