"""Importer of messages: `.eml` files, as mail programs save them."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.message import EmailMessage
from typing import ClassVar, Final, cast

from tbh_model._attrs import frozen
from tbh_model._final import final
from tbh_model.importers._contract import (
    AccountLine,
    Cell,
    Fate,
    Imported,
    ImporterInfo,
    ImportSource,
    Record,
    UnreadableSourceError,
)
from tbh_model.importers._documents import from_page, from_plain
from tbh_model.text import RichText, is_spaceless

_HEADERS: Final = ("From", "Reply-To", "Date", "Subject", "To", "Cc", "In-Reply-To")
_LINE_ENDING: Final = re.compile(r"\r\n|\r")


@final
@frozen(kw_only=True)
class Mail:
    """A message with everything in it: greeting, signature and what it quotes."""

    info: ClassVar[ImporterInfo] = ImporterInfo(
        name="mail", summary="A message, as a mail program saves it", suffixes=(".eml",)
    )

    def read(self, source: ImportSource, /) -> Imported:
        """Return one record, with the formatted text where the message has one.

        Raises:
            UnreadableSourceError: If it has no headers.
        """
        message = message_from_bytes(source.data, policy=policy.default)
        if not message.keys():
            problem, remedy = "no message: it has no headers", "save the message as .eml again"
            raise UnreadableSourceError(source.name, problem, remedy)
        parts = tuple(_leaves(message))
        html = next((part for part in parts if _is_body(part, "html")), None)
        plain = next((part for part in parts if _is_body(part, "plain")), None)
        chosen = plain if html is None else html
        body, problems = (None, ()) if chosen is None else _rich_text(chosen)
        record = Record(
            place="message",
            id=_header(message, "Message-ID") or None,
            cells=tuple(_cells(message)),
            body=body,
        )
        left_out = (_left_out(part, html) for part in parts if part is not chosen)
        return Imported(records=(record,), left_out=(*problems, *left_out))


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the parts of a message that hold no parts."""
    if not message.is_multipart():
        yield message
        return
    for part in message.iter_parts() if message.get_content_maintype() == "multipart" else ():
        yield from _leaves(cast("EmailMessage", part))
    if message.get_content_maintype() != "multipart":
        yield message  # a message that is attached


def _is_body(part: EmailMessage, subtype: str) -> bool:
    return part.get_content_type() == f"text/{subtype}" and not part.is_attachment()


def _header(message: EmailMessage, name: str) -> str:
    """Return a header as text; as it stands where it cannot be read."""
    try:
        return str(message.get(name, "")).strip()
    except (HeaderParseError, ValueError, IndexError, AttributeError, TypeError):
        raw = dict(message.raw_items()).get(name, "")
        return " ".join(str(raw).split())


def _cells(message: EmailMessage) -> Iterator[Cell]:
    for name in _HEADERS:
        text = _header(message, name)
        if text:
            yield Cell(heading=name, text=text)


def _text(part: EmailMessage) -> str:
    """Return the text of a part, whatever it says of its encoding."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset("utf-8")
    for encoding in (charset, "utf-8", "windows-1252"):
        try:
            return _LINE_ENDING.sub("\n", data.decode(encoding))
        except (LookupError, UnicodeDecodeError):
            continue
    return _LINE_ENDING.sub("\n", data.decode("latin-1"))


def _rich_text(part: EmailMessage) -> tuple[RichText, tuple[AccountLine, ...]]:
    """Return the text of a part, and what rich text has no place for."""
    text = _text(part)
    if part.get_content_subtype() == "html":
        return from_page(text)
    if _parameter(part, "format") == "flowed":
        text = unflow(text, deletes_space=_parameter(part, "delsp") == "yes")
    else:
        text = _unwrap(text)
    return from_plain(text), ()


def _parameter(part: EmailMessage, name: str) -> str:
    return str(part.get_param(name, "")).lower()


def unflow(text: str, *, deletes_space: bool = False) -> str:
    r"""Return `format=flowed` text (RFC 3676) with each paragraph on one line.

    >>> importers.unflow("One \nline.\nTwo.")
    'One line.\nTwo.'
    """
    lines: list[str] = []
    is_flowing, level = False, 0
    for raw_line in text.split("\n"):
        marks = len(raw_line) - len(raw_line.lstrip(">"))
        line = raw_line[marks:].removeprefix(" ")
        is_signature = line == "-- "
        if is_flowing and marks == level and not is_signature:
            if deletes_space and _needs_no_space(lines[-1], line):
                lines[-1] = lines[-1][:-1]
            lines[-1] += line
        else:
            lines.append(f"{'>' * marks} {line}" if marks else line)
        is_flowing, level = line.endswith(" ") and not is_signature, marks
    return "\n".join(lines)


def _needs_no_space(line: str, following: str) -> bool:
    """Return whether the space at the end of a line was added to mark it as flowing.

    Some programs announce `delsp` and add no space of their own: words must not grow together.
    """
    if line.endswith("  "):
        return True
    return any(map(is_spaceless, (line[-2:-1], following[:1])))


# The length of the longest line of a message whose lines were wrapped by a program.
_WRAPPED_LENGTHS: Final = range(60, 80)


def _unwrap(text: str) -> str:
    """Join lines that a mail program has wrapped: the next word would not have fitted."""
    lines = text.split("\n")
    longest = max((len(line) for line in lines if not line.startswith(">")), default=0)
    if longest not in _WRAPPED_LENGTHS:
        return text
    joined, previous = list[str](), ""
    for line in lines:
        word = line.partition(" ")[0]
        is_wrapped = previous.strip() and word and not previous.startswith((">", "-- "))
        if is_wrapped and not line.startswith(">") and len(f"{previous} {word}") > longest:
            joined[-1] += f" {line}"
        else:
            joined.append(line)
        previous = line
    return "\n".join(joined)


def _left_out(part: EmailMessage, html: EmailMessage | None) -> AccountLine:
    """Describe a part of a message that is not read."""
    if _is_body(part, "plain") and html is not None:
        return AccountLine(
            place="plain text of the message",
            text=_text(part),
            fate=Fate.LEFT_OUT,
            note="the message has the same words with their formatting",
        )
    name = part.get_filename() or part.get_content_type()
    text = _text(part) if part.get_content_maintype() == "text" else name
    note = f"an attachment, {part.get_content_type()}"
    return AccountLine(place=f"attachment {name}", text=text, fate=Fate.LEFT_OUT, note=note)
