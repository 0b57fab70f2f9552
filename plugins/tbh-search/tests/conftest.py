"""The two programs that can run the page: neither must be there."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tbh_model as tbh
from small_talk import files
from tbh_search import Search

MATCHING = Path(__file__).parents[1] / "src/tbh_search/templates/search/matching.js"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture
def evaluate() -> Callable[..., Any]:
    """Return a function that runs JavaScript beside the matching, with `data` at hand."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node to run JavaScript")

    def run(expression: str, data: object = None) -> Any:
        # what is after the page's own script is a function body of the test
        program = (
            f"{MATCHING.read_text(encoding='utf-8')}\n"
            f"const m = globalThis.tbhMatching;\nconst data = {json.dumps(data)};\n"
            f"process.stdout.write(JSON.stringify((() => {{ return {expression}; }})()));"
        )
        done = subprocess.run(
            [node, "-"], input=program, capture_output=True, encoding="utf-8", check=True
        )
        return json.loads(done.stdout)

    return run


@pytest.fixture
def browse(tmp_path: Path) -> Callable[..., str]:
    """Return a function that opens the page from the disk, and gives what is then in it."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        pytest.skip("there is no Chromium to open the page with")

    def open_page(content: tbh.Series, query: str, exporter: Search | None = None) -> str:
        for path, text in files(content, exporter).items():
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        flags = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--dump-dom")
        profile = f"--user-data-dir={tmp_path / 'profile'}"
        address = f"{(tmp_path / 'search/index.html').as_uri()}?q={query}"
        done = subprocess.run(
            [browser, *flags, profile, "--virtual-time-budget=2000", address],
            capture_output=True,
            encoding="utf-8",
            check=True,
            timeout=60,
        )
        return done.stdout

    return open_page
