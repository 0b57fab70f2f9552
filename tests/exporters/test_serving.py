"""How files are served, by their media type."""

import pytest

from tbh_model.exporters import cache_control, content_type


@pytest.mark.parametrize(
    ("media_type", "age"),
    [
        ("text/html", 60),
        ("text/plain", 60),
        ("application/json", 60),
        ("application/rss+xml", 900),
        ("application/atom+xml", 900),
        ("application/feed+json", 900),
        ("text/x-opml", 900),
        ("text/css", 3600),
        ("image/svg+xml", 3600),
        ("font/woff2", 3600),
    ],
)
def test_how_old_a_copy_may_get(media_type: str, age: int) -> None:
    """Words that are taken back are gone soon; pictures may stay for an hour."""
    assert cache_control(media_type) == f"public, max-age={age}, must-revalidate"


def test_text_says_that_it_is_utf_8() -> None:
    """And what is no text does not."""
    assert content_type("application/rss+xml") == "application/rss+xml; charset=utf-8"
    assert content_type("image/png") == "image/png"
