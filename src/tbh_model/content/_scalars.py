"""Conversion of scalars by the declared type, without coercion."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from enum import Enum, StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from attrs import evolve

from tbh_model._errors import closest
from tbh_model._problems import ContentError, Problem, Severity
from tbh_model.content._node import (
    NULLS,
    AnyNode,
    MappingNode,
    Node,
    ScalarKind,
    ScalarNode,
    SequenceNode,
    SourceMap,
    describe,
)
from tbh_model.model import Extra, at_fixed_offset, is_in_calendar
from tbh_model.text import RichText, parse_lazily, read_markdown, unencodable

_INSTANT: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d(:\d\d)?)?", re.ASCII
)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_LINE_END: Final = re.compile(r"\r\n?|\n")
_NUMBER: Final = re.compile(
    r"[-+]?(?:\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})(?:[eE][-+]?\d{1,2})?", re.ASCII
)
_WHOLE_NUMBER: Final = re.compile(r"[-+]?\d{1,18}", re.ASCII)


def wrong_kind_error(node: AnyNode, expected: str, hint: str | None = None) -> ContentError:
    """Return the error of a node of the wrong kind."""
    message = f"found {describe(node)} where {expected} belongs"
    return ContentError((node.problem("TBH108", message, hint=hint),))


def _structure_text(node: AnyNode, _: Any) -> str:
    if isinstance(node, ScalarNode):
        kind = node.kind
        if kind is ScalarKind.TEXT or (kind is ScalarKind.PLAIN and node.text not in NULLS):
            return node.text
    if not isinstance(node, ScalarNode) and (place := key_node(node)) is not node:
        message = f"found {describe(node)} where text belongs"
        raise ContentError((place.problem("TBH108", message, hint=_BLOCK_HINT),))
    is_word = isinstance(node, ScalarNode) and node.text
    hint = "put it in quotation marks" if is_word else "write words here"
    raise wrong_kind_error(node, "text", hint)


def _structure_number(node: AnyNode, _: Any) -> int:
    if not isinstance(node, ScalarNode) or not _WHOLE_NUMBER.fullmatch(node.text):
        raise wrong_kind_error(node, "a whole number", "write 1 to 18 digits, such as 7")
    if node.kind is ScalarKind.TEXT:
        raise wrong_kind_error(node, "a whole number", "write it without quotation marks")
    return int(node.text)


def _structure_fraction(node: AnyNode, _: Any) -> float:
    if not isinstance(node, ScalarNode) or not _NUMBER.fullmatch(node.text):
        raise wrong_kind_error(node, "a number", "write it with digits, such as 0.5")
    if node.kind is ScalarKind.TEXT:
        raise wrong_kind_error(node, "a number", "write it without quotation marks")
    return float(node.text)


def _structure_path(node: AnyNode, _: Any) -> Path:
    text = _structure_text(node, str)
    if "\0" in text:
        raise wrong_kind_error(node, "a path", "remove the character NUL")
    return Path(text)


def _structure_boolean(node: AnyNode, _: Any) -> bool:
    if not isinstance(node, ScalarNode) or node.text not in {"true", "false"}:
        raise wrong_kind_error(node, "true or false", "write true or false")
    if node.kind is ScalarKind.TEXT:
        raise wrong_kind_error(node, "true or false", "write it without quotation marks")
    return node.text == "true"


def _structure_date(node: AnyNode, _: Any) -> date:
    text = _structure_text(node, str)
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise wrong_kind_error(
        node, "a day", "write a day of the calendar as year-month-day: 2026-03-31"
    )


def _structure_datetime(node: AnyNode, _: Any) -> datetime:
    text = _structure_text(node, str)
    match = _INSTANT.fullmatch(text)
    hint = "write date and time, and offset from UTC if need be: 2026-03-31T09:00:00-04:00"
    if match is None:
        raise wrong_kind_error(node, "an instant", hint)
    try:
        instant = datetime.fromisoformat(text.upper())
    except ValueError:
        raise wrong_kind_error(node, "an instant", hint) from None
    if match[3] is None:
        instant = _localize(instant, node)
    if not is_in_calendar(instant):
        raise wrong_kind_error(node, "an instant of the years 1 to 9999 in UTC", hint)
    return instant


def _localize(clock: datetime, node: AnyNode) -> datetime:
    """Return the instant at which clocks in the time zone of the series show a time.

    Raises:
        ContentError: If they never do, or twice; or if nobody knows the zone.
    """
    zone = node.source.time_zone
    if zone is None:
        message = f"found {describe(node)}, an instant without a time zone"
        hint = f"add the offset from UTC: {clock.isoformat()}+00:00, or Z for UTC itself"
        raise ContentError((node.problem("TBH108", message, hint=hint),))
    first = clock.replace(tzinfo=ZoneInfo(zone), fold=0)
    last = first.replace(fold=1)
    if first.utcoffset() == last.utcoffset():
        return at_fixed_offset(first)
    if first.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == clock:
        message = f"found {describe(node)}, which comes twice in {zone}: clocks go back"
        hint = f"add the offset from UTC: {first.isoformat()} or {last.isoformat()}"
    else:
        message = f"found {describe(node)}, which never comes in {zone}: clocks go forward"
        hint = f"write the time that they show then: {_time_after_gap(first)}"
    raise ContentError((node.problem("TBH108", message, hint=hint),))


def _time_after_gap(instant: datetime) -> str:
    """Write what clocks show at a time that they pass over."""
    clock_time = instant.astimezone(UTC).astimezone(instant.tzinfo)
    return clock_time.replace(tzinfo=None).isoformat()


def _structure_choice(node: AnyNode, kind: type[Enum]) -> Enum:
    members = _members(kind)
    return members[parse_choice(node, members)]


@cache
def _members(kind: type[Enum]) -> dict[str, Enum]:
    return {str(member.value): member for member in kind}


def parse_choice(node: AnyNode, values: Collection[str]) -> str:
    """Return the value of a choice.

    Raises:
        ContentError: If something else stands there.
    """
    text = _structure_text(node, str)
    if text in values:
        return text
    options = tuple(values)
    suggestion = closest(text, options)
    message = f"found {describe(node)}, which is none of {', '.join(options)}"
    hint = f"did you mean `{suggestion}`?" if suggestion else f"write one of {', '.join(options)}"
    raise ContentError((node.problem("TBH109", message, hint=hint),))


def check_prose(node: AnyNode) -> None:
    """Raise an error for a text that YAML would shorten or join.

    Raises:
        ContentError: If a comment follows it on its line, or it has an empty line and no mark.
    """
    if not isinstance(node, ScalarNode) or node.kind is not ScalarKind.PLAIN:
        return
    place, is_likely = node.source.comments.get((node.line, node.column), (None, False))
    if place is not None:
        message = "the rest of this line is a comment, and no part of the text"
        hint = "put the text in quotation marks; or put the comment on a line of its own"
        severity = Severity.WARNING if is_likely else Severity.ERROR
        problem = place.problem("TBH135", message, hint=hint, severity=severity)
        if not is_likely:
            raise ContentError((problem,))
        node.warnings = (problem, *unencodable_warnings(node))
    if "\n" in node.text:
        message = "this text has an empty line, and YAML runs its paragraphs together"
        raise ContentError((key_node(node).problem("TBH136", message, hint=_BLOCK_HINT),))


def key_node(node: AnyNode) -> Node:
    """Return the place of the key whose value begins on a line below it, or else of the value."""
    lines = node.source.lines
    number = node.line - 1
    if node.source.rest_of_line(node.line, 1)[: node.column - 1].strip(" ") or number == 0:
        return node
    while number > 0 and lines[number - 1].strip()[:1] in {"", "#"}:
        number -= 1
    above = lines[number - 1]
    return Node(node.source, number, len(above) - len(above.lstrip(" -")) + 1)


_BLOCK_HINT: Final = "write `|` behind the colon, and the text indented on the lines below"
_SINGLE_LINE_BREAK: Final = re.compile(r"[^\n]\n[^\n]")


def _structure_rich_text(node: Any, _: Any) -> RichText:
    text = _structure_text(node, str)
    node.warnings = None  # of an earlier reading
    check_prose(node)
    comment_warnings: tuple[Problem, ...] = node.warnings or ()
    is_folded = node.style in {">", "'"} and _SINGLE_LINE_BREAK.search(text) is not None
    harmless = None if is_folded else parse_lazily(text)
    if harmless is not None:
        if "[" in text:
            node.warnings = comment_warnings  # none, perhaps: lint looks at links where it is set
        return harmless
    reading = read_markdown(text)
    node.warnings = relocate_problems(reading.problems, node)
    if is_folded:
        message = "paragraphs of this text run together: YAML folds the empty lines away"
        warning = node.problem("TBH136", message, hint=_BLOCK_HINT, severity=Severity.WARNING)
        node.warnings = (warning, *node.warnings)
    node.warnings = (*comment_warnings, *node.warnings)
    if any(problem.severity is Severity.ERROR for problem in node.warnings):
        raise ContentError(node.warnings)
    return reading.tree


def _structure_extra(node: AnyNode, _: Any) -> Any:
    """Return plain data, which the constructor of the class checks and freezes."""
    if not isinstance(node, MappingNode):
        raise wrong_kind_error(node, "a group of keys", "write keys of your own, such as crm_id: 7")
    return _plain_value(node)


def _plain_value(node: AnyNode) -> object:
    match node:
        case MappingNode():
            return {key: _plain_value(value) for key, (_, value) in node.pairs.items()}
        case SequenceNode():
            return [_plain_value(item) for item in node.items]
        case _:
            return _plain_scalar(node)


def _plain_scalar(node: ScalarNode) -> object:
    """Return a scalar without a declared type as in JSON; what is no JSON is text."""
    text, kind = node.text, node.kind
    if kind is ScalarKind.TEXT:
        return text
    if node.is_null:
        return None
    if text in {"true", "false"}:
        return text == "true"
    number = _JSON_NUMBER.fullmatch(text)
    if number is None:
        check_prose(node)
        return text
    return float(text) if number[1] else int(text)


_JSON_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d{0,4000})((?:\.\d+)?(?:[eE][-+]?\d+)?)", re.ASCII)


def unencodable_warnings(node: ScalarNode) -> Iterator[Problem]:
    """Return warnings about characters that exporters replace by U+FFFD."""
    for index, character in unencodable(node.text)[:1]:
        message = f"the character U+{ord(character):04X} cannot stand in XML or HTML"
        hint = "remove it; exporters print the sign � in its place"
        problem = node.problem("TBH123", message, hint=hint, severity=Severity.WARNING)
        place = node.source_map.span(index, index + 1)
        yield evolve(problem, line=place.line, column=place.column, length=place.length)


def relocate_problems(problems: Iterable[Problem], node: ScalarNode) -> tuple[Problem, ...]:
    """Return problems with positions in the file instead of positions in a value."""
    problem_list = tuple(problems)
    if not problem_list:
        return ()
    places = node.source_map
    starts = [0, *(match.end() for match in _LINE_END.finditer(node.text))]
    return tuple(
        _relocate_problem(problem, node.source.file, places, starts) for problem in problem_list
    )


def _relocate_problem(
    problem: Problem, file: str | None, places: SourceMap, starts: list[int]
) -> Problem:
    start = starts[(problem.line or 1) - 1] + (problem.column or 1) - 1
    place = places.span(start, start + problem.length)
    return evolve(problem, file=file, line=place.line, column=place.column, length=place.length)


SCALARS: Final[Mapping[type, Callable[[AnyNode, Any], Any]]] = {
    str: _structure_text,
    int: _structure_number,
    float: _structure_fraction,
    bool: _structure_boolean,
    Path: _structure_path,
    date: _structure_date,
    datetime: _structure_datetime,
    RichText: _structure_rich_text,
    Extra: _structure_extra,
    Enum: _structure_choice,
    StrEnum: _structure_choice,  # named by itself, because it is a text as well
}
