"""The extension object `_tbh` of JSON Feed: an edition as data, for programs.

    {
      "about": "https://...",                what this is
      "version": 1,
      "challenge": {"topic", "prompt"},
      "challengers": "Psychotherapists",
      "responses": [{"id", "url", "quote", "answer_html", "byline", "attribution", "language",
                     "therapist": {"name", "url"}}],
      "calls_to_action": [{"key", "kind", "text", "link_text", "url", "placement"}],
      "corrections": [{"on", "kind", "text"}]
    }

What is unknown is absent. Nothing is in it that is not printed.
"""

from collections.abc import Iterator
from typing import Any, Final

from tbh_model.exporters._addresses import absolute_url, resolve_page_links
from tbh_model.exporters._feed_entry import FeedEntry
from tbh_model.model import (
    CallsToActionPart,
    CallToAction,
    PrintedResponse,
    ResultsPart,
    Series,
    outline,
)
from tbh_model.text import replace_unencodable, write_html

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
        "challengers": replace_unencodable(edition.challengers.name),
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


def _drop_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value is not None}
