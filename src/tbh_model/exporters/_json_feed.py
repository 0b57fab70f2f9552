"""Entries -> JSON Feed 1.1."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, Final

from attrs import frozen

from tbh_model.exporters._artifact import Artifact
from tbh_model.exporters._contract import ExporterInfo
from tbh_model.exporters._entry_tree import base_url
from tbh_model.exporters._feed_entry import (
    FeedContent,
    FeedEntry,
    Person,
    feed_entries,
    feed_url,
)
from tbh_model.model import Channel, Count, Series, check
from tbh_model.rights import Release
from tbh_model.text import join, visible

PATH: Final = "feed.json"
"""The file lies beside the home page."""
MEDIA_TYPE: Final = "application/feed+json"
VERSION: Final = "https://jsonfeed.org/version/1.1"


@frozen(kw_only=True)
class JSONFeed:
    """One JSON Feed (version 1.1) of the newest editions."""

    info: ClassVar = ExporterInfo(
        name="json-feed", channel=Channel.FEED, summary="A JSON Feed 1.1 of the newest editions"
    )

    limit: Count = 50
    """How many entries at most."""
    content: FeedContent = FeedContent.FULL
    """Whether an entry carries the whole edition or its summary alone."""

    def __attrs_post_init__(self) -> None:
        """Check every option."""
        check(self)

    def export(self, release: Release, /) -> Iterable[Artifact]:
        """Give the feed, as one artifact made on demand."""
        yield Artifact.deferred(PATH, MEDIA_TYPE, _feed, release.series, self)


def _feed(series: Series, options: JSONFeed) -> str:
    logo = series.publisher.logo
    publisher = Person(name=series.publisher.name, url=series.publisher.url)
    feed = {
        "version": VERSION,
        "title": visible(series.title),
        "home_page_url": series.url,
        "feed_url": feed_url(series, PATH),
        "description": None if series.description is None else visible(series.description),
        "icon": None if logo is None else join(base_url(series), logo.src),
        "authors": _people((publisher,)),
        "language": series.language,
        "items": [_item(entry, options.content) for entry in feed_entries(series, options.limit)],
    }
    return json.dumps(_known(feed), ensure_ascii=False, indent=1) + "\n"


def _item(entry: FeedEntry, content: FeedContent) -> dict[str, Any]:
    is_full = content is FeedContent.FULL
    return _known(
        {
            "id": entry.id,
            "url": entry.url,
            "title": visible(entry.title),
            "content_html": entry.html if is_full else None,
            "content_text": visible(entry.text if is_full else entry.summary),
            "summary": visible(entry.summary),
            "image": None if entry.image is None else entry.image.src,
            "date_published": _written(entry.published),
            "date_modified": _written(entry.updated),
            "authors": _people(entry.authors),
            "tags": [visible(tag) for tag in entry.tags] or None,
            "language": entry.language,
        }
    )


def _people(people: tuple[Person, ...]) -> list[dict[str, Any]]:
    return [_known({"name": visible(person.name), "url": person.url}) for person in people]


def _written(instant: datetime | None) -> str | None:
    """Write an instant as RFC 3339 wants it."""
    return None if instant is None else instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known: the format has no word for nothing."""
    return {key: value for key, value in fields.items() if value is not None}
