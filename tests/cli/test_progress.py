"""How far a build is, on a terminal and elsewhere."""

import sys
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model.cli import _console as _progress
from tbh_model.cli._main import tbh


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands at its last number."""
    times = [0.0]
    monkeypatch.setattr(_progress, "monotonic", lambda: times[-1])
    return times


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """What a terminal shows."""
    written = StringIO()
    console = Console(file=written, force_terminal=True, width=100)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(_progress, "stderr_console", lambda: console)
    return written


def test_without_a_terminal_it_is_a_line_now_and_then(
    capsys: pytest.CaptureFixture[str], clock: list[float]
) -> None:
    """So that the log of a long build is short, and that of a short one empty."""
    with _progress.progress(is_shown=True) as told:
        assert told is not None
        for second, done in ((1, 100), (6, 2500), (7, 2900), (12, 5000), (20, 10_000)):
            clock.append(float(second))
            told(done, 10_000)

    assert capsys.readouterr().err == (
        "2,500 of 10,000 files, about 16 seconds left\n"
        "5,000 of 10,000 files, about 11 seconds left\n"
    )


def test_files_that_need_not_be_made_say_nothing_of_the_time_left(
    capsys: pytest.CaptureFixture[str], clock: list[float]
) -> None:
    """They are counted before the first that is made."""
    with _progress.progress(is_shown=True) as told:
        assert told is not None
        for second, done in ((30, 9_001), (36, 9_201)):
            clock.append(float(second))
            told(done, 10_000)

    assert capsys.readouterr().err == "9,201 of 10,000 files, about 24 seconds left\n"


def test_on_a_terminal_it_is_a_bar_with_count_and_rate(terminal: StringIO) -> None:
    """Which goes away when the build is done."""
    with _progress.progress(is_shown=True) as told:
        assert told is not None
        for done in range(1, 101):
            told(done, 100)

    assert "100/100" in terminal.getvalue()
    assert "/s" in terminal.getvalue()


def test_it_can_be_left_out(terminal: StringIO) -> None:
    """With `--quiet`, and where the output is for a program."""
    with _progress.progress(is_shown=False) as told:
        assert told is None

    assert terminal.getvalue() == ""


def test_a_long_list_of_what_was_withheld_is_cut(tmp_path: Path) -> None:
    """A thousand lines tell less than twenty and a number."""
    content = tmp_path / "content"
    content.mkdir()
    write(content, "series.yaml", SERIES)
    write(content, "therapists/t-1.yaml", THERAPIST)
    for number in range(25):
        text = EDITION.replace("e-1", f"e-{number}").replace("slug: p", f"slug: p{number}")
        write(content, f"editions/p{number}atience.yaml", text)

    command = ["build", str(content), "--to", str(tmp_path / "out"), "--at", "2026-01-01T00:00:00Z"]
    done = CliRunner().invoke(tbh, command)
    lines = done.stdout.splitlines()
    first = lines.index("Withheld:")
    assert len(lines[first:]) == 22
    assert lines[-1] == "  and 5 more, which --json lists"
