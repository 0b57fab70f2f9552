"""Feeds as a reader shows them: read back from their bytes, whoever wrote them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import escape
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

if TYPE_CHECKING:  # lxml loads when a feed is shown
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
