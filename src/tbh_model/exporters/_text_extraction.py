"""Extraction of the text of a file of any format, in order and without escaping.

The parsers are those of Python, lxml and this package. A file that they reject is invalid for its
media type.
"""

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser
from posixpath import splitext
from typing import Any, Final
from urllib.parse import parse_qsl, unquote_plus

import yaml

from tbh_model.text import CodeBlock, Heading, Paragraph, RichText, read_markdown, walk, words

_FRONT: Final = re.compile(r"\A---\r?\n(.*?)\r?\n---\r?\n", re.DOTALL)
_QUOTED: Final = re.compile(r"^[ \t]*(?:[>|][ \t]?)+", re.MULTILINE)
_ESCAPED: Final = re.compile(r"\\([nN,;\\])")
_REFERENCE: Final = re.compile(r"&(?:\w+|#\d+|#[xX][0-9a-fA-F]+);")
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")
_SILENT: Final = frozenset({"script", "style"})


def _names(line: str) -> frozenset[str]:
    return frozenset(line.split())


_IN_LINE: Final = _names(
    "a abbr b bdi bdo cite code data dfn em i kbd mark q rp rt ruby s samp small span strong sub "
    "sup time tspan u var wbr"
)
_VOID: Final = _names("area base br col embed hr img input link meta param source track wbr")
_CLOSED_BY_NEXT: Final = _names(
    "li p dt dd tr td th thead tbody tfoot option optgroup rp rt colgroup body html head"
)


class NotReadableError(ValueError):
    """A file is not what its media type says."""


def collapse_whitespace(text: str) -> str:
    """Return a text as it is compared: runs of white space are one space, wherever lines end."""
    return _SPACE.sub(" ", text).strip()


Reader = Callable[[bytes], Iterable[str]]
"""Returns the texts of a file, in order and without escaping; raises an error if it is invalid."""

# Readers of the exporter that is being checked, by media type.
_own_readers: ContextVar[Mapping[str, Reader]] = ContextVar("_own_readers", default={})  # noqa: B039 - nobody changes it


@contextmanager
def use_readers(readers: Mapping[str, Reader]) -> Iterator[None]:
    """Read files of some media types by other readers in a block."""
    token = _own_readers.set(readers)
    try:
        yield
    finally:
        _own_readers.reset(token)


def extract_text(media_type: str, body: bytes) -> Iterator[str]:
    """Yield what a file says, piece by piece; nothing for a format that has no words.

    Raises:
        NotReadableError: If it is not what its media type says.
    """
    own = _own_readers.get().get(media_type.partition(";")[0].strip())
    if own is not None:
        yield from _read_by(own, body)
        return
    read = _READERS.get(kind_of(media_type))
    if read is None:
        return
    try:
        yield from read(body)
    except NotReadableError:
        raise
    except (ValueError, SyntaxError, yaml.YAMLError, zipfile.BadZipFile, csv.Error) as error:
        raise NotReadableError(str(error) or type(error).__name__) from None


def _read_by(reader: Reader, body: bytes) -> list[str]:
    try:
        return [*reader(body)]
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        raise NotReadableError(reason) from error


def kind_of(media_type: str) -> str:
    """Return the kind of format that a media type is of, such as `xml` for `image/svg+xml`."""
    if media_type in _KINDS:
        return _KINDS[media_type]
    return media_type.rpartition("+")[2] if "+" in media_type else media_type.rpartition("/")[2]


class MarkupReader(HTMLParser):
    """Reads HTML: its words, its start tags, and whether every element is closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record the tag; a block begins a line."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self._open.append(tag)
        if tag not in _IN_LINE:
            self.words.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Process an empty element, such as `<path/>` in inline SVG."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close the element, and open elements within it."""
        while self._open and self._open[-1] != tag and self._open[-1] in _CLOSED_BY_NEXT:
            self._open.pop()
        if not self._open or self._open.pop() != tag:
            message = f"</{tag}> closes nothing"
            raise NotReadableError(message)
        if tag not in _IN_LINE:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        """Record shown text; scripts are recorded separately."""
        if self._open and self._open[-1] in _SILENT:
            self.scripts.append(data)
        else:
            self.words.append(data)

    def end(self) -> None:
        """Check that nothing is left open."""
        self.close()
        unclosed = [tag for tag in self._open if tag not in _CLOSED_BY_NEXT]
        if unclosed:
            message = f"<{unclosed[-1]}> is not closed"
            raise NotReadableError(message)


def read_markup(text: str) -> MarkupReader:
    """Read HTML, a page or a part of one.

    Raises:
        NotReadableError: If elements are not closed as they were opened.
    """
    reader = MarkupReader()
    reader.feed(text)
    reader.end()
    return reader


def _html(body: bytes) -> Iterator[str]:
    yield "".join(read_markup(body.decode()).words)


def claims_html(key: str) -> bool:
    """Return whether what has a name in JSON is HTML, by that name."""
    return "html" in key.lower()


def _maybe_html(text: str) -> Iterator[str]:
    """Yield a text, and if it may be HTML what that says: its references, once or twice escaped."""
    yield text
    for _ in range(2):
        if not _REFERENCE.search(text) and not ("<" in text and ">" in text):
            return
        read = _read_html(text)
        if read is None:
            return
        yield read
        text = html.unescape(text)


def _read_html(text: str) -> str | None:
    reader = MarkupReader()
    try:
        reader.feed(text)
        reader.close()  # a text may end in the middle of what looks like a tag
    except NotReadableError:
        return None
    return "".join(reader.words)


def _xml(body: bytes) -> Iterator[str]:
    from lxml import etree  # 20 ms, only for XML

    # No entities: a file of a package can hold a billion laughs, or name a file of this machine. A
    # text node of a feed may be larger than the 10 MB that libxml2 allows by default.
    parser = etree.XMLParser(resolve_entities=False, huge_tree=True, no_network=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise NotReadableError(str(error)) from None
    parts: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        name = etree.QName(element).localname
        if event == "start" and name not in _SILENT:
            parts += [] if name in _IN_LINE else ["\n"]
            parts += [element.text or ""]
        elif event == "end":
            parts += [] if name in _IN_LINE else ["\n"]
            parts += [element.tail or ""]
    for line in "".join(parts).split("\n\n"):
        yield from _maybe_html(line)


def _json(body: bytes) -> Iterator[str]:
    yield from _strings(json.loads(body))


def _lines_of_json(body: bytes) -> Iterator[str]:
    for line in body.decode().splitlines():
        yield from _strings(json.loads(line))


def _strings(value: Any, key: str = "") -> Iterator[str]:
    match value:
        case str() if claims_html(key):
            yield _read_html(value) or ""  # and nothing else: words that are no markup are lost
        case str() if (inner := _inner_json(value)) is not None:
            yield from _strings(inner)
        case str():
            yield from _maybe_html(value)
        case list():
            for item in value:
                yield from _strings(item, key)
        case dict():
            for name, item in value.items():
                yield from _strings(item, str(name))


def _inner_json(text: str) -> Any:
    """Read a text that is a JSON document itself, as some platforms want it; `None` for others."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def _yaml(body: bytes) -> Iterator[str]:
    for document in yaml.safe_load_all(body.decode()):
        yield from _strings(document)


def _markdown(body: bytes) -> Iterator[str]:
    text = body.decode("utf-8-sig")
    front = _FRONT.match(text)
    if front is not None:
        yield from _yaml(front[1].encode())
    tree = read_markdown(_FRONT.sub("", text)).tree
    yield "\n".join(_lines(tree))


def _lines(tree: RichText) -> Iterator[str]:
    """Yield the words of each paragraph on a line of their own."""
    for node in walk(tree.blocks):
        match node:
            case Paragraph(children=children) | Heading(children=children):
                yield words(children)
            case CodeBlock(value=value):
                yield value


def _plain(body: bytes) -> Iterator[str]:
    text = body.decode("utf-8-sig")
    yield text
    unquoted = _QUOTED.sub("", text)
    if unquoted != text:  # lines that are wrapped each have their mark
        yield unquoted


def _table(body: bytes, dialect: str = "excel") -> Iterator[str]:
    text = io.StringIO(body.decode("utf-8-sig"), newline="")
    for row in csv.reader(text, dialect, strict=True):
        for cell in row:
            yield from _maybe_html(cell)


def _tab_separated(body: bytes) -> Iterator[str]:
    yield from _table(body, "excel-tab")


def _calendar(body: bytes) -> Iterator[str]:
    """Read iCalendar or vCard: lines that go on with a space, commas and line ends escaped."""
    for line in re.sub(r"\r?\n[ \t]", "", body.decode()).splitlines():
        yield _ESCAPED.sub(
            lambda match: "\n" if match[1] in "nN" else match[1], line.partition(":")[2]
        )


def _form(body: bytes) -> Iterator[str]:
    for _, value in parse_qsl(body.decode(), keep_blank_values=True):
        yield from _maybe_html(value)


def _addresses(body: bytes) -> Iterator[str]:
    for line in body.decode().splitlines():
        yield unquote_plus(line)


def _mail(body: bytes) -> Iterator[str]:
    message = message_from_bytes(body, policy=default)
    if message.defects:
        raise NotReadableError(str(message.defects[0]))
    for part in message.walk():
        if part.get_content_maintype() == "text":
            yield from extract_text(part.get_content_type(), part.get_content().encode())


def members(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an archive: their media types by their names, and their bytes."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        damaged = archive.testzip()
        if damaged is not None:
            message = f"{damaged} is damaged"
            raise NotReadableError(message)
        for name in archive.namelist():
            yield _BY_ENDING.get(splitext(name)[1], ""), archive.read(name)


def _archive(body: bytes) -> Iterator[str]:
    for media_type, member in members(body):
        yield from extract_text(media_type, member)


_KINDS: Final[Mapping[str, str]] = {
    "application/xhtml+xml": "xml",
    "application/epub+zip": "zip",
    "application/x-ndjson": "ndjson",
    "text/x-opml": "xml",
    "message/rfc822": "mail",
    "text/tab-separated-values": "tabs",
    "text/vcard": "calendar",
    "application/x-www-form-urlencoded": "form",
    "text/uri-list": "uris",
    "application/jsonl": "ndjson",
    "application/jsonlines": "ndjson",
    "text/x-markdown": "markdown",
}
_READERS: Final[Mapping[str, Callable[[bytes], Iterator[str]]]] = {
    "calendar": _calendar,
    "csv": _table,
    "form": _form,
    "html": _html,
    "json": _json,
    "mail": _mail,
    "markdown": _markdown,
    "ndjson": _lines_of_json,
    "plain": _plain,
    "tabs": _tab_separated,
    "uris": _addresses,
    "xml": _xml,
    "yaml": _yaml,
    "zip": _archive,
}
_BY_ENDING: Final[Mapping[str, str]] = {
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".ncx": "application/xml",
    ".opf": "application/xml",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".xhtml": "application/xhtml+xml",
    ".xml": "application/xml",
}
