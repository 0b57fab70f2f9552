"""`tbh desk` in Chromium: a whole edition, from nothing to a built site, with no file touched."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from installed import Packages as Installed
from npm import NEEDS_NPM, Packages
from small_folder import SERIES, write

ROOT: Final = Path(__file__).parents[2]
VERSIONS: Final = {"axe-core": "4.14.1", "playwright-core": "1.64.1"}
NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
BROWSER: Final = next(filter(None, map(shutil.which, NAMES)), None)
SCRIPT: Final = Path(__file__).with_name("desk.mjs")

pytestmark = [
    pytest.mark.heavy,
    NEEDS_NPM,
    pytest.mark.skipif(BROWSER is None, reason="the forms are filled in in Chromium"),
]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment with the desk, as pip would install it."""
    installed = Installed(tmp_path / "installed")
    installed.install("tbh-desk", "desk = tbh_desk:desk", group="tbh_model.commands")
    (installed.folder / "tbh_desk.py").unlink()
    path = (installed.folder, ROOT / "plugins" / "tbh-desk" / "src", ROOT / "src")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))}


@contextmanager
def served(folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """Run the desk, and yield the link that it prints."""
    command = [sys.executable, "-m", "tbh_model", "desk", str(folder), "--port", "0"]
    server = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    try:
        lines = iter(server.stderr)
        yield next(found[1] for line in lines if (found := re.search(r"edit +(http\S+)", line)))
    finally:
        server.terminate()
        server.communicate(timeout=20)


def test_an_edition_is_made_from_nothing_and_published(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """By keyboard, without scripts; axe finds nothing on any page, narrow, wide, light or dark."""
    folder, site = tmp_path / "content", tmp_path / "site"
    write(folder, "series.yaml", SERIES)
    packages = Packages(tmp_path, VERSIONS)

    with served(folder, environment) as link:
        seen = packages.asked(SCRIPT, {"browser": BROWSER, "link": link})
    command = [sys.executable, "-m", "tbh_model", "build", str(folder), "--to", str(site)]
    subprocess.run(command, env=environment, check=True, stderr=subprocess.DEVNULL)

    assert seen["found"] == []
    assert len(seen["paths"]) >= 9
    assert seen["refused"] == "Topic: Topic is missing"
    assert any(text.startswith("Approved on") for text in seen["approved"])
    assert seen["saved"] == "Saved."
    page = (site / "editions" / "who-closes-the-door" / "index.html").read_text(encoding="utf-8")
    assert "I do, and I say so." in page
    assert "Dana Okafor, RC" in page
    assert "drawer 2" not in page
