"""Plain text -> paragraphs."""

from tbh_model.text._tree import Inline, LineBreak, Paragraph, Text


def paragraphs(words: str) -> tuple[Paragraph, ...]:
    """Turn plain text into paragraphs: an empty line ends one, other line breaks are kept.

    Nothing in the text is read as Markdown, and every character of its lines stays.
    """
    return tuple(map(_paragraph, filter(str.strip, words.split("\n\n"))))


def _paragraph(words: str) -> Paragraph:
    inlines: list[Inline] = []
    for line in words.strip("\n").split("\n"):
        inlines += [*([LineBreak()] if inlines else []), *([Text(value=line)] if line else [])]
    return Paragraph(children=tuple(inlines))
