"""A clock that jumps: what is built depends on bytes and on the instant asked for, on no times."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import tbh_model as tbh
from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model import Outcome

AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
SECOND = 10**9
"""In nanoseconds."""
LATER = (4_000_000_000 * SECOND, 4_000_000_000 * SECOND)
"""A time in the year 2096, for files that a clock in the future has written."""
EARLIER = (SECOND, SECOND)
"""A time in the year 1970."""
EDITED = "editions/patience.yaml"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with one edition."""
    write(tmp_path, "content/series.yaml", SERIES)
    write(tmp_path / "content", "therapists/t-1.yaml", THERAPIST)
    write(tmp_path / "content", EDITED, EDITION)
    return tmp_path / "content"


@pytest.fixture
def build(content: Path, tmp_path: Path) -> Callable[..., tbh.PublishReport]:
    """Load and publish, as the command does."""

    def build(to: str = "out", at: datetime = AT) -> tbh.PublishReport:
        return tbh.publish(tbh.load(content), tmp_path / to, at, ledger=True)

    return build


def files(folder: Path) -> dict[str, bytes]:
    """Return what is published."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and not file.name.startswith(".")
    }


def set_times(folder: Path, times: tuple[int, int]) -> None:
    """Let every file be from another time."""
    for file in folder.rglob("*"):
        os.utime(file, ns=times)


@pytest.mark.parametrize("times", [EARLIER, LATER, None], ids=["earlier", "later", "the same"])
def test_an_edit_is_seen_whatever_time_it_bears(
    content: Path,
    tmp_path: Path,
    build: Callable[..., tbh.PublishReport],
    times: tuple[int, int] | None,
) -> None:
    """Even one that changes neither the time nor the length of the file."""
    build()
    file = content / EDITED
    before = file.stat()
    file.write_text(EDITION.replace("a long room", "a wide room"), encoding="utf-8")
    os.utime(file, ns=times or (before.st_mtime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size

    build()

    assert (
        b"a wide room" in (tmp_path / "out" / "editions" / "patience" / "index.html").read_bytes()
    )
    build("clean")
    assert files(tmp_path / "out") == files(tmp_path / "clean")


@pytest.mark.parametrize("times", [EARLIER, LATER], ids=["earlier", "later"])
def test_nothing_is_written_because_of_a_time(
    content: Path,
    tmp_path: Path,
    build: Callable[..., tbh.PublishReport],
    times: tuple[int, int],
) -> None:
    """Files from another time whose bytes are right stay as they are."""
    build()
    set_times(tmp_path, times)

    report = build()

    assert {*report.written.values()} == {Outcome.UNCHANGED}
    assert {file.stat().st_mtime_ns for file in (tmp_path / "out").rglob("*.html")} == {times[0]}


def test_output_from_the_future_is_replaced(
    content: Path, tmp_path: Path, build: Callable[..., tbh.PublishReport]
) -> None:
    """That it is newer than the content does not make it right."""
    build()
    set_times(tmp_path / "out", LATER)
    write(content, EDITED, EDITION.replace("a long room", "a wide room"))

    report = build()

    assert report.written["editions/patience/index.html"] is Outcome.CHANGED


def test_a_build_at_an_earlier_instant_takes_back_what_was_not_out_then(
    content: Path, tmp_path: Path, build: Callable[..., tbh.PublishReport]
) -> None:
    """As if the later one had never been."""
    late = EDITION.replace("e-1", "e-2").replace("slug: patience", "slug: late")
    write(content, "editions/late.yaml", late.replace("2026-05-01", "2026-06-02"))
    build(at=AT + timedelta(days=7))
    assert (tmp_path / "out" / "editions" / "late").is_dir()

    report = build(at=AT)

    assert report.is_complete
    assert "editions/late/index.html" in report.removed
    build("clean")
    assert files(tmp_path / "out") == files(tmp_path / "clean")
    build(at=AT + timedelta(days=7))
    assert (tmp_path / "out" / "editions" / "late").is_dir()
