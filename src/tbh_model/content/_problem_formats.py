"""Output of problems as JSON, SARIF and annotations of GitHub."""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from attrs import asdict

from tbh_model._characters import is_active, printable
from tbh_model._problems import Position, Problem, Severity
from tbh_model._version import __version__
from tbh_model.content._problem_text import explanation

# What `json` writes as it is, and may be active, as far as one escape is enough for it.
_BEYOND_ASCII: Final = re.compile("[\x7f-\uffff]")


def problems_json(problems: Iterable[Problem]) -> str:
    """Return problems as a JSON array of objects.

    Each object has exactly the keys `code`, `severity`, `message`, `file`, `line`, `column`,
    `path`, `hint` and `related`. Lines and columns count from 1, and `file` is relative to the
    content folder.

    >>> content.problems_json([])
    '[]'
    """
    return write_json([_problem_data(problem) for problem in problems])


def problems_sarif(problems: Iterable[Problem]) -> str:
    """Return problems as a SARIF 2.1.0 log; locations are relative to the content folder.

    >>> '"version": "2.1.0"' in content.problems_sarif([])
    True
    """
    results = tuple(problems)
    codes = sorted({problem.code for problem in results})
    driver = {
        "name": "tbh-model",
        "version": __version__,
        "rules": [_rule(code) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, codes.index(problem.code)) for problem in results],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return write_json({"$schema": schema, "version": "2.1.0", "runs": [run]})


def problems_github(problems: Iterable[Problem], folder: str = "") -> str:
    """Return problems as workflow commands, which GitHub shows beside the lines.

    Args:
        problems: The problems.
        folder: The content folder as a POSIX path from the current folder; empty if they are the
            same.

    >>> problem = tbh.Problem(code="TBH107", severity=tbh.Severity.ERROR, message="no such key")
    >>> content.problems_github([problem])
    '::error title=TBH107%3A Nobody knows this key::no such key'
    """
    return "\n".join(_command(problem, folder) for problem in problems)


def write_json(data: object) -> str:
    r"""Return data as JSON in which control characters are escaped, for terminals.

    >>> content.write_json({"title": "Hope"})
    '{\n  "title": "Hope"\n}'
    """
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return _BEYOND_ASCII.sub(_escape_active, text)


def _escape_active(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}" if is_active(match[0]) else match[0]


def _problem_data(problem: Problem) -> dict[str, Any]:
    data = asdict(problem)
    del data["length"], data["subject"]
    return data


_LEVELS: Final[Mapping[Severity, str]] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
}


def _rule(code: str) -> dict[str, Any]:
    entry = explanation(code)
    return {
        "id": code,
        "shortDescription": {"text": entry.title},
        "fullDescription": {"text": entry.description},
        "help": {"text": entry.description, "markdown": entry.text},
        "defaultConfiguration": {"level": _LEVELS[entry.severity]},
    }


def _result(problem: Problem, rule: int) -> dict[str, Any]:
    advice = f" ({problem.hint})" if problem.hint else ""
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": _LEVELS[problem.severity],
        "message": {"text": printable(f"{problem.message}{advice}")},
        "locations": [],
    }
    location = _location(problem, problem.length)
    if problem.path:
        logical = {"fullyQualifiedName": printable(problem.path)}
        if problem.subject:
            logical["name"] = printable(problem.subject)
        location["logicalLocations"] = [logical]
    if location:
        result["locations"].append(location)
    if problem.related:
        result["relatedLocations"] = [
            {
                "id": index,
                "message": {"text": printable(position.message)},
                **_location(position, 1),
            }
            for index, position in enumerate(problem.related)
        ]
    return result


def _location(place: Problem | Position, length: int) -> dict[str, Any]:
    if place.file is None:
        return {}
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(os.fsencode(place.file))}}
    if place.line is not None:
        column = place.column or 1
        physical["region"] = {
            "startLine": place.line,
            "startColumn": column,
            "endColumn": column + length,
        }
    return {"physicalLocation": physical}


_COMMANDS: Final[Mapping[Severity, str]] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
}


def _command(problem: Problem, folder: str) -> str:
    properties = ",".join(
        f"{name}={_escape_property(value)}" for name, value in _command_properties(problem, folder)
    )
    advice = f"\n{printable(problem.hint)}" if problem.hint else ""
    message = _escape_data(f"{printable(problem.message)}{advice}")
    return f"::{_COMMANDS[problem.severity]} {properties}::{message}"


def _command_properties(problem: Problem, folder: str) -> Iterator[tuple[str, str]]:
    if problem.file is not None:
        yield "file", printable("/".join(filter(None, (folder, problem.file))))
    if problem.line is not None:
        column = problem.column or 1
        yield "line", str(problem.line)
        yield "endLine", str(problem.line)
        yield "col", str(column)
        yield "endColumn", str(column + problem.length)
    yield "title", f"{problem.code}: {explanation(problem.code).title}"


def _escape_data(text: str) -> str:
    """Escape what ends a workflow command: % first, then the ends of lines."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")
