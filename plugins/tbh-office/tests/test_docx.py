"""Documents of Word: answers and old posts, with what people leave in them."""

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

import tbh_model as tbh
from tbh_model.importers import (
    Imported,
    ImportSource,
    UnreadableSourceError,
    import_answers,
    import_edition,
)
from tbh_model.testing import Check, Sample, importer_checks
from tbh_office import DOCX
from test_xlsx import rewritten, series, workbook


def document(*blocks: tuple[str, str], change: Callable[[Document], Any] | None = None) -> bytes:
    """Save a document of paragraphs, each a style and a text."""
    page = docx.Document()
    for style, text in blocks:
        page.add_paragraph(text, style=style)
    if change is not None:
        change(page)
    file = io.BytesIO()
    page.save(file)
    return file.getvalue()


def read(data: bytes) -> Imported:
    return DOCX().read(ImportSource(name="post.docx", data=data))


def markdown(data: bytes) -> str:
    (record,) = read(data).records
    return tbh.write_markdown(record.body or tbh.RichText())


POST = (
    ("Title", "Late Again"),
    ("Normal", "We asked two people who were late."),
    ("Heading 1", "The Challenge: Buses"),
    ("Normal", "The Challenge: “Why are you late?”"),
    ("Heading 1", "The Results: Why They Are Late"),
    ("Quote", "“I stop for cats.”"),
    ("Normal", "— Ada Linde"),
    ("Intense Quote", "“The bus decides.”"),
    ("Normal", "— Xaver Yildiz"),
    ("Normal", "And that is that."),
)


def add_extras(page: Document) -> None:
    """Add what is no running text: a comment, a header, a table, a change, a picture."""
    paragraph = page.add_paragraph("With a comment")
    page.add_comment(paragraph.runs, text="Is this true?", author="Nell")
    page.sections[0].header.paragraphs[0].text = "Pier, not for print"
    page.add_table(1, 1).cell(0, 0).text = "In a table"
    page.core_properties.title = "An old draft"
    names = nsdecls("w")
    run = "<w:r><w:{0} xml:space='preserve'>{1}</w:{0}></w:r>"
    for tag, kind, text in (("del", "delText", "a train"), ("ins", "t", " bus")):
        inner = run.format(kind, text)
        change = f"<w:{tag} {names} w:id='1' w:author='Nell'>{inner}</w:{tag}>"
        paragraph._p.append(parse_xml(change))


SAMPLE = Sample(
    name="post.docx",
    data=document(*POST, change=add_extras),
    texts=(
        *(text for _, text in POST),
        *("With a comment bus", "Is this true?", "Pier, not for print", "In a table", "a train"),
        "An old draft",
    ),
)


@pytest.mark.parametrize("check", importer_checks(DOCX(), [SAMPLE]), ids=str)
def test_conformance(check: Check) -> None:
    """Each check of the conformance kit."""
    check()


def test_what_is_beside_the_text_is_in_the_account() -> None:
    """Comments, deletions and headers, with the reason; changes are told of."""
    imported = read(SAMPLE.data)
    reasons = {line.text: line.note for line in imported.left_out}

    assert reasons["Is this true?"] == "a comment on the text"
    assert reasons["a train"] == "it was deleted, as a tracked change"
    assert reasons["Pier, not for print"] == "a header of the pages"
    assert reasons["An old draft"] == "a property of the file"
    assert imported.notes == ("its tracked changes were read as if they were accepted",)
    assert not {text for _, text in POST} & set(reasons)


def test_forms_of_words_are_kept() -> None:
    """Emphasis, lists, quotations and headings; an empty line ends a quotation."""

    def emphasize(page: Document) -> None:
        paragraph = page.add_paragraph("Not ")
        paragraph.add_run("now").italic = True
        paragraph.add_run(", not ")
        paragraph.add_run("ever").bold = True

    blocks = (
        *(("Heading 1", "Why"), ("Quote", "One,"), ("Quote", "and more."), ("Normal", "")),
        *(("Quote", "Two."), ("List Bullet", "tea"), ("List Number", "rain")),
    )
    assert markdown(document(*blocks, change=emphasize)) == (
        "# Why\n\n> One,\n>\n> and more.\n\n> Two.\n\n-   tea\n\n1.  rain\n\n"
        "Not *now*, not **ever**\n"
    )


def test_an_old_post_becomes_a_draft() -> None:
    """With its parts in their places; a second time it adds nothing."""
    source = ImportSource(name="post.docx", data=SAMPLE.data)
    result = import_edition(series(), source, importer=DOCX())
    edition = result.series.edition(result.added[0])

    assert (edition.title, edition.challenge.topic) == ("Late Again", "Buses")
    assert edition.challenge.prompt == "Why are you late?"
    assert [(each.quote, each.therapist or each.byline) for each in edition.responses] == [
        ("I stop for cats.", "t-1"),
        ("The bus decides.", "Xaver Yildiz"),
    ]
    again = import_edition(result.series, source, importer=DOCX())
    assert (again.series, again.added) == (result.series, ())


def test_a_document_of_one_person_is_an_answer() -> None:
    """Whose it is says the name of the file."""
    source = ImportSource(name="Ada Linde.docx", data=document(("Normal", "A bowl.")))
    result = import_answers(series(), "e-1", source, importer=DOCX())
    (response,) = result.series.edition("e-1").responses

    assert (response.therapist, response.verbatim) == ("t-1", "A bowl.")
    again = import_answers(result.series, "e-1", source, importer=DOCX())
    assert again.series == result.series


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"Dear Nell", "no file of Word"),
        (workbook(), "no text of a document"),
        (rewritten(document(), "word/document.xml", b"</w:body>", b""), "XML is broken"),
        (
            rewritten(
                document(), "word/document.xml", b"<w:document", b"<!DOCTYPE a []><w:document"
            ),
            "document type",
        ),
    ],
)
def test_what_is_no_document_is_answered(data: bytes, problem: str) -> None:
    """With what to do."""
    with pytest.raises(UnreadableSourceError, match=problem):
        read(data)
