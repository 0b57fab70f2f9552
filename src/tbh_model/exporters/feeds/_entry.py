"""Feed entries: id, dates, people and content of an edition, the same for all formats."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

from tbh_model._arguments import check_arguments
from tbh_model._attrs import evolve, frozen
from tbh_model._final import final
from tbh_model._memo import memoize_by_identity
from tbh_model.exporters._edition_body import Section, edition_sections, to_html, to_rich_text
from tbh_model.exporters._images import published_image_size, published_release
from tbh_model.exporters._urls import absolute_url, base_url, image_url, published_image
from tbh_model.exporters._utm import Tracking, add_utm_to_sections, with_tracked_calls
from tbh_model.i18n import direction
from tbh_model.model import Edition, Enclosure, Image, Series
from tbh_model.rights import Release
from tbh_model.text import (
    Dialect,
    RichText,
    collapse_spaces,
    shorten,
    summary_words,
    uri,
    write_markdown,
    write_plain,
)


@frozen(kw_only=True)
class Person:
    """Person in a feed."""

    name: str
    url: str | None = None
    picture: str | None = None


@final
@frozen(kw_only=True)
class FeedEntry:
    """An edition inside a feed. Addresses are absolute URIs, instants are in UTC."""

    id: str
    """Permanent: it depends on the ids of series and edition and on nothing else."""
    edition: Edition
    """The edition of the entry."""
    url: str
    """The address of the page of the edition."""
    title: str
    """The title of the edition."""
    summary: str
    """The summary as plain text."""
    published: datetime | None
    """When the edition was first published."""
    updated: datetime | None
    """The last change that a reader should hear of; never before `published`."""
    language: str
    """BCP 47."""
    xml_lang: str | None
    """The language, if it is not that of the feed."""
    authors: tuple[Person, ...]
    """The byline, or else the publisher: never the panel."""
    contributors: tuple[Person, ...]
    """The therapists who are named in full."""
    tags: tuple[str, ...]
    """The tags of the edition."""
    image: Image | None
    """With an absolute address."""
    image_size: int | None
    """The size in bytes, known for a file of the content folder."""
    enclosure: Enclosure | None
    """The file that belongs to it. Its URL is a URI."""
    sections: tuple[Section, ...]
    """The whole edition, all but its title."""
    base: str
    """The base of relative URLs in the body."""

    @property
    def html(self) -> str:
        """The whole edition as HTML, in which every URL is absolute.

        Where it is in another language than the feed, or runs from right to left, it says so: a
        reader puts it into a page of its own.
        """
        return self._html

    @cached_property
    def _html(self) -> str:
        body = to_html(self.sections, self.base)
        lang_attribute = "" if self.xml_lang is None else f' lang="{self.xml_lang}"'
        dir_attribute = ' dir="rtl"' if direction(self.language) == "rtl" else ""
        return (
            f"<div{lang_attribute}{dir_attribute}>\n{body}\n</div>"
            if lang_attribute or dir_attribute
            else body
        )

    @property
    def markdown(self) -> str:
        """The whole edition as Markdown."""
        return "\n".join(
            write_markdown(
                RichText(blocks=section.blocks),
                base_url=self.base,
                dialect=Dialect.PORTABLE,
                attributes=section.attributes,
            )
            for section in self.sections
            if section.blocks
        )

    @property
    def text(self) -> str:
        """The whole edition as plain text."""
        return write_plain(to_rich_text(self.sections), base_url=self.base)


def feed_entries(
    series: Series,
    editions: Iterable[Edition],
    changes: Mapping[str, datetime],
    tracking: Tracking | None = None,
    more_on_web: frozenset[str] = frozenset(),
) -> Iterator[FeedEntry]:
    """Yield editions as entries, one by one.

    Args:
        series: The released series that they belong to.
        editions: The editions, in the order in which they are to stand.
        changes: When each of them last changed, by its id.
        tracking: Marks on the links in the content.
        more_on_web: The ids of those of which the web shows more answers.
    """
    for edition in editions:
        updated, is_more = changes.get(edition.id), edition.id in more_on_web
        cache, key = _entry_cache(series), (id(edition), updated, tracking, is_more)
        entry = cache.get(key)
        if entry is None:
            entry = _entry(series, edition, updated, tracking, more_on_web=is_more)
            if len(cache) >= _MAX_CACHED_ENTRIES:
                cache.clear()
            cache[key] = entry
        yield entry


@check_arguments
def edition_html(release: Release, edition: Edition | str) -> str:
    """Return an edition of a release as HTML, as the content of a feed prints it.

    It is a fragment without the title, and every URL in it is absolute.

    Args:
        release: The release. What it withholds is not printed.
        edition: The edition, or its id or slug.

    Raises:
        UnknownIdError: If the release has no such edition.

    >>> feed = tbh.release(series, channel="feed", at=at)
    >>> "<blockquote>" in tbh.edition_html(feed, "what-makes-an-apology-work")
    True
    """
    return released_entry(release, edition).html


@check_arguments
def edition_text(release: Release, edition: Edition | str) -> str:
    """Return an edition of a release as plain text, as `content_text` of JSON Feed has it.

    Args:
        release: The release. What it withholds is not printed.
        edition: The edition, or its id or slug.

    Raises:
        UnknownIdError: If the release has no such edition.

    >>> feed = tbh.release(series, channel="feed", at=at)
    >>> "<" in tbh.edition_text(feed, "what-makes-an-apology-work")
    False
    """
    return released_entry(release, edition).text


def released_entry(release: Release, edition: Edition | str) -> FeedEntry:
    """Return an edition of a release as an entry, by its id or slug."""
    # An edition is looked up by its id: the one that is given may be that of the whole series.
    series = published_release(release).series
    id_ = edition if isinstance(edition, str) else edition.id
    entries = feed_entries(series, (series.edition(id_),), {}, None, release.more_on_web)
    return next(entries)


_Key = tuple[int, datetime | None, Tracking | None, bool]
# Maximum number of cached entries: those of a main feed, without its archives.
_MAX_CACHED_ENTRIES: Final = 64


@memoize_by_identity
def _entry_cache(_: Series) -> dict[_Key, FeedEntry]:
    """Return the cached entries of a series, which all formats share."""
    # An entry holds its edition, so that the `id` in its key stays that of the edition.
    return {}


def _entry(
    series: Series,
    edition: Edition,
    updated: datetime | None,
    tracking: Tracking | None,
    *,
    more_on_web: bool,
) -> FeedEntry:
    base, url = base_url(series), series.url_of(edition)
    language = series.language_of(edition)
    printed = with_tracked_calls(series, edition, tracking)
    sections = edition_sections(series, printed, more_on_web=more_on_web)
    publisher = publisher_of(series)
    return FeedEntry(
        id=series.entry_id(edition),
        edition=edition,
        url=uri(url),
        title=edition.title,
        summary=summary(edition),
        published=to_utc(edition.published),
        updated=updated,
        language=language,
        xml_lang=None if language.lower() == series.language.lower() else language,
        authors=tuple(Person(name=name) for name in edition.byline) or (publisher,),
        contributors=tuple(_contributors(series, edition)),
        tags=edition.tags,
        image=None if edition.image is None else published_image(series, edition.image),
        image_size=None if edition.image is None else published_image_size(series, edition.image),
        enclosure=_enclosure(edition),
        sections=add_utm_to_sections(sections, tracking, base, url),
        base=base,
    )


def _enclosure(edition: Edition) -> Enclosure | None:
    enclosure = edition.enclosure
    return None if enclosure is None else evolve(enclosure, url=uri(enclosure.url))


def summary(edition: Edition) -> str:
    """Return the summary of an edition, or else the start of its introduction, as plain text."""
    if edition.summary is not None:
        return collapse_spaces(edition.summary)
    return shorten(summary_words(edition.introduction), _SUMMARY_LENGTH) or edition.title


def _contributors(series: Series, edition: Edition) -> Iterator[Person]:
    profiles = (series.profile(response) for response in edition.responses)
    for therapist in dict.fromkeys(person for person in profiles if person is not None):
        yield Person(name=therapist.name, url=absolute_url(series, therapist.url))


def publisher_of(series: Series) -> Person:
    """Return the publisher as a person of a feed."""
    publisher = series.publisher
    return Person(
        name=publisher.name,
        url=absolute_url(series, publisher.url),
        picture=None if publisher.logo is None else image_url(series, publisher.logo),
    )


def to_utc(instant: datetime | None) -> datetime | None:
    """Return an instant as feeds write it: in UTC, in whole seconds."""
    # RSS has no fractions of seconds, and all formats must agree on what is newer
    return None if instant is None else instant.astimezone(UTC).replace(microsecond=0)


_SUMMARY_LENGTH = 300
