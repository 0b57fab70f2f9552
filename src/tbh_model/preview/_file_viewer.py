"""Show a file of the output as people can read it."""

import re
from base64 import b64encode
from collections.abc import Iterator
from typing import Any, Final

from tbh_model._attrs import frozen
from tbh_model.exporters import FeedContent, FeedEntry, base_url, find_feed, is_text
from tbh_model.model import Series
from tbh_model.publishing import PlannedFile
from tbh_model.rights import Release
from tbh_model.text import read_markdown, write_html


@frozen(kw_only=True)
class FeedView:
    """A feed of ours, as the entries that it was written from."""

    title: str
    description: str | None
    entries: tuple[FeedEntry, ...]
    is_full: bool
    """Whether they carry whole editions, and not summaries alone."""


def feed_view(planned: PlannedFile, release: Release) -> FeedView | None:
    """Return the feed that a planned file is; `None` if it is none, or one of another package."""
    feed_and_entries = find_feed(planned.exporter, release, planned.artifact.path)
    if feed_and_entries is None:
        return None
    feed, entries = feed_and_entries
    return FeedView(
        title=feed.title,
        description=release.series.description,
        entries=entries,
        is_full=getattr(planned.exporter, "content", FeedContent.FULL) is FeedContent.FULL,
    )


_FRONT_MATTER: Final = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*\n", re.DOTALL | re.MULTILINE)
# Maximum number of shown characters of a source.
_MAX_SOURCE_CHARACTERS: Final = 400_000


@frozen(kw_only=True)
class LetterView:
    """View of a letter: its front matter or header, and its text as HTML."""

    head: tuple[tuple[str, str], ...]
    html: str
    is_page: bool = False
    """Whether the HTML is a whole page, with a style of its own."""


@frozen(kw_only=True)
class ListedFeed:
    """A feed in a list of feeds."""

    title: str
    address: str
    description: str | None


@frozen(kw_only=True)
class FileView:
    """View of a file; missing parts are None."""

    feed: FeedView | None = None
    letter: LetterView | None = None
    feeds: tuple[ListedFeed, ...] | None = None
    is_picture: bool = False
    source: str | None = None
    is_cut: bool = False
    """Whether the source is longer than what is shown of it."""


def render_file_view(planned: PlannedFile, body: bytes, release: Release) -> FileView:
    """Read the bytes of a file for a person. Whatever they are, something can be shown."""
    media_type = planned.artifact.media_type
    if media_type.startswith("image/"):
        return FileView(is_picture=True)
    if not is_text(media_type) and media_type != "message/rfc822":
        return FileView()
    text = body.decode(errors="replace")
    source, is_cut = text[:_MAX_SOURCE_CHARACTERS], len(text) > _MAX_SOURCE_CHARACTERS
    feed = feed_view(planned, release)
    letter = _markdown_view(text) if media_type == "text/markdown" else None
    if media_type == "message/rfc822":
        letter = _message_view(body)
    feeds = _feed_links(body) if "opml" in media_type else None
    return FileView(feed=feed, letter=letter, feeds=feeds, source=source, is_cut=is_cut)


def rewrite_links(html: str, series: Series) -> str:
    """Return markup with URLs of the site changed to those of the preview, for display only."""
    home = base_url(series)
    return re.sub(
        rf'(\s(?:href|src)=")(?:{re.escape(home)}|{re.escape(home[:-1])}(?="))', r"\1/", html
    )


def _message_view(body: bytes) -> LetterView | None:
    """Return a message as a mail program shows it, with the pictures that it brings along."""
    from email import message_from_bytes, policy  # 20 ms, only for who looks at a message

    message = message_from_bytes(body, policy=policy.default)
    page = message.get_body(("html",))
    if page is None:
        return None
    html = str(page.get_content())
    for part in message.walk():
        id_ = str(part.get("Content-ID", "")).strip("<> ")
        if id_:
            data = b64encode(part.get_content()).decode()
            html = html.replace(f"cid:{id_}", f"data:{part.get_content_type()};base64,{data}")
    head = tuple(
        (name, str(message[name])) for name in ("From", "Subject", "Date") if name in message
    )
    return LetterView(head=head, html=html, is_page=True)


def _markdown_view(text: str) -> LetterView:
    front = _FRONT_MATTER.match(text)
    body = text if front is None else text[front.end() :]
    html = write_html(read_markdown(body).tree, heading_level=2)
    return LetterView(head=tuple(_front_matter_fields(front[1])) if front else (), html=html)


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
        # a list of a package may hold entities, a billion laughs or a file of this machine
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
