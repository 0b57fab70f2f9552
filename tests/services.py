"""Services that a test starts on this machine, and ends: a database, and servers of platforms."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.request import urlopen

DATABASE_PROGRAMS: Final = ("mariadbd", "mariadb-install-db", "my_print_defaults")


@contextmanager
def database(data: Path, sock: Path) -> Iterator[None]:
    """Start a MariaDB on a socket: its user `root` has no password, and it is on no network."""
    user = f"--user={os.environ.get('USER') or 'root'}"
    method = "--auth-root-authentication-method=normal"
    run("mariadb-install-db", "--no-defaults", f"--datadir={data}", user, method)
    options = ("--skip-networking", f"--socket={sock}", "--innodb-flush-log-at-trx-commit=0")
    with process("mariadbd", "--no-defaults", f"--datadir={data}", user, *options):
        for _ in range(200):
            if sock.exists():
                break
            time.sleep(0.1)
        yield


def run(*words: str | Path) -> str:
    """Run a program, and return what it prints."""
    done = subprocess.run([*map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode:
        message = f"{words[0]} failed: {done.stdout[-500:]} {done.stderr[-500:]}"
        raise RuntimeError(message)
    return done.stdout.strip()


@contextmanager
def process(
    *words: str | Path, folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[None]:
    """Start a program, and end it after the block."""
    quiet = subprocess.DEVNULL
    started = subprocess.Popen(
        [*map(str, words)],
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdout=quiet,
        stderr=quiet,
    )
    try:
        yield
    finally:
        started.terminate()
        try:
            started.wait(20)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(url: str, seconds: int = 10) -> None:
    """Return when a server answers.

    Raises:
        RuntimeError: If none does in time.
    """
    for _ in range(10 * seconds):
        try:
            with urlopen(url):  # noqa: S310 - on this machine
                return
        except OSError:
            time.sleep(0.1)
    message = f"nothing answers at {url}"
    raise RuntimeError(message)
