"""Plain text as paragraphs."""

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
