"""Inlines to Markdown: emphasis that opens and closes where it should, words escaped at need.

CommonMark decides by the characters on either side whether `*` opens, closes or is a star (section
6.2). So inlines are first laid out as pieces; then every delimiter looks at its neighbours, and
asks words that would mislead a reader to show a character reference at that edge.
"""

import re
from string import punctuation
from typing import assert_never, cast

from attrs import define

from tbh_model.text._characters import UNCARRIED
from tbh_model.text._escape_markdown import escape_words, reference
from tbh_model.text._tree import Code, Emphasis, Image, Inline, LineBreak, Link, Strong, Text
from tbh_model.text._urls import join, uri

# Whatever the dialect, an opening delimiter may follow these and a closing one may precede them.
_BOUNDARY = frozenset(f"{punctuation} \n")
_BACKTICKS = re.compile("`+")
_REFERENCE = r"&(?=\#?[0-9A-Za-z]+;)"
# An address that stands in its parentheses as it is.
_PLAIN_ADDRESS = re.compile(rf"(?:[^\s<>()\\&`{UNCARRIED}]|&(?!\#?[0-9A-Za-z]+;))+")
_WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?#@!$'()*+,;=%]+")
_IN_ADDRESS = re.compile(rf"[\\<>`{UNCARRIED}]|[^\S ]|{_REFERENCE}")
_IN_TITLE = re.compile(rf"[\\\"<`{UNCARRIED}]|[^\S ]|{_REFERENCE}")


@define(eq=False)
class _Words:
    """Words that are not yet escaped."""

    value: str
    opens_line: bool
    first: bool
    """Whether the first character has to be written as a character reference."""
    last: bool
    """Whether the last one has to."""
    before_link: bool

    def first_shown(self) -> str:
        return "&" if self.first or (self.last and len(self.value) == 1) else self.value[0]

    def last_shown(self) -> str:
        return ";" if self.last or (self.first and len(self.value) == 1) else self.value[-1]

    def written(self) -> str:
        written = escape_words(
            self.value, opens_line=self.opens_line, first=self.first, last=self.last
        )
        # An exclamation mark would make an image of the link.
        return f"{written[:-1]}\\!" if self.before_link and written.endswith("!") else written


@define(eq=False)
class _Mark:
    """A delimiter of emphasis."""

    sign: str
    size: int
    opens: bool


_Piece = str | _Words | _Mark


def write_inlines(inlines: tuple[Inline, ...], base_url: str | None, *, opens_line: bool) -> str:
    """Write inlines as Markdown; `opens_line` when what they begin may be taken for a block."""
    layout = _Layout(base_url)
    layout.lay(inlines, opens_line=opens_line)
    while sum(_settle(layout.pieces, index) for index in range(len(layout.pieces))):
        pass  # an edge that was changed can mislead the delimiter on its other side
    return "".join(map(_written, layout.pieces))


def _written(piece: _Piece) -> str:
    match piece:
        case str():
            return piece
        case _Words():
            return piece.written()
        case _Mark(sign=sign, size=size):
            return sign * size
        case _:
            assert_never(piece)


class _Layout:
    def __init__(self, base_url: str | None) -> None:
        self.pieces: list[_Piece] = []
        self._base_url = base_url

    def lay(
        self, inlines: tuple[Inline, ...], *, around: str = "", opens_line: bool = False
    ) -> None:
        """Lay out inlines; `around` is the sign of the emphasis that directly holds them."""
        last = len(inlines) - 1
        for index, inline in enumerate(inlines):
            above = inlines[index - 1] if index else None
            below = inlines[index + 1] if index < last else None
            match inline:
                case Text(value=value):
                    opens = (opens_line and above is None) or isinstance(above, LineBreak)
                    self.pieces.append(_words(value, above, below, opens_line=opens))
                case Emphasis(children=children):
                    self._lay_emphasis(children, 1, around if below is None else "")
                case Strong(children=children):
                    self._lay_emphasis(children, 2, around if below is None else "")
                case Code(value=value):
                    self.pieces.append(_code(value))
                case Link():
                    self._lay_link(inline)
                case Image(url=url, alt=alt, title=title):
                    words = escape_words(
                        alt, opens_line=False, first=alt[:1].isspace(), last=alt[-1:].isspace()
                    )
                    self.pieces.append(f"![{words}]({self._target(url, title)})")
                case LineBreak():
                    self.pieces.append("\\\n")
                case _:
                    assert_never(inline)

    def _lay_emphasis(self, children: tuple[Inline, ...], size: int, behind: str) -> None:
        """Put delimiters around, of the other sign than delimiters that they touch."""
        before = self.pieces[-1] if self.pieces else None
        in_front = before.sign if isinstance(before, _Mark) else ""
        sign = "_" if "*" in (in_front, behind) else "*"
        self.pieces.append(_Mark(sign, size, opens=True))
        self.lay(children, around=sign)
        self.pieces.append(_Mark(sign, size, opens=False))

    def _lay_link(self, link: Link) -> None:
        url = self._joined(link.url)
        if link.children == (Text(value=url),) and link.title is None and _is_web_address(url):
            self.pieces.append(f"<{url}>")
            return
        self.pieces.append("[")
        self.lay(link.children)
        self.pieces.append(f"]({self._target(link.url, link.title)})")

    def _target(self, url: str, title: str | None) -> str:
        address = _address(self._joined(url))
        return address if title is None else f"{address or '<>'} {_title(title)}"

    def _joined(self, url: str) -> str:
        """Return an address as it is where there is no base, so that it is read as what it was."""
        return url if self._base_url is None else uri(join(self._base_url, url))


def _is_web_address(url: str) -> bool:
    return _WEB_ADDRESS.fullmatch(url) is not None


def _words(value: str, above: Inline | None, below: Inline | None, *, opens_line: bool) -> _Words:
    """Words, with space at an edge written so that no reader takes it away."""
    return _Words(
        value=value,
        opens_line=opens_line,
        first=value[0].isspace() and (above is None or isinstance(above, LineBreak)),
        last=value[-1].isspace() and (below is None or isinstance(below, LineBreak)),
        before_link=isinstance(below, Link),
    )


def _code(value: str) -> str:
    runs = {len(run) for run in _BACKTICKS.findall(value)}
    fence = "`" * next(size for size in range(1, len(runs) + 2) if size not in runs)
    edges = value[0] + value[-1]
    # A reader takes one space from both ends, unless there is nothing but spaces.
    padded = "`" in edges or (edges == "  " and value.strip(" ") != "")
    return f"{fence} {value} {fence}" if padded else f"{fence}{value}{fence}"


def _address(url: str) -> str:
    if not url or _PLAIN_ADDRESS.fullmatch(url):
        return url
    return f"<{_IN_ADDRESS.sub(_referred, url)}>"


def _title(title: str) -> str:
    return f'"{_IN_TITLE.sub(_referred, title)}"'


def _referred(match: re.Match[str]) -> str:
    return reference(match[0])


def _settle(pieces: list[_Piece], index: int) -> bool:
    """Make the neighbours of a delimiter such that it opens, or closes; whether they changed."""
    mark = pieces[index]
    if not isinstance(mark, _Mark):
        return False
    step = 1 if mark.opens else -1
    inner, outer = _at(pieces, index + step), _at(pieces, index - step)
    changed = _shown(inner, first=mark.opens).isspace() and _refer(inner, first=mark.opens)
    if mark.sign == "*" and _shown(inner, first=mark.opens).isalnum():
        return changed
    if _shown(outer, first=not mark.opens) in _BOUNDARY:
        return changed
    return _refer(outer, first=not mark.opens) or changed


def _at(pieces: list[_Piece], index: int) -> _Piece:
    return pieces[index] if 0 <= index < len(pieces) else "\n"


def _shown(piece: _Piece, *, first: bool) -> str:
    """The character of a piece that a delimiter beside it sees."""
    match piece:
        case str():
            return piece[0 if first else -1]
        case _Words():
            return piece.first_shown() if first else piece.last_shown()
        case _Mark(sign=sign):
            return sign
        case _:
            assert_never(piece)


def _refer(piece: _Piece, *, first: bool) -> bool:
    """Have words show a character reference at an edge."""
    words = cast("_Words", piece)  # everything else shows punctuation, which misleads nobody
    words.first |= first
    words.last |= not first
    return True
