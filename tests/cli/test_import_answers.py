"""`tbh import answers`: from a file to the content folder."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import tbh_model as tbh
from importers.panel import QUESTION, series
from tbh_model.cli._main import tbh as command

ROW = f'Timestamp,Your name,"{QUESTION}",The website\n2026-05-02,Ada Linde,A bowl.,true\n'


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    tbh.save(series(), folder)
    return folder


def run(*words: str | Path, text: str | bytes | None = None) -> Result:
    return CliRunner().invoke(
        command, ["import", "answers", *map(str, words), "--edition", "e-1"], input=text
    )


def form(folder: Path, text: str = ROW, name: str = "form.csv") -> Path:
    file = folder.parent / name
    file.write_text(text, "utf-8")
    return file


def responses(content: Path) -> tuple[tbh.Response, ...]:
    return tbh.load(content).editions[0].responses


def test_answers_are_written_into_the_edition(content: Path) -> None:
    """And it is said whose, with what they said yes to."""
    done = run(form(content), content)

    (response,) = responses(content)
    assert (done.exit_code, response.verbatim) == (0, "A bowl.")
    assert done.stdout.splitlines() == [
        "editions/by-the-door.md",
        f"added: {response.id}, Ada Linde: answer; consents: web (full)",
    ]


def test_a_second_time_nothing_is_written(content: Path) -> None:
    """Byte for byte."""
    run(form(content), content)
    file = content / "editions/by-the-door.md"
    before = file.read_bytes()

    done = run(form(content), content)

    assert (done.exit_code, done.stdout, file.read_bytes()) == (0, "", before)
    assert done.stderr.endswith("There is nothing new.\n")


def test_a_dry_run_shows_and_writes_nothing(content: Path) -> None:
    """The same lines, without a file."""
    done = run(form(content), content, "--dry-run")

    assert "added: " in done.stdout
    assert responses(content) == ()
    assert done.stderr.endswith("Nothing was changed.\n")


def test_what_differs_is_shown_and_stays(content: Path) -> None:
    """Line by line."""
    run(form(content), content)

    done = run(form(content, ROW.replace("A bowl.", "Keys.")), content)

    (response,) = responses(content)
    assert response.verbatim == "A bowl."
    assert done.stdout.splitlines()[:3] == [
        f"differs: row 2 from answer of {response.id}, which stays:",
        "  - A bowl.",
        "  + Keys.",
    ]


def test_an_unknown_person_is_exit_status_1(content: Path) -> None:
    """The others are written; it is said how to go on."""
    done = run(form(content, f"{ROW}2026-05-02,Xaver Yildiz,Keys.,true\n"), content)

    assert (done.exit_code, len(responses(content))) == (1, 1)
    assert (
        "error: form.csv: row 3: nobody of the series is named Xaver Yildiz; add them, or tell who"
    ) in done.stderr
    assert "--therapist ID" in done.stderr


def test_standard_input_is_an_answer(content: Path) -> None:
    """Of whom the editor says, by name."""
    done = run("-", content, "--therapist", "Bo Castell", text="Nothing.\n")

    assert done.exit_code == 0, done.stderr
    assert [(each.therapist, each.verbatim) for each in responses(content)] == [("t-2", "Nothing.")]


def test_a_consent_in_a_sentence_is_shown_and_recorded_on_request(content: Path) -> None:
    """With its terms."""
    letter = (
        "From: ada@pier.example\nDate: Sat, 2 May 2026 20:15:00 -0300\n\n"
        "A bowl.\n\nYou may print it on the site with my name.\n"
    )
    file = form(content, letter, "reply.eml")

    assert "--accept-consents records web (full)" in run(file, content).stdout
    done = run(file, content, "--accept-consents")
    assert done.exit_code == 0
    assert responses(content)[0].consents[0].uses == {"web"}


def test_columns_that_say_nothing_are_written_down_to_be_told(content: Path) -> None:
    """Once; what somebody has told is then used."""
    file = form(content, "Wer,Sag es,Farbe\nAda Linde,A bowl and keys.,Red\n")
    mapping = content.parent / "form.columns.yaml"

    first = run(file, content)
    assert (first.exit_code, responses(content)) == (1, ())
    assert "tell which column is which in " in first.stderr
    text = mapping.read_text("utf-8")
    assert "Sag es: answer\n" in text

    mapping.write_text(text.replace("Wer: ignore", "Wer: name"), "utf-8")
    second = run(file, content)
    assert second.exit_code == 0, second.stderr
    assert responses(content)[0].therapist == "t-1"


def test_a_mapping_that_is_wrong_is_answered(content: Path) -> None:
    """And not written over."""
    file = form(content)
    (content.parent / "form.columns.yaml").write_text("Your name: who\n", "utf-8")

    done = run(file, content)

    assert done.exit_code == 1
    assert "'Your name' cannot be 'who'" in done.stderr
    assert (content.parent / "form.columns.yaml").read_text("utf-8") == "Your name: who\n"


@pytest.mark.parametrize("text", ["- a\n", "Name: [a]\n", "Name: 'a\n"])
def test_a_mapping_of_another_form_is_answered(content: Path, text: str) -> None:
    """With the file and what belongs into it."""
    (content.parent / "other.yaml").write_text(text, "utf-8")

    done = run(form(content), content, "--columns", content.parent / "other.yaml")

    assert done.exit_code == 1
    assert "other.yaml" in done.stderr


def test_the_result_is_json_on_request(content: Path) -> None:
    """With the account of every text."""
    done = run(form(content), content, "--json")

    data = json.loads(done.stdout)
    assert data["files"] == ["editions/by-the-door.md"]
    assert [line["text"] for line in data["account"]] == [
        "2026-05-02",
        "Ada Linde",
        "A bowl.",
        "true",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("a.xlsx",), "the package tbh-office does; run: pip install tbh-office"),
        (("a.csv", "--importer", "tabel"), "did you mean 'table'?"),
        (("a.csv", "--set", "separater=;"), "separater"),
        (("a.csv", "--therapist", "Xaver"), "Xaver"),
        (("missing.csv",), "no such file"),
    ],
)
def test_what_cannot_be_done_is_answered(content: Path, words: tuple[str, ...], said: str) -> None:
    """In a line, with exit status 1."""
    for name in ("a.xlsx", "a.csv"):
        form(content, ROW, name)

    done = run(content.parent / words[0], content, *words[1:])

    assert done.exit_code == 1
    assert said in done.stderr


def test_options_of_the_importer_can_be_set(content: Path) -> None:
    """For the importer of the file."""
    file = form(content, ROW.replace(",", "^"))

    assert run(file, content, "--set", "separator=^").exit_code == 0
    assert responses(content)[0].verbatim == "A bowl."
