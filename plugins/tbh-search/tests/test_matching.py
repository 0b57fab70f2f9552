"""What matches, where, and in which order; run by node."""

import time
from collections.abc import Callable
from typing import Any

import pytest

import tbh_model as tbh
from small_talk import edition, index, response, series

Evaluate = Callable[..., Any]


def _titles(evaluate: Evaluate, content: tbh.Series, query: str) -> list[str]:
    data = {"index": index(content), "query": query}
    found: list[str] = evaluate(
        "m.search(m.prepare(data.index), data.query).map((each) => each.edition.title)", data
    )
    return found


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Émue, ÉMUE", "emue, emue"),
        ("Straße Œuvre Ærø Łódź", "strasse oeuvre aero lodz"),
        ("İstanbul ısı", "istanbul isi"),
        ("ΣΟΦΟΣ σοφός", "σοφοσ σοφοσ"),
        ("أَحْمَد آدم", "احمد ادم"),
        ("ﬁne ① Ｗide", "fine 1 wide"),
    ],
)
def test_case_and_marks_make_no_difference(evaluate: Evaluate, text: str, folded: str) -> None:
    """Whatever the alphabet."""
    assert evaluate("m.fold(data)", text) == folded


def test_all_words_must_match_somewhere_in_the_edition(evaluate: Evaluate) -> None:
    """One in the title and one in an answer will do, one alone will not."""
    content = series(
        edition(1, title="On rooms", responses=(response("A quiet place."),)),
        edition(2, title="On rooms"),
    )

    assert _titles(evaluate, content, "ROOM quiet") == ["On rooms"]
    assert _titles(evaluate, content, "room loud") == []
    assert _titles(evaluate, content, " ,. ") == []


def test_a_word_matches_from_its_beginning_only(evaluate: Evaluate) -> None:
    """Half a word finds the whole one; its end does not."""
    content = series(edition(1, title="Apology"))

    assert _titles(evaluate, content, "apol") == ["Apology"]
    assert _titles(evaluate, content, "logy") == []


def test_scripts_without_spaces_match_anywhere(evaluate: Evaluate) -> None:
    """Chinese has no beginning of a word that a program could see."""
    assert _titles(evaluate, series(edition(1, title="耐心的房间")), "房间") == ["耐心的房间"]


def test_the_better_the_place_the_higher_up(evaluate: Evaluate) -> None:
    """Title, question, quote, answer, prose."""
    other = tbh.Challenge(topic="Other", prompt="Any chair?")
    content = series(
        edition(5, title="e", introduction=tbh.markdown("A chair.")),
        edition(4, title="d", responses=(response("No.", answer=tbh.markdown("A chair.")),)),
        edition(3, title="c", responses=(response("A chair."),)),
        edition(2, title="b", challenge=other),
        edition(1, title="Chair"),
    )

    assert _titles(evaluate, content, "chair") == ["Chair", "b", "c", "d", "e"]


def test_a_mark_covers_what_was_written(evaluate: Evaluate) -> None:
    """Letters that are folded away, or into two, are inside or outside as a whole."""
    for text, query, marked in (
        ("très émue", "emu", "ému"),
        ("e\u0301mue", "em", "e\u0301m"),
        ("die Straße", "strass", "Straß"),
        ("die Straße", "stras", "Straß"),
        ("👩🏽‍⚕️ ﬁne", "fin", "ﬁn"),
    ):
        data = {"text": text, "query": query}
        start, end = evaluate("m.marks(data.text, m.wordsOf(data.query))[0]", data)
        units = text.encode("utf-16-le")[start * 2 : end * 2]  # JavaScript counts in UTF-16
        assert units.decode("utf-16-le") == marked


def test_an_excerpt_is_cut_between_words_around_the_first_match(evaluate: Evaluate) -> None:
    """What was left out is told by an ellipsis, at both ends."""
    text = f"{'before ' * 40}patience {'after ' * 80}".strip()
    pieces = evaluate("m.excerpt(data, ['patience'])", text)

    assert [piece["text"] for piece in pieces if piece["isMarked"]] == ["patience"]
    assert pieces[0]["text"] == "… "
    assert pieces[-1]["text"] == " …"
    whole = "".join(piece["text"] for piece in pieces[1:-1])
    assert whole in text
    assert set(whole.split()) == {"before", "patience", "after"}


def test_who_said_it_finds_what_they_said(evaluate: Evaluate) -> None:
    """The name of a therapist gives their answer, with the name marked."""
    content = series(edition(1, responses=(response("It is a room."),)))
    (passage,) = evaluate("m.passages(m.search(m.prepare(data), 'angstrom')[0])", index(content))

    assert [piece["text"] for piece in passage["pieces"]] == ["It is a room."]
    assert passage["bylinePieces"] == [
        {"text": "Zoë ", "isMarked": False},
        {"text": "Ångström", "isMarked": True},
    ]


def test_a_thousand_editions_are_searched_while_somebody_types(evaluate: Evaluate) -> None:
    """Folding them all, once, and then a search: both are over before it is noticed."""
    whole = edition(
        1,
        introduction=tbh.markdown("Some *words* to begin with. " * 40),
        responses=tuple(response("Words. " * 20, id=f"r-{number}") for number in range(5)),
    )
    data = index(series(whole))
    data["editions"] *= 1000
    start = time.perf_counter()
    took = evaluate(
        "(() => { const all = m.prepare(data); const from = Date.now(); "
        "const found = m.search(all, 'wor beg'); return [found.length, Date.now() - from]; })()",
        data,
    )

    assert took[0] == 1000
    assert took[1] < 1000
    assert time.perf_counter() - start < 20
