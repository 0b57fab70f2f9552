"""Where things are: the pages of a book, its pictures, and what lies on the web."""

import re
from functools import cached_property
from ipaddress import ip_address
from posixpath import normpath
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from attrs import frozen

import tbh_model as tbh
from tbh_epub._names import plain_name
from tbh_epub._pictures import Pictures
from tbh_model.exporters import base_url
from tbh_model.text import join, replace_unencodable, uri

NAVIGATION: Final = "nav.xhtml"
COVER: Final = "cover.xhtml"
TITLE_PAGE: Final = "title.xhtml"
PANEL: Final = "panel.xhtml"

_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")


def page_of(edition: tbh.Edition) -> str:
    """Return the file of an edition; slugs are distinct in small and capital letters."""
    return f"edition-{plain_name(edition.slug)}.xhtml"


def response_id(response: tbh.Response) -> str:
    """Return the place of a response on its page."""
    return f"response-{plain_name(response.id)}"


def person_id(therapist: tbh.Therapist) -> str:
    """Return the place of a person on the page of the panel."""
    return f"person-{plain_name(therapist.id)}"


@frozen(kw_only=True)
class Places:
    """Finds what a page links to, or shows."""

    series: tbh.Series
    pictures: Pictures

    def address(self, url: str, page: str | None = None) -> str | None:
        """Return where a link leads: to a page of the book, or to the web.

        `None` for an address that a reading system could not follow.

        Args:
            url: The address.
            page: The page on the web that a query or a fragment alone belongs to.
        """
        if not url:
            return None
        absolute = self.on_the_web(url, page)
        inside = self._pages.get(absolute)
        if inside is not None:
            return inside
        return absolute if _can_be_followed(absolute) else None

    def on_the_web(self, url: str, page: str | None = None) -> str:
        """Return the absolute URI of an address that belongs to the series."""
        return uri(join(base_url(self.series), replace_unencodable(url), page))

    @cached_property
    def _pages(self) -> dict[str, str]:
        series = self.series
        pages = {self.on_the_web(series.url_of(each)): page_of(each) for each in series.editions}
        places = {
            f"{self.on_the_web(series.url_of(each))}#{quote(response.id)}": (
                f"{page_of(each)}#{response_id(response)}"
            )
            for each in series.editions
            for response in each.responses
        }
        return pages | places

    def picture(self, image: tbh.Image) -> str | None:
        """Return the file of an image; remote ones may not be in a book."""
        return None if image.is_remote else self.pictures.place(image.src)

    def picture_in_text(self, url: str) -> str | None:
        """Return the file of an image in a text; it may be a path in the content folder."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        if parts.scheme or parts.netloc or not parts.path:
            return None
        return self.pictures.place(normpath(unquote(parts.path)))


def _can_be_followed(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port  # looks at it for the first time
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"}:
        return True
    return parts.hostname is not None and _is_host(parts.hostname)


def _is_host(name: str) -> bool:
    """Return whether a name, in small letters, is that of a host; validators look closely."""
    labels = name.removesuffix(".").split(".")
    if ":" in name or labels[-1].isdigit():
        try:
            ip_address(name)
        except ValueError:
            return False
        return True
    return all(map(_is_label, labels))


def _is_label(label: str) -> bool:
    if _LABEL.fullmatch(label) is None:
        return False
    encoded = label.removeprefix("xn--")
    if encoded == label:
        return True
    try:
        return not encoded.encode().decode("punycode").isascii()
    except UnicodeError:
        return False
