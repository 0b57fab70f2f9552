"""The ledger: what went out, on which channel, and when. One line of JSON for each change.

It lies beside the content and is only ever added to. A line is there before the files are: a build
that is killed may be in it without having finished, but nothing goes out that is not in it.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from tbh_model._arguments import check_arguments
from tbh_model._atomic import WriteError, open_for_append, write_error
from tbh_model._attrs import frozen
from tbh_model._errors import TBHError
from tbh_model._final import final
from tbh_model._lock import hold_lock
from tbh_model._regular_files import check_folder, read_regular
from tbh_model.content import fingerprint
from tbh_model.model import Edition, Series
from tbh_model.publishing._last_build import LEDGER
from tbh_model.rights import Release

_LOCK_FILE: Final = ".tbh/ledger.lock"
# Maximum size of a ledger, enough for millions of lines.
_MAX_LEDGER_BYTES: Final = 2**30


class LedgerError(TBHError, ValueError):
    """The ledger, or a line of it, cannot be read; that is never passed over in silence."""

    def __init__(self, file: str, line: int | None = None) -> None:
        super().__init__(file, line)
        self.file, self.line = file, line

    def __str__(self) -> str:
        """Name the file and the line, and say what to do."""
        if self.line is None:
            return f"cannot read {self.file}; check what stands there, or build with --no-ledger"
        return f"{self.file}:{self.line} is not an entry of the ledger; restore it from a backup"


@final
@frozen(kw_only=True)
class LedgerEntry:
    """Entry of the ledger: what was published of one edition on one channel, and since when."""

    at: datetime
    """The instant of the release."""
    channel: str
    """The channel."""
    edition: str
    """The id of the edition."""
    responses: tuple[str, ...]
    """The ids of the answers that were in it, as they are in the content."""
    digest: str | None
    """SHA-256 of the published edition, as `sha256:...`; None if it was taken down."""

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data: a line of the ledger."""
        return {
            "at": self.at.isoformat(),
            "channel": self.channel,
            "edition": self.edition,
            "responses": list(self.responses),
            "digest": self.digest,
        }


@check_arguments
def read_ledger(folder: str | Path) -> tuple[LedgerEntry, ...]:
    """Return the entries of the ledger of a content folder, oldest first.

    A folder without a ledger has no entries. An incomplete last line is skipped: a build was killed
    while it wrote the line.

    Raises:
        LedgerError: If the ledger or one of its other lines cannot be read.

    >>> tbh.read_ledger("a-new-series")
    ()
    """
    return _parse_entries(Path(folder), _read_complete_lines(Path(folder)))


def _read_complete_lines(folder: Path) -> bytes:
    """Return the whole lines of the ledger; nothing if there is none."""
    try:
        return _complete_lines(read_regular(folder, LEDGER, _MAX_LEDGER_BYTES))
    except (FileNotFoundError, NotADirectoryError):
        return b""
    except OSError:
        raise LedgerError(str(folder / LEDGER)) from None


def _complete_lines(data: bytes) -> bytes:
    """Return the complete lines; nothing was published for an incomplete last one."""
    return data[: data.rfind(b"\n") + 1]


def _parse_entries(folder: Path, data: bytes) -> tuple[LedgerEntry, ...]:
    lines = enumerate(data.decode(errors="replace").split("\n"), start=1)
    return tuple(_parse_entry(folder, number, line) for number, line in lines if line)


def record(
    folder: Path,
    series: Series,
    releases: Iterable[Release],
    fingerprint_of: Callable[[Edition], str] = fingerprint,
) -> tuple[tuple[LedgerEntry, ...], int]:
    """Add to the ledger what of some releases is not as it last went out.

    Return what was added, and the size of the ledger with it.

    Args:
        folder: The content folder.
        series: The series as it is in the content.
        releases: What of it goes out, each with what was withheld.
        fingerprint_of: Gives the fingerprint of an edition.

    Raises:
        LedgerError: If the ledger cannot be read.
        WriteError: If it cannot be written to.
    """
    all_releases = tuple(releases)

    def new_entries(data: bytes) -> tuple[LedgerEntry, ...]:
        latest_entries = latest(_parse_entries(folder, data))
        return tuple(
            entry
            for release in all_releases
            for entry in _new_entries(series, release, latest_entries, fingerprint_of)
        )

    old_data = _read_complete_lines(folder)
    added = new_entries(old_data)
    if not added:
        return (), len(old_data)
    with _open_locked(folder, folder / LEDGER) as ledger:
        current_data = _complete_lines(ledger.read())
        if current_data != old_data:  # another build has written in the meantime
            added = new_entries(current_data)
        _append_entries(ledger, len(current_data), added)
        return added, ledger.tell()


def latest(entries: Iterable[LedgerEntry]) -> dict[tuple[str, str], LedgerEntry]:
    """Return the last entry of each edition on each channel."""
    return {(entry.channel, entry.edition): entry for entry in entries}


def _new_entries(
    series: Series,
    release: Release,
    latest_entries: Mapping[tuple[str, str], LedgerEntry],
    fingerprint_of: Callable[[Edition], str],
) -> Iterator[LedgerEntry]:
    """Yield an entry for what is new, changed, or no longer there."""
    channel, editions = (
        release.channel,
        {edition.id: edition for edition in release.series.editions},
    )
    withheld = {(item.edition, item.id) for item in release.withheld if item.kind == "response"}
    for edition in editions.values():
        previous = latest_entries.get((channel, edition.id))
        digest = fingerprint_of(edition)
        if previous is None or previous.digest != digest:
            yield LedgerEntry(
                at=release.at,
                channel=channel,
                edition=edition.id,
                responses=tuple(
                    response.id  # as in the content: a release may have taken a telling one out
                    for response in series.edition(edition.id).responses
                    if (edition.id, response.id) not in withheld
                ),
                digest=digest,
            )
    for (entry_channel, id_), previous in latest_entries.items():
        if entry_channel == channel and id_ not in editions and previous.digest is not None:
            yield LedgerEntry(
                at=release.at, channel=channel, edition=id_, responses=(), digest=None
            )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _parse_entry(folder: Path, number: int, line: str) -> LedgerEntry:
    try:
        data: Any = json.loads(line)
        return LedgerEntry(
            at=datetime.fromisoformat(data["at"]),
            channel=_text(data["channel"]),
            edition=str(data["edition"]),
            responses=tuple(map(str, data["responses"])),
            digest=None if data["digest"] is None else str(data["digest"]),
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        raise LedgerError(str(folder / LEDGER), number) from None


@contextmanager
def _open_locked(folder: Path, file: Path) -> Iterator[BinaryIO]:
    """Open the ledger, and keep other builds out until it is closed."""
    try:
        file.parent.mkdir(exist_ok=True)
        check_folder(folder, file.parent.name)
        with (
            hold_lock(folder / _LOCK_FILE, file, wait=True),
            open_for_append(file) as ledger,
        ):
            ledger.seek(0)
            yield ledger
    except OSError as error:
        failure = write_error(file, error)
        remedy = f"{failure.remedy}, or build with --no-ledger"
        raise WriteError(str(file), failure.reason, remedy) from None


def _append_entries(ledger: BinaryIO, end: int, entries: Iterable[LedgerEntry]) -> None:
    """Write whole lines with one call, and see them on the disk before anything else is done."""
    lines = (json.dumps(entry.as_data(), ensure_ascii=False) for entry in entries)
    ledger.truncate(end)  # what a build left that was killed while it wrote
    ledger.write("".join(f"{line}\n" for line in lines).encode())
    ledger.flush()
    os.fsync(ledger.fileno())
