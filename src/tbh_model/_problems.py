"""Problems as data: message, position and hint."""

from enum import StrEnum

from tbh_model._attrs import frozen
from tbh_model._errors import TBHError
from tbh_model._final import final


class Severity(StrEnum):
    """Severity of a problem."""

    ERROR = "error"
    """The content cannot be used as it is."""
    WARNING = "warning"
    """The content can be used, and somebody should look at it."""
    INFO = "info"
    """Information that needs no correction."""


@final
@frozen(kw_only=True)
class Position:
    """A place in a file, with a word on why it is pointed at.

    Lines and columns count from 1; a column counts code points.
    """

    message: str = ""
    """The message at the position, such as "first defined here"."""
    file: str | None = None
    """POSIX path relative to the content folder."""
    line: int | None = None
    """The line, counted from 1."""
    column: int | None = None
    """The column, counted from 1."""


@final
@frozen(kw_only=True)
class Problem:
    """Message to the author of some content.

    Lines and columns count from 1; a column counts code points. A place that is not known is
    `None`: a problem in a text that never was a file has a line and a column, but no file.
    """

    code: str
    """Stable name of the kind of problem, such as `TBH107`."""
    message: str
    """The problem on one line, in terms of the content."""
    severity: Severity = Severity.ERROR
    """Whether it is an error, a warning or information."""
    file: str | None = None
    """POSIX path relative to the content folder."""
    line: int | None = None
    """The line, counted from 1."""
    column: int | None = None
    """The column, counted from 1."""
    path: str = ""
    """The field, as a path from the root of the file: `responses[1].therapist`."""
    hint: str | None = None
    """The remedy."""
    related: tuple[Position, ...] = ()
    """Related positions."""
    length: int = 1
    """The number of marked code points, for the caret under a snippet."""
    subject: str = ""
    """The edition or answer that it is in, for people: `Zoë's answer in Leaving a Party`."""


class ContentError(TBHError, ValueError):
    """Content has errors; `problems` has all of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        """List all problems, one per line, with their positions."""
        return "\n".join(map(one_line, self.problems))


def one_line(problem: Problem) -> str:
    """Return a problem on one line: `editions/a.yaml:4:3: error[TBH107]: ...`.

    >>> problem = tbh.Problem(code="TBH107", severity=tbh.Severity.ERROR, message="no such key")
    >>> content.one_line(problem)
    'error[TBH107]: no such key'
    """
    place = ":".join(
        str(part) for part in (problem.file, problem.line, problem.column) if part is not None
    )
    place = place or problem.path  # of data that never was a text
    start = f"{place}: " if place else ""
    advice = f" ({problem.hint})" if problem.hint else ""
    return f"{start}{problem.severity}[{problem.code}]: {problem.message}{advice}"
