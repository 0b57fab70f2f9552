"""Problems as text: snippet, caret and help, as a good compiler writes them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Final

from tbh_model._problems import Position, Problem, Severity
from tbh_model.documents._private_lines import hidden_lines
from tbh_model.documents._snippet import marked_line, printable

_MAY_BE_PRIVATE: Final = "[may be private: not shown]"
MAX_REPEATS: Final = 20
"""How often the same problem of one file is shown in full."""


def problem_text(problem: Problem, read_text: Callable[[str], str | None]) -> str:
    """Write a problem over several lines.

    Args:
        problem: What to write.
        read_text: Gives the text of a file of the content folder, or `None` where there is none.
    """
    rows = [f"{problem.severity}[{problem.code}]: {printable(problem.message)}"]
    place = _format_location(problem.file, problem.line, problem.column)
    path = f"  ({printable(problem.path)})" if problem.path else ""
    if place:
        rows.append(f"  --> {place}{path}")
        rows += _snippet(problem, read_text)
    elif path:
        rows.append(f"  -->{path}")
    rows += (f"  = {_format_position(position)}" for position in problem.related)
    if problem.hint:
        rows.append(f"  = help: {printable(problem.hint)}")
    return "\n".join(rows)


def _format_location(file: str | None, line: int | None, column: int | None) -> str:
    parts = (str(part) for part in (file, line, column) if part is not None)
    return printable(":".join(parts))


def _format_position(position: Position) -> str:
    place = _format_location(position.file, position.line, position.column)
    return f"note: {printable(position.message)}: {place}"


def _snippet(problem: Problem, read_text: Callable[[str], str | None]) -> Iterator[str]:
    text = read_text(problem.file) if problem.file is not None else None
    if text is None or problem.line is None:
        return
    lines = text.split("\n")
    if problem.line > len(lines) - (lines[-1] == "" and len(lines) > 1):
        return
    number = str(problem.line)
    gutter = " " * len(number)
    yield f" {gutter} |"
    hidden = hidden_lines(text, problem.file)
    if problem.line in hidden.private:
        verb = "may hold" if problem.line in hidden.unsure else "holds"
        yield f" {number} | [this line {verb} a private field and is not shown]"
        return
    if problem.code == "TBH416":
        yield f" {number} | [this line holds a former name and is not shown]"
        return
    line, column = lines[problem.line - 1], (problem.column or 1) - 1
    if problem.line in hidden.cut:
        end = hidden.cut[problem.line]
        line, column = f"{line[:end]}{_MAY_BE_PRIVATE}", min(column, end)
    line_text, marks = marked_line(line, column, problem.length)
    yield f" {number} | {line_text}"
    yield f" {gutter} | {marks}"


def report(problems: Iterable[Problem], read_text: Callable[[str], str | None]) -> str:
    """Write several problems, with a blank line between them."""
    return "\n\n".join(problem_texts(problems, read_text))


def problem_texts(
    problems: Iterable[Problem], read_text: Callable[[str], str | None]
) -> Iterator[str]:
    """Write each problem; what one file says more than twenty times becomes one line at the end.

    Each text begins with the severity of its problem. A file is read once.
    """
    counts: Counter[Problem] = Counter()
    read_once = cache(read_text)
    for problem in problems:
        key = _without_location(problem)
        counts[key] += 1
        if counts[key] <= MAX_REPEATS:
            yield problem_text(problem, read_once)
    for key, count in counts.items():
        if count > MAX_REPEATS:
            start = f"{key.severity}[{key.code}]: {printable(key.message)}"
            place = f" in {printable(key.file)}" if key.file else ""
            yield f"{start} ({count - MAX_REPEATS} more of these{place})"


def _without_location(problem: Problem) -> Problem:
    return Problem(
        code=problem.code, message=problem.message, severity=problem.severity, file=problem.file
    )


def summary(problems: Iterable[Problem]) -> str:
    """Count problems: "3 errors, 1 warning in 2 files"; nothing if there are none."""
    problem_list = tuple(problems)
    counts = Counter(problem.severity for problem in problem_list)
    words = ", ".join(
        _format_count(counts[severity], severity) for severity in Severity if counts[severity]
    )
    files = len({problem.file for problem in problem_list if problem.file is not None})
    return f"{words} in {files} file{'s' if files > 1 else ''}" if files else words


def _format_count(count: int, severity: Severity) -> str:
    plural = count > 1 and severity is not Severity.INFO
    return f"{count} {severity}{'s' if plural else ''}"
