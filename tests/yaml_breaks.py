"""Ways in which people break a line of YAML, each with what its remedy makes of it."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from random import Random

import yaml
from attrs import frozen

PROSE = {"title", "topic", "prompt", "quote", "summary", "name", "heading", "sign_off", "role"}


@frozen
class Spot:
    """A key with a single value, or a list in brackets, as an independent parser sees it."""

    line: int
    column: int
    key: str
    style: str | None
    start: int
    """Where the value begins on its line."""
    first: int
    last: int
    """The first and the last line of the value."""


@cache
def spots(text: str) -> tuple[Spot, ...]:
    """Find every key of a text that stands on a line of its own."""
    return tuple(_spots(yaml.compose(text, yaml.SafeLoader)))


def _spots(node: yaml.Node | None) -> Iterator[Spot]:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _spots(item)
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        return
    for key, value in node.value:
        mark, end = value.start_mark, value.end_mark
        style = value.style if isinstance(value, yaml.ScalarNode) else _style_of(value)
        last = end.line - (end.column == 0 and end.line > mark.line)
        at = key.start_mark
        yield Spot(at.line, at.column, key.value, style, mark.column, mark.line, last)
        yield from _spots(value)


def _style_of(node: yaml.Node) -> str:
    if not isinstance(node, yaml.CollectionNode) or not node.flow_style:
        return "below"
    return "[" if isinstance(node, yaml.SequenceNode) else "{"


Break = Callable[[list[str], Spot, Random], int | None]
"""Breaks a line and gives its number, or nothing where it does not apply."""


def _replace_value(lines: list[str], spot: Spot, write: Callable[[str], str]) -> int | None:
    is_plain = spot.style is None and spot.first == spot.last == spot.line
    if not is_plain or spot.key not in PROSE:
        return None
    line = lines[spot.line]
    value = line[spot.start :].rstrip()
    if len(value) < 4 or "#" in value:
        return None
    lines[spot.line] = line[: spot.start] + write(value)
    return spot.line


def value_break(write: Callable[[str], str]) -> Break:
    """Break a text that has no quotation marks."""
    return lambda lines, spot, _: _replace_value(lines, spot, write)


def line_break(pattern: str, new: str, *, indented: bool = False) -> Break:
    """Break how a key is written."""

    def broken(lines: list[str], spot: Spot, _: Random) -> int | None:
        line = lines[spot.line]
        changed = re.sub(pattern, new, line, count=1)
        if changed == line or (indented and not line.startswith(" ")):
            return None
        lines[spot.line] = changed
        return spot.line

    return broken


def _inside(lines: list[str], spot: Spot, random: Random) -> int | None:
    """Choose a line of a text in a block, and not its first."""
    if spot.style not in {"|", ">"}:
        return None
    inside = [n for n in range(spot.first + 2, spot.last + 1) if n < len(lines)]
    inside = [n for n in inside if lines[n].strip() and lines[n][spot.column + 2 :][:1].isalpha()]
    return random.choice(inside) if inside else None


def fallen(lines: list[str], spot: Spot, random: Random) -> int | None:
    """Let a line fall out of a block."""
    number = _inside(lines, spot, random)
    if number is not None:
        lines[number] = lines[number].lstrip()
    return number


def fallen_half(lines: list[str], spot: Spot, random: Random) -> int | None:
    """Indent a line of a block one space less than the others."""
    number = _inside(lines, spot, random)
    if number is not None:
        lines[number] = lines[number][1:]
    return number


def fallen_tab(lines: list[str], spot: Spot, random: Random) -> int | None:
    """Indent a line of a block by a tab."""
    number = _inside(lines, spot, random)
    if number is not None:
        lines[number] = f"\t{lines[number].lstrip()}"
    return number


def no_mark(lines: list[str], spot: Spot, random: Random) -> int | None:
    """Forget the mark in front of a text of several paragraphs."""
    inside = lines[spot.first + 1 : spot.last]
    if spot.style != "|" or not any(not line.strip() for line in inside):
        return None
    lines[spot.line] = lines[spot.line].rstrip(" |-+")
    return spot.line


def twice(lines: list[str], spot: Spot, random: Random) -> int | None:
    """Write a key twice."""
    if spot.first != spot.last or "- " in lines[spot.line][: spot.column]:
        return None
    lines.insert(spot.line, lines[spot.line])
    return spot.line + 1


def conflict(lines: list[str], spot: Spot, random: Random) -> int | None:
    """Leave the mark of a merge conflict."""
    lines.insert(spot.line, random.choice(["<<<<<<< HEAD", "=======", ">>>>>>> 1a2b3c4"]))
    return spot.line


def no_hyphen(lines: list[str], spot: Spot, random: Random) -> int | None:
    """Forget the hyphen of an item that is not the first."""
    line = lines[spot.line]
    before = [n for n in range(spot.line) if lines[n].startswith(line[: spot.column])]
    if not re.match(r" *- \w+:", line) or not before:
        return None
    lines[spot.line] = line.replace("- ", "  ", 1)
    return spot.line


def unclosed_list(lines: list[str], spot: Spot, random: Random) -> int | None:
    """Forget a bracket at the end."""
    if spot.style not in {"[", "{"} or spot.first != spot.line:
        return None
    lines[spot.line] = lines[spot.line].rstrip()[:-1]
    return spot.line


BREAKS: dict[str, Break] = {
    "a tab as indentation": line_break(r"^ +", "\t", indented=True),
    "no-break spaces as indentation": line_break(r"^ +(?=\w)", "\xa0\xa0", indented=True),
    "one space too many": line_break(r"^( *)(?=\w)", r"\1 "),
    "one space too few": line_break(r"^ ( *)(?=\w)", r"\1", indented=True),
    "no space behind the colon": line_break(r": (?=[\w\"'])", ":"),
    "no colon": line_break(r"^( *(?:- )*\w+):(?= \w)", r"\1"),
    "an equals sign": line_break(r"^( *(?:- )*\w+): (?=\w)", r"\1 = "),
    "no space behind the hyphen": line_break(r"^( *)- (?=\w)", r"\1-", indented=True),
    "a misspelled key": line_break(r"^( *(?:- )*)(\w)(\w)(?=\w+:)", r"\1\3\2"),
    "a quotation that is not closed": value_break(lambda value: f'"{value}'),
    "an apostrophe that opens a quotation": value_break(lambda value: f"'{value}"),
    "an apostrophe in single quotation marks": value_break(lambda value: f"'Nell's {value}'"),
    "text behind a quotation": value_break(lambda value: f'"Early," {value}'),
    "a quotation closed by a curly mark": value_break(lambda value: f'"{value}”'),
    "a colon in a text": value_break(lambda value: f"Tea: {value}"),
    "a bracket at the beginning": value_break(lambda value: f"[Draft] {value}"),
    "a brace at the beginning": value_break(lambda value: f"{{Draft}} {value}"),
    "an at sign": value_break(lambda value: f"@home {value}"),
    "a backtick": value_break(lambda value: f"`tea` {value}"),
    "a percent sign": value_break(lambda value: f"%d {value}"),
    "an asterisk": value_break(lambda value: f"*Never* {value}"),
    "an ampersand": value_break(lambda value: f"& {value}"),
    "an exclamation mark": value_break(lambda value: f"!really {value}"),
    "a hyphen at the beginning": value_break(lambda value: f"- {value}"),
    "a backslash in double quotation marks": value_break(lambda v: f'"C:\\data {v}"'),
    "surrogates": value_break(lambda value: f'"\\ud83e\\uded6 {value}"'),
    "a number sign": value_break(lambda value: f"{value} #1 of two"),
    "text behind a block mark": value_break(lambda value: f"| {value}"),
    "a line that fell out of a block": fallen,
    "a line of a block with a space too few": fallen_half,
    "a line of a block behind a tab": fallen_tab,
    "a text of paragraphs without its mark": no_mark,
    "a key twice": twice,
    "a merge conflict": conflict,
    "an item without its hyphen": no_hyphen,
    "a list that is not closed": unclosed_list,
}


Remedy = Callable[[list[str], int, int, re.Match[str], str], None]
"""Does what a hint says: to the lines, at a line and column, given what the line was before."""


def _quote(lines: list[str], at: int, _: int, __: re.Match[str], ___: str) -> None:
    key, value = re.split(r"(?<=:) +", lines[at], maxsplit=1)
    lines[at] = f"{key} '{value.replace(chr(39), chr(39) * 2)}'"


def _other_marks(lines: list[str], at: int, _: int, __: re.Match[str], ___: str) -> None:
    key, value = re.split(r"(?<=:) +", lines[at], maxsplit=1)
    lines[at] = f"{key} '{value}'"


def _indent(lines: list[str], at: int, _: int, hint: re.Match[str], __: str) -> None:
    lines[at] = " " * int(hint[1]) + lines[at].lstrip()


def _as_before(lines: list[str], at: int, _: int, __: re.Match[str], before: str) -> None:
    """Where a hint leaves open how far: as far as the author had it."""
    lines[at] = before


def _remove(lines: list[str], at: int, _: int, __: re.Match[str], ___: str) -> None:
    del lines[at]


def _end(lines: list[str], at: int, _: int, hint: re.Match[str], __: str) -> None:
    lines[at] += hint[1]


def _put(old: str, new: str) -> Remedy:
    def put(lines: list[str], at: int, _: int, hint: re.Match[str], __: str) -> None:
        changed = re.sub(old, hint.expand(new), lines[at], count=1)
        assert changed != lines[at], (lines[at], hint[0])
        lines[at] = changed

    return put


def _double(lines: list[str], at: int, column: int, _: re.Match[str], __: str) -> None:
    lines[at] = f"{lines[at][: column - 1]}\\{lines[at][column - 1 :]}"


REMEDIES: tuple[tuple[str, Remedy], ...] = (
    (r"close it with `(.)`", _end),
    (r"quote the text|put it in quotes|put the text in quotation marks", _quote),
    (r"put the whole text in quotation marks of the other kind", _other_marks),
    (r"write the apostrophe twice", _put(r"(\w)'(\w)", r"\\1''\\2")),
    (r"^close it; or put the text in double", _put(r": '(.*)", r': "\\1"')),
    (r"^close it$", _put(r"$", '"')),
    (r"^end it with (.)", _put(r"”$", r"\1")),
    (r"indent it by (\d+) spaces?", _indent),
    (r"begin it at the left margin", _put(r"^ +", "")),
    (r"indent with spaces|write a space instead|check its indentation", _as_before),
    (r"did you mean `(\w+)`", _put(r"\b\w+(?=:)", r"\1")),
    (r"write `- key: value`", _put(r"-(?=\w)", "- ")),
    (r"write `(\w+): \|`", _put(r":$", ": |")),
    (r"write `\|` behind the colon", _put(r":$", ": |")),
    (r"write `(\w+): \.\.\.`", _put(r"(\w+)(:| = | )", r"\\1: ")),
    (r"write the character itself, or `(\\U\w+)`", _put(r"\\ud83e\\uded6", r"\\\1")),
    (r"write two backslashes", _double),
    (r"begin the line with `- `", _put(r"  (?=\w)", "- ")),
    (r"keep one of the two|remove the lines", _remove),
    (r"^remove it", _put(r"!really ", "")),
    (r"^remove the `\|`", _put(r"\| ", "")),
    (r"after `- `", _put(r"  (?=\w)", "- ")),
    (r"indent it if it continues", _as_before),
)
