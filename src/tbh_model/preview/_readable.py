"""A file as a person reads it: a feed, a letter, a list of feeds, a picture, or its source."""

import re
from collections.abc import Iterator
from typing import Any, Final

from attrs import frozen

from tbh_model.exporters import is_text
from tbh_model.model import Series
from tbh_model.preview._feeds import FeedView, read_feed
from tbh_model.preview._view import home_url
from tbh_model.text import read_markdown, write_html

_FRONT_MATTER: Final = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*\n", re.DOTALL | re.MULTILINE)
_FEEDS: Final = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_MAX_SOURCE_CHARACTERS: Final = 400_000
"""Characters of a source that are shown; more than anybody reads, and as much as a page bears."""


@frozen(kw_only=True)
class MarkdownView:
    """A Markdown file: what stands above the text, and the text as markup."""

    head: tuple[tuple[str, str], ...]
    html: str


@frozen(kw_only=True)
class ListedFeed:
    """A feed in a list of feeds."""

    title: str
    address: str
    description: str | None


@frozen(kw_only=True)
class FileView:
    """What can be shown of a file; a part that is `None` is not in it."""

    feed: FeedView | None = None
    letter: MarkdownView | None = None
    feeds: tuple[ListedFeed, ...] | None = None
    is_picture: bool = False
    source: str | None = None
    is_cut: bool = False
    """Whether the source is longer than what is shown of it."""


def render_file_view(body: bytes, media_type: str) -> FileView:
    """Read the bytes of a file for a person. Whatever they are, something can be shown."""
    if media_type.startswith("image/"):
        return FileView(is_picture=True)
    if not is_text(media_type) and media_type != "message/rfc822":
        return FileView()
    text = body.decode(errors="replace")
    source, is_cut = text[:_MAX_SOURCE_CHARACTERS], len(text) > _MAX_SOURCE_CHARACTERS
    feed = read_feed(body, media_type) if media_type in _FEEDS else None
    letter = _markdown_view(text) if media_type == "text/markdown" else None
    feeds = _feed_links(body) if "opml" in media_type else None
    return FileView(feed=feed, letter=letter, feeds=feeds, source=source, is_cut=is_cut)


def rewrite_links(html: str, series: Series) -> str:
    """Let addresses of the site in some markup lead to the preview. For showing, and no more."""
    home = home_url(series)
    return re.sub(
        rf'(\s(?:href|src)=")(?:{re.escape(home)}|{re.escape(home[:-1])}(?="))', r"\1/", html
    )


def _markdown_view(text: str) -> MarkdownView:
    front = _FRONT_MATTER.match(text)
    body = text if front is None else text[front.end() :]
    html = write_html(read_markdown(body).tree, heading_level=2)
    return MarkdownView(head=tuple(_front_matter_fields(front[1])) if front else (), html=html)


def _front_matter_fields(text: str) -> Iterator[tuple[str, str]]:
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


def _feed_links(body: bytes) -> tuple[ListedFeed, ...] | None:
    from lxml.etree import XMLParser, XMLSyntaxError, fromstring  # only for lists

    try:
        root = fromstring(body, XMLParser(resolve_entities=False, no_network=True))
    except (XMLSyntaxError, ValueError):
        return None
    return tuple(
        ListedFeed(
            title=outline.get("text") or outline.get("title") or "",
            address=outline.get("xmlUrl", ""),
            description=outline.get("description"),
        )
        for outline in root.iter("outline")
    )
