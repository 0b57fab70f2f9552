"""Detection of lines with private text, which no message may show.

A line is shown only if it certainly is a public key or a part of its value. A line scanner decides,
and not the parser, so that this also works for invalid files.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Final

from tbh_model._attrs import define, field
from tbh_model.content._yaml_lines import (
    Line,
    LineKind,
    YAMLEntry,
    content_keys,
    private_keys,
    scan,
)

_FENCE: Final = re.compile(r"---[ \t]*$")
# Prefixes of the names of files without private values.
_WITHOUT_PEOPLE: Final = ("publish.", "rules", "templates/", "--set")
_WORD: Final = re.compile(r"[^\W\d_][\w-]{0,40}")
_FLOW_KEY: Final = re.compile(r"[\[{,][ \t]*[\"']?([^\s\"'\[\]{},:]+)[\"']?[ \t]*(:?)")
_FLOW_LIST: Final = re.compile(r"\[[^\[\]{}:]*\]")
_JSON_KEY: Final = re.compile(r'"([^"\\]*)"[ \t]*:')
_JSON_START: Final = re.compile(r'[\[\]{},\s]*"([^"\\]*)"[ \t]*:[ \t]*')
_PUNCTUATION: Final = re.compile(r"[\[\]{},\s]*$")


@define
class HiddenLines:
    """Hidden lines of a file; lines count from 1."""

    private: set[int] = field(factory=set)
    """Lines with a private value, or possibly with one."""
    unsure: set[int] = field(factory=set)
    """Private lines that may be a part of a private value, so that even a key is hidden."""
    cut: dict[int, int] = field(factory=dict)
    """Columns, from 0, from which on a line is hidden: the values of unknown keys."""

    def hides(self, line: int, column: int) -> bool:
        """Return whether the text at a position is hidden; the column counts from 1."""
        return line in self.private or column > self.cut.get(line, column)


@lru_cache(maxsize=4)
def hidden_lines(text: str, file: str | None = None) -> HiddenLines:
    """Find what may not be shown of a file of the content."""
    hidden = HiddenLines()
    if is_without_people(file):
        return hidden
    lines = text.split("\n")
    if file is None or file.endswith(".json"):
        _classify_json(lines, hidden)
        return hidden
    first, end = _yaml_part(lines, file)
    classifier = _LineClassifier(hidden, first, is_edition=(file or "").startswith("editions/"))
    for line in scan(lines[first:end]):
        classifier.classify(line)
    _classify_body(lines, end, classifier)
    return hidden


def is_without_people(file: str | None) -> bool:
    """Return whether a file has no private values, according to its name."""
    return file is not None and file.startswith(_WITHOUT_PEOPLE)


def _yaml_part(lines: Sequence[str], file: str | None) -> tuple[int, int]:
    """Return the lines of a file that are YAML: all, or the front matter of a Markdown file."""
    if not (file or "").endswith(".md") or not _FENCE.match(lines[0]):
        return 0, len(lines)
    fences = (number for number, line in enumerate(lines) if number and _FENCE.match(line))
    return 1, next(fences, len(lines))


def _classify_body(lines: Sequence[str], start: int, classifier: "_LineClassifier") -> None:
    """Read the text below front matter, to which a torn private value may have run on."""
    fences = [number for number in range(start + 1, len(lines)) if _FENCE.match(lines[number])]
    torn = fences[-1] if fences and (classifier.is_unsure or classifier.is_long) else start
    for number in range(start, len(lines)):
        if number <= torn and number > start:
            classifier.hidden.unsure.add(number + 1)
            classifier.hidden.private.add(number + 1)
        elif _private_key().search(lines[number]):
            classifier.hidden.private.add(number + 1)


@define
class _LineClassifier:
    """Classifier of lines, from the top."""

    hidden: HiddenLines
    first: int
    is_edition: bool
    # Whether something may be torn out of a private value, so that nothing below is certain.
    is_unsure: bool = False
    # Whether the last key that was read is private and its value has several lines.
    is_long: bool = False
    # The column of a key, all below which is hidden.
    _margin: int | None = None
    # The last key or item whose value is hidden.
    _entry: YAMLEntry | None = None
    # Brackets, the rest of which is hidden.
    _in_brackets: YAMLEntry | None = None

    def classify(self, line: Line) -> None:
        """Classify a line."""
        number = line.number + self.first + 1
        if self.is_unsure or self._hides(line, number):
            self.hidden.private.add(number)
        if self.is_unsure:
            self.hidden.unsure.add(number)
        if line.entry is not None and line.entry.is_open:
            self.is_unsure = True  # nobody knows where the quotes or brackets should have ended

    def _hides(self, line: Line, number: int) -> bool:
        entry = line.entry
        if line.kind is LineKind.NOTHING or entry is None:
            return self._hide_comment(line)
        if line.kind is not LineKind.KEYS or entry.line != line.number:
            return self._hides_continuation(line, entry)
        if not entry.key and entry.dash is None:
            return self._hides_stray(line, number)
        column = entry.column if entry.dash is None else entry.dash
        was_long = self.is_long
        if self._margin is not None and (not entry.key or not self._is_outside(entry, column)):
            return True  # a word behind a hyphen may come from the private list above it
        self._margin, self.is_long, self._entry = None, False, None
        return self._hides_key(line, entry, number, was_long=was_long)

    def _is_outside(self, entry: YAMLEntry, column: int) -> bool:
        """Return whether a key or item is no part of what is hidden above it."""
        assert self._margin is not None  # noqa: S101 - that is asked before
        return column < self._margin or (column == self._margin and entry.dash is None)

    def _hide_comment(self, line: Line) -> bool:
        if line.text.strip() and _private_word().search(line.text):
            self._margin = line.indent
        return True

    def _hides_continuation(self, line: Line, entry: YAMLEntry) -> bool:
        """Return whether to hide a line that continues a value."""
        if entry is self._entry or self._margin is not None:
            self.is_long = self.is_long or bool(line.text.strip())
            self._check_end(line, entry)
            return True
        if line.kind is LineKind.BRACKETS:
            return self._hides_brackets(line.text, entry)
        if line.kind is LineKind.PLAIN:
            return True  # what goes on without a mark may have lost the key that it had
        return _private_key().search(line.text) is not None

    def _check_end(self, line: Line, entry: YAMLEntry) -> None:
        """Check for text after hidden quotes or brackets, which are then unreliable."""
        torn = entry.is_open
        if entry.closing == line.number and entry.end is not None:
            following = line.text[entry.end :].strip()
            torn = bool(following) and not following.startswith("#")
        is_block = line.kind is LineKind.BLOCK and bool(line.text.strip())
        if torn or (is_block and line.indent < (entry.indent or 0)):
            self.is_unsure = True

    def _hides_stray(self, line: Line, number: int) -> bool:
        if self._margin is not None or self.is_long:
            self.is_unsure = self.is_unsure or self.is_long
        elif _private_word().search(line.text):
            self._margin = line.indent
        self.hidden.unsure.add(number)
        return _broken_key(line.text) is None or self._margin is not None

    def _hides_key(self, line: Line, entry: YAMLEntry, number: int, *, was_long: bool) -> bool:
        key = entry.key
        is_own_number = self.is_edition and entry.column == 0 and key == "number"
        if key in private_keys() and not is_own_number:
            return self._hide_value(line, entry)
        if key in content_keys() or (not key and entry.dash is not None):
            return self._hides_public(line, entry, number, was_long=was_long)
        self._hide_value(line, entry)
        if was_long or not _WORD.fullmatch(key):
            self.hidden.unsure.add(number)
            return True
        self.hidden.cut[number] = entry.start
        return _private_word().search(line.text[entry.column :]) is not None

    def _hide_value(self, line: Line, entry: YAMLEntry) -> bool:
        self._margin, self._entry = entry.column, entry
        self._check_end(line, entry)
        return True

    def _hides_public(self, line: Line, entry: YAMLEntry, number: int, *, was_long: bool) -> bool:
        begins_here = entry.value_line in {None, line.number}
        value = line.text[entry.start :].strip() if begins_here else ""
        is_text = bool(value) and value[0] not in "|>#"
        if was_long and is_text:
            self.hidden.unsure.add(number)  # a line of a private text may look like a key
            return True
        if value[:1] in {"[", "{"}:
            return self._hides_brackets(value, entry)
        return _private_word().search(value) is not None

    def _hides_brackets(self, text: str, entry: YAMLEntry) -> bool:
        """Return whether to hide a line in brackets, which is public if all its keys are."""
        if self._in_brackets is entry:
            return True
        if _private_word().search(text) or not all(map(_is_public_item, _flow_keys(text, entry))):
            self._in_brackets = entry
            return True
        return False


def _flow_keys(text: str, entry: YAMLEntry) -> Iterator[tuple[str, str]]:
    """Yield the keys in braces of a line: each with its colon, if it has one."""
    if entry.form == "[" and not {"{", ":"} & {*text}:
        return
    for match in _FLOW_KEY.finditer(_FLOW_LIST.sub("x", text)):
        yield match[1], match[2]


def _is_public_item(item: tuple[str, str]) -> bool:
    key, colon = item
    return bool(colon) and key in content_keys() - private_keys()


def _broken_key(text: str) -> str | None:
    """Return the key with which a line begins that is broken, if it may be shown."""
    match = _BROKEN_KEY.match(text)
    public_keys = content_keys() - private_keys()
    if match is None or match[1] not in public_keys or _private_word().search(text):
        return None
    return match[1]


_BROKEN_KEY: Final = re.compile(r" *(?:- *)?[\"']?([a-z_]+)[\"']?[ \t]*[:=]")


@cache
def _private_key() -> "re.Pattern[str]":
    """Find a private key with its colon, wherever on a line."""
    names = "|".join(sorted(private_keys()))
    return re.compile(rf"(?:^|[\s{{\[,\"'#-])(?:{names})[\"']?[ \t]*[:=]")


@cache
def _private_word() -> "re.Pattern[str]":
    """Find the name of a private key, with its colon or without."""
    names = "|".join(sorted(private_keys()))
    return re.compile(rf"(?<![\w])(?:{names})(?![\w])")


_EXTRA: Final = re.compile(r'"extra"[ \t]*:')
_JSON_TEXT: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_OPENING, _CLOSING = re.compile(r"[\[{]"), re.compile(r"[\]}]")


def _classify_json(lines: Sequence[str], hidden: HiddenLines) -> None:
    """Classify the lines of a JSON document, in which no text spans lines."""
    is_private, public = False, content_keys() - private_keys()
    depth = 0  # within `extra`, whose keys may be named as any others
    for number, line in enumerate(lines, start=1):
        extra = _EXTRA.search(line)
        if depth > 0 or extra is not None:
            hidden.private.add(number)
            marks = _JSON_TEXT.sub("", line[extra.end() :] if extra and not depth else line)
            depth = max(0, depth + len(_OPENING.findall(marks)) - len(_CLOSING.findall(marks)))
            is_private = True
            continue
        match = _JSON_START.match(line)
        keys = _JSON_KEY.findall(line)
        if match is None:
            if not _PUNCTUATION.match(line):
                hidden.private.add(number)
                hidden.unsure.add(number)
        elif all(key in public for key in keys):
            is_private = False
        else:
            was_private, is_private = is_private, True
            if was_private and match[1] not in content_keys():
                hidden.private.add(number)
                hidden.unsure.add(number)
            elif len(keys) == 1 and match[1] not in content_keys():
                hidden.cut[number] = match.end()
            else:
                hidden.private.add(number)
