"""A response, and the permissions under it."""

from datetime import date

import pytest

import tbh_model as tbh
from small import consent, response


def test_withdrawn_on_the_day_is_already_closed() -> None:
    """Consent withdrawn on 1 June no longer covers 1 June."""
    given = consent(withdrawn=date(2026, 6, 1))

    assert given.covers(tbh.Channel.FEED, date(2026, 5, 31))
    assert not given.covers(tbh.Channel.FEED, date(2026, 6, 1))


def test_a_consent_holds_from_its_day_to_the_day_before_it_expires() -> None:
    """The day of the grant is in, the day of expiry is out."""
    given = consent(expires=date(2026, 2, 1))

    assert not given.covers(tbh.Channel.WEB, date(2025, 12, 31))
    assert given.covers(tbh.Channel.WEB, date(2026, 1, 1))
    assert given.covers(tbh.Channel.WEB, date(2026, 1, 31))
    assert not given.covers(tbh.Channel.WEB, date(2026, 2, 1))


def test_a_consent_covers_its_channels_only() -> None:
    """A yes to the web is no yes to the newsletter."""
    given = consent(uses=frozenset({tbh.Channel.WEB}))

    assert not given.covers(tbh.Channel.NEWSLETTER, date(2026, 3, 1))


def test_a_consent_cannot_end_before_it_was_given() -> None:
    """Both ends are checked."""
    with pytest.raises(tbh.InvalidValueError) as caught:
        consent(expires=date(2025, 1, 1), withdrawn=date(2025, 1, 1))

    assert [each.field for each in caught.value.violations] == ["expires", "withdrawn"]


@pytest.mark.parametrize("answer", [None, tbh.RichText()])
def test_a_response_has_words(answer: tbh.RichText | None) -> None:
    """A quote or an answer: an empty answer is none."""
    with pytest.raises(tbh.InvalidValueError, match="neither a quote nor an answer"):
        response(quote=None, answer=answer)


def test_a_response_has_one_name() -> None:
    """A byline of its own stands for a guest, not beside a therapist."""
    with pytest.raises(tbh.InvalidValueError, match="one of byline and therapist"):
        response(byline="A guest")


def test_a_quote_is_kept_byte_for_byte() -> None:
    """Nothing is trimmed, folded or mended."""
    words = "  “Chatgbt”…  said\n\nwho? \u200f\t"

    assert response(quote=words).quote == words


def test_the_lesser_attribution_wins() -> None:
    """A cap lowers, and never raises."""
    initials, role = tbh.Attribution.INITIALS, tbh.Attribution.ROLE

    assert initials.cap(role) is role
    assert role.cap(initials) is role


def test_a_credential_is_valid_on_its_last_day() -> None:
    """And not before its first."""
    credential = tbh.Credential(
        title="T",
        abbreviation="T",
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 3, 31),
    )

    assert not credential.is_valid(date(2025, 12, 31))
    assert credential.is_valid(date(2026, 3, 31))
    assert not credential.is_valid(date(2026, 4, 1))


def test_a_credential_cannot_end_before_it_begins() -> None:
    """The two days are in order."""
    with pytest.raises(tbh.InvalidValueError, match=r"a day from 2026-02-01 \(valid_from\)"):
        tbh.Credential(
            title="T",
            abbreviation="T",
            valid_from=date(2026, 2, 1),
            valid_until=date(2026, 1, 1),
        )


def test_the_link_of_a_call_is_a_part_of_its_sentence() -> None:
    """A link that is not there cannot be printed."""
    with pytest.raises(tbh.InvalidValueError, match=r"a part of the text 'Book here\.'"):
        tbh.CallToAction(
            key="k", kind=tbh.CallToActionKind.BOOK, text="Book here.", link_text="now"
        )


def test_a_call_is_split_around_its_link() -> None:
    """Without a link text the whole sentence is the link."""
    call = tbh.CallToAction(
        key="k", kind=tbh.CallToActionKind.BOOK, text="Book here, now.", link_text="here"
    )

    assert call.split == ("Book ", "here", ", now.")
    assert tbh.CallToAction(key="k", kind=call.kind, text="Book.").split == ("", "Book.", "")
    assert repr(call) == "CallToAction(key='k', text='Book here, now.')"
