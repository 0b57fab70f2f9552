"""Where what is written begins and ends, in a source that was read to be edited."""

from tbh_model.documents._located import AnyNode, ScalarNode, SequenceNode


def span(node: AnyNode) -> tuple[int, int]:
    """Return the first character of a node and the one behind its last."""
    assert node.span is not None  # noqa: S101 - whoever edits reads a source that keeps spans
    return node.span


def is_in_brackets(node: AnyNode) -> bool:
    """Return whether a list or a group of keys stands in brackets or braces."""
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


def hyphen_line(node: SequenceNode, item: AnyNode) -> int:
    """Return the first character of the line on which the hyphen of an item stands."""
    text = node.source.text
    start = line_start(text, span(item)[0])
    indent = " " * (node.column - 1)
    while not text.startswith(f"{indent}-", start):
        start = line_start(text, start - 1)
    return start
