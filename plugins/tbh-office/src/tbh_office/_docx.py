"""The importer of documents of Word: what mammoth makes HTML of, and the account of the rest."""

import io
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import ClassVar, Final
from xml.etree.ElementTree import Element

from attrs import frozen

from tbh_model.importers import (
    AccountLine,
    Fate,
    Imported,
    ImporterInfo,
    ImportSource,
    Record,
    UnreadableSourceError,
    from_page,
)
from tbh_office._package import OfficePackage, open_package, unreadable

_PROGRAM: Final = "Word"
_DOCUMENT: Final = "word/document.xml"
_PROPERTIES: Final = "docProps/core.xml"
# Styles that mammoth does not know. Quotes in a row are one quote, until an empty line.
_STYLES: Final = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
r[style-name='Emphasis'] => em
r[style-name='Strong'] => strong
"""
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Parts beside the text, by the beginnings of their names.
_PARTS: Final = {
    _PROPERTIES: "a property of the file",
    "word/comments.xml": "a comment on the text",
    "word/footer": "a footer of the pages",
    "word/header": "a header of the pages",
}


@frozen(kw_only=True)
class DOCX:
    """The running text of a document of Word: an answer, or an old post."""

    info: ClassVar[ImporterInfo] = ImporterInfo(
        name="docx", summary="A document of Word", suffixes=(".docx",)
    )

    def read(self, source: ImportSource, /) -> Imported:
        """Return one record.

        Raises:
            UnreadableSourceError: If it is no document.
        """
        package = open_package(source, _PROGRAM)
        if _DOCUMENT not in package.parts:
            remedy = f"save it as .docx in {_PROGRAM}"
            raise UnreadableSourceError(source.name, "it has no text of a document", remedy)
        try:
            paragraphs = tuple(_paragraphs(package))
            lines = tuple(_beside(package))
            html = _html(source)
        except Exception as error:  # noqa: BLE001 - mammoth raises whatever a broken part leads to
            raise unreadable(source, _PROGRAM, error) from None
        body, losses = from_page(html)
        left_out = (*losses, *_unread(paragraphs, html), *lines)
        changes = any(tag in package.parts[_DOCUMENT] for tag in (b"<w:ins ", b"<w:del "))
        notes = ("its tracked changes were read as if they were accepted",) if changes else ()
        return Imported(records=(Record(place="", body=body),), left_out=left_out, notes=notes)


def _html(source: ImportSource) -> str:
    import mammoth  # it takes long, only for those who import a document

    result = mammoth.convert_to_html(
        io.BytesIO(source.data),
        style_map=_STYLES,
        convert_image=lambda _: [],  # never opened: a picture may be a path on this machine
        ignore_empty_paragraphs=False,
    )
    return str(result.value)


@frozen
class _Paragraph:
    """What a paragraph has, without those inside it, such as in a text box."""

    text: str
    deleted: str
    pictures: str


def _paragraphs(package: OfficePackage) -> Iterator[_Paragraph]:
    for _, root in package.under(_DOCUMENT):
        for element in root.iter(f"{_W}p"):
            yield _Paragraph(
                text=_text(element, "t"),
                deleted=_text(element, "delText"),
                pictures="; ".join(
                    each.get("descr") or "no description"
                    for each in _within(element)
                    if each.tag.endswith("}docPr")
                ),
            )


def _within(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag != f"{_W}p":
            yield child
            yield from _within(child)


def _text(paragraph: Element, tag: str) -> str:
    """Return the text in elements of a name; tabs and line breaks are spaces."""
    spaces = {f"{_W}tab", f"{_W}br"}
    parts = (
        " " if each.tag in spaces else each.text or ""
        for each in _within(paragraph)
        if each.tag == f"{_W}{tag}" or each.tag in spaces
    )
    return "".join(parts)


def _unread(paragraphs: Iterable[_Paragraph], html: str) -> Iterator[AccountLine]:
    """Yield what is in the document, and not in what was read of it."""
    read = _squeezed(unescape(_TAG.sub("", html)))
    for number, paragraph in enumerate(paragraphs, 1):
        place = f"paragraph {number}"
        if _squeezed(paragraph.text) not in read:
            yield _leave_out(place, paragraph.text, "it is where no running text is read")
        if paragraph.deleted.strip():
            yield _leave_out(place, paragraph.deleted, "it was deleted, as a tracked change")
        if paragraph.pictures:
            yield _leave_out(place, paragraph.pictures, "a picture; add it to `images`")


_TAG: Final = re.compile("<[^>]*>")
# Spaces, and hyphens that are elements in Word.
_SQUEEZED: Final = re.compile(r"[\s\u00ad\u2011]+")


def _squeezed(text: str) -> str:
    return _SQUEEZED.sub("", text)


def _beside(package: OfficePackage) -> Iterator[AccountLine]:
    """Yield the texts of parts that are no running text, by paragraph or by property."""
    for start, reason in _PARTS.items():
        for name, root in package.under(start):
            for element in root.iter():
                text = _text(element, "t") if element.tag == f"{_W}p" else element.text or ""
                is_property = start == _PROPERTIES and text.strip()
                if is_property or (element.tag == f"{_W}p" and text.strip()):
                    what = f", {element.tag.rpartition('}')[2]}" if is_property else ""
                    yield _leave_out(f"{name}{what}", text, reason)


def _leave_out(place: str, text: str, reason: str) -> AccountLine:
    return AccountLine(place=place, text=text, fate=Fate.LEFT_OUT, note=reason)
