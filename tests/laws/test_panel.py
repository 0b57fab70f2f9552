"""Laws of the letters to the panel: whatever a series holds, they are whole, and come back."""

from datetime import datetime
from email import message_from_bytes
from email.policy import default

from hypothesis import event, given

import tbh_model as tbh
from strategies_model import INSTANTS, SERIES
from tbh_model import panel
from tbh_model.panel import PanelLetter, UnusableAddressError
from tbh_model.rights import read_form, reply_reference, response_placeholders


def check_message(letter: PanelLetter) -> None:
    """Assert that a mail program reads the very words."""
    try:
        data = letter.message("desk@example.org")
    except UnusableAddressError as error:
        event("an address that no message can have")
        assert str(letter.address) in str(error)  # noqa: PT017 - the rest of the law goes on
        return
    message = message_from_bytes(data, policy=default)
    body = message.get_body(("plain",))

    assert message.defects == []
    assert body is not None
    assert str(body.get_content()).splitlines() == letter.text.splitlines()
    assert str(message["Subject"]).split() == letter.subject.split()
    assert letter.message("desk@example.org") == data


@given(SERIES, INSTANTS)
def test_an_invitation_comes_back_as_it_was_sent(series: tbh.Series, at: datetime) -> None:
    """Its form is known, whoever is asked, and has nothing in it."""
    people = [person.id for person in series.therapists]
    for edition in series.editions:
        for letter in panel.invitations(series, edition.id, at=at, panel=people):
            check_message(letter)
            form = read_form(letter.text)

            assert form is not None
            assert (form.edition, form.therapist) == (edition.id, letter.therapist)
            assert (form.answer, form.uses, form.attribution) == ("", frozenset(), None)


@given(SERIES, INSTANTS)
def test_yes_to_a_proof_is_an_approval(series: tbh.Series, at: datetime) -> None:
    """Of each response that it shows, quoted or not."""
    for edition in series.editions:
        letters = panel.proofs(series, edition.id, at=at)
        for letter in letters:
            check_message(letter)
            quoted = "".join(f"> {line}\n" for line in letter.text.splitlines())
            replies = tbh.match_reply(series, "Yes.", history=quoted)

            verdicts = {reply.verdict for reply in replies}
            if any(person.former_names for person in series.therapists):
                # a name that was taken out of the words makes them others: somebody has a look
                verdicts -= {tbh.Verdict.CHANGED_WORDS}
            assert verdicts <= {tbh.Verdict.APPROVED}
            for response in edition.responses:
                if reply_reference(edition, response) in letter.text:
                    assert response.id in {reply.response for reply in replies}
                    assert not response_placeholders(response)
