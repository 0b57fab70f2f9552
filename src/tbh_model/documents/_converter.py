"""The strict converter: located trees -> typed values, and values -> plain data.

Nothing is coerced and nothing is passed over. A hook gives a value, or raises `ContentError` with
every problem below its node; the hooks of classes and lists collect what their parts raise, so
that one run reports everything.
"""

import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Table
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, TypeVar, Union, get_args, get_origin

import attrs
from attrs import AttrsInstance, evolve
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

from tbh_model._problems import Problem, Severity
from tbh_model._suggest import closest
from tbh_model.documents._located import (
    AnyNode,
    ContentError,
    Kind,
    Mapping,
    Scalar,
    Sequence,
    described,
)
from tbh_model.model import Constraint, InvalidValueError, field_types, is_private
from tbh_model.text import RichText, read_markdown, write_markdown

T = TypeVar("T")

_INSTANT: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d(:\d\d)?)?", re.ASCII
)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WHOLE_NUMBER: Final = re.compile(r"[-+]?\d{1,18}", re.ASCII)


def structure(node: AnyNode, kind: type[T]) -> T:
    """Make a value of a class from a tree.

    Raises:
        ContentError: With everything that is wrong.
    """
    value: T = converter().structure(node, kind)
    return value


def unstructure(value: AttrsInstance) -> dict[str, Any]:
    """Give a value as plain data that JSON and YAML can hold, without what has its default."""
    data: dict[str, Any] = converter().unstructure(value)
    return data


@cache
def converter() -> Converter:
    """Make the converter, once."""
    made = Converter(detailed_validation=False)
    for kind, hook in _SCALARS.items():
        made.register_structure_hook(kind, hook)
    made.register_structure_hook_factory(attrs.has, _class_hook)
    made.register_structure_hook_factory(_is_union, lambda kind: _optional_hook(made, kind))
    made.register_structure_hook_factory(_is_many, lambda kind: _many_hook(made, kind))
    made.register_structure_hook_factory(_is_annotated, lambda kind: _constrained_hook(made, kind))
    made.register_unstructure_hook(date, date.isoformat)
    made.register_unstructure_hook(datetime, datetime.isoformat)
    made.register_unstructure_hook_factory(_is_frozenset, lambda _: sorted)
    made.register_unstructure_hook_factory(attrs.has, lambda kind: _unstructure_hook(made, kind))
    made.register_unstructure_hook(RichText, write_markdown)
    return made


def _is_union(kind: Any) -> bool:
    return get_origin(kind) in {Union, UnionType}


def _is_many(kind: Any) -> bool:
    return get_origin(kind) in {tuple, frozenset}


def _is_frozenset(kind: Any) -> bool:
    return get_origin(kind) is frozenset


def _is_annotated(kind: Any) -> bool:
    return get_origin(kind) is Annotated


def _unstructure_hook(made: Converter, kind: type[AttrsInstance]) -> Callable[[Any], Any]:
    written = field_types(kind)
    kept: Any = {
        field.name: override(omit=field.name not in written) for field in attrs.fields(kind)
    }
    return make_dict_unstructure_fn(kind, made, _cattrs_omit_if_default=True, **kept)


def wrong_kind(node: AnyNode, expected: str, hint: str | None = None) -> ContentError:
    """Say that something of another kind stands here."""
    message = f"found {described(node)} where {expected} belongs"
    return ContentError((node.problem("TBH108", message, hint=hint),))


def _structure_text(node: AnyNode, _: Any) -> str:
    if isinstance(node, Scalar) and not node.is_null and node.kind in {Kind.TEXT, Kind.PLAIN}:
        return node.text
    hint = "put it in quotation marks" if isinstance(node, Scalar) and node.text else None
    raise wrong_kind(node, "text", hint)


def _structure_number(node: AnyNode, _: Any) -> int:
    if not isinstance(node, Scalar) or not _WHOLE_NUMBER.fullmatch(node.text):
        raise wrong_kind(node, "a whole number")
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
        return datetime.fromisoformat(text.upper())
    except ValueError:
        raise wrong_kind(node, "an instant", hint) from None


def _structure_choice(node: AnyNode, kind: type[Enum]) -> Enum:
    text = _structure_text(node, str)
    for member in kind:
        if member.value == text:
            return member
    values = tuple(str(member.value) for member in kind)
    near = closest(text, values)
    message = f"found {described(node)}, which is none of {', '.join(values)}"
    hint = f"did you mean `{near}`?" if near else f"write one of {', '.join(values)}"
    raise ContentError((node.problem("TBH109", message, hint=hint),))


def _structure_rich_text(node: AnyNode, _: Any) -> RichText:
    text = _structure_text(node, str)
    reading = read_markdown(text)
    if isinstance(node, Scalar):
        node.notes = tuple(_moved(problem, node) for problem in reading.problems)
        if any(problem.severity is Severity.ERROR for problem in node.notes):
            raise ContentError(node.notes)
    return reading.tree


def _moved(problem: Problem, node: Scalar) -> Problem:
    line, column = node.place_of(problem.line or 1, problem.column or 1)
    return evolve(problem, file=node.source.file, line=line, column=column)


_SCALARS: Final[Table[type, Callable[[AnyNode, Any], Any]]] = {
    str: _structure_text,
    int: _structure_number,
    bool: _structure_truth,
    date: _structure_day,
    datetime: _structure_instant,
    RichText: _structure_rich_text,
    Enum: _structure_choice,
    StrEnum: _structure_choice,  # named by itself, because it is a text as well
}


def _optional_hook(made: Converter, kind: Any) -> Callable[[AnyNode, Any], Any]:
    (present,) = (argument for argument in get_args(kind) if argument is not NoneType)
    hook = made.get_structure_hook(present)

    def structure_optional(node: AnyNode, _: Any) -> Any:
        if isinstance(node, Scalar) and node.is_null:
            return None
        return hook(node, present)

    return structure_optional


def _constrained_hook(made: Converter, kind: Any) -> Callable[[AnyNode, Any], Any]:
    plain, *metadata = get_args(kind)
    constraints = [item for item in metadata if isinstance(item, Constraint)]
    hook = made.get_structure_hook(plain)

    def structure_constrained(node: AnyNode, _: Any) -> Any:
        value = hook(node, plain)
        for constraint in constraints:
            if not constraint.accepts(value):
                message = f"found {described(node)}, which is not {constraint.allowed}"
                hint = f"write {constraint.allowed}"
                raise ContentError((node.problem("TBH110", message, hint=hint),))
        return value

    return structure_constrained


def _many_hook(made: Converter, kind: Any) -> Callable[[AnyNode, Any], Any]:
    gather = get_origin(kind)
    item_kind = get_args(kind)[0]
    hook = made.get_structure_hook(item_kind)

    def structure_many(node: AnyNode, _: Any) -> Any:
        if not isinstance(node, Sequence):
            raise wrong_kind(node, "a list", "write each item on a line of its own, after `- `")
        values: list[Any] = []
        problems: list[Problem] = []
        for index, item in enumerate(node.items):
            try:
                values.append(hook(item, item_kind))
            except ContentError as error:
                problems += under(f"[{index}]", error.problems)
        if problems:
            raise ContentError(tuple(problems))
        return gather(values)

    return structure_many


def _class_hook(kind: type[AttrsInstance]) -> Callable[[AnyNode, Any], Any]:
    def structure_class(node: AnyNode, _: Any) -> Any:
        if not isinstance(node, Mapping):
            names = ", ".join(field_types(kind))
            raise wrong_kind(node, "a group of keys", f"write keys such as {names[:80]}")
        values = structure_fields(node, kind)
        try:
            return kind(**values)
        except InvalidValueError as error:
            raise ContentError(tuple(violations(node, error))) from None

    return structure_class


def structure_fields(
    node: Mapping, kind: type[AttrsInstance], but: Iterable[str] = ()
) -> dict[str, Any]:
    """Make the value of each field of a class that a group of keys gives, all but some.

    Raises:
        ContentError: With what is wrong with any of them, and with keys that are missing, unknown
            or misspelled.
    """
    problems = _key_problems(node, kind)
    values: dict[str, Any] = {}
    left_out = set(but)
    for name, hint, hook, private, optional in _fields(kind):
        value = node.get(name)
        if value is None or name in left_out:
            continue
        if optional and isinstance(value, Scalar) and value.is_null:
            continue
        try:
            values[name] = hook(value, hint)
        except ContentError as error:
            found = _hidden(error.problems) if private else error.problems
            problems += under(name, found)
    if problems:
        raise ContentError(tuple(problems))
    return values


@cache
def _fields(kind: type[AttrsInstance]) -> tuple[tuple[str, Any, Any, bool, bool], ...]:
    made, fields = converter(), attrs.fields_dict(kind)
    return tuple(
        (
            name,
            hint,
            made.get_structure_hook(hint),
            is_private(fields[name]),
            fields[name].default is not attrs.NOTHING,
        )
        for name, hint in field_types(kind).items()
    )


def _key_problems(node: Mapping, kind: type[AttrsInstance]) -> list[Problem]:
    """Report unknown and missing keys; a key that looks like a missing one is one problem."""
    fields = _fields(kind)
    known = [name for name, *_ in fields]
    missing = [name for name, *_, optional in fields if not optional and name not in node.pairs]
    problems: list[Problem] = []
    owner = _spoken(kind)
    for written, (key, _) in node.pairs.items():
        if written in known:
            continue
        near = closest(written, missing) or closest(
            written, [name for name in known if name not in node.pairs]
        )
        if near in missing:
            missing.remove(near)
        hint = f"did you mean `{near}`?" if near else f"known keys: {', '.join(known)}"
        message = f"unknown key `{key.text}` in {owner}"
        problem = key.problem("TBH107", message, hint=hint)
        problems.append(evolve(problem, path=written))
    for name in missing:
        message = f"the key `{name}` is missing from {owner}"
        problem = node.problem("TBH106", message, hint=f"add `{name}: ...`")
        problems.append(evolve(problem, path=name))
    return problems


def violations(node: Mapping, error: InvalidValueError) -> Iterable[Problem]:
    """Locate what a constructor refused, which is what depends on several fields."""
    for violation in error.violations:
        target = _target(node, violation.field)
        message = f"found {violation.found} in `{violation.field}`"
        problem = target.problem("TBH111", message, hint=f"allowed: {violation.allowed}")
        yield evolve(problem, path=violation.field)


def _target(node: Mapping, path: str) -> AnyNode:
    """Follow a path as far as there are nodes: what is missing is pointed at where it belongs."""
    found: AnyNode = node
    for name, index in re.findall(r"(\w+)|\[(\d+)\]", path):
        if isinstance(found, Sequence):
            found = found.items[int(index)]
        else:
            found = (found.get(name) if isinstance(found, Mapping) else None) or found
    return found


def under(step: str, problems: Iterable[Problem]) -> list[Problem]:
    """Put a step in front of the path of each problem, on the way up."""
    return [evolve(problem, path=joined(step, problem.path)) for problem in problems]


def joined(step: str, path: str) -> str:
    """Join two steps of a path: `responses` and `[1].quote`."""
    return f"{step}{'' if not path or path.startswith('[') else '.'}{path}"


def _hidden(problems: Iterable[Problem]) -> list[Problem]:
    """Say nothing of what a private field holds, only that it is wrong."""
    message = "found something that does not belong here (private, so it is not shown)"
    return [evolve(problem, message=message, length=1) for problem in problems]


def _spoken(kind: type[AttrsInstance]) -> str:
    """Name a class as an author knows it: "a call to action", "exporter `rss`"."""
    info = getattr(kind, "info", None)
    if info is not None:
        return f"exporter `{info.name}`"
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", kind.__name__).lower()
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
