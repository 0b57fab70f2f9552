"""Checks of the nodes of rich text, and the error that they raise."""

import re
from collections.abc import Iterable

from tbh_model._errors import TBHError
from tbh_model._problems import Problem
from tbh_model.text._shorten import clip
from tbh_model.text._unicode import first_unwritable, unencodable
from tbh_model.text._urls import url_error


class RichTextError(TBHError, ValueError):
    """A rich text that cannot be: written with a mistake, or built from the wrong parts."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems
        """All problems."""

    def __str__(self) -> str:
        return "\n".join(map(_sentence, self.problems))


def _sentence(problem: Problem) -> str:
    place = problem.path
    if problem.line is not None:
        place = f"line {problem.line}, column {problem.column}"
    hint = f"; {problem.hint}" if problem.hint else ""
    return f"{place}: {problem.message}{hint} [{problem.code}]"


_LINE_ENDING = re.compile("\r\n?")
_MAX_REPR_LENGTH = 40


def raise_problems(problems: Iterable[Problem]) -> None:
    """Raise one error with all problems, if there are any.

    Raises:
        RichTextError: when there is a problem.
    """
    collected = tuple(problems)
    if collected:
        raise RichTextError(collected)


def problem(path: str, message: str, hint: str, *, code: str = "TBH125") -> Problem:
    """Return the problem of an invalid node."""
    return Problem(code=code, message=message, path=path, hint=hint)


def describe_value(value: object) -> str:
    """Return a short description of a value."""
    return f"{clip(repr(value), _MAX_REPR_LENGTH, '…')} ({type(value).__name__})"


def is_text(value: object) -> bool:
    """Return whether a value is text; the validator reports others."""
    return type(value) is str


def normalize_line_endings(value: str) -> str:
    """Write every line ending as a line feed; what is no text passes."""
    return _LINE_ENDING.sub("\n", value) if is_text(value) and "\r" in value else value


def join_lines(value: str) -> str:
    """Write every line ending as a space; what is no text passes."""
    return normalize_line_endings(value).replace("\n", " ") if is_text(value) else value


def check_text(path: str, value: object) -> list[Problem]:
    """A text that can be written anywhere."""
    if type(value) is not str:
        return [problem(path, f"expected text, found {describe_value(value)}", "give a str")]
    unwritable = first_unwritable(value)
    if unwritable is None:
        return []
    index, character = unwritable
    message = f"the character U+{ord(character):04X} at index {index} cannot be written"
    return [problem(path, message, "remove it, or put U+FFFD in its place", code="TBH123")]


def check_program(path: str, value: object) -> list[Problem]:
    """A text that can be written where no character reference is read."""
    problems = check_text(path, value)
    if problems or type(value) is not str:
        return problems
    return [
        problem(
            path,
            f"the character U+{ord(character):04X} at index {index} cannot be carried",
            "remove it, or put U+FFFD in its place",
            code="TBH123",
        )
        for index, character in unencodable(value)[:1]
    ]


def check_optional_text(path: str, value: object) -> list[Problem]:
    """A text that can be written anywhere, or `None`."""
    return [] if value is None else check_text(path, value)


def check_url(path: str, value: object) -> list[Problem]:
    """An address that may be that of a link or an image."""
    if type(value) is not str or (error := url_error(value)) is None:
        return check_text(path, value)
    reason, hint = error
    url_problem = problem(path, f"the address {value!r} {reason}", hint, code="TBH121")
    return [url_problem, *check_text(path, value)]


def check_children(path: str, children: object, kinds: frozenset[type], noun: str) -> list[Problem]:
    """A tuple of nodes, each of one of the kinds."""
    if type(children) is tuple and kinds.issuperset(map(type, children)):
        return []
    if type(children) is not tuple:
        description = describe_value(children)
        return [
            problem(
                path,
                f"expected a tuple of {noun}s, found {description}",
                _tuple_hint(children, noun),
            )
        ]
    return [
        problem(
            f"{path}[{index}]",
            f"expected {noun}, found {describe_value(child)}",
            f"give a node that is {noun}",
        )
        for index, child in enumerate(children)
        if type(child) not in kinds
    ]


def _tuple_hint(children: object, noun: str) -> str:
    if isinstance(children, str) and noun == "inline":
        return "write (Text(value=...),)"
    return "put the nodes into a tuple"


def check_range(path: str, value: object, lowest: int, highest: int) -> list[Problem]:
    """A whole number between two bounds, both of which are allowed."""
    if type(value) is int and lowest <= value <= highest:
        return []
    message = f"expected a whole number from {lowest} to {highest}, found {describe_value(value)}"
    return [problem(path, message, f"give a number from {lowest} to {highest}")]
