"""What a channel may not see, taken out."""

import hashlib
import json
from collections.abc import Collection
from datetime import date
from functools import cache
from typing import Final

from attrs import evolve

from tbh_model.model import (
    Approval,
    Attribution,
    Channel,
    Consent,
    Response,
    Series,
    Therapist,
    TherapistStatus,
    approval_digest,
    credentials_in_force,
    format_byline,
    replace_unchecked,
)
from tbh_model.rights._addresses import reveals_person
from tbh_model.rights._release import Reason
from tbh_model.rights._rules import attribution_allowed
from tbh_model.text import write_plain

_LONG_AGO: Final = date.min
"""The day of every record in a release: the true one could tell whose it is."""


def redact_response(  # noqa: PLR0913 - what, where, how it is named, when, and by which record
    response: Response,
    series: Series,
    language: str,
    *,
    channel: Channel,
    day: date,
    consent: Consent | Reason,
) -> Response:
    """Return a response that names its therapist as far as it may, and holds nothing private.

    Only a full attribution keeps the reference to the therapist: anything less is resolved to its
    line here, so that nothing in the release leads from the line to the person. Of the records is
    left what is true of the release itself: that this channel may print it, and as whose.
    """
    attribution = attribution_allowed(response, consent)
    byline, therapist = response.byline, response.therapist
    if attribution is not Attribution.FULL and therapist is not None:
        person = redact_therapist(series.therapist(therapist), day)
        byline, therapist = format_byline(person, attribution, language=language, on=day), None
    elif attribution is not response.attribution or attribution is Attribution.ANONYMOUS:
        byline = None if therapist is None else byline
    redacted = replace_unchecked(
        response,
        therapist=therapist,
        byline=byline,
        attribution=attribution,
        consents=() if consent is Reason.NO_CONSENT else _released_consents(attribution, channel),
        verbatim=None,
        approval=None,
    )
    if response.approval is None:
        return redacted
    return evolve(redacted, approval=Approval(on=_LONG_AGO, digest=approval_digest(redacted)))


@cache
def _released_consents(attribution: Attribution, channel: Channel) -> tuple[Consent, ...]:
    uses = frozenset({channel})
    return (Consent(uses=uses, granted=_LONG_AGO, attribution=attribution),)


def anonymize_id(response: Response, person: Therapist, others: Collection[str]) -> Response:
    """Return a response whose id does not lead to who gave it.

    An id that does is replaced by one made from the printed words alone: it stays the same as
    long as they do, and says nothing that they do not.

    Args:
        response: What is shown of it.
        person: Who gave it, and is not named in full.
        others: Ids that other responses of the edition have.
    """
    names = (person.name, *person.former_names)
    if not any(reveals_person(name, person.id, response.id) for name in names):
        return response
    words = "" if response.answer is None else write_plain(response.answer)
    digest = hashlib.sha256(json.dumps([response.quote, words]).encode()).hexdigest()
    new_id = next(f"r-{digest[:end]}" for end in range(8, 65) if f"r-{digest[:end]}" not in others)
    return evolve(response, id=new_id)


def redact_therapist(therapist: Therapist, day: date) -> Therapist:
    """Return a therapist with the titles that are in force, and nothing private.

    Somebody who has left keeps the name and loses what is said in the present tense: titles that
    nobody here looks after any more, the role, and the way to book.
    """
    is_active = therapist.status is TherapistStatus.ACTIVE
    credentials = credentials_in_force(therapist, day) if is_active else ()
    return evolve(
        therapist,
        credentials=tuple(evolve(credential, number=None) for credential in credentials),
        role=therapist.role if is_active else None,
        booking_url=therapist.booking_url if is_active else None,
        email=None,
        former_names=(),
    )
