"""Exporters in Python files that no package installs."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import tbh_model as tbh
from conftest import EXAMPLE
from tbh_model.cli._main import tbh as command
from tbh_model.exporters import PluginError, load_plugin

PLAIN_TITLES = EXAMPLE.parent / "exporters/plain_titles.py"
AT = ["--at", "2026-11-20T00:00:00Z", "--no-ledger"]


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let no test see the exporters of another one."""
    monkeypatch.delenv("TBH_PLUGINS", raising=False)
    modules = {*sys.modules}
    with tbh.default_registry().overlay():
        yield
    for name in {*sys.modules} - modules:
        if name.startswith("tbh_plugin_"):
            del sys.modules[name]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """The example, which brings an exporter along."""
    folder = tmp_path / "content"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".tbh"))
    shutil.copy(PLAIN_TITLES, folder / "mine.py")
    (folder / "publish.yaml").write_text(
        'plugins: [mine.py]\nexporters:\n  plain-titles: {bullet: "*"}\n', "utf-8"
    )
    return folder


def tbh_build(*words: str | Path) -> Result:
    return CliRunner().invoke(command, ["build", *map(str, words), *AT])


def test_the_exporters_of_a_file_are_known_by_their_names() -> None:
    """As those of a package are, with their options."""
    (kind,) = load_plugin(PLAIN_TITLES)

    assert tbh.default_registry().get("plain-titles") is kind
    (titles,) = tbh.export(tbh.load(EXAMPLE), "plain-titles", bullet="+")
    assert titles.body.startswith(b"+ ")


def test_the_command_runs_a_file_that_it_is_given(tmp_path: Path) -> None:
    """In several processes too."""
    out = tmp_path / "out"
    words = ("--to", out, "--plugin", PLAIN_TITLES, "--only", "plain-titles", "--jobs", "2")
    built = tbh_build(EXAMPLE, *words)

    assert built.exit_code == 0, built.output
    assert (out / "titles.txt").read_text("utf-8").startswith("- ")


def test_content_runs_no_code_unasked(content: Path, tmp_path: Path) -> None:
    """Neither in a build nor in a check; the refusal says how to allow it."""
    (content / "mine.py").write_text("raise SystemExit('it ran')\n", "utf-8")

    built = tbh_build(content, "--to", tmp_path / "out")

    assert built.exit_code == 1
    assert "TBH311" in built.output
    assert "--plugins" in built.output
    assert "it ran" not in built.output
    assert not (tmp_path / "out").exists()
    assert "TBH311" in [problem.code for problem in tbh.check(content)]


@pytest.mark.parametrize("by_environment", [True, False])
def test_content_may_bring_exporters_where_that_is_allowed(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, by_environment: bool
) -> None:
    """By an option, or by the environment."""
    monkeypatch.setenv("TBH_PLUGINS", "1" if by_environment else "0")
    flags = () if by_environment else ("--plugins",)
    built = tbh_build(content, "--to", tmp_path / "out", *flags)

    assert built.exit_code == 0, built.output
    assert (tmp_path / "out/titles.txt").read_text("utf-8").startswith("* ")


@pytest.mark.parametrize(
    ("plugins", "code"),
    [
        ("[nothing.py]", "TBH302"),
        ("[../outside.py]", "TBH150"),
        ("mine.py", "TBH108"),
        ("[{file: mine.py}]", "TBH108"),
        ("[series.yaml]", "TBH302"),
        ("[none.py]", "TBH302"),
        ("[taken.py]", "TBH302"),
    ],
)
def test_what_cannot_be_a_plugin_is_said_at_its_line(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plugins: str, code: str
) -> None:
    """Before anything is built."""
    monkeypatch.setenv("TBH_PLUGINS", "1")
    shutil.copy(PLAIN_TITLES, tmp_path / "outside.py")
    (content / "none.py").write_text("x = 1\n", "utf-8")
    taken = PLAIN_TITLES.read_text("utf-8").replace('name="plain-titles"', 'name="rss"')
    (content / "taken.py").write_text(taken, "utf-8")
    (content / "publish.yaml").write_text(f"plugins: {plugins}\nexporters: {{rss: }}\n", "utf-8")

    built = tbh_build(content, "--to", tmp_path / "out")

    assert built.exit_code == 1
    assert code in built.output
    assert "publish.yaml:1:" in built.output


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import nothing_of_the_kind\n", r"ModuleNotFoundError: .* \(line 1\)"),
        ("\n\ndef f(:\n", r"SyntaxError: .* \(line 3\)"),
        ("x = 1\n\nraise SystemExit(3)\n", r"SystemExit: 3 \(line 3\)"),
        ("x = 1\n", "it defines no exporter"),
    ],
)
def test_a_file_that_fails_is_named_with_its_line(tmp_path: Path, code: str, message: str) -> None:
    """And leaves nothing behind that an import would find."""
    (tmp_path / "mine.py").write_text(code, "utf-8")

    with pytest.raises(PluginError, match=message):
        load_plugin(tmp_path / "mine.py")


def test_a_changed_file_takes_the_place_of_what_it_was(tmp_path: Path) -> None:
    """And one that cannot be run leaves what it was."""
    file = tmp_path / "mine.py"
    shutil.copy(PLAIN_TITLES, file)
    load_plugin(file)
    file.write_text(file.read_text("utf-8").replace('bullet: str = "-"', 'bullet: str = "="'))
    (changed,) = load_plugin(file)
    file.write_text("1 / 0\n", "utf-8")
    with pytest.raises(PluginError):
        load_plugin(file)

    assert tbh.default_registry().get("plain-titles") is changed
    assert changed.__module__ in sys.modules


def test_the_other_commands_know_it_too() -> None:
    """The list, the description, and the conformance kit."""
    for words in (["list"], ["show", "plain-titles"], ["check", "plain-titles"]):
        ran = CliRunner().invoke(command, ["exporters", *words, "--plugin", str(PLAIN_TITLES)])
        assert "plain-titles" in ran.output or "registration   passed" in ran.output
