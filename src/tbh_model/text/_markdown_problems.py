"""Problems of Markdown sources and their positions."""

import re
from collections.abc import Iterable, Iterator, Mapping

from tbh_model._attrs import frozen
from tbh_model._problems import Problem, Severity
from tbh_model.text._blocks import MAX_TEXT_DEPTH
from tbh_model.text._shorten import clip
from tbh_model.text._unicode import unencodable

_MAX_QUOTE_LENGTH = 60
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9\-]*)")
# Elements that have no end tag (HTML, "void elements").
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"}
)
_MARKDOWN_FOR: Mapping[str, str] = {
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
_GENERIC_HINT = "write it in Markdown, or put a backslash before the `<` if the words are meant"


@frozen(kw_only=True)
class SourceProblem:
    """Problem at a range of UTF-8 bytes of the source."""

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
        self._open_tags: dict[str, int] = {}

    def report(self, html: str, start: int, end: int) -> Iterator[SourceProblem]:
        """Yield a problem, unless it is only the end of a reported one."""
        opening = _TAG.match(html)
        expected = opening is not None and opening[1] and self._open_tags.get(opening[2].lower(), 0)
        for closes, name in _TAG.findall(html):
            self._count_tag(name.lower(), -1 if closes else 1)
        if not expected:
            name = opening[2].lower() if opening else html[1:4]
            yield SourceProblem(
                code="TBH120",
                message=f"raw HTML `{_first_line(html)}` is refused: a text is Markdown",
                hint=_MARKDOWN_FOR.get(name, _GENERIC_HINT),
                start=start,
                end=end,
            )

    def _count_tag(self, name: str, step: int) -> None:
        if name not in _VOID:
            self._open_tags[name] = max(0, self._open_tags.get(name, 0) + step)


def forbidden_address(url: str, reason: str, hint: str, start: int, end: int) -> SourceProblem:
    """A link or an image that leads nowhere, or where nobody should be led."""
    return SourceProblem(
        code="TBH121",
        message=f"the address `{_first_line(url)}` {reason}",
        hint=hint,
        start=start,
        end=end,
        mark=url,
    )


def unsupported_construct(construct: str, hint: str, start: int, end: int) -> SourceProblem:
    """A construct that the tree has no place for."""
    message = f"{construct} is not supported"
    return SourceProblem(code="TBH122", message=message, hint=hint, start=start, end=end)


def unused_definition(label: str, start: int, end: int) -> SourceProblem:
    """A definition of an address that shows nowhere in the text."""
    label = _first_line(label)
    return SourceProblem(
        code="TBH122",
        message=f"no link uses the definition of `[{label}]`: it is shown nowhere",
        hint=f"link to it with `[{label}]`, or put a backslash before the `[` to show it",
        start=start,
        end=end,
        severity=Severity.WARNING,
    )


def nested_too_deeply(start: int) -> SourceProblem:
    """More levels than anybody reads; the words inside stay, the levels do not."""
    return SourceProblem(
        code="TBH124",
        message=f"more than {MAX_TEXT_DEPTH} levels inside each other",
        hint="take some levels out",
        start=start,
        end=start + 1,
    )


def unencodable_characters(source: str) -> Iterator[Problem]:
    """Yield a problem for each run of characters that formats forbid."""
    line, line_start, last = 1, 0, -1
    runs: list[list[int]] = []
    for index, _ in unencodable(source):
        if runs and index == last + 1:
            runs[-1][1] += 1
        else:
            runs.append([index, 1])
        last = index
    position = 0
    for index, length in runs:
        line += source.count("\n", position, index)
        line_start = source.rfind("\n", 0, index) + 1
        position = index
        yield Problem(
            code="TBH123",
            message=f"the character U+{ord(source[index]):04X} cannot be carried: U+FFFD is shown",
            hint="remove it",
            line=line,
            column=index - line_start + 1,
            length=length,
        )


def locate_problems(problems: Iterable[SourceProblem], source: str) -> Iterator[Problem]:
    """Turn ranges of bytes into lines and columns, in one walk over the source."""
    data = source.encode()
    position, line, column = 0, 1, 1
    for problem in sorted(
        (_narrow_to_mark(problem, data) for problem in problems), key=lambda problem: problem.start
    ):
        skipped = data[position : problem.start].decode()
        position = problem.start
        lines = skipped.count("\n")
        line += lines
        column = len(skipped) - skipped.rfind("\n") if lines else column + len(skipped)
        yield Problem(
            code=problem.code,
            message=problem.message,
            severity=problem.severity,
            line=line,
            column=column,
            hint=problem.hint,
            length=max(
                1, len(data[problem.start : problem.end].decode().partition("\n")[0].rstrip())
            ),
        )


def _narrow_to_mark(problem: SourceProblem, data: bytes) -> SourceProblem:
    mark = problem.mark.encode()
    # the last one: the words of a link may be its address, and stand before it
    start = data.rfind(mark, problem.start, problem.end) if mark else -1
    if start < 0:
        return problem
    return SourceProblem(
        code=problem.code,
        message=problem.message,
        hint=problem.hint,
        start=start,
        end=start + len(mark),
        severity=problem.severity,
    )


def _first_line(words: str) -> str:
    return clip(words.strip().partition("\n")[0].rstrip(), _MAX_QUOTE_LENGTH, "…")
