"""The letters of `tbh-email`: what mail programs know of them, and how they look in Chromium."""

import os
import re
import shutil
import subprocess
import sys
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, Final

import pytest

from installed import Packages as Installed
from npm import NEEDS_NPM, Packages

ROOT: Final = Path(__file__).parents[2]
PLUGIN: Final = ROOT / "plugins" / "tbh-email"
EXAMPLE: Final = ROOT / "examples" / "therapists-being-human"
COMMAND: Final = ("export", "email", str(EXAMPLE), "--at", "2026-11-20T12:00:00Z")
VERSIONS: Final = {"caniemail": "2.0.2", "playwright-core": "1.64.1"}
CLIENTS: Final = (
    *("gmail.android", "gmail.desktop-webmail", "gmail.ios", "gmail.mobile-webmail"),
    *("outlook.android", "outlook.ios", "outlook.macos", "outlook.outlook-com"),
    *("outlook.windows", "outlook.windows-mail", "apple-mail.ios", "apple-mail.macos"),
    *("yahoo.android", "yahoo.desktop-webmail", "yahoo.ios", "aol.android"),
    *("samsung-email.android", "thunderbird.macos", "protonmail.desktop-webmail"),
    *("hey.desktop-webmail", "fastmail.desktop-webmail", "gmx.desktop-webmail"),
    *("web-de.desktop-webmail", "orange.desktop-webmail", "laposte.desktop-webmail"),
)
"""Those of which caniemail has data on every feature."""
NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
BROWSER: Final = next(filter(None, map(shutil.which, NAMES)), None)

pytestmark = [pytest.mark.heavy, NEEDS_NPM]


@pytest.fixture
def pages(tmp_path: Path) -> dict[str, str]:
    """Return the page of each letter of the example, as the command writes it."""
    installed = Installed(tmp_path / "installed")
    installed.install("tbh-email", "email = tbh_email:Email")
    (installed.folder / "tbh_email.py").unlink()
    path = (installed.folder, PLUGIN / "src", ROOT / "src")
    out = tmp_path / "out"
    subprocess.run(
        [sys.executable, "-m", "tbh_model", *COMMAND, "--to", str(out)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return {file.stem: _page(file.read_bytes()) for file in sorted(out.rglob("*.eml"))}


def _page(data: bytes) -> str:
    letter = message_from_bytes(data, policy=default)
    assert isinstance(letter, EmailMessage)
    page = letter.get_body(("html",))
    assert page is not None
    html = page.get_content()
    assert isinstance(html, str)
    return html


def test_what_a_mail_program_does_not_know_has_a_fallback(
    pages: dict[str, str], tmp_path: Path
) -> None:
    """Each is listed in the README of the package, and nothing is listed that is not there."""
    readme = (PLUGIN / "README.md").read_text(encoding="utf-8")
    table = readme.partition("| Not known everywhere |")[2].partition("\n\n")[0]
    listed = set(re.findall(r"^\| `([^`]+)` \| ", table, re.MULTILINE))
    packages = Packages(tmp_path, VERSIONS)
    script = Path(__file__).with_name("caniemail.mjs")

    found: set[str] = set()
    for html in pages.values():
        found |= packages.asked(script, {"html": html, "clients": CLIENTS}).keys()
    assert found == listed


SCREENS: Final = [(width, scheme) for width in (320, 390, 1000) for scheme in ("light", "dark")]


@pytest.mark.skipif(BROWSER is None, reason="the letters are shown in Chromium")
def test_a_letter_fits_every_screen_and_can_be_read_on_it(
    pages: dict[str, str], tmp_path: Path
) -> None:
    """Nothing is wider than the screen, the sheet at most 600 pixels, contrasts at least 4.5."""
    packages = Packages(tmp_path, VERSIONS)
    script = Path(__file__).with_name("letters.mjs")
    question = {"browser": BROWSER, "pages": [*pages.values()], "screens": SCREENS}
    seen: list[dict[str, Any]] = packages.asked(script, question)

    assert len(seen) == len(pages) * len(SCREENS)
    for each in seen:
        assert each["overflow"] == 0, each
        assert each["sheet"] <= min(600, each["width"]), each
        assert each["contrast"] >= 4.5, each
