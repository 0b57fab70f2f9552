"""Problems as text: snippet, caret and help, as a good compiler writes them."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import Final

import attrs

from tbh_model import model
from tbh_model._problems import Position, Problem, Severity
from tbh_model._suggest import closest
from tbh_model.documents._snippet import marked_line, printable
from tbh_model.model import Consent, Credential, Edition, Response, Therapist, is_private

MOST: Final = 20
"""How often the same problem of one file is shown in full."""


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
    lines = text.split("\n")
    if problem.line > len(lines) - (lines[-1] == "" and len(lines) > 1):
        return
    number = str(problem.line)
    gutter = " " * len(number)
    yield f" {gutter} |"
    if problem.line in private_lines(text, problem.file):
        yield f" {number} | [this line holds a private field and is not shown]"
        return
    if problem.code == "TBH416":
        yield f" {number} | [this line holds a former name and is not shown]"
        return
    shown, marks = marked_line(lines[problem.line - 1], (problem.column or 1) - 1, problem.length)
    yield f" {number} | {shown}"
    yield f" {gutter} | {marks}"


@lru_cache(maxsize=4)
def private_lines(text: str, file: str | None = None) -> frozenset[int]:
    """Find the lines on which a private field stands, in YAML or JSON that may be broken.

    Read by indentation and not by parsing, so that it holds for a file that cannot be parsed, and
    for a key that is misspelled. The number of a credential is private, and that of an edition is
    not: it alone is told apart, by standing at the left margin of a file of `editions/`.
    """
    is_edition = file is not None and file.startswith("editions/")
    found: set[int] = set()
    depth: int | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        indent = len(line) - len(line.lstrip(" \t"))
        is_item = indent == depth and line.startswith("-", indent)
        if depth is not None and (not line.strip() or indent > depth or is_item):
            found.add(number)
            continue
        match = _private_key().search(line) or _misspelled(line)
        depth = None
        if match is not None and not (is_edition and _is_of_edition(line)):
            found.add(number)
            depth = len(match[1])
    return frozenset(found)


def _is_of_edition(line: str) -> bool:
    """Tell whether a line holds a field of an edition, and nothing that is private."""
    key, _, value = line.partition(":")
    is_own = key.rstrip(" \t") in attrs.fields_dict(Edition)
    return is_own and _private_key().search(value) is None


@cache
def _private_key() -> "re.Pattern[str]":
    names = "|".join(sorted(_private_names()))
    return re.compile(rf"^([ -]*)(?:.*[\s{{,\"'])?(?:{names})[\"']?[ \t]*:")


_ANY_KEY: Final = re.compile(r"^([ -]*)[\"']?([^\s\"':{}\[\],#]+)[\"']?[ \t]*:")


def _misspelled(line: str) -> "re.Match[str] | None":
    """Find a key that is not known, and most like one that is private."""
    match = _ANY_KEY.match(line)
    if match is None or match[2] in _names():
        return None
    return match if closest(match[2], _names()) in _private_names() else None


@cache
def _names() -> frozenset[str]:
    """Name every key of the content."""
    kinds = (getattr(model, name) for name in model.__all__)
    classes = (kind for kind in kinds if isinstance(kind, type) and attrs.has(kind))
    return frozenset(field.name for kind in classes for field in attrs.fields(kind))


@cache
def _private_names() -> frozenset[str]:
    classes = (Consent, Credential, Response, Therapist)
    fields = (field for kind in classes for field in attrs.fields(kind))
    return frozenset(field.name for field in fields if is_private(field))


def report(problems: Iterable[Problem], read: Callable[[str], str | None]) -> str:
    """Write several problems, with a blank line between them."""
    return "\n\n".join(problem_texts(problems, read))


def problem_texts(problems: Iterable[Problem], read: Callable[[str], str | None]) -> Iterator[str]:
    """Write each problem; what one file says more than twenty times becomes one line at the end.

    Each text begins with the severity of its problem. A file is read once.
    """
    seen: Counter[Problem] = Counter()
    known = cache(read)
    for problem in problems:
        same = _same(problem)
        seen[same] += 1
        if seen[same] <= MOST:
            yield problem_text(problem, known)
    for same, count in seen.items():
        if count > MOST:
            start = f"{same.severity}[{same.code}]: {printable(same.message)}"
            place = f" in {printable(same.file)}" if same.file else ""
            yield f"{start} ({count - MOST} more of these{place})"


def _same(problem: Problem) -> Problem:
    return Problem(
        code=problem.code, message=problem.message, severity=problem.severity, file=problem.file
    )


def summary(problems: Iterable[Problem]) -> str:
    """Count problems: "3 errors, 1 warning in 2 files"; nothing if there are none."""
    found = tuple(problems)
    counts = Counter(problem.severity for problem in found)
    words = ", ".join(_counted(counts[each], each) for each in Severity if counts[each])
    files = len({problem.file for problem in found if problem.file is not None})
    return f"{words} in {files} file{'s' if files > 1 else ''}" if files else words


def _counted(count: int, severity: Severity) -> str:
    plural = count > 1 and severity is not Severity.INFO
    return f"{count} {severity}{'s' if plural else ''}"
