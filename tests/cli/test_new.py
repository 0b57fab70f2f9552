"""`tbh new`: what it makes checks clean, says what was said, and stands in nobody's way."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import tbh_model as tbh
from small_folder import SERIES, THERAPIST, write
from tbh_model.cli._main import tbh as command
from tbh_model.cli.new import therapist_id

AT = ("--at", "2026-03-01T03:00:00Z")
HOSTILE = (
    "Off: the #Clock",
    "a # b",
    "no",
    "Yes",
    "2026-03-01",
    "12:30",
    "-leading",
    "- item",
    "“Quoted” 'and' \"quoted\"",
    "{{ braces }} [brackets]",
    "* star & anchor",
    "100% `code` $HOME \\ back",
    "!tag | > @",
    "Why? Because: no",
    "null",
    "~",
    "العربية: سؤال",
    "👩🏽‍⚕️",
    "Tab\there",
)

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    def run(*arguments: object) -> Result:
        return CliRunner().invoke(command, ["new", *map(str, arguments)])

    return run


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    """A new series with one therapist."""
    made = tmp_path / "clock"
    run("series", made, "--title", "Off the Clock", "--publisher", "Larch Street")
    run("therapist", made, "--name", "Ines Moreau", "--id", "t-4h")
    return made


def to_mend(folder: Path) -> list[str]:
    """Name what `tbh check` finds that is more than worth knowing."""
    done = CliRunner().invoke(command, ["check", str(folder), "--format", "json"])
    return [each["code"] for each in json.loads(done.stdout) if each["severity"] != "info"]


def test_a_new_series_checks_clean_and_can_be_built(run: Run, tmp_path: Path) -> None:
    """Two flags are enough; consent is asked for from the first day on."""
    done = run("series", tmp_path, "--title", "Off the Clock", "--publisher", "Larch Street")

    series = tbh.load(tmp_path)
    assert (done.exit_code, done.stderr, to_mend(tmp_path)) == (0, "", [])
    assert (series.title, series.publisher.name) == ("Off the Clock", "Larch Street")
    assert series.rights.consent is tbh.Enforcement.REQUIRED
    assert tbh.publish(series, tmp_path / "public", datetime(2026, 3, 1, tzinfo=UTC)).is_complete


def test_every_file_that_was_written_is_printed(run: Run, tmp_path: Path) -> None:
    """And nothing else is: standard output can be piped."""
    done = run("series", tmp_path, "--title", "T", "--publisher", "P")

    found = {str(file) for file in tmp_path.rglob("*") if file.is_file()}
    assert {*done.stdout.splitlines()} == found
    assert {"series.yaml", "publish.yaml", ".gitignore"} <= {Path(each).name for each in found}


def test_a_new_series_says_what_was_said(run: Run, tmp_path: Path) -> None:
    """Each flag has its place."""
    flags = {
        "--title": "Hors service",
        "--publisher": "Cabinet",
        "--url": "https://cabinet.example/série/",
        "--language": "fr-CA",
        "--time-zone": "America/Toronto",
        "--id": "tag:cabinet.example,2026:serie",
    }

    run("series", tmp_path, *(part for flag in flags.items() for part in flag))

    series = tbh.load(tmp_path)
    given = (series.title, series.publisher.name, series.url, series.language)
    assert (*given, series.time_zone, series.id) == tuple(flags.values())


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://larch.example/clock/", "tag:larch.example,{year}:off-the-clock"),
        ("https://[::1]/", "urn:uuid:"),
    ],
)
def test_the_id_of_a_series_is_made_from_host_year_and_title(
    run: Run, tmp_path: Path, url: str, expected: str
) -> None:
    """A host that has no place in a tag: URI makes a URN."""
    run("series", tmp_path, "--title", "Off the Clock", "--publisher", "P", "--url", url)

    year = datetime.now(UTC).year
    assert tbh.load(tmp_path).id.startswith(expected.format(year=year))


def test_editors_find_the_schemas(run: Run, folder: Path) -> None:
    """The first line of a file and the settings of VS Code lead to schemas that are there."""
    run("edition", folder, "--title", "Running Late")
    settings = json.loads((folder / ".vscode" / "settings.json").read_text(encoding="utf-8"))

    for file in (*folder.rglob("*.yaml"),):
        first = file.read_text(encoding="utf-8").splitlines()[0]
        start, _, path = first.partition("$schema=")
        assert start == "# yaml-language-server: "
        assert (file.parent / path).is_file()
    assert all((folder / path).is_file() for path in settings["yaml.schemas"])


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_words_come_out_as_the_same_words(run: Run, folder: Path, title: str) -> None:
    """Colons, quotation marks, numbers, truths: a text is a text, for us and for YAML."""
    made = folder / "again"
    run("series", made, f"--title={title}", f"--publisher={title}")
    run("therapist", made, f"--name={title}", "--id", "t-1")
    prompt = f"{title}\n\n{title}"
    done = run("edition", made, f"--title={title}", f"--prompt={prompt}", "--panel", "t-1", *AT)

    series = tbh.load(made)
    (edition,) = series.editions
    assert (done.exit_code, to_mend(made)) == (0, [])
    assert {series.title, series.publisher.name, series.therapists[0].name} == {title}
    assert (edition.title, edition.challenge.prompt) == (title, prompt)


@pytest.mark.parametrize("form", ["yaml", "md"])
def test_a_new_edition_is_a_draft_in_which_nothing_is_invented(
    run: Run, folder: Path, form: str
) -> None:
    """No date, no consent, no words: only a place for each."""
    done = run("edition", folder, "--title", "Late?", "--panel", "t-4h", "--format", form, *AT)

    (edition,) = tbh.load(folder).editions
    (response,) = edition.responses
    assert done.stdout == f"{folder}/editions/late.{form}\n"
    assert to_mend(folder) == []
    assert (edition.status, edition.published) == (tbh.EditionStatus.DRAFT, None)
    assert (response.therapist, response.quote, response.consents) == ("t-4h", "…", ())
    assert (edition.challenge.topic, edition.challenge.prompt) == ("Late?", "Late?")
    text = (folder / "editions" / f"late.{form}").read_text(encoding="utf-8")
    assert re.search(r"^# published: 2026-03-01[T ]03:00(:00\+00:00)?$", text, re.MULTILINE)


def test_every_note_that_is_taken_up_is_content(run: Run, folder: Path) -> None:
    """With the # removed from all keys in notes nothing is wrong but a picture.

    What is not written yet is named as that.
    """
    run("edition", folder, "--title", "Late", "--panel", "t-4h", "--format", "yaml", *AT)
    run("edition", folder, "--title", "Later", "--format", "yaml", *AT)
    note = re.compile(r"^( *)# ((?: *- )?\w+:(?: .*)?| {2,}.*)$", re.MULTILINE)
    files = [file for file in folder.rglob("*.yaml") if file.name != "publish.yaml"]

    for file in files:
        text, count = note.subn(r"\1\2", file.read_text(encoding="utf-8"))
        file.write_text(text.replace("therapist: the id of a therapist", "therapist: t-4h"))
        assert count > 5

    assert [code for code in to_mend(folder) if code != "TBH203"] == ["TBH113"]


def test_the_day_is_that_of_the_series(run: Run, folder: Path) -> None:
    """Three in the morning in Greenwich is yesterday in Toronto."""
    file = folder / "series.yaml"
    text = file.read_text(encoding="utf-8").replace("UTC", "America/Toronto")
    file.write_text(text, encoding="utf-8")

    run("edition", folder, "--title", "Late", *AT)
    run("edition", folder, "--title", "Later", *AT)

    assert [each.id for each in tbh.load(folder).editions] == ["e-2026-02-28", "e-2026-02-28-2"]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("What makes an apology work?", "what-makes-an-apology-work"),
        ("What you don’t say: it's fine", "what-you-dont-say-its-fine"),
        ("Demander l’aide, à l'Été", "demander-l-aide-à-l-été"),
        ("De\u0301ja\u0300 vu", "déjà-vu"),
        ("ما الذي يبقى؟", "ما-الذي-يبقى"),
        ("مَا", "ما"),
        ("İstanbul_under_snow", "istanbul-under-snow"),
        ("👩🏽‍⚕️", "e-2026-03-01"),
        ("Con", "con-1"),
        ("LPT1!", "lpt1-1"),
        ("COM²", "com2-1"),
        ("Die Straße", "die-strasse"),
        ("DON’T ASK", "dont-ask"),
        (" ".join(["word"] * 40), "-".join(["word"] * 16)),
        ("x" * 300, "x" * 80),
        ("語" * 300, "語" * 60),
    ],
)
def test_a_slug_is_made_from_the_title_in_its_own_script(
    run: Run, folder: Path, title: str, slug: str
) -> None:
    """A part of a URL and a name of a file on every system."""
    run("edition", folder, "--title", title, *AT)

    assert [each.slug for each in tbh.load(folder).editions] == [slug]
    assert (folder / "editions" / f"{slug}.md").is_file()


def test_an_id_says_nothing_of_a_person(run: Run, folder: Path) -> None:
    """Two of one name have two ids, neither of which holds it."""
    for _ in range(2):
        run("therapist", folder, "--name", "Tobias Lindqvist")

    made = {each.id for each in tbh.load(folder).therapists} - {"t-4h"}
    assert len(made) == 2
    assert all(len(each) == 6 and each.startswith("t-") for each in made)


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        (["series", "--title", "T", "--publisher", "P"], "series.yaml"),
        (["therapist", "--name", "Another", "--id", "T-4H"], "therapists/t-4h.yaml"),
        (["edition", "--title", "Late", "--format", "yaml"], "editions/late.md"),
    ],
)
def test_nothing_is_overwritten(run: Run, folder: Path, arguments: list[str], path: str) -> None:
    """Exit status 1, what stands there is named, and not a byte has changed."""
    run("edition", folder, "--title", "Late")
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}

    done = run(arguments[0], folder, *arguments[1:])

    assert (done.exit_code, done.stdout) == (1, "")
    assert f"{folder}/{path}" in done.stderr
    assert "there already; nothing was written" in done.stderr
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before


def test_settings_that_stand_already_are_kept(run: Run, tmp_path: Path) -> None:
    """A series can begin in a repository that has a .gitignore of its own."""
    (tmp_path / ".gitignore").write_text("mine\n", encoding="utf-8")

    done = run("series", tmp_path, "--title", "T", "--publisher", "P")

    assert done.exit_code == 0
    assert done.stderr == f"kept {tmp_path}/.gitignore, which was there already\n"
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["series", "--publisher", "P"], "Missing option '--title'"),
        (["series", "--title", "T"], "Missing option '--publisher'"),
        (["therapist"], "Missing option '--name'"),
        (["edition"], "Missing option '--title'"),
        (["edition", "--title", "two\nlines"], "is not text on one line"),
        (["edition", "--title", "T", "--slug", "a b"], "is not up to 100 letters"),
        (
            ["series", "--title", "T", "--publisher", "P", "--url", "x"],
            "is not an http or https URL",
        ),
    ],
)
def test_what_is_missing_or_wrong_in_a_pipe_is_wrong_usage(
    run: Run, tmp_path: Path, arguments: list[str], words: str
) -> None:
    """Exit status 2, nothing is asked and nothing is written."""
    done = run(arguments[0], tmp_path, *arguments[1:])

    assert (done.exit_code, done.stdout) == (2, "")
    assert words in " ".join(done.stderr.split())
    assert [*tmp_path.iterdir()] == []


def test_what_is_missing_is_asked_for_on_a_terminal(tmp_path: Path) -> None:
    """A wrong answer is explained, and asked for again; the paths alone go to standard output."""
    ours, theirs = pty.openpty()
    os.write(ours, b" \nOff the Clock\nLarch Street\n")

    done = subprocess.run(
        [sys.executable, "-m", "tbh_model", "new", "series", tmp_path],
        stdin=theirs,
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )

    assert "is not text on one line" in done.stderr
    assert done.stderr.count("Title: ") == 2
    assert all(Path(line).is_file() for line in done.stdout.splitlines())
    assert tbh.load(tmp_path).title == "Off the Clock"


@pytest.mark.parametrize("kind", ["therapist", "edition"])
def test_there_must_be_a_series_to_add_to(run: Run, tmp_path: Path, kind: str) -> None:
    """The remedy is named."""
    flag = "--name" if kind == "therapist" else "--title"

    done = run(kind, tmp_path, flag, "A")

    assert done.exit_code == 1
    assert f"there is no series.yaml in {tmp_path}; make one with: tbh new series" in done.stderr


def test_a_panel_is_made_of_therapists_who_are_there(run: Run, folder: Path) -> None:
    """A slip is met with what was probably meant."""
    done = run("edition", folder, "--title", "T", "--panel", "t-4H")

    assert done.exit_code == 1
    assert "no therapist 't-4H' in this series; did you mean 't-4h'?" in done.stderr


def test_content_with_problems_can_be_added_to(run: Run, folder: Path) -> None:
    """A file that cannot be read keeps its id, lists in series.yaml count, a bad zone is UTC."""
    (folder / "therapists" / "t-9.yaml").write_text("id: [", encoding="utf-8")
    with (folder / "series.yaml").open("a", encoding="utf-8") as file:
        file.write("therapists:\n  - id: t-10\n    name: A B\n  - nobody\n")
    text = (folder / "series.yaml").read_text(encoding="utf-8").replace("UTC", "Nowhere")
    (folder / "series.yaml").write_text(text, encoding="utf-8")

    done = run("edition", folder, "--title", "T", "--panel", "t-9, t-10,t-4h", *AT)

    assert done.exit_code == 0
    assert "id: e-2026-03-01\n" in (folder / "editions" / "t.md").read_text(encoding="utf-8")


def test_without_schemas_no_line_leads_to_one(run: Run, tmp_path: Path) -> None:
    """A folder that was made by hand gets files without a first line for editors."""
    (tmp_path / "series.yaml").write_text(
        "id: urn:a:b\ntitle: T\nurl: https://a.example/\npublisher: {name: P}\n",
        encoding="utf-8",
    )

    run("edition", tmp_path, "--title", "T")

    assert "$schema" not in (tmp_path / "editions" / "t.md").read_text(encoding="utf-8")


def test_an_id_that_is_taken_is_not_given_again() -> None:
    """However unlikely it is to be drawn twice."""

    class Taken(list[str]):
        def __contains__(self, made: object) -> bool:
            self.append(str(made))
            return len(self) == 1

    taken = Taken()

    assert therapist_id(taken) == taken[-1]
    assert len(taken) == 2


@pytest.mark.parametrize("given", ["Zoë O’Brien", "t-2", "Zoe\u0308  O’Brien", "t-2,Zoë O’Brien"])
def test_the_panel_may_be_named_by_name(tmp_path: Path, given: str) -> None:
    """By one that nobody else has, or by id; whoever is named twice is asked once."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "therapists/t-2.yaml", "id: t-2\nname: Zoë O’Brien\n")
    arguments = ["new", "edition", str(tmp_path), "--title", "Tea", "--panel", given]

    done = CliRunner().invoke(command, arguments)

    assert done.exit_code == 0, done.output
    text = (tmp_path / "editions/tea.md").read_text(encoding="utf-8")
    assert text.count("\n    therapist: ") == text.count("\n    therapist: t-2\n") == 1


def test_people_of_the_panel_are_added_if_that_is_asked_for(tmp_path: Path) -> None:
    """Each with an id of their own; a name that is like one somebody has is a slip."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    arguments = ["new", "edition", str(tmp_path), "--title", "Tea", "--add-missing", "--panel"]

    slip = CliRunner().invoke(command, [*arguments, "Dana Okafr,Zoë O’Brien"])
    done = CliRunner().invoke(command, [*arguments, "Dana Okafor,Zoë O’Brien,Lev Brandt"])

    assert slip.exit_code == 1
    assert "did you mean 'Dana Okafor'?" in slip.stderr
    assert done.exit_code == 0, done.output
    assert len(done.stdout.splitlines()) == 3
    names = {person.id: person.name for person in tbh.load(tmp_path).therapists}
    (edition,) = tbh.load(tmp_path).editions
    panel = [names[response.therapist or ""] for response in edition.responses]
    assert panel == ["Dana Okafor", "Zoë O’Brien", "Lev Brandt"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("Dana Okafor", "2 therapists are named 'Dana Okafor': write t-1 or t-2"),
        ("Dana Okafr", "no therapist 'Dana Okafr' in this series; did you mean 'Dana Okafor'?"),
    ],
)
def test_a_name_that_nobody_or_two_have_is_refused(tmp_path: Path, given: str, words: str) -> None:
    """Nobody is asked by chance."""
    write(tmp_path, "series.yaml", SERIES + "therapists:\n  - {id: t-2, name: Dana Okafor}\n")
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "therapists/t-3.yaml", "id: t-3\n")
    write(tmp_path, "therapists/t-4.yaml", "id: [\n")
    arguments = ["new", "edition", str(tmp_path), "--title", "Tea", "--panel", given]

    done = CliRunner().invoke(command, arguments)

    assert (done.exit_code, done.stderr) == (1, f"error: {words}\n")
    assert not (tmp_path / "editions").exists()
