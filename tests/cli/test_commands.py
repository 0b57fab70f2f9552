"""The `tbh` command: what it prints, where, and with which exit status."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conftest import EXAMPLE
from tbh_model import __version__
from tbh_model.cli._main import tbh

AT = ("--at", "2026-11-20T12:00:00Z")

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    def run(*arguments: object) -> Result:
        return CliRunner().invoke(tbh, [str(argument) for argument in arguments])

    return run


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the example, to break."""
    shutil.copytree(EXAMPLE, tmp_path / "content")
    return tmp_path / "content"


def break_therapist(content: Path) -> None:
    file = content / "editions" / "saying-no-to-family.md"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("therapist: t-7k2m", "therapist: t-7k2n", 1), encoding="utf-8")


def test_build_reports_what_it_wrote_and_withheld(run: Run, tmp_path: Path) -> None:
    """Results to standard output, nothing to standard error."""
    done = run("build", EXAMPLE, "--no-ledger", "--to", tmp_path / "out", *AT)

    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "Therapists Being Human, as of 2026-11-20T12:00:00+00:00"
    assert lines[6] == "  rss         1 file"
    assert lines[8].endswith("0 changed, 0 unchanged")
    assert (
        "  editions/a-bad-day-of-your-own.md:65: response r-n2u5 of edition e-2026-05 has been "
        "withdrawn (feed, newsletter, web): nothing but a new consent"
    ) in lines
    assert (
        "  editions/what-have-you-changed-your-mind-about.md:6: edition e-2027-02 is scheduled "
        "for later until 2027-02-11T08:00:00-05:00 (feed, newsletter, web): wait, or publish it "
        "earlier"
    ) in lines


def test_a_second_build_changes_no_file(run: Run, tmp_path: Path) -> None:
    """And says so."""
    run("build", EXAMPLE, "--no-ledger", "--to", tmp_path, *AT)
    before = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")}

    done = run("build", EXAMPLE, "--no-ledger", "--to", tmp_path, *AT)

    assert "0 new, 0 changed" in done.stdout
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")} == before


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Toronto"])
def test_builds_on_different_days_and_machines_are_the_same_bytes(
    tmp_path: Path, zone: str
) -> None:
    """Another clock, zone, locale, hash seed and folder; the same `--at`."""
    out, shim = tmp_path / zone.replace("/", "-"), tmp_path / "shim"
    shim.mkdir()
    (shim / "sitecustomize.py").write_text(
        "import time, datetime as d\n"
        "real = time.time\n"
        "time.time = lambda: real() + 86400 * 400\n"
        "class Later(d.datetime):\n"
        "    @classmethod\n"
        "    def now(cls, tz=None): return d.datetime.fromtimestamp(real() + 86400 * 400, tz)\n"
        "d.datetime = Later\n"
        if zone.startswith("Pacific")
        else ""
    )
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(shim),
        "TZ": zone,
        "LC_ALL": "C",
        "PYTHONHASHSEED": str(len(zone)),
    }
    subprocess.run(
        [sys.executable, "-m", "tbh_model", "build", EXAMPLE, "--no-ledger", "--to", out, *AT],
        check=True,
        capture_output=True,
        env=environment,
        cwd=shim,
    )
    CliRunner().invoke(
        tbh, ["build", str(EXAMPLE), "--no-ledger", "--to", str(tmp_path / "here"), *AT]
    )

    def contents(folder: Path) -> dict[str, bytes]:
        return {
            str(file.relative_to(folder)): file.read_bytes()
            for file in folder.rglob("*")
            if file.is_file()
        }

    assert len(contents(out)) > 40
    assert contents(out) == contents(tmp_path / "here")


def test_build_runs_only_what_it_is_told(run: Run, tmp_path: Path) -> None:
    """By name, several with commas."""
    done = run("build", EXAMPLE, "--no-ledger", "--to", tmp_path, *AT, "--only", "rss, json-feed")

    assert done.exit_code == 0
    assert sorted(file.name for file in tmp_path.iterdir() if file.name[0] != ".") == [
        "feed.json",
        "rss.xml",
    ]


def test_quiet_is_quiet_and_json_is_json(run: Run, tmp_path: Path) -> None:
    """For scripts."""
    assert run("build", EXAMPLE, "--no-ledger", "--to", tmp_path, *AT, "--quiet").output == ""

    data = json.loads(run("build", EXAMPLE, "--no-ledger", "--to", tmp_path, *AT, "--json").stdout)
    assert data["files"]["rss.xml"] == "unchanged"
    assert data["failures"] == []


def test_a_mistake_stops_the_build_before_anything_is_written(
    run: Run, content: Path, tmp_path: Path
) -> None:
    """The earlier output is intact, and the mistake is shown where it is."""
    run("build", content, "--to", tmp_path / "out", *AT)
    before = (tmp_path / "out" / "rss.xml").read_bytes()
    break_therapist(content)

    done = run("build", content, "--to", tmp_path / "out", *AT)

    assert (done.exit_code, done.stdout) == (1, "")
    assert "error[TBH130]: unknown therapist `t-7k2n`" in done.stderr
    assert "--> editions/saying-no-to-family.md:" in done.stderr
    assert "= help: did you mean `t-7k2m`?" in done.stderr
    assert "^^^^^^" in done.stderr
    assert done.stderr.endswith("1 error in 1 file\n")
    assert (tmp_path / "out" / "rss.xml").read_bytes() == before


def test_a_broken_file_is_one_clear_message(run: Run, content: Path, tmp_path: Path) -> None:
    """With place and remedy, in our words."""
    (content / "series.yaml").write_text("title: [unclosed\n", encoding="utf-8")

    done = run("build", content, "--to", tmp_path / "out", *AT)

    assert done.exit_code == 1
    assert "error[TBH103]: a list in brackets is not closed" in done.stderr
    assert "series.yaml:1:8" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "there is nothing at"),
        (lambda path: path.mkdir(), "is empty"),
    ],
)
@pytest.mark.parametrize("command", ["build", "check", "export rss"])
def test_no_content_is_one_clear_message(
    run: Run, tmp_path: Path, make: Callable[[Path], None], words: str, command: str
) -> None:
    """A missing folder and an empty one."""
    make(tmp_path / "content")

    done = run(*command.split(), tmp_path / "content")

    assert done.exit_code == 1
    assert words in " ".join(done.output.split())
    assert "a content folder holds series.yaml, therapists/ and editions/" in done.output


def test_check_says_that_all_is_well(run: Run) -> None:
    """In words to people; to programs as a list of nothing but what is left out on purpose."""
    done = run("check", EXAMPLE, *AT)
    found = json.loads(run("check", EXAMPLE, *AT, "--format", "json").stdout)

    assert (done.exit_code, done.stderr) == (0, "The content has no errors.\n")
    assert {each["severity"] for each in found} == {"info"}
    assert {(each["code"], each["file"], each["line"]) for each in found} >= {
        ("TBH204", "editions/what-have-you-changed-your-mind-about.md", 6),
        ("TBH205", "editions/saying-no-to-family.md", 76),
    }


def test_check_reports_publish_yaml_too(run: Run, content: Path) -> None:
    """A misspelled option is content like any other."""
    (content / "publish.yaml").write_text("exporters:\n  rss: {limt: 3}\n", encoding="utf-8")

    done = run("check", content, "--format", "json")

    (problem,) = json.loads(done.stdout)
    assert done.exit_code == 1
    assert (problem["code"], problem["file"], problem["line"]) == ("TBH107", "publish.yaml", 2)
    assert problem["message"] == "unknown key `limt` in exporter `rss`"
    assert run("build", content, "--to", content / "out").exit_code == 1


def test_warnings_are_no_failure(run: Run, content: Path) -> None:
    """They are printed, and the exit status is 0."""
    (content / "therapists" / "notes.txt").write_text("x", encoding="utf-8")

    done = run("check", content)

    assert done.exit_code == 0
    assert "warning[TBH101]" in done.stdout
    assert "1 warning" in done.stdout


def test_export_prints_one_file(run: Run) -> None:
    """To standard output, exactly."""
    done = run("export", "rss", EXAMPLE, *AT, "--set", "limit=1", "--set", "content=summary")

    assert done.exit_code == 0
    assert done.stdout.startswith('<?xml version="1.0" encoding="UTF-8"?>')
    assert done.stdout.count("<item>") == 1


def test_export_writes_a_file_or_a_folder(run: Run, tmp_path: Path) -> None:
    """As the path says."""
    run("export", "rss", EXAMPLE, *AT, "--to", tmp_path / "a.xml")
    run("export", "newsletter", EXAMPLE, *AT, "--to", tmp_path / "letters")
    run("export", "rss", EXAMPLE, *AT, "--to", f"{tmp_path}/feeds/")

    assert (tmp_path / "a.xml").is_file()
    assert (tmp_path / "letters/newsletter/saying-no-to-family.md").is_file()
    assert (tmp_path / "feeds/rss.xml").is_file()


def test_many_files_do_not_go_to_standard_output(run: Run) -> None:
    """The remedy is named."""
    done = run("export", "newsletter", EXAMPLE, *AT)

    assert done.exit_code == 1
    assert done.stderr == "error: newsletter makes 5 files; give a folder: --to DIR\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("export", "rrs", EXAMPLE), "no exporter named 'rrs'; did you mean 'rss'?"),
        (
            ("build", EXAMPLE, "--no-ledger", "--only", "rrs"),
            "no exporter named 'rrs'; did you mean 'rss'?",
        ),
        (("exporters", "show", "rrs"), "no exporter named 'rrs'; did you mean 'rss'?"),
        (("export", "rss", EXAMPLE, "--set", "limt=3"), "did you mean `limit`?"),
        (("export", "rss", EXAMPLE, "--set", "limit=x"), "found `x` where a whole number belongs"),
        (("export", "rss", EXAMPLE, "--set", "limit=["), "--set limit"),
    ],
)
def test_a_wrong_name_or_option_is_answered(
    run: Run, tmp_path: Path, arguments: tuple[object, ...], words: str
) -> None:
    """Exit status 1, one message with the remedy, nothing written."""
    if arguments[0] == "build":
        arguments = (*arguments, "--to", tmp_path / "out")
    done = run(*arguments)

    assert done.exit_code == 1
    assert words in done.stderr
    assert "Traceback" not in done.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("build", EXAMPLE, "--no-ledger", "--at", "tomorrow"), "'tomorrow' is not an instant"),
        (("build", EXAMPLE, "--at", "0001-01-01T00:00:00+14:00"), "is not an instant; write date"),
        (("build", EXAMPLE, "--no-ledger", "--at", "2026-01-01T00:00:00"), "with offset"),
        (("build", EXAMPLE, "--no-ledger", "--only", ","), "name at least one exporter"),
        (("build", EXAMPLE, "--no-ledger", "--nonsense"), "No such option"),
        (("check", EXAMPLE, "--format", "xml"), "xml"),
        (("export", "rss", EXAMPLE, "--set", "limit"), "'limit' is not OPTION=VALUE"),
        (("biuld",), "No such command"),
    ],
)
def test_wrong_usage_is_exit_status_2(run: Run, arguments: tuple[object, ...], words: str) -> None:
    """As the shell expects it."""
    done = run(*arguments)

    assert done.exit_code == 2
    assert words.replace("with offset", "offset") in done.stderr


def test_exporters_are_listed_and_shown(run: Run) -> None:
    """With options and defaults."""
    assert [line.split()[0] for line in run("exporters").stdout.splitlines()] == [
        "atom",
        "headers",
        "html",
        "json-feed",
        "llms-txt",
        "newsletter",
        "opml",
        "rss",
        "sitemap",
    ]
    assert run("exporters", "list").stdout == run("exporters").stdout
    data = json.loads(run("exporters", "list", "--json").stdout)
    assert data[0]["target"] == "tbh_model.exporters.feeds._atom:Atom"
    shown = run("exporters", "show", "rss").stdout.splitlines()
    assert shown[:6] == [
        "rss: An RSS 2.0 feed of the newest editions",
        f"package: tbh-model {__version__} (built-in)",
        "channel: feed",
        "options:",
        "  limit (whole number): default 50",
        "    The maximum number of entries.",
    ]
    assert "  hub (list of web address): default []" in shown
    assert "  tracking (group of hosts, source, medium, campaign, content): default null" in shown


def test_a_failing_exporter_is_exit_status_1(run: Run, content: Path, tmp_path: Path) -> None:
    """The others have finished."""
    template = content / "templates" / "html" / "index.html"
    template.parent.mkdir(parents=True)
    template.write_text("{{ nowhere }}", encoding="utf-8")

    done = run("build", content, "--to", tmp_path / "out", *AT)

    assert done.exit_code == 1
    assert "error: template templates/html/index.html:1: 'nowhere' is undefined" in done.stderr
    assert (tmp_path / "out" / "rss.xml").is_file()


def test_what_somebody_changed_is_reported(run: Run, content: Path, tmp_path: Path) -> None:
    """It is kept, and named."""
    run("build", content, "--to", tmp_path / "out", *AT)
    page = tmp_path / "out/newsletter/saying-no-to-family.md"
    page.write_text("by hand", encoding="utf-8")
    (content / "editions/saying-no-to-family.md").unlink()

    done = run("build", content, "--to", tmp_path / "out", *AT)

    assert done.exit_code == 0
    assert "removed" in done.stdout
    assert done.stderr == (
        "kept newsletter/saying-no-to-family.md: no longer made, but changed by hand\n"
    )


def test_help_explains_content_and_exit_status(run: Run) -> None:
    """What a newcomer reads first."""
    text = run("--help").stdout

    assert "CONTENT is a content folder" in text
    assert "Exit status: 0 success" in text
    for command in ("build", "check", "export", "exporters"):
        assert command in text
        assert run(command, "--help").exit_code == 0


def test_the_version_is_that_of_the_package(run: Run) -> None:
    """One number, in one place."""
    import tbh_model

    assert run("--version").stdout == f"tbh, version {tbh_model.__version__}\n"


def test_without_its_extra_the_command_says_how_to_get_it(tmp_path: Path) -> None:
    """Instead of a traceback."""
    (tmp_path / "click.py").write_text("raise ModuleNotFoundError(name='click')")
    done = subprocess.run(
        [sys.executable, "-m", "tbh_model"],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(tmp_path)},
    )

    assert done.returncode == 1
    assert done.stderr == "tbh needs click and rich; run: pip install 'tbh-model[cli]'\n"


def test_a_reader_that_leaves_is_no_trouble() -> None:
    """`tbh export rss | head -1` ends quietly."""
    command = f"{sys.executable} -m tbh_model export html {EXAMPLE} --to - 2>&1 | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)  # noqa: S602

    assert "Traceback" not in done.stdout + done.stderr


def test_progress_is_shown_on_a_terminal_only(tmp_path: Path) -> None:
    """In a pipe there is none."""
    import pty

    command = [sys.executable, "-m", "tbh_model", "build", str(EXAMPLE), "--no-ledger"]
    command += [*AT, "--to"]
    piped = subprocess.run(
        [*command, tmp_path / "piped"], capture_output=True, text=True, check=True
    )
    assert piped.stderr == ""

    seen = bytearray()

    def read(file: int) -> bytes:
        import os

        data = os.read(file, 4096)
        seen.extend(data)
        return data

    pty.spawn([*command, str(tmp_path / "seen")], read)
    assert b"files" in seen
    assert b"\x1b[" in seen


def test_explain_says_what_a_code_means(run: Run) -> None:
    """One code with its examples, or all codes with their titles."""
    one, every = run("explain", "tbh107"), run("explain")

    assert one.stdout.startswith("TBH107 (error): Nobody knows this key\n")
    assert "```yaml" in one.stdout
    assert "TBH107  Nobody knows this key" in every.stdout.splitlines()
    assert run("explain", "TBH10").exit_code == 1


def test_check_speaks_to_code_scanners(run: Run, content: Path) -> None:
    """SARIF, and the commands of GitHub, with the file as it is seen from here."""
    break_therapist(content)

    sarif = run("check", content, "--format", "sarif")
    github = run("check", content, "--format", "github")

    assert (sarif.exit_code, github.exit_code) == (1, 1)
    (result,) = json.loads(sarif.stdout)["runs"][0]["results"]
    assert result["ruleId"] == "TBH130"
    assert github.stdout.startswith(f"::error file={content}/editions/saying-no-to-family.md,line=")


def test_the_last_line_counts(run: Run, content: Path) -> None:
    """Errors, warnings and files."""
    break_therapist(content)
    (content / "therapists" / "notes.txt").write_text("x", encoding="utf-8")

    assert run("check", content).stdout.splitlines()[-1] == "1 error, 1 warning in 2 files"
