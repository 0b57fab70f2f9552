"""A real Ghost on this machine: Node, MariaDB on a socket, and no mail.

Run it to look at one: `make ghost`. It needs Node, the programs of Debian's packages
mariadb-server-core and mariadb-client-core, and in TBH_GHOST the folder of a Ghost with all that
it needs, which `sh plugins/tbh-ghost/tests/install.sh FOLDER` makes from npm. TBH_NODE may name
another Node than that of the path.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import httpx
from attrs import frozen

from services import DATABASE_PROGRAMS, database, free_port, process, wait_for

NODE: Final = os.environ.get("TBH_NODE", "node")
SOURCE: Final = Path(os.environ.get("TBH_GHOST") or "TBH_GHOST")
MAIL: Final = "editor@small.example"
PASSWORD: Final = "look-around-0042"  # noqa: S105 - of nobody
_START_SECONDS: Final = 120


@frozen(kw_only=True)
class LiveGhost:
    """A Ghost that runs."""

    url: str
    key: str
    """The Admin API key of an integration."""
    content_key: str
    """The key of its Content API, which every page of a site shows."""


def what_is_missing() -> str:
    """Return what a Ghost cannot be started without; empty if everything is there."""
    missing = [name for name in (NODE, *DATABASE_PROGRAMS) if shutil.which(name) is None]
    if not (SOURCE / "node_modules").is_dir():
        missing.append(f"{SOURCE}/node_modules")
    return ", ".join(missing)


@contextmanager
def ghost() -> Iterator[LiveGhost]:
    """Start a Ghost without posts, and end it after the block."""
    with TemporaryDirectory(prefix="tbh-ghost-", ignore_cleanup_errors=True) as place:
        content, data, sock = Path(place) / "content", Path(place) / "data", Path(place) / "db.sock"
        shutil.copytree(SOURCE / "content", content)
        url = f"http://127.0.0.1:{(port := free_port())}"
        settings = {
            "NODE_ENV": "production",
            "url": url,
            "server__host": "127.0.0.1",
            "server__port": str(port),
            "database__client": "mysql",
            "database__connection__socketPath": str(sock),
            "database__connection__user": "root",
            "database__connection__password": "",
            "database__connection__database": "ghost",
            "paths__contentPath": str(content),
            "logging__transports": '["stdout"]',
            "mail__transport": "stub",
            "privacy__useUpdateCheck": "false",
            "privacy__useGravatar": "false",
            "privacy__useRpcPing": "false",
            "security__staffDeviceVerification": "false",  # it sends a code by mail
        }
        server = process(NODE, SOURCE / "index.js", folder=SOURCE, environment=settings)
        with database(data, sock), server:
            wait_for(f"{url}/ghost/api/admin/site/", _START_SECONDS)
            yield _set_up(url)


def _set_up(url: str) -> LiveGhost:
    """Create the owner, as the first visitor does, and an integration."""
    headers = {"Origin": url, "Accept-Version": "v5.0"}
    owner = {"name": "An Editor", "email": MAIL, "password": PASSWORD, "blogTitle": "A Practice"}
    login = {"username": MAIL, "password": PASSWORD}
    with httpx.Client(base_url=f"{url}/ghost/api/admin", headers=headers, timeout=60) as client:
        client.post("/authentication/setup/", json={"setup": [owner]}).raise_for_status()
        client.post("/session/", json=login).raise_for_status()
        query = {"include": "api_keys"}
        data = {"integrations": [{"name": "tbh"}]}
        answer = client.post("/integrations/", params=query, json=data).raise_for_status()
    (integration,) = answer.json()["integrations"]
    keys = {key["type"]: key["secret"] for key in integration["api_keys"]}
    return LiveGhost(url=url, key=keys["admin"], content_key=keys["content"])


def main() -> None:
    """Start a Ghost for a person who wants to look, until a key is pressed."""
    missing = what_is_missing()
    if missing:
        sys.exit(f"{__doc__}\nMissing: {missing}")
    with ghost() as live:
        sys.stdout.write(
            f"{live.url}/ghost/  user {MAIL}, password {PASSWORD}\n"
            f"export TBH_GHOST_KEY={live.key}\n"
            f"tbh push ghost examples/therapists-being-human --set url={live.url}\n"
            "Enter ends it.\n"
        )
        sys.stdin.readline()


if __name__ == "__main__":
    main()
