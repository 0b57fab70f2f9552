"""How a file is served: what its media type says of caching, in one table."""

import re
from typing import Final

from tbh_model.exporters._artifact_rules import is_text

PAGE_AGE: Final = 60
"""For how many seconds a page may be kept; a word that was taken back is gone soon."""
FEED_AGE: Final = 900
"""The same for a feed, which readers ask for again and again."""
ASSET_AGE: Final = 3600
"""The same for pictures, fonts and style sheets, whose names stay when what is in them changes."""

_AGES: Final = (
    (re.compile(r"application/(rss\+xml|atom\+xml|feed\+json)|text/x-opml"), FEED_AGE),
    (re.compile(r"(image|font|audio|video)/.*|text/(css|javascript)"), ASSET_AGE),
    (re.compile(r".*"), PAGE_AGE),
)
"""For each media type how old a copy may get; the first that matches counts."""


def content_type(media_type: str) -> str:
    """Return the HTTP header `Content-Type` for a media type; text is always UTF-8."""
    return f"{media_type}; charset=utf-8" if is_text(media_type) else media_type


def cache_control(media_type: str) -> str:
    """Return the HTTP header `Cache-Control` for a media type.

    A copy that is older is asked after before it is shown, even where the server cannot be reached:
    nobody is shown what has been taken back.
    """
    age = next(age for pattern, age in _AGES if pattern.fullmatch(media_type))
    return f"public, max-age={age}, must-revalidate"


PAGE_POLICY: Final = (
    "default-src 'self'; img-src * data:; style-src 'self' 'unsafe-inline'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
"""What the pages of a site need: files of their own, and pictures from anywhere."""
IMAGE_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"
)
"""What a picture needs that is opened by itself: nothing from elsewhere, and to run nothing."""


def security_policy(media_type: str) -> str:
    """Return the HTTP header `Content-Security-Policy` for a media type."""
    return IMAGE_POLICY if media_type.startswith("image/") else PAGE_POLICY
