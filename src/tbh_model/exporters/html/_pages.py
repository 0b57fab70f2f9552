"""What every other page shows: one frozen class for each template, made from the site."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from attrs import frozen

from tbh_model.exporters._feed_list import FeedSplit
from tbh_model.exporters.html._edition_page import EditionPage
from tbh_model.exporters.html._frame import About, Feed, Frame, feeds, frame
from tbh_model.exporters.html._here import Here
from tbh_model.exporters.html._places import (
    ARCHIVE,
    HOME,
    ON_HOME,
    PEOPLE_ON_HOME,
    THERAPISTS,
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

    frame: Frame
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

    frame: Frame
    years: tuple[Year, ...]


@frozen(kw_only=True)
class TopicPage:
    """What `html/topic.html` shows."""

    frame: Frame
    tag: str
    editions: tuple[Edition, ...]


@frozen(kw_only=True)
class TopicsPage:
    """What `html/topics.html` shows."""

    frame: Frame
    topics: tuple[Topic, ...]


@frozen(kw_only=True)
class Answered:
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

    frame: Frame
    therapist: Therapist
    answers: tuple[Answered, ...]


@frozen(kw_only=True)
class TherapistsPage:
    """What `html/therapists.html` shows."""

    frame: Frame
    therapists: tuple[Therapist, ...]
    """Those who still work with the publisher."""
    alumni: tuple[Therapist, ...]
    """Those who no longer do."""


@frozen(kw_only=True)
class SubscribePage:
    """What `html/subscribe.html` shows."""

    frame: Frame
    feeds: tuple[Feed, ...]
    calls: tuple[CallToAction, ...]
    """The invitations to subscribe that lead to another page than this one."""


@frozen(kw_only=True)
class GonePage:
    """What `html/gone.html` shows: nothing of the edition that was taken down."""

    frame: Frame
    editions: str
    """Link to all editions."""


@frozen(kw_only=True)
class RedirectPage:
    """What `html/redirect.html` shows: that an edition has another address now."""

    frame: Frame
    title: str
    """Of the edition."""
    language: str
    target: str
    """Link to it."""


@frozen(kw_only=True)
class NotFoundPage:
    """What `html/404.html` shows."""

    frame: Frame


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


def home_page(here: Here) -> HomePage:
    """Put together the home page."""
    site, series = here.site, here.site.series
    listed = site.editions[:ON_HOME]
    about = About(
        title=series.title,
        kind="website",
        canonical=site.url(HOME),
        description=series.description,
        image=series.image,
        nodes=tuple(home_nodes(site, listed)),
    )
    by_use = sorted(site.topics, key=lambda tag: -len(site.tagged[tag]))
    most_used = frozenset(by_use[:TOPICS_ON_HOME])
    return HomePage(
        frame=frame(here, about),
        latest=listed[0] if listed else None,
        earlier=listed[1:],
        archive=here.to(ARCHIVE) if site.has_archive else None,
        therapists=site.panel[:PEOPLE_ON_HOME],
        all_therapists=here.to(THERAPISTS) if len(site.panel) > PEOPLE_ON_HOME else None,
        topics=tuple(_topics(here, [tag for tag in site.topics if tag in most_used])),
        all_topics=here.to(TOPICS) if len(site.topics) > TOPICS_ON_HOME else None,
    )


def archive_page(here: Here) -> ArchivePage:
    """Put together the list of all editions."""
    zone = here.site.series.time_zone

    def year(edition: Edition) -> int | None:
        return None if edition.published is None else day_of(edition.published, zone).year

    editions = here.site.editions
    return ArchivePage(
        frame=_list_frame(here, here.words.all_editions, editions[:ON_HOME]),
        years=tuple(
            Year(year=when, editions=tuple(of)) for when, of in groupby(editions, key=year)
        ),
    )


def topic_page(here: Here, tag: str) -> TopicPage:
    """Put together the page of a topic."""
    editions = here.site.tagged[tag]
    made = _list_frame(here, tag, editions[:ON_HOME], FeedSplit.TOPIC)
    return TopicPage(frame=made, tag=tag, editions=editions)


def topics_page(here: Here) -> TopicsPage:
    """Put together the list of all topics."""
    return TopicsPage(
        frame=_list_frame(here, here.words.topics), topics=tuple(_topics(here, here.site.topics))
    )


def therapist_page(here: Here, therapist: Therapist) -> TherapistPage:
    """Put together the page of a therapist."""
    about = About(
        title=therapist.name,
        kind="profile",
        canonical=here.site.url(here.path),
        description=summary_words(therapist.bio) or None,
        image=therapist.portrait,
        nodes=tuple(therapist_nodes(here.site, therapist)),
        split=FeedSplit.THERAPIST,
    )
    return TherapistPage(
        frame=frame(here, about), therapist=therapist, answers=tuple(_answers(here, therapist))
    )


def therapists_page(here: Here) -> TherapistsPage:
    """Put together the list of all therapists."""
    return TherapistsPage(
        frame=_list_frame(here, here.words.therapists),
        therapists=here.site.panel,
        alumni=here.site.alumni,
    )


def subscribe_page(here: Here) -> SubscribePage:
    """Put together the page that explains how to hear of new editions."""
    calls = here.site.series.calls_to_action
    return SubscribePage(
        frame=_list_frame(here, here.words.subscribe),
        feeds=feeds(here.site),
        calls=tuple(call for call in calls if _leads_away(call, here)),
    )


def gone_page(here: Here) -> GonePage:
    """Put together the page at the address of an edition that was taken down."""
    about = About(title=here.words.gone, kind="website", canonical=None)
    editions = here.to(ARCHIVE if here.site.has_archive else HOME)
    return GonePage(frame=frame(here, about), editions=editions)


def redirect_page(here: Here, edition: Edition, target: str) -> RedirectPage:
    """Put together the page at a former address of an edition."""
    about = About(title=here.words.moved, kind="website", canonical=target)
    return RedirectPage(
        frame=frame(here, about),
        title=edition.title,
        language=here.site.series.language_of(edition),
        target=here.to_edition(edition),
    )


def not_found_page(here: Here) -> NotFoundPage:
    """Put together the page for an address at which there is nothing."""
    about = About(title=here.words.lost, kind="website", canonical=None)
    return NotFoundPage(frame=frame(here, about))


def _list_frame(
    here: Here, title: str, editions: Iterable[Edition] = (), split: FeedSplit | None = None
) -> Frame:
    about = About(
        title=title,
        kind="website",
        canonical=here.site.url(here.path),
        nodes=tuple(list_nodes(here.site, title, here.path, editions)),
        split=split,
    )
    return frame(here, about)


def _topics(here: Here, tags: Iterable[str]) -> Iterator[Topic]:
    for tag in tags:
        yield Topic(tag=tag, href=here.to_topic(tag), count=len(here.site.tagged[tag]))


def _answers(here: Here, therapist: Therapist) -> Iterator[Answered]:
    for edition, response in here.site.answers.get(therapist.id, ()):
        language = response.language or here.site.series.language_of(edition)
        yield Answered(
            edition=edition,
            href=here.to_response(edition, response),
            response=response,
            quote=None
            if response.quote is None
            else with_quotation_marks(response.quote, language),
            language=language,
        )


def _leads_away(call: CallToAction, here: Here) -> bool:
    if call.kind is not CallToActionKind.SUBSCRIBE or call.url is None:
        return False
    return join(here.site.root, call.url) != here.site.url(here.path)
