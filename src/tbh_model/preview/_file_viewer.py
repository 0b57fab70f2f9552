"""Show a file of the output as people can read it."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import escape
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from tbh_model.exporters import base_url, is_text
from tbh_model.model import Series
from tbh_model.text import read_markdown, write_html

if TYPE_CHECKING:
    from lxml.etree import _Element


ATOM: Final = "{http://www.w3.org/2005/Atom}"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_CONTENT: Final = "{http://purl.org/rss/1.0/modules/content/}"
_XHTML: Final = "{http://www.w3.org/1999/xhtml}"
_TOMBSTONE: Final = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


@frozen(kw_only=True)
class FeedEntryView:
    """An entry of a feed."""

    title: str
    link: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    summary: str | None = None
    html: str = ""
    """The content as markup that nobody vouches for: it is shown in a frame that runs nothing."""
    id: str | None = None


@frozen(kw_only=True)
class FeedView:
    """A feed."""

    format: str
    title: str
    description: str | None = None
    link: str | None = None
    entries: tuple[FeedEntryView, ...] = ()
    deleted_count: int = 0
    """How many entries it says were taken down."""


def read_feed(body: bytes, media_type: str) -> FeedView | None:
    """Read a feed; `None` if it is none, or none that can be read."""
    from lxml.etree import XMLParser, XMLSyntaxError, fromstring

    try:
        if media_type.endswith("json"):
            return _json_feed(json.loads(body))
        parser = XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        root = fromstring(body, parser)
        if root.tag == "rss":
            return _rss(root)
        return _atom(root) if root.tag == f"{ATOM}feed" else None
    except (XMLSyntaxError, ValueError, TypeError, AttributeError, KeyError):
        return None


def _rss(root: "_Element") -> FeedView | None:
    channel = root.find("channel")
    if channel is None:
        return None
    return FeedView(
        format="RSS",
        title=_text(channel, "title") or "",
        description=_text(channel, "description"),
        link=_text(channel, "link"),
        entries=tuple(map(_rss_entry, channel.findall("item"))),
    )


def _rss_entry(item: "_Element") -> FeedEntryView:
    description, content = _text(item, "description"), _text(item, f"{_CONTENT}encoded")
    return FeedEntryView(
        title=_text(item, "title") or "",
        link=_text(item, "link"),
        published=_mail_date(_text(item, "pubDate")),
        authors=tuple(_texts(item, f"{_DC}creator", "author")),
        contributors=tuple(_texts(item, f"{_DC}contributor")),
        tags=tuple(_texts(item, "category")),
        summary=description if content else None,
        html=content or description or "",
        id=_text(item, "guid"),
    )


def _atom(root: "_Element") -> FeedView:
    return FeedView(
        format="Atom",
        title=_text(root, f"{ATOM}title") or "",
        description=_text(root, f"{ATOM}subtitle"),
        link=_atom_link(root),
        entries=tuple(map(_atom_entry, root.findall(f"{ATOM}entry"))),
        deleted_count=len(root.findall(_TOMBSTONE)),
    )


def _atom_entry(entry: "_Element") -> FeedEntryView:
    summary, content = entry.find(f"{ATOM}summary"), entry.find(f"{ATOM}content")
    return FeedEntryView(
        title=_text(entry, f"{ATOM}title") or "",
        link=_atom_link(entry),
        published=_date(_text(entry, f"{ATOM}published")),
        updated=_date(_text(entry, f"{ATOM}updated")),
        authors=tuple(_texts(entry, f"{ATOM}author/{ATOM}name")),
        contributors=tuple(_texts(entry, f"{ATOM}contributor/{ATOM}name")),
        tags=tuple(category.get("term", "") for category in entry.findall(f"{ATOM}category")),
        summary=None if summary is None else "".join(summary.itertext()),
        html="" if content is None else _atom_markup(content),
        id=_text(entry, f"{ATOM}id"),
    )


def _atom_markup(content: "_Element") -> str:
    from lxml.etree import tostring

    match content.get("type", "text"):
        case "html" | "text/html":
            return content.text or ""
        case "xhtml":
            parts = (tostring(child, encoding="unicode", with_tail=False) for child in content)
            return "".join(parts)
        case _:
            return f"<p>{escape(''.join(content.itertext()))}</p>"


def _atom_link(element: "_Element") -> str | None:
    links = element.findall(f"{ATOM}link")
    hrefs = (link.get("href") for link in links if link.get("rel", "alternate") == "alternate")
    return next(hrefs, None)


def _json_feed(data: Any) -> FeedView | None:
    if not str(data.get("version", "")).startswith("https://jsonfeed.org/version/"):
        return None
    return FeedView(
        format="JSON Feed",
        title=str(data.get("title", "")),
        description=data.get("description"),
        link=data.get("home_page_url"),
        entries=tuple(map(_json_entry, data.get("items", ()))),
    )


def _json_entry(item: Any) -> FeedEntryView:
    text = item.get("content_text")
    return FeedEntryView(
        title=str(item.get("title", "")),
        link=item.get("url"),
        published=_date(item.get("date_published")),
        updated=_date(item.get("date_modified")),
        authors=tuple(str(author.get("name", "")) for author in item.get("authors", ())),
        tags=tuple(map(str, item.get("tags", ()))),
        summary=item.get("summary"),
        html=item.get("content_html") or (f"<p>{escape(text)}</p>" if text else ""),
        id=str(item.get("id", "")),
    )


def _text(element: "_Element", path: str) -> str | None:
    child = element.find(path)
    text = None if child is None else "".join(child.itertext()).strip()
    return text or None


def _texts(element: "_Element", *paths: str) -> Iterator[str]:
    for path in paths:
        yield from filter(None, (child.text for child in element.findall(path)))


def _mail_date(text: str | None) -> datetime | None:
    return None if text is None else _aware(parsedate_to_datetime(text))


def _date(text: str | None) -> datetime | None:
    return None if text is None else _aware(datetime.fromisoformat(text))


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


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
    home = base_url(series)
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
