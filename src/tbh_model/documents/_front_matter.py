"""A Markdown file: front matter between two lines of three hyphens, and the body below."""

import re
from typing import Final

from tbh_model.documents._located import ContentError, Kind, Mapping, Node, Scalar, Source

FENCE: Final = re.compile(r"^---[ \t]*$", re.MULTILINE)


def read_front_matter(source: Source, *, body: str) -> Mapping:
    """Read a Markdown file as a group of keys, in which the key `body` names holds its text.

    Raises:
        ContentError: If there is no front matter, it is not closed, it is not YAML, or it has the
            key that stands for the text below it.
    """
    opening = FENCE.match(source.text)
    if opening is None:
        message = "a Markdown file must begin with front matter"
        hint = "put the keys between two lines of three hyphens, above the text"
        raise ContentError((Node(source, 1, 1).problem("TBH103", message, hint=hint),))
    closing = FENCE.search(source.text, opening.end())
    if closing is None:
        hint = "write a line of three hyphens under the last key"
        problem = Node(source, 1, 1).problem("TBH103", "the front matter is not closed", hint=hint)
        raise ContentError((problem,))
    header = source.text[opening.end() + 1 : closing.start()]
    from tbh_model.documents._yaml import read_yaml  # 20 ms, only for those who read YAML

    tree = read_yaml(source, header, first_line=2)
    if not isinstance(tree, Mapping):
        problem = tree.problem("TBH108", "front matter must hold keys", hint="write `key: value`")
        raise ContentError((problem,))
    return _with_body(tree, source, closing.end(), body)


def _with_body(tree: Mapping, source: Source, end: int, body: str) -> Mapping:
    text = source.text[end + 1 :]
    if text.strip():
        if body in tree.pairs:
            key, _ = tree.pairs[body]
            message = f"`{body}` stands in the front matter and below it"
            raise ContentError((key.problem("TBH105", message, hint="keep one of the two"),))
        line = source.text.count("\n", 0, end + 1)
        key = Scalar(source, line + 1, 1, body, Kind.TEXT)
        # a block that begins on the line above its first one, indented by nothing
        value = Scalar(source, line, 1, text, Kind.TEXT, "|")
        value.span = (end + 1, len(source.text)) if source.spans else None
        tree.pairs[body] = (key, value)
    return tree
