"""A command in bad surroundings: full disks, closed outputs, bytes that are no text, long names."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model.cli._main import tbh as command

AT = "2026-06-01T12:00:00Z"
LATIN_1 = os.fsdecode(b"caf\xe9")
ONLY_ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder."""
    folder = tmp_path / "content"
    folder.mkdir()
    write(folder, "series.yaml", SERIES)
    write(folder, "therapists/t-1.yaml", THERAPIST)
    write(folder, "editions/patience.yaml", EDITION.replace("What is p", "Qu’est-ce, 🫖 p", 1))
    return folder


def commands(content: Path | str) -> tuple[tuple[str, ...], ...]:
    """Every command that reads content, and changes nothing of it."""
    where = str(content)
    return (
        ("check", where),
        ("check", where, "--format", "json"),
        ("check", where, "--format", "sarif"),
        ("check", where, "--format", "github"),
        ("status", where),
        ("status", where, "--json"),
        ("schema", "edition", where, "--project"),
        ("refs", "t-1", where),
        ("next", where),
        ("ledger", where),
        ("ledger", where, "--json"),
        ("export", "rss", where, "--at", AT),
        ("rename", "t-1", "t-9", where, "--dry-run"),
    )


def run(
    *arguments: str, cwd: Path | None = None, begin: Callable[[], None] | None = None, **how: object
) -> tuple[int, str, str]:
    """Run the command as a program; give exit status, standard output and standard error."""
    environment = {**os.environ, **how.pop("environment", {})}  # type: ignore[dict-item]  # texts
    done = subprocess.run(
        [sys.executable, "-m", "tbh_model", *arguments],
        check=False,
        cwd=cwd,
        env=environment,
        preexec_fn=begin,
        stdin=subprocess.DEVNULL,
        stdout=how.pop("stdout", subprocess.PIPE),  # type: ignore[call-overload]  # a file or pipe
        stderr=subprocess.PIPE,
        timeout=60,
    )
    return done.returncode, (done.stdout or b"").decode(), done.stderr.decode()


def said(*arguments: str) -> tuple[int, str]:
    """Run the command in this process; whatever escapes from it is an error of the test."""
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    return result.exit_code, result.output


@pytest.mark.parametrize("name", ["x" * 300, "/".join(["y" * 200] * 30)])
def test_a_name_that_no_system_can_hold_is_said(content: Path, name: str) -> None:
    """By every command, as a mistake and not as a crash."""
    for arguments in commands(content / name):
        status, words = said(*arguments)
        assert status in {1, 2}, arguments
        assert "rror" in words, arguments


def test_files_whose_names_are_no_utf_8_are_named(content: Path) -> None:
    """In every format, with the bytes escaped."""
    write(content, f"editions/{LATIN_1}.yaml", "id: [")
    write(content, f"editions/{LATIN_1}.txt", "notes")

    for arguments in commands(content):
        status, words = said(*arguments)
        assert status in {0, 1}, arguments
        assert words.encode(), arguments
    status, words = said("check", str(content), "--format", "sarif")
    places = [
        place["physicalLocation"]["artifactLocation"]["uri"]
        for result in json.loads(words)["runs"][0]["results"]
        for place in result["locations"]
    ]
    assert "editions/caf%E9.yaml" in places
    status, words = said("check", str(content), "--format", "json")
    assert f"editions/{LATIN_1}.yaml" in {each["file"] for each in json.loads(words)}


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "--to", f"{LATIN_1}/out"),
        ("build", "--to", f"{LATIN_1}/out", "--json"),
        ("build", "--to", f"{LATIN_1}.zip"),
        ("export", "rss", "--to", f"{LATIN_1}.xml"),
    ],
)
def test_a_place_whose_name_is_no_utf_8_is_written_to(
    content: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    """It is a name as any other."""
    monkeypatch.chdir(content)

    assert said(*arguments, "--at", AT)[0] == 0
    assert any(LATIN_1 in each.name for each in content.iterdir())


@pytest.mark.parametrize("setting", ["limit=\udcff", "title=a\udcfe", "\udcff=1"])
def test_an_option_that_is_no_utf_8_is_refused(content: Path, setting: str) -> None:
    """As a mistake at that option."""
    status, words = said("export", "rss", str(content), "--set", setting)

    assert status == 1
    assert "this is not UTF-8" in words
    words.encode()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device here")
@pytest.mark.parametrize("arguments", [("--help",), ("explain", "TBH101"), ("exporters", "list")])
def test_an_output_that_is_full_is_said(arguments: tuple[str, ...]) -> None:
    """In one line, and the exit status says that it failed."""
    with Path("/dev/full").open("wb") as full:
        status, _, words = run(*arguments, stdout=full)

    assert (status, words) == (1, "error: the output: no space left on device\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device here")
def test_every_command_that_finds_its_output_full_says_so(content: Path) -> None:
    """Whatever it prints, and however."""
    for arguments in commands(content)[:-1:3]:
        with Path("/dev/full").open("wb") as full:
            status, _, words = run(*arguments, stdout=full)
        assert status in {0, 1}
        assert "Traceback" not in words
        assert "Exception" not in words


@pytest.mark.skipif(os.name == "nt", reason="there is no such way to begin a program there")
def test_a_command_whose_output_is_closed_ends(content: Path) -> None:
    """There is nobody to tell, and nothing to complain of."""
    for arguments in (("check", str(content)), ("export", "rss", str(content), "--at", AT)):
        status, _, words = run(*arguments, stdout=None, begin=lambda: os.close(1))
        assert status in {0, 1}
        assert "Traceback" not in words


def test_where_only_ascii_can_be_printed_the_rest_is_escaped(content: Path) -> None:
    """As JSON has it, so that what a program reads is the same."""
    write(content, "editions/bad.yaml", f"{EDITION}日本: 🫖\n".replace("e-1", "e-2"))
    status, words, errors = run("check", str(content), environment=ONLY_ASCII)
    assert (status, errors) == (1, "")
    assert "unknown key `\\u65e5\\u672c`" in words
    status, words, _ = run("check", str(content), "--format", "json", environment=ONLY_ASCII)
    assert status == 1
    assert any("unknown key `日本`" in each["message"] for each in json.loads(words))


@pytest.mark.skipif(os.name == "nt", reason="no folder can be taken away there that is in use")
def test_a_current_folder_that_is_gone_is_no_crash(content: Path, tmp_path: Path) -> None:
    """Neither with content that is named nor with that of the folder itself."""
    gone = tmp_path / "gone"

    def leave() -> None:
        os.chdir(gone)
        gone.rmdir()

    for arguments in (("check", str(content)), ("check",), ("build", "--at", AT), ("status",)):
        gone.mkdir()
        _, _, words = run(*arguments, begin=leave)
        assert "Traceback" not in words


@pytest.mark.parametrize("to", ["series.yaml/x", "series.yaml", "series.yaml/x.zip", "x" * 300])
def test_a_place_that_cannot_be_is_said(
    content: Path, monkeypatch: pytest.MonkeyPatch, to: str
) -> None:
    """A folder below a file, a file in its place, a name that is too long."""
    monkeypatch.chdir(content)

    status, words = said("build", "--to", to, "--at", AT)

    assert status == 1
    assert words.startswith("error: cannot ")


def test_an_image_that_may_not_be_read_fails_alone(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its page is there, and the exit status says that something is not."""
    monkeypatch.chdir(content)
    write(content, "images/a.png", b"\x89PNG\r\n\x1a\n")
    with (content / "editions/patience.yaml").open("a", encoding="utf-8") as edition:
        edition.write("image: {src: images/a.png, alt: A door}\n")
    opened = os.open

    def refused(path: str, flags: int, *arguments: int, **named: int) -> int:
        if str(path).endswith("a.png") and not flags & os.O_CREAT:
            raise PermissionError(13, "Permission denied", path)
        return opened(path, flags, *arguments, **named)

    monkeypatch.setattr(os, "open", refused)

    status, words = said("build", "--to", "out", "--at", AT, "--jobs", "1")

    assert status == 1
    assert "this image cannot be read: permission denied\n  --> images/a.png" in words
    assert (content / "out/editions/patience/index.html").is_file()
