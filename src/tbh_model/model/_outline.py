"""Outline: the parts of an edition in reading order, the same for all exporters.

Every exporter walks what `outline` gives, so that no channel can print the parts of an edition in
another order, or forget one.
"""

from collections.abc import Iterator
from itertools import groupby

from tbh_model._arguments import check_arguments_on_error
from tbh_model._attrs import frozen
from tbh_model._final import final
from tbh_model.i18n import (
    LabelStrings,
    language_for,
    localized_date,
    with_colon,
    with_quotation_marks,
)
from tbh_model.model._call_to_action import CallToAction, Placement
from tbh_model.model._edition import Challengers, Correction, Edition, Notice
from tbh_model.model._response import Response
from tbh_model.model._series import Series
from tbh_model.model._therapist import Therapist
from tbh_model.text import RichText


@final
@frozen(kw_only=True)
class LabelledValue:
    """A label and what it introduces: "The Challenge:" and "Patience"."""

    label: str
    """With its colon where a value follows."""
    value: str | None
    """The text after the label."""

    def __str__(self) -> str:
        """Write both on one line."""
        return self.label if self.value is None else f"{self.label} {self.value}"


@final
@frozen(kw_only=True)
class TitlePart:
    """The title of the edition."""

    text: str
    """The title."""


@final
@frozen(kw_only=True)
class IntroductionPart:
    """The introduction."""

    text: RichText
    """The introduction."""


@final
@frozen(kw_only=True)
class OverviewPart:
    """The list of the three parts at the top."""

    heading: str
    """The heading."""
    items: tuple[LabelledValue, ...]
    """The items of the list."""


@final
@frozen(kw_only=True)
class ChallengePart:
    """The topic."""

    heading: LabelledValue
    """The heading."""
    background: RichText
    """The background of the topic."""


@final
@frozen(kw_only=True)
class ChallengersPart:
    """The panel, and then the question as it was put to them."""

    heading: LabelledValue
    """The heading."""
    introduction: RichText
    """The introduction of the panel."""
    prompt: LabelledValue
    """The question with quotation marks around it."""


@final
@frozen(kw_only=True)
class PrintedResponse:
    """A response as it is printed."""

    response: Response
    """The response."""
    quote: str | None
    """The printed words with quotation marks around them."""
    byline: str | None
    """How the person is named; `None` for not at all."""
    therapist: Therapist | None
    """The person, where they are named in full and known to the series."""
    language: str
    """The language of the response."""


@final
@frozen(kw_only=True)
class ResultsPart:
    """The answers."""

    heading: LabelledValue
    """The heading."""
    responses: tuple[PrintedResponse, ...]
    """The responses in the order of the page."""


@final
@frozen(kw_only=True)
class CorrectionsPart:
    """The corrections since the publication."""

    corrections: tuple[Correction, ...]
    """The amendments, oldest first."""


@final
@frozen(kw_only=True)
class SignOffPart:
    """The closing words."""

    text: str
    """The text."""
    language: str
    """The language of the text."""


@final
@frozen(kw_only=True)
class NextTimePart:
    """The text about the next edition."""

    text: str
    """The text."""
    language: str
    """The language of the text."""


@final
@frozen(kw_only=True)
class CallsToActionPart:
    """Calls to action of one placement, grouped into paragraphs."""

    placement: Placement
    """The place on the page."""
    heading: str | None
    """Over the closing calls; the others follow the sign-off without one."""
    paragraphs: tuple[tuple[CallToAction, ...], ...]
    """The calls to action of each paragraph."""
    language: str
    """The language of the text."""


@final
@frozen(kw_only=True)
class NoticesPart:
    """Standing texts at the end."""

    notices: tuple[Notice, ...]
    """The notices."""
    language: str
    """The language of the text."""


Part = (
    TitlePart
    | IntroductionPart
    | OverviewPart
    | ChallengePart
    | ChallengersPart
    | ResultsPart
    | CorrectionsPart
    | SignOffPart
    | NextTimePart
    | CallsToActionPart
    | NoticesPart
)


@check_arguments_on_error
def outline(series: Series, edition: Edition) -> tuple[Part, ...]:
    """Return the parts of an edition in reading order, without parts that are empty.

    >>> [type(part).__name__ for part in tbh.outline(series, edition)][:2]
    ['TitlePart', 'IntroductionPart']
    """
    language = series.language_of(edition)
    words = series.words(edition)
    challengers = series.challengers_of(edition)
    return (
        TitlePart(text=edition.title),
        *([IntroductionPart(text=edition.introduction)] if edition.introduction else []),
        *_overview(edition, challengers, words, language),
        ChallengePart(
            heading=_label_value(words.challenge, _challenge_heading(edition), language),
            background=edition.challenge.background,
        ),
        ChallengersPart(
            heading=_label_value(words.challengers, _challengers_heading(challengers), language),
            introduction=challengers.introduction,
            prompt=_label_value(
                words.prompt, with_quotation_marks(edition.challenge.prompt, language), language
            ),
        ),
        *_results(series, edition, words),
        *([CorrectionsPart(corrections=edition.corrections)] if edition.corrections else []),
        *_closing_texts(series, edition),
        *_calls_to_action(series, edition, words),
        *_notices(series, edition),
    )


def _label_value(label: str, value: str | None, language: str) -> LabelledValue:
    return LabelledValue(label=label if value is None else with_colon(label, language), value=value)


def _challenge_heading(edition: Edition) -> str:
    return edition.challenge.heading or edition.challenge.topic


def _challengers_heading(challengers: Challengers) -> str:
    return challengers.heading or challengers.name


def _overview(
    edition: Edition, challengers: Challengers, words: LabelStrings, language: str
) -> Iterator[OverviewPart]:
    overview = edition.overview
    if overview is None:
        return
    values = (
        (words.challenge, overview.challenge or _challenge_heading(edition)),
        (words.challengers, overview.challengers or _challengers_heading(challengers)),
        (words.results, overview.results or edition.results_heading or edition.title),
    )
    yield OverviewPart(
        heading=with_colon(words.overview, language),
        items=tuple(_label_value(label, value, language) for label, value in values),
    )


def _results(series: Series, edition: Edition, words: LabelStrings) -> Iterator[ResultsPart]:
    if not edition.responses:
        return
    language = series.language_of(edition)
    yield ResultsPart(
        heading=_label_value(words.results, edition.results_heading, language),
        responses=tuple(
            _printed_response(series, response, language) for response in edition.responses
        ),
    )


def _printed_response(series: Series, response: Response, language: str) -> PrintedResponse:
    response_language = response.language or language
    return PrintedResponse(
        response=response,
        quote=None
        if response.quote is None
        else with_quotation_marks(response.quote, response_language),
        byline=series.byline(response, language),
        therapist=series.profile(response),
        language=response_language,
    )


def _closing_texts(series: Series, edition: Edition) -> Iterator[SignOffPart | NextTimePart]:
    edition_language = series.language_of(edition)
    for kind, own_text, series_text in (
        (SignOffPart, edition.sign_off, series.sign_off),
        (NextTimePart, edition.next_time, series.next_time),
    ):
        text, language = (
            (own_text, edition_language) if own_text is not None else (series_text, series.language)
        )
        if text is not None:
            yield kind(text=text, language=language)


def _calls_to_action(
    series: Series, edition: Edition, words: LabelStrings
) -> Iterator[CallsToActionPart]:
    own = bool(edition.calls_to_action)
    calls = edition.calls_to_action or series.calls_to_action
    language = series.language_of(edition) if own else series.language
    for placement in Placement:
        paragraphs = _paragraphs(tuple(call for call in calls if call.placement is placement))
        if paragraphs:
            yield CallsToActionPart(
                placement=placement,
                heading=words.closing if placement is Placement.CLOSING else None,
                paragraphs=paragraphs,
                language=language,
            )


def _paragraphs(calls: tuple[CallToAction, ...]) -> tuple[tuple[CallToAction, ...], ...]:
    """Return the paragraphs of calls: consecutive calls of one group, or a single call."""
    numbered = enumerate(calls)
    together = groupby(numbered, key=lambda item: item[1].group or item[0])
    return tuple(tuple(call for _, call in group) for _, group in together)


def _notices(series: Series, edition: Edition) -> Iterator[NoticesPart]:
    # a notice of the edition takes the place of the standing one of its kind
    own_kinds = {notice.kind for notice in edition.notices}
    standing = tuple(notice for notice in series.notices if notice.kind not in own_kinds)
    if standing:
        yield NoticesPart(notices=standing, language=series.language)
    if edition.notices:
        yield NoticesPart(notices=edition.notices, language=series.language_of(edition))


def format_correction(correction: Correction, language: str) -> str:
    """Return the text of a correction, with its kind and date: "Correction, May 3, 2026: ...".

    >>> correction = tbh.Correction(
    ...     on=date(2026, 5, 3), kind=tbh.CorrectionKind.CORRECTION, text="It was noon."
    ... )
    >>> model.format_correction(correction, "en")
    'Correction, May 3, 2026: It was noon.'
    """
    kind = language_for(language).correction_kinds[correction.kind]
    label = f"{kind}, {localized_date(correction.on, language)}"
    return f"{with_colon(label, language)} {correction.text}"
