"""Output of problems on a terminal, with source lines."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Final
from unicodedata import category, east_asian_width

from tbh_model._attrs import frozen
from tbh_model._characters import printable
from tbh_model._errors import TBHError, advice
from tbh_model._final import final
from tbh_model._problems import Position, Problem, Severity
from tbh_model.content._private_lines import hidden_lines

_MAY_BE_PRIVATE: Final = "[may be private: not shown]"
# Maximum number of full copies of one message in one file.
MAX_REPEATS: Final = 20


@final
@frozen(kw_only=True)
class ProblemText:
    """A problem in words, each part printable; `str` puts them together for a terminal."""

    severity: Severity
    """How much it matters."""
    code: str
    """Its code, such as `TBH107`."""
    message: str
    """What was found."""
    place: str = ""
    """File, line and column, the path of the field, and whose answer or which edition it is in."""
    snippet: tuple[str, ...] = ()
    """The line of the file, with marks below what is meant."""
    notes: tuple[str, ...] = ()
    """Other places that help to understand it."""
    help: str = ""
    """What to do."""

    def __str__(self) -> str:
        rows = [f"{self.severity}[{self.code}]: {self.message}"]
        if self.place:
            rows.append(f"  --> {self.place}")
        rows += self.snippet
        rows += (f"  = {note}" for note in self.notes)
        if self.help:
            rows.append(f"  = help: {self.help}")
        return "\n".join(rows)


def problem_text(problem: Problem, read_text: Callable[[str], str | None]) -> ProblemText:
    """Return a problem in words.

    Args:
        problem: The problem.
        read_text: Returns the text of a file of the content folder, or None.

    >>> problem = tbh.Problem(code="TBH107", severity=tbh.Severity.ERROR, message="no such key")
    >>> print(content.problem_text(problem, lambda file: None))
    error[TBH107]: no such key
    """
    place = _format_location(problem.file, problem.line, problem.column)
    path = f"({printable(problem.path)})" if problem.path else ""
    message = message_for_people(problem)
    subject = "" if problem.subject in message else printable(problem.subject)
    return ProblemText(
        severity=problem.severity,
        code=problem.code,
        message=printable(message),
        place="  ".join(filter(None, (place, path, subject))),
        snippet=tuple(_snippet(problem, read_text)) if place else (),
        notes=tuple(map(_format_position, problem.related)),
        help=printable(problem.hint or ""),
    )


_IDS: Final = re.compile(r"(?:response (\S+) of )?edition (\S+) ")


def message_for_people(problem: Problem) -> str:
    """Return the message of a problem, with person and title before the ids that it begins with.

    >>> problem = tbh.Problem(
    ...     code="TBH204", message="edition e-1 is a draft", subject="What is patience for?"
    ... )
    >>> content.message_for_people(problem)
    'edition What is patience for? [e-1] is a draft'
    """
    ids = _IDS.match(problem.message)
    if ids is None or not problem.subject:
        return problem.message
    response, edition = ids.groups()
    place, kind = (edition, "edition ") if response is None else (f"{edition}/{response}", "")
    return f"{kind}{problem.subject} [{place}] {problem.message[ids.end() :]}"


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
    """Return the texts of several problems, separated by blank lines.

    Args:
        problems: The problems.
        read_text: Returns the text of a file of the content folder, or None.

    >>> content.report([], lambda file: None)
    ''
    """
    return "\n\n".join(map(str, problem_texts(problems, read_text)))


def problem_texts(
    problems: Iterable[Problem], read_text: Callable[[str], str | None]
) -> Iterator[ProblemText]:
    """Yield the text of each problem; repetitions in one file are counted in one line at the end.

    A message that one file has more than twenty times is such a repetition. A file is read once.

    Args:
        problems: The problems.
        read_text: Returns the text of a file of the content folder, or None.

    >>> problem = tbh.Problem(code="TBH107", severity=tbh.Severity.ERROR, message="no such key")
    >>> [text.code for text in content.problem_texts([problem], lambda file: None)]
    ['TBH107']
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
            place = f" in {printable(key.file)}" if key.file else ""
            times = f"({count - MAX_REPEATS} more of these{place})"
            message = f"{printable(key.message)} {times}"
            yield ProblemText(severity=key.severity, code=key.code, message=message)


def _without_location(problem: Problem) -> Problem:
    return Problem(
        code=problem.code, message=problem.message, severity=problem.severity, file=problem.file
    )


def summary(problems: Iterable[Problem]) -> str:
    """Return the numbers of problems: "3 errors, 1 warning in 2 files", or an empty text.

    >>> problem = tbh.Problem(code="TBH107", severity=tbh.Severity.ERROR, message="no such key")
    >>> content.summary((problem,))
    '1 error'
    """
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


# Columns of a snippet; a longer line is cut around the place.
MAX_SNIPPET_WIDTH: Final = 88

_TAB: Final = "    "
_ELLIPSIS: Final = "…"
# Characters that join others or select their form.
#
# Terminals disagree on the width of the result, so a snippet omits them.
_JOINERS: Final = re.compile(
    "[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef\U0001f3fb-\U0001f3ff]"
)


def marked_line(line: str, start: int, length: int) -> tuple[str, str]:
    """Return a line as displayed, and the marks under it.

    Args:
        line: The line as it is written.
        start: The index at which the marked part begins; the end of the line at most.
        length: How many code points are marked; one mark stands there even for none.
    """
    start = min(start, len(line))
    marked_cells = _cells(line[start : start + length])
    cells_before = _cells(line[max(0, start - MAX_SNIPPET_WIDTH) : start])
    cells_after = _cells(line[start + length : start + length + MAX_SNIPPET_WIDTH])
    is_cut_before, is_cut_after = (
        start > MAX_SNIPPET_WIDTH,
        start + length + MAX_SNIPPET_WIDTH < len(line),
    )
    visible_cells, is_cut = _take_fitting(marked_cells, MAX_SNIPPET_WIDTH - 1)
    if is_cut:
        cells_after, is_cut_after = [], True
    room = max(8, (MAX_SNIPPET_WIDTH - _width(visible_cells)) // 2)
    if _width(cells_before) > 2 * room:
        cells_before, is_cut_before = _take_fitting(cells_before[::-1], room)[0][::-1], True
    tail_cells, is_longer = _take_fitting(cells_after, room)
    head = f"{_ELLIPSIS if is_cut_before else ''}{''.join(cells_before)}"
    width = _width(cells_before) + is_cut_before
    tail = f"{''.join(tail_cells)}{_ELLIPSIS if is_longer or is_cut_after else ''}"
    marks = max(1, _width(visible_cells) + is_cut)
    return f"{head}{''.join(visible_cells)}{tail}".rstrip(), f"{' ' * width}{'^' * marks}"


def _cells(text: str) -> list[str]:
    """Return the cells of a text: characters with their marks, tabs as spaces."""
    if text.isascii() and text.isprintable():
        return list(text)
    cells: list[str] = []
    for character in _JOINERS.sub("", text):
        if cells and _is_combining(character):
            cells[-1] += character
        else:
            cells.append(_TAB if character == "\t" else printable(character))
    return cells


def _take_fitting(cells: list[str], room: int) -> tuple[list[str], bool]:
    """Return the cells that fit, and whether some did not."""
    for count, cell in enumerate(cells):
        room -= _width([cell])
        if room < 0:
            return cells[:count], True
    return cells, False


def _width(cells: Iterable[str]) -> int:
    """Return the number of columns of cells on a terminal."""
    text = "".join(cells)
    if text.isascii():
        return len(text)
    return sum(
        0 if _is_combining(character) else 1 + (east_asian_width(character) in {"W", "F"})
        for character in text
    )


def _is_combining(character: str) -> bool:
    """Return whether a character combines with the one before it, as in a Hangul syllable."""
    return category(character) in {"Mn", "Me"} or "\u1160" <= character <= "\u11ff"


_FOLDER: Final = "catalogue"
_ENDING: Final = ".md"


@final
@frozen(kw_only=True)
class Explanation:
    """Explanation of a problem code and its remedy."""

    code: str
    """The code of the problem."""
    title: str
    """The problem in a few words."""
    severity: Severity
    """The usual severity; it is lower in some places."""
    text: str
    """The explanation in Markdown, with an example of the mistake and a correct one."""

    @property
    def description(self) -> str:
        """The text without its examples."""
        return self.text.partition("\n```")[0].strip()


class UnknownCodeError(TBHError, LookupError):
    """There is no problem with this code."""

    def __init__(self, code: str, choices: tuple[str, ...]) -> None:
        super().__init__(code, choices)
        self.code, self.choices = code, choices

    def __str__(self) -> str:
        """Name the unknown value and the nearest known one."""
        otherwise = f"codes are {self.choices[0]} and the like"
        return f"no problem has the code {self.code!r}{advice(self.code, self.choices, otherwise)}"


def explanation(code: str) -> Explanation:
    """Return the explanation of a problem code, in either case.

    Raises:
        UnknownCodeError: If there is no such code.

    >>> content.explanation("tbh107").code
    'TBH107'
    """
    all_codes = codes()
    if code.upper() not in all_codes:
        raise UnknownCodeError(code, all_codes)
    return _explanation(code.upper())


@cache
def codes() -> tuple[str, ...]:
    """Return all problem codes in order.

    >>> content.codes()[0]
    'TBH101'
    """
    names = (file.name for file in files("tbh_model.content").joinpath(_FOLDER).iterdir())
    return tuple(sorted(name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING)))


@cache
def _explanation(code: str) -> Explanation:
    file = files("tbh_model.content").joinpath(_FOLDER, f"{code}{_ENDING}")
    head, _, text = file.read_text(encoding="utf-8").partition("\n---\n\n")
    title, severity = (line.partition(": ")[2] for line in head.split("\n")[1:])
    return Explanation(code=code, title=title, severity=Severity(severity), text=text)
