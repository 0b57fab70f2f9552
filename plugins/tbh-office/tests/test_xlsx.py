"""Workbooks, as form services, spreadsheets and people save them."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

import tbh_model as tbh
from tbh_model.importers import (
    Fate,
    Imported,
    ImportSource,
    UnreadableSourceError,
    import_answers,
)
from tbh_model.testing import Check, Sample, importer_checks
from tbh_office import XLSX

QUESTION = "What is on the table by the door?"
HEADINGS = ("Timestamp", "Your name", QUESTION, "Where may we print it?")
ROWS: tuple[Sequence[Any], ...] = (
    HEADINGS,
    (datetime(2026, 5, 2, 20, 15), "Ada Linde", "A bowl.\n\nAnd keys.", "The website"),
    (
        datetime(2026, 5, 3, 9, 1, 44),
        "Bo Castell",
        "A “welcome” mat",
        "The website; The newsletter",
    ),
)


def workbook(
    rows: Sequence[Sequence[Any]] = ROWS,
    change: Callable[[Workbook, Worksheet], None] | None = None,
) -> bytes:
    """Save a workbook with the rows on its first sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Form"
    for row in rows:
        sheet.append(row)
    if change is not None:
        change(book, sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(data: bytes, **options: Any) -> Imported:
    return XLSX(**options).read(ImportSource(name="form.xlsx", data=data))


def texts(imported: Imported) -> list[list[str]]:
    return [[cell.text for cell in record.cells] for record in imported.records]


def series() -> tbh.Series:
    """A series of one edition, whose panel has not answered yet."""
    return tbh.Series(
        id="tag:pier.example,2026:small-hours",
        title="Small Hours",
        url="https://pier.example/",
        publisher=tbh.Publisher(name="Pier"),
        therapists=(
            tbh.Therapist(id="t-1", name="Ada Linde"),
            tbh.Therapist(id="t-2", name="Bo Castell"),
        ),
        editions=(
            tbh.Edition(
                id="e-1",
                slug="by-the-door",
                title="By the Door",
                challenge=tbh.Challenge(topic="Doors", prompt=QUESTION),
                challengers=tbh.Challengers(name="Counsellors"),
            ),
        ),
    )


SAMPLE = Sample(
    name="form.xlsx",
    data=workbook(change=lambda book, _: book.create_sheet("Notes").append(["Ask Bo again"])),
    texts=(*HEADINGS, "2026-05-02 20:15:00", "A bowl. And keys.", "Bo Castell", "Ask Bo again"),
)


@pytest.mark.parametrize("check", importer_checks(XLSX(), [SAMPLE]), ids=str)
def test_conformance(check: Check) -> None:
    """Each check of the conformance kit."""
    check()


def test_a_form_becomes_answers() -> None:
    """With who said it, when, and where it may be printed; a second time it adds nothing."""
    source = ImportSource(name="form.xlsx", data=workbook())
    result = import_answers(series(), "e-1", source, importer=XLSX())
    first, second = result.series.edition("e-1").responses

    assert (first.therapist, first.verbatim) == ("t-1", "A bowl.\n\nAnd keys.")
    assert first.received is not None
    assert first.received.isoformat() == "2026-05-02T20:15:00+00:00"
    assert second.consents[0].uses == {"web", "newsletter"}
    assert "form.xlsx, row 3" in (second.consents[0].evidence or "")
    again = import_answers(result.series, "e-1", source, importer=XLSX())
    assert (again.series, again.added, again.changes) == (result.series, (), ())


def test_values_are_text() -> None:
    """Dates as ISO 8601 has them, numbers as they are, the carriage returns of Excel as such."""
    row = (date(2026, 5, 2), datetime(2026, 5, 2, 20, 15), 7, 7.5, True, "two_x000D_\nlines", "007")

    assert texts(read(workbook([("A", "B", "C", "D", "E", "F", "G"), row]))) == [
        ["2026-05-02", "2026-05-02 20:15:00", "7", "7.5", "true", "two\r\nlines", "007"]
    ]


def test_a_formula_is_never_run() -> None:
    """It is text, or else the result that Excel has stored, with the formula in the account."""
    data = workbook([("A", "B"), ("x", "=1+1")])
    stored = rewritten(data, "xl/worksheets/sheet1.xml", b"<v></v>", b"<v>2</v>")
    stored = rewritten(stored, "xl/worksheets/sheet1.xml", b"<v />", b"<v>2</v>")

    assert texts(read(data)) == [["x", "=1+1"]]
    assert texts(read(stored)) == [["x", "2"]]
    assert [(line.place, line.text) for line in read(stored).left_out] == [("row 2, B2", "=1+1")]


def rewritten(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """Return a file of Office with other bytes in a part."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(old, new) if name == part else content)
    return file.getvalue()


def test_merged_cells_are_those_of_each_row() -> None:
    """A title over the table is left out by name."""

    def merge(_: Workbook, sheet: Worksheet) -> None:
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("A3:A4")

    rows = (("Spring", None), ("Name", "Answer"), ("Ada", "One"), (None, "Two"), ("Bo", "Three"))
    imported = read(workbook(rows, merge))

    assert texts(imported) == [["Ada", "One"], ["Ada", "Two"], ["Bo", "Three"]]
    assert imported.records[0].cells[0].heading == "Name"
    assert [(line.place, line.text) for line in imported.left_out] == [("row 1", "Spring")]


def test_what_excel_does_not_show_is_said() -> None:
    """Hidden rows and columns are read, with a note; empty rows are in the account."""

    def hide(_: Workbook, sheet: Worksheet) -> None:
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True

    rows = (("Name", "Answer"), ("Ada", "One"), (), (), ("Bo", "Two"))
    imported = read(workbook(rows, hide))

    assert [record.place for record in imported.records] == ["row 2", "row 5"]
    assert imported.notes == ("hidden rows were read, too: 2", "hidden columns were read, too: B")
    assert [str(line) for line in imported.left_out] == ["left out: rows 3 to 4:  (they are empty)"]


def test_a_sheet_is_chosen_by_name() -> None:
    """The others, and notes on cells, are left out by name."""

    def add(book: Workbook, sheet: Worksheet) -> None:
        sheet["B1"].comment = Comment("Which one?", "Ada")
        for row in (("Name", "Answer"), ("Bo", "Three")):
            book.create_sheet("Late") if "Late" not in book.sheetnames else None
            book["Late"].append(row)

    data = workbook([("Name", "Answer"), ("Ada", "One")], add)

    assert texts(read(data, sheet="Late")) == [["Bo", "Three"]]
    left_out = read(data, sheet="Late").left_out
    assert {line.text for line in left_out} == {"Name", "Answer", "Ada", "One", "Which one?"}
    assert all(line.fate is Fate.LEFT_OUT and "sheet 'Form'" in line.place for line in left_out)
    with pytest.raises(UnreadableSourceError, match="no sheet 'Early'; name one of 'Form', 'Late'"):
        read(data, sheet="Early")


def far(_: Workbook, sheet: Worksheet) -> None:
    sheet["XFD1048576"] = "x"


def merged_over_half_of_it(_: Workbook, sheet: Worksheet) -> None:
    sheet.merge_cells("A1:B2")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (workbook(change=far), "reaches to XFD1048576"),
        (
            rewritten(
                workbook(change=merged_over_half_of_it),
                "xl/worksheets/sheet1.xml",
                b"A1:B2",
                b"A1:XFD900000",
            ),
            "cells of it are merged",
        ),
        (
            rewritten(workbook(), "xl/workbook.xml", b"<workbook", b"<!DOCTYPE a []><workbook"),
            "document type",
        ),
        (b"Name,Answer\n", "no file of Excel"),
        (rewritten(workbook(), "xl/workbook.xml", b"<sheets>", b"<sheet>"), "XML is broken"),
    ],
)
def test_what_is_too_large_or_broken_is_answered(data: bytes, problem: str) -> None:
    """Before it takes all the memory, and with what to do."""
    with pytest.raises(UnreadableSourceError, match=problem) as caught:
        read(data)
    assert caught.value.remedy


def test_a_file_that_unpacks_without_end_is_not_unpacked() -> None:
    """The sizes of its parts are added first."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 100_000_001)

    with pytest.raises(UnreadableSourceError, match="more than 100 MB when unpacked"):
        read(file.getvalue())
