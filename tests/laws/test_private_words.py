"""Private words are in no message, whatever is broken around them."""

from pathlib import Path

import pytest
from attrs import evolve

import tbh_model as tbh
from private_breaks import CANARY, TEXTS, broken_texts
from tbh_model.content import (
    file_problems,
    problems_github,
    problems_json,
    problems_sarif,
    report,
)


def _problems(folder: Path, file: str, text: str) -> tuple[tbh.Problem, ...]:
    if file.endswith(".json"):
        try:
            tbh.loads(text)
        except tbh.ContentError as error:
            return tuple(evolve(problem, file=file) for problem in error.problems)
        return ()
    (folder / file).write_text(text, encoding="utf-8")
    return tuple(file_problems(folder, [file]))


@pytest.mark.parametrize("file", TEXTS)
def test_no_private_word_is_in_a_message(tmp_path: Path, file: str) -> None:
    """One line broken in one of fifty ways: in YAML, front matter and JSON, in every format."""
    (tmp_path / file).parent.mkdir(exist_ok=True)
    tried, leaks = 0, []
    for what, text in broken_texts(file):
        problems = _problems(tmp_path, file, text)
        tried += 1
        said = (
            report(problems, lambda _, text=text: text),  # type: ignore[misc]  # of this turn
            *(write(problems) for write in (problems_json, problems_sarif, problems_github)),
            repr(problems),
            str(tbh.ContentError(problems)),
        )
        if CANARY.casefold() in "\n".join(said).casefold():
            leaks.append(f"{what}\n{said[0]}")

    assert tried > 300
    assert not leaks, "\n\n".join(leaks[:5])


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        ("therapists/a.yaml", "name: A\nrole: 'Nell's'\n", "role: 'Nell's'"),
        ("therapists/a.yaml", "email: a@b.example\nname: A: B\n", "name: A: B"),
        ("editions/a.yaml", "title:The Kettle\n", "title:The Kettle"),
        ("editions/a.yaml", "summary: |\n  Fine.\n  <b>x</b>\n", "  <b>x</b>"),
        ("editions/a.yaml", "image: {src: a b.png, alt: [x]}\n", "image: {src: a b.png, alt: [x]}"),
        ("editions/a.md", "---\nid: e-1\n---\n\nSome *words*.\n", "Some *words*."),
        ("series.json", '{\n  "title": 4\n}', '  "title": 4'),
        ("publish.yaml", "exporters:\n  zzz: 1\n", "  zzz: 1"),
    ],
)
def test_a_line_that_holds_nothing_private_is_shown(file: str, text: str, line: str) -> None:
    """A message without its line would be worth little."""
    number = text.split("\n").index(line) + 1
    problem = tbh.Problem(code="TBH1", message="m", file=file, line=number, column=1)

    assert f" {number} | {line}\n" in report([problem], lambda _: text)
