"""Plain text -> paragraphs."""

import re
from typing import Final

from tbh_model.text._tree import Inline, LineBreak, Paragraph, Text

_LINE_END: Final = re.compile("\r\n|[\r\u2028]")
_BLANK_LINES: Final = re.compile(r"\n(?:[^\S\n]*\n)+|\u2029\n?")


def paragraphs(words: str) -> tuple[Paragraph, ...]:
    """Turn plain text into paragraphs: an empty line ends one, other line breaks are kept.

    A line is empty where nothing but space is in it, and ends as it does on any system. Nothing in
    the text is read as Markdown, and every character of its lines stays.
    """
    parts = _BLANK_LINES.split(_LINE_END.sub("\n", words))
    return tuple(map(_paragraph, filter(str.strip, parts)))


def _paragraph(words: str) -> Paragraph:
    inlines: list[Inline] = []
    for line in words.strip("\n").split("\n"):
        inlines += [*([LineBreak()] if inlines else []), Text(value=line)]
    return Paragraph(children=tuple(inlines))
