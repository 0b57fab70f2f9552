"""Files as form services hand them on, with their quirks: what is right for each."""

import json
from pathlib import Path

import pytest

from importers.panel import QUESTION, answers, responses
from tbh_model.importers import AnswerImport, Fate

FILES = Path(__file__).parent / "files"


def load(name: str) -> AnswerImport:
    return answers((FILES / name).read_bytes(), name)


EXPECTED: dict[str, list[tuple[str, str, set[str], str, str]]] = {
    "google-forms.csv": [
        ("t-1", "A bowl.", {"web", "feed", "newsletter"}, "full", "2026-05-02T20:15:00-03:00"),
        ("t-2", 'A "welcome" mat', {"web"}, "first-name", "2026-05-03T09:01:44-03:00"),
    ],
    "google-sheets.csv": [
        ("t-3", "Un bol :", {"web", "feed"}, "first-name", "2026-05-03T21:00:00-03:00"),
    ],
    "microsoft-forms.csv": [
        ("t-1", "A bowl; it was", {"web", "newsletter"}, "full", "2026-05-22T08:15:00-03:00"),
        ("t-2", "Keys.", {"feed"}, "full", "2026-05-22T09:10:00-03:00"),
    ],
    "typeform.csv": [("t-1", "A bowl.", {"web"}, "full", "2026-05-02T23:15:00+00:00")],
    "tally.csv": [("t-1", "On it:", {"web", "newsletter"}, "full", "2026-05-02T20:15:00-03:00")],
    "formbricks.json": [("t-1", "A bowl.", {"web", "feed"}, "full", "2026-05-02T23:15:00+00:00")],
    "tally.json": [("t-1", "A bowl.", {"web"}, "full", "2026-05-02T23:15:00+00:00")],
    "typeform.json": [
        ("t-1", "A bowl.", {"web", "feed"}, "anonymous", "2026-05-02T23:15:00+00:00")
    ],
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_of_a_service_is_read(name: str) -> None:
    """Who, what, where, how they are named, and when."""
    result = load(name)
    found = responses(result)

    assert result.unresolved == ()
    assert [each.therapist for each in found] == [each[0] for each in EXPECTED[name]]
    for response, (_, words, uses, attribution, received) in zip(
        found, EXPECTED[name], strict=True
    ):
        assert (response.verbatim or "").startswith(words)
        assert set().union(*(consent.uses for consent in response.consents)) == uses
        assert response.attribution == attribution
        assert response.received is not None
        assert response.received.isoformat(timespec="seconds") == received


@pytest.mark.parametrize("name", EXPECTED)
def test_read_twice_it_adds_nothing(name: str) -> None:
    """And changes nothing."""
    content = load(name).series

    again = answers((FILES / name).read_bytes(), name, content=content)

    assert again.series == content
    assert (again.added, again.completed) == ((), ())


@pytest.mark.parametrize("name", [name for name in EXPECTED if name.endswith(".json")])
def test_every_text_of_json_is_in_the_account(name: str) -> None:
    """Keys of the form and ids of options, too."""

    def leaves(data: object) -> list[str]:
        if isinstance(data, dict):
            return [leaf for value in data.values() for leaf in leaves(value)]
        if isinstance(data, list):
            return [leaf for value in data for leaf in leaves(value)]
        return [data] if isinstance(data, str) else []

    data = json.loads((FILES / name).read_bytes())
    told = "\n".join(line.text for line in load(name).account)

    # an option that was chosen is told by its words
    assert [leaf for leaf in leaves(data) if leaf not in told] == []


def test_a_second_answer_is_a_change() -> None:
    """Of the same person, by address or by respondent."""
    assert [change.new for change in load("google-forms.csv").changes] == [
        "A welcome mat, folded twice."
    ]
    assert [change.field for change in load("tally.csv").changes] == ["answer", "consents"]


def test_what_has_no_place_is_named() -> None:
    """A formula, an address that is none, what is no channel, an answer without words."""
    assert '=IMPORTDATA("https://e.example")' in _texts("google-forms.csv", Fate.LEFT_OUT)
    assert "anonymous" in _texts("microsoft-forms.csv", Fate.LEFT_OUT)
    assert _texts("google-sheets.csv", Fate.UNDECIDED) == ["ni dans la lettre"]
    assert "partial" in _texts("typeform.csv", Fate.LEFT_OUT)


def _texts(name: str, fate: Fate) -> list[str]:
    return [line.text for line in load(name).account if line.fate is fate]


def test_how_days_were_told_from_months_is_noted() -> None:
    """By the headings, and by a day that is no month."""
    assert any("day first" in note and "French" in note for note in load("google-sheets.csv").notes)
    assert any("month first" in note for note in load("microsoft-forms.csv").notes)


@pytest.mark.parametrize(
    ("website", "letter"),
    [
        ("May we print it on our website?", "May we send it in the newsletter?"),
        ("Pouvons-nous publier sur notre site ?", "Pouvons-nous imprimer dans l’infolettre ?"),
        ("Can we share your words online", "Can we use it in our letter"),
    ],
)
def test_a_question_for_one_channel_is_answered_with_yes_or_no(website: str, letter: str) -> None:
    """The end of the question names the channel."""
    result = answers(
        f'Date,Name,"{QUESTION}","{website}","{letter}"\n'
        "2026-09-01 10:00,Ada Linde,A bowl.,Yes,No\n"
        "2026-09-02 10:00,Bo Castell,Keys.,Oui,oui\n"
    )

    uses = [consent.uses for each in responses(result) for consent in each.consents]
    assert uses == [{"web"}, {"web", "newsletter"}]
