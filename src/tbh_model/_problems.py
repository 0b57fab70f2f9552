"""A problem as data: what was found, where, and what to do about it. Nothing here renders it."""

from enum import StrEnum

from attrs import frozen

from tbh_model._final import final


class Severity(StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    """The content cannot be used as it is."""
    WARNING = "warning"
    """The content can be used, and somebody should look at it."""
    INFO = "info"
    """Worth knowing, nothing to mend."""


@final
@frozen(kw_only=True)
class Position:
    """A place in a file, with a word on why it is pointed at.

    Lines and columns count from 1; a column counts code points.
    """

    message: str = ""
    """What is to be seen there, such as "first defined here"."""
    file: str | None = None
    """POSIX path relative to the content folder."""
    line: int | None = None
    """The line, counted from 1."""
    column: int | None = None
    """The column, counted from 1."""


@final
@frozen(kw_only=True)
class Problem:
    """One thing to say to the author of some content.

    Lines and columns count from 1; a column counts code points. A place that is not known is
    `None`: a problem in a text that never was a file has a line and a column, but no file.
    """

    code: str
    """Stable name of the kind of problem, such as `TBH107`."""
    message: str
    """What was found, in the author's words, on one line."""
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
    """What to do about it."""
    related: tuple[Position, ...] = ()
    """Other places that help to understand this one."""
    length: int = 1
    """How many code points of the line are meant, for the caret under a snippet."""
