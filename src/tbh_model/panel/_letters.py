"""PanelLetter to one person, as plain text, as a page and as a message."""

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from email.errors import HeaderParseError, MessageDefect
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any, Final
from urllib.parse import quote, urlsplit

from tbh_model._attrs import frozen
from tbh_model._errors import TBHError
from tbh_model._final import final
from tbh_model.i18n import LetterStrings
from tbh_model.model import Publisher, Series
from tbh_model.text import uri

_BOUNDARY_LENGTH: Final = 24


class NoSenderError(TBHError, ValueError):
    """A message has no address to be from."""

    def __str__(self) -> str:
        """Describe where an address is taken from."""
        return (
            "a message needs the address of its sender: add `email` to `publisher` in series.yaml, "
            "or give --from"
        )


class UnusableAddressError(TBHError, ValueError):
    """An address has a form that no message can have."""

    def __init__(self, name: str, address: str) -> None:
        super().__init__(name, address)
        self.name, self.address = name, address

    def __str__(self) -> str:
        """Name the person, the address and what to do."""
        return (
            f"no mail program can write to {self.name} at {self.address!r}: correct the address, "
            "or take it out"
        )


@final
@frozen(kw_only=True)
class PanelLetter:
    """PanelLetter to one person of the panel."""

    kind: str
    """`invite` or `proof`, with which the names of its files begin."""
    edition: str
    """The id of the edition."""
    therapist: str | None
    """The id of the therapist; None for a guest."""
    id: str
    """Name that no other letter of this kind for the edition has: the id of the therapist, or that
    of the response of a guest."""
    name: str
    """The name of the person."""
    address: str | None
    """The e-mail address of the person, if it is on record."""
    subject: str
    """The subject."""
    text: str
    """The letter as plain text."""
    html: str | None = None
    """The letter as a page of its own, if it has one."""
    at: datetime
    """The date and time of the letter."""
    host: str
    """The host of the series, for the id of the message."""
    publisher: Publisher
    """The sender."""

    @property
    def stem(self) -> str:
        """The name of its files without the ending."""
        return f"{self.kind}-{self.id}"

    @property
    def message_id(self) -> str:
        """The id of the message: `<invite-e-2026-10.t-1@example.org>`."""
        return f"<{self.kind}-{quote(self.edition)}.{quote(self.id)}@{self.host}>"

    def message(self, sender: str | None = None) -> bytes:
        """Return the letter as a message (`.eml`), the same bytes for the same letter.

        Args:
            sender: The address that it is from; that of the publisher by default.

        Raises:
            NoSenderError: If there is no such address.
            UnusableAddressError: If an address cannot stand in a message.
        """
        address = sender or self.publisher.email
        if address is None:
            raise NoSenderError
        message = EmailMessage(policy=_HeaderPolicy(linesep="\r\n"))
        message["From"] = _address(self.publisher.name, address)
        if self.address is not None:
            message["To"] = _address(self.name, self.address)
        message["Subject"] = self.subject
        message["Date"] = self.at
        message["Message-ID"] = self.message_id
        message.set_content(self.text, cte="quoted-printable")
        if self.html is not None:
            message.add_alternative(self.html, subtype="html", cte="quoted-printable")
            content = f"{self.message_id}{self.text}{self.html}"
            digest = hashlib.sha256(content.encode()).hexdigest()
            message.set_boundary(f"={digest[:_BOUNDARY_LENGTH]}=")
        return message.as_bytes()

    def files(self, sender: str | None = None) -> Iterator[tuple[str, bytes]]:
        """Yield the files of the letter, each as a name and its bytes.

        There is a message only if the address of the person is on record.
        """
        if self.address is not None:
            yield f"{self.stem}.eml", self.message(sender)
        if self.html is None:
            yield f"{self.stem}.txt", self.text.encode()
        else:
            yield f"{self.stem}.html", self.html.encode()


def host_of(series: Series) -> str:
    """Return the host of a series in ASCII, for ids of messages."""
    host = urlsplit(uri(series.url)).hostname or ""
    return host if _HOST.fullmatch(host) else "localhost"


_HOST: Final = re.compile(r"[a-z0-9.-]+")


class _HeaderPolicy(EmailPolicy):
    """Policy that encodes words of a header as RFC 2047 says.

    The one of Python loses spaces between words in which it encodes some letters and not others.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return a header as bytes."""
        text, address = str(value), ""
        if name in {"From", "To"}:
            text, address = value.addresses[0].display_name, value.addresses[0].addr_spec
        elif name != "Subject":
            return bytes(super().fold_binary(name, value))
        if text.isascii() or not address.isascii():
            return bytes(super().fold_binary(name, value))
        words = Header(text, "utf-8", header_name=name).encode(linesep=self.linesep)
        behind = f"{self.linesep} <{address}>" if address else ""
        return f"{name}: {words}{behind}{self.linesep}".encode("ascii")


def _address(name: str, address: str) -> Address:
    """Return an address as a header has it: the host in ASCII, and the rest as RFC 5322 allows."""
    user, _, host = address.rpartition("@")
    ascii_host = uri(f"https://{host}").removeprefix("https://")
    try:
        return Address(name, addr_spec=f"{user}@{ascii_host}")
    except (HeaderParseError, MessageDefect, ValueError, IndexError):
        raise UnusableAddressError(name, address) from None


def opening(strings: LetterStrings, series: Series, name: str) -> Iterator[str]:
    """Yield the first paragraphs of a letter: the greeting, and who writes."""
    yield strings.greeting.format(name)
    yield strings.sender.format(publisher=series.publisher.name, series=series.title)
