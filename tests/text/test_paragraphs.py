"""Plain text as paragraphs."""

import pytest

from tbh_model.text import LineBreak, Paragraph, Text, paragraphs


def test_an_empty_line_ends_a_paragraph_and_a_line_is_kept() -> None:
    """Whatever looks like Markdown is words."""
    first = Paragraph(children=(Text(value="*One*"), LineBreak(), Text(value=" # two")))

    assert paragraphs("*One*\n # two\n\n\n\n[three](x)\n") == (
        first,
        Paragraph(children=(Text(value="[three](x)"),)),
    )


def test_nothing_is_no_paragraph() -> None:
    """Nor is a blank."""
    assert paragraphs("") == paragraphs(" \n\n ") == ()


@pytest.mark.parametrize("blank", [" ", "\t", "\u00a0", "\u3000 \t", ""])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_a_line_with_nothing_but_space_is_empty(end: str, blank: str) -> None:
    """On any system, and whatever the space is."""
    assert paragraphs(f"One{end}{blank}{end}Two{end}three") == (
        Paragraph(children=(Text(value="One"),)),
        Paragraph(children=(Text(value="Two"), LineBreak(), Text(value="three"))),
    )


def test_a_paragraph_separator_ends_a_paragraph() -> None:
    """Which some programs paste."""
    assert [block.children for block in paragraphs("One\u2029Two\u2029\nThree")] == [
        (Text(value="One"),),
        (Text(value="Two"),),
        (Text(value="Three"),),
    ]
