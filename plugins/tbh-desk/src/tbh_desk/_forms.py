"""Forms: fields, the data of the model that they show, and what a browser sends."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from enum import StrEnum, auto
from hashlib import sha256
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

from attrs import frozen

import tbh_model as tbh
from tbh_model.content import message_for_people

Data = dict[str, Any]
"""Data of the model, as `tbh.to_dict` writes it."""
Texts = Mapping[str, Sequence[str]]
"""The texts that a browser sends, by the names of their controls."""


class Kind(StrEnum):
    """Kind of control; a prose field holds Markdown, and lines are the items of a list."""

    LINE = auto()
    TEXT = auto()
    PROSE = auto()
    LINES = auto()
    DAY = auto()
    INSTANT = auto()
    CHOICE = auto()
    CHOICES = auto()


@frozen
class Field:
    """A field of a form, by its path in the data: `challenge.topic`."""

    path: str
    label: str
    kind: Kind = Kind.LINE
    hint: str = ""
    required: bool = False
    private: bool = False
    options: tuple[tuple[str, str], ...] = ()
    """The value and the words of each option."""
    default: str = ""
    """What is shown where the data has nothing."""
    group: str = ""
    """The heading of the fields that it stands with."""

    def shown(self, data: Data, zone: str) -> tuple[str, ...]:
        """Return what its control shows of the data, with instants in a time zone."""
        value = _value_at(data, self.path)
        match self.kind:
            case _ if value is None:
                return (self.default,) if self.default else ()
            case Kind.CHOICES:
                values = {str(item) for item in value}
                return tuple(option for option, _ in self.options if option in values)
            case Kind.LINES:
                return _tidy("\n".join(value))
            case Kind.INSTANT:
                local = datetime.fromisoformat(str(value)).astimezone(ZoneInfo(zone))
                precision = "seconds" if local.second else "minutes"
                return (local.replace(tzinfo=None).isoformat(timespec=precision),)
            case _:
                return _tidy(str(value))

    def sent(self, texts: Texts) -> tuple[str, ...]:
        """Return what somebody entered into its control."""
        values = texts.get(self.path, ())
        if self.kind is Kind.CHOICES:
            return tuple(option for option, _ in self.options if option in values)
        return _tidy(values[0]) if values else ()

    def parse(self, entered: tuple[str, ...], zone: str) -> object:
        """Return what was entered as data of the model; what cannot be read stays a text."""
        match self.kind:
            case Kind.CHOICES:
                return list(entered)
            case _ if not entered:
                return None
            case Kind.LINES:
                return [line.strip() for line in entered[0].splitlines() if line.strip()]
            case Kind.INSTANT:
                return _instant(entered[0], ZoneInfo(zone))
            case Kind.LINE:
                return entered[0].strip()
            case _:
                return entered[0]


def _tidy(text: str) -> tuple[str, ...]:
    # a browser sends CRLF, and takes away an empty line at the start
    text = text.replace("\r\n", "\n").strip("\n")
    return (text,) if text.strip() else ()


def _instant(text: str, zone: ZoneInfo) -> str:
    try:
        instant = datetime.fromisoformat(text).replace(tzinfo=zone)
        exists = instant.astimezone(UTC).astimezone(zone) == instant
    except (ValueError, OverflowError):
        return text
    return instant.isoformat() if exists else text  # in spring an hour is left out


_STEP: Final = re.compile(r"(\w+)|\[(\d+)\]")
# Groups that are left out when none of their fields has a value.
_OPTIONAL_GROUPS: Final = ("challengers", "credentials")


def merge(fields: Iterable[Field], data: Data, texts: Texts, zone: str) -> Data:
    """Return the data with what somebody changed in a form; everything else stays as it is."""
    merged = deepcopy(data)
    for field in fields:
        entered = field.sent(texts)
        if entered != field.shown(data, zone):
            _put(merged, field.path, field.parse(entered, zone))
    for name in _OPTIONAL_GROUPS:
        match merged.get(name):
            case dict() as group if not any(group.values()):
                merged[name] = None
            case list() as groups:
                merged[name] = [group for group in groups if any(group.values())]
    return merged


def _steps(path: str) -> Iterator[str | int]:
    for name, index in _STEP.findall(path):
        yield name or int(index)


def _value_at(data: Data, path: str) -> Any:
    value: Any = data
    for step in _steps(path):
        if value is None or (isinstance(step, int) and step >= len(value)):
            return None
        value = value[step] if isinstance(step, int) else value.get(step)
    return value


def _put(data: Data, path: str, value: object) -> None:
    steps = tuple(_steps(path))
    group: Any = data
    for step, below in pairwise(steps):
        if isinstance(step, int):
            group.extend({} for _ in range(step + 1 - len(group)))
        elif group.get(step) is None:
            group[step] = [] if isinstance(below, int) else {}
        group = group[step]
    group[steps[-1]] = value


@frozen
class Message:
    """What is wrong, what to do, and the path of the field, which may be on another page."""

    text: str
    hint: str = ""
    field: str = ""
    severity: str = "error"
    href: str = ""


class FormError(Exception):
    """What was entered cannot be saved: its arguments are messages."""


def required(fields: Iterable[Field], texts: Texts) -> tuple[Message, ...]:
    """Return a message for each field that must have a value, and has none."""
    missing = (field for field in fields if field.required and not field.sent(texts))
    return tuple(Message(f"{field.label} is missing", "", field.path) for field in missing)


def message(problem: tbh.Problem, fields: Iterable[Field], prefix: str = "") -> Message:
    """Return a problem of something at `prefix` in its file as a message for its form."""
    path = problem.path.removeprefix(prefix).removeprefix(".")
    # a part of what a field holds belongs to the field: `tags[1]`
    names = (field.path for field in fields if re.match(rf"{re.escape(field.path)}(\W|$)", path))
    text, hint = message_for_people(problem), problem.hint or ""
    return Message(text, hint, next(names, ""), problem.severity.value)


def violation_message(violation: tbh.Violation, fields: Iterable[Field]) -> Message:
    """Return a violation of a rule of the series as a message for the form of one of its parts."""
    paths = (field.path for field in fields if violation.field.endswith(f"].{field.path}"))
    hint = f"allowed: {violation.allowed}"
    return Message(f"found {violation.value}", hint, next(paths, ""))


@frozen
class Control:
    """A field as a page shows it."""

    field: Field
    value: tuple[str, ...]
    messages: tuple[Message, ...] = ()
    theirs: str = ""
    """The present wording of the file, where it differs from what is entered."""

    @property
    def id(self) -> str:
        """The id of its element."""
        return re.sub(r"[^\w-]+", "-", f"f-{self.field.path}")


def controls(
    fields: Iterable[Field], value: Callable[[Field], tuple[str, ...]], found: Sequence[Message]
) -> tuple[Control, ...]:
    """Return the controls of a form with their values and messages."""
    return tuple(
        Control(field, value(field), tuple(item for item in found if item.field == field.path))
        for field in fields
    )


def fingerprints(fields: Iterable[Field], data: Data, zone: str) -> str:
    """Return short digests of what each field shows, by which later changes can be seen."""
    return " ".join(f"{field.path}={_fingerprint(field.shown(data, zone))}" for field in fields)


def _fingerprint(shown: tuple[str, ...]) -> str:
    return sha256("\0".join(shown).encode()).hexdigest()[:12]


def merged_controls(
    fields: Iterable[Field], data: Data, texts: Texts, zone: str, seen: str
) -> Iterator[Control]:
    """Yield the controls of a form whose file was changed since it was opened.

    What was changed on one side alone is taken from there. Where both sides differ, the control
    holds what was entered, and shows the present wording of the file beside it.
    """
    first = {path: digest for path, _, digest in (item.partition("=") for item in seen.split())}
    for field in fields:
        ours, theirs = field.sent(texts), field.shown(data, zone)
        if ours == theirs or _fingerprint(theirs) == first.get(field.path):
            yield Control(field, ours)
        elif _fingerprint(ours) == first.get(field.path):
            yield Control(field, theirs, theirs="This is new, and was taken over.")
        else:
            words = dict(field.options)
            shown = ", ".join(words.get(item, item) for item in theirs) or "(empty)"
            yield Control(
                field, ours, (Message("this was changed in the file, too", "", field.path),), shown
            )
