"""The contract of importers: what one is, and what it reads from a source."""

from enum import StrEnum
from pathlib import PurePath
from typing import ClassVar, Protocol, runtime_checkable

from tbh_model._attrs import field, frozen
from tbh_model._errors import TBHError
from tbh_model._final import final
from tbh_model._plugins import PluginName
from tbh_model.model import Line, validate_on_init
from tbh_model.text import RichText


@final
@frozen(kw_only=True)
class ImportSource:
    """A file to import, as bytes. Whoever asks for an import has read it."""

    name: str
    """The name of the file without its folder, such as `answers.csv`; `-` for standard input."""
    data: bytes = field(repr=False)
    """The bytes of the file."""

    @property
    def suffix(self) -> str:
        """The ending of the name in lower case, such as `.csv`; empty if there is none."""
        return PurePath(self.name).suffix.lower()


class Fate(StrEnum):
    """What became of a text of a source."""

    PLACED = "placed"
    """It is in the series now, or would be after saving."""
    UNCHANGED = "unchanged"
    """It was in the series already."""
    DIFFERS = "differs"
    """The series has other words in its place, which stay."""
    LEFT_OUT = "left out"
    """It has no place in a series."""
    UNDECIDED = "undecided"
    """Somebody has to decide."""


@final
@frozen(kw_only=True)
class AccountLine:
    """A text of a source, and what became of it."""

    place: str
    """Where the text is, such as `row 3, "Your name"` or `line 12`."""
    text: str
    """The text, character for character."""
    fate: Fate
    """What became of it."""
    note: str = ""
    """Where it went, as in `responses/r-3ff9.answer`, why it was left out, or what to decide."""

    def __str__(self) -> str:
        """Return it on one line, with a long text cut."""
        text = " ".join(self.text.split())
        shown = text if len(text) <= _MAX_SHOWN else f"{text[: _MAX_SHOWN - 1]}…"
        note = f" ({self.note})" if self.note else ""
        return f"{self.fate}: {self.place}: {shown}{note}"


_MAX_SHOWN = 80


@final
@frozen(kw_only=True)
class Cell:
    """A text with a heading: a cell of a table, an answer of a form, a header of a mail."""

    heading: str
    """The heading as it is in the source; empty if there is none."""
    text: str
    """The text, character for character."""


@final
@frozen(kw_only=True)
class Record:
    """One row of a table, one submission of a form, one message, one document or one post."""

    place: str
    """Where it is in the source, such as `row 3`; empty if the source is one record."""
    line: int | None = None
    """The line on which it begins, counted from 1, in a source that has lines."""
    id: str | None = None
    """The id that the source has for it, such as that of a message or a submission."""
    cells: tuple[Cell, ...] = ()
    """The texts that have headings, in the order of the source."""
    body: RichText | None = None
    """The running text, with all that is quoted or signed in it."""


@final
@frozen(kw_only=True)
class Imported:
    """What an importer has read. Every text of the source is in a record or left out by name."""

    records: tuple[Record, ...] = ()
    """The records, in the order of the source."""
    left_out: tuple[AccountLine, ...] = ()
    """The texts that are in no record, each with the reason."""
    notes: tuple[str, ...] = ()
    """How the source was read where that is not certain, such as its encoding."""


@final
@frozen(kw_only=True)
@validate_on_init
class ImporterInfo:
    """Name, summary and file names of an importer."""

    noun: ClassVar = "importer"

    name: PluginName
    """The name: lower-case letters, digits and hyphens, such as `table`."""
    summary: Line
    """What it reads, in half a line."""
    suffixes: tuple[Line, ...] = ()
    """The endings of the files that it reads, in lower case, such as `.csv`."""


@runtime_checkable
class Importer(Protocol):
    """Protocol of importers, which read a file of one format into records.

    An importer is a frozen attrs class; its fields are its options. It is pure: it asks no clock,
    reaches no network, opens no file and keeps nothing. It knows the format, and nothing of series.
    """

    info: ClassVar[ImporterInfo]

    def read(self, source: ImportSource, /) -> Imported:
        """Return the records of a source, and what of it is in none of them.

        Raises:
            UnreadableSourceError: If the source is not what its name says.
        """
        ...


class UnreadableSourceError(TBHError, ValueError):
    """A source is not of the format that it should be."""

    def __init__(self, name: str, problem: str, remedy: str, line: int | None = None) -> None:
        super().__init__(name, problem, remedy, line)
        self.name, self.problem, self.remedy, self.line = name, problem, remedy, line

    def __str__(self) -> str:
        """Name the file and the line, what is wrong, and what to do."""
        place = self.name if self.line is None else f"{self.name}:{self.line}"
        return f"{place}: {self.problem}; {self.remedy}"


def decode(source: ImportSource, encoding: str | None = None) -> tuple[str, tuple[str, ...]]:
    r"""Return the text of a source, and a note if its encoding was found by trying.

    Line endings stay as they are. A byte order mark decides, then UTF-8 is tried, and then
    Windows-1252, which older programs write.

    Raises:
        UnreadableSourceError: If the bytes are none of these, or not in the given encoding.

    >>> importers.decode(importers.ImportSource(name="a.txt", data=b"caf\xe9"))[0]
    'café'
    """
    data = source.data
    if encoding is None and data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    try:
        if encoding is not None:
            return data.decode(encoding), ()
        return data.decode("utf-8-sig"), ()
    except LookupError:
        remedy = "write one such as utf-8 or windows-1252"
        raise UnreadableSourceError(source.name, f"no encoding {encoding!r}", remedy) from None
    except UnicodeDecodeError as error:
        if encoding is not None or b"\0" in data:
            problem = f"byte {error.start} is no {encoding or 'text in UTF-8'}"
            remedy = "save the file as text in UTF-8, or set the option `encoding`"
            raise UnreadableSourceError(source.name, problem, remedy) from None
    try:
        return data.decode("windows-1252"), ("read as Windows-1252, since it is not UTF-8",)
    except UnicodeDecodeError:
        return data.decode("latin-1"), ("read as Latin-1, since it is not UTF-8",)
