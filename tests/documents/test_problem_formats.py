"""Problems for programs: SARIF and the workflow commands of GitHub."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

import tbh_model as tbh
from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model._problems import Position, Problem, Severity
from tbh_model.documents import problems_github, problems_sarif

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


def test_sarif_fits_the_parts_of_its_schema_that_it_uses() -> None:
    """Names, kinds and bounds as SARIF 2.1.0 has them, with nothing beside them."""
    message = {
        "type": "object",
        "required": ["text"],
        "additionalProperties": False,
        "properties": {"text": {"type": "string"}, "markdown": {"type": "string"}},
    }
    count = {"type": "integer", "minimum": 1}
    region = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"startLine": count, "startColumn": count, "endColumn": count},
    }
    location = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "id": {"type": "integer", "minimum": 0},
            "message": message,
            "physicalLocation": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "artifactLocation": {
                        "type": "object",
                        "additionalProperties": False,
                        "properties": {"uri": {"type": "string", "format": "uri-reference"}},
                    },
                    "region": region,
                },
            },
            "logicalLocations": {"type": "array", "items": {"type": "object"}},
        },
    }
    level = {"enum": ["none", "note", "warning", "error"]}
    schema = {
        "type": "object",
        "required": ["version", "runs"],
        "properties": {
            "version": {"const": "2.1.0"},
            "runs": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["tool"],
                    "additionalProperties": False,
                    "properties": {
                        "tool": {"type": "object", "required": ["driver"]},
                        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                        "results": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "required": ["message"],
                                "additionalProperties": False,
                                "properties": {
                                    "ruleId": {"type": "string"},
                                    "ruleIndex": {"type": "integer", "minimum": -1},
                                    "level": level,
                                    "message": message,
                                    "locations": {"type": "array", "items": location},
                                    "relatedLocations": {"type": "array", "items": location},
                                },
                            },
                        },
                    },
                },
            },
        },
    }
    document = json.loads(problems_sarif([PROBLEM, BARE]))

    assert list(Draft7Validator(schema).iter_errors(document)) == []


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
