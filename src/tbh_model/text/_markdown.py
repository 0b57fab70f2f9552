"""Tree to Markdown that reads back as the same tree, in what all dialects read alike."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count, repeat
from string import punctuation
from typing import assert_never, cast

from tbh_model._arguments import check_arguments_on_error
from tbh_model._attrs import define, frozen
from tbh_model.text._blocks import (
    DEEPEST_HEADING,
    MAX_START,
    Block,
    BlockQuote,
    BulletList,
    CodeBlock,
    Heading,
    ListItem,
    OrderedList,
    Paragraph,
    RichText,
    ThematicBreak,
    needs_blank_line,
)
from tbh_model.text._inlines import (
    Code,
    Emphasis,
    Inline,
    InlineImage,
    LineBreak,
    Link,
    Strong,
    Text,
)
from tbh_model.text._markdown_escape import (
    Dialect,
    escape_portable,
    escape_words,
    has_delimiter,
    reference,
)
from tbh_model.text._plain import paragraphs
from tbh_model.text._unicode import UNENCODABLE, is_unseen, replace_unencodable
from tbh_model.text._urls import join, uri

# Never an underline, a bullet or front matter, whatever stands around it.
_RULE = "___"
_INDENT = 4
_CODE_FENCES = re.compile("`{3,}")
_IN_INFO = re.compile(rf"[\\`{UNENCODABLE}]|&(?=\#?[0-9A-Za-z]+;)")


@check_arguments_on_error
def write_markdown(
    tree: RichText,
    *,
    heading_level: int = 1,
    base_url: str | None = None,
    dialect: Dialect = Dialect.COMMONMARK,
    attributes: Iterable[tuple[str, str]] = (),
) -> str:
    r"""Return a rich text as CommonMark: `read_markdown(write_markdown(tree)).tree == tree`.

    The dialect is what CommonMark, GFM and Python-Markdown read alike: ATX headings, items whose
    content is indented by four, fenced code, no HTML. The last line ends in a line feed; an empty
    tree is an empty text.

    Args:
        tree: The text.
        heading_level: The level of a heading of level 1; the other levels follow, up to 6.
        base_url: The base of relative URLs, as in `write_html`.
        dialect: The dialect of the reader. The equation above holds for the default.
        attributes: Attributes of a `span` around the text of each paragraph, such as its language,
            which Markdown cannot express. Names and values need no escape.

    >>> tbh.write_markdown(tbh.markdown("A __strong__ answer"))
    'A **strong** answer\n'
    """
    span = "".join(f' {name}="{value}"' for name, value in attributes)
    writer = _MarkdownWriter(
        heading_level=heading_level, base_url=base_url, dialect=dialect, span=span
    )
    return "".join(f"{line}\n" for line in writer.blocks(tree.parse()))


@frozen(kw_only=True)
class _MarkdownWriter:
    heading_level: int
    base_url: str | None
    dialect: Dialect
    span: str

    def blocks(
        self, blocks: Iterable[Block], *, tight: bool = False, marker: str = ""
    ) -> Iterator[str]:
        """Lines of some blocks; `marker` is that of the item whose first line theirs shares."""
        previous: Block | None = None
        in_item = marker != ""
        for block in blocks:
            if previous is not None and (not tight or needs_blank_line(previous, block)):
                yield ""
            # Unless the markers differ, two lists are one, and three bullets on a line a rule.
            goes_on = previous is None or type(previous) is type(block)
            marker = _marker(block, marker if goes_on else "")
            if isinstance(block, CodeBlock) and not in_item and self.is_indented(block, previous):
                yield from (
                    f"{' ' * _INDENT}{line}" if line else "" for line in block.value.split("\n")
                )
            else:
                yield from self.block(block, marker)
            previous = block

    def block(self, block: Block, marker: str) -> Iterator[str]:
        match block:
            case Paragraph(children=children):
                yield from self.inlines(children, opens_line=True).split("\n")
            case Heading(level=level, children=children):
                level = max(1, min(DEEPEST_HEADING, level - 1 + self.heading_level))
                yield _heading(level, self.inlines(children, opens_line=False))
            case BlockQuote(children=children):
                lines = list(self.blocks(children)) or [""]
                yield from (f"> {line}" if line else ">" for line in lines)
            case BulletList(children=items, tight=tight):
                yield from self.items(zip(repeat(marker), items, strict=False), tight=tight)
            case OrderedList(children=items, start=start, tight=tight):
                numbers = (f"{min(number, MAX_START)}{marker}" for number in count(start))
                yield from self.items(zip(numbers, items, strict=False), tight=tight)
            case CodeBlock():
                yield from self.code_block(block)
            case ThematicBreak():
                yield _RULE
            case _:
                assert_never(block)

    def items(self, items: Iterable[tuple[str, ListItem]], *, tight: bool) -> Iterator[str]:
        for index, (marker, item) in enumerate(items):
            if index and not tight:
                yield ""
            start = f"{marker} ".ljust(_INDENT)
            lines = self.blocks(item.children, tight=tight, marker=marker)
            yield f"{start}{next(lines, '')}".rstrip(" ")
            yield from (f"{' ' * len(start)}{line}" if line else "" for line in lines)

    def inlines(self, inlines: tuple[Inline, ...], *, opens_line: bool) -> str:
        inline_markdown = write_inlines(
            inlines,
            self.base_url,
            opens_line=opens_line and not self.span,
            dialect=self.dialect,
        )
        return (
            f"<span{self.span}>{inline_markdown}</span>"
            if self.span and inline_markdown
            else inline_markdown
        )

    def is_indented(self, block: CodeBlock, previous: Block | None) -> bool:
        """Return whether code is indented, for renderers without fenced code."""
        # Below a list it would belong to the last item, and blank lines at its edges would go.
        value = block.value
        is_alone = not isinstance(previous, BulletList | OrderedList)
        can_be = is_alone and value != "" and value == value.strip("\n") and not value[0].isspace()
        return self.dialect.is_portable and can_be and not has_delimiter(value)

    def code_block(self, block: CodeBlock) -> Iterator[str]:
        if not (self.dialect.is_portable and has_delimiter(block.value)):
            yield from _code_block(block)
        elif self.dialect is Dialect.TEMPLATED:
            words = escape_portable(block.value, is_templated=True)
            yield from f"<pre><code>{words}</code></pre>".split("\n")
        else:  # as words: in code no renderer knows a reference
            yield from self.blocks(paragraphs(block.value))


def _marker(block: Block, previous: str) -> str:
    """The marker of a list that cannot be taken for going on with another."""
    match block:
        case BulletList():
            return "*" if previous == "-" else "-"
        case OrderedList():
            return ")" if previous == "." else "."
        case _:
            return ""


def _heading(level: int, words: str) -> str:
    # Signs at the end would close the heading and vanish.
    words = f"{words[:-1]}\\#" if words.endswith("#") else words
    return f"{'#' * level} {words}".rstrip(" ")


def _code_block(block: CodeBlock) -> Iterator[str]:
    longest = max(map(len, _CODE_FENCES.findall(block.value)), default=2)
    fence = "`" * (longest + 1)
    info = " ".join(word for word in (block.language, block.meta) if word)
    yield f"{fence}{_IN_INFO.sub(lambda match: reference(match[0]), info)}"
    if block.value:
        yield from block.value.split("\n")
    yield fence


# Whatever the dialect, an opening delimiter may follow these and a closing one may precede them.
_BOUNDARY = frozenset(f"{punctuation} \n")
_SPACE = " \t\n"
_BACKTICKS = re.compile("`+")
_REFERENCE = r"&(?=\#?[0-9A-Za-z]+;)"
# An address that stands in its parentheses as it is.
_PLAIN_ADDRESS = re.compile(rf"(?:[^\s<>()\\&`{UNENCODABLE}]|&(?!\#?[0-9A-Za-z]+;))+")
_WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?#@!$'()*+,;=%]+")
# A mailbox that every dialect links between angle brackets.
_MAILBOX = re.compile(r"[A-Za-z0-9._-]+@(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+[A-Za-z]{2,}")
_IN_ADDRESS = re.compile(rf"[\\<>`{UNENCODABLE}]|[^\S ]|{_REFERENCE}")
_IN_PORTABLE_TITLE = re.compile(rf"[\\\"<>&{{}}\[\]%$*_`|@~^:={UNENCODABLE}]|[^\S ]")
_IN_ATTRIBUTE = re.compile(r"[^ 0-9A-Za-z/.?=;#:\-]")
_ENCODED = re.compile(r"[\[\]]")  # of a host that is a number; some readers lose all words to them
_NOT_IN_CODE = re.compile(r"[^\S ]|  |`")
_IN_TITLE = re.compile(rf"[\\\"<`{UNENCODABLE}]|[^\S ]|{_REFERENCE}")


@define(eq=False)
class _UnescapedText:
    """Words that are not yet escaped."""

    value: str
    dialect: Dialect
    opens_line: bool = False
    # Whether the first character has to be written as a character reference.
    first: bool = False
    # Whether the last character has to be written as a character reference.
    last: bool = False
    before_link: bool = False
    in_link: bool = False

    def first_character(self) -> str:
        return "&" if self.first or (self.last and len(self.value) == 1) else self.value[0]

    def last_character(self) -> str:
        return ";" if self.last or (self.first and len(self.value) == 1) else self.value[-1]

    def escape(self) -> str:
        escaped = self.to_portable() if self.dialect.is_portable else self.to_commonmark()
        # An exclamation mark would make an image of the link.
        return f"{escaped[:-1]}\\!" if self.before_link and escaped.endswith("!") else escaped

    def to_commonmark(self) -> str:
        return escape_words(
            self.value, opens_line=self.opens_line, first=self.first, last=self.last
        )

    def to_portable(self) -> str:
        return escape_portable(
            self.value,
            {*([0] if self.first else []), *([len(self.value) - 1] if self.last else [])},
            is_templated=self.dialect is Dialect.TEMPLATED,
            opens_line=self.opens_line,
            in_link=self.in_link,
        )


@define(eq=False)
class _Delimiter:
    """A delimiter of emphasis."""

    sign: str
    size: int
    opens: bool


_Piece = str | _UnescapedText | _Delimiter


def write_inlines(
    inlines: tuple[Inline, ...],
    base_url: str | None,
    *,
    opens_line: bool,
    dialect: Dialect = Dialect.COMMONMARK,
) -> str:
    """Write inlines as Markdown; `opens_line` when what they begin may be taken for a block."""
    layout = _Layout(base_url, dialect)
    layout.add(inlines, opens_line=opens_line, is_whole=True)
    while sum(_fix_delimiter(layout.pieces, index) for index in range(len(layout.pieces))):
        pass  # an edge that was changed can mislead the delimiter on its other side
    return "".join(map(_piece_text, layout.pieces))


def _piece_text(piece: _Piece) -> str:
    match piece:
        case str():
            return piece
        case _UnescapedText():
            return piece.escape()
        case _Delimiter(sign=sign, size=size):
            return sign * size
        case _:
            assert_never(piece)


class _Layout:
    def __init__(self, base_url: str | None, dialect: Dialect) -> None:
        self.pieces: list[_Piece] = []
        self._base_url = base_url
        self._dialect = dialect
        self._in_link = False

    def add(
        self,
        inlines: tuple[Inline, ...],
        *,
        enclosing_sign: str = "",
        opens_line: bool = False,
        is_whole: bool = False,
    ) -> None:
        """Lay out inlines; `around` is the sign of the emphasis that directly holds them."""
        last = len(inlines) - 1
        for index, inline in enumerate(inlines):
            previous = inlines[index - 1] if index else None
            following = inlines[index + 1] if index < last else None
            match inline:
                case Text(value=value):
                    opens = (opens_line and previous is None) or isinstance(previous, LineBreak)
                    if self._dialect.is_portable and not value.isspace():
                        value = _strip_line_edges(value, previous, following, is_whole=is_whole)
                    self.pieces.append(
                        self._unescaped_text(value, previous, following, opens_line=opens)
                    )
                case Emphasis(children=children):
                    self._add_emphasis(children, 1, enclosing_sign if following is None else "")
                case Strong(children=children):
                    self._add_emphasis(children, 2, enclosing_sign if following is None else "")
                case Code(value=value):
                    self._add_code(value, previous, following)
                case Link():
                    self._add_link(inline)
                case InlineImage():
                    self.pieces.append(self._image(inline))
                case LineBreak():
                    self.pieces.append("  \n" if self._dialect.is_portable else "\\\n")
                case _:
                    assert_never(inline)

    def _add_emphasis(self, children: tuple[Inline, ...], size: int, following_sign: str) -> None:
        """Add delimiters, with another character than adjacent ones."""
        previous = self.pieces[-1] if self.pieces else None
        previous_sign = previous.sign if isinstance(previous, _Delimiter) else ""
        # delimiters of one character side by side are one run, which is paired in another way
        sign = "_" if "*" in (previous_sign, following_sign) else "*"
        self.pieces.append(_Delimiter(sign, size, opens=True))
        self.add(children, enclosing_sign=sign)
        self.pieces.append(_Delimiter(sign, size, opens=False))

    def _add_link(self, link: Link) -> None:
        url = self._url(link.url)
        title = self._clean_title(link.title)
        self._in_link = True
        address = url.removeprefix("mailto:")
        is_bare = link.children == (Text(value=address),) and title is None
        if is_bare and (_MAILBOX if address != url else _WEB_ADDRESS).fullmatch(address):
            self.pieces.append(f"<{address}>")
        elif title is not None and self._is_read_as_html(title):
            self.pieces.append(_tag("a", {"href": url, "title": title}))
            self.add(link.children)
            self.pieces.append("</a>")
        else:
            self.pieces.append("[")
            self.add(link.children)
            self.pieces.append(f"]({self._destination_and_title(url, title)})")
        self._in_link = False

    def _image(self, image: InlineImage) -> str:
        url, alt, title = self._url(image.url), image.alt, self._clean_title(image.title)
        if self._dialect.is_portable and is_unseen(alt):
            alt = ""
        if self._is_read_as_html(f"{alt}{title or ''}"):
            return _tag("img", {"src": url, "alt": replace_unencodable(alt), "title": title})
        if self._dialect.is_portable:
            words = _IN_PORTABLE_TITLE.sub(_reference_match, replace_unencodable(alt))
        else:
            words = escape_words(
                alt, opens_line=False, first=alt[:1].isspace(), last=alt[-1:].isspace()
            )
        return f"![{words}]({self._destination_and_title(url, title)})"

    def _add_code(self, value: str, previous: Inline | None, following: Inline | None) -> None:
        """Lay out a code, in which no renderer knows a reference."""
        if not self._dialect.is_portable or _is_plain_code(value):
            self.pieces.append(_code_span(value))
        elif self._dialect is Dialect.TEMPLATED:
            words = _UnescapedText(value, dialect=self._dialect)
            self.pieces += ["<code>", words, "</code>"]
        else:  # words that no engine runs matter more than how they look
            self.pieces.append(self._unescaped_text(value, previous, following, opens_line=False))

    def _unescaped_text(
        self, value: str, previous: Inline | None, following: Inline | None, *, opens_line: bool
    ) -> _UnescapedText:
        """Words, with space at an edge written so that no reader takes it away."""
        return _UnescapedText(
            value=value,
            opens_line=opens_line,
            first=value[0].isspace() and not _continues_line(previous),
            last=value[-1].isspace() and not _continues_line(following),
            before_link=isinstance(following, Link),
            dialect=self._dialect,
            in_link=self._in_link,
        )

    def _url(self, url: str) -> str:
        url = self._resolve_url(url)
        return _ENCODED.sub(_percent_encode, uri(url)) if self._dialect.is_portable else url

    def _clean_title(self, title: str | None) -> str | None:
        return (
            title if title is None or not self._dialect.is_portable else replace_unencodable(title)
        )

    def _is_read_as_html(self, attribute: str) -> bool:
        """Return whether a template engine would find a delimiter in an attribute of the HTML."""
        return self._dialect is Dialect.TEMPLATED and has_delimiter(attribute)

    def _resolve_url(self, url: str) -> str:
        """Return an address as it is where there is no base, so that it is read as what it was."""
        return url if self._base_url is None else uri(join(self._base_url, url))

    def _destination_and_title(self, url: str, title: str | None) -> str:
        if title is None:
            return _link_destination(url)
        signs = _IN_PORTABLE_TITLE if self._dialect.is_portable else _IN_TITLE
        return f'{_link_destination(url) or "<>"} "{signs.sub(_reference_match, title)}"'


def _strip_line_edges(
    value: str, previous: Inline | None, following: Inline | None, *, is_whole: bool
) -> str:
    """Words without the space at the ends of their line, which nobody sees."""
    if isinstance(previous, LineBreak) or (is_whole and previous is None):
        value = value.lstrip(_SPACE)
    if isinstance(following, LineBreak) or (is_whole and following is None):
        value = value.rstrip(_SPACE)
    return value


def _continues_line(neighbour: Inline | None) -> bool:
    """Return whether a line continues beside a text."""
    return neighbour is not None and not isinstance(neighbour, LineBreak)


def _tag(name: str, attributes: Mapping[str, str | None]) -> str:
    attributes_html = "".join(
        f' {key}="{_IN_ATTRIBUTE.sub(_reference_match, value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{attributes_html}>"


def _percent_encode(match: re.Match[str]) -> str:
    return f"%{ord(match[0]):02X}"


def _is_plain_code(value: str) -> bool:
    """Return whether all renderers read code in the same way, and no template engine changes it."""
    return value == value.strip() and not (_NOT_IN_CODE.search(value) or has_delimiter(value))


def _code_span(value: str) -> str:
    runs = {len(run) for run in _BACKTICKS.findall(value)}
    fence = "`" * next(size for size in range(1, len(runs) + 2) if size not in runs)
    edges = value[0] + value[-1]
    # A reader takes one space from both ends, unless there is nothing but spaces.
    padded = "`" in edges or (edges == "  " and value.strip(" ") != "")
    return f"{fence} {value} {fence}" if padded else f"{fence}{value}{fence}"


def _link_destination(url: str) -> str:
    if not url or _PLAIN_ADDRESS.fullmatch(url):
        return url
    return f"<{_IN_ADDRESS.sub(_reference_match, url)}>"


def _reference_match(match: re.Match[str]) -> str:
    return reference(match[0])


def _fix_delimiter(pieces: list[_Piece], index: int) -> bool:
    """Change the neighbours of a delimiter so that it opens or closes; return if they changed."""
    delimiter = pieces[index]
    if not isinstance(delimiter, _Delimiter):
        return False
    step = 1 if delimiter.opens else -1
    inner, outer = _piece_at(pieces, index + step), _piece_at(pieces, index - step)
    is_changed = _edge_character(inner, first=delimiter.opens).isspace() and _force_reference(
        inner, first=delimiter.opens
    )
    if delimiter.sign == "*" and _edge_character(inner, first=delimiter.opens).isalnum():
        return is_changed
    if _edge_character(outer, first=not delimiter.opens) in _BOUNDARY:
        return is_changed
    return _force_reference(outer, first=not delimiter.opens) or is_changed


def _piece_at(pieces: list[_Piece], index: int) -> _Piece:
    return pieces[index] if 0 <= index < len(pieces) else "\n"


def _edge_character(piece: _Piece, *, first: bool) -> str:
    """The character of a piece that a delimiter beside it sees."""
    match piece:
        case str():
            return piece[0 if first else -1]
        case _UnescapedText():
            return piece.first_character() if first else piece.last_character()
        case _Delimiter(sign=sign):
            return sign
        case _:
            assert_never(piece)


def _force_reference(piece: _Piece, *, first: bool) -> bool:
    """Have words show a character reference at an edge."""
    text = cast("_UnescapedText", piece)  # everything else shows punctuation, which misleads nobody
    text.first |= first
    text.last |= not first
    return True
