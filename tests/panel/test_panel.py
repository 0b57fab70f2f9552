"""Letters to the panel: what is asked, what is printed, and what comes back."""

from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from attrs import evolve

import tbh_model as tbh
from small import AT, consent, edition, response, series, therapist
from tbh_model import Attribution, Channel, panel
from tbh_model.panel import PanelLetter
from tbh_model.rights import read_form
from tbh_model.text import write_html

DANA = therapist(email="dana@example.org")
BO = therapist("t-2", name="Bo Lind", email="bo@example.org", role="Psychotherapist")
GUEST = response("r-9", therapist=None, byline="A guest", quote="I knock.", consents=(consent(),))
PUBLISHER = tbh.Publisher(name="The Small Practice", email="desk@example.org")
TODAY = AT.date()


def of(*responses: tbh.Response, **fields: Any) -> tbh.Series:
    strict = tbh.RightsPolicy(consent=tbh.Enforcement.REQUIRED, approval=tbh.Enforcement.REQUIRED)
    made = edition(**{"responses": responses, "status": "draft", **fields})
    return series(therapists=(DANA, BO), editions=(made,), publisher=PUBLISHER, rights=strict)


def message(letter: PanelLetter) -> EmailMessage:
    return message_from_bytes(letter.message(), policy=default)


def plain(letter: PanelLetter) -> str:
    body = message(letter).get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def ask(made: tbh.Series, **more: object) -> tuple[PanelLetter, ...]:
    return panel.invitations(made, "patience", at=AT, **more)  # type: ignore[arg-type]


def proofs(made: tbh.Series) -> tuple[PanelLetter, ...]:
    return panel.proofs(made, "patience", at=AT)


def test_who_has_not_answered_is_asked() -> None:
    """The question, how long, until when, where it is printed and how one is named."""
    made = of(response(quote="…"), response("r-2", therapist="t-2"), due=date(2026, 6, 10))
    (letter,) = ask(made, words=80)

    assert (letter.name, letter.address) == ("Dana Okafor", "dana@example.org")
    assert letter.subject == "One question: Patience"
    for words in (
        "Dear Dana Okafor,",
        "    “What is patience for?”",
        "About 80 words are enough. Please answer by June 10, 2026.",
        "[ ] feed: our feed, which readers and other sites copy; copies cannot be called back",
        "[ ] initials: D.O., RP",
        "[ ] anonymous: without a name",
    ):
        assert f"\n{words}\n" in f"\n{letter.text}"


def test_a_day_of_one_person_is_before_that_of_all() -> None:
    """And without a day or a length there is nothing on them."""
    late = response(quote="…", due=date(2026, 7, 1))

    assert "answer by July 1, 2026." in ask(of(late, due=date(2026, 6, 10)))[0].text
    assert "answer by" not in ask(of(response(quote="…")))[0].text
    assert "answer by June 10" in ask(of(due=date(2026, 6, 10)), panel=["t-2"])[0].text


def test_a_letter_is_in_the_language_of_the_edition() -> None:
    """Dates and bylines, too."""
    made = of(response(quote="…"), language="fr-CA", due=date(2026, 6, 10))
    text = ask(made)[0].text

    assert text.startswith("Bonjour Dana Okafor,\n")
    assert "«\u00a0What is patience for?\u00a0»" in text
    assert "au plus tard le 10 juin 2026." in text


def test_a_channel_that_a_series_declares_is_in_the_form() -> None:
    """By its name."""
    made = evolve(of(response(quote="…")), channels=("print",))

    assert "\n[ ] print: print\n" in ask(made)[0].text


FILLED = (
    ("=== Your answer ===\n\n", "=== Your answer ===\n\nA room.\n\nA *long* one.\n"),
    ("[ ] web", "[x] web"),
    ("[ ] feed", "[ X ] feed"),
    ("[ ] initials", "[✓] initials"),
)


def fill(text: str) -> str:
    for old, new in FILLED:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("marks", ["", "> ", ">> "])
def test_a_filled_form_is_read(marks: str) -> None:
    """As it is, or quoted, with the empty one below it."""
    (letter,) = ask(of(response(quote="…")))
    filled = "".join(f"{marks}{line}\n" for line in fill(letter.text).splitlines())
    form = read_form(f"Hello!\n{filled}\n{letter.text}")

    assert form is not None
    assert (form.edition, form.therapist) == ("e-patience", "t-1")
    assert form.answer == "A room.\n\nA *long* one."
    assert form.uses == {"web", "feed"}
    assert form.attribution is Attribution.INITIALS


def test_an_empty_form_says_nothing() -> None:
    """Nor does one with two names, or a reply without a form."""
    (letter,) = ask(of(response(quote="…")))
    form = read_form(letter.text)
    two = read_form(letter.text.replace("[ ] full", "[x] full").replace("[ ] role", "[x] role"))

    assert form is not None
    assert (form.answer, form.uses, form.attribution) == ("", frozenset(), None)
    assert two is not None
    assert two.attribution is None
    assert read_form("A room.") is None
    cut = read_form("=== Votre réponse ===\nOui.")
    assert cut is not None
    assert (cut.edition, cut.therapist, cut.answer) == (None, None, "Oui.")


def test_who_was_asked_is_recorded() -> None:
    """With a place for the answer; who was asked before was asked then."""
    old = response(quote="…", asked=TODAY - timedelta(days=9))
    made = of(old, response("r-3", therapist="t-2"))
    due = date(2026, 6, 10)
    new = panel.record_invitations(of(old), "patience", panel=["t-1", "t-2"], on=TODAY, due=due)
    same = panel.record_invitations(made, "e-patience", panel=["t-2"], on=TODAY)

    assert [(each.id, each.therapist, each.asked) for each in new.editions[0].responses] == [
        ("r-1", "t-1", TODAY - timedelta(days=9)),
        ("r-2", "t-2", TODAY),
    ]
    assert new.editions[0].due == due
    assert same == made


def test_a_message_is_the_same_bytes_each_time() -> None:
    """With the headers that a mail program needs, and an id that a reply names."""
    made = of(response(), response("r-2", therapist="t-2", quote="…"))
    for letter, again in zip((*ask(made), *proofs(made)), (*ask(made), *proofs(made)), strict=True):
        read = message(letter)

        assert letter.message() == again.message()
        assert b"\n" not in letter.message().replace(b"\r\n", b"")
        assert read["From"] == "The Small Practice <desk@example.org>"
        assert read["Message-ID"] == f"<{letter.kind}-e-patience.{letter.id}@example.org>"
        assert read["Date"].datetime == AT
        assert plain(letter) == letter.text


def test_a_message_needs_a_sender() -> None:
    """Of the publisher, or a given one; a text needs none."""
    made = evolve(of(response(quote="…")), publisher=tbh.Publisher(name="P"))
    (letter,) = ask(made)

    with pytest.raises(panel.NoSenderError, match="add `email` to `publisher`"):
        letter.message()
    assert b"From: P <a@example.org>\r\n" in letter.message("a@example.org")
    assert [name for name, _ in evolve(letter, address=None).files()] == ["invite-t-1.txt"]
    assert b"\nTo:" not in evolve(letter, address=None).message("a@example.org")


@pytest.mark.parametrize("address", ["a.@example.org", "dä@example.org"])
def test_an_address_that_no_message_can_have_is_told(address: str) -> None:
    """With whose it is; a host in another script is written in ASCII."""
    (letter,) = ask(of(response(quote="…")))

    with pytest.raises(panel.UnusableAddressError, match=f"Dana Okafor at '{address}'"):
        evolve(letter, address=address).message()
    assert b"<a@xn--exmple-cua.example>" in evolve(letter, address="a@exämple.example").message()


def test_the_id_of_a_message_is_one() -> None:
    """Whatever the ids of content and the address of a series are."""
    made = evolve(of(response(quote="…")), url="https://exämple.example/")
    (letter,) = ask(made)
    there = evolve(letter, edition="e~é", id="t-ü")

    assert there.message_id == "<invite-e~%C3%A9.t-%C3%BC@xn--exmple-cua.example>"
    assert message(there)["Message-ID"] == there.message_id
    (local,) = ask(evolve(made, url="https://[::1]/"))
    assert local.message_id == "<invite-e-patience.t-1@localhost>"


def test_what_is_printed_nowhere_has_nothing_to_approve() -> None:
    """Somebody who said no to all of it is not asked for a yes."""
    (letter,) = proofs(of(response(consents=(consent(withdrawn=TODAY),))))

    assert "Not printed on: website, feed, newsletter, social networks" in letter.text
    assert "Yes, print it so." not in f"{letter.text}{letter.html}"


CAPPED = consent(attribution=Attribution.INITIALS, uses=frozenset({Channel.FEED}))
ANSWER = response(
    answer=tbh.markdown("A *room*. ![a door](door.png)\n\n> So."),
    verbatim="raw words",
    consents=(consent(uses=frozenset({Channel.WEB}), evidence="drawer 2"), CAPPED),
)


def test_a_proof_shows_each_channel_as_it_prints() -> None:
    """With the byline that it prints, and where nothing is printed."""
    (letter,) = proofs(of(ANSWER))
    assert letter.html is not None

    assert letter.subject == "Please check your answer in “What is patience for?”"
    assert [line for line in letter.text.splitlines() if "rinted on" in line] == [
        "Printed on: website",
        "Printed on: feed",
        "Not printed on: newsletter, social networks",
    ]
    assert [line for line in letter.text.splitlines() if line.startswith("Named as")] == [
        "Named as: Dana Okafor, RP",
        "Named as: D.O., RP",
    ]
    assert tbh.approval_digest(ANSWER) in letter.html
    assert "<em>room</em>. [a door]" in letter.html
    assert "<img" not in letter.html


def test_a_proof_is_what_the_exporters_print() -> None:
    """Word for word, once the edition is out and everything is approved."""
    made = of(evolve(ANSWER, answer=tbh.markdown("A *room*.")), status="ready")
    (letter,) = proofs(made)
    out = tbh.approve_edition(made, "patience", on=TODAY)

    for channel, byline in ((Channel.WEB, "Dana Okafor, RP"), (Channel.FEED, "D.O., RP")):
        (passed,) = tbh.release(out, channel, AT).series.editions
        html = tbh.edition_html(tbh.release(out, channel, AT), "patience")
        answer = passed.responses[0].answer
        assert answer is not None
        for words in (write_html(answer), byline, "“Patience is a long room.”"):
            assert words in html
            assert words in (letter.html or "")


def test_a_proof_asks_for_consent_where_there_is_none() -> None:
    """What would be printed is shown as that; a no is respected."""
    (letter,) = proofs(of(response()))
    refused = consent(basis="refused", uses=frozenset({Channel.SOCIAL}))
    (other,) = proofs(of(response(consents=(refused,))))

    wanted = "since we have no consent of yours: website, feed, newsletter, social networks"
    assert wanted in letter.text
    assert "Named as: Dana Okafor, RP" in letter.text
    assert "no consent of yours: website, feed, newsletter\n" in other.text
    assert "Not printed on: social networks" in other.text


def test_nobody_sees_what_is_of_others_or_private() -> None:
    """Names, addresses and words of the others; what was received; where consent is kept."""
    quiet = therapist("t-3", name="Cy Moor", email="cy@example.org", bio=tbh.markdown("A life."))
    hidden = response(
        "r-cy-moor", therapist="t-3", attribution="anonymous", quote="Mine.", consents=(consent(),)
    )
    made = evolve(
        of(ANSWER, response("r-2", therapist="t-2", quote="Other.")), rights=tbh.RightsPolicy()
    )
    shown = evolve(made.editions[0], responses=(*made.editions[0].responses, hidden, GUEST))
    letters = proofs(evolve(made, therapists=(DANA, BO, quiet), editions=(shown,)))

    assert [letter.id for letter in letters] == ["t-1", "t-2", "t-3", "r-9"]
    own = {"t-1": "Dana Okafor", "t-2": "Bo Lind", "t-3": "Cy Moor", "r-9": "A guest"}
    for letter in letters:
        whole = f"{letter.text}{letter.html}{letter.message().decode()}"
        for id_, name in own.items():
            assert (name in whole) is (id_ == letter.id)
        assert "raw words" not in whole
        assert "drawer 2" not in whole
    assert "Named as: without a name" in letters[2].text
    assert "A life." not in letters[2].text
    assert "Psychotherapist" in letters[1].text.partition("Printed about you")[2]


def test_a_proof_leaves_out_who_has_not_answered() -> None:
    """And says what was approved, and which of several answers it is about."""
    second = response("r-2", quote="And short.", consents=(consent(),))
    made = of(ANSWER, second, response("r-3", therapist="t-2", quote="…"))
    approved = tbh.approve(made, "r-2", on=date(2026, 5, 30))
    (letter,) = proofs(approved)

    assert [line for line in letter.text.splitlines() if line.startswith("---")] == [
        "--- Answer 1 ---",
        "--- Answer 2 ---",
    ]
    assert letter.text.count("You approved these words on May 30, 2026.") == 1
    assert (letter.html or "").count("You approved these words on May 30, 2026.") == 1


def lines_of(letter: PanelLetter) -> Iterator[str]:
    return (line for line in letter.text.splitlines() if line.startswith("Yes, print it so."))


def test_the_answer_to_a_proof_is_an_approval() -> None:
    """Its line is enough; so is a yes above the whole proof, quoted as text or as a page."""
    made = of(ANSWER, response("r-2"), due=TODAY)
    (letter,) = proofs(made)
    first, second = lines_of(letter)
    quoted = "".join(f"> {line}\n" for line in letter.text.splitlines())

    for text, history, ids in (
        (first, "", ["r-1"]),
        (second, quoted, ["r-2"]),
        ("Yes", quoted, ["r-1", "r-2"]),
    ):
        replies = tbh.match_reply(made, text, history=history, sender="dana@example.org")
        assert [(each.response, each.verdict.value) for each in replies] == [
            (id_, "approved") for id_ in ids
        ]


def test_a_name_that_may_not_be_printed_any_more_prints_nothing() -> None:
    """The gate holds such an edition back on every channel."""
    made = of(ANSWER, slug="old-name")
    renamed = therapist(email="dana@example.org", former_names=("Old Name",))
    (letter,) = panel.proofs(evolve(made, therapists=(renamed, BO)), "old-name", at=AT)

    assert "Not printed on: website, feed, newsletter, social networks" in letter.text


def test_an_edition_is_proved_as_of_its_day() -> None:
    """Consent that has begun by then counts."""
    later = consent(granted=TODAY + timedelta(days=3))
    made = of(response(consents=(later,)), published=AT + timedelta(days=5))

    assert "Printed on: website, feed, newsletter, social networks" in proofs(made)[0].text
    assert "Not printed on: website" in proofs(of(response(consents=(later,))))[0].text


@pytest.mark.parametrize(
    "topic",
    [
        "l’ombre été piano ne bien, très ça « prêt",
        "a中😀z ñx”xéazañ ñ““xcxcd acñc xxñ 中xc”“😀x ññz” “😀 ”中xd é”xxz",
    ],
)
def test_a_subject_keeps_the_spaces_between_its_words(topic: str) -> None:
    """However its letters are encoded, and where its line is folded."""
    challenge = tbh.Challenge(topic=topic, prompt="What is it?")
    asked = of(response(quote="…"), challenge=challenge)

    (letter,) = panel.invitations(asked, "e-patience", at=AT)

    assert str(message(letter)["Subject"]) == letter.subject
    assert max(map(len, letter.message().split(b"\r\n"))) <= 78
