"""Removal of the traces of pasting from content, in place.

A finding is a range of a value. `_character_positions` maps each character of a value to its
position in the file, through quotation marks, escapes and indentation, so that nothing else
changes. The result is parsed again before it is written.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby, repeat
from pathlib import Path
from typing import Final, assert_never

from tbh_model._atomic import change_files
from tbh_model._attrs import evolve, frozen
from tbh_model._problems import ContentError
from tbh_model.content._node import (
    BLOCK_QUOTE,
    ESCAPE,
    AnyNode,
    MappingNode,
    ScalarNode,
    SequenceNode,
)
from tbh_model.content._source_files import ContentFile, read_editable_files
from tbh_model.content._yaml_patch import Edit, apply_edits, apply_edits_to_bytes, span
from tbh_model.content.lint._engine import lint_targets
from tbh_model.content.lint._pasted import Flaw, flaws, printed_texts
from tbh_model.model import Response
from tbh_model.text import RichText


@frozen(kw_only=True)
class Repair:
    """Repair of one text, or the reason why it was not repaired."""

    file: str
    """The file, as a path in the content folder."""
    line: int
    """The line, counted from 1."""
    what: str
    """The finding, such as `a soft hyphen (U+00AD)`."""
    times: int
    """The number of repairs of this kind in the text."""
    obstacle: str | None = None
    """The reason why it was not repaired, or None."""
    before: str = ""
    """The words around the first finding, as they are."""
    after: str = ""
    """The same words with the repair."""


def tidy(path: str | Path, *, dry_run: bool = False) -> tuple[Repair, ...]:
    """Remove the traces of pasting from the printed texts, and return the repairs.

    Private texts, such as the received wording, stay as they are, and so do approved texts.
    Everything else in a file stays byte for byte. Either all files are changed, or none. A second
    run changes nothing.

    Args:
        path: The content folder or JSON file.
        dry_run: Whether to return the repairs without making them.

    Raises:
        ContentError: If a file cannot be read.
        WriteError: If a file cannot be written; none is changed.

    >>> content.tidy("examples/therapists-being-human", dry_run=True)
    ()
    """
    path = Path(path)
    changes: dict[str, bytes | None] = {}
    repairs: list[Repair] = []
    for file in read_editable_files(path):
        data, file_repairs = _repair_file(file)
        repairs += file_repairs
        if data != file.data:
            changes[file.name] = data
    if changes and not dry_run:
        change_files(path.parent if path.is_file() else path, changes)
    return tuple(repairs)


@frozen
class _Candidate:
    """The edits that put one text right, and their account."""

    words: ScalarNode
    # The repaired text.
    target_text: str
    edits: tuple[Edit, ...]
    repairs: tuple[Repair, ...]


def _repair_file(file: ContentFile) -> tuple[bytes, list[Repair]]:
    """Return the bytes of a file without its flaws, and what they were."""
    repairs: list[Repair] = []
    while True:
        candidates, skipped_repairs = _candidates(file)
        if candidates and not _reads_back(file, candidates):
            safe_candidates = [
                candidate for candidate in candidates if _reads_back(file, [candidate])
            ]
            skipped_repairs += [
                evolve(repair, obstacle=_TANGLED_OBSTACLE)
                for candidate in candidates
                if candidate not in safe_candidates
                for repair in candidate.repairs
            ]
            candidates = safe_candidates
        if not candidates:
            return file.data, [*repairs, *skipped_repairs]
        repairs += [repair for candidate in candidates for repair in candidate.repairs]
        edits = [edit for candidate in candidates for edit in candidate.edits]
        file = file.with_data(apply_edits_to_bytes(file.data, edits))


_APPROVED_OBSTACLE: Final = "these words were approved as they are"
_TANGLED_OBSTACLE: Final = "more than these words would change"


def _printed_texts(file: ContentFile) -> Iterator[tuple[ScalarNode, bool, bool]]:
    """Yield each printed text, whether it is rich text, and whether it is approved."""
    approved_ids: set[int] = set()
    for target in lint_targets(file.root, file.kind):
        if (
            target.kind is Response
            and isinstance(target.node, MappingNode)
            and target.node.get("approval")
        ):
            approved_ids.update(id(target.node.get(name)) for name in ("quote", "answer"))
        if target.kind is RichText and isinstance(target.node, ScalarNode):
            yield target.node, True, id(target.node) in approved_ids
        for _, words in printed_texts(target.node, target.kind):
            yield words, False, id(words) in approved_ids


def _candidates(file: ContentFile) -> tuple[list[_Candidate], list[Repair]]:
    """Return what can be put right in a file, and the account of what cannot."""
    candidates: list[_Candidate] = []
    skipped_repairs: list[Repair] = []
    for words, is_markdown, is_approved in _printed_texts(file):
        text_flaws = flaws(words.text, is_markdown=is_markdown)
        if not text_flaws:
            continue
        repairs = tuple(_repairs_of(file.name, words, text_flaws))
        positions = None if is_approved else _character_positions(words)
        if positions is None:
            obstacle = _APPROVED_OBSTACLE if is_approved else _TANGLED_OBSTACLE
            skipped_repairs += [evolve(repair, obstacle=obstacle) for repair in repairs]
            continue
        edits = (
            Edit(positions[flaw.start][0], positions[flaw.end - 1][1], _spell(flaw.text, words))
            for flaw in text_flaws
        )
        target_text = _remove_flaws(words.text, text_flaws)
        candidates.append(_Candidate(words, target_text, tuple(edits), repairs))
    return candidates, skipped_repairs


def _spell(text: str, words: ScalarNode) -> str:
    """Return a text as it is written in a value: between double quotation marks with escapes."""
    return text.replace("\n", "\\n") if words.style == '"' else text


def _repairs_of(file: str, words: ScalarNode, text_flaws: tuple[Flaw, ...]) -> Iterator[Repair]:
    first = {flaw.name: flaw for flaw in reversed(text_flaws)}
    for name, times in Counter(flaw.name for flaw in text_flaws).items():
        flaw = first[name]
        line = words.source_map.span(flaw.start, flaw.end).line
        before, after = _excerpts(words.text, flaw)
        yield Repair(file=file, line=line, what=name, times=times, before=before, after=after)


# Characters of an excerpt before and after a finding.
_EXCERPT_MARGIN: Final = 30


def _excerpts(text: str, flaw: Flaw) -> tuple[str, str]:
    """Return the words around a finding, without and with its repair."""
    head = text[max(0, flaw.start - _EXCERPT_MARGIN) : flaw.start]
    tail = text[flaw.end : flaw.end + _EXCERPT_MARGIN]
    return f"{head}{text[flaw.start : flaw.end]}{tail}", f"{head}{flaw.text}{tail}"


def _reads_back(file: ContentFile, candidates: list[_Candidate]) -> bool:
    """Return whether a file with some edits says what it should, and elsewhere what it said."""
    edits = [edit for candidate in candidates for edit in candidate.edits]
    try:
        new_root = file.with_data(apply_edits_to_bytes(file.data, edits)).root
    except ContentError:
        return False
    target_texts = {id(candidate.words): candidate.target_text for candidate in candidates}
    old_scalars, new_scalars = list(_scalars(file.root)), list(_scalars(new_root))
    return len(old_scalars) == len(new_scalars) and all(
        target_texts.get(id(old), old.text) == new.text
        for old, new in zip(old_scalars, new_scalars, strict=True)
    )


def _remove_flaws(text: str, text_flaws: tuple[Flaw, ...]) -> str:
    return apply_edits(text, (Edit(flaw.start, flaw.end, flaw.text) for flaw in text_flaws))


def _scalars(node: AnyNode) -> Iterator[ScalarNode]:
    match node:
        case ScalarNode():
            yield node
        case SequenceNode(items=items):
            for item in items:
                yield from _scalars(item)
        case MappingNode(pairs=pairs):
            for key, value in pairs.values():
                yield key
                yield from _scalars(value)
        case _:
            assert_never(node)


# Characters of a value, each with where it begins and ends in what is written.
_CharacterSpans = list[tuple[str, int, int]]


def _character_positions(words: ScalarNode) -> list[tuple[int, int]] | None:
    """Return the position of each character of a value, or None if it is unknown."""
    start, end = span(words)
    raw = words.source.text[start:end]
    if raw == words.text.removesuffix("\n"):  # a text of a page of Markdown, among others
        return [(start + index, start + index + 1) for index in range(len(words.text))]
    if words.style == BLOCK_QUOTE:
        spans = _quote_spans(raw)
    elif words.style in {"|", ">"}:
        spans = _block_spans(raw, words.text, is_folded=words.style == ">")
    else:
        spans = _flow_spans(raw, words.style)
    if "".join(character for character, _, _ in spans)[: len(words.text)] != words.text:
        return None
    return [(start + begin, start + stop) for _, begin, stop in spans[: len(words.text)]]


def _quote_spans(raw: str) -> _CharacterSpans:
    """Spell a block quote, whose lines stand behind `>`."""
    spans: _CharacterSpans = []
    at = 0
    for line in raw.split("\n"):
        begin = len(line) - len(line.lstrip(" ").removeprefix(">").removeprefix(" "))
        if spans:  # what ends the line above goes as far as the words of this one
            spans[-1] = ("\n", spans[-1][1], at + begin)
        spans += [(line[index], at + index, at + index + 1) for index in range(begin, len(line))]
        spans.append(("\n", at + len(line), at + len(line) + 1))
        at += len(line) + 1
    return spans


def _block_spans(raw: str, text: str, *, is_folded: bool) -> _CharacterSpans:
    """Spell a block, whose lines are indented alike."""
    header, _, rest = raw.partition("\n")
    lines = rest.split("\n")
    first_line = next((line for line in lines if line.strip()), "")
    first_text_line = next((line for line in text.split("\n") if line.strip()), "")
    inner = len(first_text_line) - len(first_text_line.lstrip(" "))
    indent = len(first_line) - len(first_line.lstrip(" ")) - inner
    spans: _CharacterSpans = []
    at = len(header) + 1
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        begin = at + min(indent, len(line))
        end = at + len(line)
        spans += [(raw[index], index, index + 1) for index in range(begin, end)]
        spans.append(("\n", end, end + 1 + min(indent, len(below))))
        at = end + 1
    return list(_fold_lines(spans)) if is_folded else spans


def _fold_lines(spans: _CharacterSpans) -> Iterator[tuple[str, int, int]]:
    """Spell a block in which one end of a line is a space, and of several one says nothing."""
    for is_end, run in groupby(spans, key=lambda item: item[0] == "\n"):
        ends = tuple(run)
        if not is_end or ends[-1] == spans[-1]:
            yield from ends
        elif len(ends) == 1:
            yield " ", ends[0][1], ends[0][2]
        else:
            yield "\n", ends[0][1], ends[1][2]
            yield from ends[2:]


def _flow_spans(raw: str, style: str) -> _CharacterSpans:
    """Yield the spans of a quoted or plain value, on one or several lines."""
    spans: _CharacterSpans = []
    at, end = len(style), len(raw) - len(style)
    while at < end:
        text, stop = _read_token(raw, at, style)
        places = [(at, stop), *repeat((stop, stop), max(0, len(text) - 1))]
        spans += [(character, *place) for character, place in zip(text, places, strict=False)]
        at = stop
    return spans


def _read_token(raw: str, at: int, style: str) -> tuple[str, int]:
    """Read one character or one end of a line: what it says, and where the next one begins."""
    broken = _LINE_END.match(raw, at)
    if broken is not None:
        ends = broken[0].count("\n")
        return " " if ends == 1 else "\n" * (ends - 1), broken.end()
    if style == "'" and raw.startswith("''", at):
        return "'", at + 2
    hidden = _ESCAPED_LINE_END.match(raw, at) if style == '"' else None
    if hidden is not None:
        return "", hidden.end()
    escape = ESCAPE.match(raw, at) if style == '"' else None
    if escape is None:
        return raw[at], at + 1
    return _unescape(escape[0]), escape.end()


_LINE_END: Final = re.compile(r"[ \t]*\n[ \t\n]*")
# A backslash before the end of a line, which then says nothing.
_ESCAPED_LINE_END: Final = re.compile(r"\\\n[ \t]*")
# What YAML means by a letter behind a backslash; JSON knows some of them.
_ESCAPES: Final = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}


def _unescape(escape: str) -> str:
    name = escape[1:]
    if len(name) == 1:
        return _ESCAPES.get(name, name)
    codes = [int(code, 16) for code in re.findall(r"\\[xuU]([0-9A-Fa-f]+)", escape)]
    if len(codes) == 1:
        return chr(codes[0])
    return b"".join(code.to_bytes(2, "big") for code in codes).decode("utf-16-be")
