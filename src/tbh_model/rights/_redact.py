"""What a channel may not see, taken out."""

from datetime import date

from attrs import evolve

from tbh_model.model import (
    Attribution,
    Channel,
    Response,
    Series,
    Therapist,
    TherapistStatus,
    credentials_in_force,
    named,
)
from tbh_model.rights._digest import approval_digest
from tbh_model.rights._rules import attribution_allowed


def redacted_response(
    response: Response, series: Series, language: str, channel: Channel, day: date
) -> Response:
    """Give a response that names its therapist as far as it may, and holds nothing private.

    Only a full attribution keeps the reference to the therapist: anything less is resolved to its
    line here, so that nothing in the release leads from the line to the person.
    """
    attribution = attribution_allowed(response, channel, day)
    byline, therapist = response.byline, response.therapist
    if attribution is not Attribution.FULL and therapist is not None:
        person = series.therapist(therapist)
        byline, therapist = named(person, attribution, language=language, on=day), None
    elif attribution is not response.attribution or attribution is Attribution.ANONYMOUS:
        byline = None if therapist is None else byline
    shown = evolve(
        response,
        therapist=therapist,
        byline=byline,
        attribution=attribution,
        consents=tuple(evolve(consent, evidence=None) for consent in response.consents),
        verbatim=None,
    )
    if shown.approval is None:
        return shown
    approval = evolve(shown.approval, digest=approval_digest(shown))  # a part of what was approved
    return evolve(shown, approval=approval)


def redacted_therapist(therapist: Therapist, day: date) -> Therapist:
    """Give a therapist with the titles that are in force, and nothing private."""
    credentials = credentials_in_force(therapist, day)
    is_active = therapist.status is TherapistStatus.ACTIVE
    return evolve(
        therapist,
        credentials=tuple(evolve(credential, number=None) for credential in credentials),
        booking_url=therapist.booking_url if is_active else None,
        email=None,
    )
