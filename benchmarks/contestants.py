"""Who takes part: what each is given, and the command that builds its site.

The others live in an environment of their own below `build/`; what they are, and their templates,
is in the folder `peers`.
"""

import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

from attrs import frozen
from peer_content import (
    Place,
    by_id,
    by_name,
    pelican_page,
    write_editions,
    write_therapists,
    yaml_page,
)

import tbh_model as tbh

ROOT = Path(__file__).parents[1]
PEERS = Path(__file__).with_name("peers")
HOME = ROOT / "build" / "bench"
AT = "2100-01-01T00:00:00Z"
"""Everything in the corpus is published by then."""
ELEVENTY = HOME / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"


@frozen(kw_only=True)
class Contestant:
    """Somebody who turns content into a site."""

    name: str
    version: tuple[str | Path, ...]
    """The command that prints its version."""
    write: Callable[[tbh.Series, Path], None]
    """Write its own files into a folder."""
    edition: str
    """Which file holds an edition."""
    place: Place = by_id
    """How the page of a therapist is named."""
    command: Callable[[Path], tuple[str | Path, ...]]
    """Build into a folder; it is run where the content is."""
    is_measured_against: bool = False
    """Whether there are targets for it, so that it takes part in every turn."""

    def told_version(self) -> str:
        """Ask it for its version."""
        said = subprocess.run(self.version, capture_output=True, check=True, text=True).stdout
        return next(iter(re.findall(r"\d+\.\d+[\w.]*", said)), "unknown")


def write_ours(_: tbh.Series, __: Path) -> None:
    """Write nothing: the corpus is ours."""


def write_hugo(series: tbh.Series, folder: Path) -> None:
    """Lay out the content as Hugo wants it."""
    shutil.copytree(PEERS / "hugo", folder)
    write_editions(series, yaml_page, folder / "content" / "editions")
    write_therapists(series, folder / "content" / "therapists", "{id}/_index.md")


def write_pelican(series: tbh.Series, folder: Path) -> None:
    """Lay out the content as Pelican wants it."""
    shutil.copytree(PEERS / "pelican", folder)
    write_editions(series, pelican_page, folder / "content" / "editions")


def write_eleventy(series: tbh.Series, folder: Path) -> None:
    """Lay out the content as Eleventy wants it."""
    shutil.copytree(PEERS / "eleventy", folder)
    write_editions(series, yaml_page, folder / "editions")
    write_therapists(series, folder / "therapists", "{id}.md")


OURS = Contestant(
    name="tbh-model",
    version=(sys.executable, "-c", "import tbh_model; print(tbh_model.__version__)"),
    write=write_ours,
    edition="editions/{slug}.yaml",  # so is the newest; half of the others are Markdown
    command=lambda to: (sys.executable, "-m", "tbh_model", "build", "--to", to, "--at", AT),
    is_measured_against=True,
)


def hugo() -> Contestant:
    """Hugo: the program itself, without the Python that finds it."""
    program = next((HOME / "venv").rglob("hugo/binaries/hugo*"))
    return Contestant(
        name="Hugo",
        version=(program, "version"),
        write=write_hugo,
        edition="content/editions/{slug}.md",
        command=lambda to: (program, "--quiet", "--destination", to),
        is_measured_against=True,
    )


def pelican() -> Contestant:
    """Pelican, with Markdown."""
    program = HOME / "venv" / "bin" / "pelican"
    return Contestant(
        name="Pelican",
        version=(program, "--version"),
        write=write_pelican,
        edition="content/editions/{slug}.md",
        place=by_name,
        command=lambda to: (program, "content", "-s", "pelicanconf.py", "-o", to, "-q"),
    )


def eleventy() -> Contestant:
    """Eleventy, with Nunjucks."""
    return Contestant(
        name="Eleventy",
        version=("node", ELEVENTY, "--version"),
        write=write_eleventy,
        edition="editions/{slug}.md",
        command=lambda to: ("node", ELEVENTY, "--quiet", f"--output={to}"),
    )


def peers() -> list[Contestant]:
    """Install those that can be had, and give them."""
    install()
    found = [hugo(), pelican()]
    return [*found, eleventy()] if ELEVENTY.is_file() else found


def install() -> None:
    """Install the peers below `build/`, unless these very ones are there."""
    wanted = (PEERS / "requirements.txt", PEERS / "package.json")
    said = "".join(file.read_text(encoding="utf-8") for file in wanted)
    stamp = HOME / "installed.txt"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == said:
        return
    print("Installing the others into build/bench")
    venv.create(HOME / "venv", with_pip=True, clear=True)
    python = HOME / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "-r", wanted[0]], check=True)
    npm = shutil.which("npm")
    if npm is not None:
        shutil.copy(wanted[1], HOME)
        subprocess.run([npm, "install", "--no-audit", "--no-fund"], cwd=HOME, check=True)
    stamp.write_text(said, encoding="utf-8")
