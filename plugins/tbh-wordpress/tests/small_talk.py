"""A series that is as small as can be, and what the exporter makes of it."""

from datetime import UTC, datetime
from typing import Any

from lxml.etree import _Element, fromstring

import tbh_model as tbh
from tbh_model.exporters import artifacts
from tbh_wordpress import WordPress

AT = datetime(2026, 6, 1, tzinfo=UTC)
NAMES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "wp": "http://wordpress.org/export/1.2/",
}


def edition(number: int = 1, **fields: Any) -> tbh.Edition:
    """Make an edition that is out."""
    given = {
        "id": f"e-{number}",
        "slug": f"edition-{number}",
        "title": f"Number {number}",
        "status": tbh.EditionStatus.READY,
        "published": datetime(2026, 1, number, 2, 30, tzinfo=UTC),
        "challenge": tbh.Challenge(topic="Patience", prompt="What is patience for?"),
        "challengers": tbh.Challengers(name="Psychotherapists"),
        "responses": (response("Soon enough."),),
    }
    return tbh.Edition(**{**given, **fields})


def response(quote: str | None, **fields: Any) -> tbh.Response:
    """Make an answer by the only therapist that there is."""
    return tbh.Response(**{"id": "r-1", "therapist": "t-1", "quote": quote, **fields})


def series(*editions: tbh.Edition, **fields: Any) -> tbh.Series:
    """Make a series of a practice that does not exist."""
    given = {
        "id": "tag:example.org,2026:small",
        "title": "Small Talk",
        "url": "https://example.org/small/",
        "publisher": tbh.Publisher(name="The Small Practice"),
        "therapists": (tbh.Therapist(id="t-1", name="Zoë Ångström"),),
        "editions": editions,
    }
    return tbh.Series(**{**given, **fields})


def channel(content: tbh.Series, exporter: WordPress | None = None) -> _Element:
    """Export a series, and give what is in the file."""
    release = tbh.release(content, tbh.Channel.WEB, at=AT)
    (made,) = artifacts(exporter or WordPress(), release)
    (found,) = fromstring(made.body)
    return found


def said(element: _Element, path: str) -> list[str]:
    """Return the text of each element at a path."""
    found = element.findall(path, NAMES)
    return [each.text or "" for each in found]


def items(element: _Element, kind: str = "post") -> list[_Element]:
    """Return the items of a kind."""
    return [each for each in element.findall("item") if said(each, "wp:post_type") == [kind]]


def body(**fields: Any) -> str:
    """Export one edition, and give the content of its post."""
    (post,) = items(channel(series(edition(**fields))))
    (content,) = said(post, "content:encoded")
    return content
