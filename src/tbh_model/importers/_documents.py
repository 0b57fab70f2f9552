"""Importers of documents: saved web pages, Markdown and plain text."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from html.parser import HTMLParser
from typing import ClassVar, Final

from tbh_model._attrs import frozen
from tbh_model._final import final
from tbh_model._problems import Problem
from tbh_model.importers._contract import (
    AccountLine,
    Cell,
    Fate,
    Imported,
    ImporterInfo,
    ImportSource,
    Record,
    decode,
)
from tbh_model.text import (
    Block,
    BlockQuote,
    BulletList,
    Inline,
    LineBreak,
    ListItem,
    OrderedList,
    Paragraph,
    RichText,
    Text,
    ThematicBreak,
    read_html,
    read_markdown,
    replace_unencodable,
    write_markdown,
    write_plain,
)

_BULLET: Final = re.compile(r"[ \t]*[-*•·–][ \t]+(?=\S)")
_NUMBER: Final = re.compile(r"[ \t]*(\d{1,9})[.)][ \t]+(?=\S)")
_QUOTED: Final = re.compile(r"> ?")
_RULE: Final = re.compile(r"[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|_{3,})[ \t]*")


@final
@frozen(kw_only=True)
class TextFile:
    """Plain text, as a person types it: paragraphs, lists and quoted lines."""

    info: ClassVar[ImporterInfo] = ImporterInfo(
        name="text-file", summary="Plain text", suffixes=(".txt", ".text")
    )

    encoding: str | None = None
    """The encoding, such as `windows-1252`; found out by default."""

    def read(self, source: ImportSource, /) -> Imported:
        """Return one record."""
        text, notes = decode(source, self.encoding)
        return Imported(records=(Record(place="", line=1, body=from_plain(text)),), notes=notes)


def from_plain(text: str) -> RichText:
    r"""Return the rich text of plain text: every character stands for itself.

    Blank lines separate paragraphs, other line endings are line breaks. Lines that begin with a
    bullet, a number or `>` are lists and quotations.

    >>> tbh.write_markdown(importers.from_plain("Tea:\n\n- *green*\n- black"))
    'Tea:\n\n-   \\*green\\*\n-   black\n'
    """
    lines = replace_unencodable(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return RichText(blocks=tuple(_blocks(lines)))


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    at = 0
    while at < len(lines):
        end = at + 1
        if not lines[at].strip():
            at = end
            continue
        kind = _kind(lines[at])
        while end < len(lines) and lines[end].strip() and _continues(kind, lines[end]):
            end += 1
        yield from _block(kind, lines[at:end])
        at = end


def _kind(line: str) -> str:
    if _RULE.fullmatch(line):
        return "rule"
    if line.startswith(">"):
        return "quote"
    return "bullets" if _BULLET.match(line) else "numbers" if _NUMBER.match(line) else "words"


def _continues(kind: str, line: str) -> bool:
    """Return whether a line belongs to the block above it."""
    following = _kind(line)
    # a line below an item goes on with it; a number on its own line is no list among words
    is_item_text = kind in {"bullets", "numbers"} and following == "words"
    return kind != "rule" and (following == kind or is_item_text)


def _block(kind: str, lines: Sequence[str]) -> Iterator[Block]:
    match kind:
        case "rule":
            yield ThematicBreak()
        case "quote":
            inside = tuple(_blocks([_QUOTED.sub("", line, count=1) for line in lines]))
            if inside:
                yield BlockQuote(children=inside)
        case "bullets":
            yield BulletList(children=tuple(_items(lines, _BULLET)))
        case "numbers":
            first = _NUMBER.match(lines[0])
            start = int(first[1]) if first else 1
            yield OrderedList(children=tuple(_items(lines, _NUMBER)), start=start)
        case _:
            yield Paragraph(children=_broken_lines(lines))


def _items(lines: Sequence[str], mark: re.Pattern[str]) -> Iterator[ListItem]:
    items: list[list[str]] = []
    for line in lines:
        found = mark.match(line)
        if found:
            items.append([line[found.end() :]])
        else:
            items[-1].append(line)
    for item in items:
        yield ListItem(children=(Paragraph(children=_broken_lines(item)),))


def _broken_lines(lines: Sequence[str]) -> tuple[Inline, ...]:
    inlines: list[Inline] = []
    for line in lines:
        inlines += [LineBreak(), Text(value=line.strip(" \t"))]
    return tuple(inlines[1:])


@final
@frozen(kw_only=True)
class MarkdownFile:
    """A document in Markdown, with front matter or without."""

    info: ClassVar[ImporterInfo] = ImporterInfo(
        name="markdown-file", summary="A document in Markdown", suffixes=(".md", ".markdown")
    )

    def read(self, source: ImportSource, /) -> Imported:
        """Return one record; a line of the front matter is a cell."""
        text, notes = decode(source)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        front = _FRONT_MATTER.match(text)
        cells = tuple(_front_cells(front[1])) if front else ()
        body = text[front.end() :] if front else text
        reading = read_markdown(body)
        first = text[: len(text) - len(body)].count("\n") + 1
        left_out = tuple(_lost_lines(reading.tree, body, first)) if reading.problems else ()
        record = Record(place="", line=first, cells=cells, body=reading.tree)
        return Imported(records=(record,), left_out=left_out, notes=notes)


_FRONT_MATTER: Final = re.compile(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def _front_cells(front: str) -> Iterator[Cell]:
    """Yield each entry of front matter, as text: nothing of it is interpreted."""
    heading, lines = "", list[str]()
    for line in front.splitlines():
        key, colon, rest = line.partition(":")
        if colon and key.strip() and not line.startswith((" ", "\t", "-", "#")):
            if lines:
                yield Cell(heading=heading, text="\n".join(lines))
            heading, lines = key.strip(), [rest.strip()] if rest.strip() else []
        elif line.strip():
            lines.append(line)
    if lines:
        yield Cell(heading=heading, text="\n".join(lines))


def _lost_lines(tree: RichText, source: str, first: int) -> Iterator[AccountLine]:
    """Yield the lines of Markdown with words that are not in its tree, such as raw HTML."""
    found = f"{write_plain(tree)} {write_markdown(tree)}"
    for number, line in enumerate(source.split("\n"), first):
        if any(word not in found for word in re.findall(r"\w+", unescape(line))):
            note = "Markdown of editions has no place for it"
            yield AccountLine(
                place=f"line {number}", text=line.strip(), fate=Fate.LEFT_OUT, note=note
            )


def from_page(html: str, place: str = "") -> tuple[RichText, tuple[AccountLine, ...]]:
    r"""Return the rich text of HTML, and the account of what rich text has no place for.

    Headings keep their levels.

    Args:
        html: A page, or a part of one.
        place: Where it is in its source; it begins the place of each line of the account.

    >>> body, left_out = importers.from_page("<h1>Late</h1><video>Rain.</video>", "post 3")
    >>> tbh.write_markdown(body), str(left_out[0])
    ('# Late\n', 'left out: post 3, line 1: <video> (`<video>` is left out: Rain.)')
    """
    reading = read_html(html, heading_level=1)
    lines = html.split("\n")
    return reading.tree, tuple(_problem_line(each, lines, place) for each in reading.problems)


def _problem_line(problem: Problem, lines: Sequence[str], place: str) -> AccountLine:
    """Return what rich text has no place for, with what the source has there."""
    number = problem.line or 1
    line = lines[number - 1] if number <= len(lines) else ""
    # a page is often one line: what is marked in it is enough
    start = (problem.column or 1) - 1
    text = line[start : start + problem.length] if problem.length > 1 else line.strip()
    place = ", ".join(filter(None, (place, f"line {number}")))
    return AccountLine(place=place, text=text, fate=Fate.LEFT_OUT, note=problem.message)


@final
@frozen(kw_only=True)
class HTMLFile:
    """A web page, as a browser saves it."""

    info: ClassVar[ImporterInfo] = ImporterInfo(
        name="html-file", summary="A saved web page", suffixes=(".html", ".htm", ".xhtml")
    )

    encoding: str | None = None
    """The encoding, such as `windows-1252`; found out by default."""

    def read(self, source: ImportSource, /) -> Imported:
        """Return one record; what the head says of the page are cells."""
        declared = _CHARSET.search(source.data[:2048])
        encoding = self.encoding or (declared[1].decode("ascii") if declared else None)
        if source.data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
            encoding = self.encoding  # a byte order mark is right where a declaration is not
        text, notes = decode(source, encoding)
        head = _Head()
        head.feed(text)
        head.close()
        body, lines = from_page(text)
        # what the head says is in cells
        left_out = tuple(line for line in lines if not _IN_HEAD.match(line.note))
        record = Record(place="", line=1, cells=tuple(head.cells), body=body)
        return Imported(records=(record,), left_out=left_out, notes=notes)


_CHARSET: Final = re.compile(rb"<meta[^>]+charset=[\"']?([a-zA-Z0-9_-]+)", re.IGNORECASE)


_IN_HEAD: Final = re.compile(r"`<(?:meta|title|link|base)>`")


class _Head(HTMLParser):
    """Reader of the title and the metadata of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[Cell] = []
        self._title: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Add what an element tells of the page."""
        values = {name: value or "" for name, value in attrs}
        if tag == "title" and self._title is None:
            self._title = []
        elif tag == "meta" and values.get("content", "").strip():
            self._add(values.get("name") or values.get("property") or "", values["content"])
        elif tag == "link" and values.get("rel") == "canonical":
            self._add("canonical", values.get("href", ""))
        elif tag == "time" and values.get("datetime"):
            self._add("time", values["datetime"])

    def handle_endtag(self, tag: str) -> None:
        """End the title."""
        if tag == "title" and self._title:
            self._add("title", " ".join("".join(self._title).split()))
            self._title = []

    def handle_data(self, data: str) -> None:
        """Collect the title."""
        if self._title is not None and self.lasttag == "title":
            self._title.append(data)

    def _add(self, heading: str, text: str) -> None:
        if heading and text.strip():
            self.cells.append(Cell(heading=heading, text=text))
