"""What every feed says of an edition: identity, dates, people and absolute content, once for all.

The three formats differ in spelling only, so they cannot differ in what they say.
"""

import pickle
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from operator import attrgetter
from urllib.parse import quote

from attrs import evolve, frozen

from tbh_model.exporters._entry_tree import base_url, entry_tree
from tbh_model.exporters._tracking import Tracking, tracked
from tbh_model.model import Edition, Image, Series, shortened
from tbh_model.text import RichText, join, write_html, write_plain


@frozen(kw_only=True)
class Person:
    """Somebody named in a feed."""

    name: str
    url: str | None = None


@frozen(kw_only=True)
class FeedEntry:
    """An edition inside a feed. URLs are absolute, instants are in UTC."""

    id: str
    """Permanent: it depends on the ids of series and edition and on nothing else."""
    edition: Edition
    """What it is made from."""
    url: str
    title: str
    summary: str
    """Plain text."""
    published: datetime | None
    updated: datetime | None
    """The last change that a reader should hear of; never before `published`."""
    language: str
    authors: tuple[Person, ...]
    """The byline, or else the publisher: never the panel."""
    contributors: tuple[Person, ...]
    """Each therapist who is named in full, once."""
    tags: tuple[str, ...]
    image: Image | None
    body: RichText
    """The whole edition, all but its title."""
    base: str
    """What relative references in the body are relative to."""

    @property
    def html(self) -> str:
        """The whole edition as HTML, in which every URL is absolute."""
        return write_html(self.body, base_url=self.base)

    @property
    def text(self) -> str:
        """The whole edition as plain text."""
        return write_plain(self.body, base_url=self.base)


def feed_entries(
    series: Series,
    editions: Iterable[Edition],
    changes: Mapping[str, datetime],
    tracking: Tracking | None = None,
    more_on_web: frozenset[str] = frozenset(),
) -> Iterator[FeedEntry]:
    """Give editions as entries, one by one.

    Args:
        series: The released series that they belong to.
        editions: The editions, in the order in which they are to stand.
        changes: When each of them last changed, by its id.
        tracking: Marks on the links in the content.
        more_on_web: The ids of those of which the web shows more answers.
    """
    for edition in editions:
        is_more = edition.id in more_on_web
        apart: Edition = pickle.loads(pickle.dumps(edition))  # noqa: S301 - our own bytes
        # a text is read once and kept: in a copy it is let go with the entry, however many follow
        yield _entry(series, apart, changes.get(edition.id), tracking, more_on_web=is_more)


def newest_first(series: Series) -> list[Edition]:
    """Sort the editions of a series: newest first, those without a date last, ties by id."""
    by_id = sorted(series.editions, key=attrgetter("id"))
    return sorted(by_id, key=_age)


def _age(edition: Edition) -> float:
    return float("inf") if edition.published is None else -edition.published.timestamp()


def feed_url(series: Series, file: str) -> str:
    """Give the absolute URL of a file beside the home page."""
    return join(base_url(series), file)


def topics_url(series: Series) -> str:
    """Give the page of all topics, which says what a tag means: the scheme of a category."""
    return join(base_url(series), "topics/")


def _entry(
    series: Series,
    edition: Edition,
    updated: datetime | None,
    tracking: Tracking | None,
    *,
    more_on_web: bool,
) -> FeedEntry:
    base, url = base_url(series), series.url_of(edition)
    body = entry_tree(series, edition, more_on_web=more_on_web)
    publisher = Person(name=series.publisher.name, url=series.publisher.url)
    return FeedEntry(
        id=series.entry_id(edition),
        edition=edition,
        url=url,
        title=edition.title,
        summary=summary(edition),
        published=in_utc(edition.published),
        updated=updated,
        language=series.language_of(edition),
        authors=tuple(Person(name=name) for name in edition.byline) or (publisher,),
        contributors=tuple(_contributors(series, edition)),
        tags=edition.tags,
        image=_absolute(edition.image, base),
        body=tracked(body, tracking, base, url),
        base=base,
    )


def summary(edition: Edition) -> str:
    """Give the summary of an edition, or else the start of its introduction, as plain text."""
    if edition.summary is not None:
        return edition.summary
    words = " ".join(write_plain(edition.introduction).split())
    return shortened(words, _SUMMARY_LENGTH) if words else edition.title


def _contributors(series: Series, edition: Edition) -> Iterator[Person]:
    named = (series.profile(response) for response in edition.responses)
    for therapist in dict.fromkeys(person for person in named if person is not None):
        url = None if therapist.url is None else join(base_url(series), therapist.url)
        yield Person(name=therapist.name, url=url)


def image_url(image: Image, base: str) -> str:
    """Give the absolute URL of an image; the path of a file may hold what a URL may not."""
    return image.src if image.is_remote else join(base, quote(image.src, safe="/~"))


def _absolute(image: Image | None, base: str) -> Image | None:
    return None if image is None else evolve(image, src=image_url(image, base))


def in_utc(instant: datetime | None) -> datetime | None:
    """Give an instant as feeds write it: in UTC, in whole seconds."""
    return None if instant is None else instant.astimezone(UTC).replace(microsecond=0)


_SUMMARY_LENGTH = 300
