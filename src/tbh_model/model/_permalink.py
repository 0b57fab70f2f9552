"""The URL of an edition, and the permanent identifier of its entry."""

import re
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from tbh_model.model._edition import Edition
from tbh_model.text import uri

DEFAULT_PERMALINK: Final = "{url}editions/{slug}/"
"""Used by a series that has no pattern of its own."""
_NAMES: Final = re.compile(r"\{(url|slug|id)\}")


def permalink(edition: Edition, pattern: str, series_url: str) -> str:
    """Return the lasting URL of an edition: its own, or the pattern of the series filled in.

    `{url}` stands for the URL of the series with a slash at its end. The result is a URI (RFC 3986)
    whatever the alphabet: slug and id are percent-encoded, and so is all else that must be.
    """
    if edition.url is not None:
        return uri(edition.url)
    return permalink_of(edition.slug, edition.id, pattern, series_url)


@lru_cache(maxsize=2**14)
def permalink_of(slug: str, id_: str, pattern: str, series_url: str) -> str:
    """Fill in the pattern of the series for a slug and an id."""
    root = series_url if series_url.endswith("/") else f"{series_url}/"
    values = {"slug": slug, "id": id_}

    def fill_placeholder(name: re.Match[str]) -> str:
        if name[1] == "url":
            return root
        return quote(values[name[1]], safe="~", errors="replace")  # lint has slugs that are none

    return uri(_NAMES.sub(fill_placeholder, pattern))


def entry_id(series_id: str, edition_id: str) -> str:
    """Return the identifier of an edition in every feed.

    A `tag:` URI (RFC 4151) is extended by the id of the edition; a `urn:` (RFC 8141) gets it as
    its fragment, because what follows its namespace is not ours to extend. It depends on these
    two ids and on nothing else: not on slug, title, URL or date.
    """
    separator = "#" if series_id.lower().startswith("urn:") else _tag_separator(series_id)
    return f"{series_id}{separator}{quote(edition_id, safe='~')}"


def _tag_separator(series_id: str) -> str:
    return "" if series_id.endswith(("/", ":")) else "/"
