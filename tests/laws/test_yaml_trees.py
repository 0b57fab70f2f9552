"""A tree that is composed at once is the tree of the events of its parser, or none."""

from typing import Any

from hypothesis import example, given, strategies as st

from tbh_model import content
from tbh_model.content._node import Source
from tbh_model.content._yaml_reader import read_yaml

_MARKS = ["b: ", "- ", "? ", ": ", "&x ", "&amp; ", "*x ", "!t ", "! ", "|\n  ", ">\n  ", " # c"]
_PIECES = st.sampled_from([*_MARKS, *"a[]{},'\"#~7\n\u2028é", "\n  ", "---\n"])


def outcome(source: Source) -> object:
    """Return the tree, or the problems, and the comments."""
    try:
        return shown(read_yaml(source)), [*source.comments]
    except content.ContentError as error:
        return error.problems


def shown(node: Any) -> object:
    """Return all that a node says, without its span."""
    place = (type(node), node.line, node.column)
    if isinstance(node, content.MappingNode):
        pairs = [(name, shown(key), shown(value)) for name, (key, value) in node.pairs.items()]
        return (*place, pairs)
    if isinstance(node, content.SequenceNode):
        return (*place, list(map(shown, node.items)))
    return (*place, node.text, node.kind, node.style)


@given(st.lists(_PIECES, max_size=14).map("".join))
@example("a: [b, &x c, *x]")
@example("a: &x b\nc: *x")
@example("a: !t b\nc: ! [d]")
@example("a: 1\na: 2")
@example("a: b # c\nd: 'e' # f")
@example("[" * 60 + "]" * 60)
@example("- " * 50)
def test_every_text_has_one_tree(text: str) -> None:
    """Whoever asks for spans gets it from events; anchors, tags and the rest are refused alike."""
    assert outcome(Source("a.yaml", text)) == outcome(Source("a.yaml", text, spans=True))
