"""What comes back from the panel: filled forms of invitations, and replies to proofs."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import attrs
import pytest

import tbh_model as tbh
from importers.panel import answers, responses, series
from tbh_model import panel
from tbh_model.importers import AnswerImport, Fate
from tbh_model.rights import reply_reference

AT = datetime(2026, 5, 1, 12, tzinfo=UTC)
HEAD = (
    "From: Ada Linde <ada@pier.example>\nDate: Sat, 2 May 2026 20:15:00 -0300\n"
    "Message-ID: <8@pier.example>\nContent-Type: text/plain; charset=utf-8\n\n"
)


def form(**changes: str) -> str:
    """The invitation of Ada, filled in."""
    (letter,) = panel.invitations(series(), "e-1", panel=["t-1"], at=AT)
    text = letter.text
    for old, new in changes.items():
        text = text.replace(f"[ ] {old}:", f"[{new}] {old}:")
    heading = "=== Your answer ==="
    return text.replace(heading, f"{heading}\n\nA bowl.\n\n- keys")


def read(text: str, content: tbh.Series | None = None) -> AnswerImport:
    return answers(f"{HEAD}{text}", "reply.eml", content)


def quoted(text: str) -> str:
    return "".join(f"> {line}\n" for line in text.splitlines())


@pytest.mark.parametrize("lay_out", [str, quoted])
def test_a_filled_form_is_an_answer_with_its_consents(lay_out: Callable[[str], str]) -> None:
    """Quoted in the reply or not."""
    result = read(lay_out(form(web="x", feed="X", role="x")))
    (response,) = responses(result)
    (consent,) = response.consents

    assert response.therapist == "t-1"
    assert response.answer == tbh.markdown("A bowl.\n\n- keys")
    assert consent.uses == {"web", "feed"}
    assert consent.attribution is tbh.Attribution.ROLE
    assert consent.granted == date(2026, 5, 2)
    assert consent.evidence == (
        "reply.eml, message, 2026-05-02T20:15:00-03:00: “[x] web”; “[x] feed”; “[x] role”"
    )


def test_a_form_without_an_x_consents_to_nothing() -> None:
    """And names nobody."""
    (response,) = responses(read(form()))

    assert (response.consents, response.attribution) == ((), tbh.Attribution.ANONYMOUS)


def test_an_empty_form_below_an_answer_is_history() -> None:
    """The answer is what was written above."""
    (letter,) = panel.invitations(series(), "e-1", panel=["t-1"], at=AT)
    result = read(f"Keys.\n\nOn Friday Nell wrote:\n\n{quoted(letter.text)}")

    assert responses(result)[0].verbatim == "Keys."


def test_a_form_of_somebody_else_is_looked_at() -> None:
    """It is not known whose words they are."""
    text = form(web="x", full="x").replace("[invitation e-1/t-1]", "[invitation e-1/t-2]")

    assert read(text).unresolved == ("message: Ada Linde may be t-1 or t-2; tell which",)


def test_a_form_for_another_edition_is_not_imported_here() -> None:
    """It says which one it answers."""
    text = form(web="x", full="x").replace("[invitation e-1/t-1]", "[invitation e-7/t-1]")

    assert read(text).unresolved == ("message: it answers the edition e-7; name that one",)


def test_a_filled_form_adds_nothing_the_second_time() -> None:
    """As everything else."""
    content = read(form(web="x", full="x")).series

    assert read(form(web="x", full="x"), content).series == content


ANSWERED = tbh.Response(id="r-1", therapist="t-1", quote="A bowl.")
CONTENT = series(responses=(ANSWERED,))
REFERENCE = reply_reference(CONTENT.editions[0], ANSWERED)


def test_a_reply_to_a_proof_is_an_approval() -> None:
    """On the day on which it was sent; the second time nothing is new."""
    result = read(f"Yes, print it so. {REFERENCE}\n", CONTENT)
    (response,) = responses(result)

    assert result.approved == ("e-1/r-1",)
    assert response.approval is not None
    assert response.approval.on == date(2026, 5, 2)
    again = read(f"Yes, print it so. {REFERENCE}\n", result.series)
    assert (again.series, again.approved) == (result.series, ())


def test_a_remark_is_no_approval() -> None:
    """Somebody has to look at it."""
    result = read(f"Yes, but two bowls. {REFERENCE}\n", CONTENT)

    assert result.series == CONTENT
    assert result.unresolved == (
        "message: e-1/r-1: they have written something beside a yes: “Yes, but two bowls.”",
    )
    assert Fate.UNDECIDED in {line.fate for line in result.account}


def test_an_approval_of_other_words_is_none() -> None:
    """The words were changed since the proof."""
    changed = attrs.evolve(ANSWERED, quote="Two bowls.")
    result = read(f"Yes. {REFERENCE}\n", series(responses=(changed,)))

    assert responses(result) == (changed,)
    assert "send a new proof" in result.unresolved[0]
