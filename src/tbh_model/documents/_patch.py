"""What has to change in a text so that it says something else, and nothing beside it.

A key whose value is the same stays as it is written. Comments on lines of their own stay, whatever
becomes of their neighbours; what stands on the lines of a key goes with it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from types import NoneType
from typing import Any, Final, get_args, get_origin

import attrs
from attrs import AttrsInstance, frozen

from tbh_model.documents._converter import converter
from tbh_model.documents._edit import Edit, edited
from tbh_model.documents._located import (
    AnyNode,
    ContentError,
    MappingNode,
    ScalarNode,
    SequenceNode,
)
from tbh_model.documents._spans import (
    content_end,
    hyphen_line,
    is_in_brackets,
    line_end,
    line_start,
    span,
)
from tbh_model.documents._write_yaml import (
    write_entry,
    write_in_brackets,
    write_item,
    write_value,
    written_fields,
)
from tbh_model.model import field_types
from tbh_model.text import RichText

Pair = tuple[ScalarNode, AnyNode]
Fields = Mapping[str, Any]

_NAMES: Final = ("id", "key")
"""Fields by which an item of a list is known again."""


def patch(
    node: MappingNode,
    kind: type[AttrsInstance],
    fields: Fields,
    *,
    but: frozenset[str] = frozenset(),
    also: frozenset[str] = frozenset(),
) -> list[Edit]:
    """Return the edits that make a group of keys say what the fields of a class are to be.

    Args:
        node: The keys as they are written, in a source that keeps spans.
        kind: The class.
        fields: What each field is to be; one that is not there has its default.
        but: Fields that are left alone.
        also: Keys that are no fields, and are left alone as well.
    """
    return list(_Patch(node.source.text).group(node, kind, fields, but | also))


def differing(
    node: MappingNode, kind: type[AttrsInstance], fields: Fields, but: frozenset[str] = frozenset()
) -> list[str]:
    """Name the keys of which a group says something else than the fields of a class are to be.

    They are in the order of the fields; at the end stand the keys that are no fields.
    """
    defaults = {name: field.default for name, field in attrs.fields_dict(kind).items()}
    before = {**defaults, **_said(node, kind)}
    after = {**defaults, **fields}
    changed = [name for name in field_types(kind) if before[name] != after[name]]
    unknown = [name for name in node.pairs if name not in field_types(kind)]
    return [name for name in (*changed, *unknown) if name not in but]


def _said(node: MappingNode, kind: type[AttrsInstance]) -> Fields:
    """Return what each key says; one that says nothing that its field can hold differs from all."""
    said: dict[str, Any] = {}
    for name, hint in field_types(kind).items():
        value = node.get(name)
        is_optional = attrs.fields_dict(kind)[name].default is not attrs.NOTHING
        if value is None or (is_optional and isinstance(value, ScalarNode) and value.is_null):
            continue
        try:
            said[name] = converter().structure(value, hint)
        except ContentError:
            said[name] = ContentError
    return said


@frozen
class _Patch:
    """Finds the edits of one text."""

    text: str

    def group(
        self,
        node: MappingNode,
        kind: type[AttrsInstance],
        fields: Fields,
        but: frozenset[str] = frozenset(),
    ) -> Iterator[Edit]:
        """Change, remove and add keys."""
        known = field_types(kind)
        changed = differing(node, kind, fields, but)
        gone = [name for name in changed if name in node.pairs and name not in fields]
        if gone and is_in_brackets(node):
            yield Edit(*span(node), self._anew(node, fields, but))
            return
        for name in changed:
            if name in node.pairs and name in fields:
                yield from self._change(node, name, known[name], fields[name])
        stay = [
            name
            for name, (key, _) in node.pairs.items()
            if name in known and name not in gone and name not in but and _is_inside(key, node)
        ]
        yield from self._remove([node.pairs[name] for name in gone])
        order = list(known)
        for name in changed:
            if name in fields and name not in node.pairs:
                before = [each for each in stay if order.index(each) < order.index(name)]
                nearest = max(before, key=order.index, default=None)
                yield self._add(node, nearest, stay, (name, fields[name]))

    def _change(self, node: MappingNode, name: str, hint: Any, value: Any) -> Iterator[Edit]:
        key, before = node.pairs[name]
        inner, item = _class_in(hint), _named_items(hint)
        if inner is not None and isinstance(before, MappingNode):
            fields = written_fields(value)
            if set(before.pairs) & set(fields):
                yield from self.group(before, inner, fields)
                return
        if item is not None and isinstance(before, SequenceNode) and not is_in_brackets(before):
            yield self._items(before, item, value)
            return
        nameless = _nameless_items(hint)
        if nameless is not None and isinstance(before, SequenceNode) and _is_grown(before, value):
            yield from self._grown(before, nameless, value)
            return
        if is_in_brackets(node):
            yield Edit(*span(before), self._flat(value, node))
            return
        yield self._whole(key, before, value)

    def _whole(self, key: ScalarNode, before: AnyNode, value: Any) -> Edit:
        first, *rest = write_value(value, key.column - 1)
        colon = self.text.index(":", span(key)[1]) + 1
        start, end = span(before)[0], content_end(before)
        spaces = self.text[colon:start]
        if not first:
            spaces = ""
        elif spaces == "" or "\n" in spaces:
            spaces = " "
        after = line_end(self.text, end) if rest else end
        lines = (f"{spaces}{first}{self.text[end:after]}", *rest)
        return Edit(colon, after, "\n".join(lines))

    def _remove(self, pairs: Iterable[Pair]) -> Iterator[Edit]:
        """Remove keys with their lines; beside a hyphen, what follows moves up."""
        reached = 0
        for key, value in pairs:
            start, end = span(key)[0], line_end(self.text, content_end(value))
            begin = line_start(self.text, start)
            if self.text[begin:start].strip(" ") or begin < reached:
                reached = end + len(self.text[end:]) - len(self.text[end:].lstrip())
                yield Edit(start, reached, "")
            elif begin:
                yield Edit(begin - 1, end, "")
            else:
                yield Edit(0, end + 1, "")

    def _anew(self, node: MappingNode, fields: Fields, but: frozenset[str]) -> str:
        """Write a group in braces anew, but for what is left alone."""
        items = [
            write_in_brackets({name: fields[name]})[1:-1] for name in fields if name not in but
        ]
        items += [
            self.text[span(key)[0] : span(value)[1]]
            for name, (key, value) in node.pairs.items()
            if name in but
        ]
        return f"{{{', '.join(items)}}}"

    def _add(
        self, node: MappingNode, nearest: str | None, stay: list[str], entry: tuple[str, Any]
    ) -> Edit:
        """Add a key after the one that precedes it in the order of the fields."""
        name, value = entry
        if is_in_brackets(node):
            end = span(node.pairs[nearest or stay[-1]][1])[1]
            return Edit(end, end, f", {self._flat({name: value}, node)[1:-1]}")
        if nearest is not None:
            end = line_end(self.text, content_end(node.pairs[nearest][1]))
            return Edit(end, end, "\n" + "\n".join(write_entry(name, value, node.column - 1)))
        start = span(node.pairs[stay[0]][0])[0]
        indent = node.column - 1
        lines = "\n".join((*write_entry(name, value, indent), " " * indent))
        return Edit(start, start, lines[indent:])

    def _items(self, node: SequenceNode, kind: type[AttrsInstance], values: Iterable[Any]) -> Edit:
        """Keep the items that are known by name, with the comments above them."""
        name = next(name for name in _NAMES if name in field_types(kind))
        parts = {_text(item, name): part for item, part in self._parts(node)}
        gap = "\n" if any(lead and not lead.strip() for lead, *_ in parts.values()) else ""
        kept = {getattr(value, name) for value in values}
        lines: list[str] = []
        owed = ""
        leads: dict[str, str] = {}
        for known, (lead, *_) in parts.items():
            owed += lead if known in kept or lead.strip() else ""
            if known in kept:
                leads[known], owed = owed, ""
        for value in values:
            known = getattr(value, name)
            if known in parts:
                _, item, start, end = parts[known]
                edits = self.group(item, kind, written_fields(value))
                body = edited(self.text, edits, start=start, end=end)
                lines.append(leads[known] + body)
            else:
                body = "\n".join(write_item(value, node.column - 1))
                lines.append((gap if lines else "") + body)
        whole = [(start, end) for _, _, start, end in parts.values()]
        text = "\n".join(lines) + (f"\n{owed.rstrip()}" if owed else "")
        return Edit(whole[0][0], whole[-1][1], text)

    def _grown(
        self, node: SequenceNode, kind: type[AttrsInstance], values: tuple[Any, ...]
    ) -> Iterator[Edit]:
        """Change the items of a list in their places, and add more after the last."""
        for item, value in zip(node.items, values, strict=False):
            assert isinstance(item, MappingNode)  # noqa: S101 - whoever calls has looked
            if differing(item, kind, written_fields(value)):
                yield from self.group(item, kind, written_fields(value))
        added = values[len(node.items) :]
        if added:
            end = line_end(self.text, content_end(node.items[-1]))
            lines = (line for value in added for line in write_item(value, node.column - 1))
            yield Edit(end, end, "\n" + "\n".join(lines))

    def _parts(
        self, node: SequenceNode
    ) -> Iterator[tuple[MappingNode, tuple[str, MappingNode, int, int]]]:
        """Split a list into items: what stands above each, and its first and last character."""
        before = None
        for item in node.items:
            start = hyphen_line(node, item)
            end = line_end(self.text, content_end(item))
            lead = "" if before is None else self.text[before + 1 : start]
            before = end
            assert isinstance(item, MappingNode)  # noqa: S101 - it was read as a value of a class
            yield item, (lead, item, start, end)

    def _flat(self, value: Any, node: MappingNode) -> str:
        """Write a value as it stands in brackets, in JSON as JSON does."""
        if (node.source.file or "").endswith(".json"):
            return json.dumps(converter().unstructure(value), ensure_ascii=False)
        return write_in_brackets(value)


def _is_inside(key: ScalarNode, node: MappingNode) -> bool:
    """Return whether a key stands where keys can be added: not below front matter."""
    return key.span is not None or is_in_brackets(node)


def _text(item: MappingNode, name: str) -> str:
    value = item.get(name)
    assert isinstance(value, ScalarNode)  # noqa: S101 - it was read as an identifier
    return value.text


def _class_in(hint: Any) -> type[AttrsInstance] | None:
    """Return the class of a field that holds a value of a class, or nothing."""
    kinds = [each for each in (get_args(hint) or (hint,)) if each is not NoneType]
    is_class = len(kinds) == 1 and get_origin(hint) is not tuple and attrs.has(kinds[0])
    return kinds[0] if is_class and kinds[0] is not RichText else None


def _is_grown(before: SequenceNode, values: tuple[Any, ...]) -> bool:
    """Return whether a written list of groups can become another one by changes in their places."""
    is_longer = not is_in_brackets(before) and len(before.items) <= len(values)
    return is_longer and all(isinstance(item, MappingNode) for item in before.items)


def _nameless_items(hint: Any) -> type[AttrsInstance] | None:
    """Return the class of the items of a list that are known by their place alone, or nothing."""
    if get_origin(hint) is not tuple or not attrs.has(kind := get_args(hint)[0]):
        return None
    return None if kind is RichText or set(_NAMES) & set(field_types(kind)) else kind


def _named_items(hint: Any) -> type[AttrsInstance] | None:
    """Return the class of the items of a list that have names of their own, or nothing."""
    if get_origin(hint) is not tuple or not attrs.has(kind := get_args(hint)[0]):
        return None
    return kind if set(_NAMES) & set(field_types(kind)) else None
