"""Proofs: exactly what each channel prints of somebody's answers, and the line to answer with.

The words come out of the gate and of the outline, as those of every exporter do: of an edition as
if it were out, with the consents on record, and with those that somebody has not been asked for.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from tbh_model._attrs import evolve, frozen
from tbh_model.exporters.templating import Templates
from tbh_model.i18n import (
    LetterStrings,
    direction,
    lang_attributes,
    language_for,
    localized_date,
    with_colon,
)
from tbh_model.model import (
    Channel,
    Edition,
    EditionStatus,
    Enforcement,
    PrintedResponse,
    Response,
    ResultsPart,
    Series,
    Therapist,
    approval_digest,
    changed_since_approval,
    day_of,
    outline,
)
from tbh_model.panel._letters import PanelLetter, host_of, opening
from tbh_model.rights import (
    Reason,
    consent_in_force,
    release,
    reply_reference,
    response_placeholders,
)
from tbh_model.text import (
    Inline,
    InlineImage,
    RichText,
    Text,
    map_text,
    unwrap_lines,
    write_plain,
)


def without_images(text: RichText) -> RichText:
    """Return a text with the description of each image in its place: the page is a single file."""
    return map_text(text, inline=_describe_image)


def _describe_image(inline: Inline) -> tuple[Inline, ...]:
    if not isinstance(inline, InlineImage):
        return (inline,)
    return (Text(value=f"[{inline.alt or inline.url}]"),)


PAGE: Final = Templates(package=__name__, media_type="text/html", filters=(without_images,))


@frozen(kw_only=True)
class Rendition:
    """What some channels print of a response."""

    channels: tuple[str, ...]
    """The channels."""
    printed: PrintedResponse | None
    """What they print; None if they print nothing of it."""
    has_consent: bool
    """Whether the person has agreed to them, or need not."""


@frozen(kw_only=True)
class ProofOfResponse:
    """One response in a proof."""

    response: Response
    """The response as it is in the content."""
    renditions: tuple[Rendition, ...]
    """What the channels print of it, those together that print the same."""
    reference: str
    """The reference that a reply brings back."""
    digest: str
    """The digest of the present wording."""
    approved: str | None
    """The day on which this wording was approved, as printed."""

    @property
    def is_printed(self) -> bool:
        """Whether some channel prints it, so that there are words to approve."""
        return any(rendition.printed is not None for rendition in self.renditions)


def proofs(series: Series, edition: str, /, *, at: datetime) -> tuple[PanelLetter, ...]:
    """Return a proof for each person who has answered, with what is printed of theirs alone.

    Args:
        series: The series.
        edition: The id or slug of the edition, which may be a draft.
        at: The date and time of the letters. The words are those of the edition on the day on
            which it is published, if that is later.

    Raises:
        UnknownIdError: If there is no such edition.
        NaiveInstantError: If `at` has no time zone.

    >>> letter, *_ = panel.proofs(series, "e-2026-03", at=at)
    >>> letter.name, letter.stem
    ('Kwabena Asante-Bright', 'proof-t-b81q')
    """
    target = series.edition(edition)
    answers = [response for response in target.responses if not response_placeholders(response)]
    people: dict[str, list[Response]] = {}
    for response in answers:
        people.setdefault(response.therapist or response.id, []).append(response)
    printed = _Printed.of(series, target, at)
    return tuple(_proof(printed, id_, tuple(responses)) for id_, responses in people.items())


@frozen
class _Printed:
    """What each channel prints of the responses of an edition, as if it were out."""

    series: Series
    edition: Edition
    # The instant of the letters, and that of the release.
    at: datetime
    out_at: datetime
    # The printed responses of each channel, by the id that they have in the content.
    responses: Mapping[str, Mapping[str, PrintedResponse]]

    @classmethod
    def of(cls, series: Series, edition: Edition, at: datetime) -> "_Printed":
        starts = (at, edition.published, edition.embargo_until)
        out_at = max(start for start in starts if start is not None)
        responses = {
            channel: _printed_responses(series, edition, channel, out_at)
            for channel in series.all_channels
        }
        return cls(series, edition, at, out_at, responses)

    @property
    def strings(self) -> LetterStrings:
        return language_for(self.series.language_of(self.edition)).letters

    def person(self, responses: tuple[Response, ...]) -> Therapist | None:
        """Return the therapist as the website shows them, if it names them in full."""
        printed = (self.responses[Channel.WEB].get(response.id) for response in responses)
        return next((each.therapist for each in printed if each and each.therapist), None)

    def answer(self, response: Response) -> ProofOfResponse:
        """Return what is printed of a response, with its reference and its approval."""
        approval = response.approval
        is_approved = approval is not None and not changed_since_approval(response)
        day = approval.on if approval is not None and is_approved else None
        language = self.series.language_of(self.edition)
        return ProofOfResponse(
            response=response,
            renditions=tuple(self._renditions(response)),
            reference=reply_reference(self.edition, response),
            digest=approval_digest(response),
            approved=None if day is None else localized_date(day, language),
        )

    def _renditions(self, response: Response) -> Iterator[Rendition]:
        is_strict = self.series.rights.consent is Enforcement.REQUIRED
        day = day_of(self.out_at, self.series.time_zone)
        renditions: dict[tuple[object, ...], Rendition] = {}
        for channel, responses in self.responses.items():
            consent = consent_in_force(response.consents, channel, day)
            rendition = Rendition(
                channels=(channel,),
                printed=responses.get(response.id),
                has_consent=not (is_strict and consent is Reason.NO_CONSENT),
            )
            same = renditions.get(_content(rendition))
            if same is not None:
                rendition = evolve(same, channels=(*same.channels, channel))
            renditions[_content(rendition)] = rendition
        yield from sorted(renditions.values(), key=_rank)


def _printed_responses(
    series: Series, edition: Edition, channel: str, at: datetime
) -> Mapping[str, PrintedResponse]:
    """Return what a channel prints of an edition that is out, with consent where none is asked."""
    responses = tuple(evolve(response, approval=None) for response in edition.responses)
    live = evolve(
        edition,
        status=EditionStatus.READY,
        expires=None,
        translation_of=None,
        responses=responses,
    )
    rights = evolve(series.rights, consent=Enforcement.RECORDED, approval=Enforcement.RECORDED)
    passed = release(evolve(series, editions=(live,), rights=rights), channel, at, unfinished=True)
    withheld = {item.id for item in passed.withheld if item.kind == "response"}
    ids = [response.id for response in responses if response.id not in withheld]
    parts = (part for each in passed.series.editions for part in outline(passed.series, each))
    results = (part for part in parts if isinstance(part, ResultsPart))
    # an id that would tell who it is has changed on its way, the order has not
    return dict(zip(ids, (each for part in results for each in part.responses), strict=False))


def _content(rendition: Rendition) -> tuple[object, ...]:
    """Return what two channels must have in common to be shown as one."""
    printed = rendition.printed
    if printed is None:
        return (None,)
    answer = printed.response.answer
    return rendition.has_consent, printed.byline, printed.quote, answer and write_plain(answer)


def _rank(rendition: Rendition) -> int:
    """Return the rank in a proof: what is printed, what may be, and what is not."""
    return 2 if rendition.printed is None else int(not rendition.has_consent)


def _proof(printed: _Printed, id_: str, responses: tuple[Response, ...]) -> PanelLetter:
    series, edition, strings = printed.series, printed.edition, printed.strings
    owner = responses[0].therapist
    therapist = None if owner is None else series.therapist(owner)
    page = _Page(
        name=series.author(responses[0]) or id_,
        answers=tuple(map(printed.answer, responses)),
        person=printed.person(responses),
        strings=strings,
        language=series.language_of(edition),
    )
    return PanelLetter(
        kind="proof",
        edition=edition.id,
        therapist=owner,
        id=id_,
        name=page.name,
        address=None if therapist is None else therapist.email,
        subject=strings.proof_subject.format(edition.title),
        text="\n\n".join(_paragraphs(series, edition, page)) + "\n",
        html=PAGE.render("panel/proof.html", series, edition, page=page),
        at=printed.at,
        host=host_of(series),
        publisher=series.publisher,
    )


@frozen(kw_only=True)
class _Page:
    """Context of the template of a proof."""

    name: str
    answers: tuple[ProofOfResponse, ...]
    person: Therapist | None
    strings: LetterStrings
    language: str

    def heading(self, rendition: Rendition) -> str:
        """Return on which channels something is printed, or only if the person agrees, or not."""
        strings = self.strings
        names = ", ".join(strings.channel_names.get(name, name) for name in rendition.channels)
        if rendition.printed is None:
            return strings.not_printed_on.format(names)
        heading = strings.printed_on if rendition.has_consent else strings.with_consent
        return heading.format(names)

    def label(self, label: str) -> str:
        """Return a label with its colon."""
        return with_colon(label, self.language)

    def answer_heading(self, number: int) -> str:
        """Return the heading of one answer, with its number if there are several."""
        has_one = len(self.answers) == 1
        return self.strings.your_answer if has_one else self.strings.answer_of.format(number)

    @property
    def direction(self) -> str:
        """The direction of the page."""
        return direction(self.language)

    @property
    def profile(self) -> tuple[str, ...]:
        """The lines that the website prints about the person, beside name and biography."""
        person = self.person
        if person is None:
            return ()
        titles = (f"{title.title} ({title.abbreviation})" for title in person.credentials)
        portrait = None
        if person.portrait is not None:
            portrait = f"{person.portrait.src}: {person.portrait.alt}".removesuffix(": ")
        lines = (person.pronouns, *titles, person.role, person.location, portrait)
        return tuple(filter(None, (*lines, person.url, person.booking_url)))

    def lang_attributes(self, language: str) -> Mapping[str, str]:
        """Return the language of a text, where it is another one than that of the page."""
        return lang_attributes(language, self.language)


def _paragraphs(series: Series, edition: Edition, page: _Page) -> Iterator[str]:
    """Yield the paragraphs of a proof as plain text."""
    strings = page.strings
    yield from opening(strings, series, page.name)
    yield strings.proof_opening.format(edition.title)
    yield f"{page.label(strings.question)} {edition.challenge.prompt}"
    for number, answer in enumerate(page.answers, 1):
        if len(page.answers) > 1:
            yield f"--- {page.answer_heading(number)} ---"
        for rendition in answer.renditions:
            yield page.heading(rendition)
            if rendition.printed is not None:
                yield from _printed_paragraphs(rendition.printed, page)
        yield from [] if answer.approved is None else [strings.approved.format(answer.approved)]
        if answer.is_printed:
            yield strings.how_to_approve
            yield f"{strings.yes} {answer.reference}"
    if page.person is not None:
        bio = (write_plain(unwrap_lines(page.person.bio)),) if page.person.bio else ()
        yield page.label(strings.about_you)
        yield "\n".join(f"- {line}" for line in page.profile)
        yield from bio
    yield strings.how_to_change
    yield f"{strings.thanks}\n{series.publisher.name}"


def _printed_paragraphs(printed: PrintedResponse, page: _Page) -> Iterator[str]:
    yield f"{page.label(page.strings.attribution)} {printed.byline or page.strings.anonymous}"
    if printed.quote is not None:
        yield printed.quote
    if printed.response.answer is not None:
        yield write_plain(unwrap_lines(printed.response.answer))
