"""Problems as text: snippet, caret and help, as a good compiler writes them."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Final
from unicodedata import category, east_asian_width

import attrs

from tbh_model._problems import Position, Problem
from tbh_model.model import Consent, Credential, Response, Therapist, is_private

_WIDEST: Final = 88
"""Columns of a snippet; a longer line is cut around the place."""


def problem_text(problem: Problem, read: Callable[[str], str | None]) -> str:
    """Write a problem over several lines.

    Args:
        problem: What to write.
        read: Gives the text of a file of the content folder, or `None` where there is none.
    """
    rows = [f"{problem.severity}[{problem.code}]: {printable(problem.message)}"]
    place = _place(problem.file, problem.line, problem.column)
    path = f"  ({printable(problem.path)})" if problem.path else ""
    if place:
        rows.append(f"  --> {place}{path}")
        rows += _snippet(problem, read)
    elif path:
        rows.append(f"  -->{path}")
    rows += (f"  = {_related(position)}" for position in problem.related)
    if problem.hint:
        rows.append(f"  = help: {printable(problem.hint)}")
    return "\n".join(rows)


def printable(text: str) -> str:
    """Show what a terminal would act on, such as escapes and bidi controls, as U+XXXX."""
    return "".join(
        f"<U+{ord(character):04X}>" if category(character) in _ACTIVE else character
        for character in text
    )


_ACTIVE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def _place(file: str | None, line: int | None, column: int | None) -> str:
    known = (str(part) for part in (file, line, column) if part is not None)
    return printable(":".join(known))


def _related(position: Position) -> str:
    place = _place(position.file, position.line, position.column)
    return f"note: {printable(position.message)}: {place}"


def _snippet(problem: Problem, read: Callable[[str], str | None]) -> Iterator[str]:
    text = read(problem.file) if problem.file is not None else None
    if text is None or problem.line is None:
        return
    lines = text.splitlines()
    if problem.line > len(lines):
        return
    number = str(problem.line)
    gutter = " " * len(number)
    yield f" {gutter} |"
    if problem.line in private_lines(text):
        yield f" {number} | [this line holds a private field and is not shown]"
        return
    column = min(problem.column or 1, len(lines[problem.line - 1]) + 1)
    before, marked, after = _cut(lines[problem.line - 1], column - 1, problem.length)
    yield f" {number} | {before}{marked}{after}".rstrip()
    yield f" {gutter} | {' ' * _width(before)}{'^' * max(1, _width(marked))}"


def _cut(line: str, start: int, length: int) -> tuple[str, str, str]:
    """Split a line around its marked part, and shorten a long one on both sides."""
    before, marked, after = line[:start], line[start : start + length], line[start + length :]
    before, marked, after = (
        printable(part.replace("\t", "    ")) for part in (before, marked, after)
    )
    if len(marked) > _WIDEST:
        marked, after = f"{marked[: _WIDEST - 1]}…", ""
    room = max(8, (_WIDEST - len(marked)) // 2)
    if len(before) > 2 * room:
        before = f"…{before[-room:]}"
    if len(after) > room:
        after = f"{after[:room]}…"
    return before, marked, after


def _width(text: str) -> int:
    """Count the columns that a text takes on a terminal."""
    return sum(
        0
        if category(character) in {"Mn", "Me"}
        else 1 + (east_asian_width(character) in {"W", "F"})
        for character in text
    )


def private_lines(text: str) -> frozenset[int]:
    """Find the lines on which a private field stands, in YAML or JSON that may be broken.

    Read by indentation and not by parsing, so that it holds for a file that cannot be parsed.
    """
    found: set[int] = set()
    depth: int | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        indent = len(line) - len(line.lstrip(" "))
        if depth is not None and (not line.strip() or indent > depth):
            found.add(number)
            continue
        match = _private_key().search(line)
        depth = None
        if match is not None:
            found.add(number)
            depth = len(match[1])
    return frozenset(found)


@cache
def _private_key() -> "re.Pattern[str]":
    classes = (Consent, Credential, Response, Therapist)
    names = {field.name for kind in classes for field in attrs.fields(kind) if is_private(field)}
    return re.compile(rf"^([ -]*)(?:.*[\s{{,\"'])?(?:{'|'.join(sorted(names))})[\"']?[ \t]*:")


def report(problems: Iterable[Problem], read: Callable[[str], str | None]) -> str:
    """Write several problems, with a blank line between them."""
    return "\n\n".join(problem_text(problem, read) for problem in problems)
