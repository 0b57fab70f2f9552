"""What type checkers say of exporters: nothing of good ones, and of bad ones what helps.

The programs in `tests/typing` are checked and never run. A comment says what is expected on its own
line or, where it fills a line, on the next one that is no comment: `# mypy says: ...`.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import tbh_model

PROGRAMS = Path(__file__).parent / "typing"
SOURCE = Path(tbh_model.__file__).parents[1]

Finding = tuple[str, int, str]
"""The name of a program, a line of it, and what was said there."""


def mypy(home: Path) -> list[Finding]:
    """Run mypy over all programs, as strict as it can be."""
    options = ["--config-file=", "--strict", "--output=json", f"--cache-dir={home}"]
    said = map(json.loads, checked("mypy", *options, PROGRAMS).splitlines())
    return [(Path(each["file"]).name, each["line"], each["message"]) for each in said]


def pyright(home: Path) -> list[Finding]:
    """Run pyright over all programs."""
    settings = {"include": [os.path.relpath(PROGRAMS, home)], "extraPaths": [str(SOURCE)]}
    (home / "pyrightconfig.json").write_text(json.dumps(settings))
    options = ["--outputjson", "--pythonpath", sys.executable, "--project", home]
    said = json.loads(checked("pyright", *options))["generalDiagnostics"]
    return [
        (Path(each["file"]).name, each["range"]["start"]["line"] + 1, each["message"])
        for each in said
    ]


def checked(checker: str, *options: object) -> str:
    command = [str(Path(sys.executable).with_name(checker)), *map(str, options)]
    environment = {**os.environ, "MYPYPATH": str(SOURCE), "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert not done.stderr, done.stderr
    return done.stdout


def expected(program: Path, checker: str) -> Iterator[Finding]:
    """Read from the comments of a program on which lines what is expected."""
    waiting: list[str] = []
    for number, line in enumerate(program.read_text(encoding="utf-8").splitlines(), start=1):
        waiting += re.findall(rf"# {checker} says: (.+)", line)
        if not line.startswith("#"):
            yield from ((program.name, number, words) for words in waiting)
            waiting = []


@pytest.mark.parametrize("check", [mypy, pyright])
def test_programs_are_refused_where_they_are_wrong(
    check: Callable[[Path], list[Finding]], tmp_path: Path
) -> None:
    """On the very line, in words that help, and nowhere else: good programs not at all."""
    programs = sorted(PROGRAMS.rglob("*.py"))
    wanted = sorted(each for program in programs for each in expected(program, check.__name__))

    found = sorted(check(tmp_path))

    assert [place for *place, _ in found] == [place for *place, _ in wanted]
    for (*_, words), (*_, message) in zip(wanted, found, strict=True):
        assert words in message
