"""Strict JSON parser with positions: no duplicate keys, NaN or trailing commas (RFC 8259)."""

import re
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # public, but not in typeshed
from typing import Final, NoReturn

from tbh_model._attrs import define, field
from tbh_model._problems import ContentError
from tbh_model.content._front_matter import conflict_problem
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
)

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?", re.ASCII)
_LITERALS: Final = (
    ("true", ScalarKind.BOOLEAN),
    ("false", ScalarKind.BOOLEAN),
    ("null", ScalarKind.NULL),
)


def read_json(source: Source) -> AnyNode:
    """Read a JSON document into a tree.

    Raises:
        ContentError: If it is not JSON, or a key stands twice.
    """
    return _JSONParser(source=source).parse()


@define
class _JSONParser:
    """Reads from one position to the next."""

    source: Source
    _position: int = 0
    _line: int = 1
    _line_start: int = 0
    _scanned_to: int = 0
    _problems: list[ContentError] = field(factory=list)

    def parse(self) -> AnyNode:
        node = self._parse_value(0)
        self._skip_whitespace()
        if self._position < len(self.source.text):
            self._fail("found more after the end of the document", "remove it")
        if self._problems:
            raise ContentError(tuple(p for error in self._problems for p in error.problems))
        return node

    def _location(self, position: int) -> tuple[Source, int, int]:
        text = self.source.text
        self._line += text.count("\n", self._scanned_to, position)
        if (last := text.rfind("\n", self._scanned_to, position)) >= 0:
            self._line_start = last + 1
        self._scanned_to = position
        return self.source, self._line, position - self._line_start + 1

    def _skip_whitespace(self) -> str:
        match = _SPACE.match(self.source.text, self._position)
        self._position = match.end() if match else self._position
        return self.source.text[self._position : self._position + 1]

    def _fail(self, message: str, hint: str) -> NoReturn:
        node = Node(*self._location(self._position))
        conflict = conflict_problem(self.source)
        if conflict is not None:
            raise ContentError((conflict,))
        raise ContentError((node.problem("TBH103", message, hint=hint),))

    def _parse_value(self, depth: int) -> AnyNode:
        first = self._skip_whitespace()
        if depth > MAX_DEPTH:
            self._fail(f"this is nested more than {MAX_DEPTH} levels deep", "nest less deeply")
        start = self._position
        node = self._dispatch(first, depth)
        if self.source.spans:
            node.span = (start, self._position)
        return node

    def _dispatch(self, first: str, depth: int) -> AnyNode:
        if first == "{":
            return self._parse_object(depth)
        if first == "[":
            return self._parse_array(depth)
        return self._parse_string() if first == '"' else self._parse_literal()

    def _parse_string(self) -> ScalarNode:
        at = self._location(self._position)
        try:
            text, self._position = scanstring(self.source.text, self._position + 1, True)  # noqa: FBT003 - positional only
        except JSONDecodeError as error:
            self._position = error.pos
            self._fail(
                "this text is not valid JSON", "close it with a quotation mark, escape \\ as \\\\"
            )
        return ScalarNode(*at, text, ScalarKind.TEXT, '"')

    def _parse_literal(self) -> ScalarNode:
        at = self._location(self._position)
        text = self.source.text
        for word, kind in _LITERALS:
            if text.startswith(word, self._position):
                self._position += len(word)
                return ScalarNode(*at, word, kind)
        number = _NUMBER.match(text, self._position)
        if number is None:
            self._fail("this is not a JSON value", "write text in quotation marks, or a number")
        self._position = number.end()
        return ScalarNode(*at, number.group(), ScalarKind.NUMBER)

    def _parse_array(self, depth: int) -> SequenceNode:
        node = SequenceNode(*self._location(self._position), [])
        self._position += 1
        if self._skip_whitespace() == "]":
            self._position += 1
            return node
        while True:
            node.items.append(self._parse_value(depth + 1))
            if not self._parse_separator("]", "list"):
                return node

    def _parse_object(self, depth: int) -> MappingNode:
        node = MappingNode(*self._location(self._position), {})
        self._position += 1
        if self._skip_whitespace() == "}":
            self._position += 1
            return node
        while True:
            if self._skip_whitespace() != '"':
                self._fail("a key in quotation marks is missing", 'write "key": value')
            key = self._parse_string()
            if self._skip_whitespace() != ":":
                self._fail(f"a colon is missing after {_describe_key(key)}", 'write "key": value')
            self._position += 1
            value = self._parse_value(depth + 1)
            if key.text in node.pairs:
                problem = duplicate_key_problem(key, node.pairs[key.text][0])
                self._problems.append(ContentError((problem,)))
            else:
                node.pairs[key.text] = (key, value)
            if not self._parse_separator("}", "group"):
                return node

    def _parse_separator(self, end: str, noun: str) -> bool:
        mark = self._skip_whitespace()
        if mark not in {",", end} or not mark:
            self._fail(f"a {noun} is not closed", f"write a comma, or `{end}` to end the {noun}")
        self._position += 1
        return mark == ","


def _describe_key(key: ScalarNode) -> str:
    """Name a key, unless it may be a piece of a private text."""
    from tbh_model.content._yaml_lines import content_keys  # 2 ms, only for mistakes

    return f"the key `{key.text}`" if key.text in content_keys() else "this key"
