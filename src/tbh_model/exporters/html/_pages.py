"""What every other page shows: one frozen class for each template, made from the site."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from attrs import frozen

from tbh_model.exporters._feed_list import FeedSplit
from tbh_model.exporters.html._edition_page import EditionPage
from tbh_model.exporters.html._frame import FeedLink, Layout, PageMeta, build_layout, feed_links
from tbh_model.exporters.html._here import PageContext
from tbh_model.exporters.html._places import (
    ARCHIVE,
    EDITIONS_ON_HOME,
    HOME,
    THERAPISTS,
    THERAPISTS_ON_HOME,
    TOPICS,
    TOPICS_ON_HOME,
)
from tbh_model.exporters.html._structured_data import (
    home_nodes,
    list_nodes,
    therapist_nodes,
)
from tbh_model.model import (
    CallToAction,
    CallToActionKind,
    Edition,
    Response,
    Therapist,
    day_of,
    with_quotation_marks,
)
from tbh_model.text import join, summary_words


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
