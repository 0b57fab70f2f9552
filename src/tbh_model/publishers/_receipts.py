"""Receipts: what was sent to which platform, and when. One line of JSON for each step.

They are evidence, and are only ever added to: each line holds the digest of the one before, so that
none can be changed or taken out unseen. A step is written down before it is made, and again when it
is done; a push that is killed leaves the first of the two, and the next one looks what became of
it. A receipt holds digests and ids, and no word of an edition: what is withdrawn is in none.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Final

from tbh_model._arguments import check_arguments
from tbh_model._atomic import open_for_append, write_error
from tbh_model._attrs import frozen
from tbh_model._errors import TBHError
from tbh_model._final import final
from tbh_model._lock import hold_lock
from tbh_model._regular_files import check_folder, read_regular

RECEIPTS: Final = ".tbh/receipts.jsonl"
_LOCK_FILE: Final = ".tbh/receipts.lock"
# Maximum size of the file, enough for millions of lines.
_MAX_BYTES: Final = 2**30


class Action(StrEnum):
    """What a push does with the post of an edition."""

    CREATE = "create"
    """A post is made."""
    UPDATE = "update"
    """The post is replaced."""
    LEAVE = "leave"
    """The post is as it should be."""
    TAKE_DOWN = "take down"
    """The post is taken down."""


class ReceiptError(TBHError, ValueError):
    """The receipts cannot be read, or are not as they were written."""

    def __init__(self, file: str, line: int | None, problem: str) -> None:
        super().__init__(file, line, problem)
        self.file, self.line, self.problem = file, line, problem

    def __str__(self) -> str:
        """Name the file and the line, and say what to do."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.problem}; restore the file from a backup"


@final
@frozen(kw_only=True)
class Receipt:
    """A step of a push: begun, or done and read back."""

    at: datetime
    """The instant of the step."""
    publisher: str
    """The name of the publisher."""
    target: str
    """The site or the account."""
    edition: str
    """The id of the edition."""
    identity: str
    """What the platform keeps to find the post again."""
    action: Action
    """The step."""
    is_done: bool
    """Whether it was done and read back; if not, it was about to begin."""
    remote: str | None = None
    """The id of the post on the platform, if it was known."""
    url: str | None = None
    """The address of the post."""
    is_public: bool = False
    """Whether everybody could read it."""
    responses: tuple[str, ...] = ()
    """The ids of the answers in it, as they are in the content."""
    digest: str | None = None
    """SHA-256 of what was sent."""
    words: str | None = None
    """SHA-256 of the visible words that were sent."""
    state: str | None = None
    """SHA-256 of what the platform has since, by which a change by hand is known."""
    previous: str | None = None
    """SHA-256 of the line before; None in the first one."""

    @property
    def key(self) -> tuple[str, str, str]:
        """Publisher, target and edition."""
        return self.publisher, self.target, self.edition

    @property
    def is_up(self) -> bool:
        """Whether there is a post since then."""
        return self.is_done and self.action is not Action.TAKE_DOWN

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data: a line of the file."""
        return {
            "at": self.at.isoformat(),
            "publisher": self.publisher,
            "target": self.target,
            "edition": self.edition,
            "identity": self.identity,
            "action": self.action.value,
            "is_done": self.is_done,
            "remote": self.remote,
            "url": self.url,
            "is_public": self.is_public,
            "responses": list(self.responses),
            "digest": self.digest,
            "words": self.words,
            "state": self.state,
            "previous": self.previous,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Receipt":
        """Return the receipt of a line.

        Raises:
            ValueError: If the line is none.
        """
        try:
            values = dict(data)
            values["at"] = datetime.fromisoformat(values["at"])
            values["action"] = Action(values["action"])
            values["responses"] = tuple(values["responses"])
            return cls(**values)
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(str(error)) from None


@check_arguments
def read_receipts(folder: str | Path) -> tuple[Receipt, ...]:
    """Return the receipts of a content folder, oldest first, and check their chain.

    A folder without receipts has none. An incomplete last line is skipped: a push was killed while
    it wrote the line, and had done nothing for it yet.

    Raises:
        ReceiptError: If they cannot be read, or if a line was changed, added or taken out.

    >>> publishers.read_receipts("a-new-series")
    ()
    """
    return _parse(Path(folder), _read_lines(Path(folder)))


def chain_digest(folder: str | Path) -> str | None:
    """Return the digest of the last receipt of a folder, which stands for all of them.

    Whoever keeps it elsewhere can tell later whether lines at the end were taken away.

    >>> publishers.chain_digest("a-new-series")
    """
    lines = _read_lines(Path(folder)).splitlines()
    return _line_digest(lines[-1]) if lines else None


def latest_receipts(receipts: Iterable[Receipt]) -> dict[tuple[str, str, str], Receipt]:
    """Return the last receipt of a step that was done for each post.

    >>> publishers.latest_receipts([])
    {}
    """
    return {receipt.key: receipt for receipt in receipts if receipt.is_done}


def unfinished_receipts(
    receipts: Iterable[Receipt],
) -> dict[tuple[str, str, str], tuple[Receipt, ...]]:
    """Return the receipts of steps that were begun since the last one that was done, for each post.

    Several pushes may have been killed one after the other: any of them may have come through.

    >>> publishers.unfinished_receipts([])
    {}
    """
    unfinished: dict[tuple[str, str, str], tuple[Receipt, ...]] = {}
    for receipt in receipts:
        if receipt.is_done:
            unfinished.pop(receipt.key, None)
        else:
            unfinished[receipt.key] = (*unfinished.get(receipt.key, ()), receipt)
    return unfinished


def _read_lines(folder: Path) -> bytes:
    try:
        return _whole_lines(read_regular(folder, RECEIPTS, _MAX_BYTES))
    except (FileNotFoundError, NotADirectoryError):
        return b""
    except OSError:
        raise ReceiptError(str(folder / RECEIPTS), None, "it cannot be read") from None


def _whole_lines(data: bytes) -> bytes:
    return data[: data.rfind(b"\n") + 1]


def _line_digest(line: bytes) -> str:
    return f"sha256:{sha256(line).hexdigest()}"


def _parse(folder: Path, data: bytes) -> tuple[Receipt, ...]:
    receipts: list[Receipt] = []
    previous = None
    for number, line in enumerate(data.splitlines(), 1):
        try:
            receipt = Receipt.from_data(json.loads(line))
        except (ValueError, RecursionError):
            raise ReceiptError(str(folder / RECEIPTS), number, "this is no receipt") from None
        if receipt.previous != previous:
            problem = "the line before it was changed or taken out, or this one was"
            raise ReceiptError(str(folder / RECEIPTS), number, problem)
        previous = _line_digest(line)
        receipts.append(receipt)
    return tuple(receipts)


class ReceiptWriter:
    """Adds receipts to those of a folder, while no other push does."""

    def __init__(self, file: BinaryIO, receipts: tuple[Receipt, ...], last: str | None) -> None:
        self.receipts = receipts
        """The receipts so far."""
        self._file, self._last = file, last

    def append(self, receipt: Receipt) -> Receipt:
        """Add a receipt, and return it with its place in the chain; it is on the disk then."""
        linked = Receipt.from_data({**receipt.as_data(), "previous": self._last})
        line = json.dumps(linked.as_data(), ensure_ascii=False).encode()
        self._file.write(line + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._last = _line_digest(line)
        self.receipts = (*self.receipts, linked)
        return linked


@contextmanager
def open_receipts(folder: Path) -> Iterator[ReceiptWriter]:
    """Open the receipts of a folder, and keep other pushes waiting until they are closed.

    Raises:
        ReceiptError: If they cannot be read, or are not as they were written.
        WriteError: If they cannot be written to.
    """
    file = folder / RECEIPTS
    with ExitStack() as stack:
        try:
            file.parent.mkdir(exist_ok=True)
            check_folder(folder, file.parent.name)
            stack.enter_context(hold_lock(folder / _LOCK_FILE, file, wait=True))
            stream = stack.enter_context(open_for_append(file))
            stream.seek(0)
            data = _whole_lines(stream.read())
            stream.truncate(len(data))  # the rest of a push that was killed while it wrote
        except OSError as error:
            raise write_error(file, error) from None
        lines = data.splitlines()
        last = _line_digest(lines[-1]) if lines else None
        yield ReceiptWriter(stream, _parse(folder, data), last)
