"""The pages of the site: what each shows, and its template."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from math import ceil
from typing import Final

from attrs import frozen

from tbh_model.exporters._images import texts_of
from tbh_model.exporters._site import (
    ARCHIVE,
    EDITIONS_ON_HOME,
    HOME,
    THERAPISTS,
    THERAPISTS_ON_HOME,
    TOPICS,
    TOPICS_ON_HOME,
)
from tbh_model.exporters.feeds._list import FeedSplit
from tbh_model.exporters.html._json_ld import edition_nodes, home_nodes, list_nodes, therapist_nodes
from tbh_model.exporters.html._layout import FeedLink, Layout, PageMeta, build_layout, feed_links
from tbh_model.exporters.html._page_context import PageContext
from tbh_model.i18n import has_spaces, with_quotation_marks
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
    Response,
    ResultsPart,
    SignOffPart,
    Therapist,
    TitlePart,
    day_of,
    outline,
)
from tbh_model.text import count_words, join, summary_words

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
    count = word_count(edition) if has_spaces(context.language) else None
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


@frozen(kw_only=True)
class Topic:
    """A tag and how many editions have it."""

    tag: str
    href: str
    count: int


@frozen(kw_only=True)
class HomePage:
    """What `html/index.html` shows."""

    layout: Layout
    latest: Edition | None
    earlier: tuple[Edition, ...]
    archive: str | None
    """Link to all editions, where this page does not list them."""
    therapists: tuple[Therapist, ...]
    """Those who still work with the publisher."""
    all_therapists: str | None
    """Link to all of them, where this page does not list them."""
    topics: tuple[Topic, ...]
    all_topics: str | None


@frozen(kw_only=True)
class Year:
    """The editions of one year; the year is `None` for those without a date."""

    year: int | None
    editions: tuple[Edition, ...]


@frozen(kw_only=True)
class ArchivePage:
    """What `html/archive.html` shows."""

    layout: Layout
    years: tuple[Year, ...]


@frozen(kw_only=True)
class TopicPage:
    """What `html/topic.html` shows."""

    layout: Layout
    tag: str
    editions: tuple[Edition, ...]


@frozen(kw_only=True)
class TopicsPage:
    """What `html/topics.html` shows."""

    layout: Layout
    topics: tuple[Topic, ...]


@frozen(kw_only=True)
class TherapistAnswer:
    """What a therapist answered in one edition."""

    edition: Edition
    href: str
    """Link to the answer."""
    response: Response
    quote: str | None
    """With quotation marks around it."""
    language: str


@frozen(kw_only=True)
class TherapistPage:
    """What `html/therapist.html` shows."""

    layout: Layout
    therapist: Therapist
    answers: tuple[TherapistAnswer, ...]


@frozen(kw_only=True)
class TherapistsPage:
    """What `html/therapists.html` shows."""

    layout: Layout
    therapists: tuple[Therapist, ...]
    """Those who still work with the publisher."""
    alumni: tuple[Therapist, ...]
    """Those who no longer do."""


@frozen(kw_only=True)
class SubscribePage:
    """What `html/subscribe.html` shows."""

    layout: Layout
    feeds: tuple[FeedLink, ...]
    calls: tuple[CallToAction, ...]
    """The invitations to subscribe that lead to another page than this one."""


@frozen(kw_only=True)
class GonePage:
    """What `html/gone.html` shows: nothing of the edition that was taken down."""

    layout: Layout
    editions: str
    """Link to all editions."""


@frozen(kw_only=True)
class RedirectPage:
    """What `html/redirect.html` shows: that an edition has another address now."""

    layout: Layout
    title: str
    """Of the edition."""
    language: str
    target: str
    """Link to it."""


@frozen(kw_only=True)
class NotFoundPage:
    """What `html/404.html` shows."""

    layout: Layout


Page = (
    EditionPage
    | HomePage
    | ArchivePage
    | TopicPage
    | TopicsPage
    | TherapistPage
    | TherapistsPage
    | SubscribePage
    | GonePage
    | RedirectPage
    | NotFoundPage
)


def home_page(context: PageContext) -> HomePage:
    """Put together the home page."""
    site, series = context.site, context.site.series
    editions = site.editions[:EDITIONS_ON_HOME]
    meta = PageMeta(
        title=series.title,
        kind="website",
        canonical=site.url(HOME),
        description=series.description,
        image=series.image,
        nodes=tuple(home_nodes(site, editions)),
    )
    by_popularity = sorted(site.topics, key=lambda tag: -len(site.editions_by_tag[tag]))
    most_used = frozenset(by_popularity[:TOPICS_ON_HOME])
    return HomePage(
        layout=build_layout(context, meta),
        latest=editions[0] if editions else None,
        earlier=editions[1:],
        archive=context.link_to(ARCHIVE) if site.has_archive else None,
        therapists=site.panel[:THERAPISTS_ON_HOME],
        all_therapists=context.link_to(THERAPISTS)
        if len(site.panel) > THERAPISTS_ON_HOME
        else None,
        topics=tuple(_topics(context, [tag for tag in site.topics if tag in most_used])),
        all_topics=context.link_to(TOPICS) if len(site.topics) > TOPICS_ON_HOME else None,
    )


def archive_page(context: PageContext) -> ArchivePage:
    """Put together the list of all editions."""
    zone = context.site.series.time_zone

    def year(edition: Edition) -> int | None:
        return None if edition.published is None else day_of(edition.published, zone).year

    editions = context.site.editions
    return ArchivePage(
        layout=_list_layout(context, context.strings.all_editions, editions[:EDITIONS_ON_HOME]),
        years=tuple(
            Year(year=year_number, editions=tuple(group))
            for year_number, group in groupby(editions, key=year)
        ),
    )


def topic_page(context: PageContext, tag: str) -> TopicPage:
    """Put together the page of a topic."""
    editions = context.site.editions_by_tag[tag]
    layout = _list_layout(context, tag, editions[:EDITIONS_ON_HOME], FeedSplit.TOPIC)
    return TopicPage(layout=layout, tag=tag, editions=editions)


def topics_page(context: PageContext) -> TopicsPage:
    """Put together the list of all topics."""
    return TopicsPage(
        layout=_list_layout(context, context.strings.topics),
        topics=tuple(_topics(context, context.site.topics)),
    )


def therapist_page(context: PageContext, therapist: Therapist) -> TherapistPage:
    """Put together the page of a therapist."""
    meta = PageMeta(
        title=therapist.name,
        kind="profile",
        canonical=context.site.url(context.path),
        description=summary_words(therapist.bio) or None,
        image=therapist.portrait,
        nodes=tuple(therapist_nodes(context.site, therapist)),
        split=FeedSplit.THERAPIST,
    )
    return TherapistPage(
        layout=build_layout(context, meta),
        therapist=therapist,
        answers=tuple(_answers(context, therapist)),
    )


def therapists_page(context: PageContext) -> TherapistsPage:
    """Put together the list of all therapists."""
    return TherapistsPage(
        layout=_list_layout(context, context.strings.therapists),
        therapists=context.site.panel,
        alumni=context.site.alumni,
    )


def subscribe_page(context: PageContext) -> SubscribePage:
    """Put together the page that explains how to hear of new editions."""
    calls = context.site.series.calls_to_action
    return SubscribePage(
        layout=_list_layout(context, context.strings.subscribe),
        feeds=feed_links(context.site),
        calls=tuple(call for call in calls if _leads_to_other_page(call, context)),
    )


def gone_page(context: PageContext) -> GonePage:
    """Put together the page at the address of an edition that was taken down."""
    meta = PageMeta(title=context.strings.gone_title, kind="website", canonical=None)
    editions = context.link_to(ARCHIVE if context.site.has_archive else HOME)
    return GonePage(layout=build_layout(context, meta), editions=editions)


def redirect_page(context: PageContext, edition: Edition, target: str) -> RedirectPage:
    """Put together the page at a former address of an edition."""
    meta = PageMeta(title=context.strings.moved_title, kind="website", canonical=target)
    return RedirectPage(
        layout=build_layout(context, meta),
        title=edition.title,
        language=context.site.series.language_of(edition),
        target=context.link_to_edition(edition),
    )


def not_found_page(context: PageContext) -> NotFoundPage:
    """Put together the page for an address at which there is nothing."""
    meta = PageMeta(title=context.strings.not_found_title, kind="website", canonical=None)
    return NotFoundPage(layout=build_layout(context, meta))


def _list_layout(
    context: PageContext,
    title: str,
    editions: Iterable[Edition] = (),
    split: FeedSplit | None = None,
) -> Layout:
    meta = PageMeta(
        title=title,
        kind="website",
        canonical=context.site.url(context.path),
        nodes=tuple(list_nodes(context.site, title, context.path, editions)),
        split=split,
    )
    return build_layout(context, meta)


def _topics(context: PageContext, tags: Iterable[str]) -> Iterator[Topic]:
    for tag in tags:
        yield Topic(
            tag=tag, href=context.link_to_topic(tag), count=len(context.site.editions_by_tag[tag])
        )


def _answers(context: PageContext, therapist: Therapist) -> Iterator[TherapistAnswer]:
    for edition, response in context.site.answers.get(therapist.id, ()):
        language = response.language or context.site.series.language_of(edition)
        yield TherapistAnswer(
            edition=edition,
            href=context.link_to_response(edition, response),
            response=response,
            quote=None
            if response.quote is None
            else with_quotation_marks(response.quote, language),
            language=language,
        )


def _leads_to_other_page(call: CallToAction, context: PageContext) -> bool:
    if call.kind is not CallToActionKind.SUBSCRIBE or call.url is None:
        return False
    return join(context.site.root, call.url) != context.site.url(context.path)
