"""Markdown files with front matter between two lines of three hyphens."""

import re
from typing import Final

from tbh_model._problems import ContentError, Problem
from tbh_model.content._markdown_body import INTRODUCTION, add_parts, add_text, text_node
from tbh_model.content._node import MappingNode, Node, Source
from tbh_model.content._references import resolve_names

# A search for the hyphens, and then for what is around them, is ten times as fast as one for lines.
FENCE: Final = re.compile(r"---(?<=^---)[ \t]*$", re.MULTILINE)


def front_range(text: str) -> tuple[int, int]:
    """Return the first character between the delimiters of front matter, and the closing one."""
    opening, closing, *_ = FENCE.finditer(text)
    return opening.end() + 1, closing.start()


def body_start(text: str) -> int:
    """Return the first character below the front matter of a file that has one."""
    _, closing, *_ = FENCE.finditer(text)
    return min(closing.end() + 1, len(text))


def read_front_matter(source: Source, *, body: str) -> MappingNode:
    """Read a Markdown file as a group of keys, in which the key `body` names holds its text.

    Raises:
        ContentError: If there is no front matter, it is not closed, it is not YAML, or it has the
            key that stands for the text below it.
    """
    conflict = conflict_problem(source)
    if conflict is not None:
        raise ContentError((conflict,))
    opening = FENCE.match(source.text)
    if opening is None:
        raise ContentError((_missing_start_problem(source),))
    closing = FENCE.search(source.text, opening.end())
    if closing is None:
        raise ContentError((_missing_end_problem(source),))
    header = source.text[opening.end() + 1 : closing.start()]
    from tbh_model.content._yaml_reader import read_yaml  # 20 ms, only for those who read YAML

    try:
        tree = read_yaml(source, header, first_line=2)
    except ContentError as error:
        if _runs_into_text(source, error.problems[0], source.text.count("\n", 0, closing.start())):
            raise ContentError((_missing_end_problem(source),)) from None
        raise
    if not isinstance(tree, MappingNode):
        problem = tree.problem("TBH108", "front matter must hold keys", hint="write `key: value`")
        raise ContentError((problem,))
    return _add_body(tree, source, closing.end(), body)


# Lines that resemble the delimiter of three hyphens.
_FENCE_LIKE: Final = re.compile(
    r"(?!---[ \t]*$)[ \t\ufeff]*(?:[-\u2010-\u2015]{1,6}|\+{3,}|\*{3,})[ \t]*$"
)
_CONFLICT: Final = re.compile(r"^(<{7}|>{7})(?: |$)", re.MULTILINE)


def conflict_problem(source: Source) -> Problem | None:
    """Find the mark of a merge conflict, which in Markdown is a text like any other."""
    if "<<<<<<<" not in source.text and ">>>>>>>" not in source.text:
        return None
    match = _CONFLICT.search(source.text)
    if match is None:
        return None
    node = Node(source, source.text.count("\n", 0, match.start()) + 1, 1)
    message = f"found `{match[1]}`, the mark of a merge conflict"
    hint = "keep one of the two versions, and remove the lines with `<<<<<<<`, `=======`, `>>>>>>>`"
    return node.problem("TBH103", message, hint=hint)


def _begins_with_key(line: str) -> bool:
    from tbh_model.content._yaml_lines import begins_with_known_key  # 2 ms, only for Markdown

    return begins_with_known_key(line)


def _missing_start_problem(source: Source) -> Problem:
    """Return the problem of missing front matter, or of its first line."""
    number = next((n for n, line in enumerate(source.lines) if line.strip()), 0)
    line = source.lines[number]
    message = "a Markdown file must begin with front matter"
    hint = "put the keys between two lines of three hyphens, above the text"
    if _FENCE_LIKE.match(line) or FENCE.match(line.strip()):
        message = "the front matter does not begin with a line of three hyphens"
        hint = "write `---` on the first line, and nothing else"
    elif _begins_with_key(line):
        hint = "write a line of three hyphens above the first key"
    return Node(source, number + 1, 1).problem("TBH103", message, hint=hint)


def _missing_end_problem(source: Source) -> Problem:
    """Return the problem of a missing last line, with its position."""
    message, hint = "the front matter is not closed", "write a line of three hyphens here"
    lines = source.lines
    keys = [n for n, line in enumerate(lines) if n and _begins_with_key(line)]
    last = keys[-1] if keys else 0
    mark = next((n for n in range(last + 1, len(lines)) if _FENCE_LIKE.match(lines[n])), None)
    if mark is not None:
        return Node(source, mark + 1, 1).problem("TBH103", message, hint="write `---` here")
    stray = next((n for n in range(last + 1, len(lines)) if _is_body_line(lines, n)), None)
    if stray is None:
        hint = "write a line of three hyphens under the last key"
        return Node(source, 1, 1).problem("TBH103", message, hint=hint)
    while stray > 1 and not lines[stray - 1].strip():
        stray -= 1
    return Node(source, stray + 1, 1).problem("TBH103", message, hint=hint)


def _is_body_line(lines: list[str], number: int) -> bool:
    """Return whether a line begins at the left, and with no key."""
    line = lines[number]
    return bool(line.strip()) and line[0] not in " \t#-" and not _begins_with_key(line)


def _runs_into_text(source: Source, problem: Problem, end: int) -> bool:
    """Return whether YAML breaks at a line of text below an empty one, with no key behind it."""
    number = (problem.line or 1) - 1
    if source.lines[number - 1].strip() or not _is_body_line(source.lines, number):
        return False
    below = source.lines[number:end]
    # a paragraph that fell out of a block has the rest of the block below it
    return not any(_begins_with_key(line) or line.startswith("  ") for line in below)


def _add_body(tree: MappingNode, source: Source, end: int, body: str) -> MappingNode:
    start = min(end + 1, len(source.text))
    first = source.text[start:].lstrip("\n").partition("\n")[0]
    if _begins_with_key(first):
        node = Node(source, source.text.count("\n", 0, end) + 1, 1)
        message, hint = "the front matter ends here, and keys follow", "remove this line"
        raise ContentError((node.problem("TBH103", message, hint=hint),))
    if body == INTRODUCTION:
        resolve_names(tree, source.names)  # headings are names, too
        source.problems += add_parts(tree, source, start)
    text = None if body == INTRODUCTION else text_node(source, start, len(source.text))
    if text is not None:
        source.problems += add_text(tree, body, text, text)
    return tree
