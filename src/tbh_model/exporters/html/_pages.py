"""Template contexts of the pages of the site."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby, pairwise
from math import ceil
from typing import Final

from tbh_model._attrs import frozen
from tbh_model.exporters._images import texts_of
from tbh_model.exporters._paths import address
from tbh_model.exporters._site import (
    ARCHIVE,
    EDITIONS_ON_ERROR_PAGES,
    EDITIONS_ON_HOME,
    HOME,
    THERAPISTS_ON_HOME,
    TOPICS,
    TOPICS_ON_HOME,
)
from tbh_model.exporters.feeds._files import FeedSplit
from tbh_model.exporters.html._json_ld import edition_nodes, home_nodes, list_nodes, therapist_nodes
from tbh_model.exporters.html._layout import FeedLink, Layout, PageMeta, build_layout, feed_links
from tbh_model.exporters.html._page_context import PageContext, Picture
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
PART_TEMPLATES: Final[Mapping[type, str]] = {
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
    """Part of an edition and its template."""

    part: Part
    """The part of the edition."""
    template: str
    """The name of its template."""


@frozen(kw_only=True)
class Face:
    """Person in the list at the top of an edition."""

    href: str
    """The link to the response."""
    name: str
    """The name, as the response has it."""
    picture: Picture | None
    """The portrait, if the site publishes one."""
    initials: str
    """What stands in place of a portrait."""


@frozen(kw_only=True)
class EditionPage:
    """Content of `html/edition.html`."""

    layout: Layout
    """The layout of the page."""
    edition: Edition
    """The edition."""
    url: str
    """The permalink."""
    entry_id: str
    """The id of its entry in every feed."""
    minutes: int | None
    """The reading time; none for a language without spaces between words."""
    parts: tuple[PagePart, ...]
    """The parts in reading order, from `tbh_model.model.outline`."""
    question: str
    """The question with quotation marks, which stands under the title."""
    faces: tuple[Face, ...]
    """Everybody whom a response names, in the order of the responses."""
    next_answers: Mapping[str, str]
    """The id of the response after each response, by id."""
    previous_answers: Mapping[str, str]
    """The id of the response before each response, by id."""
    has_prompt_label: bool
    """Whether the label of the prompt is another than that of the challenge."""
    main_call: CallToAction | None
    """The first call to action for an appointment, which is styled as a button."""
    was_updated: bool
    """Whether its last change is later than the day of its publication."""
    related: tuple[Edition, ...]
    """Other editions on its topics or with its people, at most three."""


def edition_page(context: PageContext, edition: Edition) -> EditionPage:
    """Return the content of the page of an edition."""
    site, series = context.site, context.site.series
    count = word_count(edition) if has_spaces(context.language) else None
    minutes = max(1, ceil((count or 0) / _WORDS_A_MINUTE))
    parts = outline(series, edition)
    printed = printed_responses(parts)
    words = series.words(edition)
    meta = PageMeta(
        title=edition.title,
        kind="article",
        canonical=series.url_of(edition),
        description=edition.summary or summary_words(edition.introduction) or None,
        image=edition.image,
        picture=site.pictures.get(edition.id),
        published=edition.published,
        updated=edition.last_change,
        tags=edition.tags,
        nodes=tuple(edition_nodes(site, edition, printed, count, minutes)),
    )
    pairs = tuple(pairwise(one.response.id for one in printed))
    return EditionPage(
        layout=build_layout(context, meta, edition),
        edition=edition,
        url=series.url_of(edition),
        entry_id=series.entry_id(edition),
        minutes=None if count is None else minutes,
        parts=tuple(PagePart(part=part, template=PART_TEMPLATES[type(part)]) for part in parts),
        question=with_quotation_marks(edition.challenge.prompt, context.language),
        faces=tuple(_faces(context, printed)),
        next_answers=dict(pairs),
        previous_answers={following: one for one, following in pairs},
        has_prompt_label=words.prompt != words.challenge,
        main_call=next(_booking_calls(parts), None),
        was_updated=_day(context, edition.last_change) != _day(context, edition.published),
        related=site.related_to(edition),
    )


def _faces(context: PageContext, responses: Iterable[PrintedResponse]) -> Iterator[Face]:
    for printed in responses:
        byline, therapist = context.split_byline(printed), printed.therapist
        if byline is not None:
            yield Face(
                href=f"#{address(printed.response.id)}",
                name=byline.name,
                picture=None
                if therapist is None
                else context.picture(therapist.portrait, "2.75rem"),
                initials=byline.initials,
            )


def printed_responses(parts: Iterable[Part]) -> tuple[PrintedResponse, ...]:
    """Return the responses of an edition as they are printed, in their order."""
    results = (part.responses for part in parts if isinstance(part, ResultsPart))
    return next(results, ())


def word_count(edition: Edition) -> int:
    """Return the number of words of an edition, without headings and standing texts."""
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
    """Tag with the number of its editions."""

    tag: str
    """The tag."""
    href: str
    """The link to its page."""
    count: int
    """The number of its editions."""


@frozen(kw_only=True)
class HomePage:
    """Content of `html/index.html`."""

    layout: Layout
    """The layout of the page."""
    latest: Edition | None
    """The newest edition."""
    earlier: tuple[Edition, ...]
    """The other editions on the page, newest first."""
    archive: str | None
    """The link to all editions, if the page does not list them."""
    therapists: tuple[Therapist, ...]
    """The active therapists."""
    all_therapists: str | None
    """The link to all therapists, if the page does not list them."""
    topics: tuple[Topic, ...]
    """The topics on the page."""
    all_topics: str | None
    """The link to all topics, if the page does not list them."""


@frozen(kw_only=True)
class Year:
    """Editions of one year."""

    year: int | None
    """The year, or none for editions without a date."""
    editions: tuple[Edition, ...]
    """The editions, newest first."""


@frozen(kw_only=True)
class ArchivePage:
    """Content of `html/archive.html`."""

    layout: Layout
    """The layout of the page."""
    years: tuple[Year, ...]
    """The years, newest first."""


@frozen(kw_only=True)
class TopicPage:
    """Content of `html/topic.html`."""

    layout: Layout
    """The layout of the page."""
    tag: str
    """The tag."""
    editions: tuple[Edition, ...]
    """Its editions, newest first."""


@frozen(kw_only=True)
class TopicsPage:
    """Content of `html/topics.html`."""

    layout: Layout
    """The layout of the page."""
    topics: tuple[Topic, ...]
    """All topics."""


@frozen(kw_only=True)
class TherapistAnswer:
    """Response of a therapist in one edition."""

    edition: Edition
    """The edition."""
    href: str
    """The link to the response."""
    response: Response
    """The response."""
    quote: str | None
    """The quote with quotation marks."""
    language: str
    """The language of the response."""


@frozen(kw_only=True)
class TherapistPage:
    """Content of `html/therapist.html`."""

    layout: Layout
    """The layout of the page."""
    therapist: Therapist
    """The therapist."""
    answers: tuple[TherapistAnswer, ...]
    """The answers, newest first."""


@frozen(kw_only=True)
class TherapistsPage:
    """Content of `html/therapists.html`."""

    layout: Layout
    """The layout of the page."""
    therapists: tuple[Therapist, ...]
    """The active therapists."""
    alumni: tuple[Therapist, ...]
    """The former therapists."""


@frozen(kw_only=True)
class SubscribePage:
    """Content of `html/subscribe.html`."""

    layout: Layout
    """The layout of the page."""
    feeds: tuple[FeedLink, ...]
    """The feeds of the series."""
    calls: tuple[CallToAction, ...]
    """The calls to subscribe that link to other pages."""


@frozen(kw_only=True)
class GonePage:
    """Content of `html/gone.html`, which has nothing of the removed edition."""

    layout: Layout
    """The layout of the page."""
    editions: str
    """The link to all editions."""
    latest: tuple[Edition, ...]
    """The newest editions."""


@frozen(kw_only=True)
class RedirectPage:
    """Content of `html/redirect.html`, at a former URL of an edition."""

    layout: Layout
    """The layout of the page."""
    title: str
    """The title of the edition."""
    language: str
    """The language of the edition."""
    target: str
    """The link to the edition."""


@frozen(kw_only=True)
class NotFoundPage:
    """Content of `html/404.html`."""

    layout: Layout
    """The layout of the page."""
    latest: tuple[Edition, ...]
    """The newest editions."""


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
    """Return the content of the home page."""
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
    by_popularity = sorted(site.listed_topics, key=lambda tag: -len(site.editions_by_tag[tag]))
    most_used = frozenset(by_popularity[:TOPICS_ON_HOME])
    return HomePage(
        layout=build_layout(context, meta),
        latest=editions[0] if editions else None,
        earlier=editions[1:],
        archive=context.link_to(ARCHIVE) if site.has_archive else None,
        therapists=site.panel[:THERAPISTS_ON_HOME],
        all_therapists=context.link_to(context.site.therapists_path)
        if len(site.panel) > THERAPISTS_ON_HOME
        else None,
        topics=tuple(_topics(context, [tag for tag in site.listed_topics if tag in most_used])),
        all_topics=context.link_to(TOPICS) if len(site.topics) > len(most_used) else None,
    )


def archive_page(context: PageContext) -> ArchivePage:
    """Return the content of the archive."""
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
    """Return the content of the page of a topic."""
    editions = context.site.editions_by_tag[tag]
    layout = _list_layout(context, tag, editions[:EDITIONS_ON_HOME], FeedSplit.TOPIC)
    return TopicPage(layout=layout, tag=tag, editions=editions)


def topics_page(context: PageContext) -> TopicsPage:
    """Return the content of the list of topics."""
    return TopicsPage(
        layout=_list_layout(context, context.strings.topics),
        topics=tuple(_topics(context, context.site.listed_topics)),
    )


def therapist_page(context: PageContext, therapist: Therapist) -> TherapistPage:
    """Return the content of the page of a therapist."""
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
    """Return the content of the list of therapists."""
    return TherapistsPage(
        layout=_list_layout(context, context.panel_name),
        therapists=context.site.panel,
        alumni=context.site.alumni,
    )


def subscribe_page(context: PageContext) -> SubscribePage:
    """Return the content of the page on subscriptions."""
    calls = context.site.series.calls_to_action
    return SubscribePage(
        layout=_list_layout(context, context.strings.subscribe),
        feeds=feed_links(context.site),
        calls=tuple(call for call in calls if _leads_to_other_page(call, context)),
    )


def gone_page(context: PageContext) -> GonePage:
    """Return the content of the page at the URL of a removed edition."""
    meta = PageMeta(title=context.strings.gone_title, kind="website", canonical=None)
    editions = context.link_to(ARCHIVE if context.site.has_archive else HOME)
    return GonePage(
        layout=build_layout(context, meta),
        editions=editions,
        latest=context.site.editions[:EDITIONS_ON_ERROR_PAGES],
    )


def redirect_page(context: PageContext, edition: Edition, target: str) -> RedirectPage:
    """Return the content of the page at a former URL of an edition."""
    # search engines move what they know of the former URL to the canonical one
    picture = context.site.pictures.get(edition.id)
    title = context.strings.moved_title
    meta = PageMeta(title=title, kind="website", canonical=target, picture=picture)
    return RedirectPage(
        layout=build_layout(context, meta),
        title=edition.title,
        language=context.site.series.language_of(edition),
        target=context.link_to_edition(edition),
    )


def not_found_page(context: PageContext) -> NotFoundPage:
    """Return the content of the page for unknown URLs."""
    meta = PageMeta(title=context.strings.not_found_title, kind="website", canonical=None)
    return NotFoundPage(
        layout=build_layout(context, meta), latest=context.site.editions[:EDITIONS_ON_ERROR_PAGES]
    )


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
        description=context.site.series.description,
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
    # most calls to subscribe lead to this very page
    if call.kind is not CallToActionKind.SUBSCRIBE or call.url is None:
        return False
    return join(context.site.root, call.url) != context.site.url(context.path)
