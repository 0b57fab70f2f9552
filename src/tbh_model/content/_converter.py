"""Strict converter from trees to typed values, and from values to plain data.

Nothing is coerced and nothing is passed over. A hook gives a value, or raises `ContentError` with
every problem below its node; the hooks of classes and lists collect what their parts raise, so
that one run reports everything.
"""

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
)
from unicodedata import normalize

import attrs
from attrs import AttrsInstance, evolve

from tbh_model._characters import IGNORABLE, WIDE_SPACES
from tbh_model._errors import closest
from tbh_model._problems import ContentError, Problem
from tbh_model.content._node import (
    MAX_LISTED_PROBLEMS,
    AnyNode,
    MappingNode,
    ScalarNode,
    SequenceNode,
    describe,
    is_shown,
    printable_key,
)
from tbh_model.content._scalars import SCALARS, check_prose, parse_choice, wrong_kind_error
from tbh_model.model import (
    PROSE,
    Challengers,
    Constraint,
    Edition,
    Extra,
    InvalidValueError,
    field_types,
    is_private,
)
from tbh_model.text import RichText, write_markdown

if TYPE_CHECKING:  # cattrs loads when something is read or written
    from cattrs import Converter

T = TypeVar("T")


def structure(node: AnyNode, kind: type[T]) -> T:
    """Return a value of a class from a tree.

    Raises:
        ContentError: With everything that is wrong.

    >>> content.structure(content.read_settings(("limit=3",)), tbh.RSS).limit
    3
    """
    value: T = content_converter().structure(node, kind)
    return value


def unstructure(value: AttrsInstance) -> dict[str, Any]:
    """Return a value as plain data for JSON and YAML, without fields that have their default.

    >>> content.unstructure(tbh.Publisher(name="Larch Street"))
    {'name': 'Larch Street'}
    """
    data: dict[str, Any] = content_converter().unstructure(value)
    return data


def fingerprint(edition: Edition) -> str:
    """Return the SHA-256 of an edition as published, as `sha256:` and 64 hexadecimal digits.

    Of the consents and approvals in a release, it includes only whether there are any, so that
    editions with the same text on two channels are equal. A text that was read from Markdown counts
    by its source, and need not be parsed.

    >>> content.fingerprint(edition)[:7]
    'sha256:'
    """
    data = _source_converter().unstructure(edition)
    for response in data.get("responses", ()):
        response.update({name: True for name in ("consents", "approval") if name in response})
    text = json.dumps(data)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


@cache
def _source_converter() -> "Converter":
    from cattrs import Converter  # 20 ms, only for those who read or write content

    return _with_unstructure_hooks(Converter(), lambda text: text.source or write_markdown(text))


@cache
def content_converter() -> "Converter":
    """Return the converter, created once."""
    from cattrs import Converter  # 20 ms, only for those who read or write content

    converter = Converter(detailed_validation=False)
    for kind, hook in SCALARS.items():
        converter.register_structure_hook(kind, hook)
    converter.register_structure_hook_factory(attrs.has, _class_hook)
    converter.register_structure_hook_factory(_is_union, lambda kind: _union_hook(converter, kind))
    converter.register_structure_hook_factory(_is_literal, _literal_hook)
    converter.register_structure_hook_factory(
        _is_sequence, lambda kind: _sequence_hook(converter, kind)
    )
    converter.register_structure_hook_factory(
        _is_mapping, lambda kind: _mapping_hook(converter, kind)
    )
    converter.register_structure_hook_factory(
        _is_annotated, lambda kind: _constrained_hook(converter, kind)
    )
    return _with_unstructure_hooks(converter, write_markdown)


def _with_unstructure_hooks(
    converter: "Converter", write: Callable[[RichText], str]
) -> "Converter":
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_unstructure_hook(Path, Path.as_posix)
    converter.register_unstructure_hook_factory(_is_frozenset, lambda _: sorted)
    converter.register_unstructure_hook_factory(
        attrs.has, lambda kind: _unstructure_hook(converter, kind)
    )
    converter.register_unstructure_hook(RichText, write)
    converter.register_unstructure_hook(Extra, Extra.to_dict)
    return converter


def _is_union(kind: Any) -> bool:
    return get_origin(kind) in {Union, UnionType}


def _is_literal(kind: Any) -> bool:
    return get_origin(kind) is Literal


def _is_sequence(kind: Any) -> bool:
    return get_origin(kind) in {tuple, frozenset, list}


def _is_mapping(kind: Any) -> bool:
    return get_origin(kind) is dict


def _is_frozenset(kind: Any) -> bool:
    return get_origin(kind) is frozenset


def _is_annotated(kind: Any) -> bool:
    return get_origin(kind) is Annotated


def _unstructure_hook(converter: "Converter", kind: type[AttrsInstance]) -> Callable[[Any], Any]:
    from cattrs.gen import make_dict_unstructure_fn, override

    names = field_types(kind)
    overrides: Any = {
        field.name: override(omit=field.name not in names) for field in attrs.fields(kind)
    }
    return make_dict_unstructure_fn(kind, converter, _cattrs_omit_if_default=True, **overrides)


def _literal_hook(kind: Any) -> Callable[[AnyNode, Any], Any]:
    words = {str(word): word for word in get_args(kind)}
    return lambda node, _: words[parse_choice(node, words)]


def _union_hook(converter: "Converter", kind: Any) -> Callable[[AnyNode, Any], Any]:
    present = [argument for argument in get_args(kind) if argument is not NoneType]
    if len(present) == 1:
        hook = converter.get_structure_hook(present[0])
    elif set(present) <= UNION_SCALARS.keys():
        hook = _scalar_union_hook(converter, present)
    else:
        hook = _tagged_hook(converter, present)
    if len(present) == len(get_args(kind)):
        return hook

    def structure_optional(node: AnyNode, _: Any) -> Any:
        if isinstance(node, ScalarNode) and node.is_null:
            return None
        return hook(node, present[0])

    return structure_optional


# Scalars that may be in a union, with their names; one that accepts fewer values comes first.
UNION_SCALARS: Final[Mapping[type, str]] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    date: "a day",
    datetime: "an instant",
    Path: "a path",
    str: "text",
}


def _scalar_union_hook(converter: "Converter", kinds: list[Any]) -> Callable[[AnyNode, Any], Any]:
    """Return a hook that takes the first kind of scalar that a value is."""
    ordered = [kind for kind in UNION_SCALARS if kind in kinds]
    hooks = [(converter.get_structure_hook(kind), kind) for kind in ordered]

    def structure_scalar(node: AnyNode, _: Any) -> Any:
        for hook, kind in hooks:
            with suppress(ContentError):
                return hook(node, kind)
        expected = " or ".join(UNION_SCALARS[kind] for kind in ordered)
        raise wrong_kind_error(node, expected, f"write {expected}")

    return structure_scalar


def _tagged_hook(converter: "Converter", kinds: list[Any]) -> Callable[[AnyNode, Any], Any]:
    """Return a hook that selects a class by the literal value of the key `kind`."""
    # What other keys are there never decides: a class may get a new one without changing what old
    # documents mean.
    by_word = {word: kind for kind in kinds for word in get_args(field_types(kind)["kind"])}

    def structure_tagged(node: AnyNode, _: Any) -> Any:
        if not isinstance(node, MappingNode):
            raise wrong_kind_error(
                node, "a group of keys", f"begin with `kind: {next(iter(by_word))}`"
            )
        tag = node.get("kind")
        if tag is None:
            message = f"the key `kind` is missing, which is one of {', '.join(by_word)}"
            problem = node.problem("TBH106", message, hint=f"add `kind: {next(iter(by_word))}`")
            raise ContentError((evolve(problem, path="kind"),))
        try:
            chosen = by_word[parse_choice(tag, by_word)]
        except ContentError as error:
            raise ContentError(tuple(prefix_paths("kind", error.problems))) from None
        return converter.structure(node, chosen)

    return structure_tagged


def _constrained_hook(converter: "Converter", kind: Any) -> Callable[[AnyNode, Any], Any]:
    plain, *metadata = get_args(kind)
    constraints = [item for item in metadata if isinstance(item, Constraint)]
    hook = converter.get_structure_hook(plain)
    is_prose = any(constraint.name in PROSE for constraint in constraints)

    def structure_constrained(node: AnyNode, _: Any) -> Any:
        value = hook(node, plain)
        if is_prose and (node.source.comments or "\n" in value):
            check_prose(node)
        for constraint in constraints:
            if not constraint.accepts(value):
                message = f"found {describe(node)}, which is not {constraint.allowed}"
                correction = constraint.correct(value)
                hint = ": ".join(filter(None, (f"write {constraint.allowed}", constraint.why)))
                if correction is not None and is_shown(node):
                    hint = f"did you mean {correction}?"
                if isinstance(value, str) and constraint.accepts(normalize("NFC", value)):
                    hint = "write it anew in the Unicode form NFC: accents stand beside letters"
                raise ContentError((node.problem("TBH110", message, hint=hint),))
        return value

    return structure_constrained


def _sequence_hook(converter: "Converter", kind: Any) -> Callable[[AnyNode, Any], Any]:
    gather = get_origin(kind)
    item_kind = get_args(kind)[0]
    hook = converter.get_structure_hook(item_kind)

    def structure_sequence(node: AnyNode, _: Any) -> Any:
        if not isinstance(node, SequenceNode):
            raise wrong_kind_error(
                node, "a list", "write each item on a line of its own, after `- `"
            )
        values: list[Any] = []
        problems: list[Problem] = []
        for index, item in enumerate(node.items):
            try:
                values.append(hook(item, item_kind))
            except ContentError as error:
                problems += prefix_paths(f"[{index}]", error.problems)
        if problems:
            raise ContentError(tuple(problems))
        return gather(values)

    return structure_sequence


def _mapping_hook(converter: "Converter", kind: Any) -> Callable[[AnyNode, Any], Any]:
    item_kind = get_args(kind)[1]
    hook = converter.get_structure_hook(item_kind)

    def structure_mapping(node: AnyNode, _: Any) -> Any:
        if not isinstance(node, MappingNode):
            raise wrong_kind_error(
                node, "values by name", "write each on a line of its own, after `name: `"
            )
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for name, (_key, value) in node.pairs.items():
            try:
                values[name] = hook(value, item_kind)
            except ContentError as error:
                problems += prefix_paths(name, error.problems)
        if problems:
            raise ContentError(tuple(problems))
        return values

    return structure_mapping


# Classes that a document may write as the value of one field: `challengers: Psychotherapists`.
SHORT_FORMS: Final[Mapping[type, str]] = {Challengers: "name"}


# Number of keys that a hint names.
_MAX_NAMES: Final = 8


def _class_hook(kind: type[AttrsInstance]) -> Callable[[AnyNode, Any], Any]:
    def structure_class(node: AnyNode, _: Any) -> Any:
        if not isinstance(node, MappingNode):
            short = SHORT_FORMS.get(kind)
            if short is not None and isinstance(node, ScalarNode) and not node.is_null:
                _, hook, *_ = _fields(kind)[0][short]
                return kind(**{short: hook(node, field_types(kind)[short])})
            names = ", ".join(list(field_types(kind))[:_MAX_NAMES])
            raise wrong_kind_error(node, "a group of keys", f"write keys such as {names}")
        values = structure_fields(node, kind)
        try:
            return kind(**values)
        except InvalidValueError as error:
            raise ContentError(tuple(problems_from_violations(node, error))) from None

    return structure_class


def structure_fields(
    node: MappingNode,
    kind: type[AttrsInstance],
    exclude: Collection[str] = (),
    extra_keys: Collection[str] = (),
) -> dict[str, Any]:
    """Return the values of the fields of a class from a mapping.

    Args:
        node: The mapping.
        kind: The class.
        exclude: Fields that are not read.
        extra_keys: Keys that the mapping may have beside the fields.

    Raises:
        ContentError: With every invalid value, and every key that is missing, unknown or
            misspelled.

    >>> content.structure_fields(content.read_settings(("limit=3",)), tbh.RSS)["limit"]
    3
    """
    fields, required = _fields(kind)
    pairs = node.pairs
    is_complete = pairs.keys() <= fields.keys() and required <= pairs.keys()
    problems = [] if is_complete else _key_problems(node, kind, extra_keys)
    values: dict[str, Any] = {}
    for name, (_, value) in pairs.items():
        if name not in fields or name in exclude:
            continue
        hint, hook, private, optional = fields[name]
        if optional and type(value) is ScalarNode and value.is_null:
            continue
        try:
            values[name] = hook(value, hint)
        except ContentError as error:
            field_problems = _redact(error.problems) if private else error.problems
            problems += prefix_paths(name, field_problems)
    if problems:
        raise ContentError(tuple(problems))
    return values


# Type and hook of each field, whether it is private, and whether it is optional.
_Fields = dict[str, tuple[Any, Callable[[AnyNode, Any], Any], bool, bool]]


@cache
def _fields(kind: type[AttrsInstance]) -> tuple[_Fields, frozenset[str]]:
    converter, attributes = content_converter(), attrs.fields_dict(kind)
    fields = {
        name: (
            hint,
            converter.get_structure_hook(hint),
            is_private(attributes[name]),
            attributes[name].default is not attrs.NOTHING,
        )
        for name, hint in field_types(kind).items()
    }
    required = frozenset(name for name, (*_, optional) in fields.items() if not optional)
    return fields, required


def _key_problems(
    node: MappingNode, kind: type[AttrsInstance], extra_keys: Collection[str]
) -> list[Problem]:
    """Report unknown and missing keys; a key that looks like a missing one is one problem."""
    fields, required = _fields(kind)
    known_keys = [*fields, *extra_keys]
    missing = [name for name in fields if name in required and name not in node.pairs]
    absent = [name for name in known_keys if name not in node.pairs]
    problems: list[Problem] = []
    owner = _human_name(kind)
    unknown = [key for text, (key, _) in node.pairs.items() if text not in known_keys]
    for number, key in enumerate(unknown):
        suggestion = None  # of so many no more than that is listed
        if number < MAX_LISTED_PROBLEMS:
            suggestion = closest(key.text, missing) or closest(key.text, absent)
        if suggestion in missing:
            missing.remove(suggestion)
        problems.append(_unknown_key(key, suggestion, owner, known_keys))
    for name in missing:
        message = f"the key `{name}` is missing from {owner}"
        problem = node.problem("TBH106", message, hint=f"add `{name}: ...`")
        problems.append(evolve(problem, path=name, length=1))
    return problems


def _unknown_key(
    key: ScalarNode, suggestion: str | None, owner: str, known_keys: list[str]
) -> Problem:
    """Return the problem of an unknown key, named unless it may be part of a private text."""
    from tbh_model.content._yaml_lines import content_keys  # 2 ms, only for mistakes

    invisible = next(iter(_FALSE_SPACE.findall(key.text)), None)
    name = _FALSE_SPACE.sub("", key.text)
    if invisible and name in content_keys():
        message = (
            f"found the character U+{ord(invisible):04X}, which is no space, at the key `{name}`"
        )
        problem = key.problem("TBH107", message, hint="remove it, or write a space instead")
        return evolve(problem, path=name)
    sentence_problem = None if suggestion else stray_sentence_problem(key)
    if sentence_problem is not None:
        return sentence_problem
    words = printable_key(key)
    hint = f"did you mean `{suggestion}`?" if suggestion else f"known keys: {', '.join(known_keys)}"
    if words is None and suggestion is None:
        hint = "write one word and a colon; or indent the line, if it belongs to the text above it"
    message = f"unknown key {f'`{words}` ' if words else ''}in {owner}"
    return evolve(key.problem("TBH107", message, hint=hint), path=words or "")


def stray_sentence_problem(key: ScalarNode) -> Problem | None:
    """Return the problem of a key that is a sentence of the text above it."""
    if (key.source.file or ".json").endswith(".json"):
        return None
    from tbh_model.content._yaml_errors import stray_sentences  # only for who made a mistake

    mistake = stray_sentences(key.source.text).get(key.line - 1)
    if mistake is None:
        return None
    return key.problem("TBH107", mistake.message, hint=mistake.hint)


# Characters that look like space or nothing, but are neither in YAML.
_FALSE_SPACE: Final = re.compile(f"[{WIDE_SPACES}{IGNORABLE}]")


def problems_from_violations(node: MappingNode, error: InvalidValueError) -> Iterable[Problem]:
    """Yield the violations of a constructor as problems with positions."""
    for violation in error.violations:
        target = _node_at_path(node, violation.field)
        message = f"found {violation.value} in `{violation.field}`"
        problem = target.problem("TBH111", message, hint=f"allowed: {violation.allowed}")
        # where a key is missing, its group is pointed at
        length = 1 if isinstance(target, MappingNode) else problem.length
        yield evolve(problem, path=violation.field, length=length)


def _node_at_path(node: MappingNode, path: str) -> AnyNode:
    """Return the node at a path, or the last existing node on the way."""
    target: AnyNode = node
    for name, index in re.findall(r"(\w+)|\[(\d+)\]", path):
        if isinstance(target, SequenceNode):
            target = target.items[int(index)]
        else:
            target = (target.get(name) if isinstance(target, MappingNode) else None) or target
    return target


def prefix_paths(step: str, problems: Iterable[Problem]) -> list[Problem]:
    """Yield problems with a prefix before their paths."""
    return [evolve(problem, path=join_path(step, problem.path)) for problem in problems]


def join_path(step: str, path: str) -> str:
    """Join two steps of a path: `responses` and `[1].quote`."""
    return f"{step}{'' if not path or path.startswith('[') else '.'}{path}"


def _redact(problems: Iterable[Problem]) -> list[Problem]:
    """Return a problem of a private field without the value."""
    message = "found something that does not belong here (private, so it is not shown)"
    return [
        evolve(problem, message=message, length=1, hint=_redact_hint(problem.hint))
        for problem in problems
    ]


def _redact_hint(hint: str | None) -> str | None:
    """Return a hint without the suggestion, which resembles the private value."""
    return None if (hint or "").startswith("did you mean") else hint


def _human_name(kind: type[AttrsInstance]) -> str:
    """Name a class as an author knows it: "a call to action", "exporter `rss`"."""
    info = getattr(kind, "info", None)
    if info is not None:
        return f"exporter `{info.name}`"
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", kind.__name__).lower()
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
