"""What the page of an edition shows: its parts in reading order, each with its template."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from math import ceil
from typing import Final

from attrs import frozen

from tbh_model.exporters.html._frame import Layout, PageMeta, build_layout
from tbh_model.exporters.html._here import PageContext
from tbh_model.exporters.html._images import texts_of
from tbh_model.exporters.html._languages import has_words
from tbh_model.exporters.html._structured_data import edition_nodes
from tbh_model.model import (
    CallsToActionPart,
    CallToAction,
    CallToActionKind,
    ChallengePart,
    ChallengersPart,
    CorrectionsPart,
    Edition,
    IntroductionPart,
    NextTimePart,
    NoticesPart,
    OverviewPart,
    Part,
    PrintedResponse,
    ResultsPart,
    SignOffPart,
    TitlePart,
    outline,
)
from tbh_model.text import count_words, summary_words

_WORDS_A_MINUTE: Final = 230
_TEMPLATES: Final[Mapping[type, str]] = {
    TitlePart: "html/parts/title.html",
    IntroductionPart: "html/parts/introduction.html",
    OverviewPart: "html/parts/overview.html",
    ChallengePart: "html/parts/challenge.html",
    ChallengersPart: "html/parts/challengers.html",
    ResultsPart: "html/parts/results.html",
    CorrectionsPart: "html/parts/corrections.html",
    SignOffPart: "html/parts/sign_off.html",
    NextTimePart: "html/parts/next_time.html",
    CallsToActionPart: "html/parts/calls_to_action.html",
    NoticesPart: "html/parts/notices.html",
}


@frozen(kw_only=True)
class PagePart:
    """A part of an edition and the template that prints it."""

    part: Part
    template: str


@frozen(kw_only=True)
class EditionPage:
    """What `html/edition.html` shows."""

    layout: Layout
    edition: Edition
    url: str
    """Permalink."""
    entry_id: str
    """Its identity in every feed."""
    minutes: int | None
    """How long it takes to read; unknown in a language without spaces between its words."""
    parts: tuple[PagePart, ...]
    """In reading order; what they hold is documented with `tbh_model.model.outline`."""
    main_call: CallToAction | None
    """The invitation to book that looks like a button: the first one."""
    was_updated: bool
    """Whether it changed on a later day than that of its publication."""


def edition_page(context: PageContext, edition: Edition) -> EditionPage:
    """Put together the page of an edition."""
    site, series = context.site, context.site.series
    count = word_count(edition) if has_words(context.language) else None
    minutes = max(1, ceil((count or 0) / _WORDS_A_MINUTE))
    parts = outline(series, edition)
    meta = PageMeta(
        title=edition.title,
        kind="article",
        canonical=series.url_of(edition),
        description=edition.summary or summary_words(edition.introduction) or None,
        image=edition.image,
        published=edition.published,
        updated=edition.last_change,
        tags=edition.tags,
        nodes=tuple(edition_nodes(site, edition, _printed_responses(parts), count, minutes)),
    )
    return EditionPage(
        layout=build_layout(context, meta, edition),
        edition=edition,
        url=series.url_of(edition),
        entry_id=series.entry_id(edition),
        minutes=None if count is None else minutes,
        parts=tuple(PagePart(part=part, template=_TEMPLATES[type(part)]) for part in parts),
        main_call=next(_booking_calls(parts), None),
        was_updated=_day(context, edition.last_change) != _day(context, edition.published),
    )


def _printed_responses(parts: Iterable[Part]) -> tuple[PrintedResponse, ...]:
    results = (part.responses for part in parts if isinstance(part, ResultsPart))
    return next(results, ())


def word_count(edition: Edition) -> int:
    """Count the words of an edition that are no heading and no standing text."""
    quotes = (response.quote or "" for response in edition.responses)
    quoted_words = sum(len(words.split()) for words in (edition.challenge.prompt, *quotes))
    return quoted_words + sum(map(count_words, texts_of(edition)))


def _booking_calls(parts: Iterable[Part]) -> Iterator[CallToAction]:
    for part in parts:
        if isinstance(part, CallsToActionPart):
            for call in (call for paragraph in part.paragraphs for call in paragraph):
                if call.kind is CallToActionKind.BOOK and call.url is not None:
                    yield call


def _day(context: PageContext, instant: datetime | None) -> str | None:
    moment = context.instant(instant)
    return None if moment is None else moment.text
