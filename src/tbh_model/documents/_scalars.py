"""What a single value of a document means: its declared type says so, and nothing is coerced."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import cache
from typing import Any, Final

from attrs import evolve

from tbh_model._problems import Problem, Severity
from tbh_model._suggest import closest
from tbh_model.documents._located import AnyNode, ContentError, Kind, Scalar, described
from tbh_model.documents._places import Places
from tbh_model.model import is_in_calendar
from tbh_model.text import RichText, read_harmless, read_markdown

_INSTANT: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d(:\d\d)?)?", re.ASCII
)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_LINE_END: Final = re.compile(r"\r\n?|\n")
_WHOLE_NUMBER: Final = re.compile(r"[-+]?\d{1,18}", re.ASCII)


def wrong_kind(node: AnyNode, expected: str, hint: str | None = None) -> ContentError:
    """Say that something of another kind stands here."""
    message = f"found {described(node)} where {expected} belongs"
    return ContentError((node.problem("TBH108", message, hint=hint),))


def _structure_text(node: AnyNode, _: Any) -> str:
    if isinstance(node, Scalar):
        kind = node.kind
        if kind is Kind.TEXT or (kind is Kind.PLAIN and not node.is_null):
            return node.text
    is_word = isinstance(node, Scalar) and node.text
    hint = "put it in quotation marks" if is_word else "write words here"
    raise wrong_kind(node, "text", hint)


def _structure_number(node: AnyNode, _: Any) -> int:
    if not isinstance(node, Scalar) or not _WHOLE_NUMBER.fullmatch(node.text):
        raise wrong_kind(node, "a whole number", "write 1 to 18 digits, such as 7")
    if node.kind is Kind.TEXT:
        raise wrong_kind(node, "a whole number", "write it without quotation marks")
    return int(node.text)


def _structure_truth(node: AnyNode, _: Any) -> bool:
    if not isinstance(node, Scalar) or node.text not in {"true", "false"}:
        raise wrong_kind(node, "true or false", "write true or false")
    if node.kind is Kind.TEXT:
        raise wrong_kind(node, "true or false", "write it without quotation marks")
    return node.text == "true"


def _structure_day(node: AnyNode, _: Any) -> date:
    text = _structure_text(node, str)
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise wrong_kind(node, "a day", "write a day of the calendar as year-month-day: 2026-03-31")


def _structure_instant(node: AnyNode, _: Any) -> datetime:
    text = _structure_text(node, str)
    match = _INSTANT.fullmatch(text)
    hint = "write date, time and offset from UTC: 2026-03-31T09:00:00-04:00"
    if match is None:
        raise wrong_kind(node, "an instant", hint)
    if match[3] is None:
        message = f"found {described(node)}, an instant without a time zone"
        hint = f"add the offset from UTC: {text.replace(' ', 'T')}-04:00, or Z for UTC itself"
        raise ContentError((node.problem("TBH108", message, hint=hint),))
    try:
        instant = datetime.fromisoformat(text.upper())
    except ValueError:
        raise wrong_kind(node, "an instant", hint) from None
    if not is_in_calendar(instant):
        raise wrong_kind(node, "an instant of the years 1 to 9999 in UTC", hint)
    return instant


def _structure_choice(node: AnyNode, kind: type[Enum]) -> Enum:
    members = _members(kind)
    return members[choice(node, members)]


@cache
def _members(kind: type[Enum]) -> dict[str, Enum]:
    return {str(member.value): member for member in kind}


def choice(node: AnyNode, values: Collection[str]) -> str:
    """Read one of some words.

    Raises:
        ContentError: If something else stands there.
    """
    text = _structure_text(node, str)
    if text in values:
        return text
    known = tuple(values)
    near = closest(text, known)
    message = f"found {described(node)}, which is none of {', '.join(known)}"
    hint = f"did you mean `{near}`?" if near else f"write one of {', '.join(known)}"
    raise ContentError((node.problem("TBH109", message, hint=hint),))


def _structure_rich_text(node: Any, _: Any) -> RichText:
    text = _structure_text(node, str)
    harmless = read_harmless(text)
    if harmless is not None:
        return harmless
    reading = read_markdown(text)
    node.notes = moved(reading.problems, node)
    if any(problem.severity is Severity.ERROR for problem in node.notes):
        raise ContentError(node.notes)
    return reading.tree


def moved(problems: Iterable[Problem], node: Scalar) -> tuple[Problem, ...]:
    """Move problems from a place in the text of a value to the place in its file."""
    found = tuple(problems)
    if not found:
        return ()
    places = node.places
    starts = [0, *(match.end() for match in _LINE_END.finditer(node.text))]
    return tuple(_moved(problem, node.source.file, places, starts) for problem in found)


def _moved(problem: Problem, file: str | None, places: Places, starts: list[int]) -> Problem:
    start = starts[(problem.line or 1) - 1] + (problem.column or 1) - 1
    place = places.span(start, start + problem.length)
    return evolve(problem, file=file, line=place.line, column=place.column, length=place.length)


SCALARS: Final[Mapping[type, Callable[[AnyNode, Any], Any]]] = {
    str: _structure_text,
    int: _structure_number,
    bool: _structure_truth,
    date: _structure_day,
    datetime: _structure_instant,
    RichText: _structure_rich_text,
    Enum: _structure_choice,
    StrEnum: _structure_choice,  # named by itself, because it is a text as well
}
