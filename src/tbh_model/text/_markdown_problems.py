"""What reading Markdown finds wrong, in words, and where it stands."""

import re
from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from tbh_model._problems import Problem, Severity
from tbh_model.text._characters import uncarried
from tbh_model.text._shorten import clip
from tbh_model.text._tree import MAX_TEXT_DEPTH

_LONGEST_SHOWN = 60
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9\-]*)")
# Elements that have no end tag (HTML, "void elements").
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"}
)
_INSTEAD: Mapping[str, str] = {
    "!--": "take the comment out: nothing hidden is carried",
    "a": "write `[words](address)`",
    "b": "write `**words**`",
    "blockquote": "write `> words`",
    "br": "end the line with a backslash",
    "code": "write `` `words` ``",
    "em": "write `*words*`",
    "hr": "write `***` on a line of its own",
    "i": "write `*words*`",
    "img": "write `![description](address)`",
    "li": "write `- words`",
    "ol": "write `1. words`",
    "p": "leave an empty line between paragraphs",
    "pre": "write the lines between two lines of three backticks",
    "strong": "write `**words**`",
    "ul": "write `- words`",
}
_OTHERWISE = "write it in Markdown, or put a backslash before the `<` if the words are meant"


@frozen(kw_only=True)
class Found:
    """Something wrong, at a range of UTF-8 bytes of the source."""

    code: str
    message: str
    hint: str
    start: int
    end: int
    mark: str = ""
    """The very words that are wrong, where they stand in the range as they are."""
    severity: Severity = Severity.ERROR


class RawHTML:
    """Finds raw HTML, and says it once for the two tags of an element."""

    def __init__(self) -> None:
        self._awaited: dict[str, int] = {}

    def found(self, html: str, start: int, end: int) -> Iterator[Found]:
        """One problem, unless this only closes what was already reported."""
        opening = _TAG.match(html)
        expected = opening is not None and opening[1] and self._awaited.get(opening[2].lower(), 0)
        for closes, name in _TAG.findall(html):
            self._count(name.lower(), -1 if closes else 1)
        if not expected:
            name = opening[2].lower() if opening else html[1:4]
            yield Found(
                code="TBH120",
                message=f"raw HTML `{_first_line(html)}` is refused: a text is Markdown",
                hint=_INSTEAD.get(name, _OTHERWISE),
                start=start,
                end=end,
            )

    def _count(self, name: str, step: int) -> None:
        if name not in _VOID:
            self._awaited[name] = max(0, self._awaited.get(name, 0) + step)


def forbidden_address(url: str, what: str, hint: str, start: int, end: int) -> Found:
    """A link or an image that leads nowhere, or where nobody should be led."""
    return Found(
        code="TBH121",
        message=f"the address `{_first_line(url)}` {what}",
        hint=hint,
        start=start,
        end=end,
        mark=url,
    )


def unsupported(construct: str, hint: str, start: int, end: int) -> Found:
    """A construct that the tree has no place for."""
    message = f"{construct} is not supported"
    return Found(code="TBH122", message=message, hint=hint, start=start, end=end)


def unused(label: str, start: int, end: int) -> Found:
    """A definition of an address that shows nowhere in the text."""
    label = _first_line(label)
    return Found(
        code="TBH122",
        message=f"no link uses the definition of `[{label}]`: it is shown nowhere",
        hint=f"link to it with `[{label}]`, or put a backslash before the `[` to show it",
        start=start,
        end=end,
        severity=Severity.WARNING,
    )


def nested_too_deeply(start: int) -> Found:
    """More levels than anybody reads; the words inside stay, the levels do not."""
    return Found(
        code="TBH124",
        message=f"more than {MAX_TEXT_DEPTH} levels inside each other",
        hint="take some levels out",
        start=start,
        end=start + 1,
    )


def characters_not_carried(source: str) -> Iterator[Problem]:
    """One problem for each run of characters that no channel can carry."""
    line, line_start, last = 1, 0, -1
    runs: list[list[int]] = []
    for index, _ in uncarried(source):
        if runs and index == last + 1:
            runs[-1][1] += 1
        else:
            runs.append([index, 1])
        last = index
    seen = 0
    for index, length in runs:
        line += source.count("\n", seen, index)
        line_start = source.rfind("\n", 0, index) + 1
        seen = index
        yield Problem(
            code="TBH123",
            message=f"the character U+{ord(source[index]):04X} cannot be carried: U+FFFD is shown",
            hint="remove it",
            line=line,
            column=index - line_start + 1,
            length=length,
        )


def located(found: Iterable[Found], source: str) -> Iterator[Problem]:
    """Turn ranges of bytes into lines and columns, in one walk over the source."""
    data = source.encode()
    seen, line, column = 0, 1, 1
    for one in sorted((_narrowed(one, data) for one in found), key=lambda one: one.start):
        passed = data[seen : one.start].decode()
        seen = one.start
        lines = passed.count("\n")
        line += lines
        column = len(passed) - passed.rfind("\n") if lines else column + len(passed)
        yield Problem(
            code=one.code,
            message=one.message,
            severity=one.severity,
            line=line,
            column=column,
            hint=one.hint,
            length=max(1, len(data[one.start : one.end].decode().partition("\n")[0].rstrip())),
        )


def _narrowed(one: Found, data: bytes) -> Found:
    mark = one.mark.encode()
    at = data.rfind(mark, one.start, one.end) if mark else -1
    if at < 0:
        return one
    return Found(
        code=one.code,
        message=one.message,
        hint=one.hint,
        start=at,
        end=at + len(mark),
        severity=one.severity,
    )


def _first_line(words: str) -> str:
    return clip(words.strip().partition("\n")[0].rstrip(), _LONGEST_SHOWN, "…")
