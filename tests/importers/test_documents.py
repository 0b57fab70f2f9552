"""Plain text, Markdown, web pages and messages."""

from email.message import EmailMessage

import pytest

import tbh_model as tbh
from tbh_model import importers
from tbh_model.importers import Imported, ImportSource, Record


def read(name: str, data: str | bytes) -> Imported:
    return importers.read(
        ImportSource(name=name, data=data.encode() if isinstance(data, str) else data)
    )


def only(imported: Imported) -> Record:
    (record,) = imported.records
    return record


def body(name: str, data: str | bytes) -> str:
    return tbh.write_markdown(only(read(name, data)).body or tbh.RichText())


def cells(record: Record) -> dict[str, str]:
    return {cell.heading: cell.text for cell in record.cells}


def test_every_character_of_plain_text_stands_for_itself() -> None:
    """What is a sign of Markdown is none."""
    assert body("a.txt", "*Two* lines\nof <b>text</b>.\r\n\r\n# One\n") == (
        "\\*Two\\* lines\\\nof &lt;b>text&lt;/b>.\n\n\\# One\n"
    )


def test_lists_and_quotations_of_plain_text_stay_what_they_are() -> None:
    """With bullets of any kind; a line below an item goes on with it."""
    rich = importers.from_plain("Tea:\n• green\n  and cold\n• black\n1) first\n\n> You asked.\n---")

    kinds = [type(block).__name__ for block in rich.blocks]
    assert kinds == ["Paragraph", "BulletList", "OrderedList", "BlockQuote", "ThematicBreak"]
    assert tbh.write_plain(rich).splitlines()[2:5] == ["- green", "  and cold", "- black"]


def test_front_matter_is_cells() -> None:
    """As text; lines that belong to an entry stay with it."""
    record = only(read("a.md", "---\ntitle: A: b\ntags:\n  - one\n  - two\n---\n# One\n\nTwo.\n"))

    assert cells(record) == {"title": "A: b", "tags": "  - one\n  - two"}
    assert record.line == 7
    assert tbh.write_markdown(record.body or tbh.RichText()) == "# One\n\nTwo.\n"


def test_what_markdown_cannot_hold_is_left_out_by_name() -> None:
    """With its line in the file, below the front matter; raw HTML stays, as text."""
    imported = read("a.md", "---\ntitle: A\n---\n<i>One</i> &amp; two.\n\n[Tea](javascript:tea)\n")

    assert [(line.place, line.text) for line in imported.left_out] == [
        ("line 6", "[Tea](javascript:tea)")
    ]
    assert "<i>One</i> & two." in tbh.write_plain(only(imported).body or tbh.RichText())


def test_the_head_of_a_page_is_cells() -> None:
    """Title, author, address and dates."""
    head = (
        "<title>A  page\n &amp; more</title><meta name=author content='Jo'>"
        "<link rel=canonical href=https://e.example/a><meta charset=utf-8>"
    )
    record = only(read("a.html", f"<head>{head}</head><h1>A page</h1><p>Text.</p>"))

    assert cells(record) == {
        "title": "A page & more",
        "author": "Jo",
        "canonical": "https://e.example/a",
    }
    assert tbh.write_markdown(record.body or tbh.RichText()) == "# A page\n\nText.\n"


def test_a_page_is_decoded_as_it_declares() -> None:
    """A declaration that no program knows is an error with a remedy."""
    page = '<meta charset="{}"><p>Zoë</p>'

    assert body("a.html", page.format("iso-8859-1").encode("latin-1")) == "Zoë\n"
    with pytest.raises(importers.UnreadableSourceError, match="no encoding 'klingon'"):
        body("a.html", page.format("klingon"))


def message(text: str, *, html: str | None = None, **parameters: str) -> bytes:
    made = EmailMessage()
    made["From"] = "Inès Moreau <ines@rive.example>"
    made["Message-ID"] = "<1@rive.example>"
    made.set_content(text)
    for name, value in parameters.items():
        made.set_param(name, value)
    if html is not None:
        made.add_alternative(html, subtype="html")
    return made.as_bytes()


def test_a_message_has_its_headers_and_its_text() -> None:
    """Encoded words are read; the id is that of the message."""
    record = only(read("a.eml", message("Thé.\n")))

    assert cells(record)["From"] == "Inès Moreau <ines@rive.example>"
    assert record.id == "<1@rive.example>"
    assert tbh.write_plain(record.body or tbh.RichText()) == "Thé."


def test_the_formatted_form_is_read_and_the_plain_one_accounted_for() -> None:
    """Each is a text of the source."""
    imported = read("a.eml", message("I wait.\n", html="<p>I <b>wait</b>.</p>"))

    assert tbh.write_markdown(only(imported).body or tbh.RichText()) == "I **wait**.\n"
    assert [line.text for line in imported.left_out] == ["I wait.\n"]


@pytest.mark.parametrize(
    ("text", "deletes_space", "expected"),
    [
        ("One \nline.\n\nTwo.", False, "One line.\n\nTwo."),
        ("One  \nline.", True, "One line."),
        ("said \nsomething", True, "said something"),
        ("何 \nも", True, "何も"),
        ("Jo \n-- \nJo Park", False, "Jo \n-- \nJo Park"),
        ("> One \n> line.\nTwo.", False, "> One line.\nTwo."),
    ],
)
def test_flowed_lines_are_joined(text: str, deletes_space: bool, expected: str) -> None:  # noqa: FBT001 - a case has it
    """As RFC 3676 says, and no words grow together where a program adds no space."""
    assert importers.unflow(text, deletes_space=deletes_space) == expected


def test_wrapped_lines_are_joined_and_short_ones_stay() -> None:
    """A line was wrapped if the next word would not have fitted."""
    long = "I look at the chairs, and I wait until somebody has chosen one and\nsits down.\n"

    assert body("a.eml", message(f"{long}\nWarmly,\nJo\n")) == (
        "I look at the chairs, and I wait until somebody has chosen one and sits down.\n\n"
        "Warmly,\\\nJo\n"
    )


def test_an_attachment_is_left_out_by_name() -> None:
    """With the text of one that has any."""
    made = EmailMessage()
    made["From"] = "a@b.example"
    made.set_content("See the file.\n")
    made.add_attachment("Tea.\n", filename="notes.txt")
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="me.png")
    imported = read("a.eml", made.as_bytes())

    assert [line.place for line in imported.left_out] == [
        "attachment notes.txt",
        "attachment me.png",
    ]
    assert imported.left_out[0].text == "Tea.\n"


def test_what_is_no_message_is_answered() -> None:
    """With what to do."""
    with pytest.raises(importers.UnreadableSourceError, match=r"a\.eml: no message"):
        read("a.eml", "")
