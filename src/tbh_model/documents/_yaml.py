"""YAML -> located tree.

Read from the parser's events: they show anchors, aliases and tags, which a composed tree hides,
and they need no recursion, so that nothing a file holds can exhaust the stack.
"""

import re
from collections.abc import Callable
from typing import Any, Final

import yaml
from attrs import define, field

from tbh_model._problems import Problem
from tbh_model.documents._located import (
    DEEPEST,
    AnyNode,
    ContentError,
    Kind,
    Mapping,
    Node,
    Scalar,
    Sequence,
    Source,
    duplicate_key,
)

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where libyaml is


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
    try:
        loader = _Loader(text)
        try:
            builder.build(loader.get_event)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        hidden = _BREAKS.search(text)  # nobody sees it, and it ends a line to the parser alone
        found = (
            _character_problem(source, text, first_line, hidden.start(), "ends a line in YAML")
            if hidden
            else _syntax_problem(error, source, first_line)
        )
        raise ContentError((found,)) from None
    except yaml.reader.ReaderError:
        refused = _REFUSED.search(text)
        place = refused.start() if refused else 0
        found = _character_problem(source, text, first_line, place, "YAML refuses")
        raise ContentError((found,)) from None
    if builder.problems:
        raise ContentError(tuple(builder.problems))
    return builder.root or Mapping(source, first_line, 1, {})


@define
class _Builder:
    """Builds the tree from events, without recursion."""

    source: Source
    offset: int
    """The line of the source at which the text begins."""
    start: int
    """The character of the source at which it begins."""
    root: AnyNode | None = None
    problems: list[Problem] = field(factory=list)
    _parent: Mapping | Sequence | None = None
    _waiting: Scalar | None = None
    """The key of the parent that waits for its value."""
    _around: list[tuple[Mapping | Sequence | None, Scalar | None]] = field(factory=list)
    """What was open before the parent: each with the key that waited."""
    _documents: int = 0

    def build(self, next_event: Callable[[], Any]) -> None:
        """Take every event; plain scalars, which are most of them, by the shortest way."""
        source, offset, scalar = self.source, self.offset, yaml.ScalarEvent
        plain, text, place = Kind.PLAIN, Kind.TEXT, self._place
        event: Any
        while (event := next_event()) is not None:
            if type(event) is not scalar or source.spans or event.anchor or event.tag:
                self._take(event)
                continue
            mark: Any = event.start_mark
            style = event.style or ""  # libyaml says '' where pure Python says None
            line, column = mark.line + offset, mark.column + 1
            place(Scalar(source, line, column, event.value, text if style else plain, style))

    def _take(self, event: Any) -> None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._refuse_extras(event)
            style = event.style or ""
            node = Scalar(*self._at(event), event.value, _KINDS[bool(style)], style)
            self._place(self._spanned(node, event))
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._refuse_extras(event)
            self._begin(event)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            if self._parent is not None and self.source.spans:
                self._spanned(self._parent, event)
            self._parent, self._waiting = self._around.pop()
        elif kind is yaml.AliasEvent:
            self._refuse(event, "TBH104", f"the alias `*{event.anchor}`", "write the value out")
            self._place(Scalar(*self._at(event), "", Kind.NULL))
        elif kind is yaml.DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                self._refuse(event, "TBH103", "a second document", "put one document in a file")

    def _at(self, event: Any) -> tuple[Source, int, int]:
        mark = event.start_mark
        return self.source, mark.line + self.offset, mark.column + 1

    def _begin(self, event: Any) -> None:
        is_mapping = type(event) is yaml.MappingStartEvent
        node = Mapping(*self._at(event), {}) if is_mapping else Sequence(*self._at(event), [])
        if len(self._around) == DEEPEST:
            raise ContentError((node.problem("TBH103", _DEEP, hint="nest less deeply"),))
        self._place(self._spanned(node, event))
        self._around.append((self._parent, self._waiting))
        self._parent, self._waiting = node, None

    def _spanned(self, node: AnyNode, event: Any) -> AnyNode:
        """Let a node know where it begins and, with its last event, where it ends."""
        if self.source.spans:
            start = node.span[0] if node.span else self.start + event.start_mark.index
            node.span = (start, self.start + event.end_mark.index)
        return node

    def _place(self, node: AnyNode) -> None:
        parent, key = self._parent, self._waiting
        if isinstance(parent, Mapping):
            if key is None:
                self._waiting = node if isinstance(node, Scalar) else self._key(node)
                return
            self._waiting = None
            if key.text in parent.pairs:
                self.problems.append(duplicate_key(key, parent.pairs[key.text][0]))
            else:
                parent.pairs[key.text] = (key, node)
        elif parent is not None:
            parent.items.append(node)
        elif self.root is None:
            self.root = node

    def _key(self, node: AnyNode) -> Scalar:
        """Refuse a key that is no scalar, and let a nameless one stand for it."""
        message = "a key must be a word, not a list or a group of keys"
        self.problems.append(node.problem("TBH103", message, hint="write a plain word as the key"))
        return Scalar(node.source, node.line, node.column, "", Kind.TEXT)

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse(event, "TBH104", f"the anchor `&{event.anchor}`", "remove it")
        if event.tag is not None:
            source, line, column = self._at(event)
            written = re.match(r"!\S*", source.rest(line, column))  # and not what it stands for
            tag = written[0] if written else event.tag
            self._refuse(event, "TBH104", f"the tag `{tag}`", "remove it")

    def _refuse(self, event: Any, code: str, what: str, remedy: str) -> None:
        node = Node(*self._at(event))
        message = f"found {what}, which content files do not use"
        self.problems.append(node.problem(code, message, hint=remedy))


_KINDS: Final = (Kind.PLAIN, Kind.TEXT)


def _syntax_problem(error: yaml.MarkedYAMLError, source: Source, first_line: int) -> Problem:
    mark: Any = error.problem_mark or error.context_mark
    if error.context_mark and not "".join(source.lines[mark.line + first_line - 1 :]).strip():
        mark = error.context_mark  # what is not closed shows at the end, and is where it begins
    said = error.problem or ""
    # of an escape that is not known, pure Python points at the letter, libyaml at the backslash
    column = mark.column if "escape character '" in said else mark.column + 1
    node = Node(source, mark.line + first_line, column)
    known = ((words, hint) for found, words, hint in _SYNTAX if found in said)
    message, hint = _TAB if _is_tab(node) else next(known, _UNREADABLE)
    return node.problem("TBH103", message, hint=hint)


def _is_tab(node: Node) -> bool:
    row = node.source.lines[node.line - 1 : node.line]
    return bool(row) and row[0][node.column - 1 : node.column] == "\t"


def _character_problem(
    source: Source, text: str, first_line: int, position: int, why: str
) -> Problem:
    """Point at a character; where the parser says it is, it counts bytes."""
    before = text[:position]
    column = position - (before.rfind("\n") + 1) + 1
    node = Node(source, before.count("\n") + first_line, column)
    message = f"found the character U+{ord(text[position]):04X}, which {why}"
    return node.problem("TBH103", message, hint="remove it, or write it as an escape in quotes")


_BREAKS: Final = re.compile("[\x85\u2028\u2029]")
_REFUSED: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNREADABLE: Final = ("this is not valid YAML", "check quotation marks, colons and indentation")
_TAB: Final = ("a tab stands where only spaces can", "indent with spaces")
_MISFIT: Final = ("this line does not fit the lines above it", "check its indentation")
_START: Final = ("a value cannot begin with this character", "put it in quotes")
_DEEP: Final = f"this is nested more than {DEEPEST} levels deep"
_SYNTAX: Final = (
    ("exceeded maximum nesting depth", _DEEP, "nest less deeply"),
    ("mapping values are not allowed", "a colon stands where none can be", "quote the text"),
    ("could not find expected ':'", "a colon is missing after this key", "write `key: value`"),
    ("cannot start any token", *_START),
    ("found character that cannot", *_START),
    ("found unexpected end of stream", "a quotation mark is not closed", "close it"),
    ("did not find expected key", *_MISFIT),
    ("expected <block end>", *_MISFIT),
    ("did not find expected '-' indicator", *_MISFIT),
    ("expected ',' or ']'", "a list in brackets is not closed", "close it with `]`"),
    ("expected ',' or '}'", "a group in braces is not closed", "close it with `}`"),
    ("unknown escape character", "this escape is not known", "write two backslashes for one"),
)
