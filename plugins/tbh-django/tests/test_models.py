"""Rows become a series, and say what is wrong with them beside their columns."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

import tbh_model as tbh
from rows import consent, edition, response, roundup, series, therapist
from tbh_django.models import Consent, Content, Edition, Response, Series, Therapist


def test_rows_become_a_series() -> None:
    """With the titles, responses and consents that belong to it."""
    answer = roundup()
    row = Series.objects.get()
    made = row.to_series()
    (printed,) = made.editions

    assert made.id == "tag:larchstreet.example,2026:off-the-clock"
    assert made.rights.consent is tbh.Enforcement.REQUIRED
    assert made.challengers is not None
    assert made.challengers.name == "Counsellors"
    assert printed.tags == ("buses", "time")
    assert printed.id == answer.edition.key
    assert printed.responses[0].quote == "How late I am."
    assert printed.responses[0].consents == (
        tbh.Consent(
            uses=frozenset({tbh.Channel.WEB, tbh.Channel.FEED, tbh.Channel.NEWSLETTER}),
            granted=date(2020, 3, 2),
        ),
    )
    assert made.therapists[0].credentials[0].abbreviation == "RC"


def test_a_series_has_those_who_answer_in_it() -> None:
    """Each once, and nobody who answers elsewhere."""
    first = series()
    person, other = therapist(), therapist(name="Tor Aasen")
    response(edition(first), person)
    response(edition(first, slug="again"), person)
    response(edition(series(key="other")), other)

    assert [each.name for each in first.to_series().therapists] == ["Ines Moreau"]


def test_other_fields_are_data() -> None:
    """What has no column is given as JSON, also inside of an object that has some."""
    more = {"labels": {"results": "Answers"}, "publisher": {"email": "post@larchstreet.example"}}
    made = series(more=more, publisher_url="https://larchstreet.example/").to_series()

    assert made.labels.results == "Answers"
    assert made.publisher.email == "post@larchstreet.example"
    assert made.publisher.name == "Larch Street Counselling"


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        (Series(title="A", uri="tag:a.example,2026:a", url="ftp://a.example/"), "url", "ftp"),
        (Series(title="A", uri="http", url="https://a.example/"), "uri", "http"),
        (Therapist(name="A", email="nobody"), "email", "private"),
        (Therapist(name="A", more={"nickname": "B"}), NON_FIELD_ERRORS, "unknown key"),
        (Therapist(name="A", more=[]), "more", "JSON object"),
        (Edition(slug="a", title="A", topic="A", prompt=" "), "prompt", "blank"),
        (
            Edition(slug="a", title="A", topic="A", prompt="B", introduction="<br>"),
            "introduction",
            "HTML",
        ),
        (Response(), "quote", "neither a quote nor an answer"),
        (Response(quote="A", language="english"), "language", "english"),
        (Consent(granted=date(2026, 2, 1), expires=date(2026, 1, 1)), "expires", "2026-02-01"),
    ],
)
def test_a_problem_stands_beside_its_column(row: Content, column: str, message: str) -> None:
    """As `tbh_model` words it."""
    with pytest.raises(ValidationError) as caught:
        row.clean()

    assert message in str(caught.value.message_dict[column])


def test_an_approval_is_of_the_present_wording() -> None:
    """And ends with it."""
    answer = roundup()
    answer.approve(date(2026, 6, 1))
    value = Series.objects.get().to_series().editions[0].responses[0]
    answer.quote = "Never."
    answer.save()
    changed = Series.objects.get().to_series().editions[0].responses[0]

    assert value.approval is not None
    assert value.approval.digest == tbh.approval_digest(value)
    assert changed.approval is not None
    assert changed.approval.digest != tbh.approval_digest(changed)


def test_a_withdrawal_dates_the_record() -> None:
    """The record stays, so that it can be read what was granted."""
    answer = roundup()
    assert answer.withdraw(date(2026, 6, 1))

    (record,) = answer.consents.all()
    assert (record.granted, record.withdrawn) == (date(2020, 3, 2), date(2026, 6, 1))
    assert not answer.withdraw(date(2026, 6, 2))


def test_a_consent_may_cover_a_channel_that_the_series_declares() -> None:
    """And a withdrawal takes it back as well."""
    answer = response(edition(series(more={"channels": ["print"]})), therapist())
    consent(answer, web=False, feed=False, newsletter=False, more={"uses": ["print"]})
    at = datetime(2026, 6, 1, tzinfo=UTC)

    def is_printed() -> bool:
        release = tbh.release(Series.objects.get().to_series(), channel="print", at=at)
        return bool(release.series.editions)

    assert is_printed()
    assert answer.withdraw(date(2026, 5, 1))
    assert not is_printed()
    unrecorded = response(answer.edition, None, quote="Nobody asked me.")
    unrecorded.withdraw(date(2026, 5, 1))
    assert unrecorded.consents.get().data()["uses"] == [*tbh.Channel, "print"]


def test_a_withdrawal_without_a_record_is_a_refusal() -> None:
    """Which holds where consent is only recorded."""
    answer = response(edition(series(consent_required=False)), therapist())
    answer.withdraw(date(2026, 6, 1))

    (record,) = answer.consents.all()
    assert record.basis == tbh.ConsentBasis.REFUSED
    assert len(record.channels()) == len(tbh.Channel)
    assert str(consent(answer)) == "web, feed, newsletter from 2020-03-02"
