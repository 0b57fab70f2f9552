"""Pages before the Nu HTML Checker, which is the W3C's."""

import json
import shutil
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings

import tbh_model as tbh
from npm import NEEDS_NPM, Packages
from strategies_model import INSTANTS, SERIES

VERSIONS: Final = {"vnu-jar": "26.9.27"}
NOW: Final = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
OF_THE_WORDS: Final = ("Private Use Area", "Unicode Normalization Form C")
"""What it says of characters that stand in the content, which arrives as it was written."""
PATIENT: Final = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)

pytestmark = [
    pytest.mark.heavy,
    NEEDS_NPM,
    pytest.mark.skipif(shutil.which("java") is None, reason="the checker runs on Java"),
]


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    packages = Packages(tmp_path_factory.mktemp("nu"), VERSIONS)
    return packages.file("vnu-jar/build/dist/vnu.jar")


def messages(checker: Path, folder: Path) -> list[str]:
    """Return all that it says of the pages and style sheets below a folder."""
    done = subprocess.run(
        [
            "java",
            "-jar",
            str(checker),
            "--format",
            "json",
            "--also-check-css",
            "--stdout",
            "--exit-zero-always",
            str(folder),
        ],
        check=True,
        stdout=subprocess.PIPE,
    )
    found: Any = json.loads(done.stdout)["messages"]
    return [each["message"] for each in found]


def put(artifacts: Iterable[tbh.Artifact], folder: Path) -> None:
    """Write pages and style sheets."""
    for artifact in artifacts:
        if artifact.media_type in ("text/html", "text/css"):
            path = folder / artifact.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(artifact.body)


def test_the_checker_finds_what_is_wrong(checker: Path, tmp_path: Path) -> None:
    """A page without a title, and a colour that is none."""
    (tmp_path / "page.html").write_text("<!doctype html><html lang=en><p>Words.")
    (tmp_path / "style.css").write_text("p { color: reddish }")

    assert len(messages(checker, tmp_path)) == 2


def test_it_has_nothing_to_say_of_fragments(
    checker: Path, example: tbh.Series, tmp_path: Path
) -> None:
    """On a page that is nothing but a title and one of them."""
    head = "<!DOCTYPE html><html lang=en><head><title>Page</title></head><body><h1>Page</h1>"
    for artifact in tbh.export(example, "html", at=NOW, fragment=True):
        if artifact.path.startswith("fragments/"):
            is_page = artifact.media_type == "text/html"
            text = artifact.body.decode()
            file = tmp_path / artifact.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{head}{text}</body></html>" if is_page else text, encoding="utf-8")

    assert messages(checker, tmp_path) == []


def test_it_has_nothing_to_say_of_the_example(
    checker: Path, example: tbh.Series, tmp_path: Path
) -> None:
    """No error and no warning."""
    put(tbh.export(example, "html", at=NOW), tmp_path)

    assert messages(checker, tmp_path) == []


def test_it_has_nothing_to_say_of_any_series(checker: Path, tmp_path: Path) -> None:
    """But for characters of the content itself."""

    @settings(phases=[Phase.generate], deadline=None, suppress_health_check=PATIENT)
    @given(SERIES, INSTANTS)
    def collect(series: tbh.Series, at: datetime) -> None:
        put(tbh.export(series, "html", at=at), tmp_path / str(len(list(tmp_path.iterdir()))))

    collect()
    found = [
        each
        for each in messages(checker, tmp_path)
        if not any(word in each for word in OF_THE_WORDS)
    ]

    assert found == []
