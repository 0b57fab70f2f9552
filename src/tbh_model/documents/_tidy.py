"""Put right what pasting left in content, in place: nothing else in a file changes.

A flaw is a range of a value. `_spelling` tells where each character of a value is written, whatever
its quotation marks, escapes and indentation are, so that only what is meant is replaced. What was
written is read again before it is kept.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby, repeat
from pathlib import Path
from typing import Final, assert_never

from attrs import evolve, frozen

from tbh_model.documents._change_files import change_files
from tbh_model.documents._edit import Edit, edited, edited_bytes
from tbh_model.documents._files import parse
from tbh_model.documents._lint import spots
from tbh_model.documents._located import (
    AnyNode,
    ContentError,
    MappingNode,
    ScalarNode,
    SequenceNode,
    Source,
)
from tbh_model.documents._pasted import Flaw, flaws, words_in
from tbh_model.documents._places import ESCAPE
from tbh_model.documents._sources import ContentFile, read_content
from tbh_model.documents._spans import span
from tbh_model.model import Response
from tbh_model.text import RichText


@frozen(kw_only=True)
class Repair:
    """What was put right in one text, or what was not, and why."""

    file: str
    line: int
    what: str
    """Such as `a soft hyphen (U+00AD)`."""
    times: int
    obstacle: str | None = None
    """Why it was left as it is; `None` where it was put right."""


def tidy(path: str | Path, *, dry_run: bool = False) -> tuple[Repair, ...]:
    """Put right what pasting left in the printed words of some content.

    Texts that are private, such as what was received from the panel, stay as they are, and so do
    words that somebody has approved. Everything else in a file stays byte for byte. All files are
    changed, or none; doing it again changes nothing.

    Args:
        path: The content folder or JSON file.
        dry_run: Only tell what would change.

    Raises:
        ContentError: If a file cannot be read.
        WriteError: If a file cannot be written; none has changed.
    """
    path = Path(path)
    changes: dict[str, bytes | None] = {}
    repairs: list[Repair] = []
    for file in read_content(path):
        data, found = _tidied(file)
        repairs += found
        if data != file.data:
            changes[file.name] = data
    if changes and not dry_run:
        change_files(path.parent if path.is_file() else path, changes)
    return tuple(repairs)


@frozen
class _Candidate:
    """The edits that put one text right, and their account."""

    words: ScalarNode
    meant: str
    """What the text is to be."""
    edits: tuple[Edit, ...]
    repairs: tuple[Repair, ...]


def _tidied(file: ContentFile) -> tuple[bytes, list[Repair]]:
    """Return the bytes of a file without its flaws, and what they were."""
    done: list[Repair] = []
    while True:
        candidates, left = _candidates(file)
        if candidates and not _is_read_so(file, candidates):
            sound = [each for each in candidates if _is_read_so(file, [each])]
            left += [
                evolve(repair, obstacle=_TANGLED)
                for each in candidates
                if each not in sound
                for repair in each.repairs
            ]
            candidates = sound
        if not candidates:
            return file.data, [*done, *left]
        done += [repair for each in candidates for repair in each.repairs]
        edits = [edit for each in candidates for edit in each.edits]
        file = _read_again(file, edited_bytes(file.data, edits))


_APPROVED: Final = "these words were approved as they are"
_TANGLED: Final = "more than these words would change"


def _read_again(file: ContentFile, data: bytes) -> ContentFile:
    text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    source = Source(file.name, text, spans=True)
    root = parse(source, body=file.body)
    assert isinstance(root, MappingNode)  # noqa: S101 - it was one, and no key has changed
    return evolve(file, data=data, root=root)


def _texts(file: ContentFile) -> Iterator[tuple[ScalarNode, bool, bool]]:
    """Yield each printed text, whether it is rich text, and whether somebody has approved it."""
    approved: set[int] = set()
    for spot in spots(file.root, file.kind):
        if (
            spot.kind is Response
            and isinstance(spot.node, MappingNode)
            and spot.node.get("approval")
        ):
            approved.update(id(spot.node.get(name)) for name in ("quote", "answer"))
        if spot.kind is RichText and isinstance(spot.node, ScalarNode):
            yield spot.node, True, id(spot.node) in approved
        for _, words in words_in(spot.node, spot.kind):
            yield words, False, id(words) in approved


def _candidates(file: ContentFile) -> tuple[list[_Candidate], list[Repair]]:
    """Return what can be put right in a file, and the account of what cannot."""
    candidates: list[_Candidate] = []
    left: list[Repair] = []
    for words, is_markdown, is_approved in _texts(file):
        found = flaws(words.text, is_markdown=is_markdown)
        if not found:
            continue
        repairs = tuple(_account(file.name, words, found))
        spelling = None if is_approved else _spelling(words)
        if spelling is None:
            obstacle = _APPROVED if is_approved else _TANGLED
            left += [evolve(repair, obstacle=obstacle) for repair in repairs]
            continue
        edits = (
            Edit(spelling[flaw.start][0], spelling[flaw.end - 1][1], flaw.text) for flaw in found
        )
        meant = _without(words.text, found)
        candidates.append(_Candidate(words, meant, tuple(edits), repairs))
    return candidates, left


def _account(file: str, words: ScalarNode, found: tuple[Flaw, ...]) -> Iterator[Repair]:
    first = {flaw.name: flaw for flaw in reversed(found)}
    for name, times in Counter(flaw.name for flaw in found).items():
        line = words.places.span(first[name].start, first[name].end).line
        yield Repair(file=file, line=line, what=name, times=times)


def _is_read_so(file: ContentFile, candidates: list[_Candidate]) -> bool:
    """Return whether a file with some edits says what it should, and elsewhere what it said."""
    edits = [edit for each in candidates for edit in each.edits]
    try:
        after = _read_again(file, edited_bytes(file.data, edits)).root
    except ContentError:
        return False
    meant = {id(each.words): each.meant for each in candidates}
    before, now = list(_scalars(file.root)), list(_scalars(after))
    return len(before) == len(now) and all(
        meant.get(id(old), old.text) == new.text for old, new in zip(before, now, strict=True)
    )


def _without(text: str, found: tuple[Flaw, ...]) -> str:
    return edited(text, (Edit(flaw.start, flaw.end, flaw.text) for flaw in found))


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


_Spelled = list[tuple[str, int, int]]
"""Characters of a value, each with where it begins and ends in what is written."""


def _spelling(words: ScalarNode) -> list[tuple[int, int]] | None:
    """Return where each character of a value is written; `None` where that cannot be told."""
    start, end = span(words)
    raw = words.source.text[start:end]
    if raw == words.text:  # the body of a page of Markdown, among others
        return [(start + index, start + index + 1) for index in range(len(raw))]
    spelled = (
        _of_block(raw, words.text, is_folded=words.style == ">")
        if words.style in {"|", ">"}
        else _of_flow(raw, words.style)
    )
    if "".join(character for character, _, _ in spelled)[: len(words.text)] != words.text:
        return None
    return [(start + begin, start + stop) for _, begin, stop in spelled[: len(words.text)]]


def _of_block(raw: str, text: str, *, is_folded: bool) -> _Spelled:
    """Spell a block, whose lines are indented alike."""
    header, _, rest = raw.partition("\n")
    lines = rest.split("\n")
    written = next((line for line in lines if line.strip()), "")
    said = next((line for line in text.split("\n") if line.strip()), "")
    inner = len(said) - len(said.lstrip(" "))
    indent = len(written) - len(written.lstrip(" ")) - inner
    spelled: _Spelled = []
    at = len(header) + 1
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        begin = at + min(indent, len(line))
        end = at + len(line)
        spelled += [(raw[index], index, index + 1) for index in range(begin, end)]
        spelled.append(("\n", end, end + 1 + min(indent, len(below))))
        at = end + 1
    return list(_folded(spelled)) if is_folded else spelled


def _folded(spelled: _Spelled) -> Iterator[tuple[str, int, int]]:
    """Spell a block in which one end of a line is a space, and of several one says nothing."""
    for is_end, run in groupby(spelled, key=lambda one: one[0] == "\n"):
        ends = tuple(run)
        if not is_end or ends[-1] == spelled[-1]:
            yield from ends
        elif len(ends) == 1:
            yield " ", ends[0][1], ends[0][2]
        else:
            yield "\n", ends[0][1], ends[1][2]
            yield from ends[2:]


def _of_flow(raw: str, style: str) -> _Spelled:
    """Spell what stands in quotation marks, or without any, on one line or more."""
    spelled: _Spelled = []
    at, end = len(style), len(raw) - len(style)
    while at < end:
        said, stop = _token(raw, at, style)
        places = [(at, stop), *repeat((stop, stop), max(0, len(said) - 1))]
        spelled += [(character, *place) for character, place in zip(said, places, strict=False)]
        at = stop
    return spelled


def _token(raw: str, at: int, style: str) -> tuple[str, int]:
    """Read one character or one end of a line: what it says, and where the next one begins."""
    broken = _LINE_END.match(raw, at)
    if broken is not None:
        ends = broken[0].count("\n")
        return " " if ends == 1 else "\n" * (ends - 1), broken.end()
    if style == "'" and raw.startswith("''", at):
        return "'", at + 2
    hidden = _HIDDEN_END.match(raw, at) if style == '"' else None
    if hidden is not None:
        return "", hidden.end()
    escape = ESCAPE.match(raw, at) if style == '"' else None
    if escape is None:
        return raw[at], at + 1
    return _unescaped(escape[0]), escape.end()


_LINE_END: Final = re.compile(r"[ \t]*\n[ \t\n]*")
_HIDDEN_END: Final = re.compile(r"\\\n[ \t]*")
"""A backslash before the end of a line, which then says nothing."""
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
"""What YAML means by a letter behind a backslash; JSON knows some of them."""


def _unescaped(escape: str) -> str:
    name = escape[1:]
    if len(name) == 1:
        return _ESCAPES.get(name, name)
    codes = [int(code, 16) for code in re.findall(r"\\[xuU]([0-9A-Fa-f]+)", escape)]
    if len(codes) == 1:
        return chr(codes[0])
    return b"".join(code.to_bytes(2, "big") for code in codes).decode("utf-16-be")
