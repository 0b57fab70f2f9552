"""Problems for programs."""

import json
from collections.abc import Iterable
from typing import Any

from attrs import asdict

from tbh_model._problems import Problem


def problems_json(problems: Iterable[Problem]) -> str:
    """Write problems as a JSON array of objects.

    Each object has exactly the keys `code`, `severity`, `message`, `file`, `line`, `column`,
    `path`, `hint` and `related`; lines and columns count from 1, and `file` is relative to the
    content folder.
    """
    return json.dumps([_object(problem) for problem in problems], ensure_ascii=False, indent=2)


def _object(problem: Problem) -> dict[str, Any]:
    data = asdict(problem)
    del data["length"]
    return data
