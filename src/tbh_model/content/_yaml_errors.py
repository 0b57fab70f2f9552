"""Diagnosis of YAML syntax errors.

A parser seldom stops at the mistake itself. The lines are scanned from the top, each with its
context, and the first invalid one is the mistake.
"""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Final, get_args, get_origin

from tbh_model._attrs import define, field, frozen
from tbh_model._characters import ZERO_WIDTH_SPACES
from tbh_model.content._yaml_lines import (
    Line,
    LineKind,
    YAMLEntry,
    begins_with_known_key,
    content_classes,
    content_keys,
    find_quote_end,
    scan,
)
from tbh_model.model import PROSE, Constraint, field_types
from tbh_model.text import RichText


@frozen
class Mistake:
    """A mistake and its remedy; line and column count from 0."""

    line: int
    column: int
    message: str
    hint: str
    length: int = 1


def find_mistake(text: str, last: int) -> Mistake | None:
    """Return the first mistake of a YAML text that cannot be parsed.

    Args:
        text: The text.
        last: The line at which the parser gave up, from 0: the mistake is there or above.
    """
    lines = text.split("\n")
    conflict = next(filter(None, map(conflict_marker, range(len(lines)), lines)), None)
    if conflict is not None:
        return conflict
    finder = _MistakeFinder()
    for line in scan(lines):
        if line.number > last:
            break
        mistake = next(finder.mistakes(line), None)
        if mistake is not None:
            return mistake
    return None


@lru_cache(maxsize=2)
def stray_sentences(text: str) -> Mapping[int, Mistake]:
    """Find the sentences that fell out of a block and pass for a key, because of their colon.

    Gives them by their line, from 0.
    """
    mistakes: dict[int, Mistake] = {}
    last: YAMLEntry | None = None
    for line in scan(text.split("\n")):
        entry = line.entry
        if entry is None or line.kind is not LineKind.KEYS or entry.line != line.number:
            continue
        if last is not None and last.form in {"|", ">"} and _is_prose_line(entry, last):
            mistakes[line.number] = _dedent_mistake(line, last)
        else:
            last = entry
    return mistakes


def conflict_marker(number: int, text: str) -> Mistake | None:
    """Find what a version control system writes around two versions of a text."""
    match = _CONFLICT.match(text)
    if match is None:
        return None
    message = f"found `{match[1]}`, the mark of a merge conflict"
    hint = "keep one of the two versions, and remove the lines with `<<<<<<<`, `=======`, `>>>>>>>`"
    return Mistake(number, 0, message, hint, 7)


_CONFLICT: Final = re.compile(r"(<{7}|={7}|>{7})(?: .*)?$")
_MARGIN: Final = re.compile(rf" *([^\S ]|[{ZERO_WIDTH_SPACES}])")
_ESCAPES: Final = re.compile(
    r"\\(?:[0abtnvfre \"/\\N_LP\t]|x[0-9A-Fa-f]{2}|u(?![dD][89a-fA-F])[0-9A-Fa-f]{4}"
    r"|U(?:000[0-9A-Fa-f]|0010)(?!(?<=U0000)[dD][89a-fA-F])[0-9A-Fa-f]{4}|$)"
)
_SURROGATE: Final = re.compile(
    r"\\u([dD][89abAB][0-9A-Fa-f]{2})(?:\\u([dD][c-fC-F][0-9A-Fa-f]{2}))?|\\u[dD][c-fC-F].."
)
_COLON: Final = re.compile(r":(?=[ \t]|$)")
_NO_SPACE: Final = re.compile(r"[\"']?([A-Za-z_]+)[\"']?:(?=[^\s/:])")
_NO_COLON: Final = re.compile(
    r"[\"']?([A-Za-z_]+)[\"']?(?:[ \t]*([=;：﹕])[ \t]*|[ \t]+(?=\S)|[ \t]*$)"
)
_OPEN_KEY: Final = re.compile(r"[\"']([A-Za-z_]+):")
_DASH: Final = re.compile("-(?=[^\\s-])")
_CURLY_QUOTES: Final = "“”„‟«»"
_SIMILARITY_CUTOFF: Final = 0.75
_QUOTE_HINT: Final = "quote the text"


@define
class _Level:
    """Keys or items of one indentation."""

    column: int
    is_list: bool
    # The key or item that was read last.
    last: YAMLEntry
    count: int = 0
    first: YAMLEntry | None = None


@define
class _MistakeFinder:
    """Finder of mistakes, line by line."""

    _levels: list[_Level] = field(factory=list)
    # The last value, which a stray line may continue.
    _last: YAMLEntry | None = None

    def mistakes(self, line: Line) -> Iterator[Mistake]:
        """Yield what is wrong with a line, the surest first."""
        kind, entry = line.kind, line.entry
        if entry is None or kind is LineKind.NOTHING:
            return
        if kind is not LineKind.QUOTED:
            yield from _margin_mistakes(line, entry)
        if kind is LineKind.BLOCK:
            yield from _block_mistakes(line, entry)
        elif kind is LineKind.PLAIN:
            yield from self._plain_mistakes(line, entry)
        elif kind is not LineKind.KEYS:
            yield from _end_mistakes(line, entry)
        elif entry.line != line.number:  # a value below its key that is no plain text
            yield from _value_mistakes(entry, line)
        elif not entry.key and entry.dash is None:
            yield from self._stray_mistakes(line)
        else:
            yield from self._entry_mistakes(line, entry)

    def _plain_mistakes(self, line: Line, entry: YAMLEntry) -> Iterator[Mistake]:
        colon = _COLON.search(line.text, line.indent)
        if begins_with_known_key(line.text):
            yield self._unfitting_mistake(line, None, is_item=False)
        if entry.begins_below and entry.key not in prose_keys():
            yield from _near_key_mistakes(line, line.indent)
        if entry.begins_below and colon is not None and entry.key in prose_keys():
            yield _missing_block_mark(entry)
        yield from _value_mistakes(entry, line)
        if colon is not None and " #" not in line.text[: colon.start()]:
            yield _colon_mistake(line.number, colon.start(), line.text)

    def _entry_mistakes(self, line: Line, entry: YAMLEntry) -> Iterator[Mistake]:
        yield from _key_mistakes(line, entry)
        last = self._last
        if last is not None and last.form in {"|", ">"} and _is_prose_line(entry, last):
            yield _dedent_mistake(line, last)
        yield from self._level_mistakes(line, entry)
        yield from _value_mistakes(entry, line)
        self._last = entry

    def _stray_mistakes(self, line: Line) -> Iterator[Mistake]:
        """Yield the mistake of a line that is no key, no item and no continuation."""
        text, indent = line.text, line.indent
        if text.startswith(("---", "...", "%")):
            mark = "%" if text[0] == "%" else text[:3]
            message = f"`{mark}` at the beginning of a line begins or ends a document"
            hint = "indent the line, if it is part of a text"
            if self._last is not None:
                yield Mistake(line.number, 0, message, hint, len(mark))
            return
        yield from _near_key_mistakes(line, indent)
        above = self._key_above(indent)
        if above is not None and above.key in prose_keys():
            yield _dedent_mistake(line, above) if above.form else _missing_block_mark(above)
        message = "this line is no key, and no part of the text above it"
        hint = "write `key: value`, or indent it if it continues the line above"
        yield Mistake(line.number, indent, message, hint, len(text.strip()))

    def _key_above(self, indent: int) -> YAMLEntry | None:
        """Return the key nearest above whose text a line could have fallen out of."""
        last = self._last
        if last is not None and last.form and last.key in prose_keys():
            return last
        outer = (level.last for level in reversed(self._levels) if level.column < indent)
        return next((entry for entry in outer if entry.key in prose_keys()), last)

    def _level_mistakes(self, line: Line, entry: YAMLEntry) -> Iterator[Mistake]:
        """Find the place of a key or item among those above it."""
        column = line.indent
        closed_level = None
        while self._levels and self._levels[-1].column > column:
            closed_level = self._levels.pop()
        if self._levels and self._levels[-1].column == column:
            top = self._levels[-1]
            if top.is_list and entry.dash is None and len(self._levels) > 1:
                self._levels.pop()  # a list may stand right below its key, at the same column
                top = self._levels[-1] if self._levels[-1].column == column else top
            if not top.is_list and entry.dash is not None and not top.last.form:
                self._levels.append(_Level(column, True, entry))  # noqa: FBT003 - a value class
            elif top.is_list != (entry.dash is not None):
                yield _mixed_list_mistake(line, entry)
        elif closed_level is not None or (self._levels and self._levels[-1].last.form):
            yield self._unfitting_mistake(line, closed_level, is_item=entry.dash is not None)
        else:
            self._levels.append(_Level(column, entry.dash is not None, entry))
        top = self._levels[-1]
        top.count += 1
        top.first = top.first or entry
        top.last = entry
        if entry.dash is not None and entry.key:
            self._levels.append(_Level(entry.column, False, entry, 1, entry))  # noqa: FBT003 - see above

    def _unfitting_mistake(
        self, line: Line, closed_level: _Level | None, *, is_item: bool
    ) -> Mistake:
        """Return the mistake of the wrongly indented one of two lines."""
        odd = self._levels[-1] if closed_level is None else closed_level
        outer = self._levels[:-1] if closed_level is None else self._levels
        column = outer[-1].column if outer else 0
        if odd.count == 1 and (odd.column - column) % 2 and not (line.indent - column) % 2:
            message = (
                f"this line is indented by {_format_spaces(odd.column)}, and the next one otherwise"
            )
            hint = f"{_indent_hint(line.indent)} too"
            return Mistake(odd.last.line, odd.column, message, hint)
        in_list = bool(self._levels) and self._levels[-1].is_list
        if (
            is_item
            and closed_level
            and closed_level.first
            and not closed_level.is_list
            and not in_list
        ):
            first = closed_level.first
            hint = "begin the line with `- `, as the items below"
            return Mistake(
                first.line, first.column, "a hyphen is missing in front of this key", hint
            )
        levels = self._levels if closed_level is None else [*self._levels, closed_level]
        return _indent_mistake(line, levels, is_item=is_item)


def _is_prose_line(entry: YAMLEntry, above: YAMLEntry) -> bool:
    """Return whether what looks like a key is a sentence with a colon, below a text in a block."""
    if entry.key in content_keys() or entry.dash is not None or above.key not in prose_keys():
        return False
    # a key that is misspelled is one all the same
    return not get_close_matches(entry.key, content_keys(), n=1, cutoff=_SIMILARITY_CUTOFF)


def _margin_mistakes(line: Line, entry: YAMLEntry) -> Iterator[Mistake]:
    """Find what is no space where a line is indented."""
    match = _MARGIN.match(line.text)
    if match is None or not line.text.strip():
        return
    column = match.start(1)
    in_text = line.kind is LineKind.BLOCK and column > entry.margin
    if in_text or (line.kind is not LineKind.KEYS and column > entry.margin):
        return
    character = match[1]
    name = "a tab" if character == "\t" else f"the character U+{ord(character):04X}"
    yield Mistake(
        line.number,
        column,
        f"{name} stands where only spaces can"
        if character == "\t"
        else f"found {name}, which looks like a space and indents nothing",
        "indent with spaces",
    )


def _block_mistakes(line: Line, entry: YAMLEntry) -> Iterator[Mistake]:
    """Find a line of a block that is indented less than its first."""
    if entry.indent is None or not line.text.strip():
        return
    if entry.margin < line.indent < entry.indent and not line.text.startswith("#", line.indent):
        yield _dedent_mistake(line, entry)


def _dedent_mistake(line: Line, entry: YAMLEntry) -> Mistake:
    name = f"`{entry.key}`" if entry.key in content_keys() else "the text above"
    indent = entry.margin + 2 if entry.indent is None else entry.indent
    how = "not indented" if line.indent == 0 else "indented less than the text above it"
    message = f"this line is {how}, so it is no part of {name}"
    hint = f"{_indent_hint(indent)} if it belongs to {name}"
    return Mistake(line.number, line.indent, message, hint, len(line.text.strip()))


def _missing_block_mark(entry: YAMLEntry) -> Mistake:
    message = f"`{entry.key}` goes on over several lines without the mark that begins such a text"
    hint = f"write `{entry.key}: |`, and indent every line of the text below it"
    return Mistake(entry.line, entry.column, message, hint, len(entry.key))


def _indent_mistake(line: Line, levels: list[_Level], *, is_item: bool) -> Mistake:
    """Return the mistake of a wrong indentation, with the possible ones."""
    fits = {level.column for level in levels if level.is_list == is_item} - {line.indent}
    nearest = min(fits or {0}, key=lambda column: (abs(column - line.indent), -column))
    message = f"this line is indented by {_format_spaces(line.indent)}, which fits no line above it"
    hint = f"{_indent_hint(nearest)}, as the {'items' if is_item else 'keys'} above are"
    return Mistake(line.number, line.indent, message, hint)


def _format_spaces(count: int) -> str:
    return "1 space" if count == 1 else f"{count} spaces"


def _indent_hint(count: int) -> str:
    return f"indent it by {_format_spaces(count)}" if count else "begin it at the left margin"


def _mixed_list_mistake(line: Line, entry: YAMLEntry) -> Mistake:
    if entry.dash is None:
        message, hint = "a key stands among the items of a list", "begin it with `- `, or indent it"
    else:
        message, hint = "an item of a list stands among keys", "indent it, or remove the hyphen"
    return Mistake(line.number, line.indent, message, hint)


def _colon_mistake(number: int, column: int, text: str) -> Mistake:
    message = "a colon stands where none can be"
    hint = _QUOTE_HINT
    if any(character in _CURLY_QUOTES for character in text):
        hint = f'{_QUOTE_HINT} with straight marks, as in `key: "text"`'
    return Mistake(number, column, message, hint)


def _key_mistakes(line: Line, entry: YAMLEntry) -> Iterator[Mistake]:
    """Find what is wrong with how a key is written."""
    if entry.key.startswith("-") and entry.key.lstrip("-") in content_keys():
        yield _dash_mistake(line.number, entry.column)
    if entry.key not in content_keys():
        yield from _near_key_mistakes(line, entry.column)


def _dash_mistake(number: int, column: int) -> Mistake:
    return Mistake(number, column, "a space is missing after the hyphen", "write `- key: value`")


def _near_key_mistakes(line: Line, column: int) -> Iterator[Mistake]:
    """Find a key of ours that has no colon, or no space behind it."""
    text = line.text
    quoted_key = _OPEN_KEY.match(text, column)
    if quoted_key and _is_known_key(quoted_key[1]):
        yield Mistake(line.number, column, "a quotation mark is not closed", "remove it")
    dash = _DASH.match(text, column)
    start = dash.end() if dash else column
    glued_key = _NO_SPACE.match(text, start)
    if glued_key and _is_known_key(glued_key[1]):
        message = "a space is missing after the colon"
        yield Mistake(line.number, glued_key.end() - 1, message, f"write `{glued_key[1]}: ...`")
    bare_key = _NO_COLON.match(text, start)
    if bare_key and _is_known_key(bare_key[1]):
        message = f"a colon is missing after the key `{bare_key[1]}`"
        if bare_key[2]:
            message = f"found `{bare_key[2]}` where the colon of the key `{bare_key[1]}` belongs"
        yield Mistake(line.number, start, message, f"write `{bare_key[1]}: ...`", len(bare_key[1]))
    if dash and text[start : start + 1].isalpha():
        yield _dash_mistake(line.number, column)


def _is_known_key(word: str) -> bool:
    return word in content_keys() or word.lower() in content_keys()


def _value_mistakes(entry: YAMLEntry, line: Line) -> Iterator[Mistake]:
    """Find what is wrong with how a value begins, on the line on which it does."""
    value = line.text[entry.start :].rstrip()
    if entry.value_line != line.number or not value:
        return
    first, start = value[0], entry.start
    if first in "'\"" and entry.form == first:
        yield from _quote_mistakes(entry, line, first)
    elif first in "[{" and entry.form == first:
        yield from _bracket_mistakes(entry, line)
    elif entry.form == "-":
        yield from _plain_value_mistakes(line, start, value)


def _plain_value_mistakes(line: Line, start: int, value: str) -> Iterator[Mistake]:
    """Find what a text without quotation marks cannot begin with, or hold."""
    first = value[0]
    if first in "|>":
        message = f"text stands behind `{first}`, which begins a text on the lines below"
        hint = f"remove the `{first}`; or put the text on the lines below, indented"
        yield Mistake(line.number, start, message, hint)
    is_mark = first in "@`%,]}&*!" or value.startswith(("- ", "? ", ": "))
    if is_mark and not _is_anchor_or_tag(value):
        yield Mistake(line.number, start, *_START)
    comment = value.find(" #")
    colon = _COLON.search(line.text, start)
    if colon is not None and (comment < 0 or colon.start() < start + comment):
        yield _colon_mistake(line.number, colon.start(), line.text)


_START: Final = ("a value cannot begin with this character", "put it in quotes")
_ANCHOR_OR_TAG: Final = re.compile(r"(?:[&*][\w-]+|!\S*)(?:$| )")


def _is_anchor_or_tag(value: str) -> bool:
    """Return whether a value begins with an anchor or tag that has an error of its own."""
    extra = _ANCHOR_OR_TAG.match(value)
    return extra is not None and not (value[0] == "*" and extra.end() < len(value))


def _quote_mistakes(entry: YAMLEntry, line: Line, quote: str) -> Iterator[Mistake]:
    if quote == '"':
        yield from _escape_mistakes(line, entry.start + 1)
    if entry.is_open:
        yield _unclosed_quote_mistake(entry, line)
    elif entry.closing == line.number:
        yield from _trailing_mistakes(entry, line)


def _unclosed_quote_mistake(entry: YAMLEntry, line: Line) -> Mistake:
    text = line.text[entry.start :].rstrip()
    if text[-1:] in _CURLY_QUOTES and len(text) > 1:
        column = entry.start + len(text) - 1
        message = f"a text that begins with {entry.form} ends with {text[-1]}"
        return Mistake(line.number, column, message, f"end it with {entry.form}")
    hint = "close it"
    if entry.form == "'":
        hint = "close it; or put the text in double ones, if it is an apostrophe"
    return Mistake(line.number, entry.start, "a quotation mark is not closed", hint, len(text))


def _bracket_mistakes(entry: YAMLEntry, line: Line) -> Iterator[Mistake]:
    if entry.is_open:
        noun, mark = ("list in brackets", "]") if entry.form == "[" else ("group in braces", "}")
        rest = line.text[entry.start :].rstrip()
        hint, length = f"close it with `{mark}`", len(rest)
        if " " in rest and not {",", ":"} & {*rest}:
            hint += f"; or {_QUOTE_HINT}, if it is one"
        message = f"a {noun} is not closed"
        yield Mistake(line.number, entry.start, message, hint, length)
    elif entry.closing == line.number:
        yield from _trailing_mistakes(entry, line)


def _end_mistakes(line: Line, entry: YAMLEntry) -> Iterator[Mistake]:
    """Yield the mistakes of a line within quotes or brackets."""
    if entry.form == '"':
        yield from _escape_mistakes(line, 0)
    if entry.closing == line.number:
        yield from _trailing_mistakes(entry, line)


def _escape_mistakes(line: Line, start: int) -> Iterator[Mistake]:
    """Find an escape that YAML does not know, up to the end of the text or the line."""
    end = find_quote_end(line.text, start, '"')
    stop = len(line.text) if end < 0 else end - 1
    at = line.text.find("\\", start, stop)
    while at >= 0 and (match := _ESCAPES.match(line.text, at)) is not None:
        at = line.text.find("\\", match.end(), stop)
    if at >= 0:
        yield _escape_mistake(line, at)


def _escape_mistake(line: Line, at: int) -> Mistake:
    pair = _SURROGATE.match(line.text, at)
    if pair is None:
        hint = "write two backslashes for one"
        return Mistake(line.number, at, "this escape is not known", hint, 2)
    if pair[2] is None:
        message, hint = "this escape is half of a character", "write the character itself"
        return Mistake(line.number, at, message, hint, len(pair[0]))
    high, low = int(pair[1], 16), int(pair[2], 16)
    code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
    message = "these two escapes are one character in JSON, and none in YAML"
    hint = f"write the character itself, or `\\U{code:08X}`"
    return Mistake(line.number, at, message, hint, len(pair[0]))


def _trailing_mistakes(entry: YAMLEntry, line: Line) -> Iterator[Mistake]:
    """Find what follows behind quotes or brackets on their line."""
    assert entry.end is not None  # noqa: S101 - they are closed here
    rest = line.text[entry.end :]
    more = rest.strip()
    if not more or (more.startswith("#") and rest[0] in " \t"):
        return
    if entry.form in "'\"":
        message = "the text ends at this quotation mark, and more follows"
        hint = "put the whole text in quotation marks of the other kind"
        if more in {",", ";", "."}:
            hint = f"remove the `{more}` behind it"
        if entry.form == "'" and rest[0].isalpha():
            hint = "write the apostrophe twice, or put the text in double quotation marks"
        yield Mistake(line.number, entry.end - 1, message, hint)
    elif more[0] in "]}":
        column = entry.end + len(rest) - len(rest.lstrip())
        yield Mistake(line.number, column, "a bracket closes that was not opened", "remove it")
    else:
        noun = "list in brackets" if entry.form == "[" else "group in braces"
        message, hint = f"more follows behind a {noun}", f"{_QUOTE_HINT}, if it is one"
        column = entry.end + len(rest) - len(rest.lstrip())
        yield Mistake(line.number, column, message, hint, len(more))


@cache
def prose_keys() -> frozenset[str]:
    """Name the keys whose values are always prose, of one line or of many."""
    hints = [(name, hint) for kind in content_classes() for name, hint in field_types(kind).items()]
    other_names = {name for name, hint in hints if not _is_prose(hint)}
    return frozenset(name for name, _ in hints if name not in other_names)


def _is_prose(hint: object) -> bool:
    if hint is RichText:
        return True
    if isinstance(hint, Constraint):
        return hint.name in PROSE
    if get_origin(hint) in {tuple, frozenset}:
        return False
    return any(map(_is_prose, (*get_args(hint), *getattr(hint, "__metadata__", ()))))
