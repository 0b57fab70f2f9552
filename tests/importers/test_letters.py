"""Letters: the answer without greeting, permission, signature and what it quotes."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

import tbh_model as tbh
from importers.panel import answers, responses, series
from tbh_model.importers import AnswerImport, Fate

HEAD = (
    "From: Ada Linde <Ada@pier.example>\n"
    "Date: Sat, 2 May 2026 20:15:00 -0300\n"
    "Message-ID: <7@pier.example>\n"
    "Subject: Re: By the door\n"
)
ANSWER = "A bowl, and in it the keys of a car that we sold.\n\nNobody throws them out."


def mail(text: str, head: str = HEAD) -> str:
    return f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}"


def html_mail(body: str) -> str:
    return f"{HEAD}Content-Type: text/html; charset=utf-8\n\n<html><body>{body}</body></html>"


def read(data: str | bytes, **options: object) -> AnswerImport:
    return answers(data, "reply.eml", **options)  # type: ignore[arg-type]  # by name


def words(result: AnswerImport) -> str:
    (response,) = responses(result)
    return tbh.write_markdown(response.answer or tbh.RichText()).strip()


def left_out(result: AnswerImport) -> dict[str, str]:
    return {
        line.note: line.text
        for line in result.account
        if line.place == "body" and line.fate is not Fate.PLACED
    }


ON_FRIDAY = "On Fri, 1 May 2026 at 09:00, Nell"
RULE = 32 * "_"
LETTERS = [
    f"Dear Nell,\n\n{ANSWER}\n\nWarmly,\nAda\n-- \nAda Linde\nPier 4\n",
    f"Hi Nell!\n\n{ANSWER}\n\nBest wishes\nAda\n\nSent from my telephone\n",
    f"{ANSWER}\n\nAda\n",
    f"{ANSWER}\n\n{ON_FRIDAY} <nell@pier.example> wrote:\n\n> What is on it?\n",
    f"{ANSWER}\n\n{ON_FRIDAY}\n<nell@pier.example> wrote:\n> What?\n>\n> Nell",
    f"> What is on it?\n\n{ANSWER}\n",
    f"{ANSWER}\n\n-----Original Message-----\nFrom: Nell\nSent: Friday\n\nWhat is on it?\n",
    f"{ANSWER}\n\n{RULE}\nFrom: Nell\nSent: Friday\n\nWhat is on it?",
    f"Bonjour Nell,\n\n{ANSWER}\n\nBien à vous,\nAda\n\nLe 1 mai, Nell a écrit :\n\n> Quoi ?",
    f"Hallo Nell,\n\n{ANSWER}\n\nViele Grüße\nAda\n\nAm 1. Mai 2026 schrieb Nell:\n> Was?\n",
    f"{ANSWER}\n\nVon: Nell\nGesendet: Freitag\nAn: Ada\nBetreff: Tür\n\nWas liegt da?\n",
]


@pytest.mark.parametrize("letter", LETTERS)
def test_the_answer_is_what_is_left_of_a_letter(letter: str) -> None:
    """In whatever form mail programs quote, sign and greet."""
    result = read(mail(letter))

    assert words(result) == ANSWER
    assert responses(result)[0].therapist == "t-1"


def test_each_part_is_in_the_account() -> None:
    """By what it is."""
    letter = f"{LETTERS[0]}\nOn Fri, 1 May 2026 Nell wrote:\n> What is on it?\n"

    assert left_out(read(mail(letter))) == {
        "the greeting": "Dear Nell,",
        "the closing": "Warmly,\nAda",
        "the signature": "--\nAda Linde\nPier 4",
        "it quotes another message": "On Fri, 1 May 2026 Nell wrote:\n> What is on it?",
    }


def test_formatted_text_keeps_its_emphasis() -> None:
    """And what a mail program puts around the history is left out."""
    result = read(
        html_mail(
            "<p>Hello Nell,</p><p>A <b>bowl</b>, and in&nbsp;it keys.</p><p>Ada</p>"
            "<div class=gmail_quote>On Friday Nell wrote:<blockquote>What?</blockquote></div>"
        )
    )

    assert words(result) == "A **bowl**, and in\u00a0it keys."
    assert left_out(result)["the closing"] == "Ada"


def test_a_letter_is_known_again_by_its_id() -> None:
    """It came when it was sent."""
    first = read(mail(ANSWER))
    (response,) = responses(first)

    assert (response.source, response.consents) == ("<7@pier.example>", ())
    assert response.received is not None
    assert response.received.isoformat() == "2026-05-02T20:15:00-03:00"
    assert read(mail(ANSWER), content=first.series).series == first.series


PERMISSION = "You may print this on the site and in the newsletter, with my name."


def test_a_consent_in_a_sentence_waits_for_the_editor() -> None:
    """It is shown as it was understood, and recorded when it is accepted."""
    result = read(mail(f"{ANSWER}\n\n{PERMISSION}\n"))
    (proposal,) = result.proposals

    assert words(result) == ANSWER
    assert responses(result)[0].consents == ()
    assert proposal.words == PERMISSION
    assert proposal.consent == tbh.Consent(
        uses=frozenset({"web", "newsletter"}),
        granted=date(2026, 5, 2),
        evidence=f"<7@pier.example>: “{PERMISSION}”",
    )
    accepted = read(
        mail(f"{ANSWER}\n\n{PERMISSION}\n"), content=result.series, accept_consents=True
    )
    assert responses(accepted)[0].consents == (proposal.consent,)
    assert (accepted.completed, accepted.proposals) == ((responses(result)[0].id,), ())


@pytest.mark.parametrize(
    ("sentence", "uses", "attribution"),
    [
        ("Vous pouvez publier ceci sur le site, avec mon nom.", {"web"}, "full"),
        ("Feel free to use it in the feed, with my first name only.", None, "first-name"),
        ("You may print it in the letter, but not on the site.", None, None),
        ("You can publish it with my initials.", None, "initials"),
        ("You may use it on the website.", {"web"}, "anonymous"),
    ],
)
def test_a_permission_is_understood_or_left_to_the_editor(
    sentence: str, uses: set[str] | None, attribution: str | None
) -> None:
    """Where it says no to something as well, nothing is proposed; without a name, none is."""
    result = read(mail(f"{ANSWER}\n\n{sentence}\n"))
    (proposal,) = result.proposals

    assert words(result) == ANSWER
    assert uses == (None if proposal.consent is None else proposal.consent.uses)
    if proposal.consent is not None:
        assert proposal.consent.attribution == attribution


@pytest.mark.parametrize(
    "answer",
    [
        "You may use the bowl for keys.",
        "Dear is what we call the cat, and it sleeps on the table by the door all day.",
        "I print the list of names that hangs over it, on paper.",
        "From: a postcard that I never sent.",
        "Thanks to the cat, nothing.",
    ],
)
def test_an_answer_is_no_part_of_the_letter(answer: str) -> None:
    """Words of an answer that look like a greeting, a permission or a header."""
    assert words(read(mail(f"{answer}\n"))) == answer


def test_a_document_says_by_its_name_who_wrote_it() -> None:
    """Or the editor does."""
    assert responses(answers(ANSWER, "Ada Linde.md"))[0].therapist == "t-1"
    unknown = answers(ANSWER, "answer.md")
    assert unknown.unresolved == ("answer.md: it does not say who answered; tell who it is",)
    told = answers(ANSWER, "answer.md", therapist="t-2")
    assert responses(told)[0].therapist == "t-2"
    assert (responses(told)[0].source or "").startswith("sha256:")


def test_a_quotation_in_a_document_is_part_of_the_answer() -> None:
    """It quotes no message there."""
    (response,) = responses(answers("I read:\n\n> A bowl.\n", "Ada Linde.md"))

    assert response.answer == tbh.markdown("I read:\n\n> A bowl.")


LINES = st.sampled_from(
    ["Dear Nell,", "A bowl.", "Warmly,", "Ada", "-- ", "> What?", "", "On Friday Nell wrote:",
     "From: Nell", "Sent: Friday", PERMISSION, "Sent from my telephone", "- keys", "____"]
)  # fmt: skip


@given(st.lists(LINES, max_size=12))
def test_no_line_of_a_letter_is_lost_in_silence(lines: list[str]) -> None:
    """Each is in the answer or in the account."""
    result = read(mail("\n".join(lines)))

    told = " ".join(line.text for line in result.account)
    for line in lines:
        assert line.strip("->_ ") in told
    assert read(mail("\n".join(lines)), content=result.series).series == result.series


def test_letters_of_a_panel_are_read_into_one_edition() -> None:
    """One after the other."""
    content = series()
    for name in ("Ada Linde <ada@pier.example>", "Bo <bo@pier.example>"):
        head = f"From: {name}\nMessage-ID: <{name[:2]}@pier.example>\n"
        content = read(mail(ANSWER, head), content=content).series

    assert [each.therapist for each in content.editions[0].responses] == ["t-1", "t-2"]
