"""Finds words that have become markup: elements, attributes, links, scripts."""

import base64
import binascii
import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from tbh_model._attrs import define, field
from tbh_model.exporters._text_extraction import claims_html, kind_of, members, read_markup
from tbh_model.text import CodeBlock, InlineImage, Link, RichText, read_markdown, walk

if TYPE_CHECKING:
    from lxml.etree import _Element


_ADDRESSES: Final = frozenset({"href", "src", "action", "formaction", "data", "poster"})
# Markup that no hostile text has, so that a file with it is HTML.
_OWN_MARKUP: Final = re.compile(r"</(?:p|div|blockquote|li|ul|ol|h[1-6]|section|article)>")
_HTML: Final = frozenset({"content", "encoded"})
# Elements of feeds that contain HTML by default.
_HTML_IN_ENTRY: Final = frozenset({"description", "summary"})


def intruders(media_type: str, body: bytes, mark: str) -> Iterator[str]:
    """Yield, in words, each place where a mark is more than a word."""
    match kind_of(media_type):
        case "html":
            yield from _in_html(body.decode(), mark)
        case "xml":
            yield from _in_xml(body, mark)
        case "json":
            yield from _in_json(json.loads(body), mark)
        case "markdown":
            yield from _in_markdown(body.decode(), mark)
        case "zip":
            for inner, member in members(body):
                yield from intruders(inner, member, mark)


def _in_html(text: str, mark: str) -> Iterator[str]:
    reader = read_markup(text)
    for tag, attributes in reader.tags:
        if mark in tag:
            yield f"an element <{tag}>"
        for name, value in attributes.items():
            if mark in name or (name.startswith("on") and mark in value):
                yield f"the attribute {name!r} of <{tag}>"
            if name in _ADDRESSES and value.strip().lower().startswith(("javascript:", "data:")):
                yield f"a link to {value!r}"
    for script in reader.scripts:
        if mark in script and not _is_data(script):
            yield "a script"


def _is_data(script: str) -> bool:
    try:
        json.loads(script)
    except ValueError:
        return False
    return "<" not in script


def _in_xml(body: bytes, mark: str) -> Iterator[str]:
    from lxml import etree  # 20 ms, only for XML

    for element in etree.fromstring(body, etree.XMLParser(huge_tree=True)).iter(etree.Element):
        name = etree.QName(element).localname
        if mark in name or any(mark in str(key) for key in element.attrib):
            yield f"an element <{name}>"
        for key, value in element.attrib.items():
            if str(key).startswith("on") or str(value).lower().startswith("javascript:"):
                yield f"the attribute {key!s} of <{name}>"
        if name == "script" and mark in (element.text or ""):
            yield "a script"
        if _is_html(element, name) and element.text:
            yield from _in_html(element.text, mark)


def _is_html(element: "_Element", name: str) -> bool:
    if element.get("type") not in {None, "html", "xhtml"}:
        return False
    parent = str(getattr(element.getparent(), "tag", "")).rpartition("}")[2]
    return name in _HTML or (name in _HTML_IN_ENTRY and parent in {"item", "entry"})


def _in_json(value: Any, mark: str, key: str = "") -> Iterator[str]:
    match value:
        case str() if claims_html(key) or _OWN_MARKUP.search(value):
            yield from _in_html(value, mark)
        case list():
            for item in value:
                yield from _in_json(item, mark, key)
        case dict():
            for name, item in value.items():
                if mark in name:
                    yield f"the key {name!r}"
                yield from _in_json(item, mark, name)


def _in_markdown(text: str, mark: str) -> Iterator[str]:
    reading = read_markdown(text.removeprefix("---\n").rpartition("\n---\n")[2])
    for problem in reading.problems:
        if "HTML" in problem.message:
            yield f"HTML ({problem.message})"
    yield from _in_tree(reading.tree, mark)


def _in_tree(tree: RichText, mark: str) -> Iterator[str]:
    for node in walk(tree.blocks):
        match node:
            case Link(url=url) | InlineImage(url=url) if mark in url or url.startswith(
                "javascript:"
            ):
                yield f"a link to {url!r}"
            case CodeBlock(language=str(language)) if mark in language:
                yield "a block of code"


# A word, or a day of the year 7070.
_MARK = re.compile(r"zq\d{4}canary|7070-\d\d-\d\d")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}")
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})|=([0-9a-f]{2})")
_ZIP = b"PK\x03\x04"
# First bytes of a compressed stream.
_ZLIB = 0x78
_PNG = b"\x89PNG\r\n\x1a\n"


@define
class Canaries:
    """Markers with their places and the channels that may show them."""

    marks: dict[str, tuple[str, frozenset[str]]] = field(factory=dict)
    _numbers: Iterator[int] = field(factory=count)

    def mark(self, what: str, *channels: str) -> str:
        """Return a marker that some channels, or none, may show."""
        mark = f"zq{next(self._numbers):04}canary"
        self.marks[mark] = (what, frozenset(channels))
        return mark

    def day(self, what: str) -> date:
        """Return a day that no channel may show, the same for the same thing."""
        days = [mark for mark in self.marks if mark.startswith("7070-")]
        day = next((mark for mark in days if self.marks[mark][0] == what), None)
        if day is None:
            day = (date(7070, 1, 1) + timedelta(days=len(days))).isoformat()
            self.marks[day] = (what, frozenset())
        return date.fromisoformat(day)

    def leaks(self, channel: str, path: str, body: bytes) -> list[str]:
        """Name what is found in a file and may not be seen on its channel."""
        return sorted(
            self.marks[mark][0]
            for mark in marks_in(path.encode() + b"\n" + body)
            if channel not in self.marks[mark][1]
        )


def marks_in(body: bytes) -> set[str]:
    """Find every mark: plain, escaped, percent-encoded, in base64, compressed in an image."""
    marks = {mark for text in _decodings(body) for mark in _MARK.findall(text)}
    for run in _BASE64.findall(body):
        # nobody knows where a group of four letters begins
        for start in range(4):
            marks |= {
                mark
                for text in _decodings(_decode_base64(run[start:]))
                for mark in _MARK.findall(text)
            }
    if body.startswith(_ZIP):
        marks |= {mark for member in _members(body) for mark in marks_in(member)}
    if _PNG in body:
        marks |= {mark for chunk in _decompressed_streams(body) for mark in _MARK.findall(chunk)}
    return marks


def _decodings(body: bytes) -> Iterator[str]:
    text = body.decode("utf-8", "replace").casefold()
    yield text
    if "&" in text:
        yield html.unescape(html.unescape(text))  # HTML in a feed is escaped twice
    if "%" in text:
        yield unquote(unquote(text))
    if "\\u" in text or "=" in text:
        unfolded = text.replace("=\r\n", "").replace("=\n", "")
        yield _ESCAPED.sub(lambda match: chr(int(match[1] or match[2], 16)), unfolded)
    yield body.decode("utf-16-le", "replace").casefold()


def _decode_base64(run: bytes) -> bytes:
    trimmed = run[:-1] if len(run) % 4 == 1 else run
    padded = trimmed + b"=" * (-len(trimmed) % 4)
    try:
        return base64.b64decode(padded.replace(b"-", b"+").replace(b"_", b"/"))
    except binascii.Error:
        return b""


def _members(body: bytes) -> Iterator[bytes]:
    """Yield the files of an archive, each behind its name."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for info in archive.infolist():
            yield info.filename.encode() + b"\n" + archive.read(info)


def _decompressed_streams(body: bytes) -> Iterator[str]:
    """Yield what is compressed in a picture: `zTXt` and `iTXt` chunks, and everything else."""
    for start in range(len(body)):
        if body[start] == _ZLIB:
            try:
                yield zlib.decompressobj().decompress(body[start:]).decode("latin-1").casefold()
            except zlib.error:
                continue
