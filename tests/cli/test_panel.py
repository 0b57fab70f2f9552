"""The commands that write letters to the panel: invite and proof."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import tbh_model as tbh
from small_folder import EDITION, SERIES, THERAPIST, digests, write
from tbh_model.cli._main import tbh as command

Run = Callable[..., Result]
AT = ("--at", "2026-06-01T12:00:00Z")
DRAFT = EDITION.replace("status: ready\npublished: 2026-05-01T09:00:00-04:00\n", "# a comment\n")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(*arguments: object) -> Result:
        monkeypatch.chdir(tmp_path)
        return CliRunner().invoke(command, [str(argument) for argument in arguments])

    return run


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with one answer, and somebody who was not asked yet."""
    folder = tmp_path / "content"
    write(folder, "series.yaml", f"{SERIES}  email: desk@example.org\n")
    write(folder, "therapists/t-1.yaml", f"{THERAPIST}email: dana@example.org\n")
    write(folder, "therapists/t-2.yaml", "id: t-2\nname: Bo Lind\n")
    write(folder, "editions/patience.yaml", DRAFT)
    return folder


def test_invitations_are_written_and_recorded(run: Run, content: Path, tmp_path: Path) -> None:
    """A text for each, a message for who has an address; and the day in the content."""
    who = "bo lind,t-1"
    done = run("invite", "patience", content, "--panel", who, "--due", "2026-06-10", *AT)
    first, second = tbh.load(content).edition("patience").responses

    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "outbox/patience/invite-t-2.txt  Bo Lind",
        "outbox/patience/invite-t-1.eml  Dana Okafor <dana@example.org>",
        "outbox/patience/invite-t-1.txt  Dana Okafor",
        "editions/patience.yaml",
    ]
    assert done.stderr == "no message for Bo Lind: no `email` on record\n"
    assert (first.asked, second.asked) == (None, date(2026, 6, 1))  # the first has answered
    assert (second.therapist, second.quote) == ("t-2", "…")
    assert tbh.load(content).edition("patience").due == date(2026, 6, 10)
    assert "# a comment\n" in (content / "editions/patience.yaml").read_text()
    text = (tmp_path / "outbox/patience/invite-t-2.txt").read_text()
    assert "Please answer by June 10, 2026." in text


def test_who_has_not_answered_is_reminded(run: Run, content: Path, tmp_path: Path) -> None:
    """The day on which they were asked stays; written again, a letter is the same."""
    run("invite", "e-1", content, "--panel", "t-2", *AT)
    before = digests(content)
    done = run("invite", "e-1", content, "--to", "again", "--at", "2026-06-09T12:00:00Z")

    assert done.stdout.splitlines() == ["again/invite-t-2.txt  Bo Lind"]
    assert digests(content) == before
    letter = (tmp_path / "outbox/patience/invite-t-2.txt").read_bytes()
    assert (tmp_path / "again/invite-t-2.txt").read_bytes() == letter


def test_letters_alone_are_written(run: Run, content: Path) -> None:
    """With another sender."""
    before = digests(content)
    words = ("--words", 80, "--from", "me@example.org", "--no-record", *AT)
    done = run("invite", "patience", content, "--panel", "t-1", "--to", "out", *words)

    assert digests(content) == before
    assert done.exit_code == 0
    message = Path("out/invite-t-1.eml").read_bytes()
    assert b"From: The Small Practice <me@example.org>\r\n" in message
    assert b"About 80 words are enough." in message


def test_proofs_are_written(run: Run, content: Path) -> None:
    """A page and a message, beside the invitations; the content stays as it is."""
    before = digests(content)
    done = run("proof", "patience", content, *AT)

    assert done.stdout.splitlines() == [
        "outbox/patience/proof-t-1.eml  Dana Okafor <dana@example.org>",
        "outbox/patience/proof-t-1.html  Dana Okafor",
    ]
    assert digests(content) == before
    assert "Patience is a long room." in Path("outbox/patience/proof-t-1.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("proof", "patient"), "did you mean 'patience'?"),
        (("invite", "patience", "--panel", "Bo Lint"), "did you mean 'Bo Lind'?"),
        (("invite", "patience", "--panel", "Dana Okafor"), "2 therapists are named"),
        (("invite", "patience", "--panel", "t-3"), "add `email` to `publisher`"),
    ],
)
def test_mistakes_are_answered_with_advice(
    run: Run, content: Path, arguments: tuple[str, ...], said: str
) -> None:
    """And nothing is written."""
    write(content, "series.yaml", SERIES)
    write(content, "therapists/t-3.yaml", "id: t-3\nname: Dana Okafor\nemail: d@example.org\n")
    before = digests(content)
    name, edition, *options = arguments
    done = run(name, edition, content, *options)

    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr
    assert digests(content) == before
    assert not Path("outbox").exists()


def test_nobody_to_write_to_is_said(run: Run, content: Path) -> None:
    """All have answered, or nobody has."""
    done = run("invite", "patience", content)
    write(content, "editions/patience.yaml", DRAFT.replace("Patience is a long room.", "…"))
    proofs = run("proof", "patience", content)

    for each in (done, proofs):
        assert (each.exit_code, each.stdout) == (0, "")
        assert each.stderr == "There is nobody to write to.\n"
