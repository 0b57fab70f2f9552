"""Private words are in nothing that a command prints."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from private_breaks import CANARY, CHANGES, TEXTS
from small_folder import SERIES, THERAPIST, write
from tbh_model.cli._main import tbh

BROKEN = {
    "a line of a private text at the margin": (21, "no indentation"),
    "a line of a private text behind a tab": (19, "a tab"),
    "a private text indented less": (18, "two spaces less"),
    "a private key without its colon": (25, "no colon"),
    "a private key that is misspelled": (16, "a misspelled key"),
    "a private quotation that is not closed": (38, "no last mark"),
    "a private group that is not closed": (44, "no brace"),
    "a private value on a line of its own": (25, "two lines without indentation"),
    "a private text that ends too early": (36, "a quotation mark inside"),
    "an unknown key": (48, "a misspelled key"),
}
COMMANDS = (
    ("check",),
    *(("check", "--format", form) for form in ("json", "sarif", "github")),
    ("build", "--to", "public", "--no-ledger", "--no-cache"),
    ("export", "rss", "--to", "-"),
    ("status",),
    ("status", "--json"),
    ("refs", "t-1"),
    ("rename", "t-1", "t-9"),
    ("approve", "patience", "--all"),
    ("withdraw", "t-1", "--on", "2026-05-02"),
    ("schema", "--project"),
)


@pytest.mark.parametrize("name", BROKEN)
def test_no_command_prints_a_private_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Whatever is asked of content in which one line is broken, and in every format."""
    line, change = BROKEN[name]
    lines = TEXTS["editions/patience.yaml"].split("\n")
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/patience.yaml", "\n".join(CHANGES[change](lines, line - 1)))
    monkeypatch.chdir(tmp_path)

    for command in COMMANDS:
        done = CliRunner().invoke(tbh, command)

        assert done.exception is None or isinstance(done.exception, SystemExit), command
        assert CANARY.casefold() not in done.output.casefold(), command
        assert done.output or command[0] == "schema"
