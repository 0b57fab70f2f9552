"""Text edits that set new values in a YAML or JSON mapping and keep comments."""

import json
import re
from bisect import bisect_left
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import NoneType
from typing import Any, Final, get_args, get_origin

import attrs
from attrs import AttrsInstance

from tbh_model._attrs import field, frozen
from tbh_model._problems import ContentError
from tbh_model.content._converter import SHORT_FORMS, content_converter
from tbh_model.content._node import AnyNode, MappingNode, ScalarNode, SequenceNode
from tbh_model.content._yaml_writer import (
    non_default_fields,
    write_entry,
    write_in_brackets,
    write_item,
    write_value,
)
from tbh_model.model import field_types
from tbh_model.text import RichText


def span(node: AnyNode) -> tuple[int, int]:
    """Return the first character of a node and the one behind its last."""
    assert node.span is not None  # noqa: S101 - whoever edits reads a source that keeps spans
    return node.span


def is_in_brackets(node: AnyNode) -> bool:
    """Return whether a list or a mapping is in brackets or braces."""
    return not isinstance(node, ScalarNode) and node.source.text[span(node)[0]] in "[{"


def content_end(node: AnyNode) -> int:
    """Return the end of what a node says, without the blank lines and comments that follow it."""
    start, end = span(node)
    if isinstance(node, ScalarNode):
        return _block_end(node, start, end) if node.style in {"|", ">"} else end
    if is_in_brackets(node):
        return end
    if isinstance(node, SequenceNode):
        return content_end(node.items[-1])
    return content_end([value for _, value in node.pairs.values()][-1])


def _block_end(node: ScalarNode, start: int, end: int) -> int:
    block = node.source.text[start:end]
    if "+" in block.partition("\n")[0]:
        return end - block.endswith("\n")
    return start + len(block.rstrip())


def line_start(text: str, position: int) -> int:
    """Return the first character of the line of a position."""
    return text.rfind("\n", 0, position) + 1


def line_end(text: str, position: int) -> int:
    """Return the end of the line of a position, before its line feed if it has one."""
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _below_comments(text: str, end: int, indent: int) -> int:
    """Return the end of the comments below a line that belong to it, being indented further."""
    while match := re.compile(rf"\n {{{indent + 1},}}#[^\n]*").match(text, end):
        end = match.end()
    return end


def hyphen_line(node: SequenceNode, item: AnyNode) -> int:
    """Return the start of the line with the hyphen of an item."""
    text = node.source.text
    start = line_start(text, span(item)[0])
    indent = " " * (node.column - 1)
    while not text.startswith(f"{indent}-", start):
        start = line_start(text, start - 1)
    return start


@frozen(order=True)
class Edit:
    """A span of a text, and the text that takes its place."""

    start: int
    end: int
    text: str = field(order=False)


def apply_edits(text: str, edits: Iterable[Edit], *, start: int = 0, end: int | None = None) -> str:
    """Return a text, or a part of it, with edits made to it that do not overlap."""
    parts: list[str] = []
    for edit in sorted(edits):
        parts += (text[start : edit.start], edit.text)
        start = edit.end
    return "".join((*parts, text[start:end]))


def apply_edits_to_bytes(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the bytes of a text file with edits made to it."""
    bom = BOM_UTF8 if data.startswith(BOM_UTF8) else b""
    text = data[len(bom) :].decode()
    ends = [match.start() for match in _CRLF.finditer(text)]
    # a position in the text as it was read is that many line feeds further on in the file
    line_ends = [position - count for count, position in enumerate(ends)]
    line_end = _dominant_line_end(text)
    file_edits = (
        Edit(
            edit.start + bisect_left(line_ends, edit.start),
            edit.end + bisect_left(line_ends, edit.end),
            edit.text.replace("\n", line_end),
        )
        for edit in edits
    )
    return bom + apply_edits(text, file_edits).encode()


def _dominant_line_end(text: str) -> str:
    """Return the end of a line that a text uses most."""
    counts = Counter(_LINE_END.findall(text)).most_common(1)
    return counts[0][0] if counts else "\n"


_CRLF: Final = re.compile("\r\n")
_LINE_END: Final = re.compile("\r\n|\r|\n")


Pair = tuple[ScalarNode, AnyNode]
Fields = Mapping[str, Any]
# The fields of values, by the identity of each, that stand below the front matter.
InBody = Mapping[int, frozenset[str]]
EMPTY_BODY: Final[InBody] = {}

# Fields that identify an item of a list.
_ID_FIELDS: Final = ("id", "key")


def patch(  # noqa: PLR0913 - what there is to say of a file
    node: MappingNode,
    kind: type[AttrsInstance],
    fields: Fields,
    *,
    exclude: frozenset[str] = frozenset(),
    extra_keys: frozenset[str] = frozenset(),
    in_body: InBody = EMPTY_BODY,
    changed_names: Sequence[str] | None = None,
) -> list[Edit]:
    """Return the edits that make a group of keys say what the fields of a class are to be.

    Args:
        node: The keys as they are written, in a source that keeps spans.
        kind: The class.
        fields: What each field is to be; one that is not there has its default.
        exclude: Fields that are left alone.
        extra_keys: Keys that are no fields, and are left alone as well.
        in_body: The fields of each value that stand elsewhere.
        changed_names: The keys that do not say so yet, if that is known.
    """
    patcher = _Patcher(node.source.text, in_body)
    exclude |= extra_keys
    return list(patcher.patch_group(node, kind, fields, exclude, changed_names))


def differing_keys(
    node: MappingNode,
    kind: type[AttrsInstance],
    fields: Fields,
    exclude: frozenset[str] = frozenset(),
) -> list[str]:
    """Name the keys of which a group says something else than the fields of a class are to be.

    They are in the order of the fields; at the end stand the keys that are no fields.
    """
    defaults = {name: field.default for name, field in attrs.fields_dict(kind).items()}
    old_fields = {**defaults, **_parsed_fields(node, kind)}
    new_fields = {**defaults, **fields}
    changed_names = [name for name in field_types(kind) if old_fields[name] != new_fields[name]]
    unknown = [name for name in node.pairs if name not in field_types(kind)]
    return [name for name in (*changed_names, *unknown) if name not in exclude]


def _parsed_fields(node: MappingNode, kind: type[AttrsInstance]) -> Fields:
    """Return what each key says; one that says nothing that its field can hold differs from all."""
    fields: dict[str, Any] = {}
    for name, hint in field_types(kind).items():
        value = node.get(name)
        is_optional = attrs.fields_dict(kind)[name].default is not attrs.NOTHING
        if value is None or (is_optional and isinstance(value, ScalarNode) and value.is_null):
            continue
        try:
            fields[name] = content_converter().structure(value, hint)
        except ContentError:
            fields[name] = ContentError
    return fields


def written_fields(value: Any, in_body: InBody) -> Any:
    """Return a value, or the fields of it that are written in front matter above some texts."""
    if isinstance(value, tuple):
        return tuple(written_fields(item, in_body) for item in value)
    return _fields_in_front(value, in_body) if id(value) in in_body else value


def _fields_in_front(value: AttrsInstance, in_body: InBody) -> Fields:
    elsewhere = in_body.get(id(value), frozenset())
    fields = non_default_fields(value)
    return {name: item for name, item in fields.items() if name not in elsewhere}


@frozen
class _Patcher:
    """Finds the edits of one text."""

    text: str
    in_body: InBody

    def fields_of(self, value: AttrsInstance) -> Fields:
        """Return the fields of a value that are written here."""
        return _fields_in_front(value, self.in_body)

    def value_here(self, value: Any) -> Any:
        """Return what is written here of a value."""
        return written_fields(value, self.in_body)

    def patch_group(
        self,
        node: MappingNode,
        kind: type[AttrsInstance],
        fields: Fields,
        exclude: frozenset[str] = frozenset(),
        changed_names: Sequence[str] | None = None,
    ) -> Iterator[Edit]:
        """Change, remove and add keys."""
        types = field_types(kind)
        if changed_names is None:
            changed_names = differing_keys(node, kind, fields, exclude)
        removed_names = [
            name for name in changed_names if name in node.pairs and name not in fields
        ]
        if removed_names and is_in_brackets(node):
            yield Edit(*span(node), self._rewrite_braces(node, fields, exclude))
            return
        for name in changed_names:
            if name in node.pairs and name in fields:
                yield from self._change_key(node, name, types[name], fields[name])
        kept_names = [
            name
            for name, (key, _) in node.pairs.items()
            if name in types
            and name not in removed_names
            and name not in exclude
            and _is_editable(key, node)
        ]
        yield from self._remove_keys([node.pairs[name] for name in removed_names])
        order = list(types)
        for name in changed_names:
            if name in fields and name not in node.pairs:
                preceding = [
                    kept_name
                    for kept_name in kept_names
                    if order.index(kept_name) < order.index(name)
                ]
                nearest = max(preceding, key=order.index, default=None)
                yield self._add_key(node, nearest, kept_names, (name, fields[name]))

    def _change_key(self, node: MappingNode, name: str, hint: Any, value: Any) -> Iterator[Edit]:
        key, old_node = node.pairs[name]
        inner, item = _class_in(hint), _named_items(hint)
        if inner is not None and isinstance(old_node, MappingNode):
            fields = self.fields_of(value)
            if set(old_node.pairs) & set(fields):
                yield from self.patch_group(old_node, inner, fields)
                return
        short = None if inner is None else SHORT_FORMS.get(inner)
        if short is not None and isinstance(old_node, ScalarNode):
            fields = self.fields_of(value)
            if fields == {short: old_node.text}:
                return
            value = fields[short] if fields.keys() == {short} else value
        kind = item or _nameless_items(hint)
        if kind is not None and self._is_same_list(old_node, kind, value):
            return
        if item is not None and isinstance(old_node, SequenceNode) and not is_in_brackets(old_node):
            yield self._patch_named_items(old_node, item, value)
            return
        nameless = _nameless_items(hint)
        if (
            nameless is not None
            and isinstance(old_node, SequenceNode)
            and _can_extend(old_node, value)
        ):
            yield from self._extend_list(old_node, nameless, value)
            return
        if is_in_brackets(node):
            yield Edit(*span(old_node), self._write_inline(value, node))
            return
        yield self._replace_value(key, old_node, value)

    def _is_same_list(
        self, node: AnyNode, kind: type[AttrsInstance], values: tuple[Any, ...]
    ) -> bool:
        """Return whether a list says what it is to say here already."""
        if not isinstance(node, SequenceNode) or len(node.items) != len(values):
            return False
        return all(
            isinstance(item, MappingNode) and not differing_keys(item, kind, self.fields_of(value))
            for item, value in zip(node.items, values, strict=True)
        )

    def _replace_value(self, key: ScalarNode, old_node: AnyNode, value: Any) -> Edit:
        first, *rest = write_value(self.value_here(value), key.column - 1)
        colon = self.text.index(":", span(key)[1]) + 1
        start, end = span(old_node)[0], content_end(old_node)
        spaces = self.text[colon:start]
        if not first:
            spaces = ""
        elif spaces == "" or "\n" in spaces:
            spaces = " "
        edit_end = line_end(self.text, end) if rest else end
        lines = (f"{spaces}{first}{self.text[end:edit_end]}", *rest)
        return Edit(colon, edit_end, "\n".join(lines))

    def _remove_keys(self, pairs: Iterable[Pair]) -> Iterator[Edit]:
        """Remove keys with their lines; beside a hyphen, what follows moves up."""
        removed_to = 0
        for key, value in pairs:
            start, end = span(key)[0], line_end(self.text, content_end(value))
            begin = line_start(self.text, start)
            if self.text[begin:start].strip(" ") or begin < removed_to:
                removed_to = end + len(self.text[end:]) - len(self.text[end:].lstrip())
                yield Edit(start, removed_to, "")
            elif begin:
                # of the blank lines above and below, one is left
                is_apart = self.text[:begin].endswith("\n\n") and self.text.startswith("\n\n", end)
                yield Edit(begin - 1, end + is_apart, "")
            else:
                yield Edit(0, end + 1, "")

    def _rewrite_braces(self, node: MappingNode, fields: Fields, exclude: frozenset[str]) -> str:
        """Write a group in braces anew, but for what is left alone."""
        items = [
            write_in_brackets({name: self.value_here(fields[name])})[1:-1]
            for name in fields
            if name not in exclude
        ]
        items += [
            self.text[span(key)[0] : span(value)[1]]
            for name, (key, value) in node.pairs.items()
            if name in exclude
        ]
        return f"{{{', '.join(items)}}}"

    def _add_key(
        self, node: MappingNode, nearest: str | None, kept_names: list[str], entry: tuple[str, Any]
    ) -> Edit:
        """Add a key after the one that precedes it in the order of the fields."""
        name, value = entry[0], self.value_here(entry[1])
        if is_in_brackets(node):
            end = span(node.pairs[nearest or kept_names[-1]][1])[1]
            return Edit(end, end, f", {self._write_inline({name: value}, node)[1:-1]}")
        if nearest is not None:
            end = line_end(self.text, content_end(node.pairs[nearest][1]))
            end = _below_comments(self.text, end, node.column - 1)
            return Edit(end, end, "\n" + "\n".join(write_entry(name, value, node.column - 1)))
        start = span(node.pairs[kept_names[0]][0])[0]
        indent = node.column - 1
        lines = "\n".join((*write_entry(name, value, indent), " " * indent))
        return Edit(start, start, lines[indent:])

    def _patch_named_items(
        self, node: SequenceNode, kind: type[AttrsInstance], values: Iterable[Any]
    ) -> Edit:
        """Patch the items with known ids, and keep the comments above them."""
        name = next(name for name in _ID_FIELDS if name in field_types(kind))
        parts = {_item_text(item, name): part for item, part in self._split_items(node)}
        gap = "\n" if any(lead and not lead.strip() for lead, *_ in parts.values()) else ""
        kept_ids = {getattr(value, name) for value in values}
        lines: list[str] = []
        pending_comments = ""
        leading_comments: dict[str, str] = {}
        for item_id, (lead, *_) in parts.items():
            pending_comments += lead if item_id in kept_ids or lead.strip() else ""
            if item_id in kept_ids:
                leading_comments[item_id], pending_comments = pending_comments, ""
        for value in values:
            item_id = getattr(value, name)
            if item_id in parts:
                _, item, start, end = parts[item_id]
                edits = self.patch_group(item, kind, self.fields_of(value))
                body = apply_edits(self.text, edits, start=start, end=end)
                lines.append(leading_comments[item_id] + body)
            else:
                body = "\n".join(write_item(self.value_here(value), node.column - 1))
                lines.append((gap if lines else "") + body)
        ranges = [(start, end) for _, _, start, end in parts.values()]
        text = "\n".join(lines) + (f"\n{pending_comments.rstrip()}" if pending_comments else "")
        return Edit(ranges[0][0], ranges[-1][1], text)

    def _extend_list(
        self, node: SequenceNode, kind: type[AttrsInstance], values: tuple[Any, ...]
    ) -> Iterator[Edit]:
        """Patch the items of a list in place, and append new ones."""
        for item, value in zip(node.items, values, strict=False):
            assert isinstance(item, MappingNode)  # noqa: S101 - whoever calls has looked
            if differing_keys(item, kind, self.fields_of(value)):
                yield from self.patch_group(item, kind, self.fields_of(value))
        new_values = values[len(node.items) :]
        if new_values:
            end = line_end(self.text, content_end(node.items[-1]))
            items = map(self.value_here, new_values)
            lines = (line for value in items for line in write_item(value, node.column - 1))
            yield Edit(end, end, "\n" + "\n".join(lines))

    def _split_items(
        self, node: SequenceNode
    ) -> Iterator[tuple[MappingNode, tuple[str, MappingNode, int, int]]]:
        """Return the items of a list, with the text above each and their ranges."""
        previous_end = None
        for item in node.items:
            start = hyphen_line(node, item)
            end = line_end(self.text, content_end(item))
            lead = "" if previous_end is None else self.text[previous_end + 1 : start]
            previous_end = end
            assert isinstance(item, MappingNode)  # noqa: S101 - it was read as a value of a class
            yield item, (lead, item, start, end)

    def _write_inline(self, value: Any, node: MappingNode) -> str:
        """Return a value within brackets, or as JSON in JSON."""
        if (node.source.file or "").endswith(".json"):
            return json.dumps(content_converter().unstructure(value), ensure_ascii=False)
        return write_in_brackets(self.value_here(value))


def _is_editable(key: ScalarNode, node: MappingNode) -> bool:
    """Return whether keys can be added beside a key: not below front matter."""
    return key.span is not None or is_in_brackets(node)


def _item_text(item: MappingNode, name: str) -> str:
    value = item.get(name)
    assert isinstance(value, ScalarNode)  # noqa: S101 - it was read as an identifier
    return value.text


def _class_in(hint: Any) -> type[AttrsInstance] | None:
    """Return the class of a field that holds a value of a class, or nothing."""
    kinds = [argument for argument in (get_args(hint) or (hint,)) if argument is not NoneType]
    is_class = len(kinds) == 1 and get_origin(hint) is not tuple and attrs.has(kinds[0])
    return kinds[0] if is_class and kinds[0] is not RichText else None


def _can_extend(node: SequenceNode, values: tuple[Any, ...]) -> bool:
    """Return whether a written list of groups can become another one by changes in their places."""
    is_longer = not is_in_brackets(node) and len(node.items) <= len(values)
    return is_longer and all(isinstance(item, MappingNode) for item in node.items)


def _nameless_items(hint: Any) -> type[AttrsInstance] | None:
    """Return the class of the items of a list that are known by their place alone, or nothing."""
    if get_origin(hint) is not tuple or not attrs.has(kind := get_args(hint)[0]):
        return None
    return None if kind is RichText or set(_ID_FIELDS) & set(field_types(kind)) else kind


def _named_items(hint: Any) -> type[AttrsInstance] | None:
    """Return the class of the items of a list that have names of their own, or nothing."""
    if get_origin(hint) is not tuple or not attrs.has(kind := get_args(hint)[0]):
        return None
    return kind if set(_ID_FIELDS) & set(field_types(kind)) else None
