"""YAML reader that builds a tree with positions.

A tree that libyaml composes is converted, which takes half as long as its events. Where something
is unusual or wrong, or must know where it ends, the reader uses the events: they show anchors,
aliases and tags, and do not recurse, so that no file can exhaust the stack.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any, Final

import yaml

from tbh_model._attrs import define, evolve, field
from tbh_model._problems import ContentError, Problem
from tbh_model.content._node import (
    MAX_DEPTH,
    AnyNode,
    MappingNode,
    Node,
    ScalarKind,
    ScalarNode,
    SequenceNode,
    Source,
    duplicate_key_problem,
    is_shown,
)

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where libyaml is


class _Composer(_Loader):  # type: ignore[misc]  # one of two
    """Composer that does not resolve what the values are: the declared types decide."""

    def resolve(self, _kind: object, _value: object, _implicit: object) -> None:
        """Return no tag."""

    def descend_resolver(self, _parent: object, _index: object) -> None:
        """Resolve nothing by the place of a node."""

    def ascend_resolver(self) -> None:
        """Resolve nothing by the place of a node."""


def read_yaml(source: Source, text: str | None = None, *, first_line: int = 1) -> AnyNode:
    """Read a YAML document into a tree.

    Args:
        source: What the nodes point into.
        text: The part of it to read; the whole by default.
        first_line: The line of the source at which that part begins.

    Raises:
        ContentError: If it is not YAML, or uses what is refused: anchors, aliases, tags, duplicate
            keys, several documents in one file.
    """
    above = source.text.split("\n", first_line - 1)[:-1]
    start = sum(len(line) + 1 for line in above)
    builder = _Builder(source=source, offset=first_line, start=start)
    text = source.text if text is None else text
    if "\ufeff" in text:  # of which the parser written in Python knows nothing
        raise ContentError((_character_problem(source, text, first_line),))
    if " #" in text or "\t#" in text:
        builder.comments = text
    if any(character in text for character in _BREAKS):
        text, builder.substitutes = _replace_breaks(text)
    if not source.spans and not builder.substitutes:
        builder.text = f"{text}\n"  # where an empty value may stand at the end
        with suppress(ValueError, yaml.YAMLError):  # the events say what is unusual or wrong
            composed = _Composer(text).get_single_node()
            if composed is not None:
                return builder.convert(composed)
    try:
        loader = _Loader(text)
        try:
            builder.build(loader.get_event)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        raise ContentError((_syntax_problem(error, source, text, first_line),)) from None
    except yaml.reader.ReaderError:
        raise ContentError((_character_problem(source, text, first_line),)) from None
    if builder.problems:
        raise ContentError(tuple(builder.problems))
    return builder.root or MappingNode(source, first_line, 1, {})


@define
class _Builder:
    """Builder of the tree from events, without recursion."""

    source: Source
    # The line of the source at which the text begins.
    offset: int
    # The character of the source at which it begins.
    start: int
    root: AnyNode | None = None
    problems: list[Problem] = field(factory=list)
    _parent: MappingNode | SequenceNode | None = None
    # The key of the parent that waits for its value.
    _pending_key: ScalarNode | None = None
    # Open ancestors of the parent, each with its pending key.
    _ancestors: list[tuple[MappingNode | SequenceNode | None, ScalarNode | None]] = field(
        factory=list
    )
    _documents: int = 0
    # Items that contain another item, whose hyphen is missing.
    _items_without_hyphen: set[MappingNode] = field(factory=set)
    # The text, if comments may stand behind its values.
    comments: str = ""
    # The text, if it is composed.
    text: str = ""
    # Substitutes of characters that end lines only in YAML 1.1.
    substitutes: dict[int, int] = field(factory=dict)

    def build(self, next_event: Callable[[], Any]) -> None:
        """Process all events."""
        while (event := next_event()) is not None:
            self._add_event(event)

    def _add_event(self, event: Any) -> None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._refuse_extras(event)
            style = event.style or ""
            value = event.value.translate(self.substitutes) if self.substitutes else event.value
            node = ScalarNode(*self._location(event), value, _KINDS[bool(style)], style)
            if self.comments and not style and value:
                self._note_comment(node, event.end_mark)
            self._add_node(self._set_span(node, event))
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._refuse_extras(event)
            self._open_collection(event)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            if self._parent is not None and self.source.spans:
                self._set_span(self._parent, event)
            self._parent, self._pending_key = self._ancestors.pop()
        elif kind is yaml.AliasEvent:
            self._refuse(event, "TBH104", "the alias", f"*{event.anchor}", "write the value out")
            self._add_node(ScalarNode(*self._location(event), "", ScalarKind.NULL))
        elif kind is yaml.DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                hint = "put one document in a file; or indent the line, if it is part of a text"
                self._refuse(event, "TBH103", "a second document", "", hint)

    def convert(self, composed: Any, depth: int = 0) -> AnyNode:
        """Return the node of a composed one.

        Raises:
            ValueError: If it has an anchor, a tag, a key that is none or stands twice, or too many
                levels.
        """
        kind, mark = type(composed), composed.start_mark
        if kind is yaml.ScalarNode:
            return self._scalar(composed)
        if depth > MAX_DEPTH or self.text[mark.index] in "&!":
            raise ValueError
        place = (self.source, mark.line + self.offset, mark.column + 1)
        if kind is yaml.SequenceNode:
            return SequenceNode(*place, [self.convert(item, depth + 1) for item in composed.value])
        pairs: dict[str, tuple[ScalarNode, AnyNode]] = {}
        for key, value in composed.value:
            if type(key) is not yaml.ScalarNode or key.value in pairs:
                raise ValueError
            pairs[key.value] = (self._scalar(key), self.convert(value, depth + 1))
        return MappingNode(*place, pairs)

    def _scalar(self, composed: Any) -> ScalarNode:
        mark, style, text = composed.start_mark, composed.style or "", composed.value
        if self.text[mark.index] in "&!":
            raise ValueError
        line, column = mark.line + self.offset, mark.column + 1
        scalar = ScalarNode(self.source, line, column, text, _KINDS[bool(style)], style)
        if self.comments and not style and text:
            self._note_comment(scalar, composed.end_mark)
        return scalar

    def _note_comment(self, node: ScalarNode, end: Any) -> None:
        """Record the comment after a value; the declared type decides whether it is an error."""
        # What stands behind two spaces, `#` and another one is a comment and nothing else.
        comment = _COMMENT_BEHIND.match(self.comments, end.index)
        if comment is not None and not comment[0].endswith("  # "):
            column = end.column + len(comment[0].rstrip())
            place = Node(self.source, end.line + self.offset, column)
            self.source.comments[node.line, node.column] = (place, comment[0].endswith(" "))

    def _location(self, event: Any) -> tuple[Source, int, int]:
        mark = event.start_mark
        return self.source, mark.line + self.offset, mark.column + 1

    def _open_collection(self, event: Any) -> None:
        is_mapping = type(event) is yaml.MappingStartEvent
        node = (
            MappingNode(*self._location(event), {})
            if is_mapping
            else SequenceNode(*self._location(event), [])
        )
        if len(self._ancestors) == MAX_DEPTH:
            raise ContentError((node.problem("TBH103", _TOO_DEEP, hint="nest less deeply"),))
        self._add_node(self._set_span(node, event))
        self._ancestors.append((self._parent, self._pending_key))
        self._parent, self._pending_key = node, None

    def _set_span(self, node: AnyNode, event: Any) -> AnyNode:
        """Set the start of a node and, with its last event, its end."""
        if self.source.spans:
            start = node.span[0] if node.span else self.start + event.start_mark.index
            node.span = (start, self.start + event.end_mark.index)
        return node

    def _add_node(self, node: AnyNode) -> None:
        parent, key = self._parent, self._pending_key
        if isinstance(parent, MappingNode):
            if key is None:
                self._pending_key = node if isinstance(node, ScalarNode) else self._refuse_key(node)
                return
            self._pending_key = None
            if key.text in parent.pairs:
                self._report_duplicate(parent, key)
            else:
                parent.pairs[key.text] = (key, node)
        elif parent is not None:
            parent.items.append(node)
        elif self.root is None:
            self.root = node

    def _report_duplicate(self, parent: MappingNode, key: ScalarNode) -> None:
        """Report a duplicate key; for an item without its hyphen only once."""
        first = next(iter(parent.pairs.values()))[0]
        is_item = bool(self._ancestors) and isinstance(self._ancestors[-1][0], SequenceNode)
        if parent in self._items_without_hyphen:
            return
        if is_item and key.text == first.text and key.column == first.column:
            self._items_without_hyphen.add(parent)
            hint = "begin the line with `- `, if another item begins here; or keep one of the two"
            self.problems.append(duplicate_key_problem(key, first, hint))
        else:
            self.problems.append(duplicate_key_problem(key, parent.pairs[key.text][0]))

    def _refuse_key(self, node: AnyNode) -> ScalarNode:
        """Report a key that is not a scalar, and return an empty one in its place."""
        message = "a key must be a word, not a list or a group of keys"
        self.problems.append(node.problem("TBH103", message, hint="write a plain word as the key"))
        return ScalarNode(node.source, node.line, node.column, "", ScalarKind.TEXT)

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse(event, "TBH104", "the anchor", f"&{event.anchor}", "remove it")
        if event.tag is not None:
            source, line, column = self._location(event)
            match = re.match(
                r"!\S*", source.rest_of_line(line, column)
            )  # and not what it stands for
            tag = match[0] if match else event.tag
            self._refuse(event, "TBH104", "the tag", tag, "remove it")

    def _refuse(self, event: Any, code: str, noun: str, spelling: str, remedy: str) -> None:
        node = Node(*self._location(event))
        excerpt = f" `{spelling}`" if spelling and is_shown(node) else ""
        message = f"found {noun}{excerpt}, which content files do not use"
        self.problems.append(node.problem(code, message, hint=remedy))


_KINDS: Final = (ScalarKind.PLAIN, ScalarKind.TEXT)


def _syntax_problem(
    error: yaml.MarkedYAMLError, source: Source, text: str, first_line: int
) -> Problem:
    """Return the problem of a syntax error."""
    from tbh_model.content._yaml_errors import find_mistake  # only for those who made one

    mark: Any = error.problem_mark or error.context_mark
    is_deep = "nesting depth" in (error.problem or "")
    mistake = None if is_deep else find_mistake(text, mark.line)
    if mistake is not None:
        node = Node(source, mistake.line + first_line, mistake.column + 1)
        problem = node.problem("TBH103", mistake.message, hint=mistake.hint)
        return evolve(problem, length=max(1, mistake.length))
    node = Node(source, mark.line + first_line, mark.column + 1)
    explanations = (
        (words, hint) for pattern, words, hint in _SYNTAX if pattern in (error.problem or "")
    )
    message, hint = next(explanations, _UNREADABLE)
    return node.problem("TBH103", message, hint=hint)


def _replace_breaks(text: str) -> tuple[str, dict[int, int]]:
    """Return a text with substitutes for characters that end lines only in YAML 1.1."""
    # They end no line in any editor, nor in YAML 1.2, and a parser would turn some of them into
    # spaces. Gives the text, and what turns them back in its values.
    characters = {*text}
    free = (code for code in range(0xE000, 0xF8FF) if chr(code) not in characters)
    substitutes = dict(zip(free, map(ord, "\x85\u2028\u2029"), strict=False))
    return text.translate(
        {original: substitute for substitute, original in substitutes.items()}
    ), substitutes


def _character_problem(source: Source, text: str, first_line: int) -> Problem:
    """Return the problem of the first forbidden character, whose offset is in bytes."""
    match = _invalid_characters().search(text)
    position = match.start() if match else 0
    text_before = text[:position]
    column = position - (text_before.rfind("\n") + 1) + 1
    node = Node(source, text_before.count("\n") + first_line, column)
    message = f"found the character U+{ord(text[position]):04X}, which YAML refuses"
    return node.problem("TBH103", message, hint="remove it, or write it as an escape in quotes")


@cache
def _invalid_characters() -> "re.Pattern[str]":
    # U+FEFF too: a byte order mark inside a file comes from two files that were put together
    return re.compile(
        "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
    )


_COMMENT_BEHIND: Final = re.compile(r"[ \t]+# ?")
_BREAKS: Final = "\x85\u2028\u2029"
_UNREADABLE: Final = ("this is not valid YAML", "check quotation marks, colons and indentation")
_MISFIT: Final = ("this line does not fit the lines above it", "check its indentation")
_START: Final = ("a value cannot begin with this character", "put it in quotes")
_TOO_DEEP: Final = f"this is nested more than {MAX_DEPTH} levels deep"
_SYNTAX: Final = (
    ("exceeded maximum nesting depth", _TOO_DEEP, "nest less deeply"),
    ("mapping values are not allowed", "a colon stands where none can be", "quote the text"),
    ("could not find expected ':'", "a colon is missing after this key", "write `key: value`"),
    ("cannot start any token", *_START),
    ("found character that cannot", *_START),
    ("found unexpected end of stream", "a quotation mark is not closed", "close it"),
    ("did not find expected key", *_MISFIT),
    ("expected <block end>", *_MISFIT),
    ("did not find expected '-' indicator", *_MISFIT),
    ("expected ',' or ']'", "a comma is missing, or the `]` that ends a list", "write it"),
    ("expected ',' or '}'", "a comma is missing, or the `}` that ends a group", "write it"),
    ("unknown escape character", "this escape is not known", "write two backslashes for one"),
)
