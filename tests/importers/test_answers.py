"""Answers of forms become responses: who, what, when, and what they said yes to."""

import json
from datetime import date

import attrs
import pytest
from hypothesis import given, strategies as st

import tbh_model as tbh
from importers.panel import QUESTION, answers, responses, series
from tbh_model import importers
from tbh_model.importers import AnswerImport, Fate, UnsureColumnsError

HEADINGS = (
    f'Timestamp,Email Address,Your name,"{QUESTION}",Where may we print it?,May we use your name?'
)
ADA = '2026/05/02 8:15:00 PM GMT-3,ADA@pier.example,ada linde,A bowl.,"The website;Feeds",Yes'


def table(*rows: str) -> str:
    return "\r\n".join((HEADINGS, *rows))


def only(result: AnswerImport) -> tbh.Response:
    (response,) = responses(result)
    return response


def fates(result: AnswerImport, fate: Fate) -> list[str]:
    return [line.text for line in result.account if line.fate is fate]


def test_an_answer_becomes_a_response() -> None:
    """By the address of the person, with the words as they came and when."""
    response = only(answers(table(ADA)))

    assert response.therapist == "t-1"
    assert response.answer == tbh.markdown("A bowl.")
    assert response.quote is None
    assert response.verbatim == "A bowl."
    assert response.received is not None
    assert response.received.isoformat() == "2026-05-02T20:15:00-03:00"
    assert response.attribution is tbh.Attribution.FULL


def test_what_was_ticked_becomes_a_consent_with_its_proof() -> None:
    """File, row, instant and the very words; the day is that of the series."""
    (consent,) = only(answers(table(ADA))).consents

    assert consent.uses == {"web", "feed"}
    assert consent.granted == date(2026, 5, 2)
    assert consent.evidence == (
        "form.csv, row 2, 2026-05-02T20:15:00-03:00: “The website;Feeds”; "
        "“May we use your name?”: “Yes”"
    )


@pytest.mark.parametrize(
    ("words", "attribution"),
    [
        ("Yes, my full name", tbh.Attribution.FULL),
        ("1", tbh.Attribution.FULL),
        ("Only my first name", tbh.Attribution.FIRST_NAME),
        ("Mon prénom seulement", tbh.Attribution.FIRST_NAME),
        ("Initials", tbh.Attribution.INITIALS),
        ("Only my role", tbh.Attribution.ROLE),
        ("No", tbh.Attribution.ANONYMOUS),
        ("0", tbh.Attribution.ANONYMOUS),
        ("Not my full name", tbh.Attribution.ANONYMOUS),
        ("Ask me again later", tbh.Attribution.ANONYMOUS),
    ],
)
def test_a_name_is_used_as_was_granted(words: str, attribution: tbh.Attribution) -> None:
    """What is not understood counts as a no."""
    response = only(answers(table(f'2026-05-02,,Bo Castell,A bowl.,Website,"{words}"')))

    assert response.attribution is attribution
    assert [consent.attribution for consent in response.consents] == [attribution]


def test_what_is_no_channel_is_left_to_the_editor() -> None:
    """And grants nothing."""
    result = answers(table('2026-05-02,,Bo Castell,A bowl.,"The site, nowhere else",Yes'))

    assert only(result).consents[0].uses == {"web"}
    assert fates(result, Fate.UNDECIDED) == ["nowhere else"]


@pytest.mark.parametrize(
    ("headings", "cells", "uses"),
    [
        ("The website,Feed readers", "The website,", {"web"}),
        ("Where? (The website),Where? (Newsletter)", "true,true", {"web", "newsletter"}),
        ("Where? [Le site],Where? [L’infolettre]", "0,1", {"newsletter"}),
        ("Where may we print it?,Where? (Feeds)", '"The site, Feeds",false', {"web"}),
    ],
)
def test_choices_are_in_one_column_or_in_one_each(
    headings: str, cells: str, uses: set[str]
) -> None:
    """Where the two disagree, a no counts."""
    data = f"Timestamp,Name,Answer,{headings}\n2026-05-02,Bo Castell,A bowl.,{cells}\n"

    assert only(answers(data)).consents[0].uses == uses


@pytest.mark.parametrize(("agrees", "count"), [("true", 1), ("false", 0), ("maybe", 0)])
def test_without_agreement_there_is_no_consent(agrees: str, count: int) -> None:
    """Whatever is ticked beside it."""
    data = (
        "Timestamp,Name,Answer,The website,I agree that my answer is printed\n"
        f"2026-05-02,Bo Castell,A bowl.,true,{agrees}\n"
    )

    assert len(only(answers(data)).consents) == count


def test_a_consent_needs_a_day() -> None:
    """It is given where the form has none."""
    data = "Name,Answer,The website\nBo Castell,A bowl.,true\n"

    assert only(answers(data)).consents == ()
    (consent,) = only(answers(data, on=date(2026, 5, 9))).consents
    assert consent.granted == date(2026, 5, 9)


def test_the_second_time_nothing_is_new() -> None:
    """Also after an editor has worked on the answer."""
    first = answers(table(ADA))
    edited = attrs.evolve(only(first), answer=tbh.markdown("A *bowl*."))
    content = series(responses=(edited,))

    again = answers(table(ADA), content=content)

    assert again.series == content
    assert (again.added, again.completed, again.changes) == ((), (), ())
    assert not fates(again, Fate.PLACED)


def test_a_later_answer_is_a_change_to_look_at() -> None:
    """In whatever order the file has them; the first stays as it was."""
    later = "2026/05/03 8:15:00 AM GMT-3,ada@pier.example,Ada Linde,Two bowls.,Website,Yes"

    for rows in ((ADA, later), (later, ADA)):
        result = answers(table(*rows))
        assert only(result).verbatim == "A bowl."
        assert [(each.field, each.old, each.new) for each in result.changes] == [
            ("answer", "A bowl.", "Two bowls."),
            ("consents", "feed, web (full)", "web (full)"),
        ]


def test_an_answer_that_is_older_than_that_of_the_series_is_left_out() -> None:
    """It was superseded."""
    later = "2026/05/03 8:15:00 AM GMT-3,ada@pier.example,Ada Linde,Two bowls.,Website,Yes"
    content = answers(table(later)).series

    result = answers(table(ADA), content=content)

    assert result.series == content
    assert result.changes == ()
    assert "A bowl." in fates(result, Fate.LEFT_OUT)


def test_a_placeholder_is_filled() -> None:
    """The response that `tbh new edition` has written keeps its id."""
    waiting = tbh.Response(id="r-9", therapist="t-1", quote="…", asked=date(2026, 5, 1))

    response = only(answers(table(ADA), content=series(responses=(waiting,))))

    assert (response.id, response.quote, response.asked) == ("r-9", None, date(2026, 5, 1))
    assert response.verbatim == "A bowl."


def test_words_that_were_typed_by_hand_get_what_belongs_to_them() -> None:
    """And are not replaced, however the lines break."""
    typed = tbh.Response(id="r-9", therapist="t-1", answer=tbh.markdown("A\nbowl."))

    result = answers(table(ADA), content=series(responses=(typed,)))

    assert (only(result).answer, only(result).verbatim) == (typed.answer, "A bowl.")
    assert len(only(result).consents) == 1
    assert (result.added, result.completed) == ((), ("r-9",))


def test_other_words_of_hand_stay() -> None:
    """They are a change to look at."""
    typed = tbh.Response(id="r-9", therapist="t-1", quote="No bowl.")

    result = answers(table(ADA), content=series(responses=(typed,)))

    assert only(result) == typed
    assert result.changes[0].new == "A bowl."


def test_an_unknown_person_is_a_problem_and_never_invented() -> None:
    """The others are imported."""
    result = answers(table(ADA, "2026-05-02,x@y.example,Xaver Yildiz,Keys.,Website,Yes"))

    assert [response.therapist for response in responses(result)] == ["t-1"]
    assert len(result.series.therapists) == 3
    assert result.unresolved == (
        "row 3: nobody of the series is named Xaver Yildiz; add them, or tell who it is",
    )
    assert "Keys." in fates(result, Fate.UNDECIDED)


def test_the_editor_may_tell_who_it_is() -> None:
    """For one person who is not named as in the series."""
    row = "2026-05-02,,Addie,A bowl.,Website,Yes"

    assert only(answers(table(row), therapist="t-1")).therapist == "t-1"
    both = answers(table(row, "2026-05-02,,Bobby,Keys.,Website,Yes"), therapist="t-1")
    assert len(both.unresolved) == 2


def test_an_address_and_a_name_of_two_people_are_not_joined() -> None:
    """Somebody has to say which."""
    result = answers(table("2026-05-02,ada@pier.example,Bo Castell,A bowl.,Website,Yes"))

    assert result.unresolved == ("row 2: Bo Castell may be t-1 or t-2; tell which",)


def test_nobody_is_called_anonymous() -> None:
    """As Microsoft Forms writes for those who are not signed in."""
    result = answers(table("2026-05-02,anonymous,Bo Castell,A bowl.,Website,Yes"))

    assert only(result).therapist == "t-2"
    assert fates(result, Fate.LEFT_OUT) == ["anonymous"]


def test_a_row_without_words_is_left_out() -> None:
    """With everything in it."""
    result = answers(table("2026-05-02,,Bo Castell,,Website,Yes", ADA))

    assert [response.therapist for response in responses(result)] == ["t-1"]
    assert fates(result, Fate.LEFT_OUT) == ["2026-05-02", "Bo Castell", "Website", "Yes"]


def test_a_formula_is_text() -> None:
    """It is nobody's answer where nobody is named."""
    result = answers(table('2026-05-02,,,"=1+1",,'))

    assert responses(result) == ()
    assert fates(result, Fate.LEFT_OUT) == ["2026-05-02", "=1+1"]
    assert result.unresolved == ()


def test_words_for_printing_large_are_the_quote() -> None:
    """Without the marks around them; what is not in the answer is in what was received."""
    data = (
        f"Name,{QUESTION},One sentence we may print large\n"
        "Ada Linde,A bowl.,“A bowl is a question.”\n"
        "Bo Castell,“Keys” are a “yes”.,“Keys” are a “yes”.\n"
    )
    first, second = responses(answers(data))

    assert first.quote == "A bowl is a question."
    assert first.verbatim == "A bowl.\n\nA bowl is a question."
    assert second.quote == second.verbatim == "“Keys” are a “yes”."


def test_an_answer_in_another_language_says_so() -> None:
    """French words in a series in English."""
    data = "Votre nom,Votre réponse\nChloé Marin,Je laisse les clés dans le bol.\n"
    result = answers(data)

    assert only(result).language == "fr"
    assert result.notes == ("row 2 is written in fr",)


@pytest.mark.parametrize(
    ("heading", "texts", "language", "expected"),
    [
        ("Timestamp", ["25/12/2026 10:00"], "en-US", "2026-12-25T10:00:00-04:00"),
        ("Timestamp", ["5/6/26 1:30:00 PM", "5/25/26 9:00"], "fr", "2026-05-06T13:30:00-03:00"),
        ("Horodateur", ["05/06/2026 10:00:00"], "en", "2026-06-05T10:00:00-03:00"),
        ("Zeitstempel", ["05.06.2026 10:00"], "en", "2026-06-05T10:00:00-03:00"),
        ("Timestamp", ["05/06/2026 10:00:00"], "en-GB", "2026-06-05T10:00:00-03:00"),
        ("Timestamp", ["05/06/2026 10:00:00"], "en-US", "2026-05-06T10:00:00-03:00"),
        ("Submit Date (UTC)", ["2026-05-06 10:00:00"], "en", "2026-05-06T10:00:00+00:00"),
        ("Timestamp", ["2026-05-06T10:00:00.123Z"], "en", "2026-05-06T10:00:00.123000+00:00"),
        ("Date", ["Wed, 6 May 2026 10:00:00 +0200"], "en", "2026-05-06T10:00:00+02:00"),
        ("Timestamp", ["2026/05/06 12:00:00 AM UTC+5:30"], "en", "2026-05-06T00:00:00+05:30"),
    ],
)
def test_a_date_is_read_as_the_file_proves(
    heading: str, texts: list[str], language: str, expected: str
) -> None:
    """By its own numbers, else by its headings, else by the language of the series."""
    rows = "".join(f'"{text}",Ada Linde,A bowl {at}.\n' for at, text in enumerate(texts))
    content = attrs.evolve(series(), language=language)
    result = answers(f"{heading},Name,Answer\n{rows}", content=content)

    received = [each.received for each in responses(result)]
    assert received[0] is not None
    assert received[0].isoformat() == expected


def test_how_dates_were_read_is_noted() -> None:
    """Only where they could be read in two ways."""
    data = "Horodateur,Name,Answer\n05/06/2026 10:00,Ada Linde,A bowl.\n"

    assert answers(data).notes == (
        "'Horodateur' has the day first, as in the language of the heading, French",
    )
    assert answers(table(ADA)).notes == ()


def test_columns_that_say_nothing_have_to_be_told() -> None:
    """With what is likely, to begin with; and then they are used."""
    data = "Who,Say it,Colour\nAda Linde,A bowl with keys and a comb.,Red\n"
    with pytest.raises(UnsureColumnsError, match="no column is the answer for sure") as caught:
        answers(data)

    assert caught.value.columns == {"Who": "name", "Say it": "answer", "Colour": "ignore"}
    assert only(answers(data, columns=caught.value.columns)).therapist == "t-1"


def test_a_mapping_may_name_a_channel() -> None:
    """One that the series has."""
    data = "Date,Who,Say it,On paper?\n2026-05-02,Ada Linde,A bowl.,yes\n"
    roles = {"Date": "received", "Who": "name", "Say it": "answer"}

    told = answers(data, columns={**roles, "On paper?": "channel newsletter"})
    assert only(told).consents[0].uses == {"newsletter"}
    with pytest.raises(UnsureColumnsError, match="'On paper\\?' cannot be 'channel print'"):
        answers(data, columns={**roles, "On paper?": "channel print"})


def test_answers_in_json_are_read_alike() -> None:
    """With the id of the submission; one respondent twice is one person."""
    submissions = [
        {"id": "s-1", "respondentId": "p", "name": "Ada Linde", "answer": "A bowl."},
        {"id": "s-2", "respondentId": "p", "answer": "Two bowls."},
    ]
    result = answers(json.dumps({"responses": submissions}), "form.json")

    assert (only(result).source, only(result).verbatim) == ("s-1", "A bowl.")
    assert [change.new for change in result.changes] == ["Two bowls."]


def test_a_list_inside_an_answer_stays_a_list() -> None:
    """And asterisks are asterisks."""
    data = 'Name,Answer\nAda Linde,"On it:\n\n- a *bowl*\n- keys"\n'

    answer = only(answers(data)).answer
    assert answer == tbh.markdown("On it:\n\n- a \\*bowl\\*\n- keys")


def test_what_was_there_is_there_as_it_was() -> None:
    """Byte for byte, whatever comes."""
    typed = tbh.Response(id="r-9", therapist="t-2", quote="No bowl.")
    content = series(responses=(typed,))

    result = answers(table(ADA), content=content)

    assert responses(result)[0] == typed
    assert result.series.therapists == content.therapists


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
KNOWN = ("Name", "Email", "Answer", "Timestamp", "The website", "May we use your name?", "Id")
WORDS = st.sampled_from(["Ada Linde", "bo@pier.example", "true", "no", "2026-05-02", "=A1", "—"])


@given(
    st.lists(
        st.sampled_from([*KNOWN, "Colour", "Where may we print it?", "One sentence"]), unique=True
    ),
    st.lists(st.lists(CELLS | WORDS, max_size=8), max_size=4),
)
def test_no_text_of_a_form_is_lost_in_silence(headings: list[str], rows: list[list[str]]) -> None:
    """Each cell is in the account, and a second import changes nothing."""
    names = list(dict.fromkeys(("Answer", *headings)))
    data = json.dumps(
        [
            {"Name": "Ada Linde", "Answer": "A bowl.", **dict(zip(names, row, strict=False))}
            for row in rows
        ]
    )
    try:
        result = answers(data, "form.json")
    except importers.UnsureColumnsError:
        return  # which is not silence

    told = [line.text for line in result.account]
    for row in rows:
        for cell in row[: len(names)]:
            assert not cell.strip() or cell in told
    assert answers(data, "form.json", content=result.series).series == result.series
