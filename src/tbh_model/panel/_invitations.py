"""Invitations: the question, until when to answer, what consent means, and a form to fill in.

`read_form` of `tbh_model.rights` reads what comes back.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from attrs import evolve

from tbh_model.i18n import (
    language_for,
    localized_date,
    with_quotation_marks,
)
from tbh_model.model import (
    Attribution,
    Edition,
    Response,
    Series,
    Therapist,
    day_of,
    format_byline,
)
from tbh_model.panel._letters import PanelLetter, host_of, opening
from tbh_model.rights import (
    due_day,
    form_heading,
    form_option,
    form_reference,
    response_placeholders,
)


def invitations(
    series: Series,
    edition: str,
    /,
    *,
    at: datetime,
    panel: Iterable[str] = (),
    words: int | None = None,
) -> tuple[PanelLetter, ...]:
    """Return an invitation for each person of the panel who has not answered yet.

    Args:
        series: The series.
        edition: The id or slug of the edition.
        at: The date and time of the letters.
        panel: The ids of therapists; by default those with a response in the edition that has no
            answer.
        words: The length of the answer that is asked for.

    Raises:
        UnknownIdError: If there is no such edition or therapist.

    >>> letter, *_ = panel.invitations(series, "e-2026-03", at=at, panel=["t-b81q"])
    >>> letter.name, letter.subject
    ('Kwabena Asante-Bright', 'One question: Saying No to Family')
    """
    target = series.edition(edition)
    people = tuple(panel) or _awaited_people(target)
    return tuple(
        _invitation(series, target, series.therapist(person), at, words)
        for person in dict.fromkeys(people)
    )


def record_invitations(
    series: Series, edition: str, /, *, panel: Iterable[str], on: date, due: date | None = None
) -> Series:
    """Return a series in which it is recorded who was asked for an edition, and until when.

    Somebody without a response in the edition gets one with a placeholder. A day that is on record
    stays: whoever is asked again was asked on the first day.

    Args:
        series: The series.
        edition: The id or slug of the edition.
        panel: The ids of the therapists.
        on: The day on which they were asked.
        due: The last day for answers; None changes nothing.

    Raises:
        UnknownIdError: If there is no such edition or therapist.

    >>> asked = panel.record_invitations(series, "e-2026-03", panel=["t-m6vz"], on=date(2026, 2, 1))
    >>> asked.edition("e-2026-03").responses[-1].asked.isoformat()
    '2026-02-01'
    """
    target = series.edition(edition)
    people = dict.fromkeys(series.therapist(person).id for person in panel)
    responses = [
        evolve(response, asked=response.asked or on)
        if response.therapist in people and response_placeholders(response)
        else response
        for response in target.responses
    ]
    known = {response.therapist for response in responses}
    for person in people:
        if person not in known:
            id_ = _free_id(responses)
            responses.append(Response(id=id_, therapist=person, quote="…", asked=on))
    changed = evolve(target, responses=tuple(responses), due=due or target.due)
    editions = (changed if other.id == target.id else other for other in series.editions)
    return evolve(series, editions=tuple(editions))


def _free_id(responses: Iterable[Response]) -> str:
    ids = {response.id for response in responses}
    return next(id_ for number in range(1, len(ids) + 2) if (id_ := f"r-{number}") not in ids)


def _awaited_people(edition: Edition) -> tuple[str, ...]:
    return tuple(
        response.therapist
        for response in edition.responses
        if response.therapist is not None and response_placeholders(response)
    )


def _invitation(
    series: Series, edition: Edition, person: Therapist, at: datetime, words: int | None
) -> PanelLetter:
    language = series.language_of(edition)
    strings = language_for(language).letters
    paragraphs = (
        *opening(strings, series, person.name),
        strings.invitation_opening.format(edition.title),
        f"    {with_quotation_marks(edition.challenge.prompt, language)}",
        *_terms(series, edition, person, words),
        strings.how_to_answer,
        *_form(series, edition, person, day_of(at, series.time_zone)),
        strings.no_answer,
        f"{strings.thanks}\n{series.publisher.name}",
        form_reference(edition.id, person.id),
    )
    return PanelLetter(
        kind="invite",
        edition=edition.id,
        therapist=person.id,
        id=person.id,
        name=person.name,
        address=person.email,
        subject=strings.invitation_subject.format(edition.challenge.topic),
        text="\n\n".join(paragraphs) + "\n",
        at=at,
        host=host_of(series),
        publisher=series.publisher,
    )


def _terms(series: Series, edition: Edition, person: Therapist, words: int | None) -> Iterator[str]:
    """Yield the length of the answer and the last day for it, in one paragraph if any."""
    language = series.language_of(edition)
    strings = language_for(language).letters
    own = next((each for each in edition.responses if each.therapist == person.id), None)
    due = edition.due if own is None else due_day(edition, own)
    terms = (
        None if words is None else strings.length.format(words),
        None if due is None else strings.due.format(localized_date(due, language)),
    )
    sentences = " ".join(filter(None, terms))
    if sentences:
        yield sentences


def _form(series: Series, edition: Edition, person: Therapist, day: date) -> Iterator[str]:
    """Yield the parts of the form, which the person fills in between and below."""
    language = series.language_of(edition)
    strings = language_for(language).letters
    yield form_heading(strings.your_answer)
    yield ""
    yield form_heading(strings.your_channels)
    yield "\n".join(
        form_option(channel, strings.channel_meanings.get(channel, channel))
        for channel in series.all_channels
    )
    yield strings.channels_note
    yield form_heading(strings.your_name)
    yield "\n".join(
        form_option(
            style, format_byline(person, style, language=language, on=day) or strings.anonymous
        )
        for style in Attribution
    )
    yield form_heading("")
