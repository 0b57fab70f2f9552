"""JSON Feed 1.1."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, ClassVar, Final

from tbh_model._attrs import frozen
from tbh_model.exporters._contract import Artifact, ExporterInfo
from tbh_model.exporters._images import image_type
from tbh_model.exporters._template_filters import utc
from tbh_model.exporters._urls import absolute_url, image_url, resolve_page_links
from tbh_model.exporters.feeds._entry import FeedEntry, Person, feed_entries, publisher_of
from tbh_model.exporters.feeds._extensions import json_objects
from tbh_model.exporters.feeds._files import JSON_FILE, FeedFormat, FilePath
from tbh_model.exporters.feeds._options import FeedContent, FeedOptions
from tbh_model.exporters.feeds._plan import Feed, feed_artifacts
from tbh_model.model import (
    CallsToActionPart,
    CallToAction,
    Channel,
    PrintedResponse,
    ResultsPart,
    Series,
    outline,
)
from tbh_model.rights import Release
from tbh_model.text import replace_unencodable, uri, write_html

VERSION: Final = "https://jsonfeed.org/version/1.1"


@frozen(kw_only=True)
class JSONFeed(FeedOptions):
    """JSON Feed (version 1.1) of the newest editions.

    Each item has an extension object `_tbh` with the edition as data: the challenge, the answers
    with their bylines, the calls to action.
    """

    info: ClassVar = ExporterInfo(
        name="json-feed", channel=Channel.FEED, summary="A JSON Feed 1.1 of the newest editions"
    )

    path: FilePath = JSON_FILE.path
    """The path of the file. Those of archives and of the feeds of topics and therapists follow."""

    def export(self, release: Release, /) -> Iterable[Artifact]:
        """Return each feed as an artifact made on demand, in pieces."""
        return feed_artifacts(release, FeedFormat.JSON_FEED, self, _chunks)


def _chunks(
    series: Series, feed: Feed, options: JSONFeed, more_on_web: frozenset[str]
) -> Iterator[bytes]:
    head_fields = _head(series, feed, options) | json_objects(options.extensions, series)
    head = json.dumps(head_fields, ensure_ascii=False, indent=1)
    start = head.removesuffix("\n}")
    # in parts, so that the text of one entry at a time is in memory
    yield f'{start},\n "items": ['.encode()
    separator = "\n"
    for entry in feed_entries(series, feed.editions, feed.changes, options.tracking, more_on_web):
        extra = json_objects(options.extensions, series, entry)
        fields = _item(series, entry, options.content) | extra
        item = json.dumps(fields, ensure_ascii=False, indent=1)
        yield (separator + _indent(item)).encode()
        separator = ",\n"
    yield b"\n ]\n}\n" if feed.editions else b"]\n}\n"


def _indent(item: str) -> str:
    """Return an item indented below its list; texts in JSON have no line endings."""
    return "\n".join(f"  {line}" for line in item.split("\n"))


def _head(series: Series, feed: Feed, options: JSONFeed) -> dict[str, Any]:
    logo = series.publisher.logo
    publisher = publisher_of(series)
    hubs = [{"type": "WebSub", "url": uri(hub)} for hub in options.hub]
    return _drop_none(
        {
            "version": VERSION,
            "title": replace_unencodable(feed.title),
            "home_page_url": feed.home,
            "feed_url": feed.url,
            "description": None
            if series.description is None
            else replace_unencodable(series.description),
            "next_url": feed.older,
            "icon": None if logo is None else image_url(series, logo),
            "authors": _people((publisher,)),
            "language": series.language,
            "hubs": hubs or None,
        }
    )


def _item(series: Series, entry: FeedEntry, content: FeedContent) -> dict[str, Any]:
    is_full = content is FeedContent.FULL
    return _drop_none(
        {
            "id": entry.id,
            "url": entry.url,
            "title": replace_unencodable(entry.title),
            "content_html": entry.html if is_full else None,
            # an item has to have one of the two, also in a feed of summaries (JSON Feed, Items)
            "content_text": replace_unencodable(entry.text if is_full else entry.summary),
            "summary": replace_unencodable(entry.summary),
            "image": None if entry.image is None else entry.image.src,
            "banner_image": None if entry.image is None else entry.image.src,
            "date_published": _rfc3339(entry.published),
            "date_modified": _rfc3339(entry.updated),
            "authors": _people(entry.authors),
            "tags": [replace_unencodable(tag) for tag in entry.tags] or None,
            "language": entry.language,
            "attachments": _attachments(entry),
            "_tbh": structured_edition(series, entry) if is_full else None,
        }
    )


def _attachments(entry: FeedEntry) -> list[dict[str, Any]] | None:
    """Return the enclosure and the image as attachments; an image needs a media type."""
    attachments: list[dict[str, Any]] = []
    if entry.enclosure is not None:
        file = entry.enclosure
        size = file.length or None  # unknown
        attachments.append({"url": file.url, "mime_type": file.type, "size_in_bytes": size})
    kind = None if entry.image is None else image_type(entry.image.src)
    if entry.image is not None and kind is not None:
        attachments.append(
            {
                "url": entry.image.src,
                "mime_type": kind,
                "title": replace_unencodable(entry.image.alt) or None,
                "size_in_bytes": entry.image_size,
            }
        )
    return [_drop_none(attachment) for attachment in attachments] or None


def _people(people: tuple[Person, ...]) -> list[dict[str, Any]]:
    return [
        _drop_none(
            {"name": replace_unencodable(person.name), "url": person.url, "avatar": person.picture}
        )
        for person in people
    ]


def _rfc3339(instant: datetime | None) -> str | None:
    """Write an instant as RFC 3339 wants it."""
    return None if instant is None else utc(instant)


def _drop_none(fields: dict[str, Any]) -> dict[str, Any]:
    """Return an object without unknown values, since the format has no null."""
    return {key: value for key, value in fields.items() if value is not None}


ABOUT: Final = "https://pypi.org/project/tbh-model/"
EXTENSION_VERSION: Final = 1


def structured_edition(series: Series, entry: FeedEntry) -> dict[str, Any]:
    """Return the data of an edition: what is printed, in the order in which it is printed."""
    edition = entry.edition
    parts = outline(series, edition)
    responses = [
        _response(series, entry, printed)
        for part in parts
        if isinstance(part, ResultsPart)
        for printed in part.responses
    ]
    return {
        "about": ABOUT,
        "version": EXTENSION_VERSION,
        "challenge": {
            "topic": replace_unencodable(edition.challenge.topic),
            "prompt": replace_unencodable(edition.challenge.prompt),
        },
        "challengers": replace_unencodable(series.challengers_of(edition).name),
        "responses": responses,
        "calls_to_action": [_call(series, call) for part in parts for call in _calls(part)],
        "corrections": [
            {
                "on": correction.on.isoformat(),
                "kind": correction.kind.value,
                "text": replace_unencodable(correction.text),
            }
            for correction in edition.corrections
        ],
    }


def _response(series: Series, entry: FeedEntry, printed: PrintedResponse) -> dict[str, Any]:
    response, therapist = printed.response, printed.therapist
    url = None if therapist is None else absolute_url(series, therapist.url)
    text = (
        resolve_page_links(response.answer, series.url_of(entry.edition))
        if response.answer
        else None
    )
    answer = write_html(text, base_url=entry.base) if text else None
    person = (
        None if therapist is None else {"name": replace_unencodable(therapist.name), "url": url}
    )
    return _drop_none(
        {
            "id": response.id,
            "url": f"{entry.url}#{response.id}",
            "quote": None if response.quote is None else replace_unencodable(response.quote),
            "answer_html": answer,
            "byline": None if printed.byline is None else replace_unencodable(printed.byline),
            "attribution": response.attribution.value,
            "language": printed.language,
            "therapist": None if person is None else _drop_none(person),
        }
    )


def _calls(part: object) -> Iterator[CallToAction]:
    if isinstance(part, CallsToActionPart):
        for paragraph in part.paragraphs:
            yield from paragraph


def _call(series: Series, call: CallToAction) -> dict[str, Any]:
    return _drop_none(
        {
            "key": call.key,
            "kind": call.kind.value,
            "text": replace_unencodable(call.text),
            "link_text": None if call.link_text is None else replace_unencodable(call.link_text),
            "url": absolute_url(series, call.url),
            "placement": call.placement.value,
        }
    )
