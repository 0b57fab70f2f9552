"""YAML writer for readable files that all YAML tools read in the same way.

Keys are in the order of the fields, defaults are omitted, long texts are literal blocks, and a text
is quoted only if it could be read as something else.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any, Final

import attrs
from attrs import AttrsInstance

from tbh_model.model import Extra, JSONValue, field_types
from tbh_model.text import RichText, write_markdown

# Columns of a list in one line, with its key.
_WIDTH: Final = 88
# Columns by which a level is indented.
_INDENT: Final = 2


def non_default_fields(value: AttrsInstance) -> dict[str, Any]:
    """Return the fields of a value that do not have their defaults, in order."""
    defaults = attrs.fields_dict(type(value))
    values = {name: getattr(value, name) for name in field_types(type(value))}
    return {name: item for name, item in values.items() if item != defaults[name].default}


_Entry = str | tuple[str, ...]


def write_entries(fields: Mapping[str, Any], indent: int = 0) -> Iterator[str]:
    """Write keys and values as lines of YAML, indented by some columns."""
    for key, value in fields.items():
        yield from write_entry(key, value, indent)


def write_entry(key: str, value: Any, indent: int) -> Iterator[str]:
    """Write one key with its value as lines of YAML."""
    first, *rest = write_value(value, indent, _WIDTH - indent - len(key) - 2)
    yield f"{' ' * indent}{key}:{' ' if first else ''}{first}"
    yield from rest


def write_value(value: Any, indent: int, room: int = _WIDTH) -> Iterator[str]:
    """Yield the text beside the key of a value, and then the lines below.

    Args:
        value: What to write.
        indent: The column of its key.
        room: The columns that are left beside its key.
    """
    match value:
        case RichText():
            text = _spelling(value)
            yield from _write_block(
                f"{text}\n" if text and not text.endswith("\n") else text, indent
            )
        case str():
            yield from _write_block(value, indent) if "\n" in value else (_write_scalar(value),)
        case tuple() | frozenset():
            yield from _write_list(value, indent, room)
        case Extra():
            yield "" if value else "{}"
            for key, item in value.items():
                yield from _write_extra_item(key, item, indent + _INDENT)
        case _ if (fields := _fields_of(value)) is not None:
            yield "" if fields else "{}"
            yield from write_entries(fields, indent + _INDENT)
        case _:
            yield _write_scalar(value)


def _spelling(text: RichText) -> str:
    """Return the Markdown of a text, as its author wrote it where a block can hold that."""
    words = (text.source or "").strip("\n")
    is_safe = bool(words) and not _NOT_IN_A_BLOCK.search(words)
    return words if is_safe else write_markdown(text)


def _fields_of(value: Any) -> Mapping[str, Any] | None:
    """Return what is written of a value of a class, or of one from which fields were taken out."""
    if isinstance(value, Mapping):
        return value
    return non_default_fields(value) if attrs.has(type(value)) else None


def _write_extra_item(key: str, value: JSONValue, indent: int) -> Iterator[str]:
    """Write a text as everywhere, and anything else as JSON, which is YAML too."""
    name = write_text(key)
    if isinstance(value, str):
        yield from write_entry(name, value, indent)
    else:
        yield f"{' ' * indent}{name}: {_json(value)}"


def _json(value: JSONValue) -> str:
    literal = json.dumps(value, ensure_ascii=False, default=Extra.to_dict)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", literal)


def write_front_matter(fields: Mapping[str, _Entry | Mapping[str, _Entry]]) -> str:
    r"""Return texts, lists of texts and mappings of both as front matter, with its delimiters.

    >>> content.write_front_matter({"title": "Hope", "tags": ("panel", "late")})
    '---\ntitle: Hope\ntags: [panel, late]\n---\n'
    """
    return "".join(f"{line}\n" for line in ("---", *write_entries(fields), "---"))


def write_item(value: Any, indent: int) -> Iterator[str]:
    """Write one item of a list as lines of YAML, its hyphen indented by some columns."""
    fields = _fields_of(value)
    alone = _write_scalar(value) if fields is None else "{}"
    first, *rest = tuple(write_entries(fields or {}, indent + _INDENT)) or (alone,)
    yield f"{' ' * indent}- {first.lstrip(' ')}"
    yield from rest


def write_in_brackets(value: Any) -> str:
    """Return a value on one line, as within brackets."""
    match value:
        case RichText():
            return write_text(_spelling(value).removesuffix("\n"), in_brackets=True)
        case tuple() | frozenset():
            return f"[{', '.join(map(write_in_brackets, _in_declared_order(value)))}]"
        case Extra():
            return _json(value)
        case Mapping():
            items = (f"{key}: {write_in_brackets(item)}" for key, item in value.items())
            return f"{{{', '.join(items)}}}"
        case _ if attrs.has(type(value)):
            return write_in_brackets(non_default_fields(value))
        case _:
            return _write_scalar(value, in_brackets=True)


def write_text(text: str, *, in_brackets: bool = False) -> str:
    """Return a text as one line of YAML, quoted if necessary.

    >>> content.write_text("yes"), content.write_text("Hope")
    ('"yes"', 'Hope')
    """
    if _is_plain(text) and not (in_brackets and _BRACKETS.search(text)):
        return text
    if re.search(r'["\\]', text) and not _ESCAPED.search(text):
        return "'" + text.replace("'", "''") + "'"
    literal = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", literal)


def _write_scalar(value: Any, *, in_brackets: bool = False) -> str:
    match value:
        case Enum():
            return str(value.value)
        case str():
            return write_text(value, in_brackets=in_brackets)
        case date():  # an instant too
            return value.isoformat()
        case _:
            return str(value)


def _write_list(values: tuple[Any, ...] | frozenset[Any], indent: int, room: int) -> Iterator[str]:
    items = _in_declared_order(values)
    if all(_fields_of(item) is None for item in items):
        words = [_write_scalar(item, in_brackets=True) for item in items]
        line = f"[{', '.join(words)}]"
        if len(line) <= room and "://" not in line:
            yield line
            return
    yield ""
    for item in items:
        yield from write_item(item, indent + _INDENT)


def _in_declared_order(values: tuple[Any, ...] | frozenset[Any]) -> tuple[Any, ...]:
    """Return the choices of a set in the order in which they are declared, and texts by name."""
    if isinstance(values, tuple):
        return values
    order = {
        choice: place
        for member in values
        if isinstance(member, Enum)
        for place, choice in enumerate(type(member))
    }
    return tuple(sorted(values, key=lambda value: (order.get(value, len(order)), str(value))))


def _write_block(text: str, indent: int) -> Iterator[str]:
    """Write a text as a literal block, unless something of it would be lost there."""
    if _NOT_IN_A_BLOCK.search(text):
        yield write_text(text)
        return
    lines = text.removesuffix("\n").split("\n")
    indicator = str(_INDENT) if text[0] in " \t\n" else ""
    yield f"|{indicator}{'' if text.endswith(chr(10)) else '-'}"
    for line in lines:
        yield f"{' ' * (indent + _INDENT)}{line}" if line else ""


def _is_plain(text: str) -> bool:
    """Return whether all tools read a text without quotation marks as the same text."""
    if text == "" or text != text.strip() or _NOT_PLAIN.search(text) or _NUMBER.fullmatch(text):
        return False
    import yaml  # 20 ms, only for those who write content

    resolvers: Any = yaml.SafeLoader.yaml_implicit_resolvers
    patterns = (*resolvers.get(text[0], ()), *resolvers.get(None, ()))
    return not any(pattern.match(text) for _, pattern in patterns)


_UNPRINTABLE: Final = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
_ESCAPED: Final = re.compile(rf"[{_UNPRINTABLE}\t\n]")
# Text that a block cannot have, or that editors would trim.
_NOT_IN_A_BLOCK: Final = re.compile(rf"[{_UNPRINTABLE}]|[ \t](?:\n|\Z)|\n\n\Z|\A\n*\Z")
_NOT_PLAIN: Final = re.compile(
    rf"""\A[-?:,\[\]{{}}#&*!|>'"%@`=<~.]|: |:\Z| #|[{_UNPRINTABLE}\t\n]|\A[yYnN]\Z"""
)
_BRACKETS: Final = re.compile(r"[,:?\[\]{}]")
_NUMBER: Final = re.compile(r"[-+.]?\d[\d.,:_+eExXoOa-fA-FtTzZ-]*", re.ASCII)
