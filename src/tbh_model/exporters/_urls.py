"""Addresses of a series as every channel but the web needs them: absolute, and URIs."""

from urllib.parse import quote

from attrs import evolve

from tbh_model.model import Image, Series, site_root
from tbh_model.text import RichText, is_unseen, join, map_links, uri


def base_url(series: Series) -> str:
    """Return the base of relative URLs of a series: its URL as a URI that ends in a slash.

    >>> exporters.base_url(series)
    'https://sidedoor.example/therapists-being-human/'
    """
    return site_root(series.url)


def absolute_url(series: Series, url: str | None) -> str | None:
    """Return the absolute URI of an address that belongs to a series."""
    return None if url is None else uri(join(base_url(series), url))


def image_url(series: Series, image: Image) -> str:
    """Return the absolute URI of an image, percent-encoded where needed.

    >>> exporters.image_url(series, edition.image)
    'https://sidedoor.example/therapists-being-human/images/saying-no-to-family.svg'
    """
    src = image.src if image.is_remote else quote(image.src, safe="/~")
    return uri(join(base_url(series), src))


def published_image(series: Series, image: Image) -> Image:
    """Return an image as published, with an absolute URL."""
    alt = "" if is_unseen(image.alt) else image.alt
    return evolve(image, src=image_url(series, image), alt=alt)


def topics_url(series: Series) -> str:
    """Return the page of all topics, which says what a tag means: the scheme of a category."""
    return uri(join(base_url(series), "topics/"))


def page_link(url: str, page: str) -> str | None:
    """Return the URL of a link; a query or a fragment leads to a page, and no URL is `None`."""
    return (join(page, url) if url.startswith(("#", "?")) else url) or None


def resolve_page_links(text: RichText, page: str) -> RichText:
    """Return a text whose queries and fragments lead to the page of its edition.

    What has no address leads nowhere.
    """
    return map_links(text, lambda url: page_link(url, page), lambda url: url or None)
