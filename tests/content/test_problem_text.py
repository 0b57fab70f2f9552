"""Problems as people and programs read them."""

import json

import pytest

from tbh_model._problems import Position, Problem, Severity
from tbh_model.content import printable, problem_text, problems_json, report


def text(problem: Problem, content: str | None = None) -> str:
    return str(problem_text(problem, lambda _: content))


def at(line: int, column: int, length: int = 1, **fields: object) -> Problem:
    given = {"code": "TBH1", "message": "wrong", "file": "a.yaml", "line": line, "column": column}
    return Problem(**{**given, "length": length, **fields})  # type: ignore[arg-type]  # known keys


def test_a_problem_shows_the_line_and_points_at_the_words() -> None:
    """As a good compiler does it."""
    problem = at(
        2,
        3,
        8,
        path="responses[1].therapst",
        hint="did you mean `therapist`?",
        related=(Position(message="first used here", file="b.yaml", line=1, column=1),),
    )

    assert text(problem, "- id: a\n  therapst: bo\n") == (
        "error[TBH1]: wrong\n"
        "  --> a.yaml:2:3  (responses[1].therapst)\n"
        "   |\n"
        " 2 |   therapst: [may be private: not shown]\n"
        "   |   ^^^^^^^^\n"
        "  = note: first used here: b.yaml:1:1\n"
        "  = help: did you mean `therapist`?"
    )


def test_a_problem_without_a_place_is_one_line() -> None:
    """A missing folder has no lines."""
    assert text(Problem(code="TBH1", message="nothing there")) == "error[TBH1]: nothing there"
    assert text(Problem(code="TBH1", message="m", path="a.b", severity=Severity.INFO)) == (
        "info[TBH1]: m\n  --> (a.b)"
    )


def test_wide_characters_count_double_and_marks_not_at_all() -> None:
    """The caret stands under the word on a terminal."""
    shown = text(at(1, 11, 1), "title: 漢e\u0301x")

    assert shown.splitlines()[-2:] == [" 1 | title: 漢e\u0301x", "   |           ^"]


def test_tabs_become_spaces() -> None:
    """Their width is not known, so it is chosen."""
    assert text(at(1, 8, 1), "title: \tx").splitlines()[-1] == f"   | {' ' * 7}^^^^"


def test_a_long_line_is_cut_around_the_place() -> None:
    """A quotation is one long line."""
    shown = text(at(1, 507, 4), "text: " + "x" * 500 + "HERE" + "y" * 500).splitlines()

    assert max(map(len, shown)) < 110
    assert shown[-2].count("HERE") == 1
    assert shown[-2].index("H") == shown[-1].index("^")


def test_a_long_mark_is_cut_too() -> None:
    """The whole line may be wrong."""
    shown = text(at(1, 1, 500), "text: " + "x" * 500).splitlines()

    assert shown[-2].endswith("x…")


def test_a_place_behind_the_end_points_at_the_end() -> None:
    """What is missing is missing after the last character."""
    assert text(at(1, 99), "on: b").splitlines()[-1] == "   |      ^"
    assert "|" not in text(at(9, 1), "on: b")


@pytest.mark.parametrize(
    "content",
    [
        "email: me@example.org",
        "- {granted: x, evidence: me@example.org}",
        "verbatim: |\n  me@example.org",
        "  - number: me@example.org\n",
        '{"verbatim": "me@example.org"}',
        "verbatim: >-\n\n  me@example.org\n  me@example.org",
        "former_names:\n- me@example.org",
        "former_names:\n\t- me@example.org",
        "e-mail: me@example.org",
        "former_name: [me@example.org]",
        "- verbtim: me@example.org",
        "  numbr: me@example.org",
    ],
)
def test_a_line_that_holds_a_private_field_is_never_shown(content: str) -> None:
    """Whatever is wrong on it, and wherever the value begins."""
    for line in range(1, len(content.splitlines()) + 1):
        shown = text(at(line, 1), content)

        assert "example" not in shown
        assert "private" in shown


@pytest.mark.parametrize(
    ("file", "content", "hidden"),
    [
        ("e.md", "---\nverbatim: |\n  S\n---\nS\n---\nA\nemail: S", {2, 3, 5, 6, 8}),
        ("e.md", "---\nevidence: S\n---\nA\n---\nA", {2}),
        ("e.yaml", "# evidence: |\n  S\ntitle: A", {1, 2}),
        ("e.yaml", "verbatim: |\n  S\ntitle: S\nname: A", {1, 2, 3}),
        ("e.yaml", "verbatim: |\n  S\ntitle:\n  A", {1, 2, 4}),
        ("e.yaml", "verbatim: |\n    S\n  S\ntitle: A", {1, 2, 3, 4}),
        ("e.yaml", 'verbatim: "S\n  S" S\ntitle: A', {1, 2, 3}),
        ("e.yaml", "image: {src: a,\n  email: S,\n  alt: S}\nname: A", {2, 3}),
        ("e.yaml", "image: {src: a, S}\nname: A", {1}),
        ("e.yaml", "title:A\nA line", {2}),
        ("e.json", '{\n"title": "A",\n"email":\n"S",\n"zzz": "S",\n"name": "A"\n}', {3, 4, 5}),
        ("e.json", '{\n"a": "S", "b": "S"\n}', {2}),
    ],
)
def test_what_may_be_a_piece_of_a_private_text_is_not_shown(
    file: str, content: str, hidden: set[int]
) -> None:
    """And everything else is, so that a message says what it is about."""
    rows = content.split("\n")
    for line, row in enumerate(rows, start=1):
        shown = text(at(line, 1, file=file), content)

        assert ("not shown" in shown) == (line in hidden), (line, row)
        assert row in shown or line in hidden


def test_the_number_of_an_edition_is_shown() -> None:
    """It stands at the left margin of its file; only that of a credential is private."""
    shown = text(at(1, 9, 5, file="editions/a.yaml"), "number: seven\n")

    assert " 1 | number: seven\n   |         ^^^^^" in shown


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("therapists/a.yaml", "number: secret"),
        ("series.yaml", "number: secret"),
        ("editions/a.yaml", "credentials:\n- title: RP\n  number: secret"),
        ("editions/a.yaml", "credentials:\n- number: secret"),
        ("editions/a.yaml", "number: {number: secret}"),
        ("editions/a.yaml", "number:\n  verbatim: secret"),
        ("editions/a.yaml", "number: {verbatim: >-\n secret"),
        ("editions/a.yaml", "responses: [{verbatim: secret}]"),
    ],
)
def test_any_other_number_is_private(file: str, content: str) -> None:
    """Where it is not certain whose it is, it is that of a credential."""
    last = len(content.splitlines())

    assert "secret" not in text(at(last, 1, file=file), content)


@pytest.mark.parametrize("line", ["name: x", "- name: x"])
def test_lines_after_a_private_field_are_shown(line: str) -> None:
    """Only the field itself is hidden, and what is spelled like one."""
    assert line in text(at(2, 1), f"  email: a@example.org\n{line}")


@pytest.mark.parametrize("key", ["deadname", "email_address", "licence_number", "titel"])
def test_an_unknown_key_is_shown_without_its_value(key: str) -> None:
    """Nobody knows whether the value is private."""
    shown = text(at(2, 1, len(key)), f"name: A\n{key}: Secret\n")

    assert shown.endswith(f"\n 2 | {key}: [may be private: not shown]\n   | {'^' * len(key)}")


def test_a_former_name_is_not_shown_where_it_stands() -> None:
    """The place says enough."""
    shown = text(at(1, 6, 11, code="TBH416"), "bio: Old Deadname is here.")

    assert "Deadname" not in shown
    assert "[this line holds a former name and is not shown]" in shown


def test_control_and_bidi_characters_never_reach_a_terminal() -> None:
    """They are shown by their number."""
    assert printable("a\x1b[31m\u202eb") == "a<U+001B>[31m<U+202E>b"
    assert "\x1b" not in text(at(1, 1, hint="\x1b", message="\x1b"), "\x1b]0;x")


def test_json_has_exactly_the_promised_keys() -> None:
    """For programs."""
    (found,) = json.loads(problems_json([at(1, 2, hint="h")]))

    assert found == {
        "code": "TBH1",
        "severity": "error",
        "message": "wrong",
        "file": "a.yaml",
        "line": 1,
        "column": 2,
        "path": "",
        "hint": "h",
        "related": [],
    }


def test_several_problems_stand_apart() -> None:
    """With an empty line between them."""
    problem = Problem(code="TBH1", message="m")

    assert report([problem, problem], lambda _: None) == "error[TBH1]: m\n\nerror[TBH1]: m"


def test_a_file_that_cannot_be_read_has_no_snippet() -> None:
    """The place is said all the same."""
    assert text(at(1, 2)) == "error[TBH1]: wrong\n  --> a.yaml:1:2"
