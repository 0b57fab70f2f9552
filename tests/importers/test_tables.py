"""Tables and JSON of form services: every text with its heading and its place."""

import json
from typing import Any

import pytest

from tbh_model import importers
from tbh_model.importers import Imported, ImportSource, Table


def read(data: str | bytes, name: str = "answers.csv", **options: Any) -> Imported:
    data = data.encode() if isinstance(data, str) else data
    source = ImportSource(name=name, data=data)
    return importers.read(source, Table(**options) if options else None)


def texts(imported: Imported) -> list[list[tuple[str, str]]]:
    return [[(cell.heading, cell.text) for cell in record.cells] for record in imported.records]


def test_rows_keep_the_numbers_that_a_spreadsheet_shows() -> None:
    """Also below an empty row and a cell of several lines; the line is that of the file."""
    imported = read('Name,Answer\n"Dana","One.\n\nTwo."\n,\nBo,Three.\n')

    assert [(each.place, each.line) for each in imported.records] == [("row 2", 2), ("row 4", 6)]
    assert texts(imported)[0] == [("Name", "Dana"), ("Answer", "One.\n\nTwo.")]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfName;Answer\r\nDana;I stay, and wait.\r\n",
        b"sep=;\r\nName;Answer\r\nDana;I stay, and wait.\r\n",
        "Name\tAnswer\nDana\tI stay, and wait.\n".encode("utf-16"),
        b'"Name","Answer"\r"Dana","I stay, and wait."\r',
    ],
)
def test_a_table_is_read_as_programs_write_it(data: bytes) -> None:
    """With a byte order mark, with semicolons or tabs, with any line endings."""
    assert texts(read(data)) == [[("Name", "Dana"), ("Answer", "I stay, and wait.")]]


def test_an_old_encoding_is_read_and_noted() -> None:
    """Windows-1252 where it is not UTF-8; an option says it without a doubt."""
    data = "Name,Answer\nZoë,“Tea.”\n".encode("windows-1252")

    assert texts(read(data)) == [[("Name", "Zoë"), ("Answer", "“Tea.”")]]
    assert read(data).notes == ("read as Windows-1252, since it is not UTF-8",)
    assert read(data, encoding="windows-1252").notes == ()


def test_a_formula_and_a_number_are_text() -> None:
    """As they are written."""
    row = '"=HYPERLINK(""https://e.example"")",007'

    assert texts(read(f"A,B\n{row}\n")) == [
        [("A", '=HYPERLINK("https://e.example")'), ("B", "007")]
    ]


def test_cells_beyond_the_headings_are_there() -> None:
    """Without a heading; shorter rows are no mistake."""
    assert texts(read("A,B\n1,2,3\n4\n")) == [[("A", "1"), ("B", "2"), ("", "3")], [("A", "4")]]


def test_a_table_that_cannot_be_read_is_answered_with_what_to_do() -> None:
    """With its line."""
    with pytest.raises(importers.UnreadableSourceError) as caught:
        read("A\n1\n" + "x" * 200_000)

    assert str(caught.value).startswith("answers.csv:3: no table can be read: field larger than")


def form(data: object) -> Imported:
    return read(json.dumps(data), "answers.json")


def test_a_list_of_objects_is_a_list_of_submissions() -> None:
    """Keys are headings; lists are joined as a table has them."""
    data = [{"id": 7, "Your name": "Dana", "Where?": ["The website", "Feeds"], "Agreed": True}]
    (record,) = form(data).records

    assert (record.id, record.place) == ("7", "item 1")
    assert texts(form(data))[0][1:] == [
        ("Your name", "Dana"),
        ("Where?", "The website;Feeds"),
        ("Agreed", "true"),
    ]


def test_questions_are_found_by_the_titles_that_come_along() -> None:
    """As Typeform sends them: answers by the id of the question."""
    definition = {"fields": [{"id": "q1", "title": "Your name"}, {"id": "q2", "title": "Where?"}]}
    answers = [
        {"type": "text", "text": "Dana", "field": {"id": "q1", "type": "short_text"}},
        {"type": "choices", "choices": {"labels": ["Feeds"]}, "field": {"id": "q2"}},
    ]
    data = {"form_response": {"token": "x9", "definition": definition, "answers": answers}}
    (record,) = form(data).records
    found = {cell.heading: cell.text for cell in record.cells}

    assert (record.id, found["Your name"], found["Where?"]) == ("x9", "Dana", "Feeds")


def test_choices_are_said_by_their_words() -> None:
    """As Tally sends them: by id, with the options beside."""
    field = {
        "key": "q",
        "label": "Where?",
        "value": ["b"],
        "options": [{"id": "a", "text": "The website"}, {"id": "b", "text": "Feeds"}],
    }
    (record,) = form({"data": {"submissionId": "s1", "fields": [field]}}).records

    assert record.id == "s1"
    assert ("Where?", "Feeds") in [(cell.heading, cell.text) for cell in record.cells]


def test_what_stands_beside_the_list_is_left_out_by_name() -> None:
    """Nothing of a file is lost in silence."""
    imported = form({"form": "Tea", "responses": [{"id": "1", "data": {"q": "Green."}}]})

    assert [(line.place, line.text) for line in imported.left_out] == [("form", "Tea")]
    assert texts(imported) == [[("id", "1"), ("data.q", "Green.")]]


@pytest.mark.parametrize("data", ["{", "[1,", "", "[" * 100_000])
def test_what_is_no_json_is_answered(data: str) -> None:
    """Also where it is nested beyond reason."""
    with pytest.raises(importers.UnreadableSourceError, match=r"^answers\.json"):
        read(data, "answers.json")
