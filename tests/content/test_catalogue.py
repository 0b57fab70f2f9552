"""The catalogue: every code is explained, and every example does what it says."""

import re
from pathlib import Path

import pytest

import tbh_model as tbh
from tbh_model.content import codes, explanation
from tbh_model.content._problem_text import UnknownCodeError
from tbh_model.publishing import publish_problems

SOURCE = Path(tbh.__file__).parent
SERIES = """\
format: 1
id: tag:larchstreet.example,2026:off-the-clock
title: Off the Clock
url: https://larchstreet.example/off-the-clock/
publisher:
  name: Larch Street Counselling
"""
THERAPIST = "id: t-4h\nname: Ines Moreau\n"
EDITION = """\
id: e-1
slug: running-late
title: Running Late
status: ready
challenge:
  topic: Punctuality
  prompt: What do you do in the first minute after you arrive late?
challengers:
  name: Counsellors
responses:
  - id: r-1
    therapist: t-4h
    quote: I say how late I am, in minutes.
"""
EXAMPLE = re.compile(r"```(?:yaml|markdown)\n((?:---\n)?# ([\w./-]+)\n.*?)```", re.DOTALL)
WITH_EXAMPLES = [code for code in codes() if len(EXAMPLE.findall(explanation(code).text)) > 1]
SHOWN_ELSEWHERE = {
    *("TBH101", "TBH102", "TBH125", "TBH126", "TBH150", "TBH151", "TBH201", "TBH202"),
    *("TBH203", "TBH204", "TBH205", "TBH206", "TBH207", "TBH208", "TBH209"),
    *(
        "TBH137",
        "TBH138",
        "TBH302",
        "TBH311",
        "TBH306",
        "TBH417",
        "TBH419",
        "TBH420",
        "TBH450",
    ),
    *("TBH421",),
    *("TBH116", "TBH424", "TBH425", "TBH440", "TBH441", "TBH442", "TBH444", "TBH447", "TBH448"),
    *("TBH427", "TBH428", "TBH449", "TBH460"),
}
"""Not to be seen in the text of a file: bytes, many, older formats, Python, the gate, plugins."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The content that every example belongs to."""
    for name, text in (
        ("series.yaml", SERIES),
        ("therapists/t-4h.yaml", THERAPIST),
        ("editions/running-late.yaml", EDITION),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def put(folder: Path, name: str, text: str) -> None:
    """Write an example: its keys take the place of those that the file has."""
    file = folder / name
    before = file.read_text(encoding="utf-8") if file.exists() and file.suffix != ".md" else ""
    given = set(re.findall(r"^([a-z_]+):", text, re.MULTILINE))
    parts = re.split(r"^(?=[a-z_]+:)", before, flags=re.MULTILINE)
    kept = [part for part in parts if part.partition(":")[0] not in given]
    file.write_text("".join(kept) + text, encoding="utf-8")


def found(folder: Path) -> dict[str, tbh.Problem]:
    return {each.code: each for each in tbh.check(folder) + publish_problems(folder)}


def test_every_code_that_can_be_met_is_explained() -> None:
    """And nothing is explained that nobody can meet."""
    met = {
        code
        for file in SOURCE.rglob("*.py")
        for code in re.findall(r"TBH\d{3}", file.read_text(encoding="utf-8"))
    }

    assert set(codes()) == met
    assert set(WITH_EXAMPLES) | SHOWN_ELSEWHERE == met


@pytest.mark.parametrize("code", WITH_EXAMPLES)
def test_the_wrong_example_is_reported_as_it_says(folder: Path, code: str) -> None:
    """With this code, at a place, and with what to do."""
    (text, name), *_ = EXAMPLE.findall(explanation(code).text)
    put(folder, name, text)

    problems = found(folder)

    assert set(problems) - {"TBH133"} == {code} - {"TBH133"}
    assert problems[code].file == name
    assert problems[code].line is not None
    assert problems[code].hint


@pytest.mark.parametrize("code", WITH_EXAMPLES)
def test_the_right_example_is_right(folder: Path, code: str) -> None:
    """The code is gone, and nothing else is wrong."""
    *_, (text, name) = EXAMPLE.findall(explanation(code).text)
    put(folder, name, text)

    assert set(found(folder)) - ({"TBH133"} if code != "TBH133" else set()) == set()


def test_a_code_may_be_written_small() -> None:
    """And one that there is not is answered with the nearest."""
    assert explanation("tbh107") == explanation("TBH107")
    assert explanation("TBH107").severity is tbh.Severity.ERROR
    with pytest.raises(UnknownCodeError) as caught:
        explanation("TBH10")
    assert str(caught.value).startswith("no problem has the code 'TBH10'; did you mean 'TBH")
    with pytest.raises(UnknownCodeError, match="codes are TBH101 and the like"):
        explanation("x")
