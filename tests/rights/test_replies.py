"""Replies to proofs: an approval is bound to the words that somebody has read."""

from datetime import date

import pytest
from attrs import evolve

import tbh_model as tbh
from small import edition, response, series, therapist
from tbh_model.rights import reply_reference

WORDS = tbh.markdown("A room. See [there](https://example.org/).\n\n- one\n- two")
ANSWER = response(answer=WORDS, quote="It’s a long “room”.")
SERIES = series(
    therapists=(therapist(email="Dana@example.org"), therapist("t-2", name="Bo Lind")),
    editions=(edition(responses=(ANSWER, response("r-2", therapist="t-2"))),),
)
FIRST, SECOND = (reply_reference(SERIES.editions[0], each) for each in SERIES.editions[0].responses)
PROOF = f"""\
It's a  long "room".

A room. See there.

* one
* two

Yes, print it so. {FIRST.replace(" ", chr(10))}
"""
QUOTED = "".join(f"> {line}\n" for line in PROOF.splitlines())


def verdicts(text: str, **more: str) -> list[tuple[str, str]]:
    return [
        (reply.response, reply.verdict.value) for reply in tbh.match_reply(SERIES, text, **more)
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"Yes, print it so. {FIRST}",
        f"> Yes, print it so. {FIRST}",
        f"YES\n{FIRST}\n\n",
        f"Oui, publiez ainsi. {FIRST}",
        f"D'accord ! {FIRST}".replace("'", "’"),
    ],
)
def test_yes_and_the_digest_of_the_present_words_is_an_approval(text: str) -> None:
    """In each language that proofs are written in, as it is or quoted."""
    assert verdicts(text) == [("r-1", "approved")]


@pytest.mark.parametrize("history", [PROOF, QUOTED, QUOTED.replace("> ", ">> ")])
def test_the_reference_may_stand_in_what_is_quoted(history: str) -> None:
    """Whoever answers above the proof writes no digest."""
    assert verdicts("Yes", history=history) == [("r-1", "approved")]


def test_each_response_that_is_named_is_approved() -> None:
    """One of several, or all of them."""
    yes = "Yes, print it so."

    assert verdicts(f"{yes} {SECOND}\n{yes} {FIRST}") == [
        ("r-2", "approved"),
        ("r-1", "approved"),
    ]
    assert verdicts(f"{yes} {SECOND}", history=PROOF + "Patience is a long room.") == [
        ("r-2", "approved")
    ]
    assert verdicts("Yes.", history=f"{QUOTED}> Patience is a long room. {SECOND}") == [
        ("r-1", "approved"),
        ("r-2", "approved"),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"Yes, but please change “room”. {FIRST}", "Yes, but please change “room”."),
        (f"Yes.\nAnd thank you! {FIRST}", "Yes.\nAnd thank you!"),
        (f"No. {FIRST}", "No."),
        (FIRST, ""),
    ],
)
def test_whatever_is_said_beside_yes_is_to_be_read(text: str, words: str) -> None:
    """It is handed on, without the reference."""
    (reply,) = tbh.match_reply(SERIES, text)

    assert (reply.verdict, reply.text) == (tbh.Verdict.REMARK, words)
    assert (reply.edition, reply.response) == ("e-patience", "r-1")


def test_an_answer_to_other_words_is_none_to_these() -> None:
    """The proof was sent before the last change."""
    changed = evolve(ANSWER, quote="It’s a short “room”.")
    later = evolve(SERIES, editions=(edition(responses=(changed,)),))

    (reply,) = tbh.match_reply(later, f"Yes. {FIRST}")
    assert reply.verdict is tbh.Verdict.OTHER_WORDING


@pytest.mark.parametrize(("old", "new"), [("long", "short"), ("A room.", "A room"), ("one", "One")])
def test_a_proof_that_was_changed_in_the_reply_is_to_be_read(old: str, new: str) -> None:
    """A letter is enough; layout, and the shape of quotation marks, are not a change."""
    assert verdicts("Yes", history=QUOTED.replace(old, new, 1)) == [("r-1", "changed-words")]


def test_only_the_person_can_approve() -> None:
    """If the address of the sender is known, and that of the therapist."""
    assert verdicts(f"Yes. {FIRST}", sender="dana@EXAMPLE.org") == [("r-1", "approved")]
    assert verdicts(f"Yes. {FIRST}", sender="bo@example.org") == [("r-1", "other-sender")]
    assert verdicts(f"Yes. {SECOND}", sender="bo@example.org") == [("r-2", "approved")]


@pytest.mark.parametrize(
    "text",
    [
        "Yes.",
        FIRST.replace("r-1", "r-9"),
        FIRST.replace("sha256:", "sha256:zz"),
        "[e-patience/r-1 sha256:12]",
    ],
)
def test_a_reply_without_a_reference_is_none(text: str) -> None:
    """Nor is one to a response that is not there any more."""
    assert tbh.match_reply(SERIES, text) == ()


def test_a_guest_has_no_address() -> None:
    """So that the reference is enough."""
    guest = evolve(ANSWER, therapist=None, byline="A guest")
    made = evolve(SERIES, editions=(edition(responses=(guest,)),))
    (reply,) = tbh.match_reply(made, f"Yes. {FIRST}", sender="guest@example.org")

    assert reply.verdict is tbh.Verdict.APPROVED
    approved = tbh.approve(made, f"{reply.edition}/{reply.response}", on=date(2026, 6, 1))
    assert approved.editions[0].responses[0].approval is not None
