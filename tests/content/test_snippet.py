"""The words under the caret: exactly those, whatever they are written with."""

from pathlib import Path

import pytest

import tbh_model as tbh
from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model.content import problem_text, report
from tbh_model.content._node import SourceMap, SourceRange


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder in which nothing is wrong."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/patience.yaml", EDITION)
    return tmp_path


def shown(folder: Path) -> tuple[str, str]:
    """Return the line and the carets of the only problem."""
    (problem,) = tbh.check(folder)
    text = problem_text(problem, lambda file: (folder / file).read_text(encoding="utf-8"))
    rows = str(text).splitlines()
    carets = next(index for index, row in enumerate(rows) if row.rstrip().endswith("^"))
    return rows[carets - 1].partition("| ")[2], rows[carets].partition("| ")[2]


@pytest.mark.parametrize(
    ("more", "line", "carets"),
    [
        ("tags: anger\n", "tags: anger", "      ^^^^^"),
        ("summary: [a,\n  b]\n", "summary: [a,", "         ^^^"),
        ("introduction: 'it''s <i>x</i>'\n", "introduction: 'it''s <i>x</i>'", " " * 21 + "^^^"),
        ('tags: "anger"\n', 'tags: "anger"', "      ^^^^^^^"),
        ("zzz: 1\n", "zzz: [may be private: not shown]", "^^^"),
        ('"zzz": 1\n', '"zzz": [may be private: not shown]', "^^^^^"),
        ("updated: 漢字\n", "updated: 漢字", "         ^^^^"),
        ("updated: e\u0301e\n", "updated: e\u0301e", "         ^^"),
        (
            "image: {src: a b.png,   alt: [x]}\n",
            "image: {src: a b.png,   alt: [x]}",
            " " * 29 + "^^^",
        ),
        (
            "introduction: 漢字 <b>x</b>\n",
            "introduction: 漢字 <b>x</b>",
            " " * 19 + "^^^",
        ),
        (
            "introduction: |\n  Fine.\n  A [link](javascript:x) here.\n",
            "  A [link](javascript:x) here.",
            " " * 11 + "^" * 12,
        ),
        (
            'introduction: "a \\" <i>x</i>"\n',
            'introduction: "a \\" <i>x</i>"',
            " " * 20 + "^^^",
        ),
    ],
)
def test_exactly_the_offending_words_are_marked(
    folder: Path, more: str, line: str, carets: str
) -> None:
    """Keys, values, wide characters, escapes, and places inside a text."""
    write(folder, "editions/patience.yaml", EDITION + more)

    assert shown(folder) == (line, carets)


def test_a_line_of_ten_thousand_characters_is_cut(folder: Path) -> None:
    """The mark stays in sight."""
    words = "word " * 1000
    text = f"introduction: {words}<b>x</b> {words}\n"
    write(folder, "editions/patience.yaml", EDITION + text)

    line, carets = shown(folder)

    assert len(line) < 120
    assert line[carets.index("^") : carets.rindex("^") + 1] == "<b>"


def test_many_problems_of_one_kind_are_folded(folder: Path) -> None:
    """Twenty are shown, the rest is counted."""
    consents = "".join("      - {uses: [web], granted: soon}\n" for _ in range(30))
    write(folder, "editions/patience.yaml", f"{EDITION}    consents:\n{consents}")

    text = report(tbh.check(folder), lambda _: None)

    assert text.count("found `soon` where a day belongs") <= 21
    assert "10 more" in text


def test_places_end_where_the_spelling_ends() -> None:
    """A text that is longer than what is written stays at its last character."""
    places = SourceMap.of("abc", ["a"], "", 1, 1)

    assert places.span(0, 1) == places.span(2, 3) == SourceRange(1, 1, 1)
    assert SourceMap.of("", ["x"], "", 1, 1).span(0, 1) == SourceRange(1, 1)
