"""JSON <-> located tree, strict as RFC 8259 is: no duplicate keys, no NaN, no trailing commas."""

import re
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # public, but not in typeshed
from typing import Final, NoReturn

from attrs import define, field

from tbh_model.documents._front_matter import conflict_in
from tbh_model.documents._located import (
    DEEPEST,
    AnyNode,
    ContentError,
    Kind,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    Source,
    duplicate_key,
)

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?", re.ASCII)
_WORDS: Final = (("true", Kind.BOOLEAN), ("false", Kind.BOOLEAN), ("null", Kind.NULL))


def read_json(source: Source) -> AnyNode:
    """Read a JSON document into a tree.

    Raises:
        ContentError: If it is not JSON, or a key stands twice.
    """
    return _Reader(source=source).read()


@define
class _Reader:
    """Reads from one position to the next."""

    source: Source
    _position: int = 0
    _line: int = 1
    _line_start: int = 0
    _counted: int = 0
    _problems: list[ContentError] = field(factory=list)

    def read(self) -> AnyNode:
        node = self._value(0)
        self._skip()
        if self._position < len(self.source.text):
            self._fail("found more after the end of the document", "remove it")
        if self._problems:
            raise ContentError(tuple(p for error in self._problems for p in error.problems))
        return node

    def _at(self, position: int) -> tuple[Source, int, int]:
        text = self.source.text
        self._line += text.count("\n", self._counted, position)
        if (last := text.rfind("\n", self._counted, position)) >= 0:
            self._line_start = last + 1
        self._counted = position
        return self.source, self._line, position - self._line_start + 1

    def _skip(self) -> str:
        match = _SPACE.match(self.source.text, self._position)
        self._position = match.end() if match else self._position
        return self.source.text[self._position : self._position + 1]

    def _fail(self, message: str, hint: str) -> NoReturn:
        node = Node(*self._at(self._position))
        conflict = conflict_in(self.source)
        if conflict is not None:
            raise ContentError((conflict,))
        raise ContentError((node.problem("TBH103", message, hint=hint),))

    def _value(self, depth: int) -> AnyNode:
        first = self._skip()
        if depth > DEEPEST:
            self._fail(f"this is nested more than {DEEPEST} levels deep", "nest less deeply")
        start = self._position
        node = self._begun(first, depth)
        if self.source.spans:
            node.span = (start, self._position)
        return node

    def _begun(self, first: str, depth: int) -> AnyNode:
        if first == "{":
            return self._object(depth)
        if first == "[":
            return self._array(depth)
        return self._string() if first == '"' else self._word()

    def _string(self) -> ScalarNode:
        at = self._at(self._position)
        try:
            text, self._position = scanstring(self.source.text, self._position + 1, True)  # noqa: FBT003 - positional only
        except JSONDecodeError as error:
            self._position = error.pos
            self._fail(
                "this text is not valid JSON", "close it with a quotation mark, escape \\ as \\\\"
            )
        return ScalarNode(*at, text, Kind.TEXT, '"')

    def _word(self) -> ScalarNode:
        at = self._at(self._position)
        text = self.source.text
        for word, kind in _WORDS:
            if text.startswith(word, self._position):
                self._position += len(word)
                return ScalarNode(*at, word, kind)
        number = _NUMBER.match(text, self._position)
        if number is None:
            self._fail("this is not a JSON value", "write text in quotation marks, or a number")
        self._position = number.end()
        return ScalarNode(*at, number.group(), Kind.NUMBER)

    def _array(self, depth: int) -> SequenceNode:
        node = SequenceNode(*self._at(self._position), [])
        self._position += 1
        if self._skip() == "]":
            self._position += 1
            return node
        while True:
            node.items.append(self._value(depth + 1))
            if not self._goes_on("]", "list"):
                return node

    def _object(self, depth: int) -> MappingNode:
        node = MappingNode(*self._at(self._position), {})
        self._position += 1
        if self._skip() == "}":
            self._position += 1
            return node
        while True:
            if self._skip() != '"':
                self._fail("a key in quotation marks is missing", 'write "key": value')
            key = self._string()
            if self._skip() != ":":
                self._fail(f"a colon is missing after {_name(key)}", 'write "key": value')
            self._position += 1
            value = self._value(depth + 1)
            if key.text in node.pairs:
                problem = duplicate_key(key, node.pairs[key.text][0])
                self._problems.append(ContentError((problem,)))
            else:
                node.pairs[key.text] = (key, value)
            if not self._goes_on("}", "group"):
                return node

    def _goes_on(self, end: str, what: str) -> bool:
        mark = self._skip()
        if mark not in {",", end} or not mark:
            self._fail(f"a {what} is not closed", f"write a comma, or `{end}` to end the {what}")
        self._position += 1
        return mark == ","


def _name(key: ScalarNode) -> str:
    """Name a key, unless it may be a piece of a private text."""
    from tbh_model.documents._yaml_lines import known_names  # 2 ms, only for mistakes

    return f"the key `{key.text}`" if key.text in known_names() else "this key"
