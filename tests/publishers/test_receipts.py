"""Receipts: a chain of evidence."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import evolve

from tbh_model.publishers import (
    RECEIPTS,
    Action,
    Receipt,
    ReceiptError,
    chain_digest,
    read_receipts as read,
)
from tbh_model.publishers._receipts import open_receipts

RECEIPT = Receipt(
    at=datetime(2026, 11, 20, 12, tzinfo=UTC),
    publisher="notice-board",
    target="https://board.example",
    edition="e-1",
    identity="tag:example.org,2026:kit/e-1",
    action=Action.CREATE,
    is_done=True,
    responses=("r-1",),
)


def written(folder: Path) -> Path:
    """Write three receipts, and return the file."""
    with open_receipts(folder) as receipts:
        for edition in ("e-1", "e-2", "e-3"):
            receipts.append(evolve(RECEIPT, edition=edition))
    return folder / RECEIPTS


def test_receipts_are_read_as_they_were_written(tmp_path: Path) -> None:
    """Each with the digest of the one before."""
    written(tmp_path)

    first, second, third = read(tmp_path)

    assert first == RECEIPT
    assert first.previous is None
    assert (second.edition, third.edition) == ("e-2", "e-3")
    assert second.previous != third.previous


@pytest.mark.parametrize(
    ("old", "new"),
    [('"r-1"', '"r-2"'), ("12:00", "13:00"), ("board.example", "other.example")],
)
def test_a_changed_line_is_noticed(tmp_path: Path, old: str, new: str) -> None:
    """By the line after it, which is named."""
    file = written(tmp_path)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text(lines[0].replace(old, new) + "".join(lines[1:]), encoding="utf-8")

    with pytest.raises(ReceiptError, match=r"receipts.jsonl:2: the line before it was changed"):
        read(tmp_path)


@pytest.mark.parametrize("index", [0, 1])
def test_a_line_that_was_taken_out_is_noticed(tmp_path: Path, index: int) -> None:
    """Wherever another one follows."""
    file = written(tmp_path)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    del lines[index]
    file.write_text("".join(lines), encoding="utf-8")

    with pytest.raises(ReceiptError, match="restore the file from a backup"):
        read(tmp_path)


def test_lines_that_were_cut_off_at_the_end_change_the_last_digest(tmp_path: Path) -> None:
    """The chain alone cannot tell."""
    file = written(tmp_path)
    before = chain_digest(tmp_path)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:2]), encoding="utf-8")

    assert len(read(tmp_path)) == 2
    assert chain_digest(tmp_path) != before


@pytest.mark.parametrize("kept", [1, 40, -1])
def test_a_line_that_was_not_written_whole_is_dropped_by_the_next_push(
    tmp_path: Path, kept: int
) -> None:
    """A push was killed while it wrote it, before it did anything for it."""
    file = written(tmp_path)
    data = file.read_bytes()
    last = data.splitlines(keepends=True)[-1]
    file.write_bytes(data.removesuffix(last) + last[:kept])

    assert [receipt.edition for receipt in read(tmp_path)] == ["e-1", "e-2"]
    with open_receipts(tmp_path) as receipts:
        receipts.append(evolve(RECEIPT, edition="e-4"))
    assert [receipt.edition for receipt in read(tmp_path)] == ["e-1", "e-2", "e-4"]


@pytest.mark.parametrize("line", ["{}", "[]", "nonsense", '{"at": 7}'])
def test_what_is_no_receipt_is_named(tmp_path: Path, line: str) -> None:
    """With its line."""
    file = written(tmp_path)
    with file.open("a", encoding="utf-8") as stream:
        stream.write(f"{line}\n")

    with pytest.raises(ReceiptError, match=r"receipts.jsonl:4: this is no receipt"):
        read(tmp_path)


def test_receipts_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    """As a folder in their place."""
    (tmp_path / RECEIPTS).mkdir(parents=True)

    with pytest.raises(ReceiptError, match="cannot be read"):
        read(tmp_path)


def test_a_line_is_plain_json(tmp_path: Path) -> None:
    """With the keys that the reference lists."""
    line = written(tmp_path).read_text(encoding="utf-8").splitlines()[0]
    page = Path(__file__).parents[2] / "docs/reference/publishers.md"

    keys = list(json.loads(line))

    assert [key for key in keys if f"`{key}`" not in page.read_text(encoding="utf-8")] == []
