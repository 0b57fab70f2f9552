"""The message: its headers and parts, as RFC 5322, 2047, 2369 and 8058 have them."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from urllib.parse import quote, urlsplit

from attrs import frozen

import tbh_model as tbh
from tbh_model.exporters import base_url
from tbh_model.text import join, replace_unencodable, uri

_END: Final = "\r\n"
_DIGEST: Final = 24
_LONGEST_WORD: Final = 60
_ATOMS: Final = re.compile(r"[A-Za-z0-9 ]+")


class SenderAddressError(tbh.TBHError, ValueError):
    """A message has no address to be from, or one that no message can have."""

    def __init__(self, address: str | None) -> None:
        super().__init__(address)
        self.address = address

    def __str__(self) -> str:
        """Describe where an address is taken from."""
        what = "no address" if self.address is None else f"the address {self.address!r}"
        return (
            f"a letter cannot be from {what}: give the series a `publisher.email` in ASCII, or set "
            "the option `sender`"
        )


@frozen(kw_only=True)
class Attachment:
    """A picture inside a message."""

    id: str
    media_type: str
    body: bytes


@frozen(kw_only=True)
class Message:
    """A letter before it is written."""

    series: tbh.Series
    edition: tbh.Edition
    language: str
    sender: str
    date: datetime
    one_click_url: str | None
    text: str
    html: str
    pictures: tuple[Attachment, ...]

    def to_bytes(self) -> bytes:
        """Return the message, with lines that end as those of mail."""
        parts = self._parts()
        headers = "".join(f"{name}: {value}{_END}" for name, value in self._headers())
        return headers.encode("ascii") + parts.as_bytes()

    def _headers(self) -> Iterator[tuple[str, str]]:
        publisher, host = self.series.publisher, _host(self.series)
        yield "From", _address(publisher.name, self.sender)
        yield "Subject", _words("Subject", self.edition.title)
        yield "Date", format_datetime(self.date)
        edition = quote(self.edition.id, safe="")
        yield "Message-ID", f"<{edition}.{self._digest()}@{host}>"
        name = re.sub(r"[^a-z0-9-]+", "-", self.series.id.rpartition(":")[2].lower()).strip("-")
        yield "List-Id", f"{_phrase('List-Id', self.series.title)}<{name or 'list'}.{host}>"
        unsubscribe = self.one_click_url or publisher.unsubscribe_url
        if unsubscribe is not None:
            yield "List-Unsubscribe", f"<{_link(self.series, unsubscribe)}>"
        if self.one_click_url is not None:
            yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
        yield "Content-Language", self.language

    def _parts(self) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message.set_content(self.text, cte="quoted-printable")
        message.add_alternative(self.html, subtype="html", cte="quoted-printable")
        page = message.get_payload(1)
        assert isinstance(page, EmailMessage)  # noqa: S101 - it has just been added
        for picture in self.pictures:
            main, _, subtype = picture.media_type.partition("/")
            page.add_related(
                picture.body, main, subtype, cid=f"<{picture.id}>", disposition="inline"
            )
        digest = self._digest()
        message.set_boundary(f"=_a_{digest}")
        if self.pictures:
            page.set_boundary(f"=_r_{digest}")
        del message["MIME-Version"]
        message["MIME-Version"] = "1.0"
        return message

    def _digest(self) -> str:
        content = f"{self.edition.id}\0{self.edition.title}\0{self.text}\0{self.html}"
        return hashlib.sha256(content.encode()).hexdigest()[:_DIGEST]


def sender_address(publisher: tbh.Publisher, sender: str | None) -> str:
    """Return the address that a letter is from, its host in ASCII.

    Raises:
        SenderAddressError: If there is none, or its name is not ASCII.
    """
    address = sender or publisher.email
    name, _, host = (address or "").rpartition("@")
    if not re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+", name):
        raise SenderAddressError(address)
    return f"{name}@{uri(f'https://{host}').removeprefix('https://')}"


def _address(name: str, address: str) -> str:
    return f"{_phrase('From', name)}<{address}>"


def _phrase(header: str, words: str) -> str:
    """Return a name before an address, with the space between them."""
    if _ATOMS.fullmatch(words) and len(words) < _LONGEST_WORD:
        return f"{words} "
    if words.isascii() and words.isprintable() and "=?" not in words and len(words) < _LONGEST_WORD:
        escaped = words.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}" '
    return f"{_words(header, words, encode=True)}{_END} "


def _words(header: str, words: str, *, encode: bool = False) -> str:
    """Return text as a header has it: as it is where it can be, or encoded as RFC 2047 says."""
    words = replace_unencodable(words)
    is_plain = words.isascii() and words.isprintable() and "=?" not in words and "  " not in words
    fits = all(len(word) < _LONGEST_WORD for word in words.split(" "))
    charset = "us-ascii" if is_plain and fits and not encode else "utf-8"
    return Header(words, charset, header_name=header).encode(linesep=_END)


def _host(series: tbh.Series) -> str:
    host = urlsplit(uri(series.url)).hostname or ""
    return host if re.fullmatch(r"[a-z0-9.-]+", host) else "localhost"


def _link(series: tbh.Series, url: str) -> str:
    return uri(join(base_url(series), url))


def attachments(images: Mapping[str, bytes]) -> tuple[Attachment, ...]:
    """Return pictures by their names as parts of a message, whose ids follow from their bytes."""
    return tuple(
        Attachment(id=name, media_type=media_type(name), body=body) for name, body in images.items()
    )


def media_type(name: str) -> str:
    """Return the media type of a picture by the ending of its name."""
    ending = name.rpartition(".")[2].lower()
    return f"image/{'jpeg' if ending == 'jpg' else ending}"
