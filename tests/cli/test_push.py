"""`tbh push`, and what other commands say of platforms."""

import json
import shutil
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from docs.reader import ROOT
from publishers.board import FILE, SIMULATION, TOKEN
from tbh_model import publishers
from tbh_model.cli._main import tbh
from tbh_model.testing import PlatformServer, publisher_checks, serve

AT = "2026-11-20T12:00:00Z"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Return a copy of the example."""
    folder = tmp_path / "content"
    shutil.copytree(ROOT / "examples/therapists-being-human", folder)
    shutil.rmtree(folder / ".tbh", ignore_errors=True)
    return folder


@pytest.fixture
def server(content: Path) -> Iterator[PlatformServer]:
    """Serve a board that `publish.yaml` names."""
    publishers.load_plugin(FILE)
    with serve(SIMULATION.platform()) as server:
        with (content / "publish.yaml").open("a", encoding="utf-8") as file:
            file.write(f"publishers:\n  notice-board: {{url: '{server.url}'}}\n")
        yield server
    publishers.default_registry.cache_clear()


def run(*words: str | Path, token: str = TOKEN) -> Result:
    """Run a command."""
    environment = {"TBH_NOTICE_BOARD_TOKEN": token}
    return CliRunner().invoke(tbh, list(map(str, words)), env=environment)


def test_a_push_makes_posts_and_then_has_nothing_to_do(
    content: Path, server: PlatformServer
) -> None:
    """Each line has title, id and address."""
    done = run("push", "notice-board", content, "--at", AT)

    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[0] == f"notice-board, {server.url}"
    assert (
        "  created: What Makes an Apology Work? [e-2026-10]  https://board.example/" in done.output
    )
    count = len(server.log)
    again = run("push", "--all", content, "--at", AT)
    assert again.output.count("  left: ") == len(lines) - 1
    assert len(server.log) == count


def test_a_dry_run_sends_nothing_and_needs_no_credentials(
    content: Path, server: PlatformServer
) -> None:
    """It writes no receipt either."""
    done = run("push", "notice-board", content, "--at", AT, "--dry-run", token="")

    assert done.exit_code == 0
    assert "would create: What Makes an Apology Work?" in done.output
    assert server.log == []
    assert not (content / publishers.RECEIPTS).exists()


def test_a_change_by_hand_is_shown_and_stays(content: Path, server: PlatformServer) -> None:
    """Exit status 1; `--force` replaces it."""
    run("push", "notice-board", content, "--at", AT)
    for post in server.platform.texts():
        server.platform.edit(post, "Added by hand.")
    run("withdraw", "r-e5c8", content, "--on", "2026-11-20")

    done = run("push", "notice-board", content, "--at", AT)

    assert done.exit_code == 1
    assert "changed by hand: What Makes an Apology Work?" in done.output
    assert "Added by hand." in done.output
    assert run("push", "notice-board", content, "--at", AT, "--force").exit_code == 0


def test_wrong_credentials_are_told_without_them(content: Path, server: PlatformServer) -> None:
    """What comes after is not tried."""
    done = run("push", "notice-board", content, "--at", AT, token="wrong-0815")  # noqa: S106 - of nobody

    assert done.exit_code == 1
    assert "the notice board does not accept the credentials (401)" in done.output
    assert "not tried, because the step before it failed" in done.output
    assert "wrong-0815" not in done.output
    assert len(server.log) == 1


def test_json_has_each_step(content: Path, server: PlatformServer) -> None:
    """And nothing else is on standard output."""
    done = run("push", "notice-board", content, "--at", AT, "--json")

    (report,) = json.loads(done.stdout)
    assert report["complete"] is True
    assert {step["outcome"] for step in report["steps"]} == {"done"}
    assert len(report["steps"]) == len(server.platform.texts())


def test_a_withdrawal_names_the_post_and_a_push_replaces_it(
    content: Path, server: PlatformServer
) -> None:
    """`--dry-run` records nothing; the words are gone after the push."""
    run("push", "notice-board", content, "--at", AT)
    before = _posts_with("Widad", server)

    tried = run("withdraw", "r-e5c8", content, "--on", "2026-11-20", "--dry-run")
    recorded = run("withdraw", "r-e5c8", content, "--on", "2026-11-20")

    line = "`tbh push notice-board` replaces the post by one without it"
    assert line in tried.output
    assert line in recorded.output
    assert "Nothing was recorded." in tried.stderr
    assert "would now update 1." in run("next", content, "--at", AT).stderr
    assert run("push", "notice-board", content, "--at", AT).exit_code == 0
    assert _posts_with("Widad", server) == before - 1
    assert "r-e5c8" not in (content / publishers.RECEIPTS).read_text().splitlines()[-1]


def _posts_with(words: str, server: PlatformServer) -> int:
    return sum(words in text for text in server.platform.texts().values())


def test_the_ledger_shows_receipts_and_verifies_them(content: Path, server: PlatformServer) -> None:
    """A changed line is named."""
    run("push", "notice-board", content, "--at", AT)

    shown = run("ledger", content, "--edition", "e-2026-10")
    verified = run("ledger", "verify", content)

    assert "begun: create" in shown.output
    assert "notice-board  e-2026-10  create  https://board.example/" in shown.output
    digest = publishers.chain_digest(content)
    assert verified.output.strip().endswith(f"receipts in one chain, the last is {digest}")
    assert all("action" in item for item in json.loads(run("ledger", content, "--json").stdout))
    file = content / publishers.RECEIPTS
    file.write_text(file.read_text().replace("e-2026-10", "e-2026-11", 1))
    assert "restore the file from a backup" in run("ledger", "verify", content).stderr


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("push",), "name a publisher, or write --all"),
        (("push", "a", "b", "c"), "unexpected argument 'c'"),
        (("push", "--all", "--set", "a=b"), "--set is for one publisher"),
        (("ledger", "a", "b"), "unexpected argument 'b'"),
    ],
)
def test_wrong_usage(words: tuple[str, ...], text: str) -> None:
    """Exit status 2."""
    done = run(*words)

    assert done.exit_code == 2
    assert text in done.stderr


def test_an_unknown_publisher(content: Path) -> None:
    """In publish.yaml it is a problem with its place."""
    with (content / "publish.yaml").open("a", encoding="utf-8") as file:
        file.write("publishers:\n  wordpres: {}\n")

    assert "no publisher named 'wordpres'" in run("push", "wordpres", content).stderr
    assert "publish.yaml:10:3" in run("check", content).output
    assert "What a push would change is not known" in run("next", content, "--at", AT).stderr


def test_a_new_package_has_a_publisher_that_conforms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the simulated platform of its own test."""
    monkeypatch.chdir(tmp_path)
    assert run("publishers", "new", "wall-paper").exit_code == 0
    folder = tmp_path / "tbh-wall-paper"
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["description"] == "A publisher for tbh-model: wall-paper"
    assert project["dependencies"][0].startswith("tbh-model[push]>=")
    for place in ("src", "tests"):
        monkeypatch.syspath_prepend(folder / place)
    for module in ("tbh_wall_paper", "test_conformance"):
        monkeypatch.delitem(sys.modules, module, raising=False)

    test = import_module("test_conformance")

    checks = {check.id: check for check in publisher_checks(test.PUBLISHER, test.SIMULATION)}
    for name in ("registration", "schema", "posts", "life", "hand-edits", "credentials"):
        checks[name]()
    monkeypatch.delitem(sys.modules, "test_conformance")
