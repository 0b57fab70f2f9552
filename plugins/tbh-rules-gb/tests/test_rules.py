"""The rules are found, say what they should, and are content with what is right."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

THERAPIST = """\
id: t-1
name: Noor Haddad
credentials:
  - title: {title}
    abbreviation: {abbreviation}
    issuer: British Association for Counselling and Psychotherapy
"""


def tbh(*words: object) -> str:
    """Run the command where this package is installed."""
    command = [sys.executable, "-m", "tbh_model", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def problems(folder: Path) -> list[tuple[str, str]]:
    """Return code and hint of every warning for a content folder."""
    found: list[dict[str, Any]] = json.loads(tbh("check", folder, "--format", "json"))
    return [(each["code"], each["hint"]) for each in found if each["severity"] == "warning"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a new series in the United Kingdom."""
    tbh("new", "series", tmp_path, "--title", "T", "--publisher", "P", "--jurisdiction", "GB")
    return tmp_path


def test_the_rules_can_be_used() -> None:
    """Their file is in the package, without a mistake, and no other package brings the same."""
    rules = {entry["name"]: entry for entry in json.loads(tbh("rules", "list", "--json"))}

    assert rules["GB"]["address"] == "GB@tbh-rules-gb"
    assert rules["GB"]["problem"] is None


def test_a_new_series_begins_with_the_crisis_notice(folder: Path) -> None:
    """And nothing is wrong with it."""
    assert "Samaritans on [116 123](tel:116123)" in (folder / "series.yaml").read_text()
    assert problems(folder) == []


@pytest.mark.parametrize(
    ("title", "abbreviation", "expected"),
    [
        ("Registered Member MBACP (Accred)", "MBACP (Accred)", []),
        ("Registered Member MBACP", "MBACP (Accred)", [("TBH409", "write `MBACP`")]),
        ("Registerd Member MBACP", "MBACP",
         [("TBH409", "did you mean `Registered Member MBACP`?")]),
    ],
)  # fmt: skip
def test_a_title_is_one_that_is_granted(
    folder: Path, title: str, abbreviation: str, expected: list[tuple[str, str]]
) -> None:
    """With the letters that belong to it."""
    text = THERAPIST.format(title=title, abbreviation=abbreviation)
    (folder / "therapists" / "t-1.yaml").write_text(text)

    assert problems(folder) == expected
