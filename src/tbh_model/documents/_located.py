"""A tree of what a file says, in which every node knows where it stands.

YAML, JSON and front matter are all read into it, so that one mistake has one message in each.
"""

from collections.abc import Iterator
from enum import Enum, auto
from functools import cached_property

from attrs import define, frozen

from tbh_model._errors import TBHError
from tbh_model._problems import Position, Problem, Severity


class ContentError(TBHError, ValueError):
    """Content cannot be used as it is; `problems` says why, everything of it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        """List every problem, one a line, with its place."""
        return "\n".join(map(one_line, self.problems))


def one_line(problem: Problem) -> str:
    """Write a problem on one line: `editions/a.yaml:4:3: error[TBH107]: ...`."""
    place = ":".join(
        str(part) for part in (problem.file, problem.line, problem.column) if part is not None
    )
    start = f"{place}: " if place else ""
    advice = f" ({problem.hint})" if problem.hint else ""
    return f"{start}{problem.severity}[{problem.code}]: {problem.message}{advice}"


@frozen(eq=False)
class Source:
    """A text that content is read from."""

    file: str | None
    """POSIX path relative to the content folder."""
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, without their ends."""
        return self.text.splitlines()


class Kind(Enum):
    """What a file says that a scalar is."""

    PLAIN = auto()
    """YAML without quotation marks: the declared type of the field decides."""
    TEXT = auto()
    NUMBER = auto()
    BOOLEAN = auto()
    NULL = auto()


@define(eq=False)
class Node:
    """A place in a file. Lines and columns count from 1. Made by the thousand: not frozen."""

    source: Source
    line: int
    column: int

    def problem(
        self,
        code: str,
        message: str,
        *,
        hint: str | None = None,
        severity: Severity = Severity.ERROR,
        related: tuple[Position, ...] = (),
    ) -> Problem:
        """Make a problem that points here."""
        return Problem(
            code=code,
            message=message,
            severity=severity,
            file=self.source.file,
            line=self.line,
            column=self.column,
            hint=hint,
            related=related,
            length=self.length,
        )

    def position(self, message: str) -> Position:
        """Point here, with a word on why."""
        return Position(message=message, file=self.source.file, line=self.line, column=self.column)

    @property
    def length(self) -> int:
        """How many code points of its line it takes."""
        return 1


@define(eq=False)
class Scalar(Node):
    """A single value."""

    text: str
    """The words, or the spelling of a number, with quotation marks and escapes undone."""
    kind: Kind
    style: str = ""
    """The mark in front of it: one of ' " | > or nothing."""
    notes: tuple[Problem, ...] | None = None
    """What there is to say of its text though it can be used, once it was read as rich text."""

    @property
    def is_null(self) -> bool:
        """Whether it says that there is nothing."""
        return self.kind is Kind.NULL or (self.kind is Kind.PLAIN and self.text in _NULLS)

    @property
    def length(self) -> int:
        """How many code points of its line it takes, as far as its first line goes."""
        if self.style in {"|", ">"}:
            return 1
        first = self.text.partition("\n")[0]
        return max(1, len(first) + (2 if self.style else 0))

    def place_of(self, line: int, column: int) -> tuple[int, int]:
        """Give line and column in the file of a line and column in the text.

        Exact for literal blocks and for text on one line without escapes; for anything else, where
        the text begins.
        """
        lines = self.source.lines
        if self.style == "|":
            block = lines[self.line :]
            first = next((row for row in block if row.strip()), "")
            return self.line + line, len(first) - len(first.lstrip(" ")) + column
        start = self.column + (1 if self.style else 0)
        written = lines[self.line - 1][start - 1 :]
        if line == 1 and written.startswith(self.text.partition("\n")[0]):
            return self.line, start + column - 1
        return self.line, self.column


_NULLS = frozenset({"", "null", "~", "Null", "NULL"})


@define(eq=False)
class Sequence(Node):
    """Several values in order."""

    items: list["AnyNode"]

    def __iter__(self) -> Iterator["AnyNode"]:
        """Give the values."""
        return iter(self.items)


@define(eq=False)
class Mapping(Node):
    """Values by key, in the order in which they are written."""

    pairs: dict[str, tuple[Scalar, "AnyNode"]]
    """The node of each key and of its value."""

    def get(self, key: str) -> "AnyNode | None":
        """Give the value of a key, if it is there."""
        pair = self.pairs.get(key)
        return None if pair is None else pair[1]


AnyNode = Scalar | Sequence | Mapping


def described(node: AnyNode) -> str:
    """Say what a node is, in the words of somebody who writes content."""
    match node:
        case Mapping():
            return "a group of keys"
        case Sequence():
            return "a list"
        case Scalar(kind=Kind.BOOLEAN):
            return node.text
        case Scalar(kind=Kind.NUMBER):
            return f"the number {node.text}"
        case _ if node.is_null:
            return "nothing"
        case _:
            text = node.text if len(node.text) <= _LONGEST else f"{node.text[:_LONGEST]}…"
            return f"`{' '.join(text.split())}`"


_LONGEST = 60
