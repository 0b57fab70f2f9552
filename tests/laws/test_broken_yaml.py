"""Whoever breaks one line of YAML is told which, and what to do about it."""

import re
from collections import Counter
from pathlib import Path
from random import Random
from shutil import copytree

import pytest
from attrs import frozen

import tbh_model as tbh
from conftest import EXAMPLE
from tbh_model import content
from yaml_breaks import BREAKS, REMEDIES, spots

_TRIES = 200
_TIMES = 8
"""How often each break is made, if there are so many places for it."""


@frozen
class Broken:
    """A file in which one line is broken, and where that is reported."""

    name: str
    file: str
    head: str
    tail: str
    """What stands before and behind the YAML of the file."""
    lines: tuple[str, ...]
    before: str
    """What the line was."""
    line: int
    """Where it is in the file, from 1."""
    problems: tuple[tbh.Problem, ...]

    def __str__(self) -> str:
        """Describe what was done, and what came of it."""
        shown = [(each.line, each.message, each.hint) for each in self.problems]
        return f"{self.name}, {self.file}:{self.line}: {self.lines[self._at]!r} {shown}"

    @property
    def _at(self) -> int:
        return self.line - 1 - self.head.count("\n")

    def mended(self) -> str | None:
        """Return the text with what the hint says done to it, or nothing if it tells no remedy."""
        problem = self.problems[0]
        for pattern, follow in REMEDIES:
            hint = re.search(pattern, problem.hint or "")
            if hint is not None:
                lines = list(self.lines)
                at = (problem.line or 1) - 1 - self.head.count("\n")
                follow(lines, at, problem.column or 1, hint, self.before)
                return f"{self.head}{chr(10).join(lines)}{self.tail}"
        return None


def _problems(folder: Path, file: str, text: str) -> tuple[tbh.Problem, ...]:
    target = folder / file
    whole = target.read_bytes() if target.exists() else None
    target.write_text(text, encoding="utf-8")
    problems = tuple(content.file_problems(folder, [file]))
    target.unlink()
    if whole is not None:  # editions name therapists
        target.write_bytes(whole)
    return problems


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for one file after the other."""
    folder = tmp_path_factory.mktemp("broken")
    copytree(EXAMPLE, folder, dirs_exist_ok=True)
    content.convert(folder, to="yaml")
    return folder


@pytest.fixture(scope="module")
def broken(folder: Path) -> tuple[Broken, ...]:
    """Every break, some times each, at places of the example drawn by a seed."""
    random = Random(1873)  # noqa: S311 - the same breaks in every run
    places = (folder / "editions", EXAMPLE / "editions", EXAMPLE / "therapists")
    files = [file for place in places for file in sorted(place.iterdir())]
    made: list[Broken] = []
    for name in BREAKS:
        several = (_broken(folder, name, random.choice(files), random) for _ in range(_TRIES))
        made += [each for each in several if each is not None][:_TIMES]
    return tuple(made)


def _broken(folder: Path, name: str, file: Path, random: Random) -> Broken | None:
    text = file.read_text(encoding="utf-8")
    head, tail = "", ""
    if file.suffix == ".md":
        text, fence, rest = text.removeprefix("---\n").partition("\n---\n")
        head, tail = "---\n", f"{fence}{rest}"
    before = text.split("\n")
    lines = list(before)
    at = BREAKS[name](lines, random.choice(spots(text)), random)
    if at is None:
        return None
    path = f"{file.parent.name}/{file.name}"
    problems = _problems(folder, path, f"{head}{chr(10).join(lines)}{tail}")
    line = at + 1 + head.count("\n")
    was = before[at] if at < len(before) else ""  # a line may have been added at the end
    return Broken(name, path, head, tail, tuple(lines), was, line, problems)


def test_a_broken_line_is_reported_where_it_is(broken: tuple[Broken, ...]) -> None:
    """The first problem is at that line or the one above, and 95 of 100 at the very line."""
    first = [each.problems[0].line if each.problems else None for each in broken]
    far = [
        str(each)
        for each, line in zip(broken, first, strict=True)
        if line not in {each.line, each.line - 1}
    ]
    exact = sum(line == each.line for each, line in zip(broken, first, strict=True))
    print(f"{exact} of {len(broken)} breaks at the very line, {len(far)} elsewhere")  # noqa: T201 - the score

    assert len(broken) >= 200
    assert Counter(each.name for each in broken).keys() == BREAKS.keys()
    assert not far
    assert exact >= 0.95 * len(broken)


def test_whoever_follows_the_hint_has_mended_it(folder: Path, broken: tuple[Broken, ...]) -> None:
    """Mechanically, as far as the hint says what to write."""
    left: list[str] = []
    for each in broken:
        text = each.mended()
        wrong = () if text is None else _problems(folder, each.file, text)
        if text is None or any(found.severity is tbh.Severity.ERROR for found in wrong):
            left.append(f"{each} -> {[(found.line, found.message) for found in wrong]}")

    assert not left, "\n".join(left)
