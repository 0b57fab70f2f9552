"""Nodes of content files with their positions."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from functools import cached_property
from itertools import accumulate
from operator import attrgetter
from typing import Final

from tbh_model._attrs import define, field, frozen
from tbh_model._problems import Position, Problem, Severity
from tbh_model.content._names import TherapistNames
from tbh_model.text import clip, collapse_spaces

ESCAPE: Final = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4}|.|$)"
)
# Escapes of white space, without the backslash.
_WHITE_ESCAPES: Final = frozenset(" \tnrtvfN_LP")
_line: Final = attrgetter("line")


# The style of a text whose lines stand behind `>`, in a page of Markdown.
BLOCK_QUOTE: Final = "> "


@frozen
class SourceRange:
    """Range of code points on a line of a file; line and column count from 1."""

    line: int
    column: int
    length: int = 1


@define
class _Tokenizer:
    """Tokens of a spelling, each with its range, and whether it is white space."""

    lines: Sequence[str]
    style: str

    def tokens(self, line: int, column: int) -> Iterator[SourceRange]:
        """Yield the place of everything that is not white space, from some place on."""
        for number in range(line, len(self.lines) + 1):
            row = self.lines[number - 1]
            position = column - 1 if number == line else 0
            if self.style == BLOCK_QUOTE:
                position = len(row) - len(row.lstrip(" ").removeprefix(">"))
            if self.style not in {"'", '"'}:  # nothing is escaped
                for index in range(position, len(row)):
                    if not row[index].isspace():
                        yield SourceRange(number, index + 1)
                continue
            while position < len(row):
                width, is_white = self._token(row, position)
                if not is_white:
                    yield SourceRange(number, position + 1, width)
                position += width

    def _token(self, row: str, position: int) -> tuple[int, bool]:
        if self.style == "'" and row.startswith("''", position):
            return 2, False
        if self.style != '"' or row[position] != "\\":
            return 1, row[position].isspace()
        escape = ESCAPE.match(row, position)
        token = escape.group() if escape else "\\"
        return len(token), _is_whitespace_escape(token)


def _is_whitespace_escape(escape: str) -> bool:
    name = escape[1:]
    if len(name) > 1:
        return len(name) in {3, 5, 9} and chr(int(name[1:], 16)).isspace()
    return name == "" or name in _WHITE_ESCAPES


@define
class SourceMap:
    """The place of each code point of a value."""

    start: SourceRange
    _ranges: list[SourceRange] = field(factory=list)

    @classmethod
    def of(cls, text: str, lines: Sequence[str], style: str, line: int, column: int) -> "SourceMap":
        """Return the source map of a value from its spelling and position."""
        start = (line, column + len(style))
        if style in {"|", ">"}:
            start = (line + 1, 1)
        tokens = _Tokenizer(lines, style).tokens(*start)
        last = SourceRange(line, column)
        source_map = cls(last)
        for character in text:
            if character.isspace():
                source_map._ranges.append(SourceRange(last.line, last.column + last.length))
                continue
            last = next(tokens, last)
            source_map._ranges.append(last)
        return source_map

    def span(self, start: int, end: int) -> SourceRange:
        """Return the place of a range of the value, as far as it goes on one line."""
        if not self._ranges:
            return self.start
        first = self._ranges[min(start, len(self._ranges) - 1)]
        end = min(end, len(self._ranges))
        behind = bisect_right(self._ranges, first.line, start, max(start, end), key=_line)
        last = self._ranges[behind - 1] if behind > start else first
        return SourceRange(first.line, first.column, last.column + last.length - first.column)


MAX_DEPTH: Final = 40
"""Maximum depth of a document; content needs six levels."""


# Maximum number of listed problems of one file.
MAX_LISTED_PROBLEMS: Final = 100


def limit_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the first hundred problems of each file, and then how many more there are."""
    result: list[Problem] = []
    counts: Counter[str | None] = Counter()
    omitted_by_file: dict[str | None, Problem] = {}
    for problem in problems:
        file = problem.file
        counts[file] += 1
        if counts[file] <= MAX_LISTED_PROBLEMS:
            result.append(problem)
        elif file not in omitted_by_file or problem.severity is Severity.ERROR:
            omitted_by_file[file] = problem
    for file, omitted_problem in omitted_by_file.items():
        message = (
            f"{counts[file] - MAX_LISTED_PROBLEMS:,} more problems in this file are not listed"
        )
        hint = "correct these first, and check again"
        severity = omitted_problem.severity
        result.append(
            Problem(code="TBH137", message=message, severity=severity, file=file, hint=hint)
        )
    return tuple(result)


@define(eq=False)
class Source:
    """A text that content is read from."""

    file: str | None
    """POSIX path relative to the content folder."""
    text: str
    spans: bool = False
    """Whether each node is to know where it ends, as is needed to edit the text."""
    time_zone: str | None = field(default=None, init=False)
    """That of the series, in which an instant without an offset is read, if it is known."""
    names: TherapistNames = field(factory=TherapistNames, init=False)
    """The names of the therapists, by which an edition may name them."""
    uses_names: bool = field(default=False, init=False)
    """Whether what is read depends on those names."""
    problems: list[Problem] = field(factory=list, init=False)
    """What is wrong with the text below front matter; the tree is there all the same."""
    headings: "list[ResponseHeading]" = field(factory=list, init=False)
    """The headings of responses below the front matter."""
    comments: "dict[tuple[int, int], tuple[Node, bool]]" = field(factory=dict, init=False)
    """Column of a comment after a plain value, by the position of the value, and whether it looks
    like a comment."""

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, without their ends."""
        return self.text.split("\n")

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *accumulate(len(line) + 1 for line in self.lines)]

    def line_at(self, position: int) -> int:
        """Return the line of a character."""
        return bisect_right(self._line_starts, position)

    def rest_of_line(self, line: int, column: int) -> str:
        """Return what is written from a place to the end of its line."""
        lines = self.lines
        return lines[line - 1][column - 1 : column + _MAX_LINE_SCAN] if line <= len(lines) else ""


# Maximum number of scanned code points of a line, since a series may be one line of JSON.
_MAX_LINE_SCAN: Final = 2_000


class ScalarKind(Enum):
    """Form of a scalar in a file."""

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
    """The file."""
    line: int
    """The line, counted from 1."""
    column: int
    """The column, counted from 1."""
    span: tuple[int, int] | None = field(default=None, init=False)
    """Its first character in the source and the one behind its last, if the source asks for it;
    of a block of keys or items, where the next one could begin."""

    def problem(
        self,
        code: str,
        message: str,
        *,
        hint: str | None = None,
        severity: Severity = Severity.ERROR,
        related: tuple[Position, ...] = (),
    ) -> Problem:
        """Return a problem with the position of this node."""
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
        """Return the position of this node, with a message."""
        return Position(message=message, file=self.source.file, line=self.line, column=self.column)

    @property
    def length(self) -> int:
        """Number of code points on its line."""
        return 1


@define(eq=False)
class ScalarNode(Node):
    """A single value."""

    text: str
    """The words, or the spelling of a number, with quotation marks and escapes undone."""
    kind: ScalarKind
    """How the value is written."""
    style: str = ""
    """The mark in front of it: one of ' " | > or nothing; `BLOCK_QUOTE` in Markdown."""
    warnings: tuple[Problem, ...] | None = None
    """Warnings about its text, once it was parsed as rich text."""

    @property
    def is_null(self) -> bool:
        """Whether it says that there is nothing."""
        return self.kind is ScalarKind.NULL or (
            self.kind is ScalarKind.PLAIN and self.text in NULLS
        )

    @property
    def length(self) -> int:
        """Number of code points on its line, as far as its first line goes."""
        rest = self.source.rest_of_line(self.line, self.column)
        match = _FIRST_LINE_PATTERNS[self.style].match(rest) if self.style else None
        if match is not None:
            return len(match.group())
        if not self.text or rest.startswith(self.text) or not rest:
            return max(1, len(self.text))
        return len(rest.rstrip())

    @cached_property  # a text has thousands of links, and each asks
    def source_map(self) -> SourceMap:
        """Position of each of its code points."""
        return SourceMap.of(self.text, self.source.lines, self.style, self.line, self.column)


@define(eq=False)
class NamedTherapist(ScalarNode):
    """The id of a therapist of whom the file writes the name."""

    name: str = ""
    """The name as it is written."""


# Pattern of the first line of a scalar, by its mark.
_FIRST_LINE_PATTERNS: Final = {
    "|": re.compile(r"[|>][-+\d]*"),
    ">": re.compile(r"[|>][-+\d]*"),
    "'": re.compile(r"'(?:[^']|'')*'?"),
    '"': re.compile(r'"(?:[^"\\]|\\.)*"?'),
    BLOCK_QUOTE: re.compile(r".+"),
}
NULLS: Final = frozenset({"", "null", "~", "Null", "NULL"})
"""What says that there is nothing, without quotation marks."""


@frozen
class ResponseHeading:
    """The heading of a response in a page of Markdown."""

    node: ScalarNode
    """Its words."""
    response: "MappingNode"
    """The response."""
    key: str | None
    """The key of the response whose value it repeats: `id` or `therapist`; None for a name."""


@define(eq=False)
class SequenceNode(Node):
    """Sequence of values."""

    items: list["AnyNode"]
    """The values."""

    def __iter__(self) -> Iterator["AnyNode"]:
        """Return the values."""
        return iter(self.items)

    @property
    def length(self) -> int:
        """Number of code points on its line, if it stands in brackets."""
        return _length_in_brackets(self, self.items[-1] if self.items else None, "]") or 1


@define(eq=False)
class MappingNode(Node):
    """Mapping of values by key, in the order of the file."""

    pairs: dict[str, tuple[ScalarNode, "AnyNode"]]
    """The node of each key and of its value."""

    def get(self, key: str) -> "AnyNode | None":
        """Return the value of a key, or None."""
        pair = self.pairs.get(key)
        return None if pair is None else pair[1]

    @property
    def length(self) -> int:
        """Number of code points on its line: in braces, or its first key."""
        keys = [key for key, _ in self.pairs.values()]
        last = next(reversed(self.pairs.values()))[1] if keys else None
        return _length_in_brackets(self, last, "}") or (keys[0].length if keys else 1)


def _length_in_brackets(node: Node, last: "AnyNode | None", closing: str) -> int | None:
    """Return how far brackets go on their line, in which everything after the last value closes."""
    rest = node.source.rest_of_line(node.line, node.column)
    if not rest.startswith(("[", "{")):
        return None
    if last is None:
        return rest.find(closing) + 1 or len(rest.rstrip())
    if last.line > node.line:
        return len(rest.rstrip())
    width = last.length if not isinstance(last, ScalarNode) or last.text else 0
    end = rest.find(closing, last.column - node.column + width)
    return end + 1 if end >= 0 else len(rest.rstrip())


AnyNode = ScalarNode | SequenceNode | MappingNode


def describe(node: AnyNode) -> str:
    """Return the kind of a node, for an author."""
    match node:
        case MappingNode():
            return "a group of keys"
        case SequenceNode():
            return "a list"
        case ScalarNode(kind=ScalarKind.BOOLEAN):
            return node.text
        case _ if node.is_null:
            return "nothing"
        case ScalarNode(style="|" | ">"):
            return "a text of several lines"
        case _ if not is_shown(node):
            return "a text that may be private"
        case ScalarNode(kind=ScalarKind.NUMBER):
            return f"the number {node.text}"
        case _:
            return f"`{clip(collapse_spaces(node.text), _MAX_QUOTED_LENGTH, '…')}`"


_MAX_QUOTED_LENGTH = 60


def is_shown(node: Node) -> bool:
    """Return whether the text at a position may be shown: not if it may be private.

    A value that goes on over several lines is not shown: what is on them may belong elsewhere.
    """
    from tbh_model.content._private_lines import hidden_lines  # only for who made a mistake

    if hidden_lines(node.source.text, node.source.file).hides(node.line, node.column):
        return False
    if not isinstance(node, ScalarNode) or node.style in {"|", ">"}:
        return True
    rest = node.source.rest_of_line(node.line, node.column)
    return (
        rest.startswith(node.text[:_MAX_LINE_SCAN])
        if not node.style
        else _is_closed(node.style, rest)
    )


_WORD: Final = re.compile(r"[^\W\d_][\w-]{0,40}")


def printable_key(key: ScalarNode) -> str | None:
    """Return a key as written, unless it may be part of a private text."""
    from tbh_model.content._private_lines import hidden_lines, is_without_people

    source = key.source
    if is_without_people(source.file):
        return key.text
    is_torn = key.line in hidden_lines(source.text, source.file).unsure
    following = source.rest_of_line(key.line, key.column + key.length).lstrip(" \t")
    return None if is_torn or not _WORD.fullmatch(key.text) or following[:1] != ":" else key.text


def _is_closed(quote: str, rest: str) -> bool:
    """Return whether a text in quotation marks ends on the line on which it begins."""
    match = _FIRST_LINE_PATTERNS[quote].match(rest)
    return match is not None and len(match[0]) > 1 and match[0].endswith(quote)


def duplicate_key_problem(
    key: ScalarNode, first: ScalarNode, hint: str = "keep one of the two"
) -> Problem:
    """Return the problem of a duplicate key."""
    words = printable_key(key)
    return key.problem(
        "TBH105",
        f"the key `{words}` is written twice" if words else "a key is written twice",
        hint=hint,
        related=(first.position("first written here"),),
    )
