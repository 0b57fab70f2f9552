"""A file as a person reads it: a feed, a letter, a list of feeds, a picture, or its source."""

import re
from collections.abc import Iterator
from typing import Any, Final

from attrs import frozen

from tbh_model.exporters import is_text
from tbh_model.model import Series
from tbh_model.preview._feeds import ShownFeed, read_feed
from tbh_model.preview._view import root_of
from tbh_model.text import read_markdown, write_html

_FRONT_MATTER: Final = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*\n", re.DOTALL | re.MULTILINE)
_FEEDS: Final = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_LONGEST: Final = 400_000
"""Characters of a source that are shown; more than anybody reads, and as much as a page bears."""


@frozen(kw_only=True)
class Letter:
    """A Markdown file: what stands above the text, and the text as markup."""

    head: tuple[tuple[str, str], ...]
    html: str


@frozen(kw_only=True)
class Listed:
    """A feed in a list of feeds."""

    title: str
    address: str
    description: str | None


@frozen(kw_only=True)
class Readable:
    """What can be shown of a file; a part that is `None` is not in it."""

    feed: ShownFeed | None = None
    letter: Letter | None = None
    feeds: tuple[Listed, ...] | None = None
    is_picture: bool = False
    source: str | None = None
    is_cut: bool = False
    """Whether the source is longer than what is shown of it."""


def readable(body: bytes, media_type: str) -> Readable:
    """Read the bytes of a file for a person. Whatever they are, something can be shown."""
    if media_type.startswith("image/"):
        return Readable(is_picture=True)
    if not is_text(media_type) and media_type != "message/rfc822":
        return Readable()
    text = body.decode(errors="replace")
    source, is_cut = text[:_LONGEST], len(text) > _LONGEST
    feed = read_feed(body, media_type) if media_type in _FEEDS else None
    letter = _letter(text) if media_type == "text/markdown" else None
    feeds = _list(body) if "opml" in media_type else None
    return Readable(feed=feed, letter=letter, feeds=feeds, source=source, is_cut=is_cut)


def at_home(html: str, series: Series) -> str:
    """Let addresses of the site in some markup lead to the preview. For showing, and no more."""
    root = root_of(series)
    return re.sub(
        rf'(\s(?:href|src)=")(?:{re.escape(root)}|{re.escape(root[:-1])}(?="))', r"\1/", html
    )


def _letter(text: str) -> Letter:
    front = _FRONT_MATTER.match(text)
    body = text if front is None else text[front.end() :]
    html = write_html(read_markdown(body).tree, heading_level=2)
    return Letter(head=tuple(_head(front[1])) if front else (), html=html)


def _head(text: str) -> Iterator[tuple[str, str]]:
    import yaml  # 20 ms, only for who looks at a letter

    try:
        values: Any = yaml.safe_load(text)
    except yaml.YAMLError:
        values = None
    if not isinstance(values, dict):
        yield "", text
        return
    for key, value in values.items():
        yield str(key), ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _list(body: bytes) -> tuple[Listed, ...] | None:
    from lxml.etree import XMLParser, XMLSyntaxError, fromstring  # only for lists

    try:
        root = fromstring(body, XMLParser(resolve_entities=False, no_network=True))
    except (XMLSyntaxError, ValueError):
        return None
    return tuple(
        Listed(
            title=outline.get("text") or outline.get("title") or "",
            address=outline.get("xmlUrl", ""),
            description=outline.get("description"),
        )
        for outline in root.iter("outline")
    )
