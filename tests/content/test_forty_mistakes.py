"""Forty different mistakes in one folder: each reported in one run, at its place, with a remedy.

Thirty files have one mistake each, and one has eleven. Beside each stands what becomes of it
where the hint is followed; then the problem is gone.
"""

from pathlib import Path

import pytest

import tbh_model as tbh
from small_folder import EDITION, SERIES, THERAPIST, write

BASE = (
    EDITION
    + "number: 1\nsummary: Short.\ntags: [a]\nimage: {src: https://a.example/i.png, alt: I}\n"
)

# what stands there, what the author wrote, what the hint makes of it, and the problem
Mistake = tuple[str, str, str, tuple[str, int, int]]
MISTAKES: list[Mistake] = [
    ("title: W", "titel: W", "title: W", ("TBH107", 3, 1)),
    ("title: What is patience for?\n", "", "title: What?\n", ("TBH106", 1, 1)),
    ("status: ready", "status: reddy", "status: ready", ("TBH109", 4, 9)),
    ("T09:00:00-04:00", "", "T09:00:00", ("TBH108", 5, 12)),
    ("2026-05-01", "2026-05-32", "2026-05-31", ("TBH108", 5, 12)),
    ("topic: Patience", "topic:", "topic: Waiting", ("TBH108", 7, 9)),
    ("prompt: What", "prompt: [What]", "prompt: What", ("TBH103", 8, 18)),
    ("name: P", "nmae: P", "name: P", ("TBH107", 10, 3)),
    ("id: r-1", "id: r 1", "id: r1", ("TBH110", 12, 9)),
    ("therapist: t-1", "therapist: t-l", "therapist: t-1", ("TBH130", 13, 16)),
    ("quote: P", "qoute: P", "quote: P", ("TBH107", 14, 5)),
    ("number: 1", 'number: "1"', "number: 1", ("TBH108", 15, 9)),
    ("number: 1", "number: 0", "number: 1", ("TBH110", 15, 9)),
    ("number: 1", "number: first", "number: 1", ("TBH108", 15, 9)),
    ("summary: Short.", "summary: &s Short.", "summary: Short.", ("TBH104", 16, 10)),
    ("summary: Short.", "summary: !!str Short.", "summary: Short.", ("TBH104", 16, 10)),
    ("summary: Short.", "summary: @home", 'summary: "@home"', ("TBH103", 16, 10)),
    ("summary: Short.", "summary: In short: no.", 'summary: "In short: no."', ("TBH103", 16, 18)),
    ("summary: Short.", 'summary: "Short.', 'summary: "Short."', ("TBH103", 16, 10)),
    ("summary: Short.", "summary: Short.\nslug: b", "summary: Short.", ("TBH105", 17, 1)),
    ("tags: [a]", "tags: a", "tags:\n  - a", ("TBH108", 17, 7)),
    ("tags: [a]", "tags: [a, a]", "tags: [a]", ("TBH111", 17, 11)),
    ("tags: [a]", "tags: [a", "tags: [a]", ("TBH103", 17, 7)),
    ("src: https://a.example/i.png", "src: ../i.png", "src: images/i.png", ("TBH110", 18, 14)),
    ("src: https://a.example/i.png", "scr: i.png", "src: i.png", ("TBH107", 18, 9)),
    ("\n  topic", "\n\ttopic", "\n  topic", ("TBH103", 7, 1)),
    ("summary: Short.", "introduction: A <b>b</b>.", "introduction: A **b**.", ("TBH120", 16, 17)),
    (
        "summary: Short.",
        "introduction: See [it](javascript:x).",
        "introduction: See [it](https://a.example/).",
        ("TBH121", 16, 24),
    ),
    (
        "summary: Short.",
        "expires: 2026-04-01T00:00:00Z",
        "expires: 2027-04-01T00:00:00Z",
        ("TBH111", 16, 10),
    ),
    ("summary: Short.", "language: english", "language: en", ("TBH110", 16, 11)),
]
TEN = """\
id: e-ten
slug: ten mistakes
titel: Ten
status: raedy
published: tomorrow
challenge:
  topic: Patience
challengers: [Psychotherapists]
responses:
  - id: r-1
    therapist: t-2
    quote: It is a room.
    attribution: ful
    consents:
      - {uses: [web], granted: 2026-13-01}
number: one
tags: patience
"""
MENDED = """\
id: e-ten
slug: ten-mistakes
title: Ten
status: ready
published: 2026-05-01T09:00:00-04:00
challenge:
  topic: Patience
  prompt: What is it?
challengers: {name: Psychotherapists}
responses:
  - id: r-1
    therapist: t-1
    quote: It is a room.
    attribution: full
    consents:
      - {uses: [web], granted: 2026-12-01}
number: 1
tags:
  - patience
"""
TEN_PROBLEMS = [
    ("TBH110", 2, 7),
    ("TBH107", 3, 1),
    ("TBH109", 4, 9),
    ("TBH108", 5, 12),
    ("TBH106", 7, 3),
    ("TBH108", 8, 14),
    ("TBH130", 11, 16),
    ("TBH109", 13, 18),
    ("TBH108", 15, 32),
    ("TBH108", 16, 9),
    ("TBH108", 17, 7),
]


def text(number: int, old: str, new: str) -> str:
    assert BASE.count(old) == 1, old
    wrong = BASE.replace(old, new)
    return wrong.replace("id: e-1\n", f"id: e-m{number}\n").replace(
        "slug: patience\n", f"slug: m{number}\n"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which everything is wrong that can be."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/ten-mistakes.yaml", TEN)
    for number, (old, wrong, _, _) in enumerate(MISTAKES):
        write(tmp_path, f"editions/m{number}.yaml", text(number, old, wrong))
    return tmp_path


def by_file(folder: Path) -> dict[str, list[tuple[str, int | None, int | None]]]:
    found: dict[str, list[tuple[str, int | None, int | None]]] = {}
    for each in tbh.check(folder):
        assert each.hint or each.severity is not tbh.Severity.ERROR, each
        found.setdefault(str(each.file), []).append((each.code, each.line, each.column))
    return found


def test_forty_mistakes_are_reported_in_one_run(folder: Path) -> None:
    """Each once, at its line and column, with what to do."""
    found = by_file(folder)

    for number, (_, wrong, _, problem) in enumerate(MISTAKES):
        assert found.pop(f"editions/m{number}.yaml") == [problem], wrong
    assert found == {"editions/ten-mistakes.yaml": TEN_PROBLEMS}
    assert len(MISTAKES) + len(TEN_PROBLEMS) > 40


def test_who_follows_the_hints_has_no_mistake_left(folder: Path) -> None:
    """File by file, down to none."""
    write(folder, "editions/ten-mistakes.yaml", MENDED)
    write(folder, "images/i.png", b"\x89PNG\r\n\x1a\n")
    write(folder, "i.png", b"\x89PNG\r\n\x1a\n")
    for number, (old, _, mended, _) in enumerate(MISTAKES):
        write(folder, f"editions/m{number}.yaml", text(number, old, mended))

    assert tbh.check(folder) == ()
    assert len(tbh.load(folder).editions) == len(MISTAKES) + 1
