"""A letter as plain text: lines of 72 columns, and addresses in footnotes."""

import re
from collections.abc import Iterator
from textwrap import TextWrapper
from typing import Final, assert_never
from unicodedata import east_asian_width

from attrs import define, field

from tbh_email._letter import (
    Answer,
    Heading,
    Invitation,
    Invitations,
    Letter,
    More,
    Overview,
    Passage,
    Prose,
    Question,
)
from tbh_email._sender import sender_lines
from tbh_model.i18n import language_for
from tbh_model.text import Inline, Link, RichText, Text, map_text, words, write_plain

_WIDTH: Final = 72
# Quotation marks of mail, and then a bullet or a number with its space.
_PREFIX: Final = re.compile(r"(?P<quote>(?:> ?)*)(?P<marker> *(?:[-*•]|\d{1,9}[.)]) +| *)")


def plain_text(letter: Letter) -> str:
    """Return a letter as plain text, each line in at most 72 columns where words allow it."""
    notes = _Footnotes()
    strings = language_for(letter.language)
    edition = letter.edition
    body = [
        f"{edition.title}\n{'=' * min(_columns(edition.title), _WIDTH)}",
        f"{strings.read_on_web}:\n{letter.url}",
        *filter(None, (_passage(passage, notes) for passage in letter.passages)),
    ]
    wrapped = [_wrap(stretch) for stretch in body[2:]]
    sender = "---\n" + "\n".join(sender_lines(letter.series))
    return "\n\n".join((*body[:2], *wrapped, *notes.lines(), sender)) + "\n"


@define
class _Footnotes:
    _numbers: dict[str, int] = field(factory=dict)

    def mark(self, url: str, text: str) -> str:
        """Return the mark of an address, or nothing where the text is the address."""
        if url.partition(":")[2].strip("/") == text.removeprefix("https://").strip("/"):
            return ""
        return f" [{self._numbers.setdefault(url, len(self._numbers) + 1)}]"

    def apply(self, text: RichText) -> str:
        """Return a rich text as plain text, in which each link is followed by its mark."""

        def change(inline: Inline) -> tuple[Inline, ...]:
            if not isinstance(inline, Link):
                return (inline,)
            mark = self.mark(inline.url, words(inline.children))
            return (*inline.children, Text(value=mark)) if mark else inline.children

        return write_plain(map_text(text, change))

    def lines(self) -> Iterator[str]:
        if self._numbers:
            yield "\n".join(f"[{number}] {url}" for url, number in self._numbers.items())


def _passage(passage: Passage, notes: _Footnotes) -> str:
    match passage:
        case Heading(label=label, value=value):
            heading = _labelled(label, value)
            return f"{heading}\n{'-' * min(_columns(heading), _WIDTH)}"
        case Prose(text=text):
            return notes.apply(text)
        case Overview(heading=heading, items=items):
            lines = (f"- {_labelled(label, value)}" for label, value in items)
            return "\n".join((heading, *lines))
        case Question(label=label, text=text):
            return f"{label}\n\n{_quoted(write_plain(text))}"
        case Answer(name=name, titles=titles, url=url, quote=quote, text=text):
            byline = f"{name}{titles}{notes.mark(url, name) if url else ''}" if name else ""
            said = "\n\n".join(filter(None, (write_plain(quote), notes.apply(text))))
            return "\n\n".join(filter(None, (byline, _quoted(said))))
        case Invitations(paragraphs=groups):
            return "\n\n".join(
                " ".join(_invitation(call, notes) for call in group) for group in groups
            )
        case More(words=text, url=url):
            return f"{text}{notes.mark(url, text)}"
        case _:
            assert_never(passage)


def _labelled(label: str, value: str | None) -> str:
    return label if value is None else f"{label} {value}"


def _invitation(call: Invitation, notes: _Footnotes) -> str:
    mark = notes.mark(call.url, call.link) if call.url else ""
    return f"{call.before}{call.link}{mark}{call.after}"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n")) if text else ""


def _wrap(text: str) -> str:
    return "\n".join(line for long in text.split("\n") for line in _wrap_line(long))


def _wrap_line(line: str) -> list[str]:
    if _columns(line) <= _WIDTH:
        return [line]
    prefix = _PREFIX.match(line)
    assert prefix is not None  # noqa: S101 - it may be empty
    wrapper = TextWrapper(
        width=_WIDTH - (_columns(line) - len(line)) * _WIDTH // _columns(line),
        initial_indent=prefix[0],
        subsequent_indent=f"{prefix['quote']}{' ' * len(prefix['marker'])}",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapper.wrap(line[prefix.end() :]) or [line]


def _columns(text: str) -> int:
    """Return how many columns a text has: ideographs have two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
